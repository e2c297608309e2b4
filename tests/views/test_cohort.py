"""The tally of a cohort, also of one that went through a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.views.cohort import as_annotation, group_of, tally

ROWS = pd.DataFrame(
    {
        "change": ["F2108L", "F2108L", "p.Phe2108Leu", "M2327I", "M2327I", "F2018L", "RPTOR:S863"],
        "sample": ["a", "a", "b", "", "", "c", "a;b"],
    }
)


def test_samples_are_counted_once_and_rows_without_one_each() -> None:
    counted = tally(mtorstruct.annotate(ROWS)).set_index("change")
    assert counted["count"].to_dict() == {"MTOR:F2108L": 2, "MTOR:M2327I": 2, "RPTOR:S863": 1}
    assert counted["samples"].to_dict() == {"MTOR:F2108L": "a; b", "MTOR:M2327I": "", "RPTOR:S863": "a;b"}


def test_a_synonymous_change_is_one_change_however_it_is_written() -> None:
    assert tally(mtorstruct.annotate(["F2108=", "p.Phe2108=", "F2108F"]))[
        ["change", "count"]
    ].values.tolist() == [["MTOR:F2108=", 3]]


def test_a_table_that_was_written_and_read_again_is_the_same(tmp_path: Path) -> None:
    table = mtorstruct.annotate(ROWS)
    table.to_csv(tmp_path / "t.tsv", sep="\t", index=False)
    again = pd.read_csv(tmp_path / "t.tsv", sep="\t")
    pd.testing.assert_frame_equal(tally(again), tally(table), check_dtype=False)
    assert (
        mtorstruct.make_scene("5H64", variants=again).marks
        == mtorstruct.make_scene("5H64", variants=table).marks
    )
    assert mtorstruct.lollipop(again).get_xlabel() == mtorstruct.lollipop(table).get_xlabel()


def test_other_tables_are_refused() -> None:
    with pytest.raises(UsageError, match="no column status"):
        as_annotation(pd.DataFrame({"change": ["F2108L"]}))
    with pytest.raises(UsageError, match="a row for every structure"):
        tally(
            mtorstruct.annotate(["F2108L"], all_structures=True).assign(
                **dict.fromkeys(("activity", "rapalog", "atp_competitive", "bisteric"), "")
            )
        )


@pytest.mark.parametrize(
    ("status", "gene", "group"),
    [
        ("ok", "MTOR", "answered"),
        ("context", "KRAS", "other_genes"),
        ("unknown_gene", "TP53", "other_genes"),
        ("unknown_gene", "", "rejected"),
        ("reference_mismatch", "MTOR", "rejected"),
    ],
)
def test_every_row_is_in_one_group(status: str, gene: str, group: str) -> None:
    assert group_of(status, gene) == group
