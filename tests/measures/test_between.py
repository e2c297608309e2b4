"""Distances between two named things: those of the table, of brute force, and what cannot be measured."""

from __future__ import annotations

from collections.abc import Callable

import gemmi
import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import SITES

Load = Callable[[str], MtorComplex]
Geometry = Callable[[str], pd.DataFrame]


@pytest.mark.parametrize(
    ("name", "step"),
    [("1fap.cif.gz", 1), ("4jsv.pdb.gz", 60), ("5h64.pdb.gz", 400), ("AF-P42345-F1.pdb.gz", 200)],
)
def test_distances_to_a_site_are_those_of_the_table(
    name: str, step: int, structure: Load, geometry: Geometry
) -> None:
    """Value, both atoms and basis; bound and carried over, mTOR and its partners, in every copy."""
    whole = structure(name)
    table = geometry(name)
    modelled = table[table["observed"].notna() & (table["modelled"] != "not_modelled")].iloc[::step]
    n = 0
    for row in modelled.to_dict("records"):
        for site in SITES:
            if pd.isna(row[f"{site}_distance_A"]):
                continue
            found = whole.distance(f"{row['gene']}:{row['position']}", site, copy=row["copy"])
            assert found.value_A == row[f"{site}_distance_A"]
            assert found.first.atom == row[f"{site}_atom"]
            assert f"{found.second.residue_name}:{found.second.atom}" == row[f"{site}_ligand_atom"]
            assert found.basis == row[f"{site}_basis"]
            assert found.copy == row["copy"]
            assert (found.first.chain, found.first.auth_seq_id) == (row["chain"], row["auth_seq_id"])
            n += 1
    assert n > 10


def test_a_ligand_by_its_name_is_that_of_the_site(structure: Load) -> None:
    fap = structure("1fap.cif.gz")
    found = fap.distance("MTOR:2108", "RAP")
    assert repr(found) == (
        "<3.43 Å from MTOR:2108 PHE CD2 (chain B, 2108) to RAP C45 (chain A, 108), copy 1, bound>"
    )
    assert float(found) == found.value_A == fap.distance("2108", "rapamycin").value_A
    assert fap.distance("mtor:F2108L", "RAP") == fap.distance("auth B:2108", "RAP") == found


def test_numbers_are_those_that_were_asked_for(structure: Load) -> None:
    """FKBP12 of 1FAP is numbered without its first residue: UniProt 82 is author number 81."""
    fap = structure("1fap.cif.gz")
    found = fap.distance("FKBP12:82", "RAP")
    assert (found.first.gene, found.first.uniprot_pos, found.first.auth_seq_id) == ("FKBP1A", 82, 81)
    assert fap.distance("auth A:81", "RAP") == found
    assert fap.distance("auth A:82", "RAP") != found


def test_residues_by_brute_force(structure: Load) -> None:
    """Every pair of 40 residues of FRB, and FKBP12, with gemmi."""
    fap = structure("1fap.cif.gz")
    model = gemmi.read_structure(str(fap.path))[0]

    def heavy(chain: str, number: int) -> np.ndarray:
        residue = model[chain][str(number)][0]
        return np.array([a.pos.tolist() for a in residue if not a.element.is_hydrogen and a.altloc in "\0A"])

    for one in range(2020, 2110, 15):
        for chain, other in [("B", 2108), ("B", 2030), ("A", 40), ("A", 87)]:
            if (chain, other) == ("B", one):
                continue
            gap = np.linalg.norm(heavy("B", one)[:, None] - heavy(chain, other)[None], axis=-1).min()
            found = fap.distance(f"MTOR:{one}", f"auth {chain}:{other}")
            assert found.value_A == pytest.approx(gap, abs=0.0051)
            assert found.basis == "residues"
            back = fap.distance(f"auth {chain}:{other}", f"MTOR:{one}")
            assert back.value_A == found.value_A


def test_the_nearest_copy_of_a_unit(structure: Load) -> None:
    whole = structure("5h64.pdb.gz")
    nearest = whole.distance("MTOR:1400", "RPTOR:100")
    each = [whole.distance("MTOR:1400", "RPTOR:100", copy=copy).value_A for copy in (1, 2)]
    assert nearest.value_A == min(each)
    assert nearest.copy in (1, 2)
    # The same residue of the other copy, across the dimer.
    across = whole.distance("MTOR:2108", "MTOR:2108")
    assert across.first.chain != across.second.chain


def test_frames_have_their_own_distances(shared_more: object) -> None:
    nmr = mtorstruct.load(shared_more / "2rvk.pdb.gz")  # type: ignore[operator]
    names = [chain.name for chain in nmr.chains]
    numbers = nmr.file_residues.auth_seq_id[nmr.chains[0].rows].tolist()
    ends = [f"auth {names[0]}:{number}" for number in (numbers[0], numbers[-1])]
    found = {frame.distance(*ends).value_A for frame in nmr.frames()}
    assert len(found) > 1


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("MTOR:9", "RAP", "1FAP: MTOR:9 is not modelled"),
        ("MTOR:A2108", "RAP", "residue 2108 of MTOR is F, not A"),
        ("MTOR:9999", "RAP", "MTOR has 2549 residues, and no 9999"),
        ("MTOR:2108", "LIG", r"1FAP: has no 'LIG' \(ligands: RAP\)"),
        ("MTOR:2108", "MTOR:2108", "no pair of atoms"),
        ("MTOR:2108", "atp", "the atp site is not located: only 0 residues"),
        ("auth Z:1", "RAP", r"has no chain Z \(chains: A, B\)"),
        ("auth B:1", "RAP", "has no residue 'auth B:1'"),
        ("ACTB:5", "RAP", "unknown protein 'ACTB'"),
        ("RPTOR:5", "RAP", "1FAP: has no RPTOR"),
        ("", "RAP", "has no ''"),
    ],
)
def test_what_is_not_there_is_said(first: str, second: str, said: str, structure: Load) -> None:
    with pytest.raises(UsageError, match=said) as told:
        structure("1fap.cif.gz").distance(first, second)
    assert told.value.hint
    assert "\n" not in str(told.value)


def test_a_copy_that_is_not_there(structure: Load) -> None:
    with pytest.raises(UsageError, match="copy 3 has no MTOR:2108"):
        structure("1fap.cif.gz").distance("MTOR:2108", "RAP", copy=3)
