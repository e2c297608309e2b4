"""Lists of changes from files."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from mtorstruct.errors import DataError, UsageError
from mtorstruct.variants.inputs import read_changes


def read(tmp_path: Path, content: str | bytes, **options: str) -> list[tuple[str, str]]:
    path = tmp_path / "changes"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [(c.gene, c.text) for c in read_changes(path, **options)]  # type: ignore[arg-type]


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
    "no end of line": "gene\tprotein_change\nMTOR\tF2108L\nRPTOR\tS863",
    "blank lines": "\ngene\tprotein_change\n\nMTOR\tF2108L\n\n\nRPTOR\tS863\n\n",
}


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES.keys())
def test_tables_of_every_kind(tmp_path: Path, content: str | bytes) -> None:
    assert read(tmp_path, content) == EXPECTED


def test_one_change_a_line(tmp_path: Path) -> None:
    assert read(tmp_path, "# mine\nF2108L\n\nRPTOR:S863\r\nMTOR p.(Phe2108Leu)\n") == [
        ("", "F2108L"),
        ("RPTOR", "RPTOR:S863"),
        ("MTOR", "MTOR p.(Phe2108Leu)"),
    ]


def test_a_column_alone_may_have_a_heading(tmp_path: Path) -> None:
    assert read(tmp_path, "protein_change\nF2108L\n") == [("", "F2108L")]


def test_columns_can_be_named(tmp_path: Path) -> None:
    content = "sym\tx\tprotein_change\nMTOR\tF2108L\tno\n"
    assert read(tmp_path, content, gene_column="sym", change_column="x") == [("MTOR", "F2108L")]
    with pytest.raises(UsageError, match="no column 'y'"):
        read(tmp_path, content, change_column="y")
    with pytest.raises(UsageError, match="no column 'z'"):
        read(tmp_path, content, change_column="x", gene_column="z")


def test_a_quote_that_is_never_closed_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "quote.tsv"
    path.write_text('gene\tprotein_change\nMTOR\t"F2108L\nRPTOR\tS863\nMTOR\tS2035F\n')
    assert [(c.text, c.status) for c in read_changes(path)] == [
        ('"F2108L', "ok"),
        ("S863", "ok"),
        ("S2035F", "ok"),
    ]


def test_a_very_long_cell_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"gene,protein_change,note\nMTOR,F2108L,{'x' * 200_000}\n")
    assert [c.status for c in read_changes(path)] == ["ok"]


def test_short_rows_are_kept_and_explain_themselves(tmp_path: Path) -> None:
    path = tmp_path / "short.tsv"
    path.write_text("gene\tprotein_change\nMTOR\nMTOR\tF2108L\n")
    assert [c.status for c in read_changes(path)] == ["not_understood", "ok"]


def test_a_table_without_a_known_column_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are: a, b"):
        read(tmp_path, "a\tb\n1\t2\n")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no change in it"),
        (b"# only words\n\n", "no change in it"),
        (b"\xff\xfeF\x002\x00", "not a text file"),
        (b"\x1f\x8b broken", "not a text file"),
    ],
    ids=["empty", "comments", "utf-16", "broken gzip"],
)
def test_files_without_changes(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        read(tmp_path, content)


def test_missing_files_and_directories(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_changes(tmp_path / "missing.tsv")
    with pytest.raises(DataError, match="is a directory"):
        read_changes(tmp_path)
