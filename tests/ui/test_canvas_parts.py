"""The canvas's camera, grid index, arrays and far drawing: arithmetic and pixels, without a window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from app.ui import graph_canvas_camera as camera
from app.ui import graph_canvas_far as far
from app.ui import graph_canvas_free as free
from app.ui.graph_canvas_frame import Frame
from app.ui.graph_canvas_index import GridIndex
from app.ui.graph_canvas_picture import Picture

numbers = st.floats(-1e5, 1e5)
scales = st.floats(0.02, 4.0)


@given(scales, numbers, numbers, st.floats(0.2, 5), st.floats(0, 2000), st.floats(0, 2000))
def test_zoom_keeps_the_place_under_the_pointer(scale, dx, dy, factor, px, py):
    before = camera.View(scale, dx, dy)
    after = camera.zoomed(before, factor, px, py)
    assert camera.MIN_SCALE <= after.scale <= camera.MAX_SCALE
    assert after.to_scene(px, py) == pytest.approx(before.to_scene(px, py), abs=1e-6 * (1 + abs(dx) + abs(dy)) / 0.01)


def test_fit_shows_all_of_it_and_no_more_than_asked():
    view = camera.fitted((-100, 50, 900, 1050), (20, 20, 780, 580), 1.5)
    assert view.to_widget(400, 550) == pytest.approx((400, 300))
    left, top = view.to_widget(-100, 50)
    right, bottom = view.to_widget(900, 1050)
    assert left >= 20 and top >= 20 - 1e-9 and right <= 780 and bottom <= 580 + 1e-9
    assert camera.fitted((0, 0, 10, 10), (20, 20, 780, 580), 1.5).scale == 1.5
    assert camera.fitted((3, 3, 3, 3), (20, 20, -15, -15), 1.0).to_widget(3, 3) == pytest.approx((2.5, 2.5))


def test_reveal_moves_as_little_as_it_can():
    view = camera.View(1.0, 0.0, 0.0)
    assert camera.revealed(view, (100, 100, 200, 200), 800, 600, 30) is view
    moved = camera.revealed(view, (790, 100, 990, 200), 800, 600, 30)
    assert (moved.dx, moved.dy) == (-220, 0)
    moved = camera.revealed(view, (-50, -60, 20, 20), 800, 600, 30)
    assert (moved.dx, moved.dy) == (80, 90)
    wide = camera.revealed(view, (0, 100, 5000, 200), 800, 600, 30)
    assert wide.to_widget(2500, 0)[0] == pytest.approx(400)


def test_a_card_is_moved_from_below_what_floats_the_shortest_way():
    view, size, corner = camera.View(1.0, 0.0, 0.0), (800, 600), [(600, 400, 790, 590)]
    assert free.cleared(view, (300, 300, 500, 380), corner, size) is view
    moved = free.cleared(view, (500, 450, 650, 520), corner, size)
    assert (moved.dx, moved.dy) == (-62, 0)
    moved = free.cleared(view, (500, 380, 780, 420), corner, size)
    assert (moved.dx, moved.dy) == (0, -32)
    assert free.cleared(view, (0, 0, 790, 590), corner, size) is view  # no room beside it


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(10, 300), st.integers(10, 200)), max_size=4),
       st.tuples(st.integers(-200, 900), st.integers(-200, 700), st.integers(5, 500), st.integers(5, 400)))
def test_what_has_room_beside_what_floats_is_cleared(corners, card):
    size, view = (900, 640), camera.View(1.0, 0.0, 0.0)
    floats = [(900 - w if right else 0, 640 - h if low else 0, 900 if right else w, 640 if low else h)
              for right, low, w, h in corners]  # fmt: skip
    box = (card[0], card[1], card[0] + card[2], card[1] + card[3])
    goal = free.cleared(view, box, floats, size)
    rooms = free.rooms(floats, size, 8, 12)
    assert all(not (r > x0 and b > y0 and l < x1 and t < y1) for l, t, r, b in rooms for x0, y0, x1, y1 in floats)
    if any(r - l >= card[2] and b - t >= card[3] for l, t, r, b in rooms):
        assert not any(free._below(goal, box, one) for one in floats)
    else:
        assert goal is view


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


def _picture(n=40):
    """A column of cards, each joined to the next, 100 apart."""
    picture = Picture()
    top = np.arange(n) * 100.0
    picture.add_nodes(np.arange(n), np.column_stack([np.zeros(n), top, np.full(n, 80.0), top + 60]))
    ends = [(k, k + 1) for k in range(n - 1)]
    points = [(40.0, k * 100 + y) for k in range(n - 1) for y in (60, 100)]
    picture.add_edges(range(n - 1), ends, np.array(points), np.full(n - 1, 2))
    return picture


def test_the_picture_knows_what_is_where():
    picture = _picture()
    assert picture.node_at(10, 310) == 3 and picture.node_at(10, 370) == -1
    assert picture.edges_of(3).tolist() == [2, 3] and picture.edges_of(0).tolist() == [0]
    assert picture.visible_nodes(0, 0, 10, 199).tolist() == [0, 1]
    assert picture.visible_edges(0, 0, 80, 165).tolist() == [0, 1]
    assert picture.bounds() == (0, 0, 80, 3960)
    assert picture.edge_box(5) == (40, 560, 40, 600)


def test_the_picture_grows_and_keeps_its_edges_straight():
    picture = _picture(3)
    slot = picture.add_nodes([7], np.array([[200.0, 0, 280, 60]]))
    way = np.array([(240, 60), (240, 150), (60, 180), (60, 200)], float)
    edge = picture.add_edges([9], [(slot, 2)], way, np.array([4]))
    assert (slot, edge) == (3, 2) and picture.node.tolist() == [0, 1, 2, 7] and picture.edge.tolist() == [0, 1, 9]
    assert picture.edges_of(2).tolist() == [1, 2] and picture.edges_of(3).tolist() == [2]
    assert picture.route(1).tolist() == [[40, 160], [40, 200]] and len(picture.route(2)) == 4
    assert picture.line_edge.tolist() == [0, 1, 2] and picture.lines[2].tolist() == [240, 60, 60, 200]
    picture.add_edges([10], [(0, 2)], np.array([(0.0, y) for y in (60, 70, 90, 110, 130, 200)]), np.array([6]))
    assert picture.lines[3:].tolist() == [[0, 60, 0, 100], [0, 100, 0, 200]]
    assert picture.line_edge[3:].tolist() == [3, 3]
    picture.move_node(3, (300, 0, 380, 60))
    assert picture.node_at(310, 10) == 3 and picture.node_at(210, 10) == -1


def test_blocks_and_pixels_are_where_the_arrays_say():
    image = far.pixels((60, 40), QColor("#FFFFFF"), np.array([[10.0, 10, 14, 12]]), np.array([0xFF0000FF], np.uint32),
                       np.array([[0.0, 30, 50, 30]]), np.array([0xFF00FF00], np.uint32))
    assert image.pixelColor(12, 11).name() == "#0000ff" and image.pixelColor(20, 30).name() == "#00ff00"
    assert image.pixelColor(40, 5).name() == "#ffffff"
    sizes = np.array([[0.0, 0, 30, 9], [0, 20, 30, 29], [40, 20, 44, 24], [-9, -9, -5, -5]])
    image = far.pixels((60, 40), QColor("#FFFFFF"), sizes, np.full(4, 0xFF0000FF, np.uint32), np.zeros((0, 4)), np.zeros(0, np.uint32))
    blue = [image.pixelColor(x, y).name() == "#0000ff" for x, y in ((29, 8), (30, 8), (43, 23), (44, 23), (0, 10))]
    assert blue == [True, False, True, False, False]  # each as large as it is
    sheet = QImage(60, 40, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#FFFFFF"))
    painter = QPainter(sheet)
    look = (QColor("#EEF5FD"), QColor("#0B63B5"), QColor("#000000"))
    far.blocks(painter, np.array([[5.0, 5, 45, 25]]), np.array([0]), [look])
    far.lines(painter, np.array([[0.0, 35, 59, 35]]), np.array([0]), [(QColor("#C2410C"), 2.0)])
    painter.end()
    assert sheet.pixelColor(20, 15).name() == "#eef5fd" and sheet.pixelColor(20, 5).name() == "#0b63b5"
    assert sheet.pixelColor(30, 35).name() == "#c2410c"


class _SlowRenderer:
    """Leaves the card of slot 0 for later the first time."""

    def __init__(self):
        self.painted: list[QRect] = []

    def detail(self, *_):
        return "near"

    def paint(self, painter, shown, rect, detail, seconds, first=()):
        self.painted.append(QRect(rect))
        return [0] if len(self.painted) == 1 else []


@pytest.mark.parametrize("shift", [0, -30])
def test_a_card_left_for_later_is_painted_though_the_view_has_moved(qapp, shift):
    renderer, boxes = _SlowRenderer(), np.array([[50.0, 60.0, 90.0, 80.0]])
    picture = type("Boxes", (), {"boxes": boxes, "__len__": lambda self: 1})()
    frame, size = Frame(renderer), QSize(200, 200)
    at = lambda dy: type("Shown", (), {"view": camera.View(1.0, 0.0, dy), "picture": picture})
    frame.bring(at(0), size, 1.0, False)
    assert frame.cold == [0]
    renderer.painted[1:] = []
    frame.finish(at(shift))
    frame.bring(at(shift), size, 1.0, False)
    assert frame.exact and any(rect.contains(QRect(50, 60 + shift, 40, 20)) for rect in renderer.painted[1:])
