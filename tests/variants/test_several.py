"""Several changes in one text, and one change in the numbers of two isoforms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.reference.proteins import protein
from mtorstruct.variants.input.several import changes_in, without_isoform_copies
from mtorstruct.variants.notation.change import AMINO_ACIDS
from mtorstruct.variants.notation.reading import parse_change

from .notations import LONG, ROWS
from .test_notation import examples, needs_page

PARTED = {
    "F2108L,A2034V": ["F2108L", "A2034V"],
    "F2108L; A2034V": ["F2108L", "A2034V"],
    "p.F2108L,p.A2034V": ["p.F2108L", "p.A2034V"],
    "p.F2108L,A2034V": ["p.F2108L", "p.A2034V"],
    "E2014K + E2419K": ["E2014K", "E2419K"],
    "E2014K/E2419K": ["E2014K", "E2419K"],
    "F2108L and A2034V": ["F2108L", "A2034V"],
    "F2108L & A2034V": ["F2108L", "A2034V"],
    "F2108L A2034V": ["F2108L", "A2034V"],
    "F2108L\tA2034V\nS2215Y": ["F2108L", "A2034V", "S2215Y"],
    "F2108L:A2034V": ["F2108L", "A2034V"],
    "Y35N:E139K": ["Y35N", "E139K"],
    "F2108L_A2034V": ["F2108L", "A2034V"],
    "K1753E-K1788E": ["K1753E", "K1788E"],
    "p.[F2108L;A2034V]": ["p.F2108L", "p.A2034V"],
    "p.[Phe2108Leu;Ala2034Val]": ["p.Phe2108Leu", "p.Ala2034Val"],
    "p.[Phe2108Leu];[Ala2034Val]": ["p.Phe2108Leu", "p.Ala2034Val"],
    "p.[Phe2108Leu];[=]": ["p.Phe2108Leu"],
    "p.[(Phe2108Leu)];[(Ala2034Val)]": ["p.(Phe2108Leu)", "p.(Ala2034Val)"],
    "NP_004949.1:p.[Phe2108Leu;Ala2034Val]": ["NP_004949.1:p.Phe2108Leu", "NP_004949.1:p.Ala2034Val"],
    "IDH1:R132H,R132C": ["IDH1:R132H", "IDH1:R132C"],
    "RPTOR:S722A, R132H": ["RPTOR:S722A", "RPTOR:R132H"],
    "MTOR F2108L, A2034V": ["MTOR F2108L", "MTOR:A2034V"],
    "MTOR F2108L A2034V": ["MTOR:F2108L", "MTOR:A2034V"],
    "MTOR:p.F2108L,A2034V": ["MTOR:p.F2108L", "MTOR:p.A2034V"],
    "MTOR:F2108L RPTOR:S863A": ["MTOR:F2108L", "RPTOR:S863A"],
    "KRAS G12D, NRAS Q61K, R2505P": ["KRAS G12D", "NRAS Q61K", "NRAS:R2505P"],
    "MTOR:F2108L:A2034V": ["MTOR:F2108L", "MTOR:A2034V"],
    "MTOR_F2108L_A2034V": ["MTOR:F2108L", "MTOR:A2034V"],
    "MTOR(F2108L/A2034V)": ["MTOR F2108L", "MTOR:A2034V"],
    "HGNC:3942:F2108L,A2034V": ["HGNC:3942:F2108L", "HGNC:3942:A2034V"],
    "2475:F2108L,A2034V": ["2475:F2108L", "2475:A2034V"],
    "NM_004958.4:p.F2108L, A2034V": ["NM_004958.4:p.F2108L", "NM_004958.4:p.A2034V"],
    "pT2446/pS2448": ["pT2446", "pS2448"],
    "T2446, S2448": ["T2446", "S2448"],
    "S2215F, S2203F": ["S2215F", "S2203F"],
    "R1966fs, F2108L": ["R1966fs", "F2108L"],
    "L1460_A1462del; *2550Q; M1V": ["L1460_A1462del", "*2550Q", "M1V"],
    "F2108L (c.6324C>A), A2034V (c.6101C>T)": ["F2108L (c.6324C>A)", "A2034V (c.6101C>T)"],
    "1. F2108L, A2034V": ["F2108L", "A2034V"],
    "P53 R175H R273H": ["P53:R175H", "P53:R273H"],
    "C1S F100L R200H": ["C1S:F100L", "C1S:R200H"],
    "2215S>2215Y,2108F>2108L": ["2215S>2215Y", "2108F>2108L"],
}

WHOLE = [
    "x[?]",
    "p.[?]",
    "MTOR:p.[;?]",
    "MTOR:NM_004958:exon40:c.C5664A:p.F1888L,MTOR:NM_001386500:exon39:c.C5664A:p.F1888L",
    "MTOR:NM_001386500:exon40:c.C5664A:p.F1888L,MTOR:NM_001386501:exon39:c.C5664A:p.F1888L",
    "L1460_A1462del", "S2035F/I", "F2108L/I/V", "1:11187094:G:T", "NM_004958.4:c.1_2del",
    "chr1:11,187,094", "2,108",
    "F2,108L", "p.Phe2108Leu(;)Ala2034Val", "p.[Phe2108Leu](;)[Ala2034Val]", "F2108L, hello", "F2108L; NA",
    "F2108L IDH1", "F2108L, IDH1", "F2108L, IDH1:R132H", "F2108L IDH1 R132H", "IDH1 R132H MTOR",
    "MTOR:F2108L, IDH1",
    "C1S:F100L", "F11R:R100L", "A2M, F100L", "12 F2108L, A2034V", "F2108L or A2034V", "F2108L;A2034V;F2108Z",
    "F2108L, c.6324C>A", "F2108L,0.45", "F2108L,", "", ",", "MTOR", "MTOR-FUS", "p.(Phe2108Leu^Ile)",
    "MTOR, F2108L",
    "IDHH1:R3;2H,R023C", "MTOR:F2108L, A2034V, IDH1", "MTOR:F2108L, A2034V IDH1", "IDH1 tumour R132H R132C",
    "MTOR:c.1A>G,MTOR:p.F1L,MTOR:p.A2V",
    "P42345/M2327I", "p.[Phe2108Leu;Ala2034Val", "c.[6324C>A;6101C>T]", "X368_splice",
]  # fmt: skip


@pytest.mark.parametrize("text", PARTED)
def test_changes_are_parted(text: str) -> None:
    assert changes_in(text) == PARTED[text]


@pytest.mark.parametrize("text", PARTED)
def test_each_part_can_be_read_alone_and_is_left_as_it_is(text: str) -> None:
    for part in changes_in(text):
        assert parse_change(part).status == "ok"
        assert changes_in(part) == [part]


@pytest.mark.parametrize("text", WHOLE)
def test_what_cannot_be_parted_safely_stays_whole(text: str) -> None:
    assert changes_in(text) == [text]


def test_the_changes_of_another_gene_are_never_bare() -> None:
    for text in (
        "IDH1:R132H,R132C",
        "IDH1 R132H R132C",
        "IDH1 R132H/R132C",
        "IDH1 (R132H, R132C)",
        "IDH1, R132H, R132C",
    ):
        assert [parse_change(part).gene for part in changes_in(text)] == ["IDH1", "IDH1"], text


@pytest.mark.parametrize("row", [row for row in ROWS if row["status"] == "ok" and "[" not in row["text"]],
                         ids=lambda row: ascii(row["text"]))  # fmt: skip
def test_one_change_is_left_as_it_is(row: dict[str, str]) -> None:
    assert changes_in(row["text"]) == [row["text"]]


@needs_page
def test_every_single_notation_of_the_page_is_left_as_it_is() -> None:
    told = [text for text, _ in examples("What may be written") if "[" not in text]
    assert len(told) > 90
    assert [text for text in told if changes_in(text) != [text]] == []


SUBSTITUTIONS = st.builds(
    lambda wild, position, mutant, long: (
        f"{LONG[wild]}{position}{LONG[mutant]}" if long else f"{wild}{position}{mutant}"
    ),
    st.sampled_from(AMINO_ACIDS), st.integers(200, 9999), st.sampled_from(AMINO_ACIDS), st.booleans(),
)  # fmt: skip
SEPARATORS = st.sampled_from(
    [",", ", ", ";", "; ", " + ", "+", "/", " / ", " and ", " & ", "&", "|", " ", "\t", "\n", ":", "-", "_"]
)


@given(st.lists(SUBSTITUTIONS, min_size=2, max_size=6), SEPARATORS)
def test_changes_that_were_joined_are_the_same_when_parted(changes: list[str], separator: str) -> None:
    assert changes_in(separator.join(changes)) == changes


@given(
    st.lists(SUBSTITUTIONS, min_size=2, max_size=6),
    SEPARATORS,
    st.sampled_from(["IDH1", "MTOR", "2475", "NM_004958.4"]),
)
def test_a_gene_in_front_is_that_of_all(changes: list[str], separator: str, gene: str) -> None:
    assert changes_in(f"{gene}:{separator.join(changes)}") == [f"{gene}:{change}" for change in changes]


@given(st.lists(SUBSTITUTIONS, min_size=2, max_size=6))
def test_alleles_that_were_joined_are_the_same_when_parted(changes: list[str]) -> None:
    # An allele that is as the reference is no change of its own.
    once = [change for change in dict.fromkeys(changes) if parse_change(change).mutant != "="]
    if once:
        assert changes_in(f"p.[{';'.join(once)}]") == [f"p.{change}" for change in once]


@given(st.text(max_size=60))
def test_no_text_is_an_accident(text: str) -> None:
    parts = changes_in(text)
    assert parts == [text] or all(parse_change(part).status in ("ok", "ambiguous") for part in parts)


def test_a_long_list_is_parted() -> None:
    assert len(changes_in(",".join(["F2108L", "R1966fs"] * 7_000))) == 14_000
    assert len(changes_in("F2108L," * 15_000 + "hello")) == 1


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (["F313L", "F2108L"], ["F2108L"]),
        (["F2108L", "F313L"], ["F2108L"]),
        (["S2203F", "S2215F"], ["S2215F"]),
        (["F2108L", "A2034V"], ["F2108L", "A2034V"]),
        (["F2108L", "F313I"], ["F2108L", "F313I"]),
        (["S2215F", "S2448F"], ["S2215F", "S2448F"]),
        (["S2215F", "S2448F", "S2203F"], ["S2215F", "S2448F", "S2203F"]),
        (["F313L", "F314L"], ["F313L", "F314L"]),
        (["MTOR:F2108L", "IDH1:F313L"], ["MTOR:F2108L", "IDH1:F313L"]),
        (["MTOR:F2108L", "MTOR:F313L"], ["MTOR:F2108L"]),
        (["p.Phe2108del", "p.Phe313del"], ["p.Phe2108del"]),
        (["S2448", "S2203"], ["S2448", "S2203"]),
        (["F2108L", "F2108L"], ["F2108L", "F2108L"]),
        (["*2550Q", "*755Q"], ["*2550Q"]),
        ([], []),
    ],
)
def test_one_change_in_the_numbers_of_two_isoforms(texts: list[str], kept: list[str]) -> None:
    found = without_isoform_copies([parse_change(text) for text in texts], protein("MTOR"))
    assert [change.text for change in found] == kept
