"""Breakpoints in the real window and its real child: typed, listed, stopped at, jumped to, switched, kept."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt

from app.model.breakpoints import parse
from app.model.marks import SUFFIX
from app.session import Selection
from core.tapefile import open_tape

PROGRAM = """import torch
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
"""


def _texts(window):
    return [made.text for made in window.views.breaks.all]


def _is_read(session) -> bool:
    """Whether what was written before the pause has been read, and the cursor is there."""
    tape = open_tape(session.tape_path)
    count = len(tape)
    tape.close()
    return len(session.trace) == count and session.cursor == count - 1


@pytest.fixture
def pauses(window, qtbot):
    """A function that runs a program on from pause to pause: (line, breakpoint, kind of the event at the cursor)."""

    def go(source: str, during=None) -> list[tuple]:
        session, seen = window.session, []
        window.editor.setPlainText(source)
        window.acts["run"].trigger()
        while True:
            qtbot.waitUntil(lambda: session.state != "running", timeout=10000)
            if not session.is_paused:
                return seen
            qtbot.waitUntil(lambda: _is_read(session), timeout=5000)
            seen.append((session.paused_line, session.paused_why,
                         session.trace.kind(session.cursor) if len(session.trace) else ""))  # fmt: skip
            if during is not None and len(seen) == 1:
                during()
            with qtbot.waitSignal(session.state_changed, timeout=5000):
                window.acts["run"].trigger()

    return go


def test_every_kind_stops_a_run(window, pauses, qtbot):
    window.editor.setPlainText(PROGRAM)
    panel = window.views.breakpoints
    window.views.show_panel("breakpoints")
    for text in ("op:mean", "grad_fn:Mul* if norm > 1", "grad:x", "node:MulBackward0 line 4 #2"):
        panel.ask(text)
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert len(_texts(window)) == 4 and panel.field.text() == "" and not panel.problem.isVisible()
    assert pauses(PROGRAM) == [
        (4, "node:MulBackward0 line 4 #2", "op"), (5, "op:mean", "op"), (6, "node:MulBackward0 line 4 #2", "node"),
        (6, "grad_fn:Mul* if norm > 1", "node"), (6, "grad:x", "accumulate")]  # fmt: skip
    assert window.session.trace.tensor(1).name == "x"  # names are found as without breakpoints


def test_what_is_set_while_the_program_runs_counts_in_that_run(window, pauses):
    window.editor.setPlainText("x")
    loop = "import torch\nfor i in range(3):\n    a = torch.ones(2) * i\n    b = a + 1\n    c = b * 2\n"
    window.editor.setPlainText(loop)
    window.editor.set_breakpoints([2])

    def more():
        window.editor.set_breakpoints([4])
        window.views.breaks.add(parse("op:mul if name == 'c' and value.max() > 5"))

    stops = pauses(loop, more)
    assert [line for line, _, _ in stops] == [2, 4, 4, 4, 5]
    assert stops[-1][1].startswith("op:mul if name")


def test_bad_ones_say_what_is_wrong_and_stay_in_the_field(window, qtbot):
    window.files.new()
    window.views.show_panel("breakpoints")
    panel = window.views.breakpoints
    for text, words in (("grad_fn:", "After grad_fn: stands"), ("wat:3", "no breakpoints on wat"), ("foo > 3", "no foo"),
                        ("line:x", "no line number"), ("op:mul if __import__('os')", "no function __import__")):  # fmt: skip
        panel.ask(text)
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)
        assert words in panel.problem.text() and panel.problem.isVisible() and panel.field.text() == text
    assert _texts(window) == []


def test_jumps_go_to_breakpoints_of_all_kinds(window, run, act, qtbot):
    session = run(PROGRAM)
    window.views.breaks.add(parse("grad_fn:Mul*"))
    window.views.breaks.add(parse("value.sum() > 100"))
    act("first")
    seen = []
    for _ in range(4):
        before = session.cursor
        act("next_breakpoint")
        qtbot.waitUntil(lambda b=before: session.cursor != b or not window.views.breaks._work.isActive())
        seen.append((session.trace.kind(session.cursor), session.trace.line_of(session.cursor)))
    assert seen[0] == ("op", 4) and [kind for kind, _ in seen[1:]] == ["node", "node", "node"]
    assert "No breakpoint is hit after" in window.statusBar().currentMessage()
    act("previous_breakpoint")
    assert session.trace.kind(session.cursor) == "node"
    window.views.breaks.enable_all()
    act("first")
    act("next_breakpoint")
    assert session.trace.kind(session.cursor) != "node"


def test_on_what_is_selected(window, run, act, qtbot):
    session = run(PROGRAM)
    run_of_mean = session.trace.events_of_kind("node")[0]
    session.set_selection(Selection("node", int(session.trace.table["node"][run_of_mean])))
    act("break_on_node")
    assert _texts(window) == ["node:MeanBackward0 line 5"]
    track = window.views.timeline.track
    qtbot.waitUntil(lambda: track.breaks.tolist() == [5, 6], timeout=5000)  # marked though the list is not shown
    act("break_on_node")
    assert _texts(window) == [] and not len(track.breaks)
    session.set_selection(Selection("tensor", 1))
    act("break_on_write")
    assert _texts(window) == ["grad:x"]


def test_a_jump_says_which_breakpoint_holds_there(window, run, act, qtbot):
    session = run(PROGRAM)
    window.views.breaks.add(parse("op:mean"))
    window.views.breaks.add(parse("shape == (2, 2)"))
    act("breakpoints")
    panel, said = window.views.breakpoints, window.statusBar().currentMessage
    qtbot.waitUntil(lambda: panel.model.data(panel.model.index(1)).endswith(" hits"))
    session.select(0)
    act("next_breakpoint")
    qtbot.waitUntil(lambda: "Breakpoint" in said())
    assert said() == "Breakpoint: shape == (2, 2) (hit 2)"
    assert panel.model.hits(window.views.breaks.all[1]).startswith("hit 2 of ")
    assert panel.model.hits(window.views.breaks.all[0]) == "1 hit"
    panel.choose(0)
    assert said() == "Breakpoint: op:mean (hit 1)"


def test_a_jump_that_takes_long_says_how_far_it_is_and_escape_ends_it(window, run, act, qtbot, monkeypatch):
    session = run(PROGRAM + "for i in range(400):\n    y = x * i\n")
    monkeypatch.setattr("app.ui.break_control.SLICE_S", 0.0)  # a portion a slice
    monkeypatch.setattr("app.ui.break_control.TELL_S", 0.0)
    monkeypatch.setattr("app.model.breakpoint_hits.PORTION", 1)
    window.views.breaks.add(parse("(value ** 2 - value).sum() > 1e9"))
    act("first")
    act("next_breakpoint")
    said = window.statusBar().currentMessage
    qtbot.waitUntil(lambda: said().startswith("Looking for a breakpoint: "), timeout=5000)
    qtbot.keyClick(window.editor, Qt.Key.Key_Escape)
    assert said() == "The search for a breakpoint was ended." and session.cursor == 0
    act("next_breakpoint")
    session.select(3)
    assert window.views.breaks._jump is None, "who goes elsewhere is not taken away"


def test_what_is_wrong_stays_in_view_below_a_long_list(window, act, qtbot):
    window.files.new()
    for text in ("nan", "inf", "zero", *(f"norm > {k}" for k in range(12))):
        window.views.breaks.add(parse(text))
    act("breakpoints")
    panel = window.views.breakpoints
    panel.ask("norm > 99")
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    last = panel.model.index(panel.model.rowCount() - 1)
    assert panel.view.viewport().rect().contains(panel.view.visualRect(last)), "what was typed comes into view"
    panel.ask("foo(1")
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.problem.visibleRegion().isEmpty())
    assert panel.problem.visibleRegion().boundingRect().height() == panel.problem.height()
    assert panel.height() <= panel.parentWidget().height()


def test_the_list_switches_edits_and_removes_by_keys(window, run, qtbot, act):
    run(PROGRAM)
    window.editor.set_breakpoints([4])
    window.views.breaks.add(parse("nan"))
    act("breakpoints")
    panel = window.views.breakpoints
    view, model = panel.view, panel.model
    qtbot.waitUntil(lambda: model.data(model.index(1)).endswith("0 hits"))
    assert "Before line 4" in model.data(model.index(0)) and "1 hit" in model.data(model.index(0))
    assert "0 hits" in model.data(model.index(1))
    view.setCurrentIndex(model.index(0))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert not window.editor.breaks.at(4).enabled and "switched off" in model.data(model.index(0))
    assert model.setData(model.index(0), "line:4 if zero") and window.editor.breaks.at(4).condition == "zero"
    assert not model.setData(model.index(0), "line:4 if )") and panel.problem.text()
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert _texts(window) == ["nan"] and window.editor.breakpoints == []
    view.setCurrentIndex(model.index(0))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert panel.empty.isVisible() and not view.isVisible()


def test_they_are_kept_beside_the_file(make_window, tmp_path, qtbot):
    file, other = tmp_path / "train.py", tmp_path / "other.py"
    file.write_text(PROGRAM)
    other.write_text("a = 1\n")
    window = make_window(file)
    window.editor.set_breakpoints([4, 5])
    window.editor.enable_breakpoint(5)
    window.views.breaks.add(parse("grad:x if norm > 1 from hit 2"))
    window.bookmarks.save()
    kept = json.loads((tmp_path / ("train.py" + SUFFIX)).read_text())["breakpoints"]
    assert kept == [{"text": "line:4", "enabled": True}, {"text": "line:5", "enabled": False},
                    {"text": "grad:x if norm > 1 from hit 2", "enabled": True}]  # fmt: skip
    window.files.open(other)
    assert _texts(window) == []
    window.files.open(file)
    assert _texts(window) == ["line:4", "line:5", "grad:x if norm > 1 from hit 2"]
    assert not window.editor.breaks.at(5).enabled
    window.views.breaks.clear()
    window.bookmarks.save()
    assert not (tmp_path / ("train.py" + SUFFIX)).exists()


def test_a_stop_is_shown_also_to_who_stepped_away(window, qtbot):
    source = "import torch\nx = torch.ones(3)\nfor i in range(4):\n    x = x * 2\n    y = x + 1\n"
    window.editor.setPlainText(source)
    window.editor.set_breakpoints([5])
    window.acts["run"].trigger()
    session = window.session
    qtbot.waitUntil(lambda: session.is_paused and session.cursor >= 0, timeout=10000)
    assert window.statusBar().text().endswith("paused by line:5")
    session.first()
    assert not session.follow
    with qtbot.waitSignal(session.state_changed):
        window.acts["run"].trigger()
    qtbot.waitUntil(lambda: session.is_paused and session.follow and session.cursor == len(session.trace) - 1)
    window.editor.clear_breakpoints()
    with qtbot.waitSignal(session.run_finished, timeout=10000):
        window.acts["run"].trigger()
