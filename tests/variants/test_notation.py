"""How people write changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.variants.change import AMINO_ACIDS, THREE_TO_ONE
from mtorstruct.variants.notation import parse_change

VALID = [
    ("MTOR:F2108L", "MTOR", "F", 2108, "L"),
    ("F2108L", "", "F", 2108, "L"),
    ("p.F2108L", "", "F", 2108, "L"),
    ("p.Phe2108Leu", "", "F", 2108, "L"),
    ("Phe2108Leu", "", "F", 2108, "L"),
    ("MTOR p.(Phe2108Leu)", "MTOR", "F", 2108, "L"),
    ("MTOR:p.(F2108L)", "MTOR", "F", 2108, "L"),
    ("(F2108L)", "", "F", 2108, "L"),
    ("P42345:F2108L", "P42345", "F", 2108, "L"),
    ("mtor:f2108l", "mtor", "F", 2108, "L"),
    ("  F2108L ", "", "F", 2108, "L"),
    ("MTOR : F2108L", "MTOR", "F", 2108, "L"),
    ("RPTOR:S863", "RPTOR", "S", 863, ""),
    ("raptor:pS863", "raptor", "S", 863, ""),
    ("RPTOR:S863p", "RPTOR", "S", 863, ""),
    ("RPTOR p-Ser863", "RPTOR", "S", 863, ""),
    ("MTOR:2108", "MTOR", "", 2108, ""),
    ("2108", "", "", 2108, ""),
    ("Q1178*", "", "Q", 1178, "*"),
    ("p.Gln1178Ter", "", "Q", 1178, "*"),
    ("F2108=", "", "F", 2108, "="),
    ("p.Phe2108%3D", "", "F", 2108, "="),
    ("P.F2108L", "", "F", 2108, "L"),
    ("S2448P", "", "S", 2448, "P"),
    ("FKBP-12:F37V", "FKBP-12", "F", 37, "V"),
    ("p.Ile1557fs*30", "", "I", 1557, "fs"),
    ("R1966Gfs*12", "", "R", 1966, "fs"),
    ("MTOR:R1966fs", "MTOR", "R", 1966, "fs"),
    ("p.(Arg1966GlyfsTer12)", "", "R", 1966, "fs"),
    ("R1966fsX12", "", "R", 1966, "fs"),
    ("F2108del", "", "F", 2108, "del"),
    ("p.Phe2108dup", "", "F", 2108, "dup"),
    ("F2108delinsLG", "", "F", 2108, "delins"),
]


@pytest.mark.parametrize(("text", "gene", "wild", "position", "mutant"), VALID, ids=[v[0] for v in VALID])
def test_understood(text: str, gene: str, wild: str, position: int, mutant: str) -> None:
    change = parse_change(text)
    assert (change.gene, change.wild_type, change.position, change.mutant) == (gene, wild, position, mutant)
    assert change.status == "ok"
    assert change.text == text


STRETCHES = [
    ("L1460_A1462del", 1460, 1462, "A", "del"),
    ("MTOR:p.Leu1460_Ala1462del", 1460, 1462, "A", "del"),
    ("L1460_A1462dup", 1460, 1462, "A", "dup"),
    ("L1460_V1461insGS", 1460, 1461, "V", "ins"),
    ("p.Leu1460_Val1461insGlySer", 1460, 1461, "V", "ins"),
    ("L1460_A1462delinsPG", 1460, 1462, "A", "delins"),
]


@pytest.mark.parametrize(
    ("text", "start", "end", "end_wild", "kind"), STRETCHES, ids=[s[0] for s in STRETCHES]
)
def test_stretches(text: str, start: int, end: int, end_wild: str, kind: str) -> None:
    change = parse_change(text)
    assert change.status == "ok"
    assert (change.wild_type, change.position) == ("L", start)
    assert (change.end, change.end_wild_type, change.mutant) == (end, end_wild, kind)


INVALID = [
    ("", "not_understood"),
    ("hello", "not_understood"),
    ("F2108", "ok"),
    ("2108L", "not_understood"),
    ("F2108LL", "not_understood"),
    ("F-2108L", "not_understood"),
    ("F2108X", "impossible_amino_acid"),
    ("s2448p", "not_understood"),
    ("K1753E+K1788E", "not_understood"),
    ("F2108Z", "impossible_amino_acid"),
    ("B2108L", "impossible_amino_acid"),
    ("Xyz2108Leu", "impossible_amino_acid"),
    ("U10C", "impossible_amino_acid"),
    ("*2550Q", "not_understood"),
    ("F²108L", "not_understood"),
    ("F2108ins", "not_understood"),
    ("F2108insL", "not_understood"),
    ("F2108delins", "not_understood"),
    ("L1460_A1462insGS", "not_understood"),
    ("L1460_V1461ins", "not_understood"),
    ("A1462_L1460del", "not_understood"),
    ("F2108delinsZ", "impossible_amino_acid"),
    ("L1460_X1462del", "impossible_amino_acid"),
    ("*2550Qext*17", "not_understood"),
]


@pytest.mark.parametrize(("text", "status"), INVALID, ids=[v[0] or "empty" for v in INVALID])
def test_refused_with_a_reason(text: str, status: str) -> None:
    change = parse_change(text)
    assert change.status == status
    assert bool(change.problem) == (status != "ok")


def test_a_gene_in_the_text_wins_over_the_column() -> None:
    assert parse_change("RPTOR:S863", "MTOR").gene == "RPTOR"
    assert parse_change("S863", "RPTOR").gene == "RPTOR"


@given(
    wild=st.sampled_from(AMINO_ACIDS),
    position=st.integers(1, 9999),
    mutant=st.sampled_from(AMINO_ACIDS + "*="),
    gene=st.sampled_from(["", "MTOR", "RPTOR", "P42345"]),
    three=st.booleans(),
    brackets=st.booleans(),
)
def test_what_is_written_is_what_is_read(
    wild: str, position: int, mutant: str, gene: str, three: bool, brackets: bool
) -> None:
    long = {one: code.title() for code, one in THREE_TO_ONE.items()} | {"=": "="}
    body = f"{long[wild]}{position}{long[mutant]}" if three else f"{wild}{position}{mutant}"
    text = (f"{gene}:" if gene else "") + (f"p.({body})" if brackets else body)
    change = parse_change(text)
    assert (change.gene, change.wild_type, change.position, change.mutant, change.status) == (
        gene, wild, position, mutant, "ok",
    )  # fmt: skip


@given(st.text(max_size=30))
def test_no_text_is_an_accident(text: str) -> None:
    change = parse_change(text)
    assert change.text == text
    assert change.status in ("ok", "not_understood", "impossible_amino_acid")
