"""What a job takes: files, folders, patterns, entries, manifests, standard input."""

from __future__ import annotations

import csv
import io
import os
import sys
from pathlib import Path

import pytest

from mtorstruct.batch.inputs import find_inputs
from mtorstruct.errors import DataError, UsageError
from mtorstruct.structure.formats import CONTAINERS, ENDINGS
from mtorstruct.variants.input.cohort import ReadOptions
from mtorstruct.variants.input.detect import read_cohort


def names(*given: str | Path) -> list[str]:
    return [item.name for item in find_inputs(given).items]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Names of structures and of other things; what is in them does not matter here."""
    made = tmp_path / "models"
    (made / "below").mkdir(parents=True)
    for name in (
        "b.pdb",
        "a.cif.gz",
        "c.ent",
        "notes.txt",
        "x.mol2.gz",
        ".hidden.pdb",
        "below/d.PDB",
        "README",
    ):
        (made / name).write_text("some text")
    return made


def test_a_folder_gives_its_coordinate_files_by_name_and_counts_the_others(folder: Path) -> None:
    found = find_inputs([folder])
    assert [Path(item.name).name for item in found.items] == ["a.cif.gz", "b.pdb", "d.PDB", "c.ent"]
    assert found.passed_over == {".txt": 1, ".mol2.gz": 1, "(none)": 1}
    assert {item.size for item in found.items} == {len("some text")}


def test_every_ending_that_load_reads_is_taken_from_a_folder(tmp_path: Path) -> None:
    for ending in ENDINGS:
        for container in ("", *CONTAINERS):
            (tmp_path / f"m{ending}{container}").write_text("some text")
    (tmp_path / "scores.json.xz").write_text("some text")
    (tmp_path / "models.zip").write_text("some text")
    found = find_inputs([tmp_path])
    assert len(found.items) == len(ENDINGS) * (1 + len(CONTAINERS))
    assert found.passed_over == {".json.xz": 1, ".zip": 1}
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"what ends in .cif, .mmcif, .bcif.* is taken, also with .gz, .xz"):
        find_inputs([tmp_path / "empty"])


@pytest.mark.skipif(os.name != "posix", reason="needs links and names of POSIX")
def test_links_to_folders_are_followed_but_not_in_a_circle(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "e.cif").write_text("some text")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "below" / "back").symlink_to(folder)
    (folder / "itself").symlink_to(folder / "itself")
    for one, other in (("one", "other"), ("other", "one")):
        (tmp_path / one).mkdir()
        (tmp_path / one / "to").symlink_to(tmp_path / other)
    (folder / "round").symlink_to(tmp_path / "one")
    assert [Path(n).name for n in names(folder)] == ["a.cif.gz", "b.pdb", "d.PDB", "c.ent", "e.cif"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs names that are no text")
def test_a_name_that_no_ledger_can_tell_is_counted(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.pdb")).write_text("some text")
    found = find_inputs([folder])
    assert len(found.items) == 4
    assert found.passed_over["(name that is no UTF-8)"] == 1


def test_what_is_given_twice_is_taken_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found = find_inputs(["b.pdb", "./b.pdb", folder / "b.pdb", "5h64", "5H64", "pdb_00005h64", "*.pdb"])
    assert [item.name for item in found.items] == ["b.pdb", "5h64"]
    assert found.n_twice == 5


def test_a_pattern_gives_its_files_by_name(folder: Path) -> None:
    assert [Path(n).name for n in names(f"{folder}/**/*.[pP][dD][bB]")] == ["b.pdb", "d.PDB"]
    assert find_inputs([f"{folder}/*"]).passed_over == {".txt": 1, ".mol2.gz": 1, "(none)": 1}
    with pytest.raises(UsageError, match="no file matches"):
        find_inputs([f"{folder}/*.nothing"])


def test_a_missing_file_is_an_input_that_fails_in_its_turn() -> None:
    assert names("not/there.pdb", "1FAP") == ["not/there.pdb", "1FAP"]


def test_a_manifest_carries_its_other_columns(folder: Path) -> None:
    manifest = folder / "list.tsv"
    manifest.write_text(
        "\ufeffsample\tPath\tstate\nS1\tb.pdb\topen\nS2\t1fap\n\n# a comment\nS3\tb.pdb\tshut\n"
    )
    found = find_inputs([manifest, folder / "c.ent"])
    assert found.passthrough_names == ("sample", "state")
    assert [(item.name, *item.passthrough) for item in found.items] == [
        (str(folder / "b.pdb"), "S1", "open"),
        ("1fap", "S2", ""),
        (str(folder / "b.pdb"), "S3", "shut"),
        (str(folder / "c.ent"), "", ""),
    ]


def test_a_list_and_a_table_with_commas(folder: Path) -> None:
    (folder / "list.txt").write_text("b.pdb\r\n5H64\r\n")
    (folder / "list.csv").write_text('id,note\n5H64,"one, two"\n')
    found = find_inputs([folder / "list.txt", folder / "list.csv"])
    assert [item.name for item in found.items] == [str(folder / "b.pdb"), "5H64", "5H64"]
    assert found.items[2].passthrough == ("one, two",)


def test_standard_input_is_a_manifest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfid\tgroup\r\n5H64\ta\r\n4JSV\tb\r\n"))
    )
    assert [(i.name, i.passthrough) for i in find_inputs(["-"]).items] == [("5H64", ("a",)), ("4JSV", ("b",))]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{folder}/b.pdb\n".encode())))
    assert names("-") == [f"{folder}/b.pdb"]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"id\tort\n5H64\tZ\xfcrich\n")))
    with pytest.raises(DataError, match="standard input: is not a text in UTF-8"):
        find_inputs(["-"])


def test_quotes_mean_something_in_csv_alone(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text(
        'path\tnote\nq1.pdb\tok\nq2.pdb\t"5 prime\nq3.pdb\ta\u2028b\n', encoding="utf-8"
    )
    found = find_inputs([tmp_path / "list.tsv"])
    assert [(i.name, i.passthrough[0]) for i in found.items] == [
        ("q1.pdb", "ok"),
        ("q2.pdb", '"5 prime'),
        ("q3.pdb", "a\u2028b"),
    ]
    (tmp_path / "list.csv").write_text('path,note\nq1.pdb,"5 prime\nq3.pdb,x\n')
    with pytest.raises(DataError, match="is not a table with commas"):
        find_inputs([tmp_path / "list.csv"])
    (tmp_path / "long.csv").write_text(f"path,note\nq1.pdb,{'x' * 200_000}\n")
    with pytest.raises(DataError, match=r"is not a table with commas .*field larger"):
        find_inputs([tmp_path / "long.csv"])


def test_a_manifest_is_refused_whatever_was_read_before(tmp_path: Path) -> None:
    long, limit = "x" * 200_000, csv.field_size_limit()
    table = tmp_path / "variants.csv"
    table.write_text(f'gene,protein_change,"note"\nMTOR,F2108L,"{long}"\n"RPTOR",S863A,"a, b"\n')
    cohort = read_cohort(table, ReadOptions())
    assert [(c.gene, c.text) for c in cohort.with_samples()] == [("MTOR", "F2108L"), ("RPTOR", "S863A")]
    assert cohort.cells(f'MTOR,F2108L,"{long}, ""x"""') == ["MTOR", "F2108L", f'{long}, "x"']
    assert csv.field_size_limit() == limit
    (tmp_path / "long.csv").write_text(f"path,note\nq1.pdb,{long}\n")
    with pytest.raises(DataError, match="field larger"):
        find_inputs([tmp_path / "long.csv"])


