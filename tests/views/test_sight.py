"""Direction of the camera: spheres and ligands are free, whatever the frame of the file."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from mtorstruct.views.building import SceneOptions, make_scene
from mtorstruct.views.scene import Scene
from mtorstruct.views.sight import COIL_A, LARGEST_PART, RIBBON_A, looked_from, upwards, visible

USUAL = np.array([0.0, 0.0, 1.0])


def seen(scene: Scene, direction: np.ndarray) -> float:
    """Part of the first variant's sphere that is seen, by rays from points of its disc to the reader."""
    mark = next(m for m in scene.marks if m.kind == "variant")
    drawn = scene.model.atoms
    ca, piece = drawn.backbone()
    width = np.where(drawn.drawn_states()[ca] == "coil", COIL_A, RIBBON_A)
    along = np.flatnonzero(piece[1:] == piece[:-1])
    tube = [
        drawn.xyz[ca][along] + part * (drawn.xyz[ca][along + 1] - drawn.xyz[ca][along]) for part in (0, 0.5)
    ]
    covers = np.concatenate([*tube, *(ligand.atoms.xyz for ligand in scene.ligands)])
    sizes = np.concatenate(
        [width[along], width[along], *(np.full(len(li.atoms.xyz), 0.9) for li in scene.ligands)]
    )
    centre = np.array(mark.xyz)
    apart = np.linalg.norm(covers - centre, axis=1)
    covers, sizes = covers[apart > mark.radius_A], sizes[apart > mark.radius_A]
    if scene.camera.radius_A:
        near = np.linalg.norm(covers - scene.camera.centre, axis=1) <= scene.camera.radius_A
        covers, sizes = covers[near], sizes[near]
    up = upwards(direction)
    right = np.cross(up, direction)
    before = (covers - centre) @ direction > 0
    flat = np.stack([(covers - centre)[before] @ right, (covers - centre)[before] @ up], axis=1)
    grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, 21)] * 2), axis=-1).reshape(-1, 2)
    grid = grid[np.linalg.norm(grid, axis=1) <= 1] * mark.radius_A
    hit = np.linalg.norm(grid[:, None] - flat[None], axis=2) < sizes[before][None]
    return float((~hit.any(axis=1)).mean())


@pytest.mark.parametrize(
    ("entry", "change", "focus"),
    [
        ("1FAP", "F2108L", None), ("1FAP", "A2034V", None), ("1FAP", "S2035F", None),
        ("4DRI", "S2035I", None), ("4DRI", "W2101F", None),
        ("4JSV", "M2327I", None), ("4JSV", "C1483Y", None), ("5H64", "L1460P", None),
        ("1FAP", "F2108L", "F2108L"), ("5H64", "M2327I", "M2327I"), ("4JSV", "M2327I", "atp"),
    ],
)  # fmt: skip
def test_a_variant_is_free(entry: str, change: str, focus: str | None) -> None:
    scene = make_scene(entry, variants=[change], options=SceneOptions(focus=focus))
    found = seen(scene, np.array(scene.camera.direction))
    assert found >= 0.6
    assert found >= seen(scene, USUAL) - 0.05


def test_the_usual_view_hides_what_is_now_seen() -> None:
    """Through the usual view of 1FAP, FKBP12 and rapamycin stand before F2108."""
    scene = make_scene("1FAP", variants=["F2108L"])
    assert seen(scene, USUAL) < 0.4
    assert seen(scene, np.array(scene.camera.direction)) > 0.8


def test_without_anything_asked_for_it_is_the_usual_view() -> None:
    camera = make_scene("5H64").camera
    assert (camera.direction, camera.up) == ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0))


def test_a_variant_that_is_free_anyway_turns_nothing() -> None:
    assert make_scene("5H64", variants=["E2419K"]).camera.direction == (0.0, 0.0, 1.0)


@pytest.mark.parametrize("direction", [(0, 0, 1), (0, 0, -1), (1, 0, 0), (0.36, 0.48, -0.8)])
def test_what_is_up_is_at_right_angles_to_the_direction(direction: tuple[float, ...]) -> None:
    towards = np.array(direction, dtype=float)
    up = upwards(towards)
    assert np.linalg.norm(up) == pytest.approx(1)
    assert up @ towards == pytest.approx(0)


def test_a_moved_model_is_seen_alike() -> None:
    scene = make_scene("4JSV", variants=["M2327I"])
    step = np.array([100.0, -20.0, 5.0])
    atoms = dataclasses.replace(scene.model.atoms, xyz=scene.model.atoms.xyz + step)
    marks = [dataclasses.replace(m, xyz=tuple((np.array(m.xyz) + step).tolist())) for m in scene.marks]
    ligands = [
        dataclasses.replace(li, atoms=dataclasses.replace(li.atoms, xyz=li.atoms.xyz + step))
        for li in scene.ligands
    ]
    usual = dataclasses.replace(scene.camera, direction=(0.0, 0.0, 1.0), up=(0.0, 1.0, 0.0))
    assert looked_from(usual, atoms, marks, ligands).direction == scene.camera.direction


def test_what_stands_behind_or_beside_hides_nothing() -> None:
    directions = np.array([[0, 0, 1.0], [0, 0, -1.0], [1.0, 0, 0]])
    one = np.array([[0.0, 0, 20]])
    assert visible(np.zeros(3), 2.0, one, np.array([5.0]), directions).round(2).tolist() == [0.0, 1.0, 1.0]
    half = visible(np.zeros(3), 2.0, one, np.array([1.0]), directions)
    assert half.round(2).tolist() == [0.75, 1.0, 1.0]


def test_no_sphere_fills_the_picture() -> None:
    often = make_scene("1FAP", variants=["F2108L"] * 500, options=SceneOptions(focus="F2108L"))
    [mark] = often.marks
    assert mark.radius_A == pytest.approx(LARGEST_PART * often.camera.radius_A, abs=0.01)
