"""What of a run stays when another program is opened, and how the window asks for what the program waits for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

SOURCE = "import torch\nx = torch.tensor(2., requires_grad=True)\ny = x * x\ny.backward()\nprint(x.grad)\n"


def test_another_program_does_not_stand_beside_the_run_of_the_last(window, run, act, tmp_path):
    run(SOURCE)
    other = tmp_path / "other.py"
    other.write_text("print(1)\n")
    window.editor.document().setModified(False)
    assert window.files.open(other)
    assert window.session.state == "empty" and len(window.session.trace) == 0
    assert window.toolbar.file.text().startswith("other.py")
    act("new")
    assert window.session.state == "empty"


def test_the_same_program_opened_again_keeps_its_run(window, run, tmp_path):
    same = tmp_path / "same.py"
    same.write_text(SOURCE)
    assert window.files.open(same)
    run(SOURCE)
    window.editor.document().setModified(False)
    assert window.files.open(same)
    assert window.session.state == "finished" and len(window.session.trace) > 5


def test_opening_a_program_ends_the_one_that_runs(window, qtbot, tmp_path):
    window.session.run("while True: pass\n")
    qtbot.waitUntil(lambda: window.session.is_running, timeout=10000)
    other = tmp_path / "other.py"
    other.write_text("print(1)\n")
    assert window.files.open(other)
    assert window.session.state == "empty" and not window.session.is_running


def test_input_is_asked_for_in_the_console_which_takes_the_keys(window, qtbot):
    source = "n = input('how much? ')\nprint('got', n)\n"
    window.editor.setPlainText(source)
    window.session.run(source)
    console = window.views.console
    qtbot.waitUntil(lambda: console.input.isVisible(), timeout=10000)
    assert window.focusWidget() is console.input
    assert "waits for input" in window.runner.note()[0]
    QTest.keyClicks(console.input, "3")
    QTest.keyClick(console.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.state == "finished", timeout=10000)
    qtbot.waitUntil(lambda: "got 3" in console.plain_text(), timeout=5000)
    assert not console.input.isVisible()
