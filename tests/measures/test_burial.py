"""Is what is buried hydrophobic? By brute force, by another program, on chains that are right and wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import spearmanr

from mtorstruct.measures.burial import (
    MIN_RESIDUES,
    NEIGHBOUR_A,
    NULL,
    SHIFTS,
    Region,
    burial_regions,
    correlations,
    neighbour_count,
)
from mtorstruct.measures.interfaces import residue_interfaces
from mtorstruct.reference.amino_acids import amino_acids
from mtorstruct.reference.domains import domain_at
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables.frames import plain_frame

Structure = Callable[[str], MtorComplex]


def regions_of(complex_: MtorComplex) -> dict[tuple[str, str], Region]:
    return {(r.gene, r.domain): r for r in burial_regions(complex_) if r.copy == 1}


def unsupported(complex_: MtorComplex) -> set[tuple[str, str]]:
    return {key for key, region in regions_of(complex_).items() if region.rho <= region.null}


def test_neighbours_are_those_of_brute_force(structure: Structure) -> None:
    """4JSV holds two complexes side by side in the crystal: neighbours of another one do not count."""
    complex_ = structure("4jsv.pdb.gz")
    table = complex_.universe.select_atoms("protein and (name CB or (name CA and resname GLY))")
    unit = np.array([complex_.unit_of_chain[name] for name in table.chainIDs])
    near = cdist(table.positions, table.positions) <= NEIGHBOUR_A
    expected = (near & (unit[:, None] == unit[None, :])).sum(axis=1) - 1
    found = neighbour_count(complex_)
    assert found[~np.isnan(found)].tolist() == expected.tolist()


def test_the_figure_is_spearmans(structure: Structure) -> None:
    complex_ = structure("1fap.cif.gz")
    (region,) = burial_regions(complex_)
    assert (region.gene, region.domain, region.n) == ("FKBP1A", "", 107)
    rows = complex_.residues.query("gene == 'FKBP1A' and modelled != 'not_modelled'")
    hydropathy = [amino_acids()[letter].hydropathy for letter in rows.observed]
    burial = neighbour_count(complex_)[region.rows]
    assert region.rho == pytest.approx(spearmanr(burial, hydropathy).statistic, abs=5e-4)


def test_a_shift_is_that_along_the_sequence() -> None:
    random = np.random.default_rng(4)
    position = np.sort(random.choice(np.arange(1, 201), size=120, replace=False))
    hydropathy = np.array([np.nan, *random.integers(-4, 5, size=200)])
    burial = random.integers(0, 12, size=120).astype(float)
    for k, found in zip((0, 7, -20), correlations(burial, position, hydropathy, (0, 7, -20)), strict=True):
        there = (position + k >= 1) & (position + k <= 200)
        expected = spearmanr(burial[there], hydropathy[position[there] + k]).statistic
        assert found == pytest.approx(expected)
    assert correlations(np.ones(120), position, hydropathy, (0, 5)).tolist() == [0.0, 0.0]


def test_chains_in_register_are_above_their_null(structure: Structure) -> None:
    assert unsupported(structure("4jsv.pdb.gz")) == set()
    right = regions_of(structure("mtorc2_protomer.pdb.gz"))
    assert unsupported(structure("mtorc2_protomer.pdb.gz")).isdisjoint({("MTOR", "N-HEAT"), ("MTOR", "FRB")})
    assert right["MTOR", "N-HEAT"].rho > 0.4
    assert right["RICTOR", "HEAT-like domain (HD)"].rho > 0.4


def test_n_heat_and_raptor_of_5h64_are_inside_their_null(structure: Structure) -> None:
    """FAT of the same chain, which is right, has 0.32: no bound of 0.4 would do."""
    complex_ = structure("5h64.pdb.gz")
    found = regions_of(complex_)
    of_raptor = {("RPTOR", name) for name in ("caspase-like domain (RNC)", "armadillo/HEAT solenoid", "")}
    assert unsupported(complex_) == {("MTOR", "N-HEAT"), *of_raptor}
    for domain in (("MTOR", "N-HEAT"), *of_raptor):
        assert abs(found[domain].rho) < 0.05
    assert 0.3 < found["MTOR", "FAT"].rho < 0.35
    assert found["MTOR", "FAT"].null < 0.1
    raptor = next(c for c in complex_.known_chains if (c.gene, c.copy) == ("RPTOR", 1))
    rows = np.concatenate([found[domain].rows for domain in of_raptor])
    position = raptor.uniprot_pos[rows - raptor.rows.start]
    assert set(position[position > 0]) >= set(
        raptor.uniprot_pos[(raptor.uniprot_pos > 0) & (raptor.uniprot_pos < 905)]
    )


@pytest.mark.parametrize("name", ["4jsv.pdb.gz", "mtorc2_protomer.pdb.gz"])
def test_a_good_domain_in_a_wrong_register_is_inside_its_null(structure: Structure, name: str) -> None:
    """The sequence is moved along the coordinates by each of 5 to 30 residues, either way."""
    complex_ = structure(name)
    count = neighbour_count(complex_)
    for chain in complex_.known_chains:
        hydropathy = np.array([np.nan, *(amino_acids()[a].hydropathy for a in chain.protein.sequence)])  # type: ignore[union-attr]
        for region in (r for r in burial_regions(complex_) if r.chain == chain.name and r.rho > r.null):
            rows = region.rows[~np.isnan(count[region.rows])]
            position = chain.uniprot_pos[rows - chain.rows.start]
            for k in SHIFTS:
                rho = correlations(count[rows], position + k, hydropathy, (0, *SHIFTS))
                assert rho[0] <= max(NULL / len(rows) ** 0.5, rho[1:].max())


def test_too_few_residues_and_traces_have_no_figure(
    structure: Structure, shared_more: Path, geometry: Callable[[str], pd.DataFrame]
) -> None:
    assert MIN_RESIDUES == 100
    assert burial_regions(structure("4dri.pdb.gz")) == []
    table = geometry("1fap.cif.gz")
    assert table[table.gene == "MTOR"].burial_rho.isna().all()
    assert set(table[table.gene == "MTOR"].register) == {"untested"}
    assert burial_regions(load(shared_more / "mtorc2_imp_cluster_center_model.pdb.gz")) == []
    # A trace of CA atoms has those of more than a hundred glycines.
    whole = structure("mtorc2_protomer.pdb.gz")
    trace = replace(
        whole, atoms=replace(whole.atoms, name=np.where(whole.atoms.name == b"CB", b"CG", whole.atoms.name))
    )
    assert (~np.isnan(neighbour_count(trace))).sum() > MIN_RESIDUES
    assert burial_regions(trace) == []


def test_rows_and_interfaces_say_what_the_file_alone_tells(
    structure: Structure, geometry: Callable[[str], pd.DataFrame]
) -> None:
    table = geometry("5h64.pdb.gz")
    doubted = table[table.register == "unsupported"]
    where = {(g, domain_at(g, p)[0]) for g, p in zip(doubted.gene, doubted.position, strict=True)}
    assert {gene for gene, _ in where} == {"MTOR", "RPTOR"}
    assert ("MTOR", "N-HEAT") in where
    assert not where & {("MTOR", "M-HEAT"), ("MTOR", "FAT"), ("RPTOR", "WD40")}
    assert doubted.atp_distance_A.notna().all()
    assert (doubted.burial_rho <= doubted.burial_rho_null).all()
    others = table[(table.modelled != "not_modelled") & (table.register == "untested")]
    assert not (others.burial_rho <= others.burial_rho_null).any()
    pairs = residue_interfaces(structure("5h64.pdb.gz"))
    register = table.set_index(["chain", "position"]).register
    for side in ("a", "b"):
        keys = zip(pairs[f"chain_{side}"], pairs[f"position_{side}"], strict=True)
        assert pairs[f"register_{side}"].tolist() == [register[key] for key in keys]


def test_partners_are_in_doubt_where_no_sound_contact_speaks_for_them(
    structure: Structure, geometry: Callable[[str], pd.DataFrame]
) -> None:
    """From the interface table: a partner is in doubt where every pair has an unsupported residue."""
    pairs = residue_interfaces(structure("5h64.pdb.gz"))
    unsure = (pairs.register_a == "unsupported") | (pairs.register_b == "unsupported")
    expected: dict[tuple[str, int], dict[str, list[bool]]] = {}
    for row, doubt in zip(pairs.itertuples(), unsure, strict=True):
        for mine, theirs in (("a", "b"), ("b", "a")):
            key = getattr(row, f"chain_{mine}"), getattr(row, f"position_{mine}")
            gene = getattr(row, f"gene_{theirs}")
            name = f"{gene} (other copy)" if gene == getattr(row, f"gene_{mine}") else gene
            expected.setdefault(key, {}).setdefault(name, []).append(bool(doubt))
    table = plain_frame(geometry("5h64.pdb.gz"))
    found = {
        (r.chain, r.position): set(r.partners_in_doubt.split(";")) - {""}
        for r in table[table.partners != ""].itertuples()
    }
    assert found == {
        key: {name for name, doubts in names.items() if all(doubts)} for key, names in expected.items()
    }
    assert any(found.values())
