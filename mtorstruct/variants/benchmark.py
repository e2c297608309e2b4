"""Benchmark of the rules alone against the published effects, beside baselines.

The rules never see a published effect of the tested position: with published effects left out, no rule looks
at the residue itself, and the nearest published activating position is always another one. A baseline that
needs a threshold has it chosen on the other positions.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas, open_atlas
from mtorstruct.errors import DataError
from mtorstruct.tables import BENCHMARK, Columns
from mtorstruct.variants.benchmark_answers import (
    QUESTIONS,
    Labelled,
    own_labels,
    published_labels,
)
from mtorstruct.variants.scores import ScoreTable, Substitution, read_scores
from mtorstruct.variants.verdicts.facts import mutant_codes
from mtorstruct.variants.verdicts.judge import VALUES, Judgement, Options, judge

if TYPE_CHECKING:
    import pandas as pd

NEAR_A = 8.0
"""Bound (A) of the baseline "closer than 8 A to the site"."""

CLUSTER = 10
"""Residues along the sequence within which activating positions count as one cluster."""

REPEATS, SEED = 2000, 20190523
"""Bootstrap draws, and the seed that makes them reproducible."""


@dataclass(frozen=True)
class Predictor:
    """Predictions of one predictor, shape (n,): yes or no, whether it abstains, and its score if any."""

    name: str
    yes: NDArray[np.bool_]
    silent: NDArray[np.bool_]
    number: NDArray[np.float64] | None = None


def benchmark(
    *,
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
        Columns of ``mtorstruct.tables.BENCHMARK``.
    """
    table = ScoreTable(scores, score_column, change_column, position_column) if scores else None
    return BENCHMARK.frame(benchmark_columns(open_atlas(atlas), scores=table, labels=labels))


def benchmark_columns(
    atlas: Atlas, *, scores: ScoreTable | None = None, labels: str | Path | None = None
) -> Columns:
    """Return rows of `mtorstruct.tables.BENCHMARK`."""
    own = read_scores(scores) if scores else {}
    rows: list[tuple[Any, ...]] = []
    for question in QUESTIONS:
        answers = own_labels(labels, question) if labels else published_labels(question)
        if answers.positive.all() or not answers.positive.any():
            continue
        predictors = _predictors(question, answers, atlas, own)
        rows += [(question, *_measured(answers, predictor)) for predictor in predictors]
    if not rows:
        what = "holds no question with both answers"
        raise DataError(what, where=str(labels), hint="see mtorstruct benchmark --help")
    return BENCHMARK.from_rows(rows)


def _predictors(
    question: str, answers: Labelled, atlas: Atlas, own: dict[Substitution, float]
) -> list[Predictor]:
    rows = atlas.summary_rows(["MTOR"] * len(answers.position), answers.position.tolist())
    judgement = judge(rows, mutant_codes(answers.mutant), atlas, Options(use_published=False))
    f = judgement.facts
    found = [_rules("rules", question, judgement)]
    if question == "activity":
        alone = Options(use_published=False, apart=CLUSTER + 1)
        found.append(
            _rules(
                f"rules, blind to activating positions within {CLUSTER} residues",
                question,
                judge(rows, mutant_codes(answers.mutant), atlas, alone),
            )
        )
    site = {"rapalog": "rapamycin_sidechain_A", "atp_competitive": "atp_site_sidechain_A"}.get(question)
    distance = f[site] if site else np.minimum(f["rapamycin_sidechain_A"], f["atp_site_sidechain_A"])
    found.append(
        _below(f"side chain closer than {NEAR_A:.0f} A to {'the' if site else 'a'} site", distance, NEAR_A)
    )
    domain, inside = {
        "activity": ("in FAT or kinase", f["in_fat"] | f["in_kinase"]),
        "rapalog": ("in the FRB domain", f["in_frb"]),
        "atp_competitive": ("in the kinase domain", f["in_kinase"]),
    }[question]
    found.append(Predictor(domain, inside, np.zeros(len(inside), dtype=bool)))
    if question == "activity":
        found += [
            _below(f"CA within {radius:.0f} A of another activating position", f["activating_A"], radius)
            for radius in (8.0, 10.0, 12.0)
        ]
    if own:
        keys = zip(answers.position.tolist(), answers.mutant, strict=True)
        found.append(_thresholded("your scores", np.array([own.get(key, np.nan) for key in keys]), answers))
    return found


