"""The commands that fetch and keep structures, against the server on loopback."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mtorstruct.archive.store import Store
from mtorstruct.cli.main import main
from mtorstruct.reference.entries import entries

from ..loopback import Archive

RCSB, PDBJ = "/rcsb/download/1FAP.cif.gz", "/pdbj/pub/pdb/data/structures/divided/mmCIF/fa/1fap.cif.gz"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def tsv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


@pytest.fixture(autouse=True)
def folder(archive: Archive, store: Store, fap: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of the store that is in use; the server has 1FAP and nothing else."""
    archive.serve(RCSB, fap)
    monkeypatch.setenv("MTORSTRUCT_STORE", str(store.folder))
    return store.folder


# fetch -----------------------------------------------------------------------------------------


def test_a_missing_entry_does_not_cost_the_others(
    capsys: pytest.CaptureFixture[str], folder: Path, fap: bytes
) -> None:
    code, out, err = run(capsys, "fetch", "9ZZZ", "1fap", "1fap")
    assert (code, out) == (1, f"{folder / '1fap.cif.gz'}\n")
    assert err == "mtorstruct: 9ZZZ: no source has it; check the id\n"
    assert (folder / "1fap.cif.gz").read_bytes() == fap


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["9ZZZ", "8ZZZ"], 4, "no source has it; check the id"),
        (["../../x"], 2, "not an entry id"),
        ([], 2, "no entries were given"),
        (["--complex", "mTORC9"], 2, "no entry of the catalogue fits"),
        (["1FAP", "--offline"], 4, "online, fetch it with: mtorstruct fetch 1FAP"),
        (["1FAP", "--file-format", "pdb"], 4, "leave --file-format and --assembly out"),
    ],
)
def test_exit_codes(
    capsys: pytest.CaptureFixture[str], archive: Archive, arguments: list[str], code: int, message: str
) -> None:
    found, out, err = run(capsys, "fetch", *arguments)
    assert (found, out) == (code, "")
    assert message in err
    assert err.count("\n") == max(1, len([a for a in arguments if a.endswith("ZZZ")]))
    assert archive.asked[RCSB] == 0


def test_what_the_store_has_is_not_asked_for_again(
    capsys: pytest.CaptureFixture[str], archive: Archive, folder: Path
) -> None:
    expected = (0, f"{folder / '1fap.cif.gz'}\n", "")
    assert run(capsys, "fetch", "1FAP") == expected
    assert run(capsys, "fetch", "1FAP", "--offline") == expected
    assert archive.asked[RCSB] == 1
    assert run(capsys, "fetch", "1FAP", "--refresh") == expected
    assert archive.asked[RCSB] == 2


def test_the_source_and_the_store_can_be_chosen(
    capsys: pytest.CaptureFixture[str], archive: Archive, fap: bytes, folder: Path, tmp_path: Path
) -> None:
    archive.serve(PDBJ, fap)
    other = tmp_path / "other"
    assert run(capsys, "fetch", "1FAP", "--source", "pdbj", "--store", other) == (
        0, f"{other / '1fap.cif.gz'}\n", "",
    )  # fmt: skip
    assert list(archive.asked) == [PDBJ]
    assert not folder.exists()


@pytest.mark.parametrize("chosen", [["fRb-FkBp"], ["--complex", "FRB-FKBP"]])
def test_a_part_of_the_catalogue_is_fetched(
    capsys: pytest.CaptureFixture[str], archive: Archive, chosen: list[str]
) -> None:
    code, out, err = run(capsys, "fetch", *chosen)
    assert (code, out.count("\n"), err.count("no source has it")) == (1, 1, 14)
    assert sum(path.startswith("/rcsb/") for path in archive.asked) == 15


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fap: bytes, terminal: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    code, out, err = run(capsys, "fetch", "1FAP")
    assert (code, out.count("\n")) == (0, 1)
    if terminal:
        assert f"\r1 of 1 files, {len(fap) / 1e6:.1f} MB, " in err
        assert err.endswith("\r\x1b[K")
    else:
        assert err == ""


# store -----------------------------------------------------------------------------------------


def test_the_store_is_listed(capsys: pytest.CaptureFixture[str], folder: Path, fap: bytes) -> None:
    assert run(capsys, "store", "path") == (0, f"{folder}\n", "")
    assert tsv(run(capsys, "store", "list")[1]) == []
    run(capsys, "fetch", "1FAP")
    (folder / "4dri.pdb").write_text("ATOM\n")
    (folder / "notes.txt").write_text("not a structure")
    rows = tsv(run(capsys, "store", "list")[1])
    assert [(r["entry"], Path(r["file"]).name, r["state"], r["size"]) for r in rows] == [
        ("1FAP", "1fap.cif.gz", "whole", str(len(fap))),
        ("4DRI", "4dri.pdb", "no_record", ""),
    ]
    assert rows[0]["url"].endswith(RCSB)
    assert run(capsys, "store", "list", "--format", "table")[0] == 0


