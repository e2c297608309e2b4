"""Tables that have to be the same: of one structure in several files, and written and read again."""

from __future__ import annotations

import pandas as pd


def assert_alike(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Two tables are equal but for the name of the file."""
    pd.testing.assert_frame_equal(ours.drop(columns="file"), theirs.drop(columns="file"))


def assert_written(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """What pandas reads from a Parquet file is a table: its texts and categories as pandas reads texts."""
    texts = [name for name, dtype in expected.dtypes.items() if str(dtype) in {"string", "category"}]
    pd.testing.assert_frame_equal(found, expected.astype(dict.fromkeys(texts, "string")))
