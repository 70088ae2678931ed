"""The frame: every action is declared once and can be reached; layout, zoom, theme, panels, palette, dialogs."""

from __future__ import annotations

from operator import attrgetter

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QSpinBox, QToolButton, QWidget

from app.model.settings import SETTINGS
from app.session import Selection
from app.ui.actions import MENUS, SPECS
from app.ui.dialogs import AboutDialog, GoToStep, KeysDialog
from app.ui.grips import separators
from app.ui.icons import ICONS
from app.ui.settings_dialog import SettingsDialog
from app.ui.style import style

# The design's table: objectName without "action_", its keys.
TABLE = {
    "new": ["Ctrl+N"], "open": ["Ctrl+O"], "save": ["Ctrl+S"], "save_as": ["Ctrl+Shift+S"], "run": ["F5"],
    "stop": ["Shift+F5"], "pause": ["Ctrl+F5"], "step_forward": ["F10", "Ctrl+Right"],
    "step_back": ["Shift+F10", "Ctrl+Left"], "micro_forward": ["F11"], "micro_back": ["Shift+F11"],
    "next_backward": ["F8"], "previous_backward": ["Shift+F8"], "first": ["Ctrl+Home"], "last": ["Ctrl+End"],
    "go_to_step": ["Ctrl+G"], "play": ["Ctrl+Space"], "toggle_breakpoint": ["F9"], "find": ["Ctrl+F"],
    "command_palette": ["Ctrl+Shift+P"], "fit": ["Ctrl+0"], "zoom_in": ["Ctrl++"], "zoom_out": ["Ctrl+-"],
    "export": ["Ctrl+E"], "copy_image": ["Ctrl+Shift+C"],
}
TUTORIAL = ("import torch\nx = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)\ny = x + 2\nz = y * y * 3\n"
            "out = z.mean()\nprint('hello', out.item())\nout.backward()\n")


def in_menus(window) -> set[str]:
    """objectNames of every action that a menu of the menu bar holds, at any depth."""
    found, waiting = set(), [a.menu() for a in window.menuBar().actions()]
    while waiting:
        for action in waiting.pop().actions():
            found.add(action.objectName())
            if action.menu():
                waiting.append(action.menu())
    return found


def test_the_parts_and_actions_have_the_agreed_names(window):
    for name in ("editor", "graph_view", "inspector", "timeline", "events", "console"):
        assert window.findChild(QWidget, name) is not None, name
    for name, keys in TABLE.items():
        action = window.findChild(QAction, f"action_{name}")
        assert action is not None, name
        have = [k.toString(QKeySequence.SequenceFormat.PortableText) for k in action.shortcuts()]
        assert have[:len(keys)] == keys, name


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: s.id)
def test_every_action_is_declared_whole(spec):
    assert spec.menu.partition("/")[0] in MENUS
    assert spec.icon is None or (ICONS / f"{spec.icon}.svg").is_file()
    assert spec.text and spec.does


def test_every_action_is_reached_from_menu_palette_and_window(window):
    menus, held = in_menus(window), {a.objectName() for a in window.actions()}
    window.commands.show()
    offered = {c.text for c in window.commands.model.all}
    for spec in SPECS:
        assert f"action_{spec.id}" in menus and f"action_{spec.id}" in held, spec.id
        assert spec.id == "command_palette" or spec.text.rstrip("…") in offered, spec.id
        assert callable(attrgetter(spec.does)(window)), spec.does


def test_no_two_actions_have_the_same_key():
    keys = [QKeySequence(k).toString() for s in SPECS for k in s.keys]
    assert len(keys) == len(set(keys)) and all(keys)


def test_only_icons_that_are_used_are_carried():
    sources = "".join(p.read_text() for p in (ICONS.parents[1] / "app").rglob("*.py"))
    unused = [p.stem for p in ICONS.glob("*.svg") if f'"{p.stem}"' not in sources]
    assert unused == []


def test_the_lecture_and_doctor_actions_are_not_there_yet(window):
    texts = {a.text().lower() for a in window.findChildren(QAction)}
    assert not any("doctor" in t or "present" in t for t in texts)


