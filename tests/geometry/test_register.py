"""Is a chain built in register? Laws, on the predicted model of mTOR."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from mtorstruct.geometry.register import MAX_SHIFT, UNTESTED, WINDOW, register_shifts, rmsd_around
from mtorstruct.geometry.sites import ca_atoms
from mtorstruct.structure.complex import MtorComplex

Trace = tuple[NDArray[np.int64], NDArray[np.float64]]


@pytest.fixture
def model(structure: Callable[[str], MtorComplex]) -> Trace:
    complex_ = structure("AF-P42345-F1.pdb.gz")
    position, xyz = ca_atoms(complex_, complex_.known_chains[0])
    return position.astype(np.int64)[600:1000], xyz[600:1000]


@pytest.mark.parametrize("shift", [-12, -4, -1, 1, 3, 12])
def test_a_shifted_stretch_is_found(model: Trace, shift: int) -> None:
    position, xyz = model
    moved = xyz.copy()
    moved[150:250] = xyz[150 + shift : 250 + shift]
    found = register_shifts(position, moved, position, xyz)
    inside = slice(150 + WINDOW // 2, 250 - WINDOW // 2)
    if abs(shift) > 1:
        # One residue along a helix is an RMSD of less than the gain that is asked for.
        assert (found[inside] == shift).mean() > 0.9
    outside = np.r_[found[: 150 - WINDOW], found[250 + WINDOW :]]
    assert set(outside.tolist()) <= {0, UNTESTED}


def test_the_model_is_in_register_with_itself_however_it_is_turned(model: Trace) -> None:
    position, xyz = model
    turn, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))
    turn *= np.sign(np.linalg.det(turn))
    turned = xyz @ turn.T + [10.0, -20.0, 30.0]
    assert set(register_shifts(position, turned, position, xyz).tolist()) <= {0, UNTESTED}
    own = rmsd_around(position, turned, position, xyz, 0)
    assert np.nanmax(own) == pytest.approx(0.0, abs=1e-6)


def test_a_mirror_image_does_not_superpose(model: Trace) -> None:
    position, xyz = model
    mirrored = xyz * [1.0, 1.0, -1.0]
    assert np.nanmin(rmsd_around(position, mirrored, position, xyz, 0)) > 1.0


def test_what_fits_nowhere_is_not_called_supported(model: Trace) -> None:
    position, xyz = model
    backwards = xyz.copy()
    backwards[100:250] = xyz[100:250][::-1]
    found = register_shifts(position, backwards, position, xyz)
    assert (found[140:210] == 0).mean() < 0.15


def test_a_short_chain_cannot_be_tested(model: Trace) -> None:
    position, xyz = model[0][:20], model[1][:20]
    assert set(register_shifts(position, xyz, *model).tolist()) == {UNTESTED}
    assert MAX_SHIFT < WINDOW
