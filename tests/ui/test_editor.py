"""The editor: typing, indenting, comments, breakpoints, marks, pasting, finding, line heights."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QTextCursor

from app.model import check, notebook
from app.ui.diagnose import Reader
from app.ui.editor import CodeEditor
from app.ui.editor_marks import Marks, Problem
from app.ui.editor_paint import x_of
from app.ui.editor_panel import EditorPanel
from app.ui.highlighter import DOUBLE, NOWHERE
from app.ui.style import style


@pytest.fixture
def editor(qtbot):
    editor = CodeEditor()
    qtbot.addWidget(editor)
    editor.resize(500, 400)
    editor.show()
    editor.setFocus()
    return editor


def put(editor, text, line=None, column=None):
    """Set the text; the caret at its end, or at a place."""
    editor.setPlainText(text)
    if line is None:
        editor.moveCursor(QTextCursor.MoveOperation.End)
    else:
        editor.go_to(line, column or 0)


@pytest.mark.parametrize(("before", "after"), [
    ("for i in x:", "for i in x:\n    "),
    ("    y = f(", "    y = f(\n        "),
    ("    return y", "    return y\n"),
    ("        break", "        break\n    "),
    ("    a = 1  # see:", "    a = 1  # see:\n    "),
    ("x = 1", "x = 1\n"),
])
def test_a_new_line_is_indented_as_the_code_asks(editor, qtbot, before, after):
    put(editor, before)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.toPlainText() == after


def test_tab_indents_the_chosen_lines_and_shift_tab_takes_it_back(editor, qtbot):
    put(editor, "a\n\n    b\nc")
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "    a\n\n        b\n    c"
    qtbot.keyClick(editor, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert editor.toPlainText() == "a\n\n    b\nc"
    put(editor, "ab", 1, 2)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "ab  "


def test_backspace_in_the_indent_goes_back_a_level(editor, qtbot):
    put(editor, "      x", 1, 6)
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.toPlainText() == "    x"
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.toPlainText() == "x"


def test_home_goes_to_the_code_then_to_the_margin(editor, qtbot):
    put(editor, "    y = 2")
    for column in (4, 0, 4):
        qtbot.keyClick(editor, Qt.Key.Key_Home)
        assert editor.textCursor().positionInBlock() == column


def test_comments_come_and_go_and_are_one_undo(editor):
    put(editor, "if a:\n    b = 1\n\n    c = 2")
    editor.selectAll()
    editor.toggle_comment()
    assert editor.toPlainText() == "# if a:\n#     b = 1\n\n#     c = 2"
    editor.selectAll()
    editor.toggle_comment()
    assert editor.toPlainText() == "if a:\n    b = 1\n\n    c = 2"
    editor.undo()
    editor.undo()
    assert editor.toPlainText() == "if a:\n    b = 1\n\n    c = 2"


def test_breakpoints_move_with_their_lines(editor):
    put(editor, "a\nb\nc\nd", 1, 0)
    editor.toggle_breakpoint(3)
    editor.toggle_breakpoint(4)
    cursor = editor.textCursor()
    cursor.insertText("new\n")
    assert editor.breakpoints == [4, 5]
    editor.toggle_breakpoint(4)
    assert editor.breakpoints == [5]
    editor.undo()
    assert editor.breakpoints == [4]
    editor.clear_breakpoints()
    assert editor.breakpoints == []


def test_two_lines_that_become_one_have_one_breakpoint(editor, qtbot):
    put(editor, "a\nb", 2, 0)
    editor.set_breakpoints([1, 2])
    told = []
    editor.breakpoints_changed.connect(lambda: told.append(editor.breakpoints))
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.toPlainText() == "ab" and editor.breakpoints == [1] and told


def test_clicking_the_gutter_sets_a_breakpoint_or_chooses_the_line(editor, qtbot):
    put(editor, "a\nb\nc")
    band = editor.block_rect(editor.document().findBlockByNumber(1))
    gutter = editor._gutter
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(12, band.center().y()))
    assert editor.breakpoints == [2]
    with qtbot.waitSignal(editor.line_chosen) as chosen:
        qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(gutter.width() - 6, band.center().y()))
    assert chosen.args == [2] and editor.current_line() == 2


def test_lines_are_as_high_as_designed_and_scale_with_the_zoom(editor):
    put(editor, "a\nb\nc")
    assert abs(editor.block_rect(editor.document().findBlockByNumber(1)).height() - 22) <= 1
    style.set_zoom(2.0)
    assert abs(editor.block_rect(editor.document().findBlockByNumber(1)).height() - 44) <= 2


def test_the_text_and_its_marks_have_the_same_place(editor):
    put(editor, "z = y * y * 3")
    block = editor.document().firstBlock()
    editor.go_to(1, 4)
    assert abs(x_of(editor, block, 4) - editor.cursorRect().left()) <= 2


def test_an_error_is_folded_in_under_its_line_and_pushes_the_next_ones_down(editor, qtbot):
    put(editor, "a\nb\nc\nd")
    below = lambda: editor.block_rect(editor.document().findBlockByNumber(2)).top()
    before = below()
    editor.set_marks(Marks(error=(2, "RuntimeError", "a long sentence " * 12)))
    assert "RuntimeError: a long" in editor._note.text()
    assert below() > before + 30
    note = editor._note.geometry()
    assert note.top() >= editor.block_rect(editor.document().findBlockByNumber(1)).bottom()
    assert note.bottom() <= below() + 1
    qtbot.mouseClick(editor._note._close, Qt.MouseButton.LeftButton)
    assert below() == before and editor._note.text() == ""


def test_a_very_long_message_is_shortened(editor):
    editor.setPlainText("a")
    editor.set_marks(Marks(error=(1, "ValueError", "\n".join(str(i) for i in range(500)))))
    assert editor._note.text().endswith("492 more lines") and editor._note.height() < 300


def test_an_error_at_a_line_that_is_not_there_shows_nothing(editor):
    editor.setPlainText("a")
    editor.set_marks(Marks(error=(99, "ValueError", "x")))
    assert editor._note.text() == ""


def test_marks_are_painted_in_their_colours(editor):
    put(editor, "x = 1\ny = x + 2\nz = y * y\nw = 3", 4, 0)
    editor.set_marks(Marks(running=1, running_note="running", origin=3, span=(3, 4, 3, 9), origin_note="made this node",
                           error=(2, "E", "m"), problems=[Problem(4, 0, 1, "unknown", "warn")]))
    image = editor.viewport().grab().toImage()

    def ground(line):
        band = editor.block_rect(editor.document().findBlockByNumber(line - 1))
        ratio = image.devicePixelRatio()
        return image.pixelColor(round(200 * ratio), round((band.top() + 3) * ratio)).name()

    palette = style.palette()
    assert ground(1) == palette.curline.lower()
    assert ground(2) == palette.errorbg.lower()
    assert ground(3) == palette.origin.lower()


def test_a_problem_says_what_it_is_under_the_mouse(editor):
    put(editor, "x = torch.nope(1)")
    editor.set_marks(Marks(problems=[Problem(1, 10, 14, "torch.nope is not in Retrograd's torch", "warn")]))
    band = editor.block_rect(editor.document().firstBlock())
    at = QPoint(round(x_of(editor, editor.document().firstBlock(), 12)), band.center().y())
    assert "torch.nope" in editor.problem_at(at)


def test_pasting_takes_prompts_out_and_is_one_undo(editor):
    editor.set_paste_filter(notebook.strip_prompts)
    put(editor, "import torch\n")
    data = QMimeData()
    data.setText(">>> x = torch.ones(2)\n>>> for i in x:\n...     print(i)\n...\ntensor(1.)\n")
    editor.insertFromMimeData(data)
    assert editor.toPlainText().startswith("import torch\nx = torch.ones(2)\nfor i in x:\n    print(i)")
    assert ">>>" not in editor.toPlainText() and "tensor(1.)" not in editor.toPlainText()
    editor.undo()
    assert editor.toPlainText() == "import torch\n"


def test_copying_gives_plain_text_only(editor):
    put(editor, "a = 'ü'\nb")
    editor.selectAll()
    data = editor.createMimeDataFromSelection()
    assert data.text() == "a = 'ü'\nb" and not data.hasHtml()


def test_files_that_are_dragged_over_the_editor_are_left_to_the_window(editor):
    from PySide6.QtGui import QDragEnterEvent

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/somewhere/a.py")])
    event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                            Qt.KeyboardModifier.NoModifier)
    event.accept()
    editor.dragEnterEvent(event)
    assert not event.isAccepted()


def test_triple_quotes_colour_the_lines_between(editor):
    put(editor, 'a = """one\ntwo # no comment\nthree""" + "x"\nb = 1')
    states = []
    block = editor.document().firstBlock()
    while block.isValid():
        states.append(block.userState())
        block = block.next()
    assert states == [DOUBLE, DOUBLE, NOWHERE, NOWHERE]
    inner = editor.document().findBlockByNumber(1).layout().formats()
    assert [f.format.foreground().color().name() for f in inner] == [style.palette().string.lower()]


