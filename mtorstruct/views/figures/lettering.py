"""Sizes in points of letters, and of all that is as large as they are: one scale for a whole figure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from mtorstruct.errors import UsageError

SMALL, NORMAL = 9.0, 10.0
"""Font sizes in points where none is given: labels in the picture, and text around it."""

LEAST, MOST = 4.0, 30.0
"""Smallest and largest font size of labels in points."""

_SCALE: ContextVar[float] = ContextVar("mtorstruct_figure_scale", default=1.0)
_NOTES: ContextVar[bool] = ContextVar("mtorstruct_figure_notes", default=True)


@contextmanager
def lettering(font_size: float | None, *, notes: bool = True) -> Iterator[None]:
    """Draw with labels of a font size in points; all that is measured in letters follows.

    Without `notes` what is left out is not written into the figure.

    Raises
    ------
    UsageError
        The size is too small or too large to be read.

    Examples
    --------
    >>> with lettering(18):
    ...     small(), normal(), scaled(3)
    (18.0, 20.0, 6.0)
    """
    size = SMALL if font_size is None else font_size
    if not LEAST <= size <= MOST:
        raise UsageError(
            f"labels of {size:g} points cannot be drawn", hint=f"give a size of {LEAST:g} to {MOST:g}"
        )
    scale, noted = _SCALE.set(size / SMALL), _NOTES.set(notes)
    try:
        yield
    finally:
        _SCALE.reset(scale)
        _NOTES.reset(noted)


def wants_notes() -> bool:
    """Return whether notes are written into the figure."""
    return _NOTES.get()


def small() -> float:
    """Return the font size of labels in the picture, in points."""
    return scaled(SMALL)


def normal() -> float:
    """Return the font size of text around the picture, in points."""
    return scaled(NORMAL)


def scaled(points: float) -> float:
    """Return a length in points at the scale of the letters."""
    return points * _SCALE.get()


def label_depth() -> float:
    """Return the height in points of ticks and label of an x axis; ticks and gaps do not scale."""
    return 11 + scaled(25)
