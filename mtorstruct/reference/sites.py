"""The two drug sites, each defined by the ligand bound in one crystal structure.

A template holds what is needed to find the site elsewhere: CA positions of the surrounding domain, the
residues that touch the ligand, and the ligand's atoms. ``site_templates.tsv`` is written from the two entries
by ``structures/rebuild.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from mtorstruct.reference.tables import read_table

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class SiteDefinition:
    """A site: the domain around it, and the entry and ligands that define it.

    `partner` is the gene of a protein that holds the ligand by itself, too; empty where there is none.
    `composition` counts the heavy atoms of each element in `compound`, as minima if `or_more`.
    """

    site: str
    label: str
    gene: str
    superposed: tuple[tuple[int, int], ...]
    entry: str
    chain: str
    partner: str
    ligands: tuple[str, ...]
    compound: str
    composition: dict[str, int]
    or_more: bool
    min_atoms: int
    source: str
    status: str

    def surrounds(self, uniprot_pos: int) -> bool:
        """Return whether a position belongs to the domain that is superposed."""
        return any(start <= uniprot_pos <= end for start, end in self.superposed)

    def compound_of(self, elements: Mapping[str, int], name: str) -> str:
        """Return the compound of a ligand: that of the site, or the ligand's own name.

        Parameters
        ----------
        elements : mapping of str to int
            Heavy atoms of the ligand by element.
        name : str
            Its name in the file.

        Examples
        --------
        >>> rapamycin = site_definitions()[0]
        >>> rapamycin.compound_of({"C": 51, "N": 1, "O": 13}, "UNL")
        'rapamycin'
        >>> rapamycin.compound_of({"C": 52, "N": 1, "O": 13}, "RAD")
        'RAD'
        """
        enough = all(elements.get(element, 0) >= n for element, n in self.composition.items())
        within = all(n <= self.composition.get(element, 0) for element, n in elements.items())
        holds = enough if self.or_more else within and (enough or name in self.ligands)
        return self.compound if holds else name


@dataclass(frozen=True)
class SiteTemplate:
    """Coordinates of a site in its defining entry, all in Å and in one frame.

    `ca_position` has shape ``(n,)`` (UniProt positions), `ca_xyz` ``(n, 3)``; `ligand_atom`
    (as COMP:ATOM) ``(m,)``, `ligand_xyz` ``(m, 3)``; `pocket` lists the UniProt positions
    with a heavy atom within 4.5 Å of the ligand, `partner_pocket` those of the partner.
    """

    definition: SiteDefinition
    ca_position: NDArray[Any]
    ca_xyz: NDArray[Any]
    ligand_atom: NDArray[Any]
    ligand_xyz: NDArray[Any]
    pocket: NDArray[Any]
    partner_pocket: NDArray[Any]


@cache
def site_definitions() -> tuple[SiteDefinition, ...]:
    """Return rapamycin pocket and ATP site, in the order of their columns."""
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
            partner=row["partner"],
            ligands=tuple(row["ligands"].split(";")),
            compound=row["compound"],
            composition=_composition(row["composition"]),
            or_more="+" in row["composition"],
            min_atoms=int(row["min_atoms"]),
            source=row["source"],
            status=row["status"],
        )
        for row in read_table("sites.tsv")
    )


def _composition(text: str) -> dict[str, int]:
    """Return the heavy atoms of each element from a text like ``C10+ N5+ P1+``."""
    return {element: int(count) for element, count in re.findall(r"([A-Z][a-z]?)([0-9]+)", text)}


@cache
def site_templates() -> tuple[SiteTemplate, ...]:
    """Return the templates of all sites, in the order of `site_definitions`."""
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
                ca_position=np.array([int(row["position"]) for row in ca]),
                ca_xyz=np.array([[float(row[k]) for k in "xyz"] for row in ca]),
                ligand_atom=np.array([row["atom"] for row in ligand], dtype=object),
                ligand_xyz=np.array([[float(row[k]) for k in "xyz"] for row in ligand]),
                pocket=np.array([int(row["position"]) for row in mine if row["kind"] == "pocket"]),
                partner_pocket=np.array(
                    [int(row["position"]) for row in mine if row["kind"] == "partner_pocket"], dtype=int
                ),
            )
        )
    return tuple(templates)
