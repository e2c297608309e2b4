"""Coding sequences of the nine transcripts, as the rooms that use them take them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CodingSequences:
    """Proven coding sequences by gene symbol, from the start codon to the stop codon, in capitals.

    `notices` say what is to be known of files that were left out; `asks_table`, whether known codons
    (`mtorstruct.reference.codons`) speak where there is no sequence.
    """

    bases: dict[str, str]
    notices: tuple[str, ...] = ()
    asks_table: bool = True

    def get(self, gene: str) -> str:
        """Coding sequence of a gene; empty where it is not among them."""
        return self.bases.get(gene, "")


GENETIC_CODE_ALONE = CodingSequences({}, asks_table=False)
"""No sequence, and no known codons either: what every way of writing the protein allows."""
