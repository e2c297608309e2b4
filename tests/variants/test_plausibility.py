"""No verdict that chemistry or pharmacology rules out: variants read one by one, and their kinds."""

from __future__ import annotations

import numpy as np
import pytest

import mtorstruct
from mtorstruct.reference.functional import catalytic_positions
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import RESPONSE_COLUMNS
from mtorstruct.tables.frames import plain_frame
from mtorstruct.variants.verdicts.facts import mutant_codes
from mtorstruct.variants.verdicts.judge import VALUES, Options, judge
from mtorstruct.variants.verdicts.places import PARTNERS

from .plainly import annotated

ATLAS = mtorstruct.open_atlas()
RESISTANT = ("resistance_likely", "resistance_possible")

# A dead kinase does not resist ------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["W2239A", "L2185A", "I2356A", "D2338A", "R1966fs", "Q1718*"])
def test_without_activity_the_other_allele_decides(change: str) -> None:
    row = annotated([f"MTOR:{change}"]).iloc[0]
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
    row = annotated(["S2035P"]).iloc[0]
    assert row.rapalog == "resistance_likely"
    assert row.rapalog_basis in ("evidence", "both")


def test_what_lowers_mtorc2_leaves_rapalogs_to_mtorc1() -> None:
    row = annotated(["RICTOR:S1235D"]).iloc[0]
    assert row.activity == "possibly_inactivating"
    assert (row.rapalog, row.rapalog_mtorc2) == ("no_direct_effect", "not_inhibited_acutely")


@pytest.mark.parametrize("drug", ["everolimus", "AZD8055", "RapaLink-1", "RMC-5552"])
def test_one_drug_is_told_alike(drug: str) -> None:
    row = annotated(["W2239A"], drug=drug).iloc[0]
    assert (row.drug_response, row.drug_response_mtorc2) == ("insufficient_evidence",) * 2
    assert "the other allele decides" in row.drug_explanation


# Glycine and backbone -----------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["G2238S", "G2238R", "G2040R", "G2040A", "G2359D"])
def test_a_glycine_has_no_side_chain_that_touches_anything(change: str) -> None:
    row = annotated([f"MTOR:{change}"]).iloc[0]
    assert "side chain that" not in row.explanation
    assert not {"NUCLEOTIDE-CONTACT", "ATP-SITE-CONTACT", "RAPAMYCIN-CONTACT"} & set(row.rules.split(";"))


def test_a_distance_of_ca_says_so() -> None:
    table = annotated(["G2238S", "G2030D"]).set_index("input")
    assert "(CA 5.2 Å, 4JSV)" in table.explanation["G2238S"]
    assert "(CA 7.8 Å, 4DRI)" in table.explanation["G2030D"]


def test_g2040_touches_rapamycin_with_its_backbone() -> None:
    row = annotated(["G2040R"]).iloc[0]
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
    table = annotated(changes)
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
    table = annotated(changes)
    assert len(table) > 1000
    assert not table.rules.str.contains("FOLD").any()


def test_a_charge_in_the_core_is_possibly_inactivating() -> None:
    table = annotated(["L2051D", "L2051K", "L2051P", "L2051A", "L2051T"])
    assert table.activity.tolist()[:3] == ["possibly_inactivating"] * 3
    assert not table.activity[3:].str.contains("inactivating").any()


# FKBP12 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["F37V", "W60A", "Y83A", "K45E", "L75P", "W60*", "F100fs"])
def test_larger_fkbps_may_replace_fkbp12(change: str) -> None:
    """PMC3624267: the complexes of rapamycin with larger FKBPs bind and inhibit mTOR too."""
    row = annotated([f"FKBP1A:{change}"]).iloc[0]
    assert (row.rapalog, row.rapalog_confidence) == ("resistance_possible", "low")
    assert (row.bisteric, row.bisteric_confidence) == ("resistance_possible", "low")
    assert row.atp_competitive == "no_direct_effect"


def test_no_substitution_of_fkbp12_is_likely_resistant() -> None:
    sequence = protein("FKBP1A").sequence
    rows = np.repeat(ATLAS.summary_rows(["FKBP1A"] * len(sequence), list(range(1, len(sequence) + 1))), 20)
    judgement = judge(rows, np.tile(np.arange(20), len(sequence)), ATLAS, Options())
    likely = VALUES["rapalog"].index("resistance_likely")
    for about in ("rapalog", "bisteric"):
        assert not (judgement.verdicts[about].value == likely).any()


