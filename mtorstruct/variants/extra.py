"""Columns that a user's scores and tables add to an annotation, beside those of the package.

They are looked up when everything else is answered, and change nothing of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from mtorstruct.errors import UsageError
from mtorstruct.tables import ALPHAMISSENSE, Column, Columns, Table
from mtorstruct.variants.input.cohort import ReadOptions
from mtorstruct.variants.joining import Joined, named_table, read_joined
from mtorstruct.variants.scores import Scores, ScoreTable, merged, scores_of

Files = str | Path | Sequence[str | Path]
"""One file or several."""

Tables = Files | Mapping[str, str | Path]
"""One table or several, or tables by the name that stands in front of their columns."""


class Extra(Protocol):
    """A source of further columns."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns that it adds."""

    def of(self, annotation: Columns) -> Columns:
        """Return these columns for the rows of an annotation."""


def read_extras(
    scores: Files | None = None,
    join: Tables | None = None,
    *,
    columns: tuple[str | None, str | None, str | None] = (None, None, None),
    options: ReadOptions | None = None,
) -> list[Scores | Joined]:
    """Read a user's scores and tables.

    Parameters
    ----------
    scores : path, or sequence of paths, optional
        Files of scores, or ``alphamissense`` for those in the store.
    join : path, sequence of paths, or mapping of str to path, optional
        Tables to join, as paths or as ``name=path``.
    columns : tuple of str or None
        Columns of score, substitution and position in files of scores that are not AlphaMissense's.
    options : ReadOptions, optional
        Genome build and coding sequences for the tables to join.

    Raises
    ------
    UsageError, DataError
        As `scores_of` and `read_joined`; and where two sources have the same columns.
    """
    paths = [scores] if isinstance(scores, str | Path) else list(scores or ())
    found: list[Scores | Joined] = _of_one_predictor(
        [scores_of(ScoreTable(path, *columns, shared=len(paths) > 1)) for path in paths]
    )
    found += [read_joined(path, name, options) for name, path in _tables(join or ())]
    names = Counter(column.name for extra in found for column in extra.columns)
    twice = next((name for name, n in names.items() if n > 1), None)
    if twice is not None:
        raise UsageError(
            f"two of the files have a column {twice}",
            hint="rename it in one of them, or give a table to join a name of its own: --join NAME=FILE",
        )
    return found


def _of_one_predictor(scores: list[Scores]) -> list[Scores | Joined]:
    """Return scores with those of AlphaMissense together, which come in a file a protein."""
    ours = [one for one in scores if one.columns[0] == ALPHAMISSENSE.columns[0]]
    if len(ours) < 2:
        return list(scores)
    others = [one for one in scores if one.columns[0] != ALPHAMISSENSE.columns[0]]
    return [merged(ours), *others]


def _tables(join: Tables) -> list[tuple[str, str | Path]]:
    if isinstance(join, Mapping):
        return list(join.items())
    paths = [join] if isinstance(join, str | Path) else list(join)
    return [named_table(str(path)) for path in paths]


def with_extras(annotation: Columns, table: Table, extras: Sequence[Extra]) -> tuple[Columns, Table]:
    """Return an annotation with the columns of a user's sources behind its own, and its schema.

    A column whose name is one of ours has ``input_`` in front, as the columns of an input have.
    """
    if not extras:
        return annotation, table
    ours, added = set(table.names), list[Column]()
    columns = dict(annotation)
    for extra in extras:
        values = extra.of(annotation)
        for column in extra.columns:
            name = f"input_{column.name}" if column.name in ours else column.name
            added.append(replace(column, name=name))
            columns[name] = values[column.name]
    brief = (*table.brief, *(column.name for column in added))
    return columns, replace(table, columns=(*table.columns, *added), brief=brief)


def notices_of(annotation: Columns, extras: Sequence[Scores | Joined]) -> list[str]:
    """Return what a user should know of scores and tables: rows that failed, or match nothing."""
    found: list[str] = []
    for extra in extras:
        found += extra.notices(annotation) if isinstance(extra, Joined) else extra.notices
    return found
