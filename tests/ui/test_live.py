"""Live mode in the real window and its real child: typing runs, the place is kept, numbers turn, slow programs pause it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.model import steps
from app.session import Selection
from app.ui.number_drag import literal_at, turned

PROGRAM = """import torch
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
"""
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def _value(session, name):
    """The value of the tensor with this name."""
    trace = session.trace
    for seq in range(len(trace)):
        tensor = int(trace.table["tensor"][seq])
        if trace.kind(seq) == "op" and trace.tensor(tensor).name == name:
            return float(trace[seq]["value"].array.reshape(-1)[0])
    return None


@pytest.fixture
def live(window, run, act, qtbot):
    """The window with the program run, in live mode; `live.edit(old, new)` types and waits for the new run."""
    run(PROGRAM)
    act("live")

    def edit(old: str, new: str) -> None:
        text = window.editor.toPlainText()
        at = text.index(old)
        cursor = QTextCursor(window.editor.document())
        cursor.setPosition(at)
        cursor.setPosition(at + len(old), QTextCursor.MoveMode.KeepAnchor)
        with qtbot.waitSignal(window.live.shown, timeout=5000):
            cursor.insertText(new)

    window.edit_live = edit
    return window


def test_typing_runs_and_the_place_stays(live, qtbot):
    session, canvas = live.session, live.views.graph.view.canvas
    mul = next(seq for seq in range(len(session.trace)) if session.trace.kind(seq) == "node"
               and session.trace.line_of(seq) == 4)  # fmt: skip
    session.select(steps.next_step(session.trace, mul - 1))
    number, node = steps.step_number(session.trace, session.cursor), int(session.trace.table["node"][mul])
    session.set_selection(Selection("node", node))
    qtbot.waitUntil(lambda: live.views.graph.view.graph.complete and canvas.settled)
    canvas.zoom_to(1.7)
    qtbot.waitUntil(lambda: canvas.settled)
    view = canvas.view
    live.edit_live("x + 2", "x + 5")
    assert session.state == "finished" and _value(session, "y") == 6.0
    assert steps.step_number(session.trace, session.cursor) == number and not session.follow
    assert session.selection == Selection("node", node)
    assert (canvas.view.scale, canvas.view.dx, canvas.view.dy) == (view.scale, view.dx, view.dy)
    live.edit_live("z = y", "w = y * 1\nz = y")  # a step more before it, and its line moved
    assert session.trace.line_of(session.cursor) == 5
    assert session.trace.node(session.selection.id).line == 5 and session.trace.node(session.selection.id).op == "mul"


def test_what_does_not_parse_does_not_run(live, qtbot):
    trace = live.session.trace
    live.editor.moveCursor(QTextCursor.MoveOperation.End)
    live.editor.insertPlainText("q = (")
    qtbot.wait(450)
    assert live.session.trace is trace and live.session.state == "stale" and not live.session.quiet.is_on
    live.edit_live("q = (", "q = y * 2")
    assert _value(live.session, "q") == 6.0
    live.edit_live("q = y * 2", "q = yy * 2")
    assert live.session.state == "error" and "NameError" in live.session.reason


def test_what_does_not_parse_is_said_with_its_line(live, qtbot):
    editor = live.editor
    text = editor.toPlainText()
    editor.setPlainText(text.replace("z = y * y * 3", "z = y * * 3"))
    editor.edited.emit()
    qtbot.waitUntil(lambda: live.live.note == "Live: waiting", timeout=3000)
    button = live.statusBar().live
    assert button.toolTip() == "Live mode waits: line 4 does not parse"
    assert button.fontMetrics().horizontalAdvance(button.text()) < button.width()
    editor.setPlainText(text)
    editor.edited.emit()
    qtbot.waitUntil(lambda: live.live.note == "Live", timeout=3000)


def test_opening_a_file_runs_nothing(live, qtbot, tmp_path):
    other = tmp_path / "other.py"
    other.write_text("import torch\na = torch.ones(3)\n")
    live.editor.setPlainText(PROGRAM + "for i in range(10**7): pass\n")
    qtbot.waitUntil(lambda: live.session.quiet.is_on, timeout=3000)
    live.editor.document().setModified(False)
    assert live.files.open(other) and not live.session.quiet.is_on
    qtbot.wait(400)
    assert not live.session.quiet.is_on and live.session.state == "empty"
    live.edit_live("ones(3)", "ones(4)")  # the first run of this file is shown as F5 would: at its end
    assert live.session.cursor == len(live.session.trace) - 1 > 0


def test_slow_programs_and_questions_pause_it(live, qtbot, monkeypatch, act):
    monkeypatch.setattr("app.ui.live.LIMIT_S", 0.4)
    trace = live.session.trace
    live.editor.setPlainText(PROGRAM + "while True: pass\n")
    qtbot.waitUntil(lambda: live.live.state == "paused", timeout=6000)
    assert live.session.trace is trace and "longer than 0.4 s" in live.statusBar().currentMessage()
    assert live.statusBar().live.text() == "Live: paused"
    live.editor.setPlainText(PROGRAM + "input()\n")
    act("live")  # on again
    qtbot.waitUntil(lambda: live.live.state == "paused", timeout=6000)
    assert "waits for input" in live.live.why
    live.editor.setPlainText(PROGRAM)
    with qtbot.waitSignal(live.session.run_finished, timeout=10000):
        act("run")
    assert live.live.state == "on"
    act("live")
    assert live.live.state == "off" and live.statusBar().live.text() == "" and not live.acts["live"].isChecked()


def _mouse(editor, kind, place, modifiers, button=Qt.MouseButton.LeftButton):
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, place, editor.viewport().mapToGlobal(place), button, held, modifiers)
    QApplication.sendEvent(editor.viewport(), event)


def _place_of(editor, line, column):
    block = editor.document().findBlockByNumber(line - 1)
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.Right, n=column)
    return QPointF(editor.cursorRect(cursor).center()) + QPointF(1, 0)


def test_a_number_is_dragged_and_the_graph_follows(live, qtbot):
    editor = live.editor
    at = _place_of(editor, 3, 8)
    _mouse(editor, QEvent.Type.MouseButtonPress, at, CONTROL)
    with qtbot.waitSignal(live.live.shown, timeout=5000):
        _mouse(editor, QEvent.Type.MouseMove, at + QPointF(12, 0), CONTROL)
    assert editor.document().findBlockByNumber(2).text() == "y = x + 5" and _value(live.session, "y") == 6.0
    for dx in (20, 28, 40):
        _mouse(editor, QEvent.Type.MouseMove, at + QPointF(dx, 0), CONTROL)
    _mouse(editor, QEvent.Type.MouseButtonRelease, at + QPointF(40, 0), CONTROL)
    qtbot.waitUntil(lambda: _value(live.session, "y") == 13.0, timeout=5000)
    editor.undo()
    assert editor.toPlainText() == PROGRAM
    qtbot.waitUntil(lambda: _value(live.session, "y") == 3.0, timeout=5000)


def test_keys_turn_the_number_at_the_caret(window, qtbot):
    editor = window.editor
    editor.setPlainText("lr = 0.5  # 7\nx = f(-3, 2)\n")
    cursor = editor.textCursor()
    cursor.setPosition(0)
    editor.setTextCursor(cursor)
    for _ in range(2):
        window.acts["number_up"].trigger()
    assert editor.toPlainText().startswith("lr = 0.52  # 7\n")
    editor.undo()
    assert editor.toPlainText().startswith("lr = 0.5  # 7\n")  # both at once
    cursor.setPosition(len("lr = 0.5  # 7\nx = f(-3,"))
    editor.setTextCursor(cursor)
    window.acts["number_down"].trigger()
    assert editor.toPlainText().endswith("x = f(-3, 1)\n") and editor.textCursor().positionInBlock() == len("x = f(-3, 1")
    editor.moveCursor(editor.textCursor().MoveOperation.EndOfLine)
    window.acts["number_up"].trigger()
    assert editor.toPlainText().endswith("x = f(-3, 1)\n")  # none at the caret or after it


def test_the_wheel_turns_a_number_and_undo_takes_the_turn_back(window, qtbot):
    window.editor.setPlainText("lr = 0.1  # 5\n")
    at = _place_of(window.editor, 1, 6)
    for _ in range(3):
        event = QWheelEvent(at, window.editor.viewport().mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                            CONTROL | SHIFT, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(window.editor.viewport(), event)
    assert window.editor.toPlainText() == "lr = 0.07  # 5\n"
    assert "live mode (Ctrl+Alt+L)" in window.statusBar().currentMessage()
    window.editor.undo()
    assert window.editor.toPlainText() == "lr = 0.1  # 5\n"


def test_numbers_of_a_program():
    source = "x = f(-0.5)  # 3.5\ny = 'a 7' + 12 - 3e-4\nz = 0x1F\n"
    assert literal_at(source, 1, 8).text == "-0.5" and literal_at(source, 2, 13).text == "12"
    assert literal_at(source, 2, 20).text == "3e-4"
    assert literal_at(source, 1, 17) is literal_at(source, 2, 7) is literal_at(source, 3, 6) is literal_at(source, 9, 0) is None
    assert [turned(text, n) for text, n in (("0.1", 1), ("2.0", -3), ("12", 5), ("3e-4", 2), ("-0.5", 60), ("0.09", -10))] \
        == ["0.11", "1.7", "17", "3.2e-4", "0.10", "-0.01"]  # fmt: skip
