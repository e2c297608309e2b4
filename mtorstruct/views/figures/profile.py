"""Profile of a quantity along the sequence of a protein."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.atlas.store import open_atlas
from mtorstruct.errors import UsageError
from mtorstruct.reference.proteins import Protein, protein
from mtorstruct.tables.frames import plain_frame
from mtorstruct.tables.vocabulary import BOUND
from mtorstruct.variants.arguments import annotation_of
from mtorstruct.variants.findings import how_many
from mtorstruct.views.figures.base import (
    Caption,
    change_note,
    dress,
    put_legend,
    put_note,
    set_caption,
    settle,
    span,
    span_x,
)
from mtorstruct.views.figures.callouts import band_height, label_band
from mtorstruct.views.figures.changes import Labels, bare, chosen_labels, distinct
from mtorstruct.views.figures.lettering import label_depth, scaled
from mtorstruct.views.figures.page import Page
from mtorstruct.views.figures.track import draw_track
from mtorstruct.views.palette import CARRIED_OVER, EDGE, GREY, MTOR
from mtorstruct.views.quantities import Quantity, quantity
from mtorstruct.views.region import Region, region_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WINDOW = 15
"""Residues over which relative solvent accessibility is averaged for the bold line."""

N_LABELS = 20
"""Largest number of variants that are labelled."""

TICK = 7.0
"""Height in points of the ticks of variants."""

NO_VALUE = "#F1E9DA"
"""Fill where a residue is modelled but has no value."""


def profile(
    gene: str = "MTOR",
    what: str = "rsa",
    ax: Axes | None = None,
    variants: pd.DataFrame | Iterable[str] | None = None,
    atlas: str | Path | None = None,
    labels: Labels = N_LABELS,
    *,
    range: Region = None,
    width: float | str | None = None,
    height: float | None = None,
    font_size: float | None = None,
    dpi: int | None = None,
    title: str | None = None,
    notes: bool = True,
) -> Axes:
    """Draw a quantity of every residue along a protein, over its domains.

    Parameters
    ----------
    gene : str
        Protein: gene, alias or accession.
    what : str
        Column of the atlas' per-position table (``mtorstruct.tables.SUMMARY``): ``rsa``,
        ``rapamycin_distance_A``, ``atp_distance_A``, ``rapamycin_sidechain_distance_A`` or
        ``atp_sidechain_distance_A``.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; without them a figure of 9 x 4 inches is made.
    variants : pandas.DataFrame or iterable of str, optional
        Variants to mark: what `mtorstruct.annotate` gave, or variants as it takes them. Those of other
        proteins, or that cannot be read, are counted in a note.
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.
    labels, range, width, height, font_size, dpi, title, notes
        As in `mtorstruct.lollipop`; without a title there is none.

    Returns
    -------
    matplotlib.axes.Axes
        x is the UniProt position. Distances are in Å; a dark line where the ligand was bound in the structure
        measured, a light one where it was carried over by superposition. Accessibility has no unit; its
        bold line is the mean over 15 residues. Bands are residues without a value.

    Raises
    ------
    UsageError
        An unknown gene or quantity, or no residue of the protein has a value.

    Examples
    --------
    >>> profile("MTOR", "atp_distance_A").get_ylabel().split(chr(10))[-1]
    'to the nucleotide (Å)'
    """
    from matplotlib.ticker import MaxNLocator

    p, q = protein(gene), quantity(what)
    first, last = region_of(range, p)
    rows = plain_frame(open_atlas(atlas).summary_frame()).query("gene == @p.gene").reset_index(drop=True)
    values = rows[q.column].to_numpy(dtype=float)
    if np.isnan(values[first - 1 : last]).all():
        raise UsageError(f"no residue of {p.name} has a value of {what}", hint="choose another protein")
    with (page := Page(width, height, font_size, dpi, title, notes)).letters():
        changes, left_out = _marked(variants, p, atlas, (first, last))
        ax = page.axes(ax, 9, 4)
        dress(ax, f"position in {p.name} (UniProt {p.uniprot})", q.axis)
        span_x(ax, first, last, whole=last - first + 1 == len(p))
        top = 1.04 * float(np.nanmax(values[first - 1 : last])) or 1.0
        ax.set_ylim(0, top)
        ax.set_yticks([t for t in MaxNLocator(nbins=5).tick_values(0, top) if t <= top])
        ax.spines["left"].set_bounds(0, top)
        put_legend(ax, [*_draw_values(ax, rows, values, q), *_draw_gaps(ax, rows, values)])
        depth = draw_track(ax, p, settle(ax)[0])
        chosen = [] if changes is None else chosen_labels(changes, "rapalog", labels, bare(changes))
        asked = None if changes is None or labels in ("none", 0) else len(chosen)
        caption = _caption(p, q, values, rows, changes, left_out, asked)
        note = put_note(ax, caption.note, depth + label_depth())
        size = settle(ax, freeze=True)
        if changes is not None:
            n = _draw_changes(ax, changes, top, size, chosen)
            caption = _caption(p, q, values, rows, changes, left_out, None if asked is None else n)
            change_note(ax, note, caption.note)
        return set_caption(ax, caption)


def _draw_changes(
    ax: Axes, changes: pd.DataFrame, top: float, size: tuple[float, float], chosen: list[int]
) -> int:
    """Draw ticks of the variants above the data, with labels; returns how many labels have room.

    Bands and data move down to make room.
    """
    at, names = [float(x) for x in changes["position"]], bare(changes)
    texts = [names[k] for k in chosen]
    band = band_height(ax, texts, [at[k] for k in chosen], size)
    edge = 1 - (band[0] + scaled(TICK) + 1) / size[1]
    ax.set_ylim(0, top / edge)
    gaps: list[Any] = [patch for patch in ax.patches if patch.get_label() == "_gap"]
    for gap in gaps:
        gap.set_height(edge)
    ax.vlines(at, edge, edge + scaled(TICK) / size[1], color=EDGE, lw=1, transform=ax.get_xaxis_transform(),
              label="_variants")  # fmt: skip
    label_band(ax, texts, [(at[k], top) for k in chosen], size, band)
    return band[1]


def _marked(
    variants: pd.DataFrame | Iterable[str] | None,
    p: Protein,
    atlas: str | Path | None,
    region: tuple[int, int],
) -> tuple[pd.DataFrame | None, dict[str, int]]:
    if variants is None:
        return None, {}
    return distinct(
        annotation_of(variants, ["rapalog"], atlas=atlas), ["rapalog"], gene=p.gene, region=region
    )


def _runs(wanted: Any) -> list[tuple[int, int]]:
    """Return the first and last index of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(int)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _draw_values(ax: Axes, rows: pd.DataFrame, values: Any, q: Quantity) -> list[Any]:
    """Draw the lines, broken where there is no value; returns legend entries."""
    from matplotlib.lines import Line2D

    x = np.arange(1, len(values) + 1)
    if q.site:
        bound = (rows[f"{q.site}_basis"] == BOUND).to_numpy()
        kinds: list[tuple[Any, dict[str, Any], str]] = [
            (bound, {"color": EDGE, "lw": 1.3}, "ligand bound in the structure measured"),
            (~bound, {"color": MTOR.colour, "lw": 0.9}, f"ligand {CARRIED_OVER}"),
        ]
    else:
        mean = _running_mean(values)
        ax.plot(x, mean, color=EDGE, lw=1.6, zorder=4, label="_mean")
        every = np.full(len(values), True)
        kinds = [(every, {"color": MTOR.colour, "lw": 0.5, "alpha": 0.55}, "each residue")]
    handles = []
    for rank, (kind, look, label) in enumerate(kinds):
        here = np.where(kind, values, np.nan)
        if np.isnan(here).all():
            continue
        ax.plot(x, here, zorder=3 - 0.1 * rank, label="_values", solid_joinstyle="round", **look)
        alone = [a for a, b in _runs(~np.isnan(here)) if a == b]
        ax.plot(x[alone], here[alone], ".", color=look["color"], markersize=3, zorder=3, label="_alone")
        handles.append(Line2D([], [], label=label, **look))
    if not q.site:
        handles.append(Line2D([], [], color=EDGE, lw=1.6, label=f"mean over {WINDOW} residues"))
    return handles


