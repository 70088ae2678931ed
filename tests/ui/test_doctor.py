"""The Doctor panel in the real window: findings after a run, choosing, buttons, keys, tags, the count; and Why."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

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
    doctor._begin()
    window.editor.document().setModified(False)
    window.close()
    assert not doctor._thread.is_alive()
