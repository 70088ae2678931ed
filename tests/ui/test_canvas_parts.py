"""The canvas's camera and grid index: arithmetic, without a window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ui import graph_canvas_camera as camera
from app.ui.graph_canvas_index import GridIndex

numbers = st.floats(-1e5, 1e5)
scales = st.floats(0.02, 4.0)


@given(scales, numbers, numbers, st.floats(0.2, 5), st.floats(0, 2000), st.floats(0, 2000))
def test_zoom_keeps_the_place_under_the_pointer(scale, dx, dy, factor, px, py):
    before = camera.View(scale, dx, dy)
    after = camera.zoomed(before, factor, px, py)
    assert camera.MIN_SCALE <= after.scale <= camera.MAX_SCALE
    assert after.to_scene(px, py) == pytest.approx(before.to_scene(px, py), abs=1e-6 * (1 + abs(dx) + abs(dy)) / 0.01)


def test_fit_shows_all_of_it_and_no_more_than_asked():
    view = camera.fitted((-100, 50, 900, 1050), 800, 600, 20, 1.5)
    assert view.to_widget(400, 550) == pytest.approx((400, 300))
    left, top = view.to_widget(-100, 50)
    right, bottom = view.to_widget(900, 1050)
    assert left >= 20 and top >= 20 - 1e-9 and right <= 780 and bottom <= 580 + 1e-9
    assert camera.fitted((0, 0, 10, 10), 800, 600, 20, 1.5).scale == 1.5
    assert camera.fitted((3, 3, 3, 3), 5, 5, 20, 1.0).to_widget(3, 3) == pytest.approx((2.5, 2.5))


def test_reveal_moves_as_little_as_it_can():
    view = camera.View(1.0, 0.0, 0.0)
    assert camera.revealed(view, (100, 100, 200, 200), 800, 600, 30) is view
    moved = camera.revealed(view, (790, 100, 990, 200), 800, 600, 30)
    assert (moved.dx, moved.dy) == (-220, 0)
    moved = camera.revealed(view, (-50, -60, 20, 20), 800, 600, 30)
    assert (moved.dx, moved.dy) == (80, 90)
    wide = camera.revealed(view, (0, 100, 5000, 200), 800, 600, 30)
    assert wide.to_widget(2500, 0)[0] == pytest.approx(400)


def test_an_eased_move_starts_and_ends_where_it_says():
    a, b = camera.View(0.2, 5, 9), camera.View(2.0, -300, 40)
    assert a.between(b, 0, 800, 600) == a and a.between(b, 1, 800, 600) == b
    scales_on_the_way = [a.between(b, t, 800, 600).scale for t in (0.25, 0.5, 0.75)]
    assert scales_on_the_way == sorted(scales_on_the_way)
    assert a.between(b, 0.5, 800, 600).scale == pytest.approx((0.2 * 2.0) ** 0.5)
    near = a.between(b, 0.999999, 800, 600)
    assert (near.dx, near.dy) == pytest.approx((b.dx, b.dy), abs=0.1)


def test_stops_go_up_and_down():
    assert camera.next_stop(0.94, 1) == 1.0 and camera.next_stop(0.94, -1) == 0.8
    assert camera.next_stop(1.0, 1) == 1.25 and camera.next_stop(1.5, 1, unit=1.5) == pytest.approx(1.875)
    assert camera.next_stop(4.0, 1) == 4.0 and camera.next_stop(0.01, -1) == 0.01


def _boxes(rng, n, size=4000.0, large=False):
    corner = rng.uniform(-size, size, (n, 2))
    extent = rng.uniform(0, 60, (n, 2))
    if large:
        extent[:: max(n // 5, 1)] *= 200
    return np.hstack([corner, corner + extent])


def _by_hand(boxes, left, top, right, bottom):
    hit = (boxes[:, 0] <= right) & (boxes[:, 2] >= left) & (boxes[:, 1] <= bottom) & (boxes[:, 3] >= top)
    return np.flatnonzero(hit).tolist()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 1500), st.integers(0, 1500), st.booleans())
def test_the_grid_finds_what_comparing_finds(seed, first, more, large):
    rng = np.random.default_rng(seed)
    boxes = np.vstack([_boxes(rng, first, large=large), _boxes(rng, more, 9000.0, large)])
    index = GridIndex(boxes[:first])
    for k in range(first, first + more, 97):
        index.append(boxes[k : min(k + 97, first + more)])
    assert len(index) == first + more
    for _ in range(8):
        x, y = rng.uniform(-9000, 9000, 2)
        w, h = rng.uniform(0, 3000, 2)
        assert index.query(x, y, x + w, y + h).tolist() == _by_hand(boxes, x, y, x + w, y + h)
        assert index.at(x, y).tolist() == _by_hand(boxes, x, y, x, y)


def test_moved_boxes_are_found_where_they_are():
    rng = np.random.default_rng(3)
    boxes = _boxes(rng, 900)
    index = GridIndex(boxes)
    boxes[100:200] += 7000
    index.move(100, boxes[100:200])
    assert index.query(6000, -9000, 9e9, 9e9).tolist() == _by_hand(boxes, 6000, -9000, 9e9, 9e9)
    assert index.bounds() == pytest.approx((boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()))


def test_an_empty_grid_answers():
    index = GridIndex()
    assert len(index) == 0 and index.bounds() is None and index.query(0, 0, 1, 1).tolist() == []
