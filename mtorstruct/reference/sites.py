"""The two drug sites, each defined by what binds there in one crystal structure.

A template holds what is needed to find the site elsewhere: CA positions of the surrounding
domain, the residues that touch the ligand, and the ligand's atoms. ``site_templates.tsv`` is
written from the two entries by ``structures/rebuild.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from mtorstruct.reference.tables import read_table

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class SiteDefinition:
    """A site: the domain around it, and the entry and ligands that define it."""

    site: str
    label: str
    gene: str
    superposed: tuple[tuple[int, int], ...]
    entry: str
    chain: str
    ligands: tuple[str, ...]
    min_atoms: int
    source: str
    status: str

    def surrounds(self, uniprot_pos: int) -> bool:
        """Whether a position belongs to the domain that is superposed."""
        return any(start <= uniprot_pos <= end for start, end in self.superposed)


@dataclass(frozen=True)
class SiteTemplate:
    """Coordinates of a site in its defining entry, all in A and in one frame.

    `ca_position` has shape ``(n,)`` (UniProt positions), `ca_xyz` ``(n, 3)``; `ligand_atom`
    (as COMP:ATOM) ``(m,)``, `ligand_xyz` ``(m, 3)``; `pocket` lists the UniProt positions
    with a heavy atom within 4.5 A of the ligand.
    """

    definition: SiteDefinition
    ca_position: NDArray[Any]
    ca_xyz: NDArray[Any]
    ligand_atom: NDArray[Any]
    ligand_xyz: NDArray[Any]
    pocket: NDArray[Any]


@cache
def site_definitions() -> tuple[SiteDefinition, ...]:
    """Rapamycin pocket and ATP site, in the order of their columns."""
    return tuple(
        SiteDefinition(
            site=row["site"],
            label=row["label"],
            gene=row["gene"],
            superposed=tuple(
                (int(a), int(b)) for a, b in (part.split("-") for part in row["superposed"].split(";"))
            ),
            entry=row["entry"],
            chain=row["chain"],
            ligands=tuple(row["ligands"].split(";")),
            min_atoms=int(row["min_atoms"]),
            source=row["source"],
            status=row["status"],
        )
        for row in read_table("sites.tsv")
    )


@cache
def site_templates() -> tuple[SiteTemplate, ...]:
    """Templates of all sites, in the order of `site_definitions`."""
    import numpy as np

    rows = read_table("site_templates.tsv")
    templates = []
    for definition in site_definitions():
        mine = [row for row in rows if row["site"] == definition.site]
        ca = [row for row in mine if row["kind"] == "ca"]
        ligand = [row for row in mine if row["kind"] == "ligand"]
        templates.append(
            SiteTemplate(
                definition=definition,
                ca_position=np.array([int(row["uniprot_pos"]) for row in ca]),
                ca_xyz=np.array([[float(row[k]) for k in "xyz"] for row in ca]),
                ligand_atom=np.array([row["atom"] for row in ligand], dtype=object),
                ligand_xyz=np.array([[float(row[k]) for k in "xyz"] for row in ligand]),
                pocket=np.array([int(row["uniprot_pos"]) for row in mine if row["kind"] == "pocket"]),
            )
        )
    return tuple(templates)
