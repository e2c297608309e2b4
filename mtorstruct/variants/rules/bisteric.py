"""Rules on bi-steric inhibitors, and on what is another matter in mTORC2."""

from __future__ import annotations

import numpy as np

from mtorstruct.schema import Columns
from mtorstruct.variants.rules.atp_site import AtpContact, AtpShell
from mtorstruct.variants.rules.base import RODRIK_2016, SCAIOLA_2020, Fired, Rule, substitution


class BothFeet(Rule):
    """Both feet are hit."""

    id, about, verdict = "BOTH-FEET", "bisteric", "resistance_possible"
    mechanism = (
        "A bi-steric inhibitor holds the rapamycin pocket and the ATP site; the change may weaken both."
    )
    conditions = "resistance to rapalogs and to ATP-competitive inhibitors is likely or possible"
    reference = RODRIK_2016
    words = "may weaken both feet of a bi-steric inhibitor"

    def fires(self, f: Columns) -> Fired:
        """Resistance at both sites."""
        return substitution(f) & f["rapalog_resistance"] & f["atp_competitive_resistance"]


class OneFoot(Rule):
    """One foot is left."""

    id, about, verdict = "ONE-FOOT-LEFT", "bisteric", "no_direct_effect"
    mechanism = (
        "A bi-steric inhibitor keeps one foot where the other is weakened: neither changes of the rapamycin "
        "pocket nor a more active kinase stopped it. Of a changed ATP site nothing is known."
    )
    conditions = (
        "MTOR; resistance to one of the two classes is likely or possible, the other site is away, and the "
        "ATP site itself is not altered (ATP-SITE-CONTACT, ATP-SITE-SHELL)"
    )
    reference = RODRIK_2016
    words = "leaves a bi-steric inhibitor one foot"

    def fires(self, f: Columns) -> Fired:
        """Resistance at one site, the other untouched."""
        one = f["rapalog_resistance"] ^ f["atp_competitive_resistance"]
        other = np.where(f["rapalog_resistance"], f["atp_competitive_untouched"], f["rapalog_untouched"])
        altered = AtpContact().fires(f) | AtpShell().fires(f)
        return np.asarray(f["is_mtor"] & one & other & ~altered)


class BothFeetFree(Rule):
    """Neither foot is touched."""

    id, about, verdict, confidence = "BOTH-FEET-FREE", "bisteric", "no_direct_effect", "moderate"
    mechanism = "The change is away from both sites that a bi-steric inhibitor holds."
    conditions = "neither class is altered directly"
    reference = RODRIK_2016
    words = "is away from both feet of a bi-steric inhibitor"

    def fires(self, f: Columns) -> Fired:
        """Neither site touched."""
        return substitution(f) & f["rapalog_untouched"] & f["atp_competitive_untouched"]


class CoveredInMtorc2(Rule):
    """Rapalogs do not act on mTORC2 acutely."""

    id, about, verdict, confidence = "COVERED-IN-MTORC2", "rapalog_mtorc2", "no_direct_effect", "moderate"
    mechanism = (
        "Rapalogs do not act on mTORC2 acutely: the carboxy-terminal part of rictor covers the FRB domain."
    )
    conditions = "any substitution, of whichever protein"
    reference = SCAIOLA_2020
    words = "has no say in mTORC2, where rictor covers the FRB domain"

    def fires(self, f: Columns) -> Fired:
        """Any substitution."""
        return substitution(f)


class Mtorc2Foot(Rule):
    """In mTORC2 only the foot in the ATP site is left."""

    id, about, verdict = "ONE-FOOT-IN-MTORC2", "bisteric_mtorc2", "resistance_possible"
    mechanism = (
        "In mTORC2 rictor covers the FRB domain, so a bi-steric inhibitor stands on the ATP site alone."
    )
    conditions = "resistance to ATP-competitive inhibitors is likely or possible"
    reference = f"{SCAIOLA_2020}; {RODRIK_2016}"
    words = "weakens the only foot in mTORC2"

    def fires(self, f: Columns) -> Fired:
        """Resistance at the ATP site."""
        return substitution(f) & f["atp_competitive_resistance"]


class Mtorc2Free(Rule):
    """In mTORC2 only the ATP site counts, and it is untouched."""

    id, about, verdict = "ATP-FOOT-FREE-IN-MTORC2", "bisteric_mtorc2", "no_direct_effect"
    mechanism = "In mTORC2 only the foot in the ATP site counts, and the change is away from it."
    conditions = "ATP-competitive inhibitors are not altered directly"
    reference = f"{SCAIOLA_2020}; {RODRIK_2016}"
    words = "is away from the foot that counts in mTORC2"

    def fires(self, f: Columns) -> Fired:
        """ATP site untouched."""
        return substitution(f) & f["atp_competitive_untouched"]
