"""Direction of a camera: that from which least of the chains stands before spheres and ligands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.measures.secondary import COIL
from mtorstruct.views.cif import Atoms
from mtorstruct.views.scene import Camera, Ligand, Mark, Point

Spheres = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Centres, shape (n, 3), and radii, shape (n,), in Å."""

N_DIRECTIONS = 150
"""Number of directions that are tried, about 17 degrees apart."""

RIBBON_A, COIL_A = 1.4, 0.6
"""Radius (Å) of what is drawn at a CA atom, and between two of them: of helices and strands, and of coil."""

LIGAND_ATOM_A = 0.9
"""Radius of an atom of a ligand (Å)."""

N_SPHERES, N_ATOMS = 24, 4
"""Largest number of spheres, and of atoms of a ligand, that are looked for: of more some, at equal steps."""

OF_LIGANDS = 0.3
"""Weight of all ligands together, where the spheres have 1."""

TURNING = 0.2
"""Visible part that must be gained for half a turn away from the usual view, along the z axis."""

HIDDEN = 0.999
"""Part of a sphere above which it counts as hidden."""

LARGEST_PART = 0.13
"""Largest radius of a sphere, as a part of the radius of what is seen."""


def looked_from(camera: Camera, atoms: Atoms, marks: Sequence[Mark], ligands: Sequence[Ligand]) -> Camera:
    """Return a camera with the direction that leaves variants and ligands free.

    Where neither variants, phosphosites nor a focus are asked for, it is the usual one, along the z axis.

    Parameters
    ----------
    camera : Camera
        What is looked at. Of a focus only what lies within its radius counts: the rest is cut away.
    atoms : Atoms
        The model, of which chains are drawn.
    marks, ligands : sequence
        Spheres and ligands of the scene; phosphosites count only where there are no variants.
    """
    if not (marks or camera.radius_A):
        return camera
    spheres = [m for m in marks if m.kind == "variant"] or list(marks)
    targets = [(mark.key, np.array([mark.xyz]), mark.radius_A) for mark in spheres]
    groups = [(ligand.site, ligand.atoms.xyz, LIGAND_ATOM_A) for ligand in ligands]
    if camera.radius_A:
        targets, groups = (
            [one for one in some if _within(one[1], camera).any()] for some in (targets, groups)
        )
    if not targets and not groups:
        return camera
    directions = _directions()
    chains = [_ribbons(atoms), *((xyz, np.full(1, size)) for _, xyz, size in targets)]
    score = OF_LIGANDS * _seen(groups, _covers(chains, camera), directions)
    chains += [(xyz, np.full(len(xyz), size)) for _, xyz, size in groups]
    score += _seen(targets, _covers(chains, camera), directions)
    score -= TURNING * np.arccos(np.clip(directions[:, 2], -1, 1)) / np.pi
    # Rounded, so that no rounding of the machine decides between equals; the first one is the usual view.
    best = directions[int(np.argmax(score.round(6)))]
    return replace(camera, direction=_point(best), up=_point(upwards(best)))


def _covers(parts: Sequence[Spheres], camera: Camera) -> Spheres:
    """Return all that may stand before something; of a focus what is not cut away."""
    xyz, sizes = (np.concatenate(column) for column in zip(*parts, strict=True))
    near = _within(xyz, camera) if camera.radius_A else np.ones(len(xyz), dtype=bool)
    return xyz[near], sizes[near]


