"""In-frame variants: which of them lie in a stretch that a rule or a publication is about.

All that is asked of the first and the last residue of such a variant becomes one number, so that variants of
many lengths are still judged once a kind.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.effects import effects
from mtorstruct.reference.stretches import Stretch, inframe_stretches

DELETES_INHIBITORY, SHORTENS_INHIBITORY, IN_INDEL_HOTSPOT = 1, 2, 4
"""Parts of a number: the inhibitory stretch is deleted, a part of it is, the variant is of the hotspot.

The published deletion itself has none of the first.
"""

_PUBLISHED = 8
"""What the number of a published deletion, counted from 1, is multiplied by."""

NOTHING = 0
"""Number of a variant that lies in no such stretch."""

Deletion = tuple[str, int, int]
"""Gene, first and last UniProt position that is deleted."""


@cache
def published_deletions() -> tuple[Deletion, ...]:
    """Return the deletions with a published effect, seen in a source or not."""
    found = ((e.gene, e.deletion) for e in effects(include_unverified=True))
    return tuple(dict.fromkeys((gene, d[1], d[3]) for gene, d in found if d))


def in_frame_numbers(
    first_rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    is_deletion: NDArray[np.bool_],
    is_delins: NDArray[np.bool_],
    atlas: Atlas,
) -> NDArray[np.int64]:
    """Return the number of each in-frame variant, shape (n,).

    Parameters
    ----------
    first_rows : numpy.ndarray
        Rows of the atlas summary of the first residues, shape (n,).
    lengths : numpy.ndarray
        Number of residues affected, shape (n,).
    is_deletion, is_delins : numpy.ndarray
        Whether residues are deleted and none is put in, and whether some are, shape (n,). Others are
        insertions and duplications.
    atlas : Atlas
        The atlas that the rows are of.
    """
    gene, first = atlas.summary.take("gene", first_rows), atlas.summary.take("position", first_rows)
    last = first + lengths - 1
    inhibitory, hotspot = inframe_stretches()
    whole = (first <= inhibitory.start) & (last >= inhibitory.end) & (is_deletion | is_delins)
    inside = _in(inhibitory, gene, first, last)
    published = np.zeros(len(first), dtype=np.int64)
    for k, (of, start, end) in enumerate(published_deletions(), 1):
        published[(gene == of) & (first == start) & (last == end) & is_deletion] = k
    # A rule that rests on the publication of a deletion is no second reason for a verdict on that one.
    number = DELETES_INHIBITORY * (inside & whole & (published == 0))
    number += SHORTENS_INHIBITORY * (inside & ~whole & is_deletion)
    number += IN_INDEL_HOTSPOT * _in(hotspot, gene, first, last)
    return np.asarray(number + _PUBLISHED * published)


def published_deletion(number: int) -> Deletion | None:
    """Return the published deletion that a number stands for, None where it stands for none."""
    k = number // _PUBLISHED
    return published_deletions()[k - 1] if k else None


def _in(
    s: Stretch, gene: NDArray[np.object_], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return whether variants overlap with a stretch, and take nothing away beyond its surroundings."""
    overlaps = (first <= s.end) & (last >= s.start)
    return np.asarray((gene == s.gene) & overlaps & (first >= s.within_start) & (last <= s.within_end))
