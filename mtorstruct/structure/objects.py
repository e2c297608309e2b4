"""Convert structures read by another library (MDAnalysis, biotite, gemmi) to gemmi's.

Chains are not merged because they share a letter: a chain is identified by segment *and* chain id (in biotite
by chain id and symmetry copy). If a Universe states neither, as with GRO or PRMTOP, there is one chain
without a name, whose molecules are separated like those of a file (:mod:`mtorstruct.structure.molecules`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import DataError, UsageError
from mtorstruct.structure.binary_sites import in_ascii
from mtorstruct.structure.chemistry import letter_of
from mtorstruct.structure.elements import elements_of
from mtorstruct.structure.formats import stem_of

if TYPE_CHECKING:
    import MDAnalysis

TAKEN = (
    "give a file, an entry id, an open file, a Universe or AtomGroup of MDAnalysis, an AtomArray or "
    "AtomArrayStack of biotite, or a gemmi.Structure"
)

NO_NAME = ("", "SYSTEM")
"""Placeholder names of segments and chains: MDAnalysis puts ``SYSTEM`` where a file has no name."""

_NAME_AND_NUMBER = re.compile(r"(.+?)(-?[0-9]+)")

MOST_NUMBER = 2**31 - 1
"""Largest residue number."""

BOND_A, TORN_A = 5.0, 10.0
"""Longest CA-CA distance of sequence neighbours, and the one in a frame from which a break is suspected."""


@dataclass(frozen=True)
class Table:
    """Atoms of a structure, shape ``(n_atoms,)`` each; `xyz` is ``(n_models, n_atoms, 3)`` in Å.

    `residue` numbers the residues from 0, `auth_seq_id` and `insertion_code` are those of the source. `chain`
    is empty for all atoms if the source has no chain names.
    """

    chain: NDArray[np.object_]
    residue: NDArray[np.int64]
    residue_name: NDArray[np.object_]
    auth_seq_id: NDArray[np.int64]
    insertion_code: NDArray[np.object_]
    name: NDArray[np.object_]
    element: NDArray[np.object_]
    altloc: NDArray[np.object_]
    hetero: NDArray[np.bool_]
    occupancy: NDArray[np.float64]
    b_factor: NDArray[np.float64]
    xyz: NDArray[np.float64]


class Taken(NamedTuple):
    """A structure taken from another library.

    Its name, its structure, the SHA-256 of its names and coordinates, and the atoms of a Universe in the
    order of those of the structure.
    """

    path: Path
    structure: gemmi.Structure
    sha256: str
    group: MDAnalysis.AtomGroup | None


def structure_of(thing: object) -> Taken:
    """Convert an object to a structure.

    The current frame of a Universe is read, or all models of an AtomArrayStack. The object is not changed.

    Raises
    ------
    UsageError
        The object is of an unsupported type.
    DataError
        It has no atoms or no coordinates, or its molecules are broken across the periodic boundary.
    """
    group = None
    kinds = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(thing).__mro__}
    if isinstance(thing, gemmi.Structure):
        path, structure = Path(thing.name or "structure"), thing.clone()
    elif kinds & {"MDAnalysis.Universe", "MDAnalysis.AtomGroup"}:
        path = _path_of(thing)
        table = _table_of_universe(thing, stem_of(path.name))
        structure = _built(table, stem_of(path.name))
        group = thing.atoms[_order(table)]  # type: ignore[attr-defined]
    elif kinds & {"biotite.AtomArray", "biotite.AtomArrayStack"}:
        path = Path("atom_array")
        structure = _built(_table_of_array(thing), path.name)
    else:
        raise UsageError(f"no structure can be read from a {type(thing).__name__}", hint=TAKEN)
    if not len(structure) or not structure[0].count_atom_sites():
        raise DataError("has no atoms", where=str(path), hint="check how it was made")
    try:
        return Taken(path, structure, _sha256(structure), group)
    except UnicodeDecodeError as err:
        raise DataError("has names that are no text", where=str(path), hint="mend its names") from err


def structure_of_universe(universe: MDAnalysis.Universe, name: str = "universe") -> gemmi.Structure:
    """Convert the current frame of a Universe, or of the atoms of an AtomGroup, to a structure.

    Raises
    ------
    DataError
        It has no coordinates or no names, or its molecules are broken across the periodic boundary.
    """
    return _built(_table_of_universe(universe, name), name)


def _table_of_universe(universe: Any, name: str) -> Table:
    """Atoms of the current frame of a Universe, or of an AtomGroup."""
    atoms = universe.atoms
    try:
        xyz = np.array(atoms.positions, dtype=float)[None]
    except MemoryError:
        raise
    except Exception as err:
        # Of a topology without coordinates an error of MDAnalysis, which has several.
        what = "has no coordinates"
        raise DataError(what, where=name, hint="give the Universe a file of coordinates") from err
    missing = [what for what in ("names", "resnames", "resids") if not hasattr(atoms, what)]
    if missing:
        raise DataError(
            f"its topology has no {' and no '.join(missing)}", where=name, hint="give the Universe a topology"
        )
    residue = _numbered(atoms.resindices)
    residue_names, auth_seq_id = _split_names(_texts(atoms, "resnames"), np.asarray(atoms.resids, np.int64))
    names = _texts(atoms, "names")
    table = Table(
        chain=_chains_of_universe(atoms),
        residue=residue,
        residue_name=residue_names,
        auth_seq_id=auth_seq_id,
        insertion_code=_texts(atoms, "icodes"),
        name=names,
        element=elements_of(names, residue_names, residue, _texts(atoms, "elements"), _weights(atoms)),
        altloc=_texts(atoms, "altLocs"),
        hetero=_texts(atoms, "record_types") == "HETATM",
        occupancy=_numbers(atoms, "occupancies", 1.0),
        b_factor=_numbers(atoms, "tempfactors", 0.0),
        xyz=xyz,
    )
    at = np.flatnonzero(table.name == "CA")
    refuse_torn(table.chain[at], table.auth_seq_id[at], xyz[0, at], atoms.dimensions, name)
    return table


def _path_of(universe: Any) -> Path:
    """File of a Universe, or of that of an AtomGroup; ``universe`` if there is none."""
    filename = getattr(getattr(universe, "universe", universe), "filename", None)
    return Path(filename) if isinstance(filename, str | Path) else Path("universe")


def _texts(atoms: Any, attribute: str) -> NDArray[np.object_]:
    """A text attribute of each atom, in a topology that may lack it."""
    values = getattr(atoms, attribute, None)
    if values is None:
        return np.full(len(atoms), "", dtype=object)
    return _ascii_texts([str(value).strip() for value in values])


def _ascii_texts(texts: Iterable[str]) -> NDArray[np.object_]:
    """Texts converted to ASCII, like those of files."""
    return np.array([t if t.isascii() else in_ascii(t).decode() for t in texts], dtype=object)


def _numbers(atoms: Any, attribute: str, missing: float) -> NDArray[np.float64]:
    values = getattr(atoms, attribute, None)
    return np.full(len(atoms), missing) if values is None else np.array(values, dtype=np.float64)


def _weights(atoms: Any) -> NDArray[np.float64]:
    """Masses that the topology states, 0 where MDAnalysis guessed them from names."""
    masses = getattr(getattr(atoms.universe, "_topology", None), "masses", None)
    if masses is None or masses.is_guessed:
        return np.zeros(len(atoms))
    return np.nan_to_num(np.array(atoms.masses, dtype=np.float64))


def _split_names(
    residue_names: NDArray[np.object_], auth_seq_id: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Split residue names as in mol2 into names and numbers: ``GLU1385`` is residue 1385."""
    parts = {name: _NAME_AND_NUMBER.fullmatch(name) for name in set(residue_names)}
    is_residue = [match and letter_of(match[1]) != "X" for match in parts.values()]
    if 2 * sum(map(bool, is_residue)) <= len(parts):
        return residue_names, auth_seq_id
    names = {name: match[1] if match else name for name, match in parts.items()}
    numbers = [int(match[2]) if (match := parts[name]) else 0 for name in residue_names]
    split = np.array([parts[name] is not None for name in residue_names])
    return np.array([names[name] for name in residue_names], dtype=object), np.where(
        split, numbers, auth_seq_id
    )


