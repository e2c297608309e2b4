"""Resolve ambiguous gap placement in an alignment by peptide bonds and author numbers.

Next to an unmodelled range, a residue often fits on either side of the gap with the same score. Bonded
residues are neighbours in the sequence; residues with consecutive author numbers mostly are. Both only choose
among positions that the amino acids allow. A block that is too short to be proof by itself and not consistent
with its chain gets no position.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.alignment import UNKNOWN

MIN_PIECE = 8
"""Correct residues that an ungapped block needs to stand by itself: five of seven are found by chance."""

MIN_TORN_PIECE = 4
"""Correct residues that an ungapped block needs if it is bonded to residues without a position."""

MIN_PIECE_IDENTITY = 0.7
"""Least share of correct residues among an ungapped block's known residues."""

MIN_TRUST = 0.95
"""Least share of a chain's proven residues on one diagonal for its author numbers to support others."""


@dataclass(frozen=True)
class Neighbourhood:
    """Evidence of sequence neighbourhood in a file; arrays over the n - 1 pairs of consecutive residues.

    `auth` are the author numbers, shape ``(n,)``. `follows`: the second number is one more than the first.
    `joined`: there is a peptide bond. `apart`: the residues are too far from each other to be neighbours.
    `broken`: so far that residues are missing between them.
    """

    auth: NDArray[np.int64]
    follows: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    apart: NDArray[np.bool_]
    broken: NDArray[np.bool_]


def settle(
    aligned: NDArray[np.int32],
    observed: NDArray[np.uint8],
    reference: NDArray[np.uint8],
    near: Neighbourhood,
) -> NDArray[np.int32]:
    """Resolve the ambiguous positions of an aligned chain.

    Parameters
    ----------
    aligned : numpy.ndarray, shape (n,)
        UniProt position of each residue as aligned, rising; 0 where there is none.
    observed : numpy.ndarray, shape (n,)
        One-letter codes of the chain, as character codes.
    reference : numpy.ndarray
        The UniProt sequence, as character codes.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Positions, still rising, not yet checked by `keep_proven`.
    """
    position = aligned.copy()
    position[observed == UNKNOWN] = 0
    index = np.arange(len(position), dtype=np.int64)
    for run in slices_between(~near.joined):
        _gather(position, observed, reference, index, run, fallback=None)
    main = _diagonal(position, near.auth, is_right(position, observed, reference))[0]
    for run in slices_between(~near.follows):
        _gather(position, observed, reference, near.auth, run, fallback=main)
    _place_unknown(position, observed, reference, near)
    return position


def keep_proven(
    position: NDArray[np.int32],
    observed: NDArray[np.uint8],
    reference: NDArray[np.uint8],
    near: Neighbourhood,
    *,
    stated: bool,
) -> NDArray[np.int32]:
    """Keep the positions that the amino acids prove, one ungapped block at a time.

    Ends of a block that are mostly mismatches are trimmed: tags, and conflicts without matching residues
    beyond them. The rest stands by itself if it is long enough and correct. A shorter block needs support:
    the file's statement, or author numbers that hold for the rest of the chain and do not contradict the
    coordinates.

    Parameters
    ----------
    stated : bool
        Whether the positions are the file's own statement.

    Returns
    -------
    numpy.ndarray, shape (n,)
        The positions, 0 where one is not proven.
    """
    kept = position.copy()
    _trim(kept, observed, reference, near)
    right = is_right(kept, observed, reference)
    strong: list[slice] = []
    weak: list[slice] = []
    for piece in _pieces(kept, near.apart | ~(near.follows | near.joined)):
        n_known = int((observed[piece] != UNKNOWN).sum())
        n_right = int(right[piece].sum())
        if n_right == 0 or n_right < MIN_PIECE_IDENTITY * n_known:
            kept[piece] = 0
        else:
            (strong if n_right >= MIN_PIECE else weak).append(piece)
    proven = np.zeros(len(kept), dtype=bool)
    for piece in strong:
        proven[piece] = right[piece]
    main, support = _diagonal(kept, near.auth, proven)
    trusted = support >= MIN_TRUST * proven.sum()
    for piece in weak:
        on_main = main is not None and kept[piece.start] - near.auth[piece.start] == main
        torn = _bonded_to_unplaced(piece, kept, near) and right[piece].sum() < MIN_TORN_PIECE
        supported = trusted and on_main and _numbers_reach(piece, proven, near)
        if torn or not (stated or supported):
            kept[piece] = 0
    return kept


def _numbers_reach(piece: slice, proven: NDArray[np.bool_], near: Neighbourhood) -> bool:
    """Whether the author numbers up to a proven residue on either side pass over no break in the chain."""
    passed = near.follows & near.broken
    before, after = np.flatnonzero(proven[: piece.start]), np.flatnonzero(proven[piece.stop :])
    left = len(before) > 0 and not passed[before[-1] : piece.start].any()
    right = len(after) > 0 and not passed[piece.stop - 1 : piece.stop + after[0]].any()
    return bool(left or right)


