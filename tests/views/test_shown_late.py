"""Views in boxes without a size, as tabs and Voila have them: they are drawn when they are shown."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

import mtorstruct
from mtorstruct.views.notebook import view

from .browser import Browser, Visit, browser, viewer_script

__all__ = ["browser", "viewer_script"]

pytestmark = pytest.mark.browser

HIDING = ["display:none", "width:0;overflow:hidden", "height:0;overflow:hidden"]
SHOW = "document.getElementById('box').style.cssText = 'width:1000px'"


def coloured(canvas: Any) -> float:
    """Part of a picture that has a colour."""
    image = np.asarray(imread(io.BytesIO(canvas.screenshot()))[..., :3]).reshape(-1, 3)
    return float((image.max(axis=1) - image.min(axis=1) > 0.15).mean())


def boxed(folder: Path, html: str, hiding: str) -> Path:
    path = folder / "boxed.html"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><body><div id=box style='{hiding}'>{html}</div>",
        encoding="utf-8",
    )
    return path


def wait_for_colours(visit: Visit, canvas: Any) -> float:
    for _ in range(40):
        if coloured(canvas) > 0.01:
            break
        visit.page.wait_for_timeout(500)
    return coloured(canvas)


@pytest.mark.parametrize("hiding", HIDING)
def test_a_view_is_drawn_when_it_is_shown(
    browser: Browser, viewer_script: Path, tmp_path: Path, hiding: str
) -> None:
    html = view("1FAP", variants=["F2108L"], js=viewer_script)._make_html()
    with browser.visit(boxed(tmp_path, html, hiding)) as visit:
        visit.until("window.mtorstruct && mtorstruct.shown")
        visit.page.wait_for_timeout(500)
        visit.ask(SHOW)
        visit.until("document.querySelector('canvas')")
        canvas = visit.page.locator("canvas").first
        assert wait_for_colours(visit, canvas) > 0.01
        # Hidden again, as a tab is, and shown again.
        visit.ask("document.getElementById('box').style.display = 'none'")
        visit.page.wait_for_timeout(300)
        visit.ask(SHOW)
        assert wait_for_colours(visit, canvas) > 0.01
        assert not visit.complaints


def test_a_panel_is_drawn_when_it_is_shown(browser: Browser, viewer_script: Path, tmp_path: Path) -> None:
    panel = mtorstruct.explore(["F2108L"], "1FAP", js=viewer_script)
    with browser.visit(boxed(tmp_path, panel.html, "display:none")) as visit:
        visit.page.wait_for_timeout(1500)
        visit.ask(SHOW)
        canvas = visit.page.frame_locator("iframe").locator("canvas").first
        canvas.wait_for(timeout=60_000)
        assert wait_for_colours(visit, canvas) > 0.01
        assert not visit.complaints


@pytest.mark.parametrize(("width", "beside"), [(1200, True), (760, True), (420, False)])
def test_the_legend_is_beside_the_picture_where_there_is_room(
    browser: Browser, viewer_script: Path, tmp_path: Path, width: int, beside: bool
) -> None:
    html = view("1FAP", variants=["F2108L"], js=viewer_script)._make_html()
    html = html.replace("1FAP", "1FAP " + "0a1b2c3d" * 8)
    with browser.visit(boxed(tmp_path, html, "margin-left:20px"), width=width) as visit:
        visit.until("document.querySelector('canvas')")
        stage, legend = (
            visit.page.locator(css).first.bounding_box()
            for css in ("[id^='3dmolviewer_']", ".mtorstruct-beside")
        )
        assert (legend["x"] >= stage["x"] + stage["width"]) == beside
        assert visit.ask("document.scrollingElement.scrollWidth <= innerWidth")
        assert visit.page.locator("canvas").first.bounding_box()["width"] == pytest.approx(
            stage["width"], abs=1
        )
