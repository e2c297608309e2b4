"""Other alterations of a tumour linked to the response to mTOR inhibitors; they enter no verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.markers import response_markers
from mtorstruct.variants.check.wild_type import is_context
from mtorstruct.variants.lookup import texts
from mtorstruct.variants.notation.change import AMINO_ACIDS, Change

_LOSS_IN_WORDS = re.compile(
    r"(?:(?:homozygous|deep|gene|whole[ -]gene|copy[ -]number)[ -])?(?:loss|deletion|del)|.*splice.*", re.I
)
"""Loss of a gene without a residue: a deletion, or a lost splice site."""

MOST_TOLD = 50
"""Largest number of variants listed for one sample; the others are counted."""


def context_column(changes: Sequence[Change]) -> NDArray[Any]:
    """Return, for each variant, the other alterations of its sample linked to the response."""
    told = told_by_sample((change.sample, change) for change in changes if is_context(change))
    if not told:
        return np.full(len(changes), "", dtype=object)
    return texts(told.get(change.sample, "") for change in changes)


def told_by_sample(carried: Iterable[tuple[str, Change]]) -> dict[str, str]:
    """Return the alterations of each sample linked to the response, from samples and their variants."""
    found: dict[str, set[str]] = {}
    words: dict[int, str] = {}
    pairs = list(carried)
    for sample, change in pairs:
        # Few different changes are carried by many samples.
        if id(change) not in words:
            words[id(change)] = _told(change) if _alters(change) else ""
        if words[id(change)]:
            found.setdefault(sample, set()).add(words[id(change)])
    return {sample: _listed(sorted(said)) for sample, said in found.items()}


def _listed(said: list[str]) -> str:
    """Join the alterations of a sample, cut to a number, since every row of the sample repeats them."""
    more = f"; and {len(said) - MOST_TOLD:,} more" if len(said) > MOST_TOLD else ""
    return "; ".join(said[:MOST_TOLD]) + more


def _alters(change: Change) -> bool:
    """Return whether the gene is altered in the way of its marker.

    A chain that is cut short is no hyperactivation, and nothing but that, or a deletion of the gene, is a
    loss. A text that cannot be read (a splice site) alters the gene where any alteration counts.
    """
    from mtorstruct.variants.notation.address import kind_of

    marker = response_markers()[change.gene.upper()]
    if kind_of(change.text) == "nothing" or change.mutant in ("=", "?", change.wild_type or "="):
        return False
    if marker.residues:
        residue = f"{change.wild_type}{change.position}"
        return residue in marker.residues and change.mutant in set(AMINO_ACIDS) and not change.end
    if marker.alteration == "loss":
        return _cuts_short(change) or _LOSS_IN_WORDS.fullmatch(change.text.strip()) is not None
    return marker.alteration != "hyperactivation" or not _cuts_short(change)


def _cuts_short(change: Change) -> bool:
    """Return whether the chain ends early: at a stop, behind a frameshift, or behind residues put in."""
    return change.mutant in ("*", "fs") or change.inserted.endswith("*")


def _told(change: Change) -> str:
    marker = response_markers()[change.gene.upper()]
    level = f" ({marker.level})" if marker.level != marker.response else ""
    response = f"{marker.response} to {marker.drug}" if marker.drug else marker.response
    from mtorstruct.variants.notation.writing import format_change

    said = format_change(change._replace(predicted=False), three_letter=False) or change.text.strip()
    return f"{marker.gene} {said.removeprefix('p.')}: {response}{level}"
