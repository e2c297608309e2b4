"""Tables without a heading: the three files of ANNOVAR, and nothing that only resembles them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.variants.input.annovar import bare_layout
from mtorstruct.variants.input.cohort import ReadOptions
from mtorstruct.variants.input.detect import read_cohort

PLACE = ["Chr", "Start", "End", "Ref", "Alt"]
ANNOVAR = "MTOR:NM_004958:exon47:c.C6324A:p.F2108L,"
KNOWN = {
    "avinput": ("1\t11187094\t11187094\tG\tT", PLACE, "\t"),
    "avinput with comments": (
        "chr1\t11187094\t11187094\tG\tT\thet\t.\t30",
        [*PLACE, "column_6", "column_7", "column_8"],
        "\t",
    ),
    "avinput of blanks": ("1 11187094 11187094 G T", PLACE, " "),
    "an insertion": ("X\t5\t5\t-\tACG", PLACE, "\t"),
    "a deletion": ("MT\t5\t7\tACG\t-", PLACE, "\t"),
    "a zero": ("1\t5\t7\t0\tA", PLACE, "\t"),
    "exonic_variant_function": (
        f"line1\tnonsynonymous SNV\t{ANNOVAR}\t1\t11187094\t11187094\tG\tT",
        ["line", "ExonicFunc.refGene", "AAChange.refGene", *PLACE],
        "\t",
    ),
    "unknown": (
        "line27\tunknown\tUNKNOWN\t1\t5\t5\tG\tT",
        ["line", "ExonicFunc.refGene", "AAChange.refGene", *PLACE],
        "\t",
    ),
    "variant_function": (
        "exonic\tMTOR\t1\t5\t5\tG\tT\tx",
        ["Func.refGene", "Gene.refGene", *PLACE, "column_8"],
        "\t",
    ),
    "splicing": (
        "splicing\tMTOR(NM_004958:c.1+1G>A)\t1\t5\t5\tG\tT",
        ["Func.refGene", "Gene.refGene", *PLACE],
        "\t",
    ),
}


@pytest.mark.parametrize(("text", "heading", "delimiter"), KNOWN.values(), ids=KNOWN)
def test_what_annovar_writes(text: str, heading: list[str], delimiter: str) -> None:
    layout = bare_layout(text)
    assert layout is not None
    assert (layout.heading, layout.delimiter) == (heading, delimiter)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MTOR\tF2108L",
        "gene\tchange",
        "1\t11187094\tG\tT",
        "1:11187094:G:T",
        "1\t11187094\t.\tG\tT\t.\t.\t.",
        "MTOR\t5\t5\tG\tT",
        "1\tx\t5\tG\tT",
        "1\t5\t5\tMTOR\tT",
        "line1\tx\tMTOR\t1\t5\t5\tG\tT",
        "gene\tMTOR\t1\t5\t5\tG\tT",
        "Chr\tStart\tEnd\tRef\tAlt",
        "1,5,5,G,T",
        "exonic MTOR 1 5 5 G T",
    ],
)
def test_what_is_none_of_them(text: str) -> None:
    assert bare_layout(text) is None


@given(st.text(alphabet="1chrX \tACGT-0lineexonic:5", max_size=60))
def test_a_layout_has_a_name_for_each_cell(text: str) -> None:
    layout = bare_layout(text)
    if layout is not None:
        assert len(layout.heading) >= len(text.split(layout.delimiter))
        assert len(set(layout.heading)) == len(layout.heading)


def test_the_first_row_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "x.avinput"
    path.write_text("1\t11187094\t11187094\tG\tT\n1\t11187094\t11187094\tG\tT\n2\t5\t5\tG\tT\n")
    found = read_cohort(path, ReadOptions(build="GRCh37"))
    assert list(found.lines) == [1, 2]
    assert (found.n_rows, [c.position for c in found.with_samples()]) == (3, [2108, 2108])
    path.write_text(
        "exonic\tIDH1\t2\t209113112\t209113112\tC\tT\nexonic\tMTOR\t1\t11187094\t11187094\tG\tT\n"
    )
    found = read_cohort(path, ReadOptions(build="GRCh37"))
    assert found.other_genes == {"IDH1": 1}
    assert [c.gene for c in found.with_samples()] == ["MTOR"]
