"""Secondary structure: DSSP (Kabsch and Sander 1983) in three states, from a list of hydrogen bonds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.content import PEPTIDE_BOND_A, atom_positions
from mtorstruct.structure.model import BACKBONE_ATOMS, MtorComplex
from mtorstruct.structure.neighbours import Points

HELIX, STRAND, COIL = "helix", "strand", "coil"

BOND_KCAL = -0.5
"""Energy (kcal/mol) below which C=O and N-H are bonded."""

COUPLING = 0.42 * 0.20 * 332.0
"""Product of the two partial charges (e) and of the factor to kcal A/mol."""

REACH_A = 5.2
"""Distance of N and O beyond which not even a straight bond has that energy."""

NH_A = 1.01
"""Length of the N-H bond, in the plane of the peptide at equal angles to its neighbours."""

_GAP = 5
"""Numbers left out between pieces of a chain, so that no turn and no ladder spans a gap."""


def secondary_structure(complex_: MtorComplex) -> NDArray[np.object_]:
    """Secondary structure of each file residue; empty where the backbone is not complete.

    Returns
    -------
    numpy.ndarray, shape (n_file_residues,)
        ``helix`` (3-10, alpha and pi), ``strand`` (isolated bridges included) or ``coil``.

    Notes
    -----
    Hydrogen bonds, turns, helices and bridges are those of Kabsch and Sander (1983,
    doi:10.1002/bip.360221211), within one chain. Alpha helices take precedence over the others, and helices
    over strands.
    """
    state = np.full(len(complex_.file_residues.name), "", dtype=object)
    for chain in complex_.chains:
        rows = np.arange(chain.rows.start, chain.rows.stop)
        per_atom = [atom_positions(complex_.atoms, chain.rows, name) for name in BACKBONE_ATOMS]
        backbone = np.stack(per_atom, axis=1)
        whole = ~np.isnan(backbone).any(axis=(1, 2))
        if whole.sum() > _GAP:
            state[rows[whole]] = assign(backbone[whole], complex_.file_residues.parent[rows[whole]] == b"PRO")
    return state


def assign(backbone: NDArray[np.float64], proline: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Secondary structure of the residues of one chain.

    Parameters
    ----------
    backbone : numpy.ndarray, shape (n, 4, 3), A
        N, CA, C and O of each residue, in the order of the chain.
    proline : numpy.ndarray, shape (n,), of bool
        Residues without N-H.
    """
    starts = np.ones(len(backbone), dtype=bool)
    starts[1:] = np.linalg.norm(backbone[1:, 0] - backbone[:-1, 2], axis=1) > PEPTIDE_BOND_A
    number = np.arange(len(backbone)) + _GAP * np.cumsum(starts)
    size = int(number[-1]) + 1 + _GAP
    # The N-H of a piece's first residue has no direction.
    acceptor, donor = (number[side] for side in hydrogen_bonds(backbone, np.flatnonzero(~proline & ~starts)))
    helix, strand = _helices(acceptor, donor, size)[number], _bridged(acceptor, donor, size)[number]
    return np.where(helix, HELIX, np.where(strand, STRAND, COIL)).astype(object)


def hydrogen_bonds(
    backbone: NDArray[np.float64], donors: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the residues of each hydrogen bond, that of C=O and that of N-H, shape (n_bonds,) each.

    Parameters
    ----------
    backbone : numpy.ndarray, shape (n, 4, 3), A
        N, CA, C and O of each residue.
    donors : numpy.ndarray, shape (m,)
        Residues with an N-H and a residue before them; they bond to no C=O of the two before them or of their
        own.
    """
    n, ca, c, o = (np.ascontiguousarray(backbone[:, k]) for k in range(4))
    along = _unit(_unit(n[donors] - c[donors - 1]) + _unit(n[donors] - ca[donors]))
    h = n[donors] + NH_A * along
    near = Points(n[donors]).near(Points(o), REACH_A)
    at, acceptor = near.point, near.other
    donor = donors[at]
    apart = (donor - acceptor >= 3) | (donor < acceptor)
    at, acceptor, donor = at[apart], acceptor[apart], donor[apart]

    def inverse(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(1.0 / np.linalg.norm(one - other, axis=1))

    energy = COUPLING * (
        inverse(n[donor], o[acceptor])
        + inverse(h[at], c[acceptor])
        - inverse(h[at], o[acceptor])
        - inverse(n[donor], c[acceptor])
    )
    bonded = energy < BOND_KCAL
    return acceptor[bonded].astype(np.intp), donor[bonded]


def _helices(acceptor: NDArray[np.intp], donor: NDArray[np.intp], size: int) -> NDArray[np.bool_]:
    """Return the residues of helices: two turns in a row, n residues each from the second one on."""

    def starts(n: int) -> NDArray[np.bool_]:
        turn = np.zeros(size, dtype=bool)
        turn[acceptor[donor - acceptor == n]] = True
        turn[1:] &= turn[:-1]
        turn[0] = False
        return turn

    def run(first: NDArray[np.bool_], n: int) -> NDArray[np.bool_]:
        found = first.copy()
        for k in range(1, n):
            found[k:] |= first[:-k]
        return found

    alpha = run(starts(4), 4)
    free = ~alpha
    free[:-1] &= ~alpha[1:]
    return alpha | run(starts(3) & free, 3) | run(starts(5) & free, 5)


def _bridged(acceptor: NDArray[np.intp], donor: NDArray[np.intp], size: int) -> NDArray[np.bool_]:
    """Return the residues of bridges, parallel and antiparallel, isolated ones and those of ladders."""
    bonds = acceptor * size + donor

    def exists(of: NDArray[np.intp], to: NDArray[np.intp]) -> NDArray[np.bool_]:
        return np.isin(of * size + to, bonds)

    found = np.zeros(size, dtype=bool)
    for other_acceptor, other_donor, one, other in (
        (donor, acceptor + 2, acceptor + 1, donor),
        (donor, acceptor, acceptor, donor),
        (donor - 2, acceptor + 2, acceptor + 1, donor - 1),
    ):
        bridge = exists(other_acceptor, other_donor)
        found[one[bridge]] = found[other[bridge]] = True
    return found


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1)[:, None])
