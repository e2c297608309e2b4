"""Parse separated text: cells of a record, quotes, and tables with comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache


def cells_of(record: str, delimiter: str) -> list[str]:
    """Cells of one record without quotes; if a quote is not closed, all quotes are literal.

    Unlike `csv.reader` it accepts cells of any length.

    Examples
    --------
    >>> cells_of('MTOR,"a, ""b"" c",', ","), cells_of('"MTOR,5" tumour', ",")
    (['MTOR', 'a, "b" c', ''], ['"MTOR', '5" tumour'])
    """
    if '"' not in record:
        return record.split(delimiter)
    found = _cells(record, delimiter)
    if _has_opening(found):
        return record.split(delimiter)
    return [quoted.replace('""', '"') if quoted else plain for quoted, plain in found]


def is_open(record: str, delimiter: str) -> bool:
    """Whether a record ends in an open quoted cell, which begins right after a delimiter or at the start.

    Examples
    --------
    >>> is_open('MTOR,"a', ","), is_open('MTOR,5" tumour', ","), is_open('"a, b",MTOR', ",")
    (True, False, False)
    """
    return '"' in record and _has_opening(_cells(record, delimiter))


def numbered_rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    r"""Line numbers and cells of a tab-separated table; blank lines and comments (``#``) are skipped.

    Examples
    --------
    >>> list(numbered_rows(["# mine\n", "gene\tstart\n", "\n", "MTOR\t 2015\n"]))
    [(2, ['gene', 'start']), (4, ['MTOR', '2015'])]
    """
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            yield number, [cell.strip() for cell in line.split("	")]


def _cells(record: str, delimiter: str) -> list[tuple[str, str]]:
    """Cells of a record: the text between quotes, or the whole cell."""
    return _cell(delimiter).findall(record + delimiter)


def _has_opening(cells: list[tuple[str, str]]) -> bool:
    return any(plain[:1] == '"' for _, plain in cells)


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(f'(?:"([^"]*(?:""[^"]*)*)"|([^{d}]*)){d}')
