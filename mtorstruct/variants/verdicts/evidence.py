"""Published effects of variants, and the verdicts that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from mtorstruct.reference.drugs import RESPONSE_KINDS
from mtorstruct.reference.effects import Effect, effects
from mtorstruct.reference.tables import read_table
from mtorstruct.tables import CONFIDENCES
from mtorstruct.variants.notation.change import AMINO_ACIDS

Key = tuple[str, int, str]
"""Gene, UniProt position and mutant."""


@dataclass(frozen=True)
class Statement:
    """Statement of one published effect on the activity, or on the response to one drug."""

    question: str
    verdict: str
    confidence: str
    drug: str
    effect: Effect

    @property
    def given(self) -> str:
        """Return the drug, and others given with it; empty for a statement on activity."""
        together = self.drug and "+" in self.effect.drug
        return f"{self.drug}, given as {self.effect.drug}" if together else self.drug

    @property
    def cited(self) -> list[str]:
        """Return the publications, and whether they cover more variants than this one."""
        if self.effect.wildcard:
            said = f"said of all variants of the residue but to {self.effect.wildcard[2]}"
            return [*self.effect.references, said]
        return self.effect.references


@dataclass(frozen=True)
class Published:
    """Everything published on one variant: `direct` on it alone, `combined` together with others."""

    direct: tuple[Effect, ...] = ()
    combined: tuple[Effect, ...] = ()

    @cached_property
    def statements(self) -> list[Statement]:
        """Return the statements of the effects of this variant alone, in the table's order."""
        return [s for effect in self.direct for s in statements_of(effect)]

    @property
    def references(self) -> list[str]:
        """Return the publications on this variant, each once."""
        return list(dict.fromkeys(r for effect in self.direct for r in effect.references))

    def verdict(self, question: str) -> Statement | None:
        """Return the deciding statement: the surest, then the first; None where there is none."""
        mine = [s for s in self.statements if s.question == question]
        return min(mine, key=lambda s: CONFIDENCES.index(s.confidence), default=None)


def statements_of(effect: Effect) -> list[Statement]:
    """Split one row of the table into its statements."""
    found = [
        Statement(kind, verdict, effect.response_confidence, name, effect)
        for name, kind, verdict in effect.responses
    ]
    if effect.activity:
        # A drug given together with another one weakens what is said of the drug, not of the activity.
        sure = "high" if effect.confidence == "low" and "+" in effect.drug else effect.confidence
        found.insert(0, Statement("activity", effect.activity, sure, "", effect))
    return found


@cache
def published(*, include_unverified: bool = False) -> dict[Key, Published]:
    """Return published effects by gene, UniProt position and mutant.

    A row on all substitutions but some (S2035X) is listed under each of the others; a row on a
    combination is listed under each of its parts, as `combined`.
    """
    direct: dict[Key, list[Effect]] = {}
    combined: dict[Key, list[Effect]] = {}
    for effect in effects(include_unverified=include_unverified):
        parts = effect.substitutions
        for _, position, mutant in parts:
            target = direct if len(parts) == 1 else combined
            target.setdefault((effect.gene, position, mutant), []).append(effect)
        if effect.wildcard:
            wild, position, but = effect.wildcard
            for mutant in AMINO_ACIDS:
                if mutant not in wild + but:
                    direct.setdefault((effect.gene, position, mutant), []).append(effect)
    return {
        key: Published(tuple(direct.get(key, ())), tuple(combined.get(key, ())))
        for key in direct.keys() | combined.keys()
    }


@cache
def conflicts() -> dict[Key, str]:
    """Return contradictory or easily confused reports, by gene, UniProt position and mutant."""
    found: dict[Key, str] = {}
    for row in read_table("evidence_conflicts.tsv"):
        for variant in row["variants"].split(";"):
            key = (row["gene"], int(variant[1:-1]), variant[-1])
            found[key] = "; ".join(filter(None, (found.get(key, ""), row["text"])))
    return found


QUESTIONS = ("activity", *RESPONSE_KINDS)
"""Questions that statements answer, in the order of output."""

SAID = {
    "resistance_likely": "resistant to",
    "resistance_possible": "perhaps resistant to",
    "hypersensitive": "hypersensitive to",
    "sensitivity_retained": "as sensitive as wild type to",
    "sensitivity_possible": "a patient responded to",
    "no_direct_effect": "like wild type with",
}


def in_words(found: Published) -> str:
    """Join published statements to a sentence with their publications; empty where there are none."""
    grouped: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for s in sorted(found.statements, key=lambda s: QUESTIONS.index(s.question)):
        subject = f"{s.verdict} ({s.effect.complex})" if s.effect.complex else s.verdict
        words = subject.replace("_", " ") if s.question == "activity" else SAID[s.verdict]
        drugs, references = grouped.setdefault((s.question, words), ({}, {}))
        drugs[s.given] = None
        references |= dict.fromkeys(s.cited)
    return "; ".join(
        f"{words}{' ' if any(drugs) else ''}{_listed(drugs)} ({', '.join(references)})"
        for (_, words), (drugs, references) in grouped.items()
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(filter(None, names))
