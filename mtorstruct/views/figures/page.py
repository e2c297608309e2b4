"""Size, letters, title and resolution of a figure, as all kinds take them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtorstruct.errors import UsageError
from mtorstruct.views.figures.base import LARGEST, blank, let_grow, root
from mtorstruct.views.figures.lettering import SMALL, lettering
from mtorstruct.views.figures.saving import set_dpi

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS_MM = {"single": 89.0, "double": 183.0}
"""Widths of one and of two columns of a page of Nature (https://www.nature.com/nature/for-authors/final-submission)."""

IN_COLUMNS = 7.0
"""Font size in points of labels in a column, the largest that Nature sets."""

INCH_MM = 25.4

TITLE = 0.3
"""Height of a title in inches."""


@dataclass(frozen=True)
class Page:
    """Size, letters, title and resolution that a caller asks for; None is the usual of the figure.

    Parameters
    ----------
    width, height : float, str or None
        Size in mm; the width may be ``single`` (89 mm) or ``double`` (183 mm) for columns of a journal.
    font_size : float or None
        Size of labels in points: 9, in columns of a journal 7.
    dpi : int or None
        Pixels per inch of PNG files and of notebooks.
    title : str or None
        Title; None is that of the figure, if it has one.
    notes : bool
        Whether the figure says what is left out of it.
    """

    width: float | str | None = None
    height: float | None = None
    font_size: float | None = None
    dpi: int | None = None
    title: str | None = None
    notes: bool = True

    @contextmanager
    def letters(self) -> Iterator[None]:
        """Draw with the size of letters, and with the notes, that are asked for."""
        with lettering(self.letters_pt, notes=self.notes):
            yield

    @property
    def letters_pt(self) -> float:
        """Return the font size of labels in points."""
        if self.font_size is not None:
            return self.font_size
        return IN_COLUMNS if isinstance(self.width, str) else SMALL

    def axes(self, ax: Axes | None, width: float, height: float, title: str = "") -> Axes:
        """Return the given axes, or those of a new figure of the size that is asked for, or the usual one.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None
            Axes of the caller.
        width, height : float
            Usual size in inches, at the usual size of letters.
        title : str
            Usual title.

        Raises
        ------
        UsageError
            Axes were given and a size, or a size cannot be drawn.
        """
        named = title if self.title is None else self.title
        if ax is not None:
            if (self.width, self.height, self.dpi) != (None, None, None):
                raise UsageError(
                    "axes of your own have the size of their figure", hint="leave out width, height and dpi"
                )
            if self.title:
                ax.set_title(self.title, loc="left", parse_math=False)
            return ax
        scale = self.letters_pt / SMALL
        wide = self._wide()
        across = width if wide is None else wide
        up = height * scale + (TITLE * scale if named else 0.0)
        made = blank(across, min(LARGEST, up) if self.height is None else self.height / INCH_MM, named)
        if self.height is None:
            let_grow(made)
        if self.dpi is not None:
            set_dpi(root(made), self.dpi)
        return made

    def _wide(self) -> float | None:
        """Return the width in inches; None where none is asked for."""
        if self.width is None:
            return None
        if isinstance(self.width, str):
            if self.width not in COLUMNS_MM:
                raise UsageError(
                    f"'{self.width}' is no width", hint="give single, double or a number of millimetres"
                )
            return COLUMNS_MM[self.width] / INCH_MM
        return self.width / INCH_MM
