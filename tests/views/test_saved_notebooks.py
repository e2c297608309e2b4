"""Notebooks, run, saved and exported: views stay small, are drawn, and stay in their columns."""

from __future__ import annotations

import importlib.util
import io
import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from mtorstruct.archive import viewer
from mtorstruct.views.library import viewer_version

from .browser import Browser, browser, need, viewer_script
from .test_shown_late import wait_for_colours

__all__ = ["browser", "viewer_script"]

pytestmark = pytest.mark.browser

SIX = """import mtorstruct
chosen = ["F2108L", "M2327I", "C1483Y"]
""", *(f'mtorstruct.view("5H64", variants=chosen, focus={focus!r})' for focus in (
    None, "FRB", "rapamycin", "atp", "MTOR:2108", "RPTOR")), "1"  # fmt: skip
NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
SPILLS = """view => [...view.querySelectorAll('*')].filter(part => {
  const [inner, outer] = [part.getBoundingClientRect(), view.getBoundingClientRect()];
  return inner.width && (inner.right > outer.right + 1 || inner.left < outer.left - 1);
}).map(part => part.outerHTML.slice(0, 120))"""
RIBBONS_ALONE = """view => {
  const id = view.querySelector("[id^='3dmolviewer_']").id.slice('3dmolviewer_'.length);
  const grid = window['viewergrid_' + id];
  for (const viewer of grid ? grid.flat() : [window['viewer_' + id]]) {
    viewer.removeAllLabels();
    viewer.removeAllShapes();
    for (const model of viewer.models.filter(Boolean)) {
      if (!model.selectedAtoms({}).some(atom => atom.style.cartoon)) model.setStyle({}, {});
    }
    viewer.render();
  }
}"""

Run = Callable[[Path], Any]


@pytest.fixture(scope="module")
def run(viewer_script: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Execute a notebook, once, offline, with 3Dmol.js in the store."""
    for package in ("nbclient", "ipykernel", "nbconvert"):
        need(importlib.util.find_spec(package), f"needs {package}, of the extra browser")
    import nbformat
    from nbclient import NotebookClient

    store = tmp_path_factory.mktemp("store")
    shutil.copy(viewer_script, store / viewer._name(viewer_version()))

    ipython = tmp_path_factory.mktemp("ipython")

    @cache
    def executed(path: Path) -> Any:
        book = nbformat.read(path, as_version=4)
        with pytest.MonkeyPatch.context() as patch:  # every test has another store
            patch.setenv("MTORSTRUCT_STORE", str(store))
            patch.setenv("MTORSTRUCT_OFFLINE", "1")
            patch.setenv("IPYTHONDIR", str(ipython))
            NotebookClient(book, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
        return book

    return executed


def not_white(canvas: Any) -> float:
    """Part of a picture that something is drawn on."""
    image = np.asarray(imread(io.BytesIO(canvas.screenshot()))[..., :3])
    return float((image.min(axis=-1) < 0.9).mean())


def bytes_of_views(book: Any) -> list[int]:
    """Bytes of the outputs with a view, as they stand in the file."""
    views = [
        output
        for cell in book.cells
        for output in cell.get("outputs", ())
        if "mtorstruct-view" in output.get("data", {}).get("text/html", "")
    ]
    return [len(json.dumps(output, ensure_ascii=False, indent=1).encode()) for output in views]


def test_views_in_a_saved_notebook_are_small(run: Run, viewer_script: Path, tmp_path: Path) -> None:
    import nbformat.v4 as v4

    path = tmp_path / "six.ipynb"
    path.write_text(v4.writes(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in SIX])))
    book = run(path)
    first, *others = bytes_of_views(book)
    assert len(others) == 5
    assert first < 1.5e6 + viewer_script.stat().st_size * 1.2
    assert max(others) < 1.5e6
    assert len(v4.writes(book).encode()) < 4e6
    assert first > viewer_script.stat().st_size > 0
    assert "view at 0x" not in v4.writes(book)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_view_of_an_exported_notebook_is_drawn_and_in_its_column(
    browser: Browser, run: Run, tmp_path: Path, path: Path
) -> None:
    import nbformat
    from nbconvert import HTMLExporter

    book = run(path)
    text = nbformat.writes(book)
    assert "view at 0x" not in text
    assert len(text.encode()) < 4e6
    page = tmp_path / "notebook.html"
    page.write_text(HTMLExporter().from_notebook_node(book)[0], encoding="utf-8")
    n = len(bytes_of_views(book))
    assert n
    with browser.visit(page, width=1200) as visit:
        visit.until(f"document.querySelectorAll('.mtorstruct-view:has(canvas)').length === {n}", 180)
        for one in visit.page.locator(".mtorstruct-view").all():
            canvas, legend = one.locator("canvas").first, one.locator(".mtorstruct-beside")
            canvas.scroll_into_view_if_needed()
            wait_for_colours(visit, canvas)
            # Of the protein alone, without ligands, spheres and side chains; it may be grey.
            one.evaluate(RIBBONS_ALONE)
            visit.page.wait_for_timeout(300)
            assert not_white(canvas) > 0.02
            drawn, told = canvas.bounding_box(), legend.bounding_box()
            assert told["x"] >= drawn["x"] + drawn["width"]
            assert told["y"] < drawn["y"] + drawn["height"]
            assert not one.evaluate(SPILLS)
        # Only what nbconvert itself asks for, MathJax and RequireJS, is missing.
        assert not [said for said in visit.complaints if "Failed to load resource" not in said]
