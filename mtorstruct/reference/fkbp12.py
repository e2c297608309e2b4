"""Contacts between FRB and FKBP12 with rapamycin between them, measured in crystal structures."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from mtorstruct.reference.tables import read_table

__all__ = ["FrbFkbp12Contact", "frb_fkbp12_contacts"]


class FrbFkbp12Contact(NamedTuple):
    """A residue of mTOR or FKBP12 and the residue of the other that is nearest, heavy atoms within 5 Å.

    `residue` and `nearest` are amino acid and UniProt position, `atom` and `nearest_atom` the two atoms;
    `entry` is 1FAP or, where they are further apart there, another entry with FKBP12 and not FKBP51.
    """

    gene: str
    residue: str
    nearest_gene: str
    nearest: str
    entry: str
    distance_A: float
    atom: str
    nearest_atom: str

    @property
    def position(self) -> int:
        """UniProt position of `residue`."""
        return int(self.residue[1:])


@cache
def frb_fkbp12_contacts() -> dict[tuple[str, int], FrbFkbp12Contact]:
    """Return the contacts by gene and UniProt position.

    Examples
    --------
    >>> contact = frb_fkbp12_contacts()["MTOR", 2094]
    >>> contact.nearest_gene, contact.nearest, contact.distance_A, contact.entry
    ('FKBP1A', 'P89', 3.84, '1FAP')
    """
    contacts = [
        FrbFkbp12Contact(
            gene=row["gene"],
            residue=row["residue"],
            nearest_gene=row["nearest_gene"],
            nearest=row["nearest"],
            entry=row["entry"],
            distance_A=float(row["distance_A"]),
            atom=row["atom"],
            nearest_atom=row["nearest_atom"],
        )
        for row in read_table("frb_fkbp12_contacts.tsv")
    ]
    return {(c.gene, c.position): c for c in contacts}
