"""Tables in Parquet."""

from __future__ import annotations

import contextlib
import datetime
import io
import random
import sys
from pathlib import Path

import pytest

from mtorstruct.errors import DataError, MissingDependencyError, MtorStructError
from mtorstruct.variants.input.lines import Lines, decoded

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def made(columns: dict[str, object], **options: object) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), buffer, **options)
    return buffer.getvalue()


def opened(tmp_path: Path, content: bytes) -> tuple[list[str], str]:
    path = tmp_path / "cohort.parquet"
    path.write_bytes(content)
    lines = Lines(path)
    return [decoded(line) for _, block in lines.blocks() for line in block], lines.damage


def test_values_are_text(tmp_path: Path) -> None:
    content = made(
        {
            "gene": ["MTOR", None],
            "whole": [2108.0, float("nan")],
            "part": [0.25, 1e300],
            "n": [1, None],
            "yes": [True, False],
            "list": [["a", "b"], None],
            "inside": [{"x": 1}, None],
            "day": [datetime.date(2024, 9, 2), None],
            "bytes": [b"p.F2108L", b"\xff"],
            "torn": ["a\tb\nc", ""],
        }
    )
    assert opened(tmp_path, content)[0] == [
        "gene\twhole\tpart\tn\tyes\tlist\tinside\tday\tbytes\ttorn",
        'MTOR\t2108\t0.25\t1\tTRUE\t["a", "b"]\t{"x": 1}\t2024-09-02\tp.F2108L\ta b c',
        "\t\t1e+300\t\tFALSE\t\t\t\t\ufffd\t",
    ]


@pytest.mark.parametrize("compression", ["snappy", "gzip", "zstd", "none"])
def test_many_rows_in_groups(tmp_path: Path, compression: str) -> None:
    n = 100_000
    content = made(
        {"gene": ["MTOR"] * n, "pos": list(range(n))}, compression=compression, row_group_size=7_000
    )
    there, damage = opened(tmp_path, content)
    assert there == ["gene\tpos", *(f"MTOR\t{k}" for k in range(n))]
    assert damage == ""


def test_a_table_without_rows_has_its_heading(tmp_path: Path) -> None:
    assert opened(tmp_path, made({"gene": pyarrow.array([], "string")}))[0] == ["gene"]


def test_what_is_damaged_says_so(tmp_path: Path) -> None:
    whole = made({"gene": [f"MTOR{k}" for k in range(20_000)]}, row_group_size=1000)
    with pytest.raises(DataError, match="is a Parquet file that is damaged or cut off"):
        opened(tmp_path, whole[:-300])
    broken = bytearray(whole)
    broken[len(whole) // 2 : len(whole) // 2 + 4_000] = b"\xff" * 4_000
    there, damage = opened(tmp_path, bytes(broken))
    assert 1_000 < len(there) < 20_000
    assert damage.startswith("its Parquet data are damaged")


def test_without_pyarrow_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = made({"gene": ["MTOR"]})
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingDependencyError, match=r"pip install pyarrow, or save it as CSV"):
        opened(tmp_path, content)


def test_no_damage_is_an_accident(tmp_path: Path) -> None:
    whole = made({"gene": ["MTOR", "RHEB"] * 50, "list": [[1, 2], None] * 50})
    dice = random.Random(8)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(dice.choice((1, 4))):
            broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
        with contextlib.suppress(MtorStructError):
            opened(tmp_path, bytes(broken))
