"""A measure beside those of the package, for every process that has this folder on its path."""

from __future__ import annotations

import numpy as np

from mtorstruct.measures.registry import MEASURES, Measure, Measurement
from mtorstruct.tables import Column, Columns, Table


def compute(measurement: Measurement) -> Columns:
    """Extents of a structure along its principal axes."""
    from mtorstruct.measures.overall import dimensions

    complex_ = measurement.complex_
    axes = zip(("length_A", "width_A", "height_A"), dimensions(complex_).round(2), strict=True)
    return {
        "entry": np.array([complex_.entry], dtype=object),
        **{name: np.array([extent]) for name, extent in axes},
    }


EXTENTS = Measure(
    "extents",
    Table(
        "extents",
        "One row per structure: how far it reaches along its principal axes.",
        (
            Column("entry", "str", "entry id"),
            *(Column(name, "float", "extent", "A") for name in ("length_A", "width_A", "height_A")),
        ),
    ),
    compute,
    "structure",
)

# pytest, which looks for doctests everywhere, imports it under another name.
if __name__ == "sitecustomize":
    MEASURES[EXTENTS.name] = EXTENTS
