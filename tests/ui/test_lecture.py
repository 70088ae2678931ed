"""Lecture mode: the first lessons given as a lecturer would, by keys only, on one screen and two; drawing and pointing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.model import steps
from app.ui.lecture_keys import KEYS, PANELS, PENS, SIMPLE
from app.ui.lecture_pen import Stroke
from app.ui.lesson_panel import LessonPanel
from app.ui.lessons import all_lessons

K = Qt.Key
LESSONS = {lesson.name: lesson for lesson in all_lessons()}


@pytest.mark.parametrize("name", ["01_first_backward", "02_used_twice", "03_requires_grad"])
def test_a_lesson_is_given_with_a_clicker(lecture, press, window, name):
    page = lecture(name)
    session, trace = window.session, window.session.trace
    assert session.cursor == -1 and page.headline.text() == LESSONS[name].title
    seen, questions = set(), 0
    for _ in range(200):
        if page.lecture.asked(session.cursor) is not None:
            questions += 1
            assert page.question.isVisible() and page.field.isVisible() and not page.told.isVisible()
            before = session.cursor
            press(page, K.Key_PageDown)
            assert session.cursor == before and page.told.text()  # it is shown first
            continue
        seen.add(session.cursor)
        last = session.cursor
        press(page, K.Key_PageDown)
        if session.cursor == last:
            break
    assert steps.step_number(trace, session.cursor) == steps.count(trace)
    assert set(page.lecture.places()) <= seen and questions == sum(s.note.question is not None for s in page.lecture.stops)
    for _ in range(200):
        press(page, K.Key_PageUp)
        if session.cursor == -1:
            break
    assert session.cursor == -1
    press(page, K.Key_Escape)
    assert not window.present.is_on and trace.veil == frozenset()


@pytest.mark.parametrize("name", ["01_first_backward", "02_used_twice", "03_requires_grad"])
def test_a_lecture_from_the_window_and_back_by_keys_alone(window, qtbot, press, name):
    lesson = LESSONS[name]
    window.files.open_lesson(lesson.title, lesson.text)
    before = _settled(qtbot, window)
    press(window, K.Key_L, modifier=Qt.KeyboardModifier.ControlModifier)
    page, session = window.present.page, window.session
    qtbot.waitUntil(lambda: not session.is_running and len(page.lecture.stops) > 0 and page.graph.canvas.shown is not None, timeout=60_000)
    assert not window.isVisible() and session.cursor == page.lecture.places()[0]
    places = page.lecture.places()
    asked = next(stop for stop in page.lecture.stops if stop.note.question is not None)
    press(page, K.Key_1 + places.index(asked.seq))
    assert session.cursor == asked.seq and page.field.isVisible() and page.question.text()
    press(page, K.Key_I)
    assert page.told.isVisible() == bool(asked.note.question.hint)
    press(page, K.Key_Return)
    qtbot.keyClicks(page.field, "12345")
    press(page.field, K.Key_Return)
    assert page.lecture.asked(session.cursor) is asked and page.told.text()  # wrong: it is still kept back
    press(page.field, K.Key_Escape)
    press(page, K.Key_B)
    press(page, K.Key_PageDown)  # the room sees nothing, and nothing happens
    assert page.blank and session.cursor == asked.seq and page.lecture.asked(session.cursor) is asked
    press(page, K.Key_Period, K.Key_Space)
    assert not page.blank and page.lecture.is_revealed(asked) and not session.trace.veil
    press(page, K.Key_End, K.Key_Home)
    press(page, K.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert session.cursor == next(place for place in places if place > -1)
    cursor = session.cursor
    press(page, K.Key_Escape)
    assert window.isVisible() and not page.isVisible() and session.cursor == cursor
    qtbot.waitUntil(lambda: _panels(window) == before)
    window.present.close()


def _settled(qtbot, window) -> dict:
    """What `_panels` says once they have found their places, which takes longer on a busy machine."""
    now, before = _panels(window), None
    for _ in range(50):
        if now == before:
            break
        qtbot.wait(100)
        now, before = _panels(window), now
    return now


def _panels(window) -> dict:
    """The window's size, and that of each panel that is shown."""
    return {"window": window.size()} | {name: dock.size() for name, dock in window.views.docks.items() if dock.isVisible()}


