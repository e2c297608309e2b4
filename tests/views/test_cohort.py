"""The tally of a cohort, also of one that went through a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.schema import ANNOTATION
from mtorstruct.variants.accounting import group_of
from mtorstruct.views.cohort import as_annotation, change_names, tally

ROWS = pd.DataFrame(
    {
        "change": ["F2108L", "F2108L", "p.Phe2108Leu", "M2327I", "M2327I", "F2018L", "RPTOR:S863"],
        "sample": ["a", "a", "b", "", "", "c", "a;b"],
    }
)


def test_samples_are_counted_once_and_rows_without_one_each() -> None:
    counted = tally(mtorstruct.annotate(ROWS, gene="MTOR")).set_index("change")
    assert counted["count"].to_dict() == {"MTOR:F2108L": 2, "MTOR:M2327I": 2, "RPTOR:S863": 1}
    assert counted["samples"].to_dict() == {"MTOR:F2108L": "a; b", "MTOR:M2327I": "", "RPTOR:S863": "a;b"}


def test_a_synonymous_change_is_one_change_however_it_is_written() -> None:
    assert tally(mtorstruct.annotate(["F2108=", "p.Phe2108=", "F2108F"]))[
        ["change", "count"]
    ].values.tolist() == [["MTOR:F2108=", 3]]


def test_a_table_that_was_written_and_read_again_is_the_same(tmp_path: Path) -> None:
    table = mtorstruct.annotate(ROWS, gene="MTOR")
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


def test_a_stretch_is_named_whole() -> None:
    texts = [
        "L1460_A1462del",
        "L1460del",
        "p.Leu1460_Ala1462del",
        "R2505*",
        "R1966Gfs*12",
        "L1460_V1461insGS",
    ]
    assert tally(mtorstruct.annotate(texts))[["change", "count"]].values.tolist() == [
        ["MTOR:L1460_A1462del", 2],
        ["MTOR:L1460del", 1],
        ["MTOR:L1460_V1461ins" + _put_in_by(texts[-1]), 1],
        ["MTOR:R1966fs", 1],
        ["MTOR:R2505*", 1],
    ]


def _put_in_by(text: str) -> str:
    """Residues in the name of an insertion: none, while its HGVS form is empty."""
    return "GS" if mtorstruct.annotate([text]).hgvs[0] else ""


@pytest.mark.parametrize(
    ("hgvs", "name"),
    [
        ("p.Leu1460_Val1461insGlySer", "MTOR:L1460_V1461insGS"),
        ("p.(Leu1460_Val1461insTrp)", "MTOR:L1460_V1461insW"),
        ("NP_004949.1:p.(Leu1460_Val1461insGlyTer)", "MTOR:L1460_V1461insG*"),
        ("p.Leu1460_Val1461ins5", "MTOR:L1460_V1461ins5"),
        ("", "MTOR:L1460_V1461ins"),
    ],
)
def test_two_different_insertions_are_two_changes(hgvs: str, name: str) -> None:
    table = mtorstruct.annotate(["L1460_V1461insGS", "L1460_V1461insP"])
    assert change_names(table.assign(hgvs=hgvs)) == [name, name]
    two = table.assign(hgvs=["p.Leu1460_Val1461insGlySer", "p.Leu1460_Val1461insPro"])
    assert tally(two).change.tolist() == ["MTOR:L1460_V1461insGS", "MTOR:L1460_V1461insP"]


def test_stretches_and_stops_can_be_drawn_and_reported(tmp_path: Path) -> None:
    from mtorstruct.variants.annotating import annotate_columns
    from mtorstruct.variants.change import Change
    from mtorstruct.variants.notation import parse_change

    changes = [parse_change(t) for t in ("L1460_A1462del", "R2505*", "F2108L", "RHEB:Y35*", "F2018L")]
    changes += [Change("*2550L", "MTOR", "*", 2550, "L"), Change("*185L", "RHEB", "*", 185, "L")]
    changes += [Change("x", "AKT1S1", "P", 185, "P", reference="Q96B36-3")]
    for status in ("ambiguous", "no_protein_change", "unknown_build"):
        changes.append(
            Change("x", "MTOR", "F", 2108, "?", status=status, problem="said", candidates=("F2108L",))
        )
    table = ANNOTATION.frame(annotate_columns(changes, mtorstruct.open_atlas()))
    assert set(table.status) == {
        "ok", "reference_mismatch", "other_isoform", "ambiguous", "no_protein_change", "unknown_build",
    }  # fmt: skip
    names = tally(table).change.tolist()
    assert {"MTOR:L1460_A1462del", "MTOR:R2505*", "MTOR:*2550L", "RHEB:*185L"} <= set(names)
    for draw in (mtorstruct.lollipop, mtorstruct.distance_plane, mtorstruct.heatmap):
        assert draw(table) is not None
    assert mtorstruct.make_scene("5H64", variants=table).marks
    path = tmp_path / "report.html"
    mtorstruct.write_report(table, path)
    said = path.read_text(encoding="utf-8")
    assert "L1460_A1462del" in said
    assert "numbered along another isoform" in said


def test_every_status_has_a_reason_in_words() -> None:
    from mtorstruct.schema.base import STATUSES
    from mtorstruct.variants.accounting import REASONS

    assert set(STATUSES) - {"ok"} == set(REASONS)
