"""The panels in the real window: step keys from each of them, the pin, focus by F6, copying by the window's action."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton

from app.model import steps
from app.session import Selection
from tests import tapes

CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def opened(window, qtbot, tmp_path):
    """The window on the tape of the tutorial, at its fourth step."""
    tapes.write_tutorial(tmp_path / "t.tape")
    with qtbot.waitSignal(window.session.run_finished):
        window.session.open_tape(tmp_path / "t.tape")
    window.session.select(steps.go_to(window.session.trace, 4))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def step(window):
    return steps.step_number(window.session.trace, window.session.cursor)


@pytest.mark.parametrize("name", ["inspector", "events", "console"])
def test_step_keys_work_from_every_panel(opened, qtbot, name):
    opened.views.docks[name].raise_()
    widget = opened.views.widgets[name].focusProxy()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(widget.hasFocus)
    for key, modifier, number in (
        (Qt.Key.Key_F10, NONE, 5), (Qt.Key.Key_Right, CONTROL, 6), (Qt.Key.Key_Left, CONTROL, 5),
        (Qt.Key.Key_Home, CONTROL, 1),
    ):  # fmt: skip
        qtbot.keyClick(widget, key, modifier)
        assert step(opened) == number
    qtbot.keyClick(widget, Qt.Key.Key_End, CONTROL)
    assert opened.session.cursor == len(opened.session.trace) - 1


def test_the_ledgers_header_steps_from_write_to_write(opened, qtbot):
    session = opened.session
    session.select(0)
    session.set_selection(Selection("tensor", 1))
    header = opened.views.inspector.section("ledger").header
    buttons = {name: header.findChild(QToolButton, f"section_action_{name}_write") for name in ("next", "previous")}
    written = int(session.trace.index.grads.all(1)[0])
    qtbot.mouseClick(buttons["next"], Qt.MouseButton.LeftButton)
    assert session.cursor == written and opened.views.inspector.section("ledger").is_open
    session.last()
    qtbot.mouseClick(buttons["previous"], Qt.MouseButton.LeftButton)
    assert session.cursor == written and all(button.toolTip() and button.accessibleName() for button in buttons.values())


def test_the_pin_stands_in_the_title_bar(opened, qtbot):
    from PySide6.QtWidgets import QToolButton

    pin = opened.findChild(QToolButton, "inspector_pin")
    assert pin is not None and not pin.isChecked()
    qtbot.mouseClick(pin, Qt.MouseButton.LeftButton)
    inspector = opened.views.inspector
    assert pin.isChecked() and inspector.is_pinned
    before = inspector.inspection.title
    opened.session.last()
    assert inspector.inspection.title == before
    qtbot.mouseClick(pin, Qt.MouseButton.LeftButton)
    assert not pin.isChecked() and not inspector.is_pinned and inspector.inspection.title != before


def test_the_windows_copy_copies_from_the_panel_with_the_keys(opened, qtbot):
    scroll = opened.views.inspector.scroll
    scroll.setFocus()
    qtbot.waitUntil(scroll.hasFocus)
    qtbot.keyClick(scroll, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == opened.views.inspector.plain_text()
    opened.acts["copy"].trigger()
    assert QGuiApplication.clipboard().text() == opened.views.inspector.plain_text()


def test_a_ring_shows_focus_by_key_only(opened, qtbot):
    from app.ui.focus_ring import FocusRing

    for name in ("inspector", "events", "console"):
        opened.views.docks[name].raise_()
        panel = opened.views.widgets[name]
        ring = panel.findChild(FocusRing)
        panel.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(ring.isVisible)
        opened.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        qtbot.waitUntil(lambda ring=ring: not ring.isVisible())
        panel.setFocus(Qt.FocusReason.MouseFocusReason)
        assert not ring.isVisible()


def test_everything_marks_an_event_selected_in_the_list(opened, qtbot):
    seq = next(k for k in range(len(opened.session.trace)) if opened.session.trace[k]["event"] == "op")
    cursor = opened.session.cursor
    events = opened.views.events
    at = events.table.visualRect(events.model.index(seq, 2)).center()
    qtbot.mouseClick(events.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened.views.inspector.plain_text().startswith("y (")
    assert opened.session.cursor == cursor and events.is_selected(seq)
