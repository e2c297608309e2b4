"""No verdict that chemistry or pharmacology rules out: variants read one by one, and their kinds."""

from __future__ import annotations

import numpy as np
import pytest

import mtorstruct
from mtorstruct.reference.functional import catalytic_positions
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import RESPONSE_COLUMNS
from mtorstruct.variants.verdicts.judge import VALUES, Options, judge

ATLAS = mtorstruct.open_atlas()
RESISTANT = ("resistance_likely", "resistance_possible")

# A dead kinase does not resist ------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["W2239A", "L2185A", "I2356A", "D2338A", "R1966fs", "Q1718*"])
def test_without_activity_the_other_allele_decides(change: str) -> None:
    row = mtorstruct.annotate([f"MTOR:{change}"]).iloc[0]
    assert row.activity in ("inactivating", "likely_inactivating")
    for about in RESPONSE_COLUMNS:
        assert row[about] == "insufficient_evidence", about
    for about in ("rapalog", "atp_competitive", "bisteric"):
        assert (row[f"{about}_basis"], row[f"{about}_confidence"]) == ("none", "")
    assert "the other allele decides" in row.explanation


def test_no_inactivating_substitution_of_mtor_has_a_response_by_rule() -> None:
    rows, codes = np.repeat(np.arange(2549), 20), np.tile(np.arange(20), 2549)
    judgement = judge(rows, codes, ATLAS, Options(use_published=False))
    activity = np.array(VALUES["activity"])[judgement.verdicts["activity"].value]
    dead = np.array([verdict.endswith("inactivating") for verdict in activity.tolist()])
    catalytic = np.array([n + 1 in catalytic_positions() for n in rows.tolist()])
    assert dead[catalytic & judgement.facts["is_substitution"]].all()
    for about in RESPONSE_COLUMNS:
        verdict = judgement.verdicts[about]
        assert (verdict.value[dead] == len(VALUES[about]) - 1).all(), about
        assert not verdict.on_rule[dead].any()


def test_a_published_response_stands_whatever_the_rules_say_of_activity() -> None:
    row = mtorstruct.annotate(["S2035P"]).iloc[0]
    assert row.rapalog == "resistance_likely"
    assert row.rapalog_basis in ("evidence", "both")


@pytest.mark.parametrize("drug", ["everolimus", "AZD8055", "RapaLink-1", "RMC-5552"])
def test_one_drug_is_told_alike(drug: str) -> None:
    row = mtorstruct.annotate(["W2239A"], drug=drug).iloc[0]
    assert (row.drug_response, row.drug_response_mtorc2) == ("insufficient_evidence",) * 2
    assert "the other allele decides" in row.drug_explanation


# Glycine and backbone -----------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["G2238S", "G2238R", "G2040R", "G2040A", "G2359D"])
def test_a_glycine_has_no_side_chain_that_touches_anything(change: str) -> None:
    row = mtorstruct.annotate([f"MTOR:{change}"]).iloc[0]
    assert "side chain that" not in row.explanation
    assert not {"NUCLEOTIDE-CONTACT", "ATP-SITE-CONTACT", "RAPAMYCIN-CONTACT"} & set(row.rules.split(";"))


def test_a_distance_of_ca_says_so() -> None:
    table = mtorstruct.annotate(["G2238S", "G2030D"]).set_index("input")
    assert "(CA 5.2 Å, 4JSV)" in table.explanation["G2238S"]
    assert "(CA 7.8 Å, 4DRI)" in table.explanation["G2030D"]


def test_g2040_touches_rapamycin_with_its_backbone() -> None:
    row = mtorstruct.annotate(["G2040R"]).iloc[0]
    assert (row.rapalog, row.rapalog_confidence) == ("resistance_possible", "low")
    assert "with its backbone alone" in row.explanation


def test_no_contact_of_a_side_chain_is_one_of_n_ca_c_or_o() -> None:
    """For every residue of mTOR and FKBP12, by the names of the atoms that the atlas gives."""
    rules = {"RAPAMYCIN-CONTACT": "rapamycin", "NUCLEOTIDE-CONTACT": "atp"}
    changes = [
        f"{p.gene}:{w}{n}W"
        for p in (protein("MTOR"), protein("FKBP1A"))
        for n, w in enumerate(p.sequence, 1)
        if w != "W" and n > 1
    ]
    table = mtorstruct.annotate(changes)
    for rule, site in rules.items():
        mine = table[table.rules.str.split(";").map(lambda fired, rule=rule: rule in fired)]
        assert len(mine) > 5
        atoms = mine[f"{site}_sidechain_atoms"].str.split(" - ").str[0]
        assert not atoms.isin(["N", "CA", "C", "O"]).any(), rule


# The core of a domain -----------------------------------------------------------------------------------


def test_nothing_polar_is_put_into_a_core_by_y_t_or_a() -> None:
    """F>Y, W>Y, and M, V, I or L to T or A: of every residue of mTOR and FKBP12."""
    to = {"F": "Y", "W": "Y", **dict.fromkeys("MVIL", "TA")}
    changes = [
        f"{p.gene}:{w}{n}{m}"
        for p in (protein("MTOR"), protein("FKBP1A"))
        for n, w in enumerate(p.sequence, 1)
        if n > 1
        for m in to.get(w, "")
    ]
    table = mtorstruct.annotate(changes)
    assert len(table) > 1000
    assert not table.rules.str.contains("FOLD").any()


def test_a_charge_in_the_core_is_possibly_inactivating() -> None:
    table = mtorstruct.annotate(["L2051D", "L2051K", "L2051P", "L2051A", "L2051T"])
    assert table.activity.tolist()[:3] == ["possibly_inactivating"] * 3
    assert not table.activity[3:].str.contains("inactivating").any()
