"""Excel workbooks (.xlsx) as tab-separated lines, one line a row of the sheet."""

from __future__ import annotations

import datetime
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from mtorstruct.errors import DataError
from mtorstruct.files.containers import Broken
from mtorstruct.files.kinds import WORKBOOK, document_of, listed
from mtorstruct.files.needs import needed
from mtorstruct.variants.input.cells import line_of
from mtorstruct.variants.input.kinds import refused

MAX_PART = 1 << 28
"""Largest size in bytes of a workbook's texts, and of any part that unpacks to 200 times its size."""

MAX_ROWS = 1 << 20
"""Largest number of rows of an Excel sheet."""

_AS_CSV = "save the sheet as CSV"
_HEADING = re.compile(
    r"gene|symbol|hugo|protein|amino|\baa|hgvs|mutation|variant|alteration|chrom|\bchr\b|\bpos|transcript"
    r"|cdna|\bref|\balt|allele|residue|sample|uniprot",
    re.I,
)
"""Words in headings of variant tables; a sheet needs two such cells in one of its first rows."""

_LOOKED_AT = 40
_AT_ONCE = 64


def is_workbook(members: list[zipfile.ZipInfo] | None, where: str) -> bool:
    """Return whether the members of a zip archive are those of a workbook that is read.

    Raises
    ------
    DataError
        They are those of another document, which is named.
    """
    document = document_of(m.filename for m in members or ())
    if document is not None and document.name != WORKBOOK:
        raise refused(document, where)
    return document is not None


def sheet_lines(
    file: IO[bytes], members: list[zipfile.ZipInfo], where: str
) -> tuple[list[str], Iterator[bytes]]:
    """Return notices on a workbook, and the rows of its sheet of variants as blocks of text.

    That is the first sheet that has a heading of such a table in its first rows; if none has, the first with
    any row.

    Raises
    ------
    DataError
        It is damaged, has no row, or is too large to be held.
    MissingDependencyError
        The package that reads it is not installed.
    """
    openpyxl = needed("openpyxl", "openpyxl", what="an Excel workbook", where=where, instead=_AS_CSV)
    _check_size(members, where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheets = [s for s in book.worksheets if hasattr(s, "iter_rows")]
            sheets.sort(key=lambda s: getattr(s, "sheet_state", "visible") != "visible")
            heads = [list(itertools.islice(_rows(sheet), _LOOKED_AT)) for sheet in sheets]
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as err:
        # A damaged part shows as whatever error its reader happens to have.
        what = f"is an Excel workbook that is damaged or cut off ({_reason(err)})"
        raise DataError(what, where=where, hint=f"open it in Excel, and {_AS_CSV}") from err
    filled = [k for k, head in enumerate(heads) if any(map(_is_filled, head))]
    if not filled:
        raise DataError("is an Excel workbook without a row in it", where=where, hint="name another file")
    chosen = next((k for k in filled if any(map(_is_heading, heads[k]))), filled[0])
    return _said([s.title for s in sheets], filled, chosen), _pieces(_rows(sheets[chosen]))


def _said(titles: list[str], filled: list[int], chosen: int) -> list[str]:
    others = [f"'{titles[k]}'" for k in filled if k != chosen]
    if not others:
        return []
    return [
        f"sheet '{titles[chosen]}' of the workbook is read; not read: {listed(others)} (to have another "
        "read, save it as CSV)"
    ]


def _check_size(members: list[zipfile.ZipInfo], where: str) -> None:
    for part in members:
        is_sheet = part.filename.startswith("xl/worksheets/")
        is_bomb = part.file_size > 200 * max(1, part.compress_size)
        if part.file_size > MAX_PART and (is_bomb or (part.filename.startswith("xl/") and not is_sheet)):
            what = f"is an Excel workbook whose {part.filename} unpacks to {part.file_size >> 20} MB"
            raise DataError(what, where=where, hint=_AS_CSV)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the values of the rows, missing rows as empty ones."""
    # Some programs write the extent of a sheet wrongly, and rows behind it would be lost.
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return rows


def _is_filled(row: tuple[Any, ...]) -> bool:
    return any(value is not None and str(value).strip() for value in row)


def _is_heading(row: tuple[Any, ...]) -> bool:
    return sum(isinstance(v, str) and len(v) < 60 and bool(_HEADING.search(v)) for v in row) >= 2


def _pieces(rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    """Yield rows as blocks of lines; blank rows are blank lines, so that line numbers are row numbers."""
    it, width, n = iter(rows), 0, 0
    while batch := _batch(it):
        lines = []
        for row in batch:
            texts = [_text(value) for value in row]
            while texts and not texts[-1].strip():
                del texts[-1]
            # A row whose last cells are empty is as wide as those above it.
            width = max(width, len(texts))
            lines.append(line_of(texts + [""] * (width - len(texts)) if texts else texts))
        yield b"".join(lines)
        n += len(batch)
        if n > MAX_ROWS:
            raise Broken(f"its sheet has more than {MAX_ROWS} rows")


def _batch(rows: Iterator[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    try:
        with warnings.catch_warnings():
            # Of styles and extensions that openpyxl does not know.
            warnings.simplefilter("ignore")
            return list(itertools.islice(rows, _AT_ONCE))
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as err:
        raise Broken(f"its sheet is damaged or cut off ({_reason(err)})") from err


def _reason(err: Exception) -> str:
    return " ".join(str(err).split())[:120] or type(err).__name__


def _text(value: Any) -> str:
    """Return the text of a cell as Excel shows it; a date stays one, also where it was a gene (SEPT2)."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", " ")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return str(value)
