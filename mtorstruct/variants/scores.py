"""Scores of substitutions that a user brings: read, proven by wild type, and added to variants.

AlphaMissense's files are known by their columns; of others the columns of substitution and score are named.
Scores enter no verdict.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mtorstruct.errors import DataError, UsageError
from mtorstruct.files.paths import is_file
from mtorstruct.files.separated import cells_of
from mtorstruct.reference.identity import identify
from mtorstruct.reference.isoforms import canonical_gene
from mtorstruct.reference.proteins import known_protein, protein
from mtorstruct.tables import ALPHAMISSENSE, EXACT, MISSING_INT, Column, Columns
from mtorstruct.variants.check.wild_type import check_changes
from mtorstruct.variants.input.cells import delimiter_of
from mtorstruct.variants.input.columns import first_column, named_columns
from mtorstruct.variants.input.lines import Lines, decoded
from mtorstruct.variants.notation.change import AMINO_ACIDS, NO_GENE, Change
from mtorstruct.variants.notation.plain import plain_change
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.variants.score_proof import ScoredRow, proven

Substitution = tuple[int, str]
"""UniProt position of mTOR, and the mutant amino acid."""

STORED = "alphamissense"
"""Name for the files of AlphaMissense in the store (``mtorstruct fetch alphamissense``)."""

AM_SCORE, AM_CLASS = ALPHAMISSENSE.names
"""Columns of AlphaMissense's files that hold its score and its class."""

AM_CLASSES = {"lben": "likely_benign", "amb": "ambiguous", "lpath": "likely_pathogenic"}
"""Classes as AlphaFold DB abbreviates them, and as the publication names them."""


@dataclass(frozen=True)
class ScoreTable:
    """Location of a user's scores: a file, and its columns (None looks for the usual names).

    `change` names the column of substitutions, such as ``F2108L``; with `position`, the column of UniProt
    positions, `change` holds the two amino acids alone, such as ``F/L`` or ``F>L``. The path
    ``alphamissense``, where there is no such file, stands for the files of AlphaMissense in the store.
    `shared` says that the columns are those of other files as well, so that a file of AlphaMissense need not
    have them.
    """

    path: str | Path
    score: str | None = None
    change: str | None = None
    position: str | None = None
    shared: bool = False

    def of(self, heading: Sequence[str]) -> ScoreTable:
        """Return the same without names of columns, where they are not meant for a file with this heading."""
        is_known = column_named(heading, AM_SCORE) is not None
        if not (self.shared and is_known) or (self.score and column_named(heading, self.score) is not None):
            return self
        return ScoreTable(self.path)


@dataclass(frozen=True)
class Scores:
    """Scores of a user's table, each proven by its wild type.

    Attributes
    ----------
    columns : tuple of Column
        The score, and AlphaMissense's class where the table has it.
    values : dict of (str, int, str) to tuple
        Values of these columns by gene, UniProt position and mutant.
    notices : tuple of str
        What was left out, and why.
    """

    columns: tuple[Column, ...]
    values: dict[tuple[str, int, str], tuple[float, str]]
    notices: tuple[str, ...] = ()

    def of(self, annotation: Columns) -> Columns:
        """Return the columns for the rows of an annotation; missing where a substitution has no score."""
        keys = substitution_keys(annotation)
        found = [None if key is None else self.values.get(key) for key in keys]
        cells: list[list[Any]] = [
            [c.blank(1)[0] if one is None else one[k] for one in found] for k, c in enumerate(self.columns)
        ]
        return {c.name: c.array(values) for c, values in zip(self.columns, cells, strict=True)}


def substitution_keys(annotation: Columns) -> list[tuple[str, int, str] | None]:
    """Return gene, UniProt position and mutant of each row; None where it is no answered substitution."""
    names = ("status", "gene", "position", "end", "mutant")
    return [
        (gene, position, mutant)
        if status == "ok" and end == MISSING_INT and len(mutant) == 1 and mutant in AMINO_ACIDS
        else None
        for status, gene, position, end, mutant in zip(
            *(annotation[name].tolist() for name in names), strict=True
        )
    ]


