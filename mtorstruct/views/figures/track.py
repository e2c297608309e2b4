"""Bar of a protein with its domains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mtorstruct.reference.domains import Segment, segments
from mtorstruct.reference.proteins import Protein
from mtorstruct.views.figures.base import in_points, root, text_size
from mtorstruct.views.figures.labels import how_many, spread
from mtorstruct.views.figures.lettering import scaled, small
from mtorstruct.views.palette import EDGE, LINKER, domain_style
from mtorstruct.views.region import seen

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mtorstruct.views.figures.strips import Strips

BAR, NAMES = 15.0, 12.0
"""Height of the bar, and of a line of names under it, in points."""


def named_domains(gene: str, limits: tuple[float, float] | None = None) -> list[Segment]:
    """Return the domains of the default scheme, each with its longest segment, in sequence order.

    With the limits of an x axis only what is seen of them.
    """
    longest: dict[str, Segment] = {}
    for whole in segments(gene):
        s = whole if limits is None else seen(whole, limits)
        if (
            s is not None
            and s.level == "domain"
            and (s.domain not in longest or len(s) > len(longest[s.domain]))
        ):
            longest[s.domain] = s
    return sorted(longest.values(), key=lambda s: s.start)


def dark(colour: str) -> bool:
    """Return whether white text reads better than black on a colour (relative luminance of sRGB)."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    # Equal contrast to black and to white lies at a luminance of 0.18 (WCAG 2).
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.18


def draw_bar(ax: Axes, p: Protein, bottom: float, transform: Any, height: float | None = None) -> None:
    """Draw domains as boxes over a thin line; `bottom` in the unit of the transform's y."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    height = scaled(BAR) if height is None else height
    middle = bottom + height / 2
    low, high = ax.get_xlim()
    # An artist, not a plot: it must not move the limits of the axes.
    ax.add_artist(
        Line2D([max(1, low), min(len(p), high)], [middle, middle], color=LINKER.colour, lw=4, zorder=1,
               solid_capstyle="butt", transform=transform, clip_on=False)
    )  # fmt: skip
    for whole in segments(p.gene):
        s = seen(whole, (low, high))
        if s is not None and s.level == "domain":
            ax.add_patch(
                Rectangle(
                    (s.start - 0.5, bottom), len(s), height, facecolor=domain_style(p.gene, s.domain).colour,
                    edgecolor=EDGE, lw=0.6, transform=transform, clip_on=False, zorder=2, label="_domain",
                )
            )  # fmt: skip


def split_names(ax: Axes, p: Protein, per_residue: float) -> tuple[list[tuple[Segment, str]], list[Segment]]:
    """Return names that fit into their boxes (in full or abbreviated in brackets), and the other domains."""
    inside, outside = [], []
    for s in named_domains(p.gene, ax.get_xlim()):
        room = len(s) * per_residue - 4
        bracket = re.search(r"\(([^)]+)\)$", s.domain)
        options = [s.domain, *([bracket[1]] if bracket else [])]
        fits = next((text for text in options if text_size(root(ax), text)[0] <= room), None)
        if fits:
            inside.append((s, fits))
        else:
            outside.append(s)
    return inside, outside


def draw_names(ax: Axes, p: Protein, bottom: float, transform: Any, width: float) -> None:
    """Draw the names of domains: in their boxes where they fit, else spread out in a line under them."""
    low, high = ax.get_xlim()
    per_residue = width / (high - low)
    inside, outside = split_names(ax, p, per_residue)
    common: dict[str, Any] = {"fontsize": small(), "ha": "center", "transform": transform, "clip_on": False,
                              "label": "_domain name"}  # fmt: skip
    for s, text in inside:
        colour = "white" if dark(domain_style(p.gene, s.domain).colour) else "black"
        middle = (s.start + s.end) / 2
        ax.text(middle, bottom + scaled(BAR) / 2, text, va="center", color=colour, zorder=3, **common)
    wanted = [((s.start + s.end) / 2 - low) * per_residue for s in outside]
    sizes = [text_size(root(ax), s.domain)[0] for s in outside]
    n = how_many(sizes, width, 5)
    for s, at in zip(outside[:n], spread(wanted[:n], sizes[:n], 0, width, 5), strict=True):
        ax.text(low + at / per_residue, bottom - 0.15 * scaled(NAMES), s.domain, va="top", zorder=3, **common)


def has_names_below(ax: Axes, proteins: Sequence[Protein], width: float) -> bool:
    """Return whether a line of names under the bar is needed."""
    low, high = ax.get_xlim()
    return any(split_names(ax, p, width / (high - low))[1] for p in proteins)


def draw_track(ax: Axes, p: Protein, width: float, strips: Strips | None = None) -> float:
    """Draw domains between the axes and their x axis, which moves down; returns by how many points.

    `width` is that of the axes in points; `strips` stand under the domains.
    """
    transform = in_points(ax)
    bottom = -scaled(BAR) - 4
    draw_bar(ax, p, bottom, transform)
    draw_names(ax, p, bottom, transform, width)
    depth = -bottom + 3 + (scaled(NAMES) if has_names_below(ax, [p], width) else 0)
    if strips is not None and strips.names:
        depth += strips.draw(ax, -depth)
    ax.spines["bottom"].set_position(("outward", depth))
    return depth
