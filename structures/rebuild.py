"""Rebuild what ships in this folder from the structures it was computed from.

    python structures/rebuild.py FOLDER...

The folders hold the coordinate files named in ``structures/README.md``. Writes the templates of
the two drug sites (``mtorstruct/reference/data/site_templates.tsv``), the residues that line the
ATP site around two inhibitors (``inhibitor_contacts.tsv`` beside it), those where FRB and FKBP12 meet
(``frb_fkbp12_contacts.tsv``) and the embedded atlas (``structures/atlas``), the latter by the same code as
``mtorstruct atlas build``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mtorstruct.measures.interfaces import interface_columns
from mtorstruct.measures.sites import make_template
from mtorstruct.measures.table import distance_columns
from mtorstruct.reference.sites import SiteTemplate, site_definitions, site_templates
from mtorstruct.structure.loading import load
from mtorstruct.tables import BOUND, DISTANCES, INTERFACES
from mtorstruct.tables.writing import write_text

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "mtorstruct" / "reference" / "data"
TEMPLATES, CONTACTS = DATA / "site_templates.tsv", DATA / "inhibitor_contacts.tsv"
FRB_FKBP12 = DATA / "frb_fkbp12_contacts.tsv"
MOL2_COPIES = {
    f"{entry}.pdb.gz": f"{entry}_from_mol2.pdb.gz"
    for entry in ("1nsg", "3fap", "4fap", "4drh", "4drj", "5gpg", "4jsx", "4jt5")
}
"""Entries that are read as heavy atoms out of mol2 copies: name that they are read by, name in FOLDER."""

ATLAS_INPUTS = (
    "5h64.pdb.gz",
    "4jsv.pdb.gz",
    "1fap.cif.gz",
    "4dri.pdb.gz",
    *MOL2_COPIES,
    "mtorc2_protomer.pdb.gz",
    "AF-P42345-F1.pdb.gz",
    "AF-Q6R327-F1.pdb.gz",
    "AF-Q9BPZ7-F1.pdb.gz",
)
KINDS = {
    "4dri.pdb.gz": "experimental: X-ray structure (PMC3624267) whose header was left out",
    "mtorc2_protomer.pdb.gz": "experimental: its chains follow cryo-EM entries, by its source; no header",
} | dict.fromkeys(
    MOL2_COPIES,
    "experimental: X-ray structure, read as the heavy atoms of a mol2 copy without header and B factors; "
    "where a network is, the deposited file takes its place if the entry id is given in place of the file",
)
"""What files are that state nothing, and why."""
WITH_FKBP12 = {
    "1FAP": "1fap.cif.gz", "3FAP": "3fap.pdb.gz", "1NSG": "1nsg.pdb.gz", "4FAP": "4fap.pdb.gz",
}  # fmt: skip
"""Entries of FRB, a rapalog and FKBP12, the first with rapamycin, the others by their resolution."""

INHIBITORS = {"4JSX": "Torin 2", "4JT5": "PP242"}

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
        "# pocket, partner_pocket: residue of mTOR, of the partner, within 4.5 A of the ligand.\n"
        "# Coordinates in A, frame of the entry.\n"
        "site\tkind\tposition\tatom\tx\ty\tz\n"
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
        + [f"{site}\tpartner_pocket\t{p}\t\t\t\t\n" for p in template.partner_pocket]
    )


def contacts_text(folder: Path) -> str:
    """Contents of ``inhibitor_contacts.tsv``: residues of mTOR near Torin 2 in 4JSX and PP242 in 4JT5."""
    lines, hashes = [], []
    for entry, inhibitor in INHIBITORS.items():
        complex_ = load(folder / f"{entry.lower()}.pdb.gz")
        hashes.append(f"{entry}={complex_.header.sha256}")
        rows = DISTANCES.frame(distance_columns(complex_))
        rows = rows[(rows.gene == "MTOR") & (rows.atp_basis == BOUND) & (rows.observed == rows.expected)]
        near = rows[rows.atp_sidechain_distance_A <= LISTED_A]
        lines += [
            f"{entry}\t{inhibitor}\t{r.position}\t{r.expected}\t{r.atp_distance_A:.2f}\t"
            f"{r.atp_sidechain_distance_A:.2f}\n"
            for r in near.itertuples()
        ]
    return (
        "# Residues of mTOR near two inhibitors of the ATP site, written by structures/rebuild.py.\n"
        f"# Computed from {' '.join(hashes)} (SHA-256 of the files read).\n"
        f"# Heavy atoms; side chain within {LISTED_A:.0f} A, for glycine CA. UniProt positions "
        "of P42345,\n"
        "# proven by the residue's name. Status computed; entries: PMID:23636326.\n"
        "entry\tinhibitor\tposition\twild_type\tdistance_A\tsidechain_distance_A\n" + "".join(lines)
    )


def frb_fkbp12_text(folder: Path) -> str:
    """Contents of ``frb_fkbp12_contacts.tsv``: residues of FRB and FKBP12, and the nearest of the other."""
    found: dict[tuple[str, int], str] = {}
    hashes = []
    for entry, name in WITH_FKBP12.items():
        complex_ = load(folder / name)
        hashes.append(f"{entry}={complex_.header.sha256}")
        pairs = INTERFACES.frame(interface_columns(complex_)).sort_values("distance_A", kind="stable")
        for r in pairs.to_dict("records"):
            if {r["gene_a"], r["gene_b"]} == {"MTOR", "FKBP1A"}:
                for one, other in (("a", "b"), ("b", "a")):
                    key = (r[f"gene_{one}"], r[f"position_{one}"])
                    named = [
                        f"{r[f'gene_{k}']}\t{r[f'observed_{k}']}{r[f'position_{k}']}" for k in (one, other)
                    ]
                    rest = (f"{r['distance_A']:.2f}", r[f"atom_{one}"], r[f"atom_{other}"])
                    found.setdefault(key, "\t".join((*named, entry, *rest)) + "\n")
    lines = [found[key] for key in sorted(found, key=lambda key: (key[0] != "MTOR", key[1]))]
    return (
        "# Residues of mTOR and FKBP12 with heavy atoms within 5 A of the other, and the nearest residue "
        "there, written by structures/rebuild.py.\n"
        f"# Computed from {' '.join(hashes)} (SHA-256 of the files read).\n"
        "# 1FAP where it has the contact, else the entry of best resolution. UniProt positions, proven by "
        "the residue's name.\n"
        "# Status computed; entries: PMID:8662507 and those of mtorstruct entries.\n"
        "gene\tresidue\tnearest_gene\tnearest\tentry\tdistance_A\tatom\tnearest_atom\n" + "".join(lines)
    )


def gather(folders: Sequence[Path], into: Path) -> list[Path]:
    """Copy the files that the atlas is built of under the names of their entries."""
    files = []
    for name in ATLAS_INPUTS:
        source = MOL2_COPIES.get(name, name)
        found = next(
            (folder / source for folder in folders if (folder / source).exists()), folders[0] / source
        )
        files.append(shutil.copy(found, into / name))
    return files


def main(folders: Sequence[Path]) -> None:
    """Write the templates and contacts, then the atlas, which needs them."""
    with tempfile.TemporaryDirectory() as temporary:
        files = gather(folders, Path(temporary))
        write_text(TEMPLATES, template_text(Path(temporary)))
        site_templates.cache_clear()
        write_text(CONTACTS, contacts_text(Path(temporary)))
        write_text(FRB_FKBP12, frb_fkbp12_text(Path(temporary)))
        from mtorstruct.atlas.build import build_atlas

        build_atlas(files, HERE / "atlas", kinds=KINDS)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(folder) for folder in sys.argv[1:]])
