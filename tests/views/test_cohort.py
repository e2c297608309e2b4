"""The tally of a cohort, also of one that went through a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.tables import ANNOTATION
from mtorstruct.tables.frames import plain_frame
from mtorstruct.variants.findings import SEPARATOR, as_annotation
from mtorstruct.variants.input.accounting import group_of
from mtorstruct.views.cohort import tally
from mtorstruct.views.figures.changes import counted, distinct
from mtorstruct.views.report.content import content

ROWS = pd.DataFrame(
    {
        "change": ["F2108L", "F2108L", "p.Phe2108Leu", "M2327I", "M2327I", "F2018L", "RPTOR:S863"],
        "sample": ["a", "a", "b", "", "", "c", "a;b"],
    }
)


def test_a_domain_of_ones_own_is_counted_and_stands_last() -> None:
    table = mtorstruct.annotate(["F2108L", "M2327I"])
    table["domain"] = table.domain.astype(object).replace("FRB", "rapamycin pocket")
    counted = tally(table).sort_values("domain")
    assert counted.domain.tolist() == ["kinase", "rapamycin pocket"]
    assert counted.domain.cat.categories[-1] == "rapamycin pocket"


def test_samples_are_counted_once_and_rows_without_one_each() -> None:
    counted = tally(mtorstruct.annotate(ROWS, gene="MTOR")).set_index("change")
    assert counted["count"].to_dict() == {"MTOR:F2108L": 2, "MTOR:M2327I": 2, "RPTOR:S863": 1}
    assert counted["samples"].tolist() == ["a; b", pd.NA, "a;b"]


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
    with pytest.raises(UsageError, match="lacks the columns gene, position, hgvs, status"):
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
        ["MTOR:L1460_V1461insGS", 1],
        ["MTOR:R1966Gfs*12", 1],
        ["MTOR:R2505*", 1],
    ]


def test_two_different_insertions_are_two_changes() -> None:
    two = mtorstruct.annotate(["L1460_V1461insGS", "NP_004949.1:p.(Leu1460_Val1461insProTer)"])
    assert tally(two).change.tolist() == ["MTOR:L1460_V1461insGS", "MTOR:L1460_V1461insP*"]


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("1460_1462del", "p.Leu1460_Ala1462del", "MTOR:L1460_A1462del"),
        ("1457_1458insEWE", "E1457_D1458insEWE", "MTOR:E1457_D1458insEWE"),
        ("R1966Gfs", "p.(Arg1966GlyfsTer?)", "MTOR:R1966Gfs*?"),
        ("p.R1966fs*12", "p.Arg1966XaafsTer12", "MTOR:R1966fs*12"),
        ("F2108F", "p.Phe2108=", "MTOR:F2108="),
        ("MTOR:2108", "F2108", "MTOR:F2108"),
    ],
)
def test_one_change_has_one_name_however_it_is_written(one: str, other: str, name: str) -> None:
    assert tally(mtorstruct.annotate([one, other]))[["change", "count"]].values.tolist() == [[name, 2]]


def names_of(annotation: pd.DataFrame) -> list[set[str]]:
    """Names of the changes in the summary, the report, the tally, a figure and a scene."""
    summary = mtorstruct.summarise(annotation)
    seen = zip(summary.residues.gene, summary.residues.seen, strict=True)
    told = content(plain_frame(annotation), title="")["changes"]
    tables = tally(annotation), distinct(annotation, [])[0]
    scene = mtorstruct.make_scene("5H64", variants=annotation)
    return [
        {f"{gene}:{text.partition(' ')[0]}" for gene, texts in seen for text in texts.split(SEPARATOR)},
        {change["key"] for change in told if change["is_change"]},
        *(set(t.change[~t.kind.isin(["synonymous", "residue"])]) for t in tables),
        {mark.key for mark in scene.marks},
    ]


@pytest.mark.parametrize(("name", "n", "synonymous"), [("two_frameshifts", 7, 0), ("mc3", 222, 52)])
def test_a_cohort_has_one_count_and_its_changes_one_name(
    shared_cohorts: Path, shared_faults: Path, name: str, n: int, synonymous: int
) -> None:
    mc3 = shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv"
    faults = shared_faults / "other" / "two_frameshifts.tsv"
    annotation = mtorstruct.annotate_file(mc3 if name == "mc3" else faults)
    summarised, reported, tallied, drawn, marked = names_of(annotation)
    assert len(summarised) == n
    assert summarised == reported == tallied == drawn
    assert {key for key in marked if not key.endswith("=")} <= summarised
    assert mtorstruct.summarise(annotation).genes.changes.sum() == n
    counts = content(plain_frame(annotation), title="")["counts"]
    assert counts["changes"] == n
    also = f" that alter the protein and {synonymous} synonymous ones" if synonymous else ""
    assert counts["found"] == f"{n} distinct variants{also}"
    assert counted(distinct(annotation, [])[0]).partition(" in ")[0] == counts["found"]
    questions = content(plain_frame(annotation), title="")["questions"]
    by_verdict = mtorstruct.summarise(annotation).counts.groupby(["question", "verdict"]).changes.sum()
    for question in questions:
        assert sum(c["n"] for c in question["counts"]) == n
        told = {c["value"]: c["n"] for c in question["counts"] if c["n"]}
        assert told == by_verdict[question["name"]].to_dict()


@pytest.mark.slow
def test_stretches_and_stops_can_be_drawn_and_reported(tmp_path: Path) -> None:
    from mtorstruct.variants.annotate import annotate_columns
    from mtorstruct.variants.notation.change import Change
    from mtorstruct.variants.notation.reading import parse_change

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
    from mtorstruct.tables.vocabulary import STATUSES
    from mtorstruct.variants.input.accounting import REASONS

    assert set(STATUSES) - {"ok"} == set(REASONS)
