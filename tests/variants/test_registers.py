"""What is built out of register gives no verdict, nor does a contact with it: every residue of the atlas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.tables import DOUBTED, SITES
from mtorstruct.variants.verdicts.facts import gather, mutant_codes
from mtorstruct.variants.verdicts.judge import Options, judge
from mtorstruct.variants.verdicts.places import PARTNERS
from mtorstruct.variants.verdicts.rules import RULES

from .plainly import annotated

ATLAS = mtorstruct.open_atlas()
SUMMARY = ATLAS.summary_frame()
RESTS_ON_DOUBT = SUMMARY[SUMMARY.partners_in_doubt.notna()]
INTERFACES = {
    "INTERFACE-RAPTOR": "RPTOR", "INTERFACE-RICTOR": "RICTOR", "INTERFACE-MLST8": "MLST8",
    "INTERFACE-MSIN1": "MAPKAP1", "INTERFACE-RHEB": "RHEB", "INTERFACE-PROTOMER": "MTOR (other copy)",
    "INTERFACE-MTOR": "MTOR",
}  # fmt: skip


def disruptive(wild_type: str) -> str:
    """Proline is gained or lost, which alters any contact."""
    return "P" if wild_type != "P" else "G"


@pytest.fixture(scope="module")
def altered() -> pd.DataFrame:
    """A disruptive change of every residue with a partner, in doubt or not."""
    rows = SUMMARY[SUMMARY.partners_in_doubt.notna() | SUMMARY.partners.notna()]
    return annotated(
        [f"{r.gene}:{r.wild_type}{r.position}{disruptive(r.wild_type)}" for r in rows.itertuples()]
    )


def test_r731w() -> None:
    """The residue that 5H64 prints 731 stands where 700 stands in AlphaFold and in two models of mTORC2."""
    row = annotated(["MTOR:R731W"]).iloc[0]
    assert "INTERFACE" not in row.rules
    assert "MTOR (other copy)" not in row.partners
    assert row.partners_in_doubt == "MTOR (other copy)"
    text = mtorstruct.explain("MTOR:R731W")
    assert "5H64" not in text
    assert "other copy" not in text
    assert "partners within 5 Å         none (others in doubt)" in text


def test_no_rule_fires_on_a_contact_that_rests_on_a_residue_in_doubt(altered: pd.DataFrame) -> None:
    assert len(altered) > 300
    assert len(RESTS_ON_DOUBT) > 200
    for row in altered.itertuples():
        sure, fired = set(row.partners.split(";")), set(row.rules.split(";"))
        doubted = set(row.partners_in_doubt.split(";")) - {""}
        assert not sure & doubted
        for rule, partner in INTERFACES.items():
            assert (rule in fired) == (partner in sure), (row.input, rule)
        assert "FKBP12-SIDE" not in fired or {"FKBP1A", "MTOR"} & sure


def test_the_contacts_that_5h64_was_believed_for_are_gone(altered: pd.DataFrame) -> None:
    doubted = altered[altered.gene == "MTOR"].partners_in_doubt
    assert doubted.str.contains("MTOR (other copy)", regex=False).sum() == 39
    assert doubted.str.contains("RPTOR").sum() == 24
    assert not altered.rules.str.contains("INTERFACE-PROTOMER|INTERFACE-RAPTOR").any()


def test_explain_has_no_line_from_an_entry_that_is_in_doubt_there() -> None:
    """Of every residue whose contact rests on doubt; 5H64 may speak of those that are sound in it."""
    table = ATLAS.residue_frame()
    table = table[(table.entry == "5H64") & (table["copy"] == 1)].set_index(["gene", "position"]).register
    n = 0
    for row in RESTS_ON_DOUBT[RESTS_ON_DOUBT.gene == "MTOR"].itertuples():
        text = mtorstruct.explain(f"MTOR:{row.wild_type}{row.position}{disruptive(row.wild_type)}")
        assert "contact between the two protomers" not in text
        assert "contact with raptor" not in text
        assert "> INTERFACE" not in text.replace("> INTERFACE-RICTOR", "")
        if table["MTOR", row.position] in DOUBTED:
            assert "5H64" not in text, row.position
            n += 1
    assert n > 50


def test_nothing_is_taken_from_a_residue_that_is_in_doubt_everywhere() -> None:
    rows = np.flatnonzero(SUMMARY.register.isin(DOUBTED).to_numpy())
    assert len(rows) > 500
    facts = gather(rows, mutant_codes(["D"] * len(rows)), ATLAS, published=True)
    assert facts["doubted"].all()
    assert not facts["modelled"].any()
    for name in (*(f"{site}_sidechain_A" for site in SITES), "activating_A", "fat_kinase_A", "transfer_A"):
        assert np.isinf(facts[name]).all(), name
    assert np.isnan(facts["rsa"]).all()
    assert not facts["in_helix_or_strand"].any()
    assert not any(facts[f"touches_{key}"].any() for key in PARTNERS)
    # The rules that are left look at no structure.
    judgement = judge(rows, mutant_codes(["D"] * len(rows)), ATLAS, Options(use_published=False))
    fired = {rule.id for rule in RULES if judgement.fired[rule.id].any()}
    assert fired <= {
        "SYNONYMOUS", "NOT-IN-MTORC1", "COVERED-IN-MTORC2", "ONE-FOOT-LEFT", "BOTH-FEET-FREE",
        "ATP-FOOT-FREE-IN-MTORC2",
    }  # fmt: skip


def test_what_may_touch_something_is_not_said_to_touch_nothing() -> None:
    """SURFACE asks that no partner is near: of a contact in doubt that is not known."""
    rows = RESTS_ON_DOUBT.index.to_numpy()
    judgement = judge(rows, mutant_codes(["K"] * len(rows)), ATLAS, Options())
    assert not judgement.fired["SURFACE"].any()


def test_rows_in_doubt_keep_what_was_measured_and_say_so() -> None:
    every = annotated(["MTOR:R731W"], all_structures=True)
    mine = every[every.entry == "5H64"]
    assert mine.register.tolist() == ["in_doubt"] * 2
    assert mine.register_shift.notna().all()
    assert mine.rapamycin_distance_A.notna().all()
    assert set(mine.partners) == set(mine.partners_in_doubt) == {"MTOR (other copy)"}
    assert (mine.burial_rho < mine.burial_rho_null).all()
