"""Repair records: missing elements, atoms without valid coordinates, and duplicate atoms."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.chemistry import letter_of
from mtorstruct.structure.records import Records

FARTHEST_A = 9_990.0
"""Coordinates from here on mean unknown ones: 9999.000 is what fits into a column of the PDB format."""

WIDEST_AMINO_ACID_A, WIDEST_RESIDUE_A = 15.0, 60.0
"""Largest distance of an atom from its residue's centre; a stretched arginine has 5 Å, a lipid some 30."""

COVALENT_A = 1.65
"""Distance of two atoms below which neither is a metal; the shortest bonds of metals have about 1.6 Å."""

CONFORMER_A = 4.0
"""Largest distance between the centres of two conformers of a residue; two molecules are farther apart."""

_USUAL = np.isin(np.arange(120), (1, 6, 7, 8, 16, 119))
_FIRST_LETTERS = ("H", "D", "C", "N", "O", "S", "P", "F")
_SHOWN = 3


def with_elements(records: Records, *, stated: bool = True) -> Records:
    """Infer elements from residue and atom names where the file does not state them, or cannot be right.

    In an amino acid every atom name implies its element, however it is aligned: HG is a hydrogen, CA a
    carbon. In other residues, an atom named as a metal but within a covalent bond of another atom is not a
    metal. An unknown element is kept where the file states elements: then it is a dummy.

    Parameters
    ----------
    records : Records
        As read.
    stated : bool
        Whether the file has a column of elements.
    """
    unusual = np.flatnonzero(~_USUAL[records.atomic_number])
    if not len(unusual):
        return records
    number = records.atomic_number.copy()
    names = [
        (residue.decode("ascii", "replace"), atom.decode("ascii", "replace"))
        for residue, atom in zip(
            records.residue_name[unusual].tolist(), records.name[unusual].tolist(), strict=True
        )
    ]
    told = {pair: _of_name(*pair) for pair in set(names)}
    first = np.flatnonzero(records.residue_starts)
    for at, pair in zip(unusual.tolist(), names, strict=True):
        by_name, sure = told[pair]
        left_out = number[at] == 0 and not stated
        if by_name and (sure or left_out or (number[at] > 0 and _is_bonded(records, first, at))):
            number[at] = by_name
    return replace(records, atomic_number=number)


def _of_name(residue_name: str, name: str) -> tuple[int, bool]:
    """Element by the first letter of an atom's name, 0 if that implies none; and whether it is certain."""
    letters = name.lstrip("0123456789'\"*").upper()
    amino = letter_of(residue_name) != "X"
    symbol = "Se" if amino and letters.startswith("SE") else letters[:1]
    if symbol != "Se" and symbol not in _FIRST_LETTERS:
        return 0, False
    return gemmi.Element(symbol).atomic_number, amino


def _is_bonded(records: Records, first: NDArray[np.intp], at: int) -> bool:
    """Whether an atom is closer to another one of its residue than a metal can be."""
    residue = int(np.searchsorted(first, at, side="right")) - 1
    start, stop = int(first[residue]), int(first[residue + 1]) if residue + 1 < len(first) else len(records)
    others = np.delete(np.arange(start, stop), at - start)
    gaps = np.linalg.norm(records.xyz[0, others] - records.xyz[0, at], axis=1)
    return bool((gaps < COVALENT_A).any())