def _bonded_to_unplaced(piece: slice, position: NDArray[np.int32], near: Neighbourhood) -> bool:
    """Whether a block is bonded to a residue without a position."""
    before = piece.start > 0 and near.joined[piece.start - 1] and position[piece.start - 1] == 0
    after = piece.stop < len(position) and near.joined[piece.stop - 1] and position[piece.stop] == 0
    return bool(before or after)


def is_right(
    position: NDArray[np.int32] | NDArray[np.int64], observed: NDArray[np.uint8], reference: NDArray[np.uint8]
) -> NDArray[np.bool_]:
    """Mask of known residues that match the reference amino acid at their position."""
    inside = (position >= 1) & (position <= len(reference)) & (observed != UNKNOWN)
    right = np.zeros(len(position), dtype=bool)
    right[inside] = reference[position[inside] - 1] == observed[inside]
    return right


def slices_between(breaks: NDArray[np.bool_]) -> list[slice]:
    """Slices of n residues, split at every marked one of the n - 1 pairs."""
    cuts = np.flatnonzero(breaks) + 1
    return [slice(int(a), int(b)) for a, b in zip([0, *cuts], [*cuts, len(breaks) + 1], strict=True)]


def _pieces(position: NDArray[np.int32], breaks: NDArray[np.bool_]) -> list[slice]:
    """Ungapped blocks: runs of consecutive positions, also split at marked pairs."""
    follows = (position[1:] > 0) & (position[:-1] > 0) & (np.diff(position) == 1)
    return [piece for piece in slices_between(~follows | breaks) if position[piece.start] > 0]


def _diagonal(
    position: NDArray[np.int32], number: NDArray[np.int64], right: NDArray[np.bool_]
) -> tuple[int | None, int]:
    """Commonest offset between position and number among the matching residues, and how many have it."""
    offsets, counts = np.unique((position - number)[right], return_counts=True)
    if not len(offsets):
        return None, 0
    return int(offsets[counts.argmax()]), int(counts.max())


def _gather(
    position: NDArray[np.int32],
    observed: NDArray[np.uint8],
    reference: NDArray[np.uint8],
    number: NDArray[np.int64],
    run: slice,
    *,
    fallback: int | None,
) -> None:
    """Move, in place, the blocks of a run to its diagonal where they fit there at least as well.

    A run that proves no diagonal of its own uses the fallback.
    """
    right = is_right(position[run], observed[run], reference)
    offset, support = _diagonal(position[run], number[run], right)
    if support < MIN_PIECE:
        offset = fallback
    if offset is None:
        return
    there = number[run] + offset
    right_there = is_right(there, observed[run], reference)
    for piece in _pieces(position[run], np.zeros(run.stop - run.start - 1, dtype=bool)):
        if right_there[piece].sum() < right[piece].sum():
            continue
        start, stop = run.start + piece.start, run.start + piece.stop
        before = position[:start].max(initial=0)
        after = position[stop:][position[stop:] > 0].min(initial=len(reference) + 1)
        if before < there[piece][0] and there[piece][-1] < after:
            position[start:stop] = there[piece]


def _place_unknown(
    position: NDArray[np.int32],
    observed: NDArray[np.uint8],
    reference: NDArray[np.uint8],
    near: Neighbourhood,
) -> None:
    """Assign to unknown residues, in place, the position that proven residues of their run imply."""
    for run in slices_between(~near.follows | near.apart):
        unknown = observed[run] == UNKNOWN
        right = is_right(position[run], observed[run], reference)
        offset, support = _diagonal(position[run], near.auth[run], right)
        if offset is None or support < MIN_PIECE or not unknown.any():
            continue
        there = near.auth[run] + offset
        inside = unknown & (there >= 1) & (there <= len(reference)) & ~np.isin(there, position)
        position[run] = np.where(inside, there, position[run])


def _trim(
    position: NDArray[np.int32],
    observed: NDArray[np.uint8],
    reference: NDArray[np.uint8],
    near: Neighbourhood,
) -> None:
    """Remove, in place, the positions at the ends of blocks that are mostly mismatches.

    A mismatch weighs as much as three matches. An unknown residue weighs nothing.
    """
    right = is_right(position, observed, reference)
    weight = np.where(observed == UNKNOWN, 0, np.where(right, -1, 3))
    for piece in _pieces(position, near.apart | ~(near.follows | near.joined)):
        if right[piece].all():
            continue
        for order in (
            slice(piece.start, piece.stop),
            slice(piece.stop - 1, piece.start - 1 if piece.start else None, -1),
        ):
            against = np.cumsum(weight[order])
            if against.max() > 0:
                position[order][: int(against.argmax()) + 1] = 0
