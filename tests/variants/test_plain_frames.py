"""An annotation gives the same after it went through pandas or a file."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.tables import ANNOTATION
from mtorstruct.tables.frames import plain_frame
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
    return mtorstruct.annotate(pd.DataFrame(cohort))


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
    pd.testing.assert_frame_equal(found, plain_frame(annotation), atol=0.005)
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
        (lambda t: t.drop(columns=["rapalog", "end"]), "the table lacks the columns end, rapalog"),
        (lambda t: t.assign(rapalog="resistant"), "the column rapalog holds 'resistant'"),
        (lambda t: t.assign(position="somewhere"), "the column position holds other than whole numbers"),
        (lambda t: t.assign(position=2108.5), "the column position holds other than whole numbers"),
        (lambda t: pd.concat([t, t[["gene"]]], axis=1), "the table has two columns gene"),
        (lambda t: t["gene"], "Series is no table"),
        (lambda t: None, "NoneType is no table"),
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