def test_a_damaged_file_is_noticed_and_mended(
    capsys: pytest.CaptureFixture[str], folder: Path, fap: bytes
) -> None:
    run(capsys, "fetch", "1FAP")
    path = folder / "1fap.cif.gz"
    assert run(capsys, "store", "check")[0] == 0
    path.write_bytes(fap[:-1])
    code, _, err = run(capsys, "domains", "1FAP")
    assert code == 3
    assert f"mtorstruct store check --mend --store {folder}\n" in err
    code, out, err = run(capsys, "store", "check")
    assert (code, [r["state"] for r in tsv(out)]) == (3, ["damaged"])
    assert err == "mtorstruct: 1 damaged; mend with: mtorstruct store check --mend\n"
    code, _, err = run(capsys, "store", "check", "--mend")
    assert (code, err) == (0, f"mtorstruct: {path}: is whole again\n")
    assert path.read_bytes() == fap
    path.unlink()
    assert [r["state"] for r in tsv(run(capsys, "store", "list")[1])] == ["lost"]
    assert run(capsys, "store", "check", "--mend")[0] == 0
    assert path.read_bytes() == fap
    path.write_bytes(b"")
    code, _, err = run(capsys, "store", "check", "--mend", "--offline")
    assert (code, "offline nothing is fetched" in err) == (4, True)


@pytest.mark.parametrize(
    ("name", "arguments"), [("1fap.bcif.gz", []), ("1fap.cif.gz", ["--file-format", "mmcif"])]
)
def test_a_damaged_file_is_mended_in_its_own_format(
    capsys: pytest.CaptureFixture[str],
    archive: Archive,
    folder: Path,
    binary_fap: bytes,
    name: str,
    arguments: list[str],
) -> None:
    archive.serve("/rcsb_models/1fap.bcif.gz", binary_fap)
    assert run(capsys, "fetch", "1FAP", *arguments) == (0, f"{folder / name}\n", "")
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:-1])
    assert run(capsys, "store", "check", "--mend")[0] == 0
    assert (folder / name).read_bytes() == whole
    assert [row["file"] for row in tsv(run(capsys, "store", "list")[1])] == [str(folder / name)]


def test_a_damaged_file_of_a_shared_store_is_left_to_its_keeper(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "fetch", "1FAP")
    (folder / "1fap.cif.gz").write_bytes(b"")
    monkeypatch.setenv("MTORSTRUCT_SHARED_STORE", str(folder))
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path / "mine"))
    code, _, err = run(capsys, "store", "check", "--mend")
    assert (code, "ask whoever keeps it" in err) == (3, True)
    assert (folder / "1fap.cif.gz").is_file()


