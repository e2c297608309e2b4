"""Whole files: every column of real ones as another program reads it, and what damage and bombs come to."""

from __future__ import annotations

import contextlib
import gzip
import random
from pathlib import Path
from typing import Any

import biotite.structure.io.pdbx as pdbx
import msgpack
import numpy as np
import pytest

from mtorstruct.binarycif import Block, is_binarycif, read_blocks
from mtorstruct.errors import DataError

FILES = (
    "1a2c_rcsb", "1acj_pdbe", "1acj_rcsb", "1gya", "1igy", "200l_modelserver", "200l_pdbe", "7gsa",
)  # fmt: skip

ODD = {"200l_modelserver"}
"""biotite refuses the `srcType` of whole numbers under FixedPoint that ModelServer writes."""


def content_of(shared_binary: Path, name: str) -> bytes:
    return gzip.decompress((shared_binary / f"{name}.bcif.gz").read_bytes())


@pytest.mark.parametrize("name", [name for name in FILES if name not in ODD])
def test_every_column_of_real_files_is_what_another_program_reads(shared_binary: Path, name: str) -> None:
    content = content_of(shared_binary, name)
    assert is_binarycif(content)
    (block,) = read_blocks(content)
    with gzip.open(shared_binary / f"{name}.bcif.gz") as file:
        theirs = pdbx.BinaryCIFFile.read(file)
    assert list(theirs) == [block.header]
    assert [f"_{category}" for category in theirs[block.header]] == block.names
    for category, columns in theirs[block.header].items():
        ours = block.category(f"_{category}")
        assert list(columns) == ours.names
        assert columns.row_count == ours.n_rows
        for column, stored in columns.items():
            found = ours.column(column)
            assert found is not None
            values = found.values if found.words is None else np.array(found.words)[found.values]
            if found.mask is not None:
                assert (found.mask == stored.mask.array).all()
            shown = stored.data.array[~found.missing]
            # biotite gives FixedPoint of single precision in that precision; here it is double.
            assert np.array_equal(values[~found.missing].astype(shown.dtype), shown), (category, column)


def test_modelservers_file_is_read_to_its_last_column(shared_binary: Path) -> None:
    (block,) = read_blocks(content_of(shared_binary, "200l_modelserver"))
    for name in block.names:
        for column in block.category(name).names:
            block.category(name).column(column)
    assert block.category("_citation").texts("journal_volume")[:2] == ["259", "262"]
    assert block.category("_cell").texts("length_a") == ["60.98"]


def test_nulls_are_told_from_values(shared_binary: Path) -> None:
    (block,) = read_blocks(content_of(shared_binary, "1acj_pdbe"))
    assert block.category("_exptl").texts("crystals_number") == [None]
    assert block.category("_exptl").texts("method") == ["X-ray diffraction"]
    assert block.category("_atom_site").texts("no_such_column") == [None] * 4192
    assert block.category("_no_such_category").n_rows == 0
    column = block.category("_atom_site").column("label_seq_id")
    assert column is not None
    assert (int(column.integers(-1)[0]), int(column.integers(-1)[-1])) == (4, -1)


SMALL = {
    "version": "0.3.0",
    "encoder": "test",
    "dataBlocks": [{"header": "X", "categories": [{"name": "_a", "rowCount": 1, "columns": []}]}],
}


def column_of(data: bytes, *encodings: dict[str, Any]) -> dict[str, Any]:
    return {"name": "b", "data": {"data": data, "encoding": list(encodings)}, "mask": None}


def file_of(n_rows: object, *columns: object) -> bytes:
    category = {"name": "_a", "rowCount": n_rows, "columns": list(columns)}
    return bytes(msgpack.packb({**SMALL, "dataBlocks": [{"header": "X", "categories": [category]}]}))


INT32 = {"kind": "ByteArray", "type": 3}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x83",
        b"\xc1",
        b"\x81\xaadataBlocks\x93",
        b"\x81\xaadataBlocks\xa1\xff",
        b"\x81\xaadataBlocks\xc0",
        b"\x81\x01\x02",
        b"\x81\x80\x02",
        b"\x81\xaadataBlocks\xdd\xff\xff\xff\xff",
        b"\xd6\x01\x00\x00\x00\x00",
        msgpack.packb(SMALL) + b"\x00",
        msgpack.packb(SMALL)[:-1],
        msgpack.packb({**SMALL, "dataBlocks": [1]}),
        msgpack.packb({**SMALL, "dataBlocks": [{"categories": [{"rowCount": 1}]}]}),
        msgpack.packb({**SMALL, "dataBlocks": [{"categories": {}}]}),
    ],
)
def test_what_is_no_file_of_the_format_is_one_error(content: bytes) -> None:
    with pytest.raises(DataError, match="is not a whole BinaryCIF file"):
        read_blocks(content)


@pytest.mark.parametrize(
    ("n_rows", "column", "why"),
    [
        (None, column_of(b"", INT32), "how many rows"),
        (-1, column_of(b"", INT32), "how many rows"),
        (2, column_of(bytes(4), INT32), "fewer values"),
        (1, column_of(bytes(3), INT32), "middle of a number"),
        (1, {"name": "b"}, "no data"),
        (1, {"name": "b", "data": {"data": "text", "encoding": [INT32]}}, "no data"),
        (1, {"name": "b", "data": {"data": bytes(4), "encoding": INT32}}, "does not say how"),
        (1, column_of(bytes(4), {"kind": "StringArray"}, INT32), "encoded as something else"),
        (1, {**column_of(bytes(4), INT32), "mask": 1}, "no data"),
        (1, {**column_of(bytes(4), INT32), "mask": column_of(b"\x03\0\0\0", INT32)["data"]}, "missing"),
        (1, {**column_of(bytes(4), INT32), "mask": column_of(b"", INT32)["data"]}, "missing"),
    ],
)
def test_a_column_that_does_not_fit_its_category_is_one_error(
    n_rows: object, column: object, why: str
) -> None:
    (block,) = read_blocks(file_of(n_rows, column))
    with pytest.raises(DataError, match=why):
        block.category("_a").column("b")


def test_a_bomb_makes_no_array() -> None:
    """Some bytes that stand for thousands of millions of rows, directly and by runs of runs."""
    rows = np.array([7, 10**9], dtype="<i4").tobytes()
    runs = {"kind": "RunLength", "srcType": 3, "srcSize": 10**9}
    with pytest.raises(DataError, match="how many rows"):
        read_blocks(file_of(10**9, column_of(rows, runs, INT32)))[0].category("_a")
    (block,) = read_blocks(file_of(2, column_of(rows, runs, INT32)))
    with pytest.raises(DataError, match="longer than the category"):
        block.category("_a").column("b")
    with pytest.raises(DataError, match="cut short or wrong"):
        read_blocks(b"\x81\xaadataBlocks" + b"\x91" * 100_000 + b"\x90")
    with pytest.raises(DataError, match="cut short or wrong"):
        read_blocks(b"\x81\xaadataBlocks" + b"\xdd\x00\x00\xff\xff" * 1000)


@pytest.mark.parametrize("name", [name for name in FILES if name != "1gya"])
def test_random_damage_raises_nothing_of_others(shared_binary: Path, name: str) -> None:
    content, chance = content_of(shared_binary, name), random.Random(name)
    for _ in range(15):
        damaged = bytearray(content)
        for _ in range(chance.choice((1, 3, 30))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(DataError):
            for block in read_blocks(bytes(damaged)):
                read_all(block)


def read_all(block: Block) -> None:
    for category in map(block.category, block.names):
        for column in map(category.column, category.names):
            assert column is not None
            column.coded()
            column.texts()
