"""Lollipop plot of variants along a protein, by frequency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.atlas.store import open_atlas
from mtorstruct.errors import UsageError
from mtorstruct.reference.proteins import protein
from mtorstruct.views.figures.base import (
    below,
    change_note,
    dress,
    is_narrow,
    put_legend,
    put_note,
    set_caption,
    settle,
    size_of_axes,
    span_x,
)
from mtorstruct.views.figures.callouts import band_height, label_band
from mtorstruct.views.figures.changes import (
    CROWDED,
    bare,
    by_class,
    caption_of_changes,
    chosen_labels,
    counted,
    counted_once,
    distinct,
    headline,
)
from mtorstruct.views.figures.heads import (
    Head,
    Heads,
    check_choice,
    draw_heads,
    handles_of,
    heads_of,
    set_apart,
)
from mtorstruct.views.figures.lettering import label_depth, normal
from mtorstruct.views.figures.page import Page
from mtorstruct.views.figures.strips import BETWEEN, STRIP, Strips, tracks_of
from mtorstruct.views.figures.track import draw_track
from mtorstruct.views.palette import VERDICT_TITLES, check_verdict
from mtorstruct.views.region import Region, region_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from mtorstruct.reference.proteins import Protein
    from mtorstruct.views.figures.base import Caption
    from mtorstruct.views.figures.changes import Labels, Tallied

N_LABELS = 12
"""Largest number of variants that are labelled, where no other is asked for."""


@dataclass(frozen=True)
class _Look:
    """What the heads tell, and which of them get labels."""

    verdict: str
    by_type: bool
    heads: Heads
    labels: Labels


def lollipop(
    table: pd.DataFrame | Tallied,
    gene: str = "MTOR",
    verdict: str = "rapalog",
    ax: Axes | None = None,
    labels: Labels = N_LABELS,
    *,
    by_type: bool = False,
    heads: Heads = "apart",
    range: Region = None,
    n_samples: int | None = None,
    tracks: str | Sequence[str] = (),
    against: pd.DataFrame | Tallied | None = None,
    names: tuple[str, str] = ("above", "below"),
    atlas: str | Path | None = None,
    width: float | str | None = None,
    height: float | None = None,
    font_size: float | None = None,
    dpi: int | None = None,
    title: str | None = None,
    notes: bool = True,
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
        Axes to draw on; without them a figure of its own is made. Labels are placed for the size that
        the axes have now, so that a figure should get its size before.
    labels : int, str or sequence of str
        How many labels at most (the most frequent variants first, then those whose verdict asserts an
        effect), ``all``, ``none``, or the names of the variants, as a list or separated by commas. If not
        all variants have one, a note says how many.
    by_type : bool
        Colours tell the type of mutation (missense, truncating, in-frame, synonymous), and the markers alone
        the verdict, in groups.
    heads : {'apart', 'stacked', 'counted'}
        Several variants of one residue: those that are equally frequent side by side, as are those of near
        residues that would hide each other, where there is room, on bent stems; all on one stem, their
        numbers added up, the most telling at its foot; or one head, with the sum of their numbers, the most
        telling verdict, and how many variants it stands for.
    range : str or tuple of int, optional
        Part of the protein: a domain (``FRB``), or positions (``2015:2114`` or ``(2015, 2114)``).
    n_samples : int, optional
        Samples of the whole cohort, for the title. Without it those that any row of the table names, which
        are too few where samples without a variant are not listed.
    tracks : str or sequence of str
        Strips under the domains: ``phosphosites``, ``secondary_structure``, ``distance`` (of the residue to
        rapamycin, or to the nucleotide for ATP-competitive inhibitors), ``conservation`` (share of other
        PI3K-related kinases that keep the residue, for mTOR 1385-2549); or ``all``.
    against : pandas.DataFrame, optional
        Another cohort, drawn downwards under the domains, at the same scale.
    names : tuple of str
        Names of the two cohorts.
    atlas : str or pathlib.Path, optional
        Folder of the atlas that tracks are of; the embedded one without it.
    width : float or str, optional
        Width in mm, or ``single`` (89 mm) or ``double`` (183 mm) for the columns of a journal; 229 mm
        without it. A narrow figure has its legend under the axes.
    height : float, optional
        Height in mm.
    font_size : float, optional
        Size of labels in points: 9, in the columns of a journal 7. All that is drawn scales with it.
    dpi : int, optional
        Pixels per inch on the screen and in PNG files.
    title : str, optional
        Title; without it the number of variants and of samples, and none if empty or on axes of yours.
    notes : bool
        Whether the figure says what has no label and what is left out; `mtorstruct.views.figures.caption_of`
        has it in any case.

    Returns
    -------
    matplotlib.axes.Axes
        One marker a distinct variant, at its UniProt position and its number of samples (of rows, where no
        sample is named); in a plot of more than 1,000 variants those of one residue lie on each other, the
        most telling on top. Variants without a position in this protein are counted in a note.

    Raises
    ------
    UsageError
        An unknown gene, verdict or label, or no protein change in the table.

    Examples
    --------
    >>> import mtorstruct
    >>> ax = lollipop(mtorstruct.annotate(["F2108L", "M2327I", "F2108L"]))
    >>> ax.get_ylabel()
    'times listed'
    """
    check_choice(heads, Heads, "heads")
    if against is not None and ax is not None:
        raise UsageError("two cohorts need a figure of their own", hint="leave out ax")
    p, look = protein(gene), _Look(check_verdict(verdict), by_type, heads, labels)
    region = region_of(range, p)
    given = [table] if against is None else [table, against]
    cohorts = [_Cohort.of(each, p, look, region, n_samples if n == 0 else 0) for n, each in enumerate(given)]
    site = "atp" if verdict == "atp_competitive" else "rapamycin"
    strips = Strips(p, tracks_of(tracks), site, open_atlas(atlas))
    with (page := Page(width, height, font_size, dpi, title, notes)).letters():
        height_in = (4.0 if against is None else 6.5) + len(strips.names) * (STRIP + BETWEEN) / 72
        ax = page.axes(ax, 9, height_in, _title(cohorts, names))
        if against is None:
            return _draw_one(ax, cohorts[0], p, look, region, strips)
        return _draw_two(ax, cohorts, names, p, look, region, strips)


