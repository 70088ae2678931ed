"""Comparing runs in the real window: before and after an edit, with a tape; marks, first divergence, the inspector."""

import os

import pytest
from PySide6.QtCore import Qt

from app.session import Selection
from app.ui import compare_control
from app.ui.compare_panel import EMPTY
from app.ui.docks import tab_stops
from tests.app.model.test_compare import BASE


@pytest.fixture
def comparing(window):
    """The control, after which its answers are awaited with `waited`."""
    window.resize(1500, 950)
    return window.views.comparing


@pytest.fixture
def waited(comparing, qtbot):
    def wait():
        qtbot.waitUntil(lambda: comparing.found is not None, timeout=10000)
        return comparing.found

    return wait


def test_before_and_after_an_edit(window, act, run, comparing, waited, qtbot):
    session, panel = window.session, window.views.compare
    run(BASE)
    first_tape = session.tape_path
    assert panel.plain_text() == EMPTY
    act("compare_before")
    assert panel.tape.hasFocus() and not panel.before.isVisible()
    assert "no run before" in window.statusBar().currentMessage() and not comparing.other
    run(BASE.replace("tanh", "sigmoid"))
    assert session.before == first_tape and os.path.exists(first_tape)
    act("compare_before")
    found = waited()
    assert not found.agree and panel.list.items[0] == found.places[0]
    assert "events have other numbers than the run before." in panel.plain_text()
    act("first_divergence")
    assert session.cursor == found.first and session.trace[session.cursor]["op"] == "sigmoid"
    model = window.views.events.model
    row = model.row_of(found.first)
    assert model.index(row, 3).data().startswith("≠ ")
    assert not model.index(model.row_of(found.first - 1), 3).data().startswith("≠ ")
    qtbot.waitUntil(lambda: len(window.views.graph.view.canvas._effects.differing) > 0, timeout=5000)
    assert "value here minus there" in window.views.inspector.plain_text()
    act("next_difference")
    assert session.cursor == found.differing[1]
    said = window.statusBar().currentMessage
    assert said().startswith(f"Difference 2 of {len(found.differing)}: relative error ")
    act("previous_difference")
    assert session.cursor == found.differing[0]
    act("previous_difference")
    assert session.cursor == found.differing[0] and said() == "Nothing differs before this step."
    place = found.places[-1]
    panel.list.clicked.emit(place)
    assert session.selection == ("event", place.first)
    panel.list.chosen.emit(place)
    assert session.cursor == place.first
    run(BASE.replace("tanh", "sigmoid"))
    assert waited().agree, "the question is asked again of the next run"
    assert not os.path.exists(first_tape), "only one run is kept"
    assert "The same as the run before" in panel.plain_text() and not len(session.differing)
    act("first_divergence")
    assert window.statusBar().currentMessage() == "Nothing differs."
    qtbot.mouseClick(panel.stop, Qt.MouseButton.LeftButton)
    assert panel.plain_text() == EMPTY and comparing.found is None
    assert panel.before.isVisible() and panel.before.hasFocus(), "the keyboard stands in what can be used"


def test_with_a_tape_and_with_what_is_none(window, act, run, comparing, waited, tmp_path, monkeypatch, qtbot):
    wrong = []
    comparing.failed.connect(wrong.append)
    run(BASE)
    kept = str(tmp_path / "kept.tape")
    window.session.save_tape(kept)
    run(BASE.replace("lr=0.1", "lr=0.2"))
    monkeypatch.setattr(compare_control.QFileDialog, "getOpenFileName", lambda *_: (kept, ""))
    act("compare_tape")
    assert window.session.trace.kind(waited().first) == "optimizer_step"
    assert "kept.tape" in window.views.compare.plain_text()
    bad = tmp_path / "bad.tape"
    bad.write_bytes(b"no tape")
    comparing.compare_with(str(bad))
    qtbot.waitUntil(lambda: bool(wrong), timeout=5000)
    assert wrong and "bad.tape" in wrong[0] and not comparing.other


def test_what_if_is_beside_the_recorded_numbers_until_it_is_left(window, act, run, qtbot):
    session, whatif = window.session, window.views.whatif
    run(BASE)
    size = os.path.getsize(session.tape_path)
    session.select(session.trace.iterations[0].backward)
    session.set_selection(Selection("tensor", 2))
    act("what_if")
    stops = tab_stops(window.views.docks["inspector"])
    assert {whatif.bar.rest, whatif.bar.leave, whatif.bar.field} <= set(stops), "Tab walks through the bar"
    assert whatif.bar.isVisible() and whatif.bar.words.text() == "What if w is"
    whatif.bar.field.setText("[1, 2]")
    whatif.apply()
    assert "its shape is (3, 2)" in whatif.bar.problem.text() and whatif.bar.problem.isVisible()
    whatif.bar.field.clear()
    qtbot.keyClicks(whatif.bar.field, "0")
    assert not whatif.bar.problem.isVisible()
    qtbot.keyClick(whatif.bar.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: whatif.outcome is not None, timeout=5000)
    assert "What if, in backward call 1" in window.views.inspector.plain_text()
    assert len(session.differing) > 3 and (whatif.outcome.grads[2] == 0).all()
    keys, track = window.views.graph.view.canvas.overlays, window.views.timeline.track
    qtbot.waitUntil(lambda: "other numbers" in [key.word for key in keys.keys], timeout=5000)
    assert len(track._marked("differing"))
    act("leave_what_if")
    assert "other numbers" not in [key.word for key in keys.keys] and not len(track._marked("differing"))
    assert whatif.outcome is None and not len(session.differing) and not whatif.bar.isVisible()
    assert "What if" not in window.views.inspector.plain_text()
    assert os.path.getsize(session.tape_path) == size
