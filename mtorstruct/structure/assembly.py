"""Build biological assemblies from the symmetry operators that a file states.

A file of a crystal or of a symmetric particle may contain one part and the operators that generate the others
(REMARK 350, _pdbx_struct_assembly_gen). Copies are made of the parsed chains, so that every copy is numbered
from its own residues like any other chain.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError
from mtorstruct.structure.content import FileContent, Piece
from mtorstruct.structure.mending import FARTHEST_A
from mtorstruct.structure.residues import atoms_of, residues_at

ROUNDED = 0.01
"""Largest deviation of an operator from a rotation that rounding of its numbers explains."""


def expanded(content: FileContent, assembly: str) -> FileContent:
    """Return the atoms of one stated assembly.

    Chains keep their names under the first operator; under the second, chain ``A`` becomes ``A-2``.

    Parameters
    ----------
    content : FileContent
        The parsed file.
    assembly : str
        Name of the assembly in the file.

    Raises
    ------
    DataError
        There is no such assembly, it has no chain of the file, or an operator is not a rigid motion.
    """
    pieces = content.pieces.get(assembly)
    if pieces is None:
        stated = ", ".join(content.pieces)
        raise DataError(
            f"states no assembly {assembly}" if stated else "states no biological assembly",
            where=content.header.entry,
            hint=f"it states {stated}" if stated else "leave assembly out",
        )
    operators = list(dict.fromkeys((p.rotation, p.translation) for p in pieces))
    if not all(map(_is_motion, operators)):
        raise DataError(
            f"assembly {assembly} is made by an operator that is no rotation and shift",
            where=content.header.entry,
            hint="leave assembly out, or fetch the file again",
        )
    rows, numbers = _rows(content, pieces, operators)
    if not len(rows):
        raise DataError(
            f"assembly {assembly} names no chain of the file",
            where=content.header.entry,
            hint="leave assembly out",
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
    residues = replace(residues_at(content.residues, rows), chain=chain.astype(np.int32))
    atoms = atoms_of(content.atoms, content.residues.first_atom, rows)
    operator_of_atom = numbers[atoms.residue]
    for number, (rotation, translation) in enumerate(operators):
        here = operator_of_atom == number
        # Models behind the first may have atoms without a place.
        with np.errstate(over="ignore", invalid="ignore"):
            atoms.xyz[:, here] = atoms.xyz[:, here] @ np.array(rotation).T + np.array(translation)
    return replace(
        content,
        chains=names,
        assemblies=[frozenset(names)],
        pieces={},
        statements=statements,
        atoms=atoms,
        residues=residues,
    )


def copies_not_made(content: FileContent) -> list[str]:
    """Note on symmetry copies of the first stated assembly that the file lacks; none if it is complete."""
    name, pieces = next(iter(content.pieces.items()), ("", []))
    n_operators = len({(p.rotation, p.translation) for p in pieces})
    if n_operators < 2:
        return []
    made = f"mtorstruct.load(..., assembly={name if name.isdigit() else repr(name)}) makes them"
    return [f"its assembly {name} has {n_operators} copies by symmetry, of which the file holds one; {made}"]


Operator = tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]


def _is_motion(operator: Operator) -> bool:
    """Whether an operator is a rigid motion, which keeps handedness, within the range of coordinates."""
    rotation, translation = map(np.array, operator)
    if not (np.abs(rotation) < 2).all() or not (np.abs(translation) < FARTHEST_A).all():
        return False
    return bool(np.allclose(rotation @ rotation.T, np.eye(3), atol=ROUNDED) and np.linalg.det(rotation) > 0)


def _copy_name(chain: str, number: int) -> str:
    return chain if number == 0 else f"{chain}-{number + 1}"


def _rows(
    content: FileContent, pieces: list[Piece], operators: list[Operator]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """File residues of each copy, and the index of its operator, chain by chain."""
    residues = content.residues
    by_chain = np.array(content.chains, dtype=object)[residues.chain]
    by_label = np.array(residues.label_chain, dtype=object)
    nothing = np.empty(0, dtype=np.int64)
    # A file may state an assembly that nothing makes.
    rows, numbers = [nothing], [nothing]
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
