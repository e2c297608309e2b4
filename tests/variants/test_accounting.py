"""Random tables: rows in = annotated + other genes + rejected, by every way in, and line by line."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import mtorstruct
from mtorstruct.cli.main import main
from mtorstruct.variants.input.cohort import ReadOptions
from mtorstruct.variants.input.detect import read_cohort

GENES = {
    "MTOR": "ours",
    "mTOR": "ours",
    "FRAP1": "ours",
    "RPTOR": "ours",
    "P42345": "ours",
    "ENSG00000198793": "ours",
    "IDH1": "other",
    "TP53": "other",
    "TTN": "other",
    "KRAS": "context",
    "mTORC1": "near",
    "MTOR_MOUSE": "species",
    "MT0R": "near",
    "": "empty",
    "NA": "empty",
    "7157": "odd",
    "p.M2327I": "odd",
}
"""What stands in the gene column, and what it is."""

CHANGES = {
    "F2108L": 1,
    "p.Phe2108Leu": 1,
    "S863": 1,
    "F2108Z": 1,
    "R132H": 1,
    "F9999L": 1,
    "": 1,
    ".": 1,
    "splice": 1,
    "c.6324C>A": 1,
    "2108": 1,
    "WT": 1,
    "F2108L, A2034V": 2,
    "F2108L;A2034V;S2215F": 3,
    "E2014K + E2419K": 2,
    "p.[F2108L;A2034V]": 2,
    "F2108L, see note": 1,
    "F313L,F2108L": 1,
}
"""What stands in the change column, and how many changes of MTOR that is."""

SAMPLES = ("s1", "s2", "", "NA", "TCGA-1, x")
FILTERS = ("PASS", "", ".", "oxog", "q10;germline")


@dataclass(frozen=True)
class Row:
    """A line of a table: `width` cells more or less than the heading, or no row at all."""

    gene: str
    change: str
    sample: str
    passed: str
    width: int
    noise: str


ROWS = st.builds(
    Row,
    st.sampled_from(list(GENES)),
    st.sampled_from(list(CHANGES)),
    st.sampled_from(SAMPLES),
    st.sampled_from(FILTERS),
    st.sampled_from([0] * 12 + [-1, -2, 1, 3]),
    st.sampled_from([""] * 12 + ["# a comment", "   ", "#"]),
)
TABLES = st.lists(ROWS, min_size=1, max_size=25)
HEADING = ["Hugo_Symbol", "Protein_Change", "Sample", "FILTER", "note"]


def line_of(row: Row, delimiter: str, n: int) -> str:
    if row.noise:
        return row.noise
    cells = [row.gene, row.change, row.sample, row.passed, f"row {n}"]
    cells = cells[: row.width] if row.width < 0 else cells + ["more"] * row.width
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="").writerow(cells)
    return buffer.getvalue()


@contextmanager
def written(rows: list[Row], delimiter: str) -> Iterator[tuple[Path, list[str]]]:
    # A last row that is always of ours: a table in which nothing tells the protein is an error.
    rows = [*rows, Row("MTOR", "F2108L", "s1", "PASS", 0, "")]
    lines = [delimiter.join(HEADING), *(line_of(row, delimiter, n) for n, row in enumerate(rows))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        yield path, lines


def run(*arguments: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        main(list(arguments))
    return out.getvalue() + err.getvalue()


def count(said: str) -> tuple[int, ...]:
    found = re.search(
        r"([\d,]+) rows?(?: in)? = ([\d,]+) \w+ \+ ([\d,]+) of other genes \+ ([\d,]+) rejected", said
    )
    assert found, said
    return tuple(int(n.replace(",", "")) for n in found.groups())


def is_row(row: Row) -> bool:
    return not row.noise


def parts_of(row: Row) -> int:
    """Most rows that come of a line, told without the code that is tested."""
    kind = GENES[row.gene]
    if row.width > 0:
        return 1
    if kind in ("odd", "other", "context"):
        return 1
    # A cell of several changes is told apart by what each of them is; F2108 is a residue of mTOR alone.
    is_of_mtor = kind == "ours" and row.gene != "RPTOR"
    return CHANGES[row.change] if is_of_mtor else max(CHANGES[row.change], row.change.count(",") + 1)


@settings(max_examples=40, deadline=None)
@given(TABLES, st.sampled_from(["\t", ",", ";"]), st.booleans())
def test_every_line_is_accounted_for(rows: list[Row], delimiter: str, pass_only: bool) -> None:
    with written(rows, delimiter) as (path, lines):
        cohort = read_cohort(path, ReadOptions(pass_only=pass_only))
        frame = mtorstruct.annotate_file(path, pass_only=pass_only)
        total, annotated, others, rejected = count(frame.attrs["accounting"])
        assert total == annotated + others + rejected == cohort.n_rows
        assert len(frame) == len(cohort)
        # By line: every line that is a row is among the rows that stay, or counted as of another gene.
        n_rows = sum(map(is_row, rows)) + 1
        stay = Counter(cohort.lines)
        assert len(stay) + cohort.other_genes.total() == n_rows
        for number, n in stay.items():
            row = ([*rows, None])[number - 2]
            assert row is None or is_row(row)
            assert row is None or n <= parts_of(row), (row, n)
            assert row is None or lines[number - 1]
        assert others == cohort.other_genes.total() + sum(
            s == "unknown_gene" and not g.startswith("(")
            for s, g in zip(frame.status, frame.gene, strict=True)
        )
        # Nothing is answered whose line does not name one of ours.
        for number, status in zip(cohort.lines, frame.status, strict=True):
            if status == "ok":
                assert any(
                    name in lines[number - 1] for name, kind in GENES.items() if kind == "ours" and name
                )


@settings(max_examples=40, deadline=None)
@given(TABLES, st.sampled_from(["\t", ","]))
def test_rejects_are_the_rows_without_an_answer(rows: list[Row], delimiter: str) -> None:
    with written(rows, delimiter) as (path, lines):
        rejects, target = path.with_name("rejects.tsv"), path.with_name("out.tsv")
        said = run("annotate", "-i", str(path), "-o", str(target), "--rejects", str(rejects))
        found = pd.read_csv(rejects, sep="\t", dtype=str, keep_default_na=False, quoting=0)
        cohort, frame = read_cohort(path), mtorstruct.annotate_file(path)
        without = [
            (str(n), status) for n, status in zip(cohort.lines, frame.status, strict=True) if status != "ok"
        ]
        assert list(zip(found.line, found.reason, strict=True)) == without
        assert count(said)[0] == cohort.n_rows
        for number, row, message in zip(found.line, found.row, found.message, strict=True):
            assert message
            # A tab within a cell is written as a backslash and a t.
            assert row.replace("\\t", "\t").rstrip() == lines[int(number) - 1].rstrip()


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_every_way_in_counts_alike_and_writes_the_same_bytes(rows: list[Row]) -> None:
    with written(rows, "\t") as (path, _):
        target, again = path.with_name("out.tsv"), path.with_name("again.tsv")
        counted = count(run("annotate", "-i", str(path), "-o", str(target)))
        assert count(run("annotate", "-i", str(path), "-o", str(again))) == counted
        assert target.read_bytes() == again.read_bytes()
        assert count(mtorstruct.annotate_file(path).attrs["accounting"]) == counted
        table = run("summarise", str(path), "--table", "accounting", "--format", "tsv", "-o", str(again))
        summed = pd.read_csv(again, sep="\t", dtype=str, keep_default_na=False)
        by_part = Counter[str]()
        for part, n in zip(summed.iloc[:, 0], summed["rows"], strict=True):
            by_part[part] += int(n)
        assert (by_part["answered"], by_part["other_genes"], by_part["rejected"]) == counted[1:], table


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(TABLES)
def test_a_report_counts_what_annotate_counts(rows: list[Row]) -> None:
    with written(rows, "\t") as (path, _):
        counted = count(run("annotate", "-i", str(path), "-o", str(path.with_name("out.tsv"))))
        said = run("report", str(path), "-o", str(path.with_name("report.html")))
        assert count(said.replace(" answered", " annotated")) == counted


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_a_frame_is_answered_as_the_file(rows: list[Row]) -> None:
    whole = [row for row in rows if is_row(row) and row.width == 0 and GENES[row.gene] != "odd"]
    with written(whole, "\t") as (path, _):
        cohort, of_file = read_cohort(path), mtorstruct.annotate_file(path)
        table = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
        of_frame = mtorstruct.annotate(table)
        names = [
            "gene",
            "hgvs",
            "status",
            "message",
            "part",
            "sample",
            "context",
            "activity",
            "atp_competitive",
        ]
        of_file.index = pd.Index([n - 2 for n in cohort.lines])
        # Rows of other genes stay in a table in memory, and are counted in a file.
        kept = of_frame[[k in set(of_file.index) for k in of_frame.index]]
        pd.testing.assert_frame_equal(kept[names], of_file[names], check_names=False)
        left_out = of_frame[[k not in set(of_file.index) for k in of_frame.index]]
        assert not (left_out.status == "ok").any()
        assert left_out.index.nunique() == cohort.other_genes.total()
