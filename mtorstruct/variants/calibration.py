"""Bands of substitutions by points for activation, held against what tumours have selected.

Random missense substitutions are those that single-nucleotide changes make in residues 1385-2549, weighted by
mutability. No published effect of the position itself is looked at, and substitutions whose own activity is
published are left out of the counts, since points and rules were chosen in sight of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.bands import Band
from mtorstruct.reference.tumours import Excess, excesses, random_missense
from mtorstruct.variants.verdicts.bands import BANDS, bands
from mtorstruct.variants.verdicts.evidence import published
from mtorstruct.variants.verdicts.facts import mutant_codes
from mtorstruct.variants.verdicts.judge import Judgement, Options, judge


@cache
def judged_missense(atlas: Atlas) -> Judgement:
    """Return verdicts by rule on the random missense substitutions, in their order."""
    missense = random_missense()
    rows = atlas.summary_rows(["MTOR"] * len(missense.mutant), missense.position.tolist())
    return judge(rows, mutant_codes(missense.mutant), atlas, Options(use_published=False))


@cache
def unpublished() -> NDArray[np.bool_]:
    """Return whether the activity of each random missense substitution is not published, shape (n,)."""
    missense, known = random_missense(), published()
    keys = zip(missense.position.tolist(), missense.mutant, strict=True)
    mine = [known.get(("MTOR", position, mutant)) for position, mutant in keys]
    return np.array([found is None or found.verdict("activity") is None for found in mine], dtype=bool)


def excess_of_unpublished(chosen: Mapping[str, NDArray[np.bool_]]) -> dict[str, Excess]:
    """Return the excess of tumours for some sets, without substitutions whose activity is published.

    Parameters
    ----------
    chosen : mapping of str to numpy.ndarray
        A mask of shape (n,) over `random_missense` for each name.
    """
    return excesses({name: mask & unpublished() for name, mask in chosen.items()})


def measured_bands(atlas: Atlas) -> tuple[Band, ...]:
    """Return the bands as tumours and rules have them now.

    Parameters
    ----------
    atlas : Atlas
        Where distances come from.
    """
    missense, band = random_missense(), bands(judged_missense(atlas))
    masks = {name: band == k for k, name in enumerate(BANDS)}
    return tuple(
        Band(
            name,
            missense.share(masks[name]),
            excess.samples,
            excess.expected,
            excess.selected,
            excess.selected_low,
            excess.selected_high,
        )
        for name, excess in excess_of_unpublished(masks).items()
    )
