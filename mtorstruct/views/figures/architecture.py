"""Proteins as bars with their domains and phosphosites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import Segment, segments
from mtorstruct.reference.phosphosites import Phosphosite
from mtorstruct.reference.phosphosites import phosphosites as all_phosphosites
from mtorstruct.reference.proteins import Protein, protein
from mtorstruct.views.figures.base import (
    MUTED,
    Caption,
    dress,
    in_points,
    root,
    set_caption,
    settle,
    text_size,
)
from mtorstruct.views.figures.labels import how_many, spread
from mtorstruct.views.figures.lettering import scaled, small
from mtorstruct.views.figures.page import Page
from mtorstruct.views.figures.track import BAR, NAMES, draw_bar, draw_names, has_names_below, named_domains
from mtorstruct.views.palette import EDGE, LINKER, PHOSPHOSITE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SITES, TICK, ELBOW = 34.0, 5.0, 14.0
"""Sizes above a bar in points: site labels, their ticks, and the bend of their lines."""

SUB, NUMBER, PADDING = 8.0, 13.0, 10.0
"""Sizes in points: boxes of the sub-elements, their numbers, and space between proteins."""

KEY_COLUMNS = 3

USUAL_WIDTH = 540.0
"""Width of the axes in points in the figure that is made where none is given."""

GAP = 3.0


@dataclass(frozen=True)
class _Row:
    """One protein, and the height that it takes in points."""

    p: Protein
    sites: tuple[Phosphosite, ...]
    subs: tuple[Segment, ...]
    lanes: tuple[int, ...]
    names_below: bool

    def height(self, labelled: bool) -> float:
        above = scaled(SITES + TICK + ELBOW if labelled else TICK) if self.sites else 0.0
        return above + scaled(BAR) + self.below

    @property
    def below(self) -> float:
        lanes = 1 + max(self.lanes) if self.lanes else 0
        return (scaled(NAMES) if self.names_below else 0.0) + lanes * scaled(SUB + NUMBER)


def domain_architecture(
    genes: Sequence[str] = ("MTOR",),
    ax: Axes | None = None,
    phosphosites: bool = True,
    subdomains: bool = False,
    *,
    width: float | str | None = None,
    height: float | None = None,
    font_size: float | None = None,
    dpi: int | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the domains of proteins along their sequences, one row a protein.

    Parameters
    ----------
    genes : sequence of str
        Proteins: genes, aliases or accessions.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; without them a figure of 9 inches by what the rows need is made.
    phosphosites : bool
        Also the phosphosites that were seen in a source. Where the axes are too low for their labels, they
        are ticks alone.
    subdomains : bool
        Also the sub-elements, as numbered boxes with a key.
    width, height, font_size, dpi, title
        As in `mtorstruct.lollipop`; without a title there is none.

    Returns
    -------
    matplotlib.axes.Axes
        Boxes are domains of the default scheme (`mtorstruct.reference.domains.segments`), the grey line is
        all else; x is the UniProt position, the same scale for all rows.

    Raises
    ------
    UsageError
        An unknown gene, no gene, or axes too low for the rows.

    Examples
    --------
    >>> ax = domain_architecture(["MTOR", "raptor"])
    >>> [label.get_text().split()[0] for label in ax.get_yticklabels()]
    ['mTOR', 'raptor']
    """
    with (page := Page(width, height, font_size, dpi, title)).letters():
        return _architecture(
            (genes,) if isinstance(genes, str) else genes, page, ax, phosphosites, subdomains
        )


def _architecture(
    genes: Sequence[str], page: Page, ax: Axes | None, phosphosites: bool, subdomains: bool
) -> Axes:
    if not isinstance(genes, Iterable) or not all(isinstance(name, str) for name in genes):
        raise UsageError(
            "these are no names of proteins", hint="give one or several, such as ['MTOR', 'RPTOR']"
        )
    proteins = list(dict.fromkeys(protein(name) for name in genes))
    longest = max((len(p) for p in proteins), default=0)
    rows = [_row(p, phosphosites, subdomains, USUAL_WIDTH / (1.02 * longest)) for p in proteins]
    if not rows:
        raise UsageError("no protein was named", hint="name one, such as MTOR")
    needed = sum(max(row.height(True) / scaled(1), 36.0) + PADDING for row in rows)
    key = 14.0 * (2 + sum(len(row.subs) for row in rows) / KEY_COLUMNS) if subdomains else 0.0
    ax = page.axes(ax, 9, min(60.0, max(2.0, (needed + 62 + key) / 72)))
    _dress(ax, rows)
    width, height = settle(ax, freeze=True)
    rows = [_row(p, phosphosites, subdomains, width / (1.02 * longest)) for p in proteins]
    rows = [replace(row, names_below=has_names_below(ax, [row.p], width)) for row in rows]
    labelled = sum(row.height(True) for row in rows) <= height
    spare = (height - sum(row.height(labelled) for row in rows)) / len(rows)
    if spare < 0:
        raise UsageError("the figure is too low for so many proteins", hint="make it higher, or name fewer")
    ax.set_ylim(0, height)
    top, middles, number = height, [], 1
    for row in rows:
        bottom = top - spare / 2 - row.height(labelled) + row.below
        _draw_row(ax, row, bottom, width, labelled=labelled, number=number)
        middles.append(bottom + scaled(BAR) / 2)
        number += len(row.subs)
        top -= row.height(labelled) + spare
    ax.set_yticks(middles, [_name(row.p) for row in rows])
    return set_caption(ax, Caption(_alt(rows, phosphosites), len(rows), "proteins"))


