"""One change explained on one screen."""

from __future__ import annotations

import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.variants.verdicts.rules import RULES


def test_the_whole_chain_of_reasoning() -> None:
    text = mtorstruct.explain("MTOR:M2327I")
    lines = text.splitlines()
    assert lines[0] == "MTOR M2327I   P42345, kinase (C-lobe)"
    assert len(lines) <= 75
    assert all(len(line) <= 110 for line in lines)
    assert "activity                    activating              both, moderate" in text
    assert "nucleotide                  12.8 A" in text
    assert "PMID:27279227; verified]" in text
    assert "nearest activating position Q2223" in text
    assert "A (P2X bound, 4JT5)" in text
    assert "analogue                    3.5 A, side chain 3.5 A (ARD bound, 3FAP)" in mtorstruct.explain(
        "F2108L"
    )


def test_every_rule_is_either_among_those_that_fired_or_those_that_did_not() -> None:
    text = mtorstruct.explain("F2108L")
    fired, silent = text.split("rules that did not")
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
