"""Detection of a variant file's kind from its content, and reading of its rows."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from mtorstruct.errors import DataError, UsageError
from mtorstruct.files.separated import cells_of
from mtorstruct.reference.columns import known_headings, plain_heading
from mtorstruct.reference.gene_ids import gene_of_id
from mtorstruct.reference.identity import identify
from mtorstruct.variants.input.annovar import bare_layout
from mtorstruct.variants.input.builds import build_of_header
from mtorstruct.variants.input.cells import SEPARATOR, delimiter_of, tabs_for_bars, tabs_for_blanks
from mtorstruct.variants.input.cohort import Cohort, InputFormat, ReadOptions
from mtorstruct.variants.input.columns import Roles, named_columns, roles_of
from mtorstruct.variants.input.lines import Lines, decoded
from mtorstruct.variants.input.lists import is_change, is_of_list, read_list
from mtorstruct.variants.input.table import Layout, read_table
from mtorstruct.variants.input.vcf import is_vcf_heading, read_vcf
from mtorstruct.variants.notation.plain import plain_change

_VCF_ROW = re.compile(r"[^\t]+\t[0-9]+\t[^\t]*\t[ACGTNacgtn]+\t[^\t]+\t[^\t]*\t[^\t]*\t[^\t]*(?:\t.*)?")
MAX_TITLE = 20
"""Number of lines after the first in which a table's heading is looked for."""


def read_cohort(source: str | Path, options: ReadOptions | None = None) -> Cohort:
    """Read a file of variants; ``-`` is standard input.

    Plain, gzipped or bgzipped text. A VCF is known by its header; a line of tabs, commas or semicolons with
    column names that are known is the heading of a table (MAF, CSV, TSV); else each line is a variant. Lines
    that start with ``#`` and blank lines are no rows.

    Raises
    ------
    DataError
        The file cannot be read, is not text, or holds no row.
    UsageError
        A table has no column of variants that is known or named, or the build that was given is not that
        of the file.
    """
    options = options or ReadOptions()
    with contextlib.closing(Lines(source)) as lines:
        return _read(lines, options)


def _read(lines: Lines, options: ReadOptions) -> Cohort:
    start = _start(lines, options)
    if start is None:
        what, hint = "there is no variant in it", "give one variant a line, a table with a heading, or a VCF"
        raise DataError(lines.damage or what, where=lines.where, hint=hint)
    genome, notices = build_of_header(start.comments, options.build, lines.where)
    if start.format == "vcf":
        if any((options.gene_column, options.change_column, options.sample_column)):
            hint = "leave --gene-column, --change-column and --sample-column out"
            raise UsageError("a VCF has no columns to choose", where=lines.where, hint=hint)
        cohort = read_vcf(lines, start.heading_line, start.comments, genome, options)
    elif start.roles is not None:
        layout = Layout(start.heading, start.delimiter, start.roles, start.heading_line, genome)
        cohort = read_table(lines, layout, options)
    else:
        cohort = read_list(lines, genome.build, options)
    cohort.damage = lines.damage
    cohort.notices += [*lines.notices, *notices]
    if not cohort.n_rows and lines.damage:
        raise DataError(lines.damage, where=lines.where, hint="fetch or make the file again")
    return cohort


@dataclass(frozen=True)
class _Start:
    """Kind of a file from its beginning; `heading_line` counts from 1, 0 where there is no heading."""

    format: InputFormat
    comments: list[str] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    delimiter: str = "\t"
    heading_line: int = 0
    roles: Roles | None = None


def _start(lines: Lines, options: ReadOptions) -> _Start | None:
    """Determine the kind of a file from its first row and the lines before it."""
    comments: list[str] = []
    separator = ""
    chosen = options.input_format
    for number, line in enumerate(lines.head, 1):
        text = decoded(line)
        if not text.strip():
            continue
        if chosen in ("vcf", None) and is_vcf_heading(text):
            return _Start("vcf", comments, text.split("\t"), "\t", number)
        if text.lstrip().startswith("#"):
            comments.append(text)
            continue
        told = SEPARATOR.fullmatch(text)
        if told:
            separator = told[1]
            continue
        if chosen in ("vcf", "list"):
            return _Start(chosen, comments)
        head = _Head(lines, number, comments, separator)
        if chosen is None and _is_vcf_body(text, head):
            return _Start("vcf", comments)
        return _table_start(head, options)
    return None


