"""Bands of substitutions by points for activation, held against what tumours have selected.

Random missense substitutions are those that single-nucleotide changes make in residues 1385-2549, weighted by
mutability. No published effect of the position itself is looked at, and substitutions whose own activity is
published are left out of the counts, since points and rules were chosen in sight of them.
"""

from __future__ import annotations

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
from mtorstruct.variants.verdicts.rules.table import SIGN_OF_ACTIVATION

AGREEMENT = ("points and a rule", "a rule alone", "points alone", "neither")
"""Whether 3 points or more, or a rule on activating residues and places, speak for activation."""


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


def measured_bands(atlas: Atlas) -> tuple[Band, ...]:
    """Return the bands as tumours and rules have them now.

    Parameters
    ----------
    atlas : Atlas
        Where distances come from.
    """
    missense, band = random_missense(), bands(judged_missense(atlas))
    masks = {name: band == k for k, name in enumerate(BANDS)}
    found = excesses({name: mask & unpublished() for name, mask in masks.items()})
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
        for name, excess in found.items()
    )


def measured_agreement(atlas: Atlas) -> dict[str, Excess]:
    """Return the excess of tumours by `AGREEMENT` of points and rules, published substitutions left out."""
    judgement = judged_missense(atlas)
    band = bands(judgement)
    scored = (band >= 0) & (band < BANDS.index("natural residue")) & unpublished()
    points, rule = judgement.facts["points"] >= 3, SIGN_OF_ACTIVATION.holds(judgement.facts)
    masks = (points & rule, ~points & rule, points & ~rule, ~points & ~rule)
    return excesses({name: mask & scored for name, mask in zip(AGREEMENT, masks, strict=True)})
