"""The table of rules, in the order of evaluation; the first rule to fire on a question decides it.

Of the published effects of the variant itself, rules use the activity alone; those that use published effects
of other variants are marked (`Rule.looks_at_published`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from mtorstruct.tables import RESPONSE_COLUMNS
from mtorstruct.variants.verdicts.rules.conditions import (
    ACTIVE_KINASE,
    ALTERS_ATP_CONTACT,
    ALTERS_ATP_SHELL,
    ANOTHER_ACTIVATES,
    AT_PHOSPHOSITE,
    ATP_RESISTANCE,
    ATP_UNTOUCHED,
    BEFORE_FATC_END,
    BESIDE_ACTIVATING,
    BREAKS_FOLD,
    BURIED,
    CATALYTIC,
    CONTACT_A,
    COVERED,
    DELETES_INHIBITORY,
    DISRUPTIVE,
    FAT_MEETS_KINASE,
    FRB_MEETS_FKBP12,
    IN_ACTIVE_SITE,
    IN_FRAMEWORK,
    IN_INDEL_HOTSPOT,
    INACTIVATED,
    INDISPENSABLE,
    INVARIANT,
    KEEPS_ATP_SITE,
    KEEPS_FKBP12_FOLD,
    LOSES_RAPAMYCIN_CONTACT,
    MODELLED,
    NATURAL,
    NOT_EXPOSED,
    OF_FKBP12,
    OF_MTOR,
    OF_MTORC2_ALONE,
    ON_THE_SURFACE,
    OUTSIDE_FAT_AND_KINASE,
    PARED,
    PHOSPHATE_LOWERS,
    PHOSPHATE_RAISES,
    PHOSPHOMIMETIC,
    PUBLISHED_ACTIVATING,
    RAPALOG_RESISTANCE,
    RAPALOG_UNTOUCHED,
    RESISTANCE_TO_ONE,
    SHELL_A,
    SHORTENS_INHIBITORY,
    SUBSTITUTION,
    SYNONYMOUS,
    TOUCHES_RAPAMYCIN,
    TRUNCATION,
    Condition,
    away_from,
    backbone_within,
    bound_within,
    needed_of,
    second_shell,
    touches,
)
from mtorstruct.variants.verdicts.rules.points import LEAST, MOST, with_points

OUTSIDE, FAR_FROM = "outside", "far from"
"""Words for a residue beyond the second shell of a pocket, and for one at `FAR_FROM_A` or more."""

FAR_FROM_A = 15.0

QUESTIONS = ("activity", "assembly", *RESPONSE_COLUMNS)
"""Questions in the order of evaluation: later ones may build on earlier verdicts."""

YANG_2013, YANG_2017 = "PMID:23636326", "PMID:29236692"
TAKAHASHI_2000 = "Genes Cells 5:765"
MAERZ_2013 = "PMC3624267"
MATTHEWS_1982 = "doi:10.1016/0022-2836(82)90515-0"
RODRIK_2016, GRABINER_2014, SCAIOLA_2020 = "PMID:27279227", "PMID:24631838", "PMID:33158864"
REVIEW = "doi:10.1186/s13045-019-0754-1"
CHOI_1996 = "PMID:8662507"
VOSS_2018 = "PMID:30327302"
UNIPROT = "sequences of UniProt, CC BY 4.0"
CALIBRATED = "the published effects, and counts of TCGA"
SEKULIC_2000 = "Cancer Res 60:3504"
CANCER_HOTSPOTS = "cancerhotspots.org"
GUERTIN_2006, YANG_2006 = "PMID:17141160", "PMID:17043309"
MENON_2014 = "PMID:24529379"

LOST = "lost"
"""Answer of rules on assembly: the allele gives no such complex. It is told in words, and has no column."""


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of inference.

    Attributes
    ----------
    id : str
        Name in the column `rules`.
    question : str
        One of `QUESTIONS`.
    verdict : str
        Answer where the condition holds; empty where the rule only shows where to look.
    confidence : str
        One of `mtorstruct.tables.CONFIDENCES`.
    condition : Condition
        Which variants it is about.
    description : str
        Completes the sentence "the variant ..."; ``{rapamycin}`` and the like hold the place of a distance,
        ``{rapamycin_away}`` that of "far from" or "outside".
    reference : str
        Publications that it rests on.
    also : dict of str
        Verdicts on other questions that follow.
    looks_at_published : bool
        Whether it uses published effects of other variants.
    rests_on_activity : bool
        Whether it counts as published evidence where the activity of the variant itself is published.
    """

    id: str
    question: str
    verdict: str
    confidence: str
    condition: Condition
    description: str
    reference: str
    also: Mapping[str, str] = field(default_factory=dict)
    looks_at_published: bool = False
    rests_on_activity: bool = False

    def verdict_on(self, question: str) -> str | None:
        """Return the verdict on one question, None where the rule does not answer it."""
        return self.verdict if question == self.question else self.also.get(question)

    @property
    def description_alone(self) -> str:
        """Return the description without a distance."""
        return self.description.format_map(defaultdict(str, rapamycin_away=OUTSIDE, atp_site_away=OUTSIDE))


