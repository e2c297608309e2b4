"""Frames of trajectories and models of files: numbered once, measured one by one."""

from __future__ import annotations

import gzip
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import MDAnalysis
import numpy as np
import pandas as pd
import pytest
from MDAnalysis.coordinates.memory import MemoryReader
from numpy.typing import NDArray

import mtorstruct
from mtorstruct.errors import DataError
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.views.sources import from_complex

ROOT = Path(__file__).resolve().parent.parent.parent
N_FRAMES = 5

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def universe(shared_structures: Path, tmp_path: Path) -> MDAnalysis.Universe:
    """1FAP in five frames: everything moves, rapamycin half an A further in each, and atoms tremble."""
    path = tmp_path / "1fap.pdb"
    path.write_bytes(gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes()))
    read = MDAnalysis.Universe(path)
    ligand = read.select_atoms("resname RAP").indices
    frames = np.repeat(read.atoms.positions[None], N_FRAMES, axis=0)
    random = np.random.default_rng(5)
    for number in range(1, N_FRAMES):
        frames[number] += np.array([3.0, -2.0, 7.0]) * number + random.normal(0, 0.2, frames[number].shape)
        frames[number, ligand, 0] += 0.5 * number
    read.load_new(frames, format=MemoryReader, order="fac")
    return read


def keys(atoms: Any) -> dict[tuple[str, int, str], int]:
    """Index of each atom of a Universe by chain, number and name."""
    ids = zip(atoms.chainIDs, atoms.resids.tolist(), atoms.names, strict=True)
    return {key: int(ix) for key, ix in zip(ids, atoms.indices, strict=True)}


def rows(complex_: MtorComplex) -> list[tuple[str, int, str]]:
    """Chain, number and name of each atom of a complex."""
    residue = complex_.atoms.residue
    chain = [complex_.file_chains[k] for k in complex_.file_residues.chain[residue]]
    number = complex_.file_residues.auth_seq_id[residue].tolist()
    return list(zip(chain, number, complex_.atoms.name.astype(str).tolist(), strict=True))


def coordinates(universe: MDAnalysis.Universe, number: int) -> NDArray[np.float64]:
    return np.asarray(universe.trajectory.coordinate_array[number], dtype=float)


def test_distances_of_every_frame_are_those_of_its_coordinates(universe: MDAnalysis.Universe) -> None:
    complex_ = load(universe)
    assert complex_.n_frames == N_FRAMES
    ligand = universe.select_atoms("resname RAP and not element H").indices
    seen = []
    for number, frame in enumerate(complex_.frames()):
        table = mtorstruct.residue_geometry(frame)
        measured = table[table.modelled != "not_modelled"]
        xyz = coordinates(universe, number)
        for row in measured.itertuples():
            here = universe.select_atoms(f"chainID {row.chain} and resid {row.auth_seq_id} and not element H")
            gap = np.linalg.norm(xyz[here.indices][:, None] - xyz[ligand][None], axis=2)
            assert row.rapamycin_distance_A == pytest.approx(gap.min(), abs=0.006), (number, row.position)
            ca = xyz[here.indices[here.names == "CA"][0]]
            assert [row.ca_x, row.ca_y, row.ca_z] == pytest.approx(ca, abs=0.006)
        assert set(measured.rapamycin_basis) == {"bound"}
        seen.append((frame.frame, len(measured), measured.rapamycin_distance_A.sum()))
    assert [number for number, _, _ in seen] == list(range(N_FRAMES))
    assert len({total for _, _, total in seen}) == N_FRAMES