def test_two_screens_show_the_lecture_and_the_presenters_notes(tmp_path):
    place = lambda name, x, wide, high: {"name": name, "x": x, "y": 0, "width": wide, "height": high,
                                         "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}  # fmt: skip
    screens = tmp_path / "two.json"
    screens.write_text(json.dumps({"screens": [place("lectern", 0, 1280, 720), place("room", 1280, 1920, 1080)]}))
    run = subprocess.run([sys.executable, "-m", "tests.ui.two_screens"], cwd=Path(__file__).parents[2], capture_output=True, text=True,
                         timeout=110, env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={screens}"})  # fmt: skip
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert (said["own"], said["page"], said["presenter"], said["window hidden"]) == ("lectern", "room", "lectern", True)
    assert said["sizes"] == [[1920, 1080], [1280, 720]]
    assert said["step"] == "Step 7 of 11, stop 2 of 3" and said["now"] == said["page says"]
    assert said["note"].startswith("The addition has sent 1") and said["next"].startswith("Next: MulBackward0 receives 1")
    assert "[7, 9, 11]" in said["answer"] and not said["room"]  # the lecturer has it, the room has not
    assert re.fullmatch(r"\d\d:\d\d", said["clock"]) and said["dark"]
    assert said["alone"] == "lectern" and not said["presenter stays"] and "[7, 9, 11]" in said["revealed"]
    assert said["window back"]


def test_a_hidden_graph_does_not_follow_the_lecture(lecture, press, window):
    page, moved = lecture("02_used_twice"), []
    window.views.graph.view.graph.moved.connect(lambda: moved.append(window.session.cursor))
    press(page, K.Key_PageDown, K.Key_PageDown)
    assert not moved
    press(page, K.Key_Escape)
    shown = window.views.graph.view.canvas.shown.scene
    assert moved and shown.cursor == window.session.cursor


def test_digits_go_to_stops_and_b_blanks(lecture, press, window):
    page = lecture("02_used_twice")
    places = page.lecture.places()
    press(page, K.Key_3)
    assert window.session.cursor == places[2]
    press(page, K.Key_1, K.Key_9)
    assert window.session.cursor == places[0]
    press(page, K.Key_PageDown, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert window.session.cursor == places[1]
    press(page, K.Key_B)
    assert page._dark.isVisible()
    press(page, K.Key_Space)
    assert window.session.cursor == places[1]
    press(page, K.Key_B)
    assert not page._dark.isVisible()


def test_panels_can_be_hidden_numbers_shown_as_fractions_and_the_flow_slowed(lecture, press, window):
    page = lecture("01_first_backward")
    press(page, K.Key_G)
    assert not page.graph.isVisible()
    press(page, K.Key_G, K.Key_C)
    assert page.graph.isVisible() and not page.code.isVisible()
    press(page, K.Key_C, K.Key_End, K.Key_PageUp, K.Key_PageUp)
    assert "4.5" in page.working.text()
    press(page, K.Key_Slash)
    assert "9/2" in page.working.text()
    motion, paces = page.graph.canvas.motion, []
    for _ in range(3):  # the flow of a step can be slowed
        paces.append(motion.pace)
        press(page, K.Key_F)
    assert paces == [1.0, 3.0, 10.0] and motion.pace == 1.0
    press(page, K.Key_F)
    assert ("F", "×3") in page.foot.keys


def test_drawing_goes_with_the_step_unless_it_is_pinned(lecture, press, window, qtbot):
    page = lecture("01_first_backward")

    def draw():
        qtbot.mousePress(page.drawing, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
        qtbot.mouseMove(page.drawing, QPoint(300, 260))
        qtbot.mouseMove(page.drawing, QPoint(400, 300))
        qtbot.mouseRelease(page.drawing, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))

    for key, tool in ((K.Key_P, "pen"), (K.Key_H, "highlighter"), (K.Key_A, "arrow")):
        press(page, key)
        assert page.drawing.tool == tool
        draw()
        assert page.drawing.strokes[-1].tool == tool
    press(page, K.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert [s.tool for s in page.drawing.strokes] == ["pen", "highlighter"]
    press(page, K.Key_PageDown)
    assert page.drawing.strokes == []
    draw()
    press(page, K.Key_K, K.Key_PageDown)
    assert len(page.drawing.strokes) == 1 and page.drawing.strokes[0].pinned
    press(page, K.Key_E)
    draw()
    assert page.drawing.strokes == []
    page.drawing.strokes.append(Stroke("pen", ((0, 0), (9, 9))))
    press(page, K.Key_X)
    assert page.drawing.strokes == []
    press(page, K.Key_Escape)
    assert page.drawing.tool == "" and page.isVisible()


def test_any_program_can_be_shown_and_it_is_run_first(window, qtbot):
    window.files.new()
    window.editor.setPlainText("import torch\nx = torch.tensor(2., requires_grad=True)\n(x * x).backward()\n")
    with qtbot.waitSignal(window.session.run_finished, timeout=60_000):
        window.acts["present"].trigger()
    page = window.present.page
    assert page.isVisible() and page.lecture.stops == [] and not page.title.isVisible()
    qtbot.keyClick(page, K.Key_Home)
    qtbot.keyClick(page, K.Key_Space)
    assert page.headline.text().startswith("x")
    qtbot.keyClick(page, K.Key_Escape)
    assert not page.isVisible() and window.isVisible()
    window.present.close()


def test_links_of_a_note_bring_their_card_into_view(lecture, window):
    page = lecture("01_first_backward")
    window.session.select(page.lecture.stops[-2].seq)
    page.note.followed.emit("node", "MulBackward0 2")
    assert window.session.selection.kind == "node"
    page.note.followed.emit("tensor", "x")
    assert window.session.selection.kind == "tensor"
    before = window.session.selection
    page.note.followed.emit("node", "NoSuch")
    assert window.session.selection == before


def test_a_lesson_grows_out_of_a_run(window, run, qtbot, tmp_path):
    run("import torch\nx = torch.tensor(2., requires_grad=True)\ny = x * x\ny.backward()\nprint(x.grad)\n")
    session = window.session
    first = next(int(s) for s in session.trace.events_of_kind("node"))
    session.select(first)
    window.acts["add_note"].trigger()
    qtbot.keyClicks(window.editor, "Here.")
    assert '# %% [markdown] stop="MulBackward0"\n# Here.' in window.editor.toPlainText()
    window.acts["add_note"].trigger()
    assert "edited since its run" in window.editor_panel.banner.text()
    run(window.editor.toPlainText())
    assert session.state == "finished"
    window.lessons.write_handout(str(tmp_path))
    qtbot.waitUntil(lambda: window.lessons._process is None, timeout=60_000)
    assert {p.suffix for p in tmp_path.iterdir()} >= {".html", ".pdf", ".svg", ".py"}
    page_ready = window.acts["present"]
    page_ready.trigger()
    page = window.present.page
    assert [stop.note.text for stop in page.lecture.stops][-1] == "Here."
    window.present.close()


def test_a_new_note_is_not_said_to_stop_nowhere(window, run, qtbot):
    run("import torch\nx = torch.tensor(2., requires_grad=True)\ny = x * x\n")
    window.session.select(next(int(s) for s in window.session.trace.events_of_kind("op")))
    window.acts["add_note"].trigger()  # the lines are no longer those of the run
    panel = window.findChild(LessonPanel)
    qtbot.waitUntil(lambda: panel.lecture.text == window.editor.toPlainText(), timeout=5000)
    assert 'stop="after y = x * x"' in panel.lecture.text and not panel.problem.text()
    run(window.editor.toPlainText().replace('stop="after y = x * x"', 'stop="after y = x * x * x"'))
    qtbot.waitUntil(lambda: "No line of the program has" in panel.problem.text(), timeout=5000)


def test_f11_goes_one_edge_at_a_time_and_f10_a_step(lecture, window, press):
    page = lecture("02_used_twice")
    session = window.session
    session.select(page.lecture.places()[1])
    press(page, K.Key_F11)  # the question stands open: its answer first
    assert page.lecture.asked(session.cursor) is None and session.micro is None
    press(page, K.Key_F11)
    assert session.micro is not None and "MulBackward0 receives" in page.headline.text()
    press(page, K.Key_F11, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert session.micro is None
    before = session.cursor
    press(page, K.Key_F10)
    assert session.cursor > before
    press(page, K.Key_F10, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert session.cursor == before


def test_no_key_of_the_room_leaves_or_brings_up_a_dialog(lecture, press, window, qtbot):
    page, none = lecture("02_used_twice"), Qt.KeyboardModifier.NoModifier
    control, shift, alt = (getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("Control", "Shift", "Alt"))
    plain = [key for key in K if K.Key_Space.value <= key.value <= K.Key_AsciiTilde.value or K.Key_F1.value <= key.value <= K.Key_F12.value]
    keys = [*plain, K.Key_Tab, K.Key_Return, K.Key_Delete]
    text = window.editor.toPlainText()
    for held in (none, shift, control, alt, control | shift):
        for key in keys:
            if (key, held) not in ((K.Key_F5, none), (K.Key_L, control)):  # these leave
                press(page, key, modifier=held)
    assert page.isVisible() and not window.isVisible() and QApplication.activeModalWidget() is None
    assert QApplication.activePopupWidget() is None and window.editor.toPlainText() == text and not window.session.is_running


def test_f1_lists_the_keys_over_the_page(lecture, press):
    page = lecture("01_first_backward")
    press(page, K.Key_F1)
    assert page.keys.isVisible() and page.rect().contains(page.keys.geometry())
    told = {sign for keys, _ in KEYS for sign in re.split(r", | to |, ", keys) if len(sign) == 1}
    assert told >= {chr(key) for key in (*PENS, *PANELS, *SIMPLE) if 32 < int(key) < 127} - {"0", "?"}
    press(page, K.Key_PageDown)  # steps all the same
    assert page.session.cursor >= 0
    press(page, K.Key_Escape)
    assert not page.keys.isVisible() and page.isVisible()


def test_cards_and_links_are_pointed_at_by_keys(lecture, press, window, qtbot):
    page = lecture("01_first_backward")
    press(page, K.Key_2, K.Key_S)
    assert page.drawing.has_spotlight  # on the current card, while none is pointed at
    press(page, K.Key_S)
    assert not page.drawing.has_spotlight
    seen = []
    for _ in range(4):
        press(page, K.Key_Tab)
        seen.append(page.pointer.slot)
    assert len(set(seen)) == 4 and page.drawing._pointed is not None
    press(page, K.Key_Backtab)
    assert page.pointer.slot == seen[2]
    press(page, K.Key_M)
    box = page.graph.box_on(page, seen[2])
    xs, ys = zip(*page.drawing.strokes[-1].points)
    assert min(xs) * page.scale < box.left() and max(ys) * page.scale > box.bottom()
    press(page, K.Key_L)
    assert window.session.selection.kind == "tensor" and page.graph.canvas.selected == [page.pointer.slot]
    press(page, K.Key_S)
    assert page.drawing.has_spotlight
    press(page, K.Key_Escape)
    assert page.isVisible() and page.pointer.node == -1 and not page.drawing.has_spotlight
    press(page, K.Key_PageDown)
    assert page.drawing.strokes == []


def test_the_step_brings_what_its_note_links_to_into_view(lecture, press, qtbot):
    page = lecture("05_not_a_scalar")
    press(page, K.Key_1)
    page.graph.canvas.motion.stop()
    press(page, K.Key_3)
    canvas, part = page.graph.canvas, page.graph.graph.part
    canvas.motion.stop()
    seq = next(int(s) for s in page.session.trace.events_of_kind("node") if page.session.trace[int(s)]["grad_fn"] == "SumBackward0")
    (slot,) = part.slots_of_nodes([part.shown.by_node[int(page.session.trace.index.node.view[seq])]])
    box = page.graph.box_on(page.graph, slot)
    assert page.graph.rect().contains(box) and page.session.selection.kind is None
