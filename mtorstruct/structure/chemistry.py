"""Classify residues by their atoms: polymer, ligand, ion, water or marker.

Neither TER, HETATM nor a name is decisive. A polymer residue has a peptide backbone that is bonded to
another one, or belongs to a CA trace. Water is a single oxygen with at most hydrogens and point charges. An
ion is one atom of a metal or a halogen. A ligand is a bonded group of atoms of known elements. All others are
markers: the spheres of pocket finders, dummy atoms, and groups whose occupancy is 0 in a file where others
have more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.residue_names import parent_of, parent_of_atoms
from mtorstruct.structure.content import (
    ION,
    LIGAND,
    MARKER,
    PEPTIDE_BOND_A,
    POLYMER,
    WATER,
    Atoms,
    FileResidues,
    atom_positions,
)
from mtorstruct.structure.neighbours import Points

TRACE_A = (2.7, 4.3)
"""Range of CA-CA distances of neighbours in a trace: 2.9 over a cis bond, 3.8 over a trans one."""

BOND_A, METAL_BOND_A = 2.1, 2.8
"""Longest bond of two heavy atoms (S-S 2.05, C-I 2.14 within rounding), and of a metal."""

COLLISION_A = 0.9
"""Distance below which two heavy atoms collide; N-N and C-O bonds have 1.1."""

MOST_NEIGHBOURS = 4
"""Most bonds of a heavy atom other than a metal, P or S."""

MOST_ODD = 0.1
"""Largest share of chemically impossible atoms in a group that still counts as a molecule."""

_OXYGEN = 8
_HYPERVALENT = (15, 16)


@dataclass(frozen=True)
class Names:
    """Unique residue names, and the index of each residue's own."""

    texts: list[str]
    index: NDArray[np.intp]

    @classmethod
    def of(cls, name: NDArray[np.bytes_]) -> Names:
        """Names from an array of S8."""
        keys = name.view(np.uint64)
        unique = np.unique(keys)
        # np.unique would give the index too, but sorts all the names for it: three times slower.
        return cls(unique.view("S8").astype(str).tolist(), np.searchsorted(unique, keys))


