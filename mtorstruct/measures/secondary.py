"""Secondary structure: DSSP (Kabsch and Sander 1983) in three states, by MDAnalysis."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.content import PEPTIDE_BOND_A, atom_positions
from mtorstruct.structure.model import BACKBONE_ATOMS, MtorComplex

STATES = {"H": "helix", "E": "strand", "-": "coil"}

_GAP = 5
"""Far-away dummy residues between fragments of a chain, so that no turn spans a gap."""


def secondary_structure(complex_: MtorComplex) -> NDArray[np.object_]:
    """Secondary structure of each file residue; empty where the backbone is not complete.

    Returns
    -------
    numpy.ndarray, shape (n_file_residues,)
        ``helix`` (3-10, alpha and pi), ``strand`` or ``coil``.
    """
    state = np.full(len(complex_.file_residues.name), "", dtype=object)
    for chain in complex_.chains:
        rows = np.arange(chain.rows.start, chain.rows.stop)
        per_atom = [atom_positions(complex_.atoms, chain.rows, name) for name in BACKBONE_ATOMS]
        backbone = np.stack(per_atom, axis=1)
        whole = ~np.isnan(backbone).any(axis=(1, 2))
        if whole.sum() > _GAP:
            state[rows[whole]] = _assign(
                backbone[whole], complex_.file_residues.parent[rows[whole]] == b"PRO"
            )
    return state


def _assign(backbone: NDArray[np.float64], proline: NDArray[np.bool_]) -> NDArray[np.object_]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from MDAnalysis.analysis.dssp import assign

    bond = np.linalg.norm(backbone[1:, 0] - backbone[:-1, 2], axis=1)
    breaks = np.flatnonzero(bond > PEPTIDE_BOND_A) + 1
    starts = np.zeros(len(backbone), dtype=bool)
    starts[[0, *breaks]] = True
    # Index of each residue in an array that has stand-ins before every piece.
    slot = np.arange(len(backbone)) + _GAP * np.cumsum(starts)
    n_slots = slot[-1] + 1 + _GAP
    stand_in = np.ones(n_slots, dtype=bool)
    stand_in[slot] = False
    # Stand-ins stand in a row, outside of the protein and out of each other's reach.
    padded = np.zeros((n_slots, 4, 3), dtype=np.float32)
    padded[:, :, 0] = backbone[:, :, 0].max() + 20.0 + 10.0 * np.cumsum(stand_in)[:, None] + np.arange(4)
    padded[:, ::2, 1] = 1.0
    padded[slot] = backbone
    donor = np.ones(n_slots, dtype=bool)
    # Proline has no NH; the NH of a piece's first residue has no direction.
    donor[slot[proline | starts]] = False
    letters = assign(padded, donor_mask=donor)
    letter_of = np.array(list("-HE"), dtype=object)[np.asarray(letters).argmax(axis=1)]
    return np.array([STATES[letter] for letter in letter_of[slot]], dtype=object)