def contact(id: str, partner: str, name: str, role: str, reference: str = REVIEW, where: str = "") -> Rule:
    """Return a rule on a contact with another protein: it points to the contact and gives no verdict."""
    return Rule(
        id, "assembly", "", "low",
        SUBSTITUTION & touches(partner, f"{name}{where}") & DISRUPTIVE,
        f"alters a contact with {name}{{{partner}}}, {role}",
        reference,
    )  # fmt: skip


NONE_PUBLISHED = (
    "no resistance mutation in the ATP site is among the published effects used here, and the one that was "
    "selected in cells hyperactivates the kinase instead"
)
OTHER_DECIDES = "so this allele should give none and the other allele decides"
NOT_EMBEDDED = " in a structure of the atlas (the embedded one has none)"

ANOTHER_OF_RESIDUE = SUBSTITUTION & ANOTHER_ACTIVATES & ~PARED
ACTIVATING_PLACE = (
    SUBSTITUTION & IN_FRAMEWORK & BESIDE_ACTIVATING & NOT_EXPOSED & ~PARED & ~IN_ACTIVE_SITE & ~PHOSPHOMIMETIC
)
FRAMEWORK_LOOSENED = (
    SUBSTITUTION & IN_FRAMEWORK & FAT_MEETS_KINASE & BURIED & DISRUPTIVE & ~IN_ACTIVE_SITE & ~PHOSPHOMIMETIC
)
SIGN_OF_ACTIVATION = Condition(
    "ACTIVATING-RESIDUE, ACTIVATING-NEIGHBOUR or FAT-KINASE-FRAMEWORK fires",
    lambda f: ANOTHER_OF_RESIDUE.holds(f) | ACTIVATING_PLACE.holds(f) | FRAMEWORK_LOOSENED.holds(f),
)

