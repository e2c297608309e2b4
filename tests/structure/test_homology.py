"""Proteins of the user and relatives: on FKBP12 and FKBP51, which are real ones, and on made ones."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from types import ModuleType

import gemmi
import numpy as np
import pytest
from Bio.Align import substitution_matrices

from mtorstruct.atlas.build import build_atlas
from mtorstruct.atlas.store import open_atlas
from mtorstruct.errors import DataError
from mtorstruct.measures.contacts import protomers
from mtorstruct.measures.sites import ca_atoms, locate_sites
from mtorstruct.measures.table import residue_geometry
from mtorstruct.reference.extension import Extension, read_extension
from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.structure.alignment import likely_proteins
from mtorstruct.structure.homology import (
    MIN_HOMOLOGUE_COVERAGE,
    MIN_HOMOLOGUE_IDENTITY,
    MIN_HOMOLOGUE_RESIDUES,
    _aligner,
    expected_by_chance,
    least_identity,
    place,
    relate,
)
from mtorstruct.structure.loading import load, read_complex
from mtorstruct.structure.model import MtorComplex, domain_columns
from mtorstruct.structure.numbering import NOTES, Chain, number_chains
from mtorstruct.structure.reading import read_file
from mtorstruct.tables import DOMAINS, Columns
from mtorstruct.views.building import make_scene
from mtorstruct.views.sources import from_complex

from ..alike import assert_alike
from ..scripts import module_of
from .test_numbering_of_made_chains import made_chain, stretch, written

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "homologues.md"

without_docs = pytest.mark.skipif(
    not PAGE.is_file(), reason="needs the documentation, which is part of a checkout"
)


@functools.cache
def measuring() -> ModuleType:
    """The script that wrote the numbers of the page."""
    return module_of(PAGE.with_suffix(".py"))


def text_of(chain: Chain) -> str:
    return chain.observed.tobytes().decode()


@pytest.fixture(scope="session")
def fkbp51(shared_structures: Path) -> str:
    """FKBP51 as it is modelled in 4DRI, whose chain it is."""
    return text_of(load(shared_structures / "4dri.pdb.gz").chains[0])


def extension_of(folder: Path, sequences: dict[str, str], domains: str = "") -> Extension:
    fasta, table = folder / "mine.fasta", folder / "mine.tsv"
    fasta.write_text("".join(f">{name}\n{sequence}\n" for name, sequence in sequences.items()))
    table.write_text(f"gene\tdomain\tstart\tend\n{domains}")
    return read_extension(fasta, table if domains else None)


def rows_of(complex_: MtorComplex, *, level: str = "domain") -> Columns:
    columns = domain_columns([complex_], level=level)
    DOMAINS.check(columns)
    return columns


# Sequences of the user ---------------------------------------------------------------------------


def test_a_chain_of_the_users_protein_is_that_protein(
    shared_structures: Path, tmp_path: Path, fkbp51: str
) -> None:
    extension = extension_of(tmp_path, {"FKBP51": fkbp51}, "FKBP51\tFK1\t14\t121\n")
    for homologues in (False, True):
        complex_ = read_complex(shared_structures / "4dri.pdb.gz", extension=extension, homologues=homologues)
        fkbp, frb = complex_.chains
        assert (fkbp.gene, fkbp.relation, fkbp.identity, fkbp.placed) == ("FKBP51", "same", 1.0, 1.0)
        assert fkbp.uniprot_pos.tolist() == list(range(1, len(fkbp51) + 1))
        assert (frb.gene, frb.relation, frb.placed) == ("MTOR", "same", round(88 / 96, 3))
        columns = rows_of(complex_)
        mine = columns["gene"] == "FKBP51"
        assert columns["domain"][mine].tolist() == ["FK1"]
        assert columns["scheme"][mine].tolist() == ["reference"]
        assert columns["n_modelled"][mine].tolist() == [108]
        assert columns["uniprot"][mine].tolist() == [""]
        assert set(columns["domain"][~mine]) == {"N-HEAT", "M-HEAT", "FAT", "FRB", "kinase"}
        assert set(columns["placed"][~mine]) == {round(88 / 96, 3)}
        assert "FKBP51" not in rows_of(complex_, level="linker")["gene"]
        residues = complex_.residues
        expected = residues[(residues.gene == "FKBP51") & (residues.modelled != "not_modelled")].expected
        assert "".join(expected) == fkbp51


def test_the_nine_are_found_as_ever_beside_the_users(
    shared_structures: Path, tmp_path: Path, fkbp51: str
) -> None:
    extension = extension_of(tmp_path, {"FKBP51": fkbp51})
    for name in ("1fap.pdb.gz", "mtorc2_protomer.pdb.gz"):
        ours = read_complex(shared_structures / name, extension=extension)
        assert_alike(ours.residues, load(shared_structures / name).residues)


def test_of_relatives_a_chain_is_the_one_with_more_residues_right(tmp_path: Path) -> None:
    # Every 21st residue differs: each fits the other at 95 % identity.
    human = protein("MTOR").sequence
    letters = list(human)
    for k in range(0, len(letters), 21):
        letters[k] = "A" if letters[k] != "A" else "S"
    twin = "".join(letters)
    extension = extension_of(tmp_path, {"TWIN": twin})
    chains = [
        made_chain("h", [(n, human[n - 1]) for n in range(2015, 2300)]),
        made_chain("t", [(n, twin[n - 1]) for n in range(2015, 2300)]),
        made_chain("b", [(n, human[n - 1]) for n in range(23, 43)]),
    ]
    assert human[22:42] == twin[22:42]
    found = read_complex(written(tmp_path / "made.cif", *chains), extension=extension).chains
    assert [(c.name, c.gene, c.identity) for c in found] == [
        ("h", "MTOR", 1.0),
        ("t", "TWIN", 1.0),
        ("b", "MTOR", 1.0),
    ]


def test_more_residues_right_count_for_more_than_more_words(tmp_path: Path) -> None:
    # Reversed, a sequence is that of none of the nine. Twelve neighbours that differ spoil 17 words of six
    # residues, five residues far from each other 30.
    chain = protein("MTOR").sequence[2199:1999:-1]
    near_words, near_residues = list(chain), list(chain)
    for k in range(90, 102):
        near_words[k] = stand_in(chain[k])
    for k in range(20, 180, 35):
        near_residues[k] = stand_in(chain[k])
    sequences = {"WORDS": "".join(near_words), "RESIDUES": "".join(near_residues)}
    extension = extension_of(tmp_path, sequences)
    likely = likely_proteins(np.frombuffer(chain.encode(), dtype=np.uint8), extension.proteins)
    assert [p.gene for p in likely] == ["WORDS", "RESIDUES"]
    path = written(tmp_path / "made.cif", made_chain("A", list(enumerate(chain, start=1))))
    (found,) = read_complex(path, extension=extension).chains
    assert (found.gene, found.identity) == ("RESIDUES", round(195 / 200, 4))


def test_of_equals_the_earlier_is_taken(tmp_path: Path) -> None:
    sequence = protein("MLST8").sequence[::-1]
    path = written(tmp_path / "made.cif", made_chain("A", list(enumerate(sequence, start=1))))
    extension = extension_of(tmp_path, {"FIRST": sequence, "SECOND": sequence})
    content = read_file(path)
    for known in (extension.proteins, extension.proteins[::-1]):
        assert [c.protein for c in number_chains(content, known)] == [known[0]]
        assert likely_proteins(np.frombuffer(sequence.encode(), dtype=np.uint8), known) == list(known)


def test_unknown_residues_of_a_users_sequence_are_no_proof(tmp_path: Path) -> None:
    letters = list(protein("MLST8").sequence[::-1])
    made = made_chain("A", list(enumerate(letters, start=1)))
    for residue in list(made)[100:110]:
        residue.name = "UNK"
    letters[100:110] = "X" * 10
    letters[200] = "X"
    extension = extension_of(tmp_path, {"MINE": "".join(letters)})
    (chain,) = read_complex(written(tmp_path / "made.cif", made), extension=extension).chains
    assert chain.uniprot_pos.tolist() == list(range(1, len(letters) + 1))
    assert chain.identity == round(315 / 316, 4)
    assert NOTES[chain.note[200]] == "conflict"
    assert {NOTES[note] for note in chain.note[100:110]} == {"unknown_residue"}


def test_a_protein_without_an_accession_is_not_told_to_be_another_by_one(tmp_path: Path) -> None:
    chain = protein("MTOR").sequence[2199:1999:-1]
    mine = "".join(stand_in(x) if k % 20 == 10 else x for k, x in enumerate(chain))
    structure = gemmi.Structure()
    structure.add_model(gemmi.Model(1))
    structure[0].add_chain(made_chain("A", list(enumerate(chain, start=1))))
    structure.setup_entities()
    # Q9JLN9 is mTOR of the mouse, and neither of both.
    said = "DBREF  XXXX A    1   200  UNP    Q9JLN9   MTOR_MOUSE       1    200\n"
    path = tmp_path / "made.pdb"
    path.write_text(said + structure.make_pdb_string())
    for heading, gene in (("MINE", "MINE"), ("sp|P99999|MINE_X GN=MINE", "other")):
        (found,) = read_complex(path, extension=extension_of(tmp_path, {heading: mine})).chains
        assert (found.gene, found.relation) == (gene, "same")


# FKBP51 is a relative of FKBP12 ------------------------------------------------------------------


def brute_force(a: str, b: str) -> list[tuple[int, int]]:
    """Pairs of the best local alignment (Gotoh's recursion with a plain table of three states)."""
    matrix = substitution_matrices.load("BLOSUM62")
    low = -(10**6)
    shape = (3, len(a) + 1, len(b) + 1)
    score, back = np.full(shape, low), np.zeros(shape, dtype=int)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            before = [0, *score[:, i - 1, j - 1]]
            score[0, i, j] = max(before) + matrix[a[i - 1]][b[j - 1]]
            back[0, i, j] = int(np.argmax(before)) - 1
            for state, (k, m) in ((1, (i - 1, j)), (2, (i, j - 1))):
                options = [score[s, k, m] - (1 if s == state else 11) for s in range(3)]
                score[state, i, j], back[state, i, j] = max(options), int(np.argmax(options))
    i, j = np.unravel_index(score[0].argmax(), score[0].shape)
    state, pairs = 0, []
    while state >= 0:
        came_from = back[state, i, j]
        if state == 0:
            pairs.append((int(i), int(j)))
        i, j = i - (state != 2), j - (state != 1)
        state = came_from
    return pairs[::-1]


def test_fkbp51_is_placed_as_another_algorithm_aligns_it(shared_structures: Path, fkbp51: str) -> None:
    fkbp, frb = read_complex(shared_structures / "4dri.pdb.gz", homologues=True).chains
    assert (fkbp.gene, fkbp.protein, fkbp.relation) == (
        "FKBP1A (homologous)",
        protein("FKBP1A"),
        "homologous",
    )
    assert (fkbp.mapping_source, fkbp.copy, fkbp.refused) == ("homologous", 1, "")
    reference = protein("FKBP1A").sequence
    pairs = brute_force(fkbp51, reference)
    assert [(k + 1, p) for k, p in enumerate(fkbp.uniprot_pos.tolist()) if p] == pairs
    n_equal = sum(fkbp51[k - 1] == reference[p - 1] for k, p in pairs)
    assert fkbp.identity == round(n_equal / len(pairs), 4)
    assert fkbp.placed == round(len(pairs) / len(fkbp51), 3)
    notes = {k - 1: "" if fkbp51[k - 1] == reference[p - 1] else "substituted" for k, p in pairs}
    rows = read_complex(shared_structures / "4dri.pdb.gz", homologues=True).residues
    rows = rows[(rows.chain == "A") & (rows.modelled != "not_modelled")].sort_values("auth_seq_id")
    assert rows.note.fillna("").tolist() == [notes.get(k, "unproven") for k in range(len(fkbp51))]
    assert (frb.gene, frb.relation, frb.mapping_source) == ("MTOR", "same", "alignment")


def rmsd(a: np.ndarray, b: np.ndarray) -> float:
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    u, _, vt = np.linalg.svd(a.T @ b)
    turn = u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt
    return float(np.sqrt(((a - b @ turn.T) ** 2).sum(axis=1).mean()))


@without_docs
def test_coordinates_confirm_the_place_of_fkbp51(shared_structures: Path) -> None:
    complexes = [read_complex(shared_structures / f"{n}.pdb.gz", homologues=True) for n in ("1fap", "4dri")]
    (p12, xyz12), (p51, xyz51) = (ca_atoms(c, c.chains[0]) for c in complexes)

    def shifted(shift: int) -> tuple[int, float]:
        both, i, j = np.intersect1d(p12, p51 + shift, return_indices=True)
        return len(both), rmsd(xyz12[i], xyz51[j])

    n, best = shifted(0)
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"RMSD {best:.2f} Å over {n} pairs" in text
    # FKBP51 and FKBP12 fold alike: 1 Å is what two crystal structures of relatives differ by.
    assert best < 1.2
    assert min(shifted(-1)[1], shifted(1)[1]) > 3.7


def test_a_relative_has_the_domains_of_the_protein_whose_numbers_it_carries(shared_structures: Path) -> None:
    columns = rows_of(read_complex(shared_structures / "4dri.pdb.gz", homologues=True))
    mine = columns["gene"] == "FKBP1A (homologous)"
    fap = rows_of(load(shared_structures / "1fap.pdb.gz"))
    theirs = fap["gene"] == "FKBP1A"
    for name in ("domain", "start", "end", "scheme"):
        assert columns[name][mine].tolist() == fap[name][theirs].tolist()
    assert set(columns["uniprot"][mine]) == {""}
    assert set(columns["mapping_source"][mine]) == {"homologous"}


def test_a_relative_of_a_users_protein_has_the_domains_that_the_user_states(tmp_path: Path) -> None:
    mine = protein("MLST8").sequence[::-1]
    extension = extension_of(tmp_path, {"MINE": mine}, "MINE\tfirst\t1\t100\nMINE\tsecond\t101\t326\n")
    relative = [(k, stand_in(x) if k % 4 == 0 else x) for k, x in enumerate(mine, start=1)]
    path = written(tmp_path / "made.cif", made_chain("A", relative))
    complex_ = read_complex(path, extension=extension, homologues=True)
    assert (complex_.chains[0].gene, complex_.chains[0].copy) == ("MINE (homologous)", 1)
    columns = rows_of(complex_)
    assert columns["gene"].tolist() == ["MINE (homologous)"] * 2
    assert columns["domain"].tolist() == ["first", "second"]
    assert set(columns["scheme"]) == {"reference"}
    assert (columns["coverage"] > 0.95).all()
    assert read_complex(path, homologues=True).chains[0].protein is None


def test_relatives_are_placed_only_where_they_are_asked_for(shared_structures: Path) -> None:
    path = shared_structures / "4dri.pdb.gz"
    for complex_ in (load(path), read_complex(path)):
        assert [(c.gene, c.refused) for c in complex_.chains] == [("other", ""), ("MTOR", "")]


@pytest.mark.parametrize("left_out", ["FKBP1A", "MTOR"])
def test_without_a_relative_a_chain_is_refused_with_the_reason(
    shared_structures: Path, left_out: str
) -> None:
    content = read_file(shared_structures / "1fap.pdb.gz")
    known = tuple(p for p in proteins() if p.gene != left_out)
    chains = number_chains(content, known)
    after = relate(content, chains, known, align=True)
    for before, chain, name in zip(chains, after, ("FKBP1A", "MTOR"), strict=True):
        if name == left_out:
            assert chain.protein is None
            assert (chain.gene, chain.placed, chain.copy, chain.relation) == ("other", 0.0, 0, "same")
            said = re.fullmatch(
                r"nearest is (\w+): identity (0\.\d\d) over (\d+) % of the chain, as chance gives",
                chain.refused,
            )
            assert said is not None
            assert said[1] in {p.gene for p in known}
            n_aligned = round(int(said[3]) / 100 * len(chain.observed))
            assert float(said[2]) < least_identity(n_aligned) or int(said[3]) < 100 * MIN_HOMOLOGUE_COVERAGE
        else:
            assert chain.gene == before.gene == name
            assert chain.refused == ""


def test_a_users_protein_without_domains_stays_that_protein(
    shared_structures: Path, tmp_path: Path, fkbp51: str
) -> None:
    bare = extension_of(tmp_path, {"FKBP51": fkbp51})
    for homologues in (False, True):
        complex_ = read_complex(shared_structures / "4dri.pdb.gz", extension=bare, homologues=homologues)
        assert (complex_.chains[0].gene, complex_.chains[0].refused) == ("FKBP51", "")
        assert set(rows_of(complex_)["gene"]) == {"MTOR"}


# What the file says of the species ---------------------------------------------------------------


def stated(shared: Path, folder: Path, accession: str, mutate: str = "") -> Path:
    """1FAP whose FRB is said to be of an accession ('' for nothing), with residue 2060 changed."""
    structure = gemmi.read_structure(str(shared / "1fap.pdb.gz"))
    if mutate:
        residue = next(r for r in structure[0]["B"] if r.seqid.num == 2060)
        assert residue.name != mutate
        residue.name = mutate
    lines = structure.make_pdb_string().splitlines(keepends=True)
    dbref = [line for line in lines if line.startswith("DBREF  1FAP B")]
    assert len(dbref) == 1
    assert "P42345  " in dbref[0]
    text = "".join(lines).replace(
        dbref[0], dbref[0].replace("P42345  ", f"{accession:8s}") if accession else ""
    )
    path = folder / "1fap.pdb"
    path.write_text(text)
    return path


# Q9JLN9 is mTOR of the mouse; what counts is that it is none of the nine.
@pytest.mark.parametrize(
    ("accession", "mutate", "relation"),
    [
        ("P42345", "TRP", "same"),
        ("Q9JLN9", "TRP", "homologous"),
        ("Q9JLN9", "", "homologous"),
        ("P42345-2", "TRP", "same"),
        ("", "TRP", "same"),
    ],
)
@pytest.mark.parametrize("align", [False, True])
def test_another_species_is_told_by_what_the_file_names(
    shared_structures: Path, tmp_path: Path, accession: str, mutate: str, relation: str, align: bool
) -> None:
    path = stated(shared_structures, tmp_path, accession, mutate)
    plain = load(path).chains[1]
    fkbp, frb = read_complex(path, homologues=align).chains
    assert (fkbp.gene, fkbp.copy) == ("FKBP1A", 1)
    assert frb.relation == relation
    assert frb.protein == protein("MTOR")
    assert frb.gene == ("MTOR" if relation == "same" else "MTOR (homologous)")
    assert plain.gene == frb.gene
    assert frb.uniprot == ("P42345" if relation == "same" else "")
    assert (frb.uniprot_pos == plain.uniprot_pos).all()
    assert (frb.mapping_source, frb.identity, frb.copy) == (plain.mapping_source, plain.identity, 1)
    rows = read_complex(path, homologues=align).residues
    changed = rows[(rows.chain == "B") & (rows.position == 2060)].note.fillna("").tolist()
    assert changed == [{"same": "conflict", "homologous": "substituted"}[relation] if mutate else ""]


def test_a_relative_of_mtor_is_not_measured_as_mtor(shared_structures: Path, tmp_path: Path) -> None:
    relative = load(stated(shared_structures, tmp_path, "Q9JLN9", "TRP"))
    same = load(shared_structures / "1fap.pdb.gz")
    assert [s.copy for s in locate_sites(same) if s.site == "rapamycin"] == [1]
    # FKBP12 holds rapamycin there as well, for itself alone.
    assert [(s.chain, s.copy) for s in locate_sites(relative)] == [("A", 0)]
    assert protomers(same) == {"A": 1, "B": 1}
    assert protomers(relative) == {"A": 0, "B": 0}
    measured = residue_geometry(relative)
    assert set(measured.gene) == {"FKBP1A", "MTOR (homologous)"}
    assert measured[measured.gene != "FKBP1A"].rapamycin_distance_A.isna().all()
    assert residue_geometry(same).rapamycin_distance_A.notna().any()
    assert len(relative.universe.select_atoms("gene MTOR")) == 0
    assert len(relative.universe.select_atoms("gene MTOR_homologous and name CA")) == 95
    assert "MTOR (homologous)" in ";".join(measured[measured.gene == "FKBP1A"].partners.dropna())
    assert set(rows_of(relative)["gene"]) == {"FKBP1A", "MTOR (homologous)"}


def test_pages_and_atlases_leave_a_relative_out_of_mtor(shared_structures: Path, tmp_path: Path) -> None:
    path = stated(shared_structures, tmp_path, "Q9JLN9")
    build_atlas([path], tmp_path / "atlas")
    assert set(open_atlas(tmp_path / "atlas").residue_frame().gene) == {"FKBP1A"}
    drawn = from_complex(load(path))
    assert set(drawn.rows["gene"]) == {"FKBP1A", "MTOR (homologous)"}
    assert make_scene(path, variants=["FKBP1A:F37L"]).title
    only = gemmi.read_structure(str(path))
    del only[0]["A"]
    only.write_pdb(str(tmp_path / "only.pdb"))
    with pytest.raises(DataError, match="has no chain of human mTOR"):
        build_atlas([tmp_path / "only.pdb"], tmp_path / "other")


def test_copies_are_counted_by_gene(shared_structures: Path, tmp_path: Path) -> None:
    path = stated(shared_structures, tmp_path, "Q9JLN9", "TRP")
    structure = gemmi.read_structure(str(path))
    for name in ("C", "D"):
        chain = gemmi.read_structure(str(shared_structures / "1fap.pdb.gz"))[0]["B"].clone()
        chain.name = name
        structure[0].add_chain(chain)
    structure.write_pdb(str(path))
    chains = read_complex(path, homologues=False).chains
    assert [(c.name, c.gene, c.copy) for c in chains] == [
        ("A", "FKBP1A", 1),
        ("B", "MTOR (homologous)", 1),
        ("C", "MTOR (homologous)", 2),
        ("D", "MTOR (homologous)", 3),
    ]


# Laws --------------------------------------------------------------------------------------------


def test_rotation_and_names_of_chains_change_nothing(shared_structures: Path, tmp_path: Path) -> None:
    structure = gemmi.read_structure(str(shared_structures / "4dri.pdb.gz"))
    turn = gemmi.Transform()
    turn.mat.fromlist([[0, -1, 0], [0, 0, 1], [-1, 0, 0]])
    turn.vec.fromlist([12.5, -3.25, 40])
    structure[0].transform_pos_and_adp(turn)
    structure.rename_chain("A", "q")
    structure.write_pdb(str(tmp_path / "moved.pdb"))
    before = read_complex(shared_structures / "4dri.pdb.gz", homologues=True).chains
    after = read_complex(tmp_path / "moved.pdb", homologues=True).chains
    assert [c.name for c in after] == ["q", "B"]
    for a, b in zip(before, after, strict=True):
        assert (a.gene, a.copy, a.identity, a.placed, a.mapping_source) == (
            b.gene, b.copy, b.identity, b.placed, b.mapping_source,
        )  # fmt: skip
        assert (a.uniprot_pos == b.uniprot_pos).all()
        assert (a.note == b.note).all()


@pytest.mark.parametrize("seed", range(10))
def test_random_sequences_are_refused(seed: int) -> None:
    random = np.random.default_rng(seed)
    pool = list("".join(p.sequence for p in proteins()))
    for length in [*range(50, 260, 15), 400, 700]:
        found = place("".join(random.choice(pool, length)), proteins())
        assert found is None or not found.accepted


@pytest.mark.parametrize("gene", [p.gene for p in proteins()])
def test_shuffled_and_reversed_pieces_are_refused(gene: str) -> None:
    sequence, random = protein(gene).sequence, np.random.default_rng(0)
    for length in (60, 100, 180):
        for start in range(0, len(sequence) - length, max(length, len(sequence) // 8)):
            piece = sequence[start : start + length]
            for strange in (piece[::-1], "".join(random.permutation(list(piece)))):
                found = place(strange, proteins())
                assert found is None or not found.accepted, strange


def test_the_expected_number_is_that_of_chance() -> None:
    # Half of random sequences of the length of FRB exceed the median of their best scores: 0.69 are expected.
    random = np.random.default_rng(5)
    pool = list("".join(p.sequence for p in proteins()))
    n_known = sum(len(p) for p in proteins())
    best = [
        max(_aligner().score(p.sequence, "".join(random.choice(pool, 95))) for p in proteins())
        for _ in range(60)
    ]
    middle = float(np.median(best))
    expected = -np.log(0.5)
    assert expected / 4 < expected_by_chance(middle, 95, n_known) < 4 * expected


def followed_by_chance(n: int, seed: int) -> tuple[int, str]:
    """FRB at 80 % identity, and n residues of no likeness behind it; the length of the first, and both."""
    part = "".join(letter for _, letter in relative_of("MTOR", 2020, 2112))
    rest = np.random.default_rng(seed).permutation(list(protein("MTOR").sequence[:400]))
    return len(part), part + "".join(rest[:n])


def test_a_small_part_that_is_alike_does_not_make_the_whole_a_relative(tmp_path: Path) -> None:
    for n, accepted in ((40, True), (150, False)):
        n_alike, sequence = followed_by_chance(n, seed=4)
        made = made_chain("A", list(enumerate(sequence, start=1)))
        (chain,) = read_complex(written(tmp_path / "made.cif", made), homologues=True).chains
        assert (chain.gene == "MTOR (homologous)") == accepted
        said = re.fullmatch(r"nearest is MTOR: identity (0\.\d\d) over (\d\d) % of the chain", chain.refused)
        assert (said is None) == accepted
        if said:
            assert float(said[1]) == pytest.approx(0.8, abs=0.03)
            assert int(said[2]) == pytest.approx(100 * n_alike / len(sequence), abs=3)


def test_the_end_of_a_likeness_is_found() -> None:
    beyond, before = [], []
    for seed in range(40):
        n_alike, sequence = followed_by_chance(300, seed)
        found = place(sequence, proteins())
        assert found is not None
        beyond.append(np.count_nonzero(found.position[n_alike:]))
        before.append(np.count_nonzero(found.position[:n_alike]))
    assert min(before) >= n_alike - 5
    assert np.mean(beyond) < 2


def test_unknown_residues_between_two_parts_speak_for_neither() -> None:
    # Every other residue differs. 28 such residues prove nothing by themselves, twice as many do.
    human = protein("MTOR").sequence
    one, two = (
        "".join(stand_in(x) if k % 2 else x for k, x in enumerate(human[a : a + 28])) for a in (2020, 2128)
    )
    for sequence, accepted in ((one, False), (two, False), (one + 80 * "X" + two, True)):
        found = place(sequence, proteins())
        assert found is not None
        assert found.accepted == accepted
    assert found.coverage > 0.9
    assert set(found.position[28:108]) == {0}


def test_what_is_no_protein_or_too_short_is_not_aligned(tmp_path: Path) -> None:
    relative = relative_of("MTOR", 2018, 2018 + MIN_HOMOLOGUE_RESIDUES - 2)
    path = written(tmp_path / "made.cif", made_chain("A", relative))
    (chain,) = read_complex(path, homologues=True).chains
    assert chain.protein is None
    assert chain.refused == "49 known amino acids: 50 are the least to compare"
    structure = gemmi.read_structure(str(path))
    structure[0].add_chain(nucleic_chain("T", "ACGT" * 30))
    structure.setup_entities()
    structure.make_mmcif_document().write_file(str(path))
    dna = read_complex(path, homologues=True).chains[1]
    assert len(dna.observed) == 120
    assert dna.refused == "0 known amino acids: 50 are the least to compare"


def relative_of(gene: str, start: int, end: int) -> list[tuple[int, str]]:
    """A stretch of which every fifth residue differs: 80 % identity, too little to be identified."""
    return [(n, stand_in(letter) if n % 5 == 0 else letter) for n, letter in stretch(gene, start, end)]


def stand_in(letter: str) -> str:
    return "A" if letter != "A" else "S"


def nucleic_chain(name: str, letters: str) -> gemmi.Chain:
    chain = gemmi.Chain(name)
    for number, letter in enumerate(letters, start=1):
        residue = gemmi.Residue()
        residue.name, residue.seqid = f"D{letter}", gemmi.SeqId(number, " ")
        atom = gemmi.Atom()
        atom.name, atom.element, atom.pos = "P", gemmi.Element("P"), gemmi.Position(number * 6.0, 90, 0)
        residue.add_atom(atom)
        chain.add_residue(residue)
    return chain


def test_missing_residues_of_any_number_break_nothing(tmp_path: Path) -> None:
    residues = [r for a, b in ((300, 420), (900, 960), (2020, 2100), (2400, 2520))
                for r in relative_of("MTOR", a, b)]  # fmt: skip
    truth = [n for n, _ in residues]
    n_residues = len(truth)
    for numbers in (truth, range(1, n_residues + 1), range(5000, 5000 + 7 * n_residues, 7)):
        made = made_chain("A", residues)
        for residue, number in zip(made, numbers, strict=True):
            residue.seqid.num = number
        (chain,) = read_complex(written(tmp_path / "made.cif", made), homologues=True).chains
        assert chain.gene == "MTOR (homologous)"
        # Where two stretches meet, a residue may fit on either side.
        wrong = [(t, p) for t, p in zip(truth, chain.uniprot_pos.tolist(), strict=True) if p not in (t, 0)]
        assert len(wrong) <= 6
        assert chain.placed > 0.95


def test_unknown_residues_have_no_position(tmp_path: Path) -> None:
    residues = relative_of("MTOR", 2020, 2112)
    made = made_chain("A", residues)
    for residue in made:
        if 2050 <= residue.seqid.num < 2060:
            residue.name = "UNK"
    (chain,) = read_complex(written(tmp_path / "made.cif", made), homologues=True).chains
    unknown = chain.observed == ord("X")
    assert unknown.sum() == 10
    assert (chain.uniprot_pos[unknown] == 0).all()
    truth = np.array([n for n, _ in residues])
    placed = chain.uniprot_pos > 0
    assert (chain.uniprot_pos[placed] == truth[placed]).all()
    assert chain.placed == round(placed.sum() / 83, 3)
    assert chain.placed > 0.9


# The page ----------------------------------------------------------------------------------------


@without_docs
def test_the_page_says_what_is_measured(shared_structures: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    page = measuring()
    chains = list(page.real_chains(shared_structures))
    rows = [page.row_of(chain, 40, seed) for chain in chains for seed in range(page.SEEDS)]
    # To the tenth with the same numpy and Biopython; others may draw or break ties otherwise.
    ours, said = (
        numbers(page.line(40, rows)),
        numbers(next(x for x in text.splitlines() if x.startswith("| 40 %"))),
    )
    assert said == pytest.approx(ours, abs=3)
    assert f"Of {len(proteins()) * page.N_SHUFFLED} shuffled sequences of the nine proteins, 0 are" in text
    assert f"of {len(page.LENGTHS) * page.N_RANDOM:,} random sequences of 50 to 400 residues, 0." in text
    assert not any(page.measured_shuffled(p.sequence, seed) for p in proteins() for seed in range(2))


def numbers(line: str) -> list[float]:
    return [float(x) for x in re.findall(r"\d+(?:\.\d+)?", line)]


@without_docs
def test_the_page_says_the_thresholds() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"| known residues of the chain | {MIN_HOMOLOGUE_RESIDUES} |" in text
    assert f"| identity of each piece | {MIN_HOMOLOGUE_IDENTITY:.0%} |".replace("%", " %") in text
    assert f"| coverage | {MIN_HOMOLOGUE_COVERAGE:.0%} ".replace("%", " %") in text
    assert (
        f"{100 * least_identity(50):.0f} % for 50 residues, {100 * least_identity(20):.0f} % for 20" in text
    )
