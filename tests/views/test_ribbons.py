"""Ribbons: breaks of chains, secondary structure from CA atoms, and its text in mmCIF."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import gemmi
import numpy as np
import pytest
from numpy.typing import NDArray

from mtorstruct.structure.model import MtorComplex
from mtorstruct.views.building import make_scene
from mtorstruct.views.cif import Atoms
from mtorstruct.views.drawing import for_3dmol
from mtorstruct.views.ribbons import elements, from_ca, pieces, states

from .made import atoms


@pytest.mark.parametrize("entry", ["4JSV", "5H64"])
def test_a_chain_is_broken_where_residues_lack(entry: str) -> None:
    """What lies between two pieces of a chain is not modelled, and every bond is within a piece."""
    drawn = make_scene(entry).model.atoms
    ca, piece = drawn.backbone()
    assert len(ca) == len(drawn.chain)
    number, chain = drawn.auth_seq_id[ca], drawn.chain[ca]
    together = piece[1:] == piece[:-1]
    same = chain[1:] == chain[:-1]
    step = np.diff(number)
    assert (step[together] == 1).all()
    assert (same & ~together).sum() > 3
    assert (step[same & ~together] > 1).all()


def test_ends_that_lie_near_each_other_are_a_break() -> None:
    """Raptor of 5H64: residues 904 and 918 are 3.6 Å apart, those between them are not modelled."""
    drawn = make_scene("5H64").model.atoms
    ca, piece = drawn.backbone()
    at = {key: k for k, key in enumerate(_keys(drawn)[ca])}
    before, behind = at["B", 904, ""], at["B", 918, ""]
    assert behind == before + 1
    assert np.linalg.norm(drawn.xyz[ca][behind] - drawn.xyz[ca][before]) < 4
    assert piece[behind] == piece[before] + 1


def test_inserted_residues_are_bonded_and_chains_are_not() -> None:
    line = np.arange(6)[:, None] * np.array([3.8, 0.0, 0.0])
    line[4:] += [5.0, 0.0, 0.0]
    chain = np.array(list("AAAAAB"), dtype=object)
    assert pieces(chain, np.array([1, 2, 2, 3, 4, 5]), line).tolist() == [0, 0, 0, 0, 1, 2]
    assert pieces(chain[:0], np.array([], dtype=int), line[:0]).tolist() == []


def test_no_element_spans_a_break_and_single_bridges_are_coil() -> None:
    known = np.array(["helix"] * 8 + ["strand", "coil", "strand", "strand"], dtype=object)
    piece = np.array([0] * 5 + [1] * 7)
    drawn = states(known, piece, np.zeros((12, 3)))
    assert elements(drawn, piece) == [("helix", 0, 4), ("helix", 5, 7), ("strand", 10, 11)]


@pytest.mark.parametrize(
    ("name", "recall"), [("4jsv.pdb.gz", 0.9), ("1fap.pdb.gz", 0.8), ("4dri.pdb.gz", 0.85)]
)
def test_ca_atoms_alone_give_nearly_the_secondary_structure_of_dssp(
    name: str, recall: float, structure: Callable[[str], MtorComplex]
) -> None:
    """P-SEA finds less than DSSP, mostly fewer strands, and takes none for the other."""
    drawn = make_scene(structure(name)).model.atoms
    ca, piece = drawn.backbone()
    assert drawn.secondary is not None
    whole, alone = drawn.secondary[ca], from_ca(piece, drawn.xyz[ca])
    helix, strand = alone == "helix", alone == "strand"
    assert (helix & (whole == "helix")).sum() >= recall * (whole == "helix").sum()
    assert (helix & (whole == "helix")).sum() >= 0.93 * helix.sum()
    assert (strand & (whole == "strand")).sum() >= 0.65 * strand.sum()
    assert not (helix & (whole == "strand")).any()
    assert not (strand & (whole == "helix")).any()


def test_turned_and_moved_a_chain_keeps_its_secondary_structure() -> None:
    drawn = make_scene("1FAP").model.atoms
    ca, piece = drawn.backbone()
    turned = drawn.xyz[ca][:, [1, 2, 0]] + [100.0, -50.0, 3.0]
    assert (from_ca(piece, turned) == from_ca(piece, drawn.xyz[ca])).all()


def test_a_file_of_ca_atoms_has_helices_and_strands(shared_faults: Path) -> None:
    drawn = make_scene(shared_faults / "other" / "ca_only_4jsv.cif").model.atoms
    of_atlas = make_scene("4JSV").model.atoms
    ca, _ = drawn.backbone()
    state = dict(zip(_keys(of_atlas), of_atlas.drawn_states(), strict=True))
    assert drawn.secondary is not None
    alone = drawn.secondary[ca]
    known = np.array([state.get(key, "") for key in _keys(drawn)[ca]])
    assert (known != "").mean() > 0.9
    assert (alone == known)[known != ""].mean() > 0.8


def _keys(drawn: Atoms) -> NDArray[np.object_]:
    """Chain, author number and insertion code of each atom."""
    found = np.empty(len(drawn.chain), dtype=object)
    found[:] = list(
        zip(drawn.chain.tolist(), drawn.auth_seq_id.tolist(), drawn.insertion_code.tolist(), strict=True)
    )
    return found


@pytest.mark.parametrize("entry", ["1FAP", "4JSV", "5H64"])
def test_mmcif_states_the_helices_and_strands(entry: str) -> None:
    drawn = make_scene(entry).model.atoms
    assert drawn.secondary is not None
    block = gemmi.cif.read_string(drawn.mmcif(entry)).sole_block()
    keys = list(zip(drawn.chain.tolist(), drawn.auth_seq_id.tolist(), strict=True))
    at = {key: k for k, key in enumerate(keys)}
    told = np.full(len(keys), "coil", dtype=object)
    items = ["beg_auth_asym_id", "beg_auth_seq_id", "end_auth_asym_id", "end_auth_seq_id"]
    for category, state in (("_struct_conf.", "helix"), ("_struct_sheet_range.", "strand")):
        for one, first, other, last in block.find(category, items):
            assert one == other
            told[at[one, int(first)] : at[other, int(last)] + 1] = state
    assert (told == drawn.secondary).all()
    assert gemmi.make_structure_from_block(block).helices


def test_pages_have_the_states_of_the_ca_atoms_once() -> None:
    scene = make_scene("1FAP")
    data = for_3dmol(scene)["model"]
    assert "struct_conf" not in data["cif"]
    assert sum(n for _, _, n in data["ribbons"]) == len(scene.model.atoms.backbone()[0])
    assert {state for _, state, _ in data["ribbons"]} == {"helix", "strand", "coil"}


def test_calcium_is_no_ca_atom() -> None:
    made = dataclasses.replace(
        atoms([("A", 1, ""), ("A", 2, "")], ["CA", "CA"]), element=np.array(["C", "Ca"], dtype=object)
    )
    assert made.backbone()[0].tolist() == [0]
