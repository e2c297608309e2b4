"""The benchmark of big cohorts: its files hold what it says, and its table what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

import mtorstruct

from .scripts import module_of

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    not (ROOT / "benchmarks").is_dir(), reason="needs the benchmarks, which are part of a checkout"
)


def script(name: str) -> ModuleType:
    return module_of(ROOT / "benchmarks" / f"{name}.py")


def rows_of(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, quoting=3)


def test_one_row_in_a_thousand_is_of_the_nine_genes(shared_cohorts: Path, tmp_path: Path) -> None:
    make = script("make_maf")
    for name in ("one.maf", "two.maf"):
        make.make_maf(tmp_path / name, 5_000, cohorts=shared_cohorts)
    assert (tmp_path / "one.maf").read_bytes() == (tmp_path / "two.maf").read_bytes()
    lines = (tmp_path / "one.maf").read_text(encoding="utf-8").splitlines()
    assert {line.count("\t") for line in lines} == {126}
    rows = rows_of(tmp_path / "one.maf")
    assert len(rows) == 5_000
    assert rows.Hugo_Symbol.isin(make.GENES).sum() == 5
    # The real file has 1,893 rows of other genes: the third round has names of its own.
    assert rows.Tumor_Sample_Barcode[rows.Hugo_Symbol == "TERT"].str.rsplit("-", n=1).str[-1].max() == "3"


def test_every_row_of_the_other_file_is_a_missense_change_of_mtor(
    shared_cohorts: Path, tmp_path: Path
) -> None:
    script("make_maf").make_maf(tmp_path / "mtor.maf", 700, only_mtor=True, cohorts=shared_cohorts)
    rows = rows_of(tmp_path / "mtor.maf")
    assert rows.Tumor_Sample_Barcode.nunique() == len(rows) == 700
    table = mtorstruct.annotate(rows)
    assert set(table.status) == {"ok"}
    assert set(table.gene) == {"MTOR"}
    assert (table.wild_type != table.mutant).all()
    assert table.mutant.str.fullmatch("[A-Z]").all()


def test_the_tables_of_formats_are_what_was_measured() -> None:
    formats = script("formats")
    results = json.loads(formats.RESULTS.read_text(encoding="utf-8"))
    for page, short in ((formats.PAGE, False), (formats.README, True)):
        expected = f"{formats.BEGIN}\n{formats.table(results, short=short)}\n{formats.END}"
        assert expected in page.read_text(encoding="utf-8"), "run python benchmarks/formats.py"


def test_structures_are_the_same_in_text_and_binary_form(shared_structures: Path, tmp_path: Path) -> None:
    """What the benchmark of formats compares: two forms of one structure give one table."""
    make = script("make_structures")
    for form in ("cif", "bcif"):
        make.make_structures(shared_structures, tmp_path / form, count=3, broken=0, forms=(form,))
    text, binary = (
        mtorstruct.map_domains([tmp_path / form]).drop(columns=["entry", "file"]) for form in ("cif", "bcif")
    )
    assert len(text) > 20
    pd.testing.assert_frame_equal(text, binary)


def test_the_table_is_what_was_measured() -> None:
    cohort = script("cohort")
    table = cohort.table(json.loads(cohort.RESULTS.read_text(encoding="utf-8")))
    assert f"{cohort.BEGIN}\n{table}\n{cohort.END}" in cohort.PAGE.read_text(encoding="utf-8")


def test_a_reader_that_is_not_there_is_said() -> None:
    cohort = script("cohort")
    results = json.loads(cohort.RESULTS.read_text(encoding="utf-8"))
    for file in results["files"]:
        file["measured"]["polars"] = {"failed": "polars is not installed"}
    table = cohort.table(results)
    assert table.count("polars is not installed") == 2
    assert "(polars)" not in table
    assert "x (pyarrow)" in table
