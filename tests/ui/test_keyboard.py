"""By keyboard alone: Tab reaches every control of every panel and dialog, what has the keyboard is seen to have it, Escape
leads back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QRadioButton, QWidget

from app.model.lesson_stops import ids_named
from app.session import Selection
from app.ui.docks import tab_stops
from app.ui.export_dialog import ExportDialog
from app.ui.lessons import all_lessons
from app.ui.settings_dialog import SettingsDialog

K = Qt.Key


@pytest.fixture
def worked_in(window, run, qtbot):
    """A window with a lesson that was run, a breakpoint, a watch, a selection: every panel has something in it."""
    window.resize(1500, 1150)
    lesson = all_lessons()[1]
    window.files.open_lesson(lesson.title, lesson.text)
    session = run(lesson.text)
    qtbot.waitUntil(lambda: len(window.views.lesson.lecture.places()) > 1, timeout=60_000)
    session.select(window.views.lesson.lecture.places()[1])
    window.editor.reveal_line(next(n for n, line in enumerate(lesson.text.split("\n"), 1) if line.startswith("y = ")))
    window.acts["toggle_breakpoint"].trigger()
    window.views.show_panel("watch")
    qtbot.keyClicks(window.views.watch.focusProxy() or QApplication.focusWidget(), "x.grad")
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Return)
    return window


def walk(qtbot, root: QWidget, key: Qt.Key, most: int = 80) -> list[QWidget]:
    """What gets the keyboard, one after the other, until it leaves `root` or comes round."""
    seen: list[QWidget] = []
    for _ in range(most):
        now = QApplication.focusWidget()
        if now is None or now in seen or not (now is root or root.isAncestorOf(now)):
            break
        assert _is_on_screen(now) or now.height() <= 1, (now, now.geometry())  # 1: the list of a comparison not made yet
        seen.append(now)
        qtbot.keyClick(now, key)
    return seen


def test_tab_goes_through_every_panel_and_escape_to_the_graph(worked_in, qtbot):
    window, rings = worked_in, {}
    for name, dock in window.views.docks.items():
        if name == "editor":
            continue  # there Tab indents; F6 leaves
        window.views.show_panel(name)
        QApplication.processEvents()
        there = walk(qtbot, dock, K.Key_Tab)
        after = QApplication.focusWidget()
        window.views.show_panel(name)
        back = walk(qtbot, dock, K.Key_Backtab)
        assert after is not None, name
        missing = [one for one in tab_stops(dock) if one not in there and one not in back]
        assert not missing, (name, missing)
        if tab_stops(dock):
            assert not dock.isAncestorOf(after), name  # no trap: Tab leaves it in the end
        for one in tab_stops(dock):
            if isinstance(one, QAbstractButton):
                rings[name] = _looks_focused(one, qtbot)
                assert rings[name], (name, one)
        window.views.show_panel(name)
        for _ in range(3):
            qtbot.keyClick(QApplication.focusWidget(), K.Key_Escape)
        assert window.views.graph.isAncestorOf(QApplication.focusWidget()), name
    assert rings


def _is_on_screen(control: QWidget) -> bool:
    return any(not one.visibleRegion().isEmpty() for one in (control, *control.findChildren(QWidget)))


def _looks_focused(button: QAbstractButton, qtbot) -> bool:
    """Whether a button looks other with the keyboard in it than without."""
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    with_it = button.grab().toImage()
    button.clearFocus()
    QApplication.processEvents()
    return button.grab().toImage() != with_it


@pytest.mark.parametrize("kind", ["settings", "export"])
def test_tab_goes_through_a_dialog_and_escape_closes_it(worked_in, qtbot, kind):
    window = worked_in
    dialog = SettingsDialog(window.session.settings, window) if kind == "settings" else ExportDialog(window.export.source, window)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and dialog.isAncestorOf(QApplication.focusWidget()), timeout=5000)
    seen = walk(qtbot, dialog, K.Key_Tab)
    missing = [one for one in tab_stops(dialog) if one not in seen]
    groups = {one.parentWidget() for one in seen if isinstance(one, QRadioButton)}
    missing = [one for one in missing if not (isinstance(one, QRadioButton) and one.parentWidget() in groups)]  # arrows
    assert not missing and len(seen) >= 4
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Escape)
    assert not dialog.isVisible()
    dialog.deleteLater()


def test_a_card_goes_onto_watch_by_a_key(worked_in, qtbot):
    """What the mouse does by dragging the card there."""
    window = worked_in
    rows = window.views.watch.model.rowCount()
    window.session.set_selection(Selection("tensor", ids_named(window.session.trace, "squares")[-1]))
    window.acts["watch"].trigger()
    assert window.views.watch.model.rowCount() == rows + 1 and window.views.docks["watch"].isVisible()
    assert window.acts["watch"].shortcut().toString() == "Ctrl+Alt+W"
