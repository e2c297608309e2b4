"""Which chains touch: partners of each residue, and the protomer that each chain belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.complex import MtorComplex
from mtorstruct.structure.content import POLYMER

PARTNER_A = 5.0
"""Distance of heavy atoms up to which two residues touch."""


@dataclass(frozen=True)
class Contacts:
    """Residue pairs of different chains with heavy atoms within 5 A, shape ``(n_pairs, 2)``.

    Indices are file residues; a pair stands once, smaller index first.
    """

    pairs: NDArray[np.int64]


def find_contacts(complex_: MtorComplex, distance_A: float = PARTNER_A) -> Contacts:
    """Find all contacts between polymer chains of one biological unit (`MtorComplex.unit_of_chain`)."""
    from scipy.spatial import cKDTree

    atoms, residues = complex_.atoms, complex_.file_residues
    index = np.flatnonzero(atoms.heavy & (residues.kind == POLYMER)[atoms.residue])
    chain = residues.chain[atoms.residue[index]]
    xyz = atoms.xyz[0, index]
    trees = [(number, np.flatnonzero(chain == number)) for number in np.unique(chain)]
    built = {number: cKDTree(xyz[mine]) for number, mine in trees}
    unit = complex_.unit_of_chain
    found = []
    for k, (one, mine) in enumerate(trees):
        for other, theirs in trees[k + 1 :]:
            if unit[complex_.file_chains[one]] != unit[complex_.file_chains[other]]:
                continue
            near = built[one].sparse_distance_matrix(built[other], distance_A, output_type="ndarray")
            if len(near):
                pair = np.stack(
                    [atoms.residue[index[mine[near["i"]]]], atoms.residue[index[theirs[near["j"]]]]], axis=1
                )
                found.append(np.unique(np.sort(pair, axis=1), axis=0))
    if not found:
        return Contacts(np.empty((0, 2), dtype=np.int64))
    return Contacts(np.unique(np.concatenate(found), axis=0).astype(np.int64))


def partners(complex_: MtorComplex, contacts: Contacts) -> NDArray[Any]:
    """Names of the proteins that each file residue touches, joined by semicolons.

    Another copy of the residue's own protein reads ``MTOR (other copy)``, a chain that is none
    of the nine proteins ``other``.

    Returns
    -------
    numpy.ndarray, shape (n_file_residues,), of str
    """
    gene = np.full(len(complex_.file_residues.name), "other", dtype=object)
    for chain in complex_.chains:
        gene[chain.rows] = chain.gene
    names: dict[int, set[str]] = {}
    for a, b in contacts.pairs.tolist():
        for mine, theirs in ((a, b), (b, a)):
            same = gene[mine] == gene[theirs] != "other"
            names.setdefault(mine, set()).add(f"{gene[theirs]} (other copy)" if same else str(gene[theirs]))
    text = np.full(len(gene), "", dtype=object)
    for residue, found in names.items():
        text[residue] = ";".join(sorted(found))
    return text


def protomers(complex_: MtorComplex, contacts: Contacts) -> dict[str, int]:
    """The mTOR copy that each known chain belongs to, by chain name; 0 where it touches none.

    An mTOR chain is its own protomer. Any other chain belongs to the mTOR copy of its own copy
    number if the two touch, as raptor touches both mTORs of a dimer; else to the one with which
    it has most residue contacts (the first of equals). One that touches no mTOR belongs where
    the chains that it touches belong.
    """
    chains = complex_.known_chains
    number_of_residue = np.full(len(complex_.file_residues.name), -1, dtype=np.int64)
    for number, chain in enumerate(chains):
        number_of_residue[chain.rows] = number
    pairs = number_of_residue[contacts.pairs]
    pairs = pairs[(pairs >= 0).all(axis=1)]
    touches = np.zeros((len(chains), len(chains)), dtype=np.int64)
    np.add.at(touches, (pairs[:, 0], pairs[:, 1]), 1)
    touches += touches.T
    owner = np.array([chain.copy if chain.gene == "MTOR" else 0 for chain in chains], dtype=np.int64)
    while True:
        votes = np.zeros((len(chains), int(owner.max(initial=0)) + 1), dtype=np.int64)
        np.add.at(votes.T, owner, touches)
        votes[:, 0] = 0
        settled = np.flatnonzero((owner == 0) & votes.any(axis=1))
        if not len(settled):
            break
        own = np.minimum([chains[k].copy for k in settled], votes.shape[1] - 1)
        by_number = votes[settled, own] > 0
        owner[settled] = np.where(by_number, own, votes[settled].argmax(axis=1))
    return {chain.name: int(copy) for chain, copy in zip(chains, owner, strict=True)}