def _row(p: Protein, with_sites: bool, with_subs: bool, per_residue: float) -> _Row:
    sites = sorted((s for s in all_phosphosites() if s.gene == p.gene), key=lambda s: s.position)
    subs = [s for s in segments(p.gene) if s.level == "subdomain"] if with_subs else []
    return _Row(p, tuple(sites) if with_sites else (), tuple(subs), _lanes(subs, per_residue), True)


def _lanes(subs: Sequence[Segment], per_residue: float) -> tuple[int, ...]:
    """Return the lane of each sub-element, so that neither boxes nor numbers of one lane touch."""
    ends: list[float] = []
    lanes = []
    for s in subs:
        middle, half = (s.start + s.end) / 2 * per_residue, max(len(s) * per_residue, scaled(14)) / 2 + 1
        lane = next((n for n, end in enumerate(ends) if end <= middle - half), len(ends))
        ends[lane : lane + 1] = [middle + half]
        lanes.append(lane)
    return tuple(lanes)


def _name(p: Protein) -> str:
    return f"{p.name}\n{len(p):,} residues\n{p.uniprot}"


def _dress(ax: Axes, rows: Sequence[_Row]) -> None:
    """Format the axes, with names of the proteins and the key of the sub-elements."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import blended_transform_factory

    sites = any(row.sites for row in rows)
    dress(ax, "UniProt position" + ("; labels above the bars: phosphosites" if sites else ""), "")
    longest = max(len(row.p) for row in rows)
    ax.set_xlim(-0.01 * longest, 1.01 * longest)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(0, len(rows))
    ax.set_yticks([n + 0.5 for n in range(len(rows))])
    ax.set_yticklabels([_name(row.p) for row in rows], fontsize=small())
    ax.tick_params(axis="y", length=0)
    subs = [s for row in rows for s in row.subs]
    if subs:
        handles = [
            Line2D([], [], linestyle="", label=f"{n} {s.domain}{_part(s)}") for n, s in enumerate(subs, 1)
        ]
        place = blended_transform_factory(ax.transAxes, in_points(ax))
        ax.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(0, -scaled(34)), bbox_transform=place,
            frameon=False, fontsize=small(), title="sub-elements", title_fontsize=small(), alignment="left",
            ncols=KEY_COLUMNS, handlelength=0, handletextpad=0, borderaxespad=0,
        )  # fmt: skip


def _part(s: Segment) -> str:
    return f" {s.segment}" if not s.segment.endswith("/1") else ""


def _draw_row(ax: Axes, row: _Row, bottom: float, width: float, *, labelled: bool, number: int) -> None:
    draw_bar(ax, row.p, bottom, ax.transData)
    draw_names(ax, row.p, bottom, ax.transData, width)
    top = bottom + scaled(BAR)
    for site in row.sites:
        ax.plot([site.position] * 2, [top, top + scaled(TICK)], color=PHOSPHOSITE.colour, lw=1, label="_site")
    if labelled:
        _label_sites(ax, row.sites, top + scaled(TICK), width)
    _draw_subs(ax, row, bottom - (scaled(NAMES) if row.names_below else 0) - 3, number)


def _label_sites(ax: Axes, sites: Sequence[Phosphosite], foot: float, width: float) -> None:
    low, high = ax.get_xlim()
    scale = width / (high - low)
    heights = [text_size(root(ax), s.site)[1] for s in sites]
    n = how_many(heights, width, scaled(GAP))
    wanted = [(s.position - low) * scale for s in sites[:n]]
    for site, at in zip(sites, spread(wanted, heights[:n], 0, width, scaled(GAP)), strict=False):
        x = low + at / scale
        ax.plot([site.position, x], [foot, foot + scaled(ELBOW) - 2], color=MUTED, lw=0.6, label="_leader")
        ax.text(x, foot + scaled(ELBOW), site.site, rotation=90, ha="center", va="bottom",
                fontsize=small(), label="_label", in_layout=False)  # fmt: skip


def _draw_subs(ax: Axes, row: _Row, top: float, number: int) -> None:
    from matplotlib.patches import Rectangle

    for n, (s, lane) in enumerate(zip(row.subs, row.lanes, strict=True), number):
        bottom = top - lane * scaled(SUB + NUMBER) - scaled(SUB)
        ax.add_patch(
            Rectangle((s.start - 0.5, bottom), len(s), scaled(SUB), facecolor=LINKER.colour, edgecolor=EDGE,
                      lw=0.6, label="_subdomain")
        )  # fmt: skip
        ax.text((s.start + s.end) / 2, bottom - 1, str(n), ha="center", va="top", fontsize=small(),
                label="_label")  # fmt: skip


def _alt(rows: Sequence[_Row], with_sites: bool) -> str:
    parts = []
    for row in rows:
        names = ", ".join(s.domain for s in named_domains(row.p.gene)) or "no domain in the default scheme"
        said = f"{row.p.name} ({row.p.uniprot}, {len(row.p):,} residues): {names}"
        if with_sites:
            said += f"; {len(row.sites)} phosphosite{'s' if len(row.sites) != 1 else ''}"
        parts.append(said)
    return f"Domains along the sequence. {'. '.join(parts)}."