def _seen(
    named: Sequence[tuple[str, NDArray[np.float64], float]],
    covers: Spheres,
    directions: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return how well the first copy of each name is seen from each direction, on average over the names."""
    first: dict[str, tuple[NDArray[np.float64], float]] = {}
    for name, xyz, size in named:
        first.setdefault(name, (xyz, size))
    parts = [
        np.mean([visible(at, size, *covers, directions) for at in _some(xyz, N_ATOMS)], axis=0)
        for xyz, size in _some(list(first.values()), N_SPHERES)
    ]
    # The square root: what is hidden gains more than what is seen anyway.
    return np.asarray(np.sqrt(parts).mean(axis=0)) if parts else np.zeros(len(directions))


def visible(
    centre: NDArray[np.float64],
    radius: float,
    covers: NDArray[np.float64],
    sizes: NDArray[np.float64],
    directions: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return about which part of a sphere is seen from each direction, shape (n_directions,), 0 to 1.

    Parameters
    ----------
    centre, radius : numpy.ndarray of shape (3,), and float, Å
        The sphere.
    covers, sizes : numpy.ndarray, shape (n, 3) and (n,), Å
        Spheres that may stand before it. Those whose centres lie within it do not.
    directions : numpy.ndarray, shape (n_directions, 3)
        Unit vectors to the reader.
    """
    away = covers - centre
    distance = np.linalg.norm(away, axis=1)
    outside = distance > radius
    away, distance, size = away[outside], distance[outside], sizes[outside]
    cosine = (away / distance[:, None]).astype(np.float32) @ directions.T.astype(np.float32)
    # A cover hides something only from directions within the cone around it.
    least = np.sqrt(1 - np.minimum(1, (radius + size) / distance) ** 2)
    cover, direction = np.nonzero(cosine > least.astype(np.float32)[:, None])
    across = distance[cover] * np.sqrt(np.maximum(0, 1 - cosine[cover, direction].astype(float) ** 2))
    smaller = np.minimum(size[cover], radius)
    overlap = np.clip((radius + size[cover] - across) / (2 * smaller), 0, 1) * (smaller / radius) ** 2
    left = np.log1p(-np.minimum(overlap, HIDDEN))
    return np.asarray(np.exp(np.bincount(direction, left, len(directions))))


def _ribbons(atoms: Atoms) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return spheres along the ribbons, at CA atoms and half-way between them: places and radii (Å)."""
    ca, piece = atoms.backbone()
    xyz, width = atoms.xyz[ca], np.where(atoms.drawn_states()[ca] == COIL, COIL_A, RIBBON_A)
    joined = np.flatnonzero(piece[1:] == piece[:-1])
    between = (xyz[joined] + xyz[joined + 1]) / 2
    return np.concatenate([xyz, between]), np.concatenate(
        [width, np.minimum(width[joined], width[joined + 1])]
    )


def _some(things: Any, most: int) -> Any:
    """Return at most so many of a list or an array, at equal steps."""
    return things[:: max(1, -(-len(things) // most))]


def upwards(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what points up on the screen after the shortest turn of a direction towards the reader."""
    x, y, z = direction
    if z < -0.9999:
        return np.array([0.0, -1.0, 0.0])
    return np.array([-x * y / (1 + z), 1 - y * y / (1 + z), -y])


def capped(marks: Sequence[Mark], camera: Camera, ca: NDArray[np.float64]) -> list[Mark]:
    """Return spheres that leave room for what lies around them; `ca` are the CA atoms of the chains (Å)."""
    seen = camera.radius_A or float(np.linalg.norm(np.ptp(ca, axis=0))) / 2
    most = round(LARGEST_PART * seen, 2)
    return [replace(mark, radius_A=most) if mark.radius_A > most else mark for mark in marks]


def _directions() -> NDArray[np.float64]:
    """Return directions evenly over a sphere (Fibonacci's lattice), from the z axis on; unit vectors."""
    z = 1 - 2 * np.arange(N_DIRECTIONS) / (N_DIRECTIONS - 1)
    angle = np.pi * (3 - np.sqrt(5)) * np.arange(N_DIRECTIONS)
    flat = np.sqrt(np.maximum(1 - z**2, 0))
    return np.stack([flat * np.cos(angle), flat * np.sin(angle), z], axis=1)


def _within(xyz: NDArray[np.float64], camera: Camera) -> NDArray[np.bool_]:
    return np.asarray(np.linalg.norm(xyz - camera.centre, axis=1) <= camera.radius_A)


def _point(xyz: NDArray[np.float64]) -> Point:
    x, y, z = (round(float(value), 4) + 0.0 for value in xyz)
    return x, y, z
