"""Heat map of residues by structures: a quantity in each copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.atlas.store import Atlas, open_atlas
from mtorstruct.reference.proteins import proteins
from mtorstruct.tables.vocabulary import BOUND, DOUBTED, EXPERIMENTAL, PREDICTED, UNKNOWN
from mtorstruct.views.figures.base import (
    GREY,
    SMALL,
    Caption,
    blank,
    dress,
    fold,
    put_note,
    root,
    set_caption,
    settle,
    span,
    text_size,
)
from mtorstruct.views.figures.changes import distinct
from mtorstruct.views.figures.profile import NO_VALUE
from mtorstruct.views.quantities import Quantity, quantity

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_ROWS = 60
ROW = 13.0
"""Height in points of a row that holds text."""

AROUND, UPRIGHT, MOST_LYING = 150.0, 80.0, 8
"""Height in points around the rows, extra height of upright names, and most names set horizontally."""

LEAST_ROW, NOTE = 11.5, 28.0
"""Height in points below which row names would touch, and height of two lines of a note."""

COLOURS = "cividis_r"
"""Colour map: small numbers are bright, as in the steps of the palette."""

VALUE, NOT_MODELLED, WITHOUT, ABSENT = range(4)
"""Kinds of cells: a number, or why there is none."""


@dataclass(frozen=True)
class _Grid:
    """Values and kinds of cells (n_rows x n_columns), with the names of both.

    `doubtful` marks the numbers of residues that may be built out of register.
    """

    names: list[str]
    heads: list[tuple[str, ...]]
    values: Any
    kinds: Any
    doubtful: Any


def heatmap(
    table: pd.DataFrame,
    what: str = "rapamycin_distance_A",
    ax: Axes | None = None,
    atlas: str | Path | None = None,
) -> Axes:
    """Draw a heat map of the mutated residues in every structure and copy of the atlas.

    Parameters
    ----------
    table : pandas.DataFrame
        What `mtorstruct.annotate` gave, or its `mtorstruct.views.cohort.tally`.
    what : str
        Column of the long table of the atlas (``mtorstruct.tables.RESIDUE_GEOMETRY``): ``rsa``,
        ``rapamycin_distance_A``, ``atp_distance_A``, ``rapamycin_sidechain_distance_A`` or
        ``atp_sidechain_distance_A``.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; without them a figure of 9 inches by what the rows need is made.
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.

    Returns
    -------
    matplotlib.axes.Axes
        Rows are residues by UniProt position, mTOR first; at most 60, or as many as can be read at the
        height of the axes: those mutated most often. Columns are entries with the copy of the
        protein, in the order of the atlas, and whether the ligand was bound there or carried over. A cell
        without a number shows the reason. A note gives the number of residues left out.

    Raises
    ------
    UsageError
        An unknown quantity, or no variant in the table that could be drawn.

    Examples
    --------
    >>> import mtorstruct
    >>> ax = heatmap(mtorstruct.annotate(["F2108L", "M2327I"]))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['F2108', 'M2327']
    """
    q, opened = quantity(what), open_atlas(atlas)
    changes, left_out = distinct(table, [])
    wanted = _by_frequency(changes)
    n = min(len(wanted), MOST_ROWS)
    grid = _grid(opened, sorted(wanted[:n]), q)
    around = AROUND + (UPRIGHT if len(grid.heads) > MOST_LYING else 0)
    ax = blank(9, min(60.0, max(2.6, (n * ROW + around) / 72))) if ax is None else ax
    bar = _dress(ax, grid, q)
    fit = int((settle(ax)[1] - NOTE) / LEAST_ROW)
    if fit < n:
        n = max(1, fit)
        bar.remove()
        for cells in list(ax.collections):
            cells.remove()
        grid = _grid(opened, sorted(wanted[:n]), q)
        _dress(ax, grid, q)
    if n < len(wanted):
        left_out = {"residues for lack of room": len(wanted) - n} | left_out
    caption = _caption(grid, q, left_out)
    put_note(ax, caption.note, 24)
    width, height = settle(ax, freeze=True)
    _write_values(ax, grid, q, width / len(grid.heads), height / n)
    return set_caption(ax, caption)


def _by_frequency(changes: pd.DataFrame) -> list[tuple[int, int]]:
    """Return residues as (index of the protein, position), most often mutated first; then mTOR first."""
    order = {p.gene: k for k, p in enumerate(proteins())}
    counts: dict[tuple[int, int], int] = {}
    for gene, position, count in zip(changes["gene"], changes["position"], changes["count"], strict=True):
        key = (order[gene], int(position))
        counts[key] = counts.get(key, 0) + int(count)
    return sorted(counts, key=lambda key: (-counts[key], key))


def _grid(atlas: Atlas, residues: list[tuple[int, int]], q: Quantity) -> _Grid:
    """Return the cells of some residues, from the long table."""
    known = proteins()
    rank = {e["entry"]: k for k, e in enumerate(atlas.manifest["entries"])}
    kind_of = {e["entry"]: e["kind"] for e in atlas.manifest["entries"]}
    long, cells = atlas.residues, []
    for k, (number, position) in enumerate(residues):
        rows = np.array(atlas.residue_rows(known[number].gene, position), dtype=np.int64)
        of_site = [f"{q.site}_basis", f"{q.site}_compound"] if q.site else []
        names = ["entry", "copy", "modelled", "register", q.column, *of_site]
        taken = [long.take(name, rows).tolist() if len(rows) else [] for name in names]
        cells += [(k, *cell) for cell in zip(*taken, strict=True)]
    cells = _comparable(cells, kind_of, is_distance=bool(q.site))
    columns = sorted({(rank[c[1]], c[1], c[2]) for c in cells}) or [(0, "no structure", 1)]
    at = {(entry, copy): n for n, (_, entry, copy) in enumerate(columns)}
    values = np.full((len(residues), len(columns)), np.nan)
    kinds = np.full(values.shape, ABSENT)
    doubtful = np.zeros(values.shape, dtype=bool)
    bases: dict[int, str] = {}
    for k, entry, copy, modelled, register, value, *of_ligand in cells:
        column = at[entry, copy]
        values[k, column] = value
        doubtful[k, column] = register in DOUBTED and not np.isnan(value)
        missing = NOT_MODELLED if modelled == "not_modelled" else WITHOUT
        kinds[k, column] = missing if np.isnan(value) else VALUE
        if of_ligand and not np.isnan(value):
            basis, compound = of_ligand
            bases[column] = f"{compound} bound" if basis == BOUND else "carried over"
    heads = [
        tuple(filter(None, (entry, f"copy {copy}", bases.get(n), _kind(kind_of.get(entry, EXPERIMENTAL)))))
        for n, (_, entry, copy) in enumerate(columns)
    ]
    genes = ["" if known[g].gene == "MTOR" else f"{known[g].gene} " for g, _ in residues]
    names = [f"{gene}{known[g].amino_acid(at)}{at}" for gene, (g, at) in zip(genes, residues, strict=True)]
    return _Grid(names, heads, values, kinds, doubtful)


def _comparable(
    cells: list[tuple[Any, ...]], kind_of: dict[str, str], *, is_distance: bool
) -> list[tuple[Any, ...]]:
    """Return the cells without those of uninformative predictions.

    A prediction of a partner has no drug site, and one of a single chain exposes what a complex buries.
    """
    valued = {(entry, copy) for _, entry, copy, _, _, value, *_ in cells if not np.isnan(value)}
    return [
        cell
        for cell in cells
        if kind_of.get(cell[1]) != PREDICTED or (is_distance and (cell[1], cell[2]) in valued)
    ]


def _kind(kind: str) -> str:
    """Return the label of an entry that is not experimental."""
    return {PREDICTED: "predicted", UNKNOWN: "origin not stated"}.get(kind, "")


def _dress(ax: Axes, grid: _Grid, q: Quantity) -> Any:
    """Draw cells, colour bar (returned), names and legend."""
    from matplotlib import colormaps
    from matplotlib.patches import Patch

    rows, columns = grid.values.shape
    shown = np.ma.masked_invalid(grid.values)
    top = float(shown.max()) if shown.count() else 1.0
    mesh = ax.pcolormesh(
        np.arange(columns + 1), np.arange(rows + 1), shown, cmap=colormaps[COLOURS], vmin=0,
        vmax=top, edgecolor="white", linewidth=0.5, label="_cells",
    )  # fmt: skip
    looks: dict[int, tuple[dict[str, Any], str]] = {
        NOT_MODELLED: ({"facecolor": GREY, "edgecolor": "#8A8A8A", "hatch": "////"}, "not modelled"),
        WITHOUT: ({"facecolor": NO_VALUE, "edgecolor": "white"}, "modelled, no value"),
        ABSENT: ({"facecolor": "white", "edgecolor": GREY}, "protein not in the structure"),
    }
    handles = []
    for kind, (look, label) in looks.items():
        if (grid.kinds == kind).any():
            _fill(ax, np.argwhere(grid.kinds == kind), look)
            handles.append(Patch(label=label, linewidth=0.5, **look))
    dress(ax, "", "")
    ax.set(xlim=(0, columns), ylim=(rows, 0))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_yticks(np.arange(rows) + 0.5, grid.names, fontsize=SMALL)
    bar = root(ax).colorbar(mesh, ax=ax, pad=0.012, aspect=30, shrink=min(1.0, 20 / rows + 0.3))
    if bar.solids is not None:
        bar.solids.set_rasterized(False)
    doubt = "\n?: the model may be out of register" if grid.doubtful.any() else ""
    bar.set_label(f"{q.axis}{doubt}", fontsize=SMALL)
    bar.ax.tick_params(labelsize=SMALL)
    if handles:
        ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=0.5, ncols=3,
                  frameon=False, fontsize=SMALL, borderpad=0.1)  # fmt: skip
    _write_heads(ax, grid)
    height = settle(ax)[1]
    lines = [line for line in f"{q.axis}{doubt}".split("\n") if line]
    bar.set_label("\n".join(fold(root(ax), line, height) for line in lines), fontsize=SMALL)
    return bar


def _fill(ax: Axes, cells: Any, look: dict[str, Any]) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    boxes = [Rectangle((column, row), 1, 1) for row, column in cells]
    ax.add_collection(PatchCollection(boxes, linewidth=0.5, label="_missing", **look))


def _write_heads(ax: Axes, grid: _Grid) -> None:
    """Write the names of the structures: horizontal where they fit their columns, else upright."""
    ticks = np.arange(len(grid.heads)) + 0.5
    ax.set_xticks(ticks, ["\n".join(head) for head in grid.heads], fontsize=SMALL)
    room = settle(ax)[0] / len(grid.heads) - 4
    broken = [
        head[0] if text_size(root(ax), head[0])[0] <= room else re.sub(r"(?<=[_-])(?=\w{4})", "\n", head[0])
        for head in grid.heads
    ]
    lying = ["\n".join((name, *head[1:])) for name, head in zip(broken, grid.heads, strict=True)]
    ax.set_xticks(ticks, lying, fontsize=SMALL)
    room = settle(ax)[0] / len(grid.heads) - 4
    if max(text_size(root(ax), text)[0] for text in lying) > room:
        joint = "\n" if room >= 2 * (SMALL + 2.5) else ", "
        parts = [(", ".join(head[:2]), ", ".join(head[2:])) for head in grid.heads]
        upright = [joint.join(filter(None, both)) for both in parts]
        ax.set_xticks(ticks, upright, fontsize=SMALL, rotation=90)


def _write_values(ax: Axes, grid: _Grid, q: Quantity, width: float, height: float) -> None:
    """Write the numbers in the cells, if all of them fit."""
    from matplotlib import colormaps

    from mtorstruct.views.figures.track import dark

    texts = {
        (row, column): f"{grid.values[row, column]:.{q.decimals}f}{'?' if grid.doubtful[row, column] else ''}"
        for row, column in np.argwhere(grid.kinds == VALUE).tolist()
    }
    if not texts or height < SMALL + 1.5:
        return
    if max(text_size(root(ax), text)[0] for text in {max(texts.values(), key=len)}) > width - 3:
        return
    from matplotlib.colors import to_hex

    top = float(np.nanmax(grid.values)) or 1.0
    for (row, column), text in texts.items():
        colour = to_hex(colormaps[COLOURS](grid.values[row, column] / top))
        ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=SMALL, label="_value",
                color="white" if dark(colour) else "black")  # fmt: skip


def _caption(grid: _Grid, q: Quantity, left_out: dict[str, int]) -> Caption:
    rows, columns = grid.values.shape
    has = grid.kinds == VALUE
    said = (
        f"Heat map of {rows} residue{'s' if rows > 1 else ''} in {columns} structures and copies: {q.label}. "
        f"{int(has.sum())} of {has.size} cells have a number"
    )
    if has.any():
        row, column = np.unravel_index(np.nanargmin(grid.values), grid.values.shape)
        numbers = span(grid.values, q.decimals)
        said += f", {numbers}; the smallest is that of {grid.names[row]} in {grid.heads[column][0]}"
    said += f"; {int((grid.kinds == NOT_MODELLED).sum())} are not modelled."
    if grid.doubtful.any():
        said += f" {int(grid.doubtful.sum())}, with a ?, lie where the model may be out of register."
    picture = Caption(said, rows, "residues", left_out)
    return Caption(f"{said} {picture.note}".strip(), rows, "residues", left_out)
