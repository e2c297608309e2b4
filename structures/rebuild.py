"""Rebuild what ships in this folder from the structures it was computed from.

    python structures/rebuild.py FOLDER

FOLDER holds the coordinate files named in ``structures/README.md``. Writes the templates of
the two drug sites (``mtorstruct/reference/data/site_templates.tsv``), the residues that line the
ATP site around two inhibitors (``inhibitor_contacts.tsv`` beside it) and the embedded atlas
(``structures/atlas``), the latter by the same code as ``mtorstruct atlas build``.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import sys
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtorstruct.geometry.sites import make_template
from mtorstruct.output import write_text
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.sites import SiteTemplate, site_definitions, site_templates
from mtorstruct.structure.complex import load
from mtorstruct.variants.change import THREE_TO_ONE

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "mtorstruct" / "reference" / "data"
TEMPLATES, CONTACTS = DATA / "site_templates.tsv", DATA / "inhibitor_contacts.tsv"
ATLAS_INPUTS = (
    "5h64.pdb.gz",
    "4jsv.pdb.gz",
    "1fap.cif.gz",
    "4dri.pdb.gz",
    "mtorc2_protomer.pdb.gz",
    "AF-P42345-F1.pdb.gz",
)
INHIBITORS = (("4JSX", "Torin 2", "4jsx"), ("4JT5", "PP242", "4jt5"))
"""Entry, inhibitor, and beginning of the names of two files: protein and ligand, prepared for docking."""

LISTED_A = 8.0
TEMPLATE_INPUTS = {"1FAP": "1fap.cif.gz", "4JSV": "4jsv.pdb.gz"}


def template_text(folder: Path) -> str:
    """Contents of ``site_templates.tsv``, computed from the defining entries."""
    templates, hashes = [], []
    for definition in site_definitions():
        complex_ = load(folder / TEMPLATE_INPUTS[definition.entry])
        templates.append(make_template(complex_, definition))
        hashes.append(f"{definition.entry}={complex_.header.sha256}")
    head = (
        "# Templates of the two drug sites, written by structures/rebuild.py; do not edit.\n"
        f"# Computed from {' '.join(hashes)} (SHA-256 of the files read).\n"
        "# ca: CA of the superposed domain; ligand: heavy atom of the ligand (COMP:ATOM);\n"
        "# pocket: residue within 4.5 A of the ligand. Coordinates in A, frame of the entry.\n"
        "site\tkind\tuniprot_pos\tatom\tx\ty\tz\n"
    )
    return head + "".join(line for template in templates for line in _rows(template))


def _rows(template: SiteTemplate) -> list[str]:
    site = template.definition.site
    ca = zip(template.ca_position, template.ca_xyz, strict=True)
    ligand = zip(template.ligand_atom, template.ligand_xyz, strict=True)
    return (
        [f"{site}\tca\t{p}\tCA\t{x:.3f}\t{y:.3f}\t{z:.3f}\n" for p, (x, y, z) in ca]
        + [f"{site}\tligand\t\t{name}\t{x:.3f}\t{y:.3f}\t{z:.3f}\n" for name, (x, y, z) in ligand]
        + [f"{site}\tpocket\t{p}\t\t\t\t\n" for p in template.pocket]
    )


def contacts_text(folder: Path) -> str:
    """Contents of ``inhibitor_contacts.tsv``: residues of mTOR near Torin 2 in 4JSX and PP242 in 4JT5."""
    lines, hashes = [], []
    for entry, inhibitor, name in INHIBITORS:
        files = [folder / f"{name}_{part}.mol2.gz" for part in ("protein", "ligand")]
        hashes += [f"{file.name}={hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files]
        atoms, ligand = (mol2_heavy_atoms(file) for file in files)
        ligand_xyz = np.array([xyz for _, _, xyz in ligand])
        for residue, its_atoms in groupby(atoms, key=lambda atom: atom[1]):
            position = _uniprot_position(residue)
            if position is None:
                continue
            near = {atom: np.linalg.norm(ligand_xyz - xyz, axis=1).min() for atom, _, xyz in its_atoms}
            side = [d for atom, d in near.items() if atom not in ("N", "CA", "C", "O")]
            any_A, side_A = min(near.values()), min(side, default=min(near.values()))
            if side_A <= LISTED_A:
                wild = protein("MTOR").amino_acid(position)
                lines.append(f"{entry}\t{inhibitor}\t{position}\t{wild}\t{any_A:.2f}\t{side_A:.2f}\n")
    return (
        "# Residues of mTOR near two inhibitors of the ATP site, written by structures/rebuild.py.\n"
        f"# Computed from {' '.join(hashes)} (SHA-256 of the files read).\n"
        f"# Heavy atoms; side chain within {LISTED_A:.0f} A, for glycine any atom. UniProt positions "
        "of P42345,\n"
        "# proven by the residue's name. Status computed; entries: PMID:23636326.\n"
        "entry\tinhibitor\tuniprot_pos\twild_type\tdistance_A\tsidechain_distance_A\n" + "".join(lines)
    )


def mol2_heavy_atoms(path: Path) -> list[tuple[str, str, NDArray[np.float64]]]:
    """Name, residue and position of the heavy atoms of a gzipped MOL2 file.

    MDAnalysis refuses these files: they announce no charges and then hold some.
    """
    text = gzip.decompress(path.read_bytes()).decode("ascii")
    section = text.split("@<TRIPOS>ATOM\n")[1].split("@<TRIPOS>")[0]
    rows = [line.split() for line in section.splitlines()]
    return [(r[1], r[7], np.array(r[2:5], dtype=float)) for r in rows if r[5].split(".")[0] != "H"]


def _uniprot_position(name: str) -> int | None:
    """UniProt position of a residue named like GLU1385; None where mTOR has another amino acid there.

    The files hold no chains: residues of mTOR (1385-2549) and mLST8 (8-324) are told apart by their numbers.
    """
    match = re.fullmatch(r"([A-Z]{3})([0-9]+)", name)
    if match is None or int(match[2]) <= len(protein("MLST8")):
        return None
    position = int(match[2])
    return position if protein("MTOR").amino_acid(position) == THREE_TO_ONE.get(match[1]) else None


def main(folder: Path) -> None:
    """Write the templates, then the atlas, which needs them."""
    write_text(TEMPLATES, template_text(folder))
    write_text(CONTACTS, contacts_text(folder))
    site_templates.cache_clear()
    from mtorstruct.atlas.build import build_atlas

    build_atlas([folder / name for name in ATLAS_INPUTS], HERE / "atlas")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
