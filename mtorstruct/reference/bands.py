"""Bands of substitutions by points for activation, and how often tumours have selected those of each band.

``activity_bands.tsv`` is written by ``docs/bands.py``, from counts of tumours and the rules of verdicts.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from mtorstruct.reference.tables import read_table

__all__ = ["Band", "activity_bands"]


class Band(NamedTuple):
    """One band of substitutions of mTOR 1385-2549.

    `random_missense` is its share of random missense substitutions. `samples` and `expected` are the numbers
    of tumours with one of its substitutions, observed and without selection, published ones left out;
    `probability` is 1 - expected / samples and at least 0, with its 95 % interval.
    """

    name: str
    random_missense: float
    samples: int
    expected: float
    probability: float
    low: float
    high: float


@cache
def activity_bands() -> tuple[Band, ...]:
    """Return the bands, those with most points first.

    Examples
    --------
    >>> [band.name for band in activity_bands()]
    ['4 points', '3 points', '2 points', '1 point or less', 'natural residue']
    """
    return tuple(
        Band(
            name=row["band"],
            random_missense=float(row["random_missense"]),
            samples=int(row["samples"]),
            expected=float(row["expected"]),
            probability=float(row["probability"]),
            low=float(row["low"]),
            high=float(row["high"]),
        )
        for row in read_table("activity_bands.tsv")
    )
