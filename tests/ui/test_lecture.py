"""Lecture mode: the first lessons given as a lecturer would, by keys only; questions keep their answers back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel

from app.model import steps
from app.ui.headline import Headline
from app.ui.lecture_keys import KEYS, PANELS, PENS, SIMPLE
from app.ui.lecture_parts import cell_looks
from app.ui.lecture_pen import Stroke
from app.ui.lesson_panel import LessonPanel
from app.ui.lessons import all_lessons
from app.ui.note_view import NoteView
from app.ui.style import style

K = Qt.Key
LESSONS = {lesson.name: lesson for lesson in all_lessons()}


@pytest.fixture
def lecture(window, run, qtbot):
    """lecture(name) is the page of a lesson that was run and is shown; closed at the end."""

    def lecture(name: str):
        window.files.open_lesson(LESSONS[name].title, LESSONS[name].text)
        run(LESSONS[name].text)
        window.acts["present"].trigger()
        page = window.present.page
        page.showNormal()
        page.resize(1600, 1000)
        qtbot.waitUntil(lambda: page.isVisible() and page.graph.canvas.shown is not None, timeout=60_000)
        return page

    yield lecture
    window.present.close()


@pytest.fixture
def press(qtbot):
    """press(page, K.Key_Space, …) presses the keys, each where the keyboard is."""

    def press(page, *keys, modifier=Qt.KeyboardModifier.NoModifier):
        for key in keys:
            qtbot.keyClick(page, key, modifier)

    return press


def grad_shown(page, name: str) -> str:
    """What the card of a tensor says in its grad row, in the lecture's own picture."""
    scene = page.graph.graph.scene()
    for slot in range(len(scene.sheet)):
        card = scene.card(slot)
        if card.title.split(" ")[0] == name:
            return next((row.text for row in card.rows if row.label == "grad"), "")
    return ""


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
    qtbot.wait(100)  # the panels find their places
    before = _panels(window)
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
    qtbot.wait(50)
    assert _panels(window) == before
    window.present.close()


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


@pytest.mark.parametrize("name", ["13_two_layers_by_hand", "14_two_layers_with_nn", "15_vanishing"])
def test_cards_can_be_read_from_the_last_row_and_the_current_one_is_in_view(lecture, press, window, qtbot, name):
    page, canvas = lecture(name), window.present.page.graph.canvas
    for place in page.lecture.places():
        window.session.select(place)
        qtbot.waitUntil(lambda: not canvas.motion.active, timeout=20_000)
        if place < 0:
            continue  # nothing is made yet: all of it is overlooked
        assert 14 * canvas.view.scale >= (16 if name != "14_two_layers_with_nn" else 12.5) - 0.1  # the titles, on a page 1600 wide
        if canvas.shown.current >= 0:
            left, top, right, bottom = canvas.shown.picture.boxes[canvas.shown.current]
            corners = [canvas.view.to_widget(left, top), canvas.view.to_widget(right, bottom)]
            assert all(-1 <= x <= canvas.width() + 1 and -1 <= y <= canvas.height() + 1 for x, y in corners)
    if name == "14_two_layers_with_nn":
        return  # has been whole all the time
    window.session.select(page.lecture.places()[1])
    page.reveal()
    qtbot.waitUntil(lambda: not canvas.motion.active, timeout=20_000)
    close = canvas.view.scale
    press(page, K.Key_0)
    qtbot.waitUntil(lambda: not canvas.motion.active, timeout=20_000)
    low, high = canvas.view.to_scene(0, 0), canvas.view.to_scene(canvas.width(), canvas.height())
    bounds = canvas.shown.picture.bounds()
    assert canvas.view.scale < close and low[0] <= bounds[0] and low[1] <= bounds[1] and high[0] >= bounds[2] and high[1] >= bounds[3]
    press(page, K.Key_PageDown)  # the next step is seen from nearby again
    qtbot.waitUntil(lambda: not canvas.motion.active, timeout=20_000)
    assert canvas.view.scale >= close * 0.99


