"""Rules on ATP-competitive inhibitors, dual ones among them."""

from __future__ import annotations

from mtorstruct.schema import Columns
from mtorstruct.variants.rules.base import (
    BURIED,
    CONTACT_A,
    REVIEW,
    RODRIK_2016,
    SHELL_A,
    YANG_2013,
    Fired,
    Rule,
    second_shell,
    substitution,
    touches,
)


class AtpContact(Rule):
    """Contact with the inhibitor."""

    id, about, verdict = "ATP-SITE-CONTACT", "atp_competitive", "resistance_possible"
    mechanism = (
        "The side chain touches what binds in the ATP site; another one may keep the inhibitor out and "
        "ATP in."
    )
    conditions = (
        f"MTOR, side chain within {CONTACT_A} A of the bound nucleotide, Torin 2 or PP242, not catalytic, "
        "not pared down"
    )
    reference = YANG_2013
    words = "alters a side chain that lines the ATP site"
    measured = "atp_site"

    def fires(self, f: Columns) -> Fired:
        """A contact of the ATP site that is not catalytic."""
        return touches(f, "atp_site") & f["is_mtor"] & ~f["catalytic"] & ~f["pared"]


class AtpShell(Rule):
    """Kinase framework around the active site."""

    id, about, verdict = "ATP-SITE-SHELL", "atp_competitive", "resistance_possible"
    mechanism = (
        "The buried side chain holds those that line the ATP site; one of another size or charge moves them."
    )
    conditions = (
        f"MTOR, side chain more than {CONTACT_A} and at most {SHELL_A:.0f} A from the nucleotide, "
        f"Torin 2 or PP242, RSA below {BURIED}, "
        "disruptive substitution, not catalytic"
    )
    reference = YANG_2013
    words = "alters the framework around the active site"
    measured = "atp_site"

    def fires(self, f: Columns) -> Fired:
        """A disruptive change in the second shell of the ATP site."""
        return second_shell(f, "atp_site") & f["disruptive"] & ~f["catalytic"]


class ActiveKinase(Rule):
    """A more active kinase needs more inhibitor."""

    id, about, verdict = "ACTIVE-KINASE", "atp_competitive", "resistance_possible"
    mechanism = (
        "Resistance to ATP-competitive inhibitors came from a higher activity of the kinase itself, "
        "not from a "
        "changed drug site: activating changes of the kinase domain may do the same."
    )
    conditions = "kinase domain, published as activating or inferred to be"
    reference = f"{RODRIK_2016}; {REVIEW}"
    words = "may make the kinase more active, which takes more inhibitor"
    rests_on_activity = True

    def fires(self, f: Columns) -> Fired:
        """An activating change of the kinase domain."""
        return substitution(f) & f["in_kinase"] & f["activating"]


class WithoutFkbp12(Rule):
    """ATP-competitive inhibitors need no FKBP12."""

    id, about, verdict = "FKBP12-NOT-NEEDED", "atp_competitive", "no_direct_effect"
    confidence = "moderate"
    mechanism = "ATP-competitive inhibitors bind mTOR without FKBP12."
    conditions = "substitution or truncation of FKBP1A"
    reference = REVIEW
    words = "is in FKBP12, which ATP-competitive inhibitors do not need"

    def fires(self, f: Columns) -> Fired:
        """A change of FKBP12."""
        return (substitution(f) | f["is_truncation"]) & f["is_fkbp12"]


class AtpAway(Rule):
    """Far from the ATP site."""

    id, about, verdict, confidence = "ATP-SITE-AWAY", "atp_competitive", "no_direct_effect", "moderate"
    mechanism = (
        "The side chain is not near the ATP site, so it does not alter the inhibitor's binding directly."
    )
    conditions = (
        f"side chain more than {SHELL_A:.0f} A from the nucleotide (bound or carried over) and from "
        "both inhibitors, "
        "and not an activating change of the kinase domain"
    )
    reference = YANG_2013
    words = "is away from the ATP site"
    measured = "atp_site"

    def fires(self, f: Columns) -> Fired:
        """A residue away from the ATP site."""
        far = f["atp_site_known"] & (f["atp_site_reach_A"] > SHELL_A)
        return substitution(f) & far & ~ActiveKinase().fires(f)