def _is_vcf_body(text: str, head: _Head) -> bool:
    """Return whether a first row is a VCF record without heading; a heading of other columns excludes it."""
    if head.comments and head.comments[0].lower().startswith("##fileformat=vcf"):
        return True
    if _VCF_ROW.fullmatch(text) is None:
        return False
    last = head.comments[-1] if head.comments else ""
    return last.startswith("##") or last.count("\t") != text.count("\t")


class _Head(NamedTuple):
    """Beginning of a file that is no VCF: first row, comments before it, and separator of the cells."""

    lines: Lines
    number: int
    comments: list[str]
    separator: str

    @property
    def text(self) -> str:
        return decoded(self.lines.head[self.number - 1])


def _table_start(head: _Head, options: ReadOptions) -> _Start:
    """Return a table where a heading is found, else a list.

    A heading is the comment before the first row, that row, or one below lines of a title.
    """
    head = _respaced(head, options)
    text, comments = head.text, head.comments
    delimiter = head.separator or delimiter_of(text)
    commented = _commented_heading(head, delimiter, options)
    if commented is not None:
        return commented
    bare = bare_layout(text) if options.input_format is None else None
    if bare is not None:
        return _Start("table", comments, bare.heading, bare.delimiter, 0, roles_of(bare.heading))
    return _plain_start(head, delimiter, options)


def _plain_start(head: _Head, delimiter: str | None, options: ReadOptions) -> _Start:
    """Return a table whose heading is the first row or below title lines, else a list."""
    text, comments, where = head.text, head.comments, head.lines.where
    heading = _with_row_names(head, _cells(text, delimiter), delimiter, head.number)
    _refuse_matrix(heading if delimiter else [], where)
    try:
        roles = roles_of(heading, options.gene_column, options.change_column, options.sample_column)
    except UsageError as err:
        below = _below_title(head, options)
        if below is not None:
            return below
        raise UsageError(err.what, where=where, hint=err.hint) from None
    if roles.says_change and not (len(heading) == 1 and is_change(text)):
        second = _second_heading(head, heading, delimiter, options)
        return second or _Start("table", comments, heading, delimiter or "\t", head.number, roles)
    is_table = options.input_format == "table" or not is_of_list(text)
    below = None if plain_change(text.strip()) else _below_title(head, options)
    # "Table S1" reads like a residue of a gene; a heading with a column of genes below it tells better.
    if below is not None and (is_table or (below.roles is not None and below.roles.gene is not None)):
        return below
    hidden = [] if is_of_list(text) else _heading_of_nothing(head)
    heading = hidden or heading
    if options.input_format == "table" or hidden or (delimiter and is_table):
        raise UsageError(
            "the table has no known column of protein changes, coding changes or coordinates",
            where=where,
            hint="name one with --change-column (and --gene-column, --sample-column); there are: "
            + named_columns(heading),
        )
    return _Start("list", comments)


def _respaced(head: _Head, options: ReadOptions) -> _Head:
    """Return the same with tabs between the cells, where blanks or bars separate those of a heading."""
    text = head.text.strip()
    chosen = (options.gene_column, options.change_column)
    if head.separator not in ("", "|") or roles_of([text]).indexes:
        return head
    parted = ((tabs_for_bars, "|" in text), (tabs_for_blanks, delimiter_of(text) is None))
    for how in (how for how, is_so in parted if is_so and options.input_format != "list"):
        cells = how(text).split("\t")
        names = [name if name in cells else None for name in chosen]
        roles = roles_of(cells, *names)
        if roles.says_change and roles.names_protein and len(roles.indexes) > 1:
            head.lines.respace(how)
            return head._replace(separator="")
    return head


def _with_row_names(head: _Head, heading: list[str], delimiter: str | None, number: int) -> list[str]:
    """Return the heading with an unnamed first column, where each row begins with an extra number."""
    if not delimiter or not any(heading):
        return heading
    below = [text for line in head.lines.head[number : number + MAX_TITLE] if (text := decoded(line)).strip()]
    rows = [_cells(text, delimiter) for text in below]
    is_numbered = rows and all(len(row) == len(heading) + 1 and row[0].isdigit() for row in rows)
    return ["", *heading] if is_numbered and any(row[-1] for row in rows) else heading


_GENE_WITH_ID = re.compile(r"(?P<gene>[A-Za-z][A-Za-z0-9-]*)(?: \(|\.\.)(?P<id>[0-9]+)[).]")


