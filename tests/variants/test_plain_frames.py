"""An annotation gives the same after it went through pandas or a file."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.tables import ANNOTATION, ANNOTATION_ALL, ANNOTATION_DRUG, BRIEF, PHOSPHOSITES
from mtorstruct.tables.frames import plain_frame, plain_texts
from mtorstruct.tables.writing import render

VARIANTS = [
    "F2108L",
    "M2327I",
    "2108",
    "RPTOR:S863F",
    "KRAS:G12D",
    "F2018L",
    "E2419K",
    "A1459_V1463del",
    "W2023*",
    "T1977=",
]


@pytest.fixture(scope="module")
def annotation() -> pd.DataFrame:
    cohort = {"gene": "MTOR", "protein_change": VARIANTS, "sample": [*"1234", *"1234", "", ""]}
    return mtorstruct.annotate(pd.DataFrame(cohort))[ANNOTATION.names]


def _texts(table: pd.DataFrame) -> list[str]:
    return [column.name for column in ANNOTATION.columns if column.dtype == "str"]


def _as(dtype: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def changed(table: pd.DataFrame) -> pd.DataFrame:
        plain = plain_frame(table)
        return plain.assign(**{name: plain[name].replace("", None).astype(dtype) for name in _texts(table)})

    return changed


def _our_text(fmt: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def read(table: pd.DataFrame) -> pd.DataFrame:
        text = render(ANNOTATION, ANNOTATION.from_frame(table), fmt)
        return pd.read_csv(io.StringIO(text), sep="\t" if fmt == "tsv" else ",")

    return read


def _parquet(table: pd.DataFrame) -> pd.DataFrame:
    file = io.BytesIO()
    table.to_parquet(file)
    return pd.read_parquet(file)


FORMS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "as it is": lambda table: table,
    "categories": _as("category"),
    "string": _as("string"),
    "object": _as("object"),
    "columns reversed": lambda table: table[table.columns[::-1]],
    "another index": lambda table: table.set_axis([7] * len(table), axis=0),
    "two tables": lambda table: pd.concat([table.iloc[:4], table.iloc[4:]]),
    "TSV": _our_text("tsv"),
    "CSV": _our_text("csv"),
    "CSV of pandas, all text": lambda t: pd.read_csv(io.StringIO(t.to_csv(index=False)), dtype=str),
    "Parquet": _parquet,
    "with columns of the user": lambda table: table.assign(entry="own", drug="rapamycin", mine=1.5),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_table_is_understood_in_any_form(annotation: pd.DataFrame, form: str) -> None:
    found = plain_frame(FORMS[form](annotation), ANNOTATION.names)[ANNOTATION.names].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, plain_frame(annotation)[ANNOTATION.names], atol=0.005)
    assert {type(cell) for name in _texts(annotation) for cell in found[name]} == {str}


@pytest.fixture(scope="module")
def expected(annotation: pd.DataFrame) -> list[object]:
    return _all_of(annotation)


@pytest.mark.parametrize("form", FORMS)
def test_consumers_give_the_same_of_any_form(
    annotation: pd.DataFrame, expected: list[object], form: str
) -> None:
    assert _all_of(FORMS[form](annotation)) == expected


def _all_of(table: pd.DataFrame) -> list[object]:
    from mtorstruct.views.figures import alt_text
    from mtorstruct.views.report import report_html

    summary, scene = mtorstruct.summarise(table), mtorstruct.make_scene("5H64", variants=table)
    front = ["change", "count", "samples", "kind", "domain", "rapalog"]
    axes = (
        mtorstruct.lollipop(table),
        mtorstruct.distance_plane(table),
        mtorstruct.heatmap(table),
        mtorstruct.profile(variants=table),
    )
    return [
        *(getattr(summary, name).to_csv() for name in ("genes", "counts", "residues", "samples")),
        *(getattr(summary, name).to_csv() for name in ("cooccurrence", "accounting")),
        mtorstruct.tally(table)[front].to_csv(),
        scene.marks,
        scene.paints,
        scene.legend,
        scene.notes,
        *map(alt_text, axes),
        report_html(table, figures=False, offline=True),
    ]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda t: t.drop(columns=["rapalog", "hgvs"]), "the table lacks the columns? hgvs"),
        (lambda t: t.assign(status="resistant"), "the column status holds 'resistant'"),
        (lambda t: t.assign(position="somewhere"), "the column position holds other than whole numbers"),
        (lambda t: t.assign(position=2108.5), "the column position holds other than whole numbers"),
        (lambda t: pd.concat([t, t[["gene"]]], axis=1), "the table has two columns gene"),
        (lambda t: None, "no variants were given"),
        (lambda t: 2108, "int is no list of variants"),
        (lambda t: mtorstruct.annotate(["F2108L"], all_structures=True), "a row for every structure"),
    ],
)
def test_what_is_no_annotation_is_refused(
    annotation: pd.DataFrame, spoil: Callable[[pd.DataFrame], object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        mtorstruct.tally(spoil(annotation))
    with pytest.raises(UsageError, match=message):
        mtorstruct.summarise(spoil(annotation))
    with pytest.raises(UsageError, match=message):
        mtorstruct.lollipop(spoil(annotation))


def test_brief_columns_come_first_and_alone() -> None:
    whole, brief = mtorstruct.annotate(VARIANTS), mtorstruct.annotate(VARIANTS, columns="brief")
    assert list(brief.columns) == list(BRIEF)
    pd.testing.assert_frame_equal(whole[list(BRIEF)], brief)
    for found in (ANNOTATION, ANNOTATION_DRUG, ANNOTATION_ALL, PHOSPHOSITES):
        assert found.names[: len(found.brief)] == list(found.brief)
    drug = mtorstruct.annotate(["F2108L"], drug="everolimus", columns="brief")
    assert list(drug.columns) == list(ANNOTATION_DRUG.brief)
    assert set(BRIEF) < set(drug.columns)
    sites = mtorstruct.annotate_phosphosites(columns="brief")
    assert list(sites.columns) == list(PHOSPHOSITES.brief)
    with pytest.raises(UsageError, match="unknown columns 'short'"):
        mtorstruct.annotate(VARIANTS, columns="short")


def test_what_a_brief_table_lacks_is_told_or_follows_from_the_names(annotation: pd.DataFrame) -> None:
    brief = annotation[list(BRIEF)]
    front = ["change", "count", "samples", "kind", *BRIEF]
    pd.testing.assert_frame_equal(mtorstruct.tally(brief)[front], mtorstruct.tally(annotation)[front])
    assert len(mtorstruct.lollipop(brief).collections) == len(mtorstruct.lollipop(annotation).collections)
    for refuse, column in (
        (mtorstruct.summarise, "rapalog_mtorc2"),
        (mtorstruct.distance_plane, "rapamycin_basis"),
        (lambda table: mtorstruct.make_scene("1FAP", variants=table), "basis"),
        (lambda table: mtorstruct.write_report(table, "page.html"), "read_from"),
    ):
        with pytest.raises(UsageError, match=f"lacks the columns? .*{column}.*columns=.brief"):
            refuse(brief)


def test_columns_of_the_user_are_kept_as_those_of_a_file_are(tmp_path: Path) -> None:
    cohort = pd.DataFrame(
        {
            "gene": ["MTOR", "MTOR", "RPTOR"],
            "protein_change": ["F2108L", "M2327I / A2034V", "S863F"],
            "VAF": [0.25, float("nan"), 0.5],
            "status": ["primary", "relapse", ""],
            "tumour": pd.Categorical(["kidney", "bladder", "kidney"]),
        },
        index=["a", "b", "b"],
    )
    cohort.to_csv(tmp_path / "cohort.csv", index=False)
    found, of_file = mtorstruct.annotate(cohort), mtorstruct.annotate_file(tmp_path / "cohort.csv")
    assert list(found.columns) == list(of_file.columns)
    own = ["input_gene", "protein_change", "VAF", "input_status", "tumour"]
    assert list(found.columns[-5:]) == own
    assert found.index.tolist() == ["a", "b", "b", "b"]
    assert found["VAF"].fillna(-1).tolist() == [0.25, -1, -1, 0.5]
    assert found["tumour"].dtype == "category"
    assert plain_texts(found["input_status"]).tolist() == plain_texts(of_file["input_status"]).tolist()
    pd.testing.assert_frame_equal(
        found[ANNOTATION.names].reset_index(drop=True), of_file[ANNOTATION.names], check_names=False
    )
    every = mtorstruct.annotate(cohort, all_structures=True)
    assert set(every[every.input == "S863F"]["VAF"]) == {0.5}
    assert set(every[every.input == "F2108L"]["tumour"]) == {"kidney"}
    mine = mtorstruct.annotate({"change": ["F2108L"], "VAF": [0.25]}, gene="MTOR")
    assert mine[["change", "VAF"]].values.tolist() == [["F2108L", 0.25]]


def test_attrs_carry_versions_through_parquet() -> None:
    table = mtorstruct.annotate(["F2108L"])
    assert {"table", "mtorstruct_version", "atlas_version", "evidence_sha256", "sequences_sha256"} <= set(
        table.attrs
    )
    assert table.attrs["atlas_version"] == table["atlas_version"][0]
    assert table.attrs["mtorstruct_version"] == table["mtorstruct_version"][0]
    assert json.loads(json.dumps(table.attrs)) == table.attrs
    assert _parquet(table).attrs == table.attrs
    assert mtorstruct.tally(table).attrs == table.attrs
