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
    Caption,
    columns_of_legend,
    dot,
    dress,
    fold,
    grow,
    put_note,
    root,
    set_caption,
    settle,
    span,
    text_size,
)
from mtorstruct.views.figures.changes import distinct
from mtorstruct.views.figures.lettering import scaled, small
from mtorstruct.views.figures.page import Page
from mtorstruct.views.figures.profile import NO_VALUE
from mtorstruct.views.palette import CLASS_ORDER, EDGE, GREY, VERDICT_TITLES, check_verdict, verdict_style
from mtorstruct.views.quantities import Quantity, quantity

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_ROWS = 60
ROW = 13.0
"""Height in points of a row that holds text."""

AROUND, UPRIGHT, MOST_LYING = 190.0, 80.0, 8
"""Height in points around the rows, extra height of upright names, and most names set horizontally."""

LEAST_ROW, NOTE = 11.5, 28.0
"""Height in points below which row names would touch, and height of two lines of a note."""

MARK = 6.0
"""Size in points of the marker of a verdict beside a row."""

LEAST_FOR_MARKS = 330.0
"""Height of a figure in points below which rows have no marker, as its legend would leave them no room."""

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
    verdicts: list[str]
    n_empty: int


@dataclass(frozen=True)
class _Residue:
    """One mutated residue: index of the protein, position, and the most telling verdict on it."""

    protein: int
    position: int
    verdict: str


