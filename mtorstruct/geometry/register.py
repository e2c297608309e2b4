"""Whether a chain is built in register with its sequence.

A model can carry the right residue names and numbers while its coordinates are shifted along
the chain by a few residues, as happens in maps of 4 A and worse; the wild type then proves
nothing about the place. Where another model of the same protein is at hand, each stretch of CA
atoms is superposed on it, once in its own register and once shifted by up to twelve residues
either way. A stretch that fits clearly better shifted is in doubt.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WINDOW = 41
"""Residues superposed at once: long enough to span two or three helices of a solenoid."""

MAX_SHIFT = 12
MIN_PRESENT = 0.8
"""Share of a window that both models must have."""

MIN_GAIN_A = 1.0
"""By how much the RMSD must fall for another register to be taken seriously."""

MAX_OWN_RMSD_A = 4.0
"""RMSD above which a stretch is too unlike the other model to be compared with it."""

UNTESTED = -(2**31)


def register_shifts(
    uniprot_pos: NDArray[np.int64],
    xyz: NDArray[np.float64],
    other_uniprot_pos: NDArray[np.int64],
    other_xyz: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Shift that would fit another model best, around each residue.

    Parameters
    ----------
    uniprot_pos, other_uniprot_pos : numpy.ndarray, shape (n,) and (m,)
        UniProt positions of the CA atoms, rising.
    xyz, other_xyz : numpy.ndarray, shape (n, 3) and (m, 3)
        Their coordinates in A.

    Returns
    -------
    numpy.ndarray, shape (n,)
        0 where the residue's own register fits best or no other fits clearly better; *k* where
        the coordinates at position *p* fit those of the other model at *p + k*; `UNTESTED`
        where too little is modelled to tell, or where nothing fits.
    """
    own = rmsd_around(uniprot_pos, xyz, other_uniprot_pos, other_xyz, 0)
    best = own.copy()
    shift = np.zeros(len(uniprot_pos), dtype=np.int64)
    for k in [k for k in range(-MAX_SHIFT, MAX_SHIFT + 1) if k]:
        shifted = rmsd_around(uniprot_pos, xyz, other_uniprot_pos, other_xyz, k)
        better = shifted < np.minimum(best, own - MIN_GAIN_A)
        best[better], shift[better] = shifted[better], k
    shift[np.isnan(own) | ((shift == 0) & (own > MAX_OWN_RMSD_A))] = UNTESTED
    return shift


def rmsd_around(
    uniprot_pos: NDArray[np.int64],
    xyz: NDArray[np.float64],
    other_uniprot_pos: NDArray[np.int64],
    other_xyz: NDArray[np.float64],
    shift: int,
) -> NDArray[np.float64]:
    """RMSD (A) of the window around each residue after superposition (Kabsch 1976), NaN if too small."""
    length = int(max(uniprot_pos.max(initial=0), other_uniprot_pos.max(initial=0))) + WINDOW + MAX_SHIFT
    first, second = (np.full((length + WINDOW, 3), np.nan) for _ in range(2))
    first[uniprot_pos + WINDOW // 2] = xyz
    inside = (other_uniprot_pos - shift >= 1) & (other_uniprot_pos - shift <= length)
    second[other_uniprot_pos[inside] - shift + WINDOW // 2] = other_xyz[inside]
    rows = uniprot_pos[:, None] + np.arange(WINDOW)[None, :]
    a, b = first[rows], second[rows]
    both = ~(np.isnan(a) | np.isnan(b)).any(axis=2)
    n = both.sum(axis=1)
    present = (~np.isnan(a)).any(axis=2).sum(axis=1)
    usable = (n >= MIN_PRESENT * WINDOW) & (n >= MIN_PRESENT * present)
    rmsd = np.full(len(uniprot_pos), np.nan)
    rmsd[usable] = _superposed(a[usable], b[usable], both[usable])
    return rmsd


def _superposed(
    a: NDArray[np.float64], b: NDArray[np.float64], both: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Least-squares RMSD of many pairs of point sets at once, shape (w, k, 3) with a mask (w, k)."""
    weight = both[:, :, None].astype(float)
    n = weight.sum(axis=1)
    a, b = (np.where(both[:, :, None], x, 0.0) for x in (a, b))
    a, b = ((x - x.sum(axis=1, keepdims=True) / n[:, None]) * weight for x in (a, b))
    covariance = np.einsum("wki,wkj->wij", a, b)
    u, s, vt = np.linalg.svd(covariance)
    s[:, 2] *= np.sign(np.linalg.det(u) * np.linalg.det(vt))
    squared = (a**2).sum(axis=(1, 2)) + (b**2).sum(axis=(1, 2)) - 2.0 * s.sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(squared, 0.0) / n[:, 0]))
