"""Every residue its UniProt position: on real files, and on real chains made difficult."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gemmi
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtorstruct.reference.proteins import protein
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex

from ..alike import assert_alike

Structure = Callable[[str], MtorComplex]

EVERY_FILE = [
    "1fap.cif.gz",
    "1fap.pdb.gz",
    "2gaq.pdb.gz",
    "4dri.pdb.gz",
    "4jsv.pdb.gz",
    "5h64.pdb.gz",
    "mtorc2_protomer.pdb.gz",
    "AF-P42345-F1.pdb.gz",
    "AF-Q6R327-F1.pdb.gz",
    "AF-Q9BPZ7-F1.pdb.gz",
]


def modelled(complex_: MtorComplex) -> pd.DataFrame:
    table = complex_.residues
    return table[table.modelled != "not_modelled"]


@pytest.mark.parametrize("name", EVERY_FILE)
def test_wild_type_proves_every_position(structure: Structure, name: str) -> None:
    table = modelled(structure(name))
    placed = table[table.position.notna()]
    for row in placed.itertuples():
        assert row.expected == protein(row.gene).amino_acid(row.position)
    same = placed.observed == placed.expected
    assert same[placed.note.isna()].all()
    assert not same[placed.note == "conflict"].any()
    assert (placed[placed.note == "unknown_residue"].observed == "X").all()
    assert not placed.duplicated(["chain", "position"]).any()


@pytest.mark.parametrize("name", EVERY_FILE)
def test_every_residue_of_the_file_is_a_row(structure: Structure, shared_structures: Path, name: str) -> None:
    read = gemmi.read_structure(str(shared_structures / name))
    read.setup_entities()
    in_file = [
        (chain.name, residue.seqid.num, residue.name)
        for chain in read[0]
        for residue in chain
        if residue.entity_type == gemmi.EntityType.Polymer
    ]
    table = modelled(structure(name))
    ours = list(zip(table.chain, table.auth_seq_id, table.residue_name, strict=True))
    assert sorted(ours) == sorted(in_file)


@pytest.mark.parametrize("name", EVERY_FILE)
def test_every_position_of_every_known_chain_is_a_row(structure: Structure, name: str) -> None:
    complex_ = structure(name)
    table = complex_.residues
    for chain in complex_.known_chains:
        rows = table[(table.chain == chain.name) & table.position.notna()]
        assert list(rows.position) == list(range(1, len(protein(chain.gene)) + 1))
        assert "".join(rows.expected) == protein(chain.gene).sequence


def test_mmcif_and_pdb_give_the_same_answers(structure: Structure) -> None:
    cif, pdb = structure("1fap.cif.gz").residues, structure("1fap.pdb.gz").residues
    assert_alike(cif.drop(columns="label_chain"), pdb.drop(columns="label_chain"))
    assert set(cif.label_chain) == {"A", "B"}
    assert pdb.label_chain.isna().all()


def summary(complex_: MtorComplex) -> list[tuple[str, str, int, str, float]]:
    return [(c.name, c.gene, c.copy, c.mapping_source, c.identity) for c in complex_.chains]


def test_5h64_upper_and_lower_case_chains_are_two_copies(structure: Structure) -> None:
    assert summary(structure("5h64.pdb.gz")) == [
        ("A", "MTOR", 1, "dbref", 1.0),
        ("B", "RPTOR", 1, "dbref", 1.0),
        ("C", "MLST8", 1, "dbref", 1.0),
        ("a", "MTOR", 2, "dbref", 1.0),
        ("b", "RPTOR", 2, "dbref", 1.0),
        ("c", "MLST8", 2, "dbref", 1.0),
    ]
    table = modelled(structure("5h64.pdb.gz"))
    assert (table.position == table.auth_seq_id).all()
    assert (table.label_seq_id == table.position).all()
    ranges = table.groupby("chain").position.agg(["min", "max"])
    assert ranges.loc["A"].tolist() == [210, 2549]
    assert ranges.loc["b"].tolist() == [78, 1251]
    assert ranges.loc["C"].tolist() == [8, 324]


def test_4jsv_chains_come_in_the_order_b_d_a_c(structure: Structure) -> None:
    assert summary(structure("4jsv.pdb.gz")) == [
        ("B", "MTOR", 1, "dbref", 1.0),
        ("D", "MLST8", 1, "dbref", 1.0),
        ("A", "MTOR", 2, "dbref", 1.0),
        ("C", "MLST8", 2, "dbref", 1.0),
    ]
    table = modelled(structure("4jsv.pdb.gz"))
    mtor = table[table.gene == "MTOR"]
    # SEQRES starts at 1376, so that label number 10 is the first modelled residue, 1385.
    assert (mtor.label_seq_id == mtor.position - 1375).all()
    assert mtor.position.min() == 1385


def test_4dri_tag_does_not_collide_with_uniprot_numbers(structure: Structure) -> None:
    complex_ = structure("4dri.pdb.gz")
    assert summary(complex_) == [("A", "other", 0, "none", 0.0), ("B", "MTOR", 1, "alignment", 1.0)]
    table = modelled(complex_)
    tag = table[(table.chain == "B") & table.position.isna()]
    assert "".join(tag.observed) == "GAMDPEFM"
    assert tag.auth_seq_id.tolist() == list(range(2017, 2025))
    assert (tag.note == "unproven").all()
    frb = table[(table.chain == "B") & table.position.notna()]
    assert [frb.position.min(), frb.position.max(), len(frb)] == [2025, 2112, 88]
    assert (frb.position == frb.auth_seq_id).all()
    assert (table[table.chain == "A"].note == "other_protein").all()


def test_2gaq_is_numbered_from_one_and_has_19_models(structure: Structure) -> None:
    complex_ = structure("2gaq.pdb.gz")
    table = modelled(complex_)
    assert len(table) == 100
    assert (table.position == table.auth_seq_id + 2014).all()
    assert complex_.atoms.xyz.shape[0] == 19


def test_1fap_corrects_the_statement_that_contradicts_the_sequence(structure: Structure) -> None:
    # DBREF says FKBP12 1-107 is P62942 1-107; the amino acids say 2-108 (Met1 is removed).
    table = modelled(structure("1fap.pdb.gz"))
    fkbp = table[table.gene == "FKBP1A"]
    assert (fkbp.position == fkbp.auth_seq_id + 1).all()
    assert set(fkbp.mapping_source) == {"alignment"}
    frb = table[table.gene == "MTOR"]
    assert set(frb.mapping_source) == {"dbref"}
    assert (frb.position == frb.auth_seq_id).all()
    assert [frb.position.min(), frb.position.max()] == [2018, 2112]


def test_mtorc2_protomer_unknown_residues_and_lying_numbers(structure: Structure) -> None:
    complex_ = structure("mtorc2_protomer.pdb.gz")
    assert [(c.name, c.gene, c.mapping_source) for c in complex_.chains] == [
        ("A", "MTOR", "alignment"),
        ("C", "MLST8", "dbref"),
        ("E", "RICTOR", "alignment"),
        ("G", "MAPKAP1", "alignment"),
    ]
    table = modelled(complex_)
    unknown = table[table.residue_name == "UNK"]
    assert len(unknown) == 59
    # Three stand next to residues that prove their numbers; the others prove nothing.
    beside = unknown[unknown.position.notna()]
    assert (beside.position == beside.auth_seq_id).all()
    assert (beside.note == "unknown_residue").all()
    assert len(beside) == 3
    assert (unknown.note.isin(["unknown_residue", "unproven"])).all()
    assert (unknown.note == "unproven").sum() == 56
    mtor = table[(table.gene == "MTOR") & table.position.notna()]
    assert (mtor.position == mtor.auth_seq_id).all()
    sin1 = table[table.gene == "MAPKAP1"].set_index("auth_seq_id")
    # The file numbers 77-95 what is 79-97 in UniProt, and gives a stretch of alanine 4001-4019.
    assert (sin1.loc[77:95].position == np.arange(79, 98)).all()
    assert (sin1.loc[77:95].observed == sin1.loc[77:95].expected).all()
    assert (sin1.loc[98:132].position == np.arange(98, 133)).all()
    assert sin1.loc[4001:4019].position.isna().all()
    assert len(sin1.loc[4001:4019]) == 19


def test_unknown_residues_are_never_whole(structure: Structure) -> None:
    table = structure("mtorc2_protomer.pdb.gz").residues
    assert set(table[table.residue_name == "UNK"].modelled) == {"backbone"}


@pytest.mark.parametrize(
    ("name", "gene", "length"),
    [("AF-P42345-F1", "MTOR", 2549), ("AF-Q6R327-F1", "RICTOR", 1708), ("AF-Q9BPZ7-F1", "MAPKAP1", 522)],
)
def test_alphafold_models_are_whole(structure: Structure, name: str, gene: str, length: int) -> None:
    complex_ = structure(f"{name}.pdb.gz")
    table = complex_.residues
    assert complex_.entry == name
    assert set(table.gene) == {gene}
    assert len(table) == length
    assert (table.modelled == "full").all()
    assert (table.position == table.auth_seq_id).all()


def test_what_is_modelled_is_told_apart(structure: Structure, shared_structures: Path) -> None:
    table = structure("5h64.pdb.gz").residues
    assert set(table.modelled) == {"full", "partial", "backbone", "not_modelled"}
    atoms = {
        (chain.name, residue.seqid.num): {atom.name for atom in residue}
        for chain in gemmi.read_structure(str(shared_structures / "5h64.pdb.gz"))[0]
        for residue in chain
    }
    backbone = {"N", "CA", "C", "O"}
    for row in table[(table.chain == "A") & (table.modelled != "not_modelled")].itertuples():
        names = atoms[row.chain, row.auth_seq_id] - {"OXT"}
        if row.modelled == "backbone":
            assert names - backbone <= {"CB"}
        if row.modelled == "full" and row.expected != "G":
            assert names > backbone


# Real chains made difficult --------------------------------------------------------------------


@pytest.fixture(scope="session")
def kinase_chain(shared_structures: Path) -> gemmi.Chain:
    """Chain A of 4JSV: 1,058 residues with gaps, numbered as in UniProt."""
    chain = gemmi.read_structure(str(shared_structures / "4jsv.pdb.gz"))[0]["A"].clone()
    for index in reversed(range(len(chain))):
        if chain[index].name in ("ADP", "MG", "MGF"):
            del chain[index]
    return chain


def write(chains: list[gemmi.Chain], path: Path, *, as_cif: bool = False) -> Path:
    """Write chains into a file that states nothing but coordinates."""
    structure = gemmi.Structure()
    structure.add_model(gemmi.Model(1))
    for chain in chains:
        structure[0].add_chain(chain)
    structure.setup_entities()
    if as_cif:
        structure.make_mmcif_document().write_file(str(path))
    else:
        structure.write_pdb(str(path))
    return path


def fragment(chain: gemmi.Chain, keep: list[int], name: str = "A") -> tuple[gemmi.Chain, list[int]]:
    """Copy some residues, and return their true UniProt positions beside."""
    part = gemmi.Chain(name)
    for index in keep:
        part.add_residue(chain[index])
    return part, [chain[index].seqid.num for index in keep]


def dbref(truth: list[int], shift: int = 0) -> str:
    """DBREF record that states the author numbers to be UniProt positions, shifted by some residues."""
    a, b = truth[0], truth[-1]
    claim = f"UNP    P42345   MTOR_HUMAN    {a + shift:4d}   {b + shift:4d}"
    return f"DBREF  XXXX A {a:4d}  {b:4d}  {claim}\n"


def placed_positions(path: Path, chain: str = "A") -> list[int | None]:
    table = load(path).residues
    rows = table[(table.chain == chain) & (table.modelled != "not_modelled")].sort_values("auth_seq_id")
    return [None if pd.isna(p) else int(p) for p in rows.position]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_fragments_with_any_numbers_and_gaps_are_placed_right_or_not_at_all(
    kinase_chain: gemmi.Chain, tmp_path: Path, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(kinase_chain) - 200))
    length = data.draw(st.integers(40, 200))
    gap_at = data.draw(st.integers(10, length - 10))
    gap = data.draw(st.integers(0, 30))
    as_cif = data.draw(st.booleans())
    # PDB files have four columns for a number; mmCIF has no such limit.
    offset = data.draw(st.integers(-20_000, 20_000) if as_cif else st.integers(-2300, 7400))
    keep = [i for i in range(start, start + length) if not gap_at <= i - start < gap_at + gap]
    part, truth = fragment(kinase_chain, keep)
    counted_on = data.draw(st.booleans())
    for number, residue in enumerate(part, start=1):
        # Some programs number on through what they could not build.
        residue.seqid.num = number if counted_on else residue.seqid.num + offset
    path = tmp_path / ("fragment.cif" if as_cif else "fragment.pdb")
    found = placed_positions(write([part], path, as_cif=as_cif))
    wrong = [(t, f) for t, f in zip(truth, found, strict=True) if f is not None and f != t]
    assert not wrong
    # A short piece between gaps may stay unproven, a long one never.
    assert sum(f is None for f in found) <= 15


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_mutations_stay_conflicts_and_move_nothing(
    kinase_chain: gemmi.Chain, tmp_path: Path, seed: int
) -> None:
    random = np.random.default_rng(seed)
    part, truth = fragment(kinase_chain, list(range(300, 420)))
    mutated = sorted(random.choice(np.arange(12, 108), size=5, replace=False).tolist())
    for index in mutated:
        part[index].name = "ALA" if part[index].name != "ALA" else "TRP"
    table = load(write([part], tmp_path / "mutated.pdb")).residues
    rows = table[table.modelled != "not_modelled"]
    assert rows.position.tolist() == truth
    assert rows[rows.note == "conflict"].position.tolist() == [truth[i] for i in mutated]


def with_tag(part: gemmi.Chain, tag: list[str]) -> gemmi.Chain:
    """Put residues in front of a chain, bonded to it and numbered on from it."""
    tagged = gemmi.Chain(part.name)
    first = part[0]
    for k, name in enumerate(tag):
        residue = first.clone()
        residue.name = name
        away = len(tag) - k
        residue.seqid.num = first.seqid.num - away
        for atom in residue:
            atom.pos = gemmi.Position(atom.pos.x - 3.8 * away, atom.pos.y, atom.pos.z)
        tagged.add_residue(residue)
    for residue in part:
        tagged.add_residue(residue)
    return tagged


@pytest.mark.parametrize("tag", ["GSHM", "MHHHHHH", "GAMDPEFM", "SNA", "GPLGS"])
@pytest.mark.parametrize("stated", [False, True], ids=["nothing stated", "in the DBREF"])
def test_tags_are_not_numbered(kinase_chain: gemmi.Chain, tmp_path: Path, tag: str, stated: bool) -> None:
    for start in range(20, 120, 10):
        part, truth = fragment(kinase_chain, list(range(start, start + 80)))
        names = [gemmi.expand_one_letter(letter, gemmi.ResidueKind.AA) for letter in tag]
        path = write([with_tag(part, names)], tmp_path / "tagged.pdb")
        if stated:
            path.write_text(dbref([truth[0] - len(tag), *truth]) + path.read_text())
        rows = load(path).residues
        rows = rows[rows.modelled != "not_modelled"].sort_values("auth_seq_id")
        assert rows.position.tolist()[len(tag) :] == truth
        placed = rows.iloc[: len(tag)].dropna(subset="position")
        # A tag residue that is what the protein has there cannot be told apart.
        assert (placed.observed == placed.expected).all()


def test_a_slip_at_the_end_of_a_chain_is_found_out(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    # One residue is not modelled, and those behind it are numbered one too high.
    for length in range(1, 13):
        keep = [i for i in range(60) if i != 60 - length - 1]
        part, truth = fragment(kinase_chain, keep)
        for index in range(len(keep) - length, len(keep)):
            part[index].seqid.num += 1
        path = write([part], tmp_path / "slip.pdb")
        path.write_text(dbref([truth[0], truth[-1] + 1]) + path.read_text())
        found = placed_positions(path)
        assert all(f in (None, t) for t, f in zip(truth, found, strict=True))


def test_nothing_of_a_chain_is_lost(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    # Files of other programs have TER, waters and unknown residues in the middle of a chain.
    part, truth = fragment(kinase_chain, list(range(60)))
    lines = [
        line for line in write([part], tmp_path / "whole.pdb").read_text().splitlines() if line[:4] == "ATOM"
    ]
    middle = next(i for i, line in enumerate(lines) if int(line[22:26]) == truth[30])
    water = "HETATM 9999  O   HOH A9000      10.000  10.000  10.000  1.00 20.00           O"
    unknown = [
        "HETATM" + line[6:17] + "UNK" + line[20:] if int(line[22:26]) in truth[30:33] else line
        for line in lines
    ]
    for case in (
        [*lines[:middle], "TER", *lines[middle:], "TER"],
        [*lines[:middle], water, *lines[middle:]],
        [water, *lines],
        [line.replace("ATOM  ", "HETATM") for line in lines],
        unknown,
    ):
        path = tmp_path / "odd.pdb"
        path.write_text("\n".join([*case, "END", ""]))
        assert placed_positions(path) == truth


def test_chain_names_of_any_length(shared_structures: Path, tmp_path: Path) -> None:
    read = gemmi.read_structure(str(shared_structures / "1fap.cif.gz"))
    read.setup_entities()
    read.rename_chain("A", "FKBP12_a1")
    read.rename_chain("B", "the_whole_FRB_domain")
    path = tmp_path / "long.cif"
    read.make_mmcif_document().write_file(str(path))
    complex_ = load(path)
    assert [(c.name, c.gene) for c in complex_.known_chains] == [
        ("FKBP12_a1", "FKBP1A"),
        ("the_whole_FRB_domain", "MTOR"),
    ]
    assert complex_.domains().chain.unique().tolist() == ["FKBP12_a1", "the_whole_FRB_domain"]
    assert set(complex_.universe.segments.segids) == {"FKBP12_a1", "the_whole_FRB_domain"}


def test_a_wrong_statement_is_found_out(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    part, truth = fragment(kinase_chain, list(range(100)))
    path = write([part], tmp_path / "wrong.pdb")
    path.write_text(dbref(truth, shift=3) + path.read_text())
    table = load(path).residues
    rows = table[table.modelled != "not_modelled"]
    assert rows.position.tolist() == truth
    assert set(rows.mapping_source) == {"alignment"}


def test_a_statement_that_shifts_one_loop_is_found_out(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    # 12 of 300 residues out of register: 96 % identity would hide it.
    part, truth = fragment(kinase_chain, list(range(300)))
    names = [part[i].name for i in range(100, 112)]
    for k, i in enumerate(range(100, 112)):
        part[i].name = names[k - 1]
    path = write([part], tmp_path / "shifted.pdb")
    path.write_text(dbref(truth) + path.read_text())
    rows = load(path).residues
    assert set(rows.mapping_source) != {"dbref"}


def write_with_sifts(
    part: gemmi.Chain, positions: list[int], path: Path, *, stray_seq_id: bool = False
) -> Path:
    """Write a chain as PDBe's updated mmCIF does: a UniProt position beside every residue."""
    structure = gemmi.Structure()
    structure.add_model(gemmi.Model(1))
    structure[0].add_chain(part)
    structure.setup_entities()
    structure.entities[0].full_sequence = [residue.name for residue in part]
    structure.assign_label_seq_id()
    document = structure.make_mmcif_document()
    n = len(positions)
    sequence_ids = [str(k) for k in range(1, n + 1)]
    if stray_seq_id:
        sequence_ids[-1] = str(n + 200)
    document[0].set_mmcif_category(
        "_pdbx_sifts_xref_db.",
        {
            "entity_id": [structure.entities[0].name] * n,
            "asym_id": [structure.entities[0].subchains[0]] * n,
            "seq_id_ordinal": ["1"] * n,
            "seq_id": sequence_ids,
            "observed": ["y"] * n,
            "unp_res": ["A"] * n,
            "unp_num": [str(p) for p in positions],
            "unp_acc": ["P42345"] * n,
        },
    )
    document.write_file(str(path))
    return path


