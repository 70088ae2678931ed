"""Bookmarks in the real window: put, gone to, listed, named, noted, undone, and kept beside the file."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt

from app.model import steps
from app.model.marks import SUFFIX, Bookmark

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PROGRAM = """import torch
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
"""


@pytest.fixture
def opened(make_window, qtbot, tmp_path):
    """A function that opens the program's file, runs it and waits for its graph."""
    file = tmp_path / "train.py"
    file.write_text(PROGRAM)

    def go(path=file):
        window = make_window(path)
        with qtbot.waitSignal(window.session.run_finished, timeout=20000):
            window.acts["run"].trigger()
        qtbot.waitUntil(lambda: window.views.graph.view.graph.complete, timeout=10000)
        return window

    go.file = file
    return go


def _step(window):
    return steps.step_number(window.session.trace, window.session.cursor)


def test_numbers_put_and_go(opened, qtbot):
    window = opened()
    window.steps.go_to(3)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, CONTROL | SHIFT)
    mark = window.bookmarks.marks.bookmark(2)
    assert mark.step == 3 and mark.name == "y * y" and "Bookmark 2 is at step 3" in window.statusBar().currentMessage()
    canvas = window.views.graph.view.canvas
    there = canvas.view
    window.session.last()
    canvas.zoom_to(2.5)
    qtbot.keyClick(window, Qt.Key.Key_2, CONTROL)
    qtbot.waitUntil(lambda: canvas.settled)
    assert _step(window) == 3 and window.session.selection.kind == "node"
    assert (canvas.view.scale, canvas.view.dx, canvas.view.dy) == pytest.approx((there.scale, there.dx, there.dy), abs=1.5)
    qtbot.keyClick(window, Qt.Key.Key_7, CONTROL)
    assert "There is no bookmark 7" in window.statusBar().currentMessage()
    window.bookmarks.go(Bookmark(5, 999, "gone", "add line 77"))  # of a longer run, or of another program
    assert "gone is not in this part" in window.statusBar().currentMessage()
    assert _step(window) == steps.count(window.session.trace)


def test_they_survive_the_window_a_run_and_a_new_name(opened, qtbot, tmp_path):
    window = opened()
    window.steps.go_to(4)
    window.bookmarks.set_bookmark(1)
    window.editor.document().setModified(False)
    window.close()
    beside = tmp_path / ("train.py" + SUFFIX)
    assert json.loads(beside.read_text())["bookmarks"][0]["step"] == 4 and opened.file.read_text() == PROGRAM
    window = opened()
    window.bookmarks.go_to_bookmark(1)
    assert _step(window) == 4
    assert window.files._write(str(tmp_path / "other.py"))
    window.bookmarks.save()
    assert (tmp_path / ("other.py" + SUFFIX)).exists() and beside.exists()
    window.files.open(opened.file)
    assert window.bookmarks.marks.bookmark(1).step == 4 and window.bookmarks.marks.file == str(opened.file)


def test_a_tape_has_its_own(opened, qtbot, tmp_path):
    window = opened()
    window.steps.go_to(5)
    window.bookmarks.set_bookmark(3)
    tape = tmp_path / "run.tape"
    window.session.save_tape(tape)
    window.files.tape_saved.emit(str(tape))
    before = tape.read_bytes()
    assert window.files.open(tape)
    qtbot.waitUntil(lambda: window.views.graph.view.graph.complete and len(window.session.trace) > 0, timeout=10000)
    assert window.bookmarks.marks.bookmark(3).step == 5 and window.bookmarks.marks.file == str(tape)
    window.bookmarks.set_bookmark(4)
    window.bookmarks.save()
    assert tape.read_bytes() == before and json.loads((tmp_path / ("run.tape" + SUFFIX)).read_text())["bookmarks"]


def test_the_list_names_notes_removes_and_undoes(opened, qtbot):
    window = opened()
    for number, step in ((1, 2), (2, 6)):
        window.steps.go_to(step)
        window.bookmarks.set_bookmark(number)
    window.steps.go_to(4)
    window.acts["bookmark"].trigger()
    window.acts["bookmarks"].trigger()
    panel = window.views.bookmarks
    assert panel.isVisible() and [m.number for m in panel.model.marks] == [1, 2, 0]
    assert window.views.docks["bookmarks"].bar.count.text() == "3"
    index = panel.model.index(1)
    panel.view.setCurrentIndex(index)
    panel.model.setData(index, "  the loss ")
    assert window.bookmarks.marks.bookmark(2).name == "the loss"
    panel.note.setFocus()
    qtbot.waitUntil(panel.note.hasFocus)
    panel.note.setPlainText("goes down\nfrom here")
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    assert window.bookmarks.marks.bookmark(2).note == "goes down\nfrom here"
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert _step(window) == 6
    panel.view.setCurrentIndex(panel.model.index(1))
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert window.bookmarks.marks.bookmark(2) is None and len(panel.model.marks) == 2
    panel.undo()
    assert window.bookmarks.marks.bookmark(2).note.startswith("goes")
    panel.redo()
    assert window.bookmarks.marks.bookmark(2) is None
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.EditRole):
        assert isinstance(panel.model.data(panel.model.index(0), role), str)
    assert panel.grab().toImage().width() > 0
    window.editor.setFocus()
    assert window.acts["undo"].isEnabled()
    window.acts["undo"].trigger()
    assert len(panel.model.marks) == 2  # the program's turn
    canvas = window.views.graph.view.canvas
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    window.acts["undo"].trigger()
    assert len(panel.model.marks) == 3
