"""Packing of columns to an ``.npz`` of plain arrays, texts as codes into a list, and unpacking.

Nothing is pickled, and a column is unpacked only when it is asked for. The same columns give
the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.tables import Columns, Table

_CODES, _TEXTS = ".codes", ".texts"

ALL_ROWS = slice(None)


def pack(table: Table, columns: Columns) -> bytes:
    """Return a table as bytes."""
    table.check(columns)
    arrays: Columns = {}
    for column in table.columns:
        values = columns[column.name]
        if column.dtype == "str":
            texts, codes = np.unique(values.astype(str), return_inverse=True)
            arrays[column.name + _TEXTS] = texts
            arrays[column.name + _CODES] = codes.astype(np.min_scalar_type(max(len(texts) - 1, 0)))
        elif column.dtype == "float":
            # Numbers are rounded to at most four decimals, which float32 keeps below 1000.
            arrays[column.name] = values.astype(np.float32)
        else:
            arrays[column.name] = values.astype(np.int32)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def content_hash(tables: dict[Table, Columns]) -> str:
    """Return the SHA-256 over the values of some tables, independent of compression."""
    digest = hashlib.sha256()
    for table, columns in tables.items():
        for column in table.columns:
            values = columns[column.name]
            text = column.dtype == "str"
            digest.update(f"{table.name}.{column.name}\n".encode())
            digest.update("\n".join(values.tolist()).encode() if text else values.astype("<f8").tobytes())
    return digest.hexdigest()


class Packed:
    """A packed table; columns are unpacked one by one, once.

    Raises
    ------
    KeyError
        A column of the table is not there.
    """

    def __init__(self, content: bytes, table: Table) -> None:
        self.table = table
        self._archive = np.load(io.BytesIO(content), allow_pickle=False)
        there = set(self._archive.files)
        for column in table.columns:
            if column.name + (_CODES if column.dtype == "str" else "") not in there:
                raise KeyError(column.name)
        self._decimals = {column.name: column.decimals for column in table.columns}
        self._dtype = {column.name: column.dtype for column in table.columns}
        self._read: Columns = {}
        self._whole: Columns = {}

    def column(self, name: str) -> NDArray[Any]:
        """Return one whole column."""
        if name not in self._whole:
            self._whole[name] = self.take(name, ALL_ROWS)
        return self._whole[name]

    def take(self, name: str, rows: NDArray[np.int64] | slice) -> NDArray[Any]:
        """Return some rows of a column; only those are converted."""
        if self._dtype[name] == "str":
            return np.asarray(self._stored(name + _TEXTS)[self._stored(name + _CODES)[rows]])
        values = self._stored(name)[rows]
        if self._dtype[name] == "float":
            return np.asarray(values.astype(np.float64).round(self._decimals[name]))
        return np.asarray(values.astype(np.int64))

    def is_any_of(
        self, name: str, texts: Collection[str], rows: NDArray[np.int64] | slice = ALL_ROWS
    ) -> NDArray[np.bool_]:
        """Return whether some rows of a column of texts have any of some texts."""
        known = np.array([text in texts for text in self._stored(name + _TEXTS).tolist()], dtype=bool)
        return np.asarray(known[self._stored(name + _CODES)[rows]])

    def columns(self) -> Columns:
        """Return all columns."""
        return {name: self.column(name) for name in self.table.names}

    def _stored(self, key: str) -> NDArray[Any]:
        """Return an array of the file, texts as objects."""
        if key not in self._read:
            values = self._archive[key]
            self._read[key] = values.astype(object) if key.endswith(_TEXTS) else values
        return self._read[key]
