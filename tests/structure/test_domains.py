"""Domain tables of real structures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mtorstruct import map_domains
from mtorstruct.errors import UsageError
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import DOMAINS

Structure = Callable[[str], MtorComplex]


def test_5h64_has_two_copies_of_everything(structure: Structure) -> None:
    table = structure("5h64.pdb.gz").domains()
    assert list(table.columns) == DOMAINS.names
    mtor = table[table.gene == "MTOR"]
    assert set(zip(mtor["copy"], mtor.chain, strict=True)) == {(1, "A"), (2, "a")}
    for _, one in mtor.groupby("copy"):
        assert set(one.domain) == {"N-HEAT", "M-HEAT", "FAT", "FRB", "kinase"}
        assert (one.n_modelled > 0).all()
    for gene, chains in (("RPTOR", {"B", "b"}), ("MLST8", {"C", "c"})):
        assert set(table[table.gene == gene].chain) == chains


def test_counts_are_those_of_the_residue_table(structure: Structure) -> None:
    complex_ = structure("mtorc2_protomer.pdb.gz")
    residues = complex_.residues
    residues = residues[residues.position.notna()]
    for row in complex_.domains(level="all").itertuples():
        mine = residues[(residues.chain == row.chain) & residues.position.between(row.start, row.end)]
        there = mine[mine.modelled != "not_modelled"]
        assert row.n_modelled == len(there)
        assert row.coverage == pytest.approx(len(there) / (row.end - row.start + 1), abs=5e-4)
        if len(there):
            assert row.mean_b_factor == pytest.approx(there.mean_b_factor.mean(), abs=0.02)
        else:
            assert pd.isna(row.mean_b_factor)


def test_many_inputs_make_one_table_in_their_order(structure: Structure, shared_structures: Path) -> None:
    table = map_domains([structure("4jsv.pdb.gz"), shared_structures / "1fap.cif.gz"])
    assert list(dict.fromkeys(table.entry)) == ["4JSV", "1FAP"]
    frb = table[(table.entry == "1FAP") & (table.domain == "FRB")]
    assert frb.n_modelled.tolist() == [95]
    absent = table[(table.entry == "1FAP") & (table.domain == "N-HEAT")]
    assert absent.coverage.tolist() == [0.0]


def test_one_text_is_no_list(shared_structures: Path) -> None:
    with pytest.raises(UsageError, match="is not a list"):
        map_domains(str(shared_structures / "1fap.cif.gz"))


def test_other_schemes_and_levels(structure: Structure) -> None:
    complex_ = structure("4jsv.pdb.gz")
    assert set(complex_.domains("Pfam").scheme) == {"Pfam"}
    assert "activation loop" in set(complex_.domains(level="subdomain").domain)
    with pytest.raises(UsageError, match="unknown level"):
        complex_.domains(level="everything")
    with pytest.raises(UsageError, match="unknown domain scheme"):
        complex_.domains("nonsense")


def test_universe_selects_by_uniprot_position(structure: Structure) -> None:
    complex_ = structure("5h64.pdb.gz")
    universe = complex_.universe
    frb = universe.select_atoms("gene MTOR and uniprot_pos 2015:2114 and name CA")
    assert len(frb) == 200
    assert set(frb.chainIDs) == {"A", "a"}
    assert universe.atoms.masses[:4] == pytest.approx([14.007, 12.011, 12.011, 15.999], abs=0.001)
    assert universe.atoms.positions == pytest.approx(complex_.atoms.xyz[0], abs=1e-3)
    assert set(universe.residues.genes) == {"MTOR", "RPTOR", "MLST8"}


def test_universe_of_an_ensemble_has_its_frames(structure: Structure) -> None:
    universe = structure("2gaq.pdb.gz").universe
    assert len(universe.trajectory) == 19
    assert universe.residues.uniprot_poss.tolist() == list(range(2015, 2115))
    last = universe.trajectory[18].positions
    assert last == pytest.approx(structure("2gaq.pdb.gz").atoms.xyz[18], abs=1e-3)
