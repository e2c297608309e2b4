"""From gemmi's structure to flat arrays: one conformer, polymers whole and first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.schema import MISSING_INT
from mtorstruct.structure.content import (
    PEPTIDE_BOND_A,
    POLYMER,
    WATER,
    Atoms,
    FileResidues,
    atom_positions,
)

MAX_NAME = 7
"""Longest chain name that gemmi's flat arrays hold."""


def flatten(structure: gemmi.Structure) -> tuple[Atoms, FileResidues]:
    """Arrays of the atoms and residues of a structure whose entities are set up.

    Chain names longer than `MAX_NAME` are shortened in the structure; read what depends on
    them before.
    """
    labels = _shorten_long_names(structure)
    flat: Any = gemmi.FlatStructure(structure)
    atoms_of_chain = [c.count_atom_sites() for c in structure[0]]
    n_first = sum(atoms_of_chain)

    first = slice(0, n_first)
    chain = np.repeat(np.arange(len(structure[0]), dtype=np.int32), atoms_of_chain)
    # Numbers stand 128 bytes apart in gemmi's arrays: what is read more than once is copied first.
    number, code, altloc, element = (
        np.array(column[first]) for column in (flat.resnums, flat.icodes, flat.altlocs, flat.elements)
    )
    # Names are a copy of their own each time that they are asked for.
    name = flat.residue_names.view(np.uint64)[first, 0]
    new_number = np.ones(n_first, dtype=bool)
    new_number[1:] = (chain[1:] != chain[:-1]) | (number[1:] != number[:-1]) | (code[1:] != code[:-1])
    new = new_number.copy()
    new[1:] |= name[1:] != name[:-1]
    index: slice | NDArray[np.intp]
    # Most files have no alternative conformers: then a slice, which is copied faster than an index.
    if not altloc.any():
        index, at = first, np.flatnonzero(new)
        starts = at
    else:
        index = np.flatnonzero(_one_conformer(altloc, flat.occ[first], new_number))
        residue = np.cumsum(new)[index]
        starts = np.append(0, 1 + np.flatnonzero(residue[1:] != residue[:-1]))
        at = index[starts]
    element = element[index]
    first_atom = np.append(starts, len(element))
    residues = FileResidues(
        chain=chain[at],
        name=name[at].view("S8"),
        auth_seq_id=number[at],
        insertion_code=code[at].astype(np.uint8).view("S1"),
        label_seq_id=np.full(len(at), MISSING_INT, dtype=np.int32),
        label_chain=_label_chains(structure, flat, at, labels),
        kind=flat.entity_type[at],
        sifts_accession=[],
        sifts_position=np.full(len(at), MISSING_INT, dtype=np.int32),
        first_atom=first_atom,
    )
    atoms = Atoms(
        name=flat.atom_names.view("S8")[:, 0][index],
        atomic_number=element,
        xyz=_all_models(flat, len(structure), n_first)[:, index],
        b_factor=np.array(flat.b_iso[index]),
        occupancy=np.array(flat.occ[index]),
        heavy=(element != 1) & (element != 119),  # gemmi counts deuterium as element 119
        residue=np.repeat(np.arange(len(at), dtype=np.int32), np.diff(first_atom)),
    )
    return _polymer_first(atoms, _with_whole_polymers(atoms, residues))


def _shorten_long_names(structure: gemmi.Structure) -> dict[str, str]:
    """Give long chain and subchain names a short one, in place; returns the long name of each."""
    names = {c.name for model in structure for c in model}
    subchains = {r.subchain for c in structure[0] for r in c} if _has_long(names) else set()
    if not _has_long(names | subchains):
        return {}
    short = {name: f"_{k:x}" for k, name in enumerate(sorted(names | subchains))}
    for model in structure:
        for chain in model:
            chain.name = short[chain.name]
            for residue in chain:
                residue.subchain = short.get(residue.subchain, residue.subchain)
    return {shortened: name for name, shortened in short.items()}


def _has_long(names: set[str]) -> bool:
    return any(len(name.encode()) > MAX_NAME for name in names)


def _label_chains(
    structure: gemmi.Structure, flat: Any, at: NDArray[np.intp], labels: dict[str, str]
) -> list[str]:
    """label_asym_id of each residue; empty for a PDB file, which has none (gemmi makes one up)."""
    if structure.input_format == gemmi.CoorFormat.Pdb:
        return [""] * len(at)
    short = flat.subchains.view("S8")[:, 0][at].astype(str).tolist()
    return [labels.get(name, name) for name in short] if labels else short


