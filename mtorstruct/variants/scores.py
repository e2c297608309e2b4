"""Scores of substitutions that a user brings."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from mtorstruct.errors import DataError, UsageError
from mtorstruct.reference.proteins import protein
from mtorstruct.variants.check.wild_type import check_changes
from mtorstruct.variants.input.columns import first_column
from mtorstruct.variants.input.detect import read_table_cells
from mtorstruct.variants.notation.change import AMINO_ACIDS, NO_GENE
from mtorstruct.variants.notation.reading import parse_change

Substitution = tuple[int, str]
"""UniProt position of mTOR, and the mutant amino acid."""


@dataclass(frozen=True)
class ScoreTable:
    """Location of a user's scores: a file, and its columns (None looks for the usual names).

    `change` names the column of substitutions, such as ``F2108L``; with `position`, the column of UniProt
    positions, `change` holds the two amino acids alone, such as ``F/L`` or ``F>L``.
    """

    path: str | Path
    score: str | None = None
    change: str | None = None
    position: str | None = None


def read_scores(table: ScoreTable) -> dict[Substitution, float]:
    """Return scores by UniProt position and mutant; every substitution is proven by its wild type.

    Rows of other genes, and those whose score is no finite number, are left out.

    Raises
    ------
    UsageError
        A column is missing.
    DataError
        No row has a score, or two rows give different ones to the same substitution.
    """
    heading, rows = read_table_cells(table.path)
    change_at = first_column(heading, "change", table.change)
    at = column_named(heading, table.score or "score")
    position_at = None if table.position is None else column_named(heading, table.position)
    missing = [
        name
        for name, lacks in (
            ("substitutions", change_at is None),
            ("scores", at is None),
            ("positions", table.position and position_at is None),
        )
        if lacks
    ]
    if change_at is None or at is None or missing:
        raise UsageError(
            f"no column of {missing[0]}",
            where=str(table.path),
            hint="name it with --change-column, --score-column or --position-column; there are: "
            + ", ".join(heading),
        )
    texts = [row[change_at] for row in rows]
    if position_at is not None:
        texts = [_joined(row[position_at], text) for row, text in zip(rows, texts, strict=True)]
    found: dict[Substitution, float] = {}
    for row, key in zip(rows, substitutions_of_mtor(texts, genes_of_rows(heading, rows)), strict=True):
        score = _number(row[at])
        if key is None or score is None:
            continue
        if found.setdefault(key, score) != score:
            what = f"gives two scores to {row[change_at]}"
            raise DataError(what, where=str(table.path), hint="keep one line a substitution")
    if not found:
        what = "holds no score of a substitution of mTOR"
        raise DataError(
            what, where=str(table.path), hint="check the columns; F2108L, or F/L beside a position"
        )
    return found


def column_named(heading: list[str], name: str) -> int | None:
    """Return the index of a column by its name, in any case; None where it is missing."""
    names = [written.lower() for written in heading]
    return names.index(name.lower()) if name.lower() in names else None


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
