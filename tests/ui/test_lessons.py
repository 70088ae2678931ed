"""The lessons: each runs, prints what it says, has the steps its card tells, and opens from its card."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from app.model import lesson as lessons_model
from app.model import lesson_answers, lesson_stops, steps
from app.ui import store, thumbnails
from app.ui.lessons import FOLDER, all_lessons
from app.ui.start_parts import RecentRow
from app.ui.style import style

LESSONS = all_lessons()
SAID = json.loads((Path(__file__).parents[1] / "data" / "lessons.json").read_text())  # by real PyTorch: make_lessons.py


def test_there_is_a_lesson_for_each_file_and_none_without():
    assert [lesson.name for lesson in LESSONS] == sorted(p.stem for p in FOLDER.glob("*.py"))
    assert [lesson.number for lesson in LESSONS] == list(range(1, len(LESSONS) + 1))
    assert set(json.loads((FOLDER / "index.json").read_text())) == {lesson.name for lesson in LESSONS}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_prints_what_torch_prints_and_all_it_says_is_true(window, run, lesson):
    text = (FOLDER / f"{lesson.name}.py").read_text(encoding="utf-8")
    session = run(text)
    trace = session.trace
    assert session.state == "finished", session.reason
    assert steps.count(trace) == lesson.steps
    assert "".join(trace[int(s)]["text"] for s in trace.events_of_kind("output")) == SAID[lesson.name]
    asked = {}
    for lang in ("en", "zh"):
        read = lessons_model.parse(text, lang)
        stops, problems = lesson_stops.stops(read, trace)
        assert not read.problems and not problems and all(stop.note.lang == lang for stop in stops)
        for stop in stops:
            for claim in lesson_answers.claims(stop.note, trace, stop.seq):
                assert claim.holds, claim
        questions = [stop for stop in stops if stop.note.question]
        assert questions and all(stop.note.question.hint for stop in questions)
        asked[lang] = [(stop.seq, stop.note.question.target) for stop in questions]
        for stop in questions:
            value = lesson_answers.value_of(stop.note.question.target, trace, stop.seq, ahead=True)
            assert value is not lesson_answers.MISSING
            shown = lesson_answers.show(value)
            assert lesson_answers.check(shown, value).kind == "right" or value != value
            assert lesson_answers.check("-12345.678", value).kind == "wrong"
    assert asked["en"] == asked["zh"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_says_everything_in_both_languages(lesson):
    text = (FOLDER / f"{lesson.name}.py").read_text(encoding="utf-8")
    english, chinese = (lessons_model.in_language(text, lang) for lang in ("en", "zh"))
    code = lambda t: [cell.lines for cell in lessons_model.cells(t) if cell.kind == "code"]
    notes = lambda t: sum(cell.kind == "markdown" for cell in lessons_model.cells(t))
    assert code(english) == code(chinese) == code(text)
    assert notes(english) == notes(chinese) == notes(text) / 2
    assert not any("\u4e00" <= c <= "\u9fff" for c in english)
    assert max(len(line) for line in text.split("\n")) <= 88


def test_the_first_minute_a_card_then_run(window, qtbot):
    card = window.start.cards[0]
    assert card._next and not any(c._next for c in window.start.cards[1:])
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert window.editor.toPlainText() == LESSONS[0].text and window.files.name == LESSONS[0].title
    assert not window.files.is_modified and window.acts["run"].isEnabled()
    with qtbot.waitSignal(window.session.run_finished, timeout=20000):
        qtbot.keyClick(window, Qt.Key.Key_F5)
    assert "4.5" in window.views.widgets["graph_view"].describe()
    window.acts["start_page"].trigger()
    assert window.is_starting and not window.start.cards[0]._next and store.lessons_opened() == {LESSONS[0].name}


def test_cards_are_walked_with_the_arrow_keys_and_opened_with_enter(window, qtbot):
    window.resize(1600, 1000)
    window.activateWindow()
    cards = window.start.cards
    cards[0].setFocus()
    qtbot.keyClick(cards[0], Qt.Key.Key_Right)
    assert window.focusWidget() is cards[1]
    qtbot.keyClick(cards[1], Qt.Key.Key_Down)
    below = window.focusWidget()
    assert below is cards[1 + window.start._columns]
    qtbot.keyClick(below, Qt.Key.Key_Return)
    assert window.files.name == below.lesson.title


@pytest.mark.parametrize(("width", "zoom", "columns"), [(1600, 1.0, 3), (1000, 1.0, 2), (700, 1.0, 1), (1600, 2.0, 1)])
def test_the_start_page_fits_its_width(window, qtbot, width, zoom, columns):
    style.set_zoom(zoom)
    window.resize(width, 900)
    qtbot.waitUntil(lambda: window.start.width() == width, timeout=3000)
    assert window.start._columns == columns
    used = window.start._lessons.width() + window.start._between.width() + window.start._side.width()
    assert used <= width


def test_a_low_start_page_shows_two_rows_of_cards(window, qtbot):
    window.resize(1280, 688)  # a screen of 1280 × 720, less a title bar
    page = window.start
    view = page._area.viewport()
    words_seen = lambda card: view.rect().contains(QRect(card.mapTo(view, QPoint(0, 0)), card.size() - QSize(0, 16)))
    qtbot.waitUntil(lambda: page._columns == 3 and all(words_seen(card) for card in page.cards[:6]), timeout=20_000)
    assert not words_seen(page.cards[6])
    window.resize(1600, 1000)
    qtbot.waitUntil(lambda: page.cards[0].height() == 286, timeout=3000)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_lesson_has_a_drawing_in_both_themes(qapp, theme, lesson):
    style.set_theme(theme)
    assert lesson.picture in thumbnails.GRAPHS or lesson.picture in thumbnails.CHARTS
    image = QImage(300, 172, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    painter = QPainter(image)
    thumbnails.paint(painter, lesson.picture, QRectF(0, 0, 300, 172))
    painter.end()
    colours = {image.pixel(x, y) for x in range(0, 300, 3) for y in range(0, 172, 3)}
    assert len(colours) >= 6 and image.pixelColor(3, 100).name() == style.palette().canvas.lower()


def test_recent_files_are_listed_once_with_what_was_found(window, qtbot, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("x = 1\n")
    store.remember_recent(str(path), "12 steps")
    for _ in range(3):
        window.start.refresh()
    shown = lambda: [row for row in window.start.findChildren(RecentRow) if row.isVisible()]
    qtbot.waitUntil(lambda: len(shown()) == 1, timeout=2000)
    assert not window.start._none.isVisible()
    qtbot.mouseClick(shown()[0], Qt.MouseButton.LeftButton)
    assert window.files.name == "mine.py" and not window.is_starting
