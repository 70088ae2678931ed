"""The console: output as of the cursor, floods, terminals' control characters, and answering input()."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor

from app.session import Selection, Session
from app.ui.console import ConsolePanel
from app.ui.console_text import LINES, WIDE, Line, clean, overtype
from app.ui.style import style
from tests import tapes

from .panel_tapes import image_of, seq_of, session_on, show, write_prints


@pytest.fixture
def panel_on(qtbot, tmp_path):
    """panel_on(texts, streams) is (session, console shown on a tape of these outputs, one a step)."""
    opened = []

    def make(texts, streams=None):
        path = write_prints(tmp_path / f"{len(opened)}.tape", texts, streams)
        context = session_on(qtbot, path)
        session = context.__enter__()
        opened.append(context)
        panel = show(qtbot, ConsolePanel(session), 600, 240)
        qtbot.waitUntil(lambda: not panel._later.isActive())
        return session, panel

    yield make
    for context in opened:
        context.__exit__(None, None, None)


def outputs(session):
    return session.trace.events_of_kind("output").tolist()


def color_at(panel, position):
    """The colour in which a character is shown, marks after the cursor included."""
    for mark in panel.output.extraSelections():
        if mark.cursor.selectionStart() <= position < mark.cursor.selectionEnd():
            return mark.format.foreground().color()
    cursor = QTextCursor(panel.output.document())
    cursor.setPosition(position + 1)
    return cursor.charFormat().foreground().color()


def test_empty_says_what_will_be_here(qtbot):
    session = Session()
    panel = show(qtbot, ConsolePanel(session))
    assert "F5 runs" in panel.output.placeholderText() and panel.plain_text() == ""
    session.close()


def test_text_as_printed(panel_on):
    _session, panel = panel_on(["one\n", "two ", "three\nfour", "\n\nfive\n"])
    assert panel.plain_text() == "one\ntwo three\nfour\n\nfive\n"


def test_output_after_the_cursor_is_dimmed_with_its_step_in_the_margin(panel_on):
    session, panel = panel_on(["first\n", "second\n", "third\n"])
    session.select(outputs(session)[1])
    assert panel.output.future == len("first\nsecond\n")
    assert color_at(panel, 0) == style.color("text") and color_at(panel, 13) == style.color("faint")
    block = panel.output.document().findBlockByNumber(2)
    assert panel.output.step_in_block(block.position(), block.position() + block.length()) == 6
    assert panel.output.step_in_block(0, 5) is None
    margin = panel.output._margin
    before = image_of(margin)
    session.last()
    assert panel.output.extraSelections() == [] and image_of(margin) != before
    session.select(-1)
    assert panel.output.future == 0 and color_at(panel, 0) == style.color("faint")


def test_a_click_selects_and_a_double_click_goes_there(panel_on, qtbot):
    session, panel = panel_on([f"line {k}\n" for k in range(5)])
    session.last()
    view = panel.output

    def point(number):
        cursor = QTextCursor(view.document().findBlockByNumber(number))
        return view.cursorRect(cursor).center()

    before = session.cursor
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point(2))
    assert session.selection == Selection("event", outputs(session)[2]) and session.cursor == before
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point(1))
    assert session.cursor == outputs(session)[1]
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert session.cursor == outputs(session)[2]


def test_select_all_and_copy(panel_on, qtbot):
    _session, panel = panel_on(["a = 1\n", "b\n"])
    qtbot.keyClick(panel.output, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(panel.output, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "a = 1\nb\n"


def test_stderr_has_its_own_colour(panel_on):
    _session, panel = panel_on(["out\n", "err\n"], {1: "stderr"})
    assert color_at(panel, 0) == style.color("text") and color_at(panel, 4) == style.color("error")
    style.set_theme("dark")
    assert color_at(panel, 0) == style.color("text") and color_at(panel, 4) == style.color("error")


def test_terminal_controls(panel_on):
    texts = ["\x1b[31mred\x1b[0m\n", " 10%", "\r 50%", "\r100%\n", "ab\bc\n", "bell\x07\n", "dos\r\n", "end"]
    session, panel = panel_on(texts)
    assert panel.plain_text() == "red\n100%\nac\nbell\ndos\nend"
    session.select(outputs(session)[0])
    assert panel.output.future <= len("red\n100%")


def test_overtype_and_clean():
    assert overtype("abcdef\rxy") == "xycdef"
    assert overtype("ab\b\b\b!") == "!b"
    assert clean("a\x00\x1b]0;title\x07b\u2028c") == "abc"
    text = clean("x\n" * (LINES + 10))
    assert text.count("\n") <= LINES and text.startswith("[… 11 lines …]")


def test_a_long_line_is_cut_and_counted(panel_on):
    _session, panel = panel_on(["y" * 10, "x" * (WIDE + 500), "z" * 7 + "\n", "next\n"])
    lines = panel.plain_text().split("\n")
    assert lines[0].endswith(" … 517 characters more") and len(lines[0]) < WIDE + 50 and lines[1] == "next"
    line = Line()
    for _ in range(10_000):
        line.add("abc")
    assert len(line.text) == WIDE and line.more == 30_000 - WIDE


def test_a_flood_is_capped_and_any_part_can_be_reached(panel_on, qtbot):
    count = 30_000
    session, panel = panel_on([f"{k}\n" for k in range(count)])
    qtbot.waitUntil(lambda: panel._last == count, timeout=20000)
    assert panel.output.document().blockCount() <= LINES * 5 // 4 + 1
    assert panel.plain_text().rstrip().endswith(str(count - 1))
    assert panel.hidden_note.isVisible() and "earlier" in panel.hidden_note.text()
    seqs = outputs(session)
    for k in (0, 12_345, count - 1):
        session.select(seqs[k])
        lines = panel.plain_text().split("\n")
        assert str(k) in lines
        assert panel.output.document().blockCount() <= LINES * 5 // 4 + 1
    assert panel.output.future == panel.output.document().characterCount() - 1


def test_following_scrolls_to_the_end(panel_on):
    session, panel = panel_on([f"{k}\n" for k in range(200)])
    bar = panel.output.verticalScrollBar()
    assert bar.value() == bar.maximum()
    session.select(outputs(session)[3])
    assert bar.value() <= 3
    session.last()
    assert bar.value() >= bar.maximum() - 1


def test_input_line_answers_the_program(panel_on, qtbot, monkeypatch):
    session, panel = panel_on(["What is x? "])
    sent = []
    monkeypatch.setattr(session, "send_input", sent.append)
    assert not panel.input.isVisible()
    session.input_wanted.emit(True)
    assert panel.input.isVisible()
    qtbot.keyClicks(panel.input, "3.5")
    qtbot.keyClick(panel.input, Qt.Key.Key_Return)
    assert sent == ["3.5"] and not panel.input.isVisible() and panel.input.text() == ""
    assert panel.plain_text() == "What is x? 3.5\n" and color_at(panel, 12) == style.color("accent")
    panel._show_around(0)
    assert panel.plain_text() == "What is x? 3.5\n"
    session.input_wanted.emit(True)
    session.input_wanted.emit(False)
    assert not panel.input.isVisible()


def test_another_run_empties_it(panel_on, qtbot, tmp_path):
    session, panel = panel_on(["before\n"])
    tapes.write_tutorial(tmp_path / "other.tape")
    with qtbot.waitSignal(session.run_finished):
        session.open_tape(tmp_path / "other.tape")
    qtbot.waitUntil(lambda: panel.plain_text() == "27.0\n")
    assert panel.output.seqs == [seq_of(session, "output")]


def test_zoom(panel_on):
    _session, panel = panel_on(["a\n", "b\n"])
    width = panel.output._margin.width()
    style.set_zoom(2.0)
    assert panel.output._margin.width() == 2 * width and panel.output.font().pixelSize() == 26
