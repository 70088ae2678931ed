"""The notes of a lesson beside its run, for one person at home."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.ui.lessons import all_lessons


def open_lesson(window, number: int):
    lesson = all_lessons()[number - 1]
    window.files.open_lesson(lesson.title, lesson.text)
    return window.views.lesson


def test_a_lesson_brings_its_notes_and_another_program_takes_them_away(window, qtbot, tmp_path):
    panel = open_lesson(window, 1)
    dock = window.views.docks["lesson"]
    qtbot.waitUntil(dock.isVisible, timeout=3000)
    assert "A first backward" in panel.plain_text() and panel.where.text() == "Run the program (F5)"
    plain = tmp_path / "plain.py"
    plain.write_text("x = 1\n")
    window.files.open(plain)
    assert not dock.isVisible()


def test_from_stop_to_stop_with_its_question(window, run, qtbot):
    panel = open_lesson(window, 1)
    run(window.editor.toPlainText())
    session, places = window.session, panel.lecture.places()
    session.select(-1)
    assert panel.where.text() == f"1 of {len(places)}" and not panel.before.isEnabled()
    for place in places[1:]:
        qtbot.mouseClick(panel.after, Qt.MouseButton.LeftButton)
        assert session.cursor == place
    assert not panel.after.isEnabled()
    asked = next(stop for stop in panel.lecture.stops if stop.note.question and stop.note.question.target == "x.grad")
    session.select(asked.seq)
    assert panel.question.isVisible() and "x.grad" in panel.question.text() and not panel.told.isVisible()
    panel.field.setFocus()
    qtbot.keyClicks(panel.field, "1")
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert panel.told.text().startswith("There are 4 numbers") and panel.field.isVisible()
    qtbot.mouseClick(panel.hint_button, Qt.MouseButton.LeftButton)
    assert panel.told.text() == "It is 1.5 (x + 2)."
    panel.field.setText("4.5 6 7.5 9")
    qtbot.mouseClick(panel.check, Qt.MouseButton.LeftButton)
    assert panel.told.text().startswith("Right.") and not panel.field.isVisible()
    panel.note.followed.emit("node", "MulBackward0 2")
    assert session.selection.kind == "node"


def test_what_is_wrong_in_a_lesson_is_said_with_its_line(window, run, qtbot):
    panel = window.views.lesson
    run('# %% [markdown]\n# # T\n# s\n\n# %%\nx = 1\n\n# %% [markdown] stopp="end"\n# a\n')
    qtbot.waitUntil(lambda: "Line 8" in panel.problem.text(), timeout=3000)
    assert "stopp" in panel.plain_text() and "T" in panel.plain_text()