@dataclass(frozen=True)
class _Cohort:
    """Distinct variants of one cohort, what is left out of them, and its title."""

    changes: pd.DataFrame
    left_out: dict[str, int]
    headline: str

    @classmethod
    def of(
        cls,
        table: pd.DataFrame | Tallied,
        p: Protein,
        look: _Look,
        region: tuple[int, int],
        n_samples: int | None,
    ) -> _Cohort:
        once = counted_once(table, [look.verdict])
        changes, left_out = distinct(once, [look.verdict], gene=p.gene, region=region)
        return cls(changes, left_out, headline(changes, n_samples or once.n_samples, p.name))

    def caption(self, p: Protein, look: _Look, labelled: int | None) -> Caption:
        """Return the caption, with the number of labels; None where none was asked for."""
        return caption_of_changes(
            self.changes,
            self.left_out,
            by_class(self.changes, look.verdict),
            f"Lollipop plot of {counted(self.changes)} along {p.name} ({len(p):,} residues).",
            VERDICT_TITLES[look.verdict],
            None if look.labels in (0, "none") else labelled,
        )

    def counts(self, look: _Look) -> tuple[int, str]:
        """Return the highest count, and what is counted."""
        named = "samples" if (self.changes["samples"] != "").any() else "times listed"
        if look.heads == "apart":
            return int(self.changes["count"].max()), named
        return int(self.changes.groupby("position")["count"].sum().max()), f"{named}, added up by residue"


def _title(cohorts: Sequence[_Cohort], names: tuple[str, str]) -> str:
    if len(cohorts) == 1:
        return cohorts[0].headline
    return "\n".join(f"{name}, {cohort.headline}" for name, cohort in zip(names, cohorts, strict=True))


def _draw_one(
    ax: Axes, cohort: _Cohort, p: Protein, look: _Look, region: tuple[int, int], strips: Strips
) -> Axes:
    top, named = cohort.counts(look)
    dress(ax, f"position in {p.name} (UniProt {p.uniprot})", named)
    handles, heading = handles_of([cohort.changes], look.verdict, by_type=look.by_type)
    put_legend(ax, [*handles, *strips.handles()], heading)
    span_x(ax, *region, whole=region == (1, len(p)))
    _count_axis(ax, top)
    depth = draw_track(ax, p, settle(ax)[0], strips)
    if strips.names:
        settle(ax)
    rows = chosen_labels(cohort.changes, look.verdict, look.labels, bare(cohort.changes))
    note = put_note(ax, cohort.caption(p, look, len(rows)).note, depth + label_depth())
    heads = _Placed.of(ax, cohort, look, rows, settle(ax, freeze=True))
    n = heads.draw(ax, heads.band(ax), top)
    caption = cohort.caption(p, look, n)
    change_note(ax, note, caption.note)
    return set_caption(ax, caption)


