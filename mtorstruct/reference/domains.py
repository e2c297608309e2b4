"""Domain schemes: first and last residue of each domain, linker and sub-element."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError
from mtorstruct.reference.proteins import Protein, protein, proteins
from mtorstruct.reference.tables import UNVERIFIED, read_table

if TYPE_CHECKING:
    from mtorstruct.tables import Columns

__all__ = ["Segment", "domain_at", "schemes", "segments"]


DEFAULT_SCHEME = "default"

LEVELS = ("domain", "linker", "subdomain")


@dataclass(frozen=True)
class Segment:
    """One range of a domain, first and last UniProt position included."""

    gene: str
    scheme: str
    level: str
    domain: str
    start: int
    end: int
    segment: str
    status: str
    source: str
    note: str

    def __len__(self) -> int:
        return self.end - self.start + 1


@cache
def segments(
    gene: str | None = None, scheme: str | None = DEFAULT_SCHEME, *, include_unverified: bool = False
) -> tuple[Segment, ...]:
    """Return the segments of a scheme (None: of all schemes), of one protein or all, in the table's order.

    Raises
    ------
    UsageError
        No scheme of that name exists.
    """
    if scheme is not None and scheme not in schemes():
        raise UsageError(f"unknown domain scheme '{scheme}'", hint="known are " + ", ".join(schemes()))
    return tuple(
        s
        for s in _all()
        if gene in (None, s.gene)
        and scheme in (None, s.scheme)
        and (include_unverified or s.status != UNVERIFIED)
    )


@cache
def schemes() -> tuple[str, ...]:
    """Return the names of the schemes, the default one first."""
    return tuple(dict.fromkeys(s.scheme for s in _all()))


@cache
def _all() -> tuple[Segment, ...]:
    return tuple(
        Segment(**{**row, "start": int(row["start"]), "end": int(row["end"])})  # type: ignore[arg-type]
        for row in read_table("domains.tsv")
    )


@cache
def domain_at(gene: str, uniprot_pos: int, scheme: str = DEFAULT_SCHEME) -> tuple[str, str]:
    """Return the domain (or linker) at a position, and the sub-elements there, joined by semicolons.

    Examples
    --------
    >>> domain_at("MTOR", 2108)
    ('FRB', '')
    >>> domain_at("MTOR", 2448)
    ('kinase', 'C-lobe; negative regulatory domain (NRD)')
    """
    here = [s for s in segments(gene, scheme) if s.start <= uniprot_pos <= s.end]
    whole = (s.domain for s in here if s.level != "subdomain")
    return next(whole, ""), "; ".join(s.domain for s in here if s.level == "subdomain")


def scheme_columns(
    name: str | None = None, scheme: str | None = DEFAULT_SCHEME, *, include_unverified: bool = False
) -> Columns:
    """Return rows of the `SCHEME` table for one protein (gene, accession or alias) or all."""
    from mtorstruct.tables import SCHEME

    gene = protein(name).gene if name else None
    return SCHEME.from_rows(
        (
            s.gene, protein(s.gene).uniprot, s.domain, s.start, s.end, s.segment, s.level, s.scheme, s.status,
            s.source, s.note,
        )
        for s in segments(gene, scheme, include_unverified=include_unverified)
    )  # fmt: skip


def difference_columns(
    name: str | None = None, against: str = DEFAULT_SCHEME, *, include_unverified: bool = False
) -> Columns:
    """Return rows of the `SCHEME_DIFFERENCES` table: every scheme against one, range by range.

    Two schemes differ at a position when one draws the border of a domain where the other
    does not. Domains that overlap most are taken for the same domain, whatever their names,
    so that only boundaries differ, never mere names. Where the other scheme
    does not cover that part of the protein, nothing is compared.
    """
    from mtorstruct.tables import SCHEME_DIFFERENCES

    chosen: tuple[Protein, ...] = (protein(name),) if name else proteins()
    rows: list[tuple[Any, ...]] = []
    for p in chosen:
        mine = segments(p.gene, against, include_unverified=include_unverified)
        for other in schemes():
            if other != against:
                theirs = segments(p.gene, other, include_unverified=include_unverified)
                rows += [(p.gene, p.uniprot, *row) for row in _differences(mine, theirs, against, other)]
    return SCHEME_DIFFERENCES.from_rows(rows)


def _differences(
    mine: tuple[Segment, ...], theirs: tuple[Segment, ...], against: str, other: str
) -> list[tuple[Any, ...]]:
    rows = []
    for there in theirs:
        candidates = [m for m in mine if _overlap(m, there) > 0]
        if not candidates:
            rows.append((there.start, there.end, len(there), against, "", other, there.domain))
            continue
        # Twice the overlap over the summed lengths: the pair that agrees best.
        best = max(candidates, key=lambda m: 2 * _overlap(m, there) / (len(m) + len(there)))
        for start, end, a, b in (
            (best.start, min(there.start - 1, best.end), best.domain, ""),
            (there.start, min(best.start - 1, there.end), "", there.domain),
            (max(there.end + 1, best.start), best.end, best.domain, ""),
            (max(best.end + 1, there.start), there.end, "", there.domain),
        ):
            if start <= end:
                rows.append((start, end, end - start + 1, against, a, other, b))
    return sorted(rows)


def _overlap(a: Segment, b: Segment) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start) + 1)
