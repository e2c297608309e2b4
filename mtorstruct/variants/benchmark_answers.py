"""Reference answers of the benchmark: published effects, or those of a user."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError, UsageError
from mtorstruct.reference.effects import effects
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
from mtorstruct.variants.verdicts.neighbours import activating_positions

QUESTIONS = {"activity": ACTIVATING, "rapalog": RESISTANT, "atp_competitive": RESISTANT}
"""Questions of the benchmark, each with the verdicts that count as yes in an answer."""


class Answer(NamedTuple):
    """The answer for one substitution of mTOR: UniProt position, mutant, and whether it is yes.

    `publications` are those that it rests on; `single_patient` marks one that rests on single patients alone.
    """

    position: int
    mutant: str
    positive: bool
    single_patient: bool = False
    publications: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Labelled:
    """Substitutions of mTOR with a known answer to one question, arrays of shape (n,).

    Fields as those of `Answer`.
    """

    position: NDArray[np.int64]
    mutant: list[str]
    positive: NDArray[np.bool_]
    single_patient: NDArray[np.bool_]
    publications: list[frozenset[str]]


def published_labels(question: str) -> Labelled:
    """Return answers from published effects of single substitutions of mTOR, computations left out.

    Effects of low confidence are those in single patients, and of drugs given together.
    """
    found = []
    for (gene, position, mutant), entry in published().items():
        mine = [
            s
            for s in entry.statements
            if s.question == question and s.effect.tier != "computational" and not s.effect.wildcard
        ]
        if gene == "MTOR" and mine:
            best = min(mine, key=lambda s: CONFIDENCES.index(s.confidence))
            cited = frozenset().union(*(s.effect.publications for s in mine))
            yes, is_low = best.verdict in QUESTIONS[question], best.confidence == "low"
            found.append(Answer(position, mutant, yes, is_low, cited))
    return labelled(found)


def activating_publications() -> dict[int, frozenset[str]]:
    """Return the publications that make each published activating position one, by UniProt position."""
    found: dict[int, frozenset[str]] = dict.fromkeys(activating_positions(), frozenset())
    for effect in effects():
        parts = effect.substitutions
        if effect.gene == "MTOR" and effect.activity == "activating" and len(parts) == 1:
            position = parts[0][1]
            if position in found:
                found[position] |= effect.publications
    return found


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


def labelled(found: Iterable[tuple[Any, ...]]) -> Labelled:
    """Return the fields of some answers, or of the first of their fields, sorted by position and mutant."""
    rows = sorted((Answer(*answer) for answer in found), key=lambda answer: answer[:2])
    return Labelled(
        np.array([r.position for r in rows], dtype=np.int64),
        [r.mutant for r in rows],
        np.array([r.positive for r in rows], dtype=bool),
        np.array([r.single_patient for r in rows], dtype=bool),
        [r.publications for r in rows],
    )
