"""Annotated cohorts: distinct variants once, and every row with its sample, context and own columns.

Rows are written as they come, so that a million of them need no more memory than a thousand.
"""

from __future__ import annotations

import csv
import io
import itertools
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas, open_atlas
from mtorstruct.errors import DataError, UsageError
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import ANNOTATION, ANNOTATION_DRUG, REJECTS, Column, Columns, Table
from mtorstruct.tables.model import ALL
from mtorstruct.tables.writing import render
from mtorstruct.texts import inert, visible
from mtorstruct.variants.annotate import annotate_columns, for_coordinates, part_name, uses_published
from mtorstruct.variants.context import told_by_sample
from mtorstruct.variants.input.accounting import Accounting, account
from mtorstruct.variants.input.cells import unique_headings
from mtorstruct.variants.input.cohort import Cohort, InputFormat, ReadOptions
from mtorstruct.variants.lookup import versions
from mtorstruct.variants.verdicts.judge import Options

if TYPE_CHECKING:
    import pandas as pd

    from mtorstruct.variants.extra import Files, Tables
    from mtorstruct.variants.joining import Joined
    from mtorstruct.variants.scores import Scores

ROWS_AT_ONCE = 5_000
"""Rows of text joined before they are passed on."""

_ODD = re.compile(r'[\x00-\x08\x0a-\x1f\x7f"]')
"""Characters that a tab-separated file cannot hold unescaped."""


_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
"""A cell that needs neither quotes nor escapes."""