@pytest.mark.parametrize(("line", "word", "field"), [
    ("import torch", "import", "keyword"),
    ("x = 0x1F + 1.5e-3", "1.5e-3", "number"),
    ("y = x1 + 2", "2", "number"),
    ("out = z.mean()", "mean", "called"),
    ("s = f'a{b}' # hm", "# hm", "comment"),
    ("s = f'a{b}' # hm", "f'a{b}'", "string"),
    ("def area(r):", "area", "called"),
    ("@property", "@property", "called"),
])
def test_words_have_the_colour_of_what_they_are(editor, line, word, field):
    put(editor, line)
    at = line.index(word)
    found = [f for f in editor.document().firstBlock().layout().formats() if f.start == at and f.length == len(word)]
    assert found and found[0].format.foreground().color().name() == style.palette()[field].lower()


def test_finding_goes_round_and_counts(qtbot):
    panel = EditorPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.editor.setPlainText("alpha beta\nAlpha\nalphabet 𝛂 alpha")
    panel.show_find()
    panel.find_bar.field.setText("alpha")
    assert panel.find_bar.count.text() == "4 found"
    seen = []
    for _ in range(5):
        qtbot.keyClick(panel.find_bar.field, Qt.Key.Key_Return)
        seen.append((panel.editor.textCursor().blockNumber(), panel.editor.textCursor().selectedText()))
    assert seen[0] == (0, "alpha") and seen[3] == (2, "alpha") and seen[4] == seen[0]
    panel.find_bar.field.setText("Alpha")
    assert panel.find_bar.count.text() == "1 found"
    panel.find_bar.field.setText("zzz")
    assert panel.find_bar.count.text() == "none"
    qtbot.keyClick(panel.find_bar.field, Qt.Key.Key_Escape)
    assert not panel.find_bar.isVisible() and panel.editor.matches == []


def test_a_long_program_is_typed_into_without_delay(editor):
    import time

    put(editor, "x = torch.tensor([1., 2.], requires_grad=True)  # 'text'\n" * 20000, 10000, 3)
    started = time.perf_counter()
    for _ in range(50):
        editor.insertPlainText("a")
        editor.viewport().repaint()
    assert (time.perf_counter() - started) / 50 < 0.05  # a frame or two even on a busy machine; usually 3 ms


def test_names_of_torch_are_looked_up_beside_the_window(qtbot, monkeypatch):
    """Their modules were imported in the window's thread: a tenth of a second when a file was opened."""
    class Text(QObject):
        edited = Signal()

        def toPlainText(self):
            return "import torch\ntorch.nn.Linear\ntorch.nope\n"

    class Follower:
        said = ()

        def set_problems(self, problems):
            self.said = problems

    threads, find = set(), check._find
    monkeypatch.setattr(check, "_find", lambda name: (threads.add(threading.current_thread()), find(name))[1])
    marks = Follower()
    reader = Reader(Text(), marks)
    reader.read()
    qtbot.waitUntil(lambda: bool(marks.said), timeout=20000)
    assert [problem.line for problem in marks.said] == [3] and threads and threading.main_thread() not in threads
    reader.close()