def heatmap(
    table: pd.DataFrame,
    what: str = "rapamycin_distance_A",
    ax: Axes | None = None,
    atlas: str | Path | None = None,
    verdict: str = "rapalog",
    *,
    width: float | str | None = None,
    height: float | None = None,
    font_size: float | None = None,
    dpi: int | None = None,
    title: str | None = None,
    notes: bool = True,
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
    verdict : {'rapalog', 'activity', 'atp_competitive', 'bisteric'}
        Column of the table that orders the rows, and that the marker beside each is of, where the
        figure is high enough for its legend.
    width, height, font_size, dpi, title, notes
        As in `mtorstruct.lollipop`; without a title there is none.

    Returns
    -------
    matplotlib.axes.Axes
        Rows are residues: by the most telling verdict on a variant of theirs, in the order of the legends,
        then by distance to the site of the quantity (of the verdict, for accessibility), nearest first, then
        by how often they are mutated; at most 60, or as many as can be read at the height of the axes.
        Columns are entries with the copy of the protein, in the order of the atlas, and whether the ligand
        was bound there or carried over; those in which no row has a number are left out. A cell without a
        number shows the reason. A note gives what is left out.

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
    with (page := Page(width, height, font_size, dpi, title, notes)).letters():
        return _heatmap(table, quantity(what), page, ax, open_atlas(atlas), check_verdict(verdict))


def _heatmap(
    table: pd.DataFrame, q: Quantity, page: Page, ax: Axes | None, opened: Atlas, verdict: str
) -> Axes:
    site = q.site or ("atp" if verdict == "atp_competitive" else "rapamycin")
    distance = f"{site}_distance_A"
    changes, left_out = distinct(table, [verdict, distance])
    wanted = _in_order(changes, verdict, distance)
    n = min(len(wanted), MOST_ROWS)
    grid = _grid(opened, wanted[:n], q)
    around = AROUND + (UPRIGHT if len(grid.heads) > MOST_LYING else 0)
    ax = page.axes(ax, 9, min(60.0, max(2.6, (n * ROW + around) / 72)))
    bar = _dress(ax, grid, q, verdict)
    fit = int((settle(ax)[1] - scaled(NOTE)) / scaled(LEAST_ROW))
    if fit < n:
        n = max(1, fit)
        bar.remove()
        for cells in [*ax.collections, *ax.lines]:
            cells.remove()
        grid = _grid(opened, wanted[:n], q)
        _dress(ax, grid, q, verdict)
    if grid.n_empty:
        left_out = {"structures and copies without a number": grid.n_empty} | left_out
    if n < len(wanted):
        left_out = {"residues for lack of room": len(wanted) - n} | left_out
    caption = _caption(grid, q, left_out)
    put_note(ax, caption.note, _below_legend(ax))
    width, height = settle(ax, freeze=True)
    _write_values(ax, grid, q, width / len(grid.heads), height / n)
    return set_caption(ax, caption)


def _in_order(changes: pd.DataFrame, verdict: str, distance: str) -> list[_Residue]:
    """Return the residues by verdict, then distance, then how often they are mutated; then mTOR first."""
    order = {p.gene: k for k, p in enumerate(proteins())}
    found: dict[tuple[int, int], tuple[int, float, int]] = {}
    columns = (changes[name].tolist() for name in ("gene", "position", "count", verdict, distance))
    for gene, position, count, value, away in zip(*columns, strict=True):
        key = (order[gene], int(position))
        known, nearest, n = found.get(key, (len(CLASS_ORDER), float("inf"), 0))
        near = float("inf") if away is None or np.isnan(away) else float(away)
        found[key] = (min(known, CLASS_ORDER.index(value)), min(nearest, near), n - int(count))
    ranked = sorted(found, key=lambda key: (*found[key], key))
    return [_Residue(*key, CLASS_ORDER[found[key][0]]) for key in ranked]


def _grid(atlas: Atlas, residues: list[_Residue], q: Quantity) -> _Grid:
    """Return the cells of some residues, from the long table."""
    known = proteins()
    rank = {e["entry"]: k for k, e in enumerate(atlas.manifest["entries"])}
    kind_of = {e["entry"]: e["kind"] for e in atlas.manifest["entries"]}
    long, cells = atlas.residues, []
    for k, residue in enumerate(residues):
        rows = np.array(atlas.residue_rows(known[residue.protein].gene, residue.position), dtype=np.int64)
        of_site = [f"{q.site}_basis", f"{q.site}_compound"] if q.site else []
        names = ["entry", "copy", "modelled", "register", q.column, *of_site]
        taken = [long.take(name, rows).tolist() if len(rows) else [] for name in names]
        cells += [(k, *cell) for cell in zip(*taken, strict=True)]
    cells = _comparable(cells, kind_of, is_distance=bool(q.site))
    every = {(rank[c[1]], c[1], c[2]) for c in cells}
    # The value of a cell stands behind its row, entry, copy, model and register.
    valued = {(rank[c[1]], c[1], c[2]) for c in cells if not np.isnan(c[5])}
    columns = sorted(valued or every) or [(0, "no structure", 1)]
    at = {(entry, copy): n for n, (_, entry, copy) in enumerate(columns)}
    values = np.full((len(residues), len(columns)), np.nan)
    kinds = np.full(values.shape, ABSENT)
    doubtful = np.zeros(values.shape, dtype=bool)
    bases: dict[int, str] = {}
    for k, entry, copy, modelled, register, value, *of_ligand in cells:
        if (entry, copy) not in at:
            continue
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
    n_empty = len(every) - len(valued) if valued else 0
    names = [_name(residue) for residue in residues]
    return _Grid(names, heads, values, kinds, doubtful, [r.verdict for r in residues], n_empty)


def _name(residue: _Residue) -> str:
    p = proteins()[residue.protein]
    gene = "" if p.gene == "MTOR" else f"{p.gene} "
    return f"{gene}{p.amino_acid(residue.position)}{residue.position}"


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


def _dress(ax: Axes, grid: _Grid, q: Quantity, verdict: str) -> Any:
    """Draw cells, colour bar (returned), names with their verdicts, and legend."""
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
    ax.set_yticks(np.arange(rows) + 0.5, grid.names, fontsize=small())
    bar = root(ax).colorbar(mesh, ax=ax, pad=0.012, aspect=30, shrink=min(1.0, 20 / rows + 0.3))
    if bar.solids is not None:
        bar.solids.set_rasterized(False)
    doubt = "\n?: the model may be out of register" if grid.doubtful.any() else ""
    bar.set_label(f"{q.axis}{doubt}", fontsize=small())
    bar.ax.tick_params(labelsize=small())
    told = ""
    if root(ax).get_size_inches()[1] * 72 >= scaled(LEAST_FOR_MARKS):
        handles = [*_mark_verdicts(ax, grid.verdicts), *handles]
        told = f"beside each residue, its most telling {VERDICT_TITLES[verdict]}"
    if handles:
        width = root(ax).get_size_inches()[0] * 72
        ncols = min(3, columns_of_legend(ax, handles))
        if ncols < 3 and ax.get_legend() is None:
            grow(ax, scaled(ROW) * (len(handles) / ncols - len(handles) / 3))
        ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=0.5, ncols=ncols,
                  frameon=False, fontsize=small(), borderpad=0.1, alignment="left", title_fontsize=small(),
                  title=fold(root(ax), told, width - scaled(90)))  # fmt: skip
    _write_heads(ax, grid)
    height = settle(ax)[1]
    lines = [line for line in f"{q.axis}{doubt}".split("\n") if line]
    bar.set_label("\n".join(fold(root(ax), line, height) for line in lines), fontsize=small())
    return bar


