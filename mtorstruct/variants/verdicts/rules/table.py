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
    DISRUPTIVE,
    FAT_MEETS_KINASE,
    FRB_MEETS_FKBP12,
    IN_ACTIVE_SITE,
    IN_FRAMEWORK,
    INDISPENSABLE,
    KEEPS_ATP_SITE,
    KEEPS_FKBP12_FOLD,
    LOSES_RAPAMYCIN_CONTACT,
    MODELLED,
    NOT_EXPOSED,
    OF_FKBP12,
    OF_MTOR,
    OF_MTORC2_ALONE,
    ON_THE_SURFACE,
    OUTSIDE_FAT_AND_KINASE,
    PARED,
    PHOSPHOMIMETIC,
    PUBLISHED_ACTIVATING,
    RAPALOG_RESISTANCE,
    RAPALOG_UNTOUCHED,
    RESISTANCE_TO_ONE,
    SHELL_A,
    SUBSTITUTION,
    SYNONYMOUS,
    TOUCHES_RAPAMYCIN,
    TRUNCATION,
    Condition,
    away_from,
    bound_within,
    second_shell,
    touches,
)

QUESTIONS = ("activity", "assembly", *RESPONSE_COLUMNS)
"""Questions in the order of evaluation: later ones may build on earlier verdicts."""

YANG_2013, YANG_2017 = "PMID:23636326", "PMID:29236692"
TAKAHASHI_2000 = "Genes Cells 5:765"
MAERZ_2013 = "PMC3624267"
MATTHEWS_1982 = "doi:10.1016/0022-2836(82)90515-0"
RODRIK_2016, GRABINER_2014, SCAIOLA_2020 = "PMID:27279227", "PMID:24631838", "PMID:33158864"
REVIEW = "doi:10.1186/s13045-019-0754-1"
CHOI_1996 = "PMID:8662507"


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
        Completes the sentence "the variant ..."; ``{rapamycin}`` and the like hold the place of a distance.
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
        return self.description.format_map(defaultdict(str))


def contact(id: str, partner: str, name: str, role: str, reference: str = REVIEW, where: str = "") -> Rule:
    """Return a rule on a contact with another protein: it points to the contact and gives no verdict."""
    return Rule(
        id, "assembly", "", "low",
        SUBSTITUTION & touches(partner, f"{name}{where}") & DISRUPTIVE,
        f"alters a contact with {name}, {role}",
        reference,
    )  # fmt: skip


NOT_EMBEDDED = " in a structure of the atlas (the embedded one has none)"

