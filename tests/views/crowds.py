"""Cohorts with thousands of different substitutions for the tests of crowded reports."""

from __future__ import annotations

import pandas as pd

import mtorstruct
from mtorstruct.reference.proteins import proteins

STEP = 7919
"""A prime: steps of it lead through all residues of a protein before one comes again."""


def crowd(n: int) -> pd.DataFrame:
    """Return an annotation of `n` different substitutions of the nine proteins, in no order."""
    rows = []
    for k in range(n):
        protein = proteins()[k % len(proteins())]
        place = (k // len(proteins()) * STEP) % len(protein.sequence)
        wild_type = protein.sequence[place]
        turn = k // len(proteins()) // len(protein.sequence)
        mutant = [aa for aa in "ACDEFGHIKLMNPQRSTVWY" if aa != wild_type][turn]
        rows.append((protein.gene, f"{wild_type}{place + 1}{mutant}", f"S-{k * 31 % (n // 3)}"))
    assert len({row[:2] for row in rows}) == n
    return mtorstruct.annotate(pd.DataFrame(rows, columns=["gene", "change", "sample"]))