RULES: tuple[Rule, ...] = (
    Rule(
        "SYNONYMOUS", "activity", "neutral", "high",
        SYNONYMOUS,
        "leaves the amino-acid sequence unchanged; effects on splicing and expression are not considered",
        "by definition",
        also={
            **dict.fromkeys(RESPONSE_COLUMNS, "no_direct_effect"),
            "rapalog_mtorc2": "not_inhibited_acutely",
        },
    ),
    Rule(
        "KINASE-TRUNCATED", "activity", "likely_inactivating", "moderate",
        TRUNCATION & BEFORE_FATC_END,
        "truncates mTOR before the end of its kinase domain, FATC included, so this allele should encode "
        "no active kinase",
        f"{YANG_2013}; {TAKAHASHI_2000}",
    ),
    Rule(
        "NRD-DELETED", "activity", "likely_activating", "low",
        DELETES_INHIBITORY,
        "deletes residues 2430-2450 of the negative regulatory domain, without which mTOR was more active",
        SEKULIC_2000,
        looks_at_published=True,
    ),
    Rule(
        "NRD-SHORTENED", "activity", "possibly_activating", "low",
        SHORTENS_INHIBITORY,
        "deletes a part of residues 2430-2450 of the negative regulatory domain, without which mTOR was more "
        "active",
        SEKULIC_2000,
        looks_at_published=True,
    ),
    Rule(
        "INDEL-HOTSPOT", "activity", "possibly_activating", "low",
        IN_INDEL_HOTSPOT,
        "is an in-frame variant of residues 1450-1468 of FAT, where such variants recur in tumours",
        CANCER_HOTSPOTS,
    ),
    Rule(
        "CATALYTIC", "activity", "likely_inactivating", "moderate",
        SUBSTITUTION & CATALYTIC,
        "replaces a catalytic residue, which should abolish kinase activity",
        YANG_2013,
    ),
    Rule(
        "INDISPENSABLE", "activity", "likely_inactivating", "moderate",
        SUBSTITUTION & INDISPENSABLE,
        "replaces a residue of FATC that is published as indispensable for kinase activity",
        TAKAHASHI_2000,
        looks_at_published=True,
    ),
    Rule(
        "NATURAL-RESIDUE", "activity", "likely_neutral", "low",
        SUBSTITUTION & COVERED & NATURAL & ~AT_PHOSPHOSITE,
        "introduces an amino acid that the TORs of other species have at this position, which is usually "
        "tolerated",
        UNIPROT,
    ),
    Rule(
        "INVARIANT-RESIDUE", "activity", "likely_inactivating", "low",
        SUBSTITUTION & COVERED & INVARIANT,
        "replaces a residue that most other PI3K-related kinases keep, so it is likely to impair the kinase",
        UNIPROT,
    ),
    Rule(
        "PHOSPHOMIMETIC-RAISES", "activity", "possibly_activating", "low",
        SUBSTITUTION & PHOSPHOMIMETIC & PHOSPHATE_RAISES,
        "may imitate phosphorylation of this residue, which raises the activity of mTOR",
        "the publications of the phosphosite",
        looks_at_published=True,
    ),
    Rule(
        "PHOSPHOMIMETIC-LOWERS", "activity", "possibly_inactivating", "low",
        SUBSTITUTION & PHOSPHOMIMETIC & PHOSPHATE_LOWERS,
        "may imitate phosphorylation of this residue, which lowers the activity of mTOR",
        "the publications of the phosphosite",
        looks_at_published=True,
    ),
    Rule(
        "NUCLEOTIDE-CONTACT", "activity", "likely_inactivating", "low",
        SUBSTITUTION & OF_MTOR & bound_within("atp", CONTACT_A) & DISRUPTIVE,
        "alters a side chain in contact with the nucleotide{atp}, so ATP should bind less well",
        YANG_2013,
    ),
    Rule(
        "ACTIVATION-POINTS-4", "activity", "likely_activating", "low",
        with_points(MOST) & ~PHOSPHOMIMETIC,
        "scores 4 of 4 points for activation: the residue is close to a published activating "
        "position{activating}, densely packed and surrounded by the kinase lobes, and the new one is "
        "larger, more positively charged or proline",
        CALIBRATED,
        looks_at_published=True,
    ),
    Rule(
        "ACTIVATION-POINTS-AND-RULE", "activity", "likely_activating", "low",
        with_points(3, 3) & SIGN_OF_ACTIVATION & ~PHOSPHOMIMETIC,
        "scores 3 of 4 points for activation, and a rule on published activating positions or on the "
        "interface of FAT and the kinase domain agrees",
        CALIBRATED,
        looks_at_published=True,
    ),
    Rule(
        "ACTIVATING-RESIDUE", "activity", "possibly_activating", "low",
        ANOTHER_OF_RESIDUE,
        "alters a residue at which another substitution, with a similar change of size and charge, is "
        "published as activating, so this one may be activating too",
        "the published effects at this residue",
        looks_at_published=True,
    ),
    Rule(
        "ACTIVATING-NEIGHBOUR", "activity", "possibly_activating", "low",
        ACTIVATING_PLACE,
        "is close to a published activating position{activating}, in the FAT-kinase framework that "
        "restricts access to the active site, so it may activate the kinase too",
        f"{YANG_2013}; {YANG_2017}",
        looks_at_published=True,
    ),
    Rule(
        "FAT-KINASE-FRAMEWORK", "activity", "possibly_activating", "low",
        FRAMEWORK_LOOSENED,
        "is buried at the interface of FAT and the kinase domain, and may loosen the FAT clamp that "
        "restricts the active site",
        YANG_2013,
    ),
    Rule(
        "ACTIVATION-POINTS-3", "activity", "possibly_activating", "low",
        with_points(3, 3) & ~PHOSPHOMIMETIC,
        "scores 3 of 4 points for activation, so it may activate the kinase",
        CALIBRATED,
        looks_at_published=True,
    ),
    Rule(
        "FOLD", "activity", "possibly_inactivating", "low",
        SUBSTITUTION & OF_MTOR & OUTSIDE_FAT_AND_KINASE & BREAKS_FOLD,
        "puts proline or a polar side chain into the core of a domain, which may destabilise its fold",
        MATTHEWS_1982,
    ),
    Rule(
        "PARED-DOWN", "activity", "likely_neutral", "low",
        SUBSTITUTION & PARED & MODELLED & ~AT_PHOSPHOSITE & ~bound_within("atp", CONTACT_A),
        "shortens the side chain by one atom, which leaves no room for a new contact",
        "Chemical Component Dictionary",
    ),
    Rule(
        "SURFACE", "activity", "likely_neutral", "low",
        SUBSTITUTION & ON_THE_SURFACE & ~AT_PHOSPHOSITE,
        "lies on the surface, away from both drug sites and from published activating positions, and "
        "touches no other protein, so it should be tolerated",
        "doi:10.1371/journal.pone.0080635",
        looks_at_published=True,
    ),
    Rule(
        "ACTIVATION-POINTS-2", "activity", "unknown", "low",
        with_points(2, 2),
        "scores 2 of 4 points for activation, which is evidence neither for nor against it",
        CALIBRATED,
        looks_at_published=True,
    ),
    Rule(
        "NO-SIGN-OF-ACTIVATION", "activity", "unknown", "low",
        with_points(LEAST, 1),
        "shows no sign of activation, which does not mean that it is neutral",
        CALIBRATED,
        looks_at_published=True,
    ),
    Rule(
        "RAPTOR-TRUNCATED", "assembly", LOST, "moderate",
        TRUNCATION & needed_of("RPTOR", "raptor", "the end of its propeller"),
        f"truncates raptor, without which there is no mTORC1, {OTHER_DECIDES}",
        GUERTIN_2006,
    ),
    Rule(
        "RICTOR-TRUNCATED", "assembly", LOST, "moderate",
        TRUNCATION & needed_of("RICTOR", "rictor", "the end of its HEAT-like domain"),
        f"truncates rictor, without which there is no mTORC2, {OTHER_DECIDES}",
        f"{GUERTIN_2006}; {YANG_2006}",
    ),
    Rule(
        "MSIN1-TRUNCATED", "assembly", LOST, "moderate",
        TRUNCATION & needed_of("MAPKAP1", "mSIN1", "the end of CRIM"),
        f"truncates mSIN1, without which there is no mTORC2, {OTHER_DECIDES}",
        YANG_2006,
    ),
    Rule(
        "MLST8-TRUNCATED", "assembly", LOST, "moderate",
        TRUNCATION & needed_of("MLST8", "mLST8", "without W297 and what follows mTORC2 is still formed"),
        "truncates mLST8, without which there is no mTORC2 (mTORC1 was assembled without it), "
        f"{OTHER_DECIDES}",
        GUERTIN_2006,
    ),
    Rule(
        "RHEB-TRUNCATED", "assembly", LOST, "moderate",
        TRUNCATION & needed_of("RHEB", "RHEB", "the end of its CaaX box"),
        "truncates RHEB before the end of its CaaX box, which anchors it to lysosomes, so this allele "
        "should not activate mTORC1 and the other allele decides",
        MENON_2014,
    ),
    contact(
        "INTERFACE-RAPTOR", "RPTOR", "raptor",
        "which stabilises the dimer and recruits the substrates of mTORC1", where=NOT_EMBEDDED,
    ),
    contact(
        "INTERFACE-RICTOR", "RICTOR", "rictor", "which defines mTORC2 and covers the FRB domain there",
        SCAIOLA_2020,
    ),
    contact(
        "INTERFACE-MLST8", "MLST8", "mLST8", "which binds the kinase domain in both complexes", YANG_2013
    ),
    contact(
        "INTERFACE-MSIN1", "MAPKAP1", "mSIN1", "which recruits the substrates of mTORC2"
    ),
    contact(
        "INTERFACE-RHEB", "RHEB", "RHEB",
        "which, loaded with GTP, binds mTOR far from the active site and realigns it",
        YANG_2017, NOT_EMBEDDED,
    ),
    contact(
        "INTERFACE-PROTOMER", "other_protomer", "the other mTOR of the dimer",
        "where N-HEAT of one meets M-HEAT of the other", where=NOT_EMBEDDED,
    ),
    contact("INTERFACE-MTOR", "MTOR", "mTOR", "which may weaken the complex of the two"),
    Rule(
        "OTHER-ALLELE", "rapalog", "insufficient_evidence", "low",
        INACTIVATED & ~OF_MTORC2_ALONE,
        "may lower or abolish kinase activity from this allele, in which case the other allele decides the "
        "response",
        "by definition",
        also=dict.fromkeys(RESPONSE_COLUMNS, "insufficient_evidence"),
    ),
    Rule(
        "RAPAMYCIN-CONTACT", "rapalog", "resistance_likely", "moderate",
        SUBSTITUTION & OF_MTOR & TOUCHES_RAPAMYCIN & DISRUPTIVE,
        "alters a residue in contact with rapamycin{rapamycin}, so rapalogs should bind poorly or not at all",
        CHOI_1996,
    ),
    Rule(
        "RAPAMYCIN-CONTACT-SIMILAR", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & OF_MTOR & TOUCHES_RAPAMYCIN & ~DISRUPTIVE & ~PARED,
        "replaces a residue in contact with rapamycin{rapamycin} by one of similar size but of another "
        "shape or polarity, so rapalogs may bind less well",
        CHOI_1996,
    ),
    Rule(
        "RAPAMYCIN-BACKBONE", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & backbone_within("rapamycin", CONTACT_A),
        "alters a residue that touches rapamycin with its backbone alone{rapamycin}, so a new side chain "
        "may clash with the drug",
        CHOI_1996,
    ),
    Rule(
        "RAPAMYCIN-SHELL", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & second_shell("rapamycin") & DISRUPTIVE,
        "alters a buried residue next to the rapamycin pocket{rapamycin}, which may displace the residues "
        "that touch the drug",
        f"{CHOI_1996}; {RODRIK_2016}",
    ),
    Rule(
        "FKBP12-CONTACT", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & OF_FKBP12 & TOUCHES_RAPAMYCIN & ~PARED,
        "alters a residue of FKBP12 in contact with rapamycin{rapamycin}, so FKBP12 may bind rapalogs less "
        "well, although larger FKBPs may replace it",
        f"{CHOI_1996}; {MAERZ_2013}",
    ),
    Rule(
        "FKBP12-SIDE", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & FRB_MEETS_FKBP12 & DISRUPTIVE & ~TOUCHES_RAPAMYCIN,
        "alters a residue at the interface of FRB and FKBP12{fkbp12}, which bind rapamycin as a pair, so "
        "rapalogs may bind less well",
        CHOI_1996,
    ),
    Rule(
        "FKBP12-FOLD", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & OF_FKBP12 & BREAKS_FOLD,
        "puts proline or a polar side chain into the core of FKBP12, which may destabilise it so that it "
        "binds rapalogs less well, although larger FKBPs may replace it",
        f"{MATTHEWS_1982}; {CHOI_1996}",
    ),
    Rule(
        "FKBP12-LOST", "rapalog", "resistance_possible", "low",
        TRUNCATION & LOSES_RAPAMYCIN_CONTACT,
        "truncates FKBP12, so this allele should encode none that binds rapamycin, although larger FKBPs "
        "may replace it",
        f"{REVIEW}; {MAERZ_2013}",
    ),
    Rule(
        "RAPAMYCIN-KEPT", "rapalog", "no_direct_effect", "low",
        SUBSTITUTION & bound_within("rapamycin", SHELL_A) & PARED,
        "shortens a side chain at the rapamycin pocket{rapamycin} by one atom, so rapalogs should still fit",
        "PMID:7539137",
    ),
    Rule(
        "ACTIVATED-MTOR", "rapalog", "sensitivity_possible", "low",
        SUBSTITUTION & OF_MTOR & PUBLISHED_ACTIVATING & away_from("rapamycin") & ~FRB_MEETS_FKBP12,
        "is {rapamycin_away} the rapamycin pocket{rapamycin}, so rapamycin should still bind and inhibit "
        "the activated kinase; some cell lines with such variants were hypersensitive, but in RECORD-3 "
        "mTOR mutations were not associated with progression-free survival on everolimus",
        f"{GRABINER_2014}; {VOSS_2018}",
        rests_on_activity=True,
    ),
    Rule(
        "NOT-IN-MTORC1", "rapalog", "no_direct_effect", "moderate",
        SUBSTITUTION & OF_MTORC2_ALONE,
        "is in a subunit of mTORC2 alone, whereas rapalogs act on mTORC1",
        REVIEW,
    ),
    Rule(
        "RAPAMYCIN-AWAY", "rapalog", "no_direct_effect", "moderate",
        SUBSTITUTION & away_from("rapamycin") & ~FRB_MEETS_FKBP12 & KEEPS_FKBP12_FOLD & ~OF_MTORC2_ALONE,
        "is {rapamycin_away} the rapamycin pocket{rapamycin}, so rapalogs should bind as they do to wild "
        "type",
        CHOI_1996,
    ),
    Rule(
        "ATP-SITE-CONTACT", "atp_competitive", "resistance_possible", "low",
        ALTERS_ATP_CONTACT,
        "alters a side chain that lines the ATP site{atp_site}, which may weaken an inhibitor more than ATP"
        f"; {NONE_PUBLISHED}",
        f"{YANG_2013}; {RODRIK_2016}",
    ),
    Rule(
        "ATP-SITE-SHELL", "atp_competitive", "resistance_possible", "low",
        ALTERS_ATP_SHELL,
        "alters the framework around the active site{atp_site}, which may displace the residues that line "
        f"the ATP site; {NONE_PUBLISHED}",
        f"{YANG_2013}; {RODRIK_2016}",
    ),
    Rule(
        "ACTIVE-KINASE", "atp_competitive", "resistance_possible", "low",
        SUBSTITUTION & ACTIVE_KINASE,
        "may hyperactivate the kinase, so higher concentrations of an ATP-competitive inhibitor would be "
        "needed",
        f"{RODRIK_2016}; {REVIEW}",
        rests_on_activity=True,
    ),
    Rule(
        "FKBP12-NOT-NEEDED", "atp_competitive", "no_direct_effect", "moderate",
        (SUBSTITUTION | TRUNCATION) & OF_FKBP12,
        "is in FKBP12, which ATP-competitive inhibitors do not require",
        REVIEW,
    ),
    Rule(
        "ATP-SITE-AWAY", "atp_competitive", "no_direct_effect", "moderate",
        SUBSTITUTION & away_from("atp_site") & ~ACTIVE_KINASE,
        "is {atp_site_away} the ATP site{atp_site}, so ATP-competitive inhibitors should bind as they do "
        "to wild type",
        YANG_2013,
    ),
    Rule(
        "FKBP12-ALTERED", "bisteric", "resistance_possible", "low",
        OF_FKBP12 & RAPALOG_RESISTANCE,
        "may weaken FKBP12, through which the rapamycin moiety of a bi-steric inhibitor binds, although "
        "larger FKBPs may replace it",
        f"{RODRIK_2016}; {MAERZ_2013}",
    ),
    Rule(
        "BOTH-FEET", "bisteric", "resistance_possible", "low",
        SUBSTITUTION & RAPALOG_RESISTANCE & ATP_RESISTANCE,
        "may weaken the binding of a bi-steric inhibitor at both of its sites, the rapamycin pocket and "
        "the ATP site",
        RODRIK_2016,
    ),
    Rule(
        "ONE-FOOT-LEFT", "bisteric", "no_direct_effect", "low",
        OF_MTOR & RESISTANCE_TO_ONE & KEEPS_ATP_SITE,
        "spares one of the two binding sites of a bi-steric inhibitor, which sufficed in cells with an "
        "altered rapamycin pocket or a hyperactive kinase",
        RODRIK_2016,
    ),
    Rule(
        "BOTH-FEET-FREE", "bisteric", "no_direct_effect", "moderate",
        SUBSTITUTION & RAPALOG_UNTOUCHED & ATP_UNTOUCHED,
        "spares both binding sites of a bi-steric inhibitor, the rapamycin pocket and the ATP site",
        RODRIK_2016,
    ),
    Rule(
        "COVERED-IN-MTORC2", "rapalog_mtorc2", "not_inhibited_acutely", "moderate",
        SUBSTITUTION,
        "does not change that rapalogs fail to inhibit mTORC2 acutely, since the C-terminal part of rictor "
        "covers the FRB domain",
        SCAIOLA_2020,
    ),
    Rule(
        "ONE-FOOT-IN-MTORC2", "bisteric_mtorc2", "resistance_possible", "low",
        SUBSTITUTION & ATP_RESISTANCE,
        "may weaken inhibition through the ATP site, the only site of a bi-steric inhibitor in mTORC2, "
        "where rictor covers the FRB domain",
        f"{SCAIOLA_2020}; {RODRIK_2016}",
    ),
    Rule(
        "ATP-FOOT-FREE-IN-MTORC2", "bisteric_mtorc2", "no_direct_effect", "low",
        SUBSTITUTION & ATP_UNTOUCHED,
        "spares the ATP site, the only site of a bi-steric inhibitor in mTORC2, where rictor covers the "
        "FRB domain",
        f"{SCAIOLA_2020}; {RODRIK_2016}",
    ),
)  # fmt: skip
"""All rules, in the order of evaluation."""

TOGETHER = {
    ("RAPAMYCIN-AWAY", "ATP-SITE-AWAY"): (
        "is {rapamycin_away} the rapamycin pocket{rapamycin} and {atp_site_away} the ATP site{atp_site}, "
        "so rapalogs and ATP-competitive inhibitors should bind as they do to wild type"
    ),
}
"""Descriptions of two rules in one, for texts on variants that both decide on."""
