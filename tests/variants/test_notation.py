"""How people write changes, and how HGVS wants them written."""

from __future__ import annotations

import csv
import doctest
import gzip
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtorstruct.reference.proteins import protein
from mtorstruct.variants.check.wild_type import check_changes
from mtorstruct.variants.notation.address import kind_of
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.reading import LONGEST, parse_change
from mtorstruct.variants.notation.writing import format_change

from .notations import ROWS, UNDERSTOOD, changes, ids

STATUSES = ("ok", "not_understood", "impossible_amino_acid", "no_protein_change", "ambiguous")
FIELDS = (
    "status", "gene", "reference", "wild_type", "position", "end", "end_wild_type", "mutant", "inserted",
    "new_stop",
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_what_is_read_from_a_text(row: dict[str, str]) -> None:
    change = parse_change(row["text"], row["gene_argument"])
    assert {name: str(getattr(change, name) or "") for name in FIELDS} == {name: row[name] for name in FIELDS}
    assert change.predicted == (row["predicted"] == "yes")
    assert change.text == row["text"]
    assert bool(change.problem) == (change.status != "ok")
    assert format_change(change) == row["canonical"]


@pytest.mark.parametrize("row", UNDERSTOOD, ids=ids(UNDERSTOOD))
def test_what_is_written_is_read_again(row: dict[str, str]) -> None:
    change = parse_change(row["text"], row["gene_argument"])
    for three_letter in (True, False):
        for gene in (True, False):
            written = format_change(change, three_letter=three_letter, gene=gene)
            again = parse_change(written)
            assert format_change(again, three_letter=three_letter, gene=gene) == written
            assert said(again, gene) == said(change, gene)


def said(change: Change, with_gene: bool) -> Change:
    """A change without what canonical HGVS does not tell: the text and residues that are written out."""
    kept = change._replace(text="", problem="", residues="")
    return kept if with_gene else kept._replace(gene="", reference="")


@given(changes(), st.booleans())
def test_every_change_survives_writing_and_reading(change: Change, three_letter: bool) -> None:
    assert said(parse_change(format_change(change, three_letter=three_letter)), True) == change


def test_most_of_the_table_is_understood_and_no_text_stands_twice() -> None:
    assert len(ROWS) >= 300
    assert len({(row["text"], row["gene_argument"]) for row in ROWS}) == len(ROWS)
    assert Counter(row["status"] for row in ROWS)["ok"] > len(ROWS) / 2
    assert all(row["note"] for row in ROWS)


def test_every_residue_that_is_written_out_is_proven() -> None:
    right, wrong = parse_change("L1460_A1462delLVA", "MTOR"), parse_change("L1460_A1462delLGA", "MTOR")
    assert right.stated == ((1460, "L"), (1461, "V"), (1462, "A"))
    assert [c.status for c in check_changes([right, wrong])] == ["ok", "reference_mismatch"]
    firehose = parse_change("p.SSR268fs", "MLST8")
    assert firehose.stated == ((268, "S"), (269, "S"), (270, "R"))
    assert (firehose.position, firehose.end) == (268, 0)
    assert check_changes([firehose])[0].status == "ok"
    assert check_changes([parse_change("p.SGR268fs", "MLST8")])[0].status == "reference_mismatch"


KINDS = {
    "protein": ["F2108L", "p.F2108L", "NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)", "hello", "MTOR", "p.?",
                "X368_splice", "p.1762_1763CT>GA", "Y1463F", "M1V"],
    "coding": ["c.6324C>A", "NM_004958.4:c.6324C>A", "MTOR c.6324C>A", "c.*6T>G", "c.-5C>G", "n.100del",
               "6324C>A", "c.(6324_6326)del", "100+5G>A", "ENST00000361445.9:c.6324_6325insA"],
    "genomic": ["chr1:g.11187094G>T", "NC_000001.10:g.11187094G>T", "g.11187094G>T", "1:11187094:G:T",
                "1-11187094-G-T", "chr1:11187094", "chrX:1,234-5,678", "1 11187094 G T", "m.3243A>G",
                "Y:100:A:C"],
    "nothing": ["", " ", ".", "-", "NA", "n/a", "NaN", "\u2014", "None", "#N/A"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_kind_of_a_text(kind: str, text: str) -> None:
    assert kind_of(text) == kind


def test_a_text_of_another_kind_says_what_it_is() -> None:
    assert "is a coding change" in parse_change("NM_004958.4:c.6324C>A").problem
    assert "is a genomic change" in parse_change("1-11187094-G-T").problem


@given(st.text(max_size=40))
def test_no_text_is_an_accident(text: str) -> None:
    change = parse_change(text)
    assert change.text == text
    assert change.status in STATUSES
    assert parse_change(format_change(change)).status in STATUSES


@st.composite
def misspelt(draw: st.DrawFn) -> str:
    """A text of the table with characters put in, left out or exchanged."""
    text = draw(st.sampled_from(ROWS))["text"]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        put_in = draw(st.text("pPcgfsinxdelupTerX*=?()[]_:;,./->%&0129 FLMAQ\u00a0", max_size=2))
        text = text[:at] + put_in + text[at + draw(st.integers(0, 2)) :]
    return text


@settings(max_examples=500)
@given(misspelt())
def test_no_slip_of_the_pen_is_an_accident(text: str) -> None:
    change = parse_change(text)
    assert change.text == text
    assert change.status in STATUSES
    assert (change.problem == "") == (change.status == "ok")
    written = format_change(change)
    if written and change.status == "ok":
        assert said(parse_change(written), False) == said(change, False)


HOSTILE = [
    "A1del" + "ins" * 9, "A" * 9, "L1_A2del" + "Ala" * 9 + "insx", "x" + " " * 30 + "x", "A-" * 9, "p." * 9,
    "(" * 9,
    "1_" * 9, "%3d" * 9, "&" * 9, "MTOR:" * 9, "X1" * 9, "phospho-" * 9, "K1E;" * 9, "1" * 9, "c." * 9,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_takes_long(text: str) -> None:
    longest = (text * LONGEST)[:LONGEST]
    began = time.process_time()
    change = parse_change(longest)
    assert time.process_time() - began < 0.1
    assert change.status in STATUSES


def test_a_text_of_a_whole_file_is_refused_at_once() -> None:
    change = parse_change("F2108L\n" * 100_000)
    assert change.status == "not_understood"
    assert "too long" in change.problem
    assert len(change.problem) < 200


COHORTS = {
    ("tcga_firehose_mtor_genes.maf.tsv", "Protein_Change"): {"ok": 993, "not_understood": 21},
    ("tcga_mc3_mtor_genes.maf.tsv", "HGVSp_Short"): {"ok": 287, "no_protein_change": 50},
    ("crc_cbioportal_data_mutations.txt.gz", "HGVSp_Short"): {
        "ok": 1830,
        "no_protein_change": 63,
        "not_understood": 14,
    },
}  # fmt: skip


@pytest.mark.parametrize(("name", "column"), COHORTS, ids=[name for name, _ in COHORTS])
def test_every_change_of_real_cohorts_is_understood(shared_cohorts: Path, name: str, column: str) -> None:
    path = shared_cohorts / name
    with gzip.open(path, "rt") if name.endswith("gz") else path.open() as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = [parse_change(row[column], row["Hugo_Symbol"]) for row in rows]
    assert Counter(change.status for change in found) == COHORTS[name, column]
    # Empty cells are all that is not understood, and splice sites and "." all that names no change.
    assert {c.text for c in found if c.status == "not_understood"} <= {""}
    assert all(c.text == "." or "_splice" in c.text for c in found if c.status == "no_protein_change")


def test_long_and_short_form_of_cbioportal_say_the_same(shared_cohorts: Path) -> None:
    with gzip.open(shared_cohorts / "crc_cbioportal_data_mutations.txt.gz", "rt") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if r["HGVSp"]]
    assert len(rows) > 1800
    for row in rows:
        long, short = parse_change(row["HGVSp"]), parse_change(row["HGVSp_Short"])
        if "_splice" not in row["HGVSp_Short"] and row["HGVSp"] != "p.Ter":
            assert said(long, True) == said(short, True), row["HGVSp"]


def test_every_wild_type_of_mtor_in_mc3_is_where_it_is_said_to_be(shared_cohorts: Path) -> None:
    with (shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv").open() as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t") if r["Hugo_Symbol"] == "MTOR"]
    stated = [s for row in rows for s in parse_change(row["HGVSp_Short"]).stated]
    assert len(stated) > 100
    assert all(protein("MTOR").amino_acid(position) == letter for position, letter in stated)


PAGE = Path(__file__).resolve().parents[2] / "docs" / "notation.md"


needs_page = pytest.mark.skipif(
    not PAGE.is_file(), reason="needs the documentation, which is part of a checkout"
)


def examples(part: str) -> list[tuple[str, str]]:
    """Each example of the tables of one part of the page, with the last cell of its row."""
    body = PAGE.read_text(encoding="utf-8").split(f"## {part}\n")[1].split("\n## ")[0]
    lines = re.findall(r"^\| (?!what \| examples)(.*) \|$", body, re.MULTILINE)
    rows = [line.split(" | ") for line in lines]
    return [(example, last) for _, cell, last in rows for example in re.findall(r"`([^`]+)`", cell)]


@needs_page
def test_every_example_of_the_page_is_read_and_written_as_it_says() -> None:
    told = examples("What may be written")
    assert len(told) > 70
    for text, cell in told:
        change, canonical = parse_change(text), re.match(r"`([^`]+)`", cell)
        assert change.status == ("no_protein_change" if "no protein change" in cell else "ok"), text
        assert format_change(change) == (canonical[1] if canonical else ""), text


@needs_page
def test_every_example_of_the_page_is_refused_for_the_reason_it_says() -> None:
    told = examples("What is refused")
    assert len(told) > 25
    for text, reason in told:
        change = parse_change(text)
        assert change.status in ("not_understood", "impossible_amino_acid"), text
        assert reason in change.problem, text


@needs_page
def test_the_code_of_the_page_runs() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert (failed, tried) == (0, 6)
