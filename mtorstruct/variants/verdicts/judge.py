"""Verdicts from published evidence and structural inference, side by side and never mixed.

On each question, what is published on exactly this variant decides; otherwise the first rule that fires. The
columns ``*_basis`` record whether the two agree. Internally verdicts are whole numbers: indexes into the
lists of allowed values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.tables import (
    ACTIVITIES,
    CONFIDENCES,
    EVIDENCE_TIERS,
    RESPONSE_COLUMNS,
    RESPONSES,
    STRUCTURE_ONLY,
    TELLING,
    VERDICT_BASES,
    Columns,
)
from mtorstruct.variants.verdicts.evidence import (
    Key,
    Published,
    conflicts,
    in_words,
    published,
    published_deletions,
)
from mtorstruct.variants.verdicts.facts import MUTANTS, Facts, distinct, gather
from mtorstruct.variants.verdicts.in_frame import published_deletion
from mtorstruct.variants.verdicts.rules import LOST, QUESTIONS, RULES
from mtorstruct.variants.verdicts.rules.points import points
from mtorstruct.variants.verdicts.sentences import LEAVES_OPEN, NO_RULE, TOLD_APART, Distances, sentence_of

VALUES = {"activity": ACTIVITIES, **dict.fromkeys(RESPONSE_COLUMNS, RESPONSES)}
"""Possible verdicts by question; the last one of each makes no statement."""

_ANSWERS = {**VALUES, "assembly": (LOST, "unknown")}
"""The same, and the answers on assembly, which are told in words alone."""

WITH_BASIS = ("activity", "rapalog", "atp_competitive", "bisteric")
"""Verdicts with columns for basis and confidence; those for mTORC2 follow from them."""

VERDICT_COLUMNS = (
    *(f"{question}{suffix}" for question in WITH_BASIS for suffix in ("", "_basis", "_confidence")),
    "rapalog_mtorc2", "bisteric_mtorc2", "basis", "confidence", "rules", "evidence", "evidence_tier",
    "origin", "evidence_conflicts", "explanation",
)  # fmt: skip
"""Columns that `Judgement.columns` returns, in the order of the schema."""

RESISTANT = ("resistance_likely", "resistance_possible")
ACTIVATING = ("activating", "likely_activating", "possibly_activating")
INACTIVATING = ("inactivating", "likely_inactivating", "possibly_inactivating")
NEUTRAL = ("neutral", "likely_neutral")
UNTOUCHED = ("hypersensitive", "sensitivity_retained", "sensitivity_possible", "no_direct_effect")

_CONFIDENCE_NAMES = ("", *reversed(CONFIDENCES))
_SAME_SIDE = (ACTIVATING, NEUTRAL, INACTIVATING, RESISTANT, UNTOUCHED)
_SIDE = {verdict: side for side, verdicts in enumerate(_SAME_SIDE) for verdict in verdicts}


class Options(NamedTuple):
    """Evidence that verdicts may use.

    Whether published effects are used at all, and whether those that were not seen in a source are; how far
    away in the sequence a published activating position must be to count as a neighbour, and which of these
    positions never count.
    """

    use_published: bool = True
    include_unverified: bool = False
    apart: int = 1
    without: frozenset[int] = frozenset()


def judge(
    summary_rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    atlas: Atlas,
    options: Options,
    numbers: NDArray[np.int64] | None = None,
) -> Judgement:
    """Apply every rule and look up every published effect of some different variants.

    Parameters
    ----------
    summary_rows : numpy.ndarray
        Rows of the atlas summary of the first residues, shape (n,).
    codes : numpy.ndarray
        Replacements of the wild type, as indexes into `MUTANTS`, shape (n,).
    atlas : Atlas
        The atlas that the rows are of.
    options : Options
        Evidence that verdicts may use.
    numbers : numpy.ndarray, optional
        What `mtorstruct.variants.verdicts.facts.in_frame` returned of the variants, shape (n,); 0 without it.
    """
    f = gather(
        summary_rows,
        codes,
        atlas,
        published=options.use_published,
        apart=options.apart,
        without=options.without,
        numbers=numbers,
    )
    f["points"] = points(f)
    known = _published_of(f, options)
    says = {k: found.verdict("activity") for k, found in known.items()}
    f["published_activating"] = np.zeros(len(codes), dtype=bool)
    f["published_activating"][[k for k, s in says.items() if s and s.verdict == "activating"]] = True
    fired: dict[str, NDArray[np.bool_]] = {}
    verdicts: dict[str, Verdict] = {}
    for question in QUESTIONS:
        fired |= {rule.id: rule.condition.holds(f) for rule in RULES if rule.question == question}
        verdicts[question] = _decide(question, fired, known, f)
        if question in VALUES:
            _remember(f, question, verdicts[question])
    return Judgement(f, fired, verdicts, known, options)


class Verdict(NamedTuple):
    """Verdicts on one question, arrays of shape (n,).

    Places in `VALUES`, in the confidences from none to high, and of the deciding rule in `RULES`
    (``len(RULES)`` where none fired); and whether the verdict rests on publications, and on a rule.
    """

    value: NDArray[np.int64]
    confidence: NDArray[np.int64]
    rule: NDArray[np.int64]
    on_published: NDArray[np.bool_]
    on_rule: NDArray[np.bool_]


def _decide(
    question: str, fired: dict[str, NDArray[np.bool_]], known: dict[int, Published], f: Facts
) -> Verdict:
    names = _ANSWERS[question]
    answers = {number: given for number, rule in enumerate(RULES) if (given := rule.verdict_on(question))}
    first = np.full(len(f.place), NO_RULE)
    for number in reversed(answers):
        first[fired[RULES[number].id]] = number
    # By the index of the deciding rule; that of none is the last.
    value = np.full(NO_RULE + 1, len(names) - 1)
    confidence = np.zeros(NO_RULE + 1, dtype=np.int64)
    for number, given in answers.items():
        value[number] = names.index(given)
        confidence[number] = _CONFIDENCE_NAMES.index(RULES[number].confidence)
    tells = value != len(names) - 1
    rests = np.array([rule.rests_on_activity for rule in RULES] + [False])
    verdict = Verdict(
        value=value.take(first),
        confidence=(confidence * tells).take(first),
        rule=first,
        on_published=rests.take(first) & f["published_activating"],
        on_rule=tells.take(first),
    )
    for k, found in known.items():
        statement = found.verdict(question)
        if statement is not None:
            verdict.on_published[k] = True
            verdict.on_rule[k] &= _SIDE[statement.verdict] == _SIDE.get(names[verdict.value[k]])
            verdict.value[k] = names.index(statement.verdict)
            verdict.confidence[k] = _CONFIDENCE_NAMES.index(statement.confidence)
        elif question == "activity" and found.altered and names[verdict.value[k]] in NEUTRAL:
            verdict.value[k], verdict.confidence[k], verdict.rule[k] = len(names) - 1, 0, NO_RULE
            verdict.on_rule[k] = False
    return verdict


def _basis(on_published: NDArray[np.bool_], on_rule: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the basis of verdicts, as indexes into `VERDICT_BASES`."""
    bases = [VERDICT_BASES.index(basis) for basis in ("none", "structure", "evidence", "both")]
    return np.array(bases).take(2 * on_published + on_rule)


