"""Published effects of exact substitutions, and other numberings that people use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mtorstruct.reference.tables import UNVERIFIED, read_table

_SUBSTITUTION = re.compile(r"([A-Z])(\d+)([A-Z])")


@dataclass(frozen=True)
class Effect:
    """One published effect; `variant` is one substitution, or several joined by ``+``."""

    gene: str
    uniprot: str
    variant: str
    effect: str
    drug: str
    direction: str
    assay: str
    pmid: str
    status: str
    source: str
    licence: str
    note: str

    @property
    def substitutions(self) -> list[tuple[str, int, str]]:
        """Wild type, UniProt position and mutant of each part; empty for a row that names none."""
        parts = [_SUBSTITUTION.fullmatch(part) for part in self.variant.split("+")]
        return [(m[1], int(m[2]), m[3]) for m in parts if m] if all(parts) else []


@cache
def effects(*, include_unverified: bool = False) -> tuple[Effect, ...]:
    """All published effects, in the table's order; those believed but not seen only on request."""
    return tuple(
        effect
        for effect in (Effect(**row) for row in read_table("variant_effects.tsv"))
        if include_unverified or effect.status != UNVERIFIED
    )


@cache
def published_substitutions() -> frozenset[tuple[str, str, int, str]]:
    """Gene, wild type, position and mutant of every substitution with a published effect."""
    return frozenset((e.gene, *s) for e in effects() for s in e.substitutions)


@dataclass(frozen=True)
class NumberingTrap:
    """Another numbering: a canonical position from `from_position` on, plus `offset`, is theirs."""

    gene: str
    numbering: str
    offset: int
    from_position: int
    difference: str
    status: str
    source: str


@cache
def numbering_traps(gene: str) -> tuple[NumberingTrap, ...]:
    """Other numberings of one protein."""
    return tuple(
        NumberingTrap(**{**row, "offset": int(row["offset"]), "from_position": int(row["from_position"])})  # type: ignore[arg-type]
        for row in read_table("numbering_traps.tsv")
        if row["gene"] == gene
    )


@cache
def review_variants() -> tuple[str, ...]:
    """Changes that the review names, as ``GENE:change``, as printed there, misprints included."""
    return tuple(f"{row['gene']}:{row['protein_change']}" for row in read_table("review_variants.tsv"))
