"""Which points in space are near which others.

Neighbours are searched for in a k-d tree of SciPy. Before that is loaded, few points are compared with all
others in numpy, which takes no longer than loading it, so that a process that measures one small structure
needs a fifth less memory. Both ways give the same pairs and distances, to the last bit.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

FEW = 2_500
"""Largest sets of which all points are compared, as long as SciPy is not loaded."""

_BLOCK = 1 << 16


class Near(NamedTuple):
    """Pairs of points within a distance, shape ``(n_pairs,)`` each, in no order: `other` is near `point`."""

    point: NDArray[np.intp]
    other: NDArray[np.intp]
    distance: NDArray[np.float64]


class Points:
    """A set of points that others are compared with.

    Parameters
    ----------
    xyz : numpy.ndarray, shape (n, 3)
        Coordinates in Å, none of them NaN.
    """

    def __init__(self, xyz: NDArray[np.floating[Any]]) -> None:
        self.xyz = np.asarray(xyz, dtype=np.float64)

    @cached_property
    def _tree(self) -> cKDTree:
        from scipy.spatial import cKDTree

        return cKDTree(self.xyz)

    def _few(self, others: NDArray[Any]) -> bool:
        return max(len(self.xyz), len(others)) <= FEW and "scipy.spatial" not in sys.modules

    def near(self, others: Points, reach_A: float) -> Near:
        """Return the pairs of a point of this set and one of another set that are at most `reach_A` apart."""
        if not self._few(others.xyz):
            found = self._tree.sparse_distance_matrix(others._tree, reach_A, output_type="ndarray")
            return Near(found["i"], found["j"], found["v"])
        parts = []
        for start, gap in _blocks(self.xyz, others.xyz):
            point, other = np.nonzero(gap <= reach_A)
            parts.append((point + start, other, gap[point, other]))
        return Near(*map(np.concatenate, zip(*parts, strict=True)))

    def pairs(self, reach_A: float) -> NDArray[np.intp]:
        """Return the pairs of points that are at most `reach_A` apart, shape (n_pairs, 2), each once."""
        if not self._few(self.xyz):
            return np.asarray(self._tree.query_pairs(reach_A, output_type="ndarray"))
        found = self.near(self, reach_A)
        once = found.point < found.other
        return np.stack([found.point[once], found.other[once]], axis=1)

    def counts(self, reach_A: float) -> NDArray[np.intp]:
        """Return the number of points at most `reach_A` from each, itself included, shape (n,)."""
        if not self._few(self.xyz):
            return np.asarray(self._tree.query_ball_point(self.xyz, reach_A, return_length=True))
        return np.bincount(self.near(self, reach_A).point, minlength=len(self.xyz))

    def nearest(self, others: NDArray[np.floating[Any]], below_A: float = np.inf) -> NDArray[np.float64]:
        """Return the distance from each of some other points, shape (m, 3), to the nearest of this set.

        It is in Å, infinite where no point is nearer than `below_A`.
        """
        if not self._few(others):
            return np.asarray(self._tree.query(others, distance_upper_bound=below_A)[0])
        gap = np.full(len(others), np.inf)
        for start, block in _blocks(others, self.xyz):
            gap[start : start + len(block)] = block.min(axis=1, initial=np.inf)
        gap[gap >= below_A] = np.inf
        return gap


def distances(one: NDArray[np.floating[Any]], other: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return all distances between the points of two sets, shape (n, 3) and (m, 3): shape (n, m), in Å."""
    one, other = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    squared = np.zeros((len(one), len(other)))
    for axis in range(3):
        gap = np.subtract.outer(one[:, axis], other[:, axis])
        squared += np.multiply(gap, gap, out=gap)
    return np.sqrt(squared, out=squared)


def _blocks(
    one: NDArray[np.floating[Any]], other: NDArray[np.floating[Any]]
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Yield, at least once, distances from some points of a set to all of another, and the first's number."""
    rows = max(1, _BLOCK // max(1, len(other)))
    for start in range(0, max(1, len(one)), rows):
        yield start, distances(one[start : start + rows], other)
