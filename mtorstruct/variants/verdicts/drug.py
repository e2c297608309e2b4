"""Verdicts for one inhibitor."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.drugs import Drug
from mtorstruct.reference.tables import UNVERIFIED
from mtorstruct.tables import CONFIDENCES, Columns
from mtorstruct.variants.verdicts.evidence import Statement, in_words, listed
from mtorstruct.variants.verdicts.judge import Judgement, spread, texts_of

DRUG_COLUMNS = (
    "drug", "drug_class", "drug_response", "drug_response_mtorc2", "drug_basis", "drug_confidence",
    "drug_evidence", "drug_explanation",
)  # fmt: skip
"""Columns that `drug_columns` returns, in the order of the schema."""


def drug_columns(judgement: Judgement, drug: Drug) -> Columns:
    """Columns on one inhibitor, named in `DRUG_COLUMNS`.

    What is published with this very drug comes first; then what is published with another one that binds
    alike, one step less sure; then the rules.
    """
    response, confidence = texts_of(drug.response, judgement.verdicts[drug.response])
    basis = np.where(confidence == "", "none", "structure").astype(object)
    evidence = np.full(len(response), "", dtype=object)
    nothing = (
        f"No response of this variant to {drug.name} or a drug of its class is published. "
        if judgement.options.use_published
        else ""
    )
    words = nothing + spread(*judgement.in_words((drug.response,)))
    for k, found in judgement.known.items():
        mine = [s for s in found.statements if s.question == drug.response]
        if mine:
            response[k], basis[k], confidence[k], evidence[k], words[k] = _by_publication(drug, mine)
    columns = {
        "drug": np.full(len(response), drug.name, dtype=object),
        "drug_class": np.full(len(response), drug.drug_class, dtype=object),
        "drug_response": response,
        "drug_response_mtorc2": _on_mtorc2(judgement, drug, response),
        "drug_basis": basis,
        "drug_confidence": confidence,
        "drug_evidence": evidence,
        "drug_explanation": words + _beyond(drug),
    }
    for name in DRUG_COLUMNS[2:]:
        columns[name][judgement.facts["is_residue"]] = ""
    return columns


def _by_publication(drug: Drug, mine: list[Statement]) -> tuple[str, str, str, str, str]:
    """Return verdict, basis, confidence, publications and text from publications on drugs that bind alike."""
    exact = [s for s in mine if s.drug == drug.name]
    used = exact or mine
    best = min(used, key=lambda s: CONFIDENCES.index(s.confidence))
    references = list(dict.fromkeys(r for s in used for r in s.effect.references))
    words = f"Published as {in_words(used)}"
    if exact:
        return best.verdict, "this drug", best.confidence, ";".join(references), f"{words}."
    less = CONFIDENCES[min(CONFIDENCES.index(best.confidence) + 1, len(CONFIDENCES) - 1)]
    words += f"; nothing is published with {drug.name} itself."
    return best.verdict, "same class", less, ";".join(references), words


def _beyond(drug: Drug) -> str:
    """Describe what the verdict does not cover."""
    words = f" How {drug.name} binds was not seen in a source." if drug.status == UNVERIFIED else ""
    if drug.other_targets:
        name = drug.name[0].upper() + drug.name[1:]
        words += f" {name} also inhibits {listed(drug.other_targets)}, which variants of mTOR do not alter."
    return words


def _on_mtorc2(judgement: Judgement, drug: Drug, response: NDArray[Any]) -> NDArray[Any]:
    """Return the response of mTORC2: of the class, or no effect where the inhibitor does not reach mTORC2."""
    if drug.response == "atp_competitive":
        return response.copy()
    question = f"{drug.response}_mtorc2"
    of_class = texts_of(question, judgement.verdicts[question])[0]
    if drug.response == "bisteric" and "mTORC2" not in drug.complexes:
        substituted = judgement.facts["is_substitution"] & ~judgement.facts["inactivating"]
        return np.where(substituted, "not_inhibited_acutely", of_class).astype(object)
    return of_class
