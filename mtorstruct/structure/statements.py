"""Statements of a file about itself: SEQRES and its numbers, DBREF, SIFTS, biological units.

Statements are recorded without a check; :mod:`mtorstruct.structure.numbering` proves them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.content import POLYMER, FileResidues, Labels, Piece, Statement
from mtorstruct.tables import MISSING_INT

SiftsPositions = dict[tuple[int, int | None, str], tuple[str, int]]
"""Accession and UniProt position by chain number, author number and insertion code."""


def read_assemblies(structure: gemmi.Structure) -> list[frozenset[str]]:
    """Chains (author ids) of each stated biological unit."""
    chain_of_subchain = {s.subchain_id(): c.name for c in structure[0] for s in c.subchains()}
    return [
        frozenset(
            name
            for generator in assembly.generators
            for name in (
                *generator.chains,
                *(chain_of_subchain[s] for s in generator.subchains if s in chain_of_subchain),
            )
        )
        for assembly in structure.assemblies
    ]


def read_pieces(structure: gemmi.Structure) -> dict[str, list[Piece]]:
    """Parts of each stated biological unit, by its name."""
    return {
        assembly.name: [
            Piece(
                chains=frozenset(generator.chains),
                label_chains=frozenset(generator.subchains),
                rotation=tuple(tuple(row) for row in operator.transform.mat.tolist()),
                translation=tuple(operator.transform.vec.tolist()),
            )
            for generator in assembly.generators
            for operator in generator.operators
        ]
        for assembly in structure.assemblies
    }


def read_sequences(structure: gemmi.Structure) -> tuple[list[NDArray[np.bytes_]], list[int]]:
    """Residue names of the SEQRES of each entity, and for each chain of the model the index of its own or -1.

    At a position with several residues (microheterogeneity) the first is taken.
    """
    sequences: list[NDArray[np.bytes_]] = []
    of_subchain: dict[str, int] = {}
    for entity in structure.entities:
        names = entity.full_sequence
        if entity.entity_type == gemmi.EntityType.Polymer and names:
            for subchain in entity.subchains:
                of_subchain[subchain] = len(sequences)
            if "," in "".join(names):
                names = [gemmi.Entity.first_mon(name) for name in names]
            sequences.append(np.array(names, dtype="S8"))
    of_chain = []
    for chain in structure[0]:
        polymer = chain.get_polymer()
        of_chain.append(of_subchain.get(polymer[0].subchain, -1) if len(polymer) else -1)
    return sequences, of_chain


def read_statements(structure: gemmi.Structure) -> list[Statement]:
    """UniProt ranges stated by DBREF (PDB) or struct_ref_seq (mmCIF), by gemmi's common model of both."""
    block = structure.make_mmcif_block(gemmi.MmcifOutputGroups(False, struct_ref=True))
    references = {
        row[0]: row[2]
        for row in block.find("_struct_ref.", ["id", "db_name", "pdbx_db_accession"])
        if row[1] == "UNP"
    }
    tags = ["ref_id", "pdbx_strand_id", "pdbx_auth_seq_align_beg", "pdbx_auth_seq_align_end", "db_align_beg"]
    statements = []
    for row in block.find("_struct_ref_seq.", tags):
        begin, end, uniprot_begin = (_int_or_none(row[k]) for k in range(2, 5))
        if row[0] in references and None not in (begin, end, uniprot_begin):
            # gemmi puts the name of a chain into the block as it is, without quotes.
            accession = gemmi.cif.as_string(references[row[0]])
            statements.append(Statement(row[1], accession, begin, end, uniprot_begin))  # type: ignore[arg-type]
    return statements


