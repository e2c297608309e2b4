"""``mtorstruct entries --verify``: the catalogue against the files of a store."""

from __future__ import annotations

import csv
import io
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mtorstruct.cli.main import main
from mtorstruct.reference import entries as catalogue

FILES = ("1fap.cif.gz", "2gaq.pdb.gz", "4dri.pdb.gz", "4jsv.pdb.gz", "5h64.pdb.gz")

WRONG = {
    "1FAP": {"title": "FKBP12 alone"},
    "2GAQ": {"chains": "A=RHEB"},
    "4JSV": {"ligands": "AGS,ADP,MG,MGF"},
    "5H64": {"resolution_A": 3.0},
}


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, list[dict[str, str]], str]:
    code = main(["entries", "--verify", *(str(a) for a in arguments)])
    captured = capsys.readouterr()
    return code, list(csv.DictReader(io.StringIO(captured.out), delimiter="\t")), captured.err


@pytest.fixture
def kept(shared_structures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Store with the real files; no socket may be opened, although nobody asked to be offline."""

    def refused(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.delenv("MTORSTRUCT_OFFLINE")
    monkeypatch.delenv("MTORSTRUCT_SHARED_STORE", raising=False)
    monkeypatch.setattr(socket.socket, "connect", refused)
    folder = tmp_path / "store"
    folder.mkdir()
    for name in FILES:
        (folder / name).symlink_to(shared_structures / name)
    return folder


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, dict[str, object]]], None]:
    """Change rows of the catalogue."""

    def change(changes: dict[str, dict[str, object]]) -> None:
        changed = tuple(replace(e, **changes.get(e.entry, {})) for e in catalogue.entries())  # type: ignore[arg-type]
        monkeypatch.setattr(catalogue, "entries", lambda: changed)

    return change


def test_the_real_files_agree_with_the_catalogue(capsys: pytest.CaptureFixture[str], kept: Path) -> None:
    code, found, err = run(capsys, "--store", kept)
    assert (code, found) == (0, [])
    assert err == (
        f"mtorstruct: 5 of 67 entries have a file in {kept}: 0 differ, 0 cannot be read; "
        "fields that could not be compared, or only in part: 3\n"
    )


def test_binary_files_are_compared_too(
    capsys: pytest.CaptureFixture[str], kept: Path, binary_fap: bytes
) -> None:
    (kept / "1fap.cif.gz").unlink()
    (kept / "1fap.bcif.gz").write_bytes(binary_fap)
    code, found, err = run(capsys, "--store", kept)
    assert (code, found) == (0, [])
    assert "5 of 67 entries have a file" in err


def test_every_difference_is_a_row(
    capsys: pytest.CaptureFixture[str],
    kept: Path,
    rows: Callable[[dict[str, dict[str, object]]], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    rows(WRONG)  # type: ignore[arg-type]
    monkeypatch.setenv("MTORSTRUCT_STORE", str(kept))
    code, found, err = run(capsys)
    assert code == 0
    assert [tuple(row.values()) for row in found if row["entry"] != "1FAP"] == [
        ("5H64", "resolution_A", "differs", "3", "4.4", str(kept / "5h64.pdb.gz")),
        ("4JSV", "ligands", "missing in the file", "AGS", "", str(kept / "4jsv.pdb.gz")),
        ("2GAQ", "proteins", "missing in the file", "RHEB", "", str(kept / "2gaq.pdb.gz")),
        ("2GAQ", "proteins", "not in the catalogue", "", "MTOR", str(kept / "2gaq.pdb.gz")),
        ("2GAQ", "chains", "differs", "A=RHEB", "A=MTOR", str(kept / "2gaq.pdb.gz")),
    ]
    assert [(r["field"], r["catalogue"]) for r in found if r["entry"] == "1FAP"] == [
        ("title", "FKBP12 alone")
    ]
    assert ": 4 differ, " in err
    code, found, err = run(capsys, "--complex", "mTORC1", "-o", tmp_path / "differences.tsv")
    assert (code, found) == (0, [])
    assert "mtorstruct: 1 of 17 entries have a file" in err
    assert (tmp_path / "differences.tsv").read_text().count("\n") == 2


def test_a_file_that_cannot_be_read_does_not_cost_the_others(
    capsys: pytest.CaptureFixture[str], kept: Path, rows: Callable[[dict[str, dict[str, object]]], None]
) -> None:
    rows({"4JSV": {"ligands": "AGS"}})
    for name in ("5h64.pdb.gz", "2gaq.pdb.gz"):
        whole = (kept / name).read_bytes()
        (kept / name).unlink()
        (kept / name).write_bytes(whole[: len(whole) // 2])
    code, found, err = run(capsys, "--store", kept)
    assert (code, {r["entry"] for r in found}) == (3, {"4JSV"})
    lines = err.splitlines()
    assert [f"{kept / '5h64.pdb.gz'}: is not a whole" in lines[0], "2gaq.pdb.gz" in lines[1]] == [True, True]
    assert "5 of 67 entries" in lines[2]
    assert "1 differ, 2 cannot be read" in lines[2]
    assert len(lines) == 3


def test_no_table_without_a_file_that_can_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "5h64.cif").write_text("data_5H64\n")
    (tmp_path / "notes.txt").write_text("no structure")
    assert main(["entries", "--verify", "--store", str(tmp_path)]) == 3
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("there", [True, False])
def test_an_empty_store(capsys: pytest.CaptureFixture[str], tmp_path: Path, there: bool) -> None:
    folder = tmp_path if there else tmp_path / "nowhere"
    code, found, err = run(capsys, "--store", folder)
    assert (code, found, err.count("\n")) == (0, [], 1)
    assert f"mtorstruct: 0 of 67 entries have a file in {folder}: 0 differ" in err
    assert folder.exists() == there


def test_new_and_verify_do_not_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    code, found, err = run(capsys, "--new")
    assert (code, found) == (2, [])
    assert err == "mtorstruct: --new and --verify do not go together; run one after the other\n"