def test_left_overs_are_cleaned_up(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    run(capsys, "fetch", "1FAP")
    left = folder / ".partial-abc"
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    assert run(capsys, "store", "clean") == (0, f"{left}\n", "")
    assert run(capsys, "store", "clean") == (0, "", "")
    assert (folder / "1fap.cif.gz").is_file()


# Structures by id --------------------------------------------------------------------------------


def test_a_command_fetches_the_entry_it_needs(
    capsys: pytest.CaptureFixture[str], archive: Archive, folder: Path
) -> None:
    code, out, _ = run(capsys, "domains", "1FAP")
    assert (code, {r["entry"] for r in tsv(out)}) == (0, {"1FAP"})
    assert (folder / "1fap.cif.gz").is_file()
    assert run(capsys, "domains", "9ZZZ")[0] == 4


@pytest.mark.parametrize("command", ["domains", "build"])
def test_the_store_of_a_command_can_be_chosen(
    capsys: pytest.CaptureFixture[str], archive: Archive, folder: Path, tmp_path: Path, command: str
) -> None:
    other = tmp_path / "other"
    arguments = {
        "domains": ["domains", "1FAP"],
        "build": ["atlas", "build", "1FAP", "-o", str(tmp_path / "atlas")],
    }[command]
    code, out, err = run(capsys, *arguments, "--store", other, "--offline")
    assert (code, out, archive.asked.total()) == (4, "", 0)
    assert f"mtorstruct fetch 1FAP --store {other}" in err
    assert run(capsys, *arguments, "--store", other)[0] == 0
    assert run(capsys, *arguments, "--store", other, "--offline")[0] == 0
    assert (other / "1fap.cif.gz").is_file()
    assert not folder.exists()


def test_an_atlas_is_built_from_the_catalogue(
    capsys: pytest.CaptureFixture[str], archive: Archive, fap: bytes, tmp_path: Path
) -> None:
    text = gzip.decompress(fap)
    for name in ("1AUE", "2GAQ", "2NPU"):
        content = gzip.compress(text.replace(b"1FAP", name.encode()))
        archive.serve(f"/rcsb/download/{name}.cif.gz", content)
    atlas = tmp_path / "atlas"
    code, out, err = run(capsys, "atlas", "build", "--catalogue", "frb", "-o", atlas)
    assert (code, out) == (0, "")
    assert err.count("is experimental: _exptl says x-ray diffraction") == 3
    _, out, _ = run(capsys, "atlas", "show", "--table", "residues", "--atlas", atlas)
    assert {r["entry"] for r in tsv(out)} == {"1AUE", "2GAQ", "2NPU"}
    code, _, err = run(capsys, "atlas", "build", "--catalogue", "frb,mTORC9", "-o", atlas)
    assert (code, err) == (
        2,
        "mtorstruct: mTORC9: no complex of the catalogue; see the column complex of: mtorstruct entries; "
        "or say: all\n",
    )
    assert run(capsys, "atlas", "build", "-o", atlas)[0] == 2
    # Of the whole catalogue those that the archive does not have cost a line each.
    code, _, err = run(capsys, "atlas", "build", "--catalogue", "all", "-o", atlas, "--offline")
    assert code == 1
    assert err.count("is not in the store") == len(entries()) - 3


@pytest.mark.parametrize(
    "code",
    [
        "import mtorstruct; mtorstruct.load('1FAP')",
        "from mtorstruct.cli.main import main; main(['fetch', '1FAP'])",
    ],
)
def test_without_a_download_no_http_client_is_loaded(folder: Path, code: str) -> None:
    assert main(["fetch", "1FAP"]) == 0
    banned = ("requests", "urllib3", "filelock")
    check = f"\nimport sys\nprint('LOADED', [m for m in {banned} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code + check], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"


# entries -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "holds"),
    [
        (["--complex", "mtorc1"], lambda r: r["complex"] == "mTORC1"),
        (["--state", "rheb"], lambda r: "RHEB" in r["state"].upper()),
        (["--ligand", "rap"], lambda r: "RAP" in r["ligands"]),
        (["--max-resolution", "4"], lambda r: float(r["resolution_A"]) <= 4),
        (["--complex", "mTORC1", "--max-resolution", "4"],
         lambda r: r["complex"] == "mTORC1" and float(r["resolution_A"]) <= 4),
    ],
)  # fmt: skip
def test_entries_are_chosen(capsys: pytest.CaptureFixture[str], arguments: list[str], holds) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run(capsys, "entries", *arguments)
    rows = tsv(out)
    assert code == 0
    assert 0 < len(rows) < 67
    assert all(holds(r) for r in rows)


def test_no_entry_may_fit(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "entries", "--ligand", "XYZ")
    assert (code, len(out.splitlines())) == (0, 1)


# entries --new ---------------------------------------------------------------------------------


def mapping(archive: Archive, accession: str, *ids: str) -> None:
    rows = [{"pdb_id": name, "experimental_method": "Electron Microscopy", "resolution": 3.2} for name in ids]
    archive.serve(f"/pdbe/api/mappings/best_structures/{accession}", json.dumps({accession: rows}).encode())


def test_entries_that_the_catalogue_lacks(
    capsys: pytest.CaptureFixture[str], archive: Archive, tmp_path: Path
) -> None:
    mapping(archive, "P42345", "5h64", "9zzz", "1fap", "8zzz")
    mapping(archive, "Q8N122", "9zzz", "5h64")
    code, out, err = run(capsys, "entries", "--new")
    assert (code, err) == (0, "")
    assert [(r["entry"], r["genes"]) for r in tsv(out)] == [("8ZZZ", "MTOR"), ("9ZZZ", "MTOR;RPTOR")]
    assert tsv(out)[0]["resolution_A"] == "3.2"
    archive.serve("/pdbe/api/mappings/best_structures/Q9BVC4", b"<html>")
    code, out, err = run(capsys, "entries", "--new", "-o", tmp_path / "new.tsv")
    assert (code, out) == (1, "")
    assert "Q9BVC4: the answer is not JSON" in err
    assert len(tsv((tmp_path / "new.tsv").read_text())) == 2


def test_nothing_new_is_asked_offline(capsys: pytest.CaptureFixture[str], archive: Archive) -> None:
    code, out, err = run(capsys, "entries", "--new", "--offline")
    assert (code, out) == (4, "")
    assert "offline nothing is asked" in err
    assert run(capsys, "entries", "--new", "--complex", "mTORC1")[0] == 2
    assert not archive.asked


def test_no_answer_at_all_is_a_failure(capsys: pytest.CaptureFixture[str], archive: Archive) -> None:
    for accession in ("P42345", "Q8N122", "Q6R327", "Q9BVC4", "Q9BPZ7"):
        archive.serve(f"/pdbe/api/mappings/best_structures/{accession}", b"[]")
    code, out, err = run(capsys, "entries", "--new")
    assert (code, out, err.count("names no entries")) == (4, "", 5)
