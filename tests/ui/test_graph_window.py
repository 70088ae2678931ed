"""Graph and timeline in the real window, with programs run by the real child."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from app.model import steps
from app.model.breakpoints import parse
from app.ui import graph_content, timeline_paint

LEFT = Qt.MouseButton.LeftButton
TUTORIAL = """import torch
x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
print(x.grad)
"""
SLOW = """import time, torch
x = torch.ones(3, requires_grad=True)
y = x * 2
for i in range(12):
    y = y * 1.5 + x
    time.sleep(0.05)
y.sum().backward()
"""
PAUSING = """import time, torch
x = torch.ones(3, requires_grad=True)
y = x * 2
for i in range(100_000):
    y = y * 1.01
    time.sleep(0.01)
y.sum().backward()
"""
LOOP = """import torch
x = torch.tensor(2., requires_grad=True)
for i in range(4):
    y = x * x + i
    y.backward()
"""


def _graph(window):
    return window.views.widgets["graph_view"]


def _timeline(window):
    return window.views.widgets["timeline"]


def _settle(qtbot, window):
    view = _graph(window)
    qtbot.waitUntil(lambda: view.graph.complete and view.canvas.settled and not view._easing.running, timeout=60_000)


def _place(view, title):
    part = view.graph.part.part
    slot = view.graph.part.slots_of_nodes([next(n.index for n in part.nodes if n.title == title)])[0]
    left, top, right, bottom = view.canvas.shown.picture.boxes[slot]
    x, y = view.canvas.view.to_widget((left + right) / 2, (top + bottom) / 2)
    return QPoint(round(x), round(y))


def test_selecting_anywhere_moves_everything(window, run, qtbot):
    session = run(TUTORIAL)
    _settle(qtbot, window)
    view, timeline, cursor = _graph(window), _timeline(window), session.cursor
    QTest.mouseClick(view.canvas, LEFT, pos=_place(view, "y * y"))
    assert session.selection.kind == "node"
    assert "y * y" in window.views.widgets["inspector"].plain_text()
    x = timeline.track.layout_now
    at = QPoint(round((x.lefts[1] + x.rights[1]) / 2), timeline_paint.Rows().cells[0] + 8)
    QTest.mouseClick(timeline.track, LEFT, pos=at)
    assert session.selection.kind == "event"
    shown = view.canvas.shown
    assert [shown.scene.part.nodes[int(shown.picture.node[s])].title for s in view.canvas.selected] == ["y = x + 2"]
    assert session.cursor == cursor


def test_step_keys_and_buttons_move_graph_and_timeline_together(window, run, act, qtbot):
    session = run(TUTORIAL)
    _settle(qtbot, window)
    view, timeline = _graph(window), _timeline(window)
    act("first")
    for _ in range(5):
        QTest.keyClick(window, Qt.Key.Key_F10)
    QTest.mouseClick(timeline.header.buttons["step_forward"], LEFT)
    assert timeline.track.step == steps.step_number(session.trace, session.cursor) == 7
    assert timeline.text().startswith("MulBackward0 receives")
    assert "current" in view.describe()
    QTest.keyClick(window, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert timeline.track.step == 6
    act("last")
    assert "7.5" in view.describe()


def test_play_goes_on_its_own(window, run, act, qtbot):
    session = run(TUTORIAL)
    player = _timeline(window).player
    act("first")
    player.set_speed(30)
    act("play")
    assert player.playing
    qtbot.waitUntil(lambda: not player.playing, timeout=30_000)
    assert steps.step_number(session.trace, session.cursor) == steps.count(session.trace)


def test_the_graph_grows_while_the_program_runs_and_is_laid_out_at_its_end(window, qtbot):
    view, session = _graph(window), window.session
    places, counts, moves = {}, [], []

    def grew():
        picture, sheet = view.graph.part.picture, view.graph.part.stage.sheet
        counts.append(len(picture))
        for slot in np.flatnonzero(sheet.host < 0).tolist():
            box = picture.boxes[slot].tolist()
            if places.setdefault(slot, box) != box:
                moves.append(slot)
                places[slot] = box

    view.graph.grew.connect(grew)
    window.editor.setPlainText(SLOW)
    with qtbot.waitSignal(session.run_finished, timeout=20000):
        window.acts["run"].trigger()
    assert len(set(counts)) > 2 and counts == sorted(counts)
    assert len(moves) <= 1  # x slid to its first user, once
    _settle(qtbot, window)
    assert view.graph.part.laid_out and "SumBackward0" in view.describe()


def test_a_pause_lays_out_what_there_is_and_resuming_grows_on(window, qtbot):
    view, session = _graph(window), window.session
    window.editor.setPlainText(PAUSING)
    window.acts["run"].trigger()
    qtbot.waitUntil(lambda: len(session.trace) > 25, timeout=30_000)
    window.acts["pause"].trigger()
    qtbot.waitUntil(lambda: session.is_paused, timeout=30_000)
    qtbot.waitUntil(lambda: view.graph.part is not None and view.graph.part.laid_out, timeout=30_000)
    nodes, before = len(view.graph.scope_nodes()), len(session.trace)
    places = view.graph.part.picture.boxes.copy()
    window.acts["run"].trigger()
    qtbot.waitUntil(lambda: len(session.trace) > before + 15, timeout=30_000)
    qtbot.waitUntil(lambda: len(view.graph.part.picture) > len(places), timeout=30_000)
    assert np.array_equal(view.graph.part.picture.boxes[: len(places)], places), "what was laid out has moved"
    assert len(view.graph.scope_nodes()) > nodes
    window.acts["stop"].trigger()
    qtbot.waitUntil(lambda: not session.is_running, timeout=30_000)
    _settle(qtbot, window)
    assert view.graph.part.laid_out


def test_follow_comes_back_with_its_button(window, qtbot):
    session, timeline = window.session, _timeline(window)
    window.editor.setPlainText(PAUSING)
    window.acts["run"].trigger()
    qtbot.waitUntil(lambda: session.cursor > 10, timeout=30_000)  # not the trace: the cursor comes after it, a turn later
    QTest.keyClick(window, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert not session.follow and timeline.header.follow.isVisible()
    QTest.mouseClick(timeline.header.follow, LEFT)
    assert session.follow
    qtbot.waitUntil(lambda: session.cursor == len(session.trace) - 1)  # more may have come since the click: then in the next turn
    window.acts["stop"].trigger()
    qtbot.waitUntil(lambda: not session.is_running, timeout=30_000)


def test_fit_and_f6_reach_the_graph(window, run, act, qtbot):
    run(TUTORIAL)
    _settle(qtbot, window)
    view = _graph(window)
    act("fit")
    _settle(qtbot, window)
    fitted = view.canvas.view
    assert len(view.canvas.shown.picture.visible_nodes(*fitted.visible(view.canvas.width(), view.canvas.height()))) == 7
    view.canvas.zoom_to(3.0)
    act("fit")
    _settle(qtbot, window)
    assert view.canvas.view == fitted
    for _ in range(8):
        QTest.keyClick(window, Qt.Key.Key_F6)
        if view.canvas.hasFocus():
            break
    assert view.canvas.hasFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_Down)
    assert view.canvas.selected
    QApplication.processEvents()


def test_the_whole_run_is_one_graph_when_asked_for(window, run, qtbot, monkeypatch):
    session = run(LOOP)
    _settle(qtbot, window)
    view, bar = _graph(window), window.views.graph.bar
    part = bar.count.text()
    whole = window.findChild(QToolButton, "graph_whole")
    assert whole.isVisible() and not whole.isChecked()
    monkeypatch.setattr(graph_content, "SLICE_S", -1.0)  # as on a busy machine: the deadline of a slice is over when it begins
    QTest.mouseClick(whole, LEFT)
    _settle(qtbot, window)
    assert "of 4 parts" in bar.count.text() and view.canvas.overlays.where[0] == "whole run"
    assert int(bar.count.text().split()[0]) > int(part.split()[0])
    session.first()
    _settle(qtbot, window)
    assert view.canvas.overlays.where[0] == "whole run"
    QTest.mouseClick(whole, LEFT)
    _settle(qtbot, window)
    assert view.canvas.overlays.where[0] == "iteration 1 of 4"


def test_following_the_step_can_be_switched_off(window, run, qtbot):
    session = run(SLOW.replace("time.sleep(0.05)", "pass"))
    _settle(qtbot, window)
    view, follow = _graph(window), window.findChild(QToolButton, "graph_follow")
    assert follow.isChecked()
    view.canvas.zoom_to(1.5)
    QTest.mouseClick(follow, LEFT)
    session.first()
    _settle(qtbot, window)
    still = view.canvas.view
    session.select(steps.go_to(session.trace, steps.count(session.trace) - 2))
    _settle(qtbot, window)
    assert view.canvas.view == still
    QTest.mouseClick(follow, LEFT)
    _settle(qtbot, window)
    shown = view.canvas.shown
    left, top, right, bottom = shown.picture.boxes[shown.current]
    x, y = view.canvas.view.to_widget((left + right) / 2, (top + bottom) / 2)
    assert view.canvas.rect().contains(round(x), round(y))


def test_the_heading_counts_the_iterations_that_there_are_now(window, qtbot):
    view, session, overlays = _graph(window), window.session, _graph(window).canvas.overlays
    window.editor.setPlainText(LOOP)
    window.views.breaks.add(parse("op:mul from hit 3"))
    window.acts["run"].trigger()
    qtbot.waitUntil(lambda: session.is_paused and len(session.trace) > 4, timeout=30_000)
    session.select(2)
    qtbot.waitUntil(lambda: overlays.where[0] == "iteration 1 of 2", timeout=30_000)
    window.views.breaks.clear()
    with qtbot.waitSignal(session.run_finished, timeout=30_000):
        window.acts["run"].trigger()
    session.last()
    _settle(qtbot, window)
    session.select(2)
    _settle(qtbot, window)
    assert overlays.where[0] == "iteration 1 of 4"
    window.editor.document().setModified(False)
    window.files.new()
    assert overlays.where == ("", "") and overlays.empty.startswith("No run yet")
    assert view.canvas.shown is None