def read_scores(table: ScoreTable) -> dict[Substitution, float]:
    """Return scores of mTOR by UniProt position and mutant; every substitution is proven by its wild type.

    Rows of other genes, and those whose score is no finite number, are left out.

    Raises
    ------
    UsageError
        A column is missing.
    DataError
        No row has a score, most rows do not have the wild type that they name, or two rows give different
        scores to the same substitution.
    """
    values = scores_of(table).values
    found = {(position, mutant): v[0] for (gene, position, mutant), v in values.items() if gene == "MTOR"}
    if not found:
        what = "holds no score of a substitution of mTOR"
        raise DataError(
            what, where=str(table.path), hint="check the columns; F2108L, or F/L beside a position"
        )
    return found


def scores_of(table: ScoreTable) -> Scores:
    """Return the scores of a table for the nine proteins, each proven by its wild type.

    Rows of other proteins, other changes than substitutions, and rows whose score is no finite number are
    left out. A table that names no protein is taken to be of mTOR; if most of its wild types are not those of
    mTOR, and all are those of another of the nine, of that one.

    Raises
    ------
    UsageError
        A column is missing, or the store has no file of AlphaMissense.
    DataError
        The file cannot be read to its end, most of its rows do not have the wild type that they name, or two
        rows give different scores to the same substitution.
    """
    return merged([_of_file(path, table, gene) for path, gene in _files(table)])


def merged(parts: Sequence[Scores]) -> Scores:
    """Return the scores of several files of one predictor together.

    Raises
    ------
    DataError
        Two of them give different scores to the same substitution.
    """
    values: dict[tuple[str, int, str], tuple[float, str]] = {}
    for part in parts:
        for key, found in part.values.items():
            if values.setdefault(key, found) != found:
                what = f"two of the files give different scores to {key[0]}:{key[1]}{key[2]}"
                raise DataError(what, hint="leave one of them out")
    notices = dict.fromkeys(notice for part in parts for notice in part.notices)
    return Scores(max((part.columns for part in parts), key=len), values, tuple(notices))


def _of_file(path: Path, table: ScoreTable, gene: str) -> Scores:
    """Return the scores of one file, which is of one protein where `gene` names it."""
    reading = _read(path, table, gene)
    believed, notices = proven(reading.rows, str(path))
    values: dict[tuple[str, int, str], tuple[float, str]] = {}
    for name, row in believed:
        found = (row.score, row.label)
        if values.setdefault((name, row.position, row.mutant), found) != found:
            what = f"gives two scores to {row.text}"
            raise DataError(what, where=str(path), hint="keep one line a substitution")
    return Scores(reading.columns, values, tuple(notices))


def _files(table: ScoreTable) -> list[tuple[Path, str]]:
    """Return the files of a table, and the gene that each is of where its name says so."""
    if str(table.path) != STORED or is_file(Path(table.path)):
        return [(Path(table.path), "")]
    from mtorstruct.archive.alphamissense import stored_alphamissense

    found = stored_alphamissense()
    if not found:
        raise UsageError(
            "no scores of AlphaMissense are in the store",
            where=STORED,
            hint="fetch them once with: mtorstruct fetch alphamissense",
        )
    return [(path, gene) for gene, path in found.items()]


