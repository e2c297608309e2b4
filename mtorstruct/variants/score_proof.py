"""Proof of a user's scores: each has the wild type that it names, and so have the positions around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError
from mtorstruct.reference.proteins import protein, proteins

NEAREST, MOST_FAILED = 5, 2
"""Scored positions on either side that are looked at, and how many of these eleven may have another wild
type: where more have, the numbers are shifted, and a wild type that fits does so by chance."""

FEWEST = 20
"""Fewest positions by which a file that names no protein is known to be of another one than mTOR."""


class ScoredRow(NamedTuple):
    """A scored substitution as it was written."""

    wild_type: str
    position: int
    mutant: str
    score: float
    label: str
    text: str


def proven(rows: dict[str, list[ScoredRow]], where: str) -> tuple[list[tuple[str, ScoredRow]], list[str]]:
    """Return the rows that have the wild type they name, with their genes, and notices on the others.

    Raises
    ------
    DataError
        Most rows of every protein have another one.
    """
    notices: list[str] = []
    named = dict(rows)
    unnamed = named.pop("", [])
    if unnamed:
        gene = _gene_of_all(unnamed)
        if gene != "MTOR":
            notices.append(f"{where} names no protein: its wild types are those of {gene}")
        named[gene] = [*named.get(gene, []), *unnamed]
    kept: list[tuple[str, ScoredRow]] = []
    refused: list[str] = []
    for gene, mine in named.items():
        fits = _fits(mine, gene)
        if 2 * fits.sum() <= len(fits):
            refused.append(_told(mine, fits, gene))
            continue
        believed = fits & _in_register(mine, fits)
        if not fits.all():
            notices.append(f"{where}: {_told(mine, fits, gene)}: they have no score")
        n_shifted = int(fits.sum() - believed.sum())
        if n_shifted:
            notices.append(
                f"{where}: {n_shifted:,} scores of {gene} are left out, where most positions around have "
                "another wild type: the numbers may be those of another isoform"
            )
        kept += [(gene, row) for row, is_so in zip(mine, believed.tolist(), strict=True) if is_so]
    if refused and not kept:
        raise DataError(
            refused[0],
            where=where,
            hint="it may be of another protein or isoform; give scores of the UniProt canonical sequence",
        )
    return kept, [*notices, *(f"{where}: {told}: none of them is used" for told in refused)]


def _told(rows: list[ScoredRow], fits: NDArray[np.bool_], gene: str) -> str:
    """Describe the rows with another wild type than the reference, and the first of them."""
    first, p = rows[int(np.argmin(fits))], protein(gene)
    actual = p.amino_acid(first.position)
    is_there = f"is {actual}" if actual else "does not exist"
    return (
        f"{int((~fits).sum()):,} of {len(rows):,} scored substitutions do not have the wild type of {gene} "
        f"({p.uniprot}); the first is {first.text}, residue {first.position} {is_there}"
    )


def _fits(rows: Sequence[ScoredRow], gene: str) -> NDArray[np.bool_]:
    """Return whether each row has the wild type of a protein."""
    sequence = protein(gene).sequence
    n = len(sequence)
    return np.array([r.position <= n and sequence[r.position - 1] == r.wild_type for r in rows], dtype=bool)


def _in_register(rows: Sequence[ScoredRow], fits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether the wild types around each row fit as well, shape (n,)."""
    positions, which = np.unique(np.array([row.position for row in rows]), return_inverse=True)
    failed = np.zeros(len(positions), dtype=np.int64)
    failed[which[~fits]] = 1
    around = np.convolve(failed, np.ones(2 * NEAREST + 1, dtype=np.int64))[NEAREST:-NEAREST]
    return (around <= MOST_FAILED)[which]


def _gene_of_all(rows: Sequence[ScoredRow]) -> str:
    """Return the protein of a table that names none: mTOR, unless another of ours fits and mTOR does not."""
    fits = _fits(rows, "MTOR")
    if 2 * fits.sum() > len(fits) or len({row.position for row in rows}) < FEWEST:
        return "MTOR"
    return next((p.gene for p in proteins() if _fits(rows, p.gene).all()), "MTOR")
