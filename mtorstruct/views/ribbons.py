"""Backbones as they are drawn: unbroken pieces of each chain, and secondary structure from CA atoms."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.measures.secondary import COIL, HELIX, STRAND

JOINED_A = 4.5
"""Largest distance (Å) of the CA atoms of two bonded residues; about 3.8 Å in a good model."""

SHORTEST = {HELIX: 3, STRAND: 2}
"""Residues below which an element is drawn as coil: an isolated bridge is no strand."""

_GAP = 10
"""Numbers left out between pieces, by which P-SEA tells them apart."""


def ca_rows(atom_name: NDArray[Any], element: NDArray[Any], hetero: NDArray[Any]) -> NDArray[np.intp]:
    """Return the CA atoms of polymers; calcium has that name, too."""
    return np.flatnonzero((atom_name == "CA") & (element == "C") & ~hetero)


def pieces(
    chain: NDArray[np.object_], number: NDArray[np.integer], xyz: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return the unbroken piece that each residue belongs to, shape (n,), from 0.

    A chain is broken where CA atoms are too far apart for a bond, and where numbers leap: what lies between
    is not modelled, however near the ends are.

    Parameters
    ----------
    chain, number : numpy.ndarray, shape (n,)
        Chain and author number of each residue, in the order of the file.
    xyz : numpy.ndarray, shape (n, 3), Å
        Coordinates of the CA atoms.
    """
    if not len(chain):
        return np.empty(0, dtype=np.intp)
    apart = np.linalg.norm(np.diff(xyz, axis=0), axis=1)
    step = np.diff(number)
    broken = (chain[1:] != chain[:-1]) | (apart > JOINED_A) | ((step != 0) & (step != 1))
    return np.concatenate([[0], np.cumsum(broken)]).astype(np.intp)


def states(
    known: NDArray[np.object_], piece: NDArray[np.intp], xyz: NDArray[np.float64]
) -> NDArray[np.object_]:
    """Return the secondary structure that is drawn: ``helix``, ``strand`` or ``coil``, shape (n,).

    Parameters
    ----------
    known : numpy.ndarray, shape (n,)
        Secondary structure by DSSP; empty where the backbone is not complete. There it is assigned from the
        CA atoms by P-SEA (Labesse et al. 1997, doi:10.1093/bioinformatics/13.3.291).
    piece : numpy.ndarray, shape (n,)
        What `pieces` gave.
    xyz : numpy.ndarray, shape (n, 3), Å
        Coordinates of the CA atoms.
    """
    found = known.copy()
    unknown = found == ""
    if unknown.any():
        found[unknown] = from_ca(piece, xyz)[unknown]
    for start, end in _runs(found, piece):
        if end - start < SHORTEST.get(found[start], 0):
            found[start:end] = COIL
    return found


def from_ca(piece: NDArray[np.intp], xyz: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the secondary structure of residues by P-SEA, from their CA atoms alone."""
    from biotite.structure import AtomArray, annotate_sse

    n = len(piece)
    residues = AtomArray(n)
    residues.coord = xyz.astype(np.float32)
    residues.res_id = np.arange(n) + _GAP * piece
    residues.res_name[:] = "ALA"
    residues.atom_name[:] = "CA"
    residues.element[:] = "C"
    told = {"a": HELIX, "b": STRAND}
    return np.array([told.get(state, COIL) for state in annotate_sse(residues).tolist()], dtype=object)


def elements(state: NDArray[np.object_], piece: NDArray[np.intp]) -> list[tuple[str, int, int]]:
    """Return helices and strands: the state, and the rows of the first and the last residue."""
    return [
        (str(state[start]), start, end - 1)
        for start, end in _runs(state, piece)
        if state[start] in (HELIX, STRAND)
    ]


def _runs(state: NDArray[np.object_], piece: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Return the rows of equal state in a piece: the first, and the one behind the last."""
    if not len(state):
        return []
    edges = np.flatnonzero((state[1:] != state[:-1]) | (piece[1:] != piece[:-1])) + 1
    bounds = [0, *edges.tolist(), len(state)]
    return list(pairwise(bounds))