def _remember(f: Facts, question: str, verdict: Verdict) -> None:
    """Add the facts that later rules build on."""
    if question == "activity":
        f["activating"] = _among(verdict, question, ("activating", "likely_activating"))
        f["inactivating"] = _among(verdict, question, INACTIVATING)
    elif question in ("rapalog", "atp_competitive"):
        f[f"{question}_resistance"] = _among(verdict, question, RESISTANT)
        f[f"{question}_untouched"] = _among(verdict, question, UNTOUCHED)


def _among(verdict: Verdict, question: str, wanted: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([name in wanted for name in VALUES[question]])[verdict.value]


def _published_of(f: Facts, options: Options) -> dict[int, Published]:
    """Return published effects by the number of the variant, for those that have any."""
    if not options.use_published:
        return {}
    table = published(include_unverified=options.include_unverified)
    found = {}
    for k in _at(f, {position for _, position, _ in table}):
        entry = table.get(_key(f, k))
        if entry:
            found[k] = entry
    deletions = published_deletions(include_unverified=options.include_unverified)
    for k in np.flatnonzero(f["in_frame_number"]).tolist():
        deleted = published_deletion(int(f["in_frame_number"][k]))
        if deleted in deletions:
            found[k] = deletions[deleted]
    return found


def _at(f: Facts, positions: set[int]) -> list[int]:
    """Return the numbers of the variants at some positions, of whatever protein."""
    named = np.array([p in positions for p in f.places["position"].tolist()], dtype=bool)
    return list(np.flatnonzero(named[f.place]).tolist())


def _key(f: Facts, k: int) -> Key:
    place = f.place[k]
    return f.places["gene"][place], int(f.places["position"][place]), MUTANTS[f.codes[k]]


class Judgement(NamedTuple):
    """Verdicts on n different variants, with the evidence for them."""

    facts: Facts
    fired: dict[str, NDArray[np.bool_]]
    verdicts: dict[str, Verdict]
    known: dict[int, Published]
    options: Options

    def columns(self, which: NDArray[np.int64] | None = None) -> Columns:
        """Return the columns of `VERDICT_COLUMNS`; empty where the row names no variant.

        Parameters
        ----------
        which : numpy.ndarray, optional
            For each row that is wanted the number of its variant; without it every variant once.
        """
        judged = [self.verdicts[question] for question in WITH_BASIS]
        coded: dict[str, tuple[Sequence[str], NDArray[np.int64]]] = {}
        for question, possible in VALUES.items():
            v = self.verdicts[question]
            coded[question] = possible, v.value
            coded[f"{question}_basis"] = VERDICT_BASES, _basis(v.on_published, v.on_rule)
            coded[f"{question}_confidence"] = _CONFIDENCE_NAMES, v.confidence
        on_published = np.any([v.on_published for v in judged], axis=0)
        on_rule = np.any([v.on_rule for v in judged], axis=0)
        coded["basis"] = VERDICT_BASES, _basis(on_published, on_rule)
        coded["confidence"] = _CONFIDENCE_NAMES, self._confidence()
        coded["rules"] = self._rules()
        coded["evidence"] = self._of_known({k: ";".join(p.references) for k, p in self.known.items()})
        coded["evidence_tier"] = self._tiers(on_rule)
        coded["origin"] = self._of_known({k: p.origin for k, p in self.known.items()})
        coded["evidence_conflicts"] = self._of_known({k: self._conflict(k) for k in self._noted()})
        coded["explanation"] = self._explanations()
        unnamed = np.flatnonzero(self.facts["is_residue"])
        rows = np.arange(len(self.facts.place)) if which is None else which
        # One block of memory for all columns: the system hands it out in fewer and larger pages.
        cells = np.empty((len(VERDICT_COLUMNS), len(rows)), dtype=object)
        columns = dict(zip(VERDICT_COLUMNS, cells, strict=True))
        for name, values in columns.items():
            texts = spread(*coded[name])
            texts[unnamed] = "No variant is named, so there is no verdict." if name == "explanation" else ""
            texts.take(rows, out=values, mode="clip")
        return columns

    def decides(self, rule_id: str, question: str) -> NDArray[np.bool_]:
        """Return whether a rule is the first to fire on a question, for each variant."""
        number = next(n for n, rule in enumerate(RULES) if rule.id == rule_id)
        return np.asarray(self.verdicts[question].rule == number)

    def _confidence(self) -> NDArray[np.int64]:
        """Return the confidence of the least sure verdict that asserts an effect, else of the surest."""
        sure = np.array([self.verdicts[question].confidence for question in WITH_BASIS])
        tells = np.array([_among(self.verdicts[question], question, TELLING) for question in WITH_BASIS])
        least = np.where(tells, sure, len(_CONFIDENCE_NAMES)).min(axis=0)
        return np.asarray(np.where(tells.any(axis=0), least, sure.max(axis=0)))

    def _rules(self) -> tuple[list[str], NDArray[np.int64]]:
        """Return the different lists of rules that fired, and the index of each variant's list."""
        sets, which = distinct(*(self.fired[rule.id] for rule in RULES))
        return [";".join(rule.id for rule, here in zip(RULES, s, strict=True) if here) for s in sets], which

    def _tiers(self, on_rule: NDArray[np.bool_]) -> tuple[list[str], NDArray[np.int64]]:
        """Return the tiers of evidence, and the index of each variant's."""
        names = ["", STRUCTURE_ONLY, *EVIDENCE_TIERS.values()]
        which = on_rule.astype(np.int64)
        for k, found in self.known.items():
            if found.tier:
                which[k] = names.index(found.tier)
        return names, which

    def _noted(self) -> list[int]:
        """Return the numbers of the variants with published effects, or with a note on such effects."""
        if not self.options.use_published:
            return []
        noted = [
            k for k in _at(self.facts, {p for _, p, _ in conflicts()}) if _key(self.facts, k) in conflicts()
        ]
        return sorted(self.known.keys() | set(noted))

    def _conflict(self, k: int) -> str:
        parts = [conflicts().get(_key(self.facts, k), "")]
        statements = self.known[k].statements if k in self.known else []
        for question in WITH_BASIS:
            said = dict.fromkeys(s.verdict for s in statements if s.question == question)
            if len({_SIDE[verdict] for verdict in said}) > 1:
                parts.append(f"published effects on {question} differ: {', '.join(said)}")
        return "; ".join(filter(None, parts))

    def _of_known(self, texts: dict[int, str]) -> tuple[list[str], NDArray[np.int64]]:
        """Return texts for the variants with published effects; the others have none."""
        which = np.zeros(len(self.facts.place), dtype=np.int64)
        which[list(texts)] = np.arange(1, len(texts) + 1)
        return ["", *texts.values()], which

    def _explanations(self) -> tuple[list[str], NDArray[np.int64]]:
        """Return what the structures suggest, in words, after what is published."""
        texts, which = self.in_words(("activity", "assembly", "rapalog", "atp_competitive"))
        for k, found in self.known.items():
            words = in_words(found.statements, found.altered)
            if words:
                texts.append(f"Published as {words}. {texts[which[k]]}")
                which[k] = len(texts) - 1
        return texts, which

    def in_words(self, questions: tuple[str, ...]) -> tuple[list[str], NDArray[np.int64]]:
        """Return the sentences of the rules that decide some questions, and the index of each variant's.

        A rule that leaves a question open is not told where the answer is published.
        """
        f = self.facts
        kind = np.select([f[name] for name in TOLD_APART], range(len(TOLD_APART)), len(TOLD_APART))
        judged = (self.verdicts[question] for question in questions)
        deciding = (np.where(v.on_published & LEAVES_OPEN[v.rule], NO_RULE, v.rule) for v in judged)
        said, of = distinct(kind, f["modelled"], f["doubted"], *deciding)
        kinds, distances = (*TOLD_APART, ""), Distances(f.places)
        sentences = [
            distances.inserted(sentence_of(kinds[kind], rules, modelled=modelled, doubted=doubted))
            for kind, modelled, doubted, *rules in said
        ]
        cases, which = distinct(of, f.place)
        return [sentences[number](place) for number, place in cases], which


def spread(names: Sequence[str], codes: NDArray[np.int64]) -> NDArray[Any]:
    """Return a column of texts from indexes into a list of them."""
    return np.array(names, dtype=object).take(codes)


def texts_of(question: str, verdict: Verdict) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return verdict and confidence in words."""
    return spread(VALUES[question], verdict.value), spread(_CONFIDENCE_NAMES, verdict.confidence)
