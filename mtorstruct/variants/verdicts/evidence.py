"""Published effects of variants, and the verdicts that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from mtorstruct.reference.drugs import RESPONSE_KINDS, responses_of
from mtorstruct.reference.effects import Effect, effects
from mtorstruct.reference.tables import read_table
from mtorstruct.tables import CONFIDENCES, EVIDENCE_TIERS
from mtorstruct.variants.notation.change import AMINO_ACIDS

Key = tuple[str, int, str]
"""Gene, UniProt position and mutant."""


class Statement(NamedTuple):
    """Statement of one published effect on the activity, or on the response to one drug."""

    question: str
    verdict: str
    confidence: str
    drug: str
    effect: Effect

    @property
    def given(self) -> str:
        """Return the drug, and others given with it; empty for a statement on activity."""
        if not self.drug or "+" not in self.effect.drug:
            return self.drug
        parts = [name.strip() for name in self.effect.drug.split("+")]
        others = [name for name in parts if self.drug not in dict(responses_of([name]))]
        return " plus ".join((self.drug, *others))

    @property
    def cited(self) -> list[str]:
        """Return the publications, and whether they cover more variants than this one."""
        if self.effect.wildcard:
            wild_type, position, but = self.effect.wildcard
            residue = f"{wild_type}{position}"
            said = f"reported for all substitutions of {residue}" + (f" except {residue}{but}" if but else "")
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

    @property
    def altered(self) -> list[Effect]:
        """Return effects by which the activity is another one, neither more nor less."""
        return [effect for effect in self.direct if effect.alters_activity]

    @property
    def tier(self) -> str:
        """Return the best tier of the statements that decide: as sure as the first one and of its verdict."""
        decide = [(d.question, d.verdict, d.confidence) for q in QUESTIONS if (d := self.verdict(q))]
        tiers = {s.effect.tier for s in self.statements if (s.question, s.verdict, s.confidence) in decide}
        return next((EVIDENCE_TIERS[tier] for tier in EVIDENCE_TIERS if tier in tiers), "")

    @property
    def origin(self) -> str:
        """Return germline, somatic or both: how people have the variant, as far as its sources say."""
        origins = {effect.origin for effect in self.direct} - {""}
        return "both" if len(origins) > 1 else "".join(origins)


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
def published_deletions(*, include_unverified: bool = False) -> dict[tuple[str, int, int], Published]:
    """Return published effects of deletions by gene, first and last UniProt position that is deleted."""
    found: dict[tuple[str, int, int], list[Effect]] = {}
    for effect in effects(include_unverified=include_unverified):
        if effect.deletion:
            _, first, _, last = effect.deletion
            found.setdefault((effect.gene, first, last), []).append(effect)
    return {key: Published(tuple(direct)) for key, direct in found.items()}


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

ALTERED = "altering which sites mTOR phosphorylates"
"""What a change of specificity says of a variant: its activity is another one, neither more nor less."""

SAID = {
    "resistance_likely": "resistant to",
    "resistance_possible": "possibly resistant to",
    "hypersensitive": "hypersensitive to",
    "sensitivity_retained": "responding like wild type to",
    "sensitivity_possible": "found in a patient who responded to",
    "no_direct_effect": "binding like wild type to",
}
"""What a verdict on a response says of a variant, before the name of the drug."""


def in_words(statements: Iterable[Statement], altered: Iterable[Effect] = ()) -> str:
    """Join published statements and changes of specificity to what completes "published as".

    Empty where there are none. Publications stand once behind all in a row that have the same. What responds
    like wild type in one assay and is hypersensitive in another is named as hypersensitive alone.
    """
    statements = list(statements)
    hypersensitive = {s.given for s in statements if s.verdict == "hypersensitive"}
    found: dict[str, dict[str, dict[str, None]]] = {}
    for s in sorted(statements, key=lambda s: QUESTIONS.index(s.question)):
        if s.verdict == "sensitivity_retained" and s.given in hypersensitive:
            continue
        where = f" in {s.effect.complex}" if s.effect.complex else ""
        words = f"{s.verdict.replace('_', ' ')}{where}" if s.question == "activity" else SAID[s.verdict]
        found.setdefault(words, {}).setdefault(s.given, {}).update(dict.fromkeys(s.cited))
    for effect in altered:
        found.setdefault(ALTERED, {}).setdefault("", {}).update(dict.fromkeys(effect.references))
    cited = [references for drugs in found.values() for references in drugs.values()]
    last = [k + 1 == len(cited) or cited[k + 1] != references for k, references in enumerate(cited)]
    sources = iter(
        f" ({', '.join(references)})" if shown else "" for references, shown in zip(cited, last, strict=True)
    )
    said = []
    for words, drugs in found.items():
        given = [f"{name}{next(sources)}" for name in drugs]
        said.append(f"{words} {listed(given)}" if any(drugs) else f"{words}{given[0]}")
    return listed(said, comma=any(" and " in words for words in said))


def listed(names: Iterable[str], *, comma: bool = False) -> str:
    """Join names to an enumeration, with a comma before its "and" where asked for.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"]), listed(["a and b", "c"], comma=True)
    ('a', 'a and b', 'a, b and c', 'a and b, and c')
    """
    *front, last = names or ("",)
    return f"{', '.join(front)}{',' if comma else ''} and {last}" if front else last
