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
    "natural_counts",
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


def natural_counts(uniprot_pos: NDArray[np.int64], mutants: NDArray[np.bytes_]) -> NDArray[np.int64]:
    """Return how many TORs have amino acids at positions; that of human mTOR itself counts as none.

    Parameters
    ----------
    uniprot_pos : numpy.ndarray
        Positions of human mTOR, from 1, shape (n,).
    mutants : numpy.ndarray of S1
        Amino acids, one letter, shape (n,).

    Returns
    -------
    numpy.ndarray, shape (n,)

    Examples
    --------
    >>> import numpy as np
    >>> natural_counts(np.array([2213, 2213]), np.array([b"S", b"P"])).tolist()
    [3, 0]
    """
    here = _residues()[uniprot_pos - 1]
    counts: NDArray[np.int64] = (here[:, 1:] == mutants[:, None]).sum(axis=1)
    counts[here[:, 0] == mutants] = 0
    return counts


@cache
def _residues() -> NDArray[np.bytes_]:
    """Return the human residue of each position and those of the TORs, shape (2549, 1 + n), of S1."""
    import numpy as np

    width = 1 + len(tors())
    rows = map("".join, zip(protein("MTOR").sequence, conservation().letters, strict=True))
    return np.array(list(rows), dtype=f"S{width}").view("S1").reshape(-1, width)


def _name(tor: Tor) -> str:
    alone = [other.species for other in tors()].count(tor.species) == 1
    return tor.species if alone else f"{tor.species} {tor.protein}"
