"""Biological assemblies: the copies that a file states by operators, made into atoms.

A file of a crystal or of a symmetric particle may hold one part and say how the others come from it
(REMARK 350, _pdbx_struct_assembly_gen). Copies are made from what was read, so that every copy is
numbered from its own residues like any other chain.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError
from mtorstruct.structure.content import Atoms, FileContent, FileResidues, Piece


def expanded(content: FileContent, assembly: str) -> FileContent:
    """Return the atoms of one stated assembly.

    The first operator leaves the names of the chains; under the second, chain ``A`` becomes ``A-2``.

    Parameters
    ----------
    content : FileContent
        What was read.
    assembly : str
        Name of the assembly in the file.

    Raises
    ------
    DataError
        The file states no such assembly, or that assembly holds nothing of the file.
    """
    pieces = content.pieces.get(assembly)
    if pieces is None:
        stated = ", ".join(content.pieces)
        raise DataError(
            f"states no assembly {assembly}" if stated else "states no biological assembly",
            where=content.header.source,
            mend=f"it states {stated}" if stated else "leave assembly out",
        )
    operators = list(dict.fromkeys((p.rotation, p.translation) for p in pieces))
    rows, numbers = _rows(content, pieces, operators)
    if not len(rows):
        raise DataError(
            f"assembly {assembly} names no chain of the file",
            where=content.header.source,
            mend="leave assembly out",
        )
    chain_of_row = content.residues.chain[rows]
    keys = numbers * len(content.chains) + chain_of_row
    made, chain = np.unique(keys, return_inverse=True)
    origins = [divmod(key, len(content.chains)) for key in made.tolist()]
    names = [_copy_name(content.chains[old], number) for number, old in origins]
    statements = [
        replace(s, chain=name)
        for name, (_, old) in zip(names, origins, strict=True)
        for s in content.statements
        if s.chain == content.chains[old]
    ]
    atoms, first_atom = _atoms(content, rows, numbers, operators)
    return replace(
        content,
        chains=names,
        assemblies=[frozenset(names)],
        pieces={},
        statements=statements,
        atoms=atoms,
        residues=_residues(content.residues, rows, chain.astype(np.int32), first_atom),
    )


Operator = tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]


def _copy_name(chain: str, number: int) -> str:
    return chain if number == 0 else f"{chain}-{number + 1}"


def _rows(
    content: FileContent, pieces: list[Piece], operators: list[Operator]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """File residues of each copy, and the number of the operator of each, chain by chain."""
    residues = content.residues
    by_chain = np.array(content.chains, dtype=object)[residues.chain]
    by_label = np.array(residues.label_chain, dtype=object)
    rows, numbers = [], []
    for number, operator in enumerate(operators):
        mine = [p for p in pieces if (p.rotation, p.translation) == operator]
        chains = frozenset[str]().union(*(p.chains for p in mine))
        labels = frozenset[str]().union(*(p.label_chains for p in mine))
        taken = np.array(
            [c in chains or label in labels for c, label in zip(by_chain, by_label, strict=True)], dtype=bool
        )
        rows.append(np.flatnonzero(taken))
        numbers.append(np.full(len(rows[-1]), number))
    return np.concatenate(rows), np.concatenate(numbers)


def _residues(
    residues: FileResidues, rows: NDArray[np.int64], chain: NDArray[np.int32], first_atom: NDArray[np.int64]
) -> FileResidues:
    stated = residues.sifts_accession
    return FileResidues(
        chain=chain,
        name=residues.name[rows],
        auth_seq_id=residues.auth_seq_id[rows],
        insertion_code=residues.insertion_code[rows],
        label_seq_id=residues.label_seq_id[rows],
        label_chain=[residues.label_chain[row] for row in rows.tolist()],
        kind=residues.kind[rows],
        sifts_accession=[stated[row] for row in rows.tolist()] if stated else [],
        sifts_position=residues.sifts_position[rows],
        first_atom=first_atom,
    )


def _atoms(
    content: FileContent, rows: NDArray[np.int64], numbers: NDArray[np.int64], operators: list[Operator]
) -> tuple[Atoms, NDArray[np.int64]]:
    """Atoms of the residues of each copy, moved by its operator, and the first atom of each residue."""
    atoms, first = content.atoms, content.residues.first_atom
    count = first[rows + 1] - first[rows]
    first_atom = np.concatenate([[0], np.cumsum(count)])
    residue = np.repeat(np.arange(len(rows)), count)
    index = np.arange(first_atom[-1]) - first_atom[residue] + first[rows][residue]
    xyz = atoms.xyz[:, index]
    operator_of_atom = numbers[residue]
    for number, (rotation, translation) in enumerate(operators):
        here = operator_of_atom == number
        xyz[:, here] = xyz[:, here] @ np.array(rotation).T + np.array(translation)
    moved = Atoms(
        name=atoms.name[index],
        atomic_number=atoms.atomic_number[index],
        xyz=xyz,
        b_factor=atoms.b_factor[index],
        occupancy=atoms.occupancy[index],
        heavy=atoms.heavy[index],
        residue=residue.astype(np.int32),
    )
    return moved, first_atom
