"""``mtorstruct fetch cds``, and what the commands make of the coding sequences that are in the store."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.archive import sequences
from mtorstruct.archive.store import Store
from mtorstruct.cli.main import main
from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.transcripts import transcripts

from ..loopback import Archive
from ..variants.made_sequences import coding_sequence

SEED = 0
OPEN = "MTOR:c.5T>A"
"""A change that only the coding sequence settles."""


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def address(gene: str) -> str:
    name = transcripts()[gene].names[2].partition(".")[0]
    return f"/ensembl/sequence/id/{name}?type=cds;content-type=text/x-fasta"


@pytest.fixture(autouse=True)
def folder(archive: Archive, store: Store, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of the store that is in use; the server has coding sequences of made-up codons."""
    for gene, transcript in transcripts().items():
        text = f">{transcript.names[2]}\n{coding_sequence(gene, SEED)}\n"
        archive.serve(address(gene), text.encode())
    monkeypatch.setenv("MTORSTRUCT_STORE", str(store.folder))
    return store.folder


def expected() -> dict[str, str]:
    """What the made-up codon of L2 makes of `OPEN`, and by what it is settled."""
    bases = coding_sequence("MTOR", SEED)
    becomes = {"CTG": "Gln", "CTA": "Gln", "CTC": "His", "CTT": "His", "TTA": "Ter", "TTG": "Ter"}[bases[3:6]]
    digits = hashlib.sha256(bases.encode()).hexdigest()[:12]
    return {"hgvs": f"p.(Leu2{becomes})", "settled_by": f"coding sequence sha256:{digits}"}


@pytest.mark.parametrize("word", ["cds", "CDS"])
def test_all_nine_are_fetched_once(
    capsys: pytest.CaptureFixture[str], archive: Archive, folder: Path, word: str
) -> None:
    names = [transcripts()[p.gene].names[0] for p in proteins()]
    paths = "".join(f"{folder / name}-cds.fasta\n" for name in names)
    assert run(capsys, "fetch", word) == (0, paths, "")
    assert run(capsys, "fetch", word) == (0, paths, "")
    assert run(capsys, "fetch", word, "--offline") == (0, paths, "")
    assert archive.asked == {address(gene): 1 for gene in transcripts()}
    assert run(capsys, "fetch", word, "--refresh") == (0, paths, "")
    assert archive.asked == {address(gene): 2 for gene in transcripts()}


def test_offline_they_cannot_be_had(
    capsys: pytest.CaptureFixture[str], archive: Archive, folder: Path
) -> None:
    code, out, err = run(capsys, "fetch", "cds", "--offline")
    assert (code, out) == (4, "")
    assert err.count("offline nothing is fetched") == 9
    assert not archive.asked
    assert not folder.exists()


def test_one_that_fails_does_not_cost_the_others(
    capsys: pytest.CaptureFixture[str], archive: Archive
) -> None:
    archive.serve(address("RHEB"), b">ENST00000262187\nATGTAA\n")
    code, out, err = run(capsys, "fetch", "cds")
    assert (code, len(out.splitlines())) == (1, 8)
    assert "coding sequence of RHEB" in err
    assert "has 6 bases, its coding exons have 555" in err


def test_entries_may_stand_beside_the_word(
    capsys: pytest.CaptureFixture[str], archive: Archive, fap: bytes
) -> None:
    archive.serve("/rcsb/download/1FAP.cif.gz", fap)
    code, out, _ = run(capsys, "fetch", "1FAP", "cds")
    assert (code, len(out.splitlines())) == (0, 10)


def test_the_last_line_names_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "calls.tsv"
    path.write_text("gene\tcDNA_change\n" + "MTOR\tc.5T>A\n" * 3 + "MTOR\tc.6644C>A\nMTOR\tc.6324C>A\n")
    what = "mtorstruct: 3 rows are ambiguous without coding sequences: mtorstruct fetch cds settles them"
    for command in (
        ["annotate"],
        ["summarise"],
        ["plot", "lollipop", "-o", tmp_path / "plot.svg"],
        ["report", "-o", tmp_path / "report.html"],
    ):
        _, _, err = run(capsys, *command, "-i", path)
        assert err.splitlines().count(what) == 1, command
    assert run(capsys, "annotate", "-i", path)[2].splitlines()[-1] == what
    _, _, err = run(capsys, "annotate", OPEN)
    assert "1 row is ambiguous without coding sequences" in err
    assert run(capsys, "fetch", "cds")[0] == 0
    _, out, err = run(capsys, "annotate", "-i", path, "--format", "tsv")
    assert "fetch cds" not in err
    assert {row["status"] for row in rows(out)} == {"ok"}


