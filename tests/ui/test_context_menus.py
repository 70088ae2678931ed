"""The right button on a card, a line and a row of the events; a card dragged onto the panel Watch."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu

SOURCE = """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
y = w * 3
loss = y.sum()
loss.backward()
"""


@pytest.fixture
def asked(window, run, qtbot, monkeypatch):
    """asked(widget, at) are the entries of the menu that the right button opens there, by their text."""
    window.resize(1500, 950)
    run(SOURCE)
    view = window.views.graph.view
    qtbot.waitUntil(lambda: view.graph.complete and view.canvas.settled)

    opened = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: opened.append(menu))  # one that is open takes the mouse

    def ask(widget, at: QPoint):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
        QApplication.sendEvent(widget, event)
        return {action.text(): action for action in opened.pop().actions()} if opened else {}

    return ask


def card(window, name):
    """Where a card is on the canvas."""
    canvas, trace = window.views.graph.view.canvas, window.session.trace
    tensor = next(int(trace.table["tensor"][s]) for s in range(len(trace)) if trace.table["tensor"][s] >= 0
                  and trace.tensor(int(trace.table["tensor"][s])).name == name)  # fmt: skip
    for y in range(0, canvas.height(), 6):
        for x in range(0, canvas.width(), 6):
            slot = canvas.slot_at(QPointF(x, y))
            if slot >= 0 and window.views.graph.view._selection_of(slot) in (("tensor", tensor), ("node", trace.node_of(tensor))):
                return QPoint(x, y)
    raise AssertionError(name)


def test_a_card_offers_breakpoints_and_watches(window, asked):
    found = asked(window.views.graph.view.canvas, card(window, "y"))
    assert {"Break on this node", "Break on writes of .grad", "Watch the selection"} <= set(found)
    found["Break on this node"].trigger()
    assert [made.text for made in window.session.breakpoints] == ["node:MulBackward0 line 3"]
    found["Watch the selection"].trigger()
    assert window.views.watch.model.texts == ("y",)


def test_the_editor_offers_the_line_and_the_name(window, asked):
    editor = window.editor
    cursor = QTextCursor(editor.document().findBlockByNumber(2))
    cursor.movePosition(QTextCursor.MoveOperation.Right, n=4)
    found = asked(editor.viewport(), editor.cursorRect(cursor).center())
    found["Toggle breakpoint"].trigger()
    assert window.session.breakpoints[0].text == "line:3"
    found["Watch w"].trigger()
    found["Break on writes of w.grad"].trigger()
    assert window.views.watch.model.texts == ("w",) and window.session.breakpoints[1].text == "grad:w"


def test_a_row_of_the_events_offers_its_line(window, asked, act):
    table, model = window.views.events.table, window.views.events.model
    window.views.show_panel("events")
    QApplication.processEvents()
    seq = next(s for s in range(len(window.session.trace)) if window.session.trace.kind(s) == "op")
    found = asked(table.viewport(), table.visualRect(model.index(model.row_of(seq), 3)).center())
    assert "Break on this node" in found
    found["Break on line 3"].trigger()
    assert window.session.breakpoints[0].text == "line:3"


def test_a_card_dragged_onto_watch_is_watched(window, asked, qtbot):
    window.views.show_panel("watch")
    QApplication.processEvents()
    canvas, panel = window.views.graph.view.canvas, window.views.watch
    start, over = card(window, "w"), canvas.mapFromGlobal(panel.mapToGlobal(panel.rect().center()))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas, start + QPoint(30, 0))
    qtbot.mouseMove(canvas, over)
    assert canvas.held_card >= 0
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=over)
    assert panel.model.texts == ("w",) and canvas.held_card == -1
