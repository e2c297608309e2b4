"""Reference answers of the benchmark: published effects, or those of a user."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError, UsageError
from mtorstruct.tables import CONFIDENCES
from mtorstruct.variants.input.columns import first_column
from mtorstruct.variants.input.detect import read_table_cells
from mtorstruct.variants.scores import (
    Substitution,
    column_named,
    genes_of_rows,
    substitutions_of_mtor,
)
from mtorstruct.variants.verdicts.evidence import published
from mtorstruct.variants.verdicts.judge import ACTIVATING, RESISTANT, VALUES

QUESTIONS = {"activity": ACTIVATING, "rapalog": RESISTANT, "atp_competitive": RESISTANT}
"""Questions of the benchmark, each with the verdict that counts as yes."""


@dataclass(frozen=True)
class Labelled:
    """Substitutions of mTOR with a known answer to one question, arrays of shape (n,)."""

    position: NDArray[np.int64]
    mutant: list[str]
    positive: NDArray[np.bool_]


def published_labels(question: str) -> Labelled:
    """Return answers from published effects of single substitutions of mTOR, computations left out."""
    found = []
    for (gene, position, mutant), entry in published().items():
        mine = [
            s
            for s in entry.statements
            if s.question == question and s.effect.tier != "computational" and not s.effect.wildcard
        ]
        if gene == "MTOR" and mine:
            best = min(mine, key=lambda s: CONFIDENCES.index(s.confidence))
            found.append((position, mutant, best.verdict in QUESTIONS[question]))
    return labelled(found)


def own_labels(path: str | Path, question: str) -> Labelled:
    """Return answers from a file of the user."""
    heading, rows = read_table_cells(path)
    at, change_at = column_named(heading, question), first_column(heading, "change")
    if change_at is None:
        raise UsageError("no column of variants", where=str(path), hint="call it protein_change")
    if at is None:
        return labelled([])
    odd = {row[at] for row in rows} - {*VALUES[question], ""}
    if odd:
        known = ", ".join(VALUES[question])
        raise UsageError(f"{question} '{min(odd)}' is no verdict", where=str(path), hint=f"known are {known}")
    nothing = ("", VALUES[question][-1])
    found: dict[Substitution, bool] = {}
    keys = substitutions_of_mtor([row[change_at] for row in rows], genes_of_rows(heading, rows))
    for row, key in zip(rows, keys, strict=True):
        if key is None or row[at] in nothing:
            continue
        answer = row[at] in QUESTIONS[question]
        if found.setdefault(key, answer) != answer:
            what = f"has both yes and no for {question} of {row[change_at]}"
            raise DataError(what, where=str(path), hint="keep the line that holds")
    return labelled((position, mutant, answer) for (position, mutant), answer in found.items())


def labelled(found: Iterable[tuple[int, str, bool]]) -> Labelled:
    """Return position, mutant and answer of some substitutions, sorted."""
    rows = sorted(found)
    return Labelled(
        np.array([r[0] for r in rows], dtype=np.int64),
        [r[1] for r in rows],
        np.array([r[2] for r in rows], dtype=bool),
    )
