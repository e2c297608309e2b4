"""The frames of a structure: the models of a file, or the trajectory of the Universe that was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError
from mtorstruct.structure.mending import FARTHEST_A
from mtorstruct.structure.objects import refuse_torn

if TYPE_CHECKING:
    from mtorstruct.structure.complex import MtorComplex


def frames_of(complex_: MtorComplex, numbers: range) -> Iterator[MtorComplex]:
    """Yield some frames of a complex as complexes with the same numbering; see `MtorComplex.frames`."""
    header = replace(complex_.header, provenance=complex_.provenance)
    for number, xyz in _coordinates(complex_, numbers):
        # Comparisons with NaN are false.
        if not (np.abs(xyz) < FARTHEST_A).all():
            raise DataError("has atoms without a place", where=_name(complex_, number), hint="leave it out")
        atoms = replace(complex_.atoms, xyz=xyz[None])
        yield replace(complex_, header=header, atoms=atoms, group=None, frame=number)


def _coordinates(complex_: MtorComplex, numbers: range) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Number of each frame and its coordinates, shape (n_atoms, 3), one frame at a time."""
    if complex_.group is None:
        for number in numbers:
            yield number, complex_.atoms.xyz[number]
        return
    trajectory = complex_.group.universe.trajectory
    current = trajectory.frame
    try:
        for number in numbers:
            yield number, _positions(complex_, complex_.group, number)
    finally:
        trajectory[current]


def _positions(complex_: MtorComplex, group: Any, number: int) -> NDArray[np.float64]:
    """Coordinates of one frame of a trajectory."""
    name = _name(complex_, number)
    try:
        group.universe.trajectory[number]
        xyz = np.array(group.positions, dtype=np.float64)
    except MemoryError:
        raise
    except Exception as err:  # whatever one of its many readers raises
        reason = " ".join(str(err).split())
        raise DataError(f"cannot be read ({reason})", where=name, hint="write the trajectory anew") from err
    atoms, residues = complex_.atoms, complex_.file_residues
    at = np.flatnonzero(atoms.name == b"CA")
    of = atoms.residue[at]
    refuse_torn(residues.chain[of], residues.auth_seq_id[of], xyz[at], group.dimensions, name)
    return xyz


def _name(complex_: MtorComplex, number: int) -> str:
    return f"frame {number} of {complex_.path}"
