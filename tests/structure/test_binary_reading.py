"""BinaryCIF gives what the same entry gives as text, array by array, and says what it cannot take."""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import hashlib
import io
import random
import re
from collections.abc import Iterable
from pathlib import Path

import biotite.structure.io.pdbx as pdbx
import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import DataError
from mtorstruct.structure.content import FileContent
from mtorstruct.structure.loading import load
from mtorstruct.structure.reading import read_file
from mtorstruct.tables import MISSING_INT

from ..alike import assert_alike
from ..formats import as_binarycif, as_mmcif, read_source

PAIRS = (
    "1a2c_rcsb", "1acj_rcsb", "1gya", "1igy", "200l_modelserver", "7gsa",
)  # fmt: skip

BY_TEXT = ("1a2c_rcsb", "1acj_pdbe", "1acj_rcsb", "1gya", "1igy", "200l_pdbe", "7gsa")
"""Files of which biotite reads every column; it refuses some of ModelServer's."""

OLDER_TEXT = {"1acj_rcsb": {"pieces"}}
"""The text of 1ACJ is of an older release, with operators to six decimals."""


def differences(one: FileContent, other: FileContent) -> set[str]:
    """Names of what differs in two contents; the hash of the file does by nature."""
    found = {name for name in ("chains", "assemblies", "statements", "notes") if unequal(one, other, name)}
    if one.pieces != other.pieces:
        found.add("pieces")
    for part in ("header", "atoms", "residues"):
        ours, theirs = getattr(one, part), getattr(other, part)
        for field in dataclasses.fields(ours):
            name = "label_seq_id" if field.name == "labels" else field.name
            if name != "sha256" and unequal(ours, theirs, name):
                found.add(f"{part}.{name}")
    return found


def unequal(one: object, other: object, name: str) -> bool:
    ours, theirs = getattr(one, name), getattr(other, name)
    if isinstance(ours, np.ndarray):
        return ours.dtype != theirs.dtype or not np.array_equal(ours, theirs)
    return bool(ours != theirs) and not (ours != ours and theirs != theirs)


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("name", PAIRS)
def test_an_entry_of_the_archive_is_the_same_as_text(shared_binary: Path, name: str) -> None:
    binary = read_file(shared_binary / f"{name}.bcif.gz")
    text = read_file(shared_binary / f"{name.partition('_')[0]}.cif.gz")
    assert differences(binary, text) == OLDER_TEXT.get(name, set())


def test_what_the_pairs_are_there_for_is_in_them(shared_binary: Path) -> None:
    contents = {name: read_file(shared_binary / f"{name}.bcif.gz") for name in PAIRS}
    assert contents["1gya"].atoms.xyz.shape == (18, 1976, 3)
    assert not contents["1gya"].atoms.heavy.all()
    assert (contents["1igy"].residues.insertion_code != b" ").any()
    sites = pdbx.BinaryCIFFile.read(opened(shared_binary / "7gsa.bcif.gz")).block["atom_site"]
    # Alternative conformers: of some atoms one in two.
    assert 0 < sites.row_count - len(contents["7gsa"].atoms.name) < 10


def opened(path: Path) -> io.BytesIO:
    return io.BytesIO(gzip.decompress(path.read_bytes()))


@pytest.mark.parametrize("name", BY_TEXT)
def test_a_file_is_the_same_as_the_text_that_another_program_makes_of_it(
    shared_binary: Path, tmp_path: Path, name: str
) -> None:
    binary = shared_binary / f"{name}.bcif.gz"
    made = pdbx.CIFFile()
    for header, block in pdbx.BinaryCIFFile.read(opened(binary)).items():
        made[header] = pdbx.CIFBlock({category: as_text(columns) for category, columns in block.items()})
    text = tmp_path / f"{name}.cif"
    made.write(text)
    assert differences(read_file(binary), read_file(text)) == set()


def as_text(columns: pdbx.BinaryCIFCategory) -> pdbx.CIFCategory:
    return pdbx.CIFCategory(
        {
            name: pdbx.CIFColumn(
                pdbx.CIFData(column.as_array(str)),
                None if column.mask is None else pdbx.CIFData(column.mask.array, dtype=np.uint8),
            )
            for name, column in columns.items()
        }
    )


