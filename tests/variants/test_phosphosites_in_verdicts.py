"""Phosphosites: what a variant does to one, and what rules may say of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.reference.phosphosites import phosphosites
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import DOUBTED
from mtorstruct.variants.verdicts.neighbours import activating_positions

from .plainly import annotated

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
    return annotated(changes).set_index("input")


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
    table = annotated(changes).set_index("input")
    assert table.activity["MTOR:T2173E"] == "possibly_inactivating"
    assert table.activity["MTOR:S2159D"] == "possibly_activating"
    assert table.activity["RPTOR:S792D"] == "possibly_inactivating"
    assert table.activity["RPTOR:S863D"] == "unknown"  # raised by ERK, lowered by NLK
    assert table.activity["AKT1S1:T246E"] == "possibly_activating"
    assert table.activity["RICTOR:T1135E"] == "possibly_inactivating"
    alone = annotated(changes, evidence="none")
    assert set(alone.activity) == {"unknown"}


def test_the_shared_list_of_phosphosites(shared_faults: Path) -> None:
    listed = (shared_faults / "other/phosphosite_null_and_mimic.txt").read_text(encoding="utf-8").split()
    assert len(listed) == 163
    table = annotated(listed)
    assert (table.status == "ok").all()
    assert not table.activity.eq("likely_neutral").any()
    assert set(table[table.activity == "neutral"].activity_basis) <= {"evidence"}


def test_t2173a_is_no_activating_neighbour_or_residue() -> None:
    """Without T2173 phosphorylation is lost; that says nothing of what lies around it."""
    assert 2173 not in activating_positions()
    table = annotated(["T2173A", "T2173E", "T2173V", "T2173K", "T2173S"]).set_index("input")
    assert (table.activity["T2173A"], table.activity_basis["T2173A"]) == ("activating", "evidence")
    for change in ("T2173E", "T2173V", "T2173K", "T2173S"):
        assert table.activity[change] not in ACTIVATING
        assert "ACTIVATING" not in table.rules[change]


# The column ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ("MTOR:S2448A", "removes S2448, phosphorylated by AKT1, P90RSK"),
        ("MTOR:S2448Y", "removes S2448, phosphorylated by "),
        ("MTOR:S2448D", "imitates phosphorylation of S2448 by AKT1, P90RSK"),
        (
            "MTOR:T2173E",
            "imitates phosphorylation of T2173 by AKT (phosphorylation: lowers the kinase activity",
        ),
        ("MTOR:T2446S", "keeps an acceptor at T2446, phosphorylated by "),
        ("MTOR:S2448del", "removes S2448, phosphorylated by "),
        ("MTOR:T2446_S2448del", "removes T2446, S2448"),
        ("MTOR:Q1718*", "removes S2159, T2173, T2446, S2448, S2454, S2481"),
        ("MTOR:S2448=", "on S2448, phosphorylated by "),
        ("MTOR:S2448", "on S2448, phosphorylated by "),
        ("MTOR:D2447N", "1 residue from T2446, phosphorylated by "),
        ("MTOR:I2163A", "4 residues from S2159, phosphorylated by TBK1"),
        ("MTOR:V2183D", "CA 3.8 Å from T2173, phosphorylated by AKT"),
        ("RPTOR:S792A", "removes S792, phosphorylated by PRKAA1"),
        ("AKT1S1:T246E", "imitates phosphorylation of T246 by AKT1/2/3"),
        ("MTOR:F2108L", ""),
        ("FKBP1A:W60A", ""),
    ],
)
def test_what_a_variant_does_to_a_phosphosite(variant: str, said: str) -> None:
    row = annotated([variant]).iloc[0]
    assert row.status == "ok"
    assert row.phosphosite.startswith(said)
    assert bool(row.phosphosite) == bool(said)


def test_sites_that_were_not_seen_are_named_on_request() -> None:
    assert annotated(["MTOR:T631A"]).phosphosite[0] == ""
    shown = annotated(["MTOR:T631A"], include_unverified=True)
    assert shown.phosphosite[0] == "removes T631 (seen in no source) (phosphorylation: HT-MS site)"
    assert annotated(["MTOR:S2454A"]).phosphosite[0].startswith("removes S2454 (found by text mining alone)")


def test_the_nearest_phosphosite_by_brute_force() -> None:
    """5 residues along the sequence first, else CA within 8 Å in one chain; every residue of mTOR."""
    sites = {s.position: s.site for s in phosphosites() if s.gene == "MTOR"}
    sequence = protein("MTOR").sequence
    said = annotated([f"MTOR:{w}{n}" for n, w in enumerate(sequence, 1)]).phosphosite
    table = mtorstruct.open_atlas().residue_frame()
    table = table[(table.gene == "MTOR") & table.ca_x.notna() & ~table.register.isin(DOUBTED)]
    table = table[~table.entry.str.startswith("AF-")]
    nearest = dict.fromkeys(range(1, len(sequence) + 1), (np.inf, 0))
    for _, chain in table.groupby(["entry", "copy"]):
        xyz = chain[["ca_x", "ca_y", "ca_z"]].to_numpy()
        for at, here in zip(chain.position, xyz, strict=True):
            if at in sites:
                for other, distance in zip(chain.position, np.linalg.norm(xyz - here, axis=1), strict=True):
                    nearest[other] = min(nearest[other], (distance, at))
    counted = {"on": 0, "along": 0, "across": 0, "none": 0}
    for n, text in enumerate(said, 1):
        along = min(sites, key=lambda p: (abs(p - n), p))
        distance, across = nearest[n]
        if n in sites:
            kind, expected = "on", f"on {sites[n]}"
        elif abs(along - n) <= 5:
            plural = "" if abs(along - n) == 1 else "s"
            kind, expected = "along", f"{abs(along - n)} residue{plural} from {sites[along]}"
        elif distance <= 8:
            kind, expected = "across", f"CA {distance:.1f} Å from {sites[across]}"
        else:
            kind, expected = "none", ""
        counted[kind] += 1
        assert text.startswith(expected), n
        assert bool(text) == bool(expected), n
    assert counted["on"] == len(sites)
    assert counted["along"] > 50
    assert counted["across"] > 10


def test_explain_names_the_phosphosite() -> None:
    said = " ".join(mtorstruct.explain("MTOR:T2173E").split())
    assert "phosphosite: imitates phosphorylation of T2173 by AKT (phosphorylation: lowers the kinase" in said
    assert "phosphosite:" not in mtorstruct.explain("MTOR:F2108L")
