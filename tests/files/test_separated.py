"""Cells of separated text."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.files.separated import cells_of, is_open


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
@given(record=st.text(alphabet='ab",;\t ', max_size=30))
def test_cells_are_those_that_python_reads_where_quotes_are_closed(record: str, delimiter: str) -> None:
    if is_open(record, delimiter):
        assert cells_of(record, delimiter) == record.split(delimiter)
    elif record:
        assert [cells_of(record, delimiter)] == list(csv.reader([record], delimiter=delimiter))


@given(cells=st.lists(st.text(alphabet='ab", \n', max_size=10), min_size=2, max_size=5))
def test_what_is_quoted_comes_back(cells: list[str]) -> None:
    record = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    assert cells_of(record, ",") == cells
    assert is_open(record[:-1], ",") or cells[-1].endswith('"')