def _chains_of_universe(atoms: Any) -> NDArray[np.object_]:
    """Chain name of each atom, from segment and chain id; empty where the topology states neither."""
    segment, chain = _texts(atoms, "segids"), _texts(atoms, "chainIDs")
    stated = set(segment) | set(chain)
    if stated <= set(NO_NAME):
        return np.full(len(atoms), "", dtype=object)
    pairs = list(zip(segment, chain, strict=True))
    n = len(set(pairs))
    for names in (chain, segment):
        if len(set(names)) == n and not set(names) & set(NO_NAME):
            return names
    return np.array([".".join(filter(None, pair)) for pair in pairs], dtype=object)


def refuse_torn(
    chain: NDArray[Any],
    auth_seq_id: NDArray[Any],
    xyz: NDArray[np.float64],
    box: NDArray[np.float32] | None,
    name: str,
) -> None:
    """Refuse a frame in which a chain is broken across the periodic boundary.

    Parameters
    ----------
    chain, auth_seq_id, xyz : numpy.ndarray
        Of all CA atoms: chain, number, and coordinates of shape (n, 3).
    box : numpy.ndarray or None
        Dimensions of the box, as MDAnalysis has them.
    name : str
        Name of the frame in the message.
    """
    if box is None or not np.all(np.asarray(box)[:3] > 0):
        return
    from MDAnalysis.lib.distances import minimize_vectors

    follows = (np.diff(auth_seq_id) == 1) & (chain[1:] == chain[:-1])
    step = np.diff(xyz, axis=0)[follows]
    far = step[np.linalg.norm(step, axis=1) > TORN_A]
    if len(far) and (np.linalg.norm(minimize_vectors(far, np.asarray(box)), axis=1) < BOND_A).any():
        raise DataError(
            "its molecules are broken at the border of the box, so that distances mean nothing",
            where=name,
            hint="make them whole before: universe.atoms.unwrap(), or gmx trjconv -pbc whole",
        )


