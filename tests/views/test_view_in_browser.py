"""The view of a notebook in a browser: it draws, asks for nothing, and tells about spheres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gemmi
import numpy as np
import pytest

from mtorstruct.views import palette
from mtorstruct.views.building import SceneOptions, make_scene
from mtorstruct.views.notebook import html_page, view, view_grid
from mtorstruct.views.scene import Scene

from .browser import Browser, Visit, browser, hue, pixels, viewer_script
from .made import made_scene

__all__ = ["browser", "viewer_script"]

pytestmark = pytest.mark.browser

CHANGES = ["F2108L", "M2327I", "C1483Y"]
ATOMS = """viewer_page.getModel(1).selectedAtoms({atom: 'CA'})
    .map(drawn => [drawn.of.chain, drawn.of.resi, drawn.of.icode, drawn.style.cartoon.colorfunc(drawn)])"""


def write(folder: Path, html: str) -> Path:
    path = folder / "view.html"
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def scene() -> Scene:
    return make_scene("5H64", variants=CHANGES)


@pytest.fixture
def visit(browser: Browser, scene: Scene, viewer_script: Path, tmp_path: Path) -> Iterator[Visit]:
    with browser.visit(write(tmp_path, html_page(scene, js=viewer_script))) as opened:
        opened.until("document.querySelector('canvas') && typeof viewer_page === 'object' && viewer_page")
        yield opened
        assert not opened.requests
        assert not opened.complaints


def test_the_five_domains_are_on_the_screen(visit: Visit) -> None:
    image = pixels(visit).reshape(-1, 3)
    coloured = image[image.max(axis=1) - image.min(axis=1) > 0.15]
    assert 0.02 < len(coloured) / len(image) < 0.6
    hues = np.array([hue(*pixel) for pixel in coloured])
    for style in palette.DOMAINS.values():
        wanted = hue(*(int(style.colour[k : k + 2], 16) / 255 for k in (1, 3, 5)))
        apart = np.abs((hues - wanted + 180) % 360 - 180)
        assert (apart < 8).sum() > 300, style.label


def test_the_atoms_have_the_author_numbers_and_colours_of_the_scene(visit: Visit, scene: Scene) -> None:
    told = visit.ask(ATOMS)
    model = gemmi.read_structure_string(scene.model.cif, format=gemmi.CoorFormat.Mmcif)[0]
    named = [(c.name, r.seqid.num, r.seqid.icode.strip()) for c in model for r in c]
    assert [(chain, number, code) for chain, number, code, _ in told] == named
    painted = {
        (s.chain, n): paint.colour
        for paint in scene.paints
        for s in paint.spans
        for n in range(s.start, s.end + 1)
    }
    assert all(colour == painted[chain, number] for chain, number, _, colour in told)


def test_clicking_a_sphere_moves_the_camera_and_tells_about_it(visit: Visit, scene: Scene) -> None:
    mark = next(m for m in scene.marks if m.key == "MTOR:F2108L")
    before = visit.ask("viewer_page.getView()")
    box = visit.page.locator("canvas").bounding_box()
    at = visit.ask("xyz => viewer_page.modelToScreen({x: xyz[0], y: xyz[1], z: xyz[2]})", list(mark.xyz))
    assert box["x"] <= at["x"] <= box["x"] + box["width"]
    visit.page.mouse.click(at["x"], at["y"])
    visit.until("document.querySelector('.told').textContent.includes('F2108L')")
    assert visit.page.locator(".told div").all_text_contents() == list(mark.details)
    assert visit.ask("viewer_page.getView()") != before


def test_inserted_residues_keep_their_colour(browser: Browser, viewer_script: Path, tmp_path: Path) -> None:
    scene = made_scene()
    with browser.visit(write(tmp_path, html_page(scene, js=viewer_script))) as opened:
        opened.until("document.querySelector('canvas') && typeof viewer_page === 'object' && viewer_page")
        told = opened.ask(ATOMS)
    exact = {
        (span.chain, span.start, span.insertion_code): paint.colour
        for paint in scene.paints
        for span in paint.spans
        if span.insertion_code
    }
    assert exact
    found = {(chain, number, code): colour for chain, number, code, colour in told}
    assert {key: found[key] for key in exact} == exact


def test_a_grid_draws_each_structure(browser: Browser, viewer_script: Path, tmp_path: Path) -> None:
    html = view_grid(["1FAP", "4DRI"], js=viewer_script)._make_html()
    with browser.visit(write(tmp_path, f"<!doctype html><meta charset=utf-8>{html}")) as opened:
        opened.until("document.querySelector('canvas')")
        image = pixels(opened)
        for half in (image[:, : image.shape[1] // 2], image[:, image.shape[1] // 2 :]):
            assert (half.min(axis=2) < 0.8).mean() > 0.02
        assert not opened.requests
        assert not opened.complaints


def test_without_a_network_a_view_that_loads_says_so(browser: Browser, tmp_path: Path) -> None:
    scene = make_scene("1FAP", options=SceneOptions(labels=False))
    with browser.visit(write(tmp_path, html_page(scene, js="cdn"))) as opened:
        opened.page.wait_for_timeout(500)
        assert opened.requests
        field = opened.page.locator("[id^='3dmolviewer']")
        assert field.get_by_text("mtorstruct fetch --viewer").is_visible()
        assert "--js PATH" in field.text_content()
        assert "FRB" in opened.page.locator(".mtorstruct-beside").text_content()


def test_a_view_of_a_notebook_is_drawn_whichever_cell_brings_3dmol(
    browser: Browser, viewer_script: Path, tmp_path: Path
) -> None:
    """A notebook draws the cells on the screen first: the one with 3Dmol.js may come last."""
    made = view("1FAP", js=viewer_script)
    page = f"<!doctype html><meta charset=utf-8>{made.html(alone=False).replace('UNIQUEID', 'page')}"
    with browser.visit(write(tmp_path, page)) as opened:
        opened.page.wait_for_timeout(500)
        assert not opened.page.locator("canvas").count()
        opened.page.add_script_tag(path=viewer_script)
        opened.until("document.querySelector('canvas')")
        assert (pixels(opened).min(axis=2) < 0.8).mean() > 0.02
        assert not opened.page.get_by_text("mtorstruct fetch --viewer").count()


def test_on_a_phone_nothing_is_cut(
    browser: Browser, scene: Scene, viewer_script: Path, tmp_path: Path
) -> None:
    with browser.visit(write(tmp_path, html_page(scene, js=viewer_script)), width=400) as opened:
        opened.until("document.querySelector('canvas')")
        assert opened.ask("document.scrollingElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("entry", "change", "focus"),
    [("5H64", "F2108L", "rapamycin"), ("4JSV", "M2327I", "atp"), ("5H64", "C1483Y", "MTOR:1483")],
)
def test_a_close_up_is_cut_before_the_site_and_fog_begins_behind_it(
    browser: Browser, viewer_script: Path, tmp_path: Path, entry: str, change: str, focus: str
) -> None:
    scene = make_scene(entry, variants=[change], options=SceneOptions(focus=focus))
    with browser.visit(write(tmp_path, html_page(scene, js=viewer_script))) as opened:
        opened.until("document.querySelector('canvas') && typeof viewer_page === 'object' && viewer_page")
        near, far = opened.ask("[viewer_page.getSlab().near, viewer_page.getSlab().far]")
        begins, is_fog = opened.ask("[viewer_page.fogStart, Boolean(viewer_page.scene.fog)]")
    assert is_fog

    def depth(xyz: Any) -> Any:
        return (scene.camera.centre - np.array(xyz)) @ scene.camera.direction

    places = np.array([*(m.xyz for m in scene.marks), *(li.centre for li in scene.ligands)])
    apart = np.linalg.norm(places - scene.camera.centre, axis=1)
    seen = depth(places[apart < scene.camera.radius_A])
    foggy = near + begins * (far - near)
    assert len(seen) >= 1
    assert near < seen.min()
    assert seen.max() <= foggy + 0.01
    # Something is cut away, and something lies in the fog.
    atoms = depth(scene.model.atoms.xyz)
    assert (atoms < near).any()
    assert ((atoms > foggy) & (atoms < far)).any()


@pytest.mark.parametrize("dark", [False, True])
def test_words_are_readable_in_a_dark_notebook(
    browser: Browser, scene: Scene, tmp_path: Path, dark: bool
) -> None:
    """A view has a white ground of its own, whatever is around it."""
    html = view("5H64", variants=CHANGES, js="cdn")._make_html()
    theme = "background:#111;color:#eee;color-scheme:dark" if dark else ""
    page = f"<!doctype html><meta charset=utf-8><body style='{theme}'>{html}"
    with browser.visit(write(tmp_path, page), color_scheme="dark" if dark else "light") as opened:
        told = opened.ask("""[...document.querySelectorAll('.mtorstruct-view *:not(script)')]
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
          .map(e => getComputedStyle(e).color)""")
        ground = opened.ask("getComputedStyle(document.querySelector('.mtorstruct-view')).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert len(told) > 10
    assert max(max(map(int, re.findall(r"\d+", colour)[:3])) for colour in told) < 100


def test_a_page_of_mtorc1_is_small_and_its_ribbons_are_coarse(
    visit: Visit, scene: Scene, viewer_script: Path
) -> None:
    """With 3Dmol.js; of the whole file a page has 3.7 MB."""
    assert len(html_page(scene, js=viewer_script).encode()) < 1.1e6
    assert visit.ask("viewer_page.config.cartoonQuality") == 3


FILLED = """(() => {
  const canvas = document.querySelector('canvas');
  return canvas.offsetHeight === canvas.parentElement.clientHeight;
})()"""
"""Whether the picture is as high as its field, which it becomes some time after that changed."""


def test_the_picture_ends_in_the_window(browser: Browser, viewer_script: Path, tmp_path: Path) -> None:
    """Whether the heading has one line or two; on a phone the legend begins in the window, too."""
    page = write(tmp_path, html_page(make_scene("1FAP", variants=["F2108L"]), js=viewer_script))
    with browser.visit(page, width=1280, height=700) as opened:
        opened.until("document.querySelector('canvas')")
        for width, height, least, most in (
            (1280, 700, 500, 650), (1920, 1080, 680, 680), (1280, 300, 320, 320), (400, 800, 320, 400),
        ):  # fmt: skip
            opened.page.set_viewport_size({"width": width, "height": height})
            opened.until(FILLED)
            picture = opened.page.locator("canvas").bounding_box()
            legend = opened.page.locator(".mtorstruct-beside").bounding_box()
            assert least <= picture["height"] <= most, (width, height)
            assert (picture["y"] + picture["height"] <= height) == (height > 320)
            assert legend["y"] + 100 < height
            if width > 1000 and height > 320:
                assert opened.ask("document.scrollingElement.scrollHeight") == height


MAGENTA = """() => {
  viewer_page.removeAllLabels();
  for (const model of [0, 1, 2, 3, 4, 5, 6, 7].map((k) => viewer_page.getModel(k)).filter(Boolean)) {
    for (const atom of model.selectedAtoms({}).filter((one) => one.resn === 'VAR' && one.style.sphere)) {
      model.setStyle({serial: atom.serial}, {sphere: {color: '#ff00ff', radius: atom.style.sphere.radius}});
    }
  }
  viewer_page.render();
}"""
SPHERES_ALONE = """() => {
  for (const model of [0, 1, 2, 3, 4, 5, 6, 7].map((k) => viewer_page.getModel(k)).filter(Boolean)) {
    if (!model.selectedAtoms({}).some((atom) => atom.resn === 'VAR')) model.setStyle({}, {});
  }
  viewer_page.render();
}"""


def magenta(visit: Visit) -> np.ndarray[Any, Any]:
    red, green, blue = np.moveaxis(pixels(visit).astype(float), -1, 0)
    return (np.abs(red - blue) < 0.06) & (red - green > 0.12)


def test_a_sphere_is_seen(browser: Browser, viewer_script: Path, tmp_path: Path) -> None:
    """From the z axis, FKBP12 and rapamycin hide most of F2108 in 1FAP."""
    scene = make_scene("1FAP", variants=["F2108L"])
    with browser.visit(write(tmp_path, html_page(scene, js=viewer_script))) as opened:
        opened.until("document.querySelector('canvas') && typeof viewer_page === 'object' && viewer_page")
        opened.ask(MAGENTA)
        found = magenta(opened)
        opened.ask(SPHERES_ALONE)
        whole = magenta(opened)
        assert 200 < whole.sum() < 0.05 * whole.size
        assert (found & whole).sum() > 0.8 * whole.sum()


def test_a_file_of_ca_atoms_is_drawn(
    browser: Browser, viewer_script: Path, tmp_path: Path, shared_faults: Path
) -> None:
    scene = make_scene(shared_faults / "other" / "ca_only_4jsv.cif", options=SceneOptions(sites=False))
    with browser.visit(write(tmp_path, html_page(scene, js=viewer_script))) as opened:
        opened.until("document.querySelector('canvas') && typeof viewer_page === 'object' && viewer_page")
        image = pixels(opened)
        assert (image.max(axis=2) - image.min(axis=2) > 0.15).mean() > 0.03
        states = opened.ask("viewer_page.getModel(1).selectedAtoms({atom: 'CA'}).map(atom => atom.ss)")
        assert {state: states.count(state) > 200 for state in "hsc"} == {"h": True, "s": True, "c": True}
