"""Read a BinaryCIF file: blocks, their categories, and the columns of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mtorstruct.binarycif.columns import Column
from mtorstruct.binarycif.damage import damaged
from mtorstruct.errors import DataError

MOST_ITEMS, MOST_KEYS = 10_000, 100
"""Longest list and map of a file: of blocks, categories and columns; their values are bytes."""

LIMITS: dict[str, Any] = {
    "raw": False,
    "strict_map_key": True,
    "max_array_len": MOST_ITEMS,
    "max_map_len": MOST_KEYS,
    "max_ext_len": 0,
}
"""Limits for MessagePack."""

_MAPS = (*range(0x80, 0x90), 0xDE, 0xDF)
"""First byte of a map in MessagePack; no ASCII text begins with it."""

_KEY = b"dataBlocks"
_LOOKED_AT = 4096


def is_binarycif(start: bytes) -> bool:
    r"""Whether a file is BinaryCIF, by its first bytes.

    Examples
    --------
    >>> is_binarycif(b"\x83\xa7version\xa50.3.0\xaadataBlocks\x91"), is_binarycif(b"data_5H64")
    (True, False)
    """
    return is_message_pack(start) and _KEY in start[:_LOOKED_AT]


def is_message_pack(start: bytes) -> bool:
    """Whether a file begins with a MessagePack map, as BinaryCIF and MMTF do."""
    return start[:1] != b"" and start[0] in _MAPS


def read_blocks(content: bytes) -> list[Block]:
    """Blocks of a file; their categories are unpacked on demand.

    Parameters
    ----------
    content : bytes
        The file, unpacked.

    Raises
    ------
    DataError
        It is not MessagePack, or does not have the layout of BinaryCIF.
    """
    walk = _Walk(content)
    try:
        return walk.blocks()
    except walk.errors as err:
        if isinstance(err, DataError):
            raise
        raise damaged("its MessagePack is cut short or wrong") from err


class _Walk:
    """One pass through a file that skips unneeded values without making objects of them."""

    def __init__(self, content: bytes) -> None:
        import msgpack

        self.errors = (ValueError, TypeError, msgpack.UnpackException)
        self._content = content
        self._at = msgpack.Unpacker(**LIMITS, max_buffer_size=max(1, len(content)))
        self._at.feed(content)

    def blocks(self) -> list[Block]:
        """Yield the blocks; the pass ends with the content."""
        found: list[Block] | None = None
        for key in self._keys():
            if key == _KEY.decode():
                found = [self._block() for _ in range(self._at.read_array_header())]
            else:
                self._at.skip()
        if found is None or self._at.tell() != len(self._content):
            raise damaged("it has no blocks, or something behind them")
        return found

    def _block(self) -> Block:
        header: object = ""
        stored: dict[str, Stored] = {}
        for key in self._keys():
            if key == "header":
                header = self._at.unpack()
            elif key == "categories":
                stored = dict(self._category() for _ in range(self._at.read_array_header()))
            else:
                self._at.skip()
        return Block(header if isinstance(header, str) else "", stored, len(self._content))

    def _category(self) -> tuple[str, Stored]:
        """Name of a category, its number of rows, and its columns as bytes."""
        said: dict[str, object] = {}
        columns = b""
        for key in self._keys():
            if key == "columns":
                start = self._at.tell()
                self._at.skip()
                columns = self._content[start : self._at.tell()]
            elif key in ("name", "rowCount"):
                said[key] = self._at.unpack()
            else:
                self._at.skip()
        return _name(said), Stored(said.get("rowCount"), columns)

    def _keys(self) -> Iterator[str]:
        """Yield the keys of a map, stopping before each value."""
        n_keys = self._at.read_map_header()
        if n_keys > MOST_KEYS:
            raise damaged("a map has too many keys")
        for _ in range(n_keys):
            yield self._at.unpack()


class Stored(NamedTuple):
    """A category as stored: its stated number of rows, and its columns in MessagePack."""

    n_rows: object
    columns: bytes


class Block:
    """One data block: `header` is its name."""

    def __init__(self, header: str, stored: Mapping[str, Stored], n_bytes: int) -> None:
        self.header = header
        self._stored, self._n_bytes = stored, n_bytes
        self._read: dict[str, Category] = {}

    @property
    def names(self) -> list[str]:
        """Names of the categories, such as ``_atom_site``."""
        return list(self._stored)

    def category(self, name: str) -> Category:
        """Return the category with a name; an empty one if there is none.

        Raises
        ------
        DataError
            Its columns are damaged, or its number of rows is missing or larger than its number of bytes.
        """
        if name not in self._read:
            self._read[name] = Category(self._stored.get(name, _NOTHING), self._n_bytes)
        return self._read[name]


_NOTHING = Stored(0, b"\x90")
"""A category without columns: an empty list in MessagePack."""


class Category:
    """One category: `n_rows` rows in columns."""

    def __init__(self, stored: Stored, n_bytes: int) -> None:
        n_rows = stored.n_rows
        # A row takes a byte at least, or nobody would write it: more are a bomb.
        if not isinstance(n_rows, int) or not 0 <= n_rows <= n_bytes:
            raise damaged("a category does not say how many rows it has")
        self.n_rows = n_rows
        self._stored = {_name(found): found for found in _list_of_maps(_unpacked(stored.columns))}

    @property
    def names(self) -> list[str]:
        """Names of the columns, such as ``Cartn_x``."""
        return list(self._stored)

    def column(self, name: str) -> Column | None:
        """Decode the column with a name; None if there is none.

        Raises
        ------
        DataError
            It is damaged.
        """
        return Column.decoded(self._stored[name], self.n_rows) if name in self._stored else None

    def texts(self, name: str) -> list[str | None]:
        """Values of a column as text; all None if there is no such column."""
        column = self.column(name)
        return column.texts() if column else [None] * self.n_rows


def _unpacked(content: bytes) -> object:
    import msgpack

    try:
        return msgpack.unpackb(content, **LIMITS)
    except (ValueError, TypeError, msgpack.UnpackException) as err:
        raise damaged("its MessagePack is cut short or wrong") from err


def _list_of_maps(stored: object) -> list[dict[str, Any]]:
    if not isinstance(stored, list) or not all(isinstance(item, dict) for item in stored):
        raise damaged("its columns are no list")
    return stored


def _name(stored: Mapping[str, Any]) -> str:
    name = stored.get("name")
    if not isinstance(name, str):
        raise damaged("a category or a column has no name")
    return name
