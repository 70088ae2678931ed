"""Opening, saving, dropping, pasting, recent files, unsaved changes, autosave and what a crash leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from app.ui import store
from app.ui.recovery import Kept, folder, left_behind
from tests.app.model.programs_run import run

Button = QMessageBox.StandardButton
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def answer(window, monkeypatch):
    """A function that fixes what the user answers to "Save the changes?", and gives the list of questions asked."""
    asked = []

    def fix(button):
        monkeypatch.setattr(window.files, "ask_unsaved", lambda: asked.append(1) or button)
        return asked

    return fix


def choose(monkeypatch, path):
    """The user picks this path in every file dialog."""
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *a, **k: (str(path), ""))


def edit(window, text="x = 1\n"):
    window.editor.setFocus()
    window.editor.textCursor().insertText(text)


def banner(window):
    """What is said in the window's banner."""
    place = window.start.banner if window.is_starting else window.editor_panel.banner
    return place.text()


def test_opening_shows_the_program_and_never_runs_it(window, tmp_path):
    flag = tmp_path / "ran"
    path = tmp_path / "prog.py"
    path.write_text(f"open({str(flag)!r}, 'w')\n")
    assert window.files.open(path)
    QApplication.processEvents()
    assert window.editor.toPlainText() == path.read_text()
    assert not window.is_starting and not window.session.is_running and not flag.exists()
    assert not window.files.is_modified and "prog.py" in window.windowTitle()


def test_windows_line_ends_and_the_encoding_line_are_kept(window, act, tmp_path):
    path = tmp_path / "latin.py"
    path.write_bytes("# -*- coding: latin-1 -*-\r\nname = 'Grüße'\r\n".encode("latin-1"))
    window.files.open(path)
    assert window.editor.toPlainText().endswith("name = 'Grüße'\n")
    window.editor.moveCursor(window.editor.textCursor().MoveOperation.End)
    edit(window, "more = 'ß'\n")
    act("save")
    assert path.read_bytes() == "# -*- coding: latin-1 -*-\r\nname = 'Grüße'\r\nmore = 'ß'\r\n".encode("latin-1")
    assert not window.files.is_modified


def test_a_character_that_the_encoding_lacks_is_said_and_nothing_is_lost(window, act, tmp_path):
    path = tmp_path / "latin.py"
    path.write_bytes("# coding: latin-1\nx = 1\n".encode("latin-1"))
    window.files.open(path)
    edit(window, "# 反向\n")
    act("save")
    assert "LATIN-1" in banner(window).upper() or "ISO8859-1" in banner(window).upper()
    assert path.read_bytes() == b"# coding: latin-1\nx = 1\n" and window.files.is_modified


def test_a_notebook_opens_as_its_cells_and_saves_as_a_program(window, act, tmp_path, monkeypatch):
    path = tmp_path / "nb.ipynb"
    cells = [{"cell_type": "markdown", "source": "# hi"}, {"cell_type": "code", "execution_count": 1,
             "source": ["x = 1\n", "x"], "outputs": []}]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    assert window.files.open(path)
    assert "x = 1\nx" in window.editor.toPlainText() and "# # hi" in window.editor.toPlainText()
    choose(monkeypatch, tmp_path / "nb.py")
    act("save")
    assert "x = 1\nx" in (tmp_path / "nb.py").read_text() and json.loads(path.read_text())["nbformat"] == 4


def test_saving_without_a_name_asks_for_one(window, act, tmp_path, monkeypatch):
    act("new")
    edit(window)
    choose(monkeypatch, tmp_path / "mine")
    act("save")
    assert (tmp_path / "mine.py").read_text() == "x = 1\n" and window.files.name == "mine.py"
    assert [e.path for e in store.recent()] == [str(tmp_path / "mine.py")]


@pytest.mark.parametrize("make", ["missing", "folder", "binary", "notebook", "tape", "cut tape"])
def test_what_cannot_be_opened_is_said_in_one_sentence(window, tmp_path, make):
    path = {"missing": tmp_path / "nothing.py", "folder": tmp_path / "dir.py", "binary": tmp_path / "b.py",
            "notebook": tmp_path / "n.ipynb", "tape": tmp_path / "t.tape", "cut tape": tmp_path / "c.tape"}[make]
    if make == "folder":
        path.mkdir()
    elif make == "binary":
        path.write_bytes(bytes(range(256)))
    elif make == "notebook":
        path.write_text("{not json")
    elif make == "tape":
        path.write_bytes(b"\x00\xff" * 500)
    elif make == "cut tape":
        path.write_bytes(b"RGT")
    window.editor.setPlainText("kept = 1")
    window.editor.document().setModified(False)
    assert not window.files.open(path)
    said = banner(window)
    assert path.name in said and "Traceback" not in said and "\n" not in said.strip()
    assert window.editor.toPlainText() == "kept = 1"


