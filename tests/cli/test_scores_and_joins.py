"""``--scores`` and ``--join`` of annotate, summarise and report."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.cli.main import main

from ..alike import assert_written

CHANGES = ("F2108L", "C1483Y", "C1483F", "M2327I")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A cohort, scores, and a table to join."""
    cohort, scores, mine = (tmp_path / name for name in ("cohort.tsv", "esm.csv", "lab.csv"))
    rows = [f"s{k}\tMTOR\tp.{change}\n" for k, change in enumerate((*CHANGES, "F2108L", "F2018L"))]
    cohort.write_text("Tumor_Sample_Barcode\tHugo_Symbol\tHGVSp_Short\n" + "".join(rows))
    scores.write_text("mutant,esm1b\nF2108L,-7.12345\nC1483Y,-11.5\nA1483F,-1\n")
    mine.write_text("gene,change,assay,note\nMTOR,C1483Y,up,=1+1\nMTOR,C1483F,up,\nMTOR,E1799K,up,\n")
    return {"cohort": str(cohort), "scores": str(scores), "mine": str(mine), "folder": str(tmp_path)}


def extras(files: dict[str, str]) -> list[str]:
    return ["--scores", files["scores"], "--score-column", "esm1b", "--join", f"lab={files['mine']}"]


def test_annotate_writes_what_python_gives(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    expected = mtorstruct.annotate_file(
        files["cohort"], scores=files["scores"], score_column="esm1b", join={"lab": files["mine"]}
    )
    path = Path(files["folder"]) / "out.parquet"
    assert main(["annotate", files["cohort"], *extras(files), "-o", str(path)]) == 0
    told = capsys.readouterr().err
    assert_written(pd.read_parquet(path), expected)
    for notice in expected.attrs["notices"]:
        assert notice in told
    assert "1 of 3 scored substitutions do not have the wild type of MTOR" in told
    assert "1 of 3 rows of the nine proteins match no variant of the input" in told
    assert expected.esm1b.fillna(0).tolist() == [-7.12345, -11.5, 0, 0, -7.12345, 0]
    assert expected.lab_assay.fillna("").tolist() == ["", "up", "up", "", "", ""]
    assert list(expected.columns)[-3:] == ["Tumor_Sample_Barcode", "Hugo_Symbol", "HGVSp_Short"]


def test_the_other_columns_are_the_same_bytes(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["annotate", files["cohort"], "--format", "tsv"])
    without = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    main(["annotate", files["cohort"], *extras(files), "--format", "tsv"])
    beside = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    added = [k for k, name in enumerate(beside[0]) if name.startswith(("esm1b", "lab_"))]
    assert len(added) == 5
    assert [[c for k, c in enumerate(row) if k not in added] for row in beside] == without


def test_no_cell_of_a_joined_table_is_a_formula(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["annotate", "C1483Y", *extras(files), "--format", "csv"])
    assert ",'=1+1" in capsys.readouterr().out


def test_a_table_for_people_has_the_score_and_names_what_was_joined(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", "C1483Y", "M2327I", *extras(files), "--format", "table"]) == 0
    out = capsys.readouterr().out
    assert "esm1b" in out.splitlines()[0]
    assert "-11.5" in out.splitlines()[1]
    assert "C1483Y: lab_gene: MTOR; lab_change: C1483Y; lab_assay: up; lab_note: =1+1" in out


def test_a_row_for_each_structure_has_them_too(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    scores = Path(files["scores"])
    scores.write_text(scores.read_text().replace("esm1b", "copy"))
    arguments = [
        "annotate",
        "C1483Y",
        "--all-structures",
        "--scores",
        files["scores"],
        "--score-column",
        "copy",
    ]
    assert main([*arguments, "--join", f"lab={files['mine']}", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) > 10
    assert {(row["input_copy"], row["lab_assay"]) for row in rows} == {(-11.5, "up")}
    assert main([*arguments, "--join", f"lab={files['mine']}", "--format", "table"]) == 0
    out = capsys.readouterr().out
    assert "input copy" in out.splitlines()[0]
    assert out.count("lab_assay: up") == 1


def test_residues_of_a_summary_have_the_values_of_their_variants(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["summarise", files["cohort"], *extras(files), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["residues"]
    by_residue = {row["position"]: row for row in told}
    assert by_residue[2108]["esm1b"] == "F2108L: -7.12345"
    assert by_residue[1483]["esm1b"] == "C1483Y: -11.5"
    assert by_residue[1483]["lab_assay"] == "C1483F: up; C1483Y: up"
    assert by_residue[2327]["lab_assay"] == by_residue[2327]["esm1b"] is None
    annotation = mtorstruct.annotate_file(
        files["cohort"], scores=files["scores"], score_column="esm1b", join={"lab": files["mine"]}
    )
    frame = mtorstruct.summarise(annotation, columns=["esm1b", "lab_assay"]).residues
    assert frame.set_index("position").lab_assay[1483] == "C1483F: up; C1483Y: up"
    assert main(["summarise", files["cohort"], *extras(files), "--table", "residues", "--format", "tsv"]) == 0
    header = capsys.readouterr().out.splitlines()[0].split("\t")
    assert header[-5:] == ["esm1b", "lab_gene", "lab_change", "lab_assay", "lab_note"]


def test_a_report_tells_them_and_lets_them_be_saved(files: dict[str, str]) -> None:
    path = Path(files["folder"]) / "report.html"
    assert main(["report", files["cohort"], *extras(files), "-o", str(path), "--offline"]) == 0
    page = path.read_text()
    assert "<dt>esm1b</dt><dd>-11.5</dd>" in page
    assert len(re.findall(r'<th scope="col"[^>]* class="by-number n score"[^>]*>', page)) == 1
    cells = re.findall(r'<td class="n score" data-label="esm1b" data-sort="([^"]*)">([^<]*)</td>', page)
    assert sorted(key for key, _ in cells) == ["", "", "-11.5", "-7.12345"]
    assert all(shown == key for key, shown in cells if key)
    assert page.count("<dt>lab_assay</dt><dd>up</dd>") == 2
    data = json.loads(re.search(r'id="annotation-data">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    columns = {column["name"]: column for column in data["columns"]}
    assert columns["esm1b"]["dtype"] == "float"
    assert columns["esm1b"]["values"] == ["-7.12345", "-11.5", ""]
    assert columns["lab_note"]["values"] == ["", "=1+1"]
    assert "Scores and joined columns are the user&#39;s; they enter no verdict." in page
    for name in ("esm.csv", "lab.csv"):
        assert re.search(rf"<dt>Input</dt><dd>{name} <code>SHA-256 [0-9a-f]{{64}}</code>", page)


@pytest.mark.parametrize("command", ["annotate", "summarise", "report"])
def test_no_command_writes_over_scores_or_a_joined_table(files: dict[str, str], command: str) -> None:
    for name in ("scores", "mine"):
        before = Path(files[name]).read_text()
        assert main([command, files["cohort"], *extras(files), "-o", files[name]]) == 2
        assert Path(files[name]).read_text() == before


def test_a_refused_file_stops_the_command(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(files["folder"]) / "wrong.csv"
    path.write_text("mutant,score\nA2108L,1\nA2109L,1\n")
    assert main(["annotate", "F2108L", "--scores", str(path)]) == 3
    captured = capsys.readouterr()
    assert not captured.out
    assert "do not have the wild type of MTOR (P42345)" in captured.err


@pytest.mark.parametrize("name", ["lab.csv", "day=3.csv"])
def test_a_joined_table_is_not_overwritten(
    files: dict[str, str], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(files["folder"]) / name
    text = Path(files["mine"]).read_text()
    path.write_text(text)
    for joined in (str(path), f"lab={path}"):
        assert main(["annotate", "F2108L", "--join", joined, "-o", str(path)]) == 2
        assert "is an input" in capsys.readouterr().err
    assert path.read_text() == text
