"""Packaged tables: what their reader takes for granted."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtorstruct.files.separated import numbered_rows
from mtorstruct.reference import tables

DATA = Path(tables.__file__).with_name("data")


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("*.tsv")))
def test_packaged_tables_need_no_trimming(name: str) -> None:
    """They are split at tabs and nowhere else; tables of users may have spaces and blank lines."""
    (_, heading), *rows = numbered_rows((DATA / name).read_text("utf-8").splitlines())
    assert [dict(zip(heading, cells, strict=True)) for _, cells in rows] == list(tables.read_table(name))
    assert rows