def _refuse_matrix(heading: list[str], where: str) -> None:
    if any(map(_is_gene_with_id, heading)):
        raise UsageError(
            "its columns are genes, and no cell names a variant",
            where=where,
            hint="give a table of one row a variant, with a column of genes and one of variants",
        )


def _is_gene_with_id(name: str) -> bool:
    """Return whether a heading is one of our genes with its Entrez id, as in tables of DepMap."""
    found = _GENE_WITH_ID.fullmatch(name)
    return found is not None and gene_of_id("entrez", found["id"]) == identify(found["gene"]).gene != ""


def _second_heading(
    head: _Head, above: list[str], delimiter: str | None, options: ReadOptions
) -> _Start | None:
    """Return the second of two heading lines, the first of which names groups of columns."""
    if not delimiter or above.count("") < 2:
        return None
    for number, line in enumerate(head.lines.head[head.number : head.number + 2], head.number + 1):
        heading = _cells(decoded(line), delimiter)
        roles = roles_of(heading, options.gene_column if options.gene_column in heading else None)
        if roles.says_change and len(roles.indexes) > 1 and heading != above:
            return _Start("table", head.comments, heading, delimiter, number, roles)
    return None


def _heading_of_nothing(head: _Head) -> list[str]:
    """Return the cells of a heading below a title that has no variant column; empty if there is none."""
    for line in head.lines.head[head.number : head.number + MAX_TITLE]:
        text = decoded(line)
        cells = _cells(text, delimiter_of(text))
        if sum(plain_heading(cell) in known_headings() for cell in cells) > 2:
            return cells
    return []


def _commented_heading(head: _Head, delimiter: str | None, options: ReadOptions) -> _Start | None:
    """Return the heading that follows ``#`` before the first row."""
    last = head.comments[-1] if head.comments else ""
    if not delimiter or last.count(delimiter) != head.text.count(delimiter):
        return None
    heading = _cells(last.lstrip("# "), delimiter)
    chosen = (options.gene_column, options.change_column, options.sample_column)
    roles = roles_of(heading, *(name if name in heading else None for name in chosen))
    if not roles.says_change:
        return None
    return _Start("table", head.comments[:-1], heading, delimiter, head.number - 1, roles)


def _below_title(head: _Head, options: ReadOptions) -> _Start | None:
    """Return a heading below title lines, as in supplementary tables."""
    chosen = (options.gene_column, options.change_column, options.sample_column)
    for number, line in enumerate(head.lines.head[head.number : head.number + MAX_TITLE], head.number + 1):
        text = decoded(line)
        delimiter = head.separator or delimiter_of(text)
        if not delimiter:
            continue
        heading = _cells(text, delimiter)
        if any(name is not None and name not in heading for name in chosen):
            continue
        roles = roles_of(heading, *chosen)
        if roles.says_change and len(roles.indexes) > 1:
            named = _with_row_names(head, heading, delimiter, number)
            roles = roles if named is heading else roles_of(named, *chosen)
            second = _second_heading(head._replace(number=number), named, delimiter, options)
            return second or _Start("table", head.comments, named, delimiter, number, roles)
    return None


def _cells(text: str, delimiter: str | None) -> list[str]:
    return [name.strip() for name in (cells_of(text, delimiter) if delimiter else [text])]


def read_table_cells(source: str | Path) -> tuple[list[str], list[list[str]]]:
    """Return heading and rows of a CSV or TSV table, plain or gzipped; rows that are too short are padded.

    Raises
    ------
    DataError
        The file cannot be read to its end, is not text, or is empty.
    """
    with contextlib.closing(Lines(source)) as lines:
        texts = [decoded(line) for _, block in lines.blocks() for line in block]
    texts = [text for text in texts if text.strip() and not text.lstrip().startswith("#")]
    if lines.damage:
        raise DataError(lines.damage, where=lines.where, hint="fetch or make the file again")
    if not texts:
        raise DataError("there is no row in it", where=lines.where, hint="give a table with a heading")
    delimiter = delimiter_of(texts[0]) or "\t"
    heading = [name.strip() for name in cells_of(texts[0], delimiter)]
    rows = [[cell.strip() for cell in cells_of(text, delimiter)] for text in texts[1:]]
    n = len(heading)
    return heading, [row[:n] + [""] * (n - len(row)) for row in rows]
