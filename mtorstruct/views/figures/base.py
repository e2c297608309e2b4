"""Helpers of all figures: empty figures, space for labels, legend and note, and captions."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet

from mtorstruct.errors import UsageError
from mtorstruct.views.figures.lettering import normal, scaled, small, wants_notes
from mtorstruct.views.palette import EDGE, Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SMALLEST, LARGEST = (3.0, 2.0), 60.0
"""Size limits of a figure in inches: smallest width and height, and largest of both."""

MUTED = "#555555"
"""Colour of notes and of lines that lead to labels."""

LEGEND_WIDTH = 26
"""Characters in a line of the legend's title."""

NARROW = 420.0
"""Width in points of a figure that has no room for a legend beside its axes."""

BESIDE_ENTRY = 32.0
"""Width in points of a legend's marker and of the space around an entry."""


# Kept here and not on the axes, so that axes of any kind can be drawn on.
_CAPTIONS: WeakKeyDictionary[Axes, Caption] = WeakKeyDictionary()
_OURS: WeakSet[Axes] = WeakSet()
_TITLES: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()
_LEGEND_BELOW: WeakSet[Axes] = WeakSet()
_GROWING: WeakSet[Axes] = WeakSet()


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
    labelled : int or None
        How many have a label; None where none was asked for.
    """

    alt: str
    drawn: int
    unit: str
    left_out: dict[str, int] = field(default_factory=dict)
    labelled: int | None = None

    @property
    def note(self) -> str:
        """Return the note on what has no label and on what is left out; empty if nothing is."""
        told = f"Left out: {listed(self.left_out)}." if self.left_out else ""
        return " ".join(filter(None, (f"{self._labels} labelled." if self._labels else "", told)))

    @property
    def _labels(self) -> str:
        """Return how many have a label, where some have none."""
        has_all = self.labelled is None or self.labelled >= self.drawn
        return "" if has_all else f"{self.labelled:,} of {self.drawn:,} {self.unit}"

    @property
    def in_short(self) -> str:
        """Return the numbers drawn, labelled and left out, on one line."""
        drawn = f"{listed({self.unit: self.drawn})} drawn"
        drawn += f", {self.labelled:,} of them labelled" if self._labels else ""
        return "; ".join([drawn, *([f"left out: {listed(self.left_out)}"] if self.left_out else [])])


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
        _TITLES[ax] = title
        _fold_title(ax, (width - 1) * 72)
    return ax


def _fold_title(ax: Axes, room: float) -> None:
    """Break a title of ours into lines of at most a width in points."""
    lines = _TITLES[ax].split("\n")
    folded = "\n".join(fold(root(ax), line, room, normal() + 1) for line in lines)
    ax.set_title(folded, loc="left", fontsize=normal() + 1, parse_math=False)


def below(ax: Axes) -> Axes:
    """Return axes of the same size under those of a figure of its own, as its lower half."""
    grid = root(ax).add_gridspec(2, 1)
    ax.set_subplotspec(grid[0])
    lower: Axes = root(ax).add_subplot(grid[1])
    _OURS.add(lower)
    if ax in _GROWING:
        _GROWING.add(lower)
    return lower


def size_of_axes(ax: Axes) -> tuple[float, float]:
    """Return width and height of axes in points, as they are laid out now."""
    box = ax.get_window_extent()
    return box.width * 72 / root(ax).dpi, box.height * 72 / root(ax).dpi


def is_narrow(ax: Axes) -> bool:
    """Return whether a figure of ours has its legend under the axes."""
    return ax in _OURS and root(ax).get_size_inches()[0] * 72 < scaled(NARROW)


def let_grow(ax: Axes) -> Axes:
    """Let a figure become higher by what a narrow one has under its axes."""
    _GROWING.add(ax)
    return ax


def grow(ax: Axes, points: float) -> None:
    """Make a figure that may grow higher by some points."""
    if ax in _GROWING:
        width, height = root(ax).get_size_inches()
        root(ax).set_size_inches(width, min(LARGEST, height + points / 72))


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
            for titled in figure.axes:
                if titled in _TITLES:
                    right = figure.get_window_extent().width - titled.get_window_extent().x0
                    _fold_title(titled, right * 72 / figure.dpi - scaled(8))
            figure.draw_without_rendering()
        except UserWarning as err:
            raise too_small from err
    box = ax.get_window_extent()
    width, height = size_of_axes(ax)
    label = ax.yaxis.label.get_window_extent()
    is_cut = label.height > 0 and (label.y0 < 0 or label.y1 > figure.bbox.height)
    if width < 72 or height < 24 or box.x0 < 0 or box.y0 < 0 or is_cut:
        raise too_small
    if freeze and ax in _OURS:
        figure.set_layout_engine("none")
    return width, height


def text_size(figure: Figure, text: str, size: float | None = None) -> tuple[float, float]:
    """Return width and height of a text in points."""
    from matplotlib.text import Text

    artist = Text(0, 0, text, fontsize=size or small(), parse_math=False, figure=figure)
    box = artist.get_window_extent()
    return box.width * 72 / figure.dpi, box.height * 72 / figure.dpi


def fold(figure: Figure, text: str, width: float, size: float | None = None) -> str:
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
    ax.set_xlabel(xlabel, fontsize=normal())
    ax.set_ylabel(ylabel, fontsize=normal())
    ax.tick_params(labelsize=small())
    ax.spines[["top", "right"]].set_visible(False)


def span_x(ax: Axes, first: int, last: int, *, whole: bool) -> None:
    """Let the x axis reach from one position to another, and a little further for a whole protein."""
    room = 0.01 * (last - first + 1) if whole else 0.5
    ax.set_xlim(first - (1 if whole else 0) - room, last + room)


@dataclass(frozen=True)
class Note:
    """A note in a figure: its artist, and the width in points that it is broken into lines for."""

    artist: Any
    room: float


def put_note(ax: Axes, text: str, below: float) -> Note | None:
    """Add a note under the axis label, `below` points under the axes, behind a legend that stands there.

    Returns it; None where notes are not wanted, or this one is empty.
    """
    legend = ax.get_legend()
    if ax in _LEGEND_BELOW and legend is not None:
        from matplotlib.transforms import blended_transform_factory

        legend.set_bbox_to_anchor((0, -below), blended_transform_factory(ax.transAxes, in_points(ax)))
        below += legend.get_window_extent().height * 72 / root(ax).dpi + scaled(6)
    if not text or not wants_notes():
        return None
    room = _room_of_note(ax)
    note = ax.annotate(
        fold(root(ax), text, room), (0, 0), (0, -below), xycoords="axes fraction",
        textcoords="offset points", va="top", ha="left", fontsize=small(), color=MUTED,
        annotation_clip=False, label="_note",
    )  # fmt: skip
    if ax in _LEGEND_BELOW:
        grow(ax, note.get_window_extent().height * 72 / root(ax).dpi + scaled(4))
    return Note(note, room)


def change_note(ax: Axes, note: Note | None, text: str) -> None:
    """Give a note another text; it goes where that is empty."""
    if note is not None and text:
        note.artist.set_text(fold(root(ax), text, note.room))
    elif note is not None:
        note.artist.remove()


def _room_of_note(ax: Axes) -> float:
    """Return the width of a note in points."""
    axes, legend = ax.get_window_extent(), ax.get_legend()
    hangs = legend is not None and ax not in _LEGEND_BELOW and legend.get_window_extent().y0 < axes.y0
    # A legend that reaches below the axes keeps the room to their right for itself.
    right = axes.x1 if hangs else root(ax).get_window_extent().width
    return float(right - axes.x0) * 72 / root(ax).dpi - (0 if hangs else 12)


def dot(style: Style, label: str, **options: Any) -> Any:
    """Return a legend entry: the marker of a class."""
    from matplotlib.lines import Line2D

    look: dict[str, Any] = {
        "markersize": scaled(8),
        "markeredgewidth": 0.8,
        "markeredgecolor": EDGE,
    } | options
    return Line2D(
        [], [], linestyle="", marker=style.marker, markerfacecolor=style.colour, label=label, **look
    )


def columns_of_legend(ax: Axes, handles: Sequence[Any]) -> int:
    """Return how many entries of a legend fit side by side under the axes; at least one."""
    width = root(ax).get_size_inches()[0] * 72
    widest = max((text_size(root(ax), str(h.get_label()))[0] for h in handles), default=0.0)
    return max(1, int((width - scaled(60)) / (widest + scaled(BESIDE_ENTRY))))


def put_legend(ax: Axes, handles: Iterable[Any], title: str = "", handlelength: float = 1.3) -> None:
    """Add a legend to the right of the axes, where it hides nothing; in a narrow figure under them.

    Under the axes its place is found by `put_note`, which knows what else stands there.
    """
    width = root(ax).get_size_inches()[0] * 72
    common: dict[str, Any] = {
        "frameon": False, "fontsize": small(), "title_fontsize": normal(), "alignment": "left",
        "handlelength": handlelength, "loc": "upper left",
    }  # fmt: skip
    handles = list(handles)
    if is_narrow(ax):
        _LEGEND_BELOW.add(ax)
        columns = columns_of_legend(ax, handles)
        room = width - scaled(60) - scaled(BESIDE_ENTRY)
        for handle in handles:
            handle.set_label(fold(root(ax), str(handle.get_label()), room))
        low = ax.legend(handles=handles, title=title, bbox_to_anchor=(0, 0), ncols=min(3, columns),
                        borderaxespad=0, columnspacing=1.0, **common)  # fmt: skip
        grow(ax, low.get_window_extent().height * 72 / root(ax).dpi + scaled(6))
        return
    legend = ax.legend(
        handles=handles, title=textwrap.fill(title, LEGEND_WIDTH), bbox_to_anchor=(1.005, 1.02),
        borderaxespad=0.2, **common,
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
