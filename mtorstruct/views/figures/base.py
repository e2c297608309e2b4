"""Helpers of all figures: empty figures, space for labels, legend and note, and captions."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet

from mtorstruct.errors import UsageError
from mtorstruct.views.palette import EDGE, Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SMALL, NORMAL = 9.0, 10.0
"""Font sizes in points: labels in the picture, and text around it."""

SMALLEST, LARGEST = (3.0, 2.0), 60.0
"""Size limits of a figure in inches: smallest width and height, and largest of both."""

MUTED = "#555555"
"""Colour of notes and of lines that lead to labels."""

GREY = "#E3E3E3"
"""Fill of unmodelled residues."""

LEGEND_WIDTH = 26
"""Characters in a line of the legend's title."""


# Kept here and not on the axes, so that axes of any kind can be drawn on.
_CAPTIONS: WeakKeyDictionary[Axes, Caption] = WeakKeyDictionary()
_OURS: WeakSet[Axes] = WeakSet()


@dataclass(frozen=True)
class Caption:
    """Caption of a figure, in words and numbers.

    Parameters
    ----------
    alt : str
        The figure in a sentence or two, as alternative text.
    drawn : int
        Distinct variants (or proteins, or residues) that are in the picture.
    unit : str
        What is counted, such as ``variants``.
    left_out : dict of str to int
        What is not in the picture, and how often.
    """

    alt: str
    drawn: int
    unit: str
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def note(self) -> str:
        """Return the note on what is left out; empty if nothing is."""
        return f"Left out: {listed(self.left_out)}." if self.left_out else ""

    @property
    def in_short(self) -> str:
        """Return the numbers drawn and left out, on one line."""
        return "; ".join(
            [
                f"{listed({self.unit: self.drawn})} drawn",
                *filter(None, [self.note.replace("Left out", "left out")]),
            ]
        ).rstrip(".")


def listed(counts: dict[str, int]) -> str:
    """Return counts as words.

    Examples
    --------
    >>> listed({"variants of other proteins": 3, "rows that were not understood": 1})
    '3 variants of other proteins, 1 row that were not understood'
    """
    return ", ".join(f"{n:,} {what if n > 1 else singular(what)}" for what, n in counts.items())


def span(values: Any, decimals: int) -> str:
    """Return the smallest and largest of some numbers, or the one number if they are equal.

    Examples
    --------
    >>> span([3.14, 2.0], 1), span([2.0], 1)
    ('2.0 to 3.1', '2.0')
    """
    import numpy as np

    low, high = (f"{float(f(values)):.{decimals}f}" for f in (np.nanmin, np.nanmax))
    return low if low == high else f"{low} to {high}"


def singular(what: str) -> str:
    """Return a phrase with its first word in the singular."""
    head, _, tail = what.partition(" ")
    return f"{head.removesuffix('s')} {tail}".strip()


def blank(width: float = 9.0, height: float = 4.0, title: str = "") -> Axes:
    """Return empty axes in a figure of their own, without pyplot.

    Parameters
    ----------
    width, height : float
        Size in inches.
    title : str
        Title; broken into lines that fit. Dollar signs are literal, not mathematics.

    Raises
    ------
    UsageError
        The size is too small or too large to draw on.
    """
    if not (SMALLEST[0] <= width <= LARGEST and SMALLEST[1] <= height <= LARGEST):
        raise UsageError(
            f"a figure of {width:g} x {height:g} inches cannot be drawn",
            hint=f"give at least {SMALLEST[0]:g} x {SMALLEST[1]:g} and at most {LARGEST:g} x {LARGEST:g}",
        )
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    _OURS.add(ax)
    if title:
        folded = fold(figure, title, (width - 1) * 72, NORMAL + 1)
        ax.set_title(folded, loc="left", fontsize=NORMAL + 1, parse_math=False)
    return ax


def root(ax: Axes) -> Figure:
    """Return the figure that contains axes, through any subfigures."""
    return ax.figure.canvas.figure


def settle(ax: Axes, *, freeze: bool = False) -> tuple[float, float]:
    """Run the layout; returns width and height of the axes in points.

    With `freeze` a layout that this package made is kept, so that labels stay in place.

    Raises
    ------
    UsageError
        Legend and axis labels leave no room for the picture.
    """
    figure = root(ax)
    too_small = UsageError("the figure is too small for what it shows", hint="make it wider or higher")
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="constrained_layout not applied", category=UserWarning)
        try:
            # Twice: texts that were moved are only then where the layout looks for them.
            figure.draw_without_rendering()
            figure.draw_without_rendering()
        except UserWarning as err:
            raise too_small from err
    box = ax.get_window_extent()
    width, height = box.width * 72 / figure.dpi, box.height * 72 / figure.dpi
    if width < 72 or height < 24 or box.x0 < 0 or box.y0 < 0:
        raise too_small
    if freeze and ax in _OURS:
        figure.set_layout_engine("none")
    return width, height