def _one_conformer(
    altloc: NDArray[np.int8], occupancy: NDArray[np.float32], new: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mask of the atoms to keep: those without altloc, and one altloc id per residue number."""
    kept = np.ones(len(altloc), dtype=bool)
    edges = np.append(np.flatnonzero(new), len(altloc))
    for group in np.unique(np.searchsorted(edges, np.flatnonzero(altloc), side="right") - 1):
        window = slice(int(edges[group]), int(edges[group + 1]))
        letters = altloc[window]
        ids = sorted(set(letters[letters != 0].tolist()))
        best = max(ids, key=lambda letter: (float(occupancy[window][letters == letter].sum()), -letter))
        kept[window] = (letters == 0) | (letters == best)
    return kept


def _with_whole_polymers(atoms: Atoms, residues: FileResidues) -> FileResidues:
    """Call every residue with a peptide backbone that is bonded to another one a polymer's.

    gemmi ends a polymer at the first TER, water or ligand; files of other programs have
    them in the middle of a chain.
    """
    doubtful = np.flatnonzero((residues.kind != POLYMER) & (residues.kind != WATER))
    if not len(doubtful):
        return residues
    for name in (b"N", b"CA", b"C"):
        doubtful = doubtful[np.isin(doubtful, atoms.residue[atoms.name == name])]
    everything = slice(0, len(residues.name))
    c, n = (atom_positions(atoms, everything, name) for name in (b"C", b"N"))
    peptide = np.flatnonzero(~np.isnan(c[:, 0]) & ~np.isnan(n[:, 0]))
    bonded = np.zeros(len(residues.name), dtype=bool)
    step = np.linalg.norm(n[peptide[1:]] - c[peptide[:-1]], axis=1) <= PEPTIDE_BOND_A
    step &= residues.chain[peptide[1:]] == residues.chain[peptide[:-1]]
    bonded[peptide[1:][step]] = bonded[peptide[:-1][step]] = True
    kind = residues.kind.copy()
    kind[doubtful[bonded[doubtful]]] = POLYMER
    return replace(residues, kind=kind)


def _polymer_first(atoms: Atoms, residues: FileResidues) -> tuple[Atoms, FileResidues]:
    """Put the polymer of each chain before its other residues; most files have it so."""
    rank = 2 * residues.chain + (residues.kind != POLYMER)
    if (rank[1:] >= rank[:-1]).all():
        return atoms, residues
    order = np.argsort(rank, kind="stable")
    counts = np.diff(residues.first_atom)[order]
    first_atom = np.concatenate([[0], np.cumsum(counts)])
    atom_order = np.concatenate(
        [np.arange(residues.first_atom[r], residues.first_atom[r + 1]) for r in order]
    )
    moved = {
        name: getattr(residues, name)[order]
        for name in (
            "chain",
            "name",
            "auth_seq_id",
            "insertion_code",
            "label_seq_id",
            "kind",
            "sifts_position",
        )
    }
    labels = [residues.label_chain[r] for r in order]
    residues = replace(residues, **moved, label_chain=labels, first_atom=first_atom)
    atoms = Atoms(
        name=atoms.name[atom_order],
        atomic_number=atoms.atomic_number[atom_order],
        xyz=atoms.xyz[:, atom_order],
        b_factor=atoms.b_factor[atom_order],
        occupancy=atoms.occupancy[atom_order],
        heavy=atoms.heavy[atom_order],
        residue=np.repeat(np.arange(len(order), dtype=np.int32), counts),
    )
    return atoms, residues


def _all_models(flat: Any, n_models: int, n_first: int) -> NDArray[np.float64]:
    """Coordinates of every model that has the same atoms as the first; at least the first."""
    if n_models > 1:
        names = flat.atom_names.view(np.uint64)[:, 0]
        whole = len(names) == n_models * n_first and all(
            np.array_equal(names[:n_first], names[k * n_first : (k + 1) * n_first])
            for k in range(1, n_models)
        )
        n_models = n_models if whole else 1
    return np.array(flat.pos[: n_models * n_first].reshape(n_models, n_first, 3))
