"""The linked panel in JupyterLab and Notebook: a click reaches the kernel, and the kernel moves the page."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .browser import Browser, Visit, browser, viewer_script
from .jupyter import Jupyter, jupyter

__all__ = ["browser", "jupyter", "viewer_script"]

pytestmark = pytest.mark.browser

CHANGES = ["F2108L", "A2034V", "M2327I", "C1483Y", "RPTOR:R788C"]
FIRST = """import mtorstruct, pandas
rows = [(change, "s1") for change in {changes}] + [("F2108L", "s2"), ("M2327I", "s2"), ("C1483Y", "s3")]
table = mtorstruct.annotate(pandas.DataFrame(rows, columns=["change", "sample"]), gene="MTOR")
panel = mtorstruct.explore(table, "5H64", js={js!r})
panel"""
ASK = "print('selected', *panel.selected['sample'] + ':' + panel.selected['input'])"
TELL = "panel.select(['p.Met2327Ile'])"
TELL_MORE = "panel.selected = panel.table[panel.table['domain'] == 'FRB']"


class Notebook:
    """A notebook that is open in a browser."""

    def __init__(self, visit: Visit) -> None:
        self.page: Any = visit.page
        self.frame: Any = self.page.frame_locator("iframe.mtorstruct-panel")
        # A dialog may come at any time, such as the one that asks for a kernel on a busy machine.
        dialog = self.page.locator(".jp-Dialog")
        self.page.add_locator_handler(dialog, dialog.locator(".jp-mod-accept").last.click, no_wait_after=True)

    def run_all(self) -> None:
        """Run all cells until the first has its panel: a kernel that is starting may not take the request."""
        from playwright.sync_api import Error

        panel = self.page.locator("iframe.mtorstruct-panel")
        end = time.monotonic() + 180
        while not panel.count():
            assert time.monotonic() < end, "no panel"
            with contextlib.suppress(Error):
                self.page.get_by_role("menuitem", name="Run", exact=True).click(timeout=10_000)
                self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click(timeout=10_000)
                panel.wait_for(timeout=40_000)

    def run(self, cell: int) -> None:
        self.page.locator(".jp-CodeCell .jp-InputArea-editor").nth(cell).click()
        self.page.keyboard.press("Shift+Enter")

    def printed(self, cell: int) -> str:
        text: str = self.page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea").inner_text()
        return text.strip()

    def chosen(self) -> list[str]:
        found: list[str] = self.frame.locator("tr[aria-current] .pick").all_inner_texts()
        return found

    def rows(self) -> list[str]:
        found: list[str] = self.frame.locator("#changes tbody tr:not([hidden]) .pick").all_inner_texts()
        return found


def until(holds: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def selected(notebook: Notebook, expected: list[str]) -> None:
    """Ask the kernel until it says what is expected."""

    def holds() -> bool:
        notebook.run(1)
        notebook.page.wait_for_timeout(500)
        return notebook.printed(1).split() == ["selected", *expected]

    until(holds, f"the kernel does not say {expected} but {notebook.printed(1)}", 30)


@pytest.mark.parametrize("place", ["lab/tree", "notebooks"])
def test_a_click_reaches_the_kernel_and_the_kernel_moves_the_page(
    browser: Browser, jupyter: Jupyter, viewer_script: Path, place: str
) -> None:
    name = f"{place.partition('/')[0]}.ipynb"
    jupyter.write(name, FIRST.format(changes=CHANGES, js=str(viewer_script)), ASK, TELL, TELL_MORE)
    with browser.visit(jupyter.url(f"{place}/{name}"), allowed=jupyter.address, height=1200) as visit:
        notebook = Notebook(visit)
        notebook.page.locator(".jp-CodeCell").first.wait_for(timeout=90_000)
        notebook.run_all()
        notebook.frame.locator("html.picture").wait_for(timeout=120_000)
        until(lambda: notebook.printed(1) != "", "the second cell has run")
        # All cells have run: the last one selected the variants of the FRB domain.
        until(lambda: sorted(notebook.rows()) == ["A2034V", "F2108L"], f"{notebook.rows()}")
        notebook.frame.locator("tr[data-key='MTOR:F2108L'] .pick").click()
        selected(notebook, ["s1:F2108L", "s2:F2108L"])
        assert "F2108L" in notebook.frame.locator("#detail").inner_text()
        notebook.frame.locator("#clear").click()
        everything = [*(f"s1:{change}" for change in CHANGES), "s2:F2108L", "s2:M2327I", "s3:C1483Y"]
        selected(notebook, everything)
        notebook.frame.locator("#filter-sample").select_option("s2")
        selected(notebook, ["s2:F2108L", "s2:M2327I"])
        notebook.frame.locator("tr[data-key='MTOR:F2108L'] .pick").click()
        selected(notebook, ["s2:F2108L"])
        notebook.frame.locator("#clear").click()
        selected(notebook, everything)
        notebook.frame.locator("#filter-gene").select_option("RPTOR")
        selected(notebook, ["s1:RPTOR:R788C"])
        notebook.run(2)
        until(lambda: notebook.chosen() == ["M2327I"], f"{notebook.chosen()}")
        assert len(notebook.rows()) == len(CHANGES)
        selected(notebook, ["s1:M2327I", "s2:M2327I"])
