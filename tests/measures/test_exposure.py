"""Relative solvent accessibility: by other programs, of chains alone, and where it is missing."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from Bio.Data.PDBData import residue_sasa_scales
from Bio.PDB import PDBParser
from Bio.PDB.SASA import ShrakeRupley
from biotite.structure import filter_amino_acids, sasa
from biotite.structure.info import residue, vdw_radius_protor
from biotite.structure.io import pdb

from mtorstruct.measures import exposure
from mtorstruct.reference.radii import protor_radii
from mtorstruct.structure.model import MtorComplex

Structure = Callable[[str], MtorComplex]
Geometry = Callable[[str], pd.DataFrame]


def test_rsa_agrees_with_another_program(geometry: Geometry, structure: Structure) -> None:
    with gzip.open(structure("1fap.pdb.gz").path, "rt") as handle:
        model = PDBParser(QUIET=True).get_structure("1fap", handle)[0]
    for chain in model:
        for other in [r for r in chain if r.id[0] != " "]:
            chain.detach_child(other.id)
    ShrakeRupley(n_points=500).compute(model, level="R")
    largest = residue_sasa_scales["Wilke"]
    theirs = {(c.id, r.id[1]): r.sasa / largest[r.resname] for c in model for r in c}
    rows = geometry("1fap.pdb.gz")
    rows = rows[rows.rsa.notna()]
    expected = np.array([theirs[key] for key in zip(rows.chain, rows.auth_seq_id, strict=True)])
    # Biopython takes one radius an element, ProtOr one an atom type.
    assert np.corrcoef(rows.rsa, expected)[0, 1] > 0.99
    assert np.abs(rows.rsa - expected).mean() < 0.03


def test_rsa_of_more_points_is_nearly_the_same(structure: Structure, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("1fap.cif.gz", "4jsv.pdb.gz"):
        usual, _ = exposure.relative_accessibility(structure(name))
        with monkeypatch.context() as finer:
            finer.setattr(exposure, "POINTS", 5000)
            precise, _ = exposure.relative_accessibility(structure(name))
        off = np.abs(usual - precise)[~np.isnan(usual)]
        assert off.max() < 0.025
        assert np.percentile(off, 95) < 0.01


def test_rsa_of_a_chain_is_that_of_the_chain_alone(structure: Structure) -> None:
    """Cut out of the file, chain by chain, and measured by biotite with the radii that it gives."""
    for name in ("1fap.pdb.gz", "mtorc2_protomer.pdb.gz"):
        complex_ = structure(name)
        _, alone = exposure.relative_accessibility(complex_)
        with gzip.open(complex_.path, "rt") as handle:
            atoms = pdb.PDBFile.read(handle).get_structure(model=1)
        atoms = atoms[filter_amino_acids(atoms) & (atoms.element != "H")]
        residues = complex_.file_residues
        rows = {
            (complex_.file_chains[chain], number): k
            for k, (chain, number) in enumerate(
                zip(residues.chain.tolist(), residues.auth_seq_id.tolist(), strict=True)
            )
        }
        for letter in np.unique(atoms.chain_id):
            chain = atoms[atoms.chain_id == letter]
            radii = np.array(
                [vdw_radius_protor(*pair) for pair in zip(chain.res_name, chain.atom_name, strict=True)]
            )
            area = np.nan_to_num(sasa(chain, point_number=500, vdw_radii=radii))
            largest = residue_sasa_scales["Wilke"]
            for number in np.unique(chain.res_id):
                here = chain.res_id == number
                found = alone[rows[str(letter), int(number)]]
                if not np.isnan(found):
                    expected = area[here].sum() / largest[chain.res_name[here][0]]
                    assert found == pytest.approx(expected, abs=1e-5)


def test_radii_are_those_of_biotite() -> None:
    table = protor_radii()
    assert len(table) == 21
    for name, radii in table.items():
        heavy = residue(name).atom_name[residue(name).element != "H"]
        assert {str(atom): vdw_radius_protor(name, atom) for atom in heavy} == radii


def test_rsa_is_missing_where_a_side_chain_is(geometry: Geometry) -> None:
    rows = geometry("5h64.pdb.gz")
    assert rows[rows.modelled != "full"].rsa.isna().all()
    assert rows[rows.modelled == "full"].rsa.notna().all()
    assert (rows.rsa_chain.dropna() >= rows.rsa.dropna() - 1e-9).all()
