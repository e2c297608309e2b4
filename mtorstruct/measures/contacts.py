"""Contacts between chains: partners of each residue, and the protomer of each chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.measures.sites import ca_atoms
from mtorstruct.structure.content import POLYMER
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.neighbours import Points

CATALYTIC_FROM = 1983
"""First UniProt position of mTOR's kinase domain, into which the FRB is inserted."""

PARTNER_A = 5.0
"""Distance of heavy atoms within which two residues are in contact."""


@dataclass(frozen=True)
class Contacts:
    """Residue pairs of different chains with heavy atoms within 5 Å, shape ``(n_pairs, 2)``.

    Indices are file residues; each pair is listed once, smaller index first. `gene` is that of the chain of
    each file residue, ``other`` for a chain that is none of the known proteins.
    """

    pairs: NDArray[np.int64]
    gene: NDArray[Any]

    def partners(self, doubted: NDArray[np.bool_] | None = None) -> tuple[NDArray[Any], NDArray[Any]]:
        """Names of the proteins in contact with each file residue, joined by semicolons.

        Another copy of the residue's own protein reads ``MTOR (other copy)``, a chain that is none
        of the nine proteins ``other``.

        Parameters
        ----------
        doubted : numpy.ndarray, shape (n_file_residues,), of bool
            Residues whose register is in doubt: their contacts are no evidence.

        Returns
        -------
        all, in_doubt : numpy.ndarray, shape (n_file_residues,), of str
            Every partner; and those without a contact between two undoubted residues.
        """
        doubted = np.zeros(len(self.gene), dtype=bool) if doubted is None else doubted
        touched: dict[int, set[str]] = {}
        sure: dict[int, set[str]] = {}
        unsure = doubted[self.pairs[:, 0]] | doubted[self.pairs[:, 1]]
        for (a, b), is_unsure in zip(self.pairs.tolist(), unsure.tolist(), strict=True):
            for mine, theirs in ((a, b), (b, a)):
                same = self.gene[mine] == self.gene[theirs] != "other"
                name = f"{self.gene[theirs]} (other copy)" if same else str(self.gene[theirs])
                touched.setdefault(mine, set()).add(name)
                if not is_unsure:
                    sure.setdefault(mine, set()).add(name)
        names, in_doubt = (np.full(len(self.gene), "", dtype=object) for _ in range(2))
        for residue, found in touched.items():
            names[residue] = ";".join(sorted(found))
            in_doubt[residue] = ";".join(sorted(found - sure.get(residue, set())))
        return names, in_doubt


@dataclass(frozen=True)
class AtomPairs:
    """Pairs of heavy atoms of two chains within a distance, shape ``(n_pairs,)`` each.

    `first` and `second` are atoms of the earlier chain in the file and of the other one, `distance` is in Å;
    the order of pairs is undefined.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    distance: NDArray[np.float64]


def near_atoms(complex_: MtorComplex, distance_A: float = PARTNER_A) -> Iterator[AtomPairs]:
    """Yield the pairs of nearby atoms, for every two polymer chains of a biological unit that are in contact.

    Pairs of chains come in the file's order: the first with each later one, then the second, and so on.
    """
    atoms, residues = complex_.atoms, complex_.file_residues
    index = np.flatnonzero(atoms.heavy & (residues.kind == POLYMER)[atoms.residue])
    chain = residues.chain[atoms.residue[index]]
    mine = {number: index[chain == number] for number in np.unique(chain).tolist()}
    points = {number: Points(atoms.xyz[0, atoms_of]) for number, atoms_of in mine.items()}
    unit = complex_.unit_of_chain
    for one, other in combinations(mine, 2):
        if unit[complex_.file_chains[one]] != unit[complex_.file_chains[other]]:
            continue
        near = points[one].near(points[other], distance_A)
        if len(near.distance):
            yield AtomPairs(mine[one][near.point], mine[other][near.other], near.distance)


def find_contacts(complex_: MtorComplex, distance_A: float = PARTNER_A) -> Contacts:
    """Find all contacts between polymer chains of one biological unit (`MtorComplex.unit_of_chain`)."""
    residue = complex_.atoms.residue
    found = [
        np.unique(np.sort(np.stack([residue[near.first], residue[near.second]], axis=1), axis=1), axis=0)
        for near in near_atoms(complex_, distance_A)
    ]
    gene = np.full(len(complex_.file_residues.name), "other", dtype=object)
    for chain in complex_.chains:
        gene[chain.rows] = chain.gene
    pairs = np.unique(np.concatenate(found), axis=0) if found else np.empty((0, 2))
    return Contacts(pairs.astype(np.int64), gene)


def protomers(complex_: MtorComplex) -> dict[str, int]:
    """Copy of mTOR to which each known chain belongs, by chain name; 0 where there is none.

    An mTOR chain is its own protomer. Any other chain belongs to the mTOR copy of its biological unit whose
    FRB and kinase domains (or modelled part, without them) are nearest, centre to centre: raptor touches both
    mTORs of a dimer, but serves one active site.
    """
    centres: dict[str, NDArray[np.float64]] = {}
    targets: dict[tuple[int, int], NDArray[np.float64]] = {}
    for chain in complex_.known_chains:
        position, xyz = ca_atoms(complex_, chain)
        if not len(xyz):
            continue
        centres[chain.name] = xyz.mean(axis=0)
        if chain.gene == "MTOR":
            catalytic = position >= CATALYTIC_FROM
            key = (complex_.unit_of_chain[chain.name], chain.copy)
            targets[key] = xyz[catalytic].mean(axis=0) if catalytic.any() else centres[chain.name]
    owner = {}
    for chain in complex_.known_chains:
        copies = {
            copy: float(np.linalg.norm(centres[chain.name] - centre))
            for (unit, copy), centre in targets.items()
            if chain.name in centres and unit == complex_.unit_of_chain[chain.name]
        }
        own = chain.copy if chain.gene == "MTOR" else min(copies, key=lambda c: copies[c], default=0)
        owner[chain.name] = own
    return owner