RULES: tuple[Rule, ...] = (
    Rule(
        "SYNONYMOUS", "activity", "neutral", "high",
        SYNONYMOUS,
        "leaves the protein as it is; effects on splicing or on the amount of protein are not considered",
        "by definition",
        also={
            **dict.fromkeys(RESPONSE_COLUMNS, "no_direct_effect"),
            "rapalog_mtorc2": "not_inhibited_acutely",
        },
    ),
    Rule(
        "KINASE-TRUNCATED", "activity", "likely_inactivating", "moderate",
        TRUNCATION & BEFORE_FATC_END,
        "ends the chain before the kinase domain, FATC included, is whole, so that what is left of the "
        "signal comes from the other allele",
        f"{YANG_2013}; {TAKAHASHI_2000}",
    ),
    Rule(
        "CATALYTIC", "activity", "likely_inactivating", "moderate",
        SUBSTITUTION & CATALYTIC,
        "replaces a catalytic residue, without which the kinase is dead",
        YANG_2013,
    ),
    Rule(
        "INDISPENSABLE", "activity", "likely_inactivating", "moderate",
        SUBSTITUTION & INDISPENSABLE,
        "replaces a residue that holds FATC and is published as indispensable",
        TAKAHASHI_2000,
        looks_at_published=True,
    ),
    Rule(
        "ACTIVATING-RESIDUE", "activity", "likely_activating", "low",
        SUBSTITUTION & ANOTHER_ACTIVATES & ~PARED,
        "alters a residue of which another substitution is published as activating",
        "the published effects at this residue",
        looks_at_published=True,
    ),
    Rule(
        "NUCLEOTIDE-CONTACT", "activity", "likely_inactivating", "low",
        SUBSTITUTION & OF_MTOR & bound_within("atp", CONTACT_A) & DISRUPTIVE,
        "alters a side chain that holds the nucleotide{atp}, so that ATP binds less well",
        YANG_2013,
    ),
    Rule(
        "ACTIVATING-NEIGHBOUR", "activity", "likely_activating", "low",
        SUBSTITUTION & IN_FRAMEWORK & BESIDE_ACTIVATING & NOT_EXPOSED & ~PARED & ~IN_ACTIVE_SITE
        & ~PHOSPHOMIMETIC,
        "lies beside published activating positions{activating}, in the framework that holds the gatekeepers "
        "of the active site in place",
        f"{YANG_2013}; {YANG_2017}",
        looks_at_published=True,
    ),
    Rule(
        "FAT-KINASE-FRAMEWORK", "activity", "likely_activating", "low",
        SUBSTITUTION & IN_FRAMEWORK & FAT_MEETS_KINASE & BURIED & DISRUPTIVE & ~IN_ACTIVE_SITE
        & ~PHOSPHOMIMETIC,
        "is buried between FAT and kinase and loosens the clamp that restricts the active site",
        YANG_2013,
    ),
    Rule(
        "FOLD", "activity", "likely_inactivating", "low",
        SUBSTITUTION & OF_MTOR & OUTSIDE_FAT_AND_KINASE & BREAKS_FOLD,
        "puts proline or something polar into the core of a domain, which unsettles its fold",
        MATTHEWS_1982,
    ),
    Rule(
        "PARED-DOWN", "activity", "likely_neutral", "low",
        SUBSTITUTION & PARED & MODELLED & ~AT_PHOSPHOSITE,
        "pares the side chain down by one atom, which makes no new contact and loses at most one",
        "Chemical Component Dictionary",
    ),
    Rule(
        "SURFACE", "activity", "likely_neutral", "low",
        SUBSTITUTION & ON_THE_SURFACE & ~AT_PHOSPHOSITE,
        "lies on the surface, touches no other protein and is far from both sites",
        "doi:10.1371/journal.pone.0080635",
        looks_at_published=True,
    ),
    contact(
        "INTERFACE-RAPTOR", "RPTOR", "raptor",
        "which holds the dimer together and brings the substrates of mTORC1", where=NOT_EMBEDDED,
    ),
    contact(
        "INTERFACE-RICTOR", "RICTOR", "rictor", "which makes mTORC2 and covers the FRB domain there",
        SCAIOLA_2020,
    ),
    contact(
        "INTERFACE-MLST8", "MLST8", "mLST8", "which sits on the kinase domain of both complexes", YANG_2013
    ),
    contact(
        "INTERFACE-MSIN1", "MAPKAP1", "mSIN1", "which belongs to mTORC2 and brings its substrates"
    ),
    contact(
        "INTERFACE-RHEB", "RHEB", "RHEB",
        "which, with GTP, binds mTOR far from the active site and realigns it", YANG_2017, NOT_EMBEDDED,
    ),
    contact(
        "INTERFACE-PROTOMER", "other_protomer", "the other mTOR of the dimer",
        "where N-HEAT of one meets M-HEAT of the other", where=NOT_EMBEDDED,
    ),
    contact("INTERFACE-MTOR", "MTOR", "mTOR", "which the partner holds with this residue"),
    Rule(
        "RAPAMYCIN-CONTACT", "rapalog", "resistance_likely", "moderate",
        SUBSTITUTION & TOUCHES_RAPAMYCIN & DISRUPTIVE,
        "alters a residue that touches rapamycin{rapamycin}, so that the drug does not fit",
        CHOI_1996,
    ),
    Rule(
        "RAPAMYCIN-CONTACT-SIMILAR", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & TOUCHES_RAPAMYCIN & ~DISRUPTIVE & ~PARED,
        "reshapes a residue that touches rapamycin{rapamycin}, with a side chain of the same size but of "
        "another shape or polarity",
        CHOI_1996,
    ),
    Rule(
        "RAPAMYCIN-SHELL", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & second_shell("rapamycin") & DISRUPTIVE,
        "alters the second shell of the rapamycin pocket{rapamycin} and so moves what touches the drug",
        f"{CHOI_1996}; {RODRIK_2016}",
    ),
    Rule(
        "FKBP12-SIDE", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & FRB_MEETS_FKBP12 & DISRUPTIVE & ~TOUCHES_RAPAMYCIN,
        "alters a contact between FRB and FKBP12{rapamycin}, which binds as a pair with rapamycin",
        CHOI_1996,
    ),
    Rule(
        "FKBP12-FOLD", "rapalog", "resistance_possible", "low",
        SUBSTITUTION & OF_FKBP12 & BREAKS_FOLD,
        "puts proline or something polar into the core of FKBP12, which unsettles what holds rapamycin",
        f"{MATTHEWS_1982}; {CHOI_1996}",
    ),
    Rule(
        "FKBP12-LOST", "rapalog", "resistance_possible", "low",
        TRUNCATION & LOSES_RAPAMYCIN_CONTACT,
        "takes away FKBP12, with which rapamycin binds (larger FKBPs may take its place)",
        f"{REVIEW}; {MAERZ_2013}",
    ),
    Rule(
        "RAPAMYCIN-KEPT", "rapalog", "no_direct_effect", "low",
        SUBSTITUTION & bound_within("rapamycin", SHELL_A) & PARED,
        "leaves room for rapamycin{rapamycin}, as the side chain only loses an atom",
        "PMID:7539137",
    ),
    Rule(
        "ACTIVATED-MTOR", "rapalog", "sensitivity_possible", "low",
        SUBSTITUTION & OF_MTOR & PUBLISHED_ACTIVATING & away_from("rapamycin") & ~FRB_MEETS_FKBP12,
        "leaves the rapamycin pocket alone{rapamycin} in an activated mTOR, and cells with several such "
        "mutants were hypersensitive to rapamycin",
        GRABINER_2014,
        rests_on_activity=True,
    ),
    Rule(
        "NOT-IN-MTORC1", "rapalog", "no_direct_effect", "moderate",
        SUBSTITUTION & OF_MTORC2_ALONE,
        "is in a protein that mTORC1, where rapalogs act, does not have",
        REVIEW,
    ),
    Rule(
        "RAPAMYCIN-AWAY", "rapalog", "no_direct_effect", "moderate",
        SUBSTITUTION & away_from("rapamycin") & ~FRB_MEETS_FKBP12 & KEEPS_FKBP12_FOLD & ~OF_MTORC2_ALONE,
        "is away from rapamycin{rapamycin}",
        CHOI_1996,
    ),
    Rule(
        "ATP-SITE-CONTACT", "atp_competitive", "resistance_possible", "low",
        ALTERS_ATP_CONTACT,
        "alters a side chain that lines the ATP site{atp_site}, which may keep the inhibitor out and ATP in",
        YANG_2013,
    ),
    Rule(
        "ATP-SITE-SHELL", "atp_competitive", "resistance_possible", "low",
        ALTERS_ATP_SHELL,
        "alters the framework around the active site{atp_site} and so moves what lines the ATP site",
        YANG_2013,
    ),
    Rule(
        "ACTIVE-KINASE", "atp_competitive", "resistance_possible", "low",
        SUBSTITUTION & ACTIVE_KINASE,
        "may make the kinase more active, which takes more inhibitor",
        f"{RODRIK_2016}; {REVIEW}",
        rests_on_activity=True,
    ),
    Rule(
        "FKBP12-NOT-NEEDED", "atp_competitive", "no_direct_effect", "moderate",
        (SUBSTITUTION | TRUNCATION) & OF_FKBP12,
        "is in FKBP12, which ATP-competitive inhibitors do not need",
        REVIEW,
    ),
    Rule(
        "ATP-SITE-AWAY", "atp_competitive", "no_direct_effect", "moderate",
        SUBSTITUTION & away_from("atp_site") & ~ACTIVE_KINASE,
        "is away from the ATP site{atp_site}",
        YANG_2013,
    ),
    Rule(
        "BOTH-FEET", "bisteric", "resistance_possible", "low",
        SUBSTITUTION & RAPALOG_RESISTANCE & ATP_RESISTANCE,
        "may weaken both feet of a bi-steric inhibitor, in the rapamycin pocket and in the ATP site",
        RODRIK_2016,
    ),
    Rule(
        "ONE-FOOT-LEFT", "bisteric", "no_direct_effect", "low",
        OF_MTOR & RESISTANCE_TO_ONE & KEEPS_ATP_SITE,
        "leaves a bi-steric inhibitor one foot, which was enough in cells with an altered rapamycin pocket "
        "or a more active kinase",
        RODRIK_2016,
    ),
    Rule(
        "BOTH-FEET-FREE", "bisteric", "no_direct_effect", "moderate",
        SUBSTITUTION & RAPALOG_UNTOUCHED & ATP_UNTOUCHED,
        "is away from both feet of a bi-steric inhibitor",
        RODRIK_2016,
    ),
    Rule(
        "COVERED-IN-MTORC2", "rapalog_mtorc2", "not_inhibited_acutely", "moderate",
        SUBSTITUTION,
        "does not matter in mTORC2, on which rapalogs do not act acutely, since the carboxy-terminal part of "
        "rictor covers the FRB domain",
        SCAIOLA_2020,
    ),
    Rule(
        "ONE-FOOT-IN-MTORC2", "bisteric_mtorc2", "resistance_possible", "low",
        SUBSTITUTION & ATP_RESISTANCE,
        "weakens the foot in the ATP site, the only one in mTORC2, where rictor covers the FRB domain",
        f"{SCAIOLA_2020}; {RODRIK_2016}",
    ),
    Rule(
        "ATP-FOOT-FREE-IN-MTORC2", "bisteric_mtorc2", "no_direct_effect", "low",
        SUBSTITUTION & ATP_UNTOUCHED,
        "is away from the ATP site, the only foot of a bi-steric inhibitor in mTORC2",
        f"{SCAIOLA_2020}; {RODRIK_2016}",
    ),
)  # fmt: skip
"""All rules, in the order of evaluation."""
