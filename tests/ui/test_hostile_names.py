"""No name can break the window: a run full of hostile names is opened, stepped through, and looked at in every panel."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget

from tests.hostile import NAMES

EVIL = ("<img", "<b>html", "<!ENTITY", "</script>")

SOURCE = """
import sys
import torch
from torch import nn
NAMES = @NAMES@
梯度 = torch.ones(2, requires_grad=True)
ñandú = 梯度 * 2
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleDict()
        for k, name in enumerate(NAMES):
            self.parts[(name.replace(".", "·") or "empty")[:300] + str(k)] = nn.Linear(2, 2, bias=False)
    def forward(self, x):
        for part in self.parts.values():
            x = part(x)
        return x
model = Model()
for name in NAMES:
    print(name)
    print(name, file=sys.stderr)
loss = model(ñandú).sum()
loss.backward()
raise ValueError("".join(NAMES)[:3000])
""".replace("@NAMES@", repr([name for name in NAMES if name.isprintable() or "\ud800" not in name]))


def plain(text: str) -> bool:
    """Whether a text holds something hostile that must be shown as it is."""
    return any(part in text for part in EVIL)


def taken_as_html(window) -> list[str]:
    """Labels and tooltips of the window that would show a hostile text as HTML."""
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        if isinstance(widget, QLabel) and plain(widget.text()):
            rich = widget.textFormat() == Qt.TextFormat.RichText
            guessed = widget.textFormat() == Qt.TextFormat.AutoText and GuiQt.mightBeRichText(widget.text())
            found += [f"label: {widget.text()[:80]}"] if rich or guessed else []
        if plain(widget.toolTip()) and GuiQt.mightBeRichText(widget.toolTip()):
            found.append(f"tooltip: {widget.toolTip()[:80]}")
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            found += in_model(widget.model())
    return found


def shows_any(window) -> bool:
    """Whether a label or a table of the window shows a hostile text at all."""
    if any(plain(label.text()) for label in window.findChildren(QLabel)):
        return True
    models = [view.model() for view in window.findChildren(QAbstractItemView) if view.model() is not None]
    return any(plain(str(m.index(row, column).data())) for m in models
               for row in range(min(m.rowCount(), 400)) for column in range(m.columnCount()))


def in_model(model) -> list[str]:
    tips = (model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
            for row in range(min(model.rowCount(), 200)) for column in range(model.columnCount()))
    return [f"item: {tip[:80]}" for tip in tips if isinstance(tip, str) and plain(tip) and GuiQt.mightBeRichText(tip)]


@pytest.fixture
def hostile(run):
    return run(SOURCE, timeout=60000)


def test_hostile_names_are_shown_and_stepped_through(window, hostile, act):
    session = hostile
    assert session.state == "error" and len(session.trace) > 2 * len(NAMES)
    for dock in window.views.widgets.values():
        dock.show()
    wrong, shown = [], False
    for seq in range(0, len(session.trace), max(1, len(session.trace) // 25)):
        session.select(seq)
        QApplication.processEvents()
        wrong += taken_as_html(window)
        shown = shown or shows_any(window)
    assert wrong == [] and shown
    assert not window.grab().isNull()


def test_hostile_names_are_found_and_copied(window, hostile, act):
    for name in NAMES:
        window.finder.edit.setText(name[:200])
        QApplication.processEvents()
    window.finder.edit.clear()
    for kind in ("svg", "mmd", "tex", "dot", "json"):
        act(f"copy_{kind}")
        assert QApplication.clipboard().text() or "too large" in window.editor_panel.banner.text()
    QApplication.clipboard().clear()
