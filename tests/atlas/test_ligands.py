"""Ligands of the drug sites in the atlas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from mtorstruct.atlas.store import open_atlas
from mtorstruct.measures.sites import locate_sites
from mtorstruct.structure.model import MtorComplex


@pytest.mark.parametrize(("entry", "file"), [("1FAP", "1fap.cif.gz"), ("4JSV", "4jsv.pdb.gz")])
def test_they_are_where_the_structure_has_them(
    entry: str, file: str, structure: Callable[[str], MtorComplex]
) -> None:
    table = open_atlas().ligand_frame()
    mine = table[table.entry == entry]
    for site in locate_sites(structure(file)):
        atoms = mine[(mine.site == site.site) & (mine["copy"] == site.copy)]
        assert atoms.atom.tolist() == site.atom.tolist()
        assert set(atoms.basis) <= {site.basis}
        np.testing.assert_allclose(atoms[["x", "y", "z"]].to_numpy(), site.xyz.reshape(-1, 3), atol=0.006)


def test_a_bound_ligand_has_no_superposition() -> None:
    table = open_atlas().ligand_frame()
    assert (table.rmsd_A.isna() == (table.basis == "bound")).all()
    assert (table.n_superposed.isna() == (table.basis == "bound")).all()
