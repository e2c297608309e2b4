"""Labels with lines to their points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.views.figures.base import MUTED, root, text_size
from mtorstruct.views.figures.labels import how_many, nearest, place, spread
from mtorstruct.views.figures.lettering import scaled, small

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mtorstruct.views.figures.labels import Point

ELBOW = 14.0
"""Height in points over which a line bends from its position to its label."""

GAP = 3.0
"""Points between neighbouring labels."""

FAR = 40.0
"""Distance in points that a horizontal label may move; beyond, upright ones are easier to follow."""

SHRINKS = 1.06
"""Share by which labels are taken larger: axes shrink a little when others are drawn in the same figure."""

LEAST_PLOT = 45.0
"""Height in points that labels leave to the data."""


def band_height(
    ax: Axes, texts: Sequence[str], at: Sequence[float], size: tuple[float, float]
) -> tuple[float, int, bool]:
    """Measure the band for labels along the upper edge of the axes.

    Parameters
    ----------
    texts : sequence of str
        Labels, the most important first.
    at : sequence of float
        Where each belongs on the x axis (in data).
    size : tuple of float
        Width and height of the axes in points.

    Returns
    -------
    tuple of float, int and bool
        Height of the band in points; number of labels, from the first on, that fit; whether they are
        turned upright. They are horizontal where all of them fit so near their points.
    """
    if not texts:
        return 0.0, 0, False
    sizes = [text_size(root(ax), text) for text in texts]
    high = max(h for _, h in sizes)
    low, across = ax.get_xlim()
    wanted = [(x - low) / (across - low) * size[0] for x in at]
    if _lie([w for w, _ in sizes], wanted, size[0]):
        height, n, upright = high + scaled(ELBOW) + 4, len(texts), False
    else:
        n = how_many([h for _, h in sizes], size[0], scaled(GAP))
        height, upright = max(w for w, _ in sizes[:n]) + scaled(ELBOW) + 4, True
    return (height, n, upright) if size[1] - height >= scaled(LEAST_PLOT) else (0.0, 0, False)


def _lie(widths: Sequence[float], wanted: Sequence[float], room: float) -> bool:
    """Return whether all labels fit horizontally side by side, none of them far from its point."""
    if how_many(widths, room, scaled(2 * GAP)) < len(widths):
        return False
    moved = spread(wanted, widths, 0, room, scaled(2 * GAP))
    return all(abs(a - b) <= scaled(FAR) for a, b in zip(wanted, moved, strict=True))


def label_band(
    ax: Axes,
    texts: Sequence[str],
    points: Sequence[Point],
    size: tuple[float, float],
    band: tuple[float, int, bool],
    *,
    down: bool = False,
) -> None:
    """Write the labels into the band, each with a line from its point (in data).

    The band lies along the upper edge of the axes, or `down` along the lower one.
    """
    height, n, upright = band
    width, total = size
    if not n:
        return
    inverse = ax.transAxes.inverted()
    sign, edge = (-1, 1) if down else (1, 0)
    spots = [tuple(inverse.transform(ax.transData.transform(point))) for point in points[:n]]
    lengths = [text_size(root(ax), text)[1 if upright else 0] for text in texts[:n]]
    gap = scaled(GAP if upright else 2 * GAP)
    centres = spread([x * width for x, _ in spots], lengths, 0, width, gap)
    floor, foot = 1 - height / total, 1 - (height - scaled(ELBOW)) / total
    for text, (x, y), centre in zip(texts, spots, centres, strict=False):
        at, y_up = centre / width, edge + sign * y
        ends = [edge + sign * up for up in (y_up, max(floor, y_up), foot)]
        ax.plot([x, x, at], ends, color=MUTED, lw=0.6, zorder=1, transform=ax.transAxes,
                label="_leader", solid_joinstyle="round")  # fmt: skip
        ax.text(at, edge + sign * (foot + 1.5 / total), text, transform=ax.transAxes, fontsize=small(),
                ha="center", va="top" if down else "bottom", rotation=90 if upright else 0, label="_label",
                in_layout=False)  # fmt: skip


def label_points(
    ax: Axes,
    texts: Sequence[str],
    chosen: Sequence[Point],
    dots: Sequence[Point],
    size: tuple[float, float],
    radius: float,
) -> int:
    """Write labels beside points of a plane where there is free space; returns how many were written.

    `chosen` and `dots` are data; `radius` is half the size of a dot in points.
    """
    width, height = size
    inverse = ax.transAxes.inverted()

    def points(values: Sequence[Point]) -> list[Point]:
        if not len(values):
            return []
        scaled = inverse.transform(ax.transData.transform(np.asarray(values, dtype=float)))
        return [(x, y) for x, y in (scaled * (width, height)).tolist()]

    spots = points(chosen)
    sizes = [(w * SHRINKS, h * SHRINKS) for w, h in (text_size(root(ax), text) for text in texts)]
    centres = place(spots, sizes, (2, 2, width - 2, height - 2), points(dots), radius + 0.5)
    for text, spot, (w, h), centre in zip(texts, spots, sizes, centres, strict=True):
        if centre is None:
            continue
        box = (centre[0] - w / 2, centre[1] - h / 2, centre[0] + w / 2, centre[1] + h / 2)
        end = nearest(spot, box)
        if ((end[0] - spot[0]) ** 2 + (end[1] - spot[1]) ** 2) ** 0.5 > 2 * radius:
            ax.plot([spot[0] / width, end[0] / width], [spot[1] / height, end[1] / height], color=MUTED,
                    lw=0.6, zorder=1, transform=ax.transAxes, label="_leader")  # fmt: skip
        options: dict[str, Any] = {"ha": "center", "va": "center", "in_layout": False, "label": "_label"}
        ax.text(centre[0] / width, centre[1] / height, text, transform=ax.transAxes, fontsize=small(),
                zorder=6, **options)  # fmt: skip
    return sum(centre is not None for centre in centres)
