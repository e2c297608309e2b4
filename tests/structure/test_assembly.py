"""Biological assemblies: copies are those of gemmi, numbered like what they are copies of."""

from __future__ import annotations

import gzip
from pathlib import Path

import gemmi
import numpy as np
import pytest

import mtorstruct
from mtorstruct.errors import DataError
from mtorstruct.measures.sites import locate_sites

SECOND = (
    "REMARK 350   BIOMT1   2 -1.000000  0.000000  0.000000      100.00000\n"
    "REMARK 350   BIOMT2   2  0.000000 -1.000000  0.000000       20.00000\n"
    "REMARK 350   BIOMT3   2  0.000000  0.000000  1.000000        3.50000\n"
)


@pytest.fixture
def doubled(shared_structures: Path, tmp_path: Path) -> Path:
    """1FAP with a second operator: no file here has a unit that is more than what is deposited."""
    with gzip.open(shared_structures / "1fap.pdb.gz", "rt") as file:
        lines = file.readlines()
    place = next(k for k, line in enumerate(lines) if line.startswith("REMARK 350   BIOMT3   1")) + 1
    path = tmp_path / "1fap.pdb"
    path.write_text("".join([*lines[:place], SECOND, *lines[place:]]))
    return path


def test_a_crystal_with_two_units_gives_one_of_them(shared_structures: Path) -> None:
    path = shared_structures / "4jsv.pdb.gz"
    whole = mtorstruct.load(path)
    for name, chains in ((1, {"B", "D"}), ("2", {"A", "C"})):
        unit = mtorstruct.load(path, assembly=name)
        assert {c.name for c in unit.chains} == chains
        for chain in unit.chains:
            (same,) = (c for c in whole.chains if c.name == chain.name)
            assert (chain.uniprot_pos == same.uniprot_pos).all()
        mtor = next(c for c in unit.chains if c.gene == "MTOR")
        assert mtor.copy == 1


@pytest.mark.parametrize("file", ["5h64.pdb.gz", "1fap.cif.gz", "1fap.pdb.gz"])
def test_a_unit_that_is_all_of_the_file_is_the_file(shared_structures: Path, file: str) -> None:
    whole = mtorstruct.load(shared_structures / file)
    unit = mtorstruct.load(shared_structures / file, assembly=1)
    assert unit.file_chains == whole.file_chains
    for name in ("name", "xyz", "residue", "heavy"):
        assert (getattr(unit.atoms, name) == getattr(whole.atoms, name)).all()
    for name in ("name", "chain", "auth_seq_id", "label_seq_id", "first_atom"):
        assert (getattr(unit.file_residues, name) == getattr(whole.file_residues, name)).all()
    assert [c.uniprot_pos.tolist() for c in unit.chains] == [c.uniprot_pos.tolist() for c in whole.chains]


def test_copies_are_those_of_gemmi(doubled: Path) -> None:
    unit = mtorstruct.load(doubled, assembly=1)
    assert unit.file_chains == ["A", "B", "A-2", "B-2"]
    oracle = gemmi.read_structure(str(doubled))
    oracle.setup_entities()
    oracle.transform_to_assembly("1", gemmi.HowToNameCopiedChain.AddNumber)
    expected = np.array([[*a.pos] for chain in oracle[0] for residue in chain for a in residue])
    found = unit.atoms.xyz[0]
    assert len(found) == len(expected)
    order, wanted = (np.lexsort(np.round(xyz, 3).T) for xyz in (found, expected))
    assert np.allclose(found[order], expected[wanted], atol=1e-3)


def test_each_copy_is_numbered_and_has_its_own_site(doubled: Path) -> None:
    unit = mtorstruct.load(doubled, assembly=1)
    by_name = {c.name: c for c in unit.chains}
    assert [(c.name, c.gene, c.copy) for c in unit.chains] == [
        ("A", "FKBP1A", 1),
        ("B", "MTOR", 1),
        ("A-2", "FKBP1A", 2),
        ("B-2", "MTOR", 2),
    ]
    assert by_name["B-2"].uniprot_pos.tolist() == by_name["B"].uniprot_pos.tolist()
    domains = unit.domains()
    frb = domains[(domains.gene == "MTOR") & (domains.domain == "FRB")]
    assert frb["copy"].tolist() == [1, 2]
    assert unit.universe.select_atoms("gene MTOR and uniprot_pos 2035 and name CA").n_atoms == 2
    assert len(set(unit.unit_of_chain.values())) == 1
    # The file has one rapamycin; the copy of it lies in the copy of the pocket.
    sites = [s for s in locate_sites(unit) if s.site == "rapamycin"]
    assert [(s.chain, s.basis) for s in sites] == [("B", "bound"), ("B-2", "bound")]
    moved = sites[0].xyz * [-1, -1, 1] + [100, 20, 3.5]
    assert np.allclose(np.sort(sites[1].xyz, axis=0), np.sort(moved, axis=0), atol=1e-3)


