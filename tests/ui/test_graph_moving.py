"""Moving about in the graph: search, travel, dragging cards, edges, trackpads, and what a screen reader finds."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QInputDevice, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.model import search
from app.model.selection import Found, Selection
from app.ui.graph_canvas_edges import edge_at
from app.ui.graph_canvas_flow import THICK, THIN, width_of
from app.ui.graph_canvas_shown import same_tensor
from app.ui.style import style

from .graph_bench import Bench

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO = Qt.KeyboardModifier.NoModifier
SHIFT, ALT, CONTROL = (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
                       Qt.KeyboardModifier.ControlModifier)  # fmt: skip
LOOP = """import torch
w = torch.ones(3, requires_grad=True)
for i in range(2):
    y = (w * 2).sum()
    y.backward()
"""


@pytest.fixture
def bench(qtbot, tmp_path):
    bench = Bench(qtbot, tmp_path)
    yield bench
    bench.view.close()
    bench.session.close()


@pytest.fixture
def tutorial(bench):
    bench.open("tutorial")
    bench.session.last()
    QApplication.processEvents()
    bench.rest()
    return bench


def _middle(bench, title):
    left, top, right, bottom = bench.canvas.shown.picture.boxes[bench.slot(title)]
    return (left + right) / 2, (top + bottom) / 2


def _drag(bench, start, by, button=LEFT):
    QTest.mousePress(bench.canvas, button, pos=start)
    for k in range(1, 6):
        QTest.mouseMove(bench.canvas, start + QPoint(by.x() * k // 5, by.y() * k // 5))
    QTest.mouseRelease(bench.canvas, button, pos=start + by)


# ---------------------------------------------------------------- dragging cards


def test_a_dragged_card_stays_and_its_edges_follow(tutorial):
    before, other = _middle(tutorial, "y = x + 2"), _middle(tutorial, "x")
    _drag(tutorial, tutorial.place(tutorial.slot("y = x + 2")), QPoint(-120, 30))
    scale, after = tutorial.canvas.view.scale, _middle(tutorial, "y = x + 2")
    assert after[0] == pytest.approx(before[0] - 120 / scale) and after[1] == pytest.approx(before[1] + 30 / scale)
    assert _middle(tutorial, "x") == other and tutorial.selected() == []
    picture, slot = tutorial.canvas.shown.picture, tutorial.slot("y = x + 2")
    for edge in picture.edges_of(slot).tolist():
        route, at_end = picture.route(edge), picture.ends[edge, 1] == slot
        x, y = route[-1 if at_end else 0]
        left, top, right, bottom = picture.boxes[slot]
        assert left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1
    tutorial.session.first()
    tutorial.go(7)
    assert _middle(tutorial, "y = x + 2") == after  # across steps
    tutorial.read(tutorial.folder / "tutorial.tape")
    assert _middle(tutorial, "y = x + 2") == pytest.approx(after, abs=1.0)  # and runs


def test_a_drag_is_undone_redone_released_and_given_up(tutorial):
    view, home = tutorial.view, _middle(tutorial, "y * y")
    start = tutorial.place(tutorial.slot("y * y"))
    _drag(tutorial, start, QPoint(90, 0))
    away = _middle(tutorial, "y * y")
    view.undo()
    assert _middle(tutorial, "y * y") == home and away != home
    view.redo()
    assert _middle(tutorial, "y * y") == away
    tutorial.session.set_selection(Selection("node", tutorial.canvas.shown.scene.part.nodes[
        int(tutorial.canvas.shown.picture.node[tutorial.slot("y * y")])].node))  # fmt: skip
    view.pins.release()
    assert _middle(tutorial, "y * y") == home and not view.marks.state.pins
    QTest.mousePress(tutorial.canvas, LEFT, pos=start)
    QTest.mouseMove(tutorial.canvas, start + QPoint(40, 0))
    QTest.mouseMove(tutorial.canvas, start + QPoint(80, 0))
    assert _middle(tutorial, "y * y") != home
    tutorial.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(tutorial.canvas, LEFT, pos=start + QPoint(80, 0))
    assert _middle(tutorial, "y * y") == home and not view.marks.state.pins


def test_space_and_the_middle_button_move_the_view_from_a_card(tutorial):
    canvas, start = tutorial.canvas, tutorial.place(tutorial.slot("x"))
    before = canvas.view
    _drag(tutorial, start, QPoint(50, 20), MIDDLE)
    assert (canvas.view.dx - before.dx, canvas.view.dy - before.dy) == (50, 20)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    _drag(tutorial, start + QPoint(50, 20), QPoint(-50, -20))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert (canvas.view.dx, canvas.view.dy) == (before.dx, before.dy) and not tutorial.view.marks.state.pins


def test_a_card_keeps_its_place_in_every_iteration(bench):
    bench.open("sgd")
    bench.session.last()
    bench.rest()
    slot = next(s for s in range(len(bench.canvas.shown.picture)) if "y" in bench.title(s))
    title, home = bench.title(slot), bench.canvas.shown.picture.boxes[slot].tolist()
    _drag(bench, bench.place(slot), QPoint(70, 0))
    moved = bench.view.marks.state.pins
    assert len(moved) == 1
    bench.go(3)
    bench.settle()
    slot = next(s for s in range(len(bench.canvas.shown.picture)) if bench.title(s) == title)
    assert bench.canvas.shown.picture.boxes[slot][0] > home[0] + 20


# ---------------------------------------------------------------- travel and the camera


def test_alt_arrows_go_to_siblings_and_home_to_the_root(bench):
    bench.open("mlp")
    bench.key(Qt.Key.Key_End)
    bench.key(Qt.Key.Key_Home)
    assert bench.selected()[0].startswith("loss")
    for _ in range(3):  # tanh, addmm, one of its inputs
        bench.key(Qt.Key.Key_Up)
    family = set()
    for _ in range(3):
        bench.key(Qt.Key.Key_Left, ALT)
        family.add(bench.selected()[0].partition(" ")[0])
    assert {"fc3.bias", "h2"} < family and len(family) == 3
    there = bench.selected()
    bench.key(Qt.Key.Key_Right, ALT)
    bench.key(Qt.Key.Key_Left, ALT)
    assert bench.selected() == there


def test_shift_arrows_pan(tutorial):
    before = tutorial.canvas.view
    tutorial.key(Qt.Key.Key_Left, SHIFT)
    tutorial.key(Qt.Key.Key_Down, SHIFT)
    after = tutorial.canvas.view
    assert after.dx == before.dx + style.px(64) and after.dy == before.dy - style.px(64) and not tutorial.selected()


def _wheel(bench, at, by, modifiers=NO, pixels=QPoint(), device=None):
    where = QPointF(at)
    more = (device,) if device is not None else ()
    event = QWheelEvent(where, bench.canvas.mapToGlobal(where), pixels, by, Qt.MouseButton.NoButton, modifiers,
                        Qt.ScrollPhase.NoScrollPhase, False, Qt.MouseEventSource.MouseEventNotSynthesized, *more)  # fmt: skip
    QApplication.sendEvent(bench.canvas, event)


def test_wheels_zoom_two_fingers_pan_and_pinches_zoom(tutorial):
    canvas, at = tutorial.canvas, QPoint(300, 200)
    pad = QPointingDevice("pad", 77, QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger,
                          QInputDevice.Capability.Position, 5, 0)  # fmt: skip
    before, place = canvas.view, canvas.view.to_scene(300, 200)
    _wheel(tutorial, at, QPoint(0, 120))
    assert canvas.view.scale > before.scale and canvas.view.to_scene(300, 200) == pytest.approx(place, abs=2)
    _wheel(tutorial, at, QPoint(0, -120))
    assert canvas.view.scale == pytest.approx(before.scale)
    held = canvas.view
    _wheel(tutorial, at, QPoint(80, -40), pixels=QPoint(10, -5), device=pad)
    assert canvas.view.scale == held.scale and (canvas.view.dx - held.dx, canvas.view.dy - held.dy) == (10, -5)
    _wheel(tutorial, at, QPoint(0, 120), CONTROL, QPoint(0, 10), pad)
    assert canvas.view.scale > held.scale
    held = canvas.view
    _wheel(tutorial, at, QPoint(0, 120), SHIFT)
    assert canvas.view.scale == held.scale and canvas.view.dx > held.dx
    pinch = QNativeGestureEvent(Qt.NativeGestureType.ZoomNativeGesture, pad, 2, QPointF(at), QPointF(at),
                                canvas.mapToGlobal(QPointF(at)), 0.25, QPointF())  # fmt: skip
    QApplication.sendEvent(canvas, pinch)
    assert canvas.view.scale == pytest.approx(held.scale * 1.25)


def test_fit_the_selection(tutorial):
    tutorial.click("y = x + 2")
    tutorial.view.fit_selection()
    tutorial.rest()
    assert tutorial.canvas.view.scale > 1.2
    assert tutorial.canvas.rect().contains(tutorial.place(tutorial.slot("y = x + 2")))


# ---------------------------------------------------------------- edges


def test_edges_of_one_tensor_light_up_together_and_tell(tutorial):
    canvas, shown = tutorial.canvas, tutorial.canvas.shown
    y = tutorial.slot("y = x + 2")
    mine = [e for e in shown.picture.edges_of(y).tolist() if shown.picture.ends[e, 0] == y]
    assert len(mine) == 2 and same_tensor(shown, mine[0]) == mine  # y * y: two edges of one tensor
    route = shown.picture.route(mine[0])
    x, top = canvas.view.to_widget(*(route[0] + route[-1]) / 2)
    found = edge_at(shown, canvas._renderer, x, top)
    assert found in mine
    QTest.mouseMove(canvas, QPoint(round(x), round(top)))
    assert canvas.shown.hovered == -1 and canvas.shown.hovered_edges() == set(mine)
    tip = canvas.tip_of_edge(mine[0])
    assert tip.splitlines()[0] == "y = x + 2 → y * y" and "(2, 2) float32" in tip and "gradient sent back" in tip


def test_an_edge_asked_for_before_it_was_painted_has_the_form_it_is_painted_with(tutorial):
    tutorial.view.folds.set_direction("right")
    tutorial.settle()
    canvas, renderer = tutorial.canvas, tutorial.canvas._renderer
    renderer.clear()
    route = canvas.shown.picture.route(0)
    edge_at(canvas.shown, renderer, *canvas.view.to_widget(*(route[0] + route[-1]) / 2))
    asked = renderer.edges._kept.copy()
    renderer.clear()
    tutorial.view.fit()
    tutorial.rest()
    tutorial.image()
    assert asked and all(renderer.edges._kept[key].line == shape.line for key, shape in asked.items())


def test_a_scene_of_a_run_that_has_meanwhile_grown_is_shown_on_the_picture_there_is(tutorial):
    scene = tutorial.view.graph.scene()
    scene.edge_state, scene.ghost = np.append(scene.edge_state, 0), np.append(scene.ghost, True)
    tutorial.canvas.set_scene(scene, [], animate=False)
    assert tutorial.canvas.shown.scene is scene


def test_edges_show_how_large_gradients_are_with_a_legend(tutorial):
    plain = tutorial.image()
    tutorial.view.set_edge_gradients(True)
    shown = tutorial.canvas.shown
    low, top = tutorial.canvas.flow_scale()
    assert top == pytest.approx(9.0) and low == pytest.approx(9e-6)  # |d out / d x| = ‖4.5 · ones(2, 2)‖
    words = [key.word for key in tutorial.canvas.overlays.keys]
    assert "norm 9" in words and any(word.startswith("norm up to") for word in words)
    assert tutorial.image() != plain and shown is not None
    tutorial.view.set_edge_gradients(False)
    assert tutorial.canvas.flow_scale() is None
    assert width_of(9.0, 9.0) == THICK and width_of(0.0, 9.0) == width_of(1e-9, 9.0) == THIN
    assert width_of(float("nan"), 9.0) == THICK and THIN < width_of(0.01, 9.0) < THICK


def test_shapes_are_written_on_edges_when_asked_for(tutorial):
    plain = tutorial.image()
    tutorial.view.set_edge_shapes(True)
    written = tutorial.image()
    tutorial.view.set_edge_shapes(False)
    assert written != plain and tutorial.image() == plain


def test_hovering_a_card_tells_its_line(tutorial):
    lines = []
    tutorial.view.hovered_line.connect(lines.append)
    QTest.mouseMove(tutorial.canvas, tutorial.place(tutorial.slot("z = y * y * 3")))
    QTest.mouseMove(tutorial.canvas, QPoint(3, 300))
    assert lines == [4, 0]


# ---------------------------------------------------------------- what was found


def test_what_was_found_is_framed_and_named_in_the_key(tutorial):
    query = search.parse("grad_fn:Mul")
    tutorial.session.set_found(Found(query, query.seqs(tutorial.session.trace, tutorial.session.cursor)))
    found = tutorial.canvas._effects.found.tolist()
    assert sorted(tutorial.title(s) for s in found) == ["y * y", "z = y * y * 3"]
    assert "found" in [key.word for key in tutorial.canvas.overlays.keys]
    image, slot = tutorial.image(), tutorial.slot("y * y")
    box = tutorial.canvas.shown.picture.boxes[slot]
    x, y = tutorial.canvas.view.to_widget((box[0] + box[2]) / 2, box[1])
    colours = {image.pixelColor(round(x), round(y) - k).name() for k in range(1, 7)}
    assert style.color("found").name() in colours
    tutorial.session.set_found(Found())
    assert not len(tutorial.canvas._effects.found)


# ---------------------------------------------------------------- screen readers


def test_screen_readers_find_the_cards(tutorial):
    access = QAccessible.queryAccessibleInterface(tutorial.canvas)
    assert access.role() == QAccessible.Role.List and access.childCount() == 5
    cards = [access.child(k) for k in range(access.childCount())]
    names = [card.text(QAccessible.Text.Name) for card in cards]
    assert names == ["x", "y = x + 2", "y * y", "z = y * y * 3", "out = z.mean()"]
    said = cards[2].text(QAccessible.Text.Description)
    assert "MulBackward0" in said and "value [[9, 9], [9, 9]]" in said and "visited" in said and "grad" in said
    assert cards[2].role() == QAccessible.Role.ListItem and cards[2].rect().width() > 50
    assert access.indexOfChild(cards[2]) == 2 and access.child(99) is None
    centre = cards[2].rect().center()
    assert access.childAt(centre.x(), centre.y()).text(QAccessible.Text.Name) == "y * y"
    tutorial.click("y * y")
    assert access.focusChild().text(QAccessible.Text.Name) == "y * y" and cards[2].state().selected
    tutorial.session.first()
    QApplication.processEvents()
    assert "not yet" in cards[0].text(QAccessible.Text.Value)
    assert cards[0].parent().role() == QAccessible.Role.List


# ---------------------------------------------------------------- in the window


@pytest.fixture
def looped(window, run, qtbot):
    run(LOOP)
    qtbot.waitUntil(lambda: window.views.graph.view.graph.complete, timeout=10000)
    return window


def test_search_from_the_keyboard(looped, qtbot, act):
    act("find")
    edit = looped.finder.edit
    qtbot.keyClicks(edit, "grad_f")
    assert looped.finder.completions.isVisible() and looped.finder.completions.items[0].text == "grad_fn:"
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    qtbot.keyClicks(edit, "Su")
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "grad_fn:SumBackward0 "
    qtbot.waitUntil(lambda: len(looped.session.found.seqs) == 2)
    assert "begins with SumBackward0" in looped.finder.reading.text() and looped.finder.count.text() == "2 found"
    act("find_next")
    assert looped.finder.count.text() == "1 of 2" and looped.session.selection.kind == "node"
    first = looped.session.selection
    act("find_next")
    act("find_next")
    assert looped.session.selection == first
    act("find_previous")
    assert looped.finder.count.text() == "2 of 2"
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    act("search_results")
    panel = looped.views.search
    assert panel.isVisible() and panel.model.rowCount() == 2 and looped.views.docks["search"].bar.count.text() == "2 of 5"
    panel.view.setCurrentIndex(panel.model.index(0))
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert looped.session.cursor == int(looped.session.found.seqs[0])
    qtbot.mouseClick(looped.finder.clear_button, LEFT)
    assert not len(looped.session.found.seqs) and panel.model.rowCount() == 0


def test_a_wrong_query_is_marked_at_its_place(looped, qtbot, act):
    act("find")
    looped.finder.set_text("mul norm>x")
    assert looped.finder.edit.wrong == (9, 10) and "not a number" in looped.finder.reading.text()
    assert not len(looped.session.found.seqs)
    looped.finder.set_text("is:vis")  # on its way
    looped.finder._offer()
    looped.finder._show()
    assert looped.finder.edit.wrong is None
    looped.finder.set_text("norm>1")
    assert looped.finder.edit.wrong is None and looped.views.search.model.about == "norm"


def test_a_query_about_values_follows_the_cursor(looped, qtbot):
    looped.finder.set_text("|grad|>0")
    many = len(looped.session.found.seqs)
    looped.session.first()
    qtbot.waitUntil(lambda: len(looped.session.found.seqs) == 0, timeout=5000)
    assert many > 0


def test_hovering_tints_the_line_in_the_editor(looped, qtbot):
    looped.views.graph.view.hovered_line.emit(4)
    assert looped.editor.marks.hovered == 4
    looped.views.graph.view.hovered_line.emit(0)
    assert looped.editor.marks.hovered is None


def test_switches_are_settings(looped, act):
    view, settings = looped.views.graph.view, looped.session.settings
    act("minimap")
    assert not view.canvas.minimap.on and settings["minimap"] is False
    act("minimap")
    act("edge_gradients")
    assert view.canvas._renderer.flow_widths is not None and looped.acts["edge_gradients"].isChecked()
    act("edge_gradients")
    act("follow_step")
    assert not view.follows_step and settings["follow_step"] is False
    view.set_follows_step(True)
    assert settings["follow_step"] is True and looped.acts["follow_step"].isChecked()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # grabbing the mouse, of all things
def test_the_docked_timeline_can_be_dragged(looped, qtbot):
    dock, row = looped.views.docks["timeline"], looped.views.timeline.header
    start = QPoint(row.width() - 12, row.height() // 2)
    QTest.mousePress(row, LEFT, pos=start)
    for k in range(1, 8):
        QTest.mouseMove(row, start - QPoint(0, 14 * k))
    qtbot.waitUntil(dock.isFloating)
    QTest.mouseRelease(row, LEFT, pos=start)
    dock.setFloating(False)


def test_the_largest_zoom_fits_a_small_screen(looped, qtbot):
    looped.resize(1280, 720)
    style.set_zoom(3.0)
    qtbot.wait(80)
    looped.resize(1280, 720)
    qtbot.wait(80)
    least = looped.minimumSizeHint()
    assert (looped.width(), looped.height()) == (1280, 720), (least, {n: d.minimumSizeHint() for n, d in
                                                              looped.views.docks.items() if d.isVisible()})


def test_the_camera_follows_a_forward_that_does_not_end(window, qtbot):
    window.editor.setPlainText("import torch\nx = torch.ones(2, requires_grad=True)\nwhile True:\n    x = x * 1.0001\n")
    window.acts["run"].trigger()
    canvas = window.views.graph.view.canvas
    qtbot.waitUntil(lambda: canvas.shown is not None and len(canvas.shown.picture) > 60, timeout=20000)
    low = canvas.view.visible(canvas.width(), canvas.height())[3]
    qtbot.waitUntil(lambda: canvas.view.visible(canvas.width(), canvas.height())[3] > low + 300, timeout=10000)
    window.acts["stop"].trigger()
    qtbot.waitUntil(lambda: not window.session.is_running, timeout=10000)
