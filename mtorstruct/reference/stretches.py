"""Stretches of residues that rules on truncations and on in-frame variants test."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from mtorstruct.reference.tables import read_table

__all__ = ["Stretch", "inframe_stretches", "needed_up_to", "stretches"]

NEEDED, INHIBITORY, INDEL_HOTSPOT = "needed", "inhibitory", "indel hotspot"
"""Values of `Stretch.kind`."""


class Stretch(NamedTuple):
    """A stretch of one protein, UniProt positions, first and last residue included.

    `kind` is ``needed`` (a chain that ends in it makes no complex), ``inhibitory`` (its deletion activates)
    or ``indel hotspot`` (in-frame variants of it recur in tumours). Rules on the latter two are about
    variants that lie between `within_start` and `within_end`; both are 0 where it is needed.
    """

    gene: str
    kind: str
    start: int
    end: int
    within_start: int
    within_end: int
    status: str
    source: str
    note: str


@cache
def stretches() -> tuple[Stretch, ...]:
    """Return all stretches, in the table's order."""
    numbers = ("start", "end", "within_start", "within_end")
    return tuple(
        Stretch(**{**row, **{name: int(row[name] or 0) for name in numbers}})  # type: ignore[arg-type]
        for row in read_table("stretches.tsv")
    )


@cache
def needed_up_to() -> dict[str, int]:
    """Return by gene the UniProt position up to which a partner of mTOR must reach.

    Examples
    --------
    >>> needed_up_to()["MLST8"]
    296
    """
    return {s.gene: s.end for s in stretches() if s.kind == NEEDED}


@cache
def inframe_stretches() -> tuple[Stretch, Stretch]:
    """Return the inhibitory stretch of mTOR and its hotspot of in-frame variants."""
    (inhibitory,) = (s for s in stretches() if s.kind == INHIBITORY)
    (hotspot,) = (s for s in stretches() if s.kind == INDEL_HOTSPOT)
    return inhibitory, hotspot
