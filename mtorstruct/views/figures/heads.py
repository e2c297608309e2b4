"""Heads of a lollipop plot: where each stands, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from mtorstruct.errors import UsageError
from mtorstruct.views.figures.base import dot
from mtorstruct.views.figures.changes import CROWDED, bare
from mtorstruct.views.figures.labels import spread
from mtorstruct.views.figures.lettering import scaled, small
from mtorstruct.views.palette import (
    CLASS_ORDER,
    CLASSES,
    EDGE,
    SHAPES,
    TYPES,
    VERDICT_TITLES,
    Style,
    shape_of,
    type_of,
    verdict_style,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Heads = Literal["apart", "stacked", "counted"]
"""What is done with several variants of one residue."""

STEM = "#9A9A9A"


APART = 0.8
"""Least distance of heads of one height that stand apart, as a share of a head."""

FULL = 0.5
"""Share of the width up to which heads of one height are moved apart; more would end at other residues."""

BEND = 0.8
"""Share of its height at which the stem of a head that was moved bends."""


@dataclass(frozen=True)
class Head:
    """One head: position, where it stands in data, row that it looks like, label, and number of variants."""

    position: int
    x: float
    y: float
    row: int
    name: str
    n: int = 1


def check_choice(value: str, choices: Any, what: str) -> None:
    """Raise `UsageError` for a value that is not one of a `Literal`."""
    allowed = get_args(choices)
    if value not in allowed:
        raise UsageError(f"unknown {what} '{value}'", hint="give " + " or ".join(allowed))


def size_of(n: int) -> float:
    """Return the size in points of n markers."""
    return scaled(7.0 if n <= 150 else 5.5 if n <= 500 else 4.5)


def heads_of(changes: pd.DataFrame, verdict: str, heads: Heads) -> list[Head]:
    """Return the heads of some variants, one a variant, or one a residue where they are counted.

    Parameters
    ----------
    changes : pandas.DataFrame
        Distinct variants.
    verdict : str
        Column of the verdicts; the most telling one comes first, and stands at the foot of a stack.
    heads : {'apart', 'stacked', 'counted'}
        One head a variant, at its own number; all variants of a residue on one stem; or one head a residue.
    """
    positions, counts, names = changes["position"].tolist(), changes["count"].tolist(), bare(changes)
    order = [CLASS_ORDER.index(value) for value in changes[verdict].tolist()]
    rows_at: dict[int, list[int]] = {}
    for k in sorted(range(len(positions)), key=lambda k: (order[k], -counts[k], k)):
        rows_at.setdefault(int(positions[k]), []).append(k)
    found: list[Head] = []
    for position, rows in rows_at.items():
        if heads == "counted":
            total = sum(counts[k] for k in rows)
            name = _together([names[k] for k in rows])
            found.append(Head(position, position, total, rows[0], name, len(rows)))
        elif heads == "stacked":
            tops = np.cumsum([counts[k] for k in rows]).tolist()
            found += [Head(position, position, top, k, names[k]) for k, top in zip(rows, tops, strict=True)]
        else:
            found += [Head(position, position, counts[k], k, names[k]) for k in rows]
    return found


def set_apart(heads: Sequence[Head], limits: tuple[float, float], width: float) -> list[Head]:
    """Move heads that would hide each other side by side, as little as possible.

    Heads of one height are moved where those that have to be moved take no more than half the width; those
    of one residue in any case.

    Parameters
    ----------
    heads : sequence of Head
        The heads; of one residue the most telling first.
    limits : tuple of float
        Ends of the x axis.
    width : float
        Width of the axes in points.
    """
    low, high = limits
    per_residue = width / (high - low)
    step = size_of(len(heads)) * APART
    moved: list[Head] = []
    of_height: dict[float, list[Head]] = {}
    for head in heads:
        of_height.setdefault(head.y, []).append(head)
    for level in of_height.values():
        if len(level) * step <= FULL * width:
            groups = [level]
        else:
            at: dict[int, list[Head]] = {}
            for head in level:
                at.setdefault(head.position, []).append(head)
            groups = list(at.values())
        moved += [group[0] for group in groups if len(group) == 1]
        for group in (group for group in groups if len(group) > 1):
            wanted = [(head.x - low) * per_residue for head in group]
            room = max(width, step * len(group))
            centres = spread(wanted, [step] * len(group), min(0.0, width - room), room)
            moved += [replace(h, x=low + c / per_residue) for h, c in zip(group, centres, strict=True)]
    return moved


def _together(names: Sequence[str]) -> str:
    """Return one name for several variants of a residue.

    Examples
    --------
    >>> _together(["S2215F", "S2215Y"]), _together(["R5fs", "R5K"])
    ('S2215F/Y', 'R5fs/K')
    """
    first = names[0]
    start = len(first) - len(first.lstrip("ACDEFGHIKLMNPQRSTVWY").lstrip("0123456789"))
    same = all(name[:start] == first[:start] for name in names)
    return "/".join([first, *(name[start:] if same else name for name in names[1:])])


def draw_heads(ax: Axes, heads: Sequence[Head], changes: pd.DataFrame, verdict: str, by_type: bool) -> None:
    """Draw stems and heads, the most informative on top."""
    crowded = len(heads) > CROWDED
    size = size_of(len(heads))
    dots = np.array([(head.x, head.y) for head in heads], dtype=float)
    ax.axhline(0, color=EDGE, lw=0.8, zorder=2)
    _draw_stems(ax, heads, 0.9 if len(heads) <= 150 else 0.5, crowded=crowded)
    values, kinds = changes[verdict].tolist(), changes["kind"].tolist()
    groups: dict[tuple[str, str], list[int]] = {}
    for n, head in enumerate(heads):
        groups.setdefault((values[head.row], type_of(kinds[head.row]) if by_type else ""), []).append(n)
    ranked = sorted(groups, key=lambda key: (CLASS_ORDER.index(key[0]), key[1]), reverse=True)
    for rank, (value, kind) in enumerate(ranked):
        style = (
            Style(TYPES[kind].colour, SHAPES[shape_of(value)].marker, "") if kind else verdict_style(value)
        )
        x, y = (np.unique(dots[groups[value, kind]], axis=0) if crowded else dots[groups[value, kind]]).T
        ax.scatter(
            x, y, s=size**2, marker=style.marker, facecolor=style.colour, edgecolor=EDGE,
            linewidth=0.6, zorder=3 + 0.1 * rank, label=f"_{value}", clip_on=False, rasterized=crowded,
        )  # fmt: skip
    for head in heads:
        if head.n > 1:
            ax.annotate(
                f"{head.n}", (head.x, head.y), (size / 2 + 1, 0), textcoords="offset points",
                fontsize=small(), va="center", ha="left", label="_number", annotation_clip=False,
            )  # fmt: skip


def _draw_stems(ax: Axes, heads: Sequence[Head], width: float, *, crowded: bool) -> None:
    """Draw a line up to each head; thousands of them are one line with gaps, which is quicker."""
    from matplotlib.collections import LineCollection

    if not crowded:
        lines = [[(h.position, 0), (h.position, BEND * h.y), (h.x, h.y)] for h in heads]
        ax.add_collection(LineCollection(lines, colors=STEM, linewidths=width, zorder=1, label="_stems"))
        return
    across, heights = np.unique(np.array([(h.x, h.y) for h in heads], dtype=float), axis=0).T
    up = np.stack([np.zeros(len(heights)), heights, np.full(len(heights), np.nan)], axis=1)
    ax.plot(
        np.repeat(across, 3), up.ravel(), color=STEM, lw=width, zorder=1, solid_capstyle="butt",
        label="_stems", rasterized=True,
    )  # fmt: skip


def handles_of(cohorts: Sequence[pd.DataFrame], verdict: str, by_type: bool) -> tuple[list[Any], str]:
    """Return the entries of the legend, each with its number of variants in every cohort, and its title."""
    title = VERDICT_TITLES[verdict] + (" (above / below)" if len(cohorts) > 1 else "")

    def entries(styles: Mapping[str, Style], classes: Sequence[list[str]]) -> list[Any]:
        return [
            dot(style, f"{style.label} ({' / '.join(f'{of.count(name):,}' for of in classes)})")
            for name, style in styles.items()
            if any(name in of for of in classes)
        ]

    values = [changes[verdict].tolist() for changes in cohorts]
    if not by_type:
        return entries(CLASSES, values), title
    shapes = [[shape_of(value) for value in of] for of in values]
    types = [[type_of(kind) for kind in changes["kind"]] for changes in cohorts]
    heading = dot(Style("none", "none", ""), "type of mutation")
    return [*entries(SHAPES, shapes), heading, *entries(TYPES, types)], title
