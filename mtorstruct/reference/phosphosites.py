"""Phosphosites with their kinases and effects."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from mtorstruct.reference.tables import UNVERIFIED, read_table


class Phosphosite(NamedTuple):
    """One phosphosite; `position` is the UniProt position, `site` residue and position.

    `phosphorylation` is what it does to the activity of mTOR, as a source says: one of
    `mtorstruct.tables.PHOSPHORYLATIONS`.
    """

    gene: str
    uniprot: str
    site: str
    upstream_kinases: str
    effect: str
    phosphorylation: str
    pmid: str
    status: str
    source: str
    note: str

    @property
    def position(self) -> int:
        """UniProt position."""
        return int(self.site[1:])


@cache
def known_sites() -> frozenset[tuple[str, str, int]]:
    """Return gene, residue and UniProt position of every site that was seen in a source."""
    return frozenset((s.gene, s.site[0], s.position) for s in phosphosites())


@cache
def believed_sites() -> frozenset[tuple[str, int]]:
    """Return gene and UniProt position of every site of the table, seen in a source or not.

    That a residue may be phosphorylated is reason enough not to call its replacement neutral.
    """
    return frozenset((s.gene, s.position) for s in phosphosites(include_unverified=True))


@cache
def phosphorylation_at() -> dict[tuple[str, int], str]:
    """Return what phosphorylation does to the activity of mTOR, by gene and UniProt position.

    Without sites that were found by text mining alone, or not seen at all.
    """
    return {(s.gene, s.position): s.phosphorylation for s in phosphosites() if s.status != "text-mined"}


@cache
def phosphosites(*, include_unverified: bool = False) -> tuple[Phosphosite, ...]:
    """Return all phosphosites, in the table's order; those believed but not seen only on request."""
    return tuple(
        site
        for site in (Phosphosite(**row) for row in read_table("phosphosites.tsv"))
        if include_unverified or site.status != UNVERIFIED
    )
