"""The standard genetic code, and the two strands of DNA."""

from __future__ import annotations

from functools import cache
from itertools import product

BASES = "ACGT"

# NCBI translation table 1, codons in the order TTT, TTC, TTA, TTG, TCT ... GGG.
_AMINO_ACIDS = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODE: dict[str, str] = {
    "".join(bases): acid for bases, acid in zip(product("TCAG", repeat=3), _AMINO_ACIDS, strict=True)
}
"""Amino acid of each of the 64 codons in one letter; ``*`` for a stop."""

ANY_CODON = tuple(sorted(CODE))

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


@cache
def codons_of(amino_acid: str) -> tuple[str, ...]:
    """Return all codons of an amino acid, or of ``*``, in alphabetical order.

    Examples
    --------
    >>> codons_of("F"), codons_of("*")
    (('TTC', 'TTT'), ('TAA', 'TAG', 'TGA'))
    """
    return tuple(codon for codon in ANY_CODON if CODE[codon] == amino_acid)


def translate(bases: str) -> str:
    """Translate whole codons to one-letter amino acids; bases left over at the end are not read."""
    return "".join(CODE[bases[k : k + 3]] for k in range(0, len(bases) - len(bases) % 3, 3))


def reverse_complement(bases: str) -> str:
    """Return the other strand, read in its own direction.

    Examples
    --------
    >>> reverse_complement("AACN")
    'NGTT'
    """
    return bases.translate(_COMPLEMENT)[::-1]
