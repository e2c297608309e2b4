"""Close-ups: which side chains are near, and that a dashed line is as long as the table says."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gemmi
import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from mtorstruct.errors import UsageError
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.views.building import SceneOptions, make_scene
from mtorstruct.views.notebook import html_page
from mtorstruct.views.scene import CloseUp, Scene

from .browser import Browser, browser, viewer_script

__all__ = ["browser", "viewer_script"]

Load = Callable[[str], MtorComplex]
SIX = ["S2035F", "A2034V", "F2108L", "W2101A", "F2039S", "T2098L"]


def close_up(structure: object, focus: str, variants: list[str] | None = None) -> tuple[CloseUp, Scene]:
    scene = make_scene(structure, variants=variants, options=SceneOptions(focus=focus))  # type: ignore[arg-type]
    assert scene.close_up is not None
    return scene.close_up, scene


def residues_of(close: CloseUp) -> set[tuple[str, int]]:
    return set(zip(close.atoms.chain.tolist(), close.atoms.auth_seq_id.tolist(), strict=True))


def near_in_gemmi(path: Path, chain: str, number: int) -> set[tuple[str, int]]:
    """Residues of proteins with a heavy atom within 5 Å of one residue, by brute force."""
    structure = gemmi.read_structure(str(path))
    structure.remove_alternative_conformations()
    structure.remove_hydrogens()
    structure.remove_ligands_and_waters()
    model = structure[0]
    focus = np.array([atom.pos.tolist() for atom in model[chain][str(number)][0]])
    return {
        (c.name, residue.seqid.num)
        for c in model
        for residue in c
        if any(np.linalg.norm(focus - atom.pos.tolist(), axis=1).min() <= 5.0 for atom in residue)
    }


@pytest.mark.parametrize("number", [2108, 2035, 2039, 2098])
def test_side_chains_within_five_angstroms(number: int, structure: Load) -> None:
    whole = structure("1fap.cif.gz")
    close, scene = close_up(whole, f"MTOR:{number}")
    assert residues_of(close) == near_in_gemmi(whole.path, "B", number)
    own = {key for key, is_own in zip(_keys(close), close.own, strict=True) if is_own}
    assert own == {("B", number)}
    assert not set(close.atoms.atom_name) & {"N", "C", "O"}
    painted = {paint.colour for paint in scene.paints}
    assert set(close.colours) <= painted
    assert any("side chains within 5 Å of MTOR:" in note for note in scene.notes)


def _keys(close: CloseUp) -> list[tuple[str, int]]:
    return list(zip(close.atoms.chain.tolist(), close.atoms.auth_seq_id.tolist(), strict=True))


@pytest.mark.parametrize(("name", "focus"), [("1fap.cif.gz", "MTOR:2108"), ("4jsv.pdb.gz", "MTOR:2237")])
def test_a_line_is_as_long_as_the_table_says(
    name: str, focus: str, structure: Load, geometry: Callable[[str], pd.DataFrame]
) -> None:
    close, scene = close_up(structure(name), focus)
    table = geometry(name)
    row = table[(table.gene == "MTOR") & (table.position == int(focus[5:])) & (table["copy"] == 1)].iloc[0]
    near = [site for site in ("rapamycin", "atp") if row[f"{site}_distance_A"] <= 15]
    assert [line.label for line in close.measured] == [f"{row[f'{site}_distance_A']:.2f} Å" for site in near]
    for line, site in zip(close.measured, near, strict=True):
        length = np.linalg.norm(np.subtract(line.start, line.end))
        assert length == pytest.approx(row[f"{site}_distance_A"], abs=0.02)
        told = f"{row[f'{site}_atom']} to {row[f'{site}_ligand_atom'].replace(':', ' ')}"
        assert any(told in note for note in scene.notes)


def test_a_site_is_measured_to_the_variants_near_it(structure: Load) -> None:
    close, scene = close_up(structure("4jsv.pdb.gz"), "atp", ["M2327I", "I2237V", "F2108L", "C1483Y"])
    assert [line.label for line in close.measured] == ["3.60 Å", "12.82 Å"]
    assert not any(close.own)
    assert "MTOR:M2327 CE to ADP N6 12.82 Å" in " ".join(scene.notes)


def test_a_trace_says_that_it_has_no_side_chains() -> None:
    close, scene = close_up("1FAP", "MTOR:F2108L", ["F2108L"])
    assert len(close.own) == 0
    assert close.measured == ()
    assert "a CA trace has no side chains to show" in scene.notes
    assert "shortest distances between heavy atoms: MTOR:F2108 CD2 to RAP C45 3.43 Å" in scene.notes
    carried = make_scene("5H64", options=SceneOptions(focus="MTOR:2108")).notes
    assert any("(carried over) " in note for note in carried)


@pytest.mark.parametrize("focus", [None, "FRB", "mTOR"])
def test_no_close_up_of_a_domain_or_a_protein(focus: str | None) -> None:
    assert make_scene("1FAP", options=SceneOptions(focus=focus)).close_up is None


@pytest.mark.browser
def test_sticks_line_and_value_are_on_the_screen(
    browser: Browser, viewer_script: Path, structure: Load, tmp_path: Path
) -> None:
    close, scene = close_up(structure("1fap.cif.gz"), "MTOR:2108")
    path = tmp_path / "view.html"
    path.write_text(html_page(scene, js=viewer_script), encoding="utf-8")
    with browser.visit(path) as visit:
        visit.until("document.querySelector('canvas') && typeof viewer_page === 'object' && viewer_page")
        visit.page.wait_for_timeout(500)
        sticks = visit.ask(
            """viewer_page.models.filter(Boolean).flatMap(model => model.selectedAtoms({}))
            .filter(atom => atom.style.stick && atom.style.stick.colorfunc)
            .map(atom => [atom.resi, atom.atom, atom.style.stick.radius])"""
        )
        assert [(number, name) for number, name, _ in sticks] == list(
            zip(close.atoms.auth_seq_id.tolist(), close.atoms.atom_name.tolist(), strict=True)
        )
        thick = max(radius for *_, radius in sticks)
        assert {number for number, _, radius in sticks if radius == thick} == {2108}
        bonds = visit.ask(
            """viewer_page.models.filter(Boolean).flatMap(model => { const a = model.selectedAtoms({});
            if (!a.some(one => one.style.stick && one.style.stick.colorfunc)) return [];
            const of = new Map(a.map(one => [one.index, one.resi]));
            return a.flatMap(one => one.bonds.map(other => [one.resi, of.get(other)])); })"""
        )
        assert bonds
        assert all(one == other for one, other in bonds)
        texts = visit.ask("viewer_page.labels.map(label => label.text)")
        assert sorted(texts) == ["3.43 Å", "F2108"]
        halo, line = visit.ask("viewer_page.shapes.filter(Boolean).map(shape => shape.stylespec)")
        assert list(halo["center"].values()) == pytest.approx(close.place)
        assert line["dashed"]
        (measured,) = close.measured
        assert list(line["start"].values()) == pytest.approx(measured.start)
        assert list(line["end"].values()) == pytest.approx(measured.end)
        assert visit.ask("viewer_page.getSlab().near") == pytest.approx(-12)
        image = np.asarray(imread(io.BytesIO(visit.page.locator("canvas").first.screenshot()))[..., :3])
        # Nitrogen of the side chains is blue, as nothing else in the picture.
        blue = (image[..., 2] > 0.6) & (image[..., 0] < 0.4) & (image[..., 1] < 0.5)
        assert blue.sum() > 100
        assert not visit.complaints


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 420])
def test_six_variants_are_all_labelled_apart(
    width: int, browser: Browser, viewer_script: Path, tmp_path: Path
) -> None:
    scene = make_scene("1FAP", variants=SIX)
    path = tmp_path / "view.html"
    path.write_text(html_page(scene, js=viewer_script), encoding="utf-8")
    with browser.visit(path, width=width) as visit:
        visit.until("document.querySelector('canvas') && typeof viewer_page === 'object' && viewer_page")
        visit.page.wait_for_timeout(500)
        labels: list[dict[str, Any]] = visit.ask(
            """viewer_page.labels.map(label => {
            const at = viewer_page.modelToScreen(label.stylespec.position);
            const up = label.stylespec.alignment === "center" ? 0 : 21;
            return {text: label.text, x: at.x, y: at.y - up}; })"""
        )
        assert sorted(label["text"] for label in labels) == sorted(SIX)
        for k, one in enumerate(labels):
            for other in labels[:k]:
                beside = abs(one["x"] - other["x"]) >= 50
                assert beside or abs(one["y"] - other["y"]) >= 22, (one, other)
        moved = visit.ask("viewer_page.labels.filter(l => l.stylespec.alignment === 'center').length")
        assert moved == visit.ask("viewer_page.shapes.filter(Boolean).length") > 0
        assert not visit.complaints


@pytest.fixture(scope="module")
def docked(tmp_path_factory: pytest.TempPathFactory, shared_structures: Path) -> MtorComplex:
    """4JSV with a ligand LIG: a copy of its nucleotide, at another place."""
    structure = gemmi.read_structure(str(shared_structures / "4jsv.pdb.gz"))
    chain = next(c for c in structure[0] for r in c if r.name == "ADP")
    copied = next(r for r in chain if r.name == "ADP").clone()
    copied.name, copied.seqid = "LIG", gemmi.SeqId(9001, " ")
    # Along x to where it touches the protein and does not overlap with it.
    there = np.array([a.pos.tolist() for c in structure[0] for r in c for a in r])
    own = np.array([a.pos.tolist() for a in copied])
    moved = (own + np.array([x, 0.0, 0.0]) for x in np.arange(20.0, 200.0, 0.5))
    touching = next(
        xyz for xyz in moved if 3.0 < np.linalg.norm(there[:, None] - xyz[None], axis=-1).min() < 4.0
    )
    for atom, xyz in zip(copied, touching.tolist(), strict=True):
        atom.pos = gemmi.Position(*xyz)
    chain.add_residue(copied)
    path = tmp_path_factory.mktemp("docked") / "docked.cif"
    structure.make_mmcif_document().write_file(str(path))
    return load(path)


def test_a_ligand_of_ones_own(docked: MtorComplex) -> None:
    options = SceneOptions(site="LIG", focus="LIG", verdict="activity")
    whole = make_scene(docked, options=options)
    (ligand,) = (one for one in whole.ligands if one.site == "LIG")
    assert [i.label for i in whole.legend if i.colour == ligand.colour] == ["LIG (ligand of the file)"]
    assert whole.camera.centre == ligand.centre
    assert whole.close_up is not None
    near = residues_of(whole.close_up)
    assert near
    # Variants near it, and those that are not.
    rows = docked.residues
    keys = np.array([key in near for key in zip(rows.chain, rows.auth_seq_id, strict=True)])
    mine = rows[keys & (rows.gene == "MTOR") & (rows.position > 0)].iloc[0]
    named = [f"{mine.expected}{mine.position}{'W' if mine.expected != 'W' else 'A'}", "M2327I"]
    scene = make_scene(docked, variants=named, options=options)
    found = docked.distance(f"MTOR:{mine.position}", "LIG")
    assert scene.close_up is not None
    assert f"{found.value_A:.2f} Å" in {line.label for line in scene.close_up.measured}
    told = f"{found.first.atom} to LIG {found.second.atom} {found.value_A:.2f} Å"
    assert any(told in note for note in scene.notes)
    focused = make_scene(docked, options=SceneOptions(site="LIG", focus=f"MTOR:{mine.position}"))
    assert focused.close_up is not None
    assert f"{found.value_A:.2f} Å" in {line.label for line in focused.close_up.measured}


def test_a_ligand_of_a_drug_site_is_drawn_once(structure: Load) -> None:
    scene = make_scene(structure("1fap.cif.gz"), options=SceneOptions(site="RAP", focus="RAP"))
    assert [ligand.site for ligand in scene.ligands] == ["rapamycin"]
    assert scene.camera.centre == scene.ligands[0].centre


@pytest.mark.parametrize(
    ("entry", "site", "said"),
    [
        ("file", "XYZ", "has no ligand 'XYZ'"),
        ("file", "../x", "no component id"),
        ("1FAP", "LIG", "atlas has"),
    ],
)
def test_a_ligand_that_is_not_there(entry: str, site: str, said: str, structure: Load) -> None:
    chosen = structure("1fap.cif.gz") if entry == "file" else entry
    with pytest.raises(UsageError, match=said) as told:
        make_scene(chosen, options=SceneOptions(site=site))
    assert told.value.hint
