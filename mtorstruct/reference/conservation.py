"""What relatives of mTOR have at each position, and how crowded it is there.

``conservation.tsv`` is written by ``structures/conservation.py`` from sequences of UniProt and from 4JSV.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mtorstruct.reference.proteins import protein
from mtorstruct.reference.tables import read_columns, read_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "FIRST",
    "LAST",
    "PIKKS",
    "Conservation",
    "Tor",
    "conservation",
    "natural_count",
    "natural_in",
    "tors",
]

FIRST, LAST = 1385, 2549
"""First and last residue of human mTOR that other PI3K-related kinases are aligned to, and that 4JSV has."""

PIKKS = 49
"""Number of other PI3K-related kinases."""


class Tor(NamedTuple):
    """A TOR of other than mammals: UniProt accession, species, and name of the protein."""

    accession: str
    species: str
    protein: str
    source: str
    status: str


class Conservation(NamedTuple):
    """What is known of each position of mTOR, arrays of shape (2549,); index 0 is position 1.

    `letters` holds the amino acids of the TORs, a text a position; `pikks` is the number of other
    PI3K-related kinases with the human residue; `cb` and `kinase_cb` count CB atoms within 10 Å, of all
    residues and of those of the kinase. NaN where a position is not covered.
    """

    letters: tuple[str, ...]
    pikks: NDArray[np.float64]
    cb: NDArray[np.float64]
    kinase_cb: NDArray[np.float64]

    @property
    def share(self) -> NDArray[np.float64]:
        """Share of the other PI3K-related kinases that keep the human residue, in two decimals."""
        import numpy as np

        return np.asarray(np.round(self.pikks / PIKKS, 2))


@cache
def tors() -> tuple[Tor, ...]:
    """Return the TORs of other than mammals, in the order of the letters of a position."""
    return tuple(Tor(**row) for row in read_table("tors.tsv"))


@cache
def conservation() -> Conservation:
    """Return what is known of each position of mTOR."""
    import numpy as np

    columns = read_columns("conservation.tsv")
    numbers = (
        np.array([float(cell or "nan") for cell in columns[name]])
        for name in ("pikks", "cb_10A", "kinase_cb_10A")
    )
    return Conservation(columns["tors"], *numbers)


@cache
def natural_in(uniprot_pos: int, mutant: str) -> tuple[str, ...]:
    """Return the TORs that have an amino acid at a position of human mTOR, by alignment.

    Parameters
    ----------
    uniprot_pos : int
        Position of human mTOR, from 1.
    mutant : str
        Amino acid, one letter.

    Returns
    -------
    tuple of str
        Species, with the name of the protein where a species has two.

    Examples
    --------
    >>> natural_in(2213, "S")
    ('Schizosaccharomyces pombe tor1', 'Saccharomyces cerevisiae TOR1', 'Caenorhabditis elegans')
    """
    letters = conservation().letters[uniprot_pos - 1]
    return tuple(_name(tor) for tor, letter in zip(tors(), letters, strict=True) if letter == mutant)


def natural_count(uniprot_pos: int, mutant: str) -> int:
    """Return how many TORs have an amino acid at a position; that of human mTOR itself counts as none.

    Examples
    --------
    >>> natural_count(2213, "S")
    3
    """
    human = protein("MTOR").amino_acid(uniprot_pos)
    return 0 if mutant == human else conservation().letters[uniprot_pos - 1].count(mutant)


def _name(tor: Tor) -> str:
    alone = [other.species for other in tors()].count(tor.species) == 1
    return tor.species if alone else f"{tor.species} {tor.protein}"
