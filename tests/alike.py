"""Tables of one structure that was read from different files."""

from __future__ import annotations

import pandas as pd


def assert_alike(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Two tables are equal but for the name of the file."""
    pd.testing.assert_frame_equal(ours.drop(columns="file"), theirs.drop(columns="file"))