def test_what_is_asked_is_kept_back_everywhere(lecture, press, window, qtbot):
    page = lecture("01_first_backward")
    stop = page.lecture.stops[-2]
    assert stop.note.question.target == "x.grad"
    window.session.select(stop.seq)
    assert grad_shown(page, "x") == "?" and window.session.trace.veil
    page.field.setFocus()
    qtbot.keyClicks(page.field, "4.5 6 7.5 1")
    qtbot.keyClick(page.field, K.Key_Return)
    assert page.told.text() == "3 of 4 are right." and grad_shown(page, "x") == "?"
    page.field.clear()
    qtbot.keyClicks(page.field, "9/2 6 7.5 9")
    qtbot.keyClick(page.field, K.Key_Return)
    assert page.told.text().startswith("Right.") and grad_shown(page, "x") == "not yet"
    press(page, K.Key_R)
    assert grad_shown(page, "x") == "?"
    press(page, K.Key_I)
    assert "1.5 (x + 2)" in page.told.text()
    press(page, K.Key_Space, K.Key_Space, K.Key_Space)
    assert grad_shown(page, "x") == "[[4.5, 6], [7.5, 9]]"


def test_space_in_the_answer_field_reveals_only_while_it_is_empty(lecture, window, qtbot):
    page = lecture("01_first_backward")
    window.session.select(page.lecture.stops[-2].seq)
    page.field.setFocus()
    qtbot.keyClicks(page.field, "4 5")
    assert page.field.text() == "4 5" and page.lecture.asked(window.session.cursor)
    page.field.clear()
    qtbot.keyClick(page.field, K.Key_Space)
    assert page.lecture.asked(window.session.cursor) is None


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


def test_a_close_up_and_the_number_of_digits(lecture, press, window):
    page = lecture("15_vanishing")
    window.session.select(page.lecture.places()[1])
    canvas = page.graph.canvas
    canvas.motion.stop()
    before = canvas.view.scale
    press(page, K.Key_Z)
    canvas.motion.stop()
    assert canvas.view.scale > before
    press(page, K.Key_Z)
    canvas.motion.stop()
    assert canvas.view.scale < page.graph.canvas.fit_most * 2 and page.working.digits == 4
    seen = []
    for _ in range(4):
        seen.append(page.working.digits)
        press(page, K.Key_D)
    assert seen == [4, 2, 3, 6] and page.working.digits == 4


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


@pytest.mark.parametrize(("size", "theme"), [((1024, 640), "light"), ((1920, 1080), "dark"), ((3840, 2160), "light")])
def test_everything_fits_the_screen(lecture, window, qtbot, size, theme):
    style.set_theme(theme)
    page = lecture("02_used_twice")
    page.resize(*size)
    for seq in page.lecture.places():
        window.session.select(seq)
        qtbot.wait(30)
        assert (page.width(), page.height()) == size
        for part in (page.headline, page.question, page.code, page.working):
            if part.isVisible():
                assert page.rect().contains(part.geometry().translated(page.side.pos()))
        qtbot.waitUntil(lambda: not page.note.verticalScrollBar().isVisible(), timeout=2000)
        assert page.headline.high(page.headline.text(), page.headline.width()) <= page.headline.height() + 2


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


def test_large_letters_are_painted(qtbot):
    """QT_MAX_CACHED_GLYPH_SIZE above its own 64 (once set here, for speed) makes Qt paint no letters of 65 px and more."""
    for px in (60, 70, 100, 140):
        label = QLabel("gives 64.5")
        qtbot.addWidget(label)
        font = style.font(13, 600)
        font.setPixelSize(px)
        label.setFont(font)
        label.setStyleSheet("color:#000000;background:#ffffff")
        label.resize(900, 200)
        image = label.grab().toImage()
        assert any(image.pixelColor(x, y).lightness() < 80 for x in range(0, 900, 3) for y in range(0, 200, 3)), px


