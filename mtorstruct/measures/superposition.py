"""Superposition of two sets of points that correspond, by least squares."""

from __future__ import annotations

from dataclasses import dataclass

import gemmi
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Superposition:
    """Rotation, shape (3, 3), and shift, (3,) in Å, that lay one set of points on another; the RMSD in Å."""

    rotation: NDArray[np.float64]
    shift: NDArray[np.float64]
    rmsd_A: float

    def moved(self, xyz: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points in the frame of the other set; shape (n, 3), Å."""
        return xyz @ self.rotation.T + self.shift


def superposition(fixed: NDArray[np.float64], moving: NDArray[np.float64]) -> Superposition:
    """Return what lays `moving` on `fixed`, both of shape (n, 3) in Å, n being 3 or more (by gemmi).

    Examples
    --------
    >>> corner = np.array([[0.0, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 3]])
    >>> fit = superposition(corner, corner[:, [1, 2, 0]] + 5.0)
    >>> round(fit.rmsd_A, 6), fit.moved(corner[:1, [1, 2, 0]] + 5.0).round(6).tolist()
    (0.0, [[0.0, 0.0, 0.0]])
    """
    fit = gemmi.superpose_positions(
        [gemmi.Position(*point) for point in fixed], [gemmi.Position(*point) for point in moving]
    )
    return Superposition(
        np.array(fit.transform.mat.tolist()), np.array(fit.transform.vec.tolist()), float(fit.rmsd)
    )
