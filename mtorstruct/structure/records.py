"""Atom records of a file, the common output of the readers of every format."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Records:
    """Atom records of the first model, shape ``(n_atoms,)`` each, residue by residue and chain by chain.

    Attributes
    ----------
    chains, label_chains : list of str
        Author ids of the chains, in the order of the records; ids of mmCIF (one empty text where the format
        has none).
    chain, label_chain : numpy.ndarray of int32
        Indices into these lists.
    residue_name, name : numpy.ndarray of S8
        Names of the residue and of the atom.
    auth_seq_id, insertion_code : numpy.ndarray of int32 and S1
        Number that the file gives the residue; a blank where there is no insertion code.
    altloc : numpy.ndarray of uint8
        Letter of the alternative conformer, 0 for none.
    atomic_number : numpy.ndarray of uint8
        0 for an unknown element, 119 for deuterium.
    xyz : numpy.ndarray, shape (n_models, n_atoms, 3)
        Coordinates in Å, of the first model and of those that have the same atoms.
    b_factor, occupancy : numpy.ndarray of float32
        As the file has them.
    hetero : numpy.ndarray of bool
        Whether the record is a HETATM.
    label_seq_id : numpy.ndarray of int32
        Index in SEQRES of the residue, `mtorstruct.tables.MISSING_INT` where the reader does not set it.
    sifts_accessions : list of str
        SIFTS accessions in the file; an empty text means none.
    sifts_accession, sifts_position : numpy.ndarray of int32
        Index into this list and UniProt position of the residue, `mtorstruct.tables.MISSING_INT` for none.
    row : numpy.ndarray of int32
        Index of the record among those that the reader made.
    repeat : numpy.ndarray of int32
        Number of earlier residues of the same chain, number and name that readers merge with this one; 0 but
        for files that put several molecules into one chain.
    """

    chains: list[str]
    label_chains: list[str]
    chain: NDArray[np.int32]
    label_chain: NDArray[np.int32]
    residue_name: NDArray[np.bytes_]
    auth_seq_id: NDArray[np.int32]
    insertion_code: NDArray[np.bytes_]
    name: NDArray[np.bytes_]
    altloc: NDArray[np.uint8]
    atomic_number: NDArray[np.uint8]
    xyz: NDArray[np.float64]
    b_factor: NDArray[np.float32]
    occupancy: NDArray[np.float32]
    hetero: NDArray[np.bool_]
    label_seq_id: NDArray[np.int32]
    sifts_accessions: list[str]
    sifts_accession: NDArray[np.int32]
    sifts_position: NDArray[np.int32]
    row: NDArray[np.int32]
    repeat: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.name)

    @cached_property
    def number_starts(self) -> NDArray[np.bool_]:
        """Mask of atoms at which a new residue number begins, shape (n_atoms,)."""
        new = np.ones(len(self), dtype=bool)
        new[1:] = self.repeat[1:] != self.repeat[:-1]
        for key in (self.chain, self.auth_seq_id, self.insertion_code.view(np.uint8)):
            new[1:] |= key[1:] != key[:-1]
        return new

    @cached_property
    def residue_starts(self) -> NDArray[np.bool_]:
        """Mask of atoms at which a new residue begins, shape (n_atoms,); one number may have several."""
        name, new = self.residue_name.view(np.uint64), self.number_starts.copy()
        new[1:] |= name[1:] != name[:-1]
        return new
