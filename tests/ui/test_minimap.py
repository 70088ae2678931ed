"""The minimap: when it is there, what it shows, and that a drag on it moves the view."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.minimap import Minimap
from app.ui.style import style

from .graph_bench import Bench

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bench(qtbot, tmp_path):
    made = Bench(qtbot, tmp_path)
    yield made
    made.view.close()
    made.session.close()


def _colours(image, rect, colour):
    wanted = style.color(colour).name()
    return sum(image.pixelColor(x, y).name() == wanted for x in range(rect.left(), rect.right())
               for y in range(rect.top(), rect.bottom()))  # fmt: skip


def test_there_is_one_only_while_the_graph_does_not_fit(bench):
    bench.open("mlp")
    canvas = bench.canvas
    bench.view.fit()
    bench.rest()
    assert canvas.minimap_rect().isEmpty()
    canvas.zoom_to(2.0)
    bench.rest()
    rect = canvas.minimap_rect()
    zoom = canvas.overlays.zoom_rect(canvas.width(), canvas.height())
    assert not rect.isEmpty() and rect.right() == zoom.right() and rect.bottom() < zoom.top()
    assert rect.width() <= style.px(212) and rect.height() <= style.px(268)
    canvas.set_minimap(False)
    assert canvas.minimap_rect().isEmpty()
    canvas.set_minimap(True)
    bench.view.resize(400, 250)
    assert canvas.minimap_rect().isEmpty()  # no room


def test_it_shows_the_view_in_accent_and_the_cursor_in_orange(bench):
    bench.open("mlp")
    bench.go(12)
    bench.canvas.zoom_to(2.0)
    bench.rest()
    image, rect = bench.image(), bench.canvas.minimap_rect()
    assert _colours(image, rect, "cur") >= 6
    seen = bench.canvas.minimap.view_rect(bench.canvas.shown, rect, bench.canvas.width(), bench.canvas.height())
    assert rect.contains(seen.toAlignedRect().adjusted(3, 3, -3, -3)) and seen.width() < rect.width()


def test_dragging_it_moves_the_view_and_selects_nothing(bench):
    bench.open("chain", 60)
    canvas = bench.canvas
    canvas.zoom_to(1.0)
    bench.rest()
    rect, scale = canvas.minimap_rect(), canvas.view.scale
    QTest.mousePress(canvas, LEFT, pos=QPoint(rect.center().x(), rect.bottom() - 10))
    low = canvas.view.dy
    for step in range(1, 6):
        QTest.mouseMove(canvas, QPoint(rect.center().x(), rect.bottom() - 10 - 20 * step))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(rect.center().x(), rect.bottom() - 110))
    assert canvas.view.dy > low + 200 and canvas.view.scale == scale
    assert bench.session.selection.kind is None
    bench.rest()
    place = canvas.minimap.view_rect(canvas.shown, canvas.minimap_rect(), canvas.width(), canvas.height())
    assert abs(place.center().y() - (rect.bottom() - 110)) < 6


def test_what_was_found_is_marked_on_it(bench):
    from app.model import search
    from app.model.selection import Found

    bench.open("chain", 60)
    bench.canvas.zoom_to(1.0)
    query = search.parse("line:4")
    seqs = query.seqs(bench.session.trace, bench.session.cursor)
    query = query if len(seqs) else search.parse("is:op")
    bench.session.set_found(Found(query, query.seqs(bench.session.trace, bench.session.cursor)))
    bench.rest()
    assert _colours(bench.image(), bench.canvas.minimap_rect(), "found") >= 9


def test_stepping_through_a_large_graph_does_not_wait_for_it(bench):
    bench.open("chain", 6_000, settle=False)
    bench.qtbot.waitUntil(lambda: bench.canvas.shown is not None, timeout=20000)
    bench.settle()
    canvas = bench.canvas
    canvas.zoom_to(1.0)
    bench.rest()
    for number in (9_000, 9_001, 9_002):
        bench.go(number)
    began = time.perf_counter()
    for number in range(9_003, 9_013):
        bench.go(number)
        canvas.repaint()
    assert time.perf_counter() - began < 5.0  # a guard against making its picture anew at every step, not a benchmark
    QApplication.processEvents()


LOOP = """
import torch
w = torch.ones(2, requires_grad=True)
for k in range(5):
    h = w
    for _ in range(30):
        h = torch.tanh(h)
    h.sum().backward()