def test_unsaved_changes_are_asked_about_when_another_is_opened(window, answer, tmp_path):
    other = tmp_path / "other.py"
    other.write_text("y = 2\n")
    edit(window)
    asked = answer(Button.Cancel)
    assert not window.files.open(other) and window.editor.toPlainText() == "x = 1\n" and asked == [1]
    answer(Button.Discard)
    assert window.files.open(other) and window.editor.toPlainText() == "y = 2\n"


def test_an_empty_or_unchanged_program_is_not_asked_about(window, act, answer, tmp_path):
    asked = answer(Button.Cancel)
    act("new")
    edit(window, "  \n")
    act("new")
    path = tmp_path / "a.py"
    path.write_text("a = 1\n")
    assert window.files.open(path)
    act("new")
    assert not asked and window.editor.toPlainText() == ""


def test_closing_with_unsaved_changes_can_be_called_off_or_saves(window, answer, tmp_path, monkeypatch):
    edit(window)
    answer(Button.Cancel)
    assert not window.close() and window.isVisible()
    answer(Button.Save)
    choose(monkeypatch, tmp_path / "saved.py")
    assert window.close()
    assert (tmp_path / "saved.py").read_text() == "x = 1\n" and left_behind() == []


def test_a_save_dialog_that_is_called_off_keeps_the_window(window, answer, monkeypatch):
    edit(window)
    answer(Button.Save)
    choose(monkeypatch, "")
    assert not window.close() and window.editor.toPlainText() == "x = 1\n"


def test_a_file_that_another_program_changed_is_not_overwritten_unasked(window, act, tmp_path, monkeypatch):
    path = tmp_path / "a.py"
    path.write_text("a = 1\n")
    window.files.open(path)
    path.write_text("somebody else wrote this\n")
    edit(window, "b = 2\n")
    monkeypatch.setattr(QMessageBox, "exec", lambda box: Button.Cancel)
    act("save")
    assert path.read_text() == "somebody else wrote this\n" and window.files.is_modified
    monkeypatch.setattr(QMessageBox, "exec", lambda box: Button.Save)
    act("save")
    assert path.read_text() == "b = 2\na = 1\n"


def test_undo_is_kept_over_a_save(window, act, tmp_path):
    path = tmp_path / "a.py"
    path.write_text("a = 1\n")
    window.files.open(path)
    edit(window, "b = 2\n")
    act("save")
    act("undo")
    assert window.editor.toPlainText() == "a = 1\n" and window.files.is_modified


