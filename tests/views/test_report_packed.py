"""Crowded reports: what is packed is all there, and neither bytes nor elements grow as they did."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.tables.frames import plain_frame
from mtorstruct.views import palette
from mtorstruct.views.figures import distance_plane, lollipop, svg_text
from mtorstruct.views.figures.labels import place
from mtorstruct.views.report import page as page_module
from mtorstruct.views.report import report_html
from mtorstruct.views.report.content import content
from mtorstruct.views.report.downloads import encoded
from mtorstruct.views.report.packing import deflated, packed_annotation, packed_changes

from .crowds import crowd
from .test_report import HOSTILE, Page

FEW, MANY = 1500, 3000


@pytest.fixture(scope="module")
def cohort() -> pd.DataFrame:
    return crowd(MANY)


@pytest.fixture(scope="module")
def text(cohort: pd.DataFrame) -> str:
    return report_html(cohort, title="A crowd", figures=False, offline=True)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def inflated(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text)))


def unpacked_column(column: Mapping[str, Any]) -> list[Any]:
    return [column["values"][code] for code in np.cumsum(column["steps"], dtype=int).tolist()]


def block(page: Page, name: str) -> Any:
    return next(inflated(text) for told, text in page.scripts if told.get("id") == f"{name}-data")


def test_data_come_back_as_they_were() -> None:
    value = {name: [name, 1, None, 2.5, "\ud800" not in name] for name in HOSTILE}
    assert inflated(deflated(value)) == value
    assert set(deflated(value)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


def test_the_whole_annotation_is_packed(cohort: pd.DataFrame, page: Page) -> None:
    packed, wanted = block(page, "annotation"), encoded(cohort)
    assert packed["n"] == len(cohort)
    assert [(c["name"], c["dtype"]) for c in packed["columns"]] == [
        (c["name"], c["dtype"]) for c in wanted["columns"]
    ]
    for column, plain in zip(packed["columns"], wanted["columns"], strict=True):
        along = unpacked_column(column)
        assert [along[place] for place in packed["order"]] == [plain["values"][k] for k in plain["rows"]]


def test_rows_without_a_position_are_packed_as_well() -> None:
    annotation = encoded(mtorstruct.annotate(["what?", "F2108L", "TP53:R175H", "RPTOR:R788C"]))
    packed = packed_annotation(annotation)
    inputs = next(column for column in packed["columns"] if column["name"] == "input")
    along = unpacked_column(inputs)
    assert [along[k] for k in packed["order"]] == ["what?", "F2108L", "TP53:R175H", "RPTOR:R788C"]


def test_every_variant_is_packed_with_its_words(cohort: pd.DataFrame) -> None:
    told = content(plain_frame(cohort), title="")
    questions = [question["name"] for question in told["questions"]]
    packed = packed_changes(told["changes"], questions)
    columns = {name: unpacked_column(column) for name, column in packed["columns"].items()}
    for k, change in zip(packed["order"], told["changes"], strict=True):
        assert f"{columns['gene'][k]}:{columns['name'][k]}" == change["key"]
        assert columns["explanation"][k] == "".join(piece["text"] for piece in change["explanation"])
        assert columns["samples"][k] == tuple(change["samples"])
        assert columns["rapamycin"][k][2] == change["distances"]["rapamycin"]["said"]
        for question in questions:
            assert columns[f"v-{question}"][k] == change["verdicts"][question]["value"]


def test_every_sample_is_packed_with_its_variants(cohort: pd.DataFrame, page: Page) -> None:
    told, changes = block(page, "samples"), content(plain_frame(cohort), title="")["changes"]
    found = {
        (name, changes[place]["key"])
        for name, places in zip(told["names"], told["changes"], strict=True)
        for place in places
    }
    keys = cohort["gene"] + ":" + cohort["input"].str.rpartition(":")[2]
    assert found == set(zip(cohort["sample"], keys, strict=True))
    assert told["names"] == sorted(set(cohort["sample"]))


def test_a_variant_of_more_samples_than_are_named_is_that_of_each() -> None:
    samples = [f"P-{k}" for k in range(90)]
    table = mtorstruct.annotate(pd.DataFrame({"change": "F2108L", "sample": samples}), gene="MTOR")
    told = content(plain_frame(table), title="")
    assert len(told["changes"][0]["samples"]) < len(samples)
    assert told["carriers"] == {name: [0] for name in sorted(samples)}


def test_the_document_has_the_first_rows(cohort: pd.DataFrame, page: Page) -> None:
    rows = [told["data-key"] for tag, told in page.elements if tag == "tr" and "data-key" in told]
    assert rows == [change["key"] for change in content(plain_frame(cohort), title="")["changes"][:200]]
    assert "These are the first 200 of 3,000 variants." in "".join(page.text)


def test_neither_bytes_nor_elements_grow_with_the_rows(text: str, page: Page) -> None:
    fewer = report_html(crowd(FEW), title="A crowd", figures=False, offline=True)
    more = len(text.encode()) - len(fewer.encode())
    # A row took 4,000 bytes and 150 elements; what is left is its sample, its name and its place.
    assert more / (MANY - FEW) < 200
    assert abs(len(page.elements) - len(Page(fewer).elements)) < 1500
    assert len(page.elements) < 20_000


def test_a_crowded_page_asks_for_nothing_and_runs_its_own_scripts(page: Page) -> None:
    policy = next(told["content"] for _, told in page.elements if "http-equiv" in told)
    running = [told for told, _ in page.scripts if "type" not in told]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("'sha256-") == len(running) == 3
    for tag, told in page.elements:
        assert not {"src", "srcset", "data", "action", "poster"} & set(told)
        address = told.get("href", "")
        assert address.startswith("#") or not address or (tag == "a" and address.startswith("https://"))
    assert not page.open
    ids = [told["id"] for _, told in page.elements if "id" in told]
    assert len(ids) == len(set(ids))


def test_equal_crowds_give_equal_pages(cohort: pd.DataFrame, text: str) -> None:
    assert report_html(cohort, title="A crowd", figures=False, offline=True) == text


def test_a_crowd_has_a_dot_a_residue_for_each_question(text: str, page: Page, cohort: pd.DataFrame) -> None:
    picture = next(told for tag, told in page.elements if tag == "svg")
    assert "residues of 3,000 variants as dots" in picture["aria-label"]
    drawn = [told for tag, told in page.elements if tag == "path" and told.get("id", "").startswith("dots-")]
    for question in ("rapalog", "atp_competitive", "bisteric", "activity"):
        values = {
            told["id"].removeprefix(f"dots-{question}-")
            for told in drawn
            if f"dots-{question}-" in told["id"]
        }
        assert values <= set(cohort[question]) <= set(palette.CLASSES)
        assert values
    assert text.count("<circle") == 0


@pytest.mark.parametrize("draw", [lollipop, distance_plane])
def test_markers_of_a_crowded_figure_are_pixels(cohort: pd.DataFrame, draw: Any) -> None:
    crowded, few = svg_text(draw(crowd(12_000))), svg_text(draw(cohort.head(200)))
    assert crowded.count("<use") < few.count("<use") + 200
    assert "data:image/png;base64" in crowded
    assert "data:image" not in few
    assert len(crowded) < 700_000


def test_labels_cover_no_dot_in_a_crowd() -> None:
    rng = np.random.default_rng(3)
    dots = [(float(x), float(y)) for x, y in rng.uniform(0, 400, (300, 2))]
    sizes = [(40.0, 10.0)] * 20
    centres = place(dots[:20], sizes, (0, 0, 400, 400), dots, 2.0)
    assert any(centres)
    for centre in filter(None, centres):
        for x, y in dots:
            across, up = max(abs(x - centre[0]) - 20, 0), max(abs(y - centre[1]) - 5, 0)
            assert (across**2 + up**2) ** 0.5 >= 2.0


def test_a_page_of_some_hundred_variants_is_plain() -> None:
    parsed = Page(report_html(crowd(300), figures=False, offline=True))
    assert sum(tag == "tr" and "data-key" in told for tag, told in parsed.elements) == 300
    assert {told.get("type") for told, _ in parsed.scripts} == {None, "application/json"}
    assert page_module.CROWDED >= 1000


def test_lines_on_other_genes_are_limited_and_their_rows_counted() -> None:
    genes = {f"GENE{k}": 2 for k in range(5000)}
    parsed = Page(
        report_html(mtorstruct.annotate(["F2108L", "what?"]), other_genes=genes, figures=False, offline=True)
    )
    said = " ".join("".join(parsed.text).split())
    assert "10,002 rows read = 1 answered + 10,000 of other genes + 1 rejected." in said
    assert said.count("GENE") == 40
    assert "and 4,960 more." in said
