"""One variant after reading, from a text, a coding change or a genomic position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"

THREE_TO_ONE = {
    "ALA": "A", "ARG": "R", "ASN": "N", "ASP": "D", "CYS": "C", "GLN": "Q", "GLU": "E", "GLY": "G",
    "HIS": "H", "ILE": "I", "LEU": "L", "LYS": "K", "MET": "M", "PHE": "F", "PRO": "P", "SER": "S",
    "THR": "T", "TRP": "W", "TYR": "Y", "VAL": "V", "TER": "*",
}  # fmt: skip

UNKNOWN = "Xaa"
"""The unknown residue."""

DEFAULT_GENE = "MTOR"
"""Gene of a variant that names neither a gene nor a sequence."""

NO_GENE = "(none)"
"""Gene of a row whose gene cell is empty: unknown, not the default."""

KINDS = ("fs", "del", "dup", "ins", "delins", "ext", "?")
"""Values of `Change.mutant` besides an amino acid, ``*`` for a stop and ``=`` for no change."""

T = TypeVar("T")


class Change(NamedTuple):
    """One variant of one protein, as it was written.

    Attributes
    ----------
    text : str
        The text as it was given; never altered.
    gene : str
        Gene, alias or accession as written; empty where none was.
    wild_type : str
        One-letter amino acid that the text states; ``*`` for the stop codon; empty for a bare position.
    position : int
        First residue that the variant touches, in the numbering of the writer; 0 where there is none.
    mutant : str
        One-letter amino acid, ``*``, ``=``, one of `KINDS`, or empty where no variant is named.
    status, problem : str
        One of ``mtorstruct.tables.STATUSES``; why it is not ``ok``, in words.
    end, end_wild_type : int, str
        Last residue of a range; 0 and empty where there is none.
    sample : str
        Tumour that it was found in.
    part : int
        Which of the variants in its cell it is, from 1; 0 for the only one.
    inserted : str
        Inserted residues, in one letter, of ``ins``, ``delins``, ``fs`` (the first new residue) and ``ext``.
    new_stop : str
        Where a frameshift or an extension ends: a count, ``?``, or empty where nothing is said; ``-5`` for an
        extension at the N-terminus.
    predicted : bool
        Whether it stood in brackets: worked out from DNA or RNA, not seen in the protein.
    reference : str
        Sequence that the text names, such as ``NM_004958.4``, ``ENSP00000354558`` or ``Q6R327-3``.
    read_from : str
        What it was read from: a column, ``coordinates GRCh37``; empty for a text alone.
    candidates : tuple of str
        Variants that it may be, in one-letter form, where the status is ``ambiguous``.
    residues : str
        Wild types from `position` on, in one letter, where the text writes out more of them than the first
        and the last, as ``L1460_A1462delLVA`` and ``SSR268fs`` do; every one of them can be proven.
    settled : str
        What leaves no other variant than this one, of a variant that was read from DNA: ``genetic code``,
        ``codon table``, or ``coding sequence`` with the beginning of its hash; empty for one in words.
    """

    text: str
    gene: str = ""
    wild_type: str = ""
    position: int = 0
    mutant: str = ""
    status: str = "ok"
    problem: str = ""
    end: int = 0
    end_wild_type: str = ""
    sample: str = ""
    part: int = 0
    inserted: str = ""
    new_stop: str = ""
    predicted: bool = False
    reference: str = ""
    read_from: str = ""
    candidates: tuple[str, ...] = ()
    residues: str = ""
    settled: str = ""

    @property
    def stated(self) -> tuple[tuple[int, str], ...]:
        """Return every position, in the numbering of the writer, whose wild type the text names.

        Examples
        --------
        >>> Change("", wild_type="S", position=268, mutant="fs", residues="SSR").stated
        ((268, 'S'), (269, 'S'), (270, 'R'))
        """
        if self.residues:
            return tuple(enumerate(self.residues, start=self.position))
        ends = ((self.position, self.wild_type), (self.end, self.end_wild_type))
        return tuple((position, letter) for position, letter in ends if letter)


def numbered(of_cell: Sequence[T]) -> Iterator[tuple[int, T]]:
    """Yield the content of one cell, each item after its `Change.part`.

    Examples
    --------
    >>> list(numbered(["F2108L"])), list(numbered(["F2108L", "A2034V"]))
    ([(0, 'F2108L')], [(1, 'F2108L'), (2, 'A2034V')])
    """
    return enumerate(of_cell, 1 if len(of_cell) > 1 else 0)
