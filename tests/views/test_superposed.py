"""Several structures in one picture, superposed: compared with Biopython on the same files."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from Bio.PDB import PDBParser, Superimposer
from Bio.PDB.Atom import Atom

import mtorstruct
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError, SuperpositionWarning, UsageError
from mtorstruct.structure.model import MtorComplex
from mtorstruct.views import palette
from mtorstruct.views.building import SceneOptions, make_scene
from mtorstruct.views.notebook import html_page
from mtorstruct.views.scene import Scene

from .browser import Browser, browser, hue, pixels, viewer_script

__all__ = ["browser", "viewer_script"]

MADE = {
    "1FAP": ("1fap.pdb.gz", "B", 0), "4DRI": ("4dri.pdb.gz", "B", 0), "2GAQ": ("2gaq.pdb.gz", "A", 2014),
    "5H64": ("5h64.pdb.gz", "A", 0), "4JSV": ("4jsv.pdb.gz", "B", 0),
}  # fmt: skip
"""File, chain of the first copy of mTOR, and what is added to its author numbers to give those of UniProt."""

SEEN_AS = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
"""Matrices of Machado et al. 2009 (doi:10.1109/TVCG.2009.113) on linear RGB."""

Loader = Callable[[str], MtorComplex]


def together(*structures: object, by: str = "FRB", **options: object) -> Scene:
    return make_scene(list(structures), options=SceneOptions(superpose=by, **options))  # type: ignore[arg-type]


def ca_atoms(folder: Path, entry: str, ranges: list[tuple[int, int]]) -> dict[tuple[int, str], Atom]:
    """CA atoms by UniProt position and residue name, as Biopython reads them."""
    name, chain, shift = MADE[entry]
    with gzip.open(folder / name, "rt") as file:
        model = PDBParser(QUIET=True).get_structure(entry, file)[0]
    return {
        (residue.id[1] + shift, residue.resname): residue["CA"]
        for residue in model[chain]
        if residue.id[0] == " "
        and "CA" in residue
        and any(first <= residue.id[1] + shift <= last for first, last in ranges)
    }


def fitted(folder: Path, pair: tuple[str, str], ranges: list[tuple[int, int]]) -> tuple[Superimposer, int]:
    fixed, moving = (ca_atoms(folder, entry, ranges) for entry in pair)
    common = sorted(fixed.keys() & moving.keys())
    fit = Superimposer()
    fit.set_atoms([fixed[key] for key in common], [moving[key] for key in common])
    return fit, len(common)


@pytest.mark.parametrize(
    ("pair", "by", "ranges"),
    [
        (("1FAP", "4DRI"), "FRB", [(2015, 2114)]),
        (("1FAP", "2GAQ"), "frb", [(2015, 2114)]),
        (("4DRI", "2GAQ"), "MTOR:2030-2060", [(2030, 2060)]),
        (("5H64", "4JSV"), "kinase", [(1983, 2014), (2115, 2549)]),
        (("5H64", "1FAP"), "FRB", [(2015, 2114)]),
    ],
    ids=str,
)
def test_the_fit_is_that_of_biopython(
    shared_structures: Path,
    structure: Loader,
    pair: tuple[str, str],
    by: str,
    ranges: list[tuple[int, int]],
) -> None:
    fit, n = fitted(shared_structures, pair, ranges)
    assert n > 25
    # 5H64 and 4JSV are CA traces of the atlas, which was built of the same files.
    drawn = [entry if entry in ("5H64", "4JSV") else structure(MADE[entry][0]) for entry in pair]
    scene = together(*drawn, by=by)
    labels = [item.label for item in scene.legend if item.kind == "residues"]
    assert labels[0] == f"{pair[0]}, the reference"
    said = re.fullmatch(rf"{pair[1]}: RMSD ([0-9.]+) Å over {n} CA atoms", labels[1])
    assert said is not None
    assert float(said[1]) == pytest.approx(fit.rms, abs=0.015)
    _, chain, shift = MADE[pair[1]]
    moved = ca_atoms(shared_structures, pair[1], ranges)
    rotation, translation = fit.rotran
    atoms = scene.model.atoms
    mine = (atoms.chain == f"{pair[1]}.{chain}") & (atoms.atom_name == "CA")
    at = dict(zip((atoms.auth_seq_id[mine] + shift).tolist(), atoms.xyz[mine], strict=True))
    for (position, _), atom in moved.items():
        # Rows of a structure are rounded to 0.01 Å.
        assert at[position] == pytest.approx(atom.coord @ rotation + translation, abs=0.03)


def test_all_of_a_structure_moves_as_one(structure: Loader) -> None:
    """Distances within a structure stay: between chains, and to its ligand."""
    alone = make_scene(structure("4dri.pdb.gz"))
    scene = together(structure("1fap.pdb.gz"), structure("4dri.pdb.gz"))
    mine = np.array([chain.startswith("4DRI.") for chain in scene.model.atoms.chain.tolist()])
    [bound] = [one for one in alone.ligands if one.basis == "bound"]
    [moved] = [one for one in scene.ligands if one.label == "rapamycin (RAP, bound in 4DRI)"]
    before = np.concatenate([alone.model.atoms.xyz, bound.atoms.xyz])
    after = np.concatenate([scene.model.atoms.xyz[mine], moved.atoms.xyz])
    assert np.abs(before - after).max() > 5
    for k in range(0, len(before), 97):
        assert np.linalg.norm(before - before[k], axis=1) == pytest.approx(
            np.linalg.norm(after - after[k], axis=1), abs=1e-6
        )


def test_each_structure_has_a_colour_of_its_own() -> None:
    scene = together("5H64", "1FAP", "4JSV", "1FAP")
    names = ["5H64", "1FAP", "4JSV", "1FAP (2)"]
    assert [(paint.label, paint.colour) for paint in scene.paints] == list(
        zip(names, palette.MODELS, strict=False)
    )
    assert scene.legend_title == "Structure, superposed by FRB of mTOR"
    chains = [{span.chain.partition(".")[0] for span in paint.spans} for paint in scene.paints]
    assert chains == [{"5H64"}, {"1FAP"}, {"4JSV"}, {"1FAP_2"}]
    one, other = (
        scene.model.atoms.xyz[scene.model.atoms.chain == f"{name}.B"] for name in ("1FAP", "1FAP_2")
    )
    assert one == pytest.approx(other, abs=1e-6)


@pytest.mark.parametrize("vision", SEEN_AS)
def test_colour_blind_readers_tell_the_structures_apart(vision: str) -> None:
    """Distances in CIE Lab; 2.3 is just noticeable side by side."""
    matrix = np.array(SEEN_AS[vision])
    seen = [lab(np.clip(matrix @ linear(colour), 0, 1)) for colour in palette.MODELS]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > 15


def linear(colour: str) -> np.ndarray[Any, Any]:
    """Linear RGB, 0 to 1."""
    part = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ rgb / (0.9505, 1.0, 1.089)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_spheres_are_on_the_first_structure_that_has_the_residue() -> None:
    options = SceneOptions(superpose="FRB", phosphosites=True)
    scene = make_scene(
        ["1FAP", "4JSV", "5H64"], variants=["F2108L", "M2327I", "RPTOR:S722A"], options=options
    )
    of_change: dict[str, list[str]] = {}
    for mark in scene.marks:
        of_change.setdefault(mark.key, []).append(mark.residue.chain)
    assert of_change["MTOR:F2108L"] == ["1FAP.B"]
    assert of_change["MTOR:M2327I"] == ["4JSV.B", "4JSV.A"]
    assert any(key.startswith("RPTOR:") for key in of_change)
    assert {chain.partition(".")[0] for key in of_change for chain in of_change[key] if "RPTOR" in key} == {
        "5H64"
    }


def test_ligands_that_were_carried_over_are_left_out() -> None:
    assert any(one.basis != "bound" for one in make_scene("5H64").ligands)
    scene = together("5H64", "1FAP", "4DRI")
    assert [one.label for one in scene.ligands] == [
        "rapamycin (RAP, bound in 1FAP)",
        "rapamycin (RAP, bound in 4DRI)",
    ]
    assert "rapamycin (RAP, bound in 1FAP, 4DRI)" in [item.label for item in scene.legend]


def test_beside_a_trace_all_are_traces(structure: Loader) -> None:
    full = structure("1fap.pdb.gz")
    assert not together(full, structure("4dri.pdb.gz")).model.trace
    scene = together("5H64", full)
    assert scene.model.trace
    assert set(scene.model.atoms.atom_name.tolist()) == {"CA"}


def test_a_close_up_has_the_side_chains_of_all(structure: Loader) -> None:
    scene = together(structure("1fap.pdb.gz"), structure("4dri.pdb.gz"), focus="F2108L")
    assert scene.close_up is not None
    here = scene.close_up.atoms
    assert {chain.partition(".")[0] for chain in here.chain.tolist()} == {"1FAP", "4DRI"}
    assert {chain for chain, own in zip(here.chain.tolist(), scene.close_up.own, strict=True) if own} == {
        "1FAP.B"
    }


@pytest.mark.parametrize(
    ("structures", "by", "where", "said"),
    [
        (["5H64", "1FAP"], "kinase", "1FAP", "has 0 CA atoms of kinase of mTOR in common with 5H64"),
        (["1FAP", "5H64"], "RPTOR", "1FAP", "has 0 CA atoms of raptor"),
        (["5H64", "1FAP"], "2108:2109", "5H64", "has 2 CA atoms of 2108-2109 of mTOR"),
        (["5H64", "1FAP"], "FRP", "", "mTOR has no domain 'FRP'"),
        (["5H64", "1FAP"], "MTOR:2500-2600", "", "2500:2600 is no range of mTOR"),
        (["5H64"], "FRB", "", "1 structure cannot be superposed"),
        (["1FAP"] * 7, "FRB", "", "7 structures cannot be superposed"),
        ("5H64", "FRB", "", "one structure alone"),
        (["5H64", "1FAP"], None, "", "a list of structures"),
    ],
    ids=str,
)
def test_what_cannot_be_superposed(
    structures: list[str] | str, by: str | None, where: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said) as told:
        mtorstruct.view(structures, superpose=by)
    assert told.value.hint
    assert told.value.where == where


@pytest.mark.parametrize(
    ("n", "by", "said"),
    [(7, "FRB", "7 structures"), (1, "FRB", "1 structure "), (2, "FRP", "no domain 'FRP'")],
)
def test_what_cannot_be_superposed_is_refused_before_it_is_read(n: int, by: str, said: str) -> None:
    """The files are not there, which reading would say."""
    with pytest.raises(UsageError, match=said):
        mtorstruct.view(["missing.cif"] * n, superpose=by)


def test_a_part_of_another_shape_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """AlphaFold places the far ends of mTOR otherwise than 5H64, but FRB alike."""
    alike = together("5H64", "AF-P42345-F1")
    assert not any("RMSD" in note for note in alike.notes)
    with pytest.warns(SuperpositionWarning) as warned:
        scene = together("5H64", "AF-P42345-F1", "5H64", by="MTOR")
    [words] = [str(one.message) for one in warned]
    rmsd = [item.label for item in scene.legend if item.kind == "residues"][1]
    said = re.fullmatch(r"AF-P42345-F1: (RMSD ([0-9.]+) Å over [0-9]+ CA atoms)", rmsd)
    assert said is not None
    assert float(said[2]) > 3
    assert words.startswith(f"{said[0]} of mTOR, whose shape is not that in 5H64: the picture may mislead; ")
    assert [note for note in scene.notes if "RMSD" in note] == [words]
    target = tmp_path / "both.html"
    assert (
        main(["view", "5H64", "AF-P42345-F1", "--superpose", "MTOR", "--js", "cdn", "-o", str(target)]) == 0
    )
    told = capsys.readouterr().err
    assert told.count(words) == told.count("\n") == 1
    assert words in target.read_text(encoding="utf-8")


def test_colours_are_those_of_the_structures() -> None:
    with pytest.raises(UsageError, match="colours of their own"):
        mtorstruct.view(["5H64", "1FAP"], superpose="FRB", color="chain")


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(DataError, match="no such file"):
        mtorstruct.view(["5H64", "missing.cif"], superpose="FRB")


def test_the_command_tells_structures_from_variants(
    tmp_path: Path, shared_structures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, mine = tmp_path / "scene.json", shared_structures / "2gaq.pdb.gz"
    arguments = ["view", "5h64", "F2108L", str(mine), "mtorc2_protomer", "M2327I", "--superpose", "FRB"]
    assert main([*arguments, "-o", str(target)]) == 0
    assert "superposed by FRB of mTOR" in capsys.readouterr().err
    scene = json.loads(target.read_text(encoding="utf-8"))
    assert [paint["label"] for paint in scene["paints"]] == ["5H64", "2GAQ", "mtorc2_protomer"]
    assert {mark["key"] for mark in scene["marks"]} == {"MTOR:F2108L", "MTOR:M2327I"}
    assert main(["view", "5H64", "1FAP", "--superpose", "kinase", "-o", str(target)]) == 2
    assert "mtorstruct: 1FAP: has 0 CA atoms of kinase of mTOR" in capsys.readouterr().err


@pytest.mark.browser
def test_a_browser_draws_all_of_them(browser: Browser, viewer_script: Path, tmp_path: Path) -> None:
    scene = make_scene(["5H64", "1FAP", "4JSV"], options=SceneOptions(superpose="FRB", focus="FRB"))
    page = tmp_path / "view.html"
    page.write_text(html_page(scene, js=viewer_script), encoding="utf-8")
    with browser.visit(page) as opened:
        opened.until("document.querySelector('canvas') && typeof viewer_page === 'object' && viewer_page")
        image = pixels(opened).reshape(-1, 3)
        coloured = image[image.max(axis=1) - image.min(axis=1) > 0.15]
        hues = np.array([hue(*pixel) for pixel in coloured])
        for colour in palette.MODELS[:3]:
            wanted = hue(*(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)))
            apart = np.abs((hues - wanted + 180) % 360 - 180)
            assert (apart < 8).sum() > 2000, colour
        beside = opened.page.locator(".mtorstruct-beside").text_content()
        assert "1FAP: RMSD" in beside
        assert not opened.requests
        assert not opened.complaints
