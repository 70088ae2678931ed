"""Lecture mode can be read from the last row: letters, graph, working and prints, at every size of the page."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from app.model import steps
from app.ui.headline import Headline
from app.ui.lecture_parts import cell_looks
from app.ui.lessons import all_lessons
from app.ui.note_view import NoteView
from app.ui.style import style

K = Qt.Key
LESSONS = {lesson.name: lesson for lesson in all_lessons()}


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


def test_the_corners_of_the_graph_can_be_read_from_the_last_row(lecture):
    page = lecture("04_none_zero_cut")
    overlays = page.graph.canvas.overlays
    assert overlays._font(11).pixelSize() >= 16 and not overlays.has_zoom
    assert overlays.zoom_rect(800, 600).isEmpty() and overlays.button_at(790, 590, 800, 600) is None


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
