"""Texts of the page: sentences from counts, and texts whose publications are links."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from mtorstruct.reference.links import publications
from mtorstruct.views.templates import counted, unbroken


@lru_cache(maxsize=10_000)
def linked(text: str) -> tuple[Mapping[str, str], ...]:
    """Split a text into segments; those that name a publication have an address.

    Examples
    --------
    >>> linked("resists (PMID:27279227)")[1]
    {'text': 'PMID:27279227', 'href': 'https://pubmed.ncbi.nlm.nih.gov/27279227/'}
    """
    pieces, end = [], 0
    for start, stop, address in publications(text):
        if start > end:
            pieces.append({"text": unbroken(text[end:start]), "href": ""})
        pieces.append({"text": text[start:stop], "href": address})
        end = stop
    if end < len(text):
        pieces.append({"text": unbroken(text[end:]), "href": ""})
    return tuple(pieces)


def headline(counts: Mapping[str, int], drugs: str) -> str:
    """Summarise what a cohort's variants mean for some drugs, in a sentence or two.

    Parameters
    ----------
    counts : mapping of str to int
        Distinct variants by verdict.
    drugs : str
        The drugs, as a sentence names them; empty: the verdicts are on activity.

    Examples
    --------
    >>> headline({"resistance_likely": 1, "no_direct_effect": 7}, "rapalogs")
    '1 variant likely confers resistance to rapalogs. 7 should have no direct effect.'
    """
    if not any(n for value, n in counts.items() if value):
        return "No variant has a verdict."
    return " ".join(_of_drugs(counts, drugs) if drugs else _of_activity(counts))


def _of_drugs(counts: Mapping[str, int], drugs: str) -> list[str]:
    likely, possible = counts.get("resistance_likely", 0), counts.get("resistance_possible", 0)
    told = {
        "likely": f"{counted(likely, 'variant')} likely {_verb(likely, 'confers')} resistance to {drugs}.",
        "possible": f"{counted(possible, 'variant')} may confer resistance to {drugs}.",
        "also": f"{possible:,} more may do so.",
        "none": f"No variant is known or inferred to confer resistance to {drugs}.",
    }
    heads = [name for name, n in (("likely", likely), ("also" if likely else "possible", possible)) if n]
    return [told[name] for name in heads or ["none"]] + [
        words.format(n=f"{n:,}", is_=_verb(n, "is"))
        for value, words in (
            ("hypersensitive", "{n} {is_} published as hypersensitive."),
            ("sensitivity_retained", "{n} {is_} published as responding like wild type."),
            ("sensitivity_possible", "For {n}, sensitivity is possible."),
            ("no_direct_effect", "{n} should have no direct effect."),
            ("insufficient_evidence", "For {n}, the evidence is insufficient."),
        )
        if (n := counts.get(value, 0))
    ]


def _verb(n: int, singular: str) -> str:
    return singular if n == 1 else {"confers": "confer", "is": "are"}[singular]


def _of_activity(counts: Mapping[str, int]) -> list[str]:
    said = {
        "activating": "activating",
        "likely_activating": "likely activating",
        "possibly_activating": "possibly activating",
        "inactivating": "inactivating",
        "likely_inactivating": "likely inactivating",
        "possibly_inactivating": "possibly inactivating",
    }
    parts = [f"{counts[value]:,} {words}" for value, words in said.items() if counts.get(value)]
    neutral = counts.get("neutral", 0) + counts.get("likely_neutral", 0)
    told = [f"{'; '.join(parts)}."] if parts else ["No variant is known or inferred to alter the activity."]
    if neutral:
        told.append(f"{neutral:,} {_verb(neutral, 'is')} neutral or likely neutral.")
    if counts.get("unknown"):
        told.append(f"For {counts['unknown']:,}, the effect on activity is unknown.")
    return told
