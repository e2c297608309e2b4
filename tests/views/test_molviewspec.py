"""MolViewSpec files, read back."""

from __future__ import annotations

import base64
import functools
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import gemmi
import numpy as np
import pytest

from mtorstruct.errors import MissingDependencyError
from mtorstruct.views.building import SceneOptions, make_scene
from mtorstruct.views.molviewspec import to_molviewspec, write_mvsj, write_mvsx
from mtorstruct.views.scene import Scene

from .made import HOSTILE, RESIDUES, made_scene

SCENES = ("made", "1FAP", "5H64", "superposed")


@functools.cache
def scene_of(name: str) -> Scene:
    if name == "made":
        return made_scene()
    if name == "1FAP":
        return make_scene("1FAP", variants=["F2108L", "A2034V"], options=SceneOptions(focus="FRB"))
    if name == "superposed":
        return make_scene(["5H64", "1FAP"], variants=["F2108L"], options=SceneOptions(superpose="FRB"))
    return make_scene(name, variants=["F2108L"], options=SceneOptions(phosphosites=True))


def nodes(tree: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """All nodes of a kind, in order."""
    found = [tree] if tree["kind"] == kind else []
    for child in tree.get("children") or ():
        found += nodes(child, kind)
    return found


def tree_of(scene: Scene) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(to_molviewspec(scene).dumps())["root"]
    return tree


def text_of(uri: str) -> str:
    head, _, packed = uri.partition(",")
    assert head == "data:text/plain;base64"
    return base64.b64decode(packed).decode()


def keys(text: str) -> list[tuple[str, int, str]]:
    structure = gemmi.make_structure_from_block(gemmi.cif.read_string(text).sole_block())
    return [(c.name, r.seqid.num, r.seqid.icode.strip()) for c in structure[0] for r in c]


def selected(expression: dict[str, Any], there: list[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    """What Mol* selects: a range takes in inserted residues, an insertion code that is given must be met."""
    assert "label_asym_id" not in expression
    assert "label_seq_id" not in expression
    first = expression.get("beg_auth_seq_id", expression.get("auth_seq_id"))
    last = expression.get("end_auth_seq_id", expression.get("auth_seq_id"))
    code = expression.get("pdbx_PDB_ins_code")
    return [
        key
        for key in there
        if key[0] == expression["auth_asym_id"] and first <= key[1] <= last and code in (None, key[2])
    ]


@pytest.mark.parametrize("name", SCENES)
def test_colours_are_those_of_the_scene(name: str) -> None:
    check_colours(scene_of(name))


def check_colours(scene: Scene) -> None:
    """Each residue that is painted has its colour; in a trace all are."""
    tree = tree_of(scene)
    download = nodes(tree, "download")[0]
    assert text_of(download["params"]["url"]) == scene.model.cif
    there = keys(scene.model.cif)
    colour: dict[tuple[str, int, str], str] = {}
    for node in nodes(download, "color"):
        for expression in node["params"]["selector"]:
            found = selected(expression, there)
            assert found, expression
            colour |= dict.fromkeys(found, node["params"]["color"])
    meant = {}
    for paint in scene.paints:
        for span in paint.spans:
            for key in there:
                if (
                    key[0] == span.chain
                    and span.start <= key[1] <= span.end
                    and key[2] == span.insertion_code
                ):
                    meant[key] = paint.colour
    assert colour == meant
    assert len(colour) == len(there) or not scene.model.trace


@pytest.mark.parametrize("name", SCENES)
def test_spheres_stand_on_one_atom_each(name: str) -> None:
    scene = scene_of(name)
    there = keys(scene.model.cif)
    drawn = [n["params"] for n in nodes(tree_of(scene), "primitive") if n["params"]["kind"] == "ellipsoid"]
    named = []
    for sphere in drawn:
        assert sphere["center"]["label_atom_id"] == "CA"
        named += [(key, sphere["color"], sphere["radius"]) for key in selected(sphere["center"], there)]
    assert len(named) == len(drawn)
    marks = {
        ((m.residue.chain, m.residue.start, m.residue.insertion_code), m.colour, m.radius_A)
        for m in scene.marks
    }
    assert set(named) == marks


def test_chains_are_ribbons() -> None:
    kinds = [n["params"]["type"] for n in nodes(tree_of(scene_of("1FAP")), "representation")]
    assert kinds == ["cartoon", "ball_and_stick"]


def test_carried_over_ligands_are_translucent_and_say_so() -> None:
    bound, carried = nodes(tree_of(made_scene()), "download")[1:]
    assert nodes(bound, "opacity") == []
    assert [n["params"]["opacity"] for n in nodes(carried, "opacity")] == [0.45]
    assert [n["params"]["text"] for n in nodes(bound, "primitive")] == ["rapamycin"]
    texts = [n["params"].get("text", "") for n in nodes(tree_of(make_scene("5H64")), "primitive")]
    # A name a site, however many copies there are.
    assert len(texts) == 2
    assert all(text.endswith("carried over") for text in texts)


def test_the_camera_sees_the_sphere_of_the_scene() -> None:
    (camera,) = nodes(tree_of(made_scene()), "camera")
    assert camera["params"] == {"target": [3.8, 0, 0], "position": [3.8, 0, 24], "up": [0, 1, 0]}
    (all_,) = nodes(tree_of(make_scene("5H64")), "camera")
    target, position = (np.array(all_["params"][name]) for name in ("target", "position"))
    apart = np.linalg.norm(make_scene("5H64").model.atoms.xyz - target, axis=1)
    assert 2 * apart.max() == pytest.approx(np.linalg.norm(position - target), abs=0.1)
    assert position[:2] == pytest.approx(target[:2])


def test_verdicts_and_ligands_come_first_in_the_legend() -> None:
    options = SceneOptions(verdict="rapalog", phosphosites=True)
    scene = make_scene("5H64", variants=["F2108L"], options=options)
    said = json.loads(to_molviewspec(scene).dumps())["metadata"]["description"]
    headings = ["Response to rapalogs", "Ligands", "Spheres", "Domain"]
    assert [line.strip("*") for line in said.splitlines() if line.startswith("**")] == headings


@pytest.mark.parametrize("entry", ["5H64", "1FAP", "4JSV"])
def test_no_name_of_a_ligand_covers_one_of_a_variant(entry: str) -> None:
    """As seen from the camera, they are further apart than a label is high; of each site there is one."""
    scene = make_scene(entry, variants=["F2108L", "A2034V", "I2237V", "M2327I", "C1483Y"])
    labels = [n["params"] for n in nodes(tree_of(scene), "primitive") if n["params"]["kind"] == "label"]
    of_ligand = {ligand.centre: ligand.site for ligand in scene.ligands}
    sites = [of_ligand[tuple(p["position"])] for p in labels if tuple(p["position"]) in of_ligand]
    assert len(sites) == len(set(sites))
    direction = np.array(scene.camera.direction)
    for label in labels:
        for other in labels:
            if tuple(label["position"]) in of_ligand and other is not label:
                step = np.subtract(label["position"], other["position"])
                assert np.linalg.norm(step - (step @ direction) * direction) > label["label_size"]
                assert label["text"].partition(",")[0] in {ligand.name for ligand in scene.ligands}
                assert label["text"].partition(",")[2] in ("", " carried over")


def test_the_legend_stands_in_the_description() -> None:
    scene = scene_of("5H64")
    said = json.loads(to_molviewspec(scene).dumps())["metadata"]["description"]
    for item in scene.legend:
        assert f"!color-swatch={item.colour})" in said
        assert f"**{item.heading}**" in said
    assert "carried over" in said


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_a_file_are_shown_and_not_obeyed(words: str) -> None:
    state = json.loads(to_molviewspec(made_scene(words)).dumps())
    assert "](javascript" not in state["metadata"]["description"]
    assert "<img" not in state["metadata"]["description"].replace("\\<", "")
    tooltips = [n["params"]["tooltip"] for n in nodes(state["root"], "primitive") if "tooltip" in n["params"]]
    tooltips += [n["params"]["text"] for n in nodes(state["root"], "tooltip")]
    assert len(tooltips) == 4
    assert not any("<" in text.replace("<br>", "") for text in tooltips)
    assert "\n" not in state["metadata"]["title"]


@pytest.mark.parametrize("name", SCENES)
def test_files(name: str, tmp_path: Path) -> None:
    scene = scene_of(name)
    for k in range(2):
        write_mvsj(scene, tmp_path / f"{k}.mvsj")
        write_mvsx(scene, tmp_path / f"{k}.mvsx")
    for ending in ("mvsj", "mvsx"):
        assert (tmp_path / f"0.{ending}").read_bytes() == (tmp_path / f"1.{ending}").read_bytes()
    # The package reads its own file, which it checks against its models.
    import molviewspec

    assert molviewspec.MVSJ.load(tmp_path / "0.mvsj").data.kind == "single"
    with zipfile.ZipFile(tmp_path / "0.mvsx") as archive:
        state = json.loads(archive.read("index.mvsj"))
        texts = [archive.read(n["params"]["url"]).decode() for n in nodes(state["root"], "download")]
        assert len(archive.namelist()) == 1 + len(texts)
    assert texts == [scene.model.cif, *(ligand.cif for ligand in scene.ligands)]


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "molviewspec", None)
    with pytest.raises(MissingDependencyError, match=r"pip install molviewspec"):
        to_molviewspec(made_scene())


def test_the_made_scene_is_as_it_should_be() -> None:
    assert sorted(keys(made_scene().model.cif)) == sorted(RESIDUES)
