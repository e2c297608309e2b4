"""Rules on rapalogs, as they act on mTORC1."""

from __future__ import annotations

from mtorstruct.schema import Columns
from mtorstruct.variants.rules.base import (
    BREAKS_FOLD,
    BURIED,
    CHOI_1996,
    CONTACT_A,
    GRABINER_2014,
    MAERZ_2013,
    MATTHEWS_1982,
    REVIEW,
    RODRIK_2016,
    SHELL_A,
    Fired,
    Rule,
    breaks_fold,
    second_shell,
    substitution,
    touches,
)


class RapamycinContact(Rule):
    """A side chain that touches rapamycin is altered."""

    id, about, verdict, confidence = "RAPAMYCIN-CONTACT", "rapalog", "resistance_likely", "moderate"
    mechanism = "The side chain touches rapamycin; one of another size or charge does not fit the drug."
    conditions = (
        f"side chain within {CONTACT_A} A of bound rapamycin (on mTOR or FKBP12), disruptive substitution"
    )
    reference = CHOI_1996
    words = "alters a residue that touches rapamycin"
    measured = "rapamycin"

    def fires(self, f: Columns) -> Fired:
        """A disruptive substitution at a contact of rapamycin."""
        return touches(f, "rapamycin") & f["disruptive"]


class RapamycinContactSimilar(Rule):
    """A side chain that touches rapamycin becomes a similar one."""

    id, about, verdict = "RAPAMYCIN-CONTACT-SIMILAR", "rapalog", "resistance_possible"
    mechanism = (
        "The side chain touches rapamycin; the new one is of the same size but of another shape or polarity."
    )
    conditions = f"side chain within {CONTACT_A} A of bound rapamycin, neither disruptive nor pared down"
    reference = CHOI_1996
    words = "reshapes a residue that touches rapamycin"
    measured = "rapamycin"

    def fires(self, f: Columns) -> Fired:
        """A similar side chain at a contact of rapamycin."""
        return touches(f, "rapamycin") & ~f["disruptive"] & ~f["pared"]


class RapamycinShell(Rule):
    """Second shell of the rapamycin pocket."""

    id, about, verdict = "RAPAMYCIN-SHELL", "rapalog", "resistance_possible"
    mechanism = (
        "The buried side chain holds those that touch rapamycin; one of another size or charge moves them."
    )
    conditions = (
        f"MTOR, side chain more than {CONTACT_A} and at most {SHELL_A:.0f} A from rapamycin, RSA "
        f"below {BURIED}, "
        "disruptive substitution"
    )
    reference = f"{CHOI_1996}; {RODRIK_2016}"
    words = "alters the second shell of the rapamycin pocket"
    measured = "rapamycin"

    def fires(self, f: Columns) -> Fired:
        """A disruptive change in the second shell."""
        return second_shell(f, "rapamycin") & f["disruptive"]


class Fkbp12Side(Rule):
    """The contact of FRB with FKBP12."""

    id, about, verdict = "FKBP12-SIDE", "rapalog", "resistance_possible"
    mechanism = "Rapamycin binds as a pair with FKBP12; the residue holds the pair to FRB and not the drug."
    conditions = (
        "FRB residue within 5 A of FKBP12, or one of FKBP12 within 5 A of mTOR, that does not touch "
        "rapamycin, disruptive substitution"
    )
    reference = CHOI_1996
    words = "alters a contact between FRB and FKBP12"
    measured = "rapamycin"

    def fires(self, f: Columns) -> Fired:
        """A disruptive substitution where FRB meets FKBP12."""
        return substitution(f) & between_frb_and_fkbp12(f) & f["disruptive"] & ~touches(f, "rapamycin")


def between_frb_and_fkbp12(f: Columns) -> Fired:
    """In FRB and beside FKBP12, or the other way round."""
    return (f["in_frb"] & f["touches_FKBP1A"]) | (f["is_fkbp12"] & f["touches_MTOR"])


