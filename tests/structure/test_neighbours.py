"""Both ways to find neighbours give the same pairs and distances, on the atoms of real structures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from mtorstruct.structure.loading import load
from mtorstruct.structure.neighbours import Near, Points, distances

Compare = Callable[[Callable[[], Any]], tuple[Any, Any]]


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Compare:
    """Call something with all points compared, and with the tree."""

    def call(work: Callable[[], Any]) -> tuple[Any, Any]:
        found = []
        for few in (True, False):
            monkeypatch.setattr(Points, "_few", lambda self, others, few=few: few)
            found.append(work())
        return found[0], found[1]

    return call


@pytest.fixture(params=["1fap.cif.gz", "2gaq.pdb.gz"])
def halves(request: pytest.FixtureRequest, shared_structures: Path) -> tuple[NDArray[Any], NDArray[Any]]:
    """Every second atom of a structure, and the others."""
    xyz = load(shared_structures / request.param).atoms.xyz[0]
    return xyz[::2], xyz[1::2]


def test_both_ways_give_the_same_neighbours(halves: tuple[NDArray[Any], NDArray[Any]], both: Compare) -> None:
    one, other = halves

    def near() -> list[Any]:
        found: Near = Points(one).near(Points(other), 5.0)
        return sorted(zip(*(column.tolist() for column in found), strict=True))

    compared, searched = both(near)
    assert compared == searched
    gap = cdist(one, other)
    assert [(i, j) for i, j, _ in compared] == list(zip(*np.nonzero(gap <= 5.0), strict=True))
    assert [value for *_, value in compared] == gap[gap <= 5.0].tolist()


def test_both_ways_give_the_same_pairs(halves: tuple[NDArray[Any], NDArray[Any]], both: Compare) -> None:
    one, _ = halves
    compared, searched = both(lambda: {tuple(sorted(pair)) for pair in Points(one).pairs(4.0).tolist()})
    assert compared == searched
    assert len(compared) == (np.triu(cdist(one, one) <= 4.0, k=1)).sum()


def test_both_ways_count_alike(halves: tuple[NDArray[Any], NDArray[Any]], both: Compare) -> None:
    one, _ = halves
    compared, searched = both(lambda: Points(one).counts(8.0).tolist())
    assert compared == searched == (cdist(one, one) <= 8.0).sum(axis=1).tolist()


@pytest.mark.parametrize("below", [np.inf, 1.4])
def test_both_ways_find_the_nearest(
    halves: tuple[NDArray[Any], NDArray[Any]], both: Compare, below: float
) -> None:
    one, other = halves
    compared, searched = both(lambda: Points(one).nearest(other, below).tolist())
    gap = cdist(other, one).min(axis=1)
    assert compared == searched == np.where(gap < below, gap, np.inf).tolist()
    assert np.isinf(compared).any() == np.isfinite(below)


def test_distances_are_those_of_scipy(halves: tuple[NDArray[Any], NDArray[Any]]) -> None:
    assert np.array_equal(distances(*halves), cdist(*halves))


def test_of_no_points_none_are_near(both: Compare) -> None:
    none, one = Points(np.zeros((0, 3))), Points(np.zeros((1, 3)))
    for pair in ((none, one), (one, none), (none, none)):
        compared, searched = both(lambda pair=pair: [len(column) for column in pair[0].near(pair[1], 5.0)])
        assert compared == searched == [0, 0, 0]
    compared, searched = both(lambda: none.nearest(one.xyz).tolist())
    assert compared == searched == [np.inf]
