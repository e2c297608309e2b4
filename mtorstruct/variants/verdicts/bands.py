"""Band of a substitution by its points for activation, and the probability that belongs to the band.

Of a substitution that is seen in a tumour, the probability is that it was selected there. It belongs to the
band and not to the substitution, and was measured without those that are published.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.bands import Band, activity_bands
from mtorstruct.tables import Columns
from mtorstruct.variants.verdicts.judge import INACTIVATING, VALUES, Judgement
from mtorstruct.variants.verdicts.rules.points import SCORED

BANDS = ("4 points", "3 points", "2 points", "1 point or less", "natural residue")
"""Names of the bands, those with most points first."""

NO_BAND = -1

PROBABILITY_COLUMNS = ("activity_probability", "activity_probability_low", "activity_probability_high")


SENTENCES = {
    "4 points": "Of substitutions with 4 points that tumours have, {share} were selected there.",
    "3 points": "Of substitutions with 3 points that tumours have, {share} were selected there.",
    "2 points": "Of substitutions with 2 points that tumours have, {share} were selected there: no verdict.",
    "1 point or less": (
        "Of substitutions with 1 point or less that tumours have, {share} were selected there; published "
        "activating ones are among them, so that they are not neutral for that."
    ),
    "natural residue": (
        "Of substitutions by a residue that other TORs have there, and that tumours have, {share} were "
        "selected there."
    ),
}
"""What tumours say of each band."""


def sentence(band: Band) -> str:
    """Return what tumours say of a band, in a sentence.

    Examples
    --------
    >>> sentence(Band("4 points", 0.05, 10, 4.0, 0.6, 0.2, 0.75))
    'Of substitutions with 4 points that tumours have, 60 % (20 to 75 %) were selected there.'
    """
    share = f"{100 * band.probability:.0f} % ({100 * band.low:.0f} to {100 * band.high:.0f} %)"
    return SENTENCES[band.name].format(share=share)


def bands(judgement: Judgement) -> NDArray[np.int64]:
    """Return the band of each variant, shape (n,), as an index into `BANDS`; `NO_BAND` where it has none.

    Substitutions of mTOR 1385-2549 have one, but for those with a published activity, those that a rule
    calls inactivating, and those of residues that 4JSV does not have.
    """
    f, activity = judgement.facts, judgement.verdicts["activity"]
    band = np.where(SCORED.holds(f), BANDS.index("4 points") + 4 - np.clip(f["points"], 1, 4), NO_BAND)
    natural = judgement.decides("NATURAL-RESIDUE", "activity")
    band[natural] = BANDS.index("natural residue")
    inactivating = np.array([name in INACTIVATING for name in VALUES["activity"]])[activity.value]
    band[inactivating | activity.on_published] = NO_BAND
    return band


def probability_columns(judgement: Judgement) -> Columns:
    """Return the probabilities of the bands with their intervals, columns of shape (n,); NaN for none."""
    band = bands(judgement)
    known = {b.name: (b.probability, b.low, b.high) for b in activity_bands()}
    table = np.array([known[name] for name in BANDS] + [(np.nan,) * 3])
    return {name: table[band, k] for k, name in enumerate(PROBABILITY_COLUMNS)}
