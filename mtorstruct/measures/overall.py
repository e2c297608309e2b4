"""Measures of a complex as a whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.arguments import complex_of
from mtorstruct.structure.content import POLYMER
from mtorstruct.structure.model import MtorComplex


def dimensions(complex_: MtorComplex | str | Path) -> NDArray[np.float64]:
    """Extents of all protein heavy atoms along their principal axes.

    Returns
    -------
    numpy.ndarray, shape (3,), A
        Largest first: the range of the coordinates along each eigenvector of their covariance.
    """
    complex_ = complex_of(complex_)
    atoms = complex_.atoms
    polymer = atoms.heavy & (complex_.file_residues.kind == POLYMER)[atoms.residue]
    xyz = atoms.xyz[0, polymer]
    centred = xyz - xyz.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(centred.T))
    extents = np.ptp(centred @ axes, axis=0)
    return np.sort(extents)[::-1]
