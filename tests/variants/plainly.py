"""Annotations with text in every cell, empty where it is missing: what tests on wordings read."""

from __future__ import annotations

from typing import Any

import pandas as pd

import mtorstruct
from mtorstruct.tables.frames import plain_frame


def annotated(variants: Any, **options: Any) -> pd.DataFrame:
    """Return what `mtorstruct.annotate` gives, without missing texts or categories."""
    return plain_frame(mtorstruct.annotate(variants, **options))


def annotated_file(path: Any, **options: Any) -> pd.DataFrame:
    """Return what `mtorstruct.annotate_file` gives, without missing texts or categories."""
    return plain_frame(mtorstruct.annotate_file(path, **options))
