"""Rules on the activity of mTOR."""

from __future__ import annotations

from mtorstruct.schema import RESPONSE_COLUMNS, Columns
from mtorstruct.variants.rules.base import (
    ACROSS_A,
    BREAKS_FOLD,
    BURIED,
    CONTACT_A,
    EXPOSED,
    MATTHEWS_1982,
    NEIGHBOUR_A,
    SHELL_A,
    TAKAHASHI_2000,
    YANG_2013,
    YANG_2017,
    Fired,
    Rule,
    breaks_fold,
    in_active_site,
    substitution,
    touches,
)


class Synonymous(Rule):
    """The protein stays as it is."""

    id, about, verdict, confidence = "SYNONYMOUS", "activity", "neutral", "high"
    also = dict.fromkeys(RESPONSE_COLUMNS, "no_direct_effect")
    mechanism = "The protein is the same; effects on splicing or on the amount of protein are not considered."
    conditions = "the new amino acid is the old one"
    reference = "by definition"
    words = "leaves the protein as it is"

    def fires(self, f: Columns) -> Fired:
        """A synonymous change."""
        return f["is_synonymous"]


class KinaseTruncated(Rule):
    """A stop or frameshift of mTOR that takes the end of the kinase domain away."""

    id, about, verdict, confidence = "KINASE-TRUNCATED", "activity", "likely_inactivating", "moderate"
    mechanism = (
        "A chain that ends before the kinase domain is whole has no active site, and one without the end of "
        "FATC no activity; what is left of the signal comes from the other allele."
    )
    conditions = "stop or frameshift of MTOR up to W2545 in FATC"
    reference = f"{YANG_2013}; {TAKAHASHI_2000}"
    words = "ends the chain before the kinase domain is whole"

    def fires(self, f: Columns) -> Fired:
        """A truncation of mTOR that takes the end of FATC away."""
        return f["is_truncation"] & f["until_fatc_end"]


class Catalytic(Rule):
    """A residue that does chemistry."""

    id, about, verdict, confidence = "CATALYTIC", "activity", "likely_inactivating", "moderate"
    mechanism = (
        "The residue binds ATP or its metal ions or takes part in the transfer; without it the kinase is "
        "dead."
    )
    conditions = "K2187, E2190, D2338, H2340, N2343 or D2357 of MTOR, any substitution"
    reference = YANG_2013
    words = "replaces a catalytic residue"

    def fires(self, f: Columns) -> Fired:
        """Any substitution of a catalytic residue of mTOR."""
        return substitution(f) & f["catalytic"]


class Indispensable(Rule):
    """A residue that is published as indispensable though it does no chemistry."""

    id, about, verdict, confidence = "INDISPENSABLE", "activity", "likely_inactivating", "moderate"
    mechanism = (
        "The residue holds FATC, without which the kinase is dead; replacing it abolished the activity."
    )
    conditions = "W2545 of MTOR, any substitution (the publication names none)"
    reference = TAKAHASHI_2000
    words = "replaces a residue that is published as indispensable"
    looks_at_published = True

    def fires(self, f: Columns) -> Fired:
        """Any substitution of an indispensable residue."""
        return substitution(f) & f["indispensable"]


class Nucleotide(Rule):
    """Contact with the nucleotide."""

    id, about, verdict = "NUCLEOTIDE-CONTACT", "activity", "likely_inactivating"
    mechanism = "The side chain touches the nucleotide; one of another size or charge binds ATP less well."
    conditions = f"MTOR, side chain within {CONTACT_A} A of the bound nucleotide, disruptive substitution"
    reference = YANG_2013
    words = "alters a side chain that holds the nucleotide"
    measured = "atp"

    def fires(self, f: Columns) -> Fired:
        """A disruptive substitution at a contact of the nucleotide."""
        return touches(f, "atp") & f["is_mtor"] & f["disruptive"]


class SameResidue(Rule):
    """Another substitution of the residue is published as activating."""

    id, about, verdict = "ACTIVATING-RESIDUE", "activity", "likely_activating"
    mechanism = (
        "Another substitution of the same residue is published as activating, and this one alters it as well."
    )
    conditions = "another substitution of the residue is published as activating; this one is not pared down"
    reference = "the published effects at this residue"
    words = "alters a residue of which another change is published as activating"
    looks_at_published = True

    def fires(self, f: Columns) -> Fired:
        """A change of a residue with a published activating change."""
        return substitution(f) & f["activating_position"] & ~f["published_activating"] & ~f["pared"]


