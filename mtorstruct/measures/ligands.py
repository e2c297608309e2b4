"""Ligands of a structure as molecules, with the metals and phosphate mimics that belong to them."""

from __future__ import annotations

from functools import cache

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.residue_names import BACKBONE
from mtorstruct.structure.chemistry import BOND_A, letter_of
from mtorstruct.structure.content import ION, LIGAND, POLYMER
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.neighbours import Points

BESIDE_A = 4.0
"""Largest distance of a metal or a phosphate mimic from the ligand that it belongs to."""

MAX_MIMIC_ATOMS = 5
"""Most heavy atoms of a phosphate, or of its mimic in a crystal (MgF3-, AlF4-, BeF3-, vanadate)."""

MIN_MODIFICATION_ATOMS = 10
"""Heavy atoms beyond CB from which the modification of an unknown residue counts as a ligand."""

SOLVENT_METALS = ("Li", "Na", "K", "Rb", "Cs")
"""Metals of buffers, which are next to a ligand by chance."""

_PHOSPHATE_CENTRES = ("P", "V", "Al", "Be", "Mg")
_PHOSPHATE_ARMS = ("O", "F")


def molecules(complex_: MtorComplex) -> list[NDArray[np.intp]]:
    """Atoms of each ligand, rising: residues that are bonded to each other are one ligand.

    A large modification of a chain residue, such as a nucleotide on a cysteine, counts as well.

    Returns
    -------
    list of numpy.ndarray of int
        Heavy atoms, indices into those of the complex; ligands in the order of their first atoms.
    """
    atoms, kind = complex_.atoms, complex_.file_residues.kind
    index = np.flatnonzero(atoms.heavy & ((kind == LIGAND)[atoms.residue] | _carried(complex_)))
    if not len(index):
        return []
    pairs = Points(atoms.xyz[0, index]).pairs(BOND_A)
    residue = atoms.residue[index]
    # Atoms of one residue belong together, whatever their distances.
    first_of_residue = np.searchsorted(residue, residue)
    ligand = _connected(first_of_residue, first_of_residue[pairs])
    return [index[ligand == first] for first in np.unique(ligand)]


def _connected(label: NDArray[np.intp], pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Smallest of the labels to which each label is linked, by one pair or by a row of them."""
    smallest = np.arange(len(label))
    while True:
        before = smallest.copy()
        for one, other in (pairs.T, pairs.T[::-1]):
            np.minimum.at(smallest, one, before[other])
        if np.array_equal(smallest, before):
            return smallest[label]


def with_companions(complex_: MtorComplex, ligand: NDArray[np.intp]) -> NDArray[np.intp]:
    """Extend a ligand by the metals and phosphate mimics next to it, and by those next to these.

    Neutral groups, waters, halides and buffer ions never belong to a ligand.
    """
    atoms = complex_.atoms
    possible = _companions(complex_)
    found = ligand
    while len(possible):
        gap = Points(atoms.xyz[0, found]).nearest(atoms.xyz[0, possible])
        near = np.isin(atoms.residue[possible], atoms.residue[possible[gap <= BESIDE_A]])
        if not near.any():
            break
        found, possible = np.append(found, possible[near]), possible[~near]
    return np.sort(found)


def _carried(complex_: MtorComplex) -> NDArray[np.bool_]:
    """Atoms beyond CB of residues with large modifications."""
    atoms, residues = complex_.atoms, complex_.file_residues
    modified = (residues.kind == POLYMER) & ~_is_amino_acid(residues.name)
    if not modified.any():
        return np.zeros(len(atoms.name), dtype=bool)
    beyond = atoms.heavy & modified[atoms.residue]
    beyond &= ~np.isin(atoms.name, np.array([*BACKBONE, "CB", "OXT"], dtype="S8"))
    size = np.bincount(atoms.residue[beyond], minlength=len(residues.name))
    return np.asarray(beyond & (size >= MIN_MODIFICATION_ATOMS)[atoms.residue])


def _is_amino_acid(name: NDArray[np.bytes_]) -> NDArray[np.bool_]:
    unique, index = np.unique(name, return_inverse=True)
    return np.array([letter_of(text) != "X" for text in unique.astype(str).tolist()], dtype=bool)[index]


def _companions(complex_: MtorComplex) -> NDArray[np.intp]:
    """Heavy atoms of metals other than buffer ions, and of phosphate mimics."""
    atoms, kind = complex_.atoms, complex_.file_residues.kind
    number = atoms.atomic_number
    n = len(kind)
    alone = np.isin(atoms.residue, np.flatnonzero(kind == ION)) & _metals()[number]
    centre = np.bincount(atoms.residue[_numbers(_PHOSPHATE_CENTRES)[number]], minlength=n)
    arms = np.bincount(atoms.residue[_numbers(_PHOSPHATE_ARMS)[number]], minlength=n)
    size = np.bincount(atoms.residue[atoms.heavy], minlength=n)
    mimic = (kind == LIGAND) & (centre == 1) & (arms >= 2) & (centre + arms == size)
    mimic &= size <= MAX_MIMIC_ATOMS
    return np.flatnonzero(atoms.heavy & (alone | mimic[atoms.residue]))


@cache
def _metals() -> NDArray[np.bool_]:
    """Whether each element is a metal that belongs to a ligand; indexed by atomic number."""
    metal = np.array([gemmi.Element(number).is_metal for number in range(120)], dtype=bool)
    return metal & ~_numbers(SOLVENT_METALS)


@cache
def _numbers(symbols: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whether each element is one of a set; indexed by atomic number."""
    return np.isin(np.arange(120), [gemmi.Element(symbol).atomic_number for symbol in symbols])