def test_what_cannot_be_done_is_disabled(window, act):
    off = {s.id for s in SPECS if not window.acts[s.id].isEnabled()}
    assert {"run", "stop", "pause", "step_forward", "export", "save", "play", "next_breakpoint"} <= off
    assert not off & {"new", "open", "quit", "keys", "zoom_in", "command_palette", "settings"}
    act("new")
    window.editor.insertPlainText("x = 1")
    assert window.acts["run"].isEnabled() and window.acts["save"].isEnabled() and window.acts["undo"].isEnabled()
    window.editor.clear()
    assert not window.acts["run"].isEnabled()


def test_tooltips_tell_name_key_and_use(window):
    assert window.acts["run"].toolTip() == "Run (F5)\nRun the program"
    for button in window.toolbar.findChildren(QToolButton):
        if button.isVisible() and button.objectName() != "qt_toolbar_ext_button":
            assert button.toolTip() and button.accessibleName(), button.text()


# -- running


def test_run_shows_steps_both_ways(window, run, act):
    session = run(TUTORIAL)
    assert session.state == "finished" and window.toolbar.file.text().split("  ")[1].startswith("ran in")
    act("first")
    a = session.cursor
    act("step_forward")
    b = session.cursor
    act("step_back")
    assert b > a and session.cursor == a
    act("last")
    act("previous_backward")
    assert session.trace.kind(session.cursor) == "backward"
    assert "step 5 of" in window.statusBar().text() or "step 6 of" in window.statusBar().text()


def test_the_lines_of_the_run_are_marked(window, run, act):
    run(TUTORIAL)
    act("previous_backward")
    act("step_forward")
    act("step_forward")
    marks = window.editor.marks
    assert marks.running == 7 and marks.origin == 4 and marks.origin_note == "made this node"
    line, first, _end, last = marks.span
    assert TUTORIAL.splitlines()[line - 1][first:last] == "y * y * 3"


def test_the_line_that_cut_the_graph_has_scissors(window, run, act):
    run("import torch\nw = torch.ones(2, requires_grad=True)\nv = torch.ones(2, requires_grad=True)\n"
        "cut = (w * 2).detach()\nloss = (cut * v).sum()\nloss.backward()\nprint(w.grad)\n")
    act("previous_backward")
    assert window.editor.marks.cuts == {4}
    act("first")
    assert window.editor.marks.cuts == {4}


def test_an_edit_makes_the_run_stale_and_undoing_it_fresh_again(window, run, act):
    run(TUTORIAL)
    act("step_back")
    window.editor.insertPlainText("# ")
    assert window.session.state == "stale" and "before your edit" in window.statusBar().text()
    assert window.editor.marks.running is None and "•" in window.toolbar.file.text()
    act("undo")
    assert window.session.state == "finished" and window.editor.marks.running is not None


@pytest.mark.parametrize(("source", "line", "kind"), [
    ("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\ny.backward()\n", 4, "RuntimeError"),
    ("x = = 1\n", 1, "SyntaxError"),
    ("a = 1\nraise ValueError('a\\nb')\n", 2, "ValueError"),
])
def test_an_error_is_marked_at_its_line_and_never_a_dialog(window, run, source, line, kind):
    session = run(source)
    assert session.state == "error"
    assert window.editor.marks.error[:2] == (line, kind)
    assert kind in window.editor._note.text() and kind in window.statusBar().text()
    assert QApplication.activeModalWidget() is None


def test_an_endless_loop_is_paused_continued_and_stopped(window, act, qtbot):
    window.editor.setPlainText("while True: pass\n")
    act("run")
    qtbot.waitUntil(lambda: window.session.state == "running" and window.toolbar.run_line.isVisible())
    assert not window.acts["run"].isEnabled() and window.acts["pause"].isEnabled()
    qtbot.wait(150)
    act("pause")
    qtbot.waitUntil(lambda: window.session.is_paused, timeout=5000)
    assert window.acts["run"].text() == "Continue" and "paused" in window.toolbar.file.text()
    act("run")
    qtbot.waitUntil(lambda: window.session.state == "running", timeout=5000)
    with qtbot.waitSignal(window.session.run_finished, timeout=3000):
        act("stop")
    assert window.acts["run"].text() == "Run" and window.acts["run"].isEnabled()
    assert not window.toolbar.run_line.isVisible()


