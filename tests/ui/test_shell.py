"""The frame: every action is declared once and can be reached; layout, zoom, theme, panels, palette, dialogs."""

from __future__ import annotations

from operator import attrgetter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from app.session import Selection
from app.ui.action_specs import MENUS, SPECS
from app.ui.actions import words_of
from app.ui.icons import ICONS

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
        assert spec.id == "command_palette" or words_of(spec).rstrip("…") in offered, spec.id
        assert callable(attrgetter(spec.does)(window)), spec.does


def test_no_two_actions_have_the_same_key():
    keys = [QKeySequence(k).toString() for s in SPECS for k in s.keys]
    assert len(keys) == len(set(keys)) and all(keys)


def test_only_icons_that_are_used_are_carried():
    sources = "".join(p.read_text() for p in (ICONS.parents[1] / "app").rglob("*.py"))
    unused = [p.stem for p in ICONS.glob("*.svg") if f'"{p.stem}"' not in sources]
    assert unused == []


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
    assert window.acts["copy_svg"].statusTip() == "Put the graph at this step on the clipboard as SVG"


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
        assert window.editor.marks.running == 4 and window.editor.marks.running_note == "this step"  # nothing runs
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
