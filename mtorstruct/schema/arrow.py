"""Tables in Arrow: one schema for each, whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.schema.base import MISSING_INT, Columns, Table

if TYPE_CHECKING:
    import pyarrow as pa

MOST_BYTES = 2**31 - 1
"""Bytes of text that one chunk of a column holds at most."""


@cache
def arrow_schema(table: Table) -> pa.Schema:
    """Arrow schema of a table."""
    import pyarrow as pa

    return pa.schema([(column.name, pa.type_for_alias(column.arrow_type)) for column in table.columns])


def arrow_table(table: Table, columns: Columns) -> pa.Table:
    """Turn `Columns` into an Arrow table; missing numbers are null, missing text is empty."""
    import pyarrow as pa

    arrays = [_array(column.dtype, columns[column.name]) for column in table.columns]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(table))


def _array(dtype: str, values: NDArray[Any]) -> pa.Array | pa.ChunkedArray:
    """Arrow array from the memory of a numpy array.

    `pyarrow.array` does the same, but imports pandas first, to see whether the values are its own: that is
    half of the time that a process takes to start.
    """
    import pyarrow as pa

    if dtype == "str":
        return pa.chunked_array(list(_texts(values.tolist())))
    if dtype == "bool":
        bits = pa.py_buffer(np.packbits(values.astype(bool), bitorder="little"))
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])
    kind, number = (np.int64, pa.int64()) if dtype == "int" else (np.float64, pa.float64())
    numbers = np.ascontiguousarray(values, dtype=kind)
    there = numbers != MISSING_INT if dtype == "int" else ~np.isnan(numbers)
    valid = None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))
    return pa.Array.from_buffers(number, len(numbers), [valid, pa.py_buffer(numbers)])


def _texts(texts: list[str]) -> Iterator[pa.StringArray]:
    """Arrays of joined text, none of which holds more than `MOST_BYTES`."""
    import pyarrow as pa

    joined = "".join(texts)
    sizes = map(len, texts) if joined.isascii() else (len(text.encode()) for text in texts)
    ends = np.cumsum(np.fromiter(sizes, np.int64, len(texts)))
    if len(texts) > 1 and ends[-1] > MOST_BYTES:
        middle = len(texts) // 2
        yield from _texts(texts[:middle])
        yield from _texts(texts[middle:])
        return
    offsets = pa.py_buffer(np.concatenate([[0], ends]).astype(np.int32))
    yield pa.StringArray.from_buffers(len(texts), offsets, pa.py_buffer(joined.encode()))


@cache
def pandas_metadata(
    table: Table, before: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> dict[bytes, bytes]:
    """How pandas must read a table to have the types of `Table.frame`.

    Parameters
    ----------
    table : Table
        The table.
    before, after : tuple of str
        Names of columns of text around its own.
    """
    import pandas as pd
    import pyarrow as pa

    text = pd.array([], dtype="str")
    columns = {column.name: column.series(column.blank(0)) for column in table.columns}
    frame = pd.DataFrame(dict.fromkeys(before, text) | columns | dict.fromkeys(after, text))
    return {b"pandas": pa.Schema.from_pandas(frame, preserve_index=False).metadata[b"pandas"]}
