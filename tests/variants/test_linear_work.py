"""Work grows with the input, not with its square: calls, letters and time are compared for n and 4 n."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import MtorStructError, UsageError
from mtorstruct.reference.proteins import protein
from mtorstruct.variants.input.cells import unique_headings
from mtorstruct.variants.input.cohort import ReadOptions, cohort_of
from mtorstruct.variants.input.columns import roles_of
from mtorstruct.variants.input.detect import read_cohort
from mtorstruct.variants.input.lists import changes_of_line
from mtorstruct.variants.input.rows import Rows, TableOptions
from mtorstruct.variants.stream import annotate_cohorts

MOST = 8
"""Times as much as for a quarter of the input: 4 where work is proportional, 16 where it is quadratic."""

LETTERS = 4_000
"""Letters of the smaller input; the larger one has four times as many."""


def table(gene: str = "MTOR", change: str = "F2108L", heading: str = "", more: str = "") -> str:
    return f"gene\tchange{heading}\n{gene}\t{change}{more}\nMTOR\tA2034V\n"


def joined(sign: str, n: int, text: str = "x{}") -> str:
    return "".join(sign + text.format(k) for k in range(n))


GENE_CELLS: dict[str, str] = {
    "one letter": "A", "ours again and again": "MTOR;", "an alias of ours": "mTOR/FRAP1 ", "pairs": "A;",
    "brackets": "(", "underscores": "MTOR_", "hyphens": "AB-", "digits": "1", "words": "mouse ",
    "places": "c.1A>", "blanks": " ", "Ensembl": "ENSG00000198793,", "dots": "p.",
}  # fmt: skip
CHANGE_CELLS: dict[str, str] = {
    "one letter": "A", "changes": "F2108L,", "changes with signs": "E2014K + ",
    "changes with underscores": "F2108L_", "sites": "Ser-2448 ", "blanks": " ", "digits": "1",
    "brackets": "((", "words": "not a change ", "prefixes": "p.", "slashes": "/L", "semicolons": ";",
    "genes": "MTOR ", "ANNOVAR": "MTOR:NM_004958:exon47:c.C6324A:p.F2108L,", "quotes": '"',
}  # fmt: skip
TABLES: dict[str, Callable[[int], str]] = {
    "columns": lambda n: table(heading=joined("\t", n // 4), more=joined("\t", n // 4)),
    "columns with commas": lambda n: f"gene,change{joined(',', n // 4)}\nMTOR,F2108L{joined(',', n // 4)}\n",
    "equal headings": lambda n: table(heading=joined("\t", n // 4, "x"), more=joined("\t", n // 4)),
    "headings of genes": lambda n: table(heading=joined("\t", n // 8, "gene"), more=joined("\t", n // 8)),
    "headings of changes": lambda n: table(heading=joined("\t", n // 8, "mutation")),
    "headings that nobody knows": lambda n: joined("\t", n // 8) + "\n" + joined("\t", n // 8) + "\n",
    "a wide row": lambda n: table(more=joined("\t", n, "a")),
    "a wide row of nothing": lambda n: table(more="\t" * n),
    "a list of one gene": lambda n: f"IDH1:{joined(',', n // 20, 'F{}L')[1:]}\n",
    "a list of cells": lambda n: f"F2108L\nMTOR\tF2108L\t{joined(chr(9), n // 8)}\n",
    "a list of no changes": lambda n: f"F2108L\n{joined(',', n // 8, 'junk{}')}\n",
    "a list of places": lambda n: f"F2108L\n{'1 ' * (n // 4)}\n",
    "ANNOVAR without a heading": lambda n: (
        "line1\tnonsynonymous SNV\t" + "MTOR:NM_004958:exon47:c.C6324A:p.F2108L," * (n // 40)
        + "\t1\t11187094\t11187094\tG\tT\n"
    ),
    "context of one sample": lambda n: (
        "gene\tchange\tsample\n" + "".join(f"MTOR\tF2108L\ts\nKRAS\tG{k}D\ts\n" for k in range(n // 40))
    ),
}  # fmt: skip


def answers(path: Path) -> Callable[[], int]:
    """What reads and answers a file, and gives the number of letters that came out."""

    def answer() -> int:
        try:
            found = annotate_cohorts([read_cohort(path)], mtorstruct.open_atlas())
        except MtorStructError as err:
            return len(str(err))
        rejects = found.rejects()
        return sum(map(len, found.text("tsv"))) + sum(
            len(str(v)) for values in rejects.values() for v in values
        )

    return answer


def calls_of(work: Callable[[], object]) -> int:
    """Functions that are called, of Python and of C."""
    n = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal n
        n += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return n


def time_of(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def assert_in_proportion(small: Callable[[], int], large: Callable[[], int]) -> None:
    """The larger input costs at most `MOST` times as much; time is tried again where a machine is busy."""
    assert large() <= MOST * small() + 1_000
    assert calls_of(large) <= MOST * calls_of(small)
    ratios = []
    for _ in range(4):
        # What costs less than this is not measured but by chance.
        ratios.append(time_of(large) / max(time_of(small), 0.005))
        if ratios[-1] <= MOST:
            return
    raise AssertionError(ratios)


def compare(make: Callable[[int], str], folder: Path, n: int = LETTERS) -> None:
    (folder / "small").write_text(make(n))
    (folder / "large").write_text(make(4 * n))
    answers(folder / "small")()
    assert_in_proportion(answers(folder / "small"), answers(folder / "large"))


@pytest.mark.parametrize("unit", GENE_CELLS.values(), ids=GENE_CELLS)
def test_a_gene_cell_of_80_000_letters(unit: str, tmp_path: Path) -> None:
    compare(lambda n: table(gene=unit * (n // len(unit)) + "x"), tmp_path, 20_000)


@pytest.mark.parametrize("unit", CHANGE_CELLS.values(), ids=CHANGE_CELLS)
def test_a_long_change_cell(unit: str, tmp_path: Path) -> None:
    compare(lambda n: table(change="F2108L " + unit * (n // len(unit))), tmp_path)


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
def test_tables_and_lists(make: Callable[[int], str], tmp_path: Path) -> None:
    compare(make, tmp_path)


def test_a_row_of_a_million_cells(tmp_path: Path) -> None:
    path = tmp_path / "wide.tsv"
    path.write_text(table(more="\ta" * 1_000_000))
    found = read_cohort(path)
    assert [change.status for change in found.with_samples()] == ["not_understood", "ok"]
    assert "1000002 cells" in found.changes[0].problem
    assert max(map(len, found.rows)) <= 200


def test_a_hundred_thousand_equal_headings() -> None:
    small, large = ["x"] * 25_000, ["x"] * 100_000

    def named(heading: list[str]) -> Callable[[], int]:
        return lambda: len(unique_headings(heading, set()))

    assert_in_proportion(named(small), named(large))
    # Names that are made are taken, too.
    mixed = [f"x_{k}" for k in range(10_000)] + ["x"] * 10_000
    assert len(set(unique_headings(mixed, {"x"}))) == 20_000
    assert calls_of(lambda: unique_headings(mixed, set())) < 20 * len(mixed)


@pytest.mark.parametrize("name", ["x{}", "gene", "change", "sample", "Entrez_Gene_Id", ""])
def test_roles_of_forty_thousand_columns(name: str) -> None:
    def read(n: int) -> Callable[[], int]:
        heading = ["gene", "change", *(name.format(k) for k in range(n))]
        cells = ["MTOR", "F2108L", *[""] * n]

        def work() -> int:
            return len(Rows(heading, roles_of(heading), TableOptions()).changes(cells) or ())

        return work

    assert read(40_000)() == 1
    assert_in_proportion(read(10_000), read(40_000))


def test_scores_and_joined_tables(tmp_path: Path) -> None:
    sequence, acids = protein("MTOR").sequence, "ACDEFGHIKLMNPQRSTVWY"

    def written(n: int) -> tuple[Path, Path]:
        scores, mine = tmp_path / f"scores{n}.csv", tmp_path / f"mine{n}.csv"
        changes = [f"{sequence[k // 20]}{k // 20 + 1}{acids[k % 20]}" for k in range(n)]
        scores.write_text("mutant,score\n" + "".join(f"{c},{k}\n" for k, c in enumerate(changes)))
        # All rows are of one variant, each with a value of its own.
        mine.write_text("gene,change,x\n" + "".join(f"MTOR,F2108L,{k}\n" for k in range(n)))
        return scores, mine

    def work(n: int) -> Callable[[], int]:
        scores, mine = written(n)

        def annotated() -> int:
            found = mtorstruct.annotate(["F2108L"], scores=scores, join={"mine": mine})
            return len(found.mine_x[0].split("; "))

        return annotated

    small, large = work(3_000), work(12_000)
    assert (small(), large()) == (3_000, 12_000)
    assert_in_proportion(small, large)


def test_a_cell_with_very_many_changes(tmp_path: Path) -> None:
    path = tmp_path / "many.tsv"
    path.write_text(table(change=",".join(["F2108L"] * 1_000)))
    found = read_cohort(path)
    assert len(found) == 1_001
    assert found.part.tolist() == [*range(1, 1_001), 0]
    rows = list(found.rows)
    # The first has the row as it came in, the others its first cells.
    assert rows[0].count("F2108L") == 1_000
    assert all(found.cells(row)[0] == "MTOR" for row in rows)
    # Of more, each of whose rows would repeat the others, none is answered.
    path.write_text(table(change=",".join(["F2108L"] * 10_000)))
    refused = read_cohort(path)
    assert len(refused) == 2
    assert "10,000 variants" in refused.changes[0].problem


def test_what_is_short_is_repeated_whole_and_what_is_cut_keeps_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text('gene,change,note\nMTOR,"F2108L, A2034V","a, b"\n')
    assert len(set(read_cohort(path).rows)) == 1
    many = ", ".join(["F2108L", "A2034V"] * 400)
    path.write_text(f'gene,note,change,after\nMTOR,"a, ""b""","{many}",{"x" * 400}\n')
    found = read_cohort(path)
    assert len(found) == 800
    first, *others = (found.cells(row) for row in found.rows)
    assert first == ["MTOR", 'a, "b"', many, "x" * 400]
    assert {tuple(cells[:2]) for cells in others} == {("MTOR", 'a, "b"')}
    assert all(many.startswith(cells[2].removesuffix("...")) and len(cells) == 3 for cells in others)
    frame = mtorstruct.annotate_file(path)
    assert frame.note.tolist() == ['a, "b"'] * 800
    assert frame.after.tolist() == ["x" * 400] + [pd.NA] * 799


