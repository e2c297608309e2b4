"""Rows without an answer, as the report tells them: rejected ones, and those of other genes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mtorstruct.variants.input.accounting import REASONS, group_of

if TYPE_CHECKING:
    import pandas as pd

MAX_SAMPLES = 40
"""Largest number of samples that a variant or a line names; the downloads have all."""

MAX_ALIKE = 5
"""Largest number of rows that a line on rows without a protein change names."""


def unanswered(annotation: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rejected rows: equal ones together, those without a protein change by what they are."""
    rest = annotation[annotation["status"] != "ok"]
    found: dict[tuple[str, ...], list[tuple[str, str, str]]] = {}
    names = ["status", "gene", "input", "sample", "message", "suggestion"]
    for row in rest[names].itertuples(index=False):
        status, gene, text, sample, message, suggestion = (str(value) for value in row)
        if group_of(status, gene) == "rejected":
            own = ("", "") if status == "no_protein_change" else (gene, text)
            found.setdefault((status, message, suggestion, *own), []).append((gene, text, sample))
    groups = []
    for (status, message, suggestion, *_), rows in found.items():
        genes, texts, samples = (sorted(set(values) - {""}) for values in zip(*rows, strict=True))
        most = MAX_ALIKE if len(texts) > 1 else MAX_SAMPLES
        groups.append(
            {
                "reason": _reason(status, message),
                "gene": some(genes, most),
                "input": some(texts, most),
                "suggestion": suggestion,
                "rows": len(rows),
                "samples": some(samples, most),
            }
        )
    return sorted(groups, key=lambda g: (not g["suggestion"], -g["rows"]))


def _reason(status: str, message: str) -> str:
    """Return why a row has no answer; a message may begin with it."""
    reason = REASONS[status]
    return message if message.startswith(reason) else ": ".join(filter(None, (reason, message)))


def some(texts: Iterable[str], most: int, n: int | None = None) -> str:
    """Return the first of some texts, and the number of the others; `n` is that of all, where it is larger.

    Examples
    --------
    >>> some(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    named = list(texts)
    left = max(len(named), n or 0) - min(most, len(named))
    return ", ".join(named[:most]) + (f" and {left:,} more" if left else "")


def of_other_genes(annotation: pd.DataFrame, left_out: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the rows of each other gene, those that were left out included; most frequent first."""
    rest = annotation.loc[annotation["status"] != "ok", ["status", "gene"]]
    rows = Counter(left_out)
    rows.update(
        gene for status, gene in rest.itertuples(index=False) if group_of(status, gene) == "other_genes"
    )
    return sorted(rows.items(), key=lambda item: (-item[1], item[0]))
