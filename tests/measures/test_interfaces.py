"""Residues that touch across chains: brute force by another program, and laws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import gemmi
import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist

from mtorstruct.measures.contacts import PARTNER_A, find_contacts
from mtorstruct.measures.interfaces import residue_interfaces
from mtorstruct.measures.table import distance_columns, residue_geometry
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import DISTANCES, INTERFACES
from mtorstruct.tables.frames import plain_frame

from ..making import turned

Structure = Callable[[str], MtorComplex]
Geometry = Callable[[str], pd.DataFrame]

NUMBERS = ["chain_a", "auth_seq_id_a", "insertion_code_a", "chain_b", "auth_seq_id_b", "insertion_code_b"]


def brute_force(path: Path, one: str, other: str) -> dict[tuple[str, ...], tuple[float, str, str]]:
    """Every pair of residues of two chains within 5 Å, by all distances; read and named by gemmi alone."""
    read = gemmi.read_structure(str(path))
    read.setup_entities()
    read.remove_hydrogens()

    def residues(name: str) -> list[tuple[str, str, list[str], np.ndarray]]:
        return [
            (
                str(r.seqid.num),
                r.seqid.icode.strip(),
                [a.name for a in r],
                np.array([a.pos.tolist() for a in r]),
            )
            for r in read[0][name].get_polymer()
        ]

    first = residues(one)
    xyz = np.concatenate([r[3] for r in first])
    starts = np.cumsum([0, *(len(r[3]) for r in first)])
    found = {}
    for number, icode, names, atoms in residues(other):
        gaps = cdist(xyz, atoms)
        for k in np.flatnonzero(np.minimum.reduceat(gaps.min(axis=1), starts[:-1]) <= PARTNER_A):
            part = gaps[starts[k] : starts[k + 1]]
            a, b = np.unravel_index(part.argmin(), part.shape)
            key = (one, first[k][0], first[k][1], other, number, icode)
            found[key] = (float(part.min()), first[k][2][a], names[b])
    return found


@pytest.mark.parametrize(
    ("name", "pairs"),
    [("1fap.cif.gz", [("A", "B")]), ("4jsv.pdb.gz", [("B", "D"), ("A", "C")]),
     ("mtorc2_protomer.pdb.gz", [("A", "C"), ("A", "E"), ("A", "G"), ("C", "E"), ("C", "G"), ("E", "G")])],
)  # fmt: skip
def test_pairs_are_those_of_brute_force(
    structure: Structure, name: str, pairs: list[tuple[str, str]]
) -> None:
    complex_ = structure(name)
    expected: dict[tuple[str, ...], tuple[float, str, str]] = {}
    for one, other in pairs:
        expected |= brute_force(complex_.path, one, other)
    rows = plain_frame(residue_interfaces(complex_))
    found = {
        tuple(map(str, key)): (row.distance_A, row.atom_a, row.atom_b)
        for key, row in zip(rows[NUMBERS].itertuples(index=False), rows.itertuples(), strict=True)
    }
    assert len(expected) > 10
    assert len(found) == len(rows)
    assert found.keys() == expected.keys()
    for key, (distance, atom_a, atom_b) in expected.items():
        assert found[key] == (pytest.approx(distance, abs=0.0051), atom_a, atom_b)


def test_pairs_stand_in_the_order_of_the_file(structure: Structure) -> None:
    for name in ("5h64.pdb.gz", "4jsv.pdb.gz"):
        complex_ = structure(name)
        rows = residue_interfaces(complex_)
        place = {chain: k for k, chain in enumerate(complex_.file_chains)}
        order = [
            (place[r.chain_a], place[r.chain_b], r.auth_seq_id_a, r.auth_seq_id_b) for r in rows.itertuples()
        ]
        assert order == sorted(order)
        assert len(set(order)) == len(order)
        assert all(a < b for a, b, *_ in order)


def test_residues_are_named_as_in_the_residue_table(structure: Structure) -> None:
    # FKBP51 of 4DRI is none of the nine proteins, and its FRB stands behind a tag.
    complex_ = structure("4dri.pdb.gz")
    rows = residue_interfaces(complex_)
    assert set(rows.gene_a) == {"other"}
    assert rows.copy_a.isna().all()
    assert rows.position_a.isna().all()
    assert set(rows.gene_b) == {"MTOR"}
    residues = complex_.residues.set_index(["chain", "auth_seq_id", "insertion_code"])
    for side in "ab":
        key = [f"chain_{side}", f"auth_seq_id_{side}", f"insertion_code_{side}"]
        there = residues.loc[pd.MultiIndex.from_frame(rows[key])]
        for mine, theirs in (("position", "position"), ("observed", "observed"), ("gene", "gene")):
            assert rows[f"{mine}_{side}"].tolist() == there[theirs].tolist() or (
                rows[f"{mine}_{side}"].isna().all() and there[theirs].isna().all()
            )


def test_an_insertion_code_is_part_of_the_number(structure: Structure, tmp_path: Path) -> None:
    before = residue_interfaces(structure("1fap.pdb.gz"))
    number = int(before.auth_seq_id_b[0])
    read = gemmi.read_structure(str(structure("1fap.pdb.gz").path))
    for residue in read[0]["B"]:
        if residue.seqid.num == number and residue.het_flag == "A":
            residue.seqid = gemmi.SeqId(number - 1, "A")
    path = tmp_path / "inserted.pdb"
    read.write_pdb(str(path))
    after = residue_interfaces(load(path))
    moved = before.auth_seq_id_b == number
    assert after.auth_seq_id_b[moved].tolist() == [number - 1] * int(moved.sum())
    assert set(after.insertion_code_b[moved]) == {"A"}
    assert after.insertion_code_b[~moved].isna().all()
    assert after.position_b.tolist() == before.position_b.tolist()


# CA and C of the first glycine are equally far from CA and N of the alanine; other atoms are out of reach.
TIED = """\
ATOM      1  N   GLY A   1       0.000  30.000   0.000  1.00 10.00           N
ATOM      2  CA  GLY A   1       0.000   0.000   0.000  1.00 10.00           C
ATOM      3  C   GLY A   1       0.000   2.000   0.000  1.00 10.00           C
ATOM      4  H   GLY A   1       3.000   1.000   0.000  1.00 10.00           H
TER
ATOM      5  N   ALA B   1       5.000   2.000   0.000  1.00 10.00           N
ATOM      6  CA  ALA B   1       5.000   0.000   0.000  1.00 10.00           C
ATOM      7  C   ALA B   1      30.000   0.000   0.000  1.00 10.00           C
ATOM      8  N   PRO B   2       5.001   0.000   0.000  1.00 10.00           N
ATOM      9  CA  PRO B   2      30.000   9.000   0.000  1.00 10.00           C
TER
ATOM     10  N   GLY C   1       0.000   0.000   0.000  1.00 10.00           N
TER
END
"""


def test_equal_distances_and_the_limit(tmp_path: Path) -> None:
    # Of equally near atoms the first in the file counts; 5 Å is within 5 Å, 5.001 is not; an atom on
    # top of another one is a contact of 0 Å; the hydrogen, the nearest of all, does not count.
    path = tmp_path / "tied.pdb"
    path.write_text(TIED)
    rows = residue_interfaces(load(path))
    assert [(r.chain_a, r.chain_b, r.auth_seq_id_b) for r in rows.itertuples()] == [
        ("A", "B", 1), ("A", "C", 1), ("B", "C", 1),
    ]  # fmt: skip
    assert rows.distance_A.tolist() == [5.0, 0.0, 5.0]
    assert (rows.atom_a[0], rows.atom_b[0]) == ("CA", "CA")
    assert (rows.atom_a[1], rows.atom_b[1]) == ("CA", "N")


# Laws ------------------------------------------------------------------------------------------


def test_turning_and_moving_the_structure_changes_nothing(structure: Structure, tmp_path: Path) -> None:
    complex_ = structure("4jsv.pdb.gz")
    path = turned(complex_.path, tmp_path / "turned.pdb")
    before, after = (residue_interfaces(c).set_index(NUMBERS) for c in (complex_, load(path)))
    common = before.index.intersection(after.index)
    # PDB coordinates have three decimals: a pair at the limit may cross it.
    for rows in (before, after):
        assert (rows.drop(common).distance_A > PARTNER_A - 0.01).all()
    assert len(common) > 100
    gap = before.loc[common].distance_A - after.loc[common].distance_A
    assert gap.abs().max() < 0.011


def test_neighbours_in_the_crystal_are_no_interface(structure: Structure) -> None:
    complex_ = structure("4jsv.pdb.gz")
    rows = residue_interfaces(complex_)
    assert set(zip(rows.chain_a, rows.chain_b, strict=True)) == {("B", "D"), ("A", "C")}
    # As if the file said nothing of units: what touches across them is then there.
    whole = residue_interfaces(replace(complex_, assemblies=[]))
    assert len(whole) > len(rows)
    pairs = set(zip(whole.chain_a, whole.chain_b, strict=True))
    assert pairs > {("B", "D"), ("A", "C")}


def test_both_copies_have_the_same_interface(structure: Structure) -> None:
    # The copies were refined independently at 3.5 Å.
    rows = residue_interfaces(structure("4jsv.pdb.gz"))
    assert set(rows.gene_a) == {"MTOR"}
    assert set(rows.gene_b) == {"MLST8"}
    one, two = (rows[rows.copy_a == k].set_index(["position_a", "position_b"]).distance_A for k in (1, 2))
    common = one.index.intersection(two.index)
    assert len(common) / len(one.index.union(two.index)) > 0.9
    assert (one[common] - two[common]).abs().median() < 0.1


def test_the_dimer_is_its_own_mirror(structure: Structure) -> None:
    # The protomers of 5H64 are related by C2, so mTOR touches the other raptor as it is touched.
    rows = residue_interfaces(structure("5h64.pdb.gz"))

    def pairs(one: str, other: str) -> set[tuple[int, int]]:
        mine = rows[(rows.chain_a == one) & (rows.chain_b == other)]
        return set(zip(mine.position_a, mine.position_b, strict=True))

    assert len(pairs("A", "B")) > 10
    assert len(pairs("A", "B") & pairs("a", "b")) / len(pairs("A", "B") | pairs("a", "b")) > 0.9
    swapped = {(q, p) for p, q in pairs("B", "a")}
    assert len(pairs("A", "b") & swapped) / len(pairs("A", "b") | swapped) > 0.9


def test_partners_are_the_genes_across_the_interface(structure: Structure, geometry: Geometry) -> None:
    name = "mtorc2_protomer.pdb.gz"
    rows = residue_interfaces(structure(name))
    expected: dict[tuple[str, int], set[str]] = {}
    for r in rows[rows.position_a.notna() & rows.position_b.notna()].itertuples():
        expected.setdefault((r.chain_a, r.position_a), set()).add(r.gene_b)
        expected.setdefault((r.chain_b, r.position_b), set()).add(r.gene_a)
    table = geometry(name)
    stated = {
        (r.chain, r.position): set(r.partners.split(";")) for r in table[table.partners.notna()].itertuples()
    }
    assert {key: stated[key] for key in expected} == expected


def test_contacts_are_the_pairs_of_the_table(structure: Structure) -> None:
    for name in ("5h64.pdb.gz", "4dri.pdb.gz"):
        assert len(find_contacts(structure(name)).pairs) == len(residue_interfaces(structure(name)))


def test_a_structure_of_one_chain_has_an_empty_table(structure: Structure) -> None:
    table = residue_interfaces(structure("AF-P42345-F1.pdb.gz"))
    assert table.empty
    assert list(table.columns) == INTERFACES.names
    assert table.dtypes.equals(residue_interfaces(structure("1fap.cif.gz")).dtypes)


def test_a_file_without_polymer_has_empty_tables(tmp_path: Path) -> None:
    path = tmp_path / "water.pdb"
    path.write_text("HETATM    1  O   HOH A   1       0.000   0.000   0.000  1.00 10.00           O\nEND\n")
    complex_ = load(path)
    for table in (
        residue_interfaces(complex_), residue_geometry(complex_), DISTANCES.frame(distance_columns(complex_)),
    ):  # fmt: skip
        assert table.empty
        assert "observed" in table or "observed_a" in table
