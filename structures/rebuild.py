"""Rebuild what ships in this folder from the structures it was computed from.

    python structures/rebuild.py FOLDER

FOLDER holds the coordinate files named in ``structures/README.md``. Writes the templates of
the two drug sites (``mtorstruct/reference/data/site_templates.tsv``) and the embedded atlas
(``structures/atlas``), the latter by the same code as ``mtorstruct atlas build``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mtorstruct.geometry.sites import make_template
from mtorstruct.output import write_text
from mtorstruct.reference.sites import SiteTemplate, site_definitions, site_templates
from mtorstruct.structure.complex import load

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parent / "mtorstruct" / "reference" / "data" / "site_templates.tsv"
ATLAS_INPUTS = (
    "5h64.pdb.gz",
    "4jsv.pdb.gz",
    "1fap.cif.gz",
    "4dri.pdb.gz",
    "mtorc2_protomer.pdb.gz",
    "AF-P42345-F1.pdb.gz",
)
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


def main(folder: Path) -> None:
    """Write the templates, then the atlas, which needs them."""
    write_text(TEMPLATES, template_text(folder))
    site_templates.cache_clear()
    from mtorstruct.atlas.build import build_atlas

    build_atlas([folder / name for name in ATLAS_INPUTS], HERE / "atlas")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
