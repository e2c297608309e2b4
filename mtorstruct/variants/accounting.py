"""Where every row of an input went: rows in = annotated + other genes + rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Group = Literal["answered", "other_genes", "rejected"]

REASONS = {
    "reference_mismatch": "wild type differs from the reference",
    "other_isoform": "numbered along another isoform",
    "position_out_of_range": "position outside the protein",
    "ambiguous": "coordinates that leave several changes possible",
    "no_protein_change": "no change of the protein is named",
    "unknown_build": "coordinates without a genome build",
    "unknown_gene": "no gene, or one that is not known",
    "impossible_amino_acid": "not an amino acid",
    "not_understood": "not understood as a protein change",
    "context": "gene tied to the response, told as context of the sample",
}
"""Why a row has no answer, by its status."""


@dataclass(frozen=True)
class Accounting:
    """Rows of an input and what became of them.

    Attributes
    ----------
    annotated, other_genes : int
        Rows with an answer; rows of other genes.
    rejected : dict of str to int
        Rows without an answer by status, most frequent first.
    """

    annotated: int
    other_genes: int
    rejected: dict[str, int]

    @property
    def n_rejected(self) -> int:
        """Rows without an answer."""
        return sum(self.rejected.values())

    @property
    def n_rows(self) -> int:
        """Rows that came in."""
        return self.annotated + self.other_genes + self.n_rejected

    def __str__(self) -> str:
        said = (
            f"{self.n_rows:,} row{'s' if self.n_rows != 1 else ''} in = {self.annotated:,} annotated"
            f" + {self.other_genes:,} of other genes + {self.n_rejected:,} rejected"
        )
        why = ", ".join(f"{n:,} {status}" for status, n in self.rejected.items())
        return f"{said} ({why})" if why else said


def account(rows: Iterable[tuple[str, str, int]], other_genes: int = 0) -> Accounting:
    """Account for rows by their `status`, `gene` and number, and for those of other genes that were left out.

    Examples
    --------
    >>> print(account([("ok", "MTOR", 2), ("unknown_gene", "(none)", 1)], 7))
    10 rows in = 2 annotated + 7 of other genes + 1 rejected (1 unknown_gene)
    """
    groups: Counter[Group] = Counter()
    rejected: Counter[str] = Counter()
    for status, gene, n in rows:
        group = group_of(status, gene)
        groups[group] += n
        if group == "rejected":
            rejected[status] += n
    order = sorted(rejected.items(), key=lambda item: (-item[1], item[0]))
    return Accounting(groups["answered"], groups["other_genes"] + other_genes, dict(order))


def group_of(status: str, gene: str) -> Group:
    """Whether a row is ``answered``, of one of the ``other_genes``, or ``rejected``."""
    if status == "ok":
        return "answered"
    named = bool(gene) and not gene.startswith("(")
    return "other_genes" if status == "context" or (status == "unknown_gene" and named) else "rejected"