def test_contacts_of_frb_and_fkbp12_name_partner_entry_and_distance() -> None:
    """1FAP holds FKBP12, 4DRI FKBP51; the distance is that to the partner and not to rapamycin."""
    table = annotated(["MTOR:V2094D", "MTOR:R2042E", "FKBP1A:K45E"]).set_index("input")
    assert "(3.8 Å from P89 of FKBP12, 1FAP)" in table.explanation["MTOR:V2094D"]
    assert "(2.8 Å from G87 of FKBP12, 1FAP)" in table.explanation["MTOR:R2042E"]
    assert "(4.0 Å from D2102 of mTOR, 1FAP)" in table.explanation["FKBP1A:K45E"]
    assert not table.explanation.str.contains("4DRI").any()


def test_a_contact_of_the_backbone_with_the_partner_says_so() -> None:
    assert "(backbone 2.6 Å from Y2105 of mTOR, 1FAP)" in annotated(["FKBP1A:K48A"]).explanation[0]


# The ATP site, activation, interfaces ---------------------------------------------------------------------


@pytest.mark.parametrize("change", ["V2183D", "M2345L"])
def test_resistance_by_the_atp_site_says_that_none_is_published(change: str) -> None:
    row = annotated([change]).iloc[0]
    assert (row.atp_competitive, row.atp_competitive_confidence) == ("resistance_possible", "low")
    assert "no resistance mutation in the ATP site is among the published effects" in row.explanation


def test_sensitivity_of_activated_mtor_is_possible_and_names_record_3() -> None:
    row = annotated(["F1888L"]).iloc[0]
    assert (row.rapalog, row.rapalog_confidence) == ("sensitivity_possible", "low")
    assert "RECORD-3" in row.explanation
    assert "PMID:30327302" in " ".join(mtorstruct.explain("F1888L").split())


def test_rules_on_interfaces_name_the_entry() -> None:
    said = " ".join(mtorstruct.explain("MTOR:E2288K").split())
    assert "alters a contact with mLST8 (within 5 Å, 4JT5)" in said
    said = " ".join(mtorstruct.explain("MTOR:E2083K").split())
    assert "alters a contact with rictor (within 5 Å, mtorc2_protomer)" in said


def test_the_entry_of_an_interface_holds_the_contact_in_a_sound_register() -> None:
    rows = np.flatnonzero(ATLAS.summary.column("partners") != "")
    facts = judge(rows, mutant_codes(["P"] * len(rows)), ATLAS, Options()).facts
    table = plain_frame(ATLAS.residue_frame())
    table = table[table.partners != ""]
    seen = {
        (r.gene, r.position, r.entry, partner)
        for r in table.itertuples()
        for partner in set(r.partners.split(";")) - set(r.partners_in_doubt.split(";"))
    }
    found = 0
    for key, partner in PARTNERS.items():
        entries = facts[f"entry_{key}"]
        assert ((entries != "") == facts[f"touches_{key}"]).all(), key
        for gene, position, entry in zip(facts["gene"], facts["position"], entries, strict=True):
            if entry:
                found += 1
                assert (gene, position, entry, partner) in seen
    assert found > 200


# The substitution, and not the residue alone ----------------------------------------------------------------


@pytest.mark.parametrize("change", ["E1735D", "Q1348N", "E1799D", "E2419D", "E2014D"])
def test_a_side_chain_that_is_one_ch2_shorter_is_pared_down(change: str) -> None:
    row = annotated([change]).iloc[0]
    assert "PARED-DOWN" in row.rules
    assert "ACTIVATING" not in row.rules
    assert row.activity == "likely_neutral"


def test_an_activating_substitution_carries_over_in_its_own_direction() -> None:
    """E1799K, E2419K and S2215Y grow, the first two towards a positive charge; V2406A shrinks."""
    alike = ["E1799R", "E1799Q", "E2419R", "S2215W", "V2406G"]
    other = ["E1799D", "E1799A", "E1799G", "E2419G", "S2215G", "V2406F", "L2427W"]
    assert annotated(alike).rules.str.contains("ACTIVATING-RESIDUE").all()
    assert not annotated(other).rules.str.contains("ACTIVATING-RESIDUE").any()


def test_t2098l_is_known_from_dimerisers() -> None:
    """Nothing is published on its response to rapamycin; what it is used for is told beside the rule."""
    row = annotated(["T2098L"]).iloc[0]
    assert (row.rapalog_basis, row.evidence) == ("structure", "")
    assert "AP21967" in row.evidence_conflicts
    assert "AP21967" in mtorstruct.explain("T2098L")
    assert annotated(["T2098L"], evidence="none").evidence_conflicts[0] == ""
    assert annotated(["T2098K"]).evidence_conflicts[0] == ""