def test_mmcif_operators_are_read_alike(shared_structures: Path, doubled: Path, tmp_path: Path) -> None:
    block = gemmi.cif.read(str(shared_structures / "1fap.cif.gz"))[0]
    block.set_pair("_pdbx_struct_assembly_gen.oper_expression", "1,2")
    operator = block.get_mmcif_category("_pdbx_struct_oper_list.")
    second = {name: values[0] for name, values in operator.items()}
    second |= {"id": "2", "matrix[1][1]": "-1", "matrix[2][2]": "-1", "vector[1]": "100"}
    second |= {"vector[2]": "20", "vector[3]": "3.5"}
    both = {name: [*values, second[name]] for name, values in operator.items()}
    block.set_mmcif_category("_pdbx_struct_oper_list.", both)
    path = tmp_path / "1fap.cif"
    block.write_file(str(path))
    of_mmcif, of_pdb = (mtorstruct.load(p, assembly=1) for p in (path, doubled))
    ca = "gene MTOR and name CA"
    assert np.allclose(
        of_mmcif.universe.select_atoms(ca).positions, of_pdb.universe.select_atoms(ca).positions, atol=1e-3
    )


def test_copies_that_are_not_made_are_noted(shared_structures: Path, doubled: Path) -> None:
    (note,) = mtorstruct.load(doubled).notes
    assert note.startswith("its assembly 1 has 2 copies by symmetry, of which the file holds one; mtorstr")
    assert mtorstruct.load(doubled, assembly=1).notes == ()
    for name in ("4jsv.pdb.gz", "5h64.pdb.gz", "1fap.cif.gz"):
        assert mtorstruct.load(shared_structures / name).notes == ()


def test_an_assembly_that_is_not_stated(shared_structures: Path) -> None:
    with pytest.raises(DataError, match="4JSV: states no assembly 3; it states 1, 2"):
        mtorstruct.load(shared_structures / "4jsv.pdb.gz", assembly=3)
    with pytest.raises(DataError, match="states no biological assembly; leave assembly out"):
        mtorstruct.load(shared_structures / "2gaq.pdb.gz", assembly=1)


@pytest.mark.parametrize(
    "line",
    [
        "REMARK 350   BIOMT1   2       inf  0.000000  0.000000      100.00000",
        "REMARK 350   BIOMT1   2 -1.000000  0.000000  0.000000            nan",
        "REMARK 350   BIOMT1   2 -1.000000  0.000000  0.000000    999999.9999",
        "REMARK 350   BIOMT1   2  1.000000  0.000000  0.000000      100.00000",
        "REMARK 350   BIOMT1   2 -9.000000  0.000000  0.000000      100.00000",
        "REMARK 350   BIOMT1   2  0.000000  0.000000  0.000000      100.00000",
    ],
    ids=["infinite", "no number", "far off", "mirror image", "stretched", "flattened"],
)
def test_copies_are_made_by_motions_alone(doubled: Path, tmp_path: Path, line: str) -> None:
    path = tmp_path / "odd.pdb"
    path.write_text(doubled.read_text().replace(SECOND.splitlines()[0], line))
    assert len(mtorstruct.load(path).chains) == 2
    with pytest.raises(DataError, match="1FAP: assembly 1 is made by an operator that is no rotation and sh"):
        mtorstruct.load(path, assembly=1)


def test_an_assembly_of_no_chain(doubled: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.pdb"
    lines = doubled.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "BIOMT" not in line and "TO CHAINS:" not in line))
    with pytest.raises(DataError, match="1FAP: assembly 1 names no chain of the file"):
        mtorstruct.load(path, assembly=1)
