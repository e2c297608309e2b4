"""The panel for notebooks on the side of Python, and its page in a browser without a kernel."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import MissingDependencyError, UsageError
from mtorstruct.views.panel import Panel

from .browser import Browser, Visit, browser, viewer_script

__all__ = ["browser", "viewer_script"]

COHORT = pd.DataFrame(
    [("F2108L", "s1"), ("p.Phe2108Leu", "s2"), ("M2327I", "s1"), ("RPTOR:R788C", "s3"), ("F2108A1", "s4")],
    columns=["change", "sample"],
    index=[10, 11, 12, 13, 14],
)


@pytest.fixture
def panel() -> Panel:
    table = mtorstruct.annotate(COHORT, gene="MTOR")
    return mtorstruct.explore(table.set_index(COHORT.index), "1FAP", offline=True)


def test_all_rows_are_selected_at_first(panel: Panel) -> None:
    assert panel.selected is panel.table
    assert len(panel.selected) == len(COHORT)


def test_a_file_or_one_variant_is_taken_too(tmp_path: Path) -> None:
    path = tmp_path / "cohort.tsv"
    COHORT.to_csv(path, sep="\t", index=False)
    panels = [mtorstruct.explore(given, "1FAP", offline=True) for given in (path, str(path), "F2108L")]
    assert [len(panel.table) for panel in panels] == [5, 5, 1]


def test_rows_of_a_variant_are_selected_however_it_is_written(panel: Panel) -> None:
    panel.select(["F2108L"])
    assert panel.chosen == ["MTOR:F2108L"]
    assert panel.selected.index.tolist() == [10, 11]
    panel.select("p.(Met2327Ile)")
    assert panel.selected.index.tolist() == [12]


def test_rows_of_the_table_can_be_assigned(panel: Panel) -> None:
    panel.selected = panel.table[panel.table["sample"] == "s1"]
    assert panel.selected.index.tolist() == [10, 11, 12]
    panel.selected = None
    assert panel.selected is panel.table


def test_what_the_page_tells_is_selected(panel: Panel) -> None:
    panel.set_state({"chosen": ["RPTOR:R788C"]})
    assert panel.selected.index.tolist() == [13]
    panel.set_state({"chosen": []})
    assert panel.selected.empty


def test_of_a_sample_that_is_picked_the_rows_of_others_are_left_out(panel: Panel) -> None:
    panel.set_state({"chosen": ["MTOR:F2108L", "MTOR:M2327I"], "sample": "s1"})
    assert panel.selected.index.tolist() == [10, 12]
    panel.set_state({"chosen": ["MTOR:F2108L"]})
    assert panel.selected.index.tolist() == [10]
    panel.select(["F2108L"])
    assert panel.sample == ""
    assert panel.selected.index.tolist() == [10, 11]
    panel.sample = "s1"
    panel.select()
    assert panel.selected is panel.table


def test_what_is_not_in_the_table_is_refused_and_nothing_changes(panel: Panel) -> None:
    panel.select(["M2327I"])
    for strange in (["F2108L", "S2035A"], ["nonsense"]):
        with pytest.raises(UsageError, match="is not in the table") as told:
            panel.select(strange)
        assert strange[-1] in str(told.value)
    assert panel.chosen == ["MTOR:M2327I"]


def test_the_output_is_the_page_and_not_a_view_that_needs_a_kernel(panel: Panel) -> None:
    shown, _ = panel._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert shown["text/plain"] == "<mTOR variants on 1FAP, 5 rows>"
    assert f'name="{panel.name}"' in shown["text/html"]
    assert "allow-same-origin" not in shown["text/html"]


def test_two_panels_do_not_hear_each_other() -> None:
    first, second = (mtorstruct.explore(["F2108L"], "1FAP", offline=True) for _ in range(2))
    assert first.name != second.name


def test_without_anywidget_the_error_has_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "mtorstruct.views.panel")
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(MissingDependencyError, match="pip install anywidget"):
        mtorstruct.explore(["F2108L"], "1FAP", offline=True)


def test_a_file_that_is_not_there_is_no_variant() -> None:
    with pytest.raises(UsageError, match=r"cohort\.maf: is no file and no variant"):
        mtorstruct.explore("cohort.maf")


@pytest.mark.browser
def test_a_page_tells_the_sample_that_is_picked_and_is_told_it(
    browser: Browser, panel: Panel, tmp_path: Path
) -> None:
    """As the kernel and a frame talk with each other, without what carries the messages in a notebook."""
    path = tmp_path / "saved.html"
    heard = "<script>heard = []; onmessage = (event) => { heard.push(event.data); };</script>"
    path.write_text(f"<!doctype html><meta charset=utf-8>{heard}{panel.html}", encoding="utf-8")

    def tell(visit: Visit) -> None:
        """Give the kernel what the page said last."""
        told = visit.ask("heard.at(-1)")
        assert told["mtorstruct"] == panel.name
        panel.set_state({"chosen": told["selected"], "sample": told["sample"]})

    with browser.visit(path, width=1000) as visit:
        frame = visit.page.frame_locator("iframe")
        picker, rows = frame.locator("#filter-sample"), frame.locator("#changes tbody tr:not([hidden]) .pick")
        visit.until("heard.some(told => told.ready)")
        picker.select_option("s1")
        visit.until("heard.at(-1).sample === 's1'")
        tell(visit)
        assert panel.selected.index.tolist() == [10, 12]
        frame.locator("tr[data-key='MTOR:F2108L'] .pick").click()
        visit.until("heard.at(-1).selected.length === 1")
        tell(visit)
        assert panel.selected.index.tolist() == [10]
        frame.locator("#clear").click()
        visit.until("heard.at(-1).selected === null")
        tell(visit)
        assert panel.selected is panel.table
        frames = "(told) => document.querySelector('iframe').contentWindow.postMessage(told, '*')"
        visit.ask(frames, {"mtorstruct": panel.name, "selected": ["RPTOR:R788C"], "sample": "s3"})
        frame.locator("tr[aria-current]").wait_for()
        assert picker.input_value() == "s3"
        assert rows.all_inner_texts() == ["R788C"]
        visit.ask(frames, {"mtorstruct": panel.name, "selected": None, "sample": ""})
        rows.nth(2).wait_for()
        assert picker.input_value() == ""
        assert not visit.complaints


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_a_kernel_row_and_sphere_are_linked(
    browser: Browser, viewer_script: Path, tmp_path: Path, scheme: str
) -> None:
    panel = mtorstruct.explore(["F2108L", "M2327I", "C1483Y"], "5H64", js=viewer_script)
    path = tmp_path / "saved.html"
    dark = "false" if scheme == "dark" else "true"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><body data-jp-theme-light={dark}>{panel.html}", encoding="utf-8"
    )
    with browser.visit(path, width=1000) as visit:
        frame = visit.page.frame_locator("iframe")
        frame.locator("html.picture").wait_for(timeout=60_000)
        frame.locator("tr[data-key='MTOR:M2327I']").click()
        assert frame.locator("tr[aria-current] .pick").all_inner_texts() == ["M2327I"]
        assert "PMID:27279227" in frame.locator("#detail").inner_text()
        inner = visit.page.frames[1]
        # And back: the sphere that the camera has come to is clicked, after its row was left.
        inner.evaluate("document.querySelector('tr[aria-current]').removeAttribute('aria-current')")
        stage = frame.locator("#stage")
        stage.scroll_into_view_if_needed()
        place = inner.evaluate("mtorstruct.picture.placeOf('MTOR:M2327I')")
        at = inner.evaluate("([x, y, z]) => mtorstruct.viewer.modelToScreen({x, y, z})", place)
        corner = visit.page.locator("iframe").bounding_box()
        scrolled = inner.evaluate("[scrollX, scrollY]")
        visit.page.mouse.click(corner["x"] + at["x"] - scrolled[0], corner["y"] + at["y"] - scrolled[1])
        frame.locator("tr[aria-current]").wait_for(timeout=20_000)
        assert frame.locator("tr[aria-current] .pick").all_inner_texts() == ["M2327I"]
        frame.locator("#filter-text").fill("FRB")
        frame.locator("#count").filter(has_text="1 of 3 variants").wait_for()
        assert not frame.locator("tr[aria-current]").count()
        assert inner.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        ground = inner.evaluate("getComputedStyle(document.body).backgroundColor")
        light = sum(map(int, re.findall(r"\d+", ground)[:3])) > 380
        assert light == (scheme == "light"), ground
        assert not visit.requests
        assert not visit.complaints
