"""At a phosphosite no rule calls a substitution neutral, and none carries an effect of the phosphate over."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.reference.phosphosites import phosphosites
from mtorstruct.variants.verdicts.neighbours import activating_positions

SAYS = {"activating": "possibly_activating", "inactivating": "possibly_inactivating"}
ACTIVATING = ("activating", "likely_activating", "possibly_activating")


@pytest.fixture(scope="module")
def replaced() -> pd.DataFrame:
    """Every site of the table, also those that were not seen, without an acceptor and with an acid."""
    null = {"S": "A", "T": "A", "Y": "F"}
    changes = [
        f"{s.gene}:{s.site}{m}"
        for s in phosphosites(include_unverified=True)
        for m in (null[s.site[0]], "D", "E")
    ]
    return mtorstruct.annotate(changes).set_index("input")


def test_no_rule_calls_the_loss_or_imitation_of_a_phosphosite_neutral(replaced: pd.DataFrame) -> None:
    assert (replaced.status == "ok").all()
    neutral = replaced[replaced.activity.isin(["neutral", "likely_neutral"])]
    assert set(neutral.activity_basis) <= {"evidence"}
    assert not replaced.rules.str.contains("PARED-DOWN|SURFACE").any()


def test_a_phosphomimetic_does_at_most_what_phosphorylation_does(replaced: pd.DataFrame) -> None:
    said = 0
    for s in phosphosites(include_unverified=True):
        for acid in "DE":
            row = replaced.loc[f"{s.gene}:{s.site}{acid}"]
            if row.activity_basis not in ("evidence", "both"):
                assert row.activity in ("unknown", SAYS.get(s.phosphorylation, "unknown")), row.name
                said += row.activity != "unknown"
    assert said > 30


def test_phosphomimetics_of_sites_with_a_known_direction() -> None:
    changes = ["MTOR:T2173E", "MTOR:S2159D", "RPTOR:S792D", "RPTOR:S863D", "AKT1S1:T246E", "RICTOR:T1135E"]
    table = mtorstruct.annotate(changes).set_index("input")
    assert table.activity["MTOR:T2173E"] == "possibly_inactivating"
    assert table.activity["MTOR:S2159D"] == "possibly_activating"
    assert table.activity["RPTOR:S792D"] == "possibly_inactivating"
    assert table.activity["RPTOR:S863D"] == "unknown"  # raised by ERK, lowered by NLK
    assert table.activity["AKT1S1:T246E"] == "possibly_activating"
    assert table.activity["RICTOR:T1135E"] == "possibly_inactivating"
    alone = mtorstruct.annotate(changes, evidence="none")
    assert set(alone.activity) == {"unknown"}


def test_the_shared_list_of_phosphosites(shared_faults: Path) -> None:
    listed = (shared_faults / "other/phosphosite_null_and_mimic.txt").read_text(encoding="utf-8").split()
    assert len(listed) == 163
    table = mtorstruct.annotate(listed)
    assert (table.status == "ok").all()
    assert not table.activity.eq("likely_neutral").any()
    assert set(table[table.activity == "neutral"].activity_basis) <= {"evidence"}


def test_t2173a_is_no_activating_neighbour_or_residue() -> None:
    """Without T2173 phosphorylation is lost; that says nothing of what lies around it."""
    assert 2173 not in activating_positions()
    table = mtorstruct.annotate(["T2173A", "T2173E", "T2173V", "T2173K", "T2173S"]).set_index("input")
    assert (table.activity["T2173A"], table.activity_basis["T2173A"]) == ("activating", "evidence")
    for change in ("T2173E", "T2173V", "T2173K", "T2173S"):
        assert table.activity[change] not in ACTIVATING
        assert "ACTIVATING" not in table.rules[change]
