"""Numbering without any file of the archives: chains made from the UniProt sequences.

Each residue has a peptide backbone on a straight line, 3.8 Å from one to the next: enough to be
told from its neighbours, and all that numbering looks at. Real chains are in test_numbering.py.
"""

from __future__ import annotations

from pathlib import Path

import gemmi
import pytest

from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.structure.loading import load

BACKBONE = (("N", "N", 0.0, 0.0), ("CA", "C", 1.46, 0.0), ("C", "C", 2.5, 0.5), ("O", "O", 2.5, 1.7))


def made_chain(name: str, residues: list[tuple[int, str]]) -> gemmi.Chain:
    """Chain of (author number, one-letter code); a jump in numbers is a gap in space."""
    chain = gemmi.Chain(name)
    x = 0.0
    for k, (number, letter) in enumerate(residues):
        x += 3.8 if k and number == residues[k - 1][0] + 1 else 15.0
        residue = gemmi.Residue()
        residue.name = gemmi.expand_one_letter(letter, gemmi.ResidueKind.AA)
        residue.seqid = gemmi.SeqId(number, " ")
        for atom_name, element, dx, dy in BACKBONE:
            atom = gemmi.Atom()
            atom.name, atom.element = atom_name, gemmi.Element(element)
            atom.pos = gemmi.Position(x + dx, dy, 0)
            residue.add_atom(atom)
        chain.add_residue(residue)
    return chain


def written(path: Path, *chains: gemmi.Chain) -> Path:
    structure = gemmi.Structure()
    structure.add_model(gemmi.Model(1))
    for chain in chains:
        structure[0].add_chain(chain)
    structure.setup_entities()
    structure.make_mmcif_document().write_file(str(path))
    return path


def stretch(gene: str, start: int, end: int, offset: int = 0) -> list[tuple[int, str]]:
    return [(n + offset, protein(gene).sequence[n - 1]) for n in range(start, end + 1)]


@pytest.mark.parametrize("gene", [p.gene for p in proteins()])
@pytest.mark.parametrize("offset", [0, -50, 2000])
def test_each_protein_is_recognised_whatever_its_numbers(tmp_path: Path, gene: str, offset: int) -> None:
    residues = stretch(gene, 20, 60, offset) + stretch(gene, 71, 100, offset)
    (chain,) = load(written(tmp_path / "made.cif", made_chain("x", residues))).chains
    assert chain.gene == gene
    assert chain.uniprot_pos.tolist() == [n - offset for n, _ in residues]


def test_numbers_at_the_ends_of_32_bits(tmp_path: Path) -> None:
    residues = stretch("FKBP1A", 2, 60)
    far = [(-(2**31) + 1, residues[0][1]), *residues[1:-1], (2**31 - 1, residues[-1][1])]
    (chain,) = load(written(tmp_path / "made.cif", made_chain("x", far))).chains
    assert chain.uniprot_pos[1:-1].tolist() == [n for n, _ in residues[1:-1]]
    assert not chain.note[1:-1].any()


def test_a_tag_and_a_mutation(tmp_path: Path) -> None:
    residues = [(2017 + k, letter) for k, letter in enumerate("GAMDPEFM")] + stretch("MTOR", 2025, 2112)
    residues = [(n, "L" if n == 2101 else letter) for n, letter in residues]
    table = load(written(tmp_path / "made.cif", made_chain("B", residues))).residues
    rows = table[table.modelled != "not_modelled"].set_index("auth_seq_id")
    assert rows.position.loc[2017:2024].isna().all()
    assert rows.position.loc[2025:2112].tolist() == list(range(2025, 2113))
    assert rows.note[2101] == "conflict"
    assert (rows.expected[2101], rows.observed[2101]) == ("W", "L")


def test_a_relative_is_not_cut_to_fit(tmp_path: Path) -> None:
    # Every sixth residue differs, as between FKBP12 and its nearest relatives.
    residues = stretch("FKBP1A", 2, 108)
    relative = [(n, ("A" if letter != "A" else "S") if n % 6 == 0 else letter) for n, letter in residues]
    (chain,) = load(written(tmp_path / "made.cif", made_chain("A", relative))).chains
    assert chain.gene == "other"


def test_two_proteins_two_copies_and_a_stranger(tmp_path: Path) -> None:
    scrambled = [(n, letter) for n, (_, letter) in enumerate(reversed(stretch("MTOR", 1, 60)), start=1)]
    path = written(
        tmp_path / "made.cif",
        made_chain("A", stretch("MTOR", 2018, 2112)),
        made_chain("a", stretch("MTOR", 2018, 2112)),
        made_chain("F", stretch("FKBP1A", 2, 108, -1)),
        made_chain("Z", scrambled),
    )
    chains = load(path).chains
    assert [(c.name, c.gene, c.copy) for c in chains] == [
        ("A", "MTOR", 1),
        ("a", "MTOR", 2),
        ("F", "FKBP1A", 1),
        ("Z", "other", 0),
    ]
    assert chains[2].uniprot_pos.tolist() == list(range(2, 109))
