"""Points for and against activation, which a substitution of mTOR has by its place and its side chain."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.conservation import FIRST, LAST
from mtorstruct.tables import Columns
from mtorstruct.variants.verdicts.rules.conditions import (
    BESIDE_ACTIVATING,
    IN_ACTIVE_SITE,
    PARED,
    SUBSTITUTION,
    Condition,
)

CROWDED, KINASE_CROWDED = 17, 8
"""CB atoms within 10 Å, of all residues and of those of the kinase, from which on a place has a point."""

GROWN_A3 = 20.0
"""Growth of the side chain that makes a point: about a methylene."""

POINTS: tuple[tuple[int, Condition], ...] = (
    (1, BESIDE_ACTIVATING),
    (1, Condition(f"{CROWDED} or more CB atoms within 10 Å in 4JSV", lambda f: f["cb"] >= CROWDED)),
    (
        1,
        Condition(
            f"{KINASE_CROWDED} or more CB atoms of the kinase (1985-2014, 2115-2549) within 10 Å in 4JSV, "
            "over 4 residues apart in the sequence",
            lambda f: f["kinase_cb"] >= KINASE_CROWDED,
        ),
    ),
    (
        1,
        Condition(
            f"the residue grows by {GROWN_A3:g} Å³ or more, becomes more positive, or becomes proline",
            lambda f: (f["d_volume_A3"] >= GROWN_A3) | (f["d_charge"] > 0) | f["to_proline"],
        ),
    ),
    (-2, IN_ACTIVE_SITE),
    (-2, PARED),
)
"""Points and the conditions that they are given for."""

LEAST, MOST = (sum(bound(weight, 0) for weight, _ in POINTS) for bound in (min, max))
"""Least and most points that a substitution can have."""

SCORED = Condition(
    f"of mTOR {FIRST}-{LAST} without FATC, modelled in 4JSV",
    lambda f: f["is_substitution"] & ~np.isnan(f["cb"]) & ~f["in_fatc"],
)
"""What points are given to. FATC is left out: without it the kinase is dead, and none there is published."""


def points(f: Columns) -> NDArray[Any]:
    """Return the points of some variants, shape (n,); they mean nothing where `SCORED` does not hold."""
    total = np.zeros(len(f["is_substitution"]), dtype=np.int64)
    for weight, condition in POINTS:
        total += weight * condition.holds(f)
    return total


def with_points(least: int, most: int = MOST) -> Condition:
    """Return the condition: substitution that is scored, with so many points."""
    text = f"{least}" if least == most else f"at most {most}" if least == LEAST else f"{least} or more"
    text += " point for activation" if most == 1 else " points for activation"
    within = Condition(text, lambda f: (f["points"] >= least) & (f["points"] <= most))
    return SUBSTITUTION & SCORED & within