def test_no_command_is_named_for_what_no_sequence_settles(capsys: pytest.CaptureFixture[str]) -> None:
    # By its isoforms, not by coordinates.
    for text in ("MTOR:c.6324C>A", "RICTOR:S1235", "F2018L", "1:11187094:G:T"):
        assert "fetch cds" not in run(capsys, "annotate", text)[2]


def test_from_then_on_they_are_used(
    capsys: pytest.CaptureFixture[str], archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "fetch", "cds")[0] == 0
    asked = archive.asked.total()
    wanted = {"status": "ok", **expected()}
    (row,) = rows(run(capsys, "annotate", OPEN, "--format", "tsv")[1])
    assert {name: row[name] for name in wanted} == wanted
    path = tmp_path / "calls.tsv"
    path.write_text("gene\tcDNA_change\nMTOR\tc.5T>A\n")
    for table in (
        mtorstruct.annotate([OPEN]),
        mtorstruct.annotate(pd.DataFrame({"gene": ["MTOR"], "hgvsc": ["c.5T>A"]})),
        mtorstruct.annotate_file(path),
        mtorstruct.annotate([OPEN], all_structures=True),
    ):
        assert {name: table[name].iloc[0] for name in wanted} == wanted
    # By the place too, and what the genetic code alone would settle.
    (row,) = rows(run(capsys, "annotate", "NC_000001.10:g.11187094G>A", "--format", "tsv")[1])
    assert row["settled_by"].startswith("coding sequence sha256:") or row["status"] == "reference_mismatch"
    assert archive.asked.total() == asked
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path / "other"))
    assert mtorstruct.annotate([OPEN]).status.tolist() == ["ambiguous"]
    assert not (tmp_path / "other").exists()
    monkeypatch.setenv("MTORSTRUCT_SHARED_STORE", str(tmp_path / "store"))
    assert mtorstruct.annotate([OPEN]).settled_by.tolist() == [wanted["settled_by"]]


def test_a_file_that_is_named_wins(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "fetch", "cds")[0] == 0
    bases = coding_sequence("MTOR", SEED)
    other = bases[:3] + ("CTG" if bases[3:6] != "CTG" else "CTC") + bases[6:]
    path = tmp_path / "own.fasta"
    path.write_text(f">MTOR\n{other}\n")
    digits = hashlib.sha256(other.encode()).hexdigest()[:12]
    for settled in (
        rows(run(capsys, "annotate", OPEN, "--cds", path, "--format", "tsv")[1])[0]["settled_by"],
        mtorstruct.annotate([OPEN], cds=path).settled_by[0],
    ):
        assert settled == f"coding sequence sha256:{digits}"


def test_a_damaged_one_is_told_once_and_not_used(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert run(capsys, "fetch", "cds")[0] == 0
    path = folder / "NM_004958.4-cds.fasta"
    path.write_text(path.read_text()[:-40])
    _, out, err = run(capsys, "annotate", OPEN, "MTOR:c.8T>A", "FKBP1A:c.5G>A", "--format", "tsv")
    assert rows(out)[0]["status"] == "ambiguous"
    assert rows(out)[2]["settled_by"].startswith("coding sequence sha256:")
    assert err.count(str(path)) == 1
    assert "it is not used; fetch it again with: mtorstruct fetch cds" in err
    assert mtorstruct.annotate([OPEN]).status.tolist() == ["ambiguous"]


def test_changes_in_words_look_into_no_store(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def looked() -> None:
        raise AssertionError("the store was looked into")

    monkeypatch.setattr(sequences, "stored_coding_sequences", looked)
    assert run(capsys, "annotate", "F2108L", "RPTOR:S863A")[0] == 0
    path = tmp_path / "calls.tsv"
    path.write_text("gene\tprotein_change\nMTOR\tp.S2215Y\n")
    assert mtorstruct.annotate_file(path).settled_by.tolist() == ["file"]
    with pytest.raises(AssertionError, match="looked into"):
        mtorstruct.annotate([OPEN])
