"""Take the pictures of the documentation that only a browser can draw.

    python docs/screenshots.py 3Dmol-min.js [CHROMIUM]

Needs playwright and Chromium. Writes ``docs/figures/mtorc1_domains.png`` and ``docs/figures/report.png``: the
domains on mTORC1, and the first screen of a report on the variants that are published.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import mtorstruct
from mtorstruct.reference.effects import review_variants
from mtorstruct.views.building import SceneOptions, make_scene
from mtorstruct.views.notebook import html_page
from mtorstruct.views.report import write_report

FOLDER = Path(__file__).resolve().parent / "figures"
SOFTWARE_WEBGL = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
DRAWING_MS = 6000
"""How long a picture may take to be drawn without a graphics card."""


def published() -> list[str]:
    """Changes that the review names, and those whose effects are published."""
    effects = mtorstruct.published_effects()
    return [*review_variants(), *(effects.gene + ":" + effects.variant)]


def domains_on_mtorc1(page: Page, folder: Path, viewer_js: Path) -> None:
    """mTORC1 by domains, with the three variants of the README."""
    scene = make_scene(
        "5H64", variants=["F2108L", "M2327I", "C1483Y"], options=SceneOptions(verdict="rapalog")
    )
    file = folder / "scene.html"
    file.write_text(html_page(scene, js=viewer_js), encoding="utf-8")
    page.set_viewport_size({"width": 1340, "height": 800})
    page.goto(file.as_uri())
    page.wait_for_timeout(DRAWING_MS)
    page.locator(".mtorstruct-view").screenshot(path=FOLDER / "mtorc1_domains.png")


def first_screen_of_report(page: Page, folder: Path, viewer_js: Path) -> None:
    """The report as it is first seen."""
    file = folder / "report.html"
    table = mtorstruct.annotate(published())
    write_report(table, file, title="Published variants of mTOR and its partners", js=viewer_js)
    page.set_viewport_size({"width": 1340, "height": 1500})
    page.goto(file.as_uri())
    page.wait_for_timeout(DRAWING_MS)
    page.screenshot(path=FOLDER / "report.png")


def main() -> None:
    """Draw both."""
    viewer_js = Path(sys.argv[1])
    chromium = sys.argv[2] if len(sys.argv) > 2 else "/usr/bin/chromium"
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=SOFTWARE_WEBGL)
        page = browser.new_page()
        domains_on_mtorc1(page, Path(folder), viewer_js)
        first_screen_of_report(page, Path(folder), viewer_js)
        browser.close()


if __name__ == "__main__":
    main()
