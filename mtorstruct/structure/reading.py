"""Bytes to arrays: one coordinate file as flat columns of atoms and residues.

gemmi reads PDB, mmCIF and mmJSON, plain or gzipped. What the file *states* about itself
(SEQRES, DBREF or struct_ref_seq, SIFTS columns) is kept as a statement; nothing here
believes it. Believing it is the work of :mod:`mtorstruct.structure.numbering`.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError
from mtorstruct.schema import MISSING_INT

PDB_ID = re.compile(r"(?:pdb_0000)?([0-9][a-z0-9]{3})", re.IGNORECASE)

POLYMER, NONPOLYMER, BRANCHED, WATER = (
    int(gemmi.EntityType.Polymer.value),
    int(gemmi.EntityType.NonPolymer.value),
    int(gemmi.EntityType.Branched.value),
    int(gemmi.EntityType.Water.value),
)


@dataclass(frozen=True)
class Statement:
    """One line of DBREF or struct_ref_seq: author numbers of a chain and what they are said to be."""

    chain: str
    accession: str
    auth_begin: int
    auth_end: int
    uniprot_begin: int
    uniprot_end: int


@dataclass(frozen=True)
class Header:
    """What a file says of itself as a whole; `resolution_A` is NaN where it says nothing."""

    source: str
    title: str
    method: str
    resolution_A: float
    sha256: str


@dataclass(frozen=True)
class Atoms:
    """Atoms of the first model, shape ``(n_atoms,)`` each; `xyz` is ``(n_models, n_atoms, 3)`` in A.

    Of alternative conformers one a residue is kept: the one with the highest summed
    occupancy, then the first letter. Hydrogens are kept and marked by `heavy`.
    """

    name: NDArray[np.bytes_]
    element: NDArray[np.bytes_]
    xyz: NDArray[np.float64]
    b_factor: NDArray[np.float32]
    occupancy: NDArray[np.float32]
    heavy: NDArray[np.bool_]
    residue: NDArray[np.int32]


@dataclass(frozen=True)
class FileResidues:
    """Residues in the file's order, shape ``(n_residues,)`` each.

    `chain` indexes `FileContent.chains`; `first_atom` has one entry more than there are
    residues, so that residue *i* owns the atoms ``first_atom[i]:first_atom[i + 1]``.
    """

    chain: NDArray[np.int32]
    name: NDArray[np.bytes_]
    auth_seq_id: NDArray[np.int32]
    insertion_code: NDArray[np.bytes_]
    label_seq_id: NDArray[np.int32]
    label_chain: NDArray[np.bytes_]
    kind: NDArray[np.uint8]
    sifts_accession: list[str]
    sifts_position: NDArray[np.int32]
    first_atom: NDArray[np.int64]


@dataclass(frozen=True)
class FileContent:
    """One coordinate file, as it is.

    `assemblies` are the sets of chains that the file states to be biological units (REMARK 350,
    _pdbx_struct_assembly_gen); empty where it states none.
    """

    header: Header
    chains: list[str]
    assemblies: list[frozenset[str]]
    sequences: list[list[str]]
    statements: list[Statement]
    atoms: Atoms
    residues: FileResidues


def read_file(path: str | Path) -> FileContent:
    """Read a coordinate file (PDB, mmCIF, mmJSON; plain or gzipped).

    Raises
    ------
    DataError
        The path is a directory or missing, or the file is unreadable, cut short, or has no atoms.
    """
    path = Path(path)
    sha256 = _sha256(path)
    structure = _read_structure(path)
    if not len(structure) or not structure[0].count_atom_sites():
        raise DataError(
            _why_no_atoms(structure), where=str(path), mend="give a PDB or mmCIF file with coordinates"
        )
    structure.setup_entities()
    return _flatten(structure, sha256)


def _sha256(path: Path) -> str:
    if path.is_dir():
        raise DataError("is a directory, not a coordinate file", where=str(path), mend="name a file in it")
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except FileNotFoundError as err:
        raise DataError("no such file", where=str(path), mend="check the path") from err
    except OSError as err:
        raise DataError(
            f"cannot be read ({err.strerror})", where=str(path), mend="check its permissions"
        ) from err


def _read_structure(path: Path) -> gemmi.Structure:
    if path.stat().st_size == 0:
        raise DataError("the file is empty", where=str(path), mend="fetch or copy it again")
    try:
        return gemmi.read_structure(str(path), format=gemmi.CoorFormat.Detect)
    except (RuntimeError, ValueError, OSError) as err:
        if "_pdbx_sifts_xref_db" in str(err):
            return _read_without_sifts(path)
        reason = str(err).replace(str(path), "").strip(" :") or type(err).__name__
        raise DataError(
            f"is not a whole PDB or mmCIF file ({reason})",
            where=str(path),
            mend="fetch or copy it again, or check that it is one",
        ) from err


def _read_without_sifts(path: Path) -> gemmi.Structure:
    """Read an mmCIF file whose SIFTS category names residues that the file does not have."""
    block = gemmi.cif.read(str(path))[0]
    block.find_mmcif_category("_pdbx_sifts_xref_db.").erase()
    return gemmi.make_structure_from_block(block)


def _why_no_atoms(structure: gemmi.Structure) -> str:
    if structure.input_format == gemmi.CoorFormat.Mmcif:
        return "the mmCIF file has no atoms (no _atom_site)"
    return "the file has no atoms"


def _flatten(structure: gemmi.Structure, sha256: str) -> FileContent:
    flat: Any = gemmi.FlatStructure(structure)
    model_number = flat.model_num
    n_first = int(np.count_nonzero(model_number == model_number[0]))

    first = slice(0, n_first)
    chain_word = _as_words(flat.chain_ids[first])
    name_word = _as_words(flat.residue_names[first])
    number, code = flat.resnums[first], flat.icodes[first]
    new = np.ones(n_first, dtype=bool)
    new[1:] = (
        (chain_word[1:] != chain_word[:-1])
        | (number[1:] != number[:-1])
        | (code[1:] != code[:-1])
        | (name_word[1:] != name_word[:-1])
    )
    kept = _one_conformer(flat.altlocs[first], flat.occ[first], new, chain_word, number, code)
    if not kept.all():
        new = _starts_after_removal(new, kept)
        first_index = np.flatnonzero(kept)
    else:
        first_index = np.arange(n_first)

    starts = np.flatnonzero(new)
    at = first_index[starts]
    chain_names = [chain.name for chain in structure[0]]
    chain_of_atom = _chain_numbers(chain_word, chain_names)
    residue_of_model = np.repeat(np.arange(len(starts), dtype=np.int32), np.diff([*starts, len(first_index)]))
    elements = flat.elements[first][first_index]
    residues = FileResidues(
        chain=chain_of_atom[at],
        name=flat.residue_names.view("S8")[:, 0][at],
        auth_seq_id=number[at].astype(np.int32),
        insertion_code=code[at].astype(np.uint8).view("S1"),
        label_seq_id=np.full(len(at), MISSING_INT, dtype=np.int32),
        label_chain=_label_chains(structure, flat, at),
        kind=flat.entity_type[at],
        sifts_accession=[],
        sifts_position=np.full(len(at), MISSING_INT, dtype=np.int32),
        first_atom=np.append(starts, len(first_index)),
    )
    sequences, sequence_of_chain = _sequences(structure)
    statements = _statements(structure)
    residues = _with_labels(structure, residues, sequences, sequence_of_chain, statements)
    residues = _with_sifts(structure, residues)
    atoms = Atoms(
        name=flat.atom_names.view("S8")[:, 0][first_index],
        element=flat.element_names[first_index],
        xyz=_all_models(flat, model_number, n_first)[:, first_index],
        b_factor=flat.b_iso[first_index],
        occupancy=flat.occ[first_index],
        heavy=~np.isin(elements, (1, 119)),  # gemmi counts deuterium as element 119
        residue=residue_of_model,
    )
    return FileContent(
        header=_header(structure, sha256),
        chains=chain_names,
        assemblies=_assemblies(structure),
        sequences=[sequences[index] if index >= 0 else [] for index in sequence_of_chain],
        statements=statements,
        atoms=atoms,
        residues=residues,
    )


def _as_words(names: NDArray[np.int8]) -> NDArray[np.uint64]:
    """Eight-byte names as integers, which compare faster than text."""
    return np.ascontiguousarray(names).view(np.uint64)[:, 0]


def _one_conformer(
    altloc: NDArray[np.int8],
    occupancy: NDArray[np.float32],
    new: NDArray[np.bool_],
    chain: NDArray[np.uint64],
    number: NDArray[np.int32],
    code: NDArray[np.int8],
) -> NDArray[np.bool_]:
    """Mask of the atoms to keep: those without altloc, and one altloc id per residue number."""
    kept = np.ones(len(altloc), dtype=bool)
    if not altloc.any():
        return kept
    same_site = np.ones(len(altloc), dtype=bool)
    same_site[1:] = (chain[1:] != chain[:-1]) | (number[1:] != number[:-1]) | (code[1:] != code[:-1])
    edges = np.append(np.flatnonzero(same_site), len(altloc))
    with_altloc = np.unique(np.searchsorted(edges, np.flatnonzero(altloc), side="right") - 1)
    for group in with_altloc:
        window = slice(int(edges[group]), int(edges[group + 1]))
        letters = altloc[window]
        ids = sorted(set(letters[letters != 0].tolist()))
        best = max(ids, key=lambda letter: (float(occupancy[window][letters == letter].sum()), -letter))
        kept[window] = (letters == 0) | (letters == best)
    return kept


def _starts_after_removal(new: NDArray[np.bool_], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Residue starts among the kept atoms, though the atom that started one may be gone."""
    residue = np.cumsum(new)[kept]
    starts = np.ones(len(residue), dtype=bool)
    starts[1:] = residue[1:] != residue[:-1]
    return starts