def _draw_two(
    ax: Axes,
    cohorts: Sequence[_Cohort],
    names: tuple[str, str],
    p: Protein,
    look: _Look,
    region: tuple[int, int],
    strips: Strips,
) -> Axes:
    """Draw one cohort over the domains and the other one downwards, at the same scale."""
    both = [ax, below(ax)]
    top = max(cohort.counts(look)[0] for cohort in cohorts)
    for each, cohort, name in zip(both, cohorts, names, strict=True):
        dress(each, "", f"{cohort.counts(look)[1]}\n({name})")
        span_x(each, *region, whole=region == (1, len(p)))
        _count_axis(each, top)
    both[1].set_xlabel(f"position in {p.name} (UniProt {p.uniprot})", fontsize=normal())
    both[1].invert_yaxis()
    ax.tick_params(axis="x", length=0, labelbottom=False)
    handles, heading = handles_of([cohort.changes for cohort in cohorts], look.verdict, by_type=look.by_type)
    put_legend(both[1] if is_narrow(ax) else ax, [*handles, *strips.handles()], heading)
    draw_track(ax, p, settle(ax)[0], strips)
    ax.spines["bottom"].set_visible(False)
    rows = [chosen_labels(c.changes, look.verdict, look.labels, bare(c.changes)) for c in cohorts]
    settle(both[1])
    noted = [c.caption(p, look, len(r)).note for c, r in zip(cohorts, rows, strict=True)]
    note = put_note(both[1], _notes_of(names, noted), label_depth())
    settle(ax)
    settle(both[1], freeze=True)
    placed = [
        _Placed.of(each, cohort, look, row, size_of_axes(each))
        for each, cohort, row in zip(both, cohorts, rows, strict=True)
    ]
    bands = [heads.band(each) for heads, each in zip(placed, both, strict=True)]
    room = max(band[0] for band in bands)
    captions = []
    for each, cohort, heads, (_, n, upright) in zip(both, cohorts, placed, bands, strict=True):
        drawn = heads.draw(each, (room, n, upright), top, down=each is both[1])
        captions.append(cohort.caption(p, look, drawn))
        set_caption(each, captions[-1])
    change_note(both[1], note, _notes_of(names, [caption.note for caption in captions]))
    return ax


def _notes_of(names: tuple[str, str], notes: Sequence[str]) -> str:
    return " ".join(f"{name}: {note}" for name, note in zip(names, notes, strict=True) if note)


@dataclass(frozen=True)
class _Placed:
    """Heads of a cohort in axes of some size, and those of them that get labels."""

    cohort: _Cohort
    look: _Look
    heads: list[Head]
    labelled: list[Head]
    size: tuple[float, float]

    @classmethod
    def of(
        cls, ax: Axes, cohort: _Cohort, look: _Look, rows: list[int], size: tuple[float, float]
    ) -> _Placed:
        heads = heads_of(cohort.changes, look.verdict, look.heads)
        # Among thousands a step to the side would end at another residue.
        if look.heads == "apart" and len(cohort.changes) <= CROWDED:
            heads = set_apart(heads, ax.get_xlim(), size[0])
        return cls(cohort, look, heads, _labelled(heads, cohort.changes, rows), size)

    def band(self, ax: Axes) -> tuple[float, int, bool]:
        """Return the height of the labels, how many have room, and whether they stand upright."""
        return band_height(ax, [h.name for h in self.labelled], [h.x for h in self.labelled], self.size)

    def draw(self, ax: Axes, band: tuple[float, int, bool], top: float, *, down: bool = False) -> int:
        """Draw heads and labels; returns how many variants have a label."""
        limit = 1.1 * top * self.size[1] / (self.size[1] - band[0])
        ax.set_ylim(*((limit, 0) if down else (0, limit)))
        draw_heads(ax, self.heads, self.cohort.changes, self.look.verdict, by_type=self.look.by_type)
        texts, ends = [h.name for h in self.labelled], [(h.x, h.y) for h in self.labelled]
        label_band(ax, texts, ends, self.size, band, down=down)
        return sum(h.n for h in self.labelled[: band[1]])


def _labelled(heads: list[Head], changes: pd.DataFrame, rows: list[int]) -> list[Head]:
    """Return the heads of some variants in their order; a residue that is one head gets one label."""
    positions = changes["position"].tolist()
    if len(heads) == len(positions):
        head_of_row = {head.row: head for head in heads}
        return [head_of_row[row] for row in rows]
    at = {head.position: head for head in heads}
    return list({int(positions[row]): at[int(positions[row])] for row in rows}.values())


def _count_axis(ax: Axes, highest: int) -> None:
    """Set whole-number ticks up to the highest count, none in the space for labels above."""
    from matplotlib.ticker import MaxNLocator

    ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, highest)
    ax.set_yticks([int(t) for t in ticks if 0 <= t <= highest and t == int(t)])
    ax.set_ylim(0, 1.1 * highest)
    ax.spines["left"].set_bounds(0, highest)