@pytest.mark.parametrize("px", [40, 90])
def test_a_headline_looks_as_a_label_would(qtbot, px):
    """Letters that it keeps itself, with overlapping parts (4, t) and from a second font, lie where Qt puts them."""
    font = style.font(13, 600)
    font.setPixelSize(px)
    pictures = []
    for made in (QLabel(alignment=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), Headline()):
        qtbot.addWidget(made)
        made.setFont(font)
        made.setText("t4.5 to 梯度 y")
        made.setStyleSheet("color:#000000;background:#ffffff")
        made.resize(900, 200)
        image = QImage(made.size(), QImage.Format.Format_Grayscale8)
        image.fill(255)
        made.render(image)
        dark = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())[:, :900]
        pictures.append(255 - dark.astype(float))
    label, headline = pictures
    shared = np.minimum(label, headline).sum()
    assert shared > 0.9 * label.sum() > 50_000 and shared > 0.9 * headline.sum()


def test_progress_cells_have_the_colours_of_their_phases(lecture, window):
    page = lecture("14_two_layers_with_nn")
    trace = window.session.trace
    phases = trace.index.phase.view[trace.index.steps.anchors.view]
    looks = cell_looks(phases, len(phases), 1)
    number = {"op": "forward", "node": "backward", "optimizer_step": "optimizer", "output": "other"}
    seen = set()
    for at, (colour, _, here) in enumerate(looks):
        kind = trace[steps.step_span(trace, at + 1)[0]]["event"]
        assert colour == number.get(kind, colour) and here == (at == 0)
        seen.add(kind)
    assert set(number) <= seen and page.foot.stops


def test_long_lines_go_on_in_the_next_row_in_one_size(lecture, window):
    page = lecture("13_two_layers_by_hand")
    numbers = [number for number, first, _ in page.code.rows if first]
    assert numbers == sorted(set(numbers)) and len(page.code.rows) > len(numbers)
    lines = LESSONS["13_two_layers_by_hand"].text.split("\n")
    for number in numbers:
        rows = ["".join(part for part, _ in pieces) for n, _, pieces in page.code.rows if n == number]
        assert "".join(row if not at else row.lstrip() for at, row in enumerate(rows)).replace(" ", "") == lines[number - 1].replace(" ", "")
    for row in page.code.rows:
        wide = page.code._advance(page.code._size) * sum(len(part) for part, _ in row[2])
        assert wide <= page.code.width() - page.px(56 + 20)


def test_numbers_of_the_working_are_never_cut_and_have_signs_between(lecture, window, qtbot):
    page = lecture("02_used_twice")
    trace = window.session.trace
    product = next(seq for seq in trace.events_of_kind("op") if trace[int(seq)]["op"] == "mul")
    window.session.select(int(product))
    assert [piece.sign or piece.title for piece in page.working.pieces] == ["y", "·", "y", "→", "squares"]
    window.session.select(page.lecture.places()[1])
    page.reveal()
    page.go_on()  # three gradients meet: side by side they have no room, so they stand
    assert len(page.working.pieces) == 7 and page.working._shrink() == 1.0 and page.working.height() > page.px(3 * 58)


def test_all_of_a_print_is_shown(lecture, window, press):
    page = lecture("01_first_backward")
    press(page, K.Key_End)
    assert page.printed.text() == "tensor([[4.5000, 6.0000],\n        [7.5000, 9.0000]])" and page.printed.isVisible()
    press(page, K.Key_PageUp)
    assert not page.printed.isVisible()


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


def test_a_hint_has_not_the_colour_of_a_verdict(lecture, window, press, qtbot):
    page = lecture("02_used_twice")
    window.session.select(page.lecture.places()[1])
    page.field.setFocus()
    qtbot.keyClicks(page.field, "1")
    press(page.field, K.Key_Return)
    assert style.palette().error in page.told.styleSheet()
    page.setFocus()
    press(page, K.Key_I)
    assert style.palette().text in page.told.styleSheet() and page.told.text().startswith("y * y sends")
    press(page, K.Key_Space)
    assert style.palette().vis in page.told.styleSheet() and page.told.text() == "y + y + 1, so y.grad = [7, 9, 11]."