class Fkbp12Fold(Rule):
    """The fold of FKBP12 is broken."""

    id, about, verdict = "FKBP12-FOLD", "rapalog", "resistance_possible"
    mechanism = (
        "A proline inside a helix or strand, or a polar side chain in the core, unsettles the fold of "
        "FKBP12, which holds rapamycin."
    )
    conditions = f"FKBP1A, {BREAKS_FOLD}"
    reference = f"{MATTHEWS_1982}; {CHOI_1996}"
    words = "puts proline or something polar into the core of FKBP12"

    def fires(self, f: Columns) -> Fired:
        """A broken fold of FKBP12."""
        return breaks_fold(f) & f["is_fkbp12"]


class Fkbp12Lost(Rule):
    """FKBP12 is truncated."""

    id, about, verdict = "FKBP12-LOST", "rapalog", "resistance_possible"
    mechanism = (
        "Rapamycin binds FRB together with FKBP12; larger FKBPs can take its place, so that the loss need "
        "not matter."
    )
    conditions = f"stop or frameshift of FKBP1A before its last residue within {CONTACT_A} A of rapamycin"
    reference = f"{REVIEW}; {MAERZ_2013}"
    words = "takes away FKBP12, with which rapamycin binds (larger FKBPs may take its place)"

    def fires(self, f: Columns) -> Fired:
        """A truncation of FKBP12."""
        return f["is_truncation"] & (f["lost_rapamycin_reach_A"] <= CONTACT_A)


class RapamycinKept(Rule):
    """A pared-down side chain in the pocket."""

    id, about, verdict = "RAPAMYCIN-KEPT", "rapalog", "no_direct_effect"
    mechanism = (
        "In or beside the pocket, but the new side chain is the old one less one atom: the drug still fits."
    )
    conditions = f"side chain within {SHELL_A:.0f} A of bound rapamycin, pared down"
    reference = "PMID:7539137"
    words = "leaves room for rapamycin"
    measured = "rapamycin"

    def fires(self, f: Columns) -> Fired:
        """A pared-down side chain in or beside the pocket."""
        return substitution(f) & f["rapamycin_bound"] & (f["rapamycin_reach_A"] <= SHELL_A) & f["pared"]


class Addicted(Rule):
    """Published as activating, pocket untouched."""

    id, about, verdict = "ACTIVATED-MTOR", "rapalog", "sensitivity_likely"
    mechanism = (
        "Cells with several activating changes of mTOR were hypersensitive to rapamycin; the pocket is "
        "untouched."
    )
    conditions = (
        f"this change is published as activating; side chain more than {SHELL_A:.0f} A from rapamycin"
    )
    reference = GRABINER_2014
    words = "leaves the rapamycin pocket alone in an activated mTOR"
    rests_on_activity = True
    measured = "rapamycin"

    def fires(self, f: Columns) -> Fired:
        """A published activating change away from the pocket."""
        return RapamycinAway().fires(f) & f["published_activating"] & f["is_mtor"]


class NotInMtorc1(Rule):
    """A protein of mTORC2 alone."""

    id, about, verdict, confidence = "NOT-IN-MTORC1", "rapalog", "no_direct_effect", "moderate"
    mechanism = "Rapalogs act on mTORC1, of which this protein is no part."
    conditions = "RICTOR or MAPKAP1"
    reference = REVIEW
    words = "is in a protein that mTORC1, where rapalogs act, does not have"

    def fires(self, f: Columns) -> Fired:
        """A substitution of rictor or mSIN1."""
        return substitution(f) & f["in_mtorc2_alone"]


class RapamycinAway(Rule):
    """Far from rapamycin."""

    id, about, verdict, confidence = "RAPAMYCIN-AWAY", "rapalog", "no_direct_effect", "moderate"
    mechanism = (
        "The side chain is near neither rapamycin nor the contact of FRB with FKBP12, so it does not alter "
        "their binding directly."
    )
    conditions = (
        f"side chain more than {SHELL_A:.0f} A from rapamycin (bound or carried over), not where FRB and "
        "FKBP12 meet, and no broken fold of FKBP12"
    )
    reference = CHOI_1996
    words = "is away from rapamycin"
    measured = "rapamycin"

    def fires(self, f: Columns) -> Fired:
        """A residue away from rapamycin."""
        far = f["rapamycin_known"] & (f["rapamycin_reach_A"] > SHELL_A)
        binding = between_frb_and_fkbp12(f) | Fkbp12Fold().fires(f)
        return substitution(f) & far & ~binding & ~NotInMtorc1().fires(f)
