"""Substitutions of mTOR in tumours against what mutability alone would give.

The counts are of one cohort (``tumour_counts.tsv``). How many samples a substitution would have if nothing
selected it is its mutability (`mtorstruct.reference.mutability`) times the rate in residues 1-1384, where no
substitution is published as activating. What the cohort has beyond that was selected, as far as the rates
hold: passengers of hypermutated tumours, and contexts wider than CpG, are not told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import protein
from mtorstruct.reference.tables import read_table

__all__ = [
    "Excess",
    "Missense",
    "excesses",
    "hotspots",
    "interval",
    "random_missense",
    "synonymous_excess",
    "tumour_counts",
]

REGION = 1385, 2549
"""First and last UniProt position of mTOR from FAT to FATC, in which predictions are made."""

Kind = Literal["missense", "synonymous"]

SAME = 1e-9
"""Difference below which numbers differ by rounding alone."""

REPEATS, SEED = 2000, 20190523
"""Bootstrap draws, and the seed that makes them reproducible."""


class Missense(NamedTuple):
    """Substitutions of mTOR that single-nucleotide changes make, arrays of shape (n,).

    `position` is the UniProt position, `mutant` the new amino acid, `samples` the number of tumours of the
    cohort that have it, `expected` the number at the rate of residues 1-1384 (a substitution drawn at random
    by mutability has a chance proportional to it).
    """

    position: NDArray[np.int64]
    mutant: list[str]
    samples: NDArray[np.int64]
    expected: NDArray[np.float64]

    def share(self, chosen: NDArray[np.bool_]) -> float:
        """Return the share of random missense substitutions that are chosen, by a mask of shape (n,)."""
        return float(self.expected[chosen].sum() / self.expected.sum())


class Excess(NamedTuple):
    """Samples with some substitutions beside the number expected without selection.

    `ratio` is samples over expected, `selected` the share of the samples that is beyond what is expected,
    1 - expected / samples and at least 0: the probability that a substitution of that kind, seen in a tumour,
    was selected. `low` and `high` are 95 % percentile intervals over positions drawn again with replacement,
    in the region and in the background; NaN where no sample, or no spread, gives one.
    """

    samples: int
    expected: float
    ratio: float
    ratio_low: float
    ratio_high: float
    selected: float
    selected_low: float
    selected_high: float


@cache
def tumour_counts(gene: str = "MTOR") -> dict[tuple[int, str], int]:
    """Return the number of samples of each counted change, by UniProt position and mutant (= if synonymous).

    Examples
    --------
    >>> tumour_counts()[2215, "Y"]
    9
    """
    return {
        (int(row["position"]), row["mutant"]): int(row["samples"])
        for row in read_table("tumour_counts.tsv")
        if row["gene"] == gene
    }


@cache
def hotspots(gene: str) -> dict[int, int]:
    """Return the number of samples of each residue that is recurrent in tumours, by UniProt position.

    Recurrent is what ``tumour_hotspots.tsv`` says: 3 samples or more, and more than the residue's share of
    the mutability of the protein gives, at a false discovery rate of 5 %.

    Examples
    --------
    >>> hotspots("MTOR")[2215]
    13
    """
    return {
        int(row["position"]): int(row["samples"])
        for row in read_table("tumour_hotspots.tsv")
        if row["gene"] == gene
    }


@cache
def random_missense() -> Missense:
    """Return the missense substitutions of residues 1385-2549, with their counts and expected numbers.

    Examples
    --------
    >>> missense = random_missense()
    >>> int(missense.position.min()), int(missense.position.max()), int(missense.samples.sum())
    (1385, 2549, 156)
    """
    return _in_region("missense")


def _in_region(kind: Kind) -> Missense:
    whole, rate = _whole(kind), _background_rate(kind)
    here = whole.position >= REGION[0]
    return Missense(
        whole.position[here],
        [mutant for mutant, inside in zip(whole.mutant, here, strict=True) if inside],
        whole.samples[here],
        whole.expected[here] * rate,
    )


@cache
def _whole(kind: Kind) -> Missense:
    """Return all changes of mTOR of one kind; `expected` is the mutability, not yet scaled."""
    from mtorstruct.reference.mutability import SYNONYMOUS, possible_changes

    possible, counted = possible_changes("MTOR"), tumour_counts()
    mine = possible.missense if kind == "missense" else possible.mutant == SYNONYMOUS
    position, mutant = possible.position[mine], possible.mutant[mine].tolist()
    samples = [counted.get(key, 0) for key in zip(position.tolist(), mutant, strict=True)]
    return Missense(position, mutant, np.array(samples, dtype=np.int64), possible.weights()[mine])


def _background_rate(kind: Kind) -> float:
    """Return samples for each unit of mutability in residues 1-1384."""
    whole = _whole(kind)
    background = whole.position < REGION[0]
    return float(whole.samples[background].sum() / whole.expected[background].sum())


def excesses(chosen: Mapping[str, NDArray[np.bool_]]) -> dict[str, Excess]:
    """Return the excess of tumours for some sets of substitutions.

    Parameters
    ----------
    chosen : mapping of str to numpy.ndarray
        A mask of shape (n,) over `random_missense` for each name.

    Examples
    --------
    >>> everything = np.ones(len(random_missense().mutant), dtype=bool)
    >>> round(excesses({"all": everything})["all"].ratio, 1)
    1.8
    """
    return {name: _excess(random_missense(), mask, _draws("missense")) for name, mask in chosen.items()}


def synonymous_excess() -> Excess:
    """Return the excess of synonymous changes in residues 1385-2549, which nothing should select.

    It says how far the excess of other changes can be owed to the region and not to selection.
    """
    changes = _in_region("synonymous")
    return _excess(changes, np.ones(len(changes.mutant), dtype=bool), _draws("synonymous"))


def _excess(
    changes: Missense, mask: NDArray[np.bool_], draws: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> Excess:
    drawn, rates = draws
    place, n = changes.position[mask] - REGION[0], drawn.shape[1]
    samples = drawn @ np.bincount(place, changes.samples[mask], n)
    expected = drawn @ np.bincount(place, changes.expected[mask], n) * rates
    ratios = _ratio(samples, expected)
    counted, awaited = int(changes.samples[mask].sum()), float(changes.expected[mask].sum())
    ratio = _ratio(np.array([float(counted)]), np.array([awaited]))
    return Excess(
        counted,
        awaited,
        float(ratio[0]),
        *interval(ratios),
        float(_selected(ratio)[0]),
        *interval(_selected(ratios)),
    )


@cache
def _draws(kind: Kind) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how often each draw has each position of the region, and its background rate over the real one.

    Shapes (draws, positions) and (draws,).
    """
    rng, whole = np.random.default_rng(SEED), _whole(kind)
    samples, expected = (
        np.bincount(whole.position, values, len(protein("MTOR")) + 1)[1:]
        for values in (whole.samples, whole.expected)
    )
    n_background = REGION[0] - 1
    n = REGION[1] - n_background
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=REPEATS).astype(np.float64)
    outside = rng.multinomial(n_background, np.full(n_background, 1 / n_background), size=REPEATS)
    rates = (outside @ samples[:n_background]) / (outside @ expected[:n_background])
    return drawn, rates / _background_rate(kind)


def _ratio(samples: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return samples over expected; NaN where nothing is expected."""
    ratio = np.divide(samples, expected, out=np.full(len(expected), np.nan), where=expected > 0)
    return np.asarray(ratio)


def _selected(ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 - 1 / ratio, at least 0."""
    return np.asarray(1 - 1 / np.maximum(ratio, 1))


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the 95 % percentile interval of draws; NaN where none is known or all are the same."""
    values = values[np.isfinite(values)]
    if not len(values) or np.ptp(values) < SAME:
        return np.nan, np.nan
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
