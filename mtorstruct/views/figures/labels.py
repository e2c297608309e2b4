"""Placement of labels without overlaps: deterministic plane geometry.

Lengths may be in any unit as long as it is one unit; the figures use points.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import UsageError

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right and top of a box."""

DIRECTIONS = 16
REACHES = (1.0, 1.6, 2.4, 3.4, 4.6, 6.0, 7.6)
"""Distances that are tried, in multiples of the nearest one; labels further off would be unclear."""


def how_many(sizes: Sequence[float], room: float, gap: float = 0.0) -> int:
    """Return the number of labels, from the first on, that fit side by side into a width.

    Examples
    --------
    >>> how_many([30, 30, 30], room=70, gap=5)
    2
    """
    used = -gap
    for n, size in enumerate(sizes):
        used += size + gap
        if used > room:
            return n
    return len(sizes)


def spread(
    wanted: Sequence[float], sizes: Sequence[float], low: float, high: float, gap: float = 0.0
) -> list[float]:
    """Move labels along a line so that they do not touch, as little as possible.

    Parameters
    ----------
    wanted : sequence of float
        Preferred centre of each label.
    sizes : sequence of float
        Length of each label along the line.
    low, high : float
        Ends of the line; no label goes beyond.
    gap : float
        Smallest distance of neighbours.

    Returns
    -------
    list of float
        Centres, in the order of the input. Their order along the line is that of `wanted`; the sum of the
        squared moves is the smallest possible (isotonic regression by pooling adjacent violators, Barlow et
        al. 1972).

    Raises
    ------
    UsageError
        The labels are longer than the line.

    Examples
    --------
    >>> spread([50, 52], [10, 10], low=0, high=100)
    [46.0, 56.0]
    """
    order = sorted(range(len(wanted)), key=lambda k: (wanted[k], k))
    if how_many(sizes, high - low, gap) < len(sizes):
        raise UsageError("the labels are longer than their line", hint="give fewer labels or a larger figure")
    steps, at = [], 0.0
    for n, k in enumerate(order):
        if n:
            at += sizes[order[n - 1]] / 2 + gap + sizes[k] / 2
        steps.append(at)
    blocks: list[tuple[float, int]] = []
    for step, k in zip(steps, order, strict=True):
        mean, size = wanted[k] - step, 1
        while blocks and blocks[-1][0] > mean:
            before, n = blocks.pop()
            mean, size = (before * n + mean * size) / (n + size), n + size
        blocks.append((mean, size))
    if not order:
        return []
    first, last = low + sizes[order[0]] / 2, high - sizes[order[-1]] / 2 - steps[-1]
    placed = [min(max(mean, first), last) for mean, size in blocks for _ in range(size)]
    centres = [0.0] * len(order)
    for k, base, step in zip(order, placed, steps, strict=True):
        centres[k] = base + step
    return centres


def place(
    points: Sequence[Point], sizes: Sequence[Point], room: Box, dots: Sequence[Point], radius: float
) -> list[Point | None]:
    """Find a free position near each point for its label.

    Parameters
    ----------
    points : sequence of (x, y)
        What is labelled, the most important first.
    sizes : sequence of (width, height)
        Size of each label.
    room : (left, bottom, right, top)
        No label goes beyond.
    dots : sequence of (x, y)
        All that is drawn; no label covers one.
    radius : float
        Half the size of a dot.

    Returns
    -------
    list of (x, y) or None
        Centre of each label: the nearest place, of a fixed list around the point, where it covers no dot
        and no other label, and where no line from a label to its point runs through a label. None where
        there is no such place.
    """
    drawn = np.unique(np.asarray(dots, dtype=float).reshape(-1, 2), axis=0)
    placed: list[Box] = []
    lines: list[tuple[Point, Point]] = []
    centres: list[Point | None] = []
    for point, size in zip(points, sizes, strict=True):
        for centre in _candidates(point, size, radius):
            box = _box(centre, size)
            line = (point, nearest(point, box))
            if (
                _inside(box, room)
                and not any(_overlap(box, other, 1.5) for other in placed)
                and not any(_crosses(line, other) for other in placed)
                and not any(_crosses(other, box) for other in lines)
                and not _covers(box, drawn, radius)
            ):
                placed.append(box)
                lines.append(line)
                centres.append(centre)
                break
        else:
            centres.append(None)
    return centres


def nearest(point: Point, box: Box) -> Point:
    """Return the point of a box that is nearest to a point: the end of its line."""
    return min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])


def _candidates(point: Point, size: Point, radius: float) -> list[Point]:
    """Yield centres around a point, nearest first; to the right before the others at equal distance."""
    found = []
    for reach in REACHES:
        away = (radius + 2) * reach
        for n in range(DIRECTIONS):
            # Right, left, then alternating upwards and downwards: most labels read best beside their point.
            angle = (0, pi, pi / 2, -pi / 2)[n % 4] + (n // 4) * 2 * pi / DIRECTIONS
            across, up = cos(angle), sin(angle)
            found.append(
                (
                    point[0] + across * away + _sign(across) * size[0] / 2,
                    point[1] + up * away + _sign(up) * size[1] / 2,
                )
            )
    return found


def _sign(value: float) -> float:
    return 0.0 if abs(value) < 0.3 else 1.0 if value > 0 else -1.0


def _box(centre: Point, size: Point) -> Box:
    (x, y), (width, height) = centre, size
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _inside(box: Box, room: Box) -> bool:
    return box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]


def _overlap(a: Box, b: Box, gap: float) -> bool:
    return a[0] < b[2] + gap and b[0] < a[2] + gap and a[1] < b[3] + gap and b[1] < a[3] + gap


def _covers(box: Box, dots: NDArray[np.float64], radius: float) -> bool:
    away = dots - np.clip(dots, box[:2], box[2:])
    return bool((np.hypot(away[:, 0], away[:, 1]) < radius).any())


def _crosses(line: tuple[Point, Point], box: Box) -> bool:
    """Return whether a segment crosses a box (Liang and Barsky 1984)."""
    (x0, y0), (x1, y1) = line
    enter, leave = 0.0, 1.0
    for start, delta, low, high in ((x0, x1 - x0, box[0], box[2]), (y0, y1 - y0, box[1], box[3])):
        if delta == 0:
            if not low < start < high:
                return False
            continue
        near, far = sorted(((low - start) / delta, (high - start) / delta))
        enter, leave = max(enter, near), min(leave, far)
    return enter < leave
