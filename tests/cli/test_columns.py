"""Columns that are chosen, in every format and command."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from mtorstruct.cli.main import main
from mtorstruct.tables import ANNOTATION, PHOSPHOSITES

COHORT = (
    "Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\tmine\n"
    "MTOR\tp.F2108L\tS1\tone\nRPTOR\tp.R157W\tS2\ttwo\nMTOR\tp.F2108L\tS2\tthree\n"
)


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    source = tmp_path / "cohort.maf"
    source.write_text(COHORT)
    return source


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    return (code, *capsys.readouterr())


def test_columns_are_those_of_the_whole_table_in_the_order_asked(
    capsys: pytest.CaptureFixture[str], cohort: Path, tmp_path: Path
) -> None:
    names = ["mine", "rapalog", "sample", "rapamycin_distance_A"]
    asked = ("annotate", cohort, "--columns", ", ".join(names))
    whole, part = tmp_path / "whole.tsv", tmp_path / "part.tsv"
    assert main(["annotate", str(cohort), "-o", str(whole)]) == 0
    assert run(capsys, *asked, "-o", part)[0] == 0
    expected = pd.read_csv(whole, sep="\t", dtype=str, keep_default_na=False)[names]
    assert part.read_text() == expected.to_csv(sep="\t", index=False, lineterminator="\n")
    for kind in ("csv", "json", "parquet"):
        target = tmp_path / f"part.{kind}"
        assert run(capsys, *asked, "-o", target)[0] == 0
        read = {"csv": pd.read_csv, "json": pd.read_json, "parquet": pd.read_parquet}[kind](target)
        assert list(read.columns) == names
        assert read["mine"].tolist() == ["one", "two", "three"]
    _, out, _ = run(capsys, *asked, "--format", "table")
    assert out.splitlines()[0].split() == ["mine", "rapalog", "sample", "rapamycin", "(Å)"]
    assert len(out.splitlines()) == 4


@pytest.mark.parametrize(
    ("command", "names"),
    [
        (["drugs"], "name,drug_class"),
        (["entries"], "resolution_A,entry"),
        (["phosphosites"], "site,gene"),
        (["domains", "--gene", "MTOR"], "domain,start,end"),
        (["summarise", "F2108L", "--table", "residues"], "gene,samples"),
        (["benchmark"], "predictor,mcc"),
        (["annotate", "F2108L", "--all-structures"], "entry,chain"),
        (["annotate", "F2108L", "--drug", "everolimus"], "drug_response,input"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_every_table_has_them(capsys: pytest.CaptureFixture[str], command: list[str], names: str) -> None:
    code, out, _ = run(capsys, *command, "--columns", names, "--format", "json")
    assert code == 0
    assert all(",".join(row) == names for row in json.loads(out))
    assert out.count("\n") > 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("input,rapalogue", "rapalogue: there is no such column; did you mean rapalog"),
        (",", "--columns: no column is named; there are: "),
        ("xyzzy", "xyzzy: there is no such column; there are: "),
    ],
)
def test_a_column_that_is_not_there(capsys: pytest.CaptureFixture[str], asked: str, said: str) -> None:
    code, out, err = run(capsys, "annotate", "F2108L", "--columns", asked)
    assert (code, out) == (2, "")
    assert said in err


def test_one_table_is_needed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for further in ([], ["--table", "genes", "-o", tmp_path]):
        code, _, err = run(capsys, "summarise", "F2108L", "--columns", "gene", *further)
        assert code == 2
        assert "--columns chooses from one table" in err


@pytest.mark.parametrize("command", [("annotate", "F2108L"), ("phosphosites",)])
def test_brief_is_the_columns_that_matter_most(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    names = ANNOTATION.brief if command[0] == "annotate" else PHOSPHOSITES.brief
    code, out, _ = run(capsys, *command, "--brief", "--format", "tsv")
    assert (code, tuple(out.splitlines()[0].split("\t"))) == (0, names)
    assert run(capsys, *command, "--brief", "--columns", "gene")[0] == 2
