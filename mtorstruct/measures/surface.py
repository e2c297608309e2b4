"""Solvent-accessible areas of atoms (Shrake and Rupley 1973).

Points are spread over the sphere of each atom, whose radius is the van der Waals radius and the probe; points
inside the sphere of another atom are not accessible. Areas equal those of ``biotite.structure.sasa`` in every
digit: the points are the same, and are compared in single precision in the same order. To import that takes
more time and memory than to measure most structures.

Points come in patches. Most patches lie as a whole inside the sphere of one other atom, and most others meet
few spheres, so few points have to be compared with few atoms.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.neighbours import Points

PATCHES = 48
"""Patches of a sphere. Fewer are wider and meet more atoms; more take longer to look through."""

MARGIN = 1e-3
"""Angle (radians) by which a patch must lie inside or outside a sphere, far above rounding errors."""

_CHUNK = 200
"""Atoms measured at once; limits memory to some 10 MB."""


def accessible_areas(
    xyz: NDArray[np.float32],
    radii: NDArray[np.float32],
    wanted: NDArray[np.bool_],
    n_points: int,
) -> NDArray[np.float64]:
    """Accessible area of some atoms.

    Parameters
    ----------
    xyz : numpy.ndarray, shape (n, 3)
        Coordinates in Å.
    radii : numpy.ndarray, shape (n,)
        Van der Waals radii in Å, the probe added.
    wanted : numpy.ndarray, shape (n,)
        Atoms to measure; the others only cover them.
    n_points : int
        Points of a sphere.

    Returns
    -------
    numpy.ndarray, shape (n,), Å²
        0 for atoms that are not wanted.
    """
    everything = Points(xyz)
    reach = 2.0 * float(radii.max(initial=0.0))
    free = np.zeros(len(xyz), dtype=np.float32)
    index = np.flatnonzero(wanted)
    for start in range(0, len(index), _CHUNK):
        mine = index[start : start + _CHUNK]
        near = Points(xyz[mine]).near(everything, reach)
        order = np.argsort(near.point, kind="stable")
        free[mine] = _free_points(xyz, radii, mine, near.point[order], near.other[order], n_points)
    area_of_point = np.float32(4.0 * np.pi / n_points)
    return (area_of_point * free * (radii * radii)).astype(np.float64)


def _free_points(
    xyz: NDArray[np.float32],
    radii: NDArray[np.float32],
    mine: NDArray[np.intp],
    row: NDArray[np.intp],
    other: NDArray[np.intp],
    n_points: int,
) -> NDArray[np.int64]:
    """Number of accessible points of the atoms `mine`; `other` are atoms near `mine[row]`, `row` rising."""
    sphere = _sphere(n_points)
    row, other, direction, cosine = _meeting(xyz, radii, mine, row, other)
    sine = np.sqrt(1 - cosine * cosine)
    # No matrix product, which would start threads of BLAS.
    along = np.multiply.outer(direction[:, 0], sphere.centre[:, 0])
    for axis in (1, 2):
        along += np.multiply.outer(direction[:, axis], sphere.centre[:, axis])
    # A patch is within the angle `sphere.width` of its centre, what an atom covers within that of `cosine`.
    reached, width = np.float32(np.cos(sphere.width)), np.float32(np.sin(sphere.width))
    inside = np.where(cosine < reached, cosine * reached + sine * width, np.float32(2))
    outside = np.where(cosine > -reached, cosine * reached - sine * width, np.float32(-2))
    open_ = np.ones((len(mine), PATCHES), dtype=bool)
    first = _starts(row)
    if len(first):
        open_[row[first]] = ~np.logical_or.reduceat(along > inside[:, None], first, axis=0)
    pair, patch = np.divmod(np.flatnonzero((along > outside[:, None]) & open_[row]), PATCHES)
    return _compared(xyz, radii, mine, open_, row[pair], other[pair], patch, sphere)


def _meeting(
    xyz: NDArray[np.float32],
    radii: NDArray[np.float32],
    mine: NDArray[np.intp],
    row: NDArray[np.intp],
    other: NDArray[np.intp],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32], NDArray[np.float32]]:
    """Pairs of atoms whose spheres meet: direction of the other, and cosine of the angle that it covers."""
    vector = xyz[other] - xyz[mine[row]]
    squared = (vector * vector).sum(axis=1)
    own, its = radii[mine[row]], radii[other]
    meets = (squared > 0) & (squared < (own + its) ** 2)
    squared, own, its = squared[meets], own[meets], its[meets]
    distance = np.sqrt(squared)
    cosine = ((own * own + squared - its * its) / (2 * own * distance)).clip(-1, 1)
    return row[meets], other[meets], vector[meets] / distance[:, None], cosine


def _compared(
    xyz: NDArray[np.float32],
    radii: NDArray[np.float32],
    mine: NDArray[np.intp],
    open_: NDArray[np.bool_],
    row: NDArray[np.intp],
    other: NDArray[np.intp],
    patch: NDArray[np.intp],
    sphere: _Sphere,
) -> NDArray[np.int64]:
    """Count the accessible points in the patches `open_`, by comparing them with the atoms that meet them."""
    key = row * PATCHES + patch
    order = np.argsort(key, kind="stable")
    key, row, other, patch = key[order], row[order], other[order], patch[order]
    own = mine[row]
    squared = np.zeros((len(key), sphere.points.shape[2]), dtype=np.float32)
    for axis in range(3):
        gap = sphere.points[axis].take(patch, axis=0)
        gap *= radii[own, None]
        gap += xyz[own, axis, None]
        np.subtract(xyz[other, axis, None], gap, out=gap)
        gap *= gap
        squared += gap
    hit = squared < (radii * radii)[other, None]
    free = open_[:, :, None] & sphere.real
    first = _starts(key)
    if len(first):
        free.reshape(-1, free.shape[2])[key[first]] &= ~np.logical_or.reduceat(hit, first, axis=0)
    return np.asarray(np.count_nonzero(free.reshape(len(mine), -1), axis=1))


def _starts(rising: NDArray[np.intp]) -> NDArray[np.intp]:
    """Where each value of a rising array is first."""
    return np.flatnonzero(np.diff(rising, prepend=-1))


class _Sphere:
    """Points of the unit sphere by patches.

    Attributes
    ----------
    centre : numpy.ndarray, shape (PATCHES, 3)
    width : float
        Largest angle of a point with the centre of its patch, and `MARGIN`.
    points : numpy.ndarray, shape (3, PATCHES, n)
        Coordinates of the points; smaller patches repeat one, or have another's.
    real : numpy.ndarray of bool, shape (PATCHES, n)
        Points that are no repeats.
    """

    def __init__(self, n_points: int) -> None:
        points, centre = _spiral(n_points), _spiral(PATCHES)
        along = points @ centre.T
        patch = along.argmax(axis=1)
        size = np.bincount(patch, minlength=PATCHES)
        rank = np.arange(size.max())
        first = np.cumsum(size) - size
        self.real: NDArray[np.bool_] = rank < size[:, None]
        place = first[:, None] + np.where(self.real, rank, 0)
        chosen = np.argsort(patch, kind="stable").take(place, mode="clip")
        self.centre: NDArray[np.float32] = centre.astype(np.float32)
        self.width = float(np.arccos(along.max(axis=1).min())) + MARGIN
        self.points: NDArray[np.float32] = np.moveaxis(points.astype(np.float32)[chosen], 2, 0)


@cache
def _sphere(n_points: int) -> _Sphere:
    return _Sphere(n_points)


def _spiral(n: int) -> NDArray[np.float64]:
    """Points spread evenly over the unit sphere, along a golden spiral, shape (n, 3)."""
    angle = (3 - np.sqrt(5)) * np.pi * np.arange(n)
    z = np.linspace(1 - 1.0 / n, 1.0 / n - 1, n)
    radius = np.sqrt(1 - z * z)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), z], axis=1)