def _chain_numbers(chain_word: NDArray[np.uint64], names: list[str]) -> NDArray[np.int32]:
    words = np.array([name.encode()[:8] for name in names], dtype="S8").view(np.uint64)
    order = np.argsort(words, kind="stable")
    return order[np.searchsorted(words[order], chain_word)].astype(np.int32)


def _all_models(flat: Any, model_number: NDArray[np.int32], n_first: int) -> NDArray[np.float64]:
    """Coordinates of every model that has the same atoms as the first; at least the first."""
    n_models = len(model_number) // n_first
    names = flat.atom_names.view(np.uint64)[:, 0]
    whole = n_models * n_first == len(model_number) and all(
        np.array_equal(names[:n_first], names[k * n_first : (k + 1) * n_first]) for k in range(1, n_models)
    )
    if not whole:
        return np.array(flat.pos[None, :n_first])
    return np.array(flat.pos.reshape(n_models, n_first, 3))


def _assemblies(structure: gemmi.Structure) -> list[frozenset[str]]:
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


def _sequences(structure: gemmi.Structure) -> tuple[list[list[str]], list[int]]:
    """SEQRES of each entity, and for each chain of the model the index of its own, or -1."""
    sequences: list[list[str]] = []
    of_subchain: dict[str, int] = {}
    for entity in structure.entities:
        if entity.entity_type == gemmi.EntityType.Polymer and entity.full_sequence:
            for subchain in entity.subchains:
                of_subchain[subchain] = len(sequences)
            sequences.append([gemmi.Entity.first_mon(name) for name in entity.full_sequence])
    of_chain = []
    for chain in structure[0]:
        polymer = chain.get_polymer()
        of_chain.append(of_subchain.get(polymer[0].subchain, -1) if len(polymer) else -1)
    return sequences, of_chain


