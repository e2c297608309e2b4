"""The report on paper: nothing overprints, nothing is empty, and it takes few pages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.views.building import make_scene
from mtorstruct.views.report import write_report

from .browser import Browser, browser, viewer_script
from .paper import Sheet, printed

__all__ = ["browser", "viewer_script"]

pytestmark = pytest.mark.browser

ROWS = [
    ("MTOR", "F2108L", "s1"), ("MTOR", "A2034V", "s1"), ("MTOR", "M2327I", "s3"), ("MTOR", "C1483Y", "s3"),
    ("MTOR", "E2419K", "s4"), ("RPTOR", "R788C", "s4"), ("RPTOR", "S863A", "s5"), ("MTOR", "F2018L", "s5"),
    ("MTOR", "W9999A", "s6"), ("MTOR", "what?", "s6"), ("MTOR", "S2215Y", "s7"), ("MTOR", "E1799K", "s7"),
    ("MTOR", "C1483F", "s8"), ("MTOR", "L1460P", "s8"), ("MTOR", "T1977R", "s9"), ("MTOR", "I2500F", "s9"),
    ("MTOR", "Y144=", "s9"),
    *((gene, "R175H", "s1") for gene in ("TP53", "PIK3CA", "KRAS", "PTEN", "IDH1", "BRAF", "EGFR")),
]  # fmt: skip


@pytest.fixture(scope="module", params=["made", "tcga"])
def report(
    request: pytest.FixtureRequest, viewer_script: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    if request.param == "made":
        table = mtorstruct.annotate(pd.DataFrame(ROWS, columns=["gene", "change", "sample"]))
    else:
        source = request.getfixturevalue("shared_cohorts") / "tcga_mc3_mtor_genes.maf.tsv"
        table = mtorstruct.annotate_file(source)
    target = tmp_path_factory.mktemp("paper") / "cohort.html"
    return request.param, write_report(table, target, js=viewer_script).path


@pytest.fixture(scope="module", params=[True, False], ids=["background", "no-background"])
def sheets(request: pytest.FixtureRequest, browser: Browser, report: tuple[str, Path]) -> list[Sheet]:
    with browser.visit(report[1]) as visit:
        visit.until_drawn()
        return printed(visit, report[1].with_suffix(".pdf"), background=request.param)


def test_no_words_lie_on_others_or_leave_the_paper(sheets: list[Sheet]) -> None:
    assert sum(len(sheet.words) for sheet in sheets) > 300
    assert [pair for sheet in sheets for pair in sheet.overlaps()] == []
    assert [word for sheet in sheets for word in sheet.outside()] == []


def test_no_swatch_is_empty(sheets: list[Sheet]) -> None:
    sheet = next(sheet for sheet in sheets if "Drug sites" in sheet.text)
    legend = [item for item in make_scene("5H64").legend if item.kind in ("residues", "ligand")]
    assert len(legend) > 6
    for item in legend:
        after = "Drug sites" if item.kind == "ligand" else "Domain"
        wanted = np.array([int(item.colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        pixels = sheet.left_of(item.label[:12], after).reshape(-1, 3)
        assert (np.abs(pixels - wanted).max(axis=1) < 0.03).sum() > 50, item.label


def test_it_takes_few_pages(sheets: list[Sheet], report: tuple[str, Path]) -> None:
    assert len(sheets) <= {"made": 5, "tcga": 11}[report[0]]
    whole = " ".join(sheet.text for sheet in sheets)
    assert "another gene" not in whole
    assert whole.count("Methods and limits") == 1
    if report[0] == "made":
        assert "Other genes: BRAF 1, EGFR 1, IDH1 1, KRAS 1, PIK3CA 1, PTEN 1, TP53 1." in whole
        assert "Not printed: 1 synonymous variant" in whole


def test_what_is_folded_on_the_screen_is_on_paper(sheets: list[Sheet], report: tuple[str, Path]) -> None:
    whole = " ".join(" ".join(sheet.text.split()) for sheet in sheets)
    if report[0] == "tcga":
        assert "I2500F sensitivity possible" in whole.replace("▼ ", "").replace("▼", "")
        assert "no protein change is named" in whole
    else:
        assert "residue 2018 of MTOR (P42345) is R, not F" in whole
