"""Shortest distances between residues and a set of points, with the atoms that attain them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.model import BACKBONE_ATOMS, CA_ONLY, FULL, MtorComplex
from mtorstruct.structure.neighbours import distances

_CHUNK = 20_000
"""Atoms measured at once; limits memory to this number times that of ligand atoms."""


@dataclass(frozen=True)
class Nearest:
    """Nearest point of each file residue, arrays of shape ``(n_file_residues,)``.

    Distance in Å (inf if there is none), index of the atom and of the point (-1 if none).
    """

    distance: NDArray[np.float64]
    atom: NDArray[np.int64]
    point: NDArray[np.int64]


def side_chain_atoms(complex_: MtorComplex) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    """Mask of the atoms that represent each residue's side chain, and the basis of the choice.

    The side chain is every heavy atom beyond N, CA, C and O. Glycine, and a residue whose side
    chain is not modelled, are represented by CA.

    Returns
    -------
    mask : numpy.ndarray, shape (n_atoms,), bool
    basis : numpy.ndarray, shape (n_file_residues,), uint8
        Index into ``mtorstruct.tables.SIDE_CHAIN_BASES``.
    """
    atoms = complex_.atoms
    n = len(complex_.file_residues.name)
    beyond = atoms.heavy & ~np.isin(atoms.name, (*BACKBONE_ATOMS, b"OXT"))
    has_side_chain = np.bincount(atoms.residue[beyond], minlength=n) > 0
    glycine = complex_.file_residues.parent == b"GLY"
    whole = complex_.modelled_codes == FULL
    basis = np.where(
        glycine, 2, np.where(~has_side_chain | (complex_.modelled_codes == CA_ONLY), 3, np.where(whole, 0, 1))
    )
    stand_in = (atoms.name == b"CA") & ~has_side_chain[atoms.residue]
    return beyond | stand_in, basis.astype(np.uint8)


@dataclass(frozen=True)
class NearestPoints:
    """Nearest of a set of points to each heavy atom, arrays of shape (n_heavy,).

    Attributes
    ----------
    atom, residue : numpy.ndarray of int
        Row of the atom in ``complex_.atoms``, and its file residue.
    distance_A, point : numpy.ndarray
        Distance to the nearest point in Å, and the row of that point.
    """

    atom: NDArray[np.int64]
    residue: NDArray[np.int64]
    distance_A: NDArray[np.float64]
    point: NDArray[np.int64]

    def of_residues(self, n_residues: int, atoms: NDArray[np.bool_]) -> Nearest:
        """Return the nearest point to each residue, from the heavy atoms in a mask of shape (n_atoms,)."""
        found = Nearest(
            np.full(n_residues, np.inf),
            np.full(n_residues, -1, dtype=np.int64),
            np.full(n_residues, -1, dtype=np.int64),
        )
        chosen = np.flatnonzero(atoms[self.atom])
        order = chosen[np.lexsort((self.atom[chosen], self.distance_A[chosen], self.residue[chosen]))]
        winner = order[np.flatnonzero(np.diff(self.residue[order], prepend=-1))]
        residue = self.residue[winner]
        found.distance[residue] = self.distance_A[winner]
        found.atom[residue], found.point[residue] = self.atom[winner], self.point[winner]
        return found


def nearest_points(complex_: MtorComplex, points: NDArray[np.float64]) -> NearestPoints:
    """Nearest of some points to each heavy atom.

    Parameters
    ----------
    points : numpy.ndarray, shape (m, 3)
        Coordinates in Å, in the frame of the complex; at least one.
    """
    index = np.flatnonzero(complex_.atoms.heavy)
    best = np.empty(len(index))
    which = np.empty(len(index), dtype=np.int64)
    for start in range(0, len(index), _CHUNK):
        part = slice(start, start + _CHUNK)
        gap = distances(complex_.atoms.xyz[0, index[part]], points)
        which[part] = gap.argmin(axis=1)
        best[part] = gap.min(axis=1)
    return NearestPoints(index, complex_.atoms.residue[index].astype(np.int64), best, which)
