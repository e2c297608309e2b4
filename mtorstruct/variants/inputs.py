"""Lists of changes from text: one a line, or a CSV or TSV table."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from dataclasses import replace
from pathlib import Path

from mtorstruct.errors import DataError, UsageError
from mtorstruct.variants.change import Change
from mtorstruct.variants.notation import parse_change

CHANGE_COLUMNS = (
    "protein_change",
    "hgvsp_short",
    "hgvsp",
    "aa_change",
    "amino_acid_change",
    "mutation",
    "variant",
    "change",
)
"""Headings that name a column of changes, the first that is there winning; case does not matter."""

GENE_COLUMNS = ("hugo_symbol", "gene_symbol", "symbol", "gene")
"""Headings that name a column of genes; in MAF files ``Gene`` holds Ensembl ids, so it comes last."""


SAMPLE_COLUMNS = ("tumor_sample_barcode", "sample_id", "sampleid", "sample")
"""Headings that name a column of samples."""

NO_GENE = "(none)"
"""Gene of a row whose cell in the gene column is empty: unknown, not the default."""


def read_changes(
    source: str | Path,
    *,
    gene_column: str | None = None,
    change_column: str | None = None,
    sample_column: str | None = None,
) -> list[Change]:
    """Read changes from a file; ``-`` is standard input.

    Plain or gzipped text; blank lines and lines that start with ``#`` are passed over. A first
    line with tabs, commas or semicolons is the heading of a table, else each line is a change.

    Raises
    ------
    DataError
        The file cannot be read, is not text, or holds no change.
    UsageError
        A table has no column of changes that is known or named.
    """
    where = "standard input" if str(source) == "-" else str(source)
    text = _decoded(_read(source, where), where)
    lines = _lines(text)
    if not lines:
        raise DataError("there is no change in it", where=where, mend="give one change a line")
    delimiter = next((d for d in "\t;," if d in lines[0]), None)
    chosen = (gene_column, change_column, sample_column)
    named = any(name is not None for name in chosen)
    if delimiter is None and not named and lines[0].strip().lower() not in CHANGE_COLUMNS:
        return [parse_change(line.strip()) for line in lines]
    return _table(lines, delimiter or "\t", where, chosen)


def read_table_cells(source: str | Path) -> tuple[list[str], list[list[str]]]:
    """Heading and rows of a CSV or TSV table, plain or gzipped; rows that are too short are filled up.

    Raises
    ------
    DataError
        The file cannot be read, is not text, or is empty.
    """
    where = str(source)
    lines = _lines(_decoded(_read(source, where), where))
    if not lines:
        raise DataError("there is no row in it", where=where, mend="give a table with a heading")
    rows = _split(lines, next((d for d in "\t;," if d in lines[0]), "\t"))
    heading = [name.strip() for name in rows[0]]
    return heading, [[_cell(row, k) for k in range(len(heading))] for row in rows[1:]]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _read(source: str | Path, where: str) -> bytes:
    if str(source) == "-":
        return sys.stdin.buffer.read() if sys.stdin else b""
    if Path(source).is_dir():
        raise DataError("is a directory, not a list of changes", where=where, mend="name a file in it")
    try:
        return Path(source).read_bytes()
    except OSError as err:
        raise DataError(f"cannot be read ({err.strerror})", where=where, mend="check the path") from err


def _decoded(content: bytes, where: str) -> str:
    try:
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as err:
        raise DataError(
            "is not a text file (UTF-8, plain or gzipped)", where=where, mend="save it as UTF-8 text"
        ) from err


def _table(
    lines: list[str], delimiter: str, where: str, chosen: tuple[str | None, str | None, str | None]
) -> list[Change]:
    rows = _split(lines, delimiter)
    gene_at, change_at, sample_at = find_columns(
        [name.strip() for name in rows[0]],
        chosen,
        where=where,
        mend="name it with --change-column, --gene-column or --sample-column; there are: {}",
    )
    changes = []
    for row in rows[1:]:
        gene = "" if gene_at is None else _cell(row, gene_at) or NO_GENE
        change = parse_change(_cell(row, change_at), gene)
        changes.append(change if sample_at is None else replace(change, sample=_cell(row, sample_at)))
    return changes


def find_columns(
    heading: list[str], chosen: tuple[str | None, str | None, str | None], *, mend: str, where: str = ""
) -> tuple[int | None, int, int | None]:
    """Places of the columns of genes, of changes and of samples; the first and the last may be missing.

    Raises
    ------
    UsageError
        There is no column of changes, or none of a name that was chosen.
    """
    known = (GENE_COLUMNS, CHANGE_COLUMNS, SAMPLE_COLUMNS)
    gene_at, change_at, sample_at = (find_column(heading, c, k) for c, k in zip(chosen, known, strict=True))
    missing = [c for c, at in zip(chosen, (gene_at, change_at, sample_at), strict=True) if c and at is None]
    if change_at is None or missing:
        what = f"column '{missing[0]}'" if missing else "column of protein changes that I know"
        raise UsageError(f"the table has no {what}", where=where, mend=mend.format(", ".join(heading)))
    return gene_at, change_at, sample_at


def _split(lines: list[str], delimiter: str) -> list[list[str]]:
    """Cells of each line; a quote that is never closed is taken for a letter, line by line."""
    csv.field_size_limit(sys.maxsize)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
    if len(rows) == len(lines):
        return rows
    return [line.split(delimiter) for line in lines]


def find_column(heading: list[str], chosen: str | None, known: tuple[str, ...]) -> int | None:
    """Index of the column that is chosen by name, or else of the first that is known."""
    if chosen is not None:
        return heading.index(chosen) if chosen in heading else None
    lowered = [name.lower().replace(" ", "_") for name in heading]
    return next((lowered.index(name) for name in known if name in lowered), None)


def _cell(row: list[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""