def _rules(name: str, question: str, judgement: Judgement) -> Predictor:
    names = np.array(VALUES[question], dtype=object)[judgement.verdicts[question].value]
    yes = np.isin(names.astype(str), QUESTIONS[question])
    return Predictor(name, yes, names == VALUES[question][-1])


def _below(name: str, distance: NDArray[np.float64], bound: float) -> Predictor:
    return Predictor(name, distance <= bound, ~np.isfinite(distance), -distance)


def _thresholded(name: str, number: NDArray[np.float64], answers: Labelled) -> Predictor:
    """Return a predictor from scores; the threshold for a position is the best one on all other positions."""
    silent = np.isnan(number)
    yes = np.zeros(len(number), dtype=bool)
    for position in np.unique(answers.position):
        here = answers.position == position
        train = ~here & ~silent
        bounds = np.unique(number[train])
        if len(bounds):
            best = max(bounds, key=lambda b: _mcc(*_counts(answers.positive[train], number[train] >= b)))
            yes[here] = number[here] >= best
    return Predictor(name, yes, silent, number)


def _measured(answers: Labelled, predictor: Predictor) -> tuple[Any, ...]:
    positive, yes = answers.positive, predictor.yes
    tp, fp, tn, fn = _counts(positive, yes)
    mcc, balanced = _mcc(tp, fp, tn, fn), _balanced(tp, fp, tn, fn)
    low, high = _intervals(answers, yes)
    auroc = np.nan if predictor.number is None else _auroc(positive, predictor.number)
    return (
        predictor.name, int(positive.sum()), int((~positive).sum()), int(predictor.silent.sum()),
        tp, fp, tn, fn, mcc, low[0], high[0], balanced, low[1], high[1], auroc,
    )  # fmt: skip


def _counts(positive: NDArray[np.bool_], yes: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    return (
        int((positive & yes).sum()), int((~positive & yes).sum()),
        int((~positive & ~yes).sum()), int((positive & ~yes).sum()),
    )  # fmt: skip


def _mcc(tp: int, fp: int, tn: int, fn: int) -> float:
    """Matthews correlation coefficient; zero where a row or column of the table is empty."""
    product = float(tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return float((tp * tn - fp * fn) / np.sqrt(product)) if product else 0.0


def _balanced(tp: int, fp: int, tn: int, fn: int) -> float:
    return (tp / (tp + fn) + tn / (tn + fp)) / 2 if tp + fn and tn + fp else np.nan


def _auroc(positive: NDArray[np.bool_], number: NDArray[np.float64]) -> float:
    """Return the share of pairs of a positive and a negative in the right order; ties and gaps count half."""
    filled = np.where(np.isfinite(number), number, np.nan)
    a, b = filled[positive][:, None], filled[~positive][None]
    right = np.where(np.isnan(a) | np.isnan(b), 0.5, (a > b) + 0.5 * (a == b))
    return float(right.mean())


def _intervals(answers: Labelled, yes: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the 95 % intervals of MCC and balanced accuracy, over positions drawn with replacement."""
    positions, which = np.unique(answers.position, return_inverse=True)
    cells = np.zeros((len(positions), 4))
    for k, (p, y) in enumerate(zip(answers.positive, yes, strict=True)):
        cells[which[k], (0 if y else 3) if p else (1 if y else 2)] += 1
    drawn = np.random.default_rng(SEED).integers(len(positions), size=(REPEATS, len(positions)))
    totals = cells[drawn].sum(axis=1).astype(int)
    both = totals[(totals[:, 0] + totals[:, 3] > 0) & (totals[:, 1] + totals[:, 2] > 0)]
    measures = np.array([(_mcc(*row), _balanced(*row)) for row in both.tolist()])
    low, high = np.percentile(measures, [2.5, 97.5], axis=0)
    return low, high
