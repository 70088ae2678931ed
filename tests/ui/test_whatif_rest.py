"""What if, in the rest of the run: the program runs again in a real child with the numbers put in, and is compared."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from app.model.inspector import inspect
from app.session import Selection

TRAINING = """\
import torch
torch.manual_seed(0)
w = torch.tensor([2.0, -1.0], requires_grad=True)
x = torch.randn(2)
opt = torch.optim.SGD([w], lr=0.1)
for step in range(3):
    opt.zero_grad()
    h = w * x
    h.mul_(2)
    loss = (h * h).sum()
    loss.backward()
    opt.step()
print(w)
"""
RANDOM = "import torch, random\nw = torch.tensor(2.0, requires_grad=True)\nx = torch.tensor(random.random())\ny = w * x\n(y * y).backward()\n"


def _hear(bar, wrong: list) -> None:
    """What the bar says is wrong goes into a list."""
    say = bar.say
    bar.say = lambda problem: (say(problem), wrong.append(problem) if problem else None)


@pytest.fixture
def rest(window, run, qtbot):
    """rest(source, name, iteration, part, text) is the tape's numbers of w's steps in the second run, and what was said."""
    window.resize(1500, 950)

    def go(source, name, iteration, part, text):
        run(source)
        session, whatif, wrong = window.session, window.views.whatif, []
        _hear(whatif.bar, wrong)
        trace = session.trace
        session.select(trace.calls[iteration].first)
        seqs = [s for s in range(len(trace)) if trace.kind(s) in ("op", "tensor") and trace[s].get("name") == name]
        event = trace[[s for s in seqs if s < trace.calls[iteration].first][-1]]
        session.set_selection(Selection("tensor", event["outputs"][0] if event["event"] == "op" else event["tensor"]))
        whatif.start(part)
        whatif.bar.field.setText(text)
        whatif.run_rest()
        assert session.second.is_on and not session.is_running
        qtbot.waitUntil(lambda: window.views.comparing.found is not None or bool(wrong), timeout=20000)
        return whatif, window.views.comparing.found, wrong

    return go


def steps(trace):
    return [event["params"][0]["after"].array for event in (trace[int(s)] for s in trace.events_of_kind("optimizer_step"))]


def weights(start, x, from_step=0, grads=None):
    """What three steps of SGD make of w, given what is put in at `from_step` (and the gradient that arrives there)."""
    w, made = np.array([2.0, -1.0]), []
    for step in range(3):
        w = np.array(start) if step == from_step and start is not None else w
        grad = np.array(grads) if grads is not None and step == from_step else 8 * w * x * x
        w = w - 0.1 * grad
        made.append(w)
    return made


def test_another_value_goes_through_changes_in_place_and_optimizer_steps(rest, window):
    whatif, found, wrong = rest(TRAINING, "w", 1, "value", "[1.0, 1.0]")
    here, there = window.session.trace, window.views.comparing._there
    x = here.value_at(2, len(here) - 1).array.astype(np.float64)
    np.testing.assert_allclose(steps(there), weights([1.0, 1.0], x, from_step=1), rtol=1e-5)
    np.testing.assert_allclose(steps(here), weights(None, x), rtol=1e-5)
    assert not wrong and len(found.differing) and not len(found.only_there)
    assert found.first > int(here.events_of_kind("optimizer_step")[0])
    assert window.views.comparing.other == "the run with another w"
    assert len(window.session.differing)
    assert "events have other numbers than the run with another w" in whatif.bar.result.text()
    assert whatif.bar.result.isVisible() and window.views.compare.isVisible()
    stepped = int(here.events_of_kind("optimizer_step")[0])  # the numbers are put in right after this step
    window.session.select(stepped)
    shown = inspect(here, "tensor", here[stepped]["params"][0]["tensor"], stepped)
    np.testing.assert_array_equal(window.views.comparing.section(shown).grids[0].value.array, [1.0, 1.0])
    panel = window.views.compare
    assert panel.words.visibleRegion().boundingRect().height() == panel.words.height(), "the list leaves room for what is above it"
    whatif.stop()
    assert not window.views.comparing.other and not len(window.session.differing)


def test_another_gradient_is_stepped_with(rest, window):
    _, found, wrong = rest(TRAINING, "w", 0, "grad", "[10.0, 0.0]")
    here, there = window.session.trace, window.views.comparing._there
    x = here.value_at(2, len(here) - 1).array.astype(np.float64)
    np.testing.assert_allclose(steps(there), weights(None, x, 0, [10.0, 0.0]), rtol=1e-5)
    assert not wrong and len(found.differing)


def test_a_program_that_does_something_else_each_time_is_not_compared(rest, window):
    _, _, wrong = rest(RANDOM, "y", 0, "value", "5.0")
    assert "differs from line 3 on" in wrong[0] and not window.views.comparing.other


def test_what_waits_for_input_or_never_comes_there_says_so(window, run, qtbot):
    run(TRAINING)
    session, wrong = window.session, []
    _hear(window.views.whatif.bar, wrong)
    session.second.start(session.trace.tape, [{"part": "value", "tensor": 1, "count": 99, "numbers": 0.0}])
    qtbot.waitUntil(lambda: bool(wrong), timeout=10000)
    session.second.start(session.trace.tape, [])
    session.second._heard({"is": "input"})
    assert [words.split(",")[0] for words in wrong] == ["The program ran again", "The program waits for input"]
    assert not session.second.is_on


def test_it_can_be_stopped(window, run, qtbot):
    run(TRAINING)
    session, whatif = window.session, window.views.whatif
    session.select(session.trace.calls[0].first)
    session.set_selection(Selection("tensor", 1))
    whatif.start("value")
    whatif.bar.rest.click()
    assert session.second.is_on and "Stop running" in whatif.bar.rest.text()
    whatif.bar.rest.click()
    assert not session.second.is_on and whatif.bar.rest.text() == "Rest of the run"


def test_a_double_click_on_a_cell_starts_editing_it(window, run, qtbot):
    run(TRAINING)
    window.session.set_selection(Selection("tensor", 1))
    panel, bar = window.views.inspector, window.views.whatif.bar
    panel.plain_text()
    grid = panel.section("numbers").content.grids.shown_views()[0]
    qtbot.waitUntil(lambda: grid.width() > 50)
    place = next(QPoint(x, y) for y in range(grid.height()) for x in range(0, grid.width(), 3) if grid.index_at(QPoint(x, y)) == (1,))
    qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=place)
    assert bar.isVisible() and bar.field.text().startswith("[1] = −0.8")
    assert bar.field.selectedText() == bar.field.text().removeprefix("[1] = ")