def test_the_corners_of_the_graph_can_be_read_from_the_last_row(lecture):
    page = lecture("04_none_zero_cut")
    overlays = page.graph.canvas.overlays
    assert overlays._font(11).pixelSize() >= 16 and not overlays.has_zoom
    assert overlays.zoom_rect(800, 600).isEmpty() and overlays.button_at(790, 590, 800, 600) is None


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


def test_every_step_can_be_predicted_first_and_shows_its_rule(lecture, press, window, qtbot):
    page = lecture("02_used_twice")
    press(page, K.Key_Q, K.Key_PageDown, K.Key_PageDown)
    assert page.headline.text() == "y = x + 2: what comes out?" and "y: ?" in page.working.text()
    assert ("Q", "predict") in page.foot.keys and page.field.isVisible() and not page.question.isVisible()
    qtbot.keyClicks(page.field, "3 4 5")
    press(page.field, K.Key_Return)
    assert page.told.text().startswith("Right.") and "gives [3, 4, 5]" in page.headline.text()
    press(page, K.Key_5)  # no stop of that number
    for _ in range(30):
        if page.headline.text().startswith("SumBackward0 receives 1: what"):
            break
        press(page, K.Key_PageDown)
    assert grad_shown(page, "both") == "?" and "gradient of both: ?" in page.working.text() and page.note.markdown() == ""
    press(page, K.Key_PageDown)
    assert "gradient of both: [1, 1, 1]" in page.working.text() and page.note.markdown().startswith("$\\overline{\\mathit{both}} = ")
    press(page, K.Key_Q)
    assert page.lecture.asked(window.session.cursor) is None
    press(page, K.Key_2)
    assert "y.grad" in page.question.text()  # the lesson's own questions stay


def test_the_answer_shows_the_chain_that_gives_it_and_all_has_room(lecture, press, qtbot):
    page = lecture("01_first_backward")
    press(page, K.Key_4)
    assert page.lecture.asked(page.session.cursor) and "$" not in page.note.markdown()
    press(page, K.Key_Space)
    assert "= \\frac{1}{4} \\cdot 6 \\, y \\cdot 1$" in page.note.markdown()
    page.resize(1600, 900)
    qtbot.wait(60)
    low = page.code.geometry().bottom()
    assert page.height() == 900 and low <= page.side.height() and not page.told.geometry().intersects(page.code.geometry())


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


@pytest.mark.parametrize("name, stops", [("05_not_a_scalar", 2), ("14_two_layers_with_nn", 9), ("16_nan_hunt", 9)])
def test_a_graph_that_is_a_little_too_wide_gets_more_of_the_page(lecture, window, qtbot, name, stops):
    page = lecture(name)
    canvas = page.graph.canvas
    for place in page.lecture.places()[:stops]:  # (the graph of the last one of lesson 05 is too wide)
        window.session.select(place)
        qtbot.waitUntil(lambda: page.graph.graph.complete and canvas.settled and not canvas.motion.active, timeout=20_000)
        low, high = canvas.view.to_scene(0, 0), canvas.view.to_scene(canvas.width(), canvas.height())
        bounds = canvas.shown.picture.bounds()
        assert low[0] <= bounds[0] and low[1] <= bounds[1] and high[0] >= bounds[2] and high[1] >= bounds[3]
    assert 14 * canvas.view.scale >= 12.5 - 0.1 and 0.45 < page.graph.share <= 0.62
    assert page.side.width() >= 0.37 * page.width()


@pytest.mark.parametrize("px", [13, 47])
def test_paragraphs_of_a_note_stand_apart_in_proportion_to_its_letters(qtbot, px):
    note = NoteView()
    qtbot.addWidget(note)
    note.set_size(px)
    note.set_note("first\n\nsecond")
    document = note.document()
    document.setTextWidth(800)
    first, second = (document.documentLayout().blockBoundingRect(block) for block in (document.begin(), document.lastBlock()))
    assert 0.5 * px <= second.top() - first.bottom() <= px
