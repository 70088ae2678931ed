"""The small dialogs: go to step, keys, settings, about. Their content comes from the declarations."""

from __future__ import annotations

import platform
import sys

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QObject, Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.model import steps

from .action_specs import MENUS, SPECS
from .actions import native, words_of
from .lecture_keys import KEYS as LECTURE_KEYS
from .settings_dialog import SettingsDialog
from .style import style
from .texts import counted, tr
from .toolbar import keycap

MORE_KEYS = (
    ("In the graph", (("Arrows", "Walk along the edges"), ("Alt+Left, Alt+Right", "Nodes beside it"),
                      ("Home, End", "Where backward begins, first input"),
                      ("Enter, double click", "Go to the node's event"), ("+, -, wheel", "Zoom the graph"),
                      ("Drag, Shift + arrows", "Move the graph"), ("Space + drag, middle button", "Move it from a node"),
                      ("Drag a node", "Put it elsewhere"), ("Esc", "Select nothing"))),
    ("In the timeline", (("Left, Right, wheel", "Step"), ("PgUp, PgDown", "Previous, next backward()"),
                         ("Shift + drag", "From phase to phase"))),
    ("In the editor", (("Tab, Shift+Tab", "Indent, take back"), ("Click left of a number", "Breakpoint"),
                       ("Shift + click there", "Switch the breakpoint on or off"), ("Ctrl + wheel", "Zoom everything"),
                       ("Ctrl + drag, Ctrl + Shift + wheel", "Turn the number under the pointer"))),
    ("In the search field", (("Enter, Shift+Enter", "Next, previous hit"), ("Ctrl+Enter", "Go to its event"),
                             ("Tab", "Take the completion"), ("Alt+Up, Alt+Down", "Choose a completion"),
                             ("Esc", "Back to the graph"))),
    ("In lecture mode", LECTURE_KEYS),
)


class Dialogs(QObject):
    """Opens the dialogs of a window."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        self._window = window

    def go_to_step(self) -> None:
        """Ask for a step number and go there, live as it is typed."""
        GoToStep(self._window).exec()

    def settings(self) -> None:
        """Limits of a run and the like."""
        SettingsDialog(self._window.session.settings, self._window).exec()

    def keys(self) -> None:
        """Every shortcut."""
        KeysDialog(self._window).exec()

    def about(self) -> None:
        """What this is, and what it stands on."""
        AboutDialog(self._window).exec()


class GoToStep(QDialog):
    """A number from 1 to the count of steps; the cursor goes along as it is changed, Esc takes it back."""

    def __init__(self, window):
        super().__init__(window)
        self.setWindowTitle(tr("Go to step"))
        self._window = window
        session = window.session
        self._before = session.cursor
        count = steps.count(session.trace)
        self.number = QSpinBox(self)
        self.number.setRange(1, max(1, count))
        self.number.setValue(max(1, steps.step_number(session.trace, session.cursor)))
        self.number.setGroupSeparatorShown(True)
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.number.setAccessibleName(tr("Step number"))
        self.number.setMinimumWidth(style.px(120))
        self.number.valueChanged.connect(window.steps.go_to)
        of = QLabel(counted(count, "of {count:,} step", "of {count:,} steps"), self)
        of.setObjectName("note")
        line = QHBoxLayout()
        line.addWidget(QLabel(tr("Step"), self))
        line.addWidget(self.number, 1)
        line.addWidget(of)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(16)] * 4)
        layout.setSpacing(style.px(12))
        layout.addLayout(line)
        layout.addWidget(buttons)
        self.number.selectAll()
        self.number.setFocus()

    def accept(self) -> None:
        self._window.steps.go_to(self.number.value())
        super().accept()

    def reject(self) -> None:
        self._window.session.select(self._before)
        super().reject()


class KeysDialog(QDialog):
    """All shortcuts, as the menus group them, and the keys that belong to one panel."""

    def __init__(self, window):
        super().__init__(window)
        self.setWindowTitle(tr("Keys"))
        inner = QWidget(self)
        inner.setObjectName("sunken")
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(*[style.px(20)] * 4)
        columns.setSpacing(style.px(36))
        groups = [(menu, [s for s in SPECS if s.menu.partition("/")[0] == menu and s.keys and s.nth == 1]) for menu in MENUS]
        rows = [(tr(menu), [(native(s.keys[0]), words_of(s).rstrip("…"), tr(s.tip)) for s in specs]) for menu, specs in groups]
        rows += [(tr(title), [(tr(key), tr(text), "") for key, text in keys]) for title, keys in MORE_KEYS]
        for part in _split([r for r in rows if r[1]], 3):
            columns.addLayout(self._column(part))
        area = QScrollArea(self)
        area.setAccessibleName(self.windowTitle())
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, style.px(12))
        layout.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(style.px(16), 0, style.px(16), 0)
        foot.addWidget(close)
        layout.addLayout(foot)
        room = window.size()
        self.resize(min(style.px(1010), room.width() - 40), min(style.px(640), room.height() - 40))

    def _column(self, groups) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(style.px(6))
        for title, rows in groups:
            head = QLabel(title, self)
            head.setObjectName("section")
            column.addWidget(head)
            grid = QGridLayout()
            grid.setHorizontalSpacing(style.px(12))
            grid.setVerticalSpacing(style.px(4))
            grid.setColumnStretch(1, 1)
            for i, (key, text, tip) in enumerate(rows):
                grid.addWidget(keycap(key, self), i, 0, Qt.AlignmentFlag.AlignLeft)
                label = QLabel(text, self)
                label.setToolTip(tip)
                grid.addWidget(label, i, 1)
            column.addLayout(grid)
            column.addSpacing(style.px(14))
        column.addStretch(1)
        return column


def _split(groups: list, parts: int) -> list[list]:
    """Groups in `parts` columns of about the same height."""
    total = sum(len(rows) + 2 for _title, rows in groups)
    columns, used = [[] for _ in range(parts)], 0
    for group in groups:
        columns[min(parts - 1, used * parts // total)].append(group)
        used += len(group[1]) + 2
    return [c for c in columns if c]


class AboutDialog(QDialog):
    """Name, what it stands on, and licences of what is carried along."""

    def __init__(self, window):
        super().__init__(window)
        self.setWindowTitle(tr("About Retrograd"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(24)] * 4)
        layout.setSpacing(style.px(10))
        head = QLabel("Retrograd", self)
        head.setFont(style.font(17, 600))
        layout.addWidget(head)
        layout.addWidget(QLabel(tr("Watch backprop happen: run PyTorch-style code, then step through every value and "
                                   "every gradient."), self))
        versions = QLabel(f"Python {platform.python_version()} · Qt {qVersion()} · PySide6 {pyside_version} · "
                          f"{sys.platform}", self)
        versions.setObjectName("note")
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(versions)
        carried = QLabel(tr("Fonts: Inter and JetBrains Mono (OFL). Icons: Lucide (ISC)."), self)
        carried.setObjectName("note")
        layout.addWidget(carried)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        layout.addWidget(close)
