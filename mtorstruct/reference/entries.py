"""The catalogue of public structures (``structures/entries.tsv``)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from typing import TYPE_CHECKING

from mtorstruct.reference.tables import read_shipped_structure_table

if TYPE_CHECKING:
    from mtorstruct.tables import Columns


@dataclass(frozen=True)
class Entry:
    """One public structure; `resolution_A` is NaN where there is none, `status` how far it was checked.

    A field that is named in `unverified_fields` is believed, not seen.
    """

    entry: str
    title: str
    method: str
    resolution_A: float
    complex: str
    state: str
    chains: str
    ligands: str
    emdb_id: str
    citation: str
    status: str
    verified_fields: str
    unverified_fields: str
    source: str

    def names(self, genes: set[str]) -> bool:
        """Return whether its chains or its complex name all of some proteins.

        Examples
        --------
        >>> entry("4JSX").names({"MTOR", "MLST8"}), entry("4JSX").names({"RICTOR"})
        (True, False)
        """
        named = f"{self.chains} {self.complex}".upper()
        return all(gene in named for gene in genes)


@cache
def entries() -> tuple[Entry, ...]:
    """Return all entries, in the catalogue's order."""
    return tuple(
        Entry(**{**row, "resolution_A": float(row["resolution_A"] or math.nan)})  # type: ignore[arg-type]
        for row in read_shipped_structure_table("entries.tsv")
    )


@cache
def entry(pdb_id: str) -> Entry | None:
    """Return the entry of a PDB id in any case, or None."""
    return next((e for e in entries() if e.entry == pdb_id.upper()), None)


def complexes() -> dict[str, list[str]]:
    """Return the names of the catalogue's complexes, in lower case, with the PDB ids of their entries."""
    found: dict[str, list[str]] = {}
    for e in entries():
        found.setdefault(e.complex.lower(), []).append(e.entry)
    return found


def select_entries(
    *,
    complex_name: str | None = None,
    state: str | None = None,
    ligand: str | None = None,
    max_resolution_A: float | None = None,
) -> list[Entry]:
    """Return the catalogue entries that meet every condition; texts are matched in any case.

    An entry whose resolution is not stated meets no bound on it.
    """

    def holds(text: str, wanted: str | None) -> bool:
        return wanted is None or wanted.lower() in text.lower()

    return [
        e
        for e in entries()
        if holds(e.complex, complex_name)
        and holds(e.state, state)
        and (ligand is None or ligand.upper() in re.split(r"[^A-Za-z0-9]+", e.ligands.upper()))
        and (max_resolution_A is None or e.resolution_A <= max_resolution_A)
    ]


def entry_columns(chosen: Sequence[Entry] | None = None) -> Columns:
    """Return rows of the `ENTRIES` table: all entries, or those that were chosen."""
    from mtorstruct.tables import ENTRIES

    return ENTRIES.from_rows(astuple(e) for e in (entries() if chosen is None else chosen))
