"""Words of the page: sentences from counts, and texts whose publications are links."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CITED = re.compile(r"PMID:(?P<pmid>\d+)|(?P<pmc>PMC\d+)|(?P<doi>[dD][oO][iI]:10\.\d{4,}/[^\s,;()]*[^\s,;().])")

BASES = {
    "evidence": "published",
    "structure": "by rules on structures",
    "both": "published, and the rules agree",
    "this drug": "published with this drug",
    "same class": "published with a drug of the same class",
    "none": "nothing to stand on",
    "": "",
}
"""What a verdict stands on."""

REASONS = {
    "reference_mismatch": "wild type differs from the reference",
    "unknown_gene": "no gene, or one that is not known",
    "position_out_of_range": "position outside the protein",
    "impossible_amino_acid": "not an amino acid",
    "not_understood": "not understood as a protein change",
    "context": "gene tied to the response, told as context of the sample",
}
"""Why a row has no answer."""

EFFECTS = {
    "resistance_likely": 0,
    "resistance_possible": 1,
    "sensitivity_likely": 2,
    "activating": 0,
    "likely_activating": 1,
    "inactivating": 2,
    "likely_inactivating": 3,
}
"""Verdicts that tell an effect, in the order in which they matter."""


def counted(n: int, what: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "change"), counted(1200, "change")
    ('1 change', '1,200 changes')
    """
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def linked(text: str) -> list[dict[str, str]]:
    """A text in pieces; those that name a publication have an address.

    Examples
    --------
    >>> linked("resists (PMID:27279227)")[1]
    {'text': 'PMID:27279227', 'href': 'https://pubmed.ncbi.nlm.nih.gov/27279227/'}
    """
    pieces, end = [], 0
    for found in _CITED.finditer(text):
        if found.start() > end:
            pieces.append({"text": text[end : found.start()], "href": ""})
        pieces.append({"text": found.group(), "href": _address(found)})
        end = found.end()
    if end < len(text):
        pieces.append({"text": text[end:], "href": ""})
    return pieces


def _address(found: re.Match[str]) -> str:
    if found["pmid"]:
        return f"https://pubmed.ncbi.nlm.nih.gov/{found['pmid']}/"
    if found["pmc"]:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{found['pmc']}/"
    return f"https://doi.org/{found['doi'][4:]}"


def headline(counts: Mapping[str, int], drugs: str) -> str:
    """What the changes of a cohort say of some drugs, in a sentence or two.

    Parameters
    ----------
    counts : mapping of str to int
        Distinct changes by verdict.
    drugs : str
        The drugs, as a sentence names them; empty: the verdicts are on activity.

    Examples
    --------
    >>> headline({"resistance_likely": 1, "no_direct_effect": 7}, "rapalogs")
    '1 change likely makes mTOR resist rapalogs. 7 have no direct effect.'
    """
    told = _of_activity(counts) if not drugs else _of_drugs(counts, drugs)
    return " ".join(told) if told else "No change has a verdict."


def _of_drugs(counts: Mapping[str, int], drugs: str) -> list[str]:
    likely, possible = counts.get("resistance_likely", 0), counts.get("resistance_possible", 0)
    sensitive, away = counts.get("sensitivity_likely", 0), counts.get("no_direct_effect", 0)
    silent = counts.get("insufficient_evidence", 0)
    told = []
    if likely:
        told.append(f"{counted(likely, 'change')} likely {'makes' if likely == 1 else 'make'} mTOR resist {drugs}.")
    if possible:
        told.append(f"{counted(possible, 'change')} may do so." if likely else f"{counted(possible, 'change')} may make mTOR resist {drugs}.")
    if sensitive:
        told.append(f"{counted(sensitive, 'change')} likely {'goes' if sensitive == 1 else 'go'} with sensitivity.")
    if told or away or silent:
        if not likely and not possible:
            told.insert(0, f"No change is known or inferred to make mTOR resist {drugs}.")
    if away:
        told.append(f"{away:,} {'has' if away == 1 else 'have'} no direct effect.")
    if silent:
        told.append(f"Of {silent:,} too little is known.")
    return told


def _of_activity(counts: Mapping[str, int]) -> list[str]:
    said = {
        "activating": "published as activating",
        "likely_activating": "likely activating by the rules",
        "inactivating": "published as inactivating",
        "likely_inactivating": "likely inactivating by the rules",
    }
    parts = [f"{counts[value]:,} {words}" for value, words in said.items() if counts.get(value)]
    neutral = counts.get("neutral", 0) + counts.get("likely_neutral", 0)
    told = [f"Of the changes, {', '.join(parts)}."] if parts else []
    if neutral:
        told.append(f"{neutral:,} {'is' if neutral == 1 else 'are'} neutral, or likely so.")
    if counts.get("unknown"):
        told.append(f"Of {counts['unknown']:,} the effect on activity is not known.")
    return told
