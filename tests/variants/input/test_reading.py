"""Tables and lists of changes: what a file is, is told by its content."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtorstruct.errors import DataError, MtorStructError, UsageError
from mtorstruct.variants.input.cohort import Cohort, ReadOptions
from mtorstruct.variants.input.detect import read_cohort


def cohort(tmp_path: Path, content: str | bytes, **options: str | None) -> Cohort:
    path = tmp_path / "changes"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_cohort(path, ReadOptions(**options))  # type: ignore[arg-type]


def read(tmp_path: Path, content: str | bytes, **options: str | None) -> list[tuple[str, str]]:
    return [(c.gene, c.text) for c in cohort(tmp_path, content, **options).with_samples()]


def statuses(found: Cohort) -> list[str]:
    return [c.status for c in found.with_samples()]


EXPECTED = [("MTOR", "F2108L"), ("RPTOR", "S863")]

TABLES = {
    "tsv": "gene\tprotein_change\nMTOR\tF2108L\nRPTOR\tS863\n",
    "csv": "gene,protein_change\nMTOR,F2108L\nRPTOR,S863\n",
    "semicolons": "gene;protein_change\nMTOR;F2108L\nRPTOR;S863\n",
    "crlf": "gene\tprotein_change\r\nMTOR\tF2108L\r\nRPTOR\tS863\r\n",
    "bom": b"\xef\xbb\xbfgene\tprotein_change\nMTOR\tF2108L\nRPTOR\tS863\n",
    "gzip": gzip.compress(b"gene\tprotein_change\nMTOR\tF2108L\nRPTOR\tS863\n"),
    "maf": "#version 2.4\nHugo_Symbol\tSample\tHGVSp_Short\nMTOR\tS1\tF2108L\nRPTOR\tS2\tS863\n",
    "quoted": 'gene,protein_change,note\n"MTOR","F2108L","a, b"\n"RPTOR","S863",""\n',
    "quoted over lines": 'gene,protein_change,note\n"MTOR","F2108L","a\nb"\n"RPTOR","S863",""\n',
    "quoted tabs, as R writes": '"gene"\t"protein_change"\n"MTOR"\t"F2108L"\n"RPTOR"\t"S863"\n',
    "no end of line": "gene\tprotein_change\nMTOR\tF2108L\nRPTOR\tS863",
    "blank lines": "\ngene\tprotein_change\n\nMTOR\tF2108L\n\n\nRPTOR\tS863\n\n",
    "comments between": "gene\tprotein_change\nMTOR\tF2108L\n#version 2.4\nRPTOR\tS863\n",
    "heading in a comment": "#gene\tprotein_change\nMTOR\tF2108L\nRPTOR\tS863\n",
    "headings with blanks": "Gene Symbol\tProtein Change\nMTOR\tF2108L\nRPTOR\tS863\n",
    "gene last": "protein_change\tgene\r\nF2108L\tMTOR\r\nS863\tRPTOR\r\n",
    "other genes": "gene\tprotein_change\nTP53\tR175H\nMTOR\tF2108L\nTP53\tR175H\nRPTOR\tS863\n",
}


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES.keys())
def test_tables_of_every_kind(tmp_path: Path, content: str | bytes) -> None:
    assert read(tmp_path, content) == EXPECTED


def test_every_row_is_counted(tmp_path: Path) -> None:
    found = cohort(tmp_path, TABLES["other genes"])
    assert found.n_rows == 4
    assert found.other_genes == {"TP53": 2}
    assert list(found.lines) == [3, 5]


def test_one_change_a_line(tmp_path: Path) -> None:
    assert read(tmp_path, "# mine\nF2108L\n\nRPTOR:S863\r\nMTOR p.(Phe2108Leu)\n") == [
        ("", "F2108L"),
        ("RPTOR", "RPTOR:S863"),
        ("MTOR", "MTOR p.(Phe2108Leu)"),
    ]


def test_changes_with_commas_between_them_are_many(tmp_path: Path) -> None:
    assert [text for _, text in read(tmp_path, "F2108L, M2327I\nRPTOR:S863\n")] == [
        "F2108L",
        "M2327I",
        "RPTOR:S863",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("F2108L, F2018Z, M2327I", ["F2108L", "F2018Z", "M2327I"]),
        ("F2108L; NM_004958.4:c.6981G>T;", ["F2108L", "NM_004958.4:c.6981G>T"]),
        ("TSC2:c.1A>G, F2108L", ["TSC2:c.1A>G", "TSC2:c.1A>G, F2108L"]),
        ("F2108L, IDH1:R132H", ["F2108L, IDH1:R132H"]),
        ("1:11187094:G:T, F2108L", ["1:11187094:G:T", "F2108L"]),
        ("F2108L, see note 3", ["F2108L, see note 3"]),
        ("F2108L, 12", ["F2108L, 12"]),
        ("F2108L\tS1", ["F2108L\tS1"]),
        ("p.[F2108L;M2327I]", ["p.[F2108L;M2327I]"] * 2),
        ("MTOR,F2108L", ["MTOR,F2108L"]),
    ],
)
def test_a_line_is_parted_only_where_each_part_is_a_change(
    tmp_path: Path, line: str, expected: list[str]
) -> None:
    assert list(cohort(tmp_path, f"M2327I\n{line}\n").rows) == ["M2327I", *expected]


@pytest.mark.parametrize("separator", ["\t", ",", ", ", ";", " ", " \t"])
@pytest.mark.parametrize("first", ["", "F2108L\n"])
def test_places_in_cells_are_one_change_each(tmp_path: Path, separator: str, first: str) -> None:
    line = separator.join(["chr1", "11187094", "G", "T"])
    found = cohort(tmp_path, f"{first}{line}\n", build="GRCh37")
    assert found.format == "list"
    assert list(found.rows) == [*first.split(), line]
    change = found.with_samples()[-1]
    assert (change.status, change.position, change.mutant) == ("ok", 2108, "L")
    assert change.read_from == "coordinates GRCh37"


def test_numbers_in_cells_are_no_list(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are: 2108, 2035"):
        read(tmp_path, "2108\t2035\n")


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;;;", "\nsep=;"])
def test_the_line_that_tells_excel_the_separator_is_no_row(tmp_path: Path, first: str) -> None:
    found = cohort(tmp_path, f"{first}\r\ngene;protein_change;a,b\r\nMTOR;F2108L;\r\n")
    assert (found.n_rows, found.delimiter, statuses(found)) == (1, ";", ["ok"])
    assert found.lines[0] == 3 + first.count("\n")


def test_the_separator_that_is_told_is_taken(tmp_path: Path) -> None:
    assert read(tmp_path, "sep=,\ngene,protein_change,a;b\nMTOR,F2108L,\n") == [("MTOR", "F2108L")]
    assert read(tmp_path, "sep=|\ngene|protein_change\nMTOR|F2108L\n") == [("MTOR", "F2108L")]
    assert read(tmp_path, "sep=\t\ngene\tprotein_change\nMTOR\tF2108L\n") == [("MTOR", "F2108L")]
    assert read(tmp_path, "sep=;\nF2108L\n") == [("", "F2108L")]


def test_a_column_alone_may_have_a_heading(tmp_path: Path) -> None:
    assert read(tmp_path, "protein_change\nF2108L\n", gene="MTOR") == [("MTOR", "F2108L")]
    with pytest.raises(UsageError, match="the protein that its rows are about"):
        read(tmp_path, "protein_change\nF2108L\n")


def test_columns_can_be_named(tmp_path: Path) -> None:
    content = "sym\tx\tprotein_change\nMTOR\tF2108L\tno\n"
    assert read(tmp_path, content, gene_column="sym", change_column="x") == [("MTOR", "F2108L")]
    with pytest.raises(UsageError, match="no column 'y'"):
        read(tmp_path, content, change_column="y")
    with pytest.raises(UsageError, match="no column 'z'"):
        read(tmp_path, content, change_column="x", gene_column="z")


@pytest.mark.parametrize(
    ("heading", "row", "position", "mutant"),
    [
        ("HGVSp_Short\tHGVSp", "\tp.Phe2108Leu", 2108, "L"),
        ("HGVSp_Short\tHGVSp", ".\tENSP00000354558.3:p.Phe2108Leu", 2108, "L"),
        ("Protein_Change", "p.F2108L", 2108, "L"),
        ("Amino_acids\tProtein_position", "F/L\t2108/2549", 2108, "L"),
        ("Amino_acids\tProtein_position", "F\t2108", 2108, "="),
        ("Amino_acids\tProtein_position", "Q/*\t1178", 1178, "*"),
        ("Amino_acids\tProtein_position", "LVA/-\t1460-1462", 1460, "del"),
        ("Amino_acids\tProtein_position\tConsequence", "R/X\t1966\tframeshift_variant", 1966, "fs"),
        ("AAChange.refGene", "MTOR:NM_004958:exon45:c.6324C>A:p.F2108L", 2108, "L"),
        ("HGVSp_Short\tHGVSc\tTranscript_ID", "\tc.6981G>T\tENST00000361445", 2327, "I"),
    ],
)
def test_where_the_change_stands(tmp_path: Path, heading: str, row: str, position: int, mutant: str) -> None:
    (change,) = cohort(tmp_path, f"Hugo_Symbol\t{heading}\nMTOR\t{row}\n").changes
    assert (change.status, change.position, change.mutant) == ("ok", position, mutant)
    assert change.read_from


def test_coordinates_are_read_where_nothing_else_is_there(tmp_path: Path) -> None:
    heading = (
        "Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele1\tTumor_Seq_Allele2"
    )
    row = "MTOR\t1\t11177096.0\tC\tC\tA"
    (change,) = cohort(tmp_path, f"{heading}\tNCBI_Build\n{row}\t37\n").changes
    assert (change.position, change.mutant, change.read_from) == (2327, "I", "coordinates GRCh37")
    (change,) = cohort(tmp_path, f"{heading}\n{row}\n").changes
    assert change.status == "unknown_build"
    (change,) = cohort(tmp_path, f"{heading}\n{row}\n", build="GRCh37").changes
    assert change.mutant == "I"
    (change,) = cohort(tmp_path, f"#genome hg19\n{heading}\n{row}\n").changes
    assert change.mutant == "I"
    (change,) = cohort(tmp_path, f"{heading}\tNCBI_Build\n{row}\t37\n", build="GRCh38").changes
    assert (change.status, "GRCh38 was asked for" in change.problem) == ("unknown_build", True)


def test_a_quote_that_is_never_closed_costs_nothing(tmp_path: Path) -> None:
    found = cohort(tmp_path, 'gene\tprotein_change\nMTOR\t"F2108L\nRPTOR\tS863\nMTOR\tS2035F\n')
    assert [c.position for c in found.with_samples()][1:] == [863, 2035]
    found = cohort(tmp_path, 'gene,protein_change\nMTOR,"F2108L\nRPTOR,S863\nMTOR,S2035F\n')
    assert [c.position for c in found.with_samples()][1:] == [863, 2035]


def test_a_very_long_cell_costs_nothing(tmp_path: Path) -> None:
    found = cohort(tmp_path, f"gene,protein_change,note\nMTOR,F2108L,{'x' * 200_000}\n")
    assert statuses(found) == ["ok"]
    found = cohort(tmp_path, f'gene,protein_change,note\nMTOR,F2108L,"{"x" * 200_000}"\n')
    assert statuses(found) == ["ok"]


def test_short_rows_are_kept_and_explain_themselves(tmp_path: Path) -> None:
    found = cohort(tmp_path, "gene\tprotein_change\nMTOR\nMTOR\tF2108L\n")
    assert statuses(found) == ["no_protein_change", "ok"]


def test_columns_that_shift_halfway_are_seen(tmp_path: Path) -> None:
    good = "S1\tMTOR\t2475\tp.F2108L\n" * 3
    wider = "S1\textra\tMTOR\t2475\tp.F2108L\n" * 2
    narrower = "MTOR\t7157\tp.F2108L\n" * 2
    found = cohort(tmp_path, "Sample\tHugo_Symbol\tEntrez\tHGVSp_Short\n" + good + wider + narrower)
    assert found.n_rows == 7
    assert statuses(found) == ["ok"] * 3 + ["not_understood"] * 4
    problems = {c.problem for c in found.changes if c.problem}
    assert problems == {
        "the line has 5 cells, the heading has 4: the columns have shifted",
        "'7157' is no gene symbol: the columns may have shifted in this line",
    }


def test_names_met_only_in_short_lines_are_told(tmp_path: Path) -> None:
    content = "Center\tHugo_Symbol\tHGVSp_Short\nBCM\tTP53\tp.R175H\nTP53\tp.R175H\n"
    found = cohort(tmp_path, content.replace("p.R175H\n", "R175H\n"))
    assert found.other_genes.total() == 2
    assert "R175H" in found.notices[0]


def test_latin_1_bytes_do_not_matter(tmp_path: Path) -> None:
    found = cohort(tmp_path, "gene\tprotein_change\tcentre\nMTOR\tF2108L\tOrléans\n".encode("latin-1"))
    assert statuses(found) == ["ok"]
    assert list(found.rows) == ["MTOR\tF2108L\tOrléans"]


def test_rows_without_a_gene_are_not_of_mtor(tmp_path: Path) -> None:
    found = cohort(tmp_path, "gene\tprotein_change\n\tF2108L\nUnknown\tF2108L\nMTOR\tF2108L\n")
    assert [c.gene for c in found.with_samples()] == ["(none)", "(none)", "MTOR"]


def test_a_table_without_a_known_column_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are: a, b"):
        read(tmp_path, "a\tb\n1\t2\n")


def test_the_format_can_be_said(tmp_path: Path) -> None:
    assert read(tmp_path, "protein_change\nF2108L\n", input_format="list")[0][1] == "protein_change"
    with pytest.raises(UsageError, match="there are: F2108L"):
        read(tmp_path, "F2108L\n", input_format="table")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no variant in it"),
        (b"# only words\n\n", "no variant in it"),
        (b"\x1f\x8b broken", "damaged or cut off"),
    ],
    ids=["empty", "comments", "broken gzip"],
)
def test_files_without_changes(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        read(tmp_path, content)


def test_a_file_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    whole = gzip.compress(
        "".join(["gene\tprotein_change\n", *(f"MTOR\tF{n}L\n" for n in range(99_999))]).encode()
    )
    found = cohort(tmp_path, whole[:-2000])
    assert found.damage
    assert 1_000 < len(found) < 99_999


HEADINGS = ["gene\tprotein_change", "gene,change,note", "Hugo_Symbol\tHGVSp_Short\tHGVSc", "", "#CHROM\tPOS"]
CELLS = st.text(alphabet='MTORp.F2108L"\t,;#\n\r=é\x00', max_size=12)


@settings(max_examples=300)
@given(
    st.sampled_from(HEADINGS),
    st.lists(CELLS, max_size=6),
)
def test_no_table_is_an_accident(heading: str, rows: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read_anything(Path(folder) / "file", heading, rows)


def read_anything(path: Path, heading: str, rows: list[str]) -> None:
    path.write_text("\n".join([heading, *rows]), encoding="utf-8", newline="")
    try:
        found = read_cohort(path)
    except MtorStructError:
        return
    assert found.n_rows == len(found) + found.other_genes.total()
    assert len(found.rows) == len(found) == len(found.lines) == len(found.sample)


def test_a_heading_below_several_lines_of_title(tmp_path: Path) -> None:
    titles = (
        "Table S1",
        "Supplementary Table 3. Mutations of mTOR, n = 2",
        "Table S1\n\nMutations, n = 2",
        "S3",
    )
    for title in titles:
        found = cohort(tmp_path, f"{title}\nGene\tMutation\tSample\nIDH1\tR132H\ts2\nMTOR\tF2108L\ts1\n")
        assert [(c.gene, c.text, c.sample) for c in found.with_samples()] == [("MTOR", "F2108L", "s1")], title
        assert dict(found.other_genes) == {"IDH1": 1}
    listed = cohort(tmp_path, "F2108L\nA2034V\n")
    assert [c.text for c in listed.changes] == ["F2108L", "A2034V"]
