"""Type for the coding sequences of the nine transcripts."""

from __future__ import annotations


class CodingSequences:
    """Proven coding sequences by gene symbol, from the start codon to the stop codon, in capitals.

    `notices` are messages on files that were left out; `asks_table` is whether known codons
    (`mtorstruct.reference.codons`) are used where there is no sequence.
    """

    def __init__(
        self, bases: dict[str, str], notices: tuple[str, ...] = (), *, asks_table: bool = True
    ) -> None:
        self.bases, self.notices, self.asks_table = bases, notices, asks_table

    def get(self, gene: str) -> str:
        """Return the coding sequence of a gene; empty where it is not among them."""
        return self.bases.get(gene, "")


GENETIC_CODE_ALONE = CodingSequences({}, asks_table=False)
"""No coding sequence and no known codons: the genetic code alone limits the codons."""
