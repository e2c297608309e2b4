"""Chains with signs in their names that mean something in a format: everything is coloured all the same."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import gemmi
import pytest

from mtorstruct.views import palette
from mtorstruct.views.building import make_scene
from mtorstruct.views.drawing import for_3dmol
from mtorstruct.views.notebook import html_page
from mtorstruct.views.report.still import still
from mtorstruct.views.scene import Scene

from .browser import Browser, browser, viewer_script
from .test_molviewspec import check_colours
from .test_scripts import check_chimerax, check_pymol, keys, meant_colours

__all__ = ["browser", "viewer_script"]

NAMES = [("A", "B'"), ("A", '"'), ("A", "A#1"), ("A_1", "A#1"), ("A", "B'\""), ("A", "a"), ("a", "A")]
"""Of FKBP12 and of mTOR in 1FAP."""

ATOMS = """viewer_page.getModel(1).selectedAtoms({})
    .map(drawn => [drawn.of.chain, drawn.of.resi, drawn.of.icode, drawn.style.cartoon.colorfunc(drawn)])"""


@pytest.fixture(scope="module")
def scene_of(
    shared_structures: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], Scene]:
    """The scene of the mmCIF file of 1FAP after its chains A and B were renamed."""

    def made(fkbp12: str, mtor: str) -> Scene:
        document = gemmi.cif.read(str(shared_structures / "1fap.cif.gz"))
        block = document.sole_block()
        for item in ("_atom_site.auth_asym_id", "_struct_ref_seq.pdbx_strand_id"):
            column = block.find_values(item)
            for k in range(len(column)):
                column[k] = gemmi.cif.quote({"A": fkbp12, "B": mtor}[column.str(k)])
        path = tmp_path_factory.mktemp("odd") / "1fap.cif"
        document.write_file(str(path))
        scene = make_scene(path, variants=["F2108L", "FKBP1A:Y27F"])
        assert {span.chain for paint in scene.paints for span in paint.spans} == {fkbp12, mtor}
        return scene

    return functools.cache(made)


@pytest.mark.parametrize("names", NAMES)
def test_every_format_colours_the_chain(
    names: tuple[str, str], scene_of: Callable[[str, str], Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, plain = scene_of(*names), scene_of("A", "B")
    assert still(scene, {}) == still(plain, {})
    assert palette.DOMAINS["FRB"].colour in still(scene, {})
    assert palette.OTHER.colour not in still(scene, {})
    check_colours(scene)
    check_pymol(scene)
    check_chimerax(scene, monkeypatch)


@pytest.mark.parametrize("names", NAMES)
def test_3dmol_is_given_no_hash_in_a_name(
    names: tuple[str, str], scene_of: Callable[[str, str], Scene]
) -> None:
    text = for_3dmol(scene_of(*names))["model"]["cif"]
    assert text.count("#") == 1
    assert len(dict.fromkeys(chain for chain, *_ in keys(text))) == 2


@pytest.mark.browser
@pytest.mark.parametrize("names", NAMES)
def test_the_page_colours_the_chain(
    names: tuple[str, str],
    scene_of: Callable[[str, str], Scene],
    browser: Browser,
    viewer_script: Path,
    tmp_path: Path,
) -> None:
    scene = scene_of(*names)
    path = tmp_path / "view.html"
    path.write_text(html_page(scene, js=viewer_script), encoding="utf-8")
    with browser.visit(path) as opened:
        opened.until("document.querySelector('canvas') && typeof viewer_page === 'object' && viewer_page")
        told = opened.ask(ATOMS)
    assert {(chain, number, code): colour for chain, number, code, colour in told} == meant_colours(scene)
