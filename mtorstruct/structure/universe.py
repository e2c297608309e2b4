"""Convert a numbered complex to an MDAnalysis Universe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gemmi
import MDAnalysis
import numpy as np
from MDAnalysis.coordinates.memory import MemoryReader
from MDAnalysis.core.topologyattrs import ResidueAttr, ResidueStringAttr
from numpy.typing import NDArray

from mtorstruct.structure.content import Atoms, FileResidues
from mtorstruct.structure.numbering import Chain


class Genes(ResidueStringAttr):  # type: ignore[misc]
    """Gene symbol of the protein of a residue, ``MTOR_homologous`` for a homologue, 'other' for all else."""

    attrname = "genes"
    singular = "gene"
    dtype = object

    @staticmethod
    def _gen_initial_values(n_atoms: int, n_residues: int, n_segments: int) -> NDArray[Any]:
        return np.full(n_residues, "other", dtype=object)


class UniprotPositions(ResidueAttr):  # type: ignore[misc]
    """UniProt position of a residue; 0 where it has none."""

    attrname = "uniprot_poss"
    singular = "uniprot_pos"
    dtype = int

    @staticmethod
    def _gen_initial_values(n_atoms: int, n_residues: int, n_segments: int) -> NDArray[Any]:
        return np.zeros(n_residues, dtype=int)


def _masses(element: NDArray[np.bytes_]) -> NDArray[np.float64]:
    """Atomic weight of each atom."""
    unique, index = np.unique(element, return_inverse=True)
    return np.array([gemmi.Element(name.decode()).weight for name in unique])[index]


def make_universe(
    atoms: Atoms, residues: FileResidues, chains: Sequence[Chain], file_chains: Sequence[str]
) -> MDAnalysis.Universe:
    """Build a Universe from the arrays of a complex, without reading the file again."""
    n_residues = len(residues.name)
    gene = np.full(n_residues, "other", dtype=object)
    position = np.zeros(n_residues, dtype=int)
    for chain in chains:
        # A selection of MDAnalysis takes no name with a space or a bracket.
        gene[chain.rows] = chain.gene.replace(" (homologous)", "_homologous")
        position[chain.rows] = chain.uniprot_pos
    universe = MDAnalysis.Universe.empty(
        len(atoms.name),
        n_residues=n_residues,
        n_segments=len(file_chains),
        atom_resindex=atoms.residue,
        residue_segindex=residues.chain,
        trajectory=False,
    )
    chain_names = np.array(file_chains, dtype=object)
    names = atoms.name.astype(str).astype(object)
    for attribute, values in (
        ("names", names),
        ("types", atoms.element.astype(str).astype(object)),
        ("elements", np.char.capitalize(atoms.element.astype(str)).astype(object)),
        ("masses", _masses(atoms.element)),
        ("tempfactors", atoms.b_factor.astype(float)),
        ("occupancies", atoms.occupancy.astype(float)),
        ("chainIDs", chain_names[residues.chain[atoms.residue]]),
        ("resnames", residues.name.astype(str).astype(object)),
        ("resids", residues.auth_seq_id.astype(int)),
        ("resnums", residues.auth_seq_id.astype(int)),
        ("icodes", np.char.strip(residues.insertion_code.astype(str)).astype(object)),
        ("segids", chain_names),
        ("genes", gene),
        ("uniprot_poss", position),
    ):
        universe.add_TopologyAttr(attribute, values)
    universe.load_new(atoms.xyz.astype(np.float32), format=MemoryReader, order="fac")
    return universe
