"""Allowed values of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

SITES = ("rapamycin", "atp")
"""The two drug sites, in the order of their columns."""

COMPOUNDS = {"rapamycin": "rapamycin", "atp": "nucleotide"}
"""Compounds to which the columns of a site refer."""

OTHER_LIGANDS = {"rapamycin": "analogue", "atp": "inhibitor"}
"""Ligands that replace the compound of a site's columns in some entries."""

MODELLED = ("full", "partial", "backbone", "ca_only", "not_modelled")
MAPPING_SOURCES = ("sifts", "dbref", "alignment", "homologous", "none")
EXPERIMENTAL, PREDICTED, UNKNOWN = "experimental", "predicted", "unknown"
KINDS = (EXPERIMENTAL, UNKNOWN, PREDICTED)
"""Kinds of structures, in order of precedence."""

BOUND, TRANSFERRED, OVERLAP, NOT_LOCATED = "bound", "transferred", "overlap", "not_located"
BASES = (BOUND, TRANSFERRED, OVERLAP, NOT_LOCATED)
STATUSES = (
    "ok",
    "reference_mismatch",
    "unknown_gene",
    "position_out_of_range",
    "impossible_amino_acid",
    "not_understood",
    "other_isoform",
    "ambiguous",
    "no_protein_change",
    "unknown_build",
    "contradiction",
    "other_species",
    "context",
)
SUPPORTED, UNTESTED, UNSUPPORTED, IN_DOUBT, UNLIKE = (
    "supported", "untested", "unsupported", "in_doubt", "unlike",
)  # fmt: skip
REGISTERS = (SUPPORTED, UNTESTED, UNSUPPORTED, IN_DOUBT, UNLIKE)
"""Assessments of the register of a residue, best first."""

DOUBTED = (UNSUPPORTED, IN_DOUBT, UNLIKE)
"""Registers that allow no verdict."""


def is_doubted(register: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Mask of the registers that are `DOUBTED`, shape (n,)."""
    import numpy as np

    # numpy.isin would import numpy.ma, which is slow.
    return np.array([name in DOUBTED for name in register.tolist()], dtype=bool)


ACTIVITIES = (
    "activating", "likely_activating", "possibly_activating", "neutral", "likely_neutral", "inactivating",
    "likely_inactivating", "possibly_inactivating", "unknown",
)  # fmt: skip
RESPONSES = (
    "resistance_likely", "resistance_possible", "hypersensitive", "sensitivity_retained",
    "sensitivity_possible", "no_direct_effect", "not_inhibited_acutely", "insufficient_evidence",
)  # fmt: skip
ACTIVITY_ORDER = (
    "inactivating", "likely_inactivating", "possibly_inactivating", "neutral", "likely_neutral", "unknown",
    "possibly_activating", "likely_activating", "activating",
)  # fmt: skip
"""Activities from the lowest to the highest; those that state no change, and unknown ones, in the middle."""

RESPONSE_ORDER = (
    "resistance_likely", "resistance_possible", "not_inhibited_acutely", "insufficient_evidence",
    "no_direct_effect", "sensitivity_possible", "sensitivity_retained", "hypersensitive",
)  # fmt: skip
"""Responses from resistant to hypersensitive; those that state neither in the middle."""

TELLING = (
    "activating", "likely_activating", "possibly_activating", "inactivating", "likely_inactivating",
    "possibly_inactivating", "resistance_likely", "resistance_possible", "hypersensitive",
    "sensitivity_retained", "sensitivity_possible",
)  # fmt: skip
"""Activities and responses that state an effect, or a response that was found to be as that of wild type."""

RESPONSE_COLUMNS = ("rapalog", "atp_competitive", "bisteric", "rapalog_mtorc2", "bisteric_mtorc2")
VERDICT_BASES = ("none", "structure", "evidence", "both")
BASIS_WORDS = {
    "evidence": "published",
    "structure": "by rules on structures",
    "both": "published, and the rules agree",
    "this drug": "published with this drug",
    "same class": "published with a drug of the same class",
    "none": "no basis",
    "": "",
}
"""Basis of a verdict, also of one on a single drug, in words."""

CONFIDENCES = ("high", "moderate", "low")
CONFIDENCE_ORDER = CONFIDENCES[::-1]
EVIDENCE_TIERS = {
    "clinical": "clinical case",
    "cell": "cell line",
    "biochemical": "biochemical",
    "review statement": "review statement",
    "computational": "computational",
}
"""Kinds of published evidence, best first, by the word of the table of effects."""

TIERS = tuple(EVIDENCE_TIERS)
STRUCTURE_ONLY = "structure only"
"""Tier of a verdict that rules alone give."""

TIER_ORDER = (STRUCTURE_ONLY, *reversed(EVIDENCE_TIERS.values()))
"""Tiers from the weakest to the strongest."""

DOMAIN_ORDER = (
    "N-HEAT", "linker N-HEAT/M-HEAT", "M-HEAT", "linker M-HEAT/FAT", "FAT", "FRB", "kinase",
    "caspase-like domain (RNC)", "armadillo/HEAT solenoid", "insertion in the solenoid",
    "linker solenoid/WD40", "WD40",
    "ARM domain (AD)", "HEAT-like domain (HD)", "phosphorylation-site region (PR)",
    "C-terminal domain (CD)",
    "N-terminal region", "CRIM", "RBD", "PH",
    "DEP1", "DEP2", "long linker", "PDZ",
    "GTPase", "hypervariable region", "CaaX box",
    "FKBP_C",
)  # fmt: skip
"""Domains and linkers of the default scheme, protein by protein, by their middle (FRB before kinase)."""

ORIGINS = ("germline", "somatic", "both")
SIDE_CHAIN_BASES = ("side_chain", "partial_side_chain", "ca_glycine", "ca_side_chain_not_modelled")
EVIDENCE_STATUSES = (
    "verified", "verified-review", "verified-secondary", "partly-verified", "database", "text-mined",
    "unverified",
)  # fmt: skip
"""How far a fact was checked; `docs/impact.md` says what each means."""

PHOSPHORYLATIONS = ("activating", "inactivating", "contradictory", "none", "unknown")
"""What phosphorylation of a site does to the activity of mTOR."""
