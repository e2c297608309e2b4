"""Coordinates of each frame of a structure: models of a file, or the trajectory of a Universe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError
from mtorstruct.structure.content import Atoms, FileResidues
from mtorstruct.structure.mending import FARTHEST_A
from mtorstruct.structure.objects import refuse_torn

if TYPE_CHECKING:
    import MDAnalysis


def coordinates_of(
    atoms: Atoms, residues: FileResidues, group: MDAnalysis.AtomGroup | None, numbers: range, name: str
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Yield the number of each frame and its coordinates, shape (n_atoms, 3), one frame at a time.

    Parameters
    ----------
    atoms, residues : Atoms, FileResidues
        Shared by all frames; without a `group`, `atoms` has the coordinates of every frame.
    group : MDAnalysis.AtomGroup or None
        The same atoms in a trajectory, which is put back to its current frame at the end.
    numbers : range
        Frames to take, from 0.
    name : str
        Name of the structure in error messages.

    Raises
    ------
    DataError
        A frame cannot be read, lacks coordinates of atoms, or is broken across the periodic boundary.
    """
    for number, xyz in _all_of(atoms, residues, group, numbers, name):
        # Comparisons with NaN are false.
        if not (np.abs(xyz) < FARTHEST_A).all():
            raise DataError("has atoms without a place", where=_name(number, name), hint="leave it out")
        yield number, xyz


def _all_of(
    atoms: Atoms, residues: FileResidues, group: MDAnalysis.AtomGroup | None, numbers: range, name: str
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    if group is None:
        for number in numbers:
            yield number, atoms.xyz[number]
        return
    trajectory = group.universe.trajectory
    current = trajectory.frame
    at = np.flatnonzero(atoms.name == b"CA")
    of = atoms.residue[at]
    try:
        for number in numbers:
            xyz = _positions(group, number, name)
            refuse_torn(
                residues.chain[of], residues.auth_seq_id[of], xyz[at], group.dimensions, _name(number, name)
            )
            yield number, xyz
    finally:
        trajectory[current]


def _positions(group: MDAnalysis.AtomGroup, number: int, name: str) -> NDArray[np.float64]:
    """Coordinates of one frame of a trajectory."""
    try:
        group.universe.trajectory[number]
        return np.array(group.positions, dtype=np.float64)
    except MemoryError:
        raise
    except Exception as err:  # whatever one of its many readers raises
        reason = " ".join(str(err).split())
        raise DataError(
            f"cannot be read ({reason})", where=_name(number, name), hint="write the trajectory anew"
        ) from err


def _name(number: int, name: str) -> str:
    return f"frame {number} of {name}"
