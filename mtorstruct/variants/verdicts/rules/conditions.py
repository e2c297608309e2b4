"""Conditions of the rules: text and test of each, combined with ``&``, ``|`` and ``~``.

The documentation prints the text of the very condition whose test is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import protein
from mtorstruct.reference.stretches import inframe_stretches, needed_up_to
from mtorstruct.tables import Columns

CONTACT_A = 4.5
"""Heavy atoms this near touch; the same bound defines the pockets of the sites."""

SHELL_A = 8.0
"""A side chain this near to a ligand lies in the second shell of its pocket."""

NEIGHBOUR_A = 10.0
"""CA atoms this near belong to residues that touch or have a common neighbour."""

ACROSS_A = 8.0
"""CA atoms this near, in two domains, belong to residues at their interface."""

BURIED_RSA, EXPOSED_RSA = 0.25, 0.5
"""Relative solvent accessibility below which a side chain is buried, above which it is exposed."""

CORE_RSA = 0.10
"""Relative solvent accessibility of the inside of a domain."""

POLAR = -3.0
"""Hydropathy (Kyte and Doolittle) at or below which a side chain is polar: H, N, Q, D, E, K and R.

Not S, T, Y or W, which domains have in their cores, nor A or G, which only leave room.
"""

LIGANDS = {"rapamycin": "rapamycin", "atp": "the nucleotide", "atp_site": "the nucleotide, Torin 2 or PP242"}
"""Names of the ligands of the sites, by the names of the sites in the facts."""

SIDE_CHAIN = "side chain (CA of glycine)"
"""Part of a residue whose distance is taken."""


@dataclass(frozen=True, eq=False)
class Condition:
    """Condition on a variant: `text` for people, and `holds`, which tests facts of shape (n,)."""

    text: str
    holds: Callable[[Columns], NDArray[np.bool_]]

    def __and__(self, other: Condition) -> Condition:
        """Both conditions hold."""
        return Condition(f"{self.text}; {other.text}", lambda f: self.holds(f) & other.holds(f))

    def __or__(self, other: Condition) -> Condition:
        """At least one of the two conditions holds."""
        return Condition(f"{self.text} or {other.text}", lambda f: self.holds(f) | other.holds(f))

    def __invert__(self) -> Condition:
        """The condition does not hold; a single one, as the words of several would be ambiguous."""
        return Condition(f"not {self.text}", lambda f: ~self.holds(f))


def fact(name: str, text: str) -> Condition:
    """Return a condition on a fact that is a truth value."""
    return Condition(text, lambda f: f[name])


# The kind of variant.
SUBSTITUTION = fact("is_substitution", "substitution")
TRUNCATION = fact("is_truncation", "truncation (stop or frameshift)")
SYNONYMOUS = fact("is_synonymous", "the new amino acid is the old one")
_INHIBITORY, _HOTSPOT = (
    f"residues {s.start}-{s.end} of mTOR, and of none outside {s.within_start}-{s.within_end}"
    for s in inframe_stretches()
)
DELETES_INHIBITORY = fact("deletes_inhibitory", f"deletion of all {_INHIBITORY}; this one is not published")
SHORTENS_INHIBITORY = fact("shortens_inhibitory", f"deletion of some {_INHIBITORY}")
IN_INDEL_HOTSPOT = fact("in_indel_hotspot", f"in-frame insertion, deletion or duplication of some {_HOTSPOT}")

# The protein and the domain.
OF_MTOR = fact("is_mtor", "of mTOR")
OF_FKBP12 = fact("is_fkbp12", "of FKBP12")
OF_MTORC2_ALONE = fact("in_mtorc2_alone", "of rictor or mSIN1")
IN_FRAMEWORK = fact("in_framework", "in FAT or in the kinase domain before FATC")
OUTSIDE_FAT_AND_KINASE = Condition(
    "outside FAT and the kinase domain, where such substitutions are published as activating",
    lambda f: ~f["in_fat"] & ~f["in_kinase"],
)
BEFORE_FATC_END = fact("before_fatc_end", "of mTOR up to W2545 in FATC")


def needed_of(gene: str, name: str, part: str) -> Condition:
    """Return the condition: of a partner of mTOR, up to the last residue of the part that is needed."""
    end = needed_up_to()[gene]
    return Condition(
        f"of {name} up to {protein(gene).amino_acid(end)}{end}, {part}",
        lambda f: f[f"is_{gene}"] & f["before_needed_end"],
    )


# What is known of the residue.
CATALYTIC = fact("catalytic", "of a catalytic residue of mTOR (K2187, E2190, D2338, H2340, N2343 or D2357)")
INDISPENSABLE = fact("indispensable", "of W2545 of mTOR (the publication names no new amino acid)")
ANOTHER_ACTIVATES = Condition(
    "another substitution of the residue is published as activating that changes neither size (by 20 Å³ or "
    "more) nor charge the other way, this one is not",
    lambda f: f["activating_alike"] & ~f["published_activating"],
)
BESIDE_ACTIVATING = Condition(
    f"CA within {NEIGHBOUR_A:g} Å of that of another published activating position",
    lambda f: f["activating_A"] <= NEIGHBOUR_A,
)
AT_PHOSPHOSITE = fact("at_phosphosite", "of a phosphosite")
PHOSPHATE_RAISES = fact(
    "phosphate_raises", "where phosphorylation is published to raise the activity of mTOR"
)
PHOSPHATE_LOWERS = fact(
    "phosphate_lowers", "where phosphorylation is published to lower the activity of mTOR"
)

# The two side chains.
DISRUPTIVE = fact("disruptive", "disruptive")
PARED = fact("loses_one_atom", "pared down")
PHOSPHOMIMETIC = Condition(
    "D or E in the place of a phosphosite", lambda f: f["at_phosphosite"] & f["to_acid"]
)
BREAKS_FOLD = Condition(
    f"buried (RSA below {CORE_RSA:g}), proline in a helix or strand or a hydrophobic side chain replaced by "
    "H, N, Q, D, E, K or R",
    lambda f: (
        (f["rsa"] < CORE_RSA)
        & ((f["to_proline"] & f["in_helix_or_strand"]) | (f["hydrophobic"] & (f["hydropathy"] <= POLAR)))
    ),
)

# Where the residue lies.
MODELLED = fact("modelled", "of a residue that some structure has")
BURIED = Condition(f"RSA below {BURIED_RSA:g}", lambda f: f["rsa"] < BURIED_RSA)
NOT_EXPOSED = Condition(f"RSA at most {EXPOSED_RSA:g} or not known", lambda f: ~(f["rsa"] > EXPOSED_RSA))
FAT_MEETS_KINASE = Condition(
    f"CA within {ACROSS_A:g} Å of the other of the two domains", lambda f: f["fat_kinase_A"] <= ACROSS_A
)
IN_ACTIVE_SITE = Condition(
    f"in the active site (CA within {SHELL_A:g} Å of that of D2338, H2340, N2343 or D2357)",
    lambda f: f["transfer_A"] <= SHELL_A,
)
ON_THE_SURFACE = Condition(
    f"RSA above {EXPOSED_RSA:g}, no partner within 5 Å, not within {NEIGHBOUR_A:g} Å of published activating "
    f"positions or within {SHELL_A:g} Å of a site, no proline or glycine lost or gained",
    lambda f: (
        (f["rsa"] > EXPOSED_RSA)
        & (f["rapamycin_sidechain_A"] > SHELL_A)
        & (f["atp_site_sidechain_A"] > SHELL_A)
        & ~f["touches_any"]
        & (f["activating_A"] > NEIGHBOUR_A)
        & ~f["backbone"]
    ),
)


def bound_within(site: str, bound: float) -> Condition:
    """Return the condition: side chain near a ligand, in a structure that has the ligand."""
    return Condition(
        f"with its side chain within {bound:g} Å of {LIGANDS[site]} where that is bound",
        lambda f: f[f"{site}_bound"] & (f[f"{site}_sidechain_A"] <= bound) & ~f[f"{site}_by_backbone"],
    )


def backbone_within(site: str, bound: float) -> Condition:
    """Return the condition: CA of a residue without a side chain near a ligand that is bound."""
    return Condition(
        f"without a side chain, CA within {bound:g} Å of {LIGANDS[site]} where that is bound",
        lambda f: f[f"{site}_bound"] & (f[f"{site}_sidechain_A"] <= bound) & f[f"{site}_by_backbone"],
    )


def second_shell(site: str) -> Condition:
    """Return the condition: buried side chain of mTOR near the ligand but not in contact with it."""
    shell = Condition(
        f"with its {SIDE_CHAIN} more than {CONTACT_A:g} and at most {SHELL_A:g} Å from {LIGANDS[site]}",
        lambda f: (f[f"{site}_sidechain_A"] > CONTACT_A) & (f[f"{site}_sidechain_A"] <= SHELL_A),
    )
    return OF_MTOR & shell & BURIED


def away_from(site: str) -> Condition:
    """Return the condition: side chain at a known distance from a ligand, beyond the second shell."""
    return Condition(
        f"with its {SIDE_CHAIN} more than {SHELL_A:g} Å from {LIGANDS[site]} (bound or carried over)",
        lambda f: f[f"{site}_known"] & (f[f"{site}_sidechain_A"] > SHELL_A),
    )


def touches(partner: str, name: str) -> Condition:
    """Return the condition: heavy atom near another protein, in a register in doubt on neither side."""
    return fact(f"touches_{partner}", f"heavy atom within 5 Å of {name}")


TOUCHES_RAPAMYCIN = bound_within("rapamycin", CONTACT_A)
FRB_MEETS_FKBP12 = Condition(
    "where FRB and FKBP12 meet (heavy atom within 5 Å of the other)",
    lambda f: (f["in_frb"] & f["touches_FKBP1A"]) | (f["is_fkbp12"] & f["touches_MTOR"]),
)
KEEPS_FKBP12_FOLD = Condition("no broken fold of FKBP12", lambda f: ~(f["is_fkbp12"] & BREAKS_FOLD.holds(f)))
LOSES_RAPAMYCIN_CONTACT = Condition(
    f"of FKBP12 before its last residue within {CONTACT_A:g} Å of rapamycin",
    lambda f: f["lost_rapamycin_sidechain_A"] <= CONTACT_A,
)
ALTERS_ATP_CONTACT = SUBSTITUTION & OF_MTOR & bound_within("atp_site", CONTACT_A) & ~CATALYTIC & ~PARED
ALTERS_ATP_SHELL = SUBSTITUTION & second_shell("atp_site") & DISRUPTIVE & ~CATALYTIC
KEEPS_ATP_SITE = Condition(
    "the ATP site itself not altered (ATP-SITE-CONTACT, ATP-SITE-SHELL), of which nothing is known",
    lambda f: ~(ALTERS_ATP_CONTACT.holds(f) | ALTERS_ATP_SHELL.holds(f)),
)

# What other species and other kinases have at this place.
NATURAL_TORS = 2
"""Number of TORs of other than mammals from which on an amino acid counts as natural at a place."""

INVARIANT_SHARE = 0.82
"""Share, in two decimals, of the other PI3K-related kinases: 40 of 49."""

COVERED = Condition("of mTOR 1385-2549", lambda f: ~np.isnan(f["conserved"]))
NATURAL = Condition(
    f"the new amino acid stands at this place in {NATURAL_TORS} or more of nine TORs of other than mammals",
    lambda f: f["natural"] >= NATURAL_TORS,
)
INVARIANT = Condition(
    f"{INVARIANT_SHARE:g} or more of the other PI3K-related kinases keep the residue",
    lambda f: f["conserved"] >= INVARIANT_SHARE,
)

# Verdicts on questions that are asked earlier.
PUBLISHED_ACTIVATING = fact("published_activating", "published as activating")
ACTIVE_KINASE = Condition(
    "activating or likely so in the kinase domain (published or by rule)",
    lambda f: f["in_kinase"] & f["activating"],
)
INACTIVATED = fact("inactivating", "inactivating, likely or possibly so (published or by rule)")
RAPALOG_RESISTANCE = fact("rapalog_resistance", "resistance to rapalogs likely or possible")
RAPALOG_UNTOUCHED = fact("rapalog_untouched", "no direct effect on rapalogs, or sensitivity to them")
ATP_RESISTANCE = fact(
    "atp_competitive_resistance", "resistance to ATP-competitive inhibitors likely or possible"
)
ATP_UNTOUCHED = fact(
    "atp_competitive_untouched", "no direct effect on ATP-competitive inhibitors, or sensitivity to them"
)
RESISTANCE_TO_ONE = Condition(
    "resistance to rapalogs or to ATP-competitive inhibitors likely or possible, and no direct effect on the "
    "others, or sensitivity to them",
    lambda f: (
        (f["rapalog_resistance"] & f["atp_competitive_untouched"])
        | (f["atp_competitive_resistance"] & f["rapalog_untouched"])
    ),
)
