"""One coordinate file as flat arrays, the input to all other modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

import gemmi
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import MDAnalysis

POLYMER, LIGAND, ION, WATER, MARKER = range(5)
"""Values of `FileResidues.kind` (:mod:`mtorstruct.structure.chemistry`): part of a chain; bonded group of
atoms; single metal or halogen; water; none of these (spheres of pocket finders, dummy atoms)."""

PEPTIDE_BOND_A = 2.5
"""Longest C-N distance of two residues that count as bonded."""


@dataclass(frozen=True)
class Statement:
    """One line of DBREF or struct_ref_seq: author numbers of a chain, and the range stated for them."""

    chain: str
    accession: str
    auth_begin: int
    auth_end: int
    uniprot_begin: int


@dataclass(frozen=True)
class Piece:
    """Part of a biological assembly: chains (author or mmCIF ids) that one operator moves.

    `rotation` is row by row, `translation` in Å.
    """

    chains: frozenset[str]
    label_chains: frozenset[str]
    rotation: tuple[tuple[float, ...], ...]
    translation: tuple[float, ...]


@dataclass(frozen=True)
class Provenance:
    """Provenance of a structure: ``experimental``, ``predicted`` or ``unknown``, and the evidence for it."""

    kind: str
    why: str


@dataclass(frozen=True)
class Header:
    """Header of a file; `resolution_A` is NaN where none is stated.

    `entry` is the entry id if `entry_stated`, else the name of the file. `provenance` is None where the
    file states neither an experiment nor a prediction.
    """

    entry: str
    entry_stated: bool
    title: str
    method: str
    resolution_A: float
    sha256: str
    provenance: Provenance | None = None


@dataclass(frozen=True)
class Atoms:
    """Atoms of the first model, shape ``(n_atoms,)`` each; `xyz` is ``(n_models, n_atoms, 3)`` in Å.

    One alternative conformer per residue is kept: the one with the highest summed
    occupancy, then the first letter. Hydrogens are kept and marked by `heavy`. `atomic_number` is 0 for an
    unknown element and 119 for deuterium, as in gemmi. `row` is the index of each atom in the source.
    """

    name: NDArray[np.bytes_]
    atomic_number: NDArray[np.uint8]
    xyz: NDArray[np.float64]
    b_factor: NDArray[np.float32]
    occupancy: NDArray[np.float32]
    heavy: NDArray[np.bool_]
    residue: NDArray[np.int32]
    row: NDArray[np.int32]

    @cached_property
    def element(self) -> NDArray[np.bytes_]:
        """Element symbol of each atom."""
        return symbols()[self.atomic_number]


@cache
def symbols() -> NDArray[np.bytes_]:
    """Element symbols by gemmi's element number, shape (120,): X is 0, deuterium 119."""
    return np.array([*(gemmi.Element(number).name for number in range(119)), "D"], dtype="S2")


class Labels:
    """label_seq_id of some residues, shape ``(n_residues,)``, computed on first use.

    Parameters
    ----------
    make : callable
        Returns the numbers, `mtorstruct.tables.MISSING_INT` where there is none.
    """

    def __init__(self, make: Callable[[], NDArray[np.int32]]) -> None:
        self._make = make

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """Return the numbers."""
        return self._make()

    def at(self, order: NDArray[np.intp]) -> Labels:
        """Return the numbers of some residues, in the given order."""
        return Labels(lambda: self.numbers[order])


@dataclass(frozen=True)
class FileResidues:
    """Residues chain by chain, polymer first, else in the file's order; shape ``(n_residues,)`` each.

    `chain` indexes `FileContent.chains`; `kind` is one of `POLYMER`, `LIGAND`, `ION`, `WATER` and `MARKER`;
    `parent` is the amino acid, of the twenty, that a residue of a chain is, whatever its name, else empty;
    `label_seq_id` and `sifts_position` are `mtorstruct.tables.MISSING_INT` where the file gives
    none; `sifts_accession` is empty where no residue has one. `first_atom` has one entry more than
    there are residues, so that residue *i* owns the atoms ``first_atom[i]:first_atom[i + 1]``.
    """

    chain: NDArray[np.int32]
    name: NDArray[np.bytes_]
    parent: NDArray[np.bytes_]
    auth_seq_id: NDArray[np.int32]
    insertion_code: NDArray[np.bytes_]
    labels: Labels
    label_chain: list[str]
    kind: NDArray[np.uint8]
    sifts_accession: list[str]
    sifts_position: NDArray[np.int32]
    first_atom: NDArray[np.int64]

    @property
    def label_seq_id(self) -> NDArray[np.int32]:
        """Index of each residue in SEQRES, from 1."""
        return self.labels.numbers


@dataclass(frozen=True)
class FileContent:
    """Contents of one coordinate file, as stated.

    `assemblies` are the sets of chains that the file states to be biological units (REMARK 350,
    _pdbx_struct_assembly_gen); empty where it states none. `pieces` has the parts of each of them, by its
    name. `notes` list what was not read, or not literally. `group` holds the atoms of the Universe that was
    read, which `Atoms.row` indexes; None for other sources.
    """

    header: Header
    chains: list[str]
    assemblies: list[frozenset[str]]
    pieces: dict[str, list[Piece]]
    statements: list[Statement]
    atoms: Atoms
    residues: FileResidues
    notes: list[str] = field(default_factory=list)
    group: MDAnalysis.AtomGroup | None = None


def atom_positions(atoms: Atoms, residues: slice, name: bytes) -> NDArray[np.float64]:
    """Coordinates of one named atom in each of some consecutive residues.

    Returns
    -------
    numpy.ndarray, shape (n_residues, 3), A
        First model; NaN where a residue has no such atom.
    """
    first, last = np.searchsorted(atoms.residue, [residues.start, residues.stop])
    # Eight bytes compare faster as a number than as text.
    wanted = np.frombuffer(name.ljust(8, b"\0"), dtype=np.uint64)
    index = np.flatnonzero(atoms.name[first:last].view(np.uint64) == wanted) + first
    xyz = np.full((residues.stop - residues.start, 3), np.nan)
    xyz[atoms.residue[index] - residues.start] = atoms.xyz[0, index]
    return xyz
