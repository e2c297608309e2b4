"""Placing labels: laws that hold for any input, and an optimum found by brute force."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.errors import UsageError
from mtorstruct.views.figures.labels import how_many, nearest, place, spread

LOW, HIGH = 0.0, 1000.0
WANTED = st.lists(st.floats(LOW, HIGH), min_size=1, max_size=20)


@given(WANTED, st.floats(1, 30), st.floats(0, 10))
def test_labels_on_a_line_never_touch_and_stay_inside(wanted: list[float], size: float, gap: float) -> None:
    sizes = [size + k % 3 for k in range(len(wanted))]
    centres = spread(wanted, sizes, LOW, HIGH, gap)
    placed = sorted(zip(centres, sizes, strict=True))
    assert placed[0][0] - placed[0][1] / 2 >= LOW - 1e-6
    assert placed[-1][0] + placed[-1][1] / 2 <= HIGH + 1e-6
    for (a, wide), (b, broad) in pairwise(placed):
        assert b - a >= (wide + broad) / 2 + gap - 1e-6


@given(WANTED)
def test_the_order_is_kept(wanted: list[float]) -> None:
    centres = spread(wanted, [10.0] * len(wanted), LOW, HIGH, 2)
    pairs = sorted(zip(wanted, centres, strict=True))
    assert [c for _, c in pairs] == sorted(centres)


def test_labels_that_have_room_do_not_move() -> None:
    assert spread([900, 100, 500], [50, 50, 50], LOW, HIGH, 5) == [900, 100, 500]


@pytest.mark.parametrize("wanted", [(5, 5, 5), (0, 1, 20), (3, 4, 19), (20, 20, 0)])
def test_no_other_places_move_the_labels_less(wanted: tuple[float, ...]) -> None:
    sizes, low, high = [4.0, 4.0, 4.0], 0.0, 20.0
    centres = spread(wanted, sizes, low, high)
    moved = sum((a - b) ** 2 for a, b in zip(wanted, centres, strict=True))
    steps = [low + 2 + 0.25 * k for k in range(65)]
    order = sorted(range(3), key=lambda k: (wanted[k], k))
    best = min(
        sum((wanted[k] - at) ** 2 for k, at in zip(order, places, strict=True))
        for places in product(steps, repeat=3)
        if places[1] - places[0] >= 4 and places[2] - places[1] >= 4
    )
    assert moved <= best + 1e-9


def test_no_labels_take_no_room() -> None:
    assert spread([], [], 0, 10) == []
    assert how_many([], 0) == 0


def test_too_many_labels_are_an_error_that_says_so() -> None:
    assert how_many([6, 6], 11) == 1
    with pytest.raises(UsageError, match="fewer labels"):
        spread([1, 2], [6, 6], 0, 11)


POINTS = st.lists(st.tuples(st.floats(0, 300), st.floats(0, 200)), min_size=1, max_size=25)


@given(POINTS)
def test_labels_in_a_plane_cover_no_label_and_no_dot(points: list[tuple[float, float]]) -> None:
    size, radius, room = (40.0, 10.0), 3.0, (0.0, 0.0, 300.0, 200.0)
    centres = place(points, [size] * len(points), room, points, radius)
    boxes = [(x - 20, y - 5, x + 20, y + 5) for x, y in (c for c in centres if c is not None)]
    for k, a in enumerate(boxes):
        assert a[0] >= room[0]
        assert a[1] >= room[1]
        assert a[2] <= room[2]
        assert a[3] <= room[3]
        for b in boxes[:k]:
            assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
        for x, y in points:
            end = nearest((x, y), a)
            assert (x - end[0]) ** 2 + (y - end[1]) ** 2 >= (radius - 1e-6) ** 2


def test_a_label_stands_beside_a_lonely_point_and_is_left_out_where_there_is_no_room() -> None:
    assert place([(50, 50)], [(20, 8)], (0, 0, 100, 100), [(50, 50)], 3) == [(65, 50)]
    assert place([(5, 5)], [(20, 8)], (0, 0, 10, 10), [(5, 5)], 3) == [None]


def test_the_same_input_gives_the_same_places() -> None:
    points = [(float(7 * k % 90), float(11 * k % 70)) for k in range(30)]
    room = (0.0, 0.0, 100.0, 80.0)
    first = place(points, [(18.0, 6.0)] * 30, room, points, 2)
    assert place(points, [(18.0, 6.0)] * 30, room, points, 2) == first