def _mark_verdicts(ax: Axes, verdicts: list[str]) -> list[Any]:
    """Draw the marker of the verdict on each row between its name and its cells; returns legend entries."""
    from matplotlib.transforms import ScaledTranslation

    beside = ax.transAxes + ScaledTranslation(-scaled(MARK) / 72, 0, root(ax).dpi_scale_trans)
    ax.tick_params(axis="y", pad=scaled(2 * MARK))
    handles = []
    for name in sorted(set(verdicts), key=CLASS_ORDER.index):
        style, rows = verdict_style(name), [k for k, value in enumerate(verdicts) if value == name]
        # As high as the rows, and left of the cells at every width.
        up = [1 - (row + 0.5) / len(verdicts) for row in rows]
        ax.plot([0] * len(rows), up, style.marker, color=style.colour, markersize=scaled(MARK), clip_on=False,
                markeredgecolor=EDGE, markeredgewidth=0.6, transform=beside, label=f"_{name}")  # fmt: skip
        handles.append(dot(style, f"{style.label} ({len(rows):,})"))
    return handles


def _below_legend(ax: Axes) -> float:
    """Return how far below the axes the legend ends, in points."""
    legend = ax.get_legend()
    if legend is None:
        return 6.0
    return float(ax.get_window_extent().y0 - legend.get_window_extent().y0) * 72 / root(ax).dpi + 4


def _fill(ax: Axes, cells: Any, look: dict[str, Any]) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    boxes = [Rectangle((column, row), 1, 1) for row, column in cells]
    ax.add_collection(PatchCollection(boxes, linewidth=0.5, label="_missing", **look))


def _write_heads(ax: Axes, grid: _Grid) -> None:
    """Write the names of the structures: horizontal where they fit their columns, else upright."""
    ticks = np.arange(len(grid.heads)) + 0.5
    ax.set_xticks(ticks, ["\n".join(head) for head in grid.heads], fontsize=small())
    room = settle(ax)[0] / len(grid.heads) - 4
    broken = [
        head[0] if text_size(root(ax), head[0])[0] <= room else re.sub(r"(?<=[_-])(?=\w{4})", "\n", head[0])
        for head in grid.heads
    ]
    lying = ["\n".join((name, *head[1:])) for name, head in zip(broken, grid.heads, strict=True)]
    ax.set_xticks(ticks, lying, fontsize=small())
    room = settle(ax)[0] / len(grid.heads) - 4
    if max(text_size(root(ax), text)[0] for text in lying) > room:
        joint = "\n" if room >= 2 * (small() + 2.5) else ", "
        parts = [(", ".join(head[:2]), ", ".join(head[2:])) for head in grid.heads]
        upright = [joint.join(filter(None, both)) for both in parts]
        ax.set_xticks(ticks, upright, fontsize=small(), rotation=90)


def _write_values(ax: Axes, grid: _Grid, q: Quantity, width: float, height: float) -> None:
    """Write the numbers in the cells, if all of them fit."""
    from matplotlib import colormaps

    from mtorstruct.views.figures.track import dark

    texts = {
        (row, column): f"{grid.values[row, column]:.{q.decimals}f}{'?' if grid.doubtful[row, column] else ''}"
        for row, column in np.argwhere(grid.kinds == VALUE).tolist()
    }
    if not texts or height < small() + 1.5:
        return
    if max(text_size(root(ax), text)[0] for text in {max(texts.values(), key=len)}) > width - 3:
        return
    from matplotlib.colors import to_hex

    top = float(np.nanmax(grid.values)) or 1.0
    for (row, column), text in texts.items():
        colour = to_hex(colormaps[COLOURS](grid.values[row, column] / top))
        ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=small(), label="_value",
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