def _table_of_array(array: Any) -> Table:
    """Atoms of an AtomArray or AtomArrayStack."""
    n = array.array_length()
    if not array.coord.size:
        raise DataError("has no atoms", where="atom_array", hint="check how it was made")
    given = set(array.get_annotation_categories())

    def texts(category: str) -> NDArray[np.object_]:
        values = array.get_annotation(category).astype(str) if category in given else np.full(n, "")
        return _ascii_texts(np.char.strip(values).tolist())

    def numbers(category: str, missing: float) -> NDArray[np.float64]:
        if category not in given:
            return np.full(n, missing)
        return np.array(array.get_annotation(category), dtype=np.float64)

    chain, copy = texts("chain_id"), texts("sym_id")
    if len(set(copy)) > 1:
        chain = np.array([f"{a}-{b}" for a, b in zip(chain, copy, strict=True)], dtype=object)
    keys = list(zip(chain, array.res_id.tolist(), texts("ins_code"), texts("res_name"), strict=True))
    residue = np.cumsum([0, *(a != b for a, b in pairwise(keys))])[:n]
    names, residue_names = texts("atom_name"), texts("res_name")
    altloc = texts("altloc_id")
    altloc[(altloc == ".") | (altloc == "?")] = ""
    return Table(
        chain=chain,
        residue=residue,
        residue_name=residue_names,
        auth_seq_id=array.res_id.astype(np.int64),
        insertion_code=texts("ins_code"),
        name=names,
        element=elements_of(names, residue_names, residue, texts("element"), np.zeros(n)),
        altloc=altloc,
        hetero=array.hetero.astype(bool),
        occupancy=numbers("occupancy", 1.0),
        b_factor=numbers("b_factor", 0.0),
        xyz=np.asarray(array.coord, dtype=float).reshape(-1, n, 3),
    )


