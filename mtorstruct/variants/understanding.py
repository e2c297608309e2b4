"""The change of one row: from whatever the row says, the surest first.

A protein change in words comes first, then residues and position in two columns, then a change of the
coding sequence, then a place in the genome. What stands in the row is never mended in silence: `read_from`
tells which of them was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtorstruct.reference.isoforms import canonical_gene, gene_of
from mtorstruct.reference.proteins import known_protein
from mtorstruct.variants.address import kind_of
from mtorstruct.variants.change import NO_GENE, Change
from mtorstruct.variants.cleaning import is_nothing
from mtorstruct.variants.consequence import n_equal
from mtorstruct.variants.notation import parse_change
from mtorstruct.variants.single import understand_text

if TYPE_CHECKING:
    from mtorstruct.archive.sequences import CodingSequences

SETTLED = ("ok", "ambiguous")
"""Statuses of a change that need no further look at the row."""

_RANGE = re.compile(r"(?P<first>[0-9]+)(?:\.0)?(?:-(?P<last>[0-9]+))?(?:/[0-9]+)?")
_ACCESSION = re.compile(r"(?:ENS[TP]|[NX][MPR]_)[0-9]+(?:\.[0-9]+)?")
_ZEROS = re.compile("(?i)^(chr)?0+(?=[0-9])")
_SEVERAL = re.compile(r"[;,|\s]+")
_SILENT = ("intron", "utr", "flank", "intergenic", "igr", "upstream", "downstream")


@dataclass(frozen=True)
class Place:
    """A change in the genome as a row writes it, texts unaltered; `position` counts from 1.

    `build` is empty where it is not known, and `odd` says why although something stands there.
    """

    chromosome: str
    position: str
    ref: str
    alt: str
    build: str = ""
    odd: str = ""

    def __str__(self) -> str:
        return f"{self.chromosome}:{self.position.removesuffix('.0')}:{self.ref}:{self.alt}"


@dataclass(frozen=True)
class RowTexts:
    """What a row says of its change; empty where it says nothing.

    Attributes
    ----------
    gene : str
        Gene as written, `NO_GENE` for an empty cell, empty where the table has no column of genes.
    changes : tuple of (str, str)
        Columns of protein changes and their cells, in the order in which they are believed.
    transcript, coding, amino_acids, protein_position, kind : str
        Sequence that the changes are of; change of the coding sequence; VEP's amino acids (``F/L``) and
        position (``2108``, ``2108/2549``); what the row is called (``Intron``, ``missense_variant``).
    place : Place, optional
        Where it lies in the genome.
    build : str
        Genome build of coordinates within texts; empty where it is not known.
    coding_column : str
        Name of the column `coding`.
    """

    gene: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    transcript: str = ""
    coding: str = ""
    amino_acids: str = ""
    protein_position: str = ""
    kind: str = ""
    place: Place | None = None
    build: str = ""
    coding_column: str = "HGVSc"

    @property
    def sequence(self) -> str:
        """What the changes are of; empty for a cell that says nothing."""
        names = [name for name in _SEVERAL.split(self.transcript.strip()) if not is_nothing(name)]
        # Of several, one whose numbers are not ours: the change may be numbered by it.
        known = [name for name in names if gene_of(name)]
        others = [name for name in known if canonical_gene(name) is None]
        return next(iter((*others, *known, *names)), "")

    @property
    def symbol(self) -> str:
        """Gene as changes of DNA want it: a symbol where the name of a sequence stands; empty for none."""
        return "" if self.gene == NO_GENE else gene_of(self.gene) or self.gene

    @property
    def is_of_no_gene(self) -> bool:
        """Whether no gene is named."""
        return self.gene in ("", NO_GENE)


def plain_chromosome(written: str) -> str:
    """Name of a chromosome as the genome has it: ``chr01`` is ``chr1``.

    Examples
    --------
    >>> plain_chromosome("chr01"), plain_chromosome("10")
    ('chr1', '10')
    """
    return _ZEROS.sub(r"\g<1>", written)


def understand(row: RowTexts, coding: CodingSequences | None = None) -> Change | None:
    """The change of a row; None for one that lies in none of the nine genes."""
    if not row.sequence and gene_of(row.gene) is not None and known_protein(row.gene) is None:
        # The name of a sequence stands where a gene should: the numbers are of that one.
        row = replace(row, transcript=row.gene)
    placed = _with_gene(row, coding)
    if placed is None:
        return None
    row = placed
    first: Change | None = None
    outside = False
    for read in _readers(row, coding):
        change = read()
        if change is None or _is_of_another_gene(change):
            outside = True
            continue
        if change.status in SETTLED:
            return change
        first = first or change
    if first is None:
        return None if outside and row.is_of_no_gene else _without_change(row)
    if _is_silent_on_protein(row) and all(is_nothing(text) for _, text in row.changes):
        return replace(first, status="no_protein_change", problem=_called(row))
    return first


def _with_gene(row: RowTexts, coding: CodingSequences | None) -> RowTexts | None:
    """The row with the gene that its transcript or place tells, where it names none; None for another."""
    if not row.is_of_no_gene:
        return row
    if gene_of(row.sequence) is not None:
        return replace(row, gene="")
    known_place = row.place is not None and not row.place.odd
    if _ACCESSION.fullmatch(row.sequence) and not known_place:
        return None
    if not known_place:
        return row
    said = (parse_change(text) for _, text in row.changes)
    if any(change.gene or gene_of(change.reference) for change in said):
        return row
    there = _of_place(row, coding)
    return None if there is None else replace(row, gene=there.gene or row.gene)


def _is_of_another_gene(change: Change) -> bool:
    """Whether a text names a transcript or protein, no gene, and it is none of ours."""
    named = change.gene in ("", NO_GENE) and _ACCESSION.fullmatch(change.reference) is not None
    return named and gene_of(change.reference) is None


def _readers(row: RowTexts, coding: CodingSequences | None) -> Iterator[Callable[[], Change | None]]:
    """Ways to read the row, the surest first; one is called only where those before did not settle it."""
    for column, text in row.changes:
        if not is_nothing(text):
            yield lambda column=column, text=text: _of_text(row, column, text)  # type: ignore[misc]
    if row.protein_position and row.amino_acids:
        yield lambda: _of_parts(row)
    if not is_nothing(row.coding):
        yield lambda: _of_coding(row, coding)
    if row.place is not None:
        yield lambda: _of_place(row, coding)


def _of_text(row: RowTexts, column: str, text: str) -> Change:
    kind = kind_of(text)
    if kind == "coding" and row.sequence and not _ACCESSION.search(text):
        return replace(_of_coding(replace(row, coding=text)), read_from=column)
    if kind in ("coding", "genomic"):
        return replace(understand_text(text, row.symbol, row.build), read_from=column)
    change = _one_of_several(row, text) if "," in text else parse_change(text, row.gene)
    return replace(change, read_from=column, reference=change.reference or row.sequence)


def _one_of_several(row: RowTexts, text: str) -> Change:
    """The change of our transcript in a list, as ANNOVAR gives one for each."""
    from mtorstruct.reference.transcripts import transcript_of

    changes = [parse_change(part, row.gene) for part in text.split(",") if part.strip()]
    mine = [c for c in changes if c.status == "ok" and c.reference and transcript_of(c.reference)]
    mine += [c for c in changes if gene_of(c.reference) or known_protein(c.gene)]
    chosen = mine[0] if mine else parse_change(text, row.gene)
    return replace(chosen, text=text)


def _of_parts(row: RowTexts) -> Change:
    """From ``F/L`` and ``2108/2549``, as VEP gives them."""
    written = f"{row.amino_acids} at {row.protein_position}"
    text = _joined(row.amino_acids, row.protein_position, row.kind)
    if text is None:
        problem = f"'{written}' is no amino acids and position that I can read"
        return Change(written, row.gene, status="not_understood", problem=problem)
    change = parse_change(text, row.gene)
    return replace(change, text=text, read_from="Amino_acids, Protein_position", reference=row.sequence)


def _joined(amino_acids: str, position: str, kind: str) -> str | None:
    """One change in HGVS, without residues that stay as they are; None where the two do not go together."""
    at = _RANGE.fullmatch(position.strip())
    old, _, new = (part.strip() for part in amino_acids.partition("/"))
    if at is None or not re.fullmatch(r"[A-Z*]+|-", old):
        return None
    first, last = int(at["first"]), int(at["last"] or at["first"])
    if old == "-":
        return f"{first}_{last}ins{new}" if last == first + 1 and new.isalpha() else None
    if "frame" in kind.lower() and not re.search("in.?frame", kind, re.I):
        return f"{old[0]}{first}fs"
    return (
        _trimmed(first, old, new.removeprefix("-") if new else old) if len(old) == last - first + 1 else None
    )


def _trimmed(first: int, old: str, new: str) -> str:
    """Residues `old` from a position on become `new`, written without what is equal at the two ends."""
    if old == new:
        return f"{old[0]}{first}="
    n = n_equal(old, new)
    before, first, old, new = old[:n], first + n, old[n:], new[n:]
    n = n_equal(old[::-1], new[::-1])
    after, old, new = old[len(old) - n :], old[: len(old) - n], new[: len(new) - n]
    if not old:
        left, right = before[-1:], after[:1]
        return f"{left}{first - 1}_{right}{first}ins{new}"
    stretch = f"{old[0]}{first}" + (f"_{old[-1]}{first + len(old) - 1}" if len(old) > 1 else "")
    if len(old) == len(new) == 1:
        return stretch + new
    return f"{stretch}del" if not new else f"{stretch}delins{new}"


def _of_coding(row: RowTexts, coding: CodingSequences | None = None) -> Change:
    from mtorstruct.variants.coding import coding_change

    change = coding_change(row.coding, reference=row.sequence, gene=row.symbol, coding=coding)
    return replace(change, text=row.coding, read_from=row.coding_column)


def _of_place(row: RowTexts, coding: CodingSequences | None) -> Change | None:
    from mtorstruct.variants.genome import genomic_change

    place = row.place
    assert place is not None
    if place.odd:
        return Change(str(place), row.gene, status="unknown_build", problem=place.odd)
    number = place.position.strip().removesuffix(".0")
    if not number.isascii() or not number.isdigit() or len(number) > 10:
        problem = f"'{place.position}' is no position in the genome"
        return Change(str(place), row.gene, status="not_understood", problem=problem)
    change = genomic_change(
        place.chromosome,
        int(number),
        place.ref,
        place.alt,
        place.build,
        text=str(place),
        gene=row.symbol,
        coding=coding,
    )
    if change is None:
        return None
    return replace(change, text=str(place), read_from=f"coordinates {place.build}".strip())


def _without_change(row: RowTexts) -> Change:
    text = next((text for _, text in row.changes), "") or (str(row.place) if row.place else "")
    if row.kind:
        return Change(text, row.gene, status="no_protein_change", problem=_called(row))
    what = "outside of the coding exons" if row.place else "the row names no change of the protein"
    return Change(text, row.gene, status="no_protein_change", problem=what)


def _is_silent_on_protein(row: RowTexts) -> bool:
    """Whether the row is called something that leaves the protein alone."""
    kinds = [kind for kind in re.split("[,;&]", row.kind.lower()) if kind.strip()]
    return bool(kinds) and all(any(word in kind for word in _SILENT) for kind in kinds)


def _called(row: RowTexts) -> str:
    return f"no change of the protein is named; the row is called {row.kind}" if row.kind else ""
