"""Accounting of input rows: rows in = annotated + other genes + rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

Group = Literal["answered", "other_genes", "rejected"]

MAX_NAMED, MAX_NAME = 5, 40
"""Largest number of other genes named, and of characters of a name."""

REASONS = {
    "reference_mismatch": "wild type differs from the reference",
    "other_isoform": "numbered along another isoform",
    "position_out_of_range": "position outside the protein",
    "ambiguous": "coordinates that leave several variants possible",
    "no_protein_change": "no protein change is named",
    "unknown_build": "coordinates without a genome build",
    "contradiction": "the row contradicts itself about one variant",
    "other_species": "a protein of another species",
    "unknown_gene": "no gene, or one that is not known",
    "impossible_amino_acid": "not an amino acid",
    "not_understood": "not understood as a protein change",
    "context": "gene tied to the response, reported as context of the sample",
}
"""Why a row has no answer, by its status."""


class Accounting(NamedTuple):
    """Input rows, counted by outcome.

    Attributes
    ----------
    annotated, other_genes : int
        Rows with an answer; rows of other genes.
    rejected : dict of str to int
        Rows without an answer by status, most frequent first.
    others : dict of str to int
        Rows of the other genes by name, as far as names are known.
    """

    annotated: int
    other_genes: int
    rejected: dict[str, int]
    others: dict[str, int]

    @property
    def n_rejected(self) -> int:
        """Return the number of rows without an answer."""
        return sum(self.rejected.values())

    @property
    def n_rows(self) -> int:
        """Return the number of input rows."""
        return self.annotated + self.other_genes + self.n_rejected

    def __str__(self) -> str:
        said = (
            f"{self.n_rows:,} row{'s' if self.n_rows != 1 else ''} in = {self.annotated:,} annotated"
            f" + {self.other_genes:,} of other genes + {self.n_rejected:,} rejected"
        )
        why = ", ".join(f"{n:,} {status}" for status, n in self.rejected.items())
        return (f"{said} ({why})" if why else said) + self._named()

    def _named(self) -> str:
        """Return the most frequent of the other genes."""
        ordered = sorted(self.others.items(), key=lambda item: (-item[1], item[0]))
        named = ", ".join(f"{gene.strip('()')[:MAX_NAME]} {n:,}" for gene, n in ordered[:MAX_NAMED])
        rest = f" and {len(ordered) - MAX_NAMED:,} more" if len(ordered) > MAX_NAMED else ""
        return f"; other genes: {named}{rest}" if named else ""


def account(rows: Iterable[tuple[str, str, int]], other_genes: Mapping[str, int] | None = None) -> Accounting:
    """Account for rows by their `status`, `gene` and number, and for those of other genes that were left out.

    Examples
    --------
    >>> print(account([("ok", "MTOR", 2), ("unknown_gene", "(none)", 1)], {"IDH1": 4, "TP53": 3}))
    10 rows in = 2 annotated + 7 of other genes + 1 rejected (1 unknown_gene); other genes: IDH1 4, TP53 3
    """
    groups: Counter[Group] = Counter()
    rejected: Counter[str] = Counter()
    others: Counter[str] = Counter(other_genes or {})
    for status, gene, n in rows:
        group = group_of(status, gene)
        groups[group] += n
        if group == "rejected":
            rejected[status] += n
        elif group == "other_genes":
            others[gene] += n
    order = sorted(rejected.items(), key=lambda item: (-item[1], item[0]))
    return Accounting(groups["answered"], others.total(), dict(order), dict(others))


def group_of(status: str, gene: str) -> Group:
    """Return whether a row is ``answered``, of one of the ``other_genes``, or ``rejected``."""
    if status == "ok":
        return "answered"
    named = bool(gene) and not gene.startswith("(")
    return "other_genes" if status == "context" or (status == "unknown_gene" and named) else "rejected"
