"""Workbooks of Excel."""

from __future__ import annotations

import contextlib
import datetime
import gzip
import io
import random
import re
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from mtorstruct.errors import DataError, MissingDependencyError, MtorStructError
from mtorstruct.variants.input import sheets as module
from mtorstruct.variants.input.lines import Lines, decoded

openpyxl = pytest.importorskip("openpyxl")

Sheets = dict[str, Sequence[Sequence[Any]]]
HEADING = ["Gene", "Protein change", "Sample"]


def workbook(sheets: Sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Workbook with one of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == part else text)
    return buffer.getvalue()


def opened(tmp_path: Path, content: bytes) -> tuple[list[str], Lines]:
    path = tmp_path / "supplement.xlsx"
    path.write_bytes(content)
    lines = Lines(path)
    return [decoded(line) for _, block in lines.blocks() for line in block], lines


def rows_of(tmp_path: Path, content: bytes) -> list[str]:
    return opened(tmp_path, content)[0]


def test_cells_are_text_as_excel_shows_it(tmp_path: Path) -> None:
    cells = [
        "MTOR", 2108.0, 2108, 0.1 + 0.2, True, False, None, "a\tb\nc\r\nd", "#N/A", -1.5, 11127037.0,
        datetime.datetime(2024, 9, 2), datetime.datetime(2024, 9, 2, 13, 5), datetime.time(1, 2),
        "é “β”", "last",
    ]  # fmt: skip
    assert rows_of(tmp_path, workbook({"s": [cells]})) == [
        "MTOR\t2108\t2108\t0.3\tTRUE\tFALSE\t\ta b c d\t#N/A\t-1.5\t11127037\t2024-09-02\t2024-09-02 13:05:00"
        "\t01:02:00\té “β”\tlast"
    ]


def test_lines_are_rows_of_the_sheet(tmp_path: Path) -> None:
    rows = [
        ["Supplementary Table 1"],
        [],
        [],
        HEADING,
        ["MTOR", "F2108L", None],
        [None, None, "  "],
        ["RHEB"],
    ]
    there, lines = opened(tmp_path, workbook({"s": rows}))
    assert there == [
        "Supplementary Table 1", "", "", "Gene\tProtein change\tSample", "MTOR\tF2108L\t", "", "RHEB\t\t",
    ]  # fmt: skip
    assert (lines.notices, lines.damage) == ([], "")


def test_rows_that_are_not_in_the_file_count(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["B7"] = "Gene", "Change", "F2108L"
    buffer = io.BytesIO()
    book.save(buffer)
    assert rows_of(tmp_path, buffer.getvalue()) == ["Gene\tChange", *[""] * 5, "\tF2108L"]


def test_rows_behind_a_wrong_extent_are_read(tmp_path: Path) -> None:
    whole = workbook({"s": [HEADING, *[["MTOR", "F2108L", n] for n in range(300)]]})
    wrong = changed(whole, "xl/worksheets/sheet1.xml", lambda t: re.sub('ref="A1:C301"', 'ref="A1"', t))
    assert wrong != whole
    assert len(rows_of(tmp_path, wrong)) == 301


@pytest.mark.parametrize(
    ("sheets", "first", "notice"),
    [
        ({"README": [["All tables"]], "S1": [["Table S1"], [], HEADING]}, "Table S1", "'S1' of the workbook"),
        ({"empty": [], "S1": [HEADING]}, HEADING[0], ""),
        ({"a": [["x", "y"]], "b": [["z"]]}, "x", "sheet 'a' of the workbook is read; not read: 'b' ("),
        ({"S1": [HEADING], "S2": [HEADING], "S3": [[1]]}, HEADING[0], "not read: 'S2', 'S3' ("),
    ],
)  # fmt: skip
def test_the_sheet_of_variants_is_chosen_and_named(
    tmp_path: Path, sheets: Sheets, first: str, notice: str
) -> None:
    there, lines = opened(tmp_path, workbook(sheets))
    assert there[0].split("\t")[0] == first
    assert len(lines.notices) == bool(notice)
    assert notice in "".join(lines.notices)


def test_a_hidden_sheet_comes_last(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADING)
    book.active.sheet_state = "hidden"
    book.create_sheet("seen").append(["Variant", "Gene symbol"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert rows_of(tmp_path, buffer.getvalue()) == ["Variant\tGene symbol"]


def test_workbooks_in_other_containers(tmp_path: Path) -> None:
    content = workbook({"s": [HEADING]})
    assert rows_of(tmp_path, gzip.compress(content)) == ["\t".join(HEADING)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("supplement/table.xlsx", content)
    assert rows_of(tmp_path, buffer.getvalue()) == ["\t".join(HEADING)]


def test_workbooks_that_are_not_read_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = workbook({"s": [HEADING]})
    with pytest.raises(DataError, match="without a row in it"):
        rows_of(tmp_path, workbook({"s": [], "t": []}))
    with pytest.raises(
        DataError, match=r"is damaged or cut off .*; open it in Excel, and save the sheet as CSV"
    ):
        rows_of(tmp_path, changed(whole, "xl/workbook.xml", lambda text: text[:200]))
    monkeypatch.setattr(module, "MAX_PART", 100)
    with pytest.raises(DataError, match=r"whose xl/\S+ unpacks to 0 MB; save the sheet as CSV"):
        rows_of(tmp_path, whole)


def test_a_sheet_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    whole = workbook({"s": [HEADING, *[["MTOR", "F2108L", n] for n in range(3000)]]})
    there, lines = opened(
        tmp_path, changed(whole, "xl/worksheets/sheet1.xml", lambda text: text[: len(text) // 2])
    )
    assert 1000 < len(there) < 2000
    assert lines.damage.startswith("its sheet is damaged or cut off")


def test_a_row_far_below_ends(tmp_path: Path) -> None:
    whole = workbook({"s": [HEADING, ["MTOR", "F2108L", 1]]})
    far = changed(
        whole, "xl/worksheets/sheet1.xml", lambda text: text.replace('<row r="2"', '<row r="999999999"')
    )
    there, lines = opened(tmp_path, far)
    assert len(there) < module.MAX_ROWS + 100
    assert lines.damage == "its sheet has more than 1048576 rows"


def test_without_openpyxl_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook({"s": [HEADING]})
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingDependencyError, match=r"pip install openpyxl, or save the sheet as CSV"):
        rows_of(tmp_path, content)


def test_no_damage_is_an_accident(tmp_path: Path) -> None:
    whole = workbook({"s": [HEADING, *[["MTOR", "F2108L", n] for n in range(20)]], "t": [[1]]})
    dice = random.Random(8)
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(dice.choice((1, 4))):
            broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
        with contextlib.suppress(MtorStructError):
            rows_of(tmp_path, bytes(broken))
