"""Verdicts: published evidence and structural inference, side by side and never mixed up.

For each thing that is judged, what is published on exactly this change decides; where nothing is, the first
rule that fires. Whether the two agree is told in the columns ``*_basis``. Inside, verdicts are whole numbers:
places in the lists of allowed values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.proteins import protein
from mtorstruct.schema import (
    ACTIVITIES,
    CONFIDENCES,
    RESPONSE_COLUMNS,
    RESPONSES,
    SITES,
    TELLING,
    VERDICT_BASES,
    Columns,
)
from mtorstruct.variants.evidence import Key, Published, conflicts, in_words, published
from mtorstruct.variants.facts import MUTANTS, Facts, dense_unique, gather
from mtorstruct.variants.rules import ABOUT, RULES, Rule

VALUES = {"activity": ACTIVITIES, **dict.fromkeys(RESPONSE_COLUMNS, RESPONSES)}
"""Verdicts that there are, by what they are about; the last one of each says nothing."""

WITH_BASIS = ("activity", "rapalog", "atp_competitive", "bisteric")
"""Verdicts whose basis and confidence are columns; those for mTORC2 follow from them."""

VERDICT_COLUMNS = (
    *(f"{about}{suffix}" for about in WITH_BASIS for suffix in ("", "_basis", "_confidence")),
    "rapalog_mtorc2", "bisteric_mtorc2", "basis", "confidence", "rules", "evidence", "evidence_conflicts",
    "explanation",
)  # fmt: skip
"""Columns that `Judgement.columns` gives, in the order of the schema."""

RESISTANT = ("resistance_likely", "resistance_possible")
ACTIVATING = ("activating", "likely_activating")

_STRUCTURE, _EVIDENCE = 1, 2
_CONFIDENCE_NAMES = ("", *reversed(CONFIDENCES))
_SAME_SIDE = (
    ACTIVATING, ("neutral", "likely_neutral"), ("inactivating", "likely_inactivating"), RESISTANT,
    ("sensitivity_likely", "no_direct_effect"),
)  # fmt: skip
_SIDE = {verdict: side for side, verdicts in enumerate(_SAME_SIDE) for verdict in verdicts}
_NO_RULE = len(RULES)

_SPOKEN_OF = ("is_in_frame", "is_start_lost", "is_synonymous", "is_substitution")
"""Kinds of change that `_Speaker` tells apart, besides by the rules that decide."""


@dataclass(frozen=True)
class Options:
    """What verdicts may stand on.

    Whether published effects are used at all, and whether those that were not seen in a source are; and how
    far away in the sequence a published activating position has to be to be looked at as a neighbour.
    """

    use_published: bool = True
    include_unverified: bool = False
    apart: int = 1


def judge(
    summary_rows: NDArray[np.int64], codes: NDArray[np.int64], atlas: Atlas, options: Options
) -> Judgement:
    """Ask every rule and look up every published effect of some different changes, mutants as codes."""
    f = gather(summary_rows, codes, atlas, published=options.use_published, apart=options.apart)
    known = _published_of(f, options)
    says = {k: found.verdict("activity") for k, found in known.items()}
    f["published_activating"] = np.zeros(len(codes), dtype=bool)
    f["published_activating"][[k for k, s in says.items() if s and s.verdict == "activating"]] = True
    fired: dict[str, NDArray[np.bool_]] = {}
    verdicts: dict[str, Verdict] = {}
    for about in ABOUT:
        fired |= {rule.id: rule.fires(f) for rule in RULES if rule.about == about}
        if about in VALUES:
            verdicts[about] = _decide(about, fired, known, f)
            _remember(f, about, verdicts[about])
    return Judgement(f, fired, verdicts, known, options)


@dataclass(frozen=True)
class Verdict:
    """Verdicts on one thing, arrays of shape (n,).

    Places in `VALUES`, in `VERDICT_BASES`, in the confidences from none to high, and of the deciding
    rule in `RULES` (``len(RULES)`` where none fired).
    """

    value: NDArray[np.int64]
    basis: NDArray[np.int64]
    confidence: NDArray[np.int64]
    rule: NDArray[np.int64]


def _decide(
    about: str, fired: dict[str, NDArray[np.bool_]], known: dict[int, Published], f: Facts
) -> Verdict:
    n, names = len(f.place), VALUES[about]
    rule_at = np.full(n, _NO_RULE)
    for number in reversed(range(len(RULES))):
        if RULES[number].about == about or about in RULES[number].also:
            rule_at[fired[RULES[number].id]] = number
    of_rule = [names.index(_given(rule, about)) for rule in RULES]
    value = np.array([*of_rule, len(names) - 1])[rule_at]
    sure = np.array([*(_CONFIDENCE_NAMES.index(rule.confidence) for rule in RULES), 0])[rule_at]
    basis = np.where(rule_at < _NO_RULE, _STRUCTURE, 0)
    on_activity = np.array([*(rule.rests_on_activity for rule in RULES), False])[rule_at]
    basis[on_activity & f["published_activating"]] |= _EVIDENCE
    for k, found in known.items():
        statement = found.verdict(about)
        if statement is not None:
            agree = basis[k] & _STRUCTURE and _SIDE[statement.verdict] == _SIDE.get(names[value[k]])
            basis[k] = _EVIDENCE | _STRUCTURE if agree else _EVIDENCE
            value[k] = names.index(statement.verdict)
            sure[k] = _CONFIDENCE_NAMES.index(statement.confidence)
    return Verdict(value, basis, sure, rule_at)


def _given(rule: Rule, about: str) -> str:
    """Verdict of a rule on one thing; what says nothing where it does not speak of it."""
    if rule.about == about:
        return rule.verdict
    return rule.also.get(about, VALUES[about][-1])


def _remember(f: Facts, about: str, verdict: Verdict) -> None:
    """Facts that later rules build on."""
    if about == "activity":
        f["activating"] = _among(verdict, about, ACTIVATING)
    elif about in ("rapalog", "atp_competitive"):
        f[f"{about}_resistance"] = _among(verdict, about, RESISTANT)
        f[f"{about}_untouched"] = _among(verdict, about, ("no_direct_effect", "sensitivity_likely"))


def _among(verdict: Verdict, about: str, wanted: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([name in wanted for name in VALUES[about]])[verdict.value]


def _published_of(f: Facts, options: Options) -> dict[int, Published]:
    """Published effects by the number of the change, for those that have any."""
    if not options.use_published:
        return {}
    table = published(include_unverified=options.include_unverified)
    positions = {position for _, position, _ in table}
    named = np.array([p in positions for p in f.places["position"].tolist()], dtype=bool)
    found = {}
    for k in np.flatnonzero(named[f.place]).tolist():
        entry = table.get(_key(f, k))
        if entry:
            found[k] = entry
    return found


def _key(f: Facts, k: int) -> Key:
    place = f.place[k]
    return f.places["gene"][place], int(f.places["position"][place]), MUTANTS[f.codes[k]]


def batched(rules: Sequence[Rule], n: int) -> Iterator[Sequence[Rule]]:
    """Parts of at most n rules (`itertools.batched` of later Pythons)."""
    return (rules[start : start + n] for start in range(0, len(rules), n))


@dataclass(frozen=True)
class Judgement:
    """Verdicts on n different changes, with everything that they stand on."""

    facts: Facts
    fired: dict[str, NDArray[np.bool_]]
    verdicts: dict[str, Verdict]
    known: dict[int, Published]
    options: Options

    def columns(self, which: NDArray[np.int64] | None = None) -> Columns:
        """The columns of `VERDICT_COLUMNS`; empty where the row names no change.

        Parameters
        ----------
        which : numpy.ndarray, optional
            For each row that is wanted the number of its change; without it every change once.
        """
        judged = [self.verdicts[about] for about in WITH_BASIS]
        coded: dict[str, tuple[Sequence[str], NDArray[np.int64]]] = {}
        for about, v in self.verdicts.items():
            coded[about] = VALUES[about], v.value
            coded[f"{about}_basis"] = VERDICT_BASES, v.basis
            coded[f"{about}_confidence"] = _CONFIDENCE_NAMES, v.confidence
        coded["basis"] = VERDICT_BASES, np.bitwise_or.reduce([v.basis for v in judged])
        coded["confidence"] = _CONFIDENCE_NAMES, self._confidence()
        coded["rules"] = self._rules()
        coded["evidence"] = self._of_known({k: ";".join(p.references) for k, p in self.known.items()})
        coded["evidence_conflicts"] = self._of_known({k: self._conflict(k) for k in self.known})
        coded["explanation"] = self._explanations()
        unnamed = self.facts["is_residue"] if which is None else self.facts["is_residue"][which]
        columns = {name: spread(*coded[name], which) for name in VERDICT_COLUMNS}
        for name, values in columns.items():
            values[unnamed] = "No change is named, so there is no verdict." if name == "explanation" else ""
        return columns

    def _confidence(self) -> NDArray[np.int64]:
        """Of the least sure verdict that tells an effect; where none does, of the surest."""
        sure = np.array([self.verdicts[about].confidence for about in WITH_BASIS])
        tells = np.array([_among(self.verdicts[about], about, TELLING) for about in WITH_BASIS])
        least = np.where(tells, sure, len(_CONFIDENCE_NAMES)).min(axis=0)
        return np.asarray(np.where(tells.any(axis=0), least, sure.max(axis=0)))

    def _rules(self) -> tuple[list[str], NDArray[np.int64]]:
        """The different lists of rules that fired, and which of them each change has."""
        names, number = [""], np.zeros(len(self.facts.place), dtype=np.int64)
        for part in batched(RULES, 16):
            mask = np.zeros(len(number), dtype=np.int64)
            for bit, rule in enumerate(part):
                mask |= self.fired[rule.id].astype(np.int64) << bit
            masks, which = dense_unique(mask)
            ids = ["".join(f";{r.id}" for bit, r in enumerate(part) if m >> bit & 1) for m in masks.tolist()]
            keys, number = dense_unique(number * len(ids) + which)
            names = [names[key // len(ids)] + ids[key % len(ids)] for key in keys.tolist()]
        return [name[1:] for name in names], number

    def _conflict(self, k: int) -> str:
        parts = [conflicts().get(_key(self.facts, k), "")]
        for about in WITH_BASIS:
            said = dict.fromkeys(s.verdict for s in self.known[k].statements if s.about == about)
            if len({_SIDE[verdict] for verdict in said}) > 1:
                parts.append(f"published effects on {about} differ: {', '.join(said)}")
        return "; ".join(filter(None, parts))

    def _of_known(self, texts: dict[int, str]) -> tuple[list[str], NDArray[np.int64]]:
        """Texts of the changes that something is published on; the others have none."""
        which = np.zeros(len(self.facts.place), dtype=np.int64)
        which[list(texts)] = np.arange(1, len(texts) + 1)
        return ["", *texts.values()], which

    def _explanations(self) -> tuple[list[str], NDArray[np.int64]]:
        """What the structures suggest, in words, after what is published."""
        texts, which = self.in_words(("activity", "rapalog", "atp_competitive"))
        for k, found in self.known.items():
            words = in_words(found)
            if words:
                texts.append(f"Published: {words}. {texts[which[k]]}")
                which[k] = len(texts) - 1
        return texts, which

    def in_words(self, abouts: tuple[str, ...]) -> tuple[list[str], NDArray[np.int64]]:
        """What the deciding rules about some things say, as sentences, and which of them each change has."""
        sets, which = self._deciding(abouts)
        kind = np.select([self.facts[name] for name in _SPOKEN_OF], range(1, len(_SPOKEN_OF) + 1), 0)
        by_kind = which * (len(_SPOKEN_OF) + 1) + kind
        n = len(sets) * (len(_SPOKEN_OF) + 1)
        keys, inverse = dense_unique(self.facts.place * n + by_kind)
        first = np.empty(len(keys), dtype=np.int64)
        first[inverse[::-1]] = np.arange(len(inverse))[::-1]
        speaker = _Speaker(self.facts)
        rows = zip(*(x.tolist() for x in (first, keys // n, which[first])), strict=True)
        return [speaker.by_structure(k, place, sets[number]) for k, place, number in rows], inverse

    def _deciding(self, abouts: tuple[str, ...]) -> tuple[list[list[Rule]], NDArray[np.int64]]:
        """The different sets of deciding rules, and which of them each change has."""
        sets: list[tuple[int, ...]] = [()]
        which = np.zeros(len(self.facts.place), dtype=np.int64)
        for about in abouts:
            keys, which = dense_unique(which * (_NO_RULE + 1) + self.verdicts[about].rule)
            sets = [(*sets[key // (_NO_RULE + 1)], key % (_NO_RULE + 1)) for key in keys.tolist()]
        return [[RULES[n] for n in dict.fromkeys(numbers) if n < _NO_RULE] for numbers in sets], which


class _Speaker:
    """Puts deciding rules into words, with what was measured at a place."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        names: tuple[str, ...] = ("position", "modelled", "doubted", "activating_A", "activating_near")
        names += tuple(
            f"{site}_{what}" for site in (*SITES, "atp_site") for what in ("known", "reach_A", "entry")
        )
        self._at = {name: facts.places[name].tolist() for name in names}

    def by_structure(self, k: int, place: int, rules: list[Rule]) -> str:
        """Sentence on the k-th change, which lies at a place."""
        if self._facts["is_in_frame"][k]:
            return "No rule covers insertions, deletions and the like."
        if self._facts["is_start_lost"][k]:
            return "The start codon is lost; no rule covers that."
        if self._facts["is_synonymous"][k]:
            return "It leaves the protein as it is."
        said = [rule.words + self._measured(place, rule.measured) for rule in rules]
        words = "; it ".join(said)
        if not self._at["modelled"][place] and self._facts["is_substitution"][k]:
            missing = f"Residue {self._at['position'][place]} is in no experimental structure of the atlas"
            if self._at["doubted"][place]:
                missing += " whose register is not in doubt there"
            return (
                f"{missing}; the change {words}." if words else f"{missing}, so that structure says nothing."
            )
        return f"By structure it {words}." if words else "No rule speaks for or against an effect."

    def _measured(self, place: int, what: str) -> str:
        if what == "activating":
            near = self._at["activating_near"][place]
            return f" ({protein('MTOR').amino_acid(near)}{near}, {self._at['activating_A'][place]:.1f} A)"
        if not what or not self._at[f"{what}_known"][place]:
            return ""
        return f" ({self._at[f'{what}_reach_A'][place]:.1f} A in {self._at[f'{what}_entry'][place]})"


def spread(
    names: Sequence[str], codes: NDArray[np.int64], which: NDArray[np.int64] | None = None
) -> NDArray[Any]:
    """Column of texts from places in a list of them."""
    return np.array(names, dtype=object)[codes if which is None else codes[which]]


def texts_of(about: str, verdict: Verdict) -> tuple[NDArray[Any], NDArray[Any]]:
    """Verdict and confidence in words."""
    return spread(VALUES[about], verdict.value), spread(_CONFIDENCE_NAMES, verdict.confidence)
