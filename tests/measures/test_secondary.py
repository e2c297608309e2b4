"""Secondary structure: the same as MDAnalysis assigns, and nearly what mkdssp does."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from mtorstruct.measures.secondary import assign, hydrogen_bonds, secondary_structure
from mtorstruct.structure.content import PEPTIDE_BOND_A, atom_positions
from mtorstruct.structure.model import BACKBONE_ATOMS, MtorComplex

Structure = Callable[[str], MtorComplex]
STATES = Path(__file__).parent.parent / "data/mkdssp_states.tsv"
LETTERS = {"H": "helix", "E": "strand", "-": "coil"}


def chains(complex_: MtorComplex) -> list[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
    """Backbone of the whole residues of each chain, shape (n, 4, 3), and which of them are proline."""
    found = []
    for chain in complex_.chains:
        backbone = np.stack(
            [atom_positions(complex_.atoms, chain.rows, name) for name in BACKBONE_ATOMS], axis=1
        )
        whole = ~np.isnan(backbone).any(axis=(1, 2))
        found.append((backbone[whole], complex_.file_residues.parent[chain.rows][whole] == b"PRO"))
    return found


def by_mdanalysis(backbone: NDArray[np.float64], proline: NDArray[np.bool_]) -> list[str]:
    """States by MDAnalysis, which knows no gaps: five residues far away stand in for each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from MDAnalysis.analysis.dssp import assign as theirs

    starts = np.ones(len(backbone), dtype=bool)
    starts[1:] = np.linalg.norm(backbone[1:, 0] - backbone[:-1, 2], axis=1) > PEPTIDE_BOND_A
    at = np.arange(len(backbone)) + 5 * np.cumsum(starts)
    n = at[-1] + 6
    padded = np.zeros((n, 4, 3))
    padded[:, :, 0] = backbone[:, :, 0].max() + 20.0 + 10.0 * np.arange(n)[:, None] + np.arange(4)
    padded[:, ::2, 1] = 1.0
    padded[at] = backbone
    donor = np.ones(n, dtype=bool)
    donor[at[proline | starts]] = False
    letters = np.array(list("-HE"))[theirs(padded, donor_mask=donor).argmax(axis=1)]
    return [LETTERS[letter] for letter in letters[at]]


@pytest.mark.parametrize("name", ["1fap.cif.gz", "2gaq.pdb.gz", "4jsv.pdb.gz", "mtorc2_protomer.pdb.gz"])
def test_states_are_those_of_mdanalysis(structure: Structure, name: str) -> None:
    compared = 0
    for backbone, proline in chains(structure(name)):
        assert assign(backbone, proline).tolist() == by_mdanalysis(backbone, proline)
        compared += len(backbone)
    assert compared >= 100


@pytest.mark.parametrize(("entry", "agreement"), [("1fap", 0.97), ("4jsv", 0.98)])
def test_states_are_nearly_those_of_mkdssp(structure: Structure, entry: str, agreement: float) -> None:
    """Mkdssp counts bulges as strand, and lets pi helices take precedence."""
    complex_ = structure(f"{entry}.pdb.gz")
    residues = complex_.file_residues
    names = np.array(complex_.file_chains)[residues.chain]
    found = dict(
        zip(
            zip(names.tolist(), residues.auth_seq_id.tolist(), strict=True),
            secondary_structure(complex_),
            strict=True,
        )
    )
    table = pd.read_csv(STATES, sep="\t", comment="#")
    pairs = [
        (LETTERS[letter], found[row.chain, row.first + k])
        for row in table[table.entry == entry].itertuples()
        for k, letter in enumerate(row.states)
    ]
    both = np.array([pair for pair in pairs if pair[1]])
    assert len(both) > 200
    assert (both[:, 0] == both[:, 1]).mean() > agreement


def test_bonds_are_those_of_brute_force(structure: Structure) -> None:
    """The energy of every pair, without a bound on the distance."""
    backbone, proline = chains(structure("1fap.cif.gz"))[0]
    donors = np.flatnonzero(~proline)[1:]
    found = set(zip(*(side.tolist() for side in hydrogen_bonds(backbone, donors)), strict=True))
    expected = set()
    for d in donors.tolist():
        n, ca, before = backbone[d, 0], backbone[d, 1], backbone[d - 1, 2]
        a, b = (v / np.linalg.norm(v) for v in (n - before, n - ca))
        h = n + 1.01 * (a + b) / np.linalg.norm(a + b)
        for k, (_, _, c, o) in enumerate(backbone):
            terms = [(o, n, 1), (c, h, 1), (o, h, -1), (c, n, -1)]
            energy = 27.888 * sum(sign / np.linalg.norm(p - q) for p, q, sign in terms)
            if energy < -0.5 and not 0 <= d - k <= 2:
                expected.add((k, d))
    assert found == expected
    assert len(found) > 50
