"""Scatter plot of variants by their distances to the two drug sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.errors import UsageError
from mtorstruct.tables.vocabulary import BOUND
from mtorstruct.variants.findings import how_many
from mtorstruct.views.figures.base import (
    change_note,
    dot,
    dress,
    put_legend,
    put_note,
    set_caption,
    settle,
    span,
)
from mtorstruct.views.figures.callouts import label_points
from mtorstruct.views.figures.changes import (
    CROWDED,
    by_class,
    caption_of_changes,
    chosen_labels,
    class_handles,
    distinct,
    short,
)
from mtorstruct.views.figures.lettering import label_depth, scaled
from mtorstruct.views.figures.page import Page
from mtorstruct.views.palette import (
    CARRIED_OVER,
    EDGE,
    GREY,
    SITES,
    VERDICT_TITLES,
    Style,
    check_verdict,
    verdict_style,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from mtorstruct.views.figures.changes import Labels, Tallied

X, Y = "rapamycin_distance_A", "atp_distance_A"
SHELL_A = 5.0
"""Distance (Å) within which heavy atoms are in contact, here as in all tables."""

LEAST_SPAN_A = 40.0
"""Smallest range of the axes (Å), so that the shells do not fill the plane of a single variant."""

SPREAD = 150
"""Number of variants up to which markers are drawn side by side rather than on each other."""

HIDES, STEP = 0.5, 0.7
"""Shares of a marker: distance of two below which one hides the other, and that at which they are drawn."""

MOVED = "Markers that would hide each other stand side by side."

BOLD, THIN = 2.0, 0.6
"""Edge widths in points of markers whose ligands were both bound, and of the others."""


def distance_plane(
    table: pd.DataFrame | Tallied,
    verdict: str = "rapalog",
    ax: Axes | None = None,
    labels: Labels = 20,
    *,
    width: float | str | None = None,
    height: float | None = None,
    font_size: float | None = None,
    dpi: int | None = None,
    title: str | None = None,
    notes: bool = True,
) -> Axes:
    """Draw a scatter plot: distance of each variant to rapamycin and to the nucleotide of the ATP site.

    Parameters
    ----------
    table : pandas.DataFrame
        What `mtorstruct.annotate` gave, or its `mtorstruct.views.cohort.tally`; all its proteins are drawn.
    verdict : {'rapalog', 'activity', 'atp_competitive', 'bisteric'}
        Column of the table that gives colour and marker.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; without them a figure of 9 x 5 inches is made. Labels are placed for the size that
        the axes have now.
    labels : int, str or sequence of str
        How many labels at most (those whose verdict tells an effect first, then the most frequent),
        ``all``, ``none``, or the names of the variants, such as ``F2108L`` or ``RPTOR S863L``. A label that
        has no free space near its point is left out; a note says how many variants have one.
    width, height, font_size, dpi, title, notes
        As in `mtorstruct.lollipop`; without a title there is none.

    Returns
    -------
    matplotlib.axes.Axes
        One marker a distinct variant: smallest heavy-atom distances in Å, over the experimental structures of
        the atlas. A bold edge means that both ligands were in the structures that the distances come from; a
        thin one that at least one was carried over by superposition. Markers that would hide each other
        are drawn side by side, most of each in sight, and a note says so; not so beyond 150 variants.
        Variants without coordinates are counted in a note.

    Raises
    ------
    UsageError
        An unknown verdict, no variant with coordinates in the table, or a label that is no variant of it.

    Examples
    --------
    >>> import mtorstruct
    >>> ax = distance_plane(mtorstruct.annotate(["F2108L", "M2327I"]))
    >>> [text.get_text() for text in ax.texts if text.get_label() == "_label"]
    ['F2108L', 'M2327I']
    """
    needed = [check_verdict(verdict), X, Y, "rapamycin_basis", "atp_basis"]
    every, left_out = distinct(table, needed)
    placed = every[X].notna() & every[Y].notna()
    changes = every[placed].reset_index(drop=True)
    if changes.empty:
        raise UsageError(
            "no variant in the table has distances to both sites",
            hint="look at the columns rapamycin_basis and atp_basis",
        )
    if not placed.all():
        left_out = {"variants without coordinates": int((~placed).sum())} | left_out
    names = short(changes)
    chosen = chosen_labels(changes, verdict, labels, names, effects_first=True)
    with (page := Page(width, height, font_size, dpi, title, notes)).letters():
        ax = page.axes(ax, 9, 5)
        dress(ax, "smallest heavy-atom distance to rapamycin (Å)", "smallest heavy-atom distance to the\n"
              "nucleotide of the ATP site (Å)")  # fmt: skip
        groups = by_class(changes, verdict)
        measured = ((changes["rapamycin_basis"] == BOUND) & (changes["atp_basis"] == BOUND)).to_numpy()
        put_legend(ax, [*class_handles(groups), *_other_handles(measured)], VERDICT_TITLES[verdict])
        ax.set(
            xlim=(0, 1.06 * max(LEAST_SPAN_A, changes[X].max())),
            ylim=(0, 1.08 * max(LEAST_SPAN_A, changes[Y].max())),
        )
        told = changes, left_out, groups, _head(changes), VERDICT_TITLES[verdict]
        asked = None if labels in ("none", 0) else 0
        settle(ax)
        may_move = MOVED if len(changes) <= SPREAD else ""
        note = put_note(ax, f"{caption_of_changes(*told, asked).note} {may_move}".strip(), label_depth())
        size = settle(ax, freeze=True)
        radius = scaled(4.0 if len(changes) <= SPREAD else 3.0 if len(changes) <= 500 else 2.4)
        dots = changes[[X, Y]].to_numpy(dtype=float)
        shown = _spread_out(ax, dots, size, radius) if len(changes) <= SPREAD else dots
        _draw_points(ax, changes, shown, groups, measured, radius)
        points = [(x, y) for x, y in shown.tolist()]
        n = label_points(ax, [names[k] for k in chosen], [points[k] for k in chosen], points, size, radius)
        caption = caption_of_changes(*told, None if asked is None else n)
        moved = MOVED if not np.array_equal(shown, dots) else ""
        change_note(ax, note, f"{caption.note} {moved}".strip())
        return set_caption(ax, caption)


def _spread_out(ax: Axes, dots: Any, size: tuple[float, float], radius: float) -> Any:
    """Return points (n x 2, in data) of which none hides another one: those that would stand side by side."""
    low, high = np.array([ax.get_xlim(), ax.get_ylim()]).T
    per_unit = np.array(size) / (high - low)
    places, shown = dots * per_unit, dots.copy()
    near = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) < HIDES * 2 * radius
    left = set(range(len(dots)))
    while left:
        group, new = set(), {min(left)}
        while new:
            group |= new
            new = {int(k) for n in new for k in np.flatnonzero(near[n])} - group
        left -= group
        if len(group) > 1:
            members = sorted(group, key=lambda k: (places[k][0], places[k][1], k))
            step = STEP * 2 * radius
            middle = np.clip(places[members, 0].mean(), (len(members) - 1) / 2 * step, None)
            across = middle + (np.arange(len(members)) - (len(members) - 1) / 2) * step
            shown[members, 0] = low[0] + across / per_unit[0]
    return shown


def _draw_points(
    ax: Axes, changes: pd.DataFrame, shown: Any, groups: dict[str, Any], measured: Any, radius: float
) -> None:
    """Draw contact shells, then the classes, the most informative on top."""
    for shade, site in ((ax.axvspan, "rapamycin"), (ax.axhspan, "atp")):
        shade(0, SHELL_A, color=SITES[site].colour, alpha=0.25, lw=0, zorder=0)
    crowded = len(changes) > CROWDED
    dots = np.column_stack([shown, measured])
    for rank, (name, rows) in enumerate(reversed(groups.items())):
        style = verdict_style(name)
        # Variants of one residue lie on each other.
        x, y, bold = (np.unique(dots[rows], axis=0) if crowded else dots[rows]).T
        ax.scatter(
            x, y, s=(2 * radius) ** 2, marker=style.marker, facecolor=style.colour, edgecolor=EDGE,
            linewidth=np.where(bold, BOLD * radius / 4, THIN), zorder=3 + 0.1 * rank, label=f"_{name}",
            clip_on=False, rasterized=crowded,
        )  # fmt: skip


def _other_handles(measured: Any) -> list[Any]:
    """Return the legend entries for edges and shells."""
    from matplotlib.patches import Patch

    n = int(measured.sum())
    plain = Style(GREY, "o", "")
    edges = [
        dot(plain, f"bold edge: both ligands bound in the structures measured ({n:,})", markeredgewidth=BOLD),
        dot(plain, f"thin edge: a ligand {CARRIED_OVER} ({len(measured) - n:,})", markeredgewidth=THIN),
    ]
    shells = [
        Patch(color=SITES[site].colour, alpha=0.25, lw=0, label=f"within {SHELL_A:g} Å of {said}")
        for site, said in (("rapamycin", "rapamycin"), ("atp", "the nucleotide"))
    ]
    return [handle for handle, wanted in zip(edges, (n, n < len(measured)), strict=True) if wanted] + shells


def _head(changes: pd.DataFrame) -> str:
    near = [int((changes[name] <= SHELL_A).sum()) for name in (X, Y)]
    return (
        f"Scatter plot of {how_many(changes['kind'])} by smallest heavy-atom distance to "
        f"rapamycin ({span(changes[X], 1)} Å, {near[0]:,} within {SHELL_A:g} Å) and to the nucleotide of the "
        f"ATP site ({span(changes[Y], 1)} Å, {near[1]:,} within {SHELL_A:g} Å)."
    )