@dataclass(frozen=True)
class AnnotatedCohorts:
    """Annotation of the rows of some cohorts, in order.

    Attributes
    ----------
    cohorts : sequence of Cohort
        Where the rows come from.
    distinct : dict of str to numpy.ndarray
        Columns of `base` of the distinct variants of all cohorts, those of the first cohort first.
    base : Table
        ``ANNOTATION``, or ``ANNOTATION_DRUG``, with the columns `added`.
    context : dict of str to str
        What each sample carries that is tied to the response.
    added : tuple of str
        Columns of `base` that come from a user's scores and tables.
    notices : tuple of str
        What is to be known of those files.
    """

    cohorts: Sequence[Cohort]
    distinct: Columns
    base: Table
    context: dict[str, str]
    added: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.cohorts))

    @cached_property
    def which(self) -> NDArray[np.int64]:
        """Return the index into `distinct` of each row's variant, shape (n,)."""
        first = np.cumsum([0, *(len(c.changes) for c in self.cohorts)])
        parts = [np.array(c.which, dtype=np.int64) + n for c, n in zip(self.cohorts, first, strict=False)]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Return the number of rows of each variant of `distinct`."""
        return np.bincount(self.which, minlength=len(self.distinct["status"]))

    @cached_property
    def passthrough(self) -> tuple[Column, ...]:
        """Input columns passed through, renamed where their name is one of ours."""
        ours = set(self.base.names)
        names: dict[str, None] = {}
        for cohort in self.cohorts:
            names |= dict.fromkeys(unique_headings(cohort.heading, ours))
        return tuple(Column(name, "str", "as it came in") for name in names)

    @property
    def table(self) -> Table:
        """Return the schema of the annotation with the input columns."""
        return replace(self.base, columns=(*self.base.columns, *self.passthrough))

    def accounting(self) -> Accounting:
        """Return the fate of every row."""
        names = (self.distinct[name].tolist() for name in ("status", "gene"))
        rows = zip(*names, self.counts.tolist(), strict=True)
        return account(rows, self.other_genes())

    def other_genes(self) -> Counter[str]:
        """Return the rows of other genes, which were left out, by gene."""
        return sum((c.other_genes for c in self.cohorts), Counter())

    def statuses(self) -> set[str]:
        """Return the statuses that occur."""
        return set(self.distinct["status"][self.counts > 0].tolist())

    def columns(self, *, passthrough: bool = True, names: Sequence[str] | None = None) -> Columns:
        """Return all rows as columns of `table`; some columns, or without the input columns."""
        wanted = self.base.names if names is None else names
        columns = {name: self.distinct[name][self.which] for name in wanted}
        samples = [c.samples[s] for c in self.cohorts for s in c.sample]
        if "sample" in columns:
            columns["sample"] = np.array(samples, dtype=object)
        if "part" in columns:
            columns["part"] = np.array([part_name(n) for c in self.cohorts for n in c.part], dtype=object)
        if "context" in columns:
            told = np.array([self.context.get(s, "") for s in samples], dtype=object)
            columns["context"] = np.where(self.distinct["uniprot"][self.which] == "", "", told)
        if passthrough:
            columns |= self._carried_columns()
        return columns

    def frame(self, *, passthrough: bool = False, columns: str = "all", **attrs: Any) -> pd.DataFrame:
        """Return all rows as a DataFrame, with or without the input columns."""
        table = self.table if passthrough else self.base
        names = None if columns == ALL else self.base.chosen(columns)
        return table.frame(self.columns(passthrough=passthrough), names, **attrs)

    def _carried_columns(self) -> Columns:
        found = {c.name: np.full(len(self), "", dtype=object) for c in self.passthrough}
        ours, start = set(self.base.names), 0
        for cohort in self.cohorts:
            names = unique_headings(cohort.heading, ours)
            for k, row in enumerate(cohort.rows if names else (), start):
                for name, cell in zip(names, cohort.cells(row), strict=False):
                    found[name][k] = cell
            start += len(cohort)
        return found

    def text(self, fmt: str, *, spreadsheet: bool = False) -> Iterator[str]:
        """Return the table as TSV or CSV, in blocks of lines; as `mtorstruct.tables.writing.deliver`."""
        self.base.check(self.distinct)
        writer = _Writer(self, fmt, spreadsheet=spreadsheet)
        yield writer.heading
        yield from writer.pieces()

    def rejects(self) -> Columns:
        """Return the rows without an answer, with line and original text: ``mtorstruct.tables.REJECTS``."""
        without = (self.distinct["status"] != "ok") & (self.distinct["status"] != "context")
        keep = np.flatnonzero(without[self.which])
        lines = np.concatenate(
            [np.zeros(0, dtype=np.int64), *(np.array(c.lines, dtype=np.int64) for c in self.cohorts)]
        )
        ends = np.cumsum([len(c) for c in self.cohorts])
        where = [self.cohorts[k].where for k in np.searchsorted(ends, keep, side="right").tolist()]
        wanted, texts = set(keep.tolist()), list[str]()
        if wanted:
            rows = enumerate(row for c in self.cohorts for row in c.rows)
            texts = [row for k, row in rows if k in wanted]
        of = self.which[keep]
        names = ("input", "gene", "status", "message", "suggestion", "alternatives")
        columns: Columns = {
            "source": np.array(where, dtype=object),
            "line": lines[keep],
        }
        columns |= {("reason" if name == "status" else name): self.distinct[name][of] for name in names}
        columns["row"] = np.array(texts, dtype=object)
        return {name: columns[name] for name in REJECTS.names}


def annotate_cohorts(
    cohorts: Sequence[Cohort],
    atlas: Atlas,
    options: Options | None = None,
    drug: str | None = None,
    extras: Sequence[Scores | Joined] = (),
) -> AnnotatedCohorts:
    """Annotate the distinct variants of some cohorts; they are checked together, as one list.

    `extras` are a user's scores and tables, whose columns follow those of the annotation.
    """
    changes = [change for cohort in cohorts for change in cohort.changes]
    base = ANNOTATION if drug is None else ANNOTATION_DRUG
    told = told_by_sample(
        (sample, change) for cohort in cohorts for (sample, _), change in cohort.context.items()
    )
    distinct = annotate_columns(changes, atlas, options, drug)
    if not extras:
        return AnnotatedCohorts(cohorts, distinct, base, told)
    from mtorstruct.variants.extra import notices_of, with_extras

    columns, table = with_extras(distinct, base, extras)
    added = tuple(table.names[len(base.names) :])
    return AnnotatedCohorts(cohorts, columns, table, told, added, tuple(notices_of(distinct, extras)))


class _Writer:
    """Writer of TSV or CSV lines; the text of each distinct variant is made once, around a row's cells."""

    def __init__(self, annotated: AnnotatedCohorts, fmt: str, *, spreadsheet: bool) -> None:
        self._annotated, self._fmt = annotated, fmt
        self._inert = spreadsheet or fmt == "csv"
        self._separator = "\t" if fmt == "tsv" else ","
        columns, names = annotated.base.columns, annotated.base.names
        # These three differ between rows of the same variant.
        first, second, third = (names.index(name) for name in ("sample", "part", "context"))
        parts = (
            columns[:first],
            columns[first + 1 : second],
            columns[second + 1 : third],
            columns[third + 1 :],
        )
        self._pieces = [self._rendered(part) for part in parts]
        self._is_ours = (annotated.distinct["uniprot"] != "").tolist()
        self._names = [c.name for c in annotated.passthrough]
        self.heading = self._line(annotated.table.names) + "\n"

    def _rendered(self, columns: tuple[Column, ...]) -> list[str]:
        table = Table("part", "", columns)
        distinct = {c.name: self._annotated.distinct[c.name] for c in columns}
        text = render(table, distinct, self._fmt, spreadsheet=self._inert)
        return text.split("\n")[1:-1]

    def pieces(self) -> Iterator[str]:
        """Yield the rows, some thousand at once."""
        first = 0
        for cohort in self._annotated.cohorts:
            lines: list[str] = []
            for line in self._rows(cohort, first):
                lines.append(line)
                if len(lines) == ROWS_AT_ONCE:
                    yield "\n".join(lines) + "\n"
                    lines = []
            if lines:
                yield "\n".join(lines) + "\n"
            first += len(cohort.changes)

    def _rows(self, cohort: Cohort, first: int) -> Iterator[str]:
        t = self._separator
        before, middle, between, after = self._pieces
        # Most rows are the only change of their cell.
        alone = [f"{t}{one}{t}{t}{other}{t}" for one, other in zip(middle, between, strict=True)]
        before = [f"{text}{t}" for text in before]
        after = [f"{t}{text}" for text in after]
        context_of = self._annotated.context
        samples = [name if _PLAIN.fullmatch(name) else self._line([name]) for name in cohort.samples]
        told = [self._line([context_of[name]]) if name in context_of else "" for name in cohort.samples]
        more, is_ours = self._own_columns(cohort), self._is_ours
        for n, s, part, own in zip(cohort.which, cohort.sample, cohort.part, more, strict=True):
            k = n + first
            context = told[s] if is_ours[k] else ""
            inner = f"{t}{middle[k]}{t}{part_name(part)}{t}{between[k]}{t}" if part else alone[k]
            yield f"{before[k]}{samples[s]}{inner}{context}{after[k]}{own}"

    def _own_columns(self, cohort: Cohort) -> Iterator[str]:
        """Yield the input cells of each row, each with a separator before it."""
        names = unique_headings(cohort.heading, set(self._annotated.base.names))
        if not self._names:
            yield from itertools.repeat("", len(cohort))
            return
        place = {name: k for k, name in enumerate(names)}
        at = [place.get(name, -1) for name in self._names]
        as_is = not self._inert and cohort.delimiter == "\t" and at == list(range(len(names)))
        n_tabs, is_odd = len(at) - 1, _ODD.search
        for row in cohort.rows:
            plain = as_is and row.count("\t") == n_tabs and not is_odd(row)
            yield "\t" + row if plain else self._own(cohort.cells(row), at)

    def _own(self, cells: list[str], at: list[int]) -> str:
        return self._separator + self._line([cells[k] if 0 <= k < len(cells) else "" for k in at])

    def _line(self, cells: Sequence[str]) -> str:
        """Join cells to one line; a single empty one is nothing."""
        shown = [visible(cell) for cell in cells]
        if self._inert:
            shown = [inert(cell) for cell in shown]
        if shown == [""]:
            return ""
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=self._separator, lineterminator="").writerow(shown)
        return buffer.getvalue()


