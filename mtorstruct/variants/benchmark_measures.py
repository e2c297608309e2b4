"""Measures of predictions: MCC, AUROC, and their intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.tumours import REPEATS, SEED, interval

Numbers = NDArray[np.float64]


def counts(positive: NDArray[np.bool_], yes: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return true positives, false positives, true negatives and false negatives."""
    return (
        int((positive & yes).sum()), int((~positive & yes).sum()),
        int((~positive & ~yes).sum()), int((positive & ~yes).sum()),
    )  # fmt: skip


def mcc(tp: float, fp: float, tn: float, fn: float) -> float:
    """Matthews correlation coefficient; zero where a row or column of the table is empty."""
    product = float(tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return float((tp * tn - fp * fn) / np.sqrt(product)) if product else 0.0


def mcc_of_shares(sensitivity: float, flagged: float) -> float:
    """Return the MCC among as many positives as others, by the shares of both that are predicted positive."""
    if np.isnan(sensitivity):
        return np.nan
    return mcc(sensitivity, flagged, 1 - flagged, 1 - sensitivity)


def exact_interval(k: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share k of n by Clopper and Pearson; NaN where n is 0.

    Examples
    --------
    >>> [round(end, 3) for end in exact_interval(5, 5)]
    [0.478, 1.0]
    """
    from scipy.stats import binomtest

    if not n:
        return np.nan, np.nan
    low, high = binomtest(k, n).proportion_ci(0.95, method="exact")
    return float(low), float(high)


def share(k: int, n: int) -> float:
    """Return k of n; NaN where n is 0."""
    return k / n if n else np.nan


def below(number: Numbers, others: Numbers, weights: Numbers | None = None) -> Numbers:
    """Return for each number the weighted share of others that are smaller, shape (n,).

    Equal ones count half, and so does everything where one of the two is missing. The mean over positives is
    the area under the ROC curve of positives against the others.
    """
    weights = np.ones(len(others)) if weights is None else weights
    known = ~np.isnan(others)
    order = np.argsort(others[known], kind="stable")
    sorted_others, cumulated = others[known][order], np.append(0, np.cumsum(weights[known][order]))
    smaller, not_larger = (
        cumulated[np.searchsorted(sorted_others, number, side)] for side in ("left", "right")
    )
    found = (smaller + not_larger + weights[~known].sum()) / 2 / weights.sum()
    return np.where(np.isnan(number), 0.5, found)


def drawn_again(position: NDArray[np.int64]) -> Numbers:
    """Return how often each of n substitutions is drawn when positions are drawn with replacement.

    Shape (draws, n); a position that is drawn brings all its substitutions.
    """
    positions, which = np.unique(position, return_inverse=True)
    n = len(positions)
    drawn = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=REPEATS)
    return drawn[:, which].astype(np.float64)


def auroc(positive: NDArray[np.bool_], number: Numbers) -> float:
    """Return the share of pairs of a positive and a negative in the right order; ties and gaps count half."""
    if positive.all() or not positive.any():
        return np.nan
    return float(below(number[positive], number[~positive]).mean())


def auroc_interval(
    positive: NDArray[np.bool_], number: Numbers, position: NDArray[np.int64]
) -> tuple[float, float]:
    """Return the 95 % percentile interval over positions; NaN where there is none."""
    if positive.all() or not positive.any():
        return np.nan, np.nan
    drawn = drawn_again(position)
    a, b = number[positive][:, None], number[~positive][None]
    right = np.where(np.isnan(a) | np.isnan(b), 0.5, (a > b) + 0.5 * (a == b))
    here, there = drawn[:, positive], drawn[:, ~positive]
    pairs = here.sum(axis=1) * there.sum(axis=1)
    summed = np.einsum("rp,pn,rn->r", here, right, there)
    return interval(np.divide(summed, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0))


def mcc_interval(
    positive: NDArray[np.bool_], yes: NDArray[np.bool_], position: NDArray[np.int64]
) -> tuple[float, float]:
    """Return the 95 % percentile interval over positions; NaN where every draw gives the same."""
    if positive.all() or not positive.any():
        return np.nan, np.nan
    cells = np.stack([positive & yes, ~positive & yes, ~positive & ~yes, positive & ~yes], axis=1)
    totals = drawn_again(position) @ cells
    both = totals[(totals[:, 0] + totals[:, 3] > 0) & (totals[:, 1] + totals[:, 2] > 0)]
    return interval(np.array([mcc(*row) for row in both.tolist()]))


def mean_interval(values: Numbers, position: NDArray[np.int64]) -> tuple[float, float]:
    """Return the 95 % percentile interval over positions of a mean; NaN where there is none."""
    if not len(values):
        return np.nan, np.nan
    drawn = drawn_again(position)
    return interval(drawn @ values / drawn.sum(axis=1))
