"""The catalogue of public structures (``structures/entries.tsv``)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from mtorstruct.reference.tables import read_shipped_structure_table

if TYPE_CHECKING:
    from mtorstruct.schema import Columns


@dataclass(frozen=True)
class Entry:
    """One public structure; `resolution_A` is NaN where there is none, `status` how far it was checked.

    A field that is named in `unverified_fields` is believed, not seen.
    """

    pdb_id: str
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


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, in the catalogue's order."""
    return tuple(
        Entry(**{**row, "resolution_A": float(row["resolution_A"] or math.nan)})  # type: ignore[arg-type]
        for row in read_shipped_structure_table("entries.tsv")
    )


@cache
def entry(pdb_id: str) -> Entry | None:
    """Entry of a PDB id in any case, or None."""
    return next((e for e in entries() if e.pdb_id == pdb_id.upper()), None)


def entry_columns() -> Columns:
    """Rows of the `ENTRIES` table."""
    import numpy as np

    names = Entry.__dataclass_fields__
    return {
        name: np.array(
            [getattr(e, name) for e in entries()], dtype=float if name == "resolution_A" else object
        )
        for name in names
    }