def test_a_breakpoint_holds_the_run_at_its_line(window, act, qtbot):
    window.editor.setPlainText("a = 1\nb = 2\nc = 3\n")
    window.editor.go_to(2)
    act("toggle_breakpoint")
    act("run")
    qtbot.waitUntil(lambda: window.session.is_paused, timeout=10000)
    assert window.session.paused_line == 2 and window.toolbar.file.text().endswith("paused at line 2")
    assert window.editor.marks.running == 2 and window.editor.marks.running_note == "paused"
    with qtbot.waitSignal(window.session.run_finished, timeout=10000):
        act("run")
    assert window.session.state == "finished"


def test_going_to_a_line_moves_the_cursor_round_its_steps(window, run, act):
    run("import torch\nx = torch.ones(2)\nfor i in range(3):\n    x = x * 2\n    y = x + 1\n")
    act("first")
    window.editor.go_to(4)
    seen = []
    for _ in range(4):
        act("run_to_line")
        assert window.session.trace.line_of(window.session.cursor) == 4
        seen.append(window.session.cursor)
    assert seen[0] < seen[1] < seen[2] and seen[3] == seen[0]
    window.editor.go_to(1)
    act("run_to_line")
    assert "Line 1" in window.editor_panel.banner.text()


def test_breakpoints_are_jumps_over_the_tape(window, run, act):
    run("import torch\nx = torch.ones(2)\nfor i in range(3):\n    x = x * 2\n    y = x + 1\n")
    act("first")
    window.editor.set_breakpoints([5])
    act("next_breakpoint")
    first = window.session.cursor
    act("next_breakpoint")
    assert window.session.trace.line_of(first) == 5 and window.session.cursor > first
    act("previous_breakpoint")
    assert window.session.cursor == first


def test_jumps_on_the_node_and_its_grad(window, run, act):
    session = run("import torch\nx = torch.ones(2, requires_grad=True)\n"
                  "for i in range(3):\n    (x * 2).sum().backward()\n")
    leaf = next(int(session.trace.table["tensor"][s]) for s in session.trace.events_of_kind("accumulate"))
    session.set_selection(Selection("tensor", leaf))
    act("first")
    writes = []
    for _ in range(3):
        act("next_write")
        writes.append(session.cursor)
    assert [session.trace.kind(s) for s in writes] == ["accumulate"] * 3
    act("previous_write")
    assert session.cursor == writes[1]
    act("first")
    act("next_iteration")
    assert session.trace.iteration_at(session.cursor).number >= 1


