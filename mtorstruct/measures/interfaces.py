"""Interfaces: pairs of residues of different chains in contact, their distance and its atoms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.measures.burial import burial_columns, register_of
from mtorstruct.measures.contacts import AtomPairs, near_atoms
from mtorstruct.structure.arguments import complex_of
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import INTERFACES, MISSING_INT, Columns

if TYPE_CHECKING:
    import pandas as pd

EQUAL_DECIMALS = 6
"""Decimals to which distances (Å) that count as equal agree; coordinates in files have three."""


def residue_interfaces(complex_: MtorComplex | str | Path) -> pd.DataFrame:
    """Pairs of residues of different chains with heavy atoms within 5 Å of each other.

    Chains of one biological unit are compared (:attr:`MtorComplex.unit_of_chain`); chains that are none of
    the nine proteins count too. Hydrogens, waters and ligands do not.

    Returns
    -------
    pandas.DataFrame
        Columns of ``mtorstruct.tables.INTERFACES``: each pair once, chain by chain in the file's order,
        then residue by residue.
    """
    return INTERFACES.frame(interface_columns(complex_of(complex_)))


def interface_columns(complex_: MtorComplex) -> Columns:
    """Rows of `mtorstruct.tables.INTERFACES`.

    Of several equally close atom pairs of two residues, the first in the file is reported.
    """
    nearest = [_nearest_atoms(complex_, near) for near in near_atoms(complex_)]
    first, second = (
        np.concatenate([getattr(near, side) for near in nearest]) if nearest else np.empty(0, dtype=np.int64)
        for side in ("first", "second")
    )
    gap = np.concatenate([near.distance for near in nearest]) if nearest else np.empty(0)
    atoms = complex_.atoms
    facts = _residue_facts(complex_)
    columns: Columns = {"entry": np.full(len(gap), complex_.entry, dtype=object)}
    for side, atom in (("a", first), ("b", second)):
        columns |= {f"{name}_{side}": values[atoms.residue[atom]] for name, values in facts.items()}
    columns["distance_A"] = gap.round(2)
    columns["atom_a"], columns["atom_b"] = (
        atoms.name[atom].astype(str).astype(object) for atom in (first, second)
    )
    columns["file"] = np.full(len(gap), complex_.path.name, dtype=object)
    return columns


def _nearest_atoms(complex_: MtorComplex, near: AtomPairs) -> AtomPairs:
    """Nearest atom pair of every two residues of two chains, residue by residue."""
    residue = complex_.atoms.residue
    one, other = residue[near.first], residue[near.second]
    order = np.lexsort((near.second, near.first, near.distance.round(EQUAL_DECIMALS), other, one))
    keep = order[(np.diff(one[order], prepend=-1) != 0) | (np.diff(other[order], prepend=-1) != 0)]
    return AtomPairs(near.first[keep], near.second[keep], near.distance[keep])


def _residue_facts(complex_: MtorComplex) -> dict[str, NDArray[Any]]:
    """Columns that describe each file residue, shape (n_file_residues,) each."""
    residues = complex_.file_residues
    n = len(residues.name)
    facts: dict[str, NDArray[Any]] = {
        "gene": np.full(n, "other", dtype=object),
        "copy": np.full(n, MISSING_INT, dtype=np.int64),
        "chain": np.array(complex_.file_chains, dtype=object)[residues.chain],
        "position": np.full(n, MISSING_INT, dtype=np.int64),
        "observed": np.full(n, "", dtype=object),
        "auth_seq_id": residues.auth_seq_id.astype(np.int64),
        "insertion_code": np.char.strip(residues.insertion_code.astype(str)).astype(object),
        "register": register_of(*burial_columns(complex_)),
    }
    for chain in complex_.chains:
        facts["gene"][chain.rows] = chain.gene
        facts["copy"][chain.rows] = chain.copy if chain.protein else MISSING_INT
        facts["position"][chain.rows] = np.where(chain.uniprot_pos > 0, chain.uniprot_pos, MISSING_INT)
        facts["observed"][chain.rows] = chain.observed.view("S1").astype(str)
    return facts
