"""Type for the coding sequences of the nine transcripts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CodingSequences:
    """Proven coding sequences by gene symbol, from the start codon to the stop codon, in capitals.

    `notices` are messages on files that were left out; `asks_table` is whether known codons
    (`mtorstruct.reference.codons`) are used where there is no sequence.
    """

    bases: dict[str, str]
    notices: tuple[str, ...] = ()
    asks_table: bool = True

    def get(self, gene: str) -> str:
        """Return the coding sequence of a gene; empty where it is not among them."""
        return self.bases.get(gene, "")


GENETIC_CODE_ALONE = CodingSequences({}, asks_table=False)
"""No coding sequence and no known codons: the genetic code alone limits the codons."""
