"""Build residues from records: one conformer each, and the polymer of each chain whole and first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.chemistry import Names, parents, residue_kinds
from mtorstruct.structure.content import POLYMER, Atoms, FileResidues, Labels
from mtorstruct.structure.records import Records


def settled(records: Records) -> tuple[Atoms, FileResidues]:
    """Atoms and residues of records: one alternative conformer, and each chain's polymer first.

    Numbers that only some formats have are missing where the records have none.
    """
    number, chain = records.auth_seq_id, records.chain
    new, new_number = records.residue_starts, records.number_starts
    index: slice | NDArray[np.intp]
    # Most files have no alternative conformers: then a slice, which is copied faster than an index.
    if not records.altloc.any():
        index, at = slice(0, len(records)), np.flatnonzero(new)
        starts = at
    else:
        index = np.flatnonzero(_one_conformer(records.altloc, records.occupancy, new_number))
        residue = np.cumsum(new)[index]
        starts = np.append(0, 1 + np.flatnonzero(residue[1:] != residue[:-1]))
        at = index[starts]
    element = records.atomic_number[index]
    first_atom = np.append(starts, len(element))
    atoms = Atoms(
        name=records.name[index],
        atomic_number=element,
        xyz=records.xyz[:, index],
        b_factor=records.b_factor[index],
        occupancy=records.occupancy[index],
        heavy=(element != 1) & (element != 119),
        residue=np.repeat(np.arange(len(at), dtype=np.int32), np.diff(first_atom)),
        row=records.row[index],
    )
    name = records.residue_name[at]
    names = Names.of(name)
    kind = residue_kinds(atoms, chain[at], names, number[at], records.hetero[at])
    labels = records.label_seq_id[at]
    accessions = records.sifts_accessions
    said = [accessions[k] for k in records.sifts_accession[at].tolist()] if any(accessions) else []
    residues = FileResidues(
        chain=chain[at],
        name=name,
        parent=parents(atoms, names, kind),
        auth_seq_id=number[at],
        insertion_code=records.insertion_code[at],
        labels=Labels(lambda: labels),
        label_chain=np.array(records.label_chains, dtype=object)[records.label_chain[at]].tolist(),
        kind=kind,
        sifts_accession=said,
        sifts_position=records.sifts_position[at],
        first_atom=first_atom,
    )
    return _polymer_first(atoms, residues)


def _one_conformer(
    altloc: NDArray[np.uint8], occupancy: NDArray[np.float32], new: NDArray[np.bool_]
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


def _polymer_first(atoms: Atoms, residues: FileResidues) -> tuple[Atoms, FileResidues]:
    """Put the polymer of each chain before its other residues; most files have it so."""
    rank = 2 * residues.chain + (residues.kind != POLYMER)
    if (rank[1:] >= rank[:-1]).all():
        return atoms, residues
    order = np.argsort(rank, kind="stable")
    return atoms_of(atoms, residues.first_atom, order), residues_at(residues, order)


def residues_at(residues: FileResidues, order: NDArray[np.intp]) -> FileResidues:
    """Return some residues, in the given order."""
    counts = np.diff(residues.first_atom)[order]
    stated = residues.sifts_accession
    return FileResidues(
        chain=residues.chain[order],
        name=residues.name[order],
        parent=residues.parent[order],
        auth_seq_id=residues.auth_seq_id[order],
        insertion_code=residues.insertion_code[order],
        labels=residues.labels.at(order),
        label_chain=[residues.label_chain[row] for row in order.tolist()],
        kind=residues.kind[order],
        sifts_accession=[stated[row] for row in order.tolist()] if stated else [],
        sifts_position=residues.sifts_position[order],
        first_atom=np.append(0, np.cumsum(counts)),
    )


def atoms_of(atoms: Atoms, first_atom: NDArray[np.int64], order: NDArray[np.intp]) -> Atoms:
    """Return the atoms of some residues, in the order of these."""
    counts = first_atom[order + 1] - first_atom[order]
    residue = np.repeat(np.arange(len(order), dtype=np.int32), counts)
    index = np.arange(len(residue)) + np.repeat(
        first_atom[order] - np.append(0, np.cumsum(counts)[:-1]), counts
    )
    return Atoms(
        name=atoms.name[index],
        atomic_number=atoms.atomic_number[index],
        xyz=atoms.xyz[:, index],
        b_factor=atoms.b_factor[index],
        occupancy=atoms.occupancy[index],
        heavy=atoms.heavy[index],
        residue=residue,
        row=atoms.row[index],
    )
