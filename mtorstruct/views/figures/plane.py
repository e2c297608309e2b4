"""Scatter plot of variants by their distances to the two drug sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.errors import UsageError
from mtorstruct.tables.vocabulary import BOUND
from mtorstruct.variants.findings import how_many
from mtorstruct.views.figures.base import (
    GREY,
    blank,
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
    class_handles,
    distinct,
    ranked,
    short,
)
from mtorstruct.views.palette import (
    CARRIED_OVER,
    EDGE,
    SITES,
    VERDICT_TITLES,
    Style,
    check_verdict,
    verdict_style,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from mtorstruct.views.figures.changes import Tallied

X, Y = "rapamycin_distance_A", "atp_distance_A"
SHELL_A = 5.0
"""Distance (Å) within which heavy atoms are in contact, here as in all tables."""

LEAST_SPAN_A = 40.0
"""Smallest range of the axes (Å), so that the shells do not fill the plane of a single variant."""

BOLD, THIN = 2.0, 0.6
"""Edge widths in points of markers whose ligands were both bound, and of the others."""


def distance_plane(
    table: pd.DataFrame | Tallied,
    verdict: str = "rapalog",
    ax: Axes | None = None,
    labels: int | Sequence[str] = 20,
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
    labels : int, or sequence of str
        Largest number of labels (the most frequent variants first, then those whose verdict tells an
        effect), or the names of the variants to label, such as ``F2108L`` or ``RPTOR S863L``. A label that
        has no free space near its point is left out.

    Returns
    -------
    matplotlib.axes.Axes
        One marker a distinct variant: smallest heavy-atom distances in Å, over the experimental structures of
        the atlas. A bold edge means that both ligands were in the structures that the distances come from; a
        thin one that at least one was carried over by superposition. Variants without coordinates are
        counted in a note.

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
    chosen = _chosen(changes, verdict, labels)
    ax = blank(9, 5) if ax is None else ax
    dress(ax, "smallest heavy-atom distance to rapamycin (Å)", "smallest heavy-atom distance to the\n"
          "nucleotide of the ATP site (Å)")  # fmt: skip
    groups = by_class(changes, verdict)
    measured = ((changes["rapamycin_basis"] == BOUND) & (changes["atp_basis"] == BOUND)).to_numpy()
    put_legend(ax, [*class_handles(groups), *_other_handles(measured)], VERDICT_TITLES[verdict])
    caption = caption_of_changes(changes, left_out, groups, _head(changes), VERDICT_TITLES[verdict])
    ax.set(
        xlim=(0, 1.06 * max(LEAST_SPAN_A, changes[X].max())),
        ylim=(0, 1.08 * max(LEAST_SPAN_A, changes[Y].max())),
    )
    settle(ax)
    put_note(ax, caption.note, 36)
    size = settle(ax, freeze=True)
    radius = 4.0 if len(changes) <= 150 else 3.0 if len(changes) <= 500 else 2.4
    _draw_points(ax, changes, groups, measured, radius)
    names = short(changes)
    dots = list(zip(changes[X].tolist(), changes[Y].tolist(), strict=True))
    label_points(ax, [names[k] for k in chosen], [dots[k] for k in chosen], dots, size, radius)
    return set_caption(ax, caption)


def _chosen(changes: pd.DataFrame, verdict: str, labels: int | Sequence[str]) -> list[int]:
    if isinstance(labels, int):
        return ranked(changes, verdict, labels, effects_first=True)
    names = short(changes)
    unknown = [text for text in labels if text not in names]
    if unknown:
        raise UsageError(f"no variant with coordinates is named '{unknown[0]}'", hint="write it as F2108L")
    return [names.index(text) for text in dict.fromkeys(labels)]


def _draw_points(
    ax: Axes, changes: pd.DataFrame, groups: dict[str, Any], measured: Any, radius: float
) -> None:
    """Draw contact shells, then the classes, the most informative on top."""
    for shade, site in ((ax.axvspan, "rapamycin"), (ax.axhspan, "atp")):
        shade(0, SHELL_A, color=SITES[site].colour, alpha=0.25, lw=0, zorder=0)
    crowded = len(changes) > CROWDED
    dots = np.stack([changes[X].to_numpy(), changes[Y].to_numpy(), measured], axis=1)
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
