"""Convert columns of a table to Arrow arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

MOST_BYTES = 2**31 - 1
"""Most bytes of text in one chunk of a column."""


def arrow_array(dtype: str, values: NDArray[Any], missing_int: int) -> pa.Array | pa.ChunkedArray:
    """Arrow array from the memory of a numpy array; missing values are null.

    `pyarrow.array` does the same, but imports pandas first, to check whether the values belong to it: that is
    half of the start-up time of a process.
    """
    import pyarrow as pa

    if dtype == "str":
        return pa.chunked_array(list(_texts(values.tolist())))
    if dtype == "bool":
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, _bits(values.astype(bool))])
    kind, number = (np.int64, pa.int64()) if dtype == "int" else (np.float64, pa.float64())
    numbers = np.ascontiguousarray(values, dtype=kind)
    there = numbers != missing_int if dtype == "int" else ~np.isnan(numbers)
    return pa.Array.from_buffers(number, len(numbers), [_bits(there), pa.py_buffer(numbers)])


def _bits(mask: NDArray[np.bool_]) -> pa.Buffer:
    import pyarrow as pa

    return pa.py_buffer(np.packbits(mask, bitorder="little"))


def _texts(texts: list[str]) -> Iterator[pa.StringArray]:
    """Arrow arrays of joined text, each of at most `MOST_BYTES`."""
    import pyarrow as pa

    # What is no text in UTF-8, as a word of the command line may be, is written as in TSV.
    joined = "".join(texts)
    cells = texts if joined.isascii() else [text.encode(errors="backslashreplace") for text in texts]
    lengths = np.fromiter(map(len, cells), np.int64, len(texts))
    ends = np.cumsum(lengths)
    if len(texts) > 1 and ends[-1] > MOST_BYTES:
        middle = len(texts) // 2
        yield from _texts(texts[:middle])
        yield from _texts(texts[middle:])
        return
    offsets = pa.py_buffer(np.concatenate([[0], ends]).astype(np.int32))
    data = pa.py_buffer(joined.encode(errors="backslashreplace"))
    yield pa.StringArray.from_buffers(len(texts), offsets, data, _bits(lengths > 0))