def _statements(structure: gemmi.Structure) -> list[Statement]:
    """UniProt ranges stated by DBREF (PDB) or struct_ref_seq (mmCIF), through gemmi's one model of both."""
    block = structure.make_mmcif_block(gemmi.MmcifOutputGroups(False, struct_ref=True))
    references = {
        row[0]: row[2]
        for row in block.find("_struct_ref.", ["id", "db_name", "pdbx_db_accession"])
        if row[1] == "UNP"
    }
    tags = [
        "ref_id", "pdbx_strand_id", "pdbx_auth_seq_align_beg", "pdbx_auth_seq_align_end",
        "db_align_beg", "db_align_end",
    ]  # fmt: skip
    statements = []
    for row in block.find("_struct_ref_seq.", tags):
        numbers = [_int_or_none(row[k]) for k in range(2, 6)]
        if row[0] in references and None not in numbers:
            a, b, c, d = (int(n) for n in numbers if n is not None)
            statements.append(
                Statement(gemmi.cif.as_string(row[1]), gemmi.cif.as_string(references[row[0]]), a, b, c, d)
            )
    return statements


def _int_or_none(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _with_labels(
    structure: gemmi.Structure,
    residues: FileResidues,
    sequences: list[list[str]],
    sequence_of_chain: list[int],
    statements: list[Statement],
) -> FileResidues:
    """Fill label_seq_id: from the file, else by proving author numbers against SEQRES, else by gemmi.

    Aligning to SEQRES costs more than reading the file, so a constant offset that puts every
    residue on its own name in SEQRES is taken first; it is a proof, not a guess.
    """
    if structure.input_format == gemmi.CoorFormat.Pdb and any(index >= 0 for index in sequence_of_chain):
        label = residues.label_seq_id.copy()
        begins = {s.chain: s.auth_begin for s in reversed(statements)}
        for number, index in enumerate(sequence_of_chain):
            if index < 0:
                continue
            rows = np.flatnonzero((residues.chain == number) & (residues.kind == POLYMER))
            found = _constant_offset(residues, rows, sequences[index], begins.get(structure[0][number].name))
            if found is None:
                structure.assign_label_seq_id()
                break
            label[rows] = found
        else:
            return _replace(residues, label_seq_id=label)
    label_of_key = {
        (number, residue.seqid.num, residue.seqid.icode, residue.name): residue.label_seq
        for number, chain in enumerate(structure[0])
        for residue in chain
        if residue.label_seq is not None
    }
    if not label_of_key:
        return residues
    keys = zip(
        residues.chain.tolist(),
        residues.auth_seq_id.tolist(),
        residues.insertion_code.astype(str).tolist(),
        residues.name.astype(str).tolist(),
        strict=True,
    )
    label = np.array(
        [label_of_key.get((c, n, i or " ", r), MISSING_INT) for c, n, i, r in keys], dtype=np.int32
    )
    return _replace(residues, label_seq_id=label)


def _constant_offset(
    residues: FileResidues, rows: NDArray[np.intp], sequence: list[str], auth_begin: int | None
) -> NDArray[np.int32] | None:
    """Label numbers if one offset from author numbers names every residue as SEQRES does."""
    if not len(rows) or (residues.insertion_code[rows] != b" ").any():
        return None
    names = np.array(sequence, dtype="S8")
    numbers = residues.auth_seq_id[rows]
    for begin in dict.fromkeys(b for b in (auth_begin, 1, int(numbers[0])) if b is not None):
        label = numbers - begin + 1
        if label.min() >= 1 and label.max() <= len(names) and (names[label - 1] == residues.name[rows]).all():
            return label.astype(np.int32)
    return None


def _with_sifts(structure: gemmi.Structure, residues: FileResidues) -> FileResidues:
    """Fill the UniProt position that SIFTS wrote into the file (PDBe's updated mmCIF)."""
    accessions = {entity.name: list(entity.sifts_unp_acc) for entity in structure.entities}
    if not any(accessions.values()):
        return residues
    by_subchain = {
        subchain: accessions[entity.name] for entity in structure.entities for subchain in entity.subchains
    }
    said = {}
    for number, chain in enumerate(structure[0]):
        for residue in chain:
            _, index, position = residue.sifts_unp
            if position:
                accession = by_subchain.get(residue.subchain, [])
                said[number, residue.seqid.num, residue.seqid.icode] = (
                    accession[index] if index < len(accession) else "",
                    position,
                )
    keys = zip(
        residues.chain.tolist(),
        residues.auth_seq_id.tolist(),
        residues.insertion_code.astype(str).tolist(),
        strict=True,
    )
    stated = [said.get((c, n, i or " "), ("", MISSING_INT)) for c, n, i in keys]
    return _replace(
        residues,
        sifts_accession=[accession for accession, _ in stated],
        sifts_position=np.array([position for _, position in stated], dtype=np.int32),
    )


def _replace(residues: FileResidues, **changes: Any) -> FileResidues:
    return FileResidues(**{**vars(residues), **changes})


def _label_chains(structure: gemmi.Structure, flat: Any, at: NDArray[np.intp]) -> NDArray[np.bytes_]:
    """label_asym_id of each residue; empty for a PDB file, which has none (gemmi makes one up)."""
    if structure.input_format == gemmi.CoorFormat.Pdb:
        return np.zeros(len(at), dtype="S8")
    return np.asarray(flat.subchains.view("S8")[:, 0][at])


def _header(structure: gemmi.Structure, sha256: str) -> Header:
    stated = _info(structure, "_entry.id")
    name = stated if PDB_ID.fullmatch(stated) else structure.name
    match = PDB_ID.fullmatch(name)
    return Header(
        source=match.group(1).upper() if match else name,
        title=_info(structure, "_struct.title"),
        method=_info(structure, "_exptl.method"),
        resolution_A=structure.resolution or math.nan,
        sha256=sha256,
    )


def _info(structure: gemmi.Structure, tag: str) -> str:
    """Text of a header item; gemmi's map has no ``get``."""
    return str(structure.info[tag]) if tag in structure.info else ""