def _running_mean(values: Any) -> Any:
    """Return the mean over windows with values in more than half; missing where the residue has none."""
    there = ~np.isnan(values)
    kernel = np.ones(WINDOW)
    n = np.convolve(there, kernel, mode="same")
    total = np.convolve(np.where(there, values, 0.0), kernel, mode="same")
    return np.where(there & (n > WINDOW / 2), total / np.maximum(n, 1), np.nan)


def _draw_gaps(ax: Axes, rows: pd.DataFrame, values: Any) -> list[Any]:
    """Draw bands where there is no value; returns legend entries."""
    from matplotlib.patches import Patch

    absent = (rows["modelled_in"] == "").to_numpy()
    handles = []
    for wanted, colour, label in (
        (np.isnan(values) & absent, GREY, "modelled in no structure"),
        (np.isnan(values) & ~absent, NO_VALUE, "modelled, no value"),
    ):
        for first, last in _runs(wanted):
            ax.axvspan(first + 0.5, last + 1.5, color=colour, lw=0, zorder=0, label="_gap")
        if wanted.any():
            handles.append(Patch(color=colour, label=f"{label} ({int(wanted.sum()):,})"))
    return handles


def _caption(
    p: Protein,
    q: Quantity,
    values: Any,
    rows: pd.DataFrame,
    changes: pd.DataFrame | None,
    left_out: dict[str, int],
    labelled: int | None,
) -> Caption:
    n = int((~np.isnan(values)).sum())
    lowest = int(np.nanargmin(values))
    said = (
        f"Profile of {p.name} along its {len(p):,} residues: {q.label}, {span(values, q.decimals)}, smallest "
        f"at {rows['wild_type'][lowest]}{lowest + 1}; {n:,} residues have a value, "
        f"{int((rows['modelled_in'] == '').sum()):,} are modelled in no structure."
    )
    drawn, unit = n, "residues"
    if changes is not None:
        drawn, unit = len(changes), "variants"
        said += f" {how_many(changes['kind'])} marked."
    picture = Caption(said, drawn, unit, left_out, labelled)
    return replace(picture, alt=f"{said} {picture.note}".strip())