class ActivatingNeighbour(Rule):
    """Near published activating positions in space."""

    id, about, verdict = "ACTIVATING-NEIGHBOUR", "activity", "likely_activating"
    mechanism = (
        "Activating changes lie together in the framework of FAT and kinase domain that holds the "
        "gatekeepers "
        "of the active site in place; a neighbour in space loosens the same framework."
    )
    conditions = (
        f"FAT or kinase domain without FATC, CA within {NEIGHBOUR_A:.0f} A of that of another published "
        f"activating position, RSA at most {EXPOSED}, not pared down, not in the active site (side chain "
        f"within {SHELL_A:.0f} A of what binds there, or CA within {SHELL_A:.0f} A of a catalytic residue)"
    )
    reference = f"{YANG_2013}; {YANG_2017}"
    words = "lies beside published activating positions"
    measured = "activating"
    looks_at_published = True

    def fires(self, f: Columns) -> Fired:
        """A change beside published activating positions."""
        return (
            substitution(f)
            & f["in_framework"]
            & ~in_active_site(f)
            & (f["activating_A"] <= NEIGHBOUR_A)
            & ~(f["rsa"] > EXPOSED)
            & ~f["pared"]
        )


class Framework(Rule):
    """Buried between FAT and kinase."""

    id, about, verdict = "FAT-KINASE-FRAMEWORK", "activity", "likely_activating"
    mechanism = (
        "FAT clamps the kinase domain; a side chain of another size or charge between the two "
        "loosens the clamp "
        "that restricts the active site."
    )
    conditions = (
        f"FAT or kinase domain without FATC, CA within {ACROSS_A:.0f} A of the other of the two, RSA below "
        f"{BURIED}, disruptive substitution, not in the active site"
    )
    reference = YANG_2013
    words = "is buried between FAT and kinase"

    def fires(self, f: Columns) -> Fired:
        """A disruptive change between FAT and kinase."""
        between = f["in_framework"] & (f["fat_kinase_A"] <= ACROSS_A) & ~in_active_site(f)
        return substitution(f) & between & (f["rsa"] < BURIED) & f["disruptive"]


class Fold(Rule):
    """The fold of mTOR is broken, outside of FAT and kinase."""

    id, about, verdict = "FOLD", "activity", "likely_inactivating"
    mechanism = (
        "A proline inside a helix or strand, or a polar side chain in the core of a domain, unsettles its "
        "fold. Nothing is said within FAT and kinase, where such changes are published as activating."
    )
    conditions = f"MTOR, not in FAT or kinase, {BREAKS_FOLD}"
    reference = MATTHEWS_1982
    words = "puts proline or something polar into the core of a domain"

    def fires(self, f: Columns) -> Fired:
        """A proline or a polar side chain inside a fold."""
        return breaks_fold(f) & f["is_mtor"] & ~f["in_fat"] & ~f["in_kinase"]


class Pared(Rule):
    """The side chain only loses an atom."""

    id, about, verdict = "PARED-DOWN", "activity", "likely_neutral"
    mechanism = (
        "The new side chain is the old one less one heavy atom: it makes no new contact and loses at most"
        " one."
    )
    conditions = "S>A, T>S, C>A, I>V or Y>F of a residue that some structure has"
    reference = "Chemical Component Dictionary"
    words = "pares the side chain down by one atom"

    def fires(self, f: Columns) -> Fired:
        """A pared-down side chain."""
        return substitution(f) & f["pared"] & f["modelled"]


class Surface(Rule):
    """Exposed, touching nothing, far from what matters."""

    id, about, verdict = "SURFACE", "activity", "likely_neutral"
    mechanism = "The side chain points into the solvent, touches no other protein and is far from both sites."
    conditions = (
        f"RSA above {EXPOSED}, no partner within 5 A, more than {NEIGHBOUR_A:.0f} A from activating "
        "positions, more "
        f"than {SHELL_A:.0f} A from both sites, no proline gained or lost and no glycine"
    )
    reference = "doi:10.1371/journal.pone.0080635"
    words = "lies on the surface and touches nothing"

    def fires(self, f: Columns) -> Fired:
        """A surface residue."""
        far = (f["rapamycin_reach_A"] > SHELL_A) & (f["atp_site_reach_A"] > SHELL_A)
        alone = ~f["touches_any"] & (f["activating_A"] > NEIGHBOUR_A)
        return substitution(f) & (f["rsa"] > EXPOSED) & far & alone & ~f["backbone"]
