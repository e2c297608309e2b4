"""The command summarise as people use it."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.cli.main import main
from mtorstruct.cli.summarise import NAMES, WIDTH
from mtorstruct.variants.cohort_summary import COHORT_TABLES

MC3 = "tcga_mc3_mtor_genes.maf.tsv"
CRC = "crc_cbioportal_data_mutations.txt.gz"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["summarise", *(str(a) for a in arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_summary_for_people(capsys: pytest.CaptureFixture[str], shared_cohorts: Path) -> None:
    code, out, err = run(capsys, shared_cohorts / MC3)
    assert code == 0
    assert err == ""
    lines = out.splitlines()
    n_rows = len((shared_cohorts / MC3).read_text().splitlines()) - 1
    assert lines[0].startswith(f"{n_rows} rows in = ")
    for heading in (
        "Proteins",
        "Verdicts of an effect",
        "Residues",
        "Samples, those",
        "Samples with two",
    ):
        assert any(line.startswith(heading) for line in lines), heading
    assert max(map(len, lines)) <= WIDTH
    assert any(line.split()[:5] == ["MTOR", "FAT", "4", "T1977R", "(3);"] for line in lines)
    assert "(20 of " in out
    assert out.endswith("\n")
    assert not out.endswith("\n\n")
    assert run(capsys, shared_cohorts / MC3) == (code, out, err)


def test_a_section_without_rows_says_so(capsys: pytest.CaptureFixture[str], shared_cohorts: Path) -> None:
    _, out, _ = run(capsys, shared_cohorts / CRC)
    assert "Samples with two or more variants in one complex: none\n" in out
    _, out, _ = run(capsys, "E2014K", "E2419K")
    assert "Samples with two or more variants in one complex: none, for no row names a sample\n" in out
    _, out, _ = run(capsys, "F2018L")
    assert "Residues, the most frequent first: none\n" in out


def test_the_accounting_is_that_of_the_file(capsys: pytest.CaptureFixture[str], shared_cohorts: Path) -> None:
    raw = pd.read_csv(shared_cohorts / CRC, sep="\t", dtype=str, keep_default_na=False, quoting=3)
    others = Counter(raw.Hugo_Symbol)
    ours = sum(others.pop(gene, 0) for gene in mtorstruct.summarise(mtorstruct.annotate([])).genes.gene)
    code, out, err = run(capsys, shared_cohorts / CRC, "--table", "accounting", "--format", "tsv")
    rows = list(csv.DictReader(io.StringIO(out), delimiter="\t"))
    assert code == 0
    assert sum(int(r["rows"]) for r in rows if r["part"] == "answered") == ours
    assert {r["gene"]: int(r["rows"]) for r in rows if r["part"] == "other_genes"} == others
    assert f"{len(raw):,} rows in = {ours} annotated + {others.total():,} of other genes + 0 rejected" in err


def test_json_holds_all_tables(
    capsys: pytest.CaptureFixture[str], shared_cohorts: Path, tmp_path: Path
) -> None:
    _, out, _ = run(capsys, shared_cohorts / MC3, "--format", "json")
    told = json.loads(out)
    assert list(told) == ["mtorstruct_version", "atlas_version", *NAMES]
    assert told["atlas_version"] == mtorstruct.open_atlas().version
    for name, table in COHORT_TABLES.items():
        assert all(list(row) == table.names for row in told[name])
    run(capsys, shared_cohorts / MC3, "-o", tmp_path / "summary.json")
    assert (tmp_path / "summary.json").read_text(encoding="utf-8") == out


def test_a_folder_gets_a_file_a_table(
    capsys: pytest.CaptureFixture[str], shared_cohorts: Path, tmp_path: Path
) -> None:
    run(capsys, shared_cohorts / MC3, "-o", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.tsv" for name in NAMES}
    for name, table in COHORT_TABLES.items():
        assert (tmp_path / f"{name}.tsv").read_text().splitlines()[0].split("\t") == table.names
        _, out, _ = run(capsys, shared_cohorts / MC3, "--table", name, "--format", "tsv")
        assert (tmp_path / f"{name}.tsv").read_text() == out


def test_the_command_says_what_the_function_says(
    capsys: pytest.CaptureFixture[str], shared_cohorts: Path
) -> None:
    raw = pd.read_csv(shared_cohorts / MC3, sep="\t", dtype=str, keep_default_na=False)
    summary = mtorstruct.summarise(mtorstruct.annotate(raw))
    for name in NAMES:
        _, out, _ = run(capsys, shared_cohorts / MC3, "--table", name, "--format", "tsv")
        buffer = getattr(summary, name).to_csv(sep="\t", index=False, lineterminator="\n")
        assert out == buffer


def test_a_format_of_one_table_wants_its_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for arguments in (["--format", "tsv"], ["-o", tmp_path / "all.tsv"], ["-o", tmp_path / "all.parquet"]):
        code, out, err = run(capsys, "F2108L", *arguments)
        assert (code, out) == (2, "")
        assert "holds one table of the six; choose one with --table (genes, " in err
    assert list(tmp_path.iterdir()) == []
    code, _, _ = run(capsys, "F2108L", "--table", "residues", "-o", tmp_path / "residues.parquet")
    assert code == 0
    assert pd.read_parquet(tmp_path / "residues.parquet").seen.tolist() == ["F2108L"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["F2108L"], 0), (["F2108L", "TP53:R175H"], 0), (["F2108L", "F2018L"], 0), (["what?"], 3), ([], 2)],
)
def test_exit_codes(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    assert run(capsys, *arguments)[0] == code
