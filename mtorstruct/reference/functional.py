"""Residues essential for kinase activity, and residues around inhibitors in the ATP site."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from mtorstruct.reference.tables import read_table

__all__ = ["FunctionalResidue", "InhibitorContact", "functional_residues", "inhibitor_contacts"]


class FunctionalResidue(NamedTuple):
    """One residue essential for kinase activity.

    `residue` is its amino acid and UniProt position; `atom` and `near` name the contact that shows its
    role in 4JSV; they are empty where it takes no part in the reaction.
    """

    gene: str
    residue: str
    atom: str
    near: str
    role: str
    status: str
    source: str

    @property
    def position(self) -> int:
        """UniProt position."""
        return int(self.residue[1:])


class InhibitorContact(NamedTuple):
    """A residue of mTOR near an inhibitor; for glycine the side-chain distance is that of CA."""

    entry: str
    inhibitor: str
    position: int
    wild_type: str
    distance_A: float
    sidechain_distance_A: float


@cache
def functional_residues() -> tuple[FunctionalResidue, ...]:
    """Return all essential residues, in the table's order."""
    return tuple(FunctionalResidue(**row) for row in read_table("functional_residues.tsv"))


@cache
def catalytic_positions() -> tuple[int, ...]:
    """Return UniProt positions of mTOR's residues that take part in the reaction."""
    return tuple(r.position for r in functional_residues() if r.near)


@cache
def transfer_positions() -> tuple[int, ...]:
    """Return UniProt positions of mTOR's residues that face the phosphate or hold the metal ions.

    Examples
    --------
    >>> transfer_positions()
    (2338, 2340, 2343, 2357)
    """
    return tuple(r.position for r in functional_residues() if r.near in ("MGF", "MG"))


@cache
def indispensable_positions() -> tuple[int, ...]:
    """Return UniProt positions of mTOR published as indispensable that take no part in the reaction."""
    return tuple(r.position for r in functional_residues() if not r.near)


@cache
def inhibitor_contacts() -> tuple[InhibitorContact, ...]:
    """Return the residues near Torin 2 (4JSX) and PP242 (4JT5), in the table's order."""
    return tuple(
        InhibitorContact(
            entry=row["entry"],
            inhibitor=row["inhibitor"],
            position=int(row["position"]),
            wild_type=row["wild_type"],
            distance_A=float(row["distance_A"]),
            sidechain_distance_A=float(row["sidechain_distance_A"]),
        )
        for row in read_table("inhibitor_contacts.tsv")
    )
