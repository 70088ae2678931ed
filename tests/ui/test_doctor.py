"""The Doctor panel in the real window: findings after a run, choosing, buttons, keys, tags, the count; and Why."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from app.model.doctor import DIAGNOSES, Finding, Fix
from app.model.doctor.carried import of_data, to_data
from app.ui.doctor_child import words
from app.ui.doctor_panel import HEALTHY, NO_RUN, selection_of

BROKEN = """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.tensor([3.0, 4.0], requires_grad=True)
opt = torch.optim.SGD([w, v], lr=0.1)
for i in range(3):
    h = (w * 2).detach()
    loss = (h * v).sum()
    loss.backward()
    opt.step()
"""
FINE = "import torch\nx = torch.ones(2, requires_grad=True)\n(x * 2).sum().backward()\n"


@pytest.fixture
def examined(run, window, qtbot):
    """examined(source) runs a program and waits for Doctor; the panel."""

    def go(source: str):
        run(source)
        qtbot.waitUntil(lambda: window.views.doctor_run.is_done, timeout=10000)
        window.acts["doctor"].trigger()
        return window.views.doctor

    return go


def test_findings_are_listed_counted_chosen_and_named(examined, window, qtbot):
    assert window.views.doctor.plain_text() == NO_RUN
    panel = examined(BROKEN)
    assert [card.finding.id for card in panel.cards] == ["cut-path", "grad-accumulates"]
    assert window.views.docks["doctor"].bar.count.text() == "2 findings"
    assert "Doctor  2" in window.acts["doctor"].iconText()
    assert "w gets no gradient: cut at line 6 by detach()" in panel.plain_text()
    assert window.editor.marks.tags[8][:2] == ("no zero_grad", "warning")
    cursor, first = window.session.cursor, panel.cards[0]
    first.chosen.emit()
    assert panel.chosen is first.finding
    assert first.why.isVisible() and not panel.cards[1].why.isVisible()
    assert window.session.selection == selection_of(panel.chosen)
    assert window.session.cursor == cursor, "selecting never moves the cursor"
    assert "Why" in window.views.inspector.plain_text()
    assert first.title.textFormat() == Qt.TextFormat.PlainText, "a name such as <b> is no markup"
    said = QAccessible.queryAccessibleInterface(first)
    assert said.text(QAccessible.Text.Name) == f"chosen, error: {first.finding.title}"
    assert first.finding.evidence in said.text(QAccessible.Text.Description)
    qtbot.keyClick(panel.scroll, Qt.Key.Key_Down)
    assert window.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_Down)
    qtbot.keyClick(panel.cards[1], Qt.Key.Key_Return)
    assert panel.chosen is panel.cards[1].finding
    qtbot.keyClick(panel.cards[1], Qt.Key.Key_Home)
    assert window.focusWidget() is first


SAVED = """import torch
x = torch.tensor([1., 2.], requires_grad=True)
s = x.sigmoid()
s.add_(1)
s.sum().backward()
"""


def test_both_lines_of_a_finding_are_tagged_and_a_double_click_goes_to_its_event(examined, window, qtbot):
    panel = examined(SAVED)
    card, = panel.cards
    tags = {line: words for line, (words, *_) in window.editor.marks.tags.items()}
    assert tags == {4: "changed in place", 3: "saved here"}
    assert window.session.cursor != card.finding.seq
    qtbot.mouseDClick(card, Qt.MouseButton.LeftButton)
    assert window.session.cursor == card.finding.seq and panel.chosen is card.finding
    window.session.last()
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)  # of the card that is chosen: goes there
    assert window.session.cursor == card.finding.seq


def test_buttons_go_to_the_line_and_the_step_and_mend_the_line(examined, window):
    panel = examined(BROKEN)
    cut, piled = panel.cards
    assert [button.text() for button in cut.buttons.values()] == ["Go to line 6", "Show in graph", "Mend the line"]
    piled.buttons["step"].click()
    assert window.session.cursor == piled.finding.seq
    piled.buttons["line"].click()
    assert window.editor.textCursor().blockNumber() + 1 == 8
    cut.buttons["graph"].click()
    assert window.session.cursor == cut.finding.seq
    cut.buttons["fix"].click()
    assert window.editor.toPlainText().splitlines()[5] == "    h = (w * 2)"
    window.editor.undo()
    assert window.editor.toPlainText() == BROKEN
    piled.buttons["fix"].click()
    assert window.editor.toPlainText().splitlines()[7:9] == ["    opt.zero_grad()", "    loss.backward()"]
    told = []
    panel.told.connect(told.append)
    cut.buttons["fix"].click()
    assert told == ["The program was changed since this run: run it again first."]
    assert window.editor.toPlainText().splitlines()[5] == "    h = (w * 2).detach()"
    assert window.editor.marks.tags == {}


def test_a_healthy_run_takes_the_findings_away_and_closing_waits_for_no_one(examined, run, window, qtbot):
    panel = examined(BROKEN)
    run(FINE)
    qtbot.waitUntil(lambda: window.views.doctor_run.is_done, timeout=10000)
    assert panel.plain_text() == HEALTHY and not panel.cards
    assert window.acts["doctor"].iconText() == " Doctor"
    doctor = window.views.doctor_run
    doctor.look_again()
    window.editor.document().setModified(False)
    window.close()
    assert not doctor._look.is_alive()


def test_a_large_run_is_looked_at_in_a_process_which_may_be_ended(examined, window, qtbot, monkeypatch):
    panel = examined(BROKEN)
    doctor, here = window.views.doctor_run, window.views.doctor_run.findings
    shares = []
    doctor.progressed.connect(lambda: shares.append(doctor.share))
    monkeypatch.setattr("app.ui.doctor_run.IN_A_THREAD", 0)
    doctor.look_again()
    killed = doctor._look
    qtbot.waitUntil(lambda: killed._process is not None, timeout=10_000)
    killed._process.kill()
    qtbot.waitUntil(lambda: bool(doctor.lost), timeout=10_000)
    assert not doctor.is_done
    doctor.found.emit([])
    assert panel.plain_text() == "Doctor was ended before it had looked at all of this run." and panel.again.isVisible()
    panel.again.click()
    assert panel.plain_text().startswith("Looking at the run") and not panel.again.isVisible()
    qtbot.waitUntil(lambda: doctor.is_done, timeout=10_000)
    assert [replace(one, merges=()) for one in here] == doctor.findings == [card.finding for card in panel.cards]
    assert shares[-1] == 1.0 and sorted(shares[shares.index(0.0, 1) :]) == shares[shares.index(0.0, 1) :]
    doctor.look_again()
    working = doctor._look
    qtbot.waitUntil(lambda: working._process is not None, timeout=10_000)
    window.editor.document().setModified(False)
    window.close()
    assert not working.is_alive() and working._process.poll() is not None


def test_a_tape_that_cannot_be_read_is_said_and_findings_travel_whole(window, tmp_path):
    assert list(words(str(tmp_path / "none.tape")))[-1][0] == "lost"
    one = Finding(DIAGNOSES["cut-path"], 3, np.int32(7), np.int64(2), None, (4,), Fix(3, "x = 1"), 6, title="<b>", file="m.py")
    whole = replace(one, also=(Finding(DIAGNOSES["root-cut"], None, why="…"),))
    assert of_data(json.loads(json.dumps(to_data(whole)))) == whole
    doctor = window.views.doctor_run
    doctor.look_again()
    doctor._heard(doctor._look, "lost", "no such file")
    assert window.views.doctor.again.isVisibleTo(window.views.doctor)


def test_a_run_ends_at_the_root_of_its_last_backward_with_the_worst_finding_offered(run, window, qtbot, act):
    window.resize(1600, 1000)
    session, header = run(BROKEN), window.views.timeline.header
    assert window.views.inspector.inspection.title == "SumBackward0"
    assert "node 1 of" in window.views.inspector.inspection.facts
    qtbot.waitUntil(header.offer.isVisible, timeout=20_000)
    assert header.offer.text().strip() == "w gets no gradient: cut at line 6 by detach()" and window.views.timeline.text()
    act("step_back")
    assert not header.offer.isVisible()  # it belongs to the end
    act("last")
    session.select(len(session.trace) - 1)
    header.offer.click()
    panel = window.views.doctor
    assert panel.isVisible() and panel.chosen is panel.cards[0].finding
    run(FINE)
    assert not header.offer.isVisible()


def test_the_first_view_of_a_large_graph_is_at_the_root(window, run, qtbot):
    run("import torch\nx = torch.ones(2, requires_grad=True)\ny = x\nfor i in range(1):\n    for k in range(60):\n        y = y.tanh()\n"
        "    loss = y.sum()\n    loss.backward()\n")  # fmt: skip
    view, canvas = window.views.graph.view, window.views.graph.view.canvas
    slot = lambda: next((s for s in range(len(canvas.shown.picture)) if canvas.shown.scene.card(s).title.startswith("loss")), -1)
    qtbot.waitUntil(lambda: view.graph.complete and canvas.settled and slot() >= 0, timeout=20_000)
    left, top, right, bottom = canvas.shown.picture.boxes[slot()]
    seen = canvas.view.visible(canvas.width(), canvas.height())
    assert canvas.shown.current < 0 and seen[0] < left and seen[1] < top and right < seen[2] and bottom < seen[3]
