"""Flatten gemmi's structure into records."""

from __future__ import annotations

from typing import Any

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.records import Records
from mtorstruct.tables import MISSING_INT

MAX_NAME = 7
"""Longest chain name that gemmi's flat arrays hold."""


def flatten(structure: gemmi.Structure) -> Records:
    """Records of a structure whose entities are set up.

    Chain names longer than `MAX_NAME` are shortened in the structure itself, so anything that depends on the
    full names must be read before.
    """
    chains = [chain.name for chain in structure[0]]
    labels = _shorten_long_names(structure)
    flat: Any = gemmi.FlatStructure(structure)
    atoms_of_chain = [c.count_atom_sites() for c in structure[0]]
    n_first = sum(atoms_of_chain)
    first = slice(0, n_first)
    label_chains, label_chain = _label_chains(structure, flat, n_first, labels)
    # Numbers stand 128 bytes apart in gemmi's arrays, and names are made anew whenever they are asked for.
    return Records(
        chains=chains,
        label_chains=label_chains,
        chain=np.repeat(np.arange(len(chains), dtype=np.int32), atoms_of_chain),
        label_chain=label_chain,
        residue_name=flat.residue_names.view("S8")[first, 0],
        auth_seq_id=np.array(flat.resnums[first]),
        insertion_code=np.array(flat.icodes[first]).astype(np.uint8).view("S1"),
        name=flat.atom_names.view("S8")[first, 0],
        altloc=np.array(flat.altlocs[first]).astype(np.uint8),
        atomic_number=np.array(flat.elements[first]),
        xyz=_all_models(flat, len(structure), n_first),
        b_factor=np.array(flat.b_iso[first]),
        occupancy=np.array(flat.occ[first]),
        hetero=np.array(flat.het_flags[first]) == ord("H"),
        label_seq_id=np.full(n_first, MISSING_INT, dtype=np.int32),
        sifts_accessions=[""],
        sifts_accession=np.zeros(n_first, dtype=np.int32),
        sifts_position=np.full(n_first, MISSING_INT, dtype=np.int32),
        row=np.arange(n_first, dtype=np.int32),
        repeat=np.zeros(n_first, dtype=np.int32),
    )


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
    structure: gemmi.Structure, flat: Any, n_first: int, labels: dict[str, str]
) -> tuple[list[str], NDArray[np.int32]]:
    """label_asym_id of each atom; empty for a PDB file, which has none (gemmi makes one up)."""
    if structure.input_format == gemmi.CoorFormat.Pdb:
        return [""], np.zeros(n_first, dtype=np.int32)
    keys = flat.subchains.view(np.uint64)[:n_first, 0]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    unique, index = np.unique(keys[starts], return_inverse=True)
    names = [name.decode() for name in unique.view("S8")]
    of_atom = np.repeat(index.astype(np.int32), np.diff(np.append(starts, n_first)))
    return [labels.get(name, name) for name in names], of_atom


def _all_models(flat: Any, n_models: int, n_first: int) -> NDArray[np.float64]:
    """Coordinates of the first model and of every other model that has the same atoms."""
    if n_models > 1:
        names = flat.atom_names.view(np.uint64)[:, 0]
        whole = len(names) == n_models * n_first and all(
            np.array_equal(names[:n_first], names[k * n_first : (k + 1) * n_first])
            for k in range(1, n_models)
        )
        n_models = n_models if whole else 1
    return np.array(flat.pos[: n_models * n_first].reshape(n_models, n_first, 3))