def test_pdbes_files_state_sifts_of_each_residue(shared_binary: Path) -> None:
    """By the columns of the atoms; they name an isoform where PDBe maps to one."""
    residues = read_file(shared_binary / "1acj_pdbe.bcif.gz").residues
    assert set(residues.sifts_accession) == {"P04058-2", ""}
    placed = residues.sifts_position != MISSING_INT
    assert [accession != "" for accession in residues.sifts_accession] == placed.tolist()
    assert (residues.sifts_position[placed] - residues.label_seq_id[placed] == 21).all()
    plain = read_file(shared_binary / "1acj_rcsb.bcif.gz").residues
    assert plain.sifts_accession == []
    assert (plain.sifts_position == MISSING_INT).all()


def test_sifts_is_read_where_every_residue_has_it(shared_binary: Path, tmp_path: Path) -> None:
    """As in a chain that was saved without its ligands and waters."""
    made = pdbx.BinaryCIFFile.read(opened(shared_binary / "200l_pdbe.bcif.gz"))
    sites = made.block["atom_site"]
    protein = sites["label_asym_id"].as_array() == "A"
    made.block["atom_site"] = pdbx.BinaryCIFCategory(
        {
            name: pdbx.BinaryCIFColumn(
                pdbx.BinaryCIFData(column.data.array[protein]),
                None if column.mask is None else pdbx.BinaryCIFData(column.mask.array[protein]),
            )
            for name, column in sites.items()
        }
    )
    made.write(tmp_path / "x.bcif")
    residues = read_file(tmp_path / "x.bcif").residues
    assert set(residues.sifts_accession) == {"P00720"}
    assert (residues.sifts_position == residues.label_seq_id).all()


def test_the_method_is_told_alike_whoever_writes_it(shared_binary: Path) -> None:
    methods = {
        read_file(shared_binary / f"200l_{by}.bcif.gz").header.method for by in ("pdbe", "modelserver")
    }
    assert methods == {"X-RAY DIFFRACTION"}


# Every structure, in every format.

STRUCTURES = (
    "1fap.cif.gz", "1fap.pdb.gz", "2gaq.pdb.gz", "4dri.pdb.gz", "4jsv.pdb.gz", "5h64.pdb.gz",
    "AF-P42345-F1.pdb.gz", "AF-Q6R327-F1.pdb.gz", "AF-Q9BPZ7-F1.pdb.gz", "mtorc2_protomer.pdb.gz",
    "1atp.pdb.gz", "1fkb.pdb.gz", "1nsg_from_mol2.pdb.gz", "2rvk.pdb.gz", "3fap_from_mol2.pdb.gz",
    "4drh_from_mol2.pdb.gz", "4drj_from_mol2.pdb.gz", "4fap_from_mol2.pdb.gz", "4jsx_from_mol2.pdb.gz",
    "4jt5_from_mol2.pdb.gz", "5gpg_from_mol2.pdb.gz", "7lc1.pdb.gz", "AF-P31749-F1.pdb.gz",
    "mtorc2_akt_v1213.pdb.gz", "mtorc2_imp_cluster_center_model.pdb.gz",
)  # fmt: skip

ONLY_MMCIF = ["label_chain"]
"""Columns of the residue table that the PDB format cannot hold."""


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_structure_gives_one_residue_table_in_every_format(
    shared_structures: Path, shared_more: Path, tmp_path: Path, name: str
) -> None:
    path = next(folder / name for folder in (shared_structures, shared_more) if (folder / name).is_file())
    source = read_source(path)
    mmcif = as_mmcif(source)
    content = as_binarycif(mmcif)
    text = load(written(tmp_path / f"{source.name}.cif", mmcif))
    binary = load(written(tmp_path / f"{source.name}.bcif", content))
    packed = load(written(tmp_path / f"{source.name}.bcif.gz", gzip.compress(content)))
    assert_alike(binary.residues, text.residues)
    assert_alike(packed.residues, text.residues)
    assert len(text.residues)
    original = load(path).residues
    left_out = ONLY_MMCIF if ".pdb" in name else []
    assert_alike(text.residues.drop(columns=left_out), original.drop(columns=left_out))


def test_no_shared_structure_is_left_out(shared_structures: Path, shared_more: Path) -> None:
    found = {path.name for folder in (shared_structures, shared_more) for path in folder.glob("*.gz")}
    assert {name for name in found if ".mol2." not in name} == set(STRUCTURES)


# What is rare, and what is wrong.

HEAD = [
    "group_PDB", "id", "type_symbol", "label_atom_id", "label_alt_id", "label_comp_id", "label_asym_id",
    "label_entity_id", "label_seq_id", "pdbx_PDB_ins_code", "Cartn_x", "Cartn_y", "Cartn_z", "occupancy",
    "B_iso_or_equiv", "auth_seq_id", "auth_asym_id", "pdbx_PDB_model_num",
]  # fmt: skip


