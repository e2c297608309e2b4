"""Neighbours in space: distances from each position of mTOR to others, over the experimental copies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.domains import segments
from mtorstruct.reference.effects import effects
from mtorstruct.reference.functional import transfer_positions
from mtorstruct.reference.phosphosites import believed_sites
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import DOUBTED

FAR_A = np.inf
"""Distance to a residue that is not modelled."""

AT_ONCE = 64
"""Positions whose distances are computed together, so that little memory is needed."""


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


def activating_neighbours(
    atlas: Atlas,
    uniprot_positions: NDArray[np.int64],
    apart: int = 1,
    without: frozenset[int] = frozenset(),
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distance of positions of mTOR to the nearest activating position, and that position.

    Parameters
    ----------
    atlas : Atlas
        Where the CA positions come from.
    uniprot_positions : numpy.ndarray
        Positions of mTOR, shape (n,).
    apart : int
        Activating positions fewer than so many residues away in the sequence do not count; 1 leaves the
        position itself out.
    without : frozenset of int
        Activating positions that do not count.
    """
    targets = tuple(p for p in activating_positions() if p not in without)
    return nearest_of(atlas, "MTOR", uniprot_positions, targets, apart)


def across_fat_and_kinase(atlas: Atlas, uniprot_positions: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the CA distance of positions of FAT or kinase to the other of the two, shape (n,)."""
    across = np.full(len(uniprot_positions), FAR_A)
    for domain, other in (("FAT", "kinase"), ("kinase", "FAT")):
        within = set(positions_of(domain))
        mine = np.array([p in within for p in uniprot_positions.tolist()], dtype=bool)
        across[mine], _ = nearest_of(atlas, "MTOR", uniprot_positions[mine], positions_of(other))
    return across


def to_transfer(atlas: Atlas, uniprot_positions: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the CA distance of positions of mTOR to the nearest residue that passes the phosphate on.

    These are `transfer_positions`; the distance of such a residue is 0.
    """
    return nearest_of(atlas, "MTOR", uniprot_positions, transfer_positions())[0]


def nearest_of(
    atlas: Atlas,
    gene: str,
    uniprot_positions: NDArray[np.int64],
    targets: Sequence[int],
    apart: int = 0,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the CA distance (Å) of positions of a protein to the nearest of some others, and which that is.

    In the same chain, the smallest over the experimental copies; `FAR_A` where a residue is not modelled, or
    all are fewer than `apart` residues away in the sequence. Both have shape (n,).
    """
    if not len(targets):
        n = len(uniprot_positions)
        return np.full(n, FAR_A), np.zeros(n, dtype=np.int64)
    known = _known(atlas, gene, tuple(targets), apart)
    known.compute(uniprot_positions)
    at = uniprot_positions - 1
    return known.distance[at], known.nearest[at]


class _Known:
    """Distances of positions of a protein to the nearest of some others, computed once each."""

    def __init__(self, traces: NDArray[np.float64], targets: NDArray[np.int64], apart: int) -> None:
        self._traces, self._targets, self._apart = traces, targets, apart
        self._ends = traces[:, None, targets - 1]
        # The distance between two unknown places, too, is infinite.
        self._ends[np.isinf(self._ends)] *= -1
        self.distance = np.full(traces.shape[1], np.nan)
        self.nearest = np.zeros(traces.shape[1], dtype=np.int64)

    def compute(self, uniprot_positions: NDArray[np.int64]) -> None:
        """Compute the distances of positions that are not known yet."""
        new = np.unique(uniprot_positions[np.isnan(self.distance[uniprot_positions - 1])])
        for first in range(0, len(new), AT_ONCE):
            here = new[first : first + AT_ONCE]
            starts = self._traces[:, here - 1, None]
            squared = sum((starts[..., axis] - self._ends[..., axis]) ** 2 for axis in range(3))
            nearest = np.min(squared, axis=0, initial=FAR_A)
            nearest[np.abs(here[:, None] - self._targets) < self._apart] = FAR_A
            best = nearest.argmin(axis=1)
            self.nearest[here - 1] = self._targets[best]
            self.distance[here - 1] = np.sqrt(nearest[np.arange(len(here)), best])


@cache
def _known(atlas: Atlas, gene: str, targets: tuple[int, ...], apart: int) -> _Known:
    return _Known(_traces(atlas, gene), np.array(targets, dtype=np.int64), apart)


@cache
def _traces(atlas: Atlas, gene: str) -> NDArray[np.float64]:
    """Return CA positions of each experimental copy, shape (copies, length, 3); infinite where unknown.

    That is where the residue is missing, or its register in doubt.
    """
    residues = atlas.residues
    rows = np.array(atlas.chains(gene), dtype=np.int64).reshape(-1, len(protein(gene)))
    xyz = np.stack([residues.take(f"ca_{axis}", rows) for axis in "xyz"], axis=-1)
    xyz[np.isnan(xyz) | residues.is_any_of("register", DOUBTED, rows)[..., None]] = FAR_A
    return xyz


def positions_of(domain: str) -> list[int]:
    """Return UniProt positions of one domain of mTOR."""
    return [p for s in segments("MTOR") if s.domain == domain for p in range(s.start, s.end + 1)]
