"""Parquet tables as tab-separated lines, a heading first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from mtorstruct.errors import DataError
from mtorstruct.files.containers import Broken
from mtorstruct.files.needs import needed
from mtorstruct.variants.input.cells import line_of

_CELLS_AT_ONCE = 1 << 16


def is_parquet(first: bytes) -> bool:
    """Return whether a file begins like Parquet; the letters alone could be a gene (PAR1)."""
    return first.startswith(b"PAR1") and any(byte < 9 for byte in first[4:64])


def parquet_lines(file: IO[bytes], where: str) -> Iterator[bytes]:
    """Yield heading and rows as blocks of text; nested values are JSON, missing ones empty.

    Raises
    ------
    DataError
        It is damaged or cut off.
    MissingDependencyError
        pyarrow is not installed.
    Broken
        It is damaged behind the rows that came out.
    """
    instead = "save it as CSV"
    parquet = needed("pyarrow.parquet", "pyarrow", what="a Parquet file", where=where, instead=instead)
    try:
        table = parquet.ParquetFile(file)
        names = [str(name) for name in table.schema_arrow.names]
        groups = [[k] for k in range(table.num_row_groups)]
    except MemoryError:
        raise
    except Exception as err:
        what = f"is a Parquet file that is damaged or cut off ({_reason(err)})"
        raise DataError(what, where=where, hint="fetch or make the file again") from err
    yield line_of(names)
    n_rows = max(1, _CELLS_AT_ONCE // max(1, len(names)))
    try:
        # One group after the other, so that what stands before a damaged one comes out.
        for group in groups:
            for batch in table.iter_batches(n_rows, row_groups=group, use_threads=False):
                columns = [_texts(column) for column in batch.columns]
                yield b"".join(map(line_of, zip(*columns, strict=True)))
    except MemoryError:
        raise
    except Exception as err:
        raise Broken(f"its Parquet data are damaged ({_reason(err)})") from err


def _reason(err: Exception) -> str:
    return " ".join(str(err).split())[:120] or type(err).__name__


def _texts(column: Any) -> list[str]:
    return [_text(value) for value in column.to_pylist()]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value != value:  # noqa: PLR0124  NaN is no value either
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # pandas makes whole numbers fractions where some are missing.
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, default=str, ensure_ascii=False)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