def test_keys_step_from_the_panels_and_leave_text_keys_to_the_editor(window, run, qtbot):
    session = run(TUTORIAL)
    window.activateWindow()
    window.acts["first"].trigger()
    at = session.cursor
    window.events_view = window.views.widgets["events"]
    window.events_view.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F10)
    assert session.cursor > at
    window.editor.setFocus()
    window.editor.go_to(1)
    before = session.cursor
    qtbot.keyClick(window.editor, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert window.editor.textCursor().positionInBlock() == len("import ") and session.cursor == before
    qtbot.keyClick(window.editor, Qt.Key.Key_F10)
    assert session.cursor > before


def test_reading_marks_syntax_and_unknown_torch_names(window, qtbot):
    window.editor.setPlainText("import torch\nx = torch.ones(2)\ny = torch.no_such_thing(x)\n")
    qtbot.waitUntil(lambda: len(window.editor.marks.problems) == 1, timeout=20000)
    problem = window.editor.marks.problems[0]
    assert problem.line == 3 and problem.kind == "warn" and "torch.no_such_thing" in problem.message
    window.editor.setPlainText("import torch\nx = (1,\n")
    qtbot.waitUntil(lambda: window.editor.marks.problems and window.editor.marks.problems[0].kind == "error",
                    timeout=5000)


# -- look


def test_one_zoom_for_everything_and_it_is_remembered(window, act):
    before = window.toolbar.height(), window.menuBar().height(), window.editor.font().pixelSize()
    for _ in range(5):
        act("zoom_in")
    after = window.toolbar.height(), window.menuBar().height(), window.editor.font().pixelSize()
    assert style.zoom == 2.0 and window.statusBar().zoom.text() == "200 %"
    assert all(1.8 < b / a < 2.2 for a, b in zip(before, after))
    style.forget()
    assert style.zoom == 2.0
    act("zoom_reset")
    assert style.zoom == 1.0 and window.editor.font().pixelSize() == before[2]


def test_the_theme_changes_and_is_remembered(window, act):
    act("theme_dark")
    assert style.name == "dark" and window.acts["theme_dark"].isChecked()
    window.editor.setPlainText("x = 1")
    QApplication.processEvents()
    image = window.editor.viewport().grab().toImage()
    assert image.pixelColor(image.width() - 3, image.height() - 3).name() == style.palette().panel.lower()
    act("theme_light")
    style.forget()
    assert style.theme == "light" and style.name == "light"
    with pytest.raises(ValueError, match="pink"):
        style.set_theme("pink")


def test_the_layout_is_remembered_and_can_be_put_back(make_window):
    window = make_window()
    window.resize(1400, 900)
    window.editor.setPlainText("x = 1")
    window.editor.document().setModified(False)
    window.views.docks["console"].close()
    window.views.docks["inspector"].setFloating(True)
    window.close()
    window = make_window()
    window.editor.setPlainText("x = 1")
    assert not window.views.docks["console"].isVisible() and window.views.docks["inspector"].isFloating()
    window.acts["reset_layout"].trigger()
    docks = window.views.docks
    assert all(d.isVisible() or n == "console" for n, d in docks.items()) and not docks["inspector"].isFloating()
    assert window.tabifiedDockWidgets(docks["events"]) == [docks["console"]]


def test_panels_lie_where_the_design_puts_them(window, qtbot):
    window.resize(1600, 1000)
    window.editor.setPlainText("x = 1")
    window.reset_layout()
    QApplication.processEvents()
    at = {name: dock.geometry() for name, dock in window.views.docks.items()}
    graph = window.centralWidget().geometry()
    assert abs(at["editor"].width() - 420) <= 2 and abs(at["inspector"].width() - 392) <= 2
    assert at["inspector"].top() == at["editor"].top() == graph.top()
    assert at["inspector"].bottom() == at["events"].bottom()
    assert at["timeline"].left() == 0 and at["timeline"].right() + 2 == at["inspector"].left()
    assert at["timeline"].top() > graph.bottom() and at["events"].top() > at["timeline"].bottom()


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_a_narrow_window_still_shows_every_panel(window, zoom):
    style.set_zoom(zoom)
    window.editor.setPlainText("x = 1")
    window.resize(1000, 700)
    window.reset_layout()
    QApplication.processEvents()
    assert window.width() <= (1000 if zoom == 1.0 else 1600)
    for name in ("editor", "inspector", "timeline", "events"):
        region = window.views.docks[name].geometry()
        assert window.rect().contains(region), name


def test_a_separator_is_grabbed_three_pixels_beside_it(window, qtbot):
    window.resize(1400, 900)
    window.editor.setPlainText("x = 1")
    window.reset_layout()
    QApplication.processEvents()
    window.grips.place()
    dock = window.views.docks["editor"]
    before = dock.width()
    line = next(s for s in separators(window) if s.left() == dock.geometry().right() + 1 and s.width() == 1)
    place = QPoint(line.left() - 2, line.center().y())
    grip = window.childAt(place)

    def mouse(kind, along):
        at = QPointF(place + QPoint(along, 0))
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        QApplication.sendEvent(grip, QMouseEvent(kind, grip.mapFrom(window, at), window.mapToGlobal(at), button, held,
                                                 Qt.KeyboardModifier.NoModifier))
        qtbot.wait(20)  # Qt moves separators from a timer

    mouse(QEvent.Type.MouseButtonPress, 0)
    for along in (20, 40, 60):
        mouse(QEvent.Type.MouseMove, along)
    mouse(QEvent.Type.MouseButtonRelease, 60)
    assert abs(dock.width() - before - 60) <= 4


def test_f6_goes_round_the_panels(window, run, act):
    run(TUTORIAL)
    window.activateWindow()
    window.editor.setFocus()
    seen = []
    for _ in range(5):
        act("next_panel")
        focus = QApplication.focusWidget()
        seen.append(next((n for n, w in window.views.widgets.items() if w is focus or w.isAncestorOf(focus)), None))
    assert seen == ["graph_view", "inspector", "timeline", "events", "editor"]
    act("previous_panel")
    assert window.views.widgets["events"].isAncestorOf(QApplication.focusWidget()) or (
        QApplication.focusWidget() is window.views.widgets["events"])


# -- palette, search, dialogs


def test_the_palette_finds_runs_and_closes(window, qtbot, act):
    act("command_palette")
    palette = window.commands
    assert palette.isVisible()
    palette.field.setText("dark")
    assert palette.model.shown[0].text == "Dark theme"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert style.theme == "dark" and not palette.isVisible()
    act("command_palette")
    palette.field.setText("gts")  # the letters in order
    assert "Go to step" in [c.text for c in palette.model.shown]
    palette.field.setText("zzzz")
    assert palette.model.shown == []
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    act("command_palette")
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_the_palette_passes_over_what_cannot_be_done(window, qtbot, act):
    act("command_palette")
    window.commands.field.setText("step")
    shown = window.commands.model.shown
    assert shown and not any(c.enabled for c in shown if c.text == "Step")
    qtbot.keyClick(window.commands.field, Qt.Key.Key_Down)
    index = window.commands.view.currentIndex()
    assert not index.isValid() or shown[index.row()].enabled


def test_search_selects_nodes_and_goes_through_them(window, run, qtbot, act):
    session = run(TUTORIAL)
    act("find")
    window.finder.edit.setText("mul")
    window.finder._search()
    assert [h.detail or h.title for h in window.finder.model.hits] == ["MulBackward0", "MulBackward0"]
    at = session.cursor
    qtbot.keyClick(window.finder.edit, Qt.Key.Key_Return)
    one = session.selection
    qtbot.keyClick(window.finder.edit, Qt.Key.Key_Return)
    assert one.kind == session.selection.kind == "node" and one.id != session.selection.id
    assert window.finder.count.text() == "2 of 2" and session.cursor == at
    qtbot.keyClick(window.finder.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert session.trace.kind(session.cursor) == "op" and session.cursor != at
    window.finder.edit.setText("x line:2")
    window.finder._search()
    assert [h.line for h in window.finder.model.hits] == [2]
    window.finder.edit.setText("nowhere")
    window.finder._search()
    assert window.finder.model.hits == [] and "nowhere" in window.finder._none.text()


def test_go_to_step_moves_live_and_escape_takes_it_back(window, run):
    session = run(TUTORIAL)
    before = session.cursor
    dialog = GoToStep(window)
    dialog.number.setValue(2)
    assert session.cursor != before
    two = session.cursor
    dialog.reject()
    assert session.cursor == before
    dialog = GoToStep(window)
    dialog.findChild(QSpinBox).setValue(2)
    dialog.accept()
    assert session.cursor == two


def test_help_lists_every_key(window):
    dialog = KeysDialog(window)
    texts = " ".join(label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text"))
    for spec in SPECS:
        assert not spec.keys or spec.text.rstrip("…") in texts, spec.id
    assert AboutDialog(window).windowTitle() == "About Retrograd"


def test_settings_take_right_values_at_once_and_say_what_is_wrong(window):
    settings = window.session.settings
    dialog = SettingsDialog(settings, window)
    assert {s.key for s in SETTINGS} <= set(dialog.fields)
    field = dialog.fields["max_events"]
    field.setText("5000")
    field.textEdited.emit("5000")
    assert settings["max_events"] == 5000 and dialog.wrong.text() == ""
    field.textEdited.emit("many")
    assert settings["max_events"] == 5000 and "Events" in dialog.wrong.text()
    dialog._defaults()
    assert settings["max_events"] == next(s.default for s in SETTINGS if s.key == "max_events")
    dialog.fields["reduce_motion"].setChecked(True)
    assert style.reduce_motion
    dialog.fields["theme"].setCurrentIndex(2)
    assert style.theme == "dark"


def test_every_action_of_a_dialog_opens_one(window, run, act, monkeypatch):
    run(TUTORIAL)
    opened = []
    monkeypatch.setattr(QDialog, "exec", lambda self: opened.append(type(self).__name__) or 0)
    for name in ("go_to_step", "keys", "settings", "about", "export"):
        act(name)
    assert opened == ["GoToStep", "KeysDialog", "SettingsDialog", "AboutDialog", "ExportDialog"]


def test_menus_hold_the_panels_by_name(window):
    panels = next(m for m in window.findChildren(QMenu) if m.title() == "Panels")
    panels.aboutToShow.emit()
    assert [a.text() for a in panels.actions()] == ["Program", "Inspector", "Timeline", "Events", "Console"]
