"""Benchmark of the rules alone: published effects, random missense substitutions, and tumours.

The rules never see a published effect of the tested position: with published effects left out, no rule looks
at the residue itself, and the nearest published activating position is always another one. Beside that, all
publications on the tested substitution are left out. A baseline that needs a threshold has it chosen on the
other positions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas, open_atlas
from mtorstruct.errors import DataError, UsageError
from mtorstruct.reference.tumours import random_missense, synonymous_excess
from mtorstruct.tables import BENCHMARK, CALIBRATION, Columns
from mtorstruct.variants import benchmark_measures as measures
from mtorstruct.variants.benchmark_answers import (
    QUESTIONS,
    Labelled,
    activating_publications,
    own_labels,
    published_labels,
)
from mtorstruct.variants.calibration import excess_of_unpublished, judged_missense
from mtorstruct.variants.scores import ScoreTable, Substitution, read_scores
from mtorstruct.variants.verdicts.bands import BANDS, NO_BAND, bands
from mtorstruct.variants.verdicts.facts import mutant_codes
from mtorstruct.variants.verdicts.judge import VALUES, Judgement, Options, judge
from mtorstruct.variants.verdicts.rules.conditions import COVERED, IN_ACTIVE_SITE, INVARIANT, NATURAL
from mtorstruct.variants.verdicts.rules.points import MOST, SCORED
from mtorstruct.variants.verdicts.rules.table import SIGN_OF_ACTIVATION

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("predictors", "calibration")
"""The two tables of the benchmark."""

NEAR_A = 8.0
"""Bound (Å) of the baseline "closer than 8 Å to the site"."""

CLUSTER = 10
"""Residues along the sequence within which activating positions count as one cluster."""

ENOUGH = MOST - 1
"""Points from which on a substitution counts as activating."""

POSSIBLY = ("possibly_activating",)
"""Verdicts that count as yes of an answer, but of the rules only where a predictor says so."""

_RANKS = {
    "activating": 3, "likely_activating": 2, "possibly_activating": 1, "neutral": -1, "likely_neutral": -1,
    "inactivating": -2, "likely_inactivating": -2, "possibly_inactivating": -2,
    "resistance_likely": 2, "resistance_possible": 1,
}  # fmt: skip
"""Order of verdicts for the area under the ROC curve; all others 0."""

_POINTS = f"points, {ENOUGH} or more"
_BLIND = f"rules, blind to activating positions within {CLUSTER} residues"
_NOTES = {
    ("activity", "rules"): "bounds chosen in sight of these answers",
    ("activity", _POINTS): "bounds chosen in sight of these answers",
    ("atp_competitive", "rules"): "tautology: the rule was written from the publications of its positives",
}


@dataclass(frozen=True)
class Predictor:
    """Predictions of one predictor, shape (n,): yes or no, whether it abstains, and a number to rank by."""

    name: str
    yes: NDArray[np.bool_]
    silent: NDArray[np.bool_]
    number: NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """Substitutions that predictors are asked about: those with an answer first, then random missense."""

    question: str
    answers: Labelled
    position: NDArray[np.int64]
    mutant: list[str]

    @classmethod
    def of(cls, question: str, answers: Labelled) -> Asked:
        """Return the substitutions for one question."""
        missense = random_missense()
        position = np.concatenate([answers.position, missense.position])
        return cls(question, answers, position, [*answers.mutant, *missense.mutant])

    def judged(self, atlas: Atlas, options: Options, some: NDArray[np.int64] | None = None) -> Judgement:
        """Return the verdicts of the rules, on all or some."""
        some = np.arange(len(self.position)) if some is None else some
        position, mutant = self.position[some].tolist(), [self.mutant[k] for k in some.tolist()]
        rows = atlas.summary_rows(["MTOR"] * len(position), position)
        return judge(rows, mutant_codes(mutant), atlas, options)


def benchmark(
    *,
    table: str = "predictors",
    scores: str | Path | None = None,
    score_column: str | None = None,
    change_column: str | None = None,
    position_column: str | None = None,
    labels: str | Path | None = None,
    atlas: str | Path | None = None,
) -> pd.DataFrame:
    """Measure how well the rules alone predict published effects, leaving each tested position out.

    Parameters
    ----------
    table : {'predictors', 'calibration'}
        Predictors against published effects, random missense substitutions and tumours; or how many
        substitutions with a verdict of the rules tumours have beyond what mutability gives.
    scores : str or pathlib.Path, optional
        Table with a number for each substitution of mTOR (AlphaMissense, say), to be measured beside the
        rules; higher means more of an effect.
    score_column, change_column, position_column : str, optional
        Columns of that table: the number, and the substitution (such as ``F2108L``, UniProt positions);
        with a column of UniProt positions, the substitution is written ``F/L`` or ``F>L``.
    labels : str or pathlib.Path, optional
        Table with answers of your own instead of the published effects that ship: a column of substitutions,
        and one or more of `activity`, `rapalog` and `atp_competitive` that hold verdicts.
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.

    Returns
    -------
    pandas.DataFrame
        Columns of ``mtorstruct.tables.BENCHMARK``, or of ``CALIBRATION``.
    """
    if table not in TABLES:
        raise UsageError(f"no table '{table}'", hint="give " + " or ".join(TABLES))
    opened = open_atlas(atlas)
    if table == "calibration":
        return CALIBRATION.frame(calibration_columns(opened))
    own = ScoreTable(scores, score_column, change_column, position_column) if scores else None
    return BENCHMARK.frame(benchmark_columns(opened, scores=own, labels=labels))


def benchmark_columns(
    atlas: Atlas, *, scores: ScoreTable | None = None, labels: str | Path | None = None
) -> Columns:
    """Return rows of `mtorstruct.tables.BENCHMARK`."""
    own = read_scores(scores) if scores else {}
    rows: list[tuple[Any, ...]] = []
    for question in QUESTIONS:
        answers = own_labels(labels, question) if labels else published_labels(question)
        if not len(answers.position):
            continue
        asked = Asked.of(question, answers)
        predictors = list(_predictors(asked, atlas, own))
        sure = ~answers.single_patient
        rows += [_measured(asked, p, sure, "own" if labels else "published") for p in predictors]
        if not sure.all():
            rows.append(_measured(asked, predictors[0], ~sure, "single patients"))
    if not rows:
        raise DataError("holds no answer", where=str(labels), hint="see mtorstruct benchmark --help")
    return BENCHMARK.from_rows(rows)


def _predictors(asked: Asked, atlas: Atlas, own: dict[Substitution, float]) -> Iterator[Predictor]:
    """Return the predictors of a question, the rules first."""
    question = asked.question
    judgement = asked.judged(atlas, Options(use_published=False))
    f = judgement.facts
    yield _rules("rules", question, judgement)
    if question == "activity":
        yield _with_possibly(judgement)
        yield _points(judgement)
        if any(asked.answers.publications):
            for predicted in (_likely, _with_possibly, _points):
                yield _without_publications(asked, atlas, judgement, predicted)
        yield _rules(_BLIND, question, asked.judged(atlas, Options(use_published=False, apart=CLUSTER + 1)))
    site = {"rapalog": "rapamycin_sidechain_A", "atp_competitive": "atp_site_sidechain_A"}.get(question)
    distance = f[site] if site else np.minimum(f["rapamycin_sidechain_A"], f["atp_site_sidechain_A"])
    yield _below(f"side chain closer than {NEAR_A:.0f} Å to {'the' if site else 'a'} site", distance, NEAR_A)
    domain, inside = {
        "activity": ("in FAT or kinase", f["in_fat"] | f["in_kinase"]),
        "rapalog": ("in the FRB domain", f["in_frb"]),
        "atp_competitive": ("in the kinase domain", f["in_kinase"]),
    }[question]
    yield _inside(domain, inside)
    if question == "activity":
        modelled = inside & f["modelled"] & ~IN_ACTIVE_SITE.holds(f)
        yield _inside("modelled, in FAT or kinase, not in the active site", modelled)
        for radius in (8.0, 10.0, 12.0):
            yield _below(
                f"CA within {radius:.0f} Å of another activating position", f["activating_A"], radius
            )
    if own:
        keys = zip(asked.position.tolist(), asked.mutant, strict=True)
        yield _thresholded("your scores", np.array([own.get(key, np.nan) for key in keys]), asked)


def _rules(name: str, question: str, judgement: Judgement, also: tuple[str, ...] = ()) -> Predictor:
    value, names = judgement.verdicts[question].value, VALUES[question]
    wanted = [n in also or (n in QUESTIONS[question] and n not in POSSIBLY) for n in names]
    ranks = np.array([_RANKS.get(n, 0) for n in names], dtype=np.float64)
    return Predictor(name, np.array(wanted)[value], value == len(names) - 1, ranks[value])


def _likely(judgement: Judgement) -> Predictor:
    return _rules("rules", "activity", judgement)


def _with_possibly(judgement: Judgement) -> Predictor:
    return _rules("rules, possibly_activating included", "activity", judgement, also=POSSIBLY)


def _points(judgement: Judgement) -> Predictor:
    """Return the points for activation; silent where no structure that they are made for has the residue."""
    f = judgement.facts
    scored = SCORED.holds(f)
    yes = scored & (f["points"] >= ENOUGH)
    return Predictor(_POINTS, yes, ~scored, np.where(scored, f["points"].astype(np.float64), np.nan))


def _without_publications(
    asked: Asked, atlas: Atlas, judgement: Judgement, predicted: Callable[[Judgement], Predictor]
) -> Predictor:
    """Return a predictor with all publications on the tested substitution left out.

    An activating position that no other publication makes one does not count.
    """
    whole = predicted(judgement)
    yes, silent, number = whole.yes.copy(), whole.silent.copy(), whole.number.copy()
    cited = activating_publications()
    groups: dict[frozenset[int], list[int]] = {}
    for k, mine in enumerate(asked.answers.publications):
        groups.setdefault(frozenset(p for p, of in cited.items() if of <= mine), []).append(k)
    for without, group in groups.items():
        some = np.array(group)
        options = Options(use_published=False, without=without)
        found = predicted(asked.judged(atlas, options, some))
        yes[some], silent[some], number[some] = found.yes, found.silent, found.number
    return Predictor(f"{whole.name}, publications left out", yes, silent, number)


def _below(name: str, distance: NDArray[np.float64], bound: float) -> Predictor:
    known = np.isfinite(distance)
    return Predictor(name, distance <= bound, ~known, np.where(known, -distance, np.nan))


def _inside(name: str, inside: NDArray[np.bool_]) -> Predictor:
    return Predictor(name, inside, np.zeros(len(inside), dtype=bool), inside.astype(np.float64))


def _thresholded(name: str, number: NDArray[np.float64], asked: Asked) -> Predictor:
    """Return a predictor from scores; the threshold for a position is the best one on all other answers."""
    silent = np.isnan(number)
    yes = np.zeros(len(number), dtype=bool)
    answers = asked.answers
    scored = number[: len(answers.position)]
    usable = ~np.isnan(scored) & ~answers.single_patient
    tested = np.unique(answers.position)
    for position in [*tested.tolist(), None]:
        train = usable if position is None else usable & (answers.position != position)
        here = ~np.isin(asked.position, tested) if position is None else asked.position == position
        bounds = np.unique(scored[train])
        if len(bounds):
            best = max(bounds, key=_quality(answers.positive[train], scored[train]))
            yes[here] = number[here] >= best
    return Predictor(name, yes, silent, number)


def _quality(positive: NDArray[np.bool_], number: NDArray[np.float64]) -> Callable[[float], float]:
    """Return the MCC of a threshold."""
    return lambda bound: measures.mcc(*measures.counts(positive, number >= bound))


def _measured(asked: Asked, predictor: Predictor, which: NDArray[np.bool_], labels: str) -> tuple[Any, ...]:
    answers, n = asked.answers, len(asked.answers.position)
    positive, position = answers.positive[which], answers.position[which]
    yes, number = predictor.yes[:n][which], predictor.number[:n][which]
    tp, fp, tn, fn = measures.counts(positive, yes)
    both = tp + fn > 0 and tn + fp > 0
    sensitivity = (measures.share(tp, tp + fn), *measures.exact_interval(tp, tp + fn))
    specificity = (measures.share(tn, tn + fp), *measures.exact_interval(tn, tn + fp))
    missense, chosen = random_missense(), predictor.yes[n:]
    flagged = missense.share(chosen)
    among_random = measures.below(number[positive], predictor.number[n:], missense.expected)
    excess = excess_of_unpublished({"": chosen})[""] if asked.question == "activity" else None
    return (
        asked.question, labels, predictor.name, int(positive.sum()), int((~positive).sum()),
        int(predictor.silent[:n][which].sum()), tp, fp, tn, fn, *sensitivity, *specificity,
        measures.mcc(tp, fp, tn, fn) if both else np.nan,
        *measures.mcc_interval(positive, yes, position),
        (sensitivity[0] + specificity[0]) / 2,
        measures.auroc(positive, number), *measures.auroc_interval(positive, number, position),
        flagged, *(measures.mcc_of_shares(end, flagged) for end in sensitivity),
        among_random.mean() if len(among_random) else np.nan,
        *measures.mean_interval(among_random, position[positive]),
        *((excess.ratio, excess.ratio_low, excess.ratio_high) if excess else (np.nan,) * 3),
        _NOTES.get((asked.question, predictor.name), "") if labels == "published" else "",
    )  # fmt: skip


def calibration_columns(atlas: Atlas) -> Columns:
    """Return rows of `mtorstruct.tables.CALIBRATION`."""
    missense = random_missense()
    chosen = _sets(judged_missense(atlas))
    found = [
        (name, missense.share(chosen[name]), excess) for name, excess in excess_of_unpublished(chosen).items()
    ]
    found.append(("control: synonymous", np.nan, synonymous_excess()))
    return CALIBRATION.from_rows(
        (
            name, share, e.samples, e.expected, e.ratio, e.ratio_low, e.ratio_high,
            e.selected, e.selected_low, e.selected_high,
        )
        for name, share, e in found
    )  # fmt: skip


def _sets(judgement: Judgement) -> dict[str, NDArray[np.bool_]]:
    """Return the sets of substitutions of the calibration, as masks of shape (n,)."""
    f, value = judgement.facts, judgement.verdicts["activity"].value
    scored, points = SCORED.holds(f), f["points"]
    chosen = {
        f"verdict: {name}": value == k for k, name in enumerate(VALUES["activity"]) if (value == k).any()
    }
    band = bands(judgement)
    chosen |= {f"band: {name}": band == k for k, name in enumerate(BANDS)}
    chosen["no band"] = band == NO_BAND
    enough, sign = scored & (points >= ENOUGH), SIGN_OF_ACTIVATION.holds(f)
    chosen |= {
        f"{ENOUGH} points or more, and a rule on place or residue": enough & sign,
        f"{ENOUGH} points or more alone": enough & ~sign,
        "a rule on place or residue alone": sign & ~enough,
        "neither": ~enough & ~sign,
        "veto: natural residue": COVERED.holds(f) & NATURAL.holds(f),
        "veto: invariant residue": COVERED.holds(f) & INVARIANT.holds(f),
        "all": np.ones(len(value), dtype=bool),
    }
    return chosen
