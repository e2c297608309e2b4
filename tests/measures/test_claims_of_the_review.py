"""What the review doi:10.1186/s13045-019-0754-1 says of the complexes, held against real structures.

Its claim on overall size is in test_sites_and_distances.py; the size of dimeric mTORC2 cannot be
measured on one protomer.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from mtorstruct.reference.domains import domain_at

Geometry = Callable[[str], pd.DataFrame]


def touching(table: pd.DataFrame, partner: str, gene: str = "MTOR") -> pd.DataFrame:
    partners = table.partners.fillna("").str.split(";")
    rows = table[(table.gene == gene) & partners.map(lambda names: partner in names)]
    return rows.assign(domain=[domain_at(gene, p)[0] for p in rows.position])


# 5H64 is out of register in N-HEAT and raptor: its contacts show which domains meet, not by which residues.


def test_the_two_mtors_meet_n_heat_to_m_heat(geometry: Geometry) -> None:
    rows = touching(geometry("5h64.pdb.gz"), "MTOR (other copy)")
    assert set(rows.domain) == {"N-HEAT", "M-HEAT"}
    assert set(rows["copy"]) == {1, 2}
    assert rows.partners_in_doubt.str.contains("other copy").all()


def test_raptor_touches_n_heat_and_m_heat(geometry: Geometry) -> None:
    rows = touching(geometry("5h64.pdb.gz"), "RPTOR")
    assert set(rows.domain) == {"N-HEAT", "M-HEAT"}
    assert rows.partners_in_doubt.str.contains("RPTOR").all()


@pytest.mark.parametrize("name", ["5h64.pdb.gz", "4jsv.pdb.gz", "mtorc2_protomer.pdb.gz"])
def test_mlst8_binds_the_kinase_domain(geometry: Geometry, name: str) -> None:
    assert set(touching(geometry(name), "MLST8").domain) == {"kinase"}


def test_rictor_covers_the_frb_and_msin1_does_not_touch_it_here(geometry: Geometry) -> None:
    # The review names both; in this model, which lacks most of mSIN1, only rictor does.
    table = geometry("mtorc2_protomer.pdb.gz")
    rictor = touching(table, "RICTOR")
    assert (rictor.domain == "FRB").sum() > 30
    assert touching(table, "MAPKAP1").empty
    c_terminal = touching(table, "MTOR", gene="RICTOR").position >= 1560
    assert c_terminal.any()


def test_the_end_of_m_heat_meets_rictor_but_not_at_506_516(geometry: Geometry) -> None:
    # The review pairs rictor 506-516 with mTOR 1186-1218; the model has no coordinates of 506-516.
    table = geometry("mtorc2_protomer.pdb.gz")
    m_heat = touching(table, "RICTOR")
    assert m_heat.position.between(1186, 1218).sum() >= 5
    rictor = table[(table.gene == "RICTOR") & table.position.between(506, 516)]
    assert set(rictor.modelled) == {"not_modelled"}
