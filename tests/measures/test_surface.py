"""Accessible areas of atoms: those of biotite, those of spheres, and what has to be loaded for them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from biotite.structure import AtomArray, sasa
from numpy.typing import NDArray

from mtorstruct.measures.surface import accessible_areas
from mtorstruct.structure.content import POLYMER
from mtorstruct.structure.model import MtorComplex

Structure = Callable[[str], MtorComplex]
PROBE_A = 1.4


def _of_biotite(
    xyz: NDArray[np.float32], radii: NDArray[np.float64], wanted: NDArray[np.bool_], n_points: int
) -> NDArray[np.float32]:
    atoms = AtomArray(len(xyz))
    atoms.coord = xyz
    atoms.element[:] = "C"
    atoms.res_name[:] = "ALA"
    found = sasa(atoms, probe_radius=PROBE_A, atom_filter=wanted, point_number=n_points, vdw_radii=radii)
    return np.nan_to_num(found)


def _ours(
    xyz: NDArray[np.float32], radii: NDArray[np.float64], wanted: NDArray[np.bool_], n_points: int
) -> NDArray[np.float64]:
    return accessible_areas(xyz, radii.astype(np.float32) + np.float32(PROBE_A), wanted, n_points)


@pytest.mark.parametrize("n_points", [500, 60, 1])
@pytest.mark.parametrize("name", ["1fap.cif.gz", "4jsv.pdb.gz", "AF-P42345-F1.pdb.gz"])
def test_areas_are_those_of_biotite(structure: Structure, name: str, n_points: int) -> None:
    complex_ = structure(name)
    atoms = complex_.atoms
    counted = atoms.heavy & (complex_.file_residues.kind == POLYMER)[atoms.residue]
    xyz = atoms.xyz[0, counted].astype(np.float32)
    of_element = np.where(
        atoms.element[counted] == b"C", 1.88, np.where(atoms.element[counted] == b"O", 1.42, 1.64)
    )
    wanted = np.arange(len(xyz)) % 3 > 0
    theirs = _of_biotite(xyz, of_element, wanted, n_points)
    assert np.array_equal(_ours(xyz, of_element, wanted, n_points), theirs)
    assert theirs.any()


def _by_brute_force(xyz: NDArray[np.float32], radii: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Points of each sphere that lie in no other one; atoms in the same place do not cover each other."""
    turn = (3 - np.sqrt(5)) * np.pi * np.arange(n)
    z = np.linspace(1 - 1 / n, 1 / n - 1, n)
    points = np.stack([np.sqrt(1 - z * z) * np.cos(turn), np.sqrt(1 - z * z) * np.sin(turn), z], axis=1)
    reach, free = radii + PROBE_A, np.zeros(len(xyz))
    for k, centre in enumerate(xyz.astype(float)):
        others = np.flatnonzero((xyz != xyz[k]).any(axis=1))
        gaps = xyz[others].astype(float) - (centre + reach[k] * points)[:, None]
        free[k] = (~((gaps**2).sum(axis=2) < reach[others] ** 2).any(axis=1)).sum()
    return 4 * np.pi * reach**2 * free / n


@pytest.mark.parametrize("seed", range(8))
def test_areas_of_any_cloud_are_those_by_brute_force(seed: int) -> None:
    """Atoms of all sizes: some inside others, some in the same place, some on their own."""
    random = np.random.default_rng(seed)
    xyz = random.normal(scale=(2.0, 5.0, 12.0, 40.0)[seed % 4], size=(400, 3)).astype(np.float32)
    xyz[:20] = xyz[20:40]
    radii = random.uniform(0.2, 3.5, size=len(xyz))
    everything = np.ones(len(xyz), dtype=bool)
    of_point = 4 * np.pi * (radii + PROBE_A) ** 2 / 500
    apart = _ours(xyz, radii, everything, 500) - _by_brute_force(xyz, radii, 500)
    # A point on the edge of a sphere is on either side of it, as numbers are rounded.
    assert (np.abs(apart) < 1.01 * of_point).all()
    assert (np.abs(apart) > 0.01 * of_point).mean() < 0.02


def test_one_atom_has_its_whole_sphere_and_two_share_theirs() -> None:
    radii = np.array([1.6, 1.6])
    apart = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 6.1]], dtype=np.float32)
    both = np.array([True, True])
    sphere = 4 * np.pi * 3.0**2
    assert _ours(apart[:1], radii[:1], both[:1], 500) == pytest.approx([sphere])
    assert _ours(apart, radii, both, 500) == pytest.approx([sphere, sphere])
    # A cap that begins at height h of a sphere of radius R has the share (R - h) / 2R of its area.
    near = apart * np.float32(3.0 / 6.1)
    assert _ours(near, radii, both, 5000) == pytest.approx([sphere * 0.75] * 2, rel=0.002)
    assert _ours(near, radii, np.array([False, True]), 500)[0] == 0


def test_measuring_loads_no_library_for_one_function(shared_structures: Path) -> None:
    code = (
        "import sys, mtorstruct\n"
        "rows = mtorstruct.residue_geometry(mtorstruct.load(sys.argv[1]))\n"
        "assert rows.rsa.notna().sum() > 150\n"
        "print(*(set(sys.modules) & {'biotite', 'MDAnalysis', 'matplotlib', 'networkx', 'scipy'}))\n"
    )
    path = shared_structures / "1fap.cif.gz"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
