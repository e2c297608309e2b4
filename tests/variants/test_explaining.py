"""One change explained on one screen."""

from __future__ import annotations

import re

import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.variants.verdicts.rules import RULES


def test_the_whole_chain_of_reasoning() -> None:
    text = mtorstruct.explain("MTOR:M2327I")
    lines = text.splitlines()
    assert lines[0] == "MTOR M2327I   P42345, kinase (C-lobe)"
    assert lines.index("to cite in a paper") <= 80
    assert all(len(line) <= 110 for line in lines)
    said = "published, and the rules agree; moderate confidence"
    assert f"activity                    activating              {said}" in text
    assert "nucleotide                  12.8 Å (bound, 4JSV; " in text
    assert "PMID:27279227; verified]" in " ".join(text.split())
    assert "nearest activating position Q2223" in text
    assert "AZD8055: resistant [MCF-7 AZD8055-resistant clone; MDA-MB-468; xenograft; cell line; " in text
    assert "Å (P2X bound, 4JT5)" in text
    assert "analogue                    3.5 Å (ARD bound, 3FAP)" in mtorstruct.explain("F2108L")


def test_the_order_is_verdict_evidence_structure_and_what_is_not_known() -> None:
    for change in ("M2327I", "D961V", "MTOR:S2448A", "RICTOR:R572*", "FKBP1A:F37L"):
        lines = mtorstruct.explain(change).splitlines()
        heads = [line.split(":")[0].split(" (")[0] for line in lines if line and line[0].isalpha()]
        assert heads[-7:] == [
            "verdict",
            "evidence",
            "structure",
            "inferred",
            "not known",
            "rules that did not fire",
            "to cite in a paper",
        ]


def test_what_is_not_known_names_the_verdicts_that_are_inferred_or_missing() -> None:
    told = mtorstruct.explain("D961V").split("\nnot known\n")[1]
    assert "  activity: nothing is published on this variant, and no rule gives a verdict\n" in told
    assert "rapalogs, ATP-competitive inhibitors and bi-steric inhibitors: nothing is published" in told
    assert "mtorc2_protomer has no rapamycin; its place there is from superposition" in told
    # All that is known of M2327I is published; 4JSV has a nucleotide, and no rapamycin.
    told = mtorstruct.explain("M2327I").split("\nnot known\n")[1]
    assert "nothing is published" not in told
    assert "4JSV has no rapamycin" in told
    assert "has no nucleotide" not in told


@pytest.mark.parametrize("change", ["M2327I", "F2108L", "T2173A", "D2195N", "G2040R"])
def test_no_number_is_parted_from_its_unit(change: str) -> None:
    assert not re.search(r"[0-9]\n +Å", mtorstruct.explain(change))


def test_every_rule_is_either_among_those_that_fired_or_those_that_did_not() -> None:
    text = mtorstruct.explain("F2108L")
    fired, silent = text.split("to cite in a paper")[0].split("rules that did not")
    named = fired.split("rules that fired")[1]
    for rule in RULES:
        in_fired = f" {rule.id} (" in named
        in_silent = rule.id in silent.replace(",", " ").split()
        assert in_fired != in_silent, rule.id


def test_combinations_and_conflicts_are_shown() -> None:
    text = " ".join(mtorstruct.explain("K1753E").split())
    assert "only together, as K1753E+K1788E: neutral in mTORC2" in text
    assert "note: tested together: reported dead in truncated mTOR" in text


def test_inference_alone_says_that_evidence_is_left_out() -> None:
    text = mtorstruct.explain("F2108L", evidence="none")
    assert "left out, as asked for" in text
    assert "PMID:25295501" not in text


def test_what_was_not_seen_is_shown_on_request() -> None:
    assert "unverified" not in mtorstruct.explain("D2357E")
    assert "unverified" in mtorstruct.explain("D2357E", include_unverified=True)


@pytest.mark.parametrize(
    "change", ["MTOR:S2448A", "Q1718*", "RICTOR:R572E", "F2108=", "L1460del", "AKT1S1:T246A"]
)
def test_other_changes_are_explained_too(change: str) -> None:
    text = mtorstruct.explain(change)
    assert "verdict" in text
    assert "rules that did not" in text
    assert "nan" not in text.split()
    assert "inf" not in text.split()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("F2018L", "residue 2018 of MTOR (P42345) is R, not F; try F2108L"),
        ("MTOR:S2448", "names no variant"),
        ("TP53:R175H", "unknown gene"),
        ("what", "not a substitution"),
    ],
)
def test_what_cannot_be_explained_says_why(change: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        mtorstruct.explain(change)
    assert message in str(raised.value)


def test_phosphosites_and_hotspots_stand_with_the_evidence() -> None:
    text = " ".join(mtorstruct.explain("T2173E").split())
    assert "phosphosite: imitates phosphorylation of T2173 by AKT (phosphorylation: lowers the kinase" in text
    hotspot = mtorstruct.annotate(["S2215Y"]).hotspot[0]
    assert f"hotspot: {hotspot} TCGA samples have a substitution" in mtorstruct.explain("S2215Y")
    assert "hotspot:" not in mtorstruct.explain("T976Y")