def _numbered(labels: NDArray[Any]) -> NDArray[np.int64]:
    """Integer codes of labels, in order of first appearance."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def _built(table: Table, name: str) -> gemmi.Structure:
    """Build a structure with chains, and residues within each, in order of first appearance.

    Raises
    ------
    DataError
        A number or an insertion code of a residue is invalid.
    """
    _refuse_odd_numbers(table, name)
    structure = gemmi.Structure()
    structure.name = name
    # As of a PDB file: the chain ids are the author's, and there are no others.
    structure.input_format = gemmi.CoorFormat.Pdb
    chain_rank, order = _numbered(table.chain), _order(table)
    part = (table.residue + chain_rank * (len(table.residue) + 1))[order]
    edges = np.flatnonzero(np.diff(part, prepend=-1, append=-1))
    model = gemmi.Model(1)
    for start, end in pairwise(edges.tolist()):
        at = order[start]
        if not len(model) or table.chain[at] != table.chain[order[start - 1]]:
            chain = model.add_chain(gemmi.Chain(table.chain[at]))
        chain.add_residue(_residue(table, order[start:end]))
    structure.add_model(model)
    for number, xyz in enumerate(table.xyz[1:, order], 2):
        model = structure.add_model(structure[0].clone())
        model.num = number
        for atom, position in zip(model.all(), xyz.tolist(), strict=True):
            atom.atom.pos = gemmi.Position(*position)
    return structure


def _order(table: Table) -> NDArray[np.intp]:
    """Order of the atoms in the structure that is built: chain by chain, residue by residue."""
    return np.lexsort((np.arange(len(table.name)), _numbered(table.residue), _numbered(table.chain)))


def _refuse_odd_numbers(table: Table, name: str) -> None:
    """Refuse residue numbers too large for any file, and insertion codes of several letters."""
    odd = np.abs(table.auth_seq_id.astype(float)) > MOST_NUMBER
    odd |= np.array([len(code) > 1 for code in table.insertion_code], dtype=bool)
    if odd.any():
        at = int(odd.argmax())
        number = f"{table.auth_seq_id[at]}{table.insertion_code[at]}"
        raise DataError(
            f"has {number} as the number of a residue", where=name, hint="number its residues anew"
        )


def _residue(table: Table, atoms: NDArray[np.intp]) -> gemmi.Residue:
    """Build one residue from some atoms."""
    first = atoms[0]
    residue = gemmi.Residue()
    residue.name = table.residue_name[first]
    residue.seqid = gemmi.SeqId(int(table.auth_seq_id[first]), table.insertion_code[first] or " ")
    residue.het_flag = "H" if table.hetero[first] else "A"
    for at in atoms.tolist():
        atom = gemmi.Atom()
        atom.name = table.name[at]
        atom.element = gemmi.Element(table.element[at])
        atom.altloc = table.altloc[at][:1] or "\0"
        atom.occ, atom.b_iso = table.occupancy[at], table.b_factor[at]
        atom.pos = gemmi.Position(*table.xyz[0, at])
        residue.add_atom(atom)
    return residue


def _sha256(structure: gemmi.Structure) -> str:
    """SHA-256 of all names, numbers and coordinates, as gemmi writes them to mmCIF."""
    block = structure.make_mmcif_block(gemmi.MmcifOutputGroups(False, atoms=True))
    block.name = ""
    return hashlib.sha256(block.as_string().encode()).hexdigest()
