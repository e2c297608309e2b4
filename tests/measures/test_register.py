"""Is a chain built in register? Laws, on the predicted model of mTOR, and what is known of 5H64."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mtorstruct.measures.register import (
    MAX_FIT_A,
    UNLIKE,
    UNTESTED,
    WINDOW,
    is_same_model,
    register_shifts,
    rmsd_around,
)
from mtorstruct.measures.sites import ca_atoms
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex

Trace = tuple[NDArray[np.int64], NDArray[np.float64]]


def trace_of(complex_: MtorComplex, gene: str = "MTOR", copy: int = 1) -> Trace:
    chain = next(c for c in complex_.known_chains if (c.gene, c.copy) == (gene, copy))
    position, xyz = ca_atoms(complex_, chain)
    order = np.argsort(position)
    return position[order].astype(np.int64), xyz[order]


@pytest.fixture
def model(structure: Callable[[str], MtorComplex]) -> Trace:
    position, xyz = trace_of(structure("AF-P42345-F1.pdb.gz"))
    return position[600:1000], xyz[600:1000]


@pytest.fixture(scope="module")
def akt(shared_more: Path) -> Trace:
    """Another mTORC2, 2.60 Å."""
    return trace_of(load(shared_more / "mtorc2_akt_v1213.pdb.gz"))


@pytest.mark.parametrize("shift", [-43, -31, -12, -4, -1, 1, 3, 12, 28, 45])
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


def test_residues_asked_for_are_told_as_among_all(model: Trace) -> None:
    position, xyz = model
    moved = xyz.copy()
    moved[150:250] = xyz[153:253]
    every = register_shifts(position, moved, position, xyz)
    some = np.arange(120, 300, 7)
    told = register_shifts(position, moved, position, xyz, around=some)
    # The shift that neighbours have in common may differ where fewer of them are asked about.
    assert ((told == UNLIKE) == (every[some] == UNLIKE)).all()
    assert ((told == 0) == (every[some] == 0)).all()
    assert len(register_shifts(position, moved, position, xyz, around=some[:0])) == 0


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


def test_rmsd_is_that_of_the_best_part_by_another_program(model: Trace, akt: Trace) -> None:
    """gemmi superposes the part that agrees best; all of the window cannot fit better than that."""
    import gemmi

    def superposed(pairs: list[tuple[gemmi.Position, gemmi.Position]]) -> gemmi.SupResult:
        return gemmi.superpose_positions([a for a, _ in pairs], [b for _, b in pairs])

    position, xyz = model
    own = rmsd_around(position, xyz, *akt, 0)
    places = dict(zip(akt[0].tolist(), akt[1], strict=True))
    for k in (100, 180, 230, 260):
        near = [n for n in range(k - 20, k + 21) if position[n] in places]
        pairs = [(gemmi.Position(*xyz[n]), gemmi.Position(*places[int(position[n])])) for n in near]
        fit = superposed(pairs)
        assert own[k] <= fit.rmsd
        for _ in range(2):
            away = [(a - gemmi.Position(fit.transform.apply(b))).length() for a, b in pairs]
            kept = np.argsort(away, kind="stable")[: int(np.ceil(0.8 * len(near)))]
            fit = superposed([pairs[n] for n in kept])
        assert own[k] == pytest.approx(_kept_again(pairs, fit, len(kept)), abs=1e-6)


def _kept_again(pairs: list[tuple[Any, Any]], fit: Any, n: int) -> float:
    """RMSD of the n pairs that are nearest after a superposition."""
    import gemmi

    away = sorted((a - gemmi.Position(fit.transform.apply(b))).length() for a, b in pairs)[:n]
    return float(np.sqrt(np.mean(np.square(away))))


def test_what_fits_nowhere_is_unlike(model: Trace, structure: Callable[[str], MtorComplex]) -> None:
    """The coordinates of a propeller of strands, in the place of helices."""
    position, xyz = model
    strands = trace_of(structure("4jsv.pdb.gz"), "MLST8")[1][:200]
    other = xyz.copy()
    other[100:300] = strands
    found = register_shifts(position, other, position, xyz)[120:280]
    assert set(found.tolist()) == {UNLIKE}


def test_what_runs_backwards_is_never_supported(model: Trace) -> None:
    """Helices that run backwards are helices, and fit others in some register."""
    position, xyz = model
    backwards = xyz.copy()
    backwards[100:250] = xyz[100:250][::-1]
    found = register_shifts(position, backwards, position, xyz)[120:230]
    assert (found == UNLIKE).mean() > 0.5
    assert not (found == 0).any()


@pytest.mark.parametrize("length", [1, 4, 6])
@pytest.mark.parametrize("distance_A", [5.0, 15.0])
def test_a_loop_in_another_conformation_does_not_decide(model: Trace, length: int, distance_A: float) -> None:
    position, xyz = model
    random = np.random.default_rng(length)
    bent = xyz.copy()
    for start in range(40, 360, 50):
        away = random.normal(size=3)
        bent[start : start + length] += distance_A * away / np.linalg.norm(away)
    found = register_shifts(position, bent, position, xyz)
    assert set(found.tolist()) <= {0, UNTESTED}
    assert ((found == UNTESTED) == (register_shifts(position, xyz, position, xyz) == UNTESTED)).all()


def test_one_stretched_distance_does_not_decide(model: Trace) -> None:
    position, xyz = model
    stretched = xyz.copy()
    stretched[200:] += 3.0 * (xyz[200] - xyz[199]) / np.linalg.norm(xyz[200] - xyz[199])
    found = register_shifts(position, stretched, position, xyz)
    assert set(found.tolist()) <= {0, UNTESTED}
    assert (found == 0).sum() == (register_shifts(position, xyz, position, xyz) == 0).sum()


def test_a_short_chain_cannot_be_tested(model: Trace) -> None:
    position, xyz = model[0][:20], model[1][:20]
    assert set(register_shifts(position, xyz, *model).tolist()) == {UNTESTED}
    assert set(register_shifts(*model, position, xyz).tolist()) == {UNTESTED}


# 5H64, of which the registers were worked out apart: whole stretches superposed by another program
# (docs/register.py) on the predicted model and on two models of mTORC2.

SHIFTED = [
    (735, 770, {-31}), (825, 850, {-27, -28}), (872, 890, {-23}), (1003, 1024, {-3, -4, -5}),
    (1040, 1060, {-3, -4, -5}), (1155, 1205, {0}), (1400, 1800, {0}), (1885, 2420, {0}),
]  # fmt: skip


@pytest.fixture(scope="module", params=["predicted", "mTORC2", "mTORC2 with AKT1"])
def shifts_of_5h64(
    request: pytest.FixtureRequest, structure: Callable[[str], MtorComplex], akt: Trace
) -> dict[int, int]:
    files = {"predicted": "AF-P42345-F1.pdb.gz", "mTORC2": "mtorc2_protomer.pdb.gz"}
    reference = akt if request.param not in files else trace_of(structure(files[request.param]))
    trace = trace_of(structure("5h64.pdb.gz"))
    return dict(zip(trace[0].tolist(), register_shifts(*trace, *reference).tolist(), strict=True))


@pytest.mark.parametrize(("first", "last", "expected"), SHIFTED)
def test_stretches_of_5h64_fit_where_they_belong(
    shifts_of_5h64: dict[int, int], first: int, last: int, expected: set[int]
) -> None:
    found = [shift for p, shift in shifts_of_5h64.items() if first <= p <= last and shift != UNTESTED]
    assert len(found) > 10
    assert sum(shift in expected for shift in found) > 0.7 * len(found)


def test_the_beginning_of_n_heat_of_5h64_fits_nothing(shifts_of_5h64: dict[int, int]) -> None:
    found = [shift for p, shift in shifts_of_5h64.items() if p <= 720 and shift != UNTESTED]
    assert len(found) > 100
    assert sum(shift == UNLIKE for shift in found) > 0.8 * len(found)


def test_nothing_of_n_heat_of_5h64_is_in_its_own_register(shifts_of_5h64: dict[int, int]) -> None:
    assert not [p for p, shift in shifts_of_5h64.items() if 210 <= p <= 903 and shift == 0]


# The same model, once more ---------------------------------------------------------------------


def test_copies_and_refinements_are_the_same_model(
    structure: Callable[[str], MtorComplex], shared_more: Path, akt: Trace
) -> None:
    mtorc2, jsv = (trace_of(structure(name)) for name in ("mtorc2_protomer.pdb.gz", "4jsv.pdb.gz"))
    integrative = trace_of(load(shared_more / "mtorc2_imp_cluster_center_model.pdb.gz"))
    isomorphous = trace_of(load(shared_more / "4jsx_from_mol2.pdb.gz"))
    assert is_same_model(*mtorc2, *integrative)
    assert is_same_model(*jsv, *trace_of(structure("4jsv.pdb.gz"), copy=2))
    assert is_same_model(*jsv, *isomorphous)
    noisy = jsv[0], jsv[1] + np.random.default_rng(1).normal(scale=0.05, size=jsv[1].shape)
    assert is_same_model(*jsv, *noisy)
    predicted = trace_of(structure("AF-P42345-F1.pdb.gz"))
    for one, other in ((mtorc2, akt), (mtorc2, jsv), (jsv, predicted), (mtorc2, predicted)):
        assert not is_same_model(*one, *other)
        assert np.nanmedian(rmsd_around(*one, *other, 0)) < MAX_FIT_A
    frb = trace_of(structure("1fap.cif.gz"))
    assert not is_same_model(*frb, *trace_of(structure("4dri.pdb.gz")))
    assert not is_same_model(frb[0][:5], frb[1][:5], *frb)
