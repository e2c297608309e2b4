"""The report and its sheet on a phone and on a wide screen, in both themes: axe-core has no objection."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.views.report import write_report

from .browser import Browser, Visit, axe_script, browser, viewer_script

__all__ = ["axe_script", "browser", "viewer_script"]

pytestmark = pytest.mark.browser

ROWS = [
    ("MTOR", "F2108L", "s1"), ("MTOR", "M2327I", "s3"), ("MTOR", "C1483Y", "s3"), ("RPTOR", "R788C", "s4"),
    ("MTOR", "E2419K", "s4"), ("MTOR", "F2018L", "s5"), ("TP53", "R175H", "s1"),
]  # fmt: skip
PHONE, WIDE = 400, 1280


@pytest.fixture(scope="module")
def pages(viewer_script: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    table = mtorstruct.annotate(pd.DataFrame(ROWS, columns=["gene", "change", "sample"]))
    folder = tmp_path_factory.mktemp("everyone")
    return {
        "report": write_report(table, folder / "report.html", js=viewer_script).path,
        "brief": write_report(table, folder / "brief.html", brief=True).path,
        "sample": write_report(table, folder / "sample.html", sample="s3").path,
    }


def objections(visit: Visit, axe: str) -> list[tuple[str, list[str]]]:
    visit.page.evaluate(axe)
    found = visit.page.evaluate("axe.run({resultTypes: ['violations']})")
    return [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize("name", ["report", "brief", "sample"])
def test_nothing_keeps_people_from_using_it(
    browser: Browser, pages: dict[str, Path], axe_script: str, name: str, width: int, scheme: str
) -> None:
    with browser.visit(pages[name], width=width, color_scheme=scheme, bypass_csp=True) as visit:
        if name == "report":
            visit.until_drawn()
            visit.page.locator(".pick").first.click()
        assert objections(visit, axe_script) == []


def test_axe_objects_to_what_is_wrong(browser: Browser, pages: dict[str, Path], axe_script: str) -> None:
    with browser.visit(pages["brief"], bypass_csp=True) as visit:
        visit.ask("document.documentElement.removeAttribute('lang')")
        assert [rule for rule, _ in objections(visit, axe_script)] == ["html-has-lang"]


def test_a_phone_shows_cards_and_whole_figures(browser: Browser, pages: dict[str, Path]) -> None:
    with browser.visit(pages["report"], width=PHONE) as visit:
        row = visit.page.locator("#changes tbody tr").first
        assert row.evaluate("r => getComputedStyle(r).display") == "block"
        cells = row.locator("td:visible")
        assert cells.count() >= 8
        left, right = visit.ask("[0, document.scrollingElement.scrollWidth]")
        assert right <= PHONE
        for k in range(cells.count()):
            box = cells.nth(k).bounding_box()
            assert left <= box["x"]
            assert box["x"] + box["width"] <= PHONE
        figure = visit.page.locator(".paper svg:visible").first
        box = figure.bounding_box()
        assert box["x"] + box["width"] <= PHONE
        assert visit.ask(
            "[...document.querySelectorAll('.paper')].every(p => p.scrollWidth <= p.clientWidth)"
        )
