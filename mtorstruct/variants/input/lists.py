"""Lists of variants: one or several a line, with or without a gene.

What only the less plain lines need is brought when one is met.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtorstruct.reference.proteins import known_protein
from mtorstruct.variants.input.cells import SEPARATOR
from mtorstruct.variants.input.cohort import MOST_REPEATED, Cohort, ReadOptions
from mtorstruct.variants.input.single import understand_text
from mtorstruct.variants.notation.change import DEFAULT_GENE, Change, numbered
from mtorstruct.variants.notation.plain import plain_change

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences
    from mtorstruct.variants.input.lines import Lines

_CELLS = re.compile(r"[\t;,]")
_IMPOSSIBLE = re.compile(r"(?:p\.)?[A-Z][0-9]+[A-Z]")
"""A substitution with a letter that may be no amino acid."""

_PLACE = re.compile(
    r"((?:chr)?(?:[0-9]{1,2}|[XYM]|MT)|NC_[0-9]{6}\.[0-9]+) ([0-9]{1,9}) "
    r"([ACGTN]+|[-.]) ([ACGTN]+|[-.*]|<\w+>)",
    re.I,
)
"""Chromosome, position and alleles, with one blank between each."""


def read_list(lines: Lines, build: str, options: ReadOptions) -> Cohort:
    """Read one variant a line, or several with commas or semicolons between them."""
    from mtorstruct.variants.input.lines import decoded

    cohort = Cohort(lines.where, "list")
    for first, block in lines.blocks():
        for number, line in enumerate(block, first):
            text = decoded(line).strip()
            if not text or text.startswith("#") or SEPARATOR.fullmatch(text):
                continue
            changes = changes_of_line(text, options.gene, build, options.coding)
            is_long = len(changes) * len(text) > MOST_REPEATED
            for part, change in numbered(changes):
                # A part that stands in the line as it is, or else the whole line.
                row = change.text if is_long or change.text in text else text
                cohort.add(cohort.number_of(change), number, "", row, part)
    return cohort


def changes_of_line(
    line: str, gene: str = "", build: str = "", coding: CodingSequences | None = None
) -> tuple[Change, ...]:
    """Return the variants of one line of a list or one typed text; MTOR, or `gene`, where none is named.

    Examples
    --------
    >>> [(c.gene, c.position) for c in changes_of_line("RPTOR:S722A, R132H")]
    [('RPTOR', 722), ('RPTOR', 132)]
    """
    plain = plain_change(line, gene)
    if plain is not None:
        return (plain,)
    from mtorstruct.reference.identity import identify
    from mtorstruct.variants.input.several import without_isoform_copies

    place = _place_of(line)
    if place:
        return (understand_text(place, gene, build, coding)._replace(text=line),)
    changes = [understand_text(part, gene, build, coding) for part in texts_of(line)]
    if len(changes) == 1:
        return (changes[0],)
    genes = {identify(change.gene or DEFAULT_GENE).gene for change in changes}
    known = known_protein(next(iter(genes))) if len(genes) == 1 else None
    return tuple(changes if known is None else without_isoform_copies(changes, known))


def texts_of(line: str) -> list[str]:
    """Return the variants of one line, each with the gene before it.

    Examples
    --------
    >>> texts_of("F2108L, A2034V"), texts_of("IDH1,R132H,s2")
    (['F2108L', 'A2034V'], ['IDH1:R132H'])
    """
    from mtorstruct.variants.input.several import changes_in

    parts = changes_in(line)
    if len(parts) > 1:
        return parts
    parts = [part.strip() for part in re.split("[,;]", line) if part.strip()]
    return _with_gene(parts) or _of_cells([cell.strip() for cell in _CELLS.split(line)]) or [line]


def _with_gene(parts: Sequence[str]) -> list[str]:
    """Return variants of any kind, each with the gene of the part before it; none where one is no variant.

    A variant without a gene before one of another gene could be of either.
    """
    if len(parts) < 2 or not all(is_change(part) and _says_change(part) for part in parts):
        return []
    from mtorstruct.reference.identity import identify

    found: list[str] = []
    gene = ""
    for part in parts:
        change = understand_text(part)
        own = change.gene or change.reference
        if own and not gene and found and identify(own).gene != DEFAULT_GENE:
            return []
        is_place = change.read_from.startswith("coordinates")
        found.append(f"{gene}:{part}" if gene and not own else part)
        gene = gene if is_place else own or gene
    return found


def _says_change(text: str) -> bool:
    """Return whether a text names more than a residue, which could be a gene (IDH1) or sample (S1)."""
    change = understand_text(text)
    return bool(change.mutant or change.read_from) or _IMPOSSIBLE.fullmatch(text) is not None


def _of_cells(cells: Sequence[str]) -> list[str]:
    """Return the variants of a row without a heading: those after the cell that names their gene."""
    from mtorstruct.reference.identity import identify

    read = [_change_of(cell) for cell in cells]
    # Behind the first, a residue alone (S1) may be the name of a sample.
    known = [(k, change) for k, change in enumerate(read) if change is not None]
    whole = [k for k, change in known if change.read_from or (change.mutant and change.status == "ok")]
    at = next(iter(whole or [k for k, change in known if change.status == "ok"]), 0)
    if not at or identify(cells[at - 1]).kind not in ("ours", "context", "other", "near", "species"):
        return []
    return [f"{cells[at - 1]}:{cells[k]}" for k in whole or [at]]


def _place_of(text: str) -> str:
    """Return a genomic position given in four cells, with colons between them; else empty."""
    place = _PLACE.fullmatch(re.sub(r"[\s;,]+", " ", text.strip()))
    return ":".join(place.groups()) if place else ""


def is_of_list(text: str) -> bool:
    """Return whether a line is one of a list of variants."""
    return bool(_place_of(text)) or is_change(text) or texts_of(text) != [text]


def is_change(text: str) -> bool:
    """Return whether a text is a variant, possible or not; a number or word alone could be anything."""
    return _change_of(text) is not None


def _change_of(text: str) -> Change | None:
    if not (re.search("[0-9]", text) and re.search("[A-Za-z]", text)):
        return None
    change = understand_text(text)
    return None if change.status == "not_understood" else change
