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


def test_a_title_alone_is_shown_before_and_after_the_run(window, run):
    panel = window.views.lesson
    run("# %% [markdown]\n# # Powers\n# One line below it.\n\n# %%\nimport torch\nx = torch.ones(2)\n")
    assert "Powers" in panel.note.toPlainText() and "One line below it." in panel.note.toPlainText()
    assert panel.where.text() == ""


def test_what_is_wrong_in_a_lesson_is_said_with_its_line(window, run, qtbot):
    panel = window.views.lesson
    run('# %% [markdown]\n# # T\n# s\n\n# %%\nx = 1\n\n# %% [markdown] stopp="end"\n# a\n')
    qtbot.waitUntil(lambda: "Line 8" in panel.problem.text(), timeout=3000)
    (mark,) = [p for p in window.editor.marks.problems if p.line == 8]
    assert mark.kind == "warn" and mark.message in panel.problem.text() and mark.end == len(window.editor.toPlainText().split("\n")[7])
    assert "stopp" in panel.plain_text() and "T" in panel.plain_text()


def test_an_open_lesson_goes_into_the_language_chosen_and_comes_to_the_same_step(window, qtbot):
    english, chinese = (next(one for one in all_lessons(lang) if one.name == "02_used_twice") for lang in ("en", "zh"))
    window.files.open_lesson(english.title, english.text)
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.acts["run"].trigger()
    panel, session = window.views.lesson, window.session
    session.select(panel.lecture.places()[1])
    place, number = session.cursor, panel.where.text()
    at = window.editor.textCursor()
    at.setPosition(english.text.index("both = squares"))
    window.editor.setTextCursor(at)
    with qtbot.waitSignal(session.run_finished, timeout=20_000, check_params_cb=lambda: session.source == chinese.text):
        window.set_language("zh")
    assert window.editor.toPlainText() == chinese.text and not window.editor.document().isModified()
    assert window.editor.textCursor().block().text().startswith("both = squares")
    assert session.cursor == place and session.state == "finished" and number != panel.where.text()
    assert "加法" in panel.note.toPlainText()


def test_only_notes_of_the_library_change_with_the_language(window):
    text = next(one for one in all_lessons("en") if one.name == "02_used_twice").text
    mine = text.replace("The addition has sent", "My addition has sent").replace("[1., 2., 3.]", "[4., 5., 6.]")
    window.editor.setPlainText(mine)
    window.set_language("zh")
    shown = window.editor.toPlainText()
    assert "用了两次的张量" in shown and "My addition has sent" in shown and "[4., 5., 6.]" in shown
    window.set_language("en")
    assert window.editor.toPlainText() == mine
