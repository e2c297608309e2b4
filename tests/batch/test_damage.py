"""Parts and ledgers that are not as they were written: what is damaged is noticed, named and made again."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import mtorstruct
from mtorstruct.batch.parts import read_about, read_rows
from mtorstruct.cli.main import main
from mtorstruct.tables import DOMAINS

from .jobs import content, copies, ledger

FLIPS = 400


@pytest.fixture
def folder(tmp_path: Path, shared_structures: Path) -> Path:
    return copies(shared_structures, tmp_path / "in", 3)


@pytest.fixture
def out(tmp_path: Path, folder: Path) -> Path:
    mtorstruct.run_batch([folder], tmp_path / "out", jobs=1)
    return tmp_path / "out"


def the_part(out: Path) -> Path:
    (part,) = (out / "domains").iterdir()
    return part


def flip(path: Path, bit: int) -> None:
    changed = bytearray(path.read_bytes())
    changed[bit // 8] ^= 1 << bit % 8
    path.write_bytes(changed)


def test_a_flipped_bit_of_a_part_is_noticed(out: Path) -> None:
    """Pages, statistics, schema, metadata and the hash itself; what is flipped is the same in each run."""
    part, chosen = the_part(out), random.Random(15)
    assert read_about(part)
    for _ in range(FLIPS):
        bit = chosen.randrange(8 * part.stat().st_size)
        flip(part, bit)
        assert read_about(part) is None, bit
        with pytest.raises(ValueError, match="is not as it was written"):
            read_rows(part, DOMAINS)
        flip(part, bit)
    assert read_about(part)


def test_every_kind_of_byte_of_a_part_is_under_its_hash(out: Path) -> None:
    """The first and last bytes, the hash, and the schema with the types that readers go by."""
    part = the_part(out)
    written = part.read_bytes()
    places = [0, 4, len(written) - 1, len(written) - 5]
    places += [
        written.rindex(word) for word in (b"mtorstruct-sha256=", b"ARROW:schema", b"pandas", b"pLDDT"[:1])
    ]
    places.append(written.rindex(b"mtorstruct-sha256=") + 30)
    for place in places:
        flip(part, 8 * place)
        assert read_about(part) is None, place
        flip(part, 8 * place)
    assert part.read_bytes() == written


@pytest.mark.parametrize("place", ["pages", "end"])
def test_a_damaged_part_is_named_and_made_again(
    out: Path, folder: Path, place: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before, part = content(out), the_part(out)
    if place == "pages":
        flip(part, 8 * 200)
    else:
        os.truncate(part, part.stat().st_size // 2)
    assert main(["batch", "domains", str(folder), "-o", str(out), "--jobs", "1"]) == 0
    err = capfd.readouterr().err
    assert f"mtorstruct: {part}: was damaged or altered; what it held is made again" in err
    assert "known before" not in err
    assert content(out) == before
    again = mtorstruct.run_batch([folder], out, jobs=1)
    assert (again.kept, again.damaged) == (3, [])


def test_a_part_with_another_number_or_another_type_is_made_again(out: Path, folder: Path) -> None:
    """A whole Parquet file, its metadata as they were, written by another program."""
    before, part = content(out), the_part(out)
    table = pq.read_table(part)
    k = table.schema.get_field_index("n_modelled")
    for values in (pc.add(table["n_modelled"], 1), table["n_modelled"].cast("float64")):
        changed = table.set_column(k, "n_modelled", values)
        pq.write_table(changed.replace_schema_metadata(table.schema.metadata), part)
        assert mtorstruct.run_batch([folder], out, jobs=1).damaged == [part]
        assert content(out) == before


TAMPERED: dict[str, Callable[[dict[str, object]], str]] = {
    "deep": lambda _: "[" * 200_000,
    "a_list": lambda _: "[]",
    "a_long_number": lambda line: json.dumps(line).replace('"rows"', f'"x": {"1" * 5000}, "rows"'),
    "input_is_a_list": lambda line: json.dumps(line | {"input": ["x"]}),
    "sha256_is_a_list": lambda line: json.dumps(line | {"sha256": ["x"]}),
    "seconds_are_words": lambda line: json.dumps(line | {"seconds": "fast"}),
    "seconds_are_endless": lambda line: json.dumps(line | {"seconds": float("inf")}),
    "seconds_are_none": lambda line: json.dumps(line | {"seconds": float("nan")}),
    "seconds_are_many": lambda line: json.dumps(line | {"seconds": 10**400}),
    "version_is_missing": lambda line: json.dumps({k: v for k, v in line.items() if k != "version"}),
    "no_utf_8": lambda _: "\udcff",
}  # fmt: skip


@pytest.mark.parametrize("tampered", TAMPERED)
def test_a_ledger_that_was_tampered_with_is_one_line_that_names_it(
    out: Path, folder: Path, tampered: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path, before = out / "ledger.jsonl", content(out)
    first, *others = ledger(path, timed=True)
    lines = [TAMPERED[tampered](first), *map(json.dumps, others)]
    path.write_text("".join(f"{line}\n" for line in lines), errors="surrogateescape")
    assert main(["batch", "domains", str(folder), "-o", str(out), "--jobs", "1"]) == 0
    err = capfd.readouterr().err
    assert err.count(str(path)) == 1
    assert f"mtorstruct: {path}: was damaged or altered" in err
    assert "3 of them known before" in err
    assert content(out) == before
    again = ledger(path, timed=True)
    assert (again[0]["seconds"], again[1:]) == (None, others)


LISTS = {
    "a_name_too_long": "x" * 100_000 + "\n",
    "deep_json": "[" * 200_000 + "\n",
    "a_cell_too_large": "path\n" + "x" * 200_000 + "\n",
    "no_name": "path\tsample,path\n\tS1,\n",
    "no_utf_8": "\udcff\n",
}


@pytest.mark.parametrize("suffix", [".tsv", ".csv", ".txt"])
@pytest.mark.parametrize("case", LISTS)
def test_a_list_that_was_tampered_with_is_one_line_that_names_it(
    tmp_path: Path, case: str, suffix: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"list{suffix}"
    path.write_text(LISTS[case], errors="surrogateescape")
    assert main(["batch", "domains", str(path), "-o", str(tmp_path / "out"), "--jobs", "1"]) == 3
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith(f"mtorstruct: {path}")
    assert len(line) < 500
    assert not (tmp_path / "out").exists()