def test_a_long_list_line_names_each_change_once(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("IDH1:" + ",".join(f"R{k}H" for k in range(1, 2_000)) + "\n")
    found = read_cohort(path)
    assert list(found.rows)[:2] == ["IDH1:R1H", "IDH1:R2H"]
    assert set(found.lines) == {1}


def test_each_change_that_is_typed_is_its_own_row() -> None:
    found = cohort_of([changes_of_line("F2108L,F2018Z"), changes_of_line("A2034V")])
    assert list(found.rows) == ["F2108L", "F2018Z", "A2034V"]
    assert list(found.part) == [1, 2, 0]


def test_a_message_names_some_of_very_many_columns(tmp_path: Path) -> None:
    path = tmp_path / "wide.tsv"
    path.write_text("\t".join(f"x{k}" for k in range(5_000)) + "\n" + "a\t" * 4_999 + "a\n")
    with pytest.raises(UsageError, match=r"x0, x1, .* and 4800 more") as err:
        read_cohort(path)
    assert len(str(err.value)) < 5_000
    with pytest.raises(UsageError, match=r"no column 'gene'.* and 4800 more"):
        read_cohort(path, ReadOptions(gene_column="gene"))


def test_a_sample_with_very_many_changes_of_its_context(tmp_path: Path) -> None:
    path = tmp_path / "one_sample.tsv"
    rows = "".join(f"KRAS\tG{k}D\ts\n" for k in range(1, 201))
    path.write_text(f"gene\tchange\tsample\nMTOR\tF2108L\ts\n{rows}")
    (told,) = mtorstruct.annotate_file(path).context
    assert told.endswith("; and 150 more")
    assert told.count("KRAS") == 50
