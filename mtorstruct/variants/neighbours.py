"""Neighbours in space: how near each position of mTOR comes to others, over the experimental copies."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.domains import segments
from mtorstruct.reference.effects import effects
from mtorstruct.reference.functional import catalytic_positions
from mtorstruct.reference.proteins import protein

FAR_A = np.inf
"""Distance to what is not there."""


@cache
def activating_positions() -> tuple[int, ...]:
    """UniProt positions of mTOR with a single substitution that is published as activating."""
    return tuple(
        sorted(
            {
                e.substitutions[0][1]
                for e in effects()
                if e.gene == "MTOR" and e.activity == "activating" and len(e.substitutions) == 1
            }
        )
    )


@cache
def activating_neighbours(atlas: Atlas, apart: int = 1) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """For each position of mTOR the distance to the nearest activating position, and that position.

    Parameters
    ----------
    atlas : Atlas
        Where the CA positions come from.
    apart : int
        Positions fewer than so many residues away in the sequence do not count; 1 leaves the position
        itself out.
    """
    targets = np.array(activating_positions())
    nearest = np.full((len(protein("MTOR")), len(targets)), FAR_A)
    for xyz in _traces(atlas):
        np.minimum(nearest, _squared_distances(xyz, xyz[targets - 1]), out=nearest)
    along = np.abs(np.arange(1, len(nearest) + 1)[:, None] - targets[None])
    nearest[along < apart] = FAR_A
    best = nearest.argmin(axis=1)
    return np.sqrt(nearest[np.arange(len(nearest)), best]), targets[best]


@cache
def across_fat_and_kinase(atlas: Atlas) -> NDArray[np.float64]:
    """For each position of FAT or kinase the CA distance to the other of the two."""
    fat, kinase = positions_of("FAT"), positions_of("kinase")
    across = np.full(len(protein("MTOR")), FAR_A)
    for xyz in _traces(atlas):
        between = _squared_distances(xyz[fat - 1], xyz[kinase - 1])
        across[fat - 1] = np.minimum(across[fat - 1], between.min(axis=1))
        across[kinase - 1] = np.minimum(across[kinase - 1], between.min(axis=0))
    return np.asarray(np.sqrt(across))


@cache
def to_catalytic(atlas: Atlas) -> NDArray[np.float64]:
    """For each position of mTOR the CA distance to the nearest catalytic residue, itself included."""
    catalytic = np.array(catalytic_positions())
    nearest = np.full(len(protein("MTOR")), FAR_A)
    for xyz in _traces(atlas):
        np.minimum(nearest, _squared_distances(xyz, xyz[catalytic - 1]).min(axis=1), out=nearest)
    return np.asarray(np.sqrt(nearest))


def _traces(atlas: Atlas) -> Iterable[NDArray[np.float64]]:
    """CA positions of each experimental copy of mTOR, shape (2549, 3); NaN where missing or in doubt."""
    for rows in atlas.chains("MTOR"):
        xyz = np.stack([atlas.residues.column(f"ca_{axis}")[rows] for axis in "xyz"], axis=1)
        xyz[atlas.residues.take("register", rows) == "in_doubt"] = np.nan
        yield xyz


def _squared_distances(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared distances of all pairs, shape (len(a), len(b)); infinite where one of them is missing."""
    squared = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None] - 2 * (a @ b.T)
    return np.where(np.isnan(squared), FAR_A, np.maximum(squared, 0))


def positions_of(domain: str) -> NDArray[np.int64]:
    """UniProt positions of one domain of mTOR."""
    return np.concatenate([np.arange(s.start, s.end + 1) for s in segments("MTOR") if s.domain == domain])
