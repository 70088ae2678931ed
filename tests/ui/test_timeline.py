"""The timeline on stored tapes: blocks, cells and runs, scrubbing, the transport, playing."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from app.model import steps, timeline
from app.session import Selection, Session
from app.ui import language, timeline_paint
from app.ui.style import style
from app.ui.timeline import TimelinePanel
from tests import tapes

LEFT, SHIFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


class Bench:
    """A timeline beside its session, and hands to use it with."""

    def __init__(self, qtbot, folder):
        self.qtbot, self.folder = qtbot, folder
        self.session = Session()
        self.panel = TimelinePanel(self.session)
        self.track, self.header = self.panel.track, self.panel.header
        self.panel.resize(1200, 122)
        self.panel.show()
        qtbot.addWidget(self.panel)

    def open(self, name, *args):
        path = self.folder / f"{name}.tape"
        getattr(tapes, f"write_{name}")(str(path), *args)
        with self.qtbot.waitSignal(self.session.run_finished, timeout=10000):
            self.session.open_tape(str(path))
        self.session.first()

    @property
    def step(self):
        return steps.step_number(self.session.trace, self.session.cursor)

    @property
    def cells(self):
        return (timeline_paint.Rows().cells[0] + timeline_paint.Rows().cells[1]) // 2

    def middle(self, step):
        layout = self.track.layout_now
        return round((layout.lefts[step - 1] + layout.rights[step - 1]) / 2)

    def thumb(self):
        return self.track.thumb().toPoint()

    def wheel(self, notches):
        at = QPointF(600, 40)
        event = QWheelEvent(at, self.track.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches),
                            Qt.MouseButton.NoButton, PLAIN, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(self.track, event)

    def drag(self, start, end, modifiers=PLAIN):
        QTest.mousePress(self.track, LEFT, modifiers, start)
        for k in range(1, 9):
            QTest.mouseMove(self.track, start + (end - start) * k / 8)
            QApplication.processEvents()
        QTest.mouseRelease(self.track, LEFT, modifiers, end)

    def image(self):
        QApplication.processEvents()
        return self.panel.grab().toImage()

    def press(self, id):
        QTest.mouseClick(self.header.buttons[id], LEFT)


@pytest.fixture
def bench(qtbot, tmp_path):
    bench = Bench(qtbot, tmp_path)
    yield bench
    bench.panel.close()
    bench.session.close()


@pytest.fixture
def tutorial(bench):
    bench.open("tutorial")
    return bench


# ---------------------------------------------------------------- three scales


@pytest.mark.parametrize("name, args, mode", [
    ("tutorial", (), "blocks"), ("sgd", (3,), "blocks"), ("sgd", (12,), "cells"), ("error", (), "blocks"),
    ("mlp", ((3, 4, 4, 1), 2, 40), "cells"), ("chain", (3000,), "runs"),
])  # fmt: skip
def test_each_scale_is_painted_and_goes_up_to_the_thumb(bench, name, args, mode):
    bench.open(name, *args)
    assert bench.track.layout_now.mode == mode
    first = bench.image()
    bench.session.last()
    last = bench.image()
    line = style.px(40) + timeline_paint.Rows().line
    assert first.pixelColor(600, line).name() == style.color("border").name()
    assert last.pixelColor(600, line).name() == style.color("cur").name()
    assert bench.thumb().x() == pytest.approx(bench.track.layout_now.rights[bench.step - 1], abs=1)


def test_done_steps_are_strong_and_those_to_come_faint(bench):
    bench.open("chain", 3000)
    bench.session.select(len(bench.session.trace) // 2)
    image, y = bench.image(), style.px(40) + timeline_paint.Rows().cells[1] - 3
    done, to_come = image.pixelColor(100, y), image.pixelColor(1100, y)
    assert done.saturation() > 2 * to_come.saturation() > 0


def test_the_error_ends_it_in_red(bench):
    bench.open("error")
    y = style.px(40) + timeline_paint.Rows().cells[1] - 4
    x = bench.middle(3)
    red = bench.image().pixelColor(x, y)
    assert red.red() > red.green() and red.red() > red.blue()
    bench.session.last()
    assert bench.image().pixelColor(x, y).name() == style.color("error").name()


def test_before_a_run_it_says_what_will_be_here(bench):
    assert bench.panel.text() == "" and not bench.header.buttons["step_forward"].isEnabled()
    assert bench.header.hints._keys[0] == ("F5", "run")
    bench.press("step_forward")
    bench.wheel(-1)
    QTest.mouseClick(bench.track, LEFT, pos=QPoint(300, 40))
    assert bench.session.cursor == -1


def test_the_sentence_is_of_this_step(tutorial):
    tutorial.session.select(steps.go_to(tutorial.session.trace, 8))
    assert tutorial.panel.text() == "MulBackward0 receives 0.25, sends 0.75 to y * y; None to 3"
    tutorial.session.micro_step(-1)
    assert tutorial.panel.text() and "receives 0.25, sends" not in tutorial.panel.text()
    tutorial.session.select(-1)
    assert tutorial.panel.text() == "before the first step"


# ---------------------------------------------------------------- the mouse


def test_a_click_selects_and_a_double_click_goes_there(tutorial):
    cursor = tutorial.session.cursor
    QTest.mouseClick(tutorial.track, LEFT, pos=QPoint(tutorial.middle(4), tutorial.cells))
    seq = steps.go_to(tutorial.session.trace, 4)
    assert tutorial.session.selection == Selection("event", seq) and tutorial.session.cursor == cursor
    assert tutorial.track.selected_step == 4
    QTest.mouseDClick(tutorial.track, LEFT, pos=QPoint(tutorial.middle(4), tutorial.cells))
    assert tutorial.session.cursor == seq


def test_what_is_selected_elsewhere_is_marked_here(tutorial):
    plain = tutorial.image()
    tutorial.session.set_selection(Selection("event", 3))
    marked, y = tutorial.image(), style.px(40) + timeline_paint.Rows().cells[0]
    assert marked != plain
    accent = style.color("accent").name()
    assert any(marked.pixelColor(tutorial.middle(4), y + d).name() == accent for d in range(-3, 4))
    tutorial.session.set_selection(Selection("line", 3))
    assert tutorial.image() == plain


def test_dragging_the_thumb_scrubs_live(tutorial):
    seen = []
    tutorial.session.cursor_changed.connect(seen.append)
    goal = QPoint(round(tutorial.track.layout_now.rights[6]), timeline_paint.Rows().line)
    tutorial.drag(tutorial.thumb(), goal)
    assert tutorial.step == 7 and len(seen) >= 1
    assert tutorial.thumb().x() == pytest.approx(goal.x(), abs=1)
    tutorial.drag(tutorial.thumb(), QPoint(0, goal.y()))
    assert tutorial.step == 0 and tutorial.session.cursor == -1


def test_scrubbing_is_one_move_a_frame_and_the_last_wins(bench):
    bench.open("chain", 3000)
    seen = []
    bench.session.cursor_changed.connect(seen.append)
    y = timeline_paint.Rows().line
    QTest.mousePress(bench.track, LEFT, PLAIN, QPoint(20, y))
    for x in range(20, 1100):
        QTest.mouseMove(bench.track, QPoint(x, y))
    QTest.mouseRelease(bench.track, LEFT, PLAIN, QPoint(1100, y))
    assert len(seen) < 600
    assert bench.track.layout_now.x_after(bench.step) == pytest.approx(1100, abs=4)


def test_with_shift_the_thumb_snaps_to_phases(tutorial):
    y = timeline_paint.Rows().line
    ends = {0, 5, 6, 11}  # of the forward part, the print, the backward part
    for x in (100, 400, 560, 700, 1000):
        QTest.mousePress(tutorial.track, LEFT, SHIFT, QPoint(x, y))
        QTest.mouseRelease(tutorial.track, LEFT, SHIFT, QPoint(x, y))
        assert tutorial.step in ends


def test_the_wheel_steps(tutorial):
    start = tutorial.step
    tutorial.wheel(-1)
    tutorial.wheel(-1)
    assert tutorial.step == start + 2
    tutorial.wheel(1)
    assert tutorial.step == start + 1


def test_the_tip_of_a_block_is_its_sentence(tutorial):
    at = QPoint(tutorial.middle(8), tutorial.cells)
    QApplication.sendEvent(tutorial.track, QHelpEvent(QHelpEvent.Type.ToolTip, at, tutorial.track.mapToGlobal(at)))
    assert QToolTip.text().startswith("Step 8: MulBackward0 receives 0.25")
    QToolTip.hideText()


# ---------------------------------------------------------------- keys


def test_keys_step_from_the_track(tutorial):
    tutorial.track.setFocus()
    last = steps.count(tutorial.session.trace)
    for name, step in (("End", last), ("Left", last), ("Left", last - 1), ("Right", last), ("PageUp", 6), ("Home", 1)):
        key = getattr(Qt.Key, f"Key_{name}")
        QTest.keyClick(tutorial.track, key)
        assert tutorial.step == step, key
    tutorial.session.set_selection(Selection("event", 4))
    QTest.keyClick(tutorial.track, Qt.Key.Key_Return)
    assert tutorial.session.cursor == 4


def test_a_screen_reader_hears_the_step(tutorial):
    tutorial.session.select(steps.go_to(tutorial.session.trace, 3))
    assert tutorial.track.accessibleDescription() == "step 3 of 11"
    assert all(button.accessibleName() for button in tutorial.header.buttons.values())


# ---------------------------------------------------------------- the transport


def test_the_buttons_move_the_cursor(tutorial):
    walked = []
    for id in ("last", "first", "step_forward", "step_back", "next_backward", "step_forward", "previous_backward"):
        tutorial.press(id)
        walked.append(tutorial.step)
    assert walked == [11, 1, 2, 1, 6, 7, 6]
    tutorial.press("step_forward")
    tutorial.press("micro_back")
    assert tutorial.session.micro is not None
    tutorial.press("micro_forward")
    assert tutorial.session.micro is None


def test_buttons_trigger_the_windows_actions_once_they_are_given(tutorial):
    done = []
    actions = {}
    for id in (*tutorial.header.buttons, "run", "open", "command_palette"):
        actions[id] = QAction(id, tutorial.panel)
        actions[id].triggered.connect(lambda _on=False, id=id: done.append(id))
    actions["step_forward"].setShortcut("F12")
    tutorial.panel.set_actions(actions)
    cursor = tutorial.session.cursor
    for id in tutorial.header.buttons:
        tutorial.press(id)
    assert done == list(tutorial.header.buttons) and tutorial.session.cursor == cursor
    actions["last"].setEnabled(False)
    actions["last"].setToolTip("nothing there")
    assert not tutorial.header.buttons["last"].isEnabled()
    assert tutorial.header.buttons["last"].toolTip() == "nothing there"


def test_playing_goes_to_the_end_and_stops_there(tutorial):
    tutorial.panel.player.set_speed(60)
    said = []
    tutorial.panel.player.playing_changed.connect(said.append)
    tutorial.press("play")
    assert tutorial.panel.player.playing and tutorial.header.buttons["play"].accessibleName() == "Pause playing"
    tutorial.qtbot.waitUntil(lambda: not tutorial.panel.player.playing, timeout=5000)
    assert tutorial.step == 11 and said == [True, False]
    tutorial.press("play")  # from the start again
    tutorial.qtbot.waitUntil(lambda: 1 < tutorial.step < 11, timeout=5000)
    tutorial.press("play")
    at = tutorial.step
    tutorial.qtbot.wait(80)
    assert tutorial.step == at and not tutorial.panel.player.playing


def test_the_speed_is_chosen_from_its_menu(tutorial):
    menu = tutorial.header.speed.menu()
    action = next(a for a in menu.actions() if a.data() == 4.0)
    action.trigger()
    assert tutorial.panel.player.speed == 4.0 and tutorial.header.speed.text() == "4×"
    assert [a.data() for a in menu.actions() if a.isChecked()] == [4.0]
    assert "4 steps a second" in tutorial.header.speed.toolTip()
    assert TimelinePanel(tutorial.session, tutorial.panel).player.speed == 4.0  # remembered


def test_follow_is_offered_only_while_a_run_has_been_left(bench, monkeypatch):
    bench.open("tutorial")
    assert not bench.header.follow.isVisibleTo(bench.panel)
    monkeypatch.setattr(type(bench.session), "is_running", property(lambda self: True))
    bench.session._follow = False
    bench.session.follow_changed.emit(False)
    assert bench.header.follow.isVisibleTo(bench.panel)
    QTest.mouseClick(bench.header.follow, LEFT)
    assert bench.session.follow and not bench.header.follow.isVisibleTo(bench.panel)


def test_phases_are_explained_where_they_are_not_named(bench):
    bench.open("sgd", 12)
    assert [word for _colour, word in bench.header.hints._phases] == ["forward", "backward", "optimizer", "other"]
    language.set_language("zh")
    try:
        bench.session.step(1)
        assert [word for _colour, word in bench.header.hints._phases][:2] == ["前向", "反向传播"]
        forms = [form("9 至 12") for form in timeline_paint.FORMS]
        assert forms == ["9 至 12", "9–12", "9"]
    finally:
        language.set_language("en")
    bench.open("tutorial")
    assert bench.header.hints._phases == [] and [key for key, _ in bench.header.hints._keys] == ["F10", "F11", "F8"]


def test_a_long_sentence_is_elided_and_whole_in_the_tip(bench):
    bench.open("mlp", (3, 4, 4, 1), 2, 1)
    bench.session.select(len(bench.session.trace) - 2)
    bench.panel.resize(560, 122)
    QApplication.processEvents()
    label = bench.header.sentence
    assert style.metrics(12, 500).horizontalAdvance(label.text()) > label.width()
    at = QPoint(5, 5)
    QApplication.sendEvent(label, QHelpEvent(QHelpEvent.Type.ToolTip, at, label.mapToGlobal(at)))
    assert label.toolTip() == label.text()
    assert not bench.header.hints.isVisibleTo(bench.panel)


def test_zoom_and_theme_are_taken_over(tutorial):
    light = tutorial.image()
    style.set_theme("dark")
    assert tutorial.image().pixelColor(5, 100).lightness() < light.pixelColor(5, 100).lightness()
    style.set_zoom(2.0)
    assert tutorial.track.height() == 164 and tutorial.header.height() == 80
    assert tutorial.header.buttons["first"].width() == 60


def test_zooming_keeps_the_place_under_the_pointer_and_the_cursor_in_sight(bench):
    bench.open("sgd", 60)
    track, whole = bench.track, bench.track.layout_now.width
    step = track.layout_now.step_at(600)
    for _ in range(8):
        QTest.keyClick(track, Qt.Key.Key_Plus)
    assert track.zoom.factor == pytest.approx(1.25**8) and track.layout_now.width > 5 * whole
    QTest.keyClick(track, Qt.Key.Key_0)
    at = QPointF(600, 40)
    event = QWheelEvent(at, track.mapToGlobal(at), QPoint(), QPoint(0, 480), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(track, event)
    assert track.layout_now.step_at(600 + track.zoom.offset) == step
    bench.session.last()
    assert 0 <= bench.thumb().x() <= track.width()
    x = round(track.layout_now.lefts[-3] + 1 - track.zoom.offset)
    QTest.mouseDClick(track, LEFT, PLAIN, QPoint(x, bench.cells))
    assert bench.step == track.layout_now.count - 2
    for _ in range(40):
        QTest.keyClick(track, Qt.Key.Key_Minus)
    assert track.zoom.factor == 1.0 and track.zoom.offset == 0.0


def test_steps_at_which_breakpoints_hold_have_a_disc(bench):
    bench.open("sgd", 60)
    before = bench.image()
    bench.track.set_breaks(bench.session.trace.index.steps.anchors.view[:0] + 1)
    assert bench.image() == before
    bench.track.set_breaks(steps_of_line(bench, 8))
    assert bench.image() != before


def steps_of_line(bench, line):
    trace = bench.session.trace
    return np.unique([steps.step_number(trace, int(seq)) for seq in trace.events_of_line(line)])


def test_headings_of_several_iterations_are_written_alike(bench):
    class Layout:
        groups = ()

    def layout(*widths):
        found, x = Layout(), 0.0
        found.groups = []
        for n, width in enumerate(widths):
            title = "9 to 12" if n == 0 else f"{100 * n} to {100 * n + 23}"
            found.groups.append(timeline.Group(title, "", 0, 1, x, x + width))
            x += width
        return found

    form, words = timeline_paint.heading_form, style.metrics(11, 600)
    short = max(words.horizontalAdvance(f"{n}–{n + 23}") for n in (100, 200)) + style.px(13) + 1
    assert form(layout(200, 200, 200))("9 to 12") == "9 to 12"
    assert form(layout(200, short, short))("9 to 12") == "9–12", "the others have no room for more"
    assert form(layout(200, short - 4, short - 4))("9 to 12") == "9"