def _int_or_none(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def with_labels(
    structure: gemmi.Structure,
    residues: FileResidues,
    sequences: list[NDArray[np.bytes_]],
    sequence_of_chain: list[int],
    statements: list[Statement],
    chains: list[str],
) -> FileResidues:
    """Fill label_seq_id: from the file, else by proving author numbers against SEQRES, else by gemmi.

    Aligning to SEQRES costs more than reading the file, so a constant offset that matches every residue to
    its own name in SEQRES is tried first; it is a proof, not a guess. Otherwise the alignment is postponed
    until the numbers are needed.
    """
    if structure.input_format == gemmi.CoorFormat.Pdb:
        if not any(index >= 0 for index in sequence_of_chain):
            return residues
        label = residues.label_seq_id.copy()
        begins = {s.chain: s.auth_begin for s in reversed(statements)}
        is_polymer = residues.kind == POLYMER
        for number, index in enumerate(sequence_of_chain):
            if index < 0:
                continue
            rows = np.flatnonzero((residues.chain == number) & is_polymer)
            found = _constant_offset(residues, rows, sequences[index], begins.get(chains[number]))
            if found is None:
                return replace(residues, labels=Labels(lambda: _aligned_labels(structure, residues)))
            label[rows] = found
        return replace(residues, labels=Labels(lambda: label))
    label = _labels_of(structure, residues)
    return replace(residues, labels=Labels(lambda: label))


def _aligned_labels(structure: gemmi.Structure, residues: FileResidues) -> NDArray[np.int32]:
    structure.assign_label_seq_id()
    return _labels_of(structure, residues)


def _labels_of(structure: gemmi.Structure, residues: FileResidues) -> NDArray[np.int32]:
    """label_seq_id of each residue in gemmi."""
    label_of_key = {
        (number, residue.seqid.num, residue.seqid.icode, residue.name): residue.label_seq
        for number, chain in enumerate(structure[0])
        for residue in chain
        if residue.label_seq is not None
    }
    if not label_of_key:
        return np.full(len(residues.name), MISSING_INT, dtype=np.int32)
    keys = zip(_keys(residues), residues.name.astype(str).tolist(), strict=True)
    return np.array([label_of_key.get((*key, r), MISSING_INT) for key, r in keys], dtype=np.int32)


def _keys(residues: FileResidues) -> Iterator[tuple[int, int, str]]:
    """Chain number, author number and insertion code of each residue, as gemmi writes them."""
    codes = (code or " " for code in residues.insertion_code.astype(str).tolist())
    return zip(residues.chain.tolist(), residues.auth_seq_id.tolist(), codes, strict=True)


def _constant_offset(
    residues: FileResidues, rows: NDArray[np.intp], sequence: NDArray[np.bytes_], auth_begin: int | None
) -> NDArray[np.int32] | None:
    """Label numbers, if one constant offset from author numbers matches every residue name to SEQRES."""
    if not len(rows) or (residues.insertion_code[rows] != b" ").any():
        return None
    numbers = residues.auth_seq_id[rows]
    # Eight bytes compare faster as a number than as text.
    stated, found = sequence.view(np.uint64), residues.name[rows].view(np.uint64)
    for begin in dict.fromkeys(b for b in (auth_begin, 1, int(numbers[0])) if b is not None):
        label = numbers - begin + 1
        within = label.min() >= 1 and label.max() <= len(stated)
        if within and (stated[label - 1] == found).all():
            return label.astype(np.int32)
    return None


def read_sifts(structure: gemmi.Structure) -> SiftsPositions:
    """Accession and UniProt position from the SIFTS columns of the file (PDBe's updated mmCIF).

    Empty for most files.
    """
    accessions = {
        subchain: list(entity.sifts_unp_acc) for entity in structure.entities for subchain in entity.subchains
    }
    if not any(accessions.values()):
        return {}
    said = {}
    for number, chain in enumerate(structure[0]):
        for residue in chain:
            _, index, position = residue.sifts_unp
            known = accessions.get(residue.subchain, [])
            if position and index < len(known):
                said[number, residue.seqid.num, residue.seqid.icode] = (known[index], position)
    return said


def with_sifts(residues: FileResidues, said: SiftsPositions) -> FileResidues:
    """Fill in the result of `read_sifts`."""
    if not said:
        return residues
    stated = [said.get(key, ("", MISSING_INT)) for key in _keys(residues)]
    return replace(
        residues,
        sifts_accession=[accession for accession, _ in stated],
        sifts_position=np.array([position for _, position in stated], dtype=np.int32),
    )