def annotate_file(
    source: str | Path,
    *,
    gene_column: str | None = None,
    change_column: str | None = None,
    sample_column: str | None = None,
    gene: str | None = None,
    pass_only: bool = False,
    input_format: InputFormat | None = None,
    build: str | None = None,
    cds: str | Path | None = None,
    drug: str | None = None,
    evidence: str = "published",
    include_unverified: bool = False,
    scores: Files | None = None,
    score_column: str | None = None,
    score_change_column: str | None = None,
    score_position_column: str | None = None,
    join: Tables | None = None,
    columns: str = "all",
    atlas: str | Path | None = None,
) -> pd.DataFrame:
    """Annotate a file of variants: MAF, CSV, TSV, VCF or a list, plain or gzipped.

    Parameters
    ----------
    source : str or pathlib.Path
        The file; its kind is detected from its content.
    gene_column, change_column, sample_column : str, optional
        Columns of a table; without them the usual names are looked for.
    gene : str, optional
        The protein that the whole file is about, where its rows name none (gene symbol, alias or accession).
    pass_only : bool
        Leave out rows whose column FILTER is neither ``PASS`` nor empty; they are counted.
    input_format : {'list', 'table', 'vcf'}, optional
        Kind of the file, where detection fails.
    build : str, optional
        Genome build of coordinates where the file does not name it: ``GRCh37`` or ``GRCh38``.
    cds : str or pathlib.Path, optional
        FASTA file with coding sequences, which make coordinates exact; without it those that
        ``mtorstruct fetch cds`` brought into the store, if it did.
    drug, evidence, include_unverified, atlas
        As in `mtorstruct.annotate`.
    scores, score_column, score_change_column, score_position_column, join, columns
        As in `mtorstruct.annotate`.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file (for a VCF, per allele) that is not of another gene; columns of
        ``mtorstruct.tables.ANNOTATION``, those of `scores` and `join`, then those of the file as text.
        ``attrs["accounting"]`` says where every row went: rows in = annotated + other genes + rejected.
        ``attrs["notices"]`` lists what is to be known of scores and joined tables; the rest of ``attrs`` is
        as in `mtorstruct.annotate`.

    Raises
    ------
    DataError
        The file cannot be read to its end, is not text, or holds no row.
    UsageError
        `source` is no path, a column or an option is unknown, or the build is not that of the file.
    """
    from mtorstruct.variants.input.detect import read_cohort

    if not isinstance(source, str | os.PathLike):
        raise UsageError(
            f"{type(source).__name__} is no path of a file", hint="mtorstruct.annotate takes tables and lists"
        )
    ANNOTATION.chosen(columns)
    said, coding = for_coordinates(build, cds)
    how = ReadOptions(
        gene_column,
        change_column,
        sample_column,
        input_format,
        said,
        coding,
        protein(gene).gene if gene else "",
        pass_only,
    )
    stands = Options(uses_published(evidence), include_unverified)
    cohort = read_cohort(source, how)
    if cohort.damage:
        raise DataError(cohort.damage, where=cohort.where, hint="fetch or make the file again")
    extras: Sequence[Scores | Joined] = ()
    if scores or join:
        from mtorstruct.variants.extra import read_extras

        named = (score_column, score_change_column, score_position_column)
        reading = ReadOptions(build=said, coding=coding, gene=how.gene)
        extras = read_extras(scores, join, columns=named, options=reading)
    opened = open_atlas(atlas)
    annotated = annotate_cohorts([cohort], opened, stands, drug, extras)
    return annotated.frame(
        passthrough=columns == ALL,
        columns=columns,
        **versions(opened),
        accounting=str(annotated.accounting()),
        notices=list(annotated.notices),
    )
