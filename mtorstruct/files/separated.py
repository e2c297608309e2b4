"""Separated text: cells of a record, and what quotes mean in it."""

from __future__ import annotations

import re
from functools import cache


def cells_of(record: str, delimiter: str) -> list[str]:
    """Cells of one record, quotes taken away; where a quote is not closed all of them are letters.

    Unlike `csv.reader` it takes cells of any length.

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
    """Whether a quoted cell of a record is not closed: one begins right behind a delimiter, or at the start.

    Examples
    --------
    >>> is_open('MTOR,"a', ","), is_open('MTOR,5" tumour', ","), is_open('"a, b",MTOR', ",")
    (True, False, False)
    """
    return '"' in record and _has_opening(_cells(record, delimiter))


def _cells(record: str, delimiter: str) -> list[tuple[str, str]]:
    """Cells of a record: what stands between quotes, else the whole."""
    return _cell(delimiter).findall(record + delimiter)


def _has_opening(cells: list[tuple[str, str]]) -> bool:
    return any(plain[:1] == '"' for _, plain in cells)


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(f'(?:"([^"]*(?:""[^"]*)*)"|([^{d}]*)){d}')