@dataclass
class _Reading:
    """Rows of a table by gene (empty: the table names none), and the columns that it adds."""

    columns: tuple[Column, ...]
    rows: dict[str, list[ScoredRow]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Layout:
    """Indexes of a table's columns; None for one that it has not."""

    change: int
    score: int
    label: int | None
    position: int | None
    residue: tuple[int, int] | None
    owner: tuple[int, str] | None

    @property
    def last(self) -> int:
        """Return the index of the last column that is needed."""
        found: list[int | None] = [self.change, self.score, self.label, self.position, *(self.residue or ())]
        return max(k for k in found if k is not None)


def _read(path: Path, table: ScoreTable, gene: str) -> _Reading:
    """Read the scored substitutions of the nine proteins from a file, line by line."""
    with contextlib.closing(Lines(path)) as lines:
        heading, delimiter, first = _heading(lines, table)
        layout = _layout(heading, table.of(heading), lines.where)
        reading = _Reading(_columns(heading, layout, path))
        for name, cells in _rows(lines, delimiter, first, layout):
            row = _row(cells, layout, name or gene)
            if row is not None:
                reading.rows.setdefault(row[0], []).append(row[1])
    if lines.damage:
        raise DataError(lines.damage, where=lines.where, hint="fetch or make the file again")
    return reading


def _heading(lines: Lines, table: ScoreTable) -> tuple[list[str], str, int]:
    """Return the heading, the delimiter, and the number of the first line (from 1) that may be a row."""
    comment = ""
    for number, line in enumerate(lines.head, 1):
        text = decoded(line)
        if not text.strip():
            continue
        if text.lstrip().startswith("#"):
            comment = text.lstrip("# ")
            continue
        delimiter = delimiter_of(text) or "\t"
        cells = [cell.strip() for cell in cells_of(comment, delimiter)]
        # AlphaMissense's tables of genomic positions have their heading behind a sign of comments.
        if (
            comment.count(delimiter) == text.count(delimiter)
            and _column(cells, table.of(cells).score) is not None
        ):
            return cells, delimiter, number
        return [cell.strip() for cell in cells_of(text, delimiter)], delimiter, number + 1
    raise DataError("there is no row in it", where=lines.where, hint="give a table with a heading")


def column_named(heading: Sequence[str], name: str) -> int | None:
    """Return the index of a column by its name, in any case; None where it is missing."""
    names = [written.lower() for written in heading]
    return names.index(name.lower()) if name.lower() in names else None


def _column(heading: Sequence[str], score: str | None) -> int | None:
    """Return the index of the column of scores."""
    if score is not None:
        return column_named(heading, score)
    found = column_named(heading, AM_SCORE)
    return column_named(heading, "score") if found is None else found


def _layout(heading: list[str], table: ScoreTable, where: str) -> _Layout:
    """Return the columns of a table.

    Raises
    ------
    UsageError
        One of them is missing.
    """
    change = first_column(heading, "change", table.change)
    residue = None
    if table.change is None and table.position is None:
        apart = [first_column(heading, role) for role in ("aa_wild_type", "protein_position", "aa_mutant")]
        wild, at, mutant = apart
        if wild is not None and at is not None and mutant is not None and change in (None, *apart):
            change, residue = wild, (at, mutant)
    score = _column(heading, table.score)
    position = None if table.position is None else column_named(heading, table.position)
    missing = [
        name
        for name, lacks in (
            ("substitutions", change is None),
            ("scores", score is None),
            ("positions", table.position and position is None),
        )
        if lacks
    ]
    if change is None or score is None or missing:
        raise UsageError(
            f"no column of {missing[0]}",
            where=where,
            hint="name it with --score-change-column, --score-column or "
            f"--score-position-column; there are: {named_columns(heading)}",
        )
    label = column_named(heading, AM_CLASS) if heading[score].lower() == AM_SCORE else None
    return _Layout(change, score, label, position, residue, _owner(heading, {change, score}))


def _owner(heading: list[str], taken: set[int]) -> tuple[int, str] | None:
    """Return the column that names the protein, and what it names it by."""
    for role in ("gene", "protein", "transcript"):
        found = first_column(heading, role)
        if found is not None and found not in taken:
            return found, role
    return None


def _columns(heading: list[str], layout: _Layout, path: Path) -> tuple[Column, ...]:
    """Return the columns that a table adds."""
    if heading[layout.score].lower() == AM_SCORE:
        return ALPHAMISSENSE.columns[: 1 if layout.label is None else 2]
    return (Column(heading[layout.score], "float", f"score of the user's table {path.name}", decimals=EXACT),)


def _rows(lines: Lines, delimiter: str, first: int, layout: _Layout) -> Iterator[tuple[str, list[str]]]:
    """Yield the gene (empty where nothing names one) and the cells of each row that is of our proteins."""
    at, gene_of = (None, None) if layout.owner is None else (layout.owner[0], _names(layout.owner[1]))
    last = max(layout.last, -1 if at is None else at)
    for start, block in lines.blocks():
        for line in block[max(first - start, 0) :]:
            if not line or line.startswith(b"#"):
                continue
            text = decoded(line)
            cells = cells_of(text, delimiter) if '"' in text else text.split(delimiter)
            if len(cells) <= last:
                continue
            gene = "" if at is None or gene_of is None else gene_of(cells[at])
            if gene is not None:
                yield gene, cells


def _names(role: str) -> Callable[[str], str | None]:
    """Return a function from a cell to the gene that it names; None for one of other proteins."""

    def of_gene(cell: str) -> str | None:
        named = identify(cell)
        return named.gene if named.kind == "ours" else None

    def of_protein(cell: str) -> str | None:
        found = known_protein(cell)
        return canonical_gene(cell) if found is None else found.gene

    by_role: dict[str, Callable[[str], str | None]] = {
        "gene": of_gene,
        "protein": of_protein,
        "transcript": canonical_gene,
    }
    of_cell = by_role[role]
    return cache(lambda cell: of_cell(cell.strip()) if cell.strip() else None)


def _row(cells: list[str], layout: _Layout, gene: str) -> tuple[str, ScoredRow] | None:
    """Return gene and scored substitution of a row; None for one that is none."""
    score = _number(cells[layout.score])
    if score is None:
        return None
    text = cells[layout.change].strip()
    if layout.residue is not None:
        position, mutant = (cells[k].strip() for k in layout.residue)
        text = f"{text}{position.removesuffix('.0')}{mutant}"
    elif layout.position is not None:
        text = _joined(cells[layout.position].strip(), text)
    label = "" if layout.label is None else cells[layout.label].strip()
    label = AM_CLASSES.get(label.lower(), label)
    change = plain_change(text, gene) or parse_change(text, gene)
    found = _substitution(change)
    if found is None:
        return None
    return found, ScoredRow(change.wild_type, change.position, change.mutant, score, label, text)


def _substitution(change: Change) -> str | None:
    """Return the gene of a substitution (empty where it names none); None for any other change or gene."""
    is_one = change.status == "ok" and not change.end and len(change.mutant) == 1 and change.wild_type
    if not is_one or change.mutant not in AMINO_ACIDS or change.wild_type not in AMINO_ACIDS:
        return None
    if change.reference:
        return canonical_gene(change.reference)
    if not change.gene:
        return ""
    named = identify(change.gene)
    return named.gene if named.kind == "ours" else None


def genes_of_rows(heading: list[str], rows: list[list[str]]) -> list[str]:
    """Return the gene of each row; empty, which means MTOR, where the table has no column of genes."""
    at = first_column(heading, "gene")
    return ["" if at is None else row[at] or NO_GENE for row in rows]


def substitutions_of_mtor(texts: list[str], genes: list[str]) -> list[Substitution | None]:
    """Return substitutions of mTOR, proven by their wild type; None for a text that is none."""
    changes = [parse_change(text, gene) for text, gene in zip(texts, genes, strict=True)]
    return [
        (c.change.position, c.change.mutant)
        if c.status == "ok" and c.protein == protein("MTOR") and c.change.mutant in set(AMINO_ACIDS)
        else None
        for c in check_changes(changes)
    ]


def _number(text: str) -> float | None:
    """Return a finite number, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _joined(position: str, substitution: str) -> str:
    """Join ``2108`` or ``2108.0`` and ``F/L`` to ``F2108L``; a text without a wild type stays as it is."""
    match = re.fullmatch(r"([A-Za-z]+)\s*[/>]\s*([A-Za-z]+)", substitution)
    return f"{match[1]}{position.removesuffix('.0')}{match[2]}" if match else substitution
