"""The twenty amino acids: size, charge, hydropathy, and side chains that differ by one heavy atom."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from mtorstruct.reference.tables import read_table


class AminoAcid(NamedTuple):
    """One amino acid.

    `volume_A3` is its volume in solution in Å³ (Zamyatnin 1972), `hydropathy` that of Kyte and
    Doolittle (1982), `charge` that of the side chain at pH 7, `side_chain_atoms` the number of heavy
    atoms beyond CA. `pared_to` is the amino acid whose side chain is this one less a single heavy
    atom, empty where there is none: one at an end, or a CH2 before the acid or amide (E to D, Q to N).
    Such a substitution leaves room for no new contact.
    """

    letter: str
    volume_A3: float
    hydropathy: float
    charge: int
    side_chain_atoms: int
    pared_to: str


@cache
def amino_acids() -> dict[str, AminoAcid]:
    """Return all twenty by their letter, in alphabetical order.

    Examples
    --------
    >>> serine = amino_acids()["S"]
    >>> serine.side_chain_atoms, serine.pared_to
    (2, 'A')
    """
    return {
        row["amino_acid"]: AminoAcid(
            letter=row["amino_acid"],
            volume_A3=float(row["volume_A3"]),
            hydropathy=float(row["hydropathy"]),
            charge=int(row["charge"]),
            side_chain_atoms=int(row["side_chain_atoms"]),
            pared_to=row["pared_to"],
        )
        for row in read_table("amino_acids.tsv")
    }