def drop(window, path, where=None):
    """Drag a file over the window and drop it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    target = where or window
    at = QPoint(5, 5)
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                            Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    lit = window.start.drop._active
    event = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)
    return lit


def test_a_file_dropped_on_the_window_opens(window, qtbot, tmp_path):
    path = tmp_path / "dropped.py"
    path.write_text("d = 1\n")
    assert drop(window, path)
    qtbot.waitUntil(lambda: window.editor.toPlainText() == "d = 1\n")
    assert not window.start.drop._active
    assert not drop(window, tmp_path / "picture.bmp")


def test_a_file_dropped_on_the_editor_opens_too(window, qtbot, tmp_path):
    path = tmp_path / "dropped.py"
    path.write_text("d = 1\n")
    window.editor.setPlainText("")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    over = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                           Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.editor.viewport(), over)  # the editor leaves it, the window takes it
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                                              Qt.KeyboardModifier.NoModifier))
    qtbot.waitUntil(lambda: window.editor.toPlainText() == "d = 1\n")


def test_code_pasted_on_the_start_page_becomes_a_program(window, act):
    QGuiApplication.clipboard().setText(">>> x = 1\n>>> x\n1\n")
    assert window.is_starting
    act("paste")
    assert window.editor.toPlainText().rstrip("\n") == "x = 1\nx" and not window.is_starting


def test_recent_files_are_newest_first_and_those_that_are_gone_are_left_out(window, tmp_path):
    paths = [tmp_path / f"p{i}.py" for i in range(3)]
    for path in paths:
        path.write_text("a = 1\n")
        window.files.open(path)
    window.files.open(paths[0])
    assert [e.path for e in store.recent()] == [str(p) for p in (paths[0], paths[2], paths[1])]
    paths[2].unlink()
    assert [e.path for e in store.recent()] == [str(p) for p in (paths[0], paths[1])]
    menu = window.menus._recent
    menu.aboutToShow.emit()
    assert [a.text() for a in menu.actions()][:2] == ["p0.py", "p1.py"]
    menu.actions()[1].trigger()
    assert window.files.name == "p1.py"
    store.forget_recent()
    assert store.recent() == []


def test_settings_that_were_edited_into_nonsense_are_not_in_the_way(own_config, make_window):
    own_config.mkdir(parents=True, exist_ok=True)
    (own_config / "window.ini").write_text("[General]\nrecent={{\nzoom=large\ntheme=pink\nstate=@ByteArray(abc)\n"
                                           "geometry=1\nreduce_motion=maybe\n")
    window = make_window()
    assert window.isVisible() and store.recent() == []


def test_the_program_is_kept_while_it_is_typed_and_forgotten_when_saved(window, act, qtbot, tmp_path, monkeypatch):
    act("new")
    edit(window, "precious = 1\n")
    window.files.recovery._timer.setInterval(10)
    window.files.recovery.note_change()
    window.files.recovery._timer.start()
    qtbot.waitUntil(window.files.recovery.path.exists, timeout=3000)
    kept = json.loads(window.files.recovery.path.read_text())
    assert kept["text"] == "precious = 1\n" and kept["path"] is None
    assert left_behind() == []  # its window lives
    choose(monkeypatch, tmp_path / "p.py")
    act("save")
    assert not window.files.recovery.path.exists()


def test_autosave_is_due_within_two_seconds_however_long_one_types(window, act):
    act("new")
    timer = window.files.recovery._timer
    edit(window)
    left = timer.remainingTime()
    edit(window)
    assert 0 < timer.remainingTime() <= left <= 2100  # Qt may be five in a hundred late


def test_what_a_crashed_window_left_is_restored(make_window, tmp_path):
    path = tmp_path / "work.py"
    path.write_text("old = 1\n")
    file = folder() / "abc.json"
    kept = Kept("new = 2\nmore = 3\n", str(path), "work.py", position=8, breakpoints=[2], saved_at=5.0, newline="\r\n")
    file.write_text(json.dumps(kept.__dict__))
    window = make_window()
    assert window.editor.toPlainText() == "new = 2\nmore = 3\n" and window.files.is_modified
    assert window.files.document.path == str(path) and window.editor.breakpoints == [2]
    assert "restored" in banner(window) and not file.exists() and window.files.recovery.path.exists()
    assert window.files.save() and path.read_bytes() == b"new = 2\r\nmore = 3\r\n"


def test_a_restored_program_can_be_given_up(make_window, tmp_path):
    path = tmp_path / "work.py"
    path.write_text("old = 1\n")
    (folder() / "abc.json").write_text(json.dumps(Kept("new = 2\n", str(path), "work.py", saved_at=5.0).__dict__))
    window = make_window()
    window.editor_panel.banner.press("Discard")
    assert window.editor.toPlainText() == "old = 1\n" and not window.files.is_modified and left_behind() == []


def test_a_recovery_file_does_not_push_aside_the_file_asked_for(make_window, tmp_path):
    path = tmp_path / "asked.py"
    path.write_text("asked = 1\n")
    (folder() / "abc.json").write_text(json.dumps(Kept("lost = 2\n", None, "Untitled", saved_at=5.0).__dict__))
    window = make_window(path)
    assert window.editor.toPlainText() == "asked = 1\n" and "not saved" in banner(window)
    window.editor_panel.banner.press("Restore")
    assert window.editor.toPlainText() == "lost = 2\n" and window.files.document.path is None


def test_a_recovery_file_does_not_push_aside_a_tape(make_window, tmp_path):
    source, tape = "import torch\nx = torch.ones(2)\n", str(tmp_path / "run.tape")
    run(source, tape).tape.close()
    (folder() / "abc.json").write_text(json.dumps(Kept("lost = 2\n", None, "Untitled", saved_at=5.0).__dict__))
    window = make_window(tape)
    assert window.editor.toPlainText() == source and "not saved" in banner(window)


def test_broken_recovery_files_are_thrown_away(make_window):
    for name, text in (("a", "{"), ("b", "[]"), ("c", '{"text": 5}'), ("d", '{"text": "  ", "saved_at": 1}')):
        (folder() / f"{name}.json").write_text(text)
    window = make_window()
    assert window.is_starting and list(folder().glob("*.json")) == []


CHILD = """
import sys, time
from PySide6.QtWidgets import QApplication
app = QApplication([])
from app import open_window
window = open_window()
window.files.new()
window.editor.textCursor().insertText("typed_before_the_crash = 1\\n")
while not window.files.recovery.path.exists():
    app.processEvents(); time.sleep(0.01)
print("kept", flush=True)
while True:
    app.processEvents(); time.sleep(0.01)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_a_window_that_is_killed_loses_nothing(own_config, make_window):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.Popen([sys.executable, "-c", CHILD], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True)
    try:
        assert child.stdout.readline().strip() == "kept"
        assert left_behind() == []  # it lives, what it types is its own
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait(10)
        child.stdout.close()
    window = make_window()
    assert window.editor.toPlainText() == "typed_before_the_crash = 1\n"
    assert window.files.is_modified and "restored" in banner(window)


def test_writing_the_recovery_file_fails_with_a_sentence(window, act, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    act("new")
    edit(window)
    monkeypatch.setattr("app.ui.recovery.write_atomically", full)
    window.files.recovery.write()
    assert "No space left" in banner(window)


def test_ago_is_said_in_words():
    from app.ui.start_parts import ago

    now = time.time()
    assert [ago(now - s) for s in (5, 300, 3600, 7200, 90000)] == [
        "just now", "5 min ago", "1 hour ago", "2 hours ago", "yesterday"]
