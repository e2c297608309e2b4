"""Neighbours in space: distances from each position of mTOR to others, over the experimental copies."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.domains import segments
from mtorstruct.reference.effects import effects
from mtorstruct.reference.functional import transfer_positions
from mtorstruct.reference.phosphosites import believed_sites
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import is_doubted

FAR_A = np.inf
"""Distance to a residue that is not modelled."""


@cache
def activating_substitutions() -> dict[int, str]:
    """Return the new amino acids published as activating alone, by UniProt position of mTOR.

    Without phosphosites, whose replacement acts through the phosphate that is lost or imitated, and not
    through the structure around them.
    """
    found: dict[int, str] = {}
    for e in effects():
        if e.gene == "MTOR" and e.activity == "activating" and len(e.substitutions) == 1:
            ((_, position, mutant),) = e.substitutions
            if ("MTOR", position) not in believed_sites() and mutant not in found.get(position, ""):
                found[position] = found.get(position, "") + mutant
    return dict(sorted(found.items()))


@cache
def activating_positions() -> tuple[int, ...]:
    """Return UniProt positions of mTOR with a single substitution published as activating."""
    return tuple(activating_substitutions())


@cache
def activating_neighbours(
    atlas: Atlas, apart: int = 1, without: frozenset[int] = frozenset()
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return, for each position of mTOR, the distance to the nearest activating position, and that position.

    Parameters
    ----------
    atlas : Atlas
        Where the CA positions come from.
    apart : int
        Positions fewer than so many residues away in the sequence do not count; 1 leaves the position
        itself out.
    without : frozenset of int
        Activating positions that do not count.
    """
    targets = tuple(p for p in activating_positions() if p not in without)
    return nearest_of(atlas, "MTOR", targets, apart)


@cache
def across_fat_and_kinase(atlas: Atlas) -> NDArray[np.float64]:
    """Return, for each position of FAT or kinase, the CA distance to the other of the two."""
    across = np.full(len(protein("MTOR")), FAR_A)
    for xyz in _traces(atlas):
        fat, kinase = (_modelled(xyz, positions_of(domain) - 1) for domain in ("FAT", "kinase"))
        between = _squared_distances(xyz, fat, kinase)
        across[fat] = np.minimum(across[fat], between.min(axis=1, initial=FAR_A))
        across[kinase] = np.minimum(across[kinase], between.min(axis=0, initial=FAR_A))
    return np.asarray(np.sqrt(across))


@cache
def to_transfer(atlas: Atlas) -> NDArray[np.float64]:
    """Return, for each mTOR position, the CA distance to the nearest residue that passes the phosphate on.

    These are `transfer_positions`; the distance of such a residue is 0.
    """
    return nearest_of(atlas, "MTOR", transfer_positions())[0]


@cache
def nearest_of(
    atlas: Atlas, gene: str, uniprot_positions: tuple[int, ...], apart: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return, for each position of a protein, the CA distance (Å) to the nearest of some residues, and which.

    In the same chain, the smallest over the experimental copies; `FAR_A` where a residue is not modelled, or
    all are fewer than `apart` residues away in the sequence.
    """
    length = len(protein(gene))
    targets = np.array(uniprot_positions, dtype=np.int64)
    if not len(targets):
        return np.full(length, FAR_A), np.zeros(length, dtype=np.int64)
    nearest = np.full((length, len(targets)), FAR_A)
    for xyz in _traces(atlas, gene):
        here, (column,) = _modelled(xyz), np.nonzero(np.isfinite(xyz[targets - 1, 0]))
        cells = np.ix_(here, column)
        nearest[cells] = np.minimum(nearest[cells], _squared_distances(xyz, here, targets[column] - 1))
    along = np.abs(np.arange(1, length + 1)[:, None] - targets[None])
    nearest[along < apart] = FAR_A
    best = nearest.argmin(axis=1)
    return np.sqrt(nearest[np.arange(length), best]), targets[best]


@cache
def _traces(atlas: Atlas, gene: str = "MTOR") -> tuple[NDArray[np.float64], ...]:
    """Return CA positions of each experimental copy, shape (length, 3); NaN where missing or in doubt."""
    found = []
    for rows in atlas.chains(gene):
        xyz = np.stack([atlas.residues.column(f"ca_{axis}")[rows] for axis in "xyz"], axis=1)
        xyz[is_doubted(atlas.residues.take("register", rows))] = np.nan
        found.append(xyz)
    return tuple(found)


def _modelled(xyz: NDArray[np.float64], rows: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return the rows of a trace that have coordinates, of all or of some."""
    rows = np.arange(len(xyz)) if rows is None else rows
    return np.asarray(rows[np.isfinite(xyz[rows, 0])])


def _squared_distances(
    xyz: NDArray[np.float64], one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return squared distances of all pairs of some rows and others, shape (len(one), len(other))."""
    a, b = xyz[one], xyz[other]
    squared = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None]
    squared -= 2 * (a @ b.T)
    np.maximum(squared, 0, out=squared)
    return np.asarray(squared)


def positions_of(domain: str) -> NDArray[np.int64]:
    """Return UniProt positions of one domain of mTOR."""
    return np.concatenate([np.arange(s.start, s.end + 1) for s in segments("MTOR") if s.domain == domain])
