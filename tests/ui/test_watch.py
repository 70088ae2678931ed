"""The watches in the real window: typed, read at the cursor, drawn over the run, kept with the file."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt

from app.model.marks import SUFFIX
from app.session import Selection

PROGRAM = "import torch\nw = torch.tensor(2., requires_grad=True)\nfor i in range(4):\n    loss = w * w * i\n    loss.backward()\n"


def test_watches_follow_the_cursor(window, run, act, qtbot):
    session = run(PROGRAM)
    session.set_selection(Selection("tensor", 1))
    act("watch")
    panel = window.views.watch
    panel.ask("loss / 4")
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    panel.ask("loss +")
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert panel.model.texts == ("w", "loss / 4") and panel.problem.isVisible() and panel.field.text() == "loss +"
    say = lambda row: panel.model.data(panel.model.index(row))
    qtbot.waitUntil(lambda: "grad 24" in say(0))
    assert say(1).startswith("loss / 4: 3")
    qtbot.waitUntil(lambda: "loss / 4" in panel.model.histories and not panel.model._work.isActive())
    assert panel.model.histories["loss / 4"].values[-1] == 3.0
    act("first")
    qtbot.waitUntil(lambda: say(1) == "loss / 4: There is no loss at this step.")
    assert say(0).startswith("w: 2") and "grad" not in say(0)
    panel.view.setCurrentIndex(panel.model.index(0))
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert session.selection == Selection("tensor", 1)
    assert not panel.grab().toImage().isNull()
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert panel.model.texts == ("loss / 4",)


def test_they_are_kept_beside_the_file(make_window, tmp_path):
    file = tmp_path / "train.py"
    file.write_text(PROGRAM)
    window = make_window(file)
    window.views.watch.add("w.grad")
    window.bookmarks.save()
    assert json.loads((tmp_path / ("train.py" + SUFFIX)).read_text())["watches"] == ["w.grad"]
    window.files.new()
    assert window.views.watch.model.texts == ()
    window.files.open(file)
    assert window.views.watch.model.texts == ("w.grad",)