def test_numbering_is_proven_once_and_the_rest_stays(
    universe: MDAnalysis.Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    complex_ = load(universe)
    monkeypatch.setattr("mtorstruct.structure.loading.number_chains", None)
    for frame in complex_.frames():
        assert frame.chains is complex_.chains
        assert frame.file_residues is complex_.file_residues
        assert (frame.header.sha256, frame.entry) == (complex_.header.sha256, complex_.entry)
        assert frame.provenance == complex_.provenance
        assert frame.n_frames == 1
        assert frame.universe.atoms.positions == pytest.approx(frame.atoms.xyz[0], abs=1e-4)
        pd.testing.assert_frame_equal(frame.residues, complex_.residues)


def test_atoms_find_their_coordinates_in_whatever_order_they_stand(universe: MDAnalysis.Universe) -> None:
    residues = np.random.default_rng(1).permutation(len(universe.residues))
    shuffled = universe.residues[residues[:150]].atoms + universe.residues[residues[150:]].atoms
    part = universe.select_atoms("protein and chainID B", updating=True)
    for group in (universe, shuffled, part):
        complex_ = load(group)
        index = keys(universe.atoms)
        at = [index[key] for key in rows(complex_)]
        assert at != sorted(at) or group is not shuffled
        for number, frame in enumerate(complex_.frames()):
            assert np.array_equal(frame.atoms.xyz[0], coordinates(universe, number)[at])


def test_the_trajectory_is_where_it_was(universe: MDAnalysis.Universe) -> None:
    universe.trajectory[3]
    complex_ = load(universe)
    assert complex_.frame == 3
    assert [frame.frame for frame in complex_.frames(1, None, 2)] == [1, 3]
    assert [frame.frame for frame in complex_.frames(step=-2)] == [4, 2, 0]
    assert list(complex_.frames(7)) == []
    for frame in complex_.frames():
        universe.trajectory[4]
        if frame.frame == 1:
            break
    assert universe.trajectory.frame == 3
    pairs = [(a.frame, b.frame) for a, b in zip(complex_.frames(), complex_.frames(), strict=True)]
    assert pairs == [(k, k) for k in range(N_FRAMES)]


def test_models_of_a_file_are_frames(structure: Callable[[str], MtorComplex]) -> None:
    complex_ = structure("2gaq.pdb.gz")
    frames = list(complex_.frames())
    assert len(frames) == complex_.n_frames == len(complex_.atoms.xyz) == 19
    for number, frame in enumerate(frames):
        assert np.array_equal(frame.atoms.xyz[0], complex_.atoms.xyz[number])
        assert np.shares_memory(frame.atoms.xyz, complex_.atoms.xyz)
    extents = [tuple(mtorstruct.dimensions(frame)) for frame in frames]
    assert len(set(extents)) == 19
    assert extents[0] == tuple(mtorstruct.dimensions(complex_))
    (alone,) = structure("1fap.pdb.gz").frames()
    pd.testing.assert_frame_equal(
        mtorstruct.residue_geometry(alone), mtorstruct.residue_geometry(structure("1fap.pdb.gz"))
    )


def test_a_picture_says_of_which_frame_it_is(universe: MDAnalysis.Universe) -> None:
    first, second = (from_complex(frame) for frame in load(universe).frames(stop=2))
    assert first.provenance == second.provenance.removeprefix("frame 1 of ")
    assert not np.array_equal(first.atoms.xyz, second.atoms.xyz)


def test_frames_without_meaning_are_refused_by_number(universe: MDAnalysis.Universe) -> None:
    complex_ = load(universe)
    universe.trajectory.coordinate_array[2, 17] = np.nan
    with pytest.raises(DataError, match=r"frame 2 of .*1fap\.pdb: has atoms without a place"):
        list(complex_.frames())
    assert [frame.frame for frame in complex_.frames(3)] == [3, 4]
    box = [200.0, 200.0, 200.0, 90.0, 90.0, 90.0]
    frames = universe.trajectory.coordinate_array[[0, 1]]
    frames[1, universe.select_atoms("chainID B and resid 2060:2114").indices, 0] += 200.0
    universe.load_new(frames, format=MemoryReader, order="fac", dimensions=np.array(box))
    with pytest.raises(DataError, match=r"frame 1 of .*: its molecules are broken at the border of the box"):
        list(load(universe).frames())
    assert universe.trajectory.frame == 0


def test_one_frame_of_a_trajectory_on_disk_is_in_memory(
    universe: MDAnalysis.Universe, tmp_path: Path
) -> None:
    long, n_frames = tmp_path / "long.xtc", 200
    with MDAnalysis.Writer(str(long), len(universe.atoms)) as writer:
        for _ in range(n_frames // N_FRAMES):
            for _ in universe.trajectory:
                writer.write(universe.atoms)
    complex_ = load(MDAnalysis.Universe(universe.filename, long))
    one = complex_.atoms.xyz.nbytes
    next(complex_.frames())
    tracemalloc.start()
    assert sum(1 for _ in complex_.frames()) == n_frames
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * one < n_frames * one
    # What is cut off is named.
    long.write_bytes(long.read_bytes()[: long.stat().st_size // 2])
    with pytest.raises(DataError, match=r"frame \d+ of .*: cannot be read"):
        list(complex_.frames())


def test_the_example_of_the_page(universe: MDAnalysis.Universe) -> None:
    page = (ROOT / "docs" / "structures.md").read_text(encoding="utf-8")
    example = re.search(r"<!-- frames: run by .*? -->\n```python\n(.*?)```", page, re.DOTALL)
    assert example
    names: dict[str, Any] = {"mtorstruct": mtorstruct, "pd": pd, "universe": universe}
    exec(example[1].replace("step=10", "step=2"), names)
    assert names["closest"].index.tolist() == [0, 2, 4]
    assert names["closest"].is_unique