def text_size(figure: Figure, text: str, size: float = SMALL) -> tuple[float, float]:
    """Return width and height of a text in points."""
    from matplotlib.text import Text

    artist = Text(0, 0, text, fontsize=size, parse_math=False, figure=figure)
    box = artist.get_window_extent()
    return box.width * 72 / figure.dpi, box.height * 72 / figure.dpi


def fold(figure: Figure, text: str, width: float, size: float = SMALL) -> str:
    """Break a text into lines of at most a width in points."""
    if not text:
        return ""
    per_character = text_size(figure, text, size)[0] / len(text)
    return textwrap.fill(text, max(12, int(width / per_character * 0.94)))


def in_points(ax: Axes) -> Any:
    """Return the transform from data (x) and points above the lower edge of the axes (y)."""
    from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory

    origin: Any = ax.transAxes
    up = Affine2D().scale(1 / 72) + root(ax).dpi_scale_trans + ScaledTranslation(0, 0, origin)
    return blended_transform_factory(ax.transData, up)


def dress(ax: Axes, xlabel: str, ylabel: str) -> None:
    """Format the axes: labels, font sizes and spines."""
    ax.set_xlabel(xlabel, fontsize=NORMAL)
    ax.set_ylabel(ylabel, fontsize=NORMAL)
    ax.tick_params(labelsize=SMALL)
    ax.spines[["top", "right"]].set_visible(False)


def put_note(ax: Axes, text: str, below: float) -> None:
    """Add a note under the axis label, `below` points under the axes."""
    if text:
        axes, legend = ax.get_window_extent(), ax.get_legend()
        hangs = legend is not None and legend.get_window_extent().y0 < axes.y0
        # A legend that reaches below the axes keeps the room to their right for itself.
        right = axes.x1 if hangs else root(ax).get_window_extent().width
        room = (right - axes.x0) * 72 / root(ax).dpi - (0 if hangs else 12)
        ax.annotate(
            fold(root(ax), text, room), (0, 0), (0, -below), xycoords="axes fraction",
            textcoords="offset points", va="top", ha="left", fontsize=SMALL, color=MUTED,
            annotation_clip=False, label="_note",
        )  # fmt: skip


def dot(style: Style, label: str, **options: Any) -> Any:
    """Return a legend entry: the marker of a class."""
    from matplotlib.lines import Line2D

    look: dict[str, Any] = {"markersize": 8, "markeredgewidth": 0.8, "markeredgecolor": EDGE} | options
    return Line2D(
        [], [], linestyle="", marker=style.marker, markerfacecolor=style.colour, label=label, **look
    )


def put_legend(ax: Axes, handles: Iterable[Any], title: str = "", handlelength: float = 1.3) -> None:
    """Add a legend to the right of the axes, where it hides nothing."""
    legend = ax.legend(
        handles=list(handles), loc="upper left", bbox_to_anchor=(1.005, 1.02), frameon=False, fontsize=SMALL,
        title=textwrap.fill(title, LEGEND_WIDTH), title_fontsize=NORMAL, alignment="left", borderaxespad=0.2,
        handlelength=handlelength,
    )  # fmt: skip
    for entry in legend.get_texts():
        entry.set_text(textwrap.fill(entry.get_text(), LEGEND_WIDTH + 4))


def set_caption(ax: Axes, caption: Caption) -> Axes:
    """Attach the caption to the axes."""
    _CAPTIONS[ax] = caption
    return ax


def caption_of(ax: Axes) -> Caption:
    """Return the caption of a figure of this package.

    Raises
    ------
    UsageError
        The axes were not drawn by this package.
    """
    if ax not in _CAPTIONS:
        raise UsageError("these axes hold no figure of mtorstruct", hint="draw one first")
    return _CAPTIONS[ax]


def captions_of(figure: Figure) -> list[Caption]:
    """Return the caption of each picture in a figure, in the order of its axes."""
    return [_CAPTIONS[ax] for ax in figure.axes if ax in _CAPTIONS]


def alt_text(ax: Axes) -> str:
    """Return the description of a figure in a sentence or two, computed from what was drawn.

    Raises
    ------
    UsageError
        The axes were not drawn by this package.
    """
    return caption_of(ax).alt
