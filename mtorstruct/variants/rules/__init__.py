"""The rules of inference: what the structures suggest of a change, one class a rule.

A rule takes the facts of many changes (`mtorstruct.variants.facts`) and says for which it fires. Of the
rules about one thing (activity, rapalogs, ATP-competitive inhibitors, ...) the first in `RULES` that fires
gives the verdict; the others are listed beside it. Rules never see a published effect of the change itself;
those that look at published effects of other changes say so.
"""

from __future__ import annotations

from mtorstruct.variants.rules.activity import (
    ActivatingNeighbour,
    Catalytic,
    Fold,
    Framework,
    Indispensable,
    KinaseTruncated,
    Nucleotide,
    Pared,
    SameResidue,
    Surface,
    Synonymous,
)
from mtorstruct.variants.rules.atp_site import ActiveKinase, AtpAway, AtpContact, AtpShell, WithoutFkbp12
from mtorstruct.variants.rules.base import ABOUT, Rule
from mtorstruct.variants.rules.bisteric import (
    BothFeet,
    BothFeetFree,
    CoveredInMtorc2,
    Mtorc2Foot,
    Mtorc2Free,
    OneFoot,
)
from mtorstruct.variants.rules.interfaces import (
    WithMlst8,
    WithMtor,
    WithOtherProtomer,
    WithRaptor,
    WithRheb,
    WithRictor,
    WithSin1,
)
from mtorstruct.variants.rules.rapalogs import (
    Addicted,
    Fkbp12Fold,
    Fkbp12Lost,
    Fkbp12Side,
    NotInMtorc1,
    RapamycinAway,
    RapamycinContact,
    RapamycinContactSimilar,
    RapamycinKept,
    RapamycinShell,
)

__all__ = ["ABOUT", "RULES", "Rule"]

RULES: tuple[Rule, ...] = (
    Synonymous(), KinaseTruncated(), Catalytic(), Indispensable(), SameResidue(), Nucleotide(),
    ActivatingNeighbour(), Framework(), Fold(), Pared(), Surface(),
    WithRaptor(), WithRictor(), WithMlst8(), WithSin1(), WithRheb(), WithOtherProtomer(), WithMtor(),
    RapamycinContact(), RapamycinContactSimilar(), RapamycinShell(), Fkbp12Side(), Fkbp12Fold(),
    Fkbp12Lost(), RapamycinKept(), Addicted(), NotInMtorc1(), RapamycinAway(),
    AtpContact(), AtpShell(), ActiveKinase(), WithoutFkbp12(), AtpAway(),
    BothFeet(), OneFoot(), BothFeetFree(),
    CoveredInMtorc2(), Mtorc2Foot(), Mtorc2Free(),
)  # fmt: skip
"""All rules, in the order in which they are asked."""