def test_a_column_without_a_name_is_left_out_if_it_is_empty(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text("path\tx\t\na.pdb\t1\t\n")
    found = find_inputs([tmp_path / "list.tsv"])
    assert (found.passthrough_names, found.items[0].passthrough) == (("x",), ("1",))
    (tmp_path / "list.tsv").write_text("path\tx\t\na.pdb\t1\t2\n")
    with pytest.raises(DataError, match="row 1 has a cell without a heading"):
        find_inputs([tmp_path / "list.tsv"])


def test_names_that_cannot_be_are_inputs_that_fail(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text(f"path\n{'x' * 300}.pdb\na\0b.pdb\n1FAP\n")
    assert len(find_inputs([tmp_path / "list.tsv"]).items) == 3
    assert names("\udcff.pdb") == ["\\udcff.pdb"]


def test_a_pattern_of_folders_alone_is_nothing_to_work_on(folder: Path) -> None:
    with pytest.raises(UsageError, match="nothing to work on"):
        find_inputs([f"{folder}/bel*"])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a\tb\nc\td\n", "no column names the structures"),
        ("path\tx\tx\na.pdb\t1\t2\n", "two columns have the same name"),
        ("path\tx\na.pdb\t1\t2\n", "row 1 has a cell without a heading"),
        ("path\tx\n\t1\n", "row 1 names no structure"),
        ("# nothing\n", "names no structure"),
    ],
)
def test_a_manifest_that_cannot_be_read_says_why(tmp_path: Path, text: str, problem: str) -> None:
    manifest = tmp_path / "list.tsv"
    manifest.write_text(text)
    with pytest.raises((DataError, UsageError), match=problem):
        find_inputs([manifest])


def test_nothing_to_work_on_is_said_before_the_job(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no structure was given"):
        find_inputs([])
    with pytest.raises(UsageError, match="holds no coordinate file"):
        find_inputs([tmp_path])
    with pytest.raises(DataError, match="cannot be read"):
        find_inputs([tmp_path / "missing.tsv"])
    (tmp_path / "latin.tsv").write_bytes("path\tort\na.pdb\tZürich\n".encode("latin-1"))
    with pytest.raises(DataError, match="UTF-8"):
        find_inputs([tmp_path / "latin.tsv"])
