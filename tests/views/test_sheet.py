"""One sheet of A4: a patient's variants, or those of a cohort that matter."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.cli.main import main
from mtorstruct.errors import UsageError
from mtorstruct.reference.columns import headings, plain_heading, sample_headings
from mtorstruct.variants.sampling import SampleReader
from mtorstruct.views import palette
from mtorstruct.views.report import report_html

from .browser import Browser, browser
from .paper import printed

__all__ = ["browser"]

TCGA = "tcga_mc3_mtor_genes.maf.tsv"
ONE, SEVERAL = "TCGA-OR-A5LB-01A-11D-A29I-10", "TCGA-IB-7651-01A-11D-2154-08"

EFFECTS = (
    "F2108L", "C1483Y", "M2327I", "S2215Y", "E1799K", "A2034V", "L1460P", "T1977R", "I2500F", "C1483F",
    "RHEB:Y35N", "MAPKAP1:R81T", "F1888L", "V2006F", "L2230V", "I1973F", "W9999A", "what?",
)  # fmt: skip
"""More variants with long sentences than a sheet has place for."""


def words(page: str) -> str:
    body = page.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def sheet_of(tmp_path: Path, *arguments: str) -> Path:
    target = tmp_path / "sheet.html"
    assert main(["report", *arguments, "-o", str(target)]) in (0, 1)
    return target


@pytest.mark.browser
@pytest.mark.parametrize(
    ("cohort", "how"),
    [
        (TCGA, ["--sample", ONE]),
        (TCGA, ["--sample", SEVERAL]),
        (TCGA, ["--brief"]),
        ("tcga_firehose_mtor_genes.maf.tsv", ["--sample", "TCGA-AP-A0LM"]),
        ("mskimpact_snv_mtor_genes.maf.tsv", ["--sample", "S0077"]),
        ("", ["--brief"]),
        ("", ["--brief", "--drug", "everolimus"]),
    ],
)
def test_it_is_one_page_of_paper(
    browser: Browser, request: pytest.FixtureRequest, tmp_path: Path, cohort: str, how: list[str]
) -> None:
    given = [str(request.getfixturevalue("shared_cohorts") / cohort)] if cohort else EFFECTS
    with browser.visit(sheet_of(tmp_path, *given, *how)) as visit:
        (sheet,) = printed(visit, tmp_path / "sheet.pdf", background=False)
        assert not visit.requests
        assert not visit.complaints
    assert sheet.overlaps() == []
    assert sheet.outside() == []
    assert "Limits." in sheet.text
    assert "mtorstruct 0" in sheet.text


def test_every_variant_of_a_sample_is_named(shared_cohorts: Path, tmp_path: Path) -> None:
    table = mtorstruct.annotate_file(shared_cohorts / TCGA)
    mine = table[(table["sample"] == SEVERAL) & (table["status"] == "ok")]
    said = words(sheet_of(tmp_path, str(shared_cohorts / TCGA), "--sample", SEVERAL).read_text("utf-8"))
    assert len(mine) == 16
    for row in mine.itertuples():
        changed = "=" if row.mutant == row.wild_type else row.mutant
        assert re.search(rf"\b{row.wild_type}{row.position}{re.escape(changed)}", said), row.input
    assert f"sample {SEVERAL}" in said
    assert "Tumour type: PAAD." in said


def test_a_sheet_has_four_assessments_and_the_tier_of_the_evidence(tmp_path: Path) -> None:
    source = tmp_path / "cohort.maf"
    source.write_text(
        "Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\tMutation_Status\tCANCER_TYPE\tVAF\n"
        "MTOR\tp.F2108L\tP1\tSomatic\tRenal Cell Carcinoma\t0.31\n"
        "MTOR\tp.M2327I\tP1\tGermline\tRenal Cell Carcinoma\t0.48\n"
        "MTOR\tp.C1483Y\tP2\tSomatic\tGlioma\t0.12\n"
    )
    page = sheet_of(tmp_path, str(source), "--sample", "P1").read_text("utf-8")
    head, *rows = (
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    )
    assert [head[0], head[1], head[2], head[-3]] == ["Variant", "VAF", "Status", "Evidence"]
    annotation = mtorstruct.annotate_file(source).set_index("input")
    told = sorted(row[:3] for row in rows)
    assert told == [["F2108L", "0.31", "Somatic"], ["M2327I", "0.48", "Germline"]]
    for row in rows:
        of = annotation.loc[f"p.{row[0]}"]
        shown = dict(zip(head, row, strict=True))
        assert len(shown) == len(head) == 11
        assert [palette.CLASSES[of[name]].label in " ".join(row) for name in palette.VERDICTS] == [True] * 4
        assert shown["Evidence"] == of["evidence_tier"].replace("_", " ")
    said = words(page)
    assert "Tumour type: Renal Cell Carcinoma." in said
    assert "Limits." in said
    assert "C1483Y" not in said


def test_the_allele_fraction_is_that_of_the_reads(shared_cohorts: Path, tmp_path: Path) -> None:
    raw = pd.read_csv(shared_cohorts / TCGA, sep="\t", dtype=str)
    row = raw[raw["Tumor_Sample_Barcode"] == ONE].iloc[0]
    share = int(row["t_alt_count"]) / (int(row["t_alt_count"]) + int(row["t_ref_count"]))
    said = words(sheet_of(tmp_path, str(shared_cohorts / TCGA), "--sample", ONE).read_text("utf-8"))
    assert f"RPTOR V1192I {share:.2f}" in said
    raw = pd.read_csv(shared_cohorts / "tcga_firehose_mtor_genes.maf.tsv", sep="\t", dtype=str)
    row = raw[raw["Protein_Change"] == "p.E252V"].iloc[0]
    sample = row["Tumor_Sample_Barcode"]
    given = [str(shared_cohorts / "tcga_firehose_mtor_genes.maf.tsv"), "--sample", sample]
    assert f"{float(row['t_vaf']):.2f}" in words(sheet_of(tmp_path, *given).read_text("utf-8"))


def test_what_has_no_place_is_said() -> None:
    said = words(report_html(mtorstruct.annotate(list(EFFECTS)), brief=True))
    shown = said.partition("Limits.")[0]
    for text in EFFECTS[:-2]:
        assert text.rpartition(":")[2] in shown, text
    assert "Not in the table for want of space, with an assessed effect:" in said
    assert re.search(r"sentences on \d+ more variants are in the whole report alone", said)
    assert "18 rows read = 16 answered + 0 of other genes + 2 rejected" in said


def test_resistance_comes_before_activity() -> None:
    said = words(report_html(mtorstruct.annotate(["C1483Y", "RHEB:Y35N", "F2108L"]), brief=True))
    assert said.index("F2108L 1") < said.index("C1483Y 1") < said.index("RHEB Y35N 1")


def test_an_unknown_sample_is_told_with_those_near_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = pd.DataFrame({"gene": "MTOR", "change": ["F2108L", "C1483Y"], "sample": ["P-07-A", "P-08-B"]})
    source = tmp_path / "cohort.tsv"
    table.to_csv(source, sep="\t", index=False)
    target = tmp_path / "sheet.html"
    assert main(["report", str(source), "-o", str(target), "--sample", "P-07"]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert "no row names the sample 'P-07'; did you mean P-07-A or P-08-B?" in said[-1]
    assert not target.exists()
    assert main(["report", str(source), "-o", str(target), "--sample", "P-07-A"]) == 0
    assert " kB): 1 row = 1 answered + 0 of other genes" in capsys.readouterr().err
    with pytest.raises(UsageError, match="there are 2, such as P-07-A"):
        report_html(mtorstruct.annotate(table), sample="zzz")
    with pytest.raises(UsageError, match="names no samples"):
        report_html(mtorstruct.annotate(["F2108L"]), sample="P-07")


@pytest.mark.parametrize(
    ("heading", "cells", "told"),
    [
        (["t_ref_count", "t_alt_count"], ["138", "33"], ("0.19", "", "")),
        (["t_depth", "t_alt_count"], ["100", "25"], ("0.25", "", "")),
        (["t_depth", "t_alt_count"], ["", "25"], ("", "", "")),
        (["t_depth", "t_alt_count"], ["10", "25"], ("", "", "")),
        (["t_ref_count", "t_alt_count"], ["0", "0"], ("", "", "")),
        (["VAF", "t_ref_count", "t_alt_count"], ["NA", "1", "1"], ("0.50", "", "")),
        (["VAF"], ["34.2"], ("", "", "")),
        (["VAF"], ["-0.1"], ("", "", "")),
        (["Allele Freq (T)", "Cancer Type"], ["0.4", "Glioma"], ("0.40", "Glioma", "")),
        (["Mutation_Status", "MS"], ["Somatic", "Non-hypermutated"], ("", "", "Somatic")),
        (["Mutation_Status"], ["."], ("", "", "")),
        (["AF", "ExAC_AF"], ["0.3", "0.3"], ("", "", "")),
        (["ALT", "FORMAT", "GENOTYPE"], ["A", "GT:AD:DP", "0/1:30,10:40"], ("0.25", "", "")),
        (["ALT", "FORMAT", "GENOTYPE"], ["A,T", "GT:AD", "0/1:30,10,2"], ("", "", "")),
        (["ALT", "FORMAT", "GENOTYPE"], ["A", "GT", "0/1"], ("", "", "")),
    ],
)
def test_nothing_is_guessed_of_a_sample(
    heading: list[str], cells: list[str], told: tuple[str, str, str]
) -> None:
    assert SampleReader(heading).read(cells) == told


def test_no_heading_has_two_meanings() -> None:
    names = [name for found in sample_headings().values() for name in found]
    assert len(names) == len(set(names))
    assert not set(names) & {name for found in headings().values() for name in found}
    assert all(name == plain_heading(name) for name in names)


def test_cards_name_samples_with_what_the_file_says(shared_cohorts: Path, tmp_path: Path) -> None:
    page = sheet_of(tmp_path, str(shared_cohorts / TCGA), "--offline").read_text("utf-8")
    assert re.search(r'<p class="note">Sample: TCGA-[-\w]+ \([A-Z]+, VAF 0\.\d\d\)</p>', page)