def without_misplaced(records: Records) -> tuple[Records, list[str]]:
    """Drop atoms without coordinates (NaN, infinite, 9999.000) or far from their residue, with a note."""
    xyz = records.xyz[0]
    new = records.residue_starts
    with np.errstate(over="ignore", invalid="ignore"):
        step = np.diff(xyz, axis=0)
        jump = (np.einsum("ij,ij->i", step, step) > (WIDEST_AMINO_ACID_A / 2) ** 2) & ~new[1:]
    # Comparisons with NaN are false.
    if xyz.min(initial=0.0) > -FARTHEST_A and xyz.max(initial=0.0) < FARTHEST_A and not jump.any():
        return records, []
    lost = ~(np.abs(xyz) < FARTHEST_A).all(axis=1)
    first = np.flatnonzero(new)
    size = np.diff(np.append(first, len(records)))
    there = np.where(lost[:, None], np.nan, xyz)
    low, high = (extreme.reduceat(there, first) for extreme in (np.fmin, np.fmax))
    extent = np.nan_to_num(high - low).max(axis=1)
    for residue in np.flatnonzero(extent > WIDEST_AMINO_ACID_A).tolist():
        here = slice(int(first[residue]), int(first[residue] + size[residue]))
        middle = np.nanmedian(there[here], axis=0)
        amino = letter_of(records.residue_name[here.start].decode("ascii", "replace")) != "X"
        widest = WIDEST_AMINO_ACID_A if amino else WIDEST_RESIDUE_A
        lost[here] |= np.linalg.norm(xyz[here] - middle, axis=1) > widest
    if not lost.any():
        return records, []
    named = [
        f"{records.name[k].decode()} of {records.residue_name[k].decode()} {records.auth_seq_id[k]}"
        for k in np.flatnonzero(lost)[:_SHOWN]
    ]
    more = ", ..." if lost.sum() > _SHOWN else ""
    note = f"{int(lost.sum())} atoms without a place were left out ({', '.join(named)}{more})"
    return taken(records, ~lost), [note]


def taken(records: Records, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Records:
    """Return a subset of the records."""
    per_atom = {
        entry.name: getattr(records, entry.name)[rows]
        for entry in fields(Records)
        if entry.name not in ("chains", "label_chains", "sifts_accessions", "xyz")
    }
    return replace(records, **per_atom, xyz=records.xyz[:, rows])


def parted(records: Records) -> tuple[Records, list[str]]:
    """Split residues with duplicate atoms: of several molecules, or of conformers without letters.

    Readers merge atoms of the same chain, number and residue name into one residue. Of conformers the first
    is kept, with a note; molecules get a residue each (`Records.repeat`).
    """
    repeat = _repeats(records)
    if not repeat.any():
        return records, []
    new = records.residue_starts
    # Behind an atom that stands for the second time all atoms are those of the second molecule.
    residue = np.cumsum(new) - 1
    widest = int(repeat.max()) + 1
    repeat = np.maximum.accumulate(repeat + widest * residue) - widest * residue
    group = np.cumsum(new | np.append(True, np.diff(repeat) != 0)) - 1
    starts = np.flatnonzero(np.append(True, np.diff(group) != 0))
    placed = (np.abs(records.xyz[0]) < FARTHEST_A).all(axis=1)
    with np.errstate(invalid="ignore"):
        centre = np.add.reduceat(np.where(placed[:, None], records.xyz[0], 0.0), starts)
        centre /= np.add.reduceat(placed.astype(int), starts)[:, None]
    first = np.maximum.accumulate(np.where(repeat[starts] == 0, np.arange(len(starts)), 0))
    conformer = (repeat[starts] > 0) & (np.linalg.norm(centre - centre[first], axis=1) < CONFORMER_A)
    kept = ~conformer[group]
    n_lost, n_residues = int((~kept).sum()), len(np.unique(first[conformer]))
    notes = [f"{n_lost} atoms that {n_residues} residues hold twice were left out"] if n_lost else []
    return replace(taken(records, kept), repeat=repeat[kept].astype(np.int32)), notes


def _repeats(records: Records) -> NDArray[np.int64]:
    """Number of earlier atoms with the same name and conformer in the same residue, shape (n_atoms,)."""
    residue = np.cumsum(records.residue_starts)
    name = records.name.view(np.uint64)
    key = (residue.astype(np.uint64) << np.uint64(40)) ^ (records.altloc.astype(np.uint64) << np.uint64(32))
    key ^= (name ^ (name >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    count = np.zeros(len(records), dtype=np.int64)
    # Residues are in order already, which a stable sort makes use of.
    ordered = np.sort(key, kind="stable")
    if not (ordered[1:] == ordered[:-1]).any():
        return count
    order = np.lexsort((np.arange(len(key)), key))
    count[order] = counted_repeats(key[order])
    return count


def counted_repeats(ordered: NDArray[Any]) -> NDArray[np.int64]:
    """Number of equal values right before each one in a sorted array.

    Examples
    --------
    >>> counted_repeats(np.array([3, 5, 5, 5, 8])).tolist()
    [0, 0, 1, 2, 0]
    """
    index = np.arange(len(ordered))
    same = np.append(False, ordered[1:] == ordered[:-1])
    return np.asarray(index - np.maximum.accumulate(np.where(same, 0, index)))
