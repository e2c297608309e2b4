"""Sentences on variants: the descriptions of the rules that decide, with their distances."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from string import Formatter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.fkbp12 import FrbFkbp12Contact, frb_fkbp12_contacts
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import Columns, side_chain_words
from mtorstruct.variants.verdicts.places import PARTNERS
from mtorstruct.variants.verdicts.rules import FAR_FROM, FAR_FROM_A, OUTSIDE, RULES, TOGETHER, Rule

NO_RULE = len(RULES)
"""Index of the deciding rule where none fired."""

LEAVES_OPEN = np.array([r.verdict in ("unknown", "insufficient_evidence") for r in RULES] + [False])
"""Whether the verdict of each rule is that there is none, shape (n_rules + 1,)."""

TOLD_APART = ("is_in_frame", "is_start_lost", "is_synonymous", "is_substitution")
"""Kinds of variant that sentences distinguish, besides by the rules that decide."""

BACKBONE = ("N", "CA", "C", "O")
"""Atoms of the backbone, whose contacts a substitution leaves."""


def sentence_of(kind: str, deciding: Sequence[int], *, modelled: bool, doubted: bool) -> str:
    """Return the sentence on variants of one kind (`TOLD_APART`), from the indexes of the deciding rules."""
    if kind == "is_start_lost":
        return "The start codon is lost; no rule covers that."
    telling_first = sorted(dict.fromkeys(deciding), key=lambda n: bool(LEAVES_OPEN[n]))
    descriptions = _descriptions([RULES[n] for n in telling_first if n < NO_RULE])
    words = " It ".join(f"{description}." for description in descriptions)
    if kind == "is_synonymous":
        return f"It {words}"
    if kind == "is_in_frame" and not words:
        return "No rule covers this in-frame variant."
    if kind == "is_substitution" and not modelled:
        resolved = (
            "resolved only where the register of the model is in doubt"
            if doubted
            else "not resolved in any of the structures"
        )
        missing = f"Residue {{position}} is {resolved}, so no structural assessment is possible."
        return f"{missing} The variant {words}" if words else missing
    return f"Inferred: it {words}" if words else "No rule applies, for or against an effect."


def _descriptions(rules: list[Rule]) -> Iterator[str]:
    """Yield the descriptions of rules, those of two that have one together once."""
    while rules:
        rule, *rules = rules
        partner = next((r for r in rules if (rule.id, r.id) in TOGETHER), None)
        if partner is None:
            yield rule.description
        else:
            rules.remove(partner)
            yield TOGETHER[rule.id, partner.id]


class Distances:
    """Measured distances at some positions, in words."""

    def __init__(self, places: Columns) -> None:
        self._words = _Words(places)

    def put_into(self, text: str, place: int) -> str:
        """Insert the distances into a text about one position, such as a description."""
        return self.inserted(text)(place)

    def inserted(self, text: str) -> Callable[[int], str]:
        """Return the text about any position; what it has in common is worked out once."""
        parts = [(literal.replace("%", "%%"), name) for literal, name, _, _ in Formatter().parse(text)]
        words = [self._words[name] for _, name in parts if name]
        if not words:
            return lambda place: text
        template = "".join(f"{literal}%s" if name else literal for literal, name in parts)
        return lambda place: template % tuple([of_place[place] for of_place in words])


class _Words(dict[str, list[Any]]):
    """Words for all positions by the names in a description, made when a name is met."""

    def __init__(self, places: Columns) -> None:
        super().__init__()
        self._places = places

    def __missing__(self, name: str) -> list[Any]:
        made = self[name] = self._of(name)
        return made

    def _of(self, name: str) -> list[Any]:
        places = self._places
        if name == "position":
            return list(places["position"].tolist())
        if name == "activating":
            mtor = protein("MTOR").sequence
            near = zip(places["activating_near"].tolist(), places["activating_A"].tolist(), strict=True)
            return [f" ({mtor[p - 1]}{p}, CA atoms {d:.1f} Å apart)" if p else "" for p, d in near]
        if name == "fkbp12":
            keys = zip(places["gene"].tolist(), places["position"].tolist(), strict=True)
            contacts = frb_fkbp12_contacts()
            return [_contact(contacts[key]) if key in contacts else "" for key in keys]
        if name in PARTNERS:
            return [f" (within 5 Å, {e})" if e else "" for e in places[f"entry_{name}"].tolist()]
        site = name.removesuffix("_away")
        is_far = places[f"{site}_distance_A"] >= FAR_FROM_A
        return np.where(is_far, FAR_FROM, OUTSIDE).tolist() if name != site else self._of_site(site, is_far)

    def _of_site(self, site: str, is_far: NDArray[np.bool_]) -> list[str]:
        places = self._places
        columns = [places[f"{site}_{name}"] for name in ("distance_A", "sidechain_A", "by_backbone", "entry")]
        compound = places["atp_site_compound"] if site == "atp_site" else np.full(len(is_far), "")
        cells = zip(*(values.tolist() for values in (is_far, *columns, compound)), strict=True)
        return [_distance(*of_place) for of_place in cells]


def _contact(c: FrbFkbp12Contact) -> str:
    """Return the residue on the other side of FRB and FKBP12, the distance and the entry."""
    of = "FKBP12" if c.nearest_gene == "FKBP1A" else "mTOR"
    backbone = "backbone " if c.atom in BACKBONE else ""
    return f" ({backbone}{c.distance_A:.1f} Å from {c.nearest} of {of}, {c.entry})"


def _distance(
    is_far: bool, anywhere_A: float, side_chain_A: float, by_backbone: bool, entry: str, compound: str
) -> str:
    """Return a distance, what it is from and to where that needs saying, and the entry; empty if unknown."""
    if is_far:
        told = f"{anywhere_A:.1f}"
    elif math.isfinite(side_chain_A):
        atoms = side_chain_words(anywhere_A, side_chain_A, "ca_glycine" if by_backbone else "side_chain")
        told = f"{atoms}{' ' if atoms else ''}{side_chain_A:.1f}"
    else:
        return ""
    return f" ({told} Å{' from ' if compound else ''}{compound}, {entry})"
