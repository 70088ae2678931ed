"""A graph view beside a session on a stored tape, and hands to use it with: what tests of the graph share."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.model import steps
from app.session import Session
from app.ui.graph_view import GraphView
from tests import tapes

LEFT = Qt.MouseButton.LeftButton


class Bench:
    """A graph view beside its session, and hands to use it with."""

    def __init__(self, qtbot, folder):
        self.qtbot, self.folder = qtbot, folder
        self.session = Session()
        self.view = GraphView(self.session)
        self.canvas = self.view.canvas
        self.view.resize(900, 640)
        self.view.show()
        qtbot.addWidget(self.view)

    def open(self, name, *args, settle=True):
        path = self.folder / f"{name}.tape"
        getattr(tapes, f"write_{name}")(str(path), *args)
        self.read(path, settle)

    def read(self, path, settle=True):
        with self.qtbot.waitSignal(self.session.run_finished, timeout=20000):
            self.session.open_tape(str(path))
        if settle:
            self.settle()

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.session.is_running and self.view.graph.complete, timeout=20000)
        self.rest()

    def rest(self):
        self.qtbot.waitUntil(lambda: self.canvas.settled and not self.view._easing.running, timeout=10000)

    def go(self, number):
        """Step `number`, from 1."""
        self.session.select(steps.go_to(self.session.trace, number))
        QApplication.processEvents()

    def slot_at(self, node):
        """The slot of a graph node."""
        return self.view.graph.part.slots_of_nodes([node])[0]

    def slot(self, title):
        part = self.view.graph.part.part
        node = next(n.index for n in part.nodes if n.title == title)
        return self.view.graph.part.slots_of_nodes([node])[0]

    def title(self, slot):
        shown = self.canvas.shown
        return shown.scene.part.nodes[int(shown.picture.node[slot])].title

    def place(self, slot):
        left, top, right, bottom = self.canvas.shown.picture.boxes[slot]
        x, y = self.canvas.view.to_widget((left + right) / 2, (top + bottom) / 2)
        return QPoint(round(x), round(y))

    def click(self, title):
        QTest.mouseClick(self.canvas, LEFT, pos=self.place(self.slot(title)))

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.canvas, key, modifiers)

    def wheel(self, at, notches):
        where = QPointF(at)
        event = QWheelEvent(
            where, self.canvas.mapToGlobal(where), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.canvas, event)

    def selected(self):
        return [self.title(slot) for slot in self.canvas.selected]

    def image(self):
        self.rest()
        return self.view.grab().toImage()
