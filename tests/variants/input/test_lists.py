"""Lists: what one line holds, and whose the changes are that name no gene."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.variants.input.cohort import ReadOptions
from mtorstruct.variants.input.detect import read_cohort
from mtorstruct.variants.input.lists import changes_of_line, is_change, is_of_list, texts_of

LINES: dict[str, list[tuple[str, int]]] = {
    "F2108L": [("", 2108)],
    "MTOR:F2108L": [("MTOR", 2108)],
    "MTOR F2108L": [("MTOR", 2108)],
    "F2108L, A2034V": [("", 2108), ("", 2034)],
    "F2108L; A2034V;": [("", 2108), ("", 2034)],
    "RPTOR:S722A, R788H": [("RPTOR", 722), ("RPTOR", 788)],
    "RPTOR:S722A, MTOR:F2108L, A2034V": [("RPTOR", 722), ("MTOR", 2108), ("MTOR", 2034)],
    "IDH1:R132H,R132C": [("IDH1", 132), ("IDH1", 132)],
    "IDH1, R132H, R132C": [("IDH1", 132), ("IDH1", 132)],
    "IDH1\tR132H\ts2": [("IDH1", 132)],
    "MTOR,F2108L,s1": [("MTOR", 2108)],
    "MTOR\tF2108L\tA2034V": [("MTOR", 2108), ("MTOR", 2034)],
    "KRAS;G12D": [("KRAS", 12)],
    "mTORC1,F2108L": [("mTORC1", 2108)],
}


@pytest.mark.parametrize(("line", "expected"), LINES.items(), ids=list(LINES))
def test_changes_of_a_line(line: str, expected: list[tuple[str, int]]) -> None:
    assert [(c.gene, c.position) for c in changes_of_line(line)] == expected


@pytest.mark.parametrize("line", ["F2108L", "F2108L, A2034V", "p.Phe2108Leu"])
def test_the_word_of_the_user_is_for_changes_that_name_no_gene(line: str) -> None:
    assert {c.gene for c in changes_of_line(line, "RPTOR")} == {"RPTOR"}
    assert {c.gene for c in changes_of_line("IDH1:R132H, R132C", "RPTOR")} == {"IDH1"}


@pytest.mark.parametrize("line", ["F2108L, IDH1:R132H", "R132H, IDH1:R132C", "A1B, notes", "F2108L, 12"])
def test_a_change_in_front_of_one_of_another_gene_is_not_told_apart(line: str) -> None:
    (change,) = changes_of_line(line)
    assert change.status == "not_understood"


@pytest.mark.parametrize(
    "line",
    [
        "1:11187094:G:T",
        "1\t11187094\tG\tT",
        "chr1 11187094 G T",
        "1,11187094,G,T",
        "NC_000001.10;11187094;G;T",
    ],
)
def test_a_place_in_cells_is_one_change(line: str) -> None:
    (change,) = changes_of_line(line, build="GRCh37")
    assert (change.gene, change.position, change.mutant, change.text) == ("MTOR", 2108, "L", line)
    (other,) = changes_of_line(line.replace("11187094", "5"), build="GRCh37")
    assert (other.gene, other.status) == ("(none)", "no_protein_change")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("F2108L", True),
        ("p.Phe2108Leu", True),
        ("MTOR:F2108L", True),
        ("c.6324C>A", True),
        ("2108", False),
        ("MTOR", False),
        ("", False),
        ("gene", False),
        ("some words", False),
        ("F2108Z", True),
        ("-", False),
    ],
)
def test_what_is_a_change(text: str, is_one: bool) -> None:
    assert is_change(text) is is_one


@pytest.mark.parametrize("text", ["gene,change", "MTOR", "a,b,c", "Supplementary Table 3"])
def test_what_is_no_line_of_a_list(text: str) -> None:
    assert not is_of_list(text)


def test_a_list_without_a_gene_is_of_mtor_and_other_genes_stay(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# changes\nF2108L\n\nIDH1:R132H,R132C\nRPTOR,S863,x\n")
    found = read_cohort(path)
    assert found.format == "list"
    assert list(zip(found.lines, found.part, strict=True)) == [(2, 0), (4, 1), (4, 2), (5, 0)]
    assert list(found.rows) == ["F2108L", "IDH1:R132H", "IDH1:R132H,R132C", "RPTOR,S863,x"]
    of_rheb = read_cohort(path, ReadOptions(gene="RHEB"))
    assert [c.gene for c in of_rheb.with_samples()] == ["RHEB", "IDH1", "IDH1", "RPTOR"]


@given(
    st.lists(
        st.sampled_from(["F2108L", "IDH1", "R132H", "MTOR:A2034V", "12", "s1", "RPTOR", "", " ", "x"]),
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t", ", ", " "]),
)
def test_no_change_of_another_gene_becomes_ours(cells: list[str], sign: str) -> None:
    line = sign.join(cells)
    changes = changes_of_line(line)
    assert changes
    assert texts_of(line)
    for change in changes:
        if change.position == 132 and change.mutant == "H" and change.status == "ok":
            before = cells[: cells.index("R132H")]
            assert change.gene or "IDH1" not in before, (line, change)
