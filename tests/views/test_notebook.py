"""The py3Dmol view: what is put into it, where 3Dmol.js comes from, and that nothing is shown early."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import replace
from pathlib import Path

import py3Dmol
import pytest

from mtorstruct.errors import MtorStructError, RemoteError, UsageError
from mtorstruct.structure.model import MtorComplex
from mtorstruct.views.building import make_scene
from mtorstruct.views.library import viewer_address, viewer_integrity
from mtorstruct.views.notebook import html_page, render, view, view_grid

CHANGES = ["F2108L", "M2327I", "RPTOR:S863"]


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A file that passes for 3Dmol.js where none is run."""
    path = tmp_path / "3Dmol-min.js"
    path.write_text('/* 3Dmol */ "</script>";')
    return path


def drawn_scenes(html: str) -> list[dict[str, object]]:
    """Scenes as the page hands them to 3Dmol.js."""
    return [json.loads(text) for text in re.findall(r"drawBeside\([^,]+, (\{.*\}), \"mtorstruct_told", html)]


def test_it_returns_a_view_and_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    made = view("5H64", variants=CHANGES)
    assert isinstance(made, py3Dmol.view)
    assert capsys.readouterr().out == ""


def test_the_page_holds_the_scene_as_it_is_described() -> None:
    scene = make_scene("5H64", variants=CHANGES)
    [told] = drawn_scenes(view("5H64", variants=CHANGES)._make_html())
    named, ribbons = (told["model"].pop(name) for name in ("named", "ribbons"))  # type: ignore[attr-defined]
    assert sum(n for _, _, n in ribbons) == len(scene.model.atoms.chain)
    without = dataclasses.replace(scene.model.atoms, secondary=None)
    model = dataclasses.replace(scene.model, atoms=without)
    assert told == json.loads(json.dumps(dataclasses.replace(scene, model=model).as_dict()))
    names = zip(scene.model.atoms.chain, scene.model.atoms.insertion_code, strict=True)
    assert [(chain, code) for chain, code, n in named for _ in range(n)] == list(names)


def test_every_view_has_ids_of_its_own() -> None:
    made = view("1FAP")
    first, second = made._make_html(), made._make_html()
    assert "UNIQUEID" not in first
    [one], [two] = (set(re.findall(r'id="(mtorstruct_told_\d+)"', html)) for html in (first, second))
    assert one != two
    assert f'"{one}");' in first


def test_without_a_copy_the_browser_loads_the_version_that_py3dmol_names(tmp_path: Path) -> None:
    html = view("1FAP", store=tmp_path)._make_html()
    assert f'mtorstruct.library("{viewer_address()}", "{viewer_integrity()}")' in html
    for way in ("mtorstruct fetch\n--viewer", 'js="PATH"', "--js PATH"):
        assert way in html


def test_inline_needs_the_store_and_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(RemoteError, match="offline") as told:
        view("1FAP", js="inline", store=tmp_path)
    assert "mtorstruct fetch --viewer" in told.value.hint


def test_a_copy_of_3dmol_is_put_into_the_view(stand_in: Path) -> None:
    html = view("1FAP", js=stand_in)._make_html()
    assert html.index("/* 3Dmol */") < html.index("space.library = ")
    assert '"<\\/script>"' in html
    assert "$3Dmolpromise = Promise.resolve()" in html


def test_a_page_of_its_own_is_the_same_every_time(stand_in: Path) -> None:
    scene = make_scene("1FAP", variants=["F2108L"])
    page = html_page(scene, js=stand_in)
    assert page == html_page(scene, js=stand_in)
    assert page.startswith("<!doctype html>")
    assert "1FAP" in page.partition("</title>")[0]


def test_a_grid_has_one_viewer_a_structure() -> None:
    html = view_grid(["5H64", "4JSV", "1FAP"], variants=CHANGES)._make_html()
    assert [scene["model"]["name"] for scene in drawn_scenes(html)] == ["5H64", "4JSV", "1FAP"]  # type: ignore[index]
    assert "rows: 2, cols: 2" in html
    titles = re.findall(r"<li>(\w+: [^<]+)</li>", html.partition("</ol>")[0])
    assert [title.partition(":")[0] for title in titles] == ["5H64", "4JSV", "1FAP"]
    assert "control_all: true" in html


def test_a_grid_takes_the_changes_from_a_generator() -> None:
    html = view_grid(["5H64", "4JSV"], variants=(change for change in CHANGES))._make_html()
    assert all(scene["marks"] for scene in drawn_scenes(html))


def test_a_grid_of_one_is_a_view_and_of_none_an_error() -> None:
    assert "viewergrid" not in view_grid(["1FAP"])._make_html().replace("viewergrid_UNIQUEID", "")
    with pytest.raises(UsageError, match="no list"):
        view_grid([])
    with pytest.raises(UsageError, match="no list"):
        view_grid("5H64")


def test_what_a_file_says_of_itself_is_text(structure: object, stand_in: Path) -> None:
    load: MtorComplex = structure("1fap.cif.gz")  # type: ignore[operator]
    scene = make_scene(load)
    evil = '</script><img src=x onerror="alert(1)">'
    page = html_page(replace(scene, title=evil, notes=(evil,)), js=stand_in)
    assert "<img" not in page
    assert "&lt;/script&gt;&lt;img" in page
    assert "\\u003c/script\\u003e" in page


def test_the_legend_and_the_notes_are_words_on_the_page() -> None:
    html = view("5H64", variants=CHANGES, verdict="rapalog")._make_html()
    for text in (
        "N-HEAT",
        "<b>Domain</b>",
        "<b>Response to rapalogs</b>",
        "carried over from 1FAP",
        "resistance likely",
        "RPTOR:S863",
    ):
        assert text in html.partition("mtorstruct-beside")[2]
    assert 'aria-label="3D view of 5H64, coloured by domain, with 3 variants as spheres"' not in html
    assert 'aria-label="3D view of 5H64, coloured by domain, with 2 variants as spheres"' in html


def test_names_keep_their_capitals_in_words() -> None:
    html = view("5H64", variants=CHANGES, color="impact", verdict="activity")._make_html()
    assert "<b>Activity of mTOR</b>" in html
    assert 'aria-label="3D view of 5H64, coloured by activity of mTOR, with 2 variants as spheres"' in html
    assert "mtor<" not in html


@pytest.mark.parametrize(
    "wrong", [{"color": "rainbow"}, {"verdict": "fate"}, {"focus": "nowhere"}, {"detail": "more"}], ids=str
)
def test_the_likeliest_mistakes_say_what_is_known(wrong: dict[str, str]) -> None:
    with pytest.raises(MtorStructError) as told:
        view("5H64", **wrong)  # type: ignore[arg-type]
    assert told.value.hint


def test_a_scene_of_ones_own_is_rendered_as_it_is() -> None:
    assert render([make_scene("1FAP")]).viewergrid is None