"""


def test_the_other_iterations_are_strips_and_a_click_goes_there(bench, tmp_path):
    path, tape = tmp_path / "loop.py", tmp_path / "loop.tape"
    path.write_text(LOOP)
    subprocess.run([sys.executable, "-m", "app", "record", path, "-o", tape], check=True, timeout=60)
    bench.read(tape)
    canvas, session = bench.canvas, bench.session
    session.select(len(session.trace) // 2)
    bench.settle()
    canvas.zoom_to(1.0)
    bench.rest()
    shown, box = canvas.shown, canvas.minimap_rect()
    here = shown.scene.part.scope.iteration
    strips = canvas.minimap._strip_boxes(shown, box)
    assert sorted(strips) == [1, 2, 3, 4, 5] and box.width() <= style.px(212) and box.height() <= style.px(268)
    lefts = [strips[n].left() for n in sorted(strips)]
    assert lefts == sorted(lefts) and all(box.contains(r.toRect()) for r in strips.values())
    image = bench.image()
    assert _colours(image, strips[here - 1].toRect(), "vis") > 20 and _colours(image, strips[here + 1].toRect(), "vis") == 0
    assert _colours(image, strips[here + 1].toRect(), "pend") > 20
    before = session.cursor - shown.scene.part.scope.first
    QTest.mouseClick(canvas, LEFT, pos=strips[here - 1].center().toPoint())
    bench.qtbot.waitUntil(lambda: canvas.shown.scene.part.scope.iteration == here - 1, timeout=10000)
    assert session.cursor - canvas.shown.scene.part.scope.first == before


def test_a_run_without_a_loop_has_no_strips(bench):
    bench.open("mlp")
    bench.canvas.zoom_to(2.0)
    bench.rest()
    box = bench.canvas.minimap_rect()
    assert len(bench.canvas.minimap._strip_boxes(bench.canvas.shown, box)) == 1
    assert bench.canvas.minimap.iteration_at(bench.canvas.shown, box, QPointF(box.left() + 3, box.center().y())) == 0


def test_numbers_of_iterations_stand_clear_of_each_other(qtbot):
    boxes = {n: QRectF(20 * k, 0, 16, 100) for k, n in enumerate(range(1456, 1463))}
    areas = Minimap._numbers(boxes, 1462)
    assert 1462 in areas and 1456 in areas and 2 <= len(areas) < len(boxes)
    assert not any(a.intersects(b) for a in areas.values() for b in areas.values() if a is not b)
    assert len(Minimap._numbers({n: QRectF(22 * n, 0, 16, 100) for n in range(7)}, 3)) == 7  # short ones all


def test_the_camera_goes_to_a_card_beside_it_not_below_it(bench):
    bench.open("dag", 200)
    bench.session.last()
    bench.rest()
    canvas = bench.canvas
    made = canvas.shown.current if canvas.shown.current >= 0 else len(canvas.shown.picture) - 1
    view = bench.view._placing.first(None, False, 10.0, 0.8)
    left, top, right, bottom = canvas.shown.picture.boxes[made]
    card = QRectF(QPointF(*view.to_widget(left, top)), QPointF(*view.to_widget(right, bottom)))
    cover = QRectF(canvas.minimap_rect(view))
    assert not cover.isEmpty() and not cover.intersects(card)
    assert canvas.minimap_rect(canvas.fitting()).isEmpty()
