"""Lollipop plot of variants along a protein, by frequency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.reference.proteins import protein
from mtorstruct.views.figures.base import blank, dress, put_legend, put_note, set_caption, settle
from mtorstruct.views.figures.callouts import band_height, label_band
from mtorstruct.views.figures.changes import (
    CROWDED,
    bare,
    by_class,
    caption_of_changes,
    class_handles,
    counted,
    distinct,
    ranked,
)
from mtorstruct.views.figures.track import draw_track
from mtorstruct.views.palette import CLASS_ORDER, EDGE, VERDICT_TITLES, check_verdict, verdict_style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from mtorstruct.views.figures.changes import Tallied

STEM = "#9A9A9A"


def lollipop(
    table: pd.DataFrame | Tallied,
    gene: str = "MTOR",
    verdict: str = "rapalog",
    ax: Axes | None = None,
    n_labels: int = 12,
) -> Axes:
    """Draw a lollipop plot: position, frequency and verdict of one protein's variants, over its domains.

    Parameters
    ----------
    table : pandas.DataFrame
        What `mtorstruct.annotate` gave, or its `mtorstruct.views.cohort.tally`.
    gene : str
        Protein: gene, alias or accession.
    verdict : {'rapalog', 'activity', 'atp_competitive', 'bisteric'}
        Column of the table that gives colour and marker.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; without them a figure of 9 x 4 inches is made. Labels are placed for the size that
        the axes have now, so that a figure should get its size before.
    n_labels : int
        Largest number of labels: the most frequent variants first, then those whose verdict asserts an
        effect.

    Returns
    -------
    matplotlib.axes.Axes
        One marker a distinct variant, at its UniProt position and its number of samples (of rows, where no
        sample is named). Variants of one residue that are equally frequent stand side by side, a marker's
        width apart; in a plot of more than 1,000 variants they lie on each other, the most telling on top.
        Variants without a position in this protein are counted in a note.

    Raises
    ------
    UsageError
        An unknown gene or verdict, or no protein change in the table.

    Examples
    --------
    >>> import mtorstruct
    >>> ax = lollipop(mtorstruct.annotate(["F2108L", "M2327I", "F2108L"]))
    >>> ax.get_ylabel()
    'times listed'
    """
    p = protein(gene)
    changes, left_out = distinct(table, [check_verdict(verdict)], gene=p.gene)
    ax = blank() if ax is None else ax
    named = (changes["samples"] != "").any()
    dress(ax, f"position in {p.name} (UniProt {p.uniprot})", "samples" if named else "times listed")
    groups = by_class(changes, verdict)
    put_legend(ax, class_handles(groups), VERDICT_TITLES[verdict])
    ax.set_xlim(-0.01 * len(p), 1.01 * len(p))
    _count_axis(ax, int(changes["count"].max()))
    depth = draw_track(ax, p, settle(ax)[0])
    caption = caption_of_changes(
        changes,
        left_out,
        groups,
        f"Lollipop plot of {counted(changes)} along {p.name} ({len(p):,} residues).",
        VERDICT_TITLES[verdict],
    )
    put_note(ax, caption.note, depth + 36)
    size = settle(ax, freeze=True)
    chosen = ranked(changes, verdict, n_labels)
    names = bare(changes)
    texts = [names[k] for k in chosen]
    band = band_height(ax, texts, [float(changes["position"][k]) for k in chosen], size)
    ax.set_ylim(0, 1.1 * changes["count"].max() * size[1] / (size[1] - band[0]))
    across = _draw_lollipops(ax, changes, verdict, groups, size[0])
    label_band(ax, texts, [(across[k], float(changes["count"][k])) for k in chosen], size, band)
    return set_caption(ax, caption)


def _count_axis(ax: Axes, highest: int) -> None:
    """Set whole-number ticks up to the highest count, none in the space for labels above."""
    from matplotlib.ticker import MaxNLocator

    ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, highest)
    ax.set_yticks([int(t) for t in ticks if 0 <= t <= highest and t == int(t)])
    ax.set_ylim(0, 1.1 * highest)
    ax.spines["left"].set_bounds(0, highest)


def _draw_lollipops(
    ax: Axes, changes: pd.DataFrame, verdict: str, groups: dict[str, Any], width: float
) -> list[float]:
    """Draw stems and markers, the most informative on top; returns the x coordinate of each variant."""
    size = 7.0 if len(changes) <= 150 else 5.5 if len(changes) <= 500 else 4.5
    low, high = ax.get_xlim()
    crowded = len(changes) > CROWDED
    # Among thousands a step to the side would end at another residue.
    across = _side_by_side(changes, verdict, 0.0 if crowded else size * (high - low) / width)
    heights = changes["count"].to_numpy(dtype=float)
    ax.axhline(0, color=EDGE, lw=0.8, zorder=2)
    _draw_stems(ax, across, heights, 0.9 if len(changes) <= 150 else 0.5, crowded=crowded)
    dots = np.stack([across, heights], axis=1)
    for rank, (name, rows) in enumerate(reversed(groups.items())):
        style = verdict_style(name)
        x, y = (np.unique(dots[rows], axis=0) if crowded else dots[rows]).T
        ax.scatter(
            x, y, s=size**2, marker=style.marker, facecolor=style.colour,
            edgecolor=EDGE, linewidth=0.6, zorder=3 + 0.1 * rank, label=f"_{name}", clip_on=False,
            rasterized=crowded,
        )  # fmt: skip
    return across


def _draw_stems(
    ax: Axes, across: Sequence[float], heights: NDArray[np.float64], width: float, *, crowded: bool
) -> None:
    """Draw a line up to each marker; thousands of them are one line with gaps, which is quicker."""
    if not crowded:
        ax.vlines(across, 0, heights, color=STEM, lw=width, zorder=1)
        return
    across, heights = np.unique(np.stack([across, heights], axis=1), axis=0).T
    up = np.stack([np.zeros(len(heights)), heights, np.full(len(heights), np.nan)], axis=1)
    ax.plot(
        np.repeat(across, 3), up.ravel(), color=STEM, lw=width, zorder=1, solid_capstyle="butt",
        label="_stems", rasterized=True,
    )  # fmt: skip


def _side_by_side(changes: pd.DataFrame, verdict: str, step: float) -> list[float]:
    """Return positions, with equally frequent variants of one residue `step` apart around it."""
    positions = [float(p) for p in changes["position"].tolist()]
    ranks = [CLASS_ORDER.index(value) for value in changes[verdict].tolist()]
    same: dict[tuple[float, int], list[int]] = {}
    for k, count in enumerate(changes["count"].tolist()):
        same.setdefault((positions[k], count), []).append(k)
    for rows in same.values():
        rows.sort(key=ranks.__getitem__)
        for n, k in enumerate(rows):
            positions[k] += (n - (len(rows) - 1) / 2) * step
    return positions