def residue_kinds(
    atoms: Atoms,
    chain: NDArray[np.int32],
    names: Names,
    auth_seq_id: NDArray[np.int32],
    hetero: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    """Classify each residue.

    Parameters
    ----------
    atoms : Atoms
        Atoms of the residues described by the other arguments.
    chain, auth_seq_id, hetero : numpy.ndarray, shape (n_residues,)
        Chain, author number and kind of record (HETATM) of each residue.
    names : Names
        Names of the residues.

    Returns
    -------
    numpy.ndarray, shape (n_residues,), uint8
        `POLYMER`, `LIGAND`, `ION`, `WATER` or `MARKER`.
    """
    n_residues = len(chain)
    kind = np.full(n_residues, MARKER, dtype=np.uint8)
    polymer = _in_polymer(atoms, chain, names, auth_seq_id, hetero)
    kind[polymer] = POLYMER
    if polymer.all():
        return kind
    rest = np.flatnonzero(~polymer)
    counts = _Counts.of(atoms, n_residues)
    empty = _without_occupancy(atoms, n_residues)
    # Extra points of water models stand on no element; a lone pair is no atom.
    one_oxygen = (counts.heavy == 1) & (counts.oxygen == 1) & (counts.hydrogen <= 2)
    kind[rest[one_oxygen[rest]]] = WATER
    kind[rest[((counts.heavy == 1) & (counts.ion == 1) & ~empty)[rest]]] = ION
    group = (kind == MARKER) & (counts.heavy > 1) & ~empty & (counts.unknown <= MOST_ODD * counts.heavy)
    kind[group & (_odd_atoms(atoms, group) <= MOST_ODD * counts.heavy)] = LIGAND
    return kind


@dataclass(frozen=True)
class _Counts:
    """Numbers of atoms of each residue; `heavy` counts known elements other than hydrogen."""

    heavy: NDArray[np.int64]
    hydrogen: NDArray[np.int64]
    oxygen: NDArray[np.int64]
    ion: NDArray[np.int64]
    unknown: NDArray[np.int64]

    @classmethod
    def of(cls, atoms: Atoms, n_residues: int) -> _Counts:
        number = atoms.atomic_number

        def count(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
            return np.bincount(atoms.residue[mask], minlength=n_residues)

        unknown = number == 0
        return cls(
            heavy=count(atoms.heavy & ~unknown),
            hydrogen=count(~atoms.heavy),
            oxygen=count(number == _OXYGEN),
            ion=count(_is_ion()[number]),
            unknown=count(unknown),
        )


@cache
def _is_metal() -> NDArray[np.bool_]:
    """Whether each element is a metal; indexed by atomic number."""
    return np.array([gemmi.Element(number).is_metal for number in range(120)], dtype=bool)


@cache
def _is_ion() -> NDArray[np.bool_]:
    """Whether a single atom of each element is an ion (a metal or a halogen); indexed by atomic number."""
    halogens: NDArray[np.bool_] = np.isin(
        np.arange(120), [gemmi.Element(name).atomic_number for name in ("F", "Cl", "Br", "I")]
    )
    return _is_metal() | halogens


def _without_occupancy(atoms: Atoms, n_residues: int) -> NDArray[np.bool_]:
    """Residues all of whose atoms have occupancy 0, in a file where others have more."""
    # An occupancy that is no number is none that is 0.
    full = ~(atoms.occupancy <= 0)
    if full.all() or not full.any():
        return np.zeros(n_residues, dtype=bool)
    return np.asarray(np.bincount(atoms.residue[full], minlength=n_residues) == 0)


def _in_polymer(
    atoms: Atoms,
    chain: NDArray[np.int32],
    names: Names,
    auth_seq_id: NDArray[np.int32],
    hetero: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    n_residues = len(chain)
    everything = slice(0, n_residues)
    n, ca, c = (atom_positions(atoms, everything, atom) for atom in (b"N", b"CA", b"C"))
    has_ca = ~np.isnan(ca[:, 0])
    whole = has_ca & ~np.isnan(n[:, 0]) & ~np.isnan(c[:, 0])
    same = chain[1:] == chain[:-1]
    with np.errstate(invalid="ignore"):
        bond = np.linalg.norm(n[1:] - c[:-1], axis=1) <= PEPTIDE_BOND_A
        step = np.linalg.norm(ca[1:] - ca[:-1], axis=1)
    traced = (step >= TRACE_A[0]) & (step <= TRACE_A[1])
    # A trace has CA atoms alone: a ligand whose atoms have such names has others beside them.
    single = np.bincount(atoms.residue[atoms.heavy], minlength=n_residues) == 1
    linked = np.zeros(n_residues, dtype=bool)
    for pairs in (
        same & whole[1:] & whole[:-1] & bond,
        same & traced & (single | whole)[1:] & (single | whole)[:-1] & ~(whole[1:] & whole[:-1]),
    ):
        linked[1:] |= pairs
        linked[:-1] |= pairs
    amino, nucleic = _kinds_by_name(names)
    # A residue between gaps is bonded to none: then its name counts, and its place if it is a HETATM.
    polymer = linked | (amino & ~hetero & (has_ca | ~np.isnan(n[:, 0]))) | (nucleic & ~hetero)
    doubtful = np.flatnonzero(~polymer & has_ca & (whole | amino))
    for residue in doubtful.tolist():
        polymer[residue] = _bonded_anywhere(residue, n, c, chain, whole) or (
            amino[residue] and _within(residue, chain, auth_seq_id, polymer)
        )
    return polymer


def _bonded_anywhere(
    residue: int,
    n: NDArray[np.float64],
    c: NDArray[np.float64],
    chain: NDArray[np.int32],
    whole: NDArray[np.bool_],
) -> bool:
    """Whether a residue has a peptide bond to a residue that is not adjacent to it in the file."""
    if not whole[residue]:
        return False
    others = np.flatnonzero(whole & (chain == chain[residue]))
    others = others[others != residue]
    gaps = np.append(
        np.linalg.norm(n[others] - c[residue], axis=1), np.linalg.norm(c[others] - n[residue], axis=1)
    )
    return bool((gaps <= PEPTIDE_BOND_A).any())


def _within(
    residue: int, chain: NDArray[np.int32], auth_seq_id: NDArray[np.int32], polymer: NDArray[np.bool_]
) -> bool:
    """Whether the author number of a residue lies within the range of its chain's polymer."""
    numbers = auth_seq_id[polymer & (chain == chain[residue])]
    return bool(len(numbers)) and bool(numbers.min() < auth_seq_id[residue] < numbers.max())


def _kinds_by_name(names: Names) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each residue has the name of an amino acid with a known parent, and that of a nucleotide."""
    amino = np.array([letter_of(text) != "X" for text in names.texts])
    nucleic = np.array([gemmi.find_tabulated_residue(text).is_nucleic_acid() for text in names.texts])
    return amino[names.index], nucleic[names.index]


@cache
def letter_of(name: str) -> str:
    """One-letter code of an amino acid by its residue name, that of the parent for a modified one, else X.

    Examples
    --------
    >>> letter_of("MSE"), letter_of("HIE"), letter_of("UNK"), letter_of("RAP")
    ('M', 'H', 'X', 'X')
    """
    known = gemmi.find_tabulated_residue(parent_of(name) or name)
    letter = known.one_letter_code.upper()
    return letter if known.is_amino_acid() and "A" <= letter <= "Z" else "X"


def _odd_atoms(atoms: Atoms, group: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number of atoms of residues that fit no molecule: unbonded, colliding, or with too many bonds.

    Bonds to other residues count: a ligand may consist of several.
    """
    real = np.flatnonzero(atoms.heavy & (atoms.atomic_number > 0) & group[atoms.residue])
    if not len(real):
        return np.zeros(len(group), dtype=np.int64)
    number = atoms.atomic_number[real]
    metal = _is_metal()[number]
    pairs = Points(atoms.xyz[0, real]).pairs(METAL_BOND_A)
    gap = np.linalg.norm(atoms.xyz[0, real[pairs[:, 0]]] - atoms.xyz[0, real[pairs[:, 1]]], axis=1)
    pairs_of_metals = metal[pairs].any(axis=1)
    bonded = pairs[(gap <= BOND_A) | pairs_of_metals]
    n_bonds = np.bincount(bonded.ravel(), minlength=len(real))
    collides = np.bincount(pairs[gap < COLLISION_A].ravel(), minlength=len(real)) > 0
    hypervalent = metal | np.isin(number, _HYPERVALENT)
    odd = (n_bonds == 0) | collides | (~hypervalent & (n_bonds > MOST_NEIGHBOURS))
    return np.bincount(atoms.residue[real[odd]], minlength=len(group))


def parents(atoms: Atoms, names: Names, kind: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    """Parent amino acid of each residue of a chain; empty for a modified one and for everything else.

    Residues with unknown names are identified by their atoms: force fields have many names for one amino
    acid.

    Returns
    -------
    numpy.ndarray, shape (n_residues,), of S3
    """
    of_name = np.array([parent_of(text).encode() for text in names.texts], dtype="S3")
    parent = of_name[names.index]
    unknown = np.zeros(0, dtype=np.intp)
    if (of_name == b"").any():
        unknown = np.flatnonzero((parent == b"") & (kind == POLYMER) & ~_kinds_by_name(names)[0])
    for residue in unknown.tolist():
        first, last = np.searchsorted(atoms.residue, [residue, residue + 1])
        mine = atoms.name[first:last][atoms.heavy[first:last]]
        parent[residue] = parent_of_atoms(frozenset(mine.astype(str).tolist())).encode()
    parent[kind != POLYMER] = b""
    return parent


def one_letter_codes(residues: FileResidues) -> NDArray[np.uint8]:
    """Letter of each residue, as a character code: the parent's for a modified one, X for an unknown one."""
    names = Names.of(np.where(residues.parent != b"", residues.parent, residues.name).astype("S8"))
    letters = "".join(letter_of(text) for text in names.texts)
    return np.frombuffer(letters.encode(), dtype=np.uint8)[names.index]