def test_sifts_columns_are_read_and_proven(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    part, truth = fragment(kinase_chain, list(range(60)))
    for number, residue in enumerate(part, start=1):
        residue.seqid.num = number
    rows = load(write_with_sifts(part, truth, tmp_path / "sifts.cif")).residues
    rows = rows[rows.modelled != "not_modelled"]
    assert rows.position.tolist() == truth
    assert set(rows.mapping_source) == {"sifts"}


def test_sifts_columns_that_lie_are_not_believed(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    part, truth = fragment(kinase_chain, list(range(60)))
    rows = load(write_with_sifts(part, [p + 1 for p in truth], tmp_path / "lie.cif")).residues
    rows = rows[rows.modelled != "not_modelled"]
    assert rows.position.tolist() == truth
    assert set(rows.mapping_source) == {"alignment"}


def test_a_damaged_sifts_category_does_not_cost_the_file(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    part, truth = fragment(kinase_chain, list(range(60)))
    path = write_with_sifts(part, truth, tmp_path / "stray.cif", stray_seq_id=True)
    rows = load(path).residues
    assert rows[rows.modelled != "not_modelled"].position.tolist() == truth


def test_long_chain_names_and_many_copies(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    names = ["AA", "aa", "Long1", "z9"]
    parts = [fragment(kinase_chain, list(range(50)), name)[0] for name in names]
    complex_ = load(write(parts, tmp_path / "copies.cif", as_cif=True))
    assert [(c.name, c.gene, c.copy) for c in complex_.chains] == [
        (name, "MTOR", number) for number, name in enumerate(names, start=1)
    ]
    for chain in complex_.chains:
        assert chain.uniprot_pos.tolist() == [residue.seqid.num for residue in parts[0]]


def test_insertion_codes_are_residues_of_their_own(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    part, truth = fragment(kinase_chain, list(range(80)))
    for index in range(40, 43):
        part[index].seqid.num = part[39].seqid.num
        part[index].seqid.icode = "ABC"[index - 40]
    table = load(write([part], tmp_path / "inserted.pdb")).residues
    rows = table[table.modelled != "not_modelled"]
    assert rows.position.tolist() == truth
    assert rows.insertion_code.fillna("").tolist()[39:44] == ["", "A", "B", "C", ""]


def test_a_scrambled_chain_is_no_protein_of_ours(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    order = np.random.default_rng(1).permutation(200).tolist()
    part, _ = fragment(kinase_chain, order)
    for number, residue in enumerate(part, start=1):
        residue.seqid.num = number
    complex_ = load(write([part], tmp_path / "scrambled.pdb"))
    assert [(c.gene, c.mapping_source) for c in complex_.chains] == [("other", "none")]
    assert (complex_.residues.note == "other_protein").all()


def test_one_conformer_is_kept_by_occupancy_then_letter(kinase_chain: gemmi.Chain, tmp_path: Path) -> None:
    part, truth = fragment(kinase_chain, list(range(30)))
    for index, (occ_a, occ_b) in {10: (0.4, 0.6), 12: (0.5, 0.5)}.items():
        residue = part[index]
        others = [atom.clone() for atom in residue]
        for atom in residue:
            atom.altloc, atom.occ = "A", occ_a
        for other in others:
            other.altloc, other.occ = "B", occ_b
            other.pos = gemmi.Position(other.pos.x + 1, other.pos.y, other.pos.z)
            residue.add_atom(other)
    complex_ = load(write([part], tmp_path / "altloc.pdb"))
    table = complex_.residues
    assert table[table.modelled != "not_modelled"].position.tolist() == truth
    atoms = complex_.atoms
    for index, shift in ((10, 1.0), (12, 0.0)):
        ca = (atoms.residue == index) & (atoms.name == b"CA")
        assert ca.sum() == 1
        expected = kinase_chain[index].sole_atom("CA").pos.x + shift
        assert atoms.xyz[0, ca, 0] == pytest.approx(expected, abs=2e-3)