def row(
    atom: str = "CA", comp: str = "ALA", seq: object = 1, chain: str = "A", **changes: object
) -> list[str]:
    """One atom; what it is called in the file may be changed by name."""
    values: dict[str, object] = {
        "group_PDB": "ATOM", "id": 1, "type_symbol": atom[0], "label_atom_id": atom, "label_alt_id": ".",
        "label_comp_id": comp, "label_asym_id": chain, "label_entity_id": 1, "label_seq_id": seq,
        "pdbx_PDB_ins_code": "?", "Cartn_x": "1.000", "Cartn_y": "2.500", "Cartn_z": "-3.125",
        "occupancy": "1.00", "B_iso_or_equiv": "20.00", "auth_seq_id": seq, "auth_asym_id": chain,
        "pdbx_PDB_model_num": 1,
    }  # fmt: skip
    return [str((values | changes)[name]) for name in HEAD]


def mmcif(*rows: list[str], before: str = "", columns: Iterable[str] = HEAD) -> str:
    kept = [name for name in HEAD if name in columns]
    lines = [" ".join(values[HEAD.index(name)] for name in kept) for values in rows]
    return "\n".join(["data_X", before, "loop_", *(f"_atom_site.{name}" for name in kept), *lines, ""])


CASES = {
    "a residue in two places of a chain": [
        row("N", seq=1),
        row("N", seq=2),
        row("CA", seq=1),
        row("CA", seq=2),
        row("C", seq=1),
    ],
    "a chain in three parts": [
        row(seq=1),
        row(seq=1, chain="B"),
        row("O", "HOH", 9, group_PDB="HETATM", label_asym_id="C"),
        row("O", "HOH", 9, "B", group_PDB="HETATM", label_asym_id="D"),
        row(seq=2),
    ],
    "two residues with one number": [
        row(comp="SER", label_alt_id="A", occupancy="0.40"),
        row(comp="THR", label_alt_id="B", occupancy="0.60"),
        row("CB", comp="SER", label_alt_id="A", occupancy="0.40"),
        row("CB", comp="THR", label_alt_id="B", occupancy="0.60"),
    ],
    "insertion codes": [row(seq=1), row(seq=1, pdbx_PDB_ins_code="A"), row(seq=1, pdbx_PDB_ins_code="B")],
    "numbers below zero, and falling": [row(seq=-3), row(seq=5), row(seq=4)],
    "models with the same atoms": [
        row(),
        row("CB"),
        row(pdbx_PDB_model_num=2, Cartn_x="7.000"),
        row("CB", pdbx_PDB_model_num=2),
    ],
    "models with other atoms": [row(), row("CB"), row(pdbx_PDB_model_num=2), row("CG", pdbx_PDB_model_num=2)],
    "models of other length": [row(), row("CB"), row(pdbx_PDB_model_num=2)],
    "models that take turns": [
        row(),
        row(pdbx_PDB_model_num=2),
        row("CB"),
        row("CB", pdbx_PDB_model_num=2, Cartn_x="7.000"),
    ],
    "chains with names of numbers": [row(chain="1"), row(chain="2"), row(chain="10")],
    "long names of chains": [row(chain="AAAAAAAAAAAA"), row(chain="AAAAAAAAAAAB")],
    "no author name of a chain": [row(auth_asym_id="."), row(chain="B")],
    "deuterium and unknown elements": [
        row(type_symbol="D"),
        row("CB", type_symbol="X"),
        row("CL", type_symbol="CL"),
    ],
    "models with a chain each": [
        row(),
        row("CB"),
        row(chain="B", pdbx_PDB_model_num=2),
        row("O", "HOH", 9, pdbx_PDB_model_num=3),
    ],
    "an atom without coordinates": [row(), row("CB", Cartn_y="?"), row("CG", Cartn_y="99999999.0")],
    "names of eight letters": [row("TOOLONGN"), row("CB"), row(comp="TOOLONGNAME", seq=2)],
    "an atom without a name": [row(), row("?", type_symbol="C")],
    "a residue without a name": [row(comp="?")],
    "no author number": [row(), row("CB", auth_seq_id="?")],
    "an atom that stands twice": [row(), row(Cartn_x="1.100"), row("CB", Cartn_x="2.000")],
    "two molecules in one residue": [row(), row(Cartn_x="31.000")],
    "an element that is left out": [row(type_symbol="?"), row("HG", comp="SER", type_symbol="HG")],
    "nothing said of occupancy and B factor": [row(occupancy="?", B_iso_or_equiv=".")],
    "quotes": [row('"O5\'"', type_symbol="O"), row('"O5*"', type_symbol="O")],
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_rare_is_the_same_as_text(tmp_path: Path, case: str) -> None:
    text = mmcif(*CASES[case])
    binary = read_file(written(tmp_path / "x.bcif", as_binarycif(text)))
    assert differences(binary, read_file(written(tmp_path / "x.cif", text))) == set()


STATEMENTS = {
    "a predicted model": "_ma_model_list.model_id 1\n_ma_model_list.model_name x",
    "a database of models": "_database_2.database_id AlphaFoldDB\n_database_2.database_code AF-P42345-F1",
    "a refinement without a method": "_refine.pdbx_refine_id x\n_refine.ls_R_factor_obs 0.2",
    "a refinement that says nothing": "_refine.pdbx_refine_id x\n_refine.entry_id X",
    "a reconstruction": "_em_3d_reconstruction.id 1\n_em_3d_reconstruction.resolution 3.2",
    "a method and a resolution": "_exptl.entry_id X\n_exptl.method 'X-ray diffraction'\n"
    "_refine.pdbx_refine_id x\n_refine.ls_d_res_high 2.80",
    "a title that names a program": "_struct.entry_id X\n_struct.title 'Made by ColabFold'",
    "an id": "_entry.id 1ABC",
    "a promise that is not kept": "loop_\n_pdbx_poly_seq_scheme.asym_id\n_pdbx_poly_seq_scheme.seq_id\n"
    "_pdbx_poly_seq_scheme.auth_seq_num\nA 1 1\nA 2 2\nA 3 ?\nB 1 1",
}


@pytest.mark.parametrize("case", STATEMENTS)
def test_what_a_file_states_is_told_as_in_text(tmp_path: Path, case: str) -> None:
    atoms = (row("N"), row("CA", Cartn_x="2.400"), row("C", Cartn_x="3.100"))
    text = mmcif(*atoms, before=STATEMENTS[case])
    binary = read_file(written(tmp_path / "x.bcif", as_binarycif(text)))
    # A text ends with a number sign, or may have been cut.
    assert differences(binary, read_file(written(tmp_path / "x.cif", text + "#\n"))) == set()
    assert bool(binary.notes) == ("promise" in case)


def test_an_entry_of_the_store_is_whole(tmp_path: Path) -> None:
    text = mmcif(row("N"), row("CA"), before=STATEMENTS["a promise that is not kept"])
    path = written(tmp_path / "x.bcif", as_binarycif(text))
    assert read_file(path).notes
    with pytest.raises(DataError, match="is not the whole entry: no atoms of chain B"):
        read_file(path, whole=True)


def test_a_blank_is_a_name_of_a_chain(tmp_path: Path) -> None:
    """As in text, but for the label, which gemmi makes up."""
    text = mmcif(row(auth_asym_id=".", label_asym_id="."), row(chain="B"))
    binary = read_file(written(tmp_path / "x.bcif", as_binarycif(text)))
    assert binary.chains == ["", "B"]
    assert binary.residues.label_chain == ["", "B"]
    assert differences(binary, read_file(written(tmp_path / "x.cif", text))) == {"residues.label_chain"}


def test_models_are_frames_where_their_atoms_are_the_same(tmp_path: Path) -> None:
    frames = {
        case: len(read_file(written(tmp_path / "x.bcif", as_binarycif(mmcif(*rows)))).atoms.xyz)
        for case, rows in CASES.items()
    }
    assert {case for case, n in frames.items() if n == 2} == {
        "models with the same atoms", "models that take turns",
    }  # fmt: skip


NEEDED = {"label_atom_id", "label_comp_id", "Cartn_x", "Cartn_y", "Cartn_z", "auth_seq_id"}

FEW = {
    "the least": NEEDED,
    "elements": NEEDED | {"type_symbol"},
    "author chains": NEEDED | {"type_symbol", "auth_asym_id"},
    "label chains": NEEDED | {"type_symbol", "label_asym_id"},
    "label numbers": NEEDED - {"auth_seq_id"} | {"label_seq_id"},
    "occupancy": NEEDED | {"occupancy"},
}


@pytest.mark.parametrize("case", FEW)
def test_columns_that_programs_leave_out_are_not_needed(tmp_path: Path, case: str) -> None:
    text = mmcif(row(chain="C"), row("CB", chain="C"), row(seq=2, chain="C"), columns=FEW[case] | {"id"})
    binary = read_file(written(tmp_path / "x.bcif", as_binarycif(text)))
    assert differences(binary, read_file(written(tmp_path / "x.cif", text))) <= LABELS


LABELS = {"chains", "residues.label_chain"}
"""Where there is neither an author chain nor a label, text calls the chain A, and this leaves it blank."""


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_a_column_that_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    text = mmcif(row(), columns=NEEDED - {missing})
    with pytest.raises(DataError, match=f"x.bcif: _atom_site has no {missing}; write"):
        read_file(written(tmp_path / "x.bcif", as_binarycif(text)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("data_X\n_entry.id X\n", "no atoms"),
        (
            mmcif(row(), row("CB", auth_seq_id="?", label_seq_id="?")),
            "1 atoms have no _atom_site.auth_seq_id",
        ),
        (mmcif(row(auth_seq_id="one")), "column of numbers has something else"),
        (mmcif(row(auth_seq_id="1.5")), "column of whole numbers has others"),
        (mmcif(row(auth_seq_id="3_4")), "column of numbers has something else"),
        (mmcif(row(Cartn_x="1_2")), "column of numbers has something else"),
        (mmcif(row(pdbx_PDB_ins_code="AB")), "pdbx_PDB_ins_code has more than a letter"),
        (mmcif(row(label_alt_id="AB")), "label_alt_id has more than a letter"),
        (mmcif(row(B_iso_or_equiv="1e300")), "beyond measure"),
        (mmcif(row(Cartn_x="?")), "no atoms with coordinates"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(DataError, match=why) as caught:
        read_file(written(tmp_path / "x.bcif", as_binarycif(text)))
    assert str(tmp_path) in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("atoms", "why"),
    [
        *(([row(auth_seq_id=n)], "number has more than 32 bits") for n in (2**31, -(2**31) - 1, 2**32 + 7)),
        ([row(label_seq_id="99999999999")], "number has more than 32 bits"),
        ([row(), row("CB", auth_seq_id="?", label_seq_id=".")], "1 atoms have no _atom_site.auth_seq_id"),
    ],
)
def test_residue_numbers_are_not_made_up(tmp_path: Path, atoms: list[list[str]], why: str) -> None:
    text = mmcif(*atoms)
    for path, content in ((tmp_path / "x.bcif", as_binarycif(text)), (tmp_path / "x.cif", text)):
        with pytest.raises(DataError, match=why) as caught:
            read_file(written(path, content))
        assert str(path) in str(caught.value)


def test_letters_beyond_ascii_are_lost(tmp_path: Path) -> None:
    """In names, as in text."""
    text = mmcif(
        row("'C\u00c4'", type_symbol="C"), row(comp="'A\u00d6'", seq=2), before="_struct.title 'B\u00e4r'"
    )
    binary = read_file(written(tmp_path / "x.bcif", as_binarycif(text)))
    assert differences(binary, read_file(written(tmp_path / "x.cif", text))) == set()
    assert (binary.header.title, binary.atoms.name.tolist()) == ("B\u00e4r", [b"C_", b"CA"])
    chain = read_file(written(tmp_path / "x.bcif", as_binarycif(mmcif(row(auth_asym_id="\u00c4")))))
    assert chain.chains == ["_"]


def test_the_first_block_with_atoms_is_read(tmp_path: Path) -> None:
    made = pdbx.BinaryCIFFile()
    made["restraints"] = pdbx.BinaryCIFBlock({"chem_comp": {"id": ["ALA"]}})
    made["X"] = pdbx.BinaryCIFFile.read(io.BytesIO(as_binarycif(mmcif(row()))))["X"]
    made.write(tmp_path / "x.bcif")
    content = read_file(tmp_path / "x.bcif")
    assert (content.header.entry, content.chains, content.notes) == ("X", ["A"], [])
    made["Y"] = made["X"]
    made.write(tmp_path / "x.bcif")
    assert read_file(tmp_path / "x.bcif").notes == ["only block 'X' was read; 1 more have atoms (Y)"]


ASSEMBLY = """_pdbx_struct_assembly.id 1
_pdbx_struct_assembly.details ?
_pdbx_struct_assembly.method_details ?
_pdbx_struct_assembly.oligomeric_details ?
_pdbx_struct_assembly.oligomeric_count ?
_pdbx_struct_assembly_gen.assembly_id 1
_pdbx_struct_assembly_gen.oper_expression (1-{last})
_pdbx_struct_assembly_gen.asym_id_list A
"""


def test_an_assembly_of_endless_operators_is_refused(tmp_path: Path) -> None:
    """gemmi would list them all, one after another."""
    few = as_binarycif(mmcif(row(), before=ASSEMBLY.format(last=60)))
    assert list(read_file(written(tmp_path / "x.bcif", few)).pieces) == ["1"]
    many = as_binarycif(mmcif(row(), before=ASSEMBLY.format(last=2_000_000_000)))
    with pytest.raises(DataError, match="more operators than there can be"):
        read_file(written(tmp_path / "x.bcif", many))


def test_an_entry_without_an_id_has_the_name_of_its_block(tmp_path: Path) -> None:
    content = read_file(written(tmp_path / "x.bcif", as_binarycif(mmcif(row()))))
    assert (content.header.entry, content.header.entry_stated) == ("X", False)


# Ways in, and damage.


def test_binary_files_are_told_by_their_content(shared_binary: Path, tmp_path: Path) -> None:
    packed = shared_binary / "200l_pdbe.bcif.gz"
    plain = gzip.decompress(packed.read_bytes())
    expected = load(packed)
    for name, content in {"a.bcif": plain, "b": plain, "c.cif": plain, "d.bcif": packed.read_bytes()}.items():
        found = load(written(tmp_path / name, content))
        assert_alike(found.residues, expected.residues)
        assert found.header.sha256 == hashlib.sha256(content).hexdigest()
    with packed.open("rb") as file:
        assert_alike(load(file).residues, expected.residues)
    assert_alike(load(io.BytesIO(plain)).residues, expected.residues)


def test_a_folder_of_binary_files_is_read_in_one_go(
    binary_fap: bytes, shared_structures: Path, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    written(tmp_path / "models" / "a.bcif.gz", binary_fap)
    written(tmp_path / "models" / "b.bcif", gzip.decompress(binary_fap))
    expected = mtorstruct.map_domains([shared_structures / "1fap.cif.gz"])
    found = mtorstruct.map_domains([tmp_path / "models"], jobs=1)
    assert set(found.file) == {"a.bcif.gz", "b.bcif"}
    assert_alike(found, pd.concat([expected, expected], ignore_index=True))
    tally = mtorstruct.run_batch([tmp_path / "models"], tmp_path / "out", jobs=1)
    assert (tally.inputs, tally.done, tally.failed) == (2, 2, 0)


def test_a_file_cut_anywhere_is_refused(shared_binary: Path, tmp_path: Path) -> None:
    packed = (shared_binary / "200l_pdbe.bcif.gz").read_bytes()
    plain = gzip.decompress(packed)
    for content in (packed, plain):
        for share in (0.2, 0.5, 0.9, 0.99):
            path = written(tmp_path / "x.bcif", content[: int(len(content) * share)])
            with pytest.raises(DataError, match=r"x.bcif: is not a whole .*cut (short|off)"):
                read_file(path)
    damaged = packed[:10_000] + bytes(64) + packed[10_064:]
    with pytest.raises(DataError, match="compressed data are damaged"):
        read_file(written(tmp_path / "x.bcif.gz", damaged))


@pytest.mark.parametrize("name", ["1a2c_rcsb", "1acj_pdbe", "200l_modelserver", "200l_pdbe", "7gsa"])
def test_damage_raises_nothing_of_others(shared_binary: Path, tmp_path: Path, name: str) -> None:
    """Bytes changed at random, half of them near the keys: most of a file is coordinates."""
    content, chance = gzip.decompress((shared_binary / f"{name}.bcif.gz").read_bytes()), random.Random(name)
    keys = [match.start() for match in re.finditer(KEYS, content)]
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(chance.choice((1, 1, 3, 10))):
            near = chance.choice(keys) + chance.randrange(30)
            at = min(chance.choice((near, chance.randrange(len(content)))), len(content) - 1)
            damaged[at] = chance.randrange(256)
        path = written(tmp_path / "x.bcif", bytes(damaged))
        with contextlib.suppress(DataError):
            load(path).residue_columns()


KEYS = (
    b"_atom_site|_struct|_entity|_pdbx_struct|rowCount|srcSize|kind|encoding|offsets|byteCount|origin|factor"
)
