"""Drawing on the picture: pen, highlighter, arrow and eraser, gone with the step unless pinned; the arrow that points."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QWidget

from .style import style

TOOLS = ("pen", "highlighter", "arrow", "eraser")
WIDTH = {"pen": 4.0, "highlighter": 22.0, "arrow": 4.0}
NEAR = 14.0  # px round the eraser
POINTER = 90.0  # px of the arrow that points
Box = tuple[float, float, float, float]  # left, top, right, bottom; px of the page


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line that was drawn, in px of the page at scale 1."""

    tool: str
    points: tuple[tuple[float, float], ...]
    pinned: bool = False


class DrawingLayer(QWidget):
    """Lies over the page. With a tool it takes the mouse; without one it lets everything through.

    tool: one of TOOLS, or "". strokes: what is drawn now.
    """

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tool = ""
        self.scale = 1.0
        self.pinning = False
        self.strokes: list[Stroke] = []
        self._undone: list[Stroke] = []
        self._points: list[tuple[float, float]] = []
        self._spot: Box | None = None
        self._pointed: Box | None = None
        self.set_tool("")
        parent.installEventFilter(self)

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self.resize(watched.size())
        return False

    def set_tool(self, tool: str) -> None:
        """Choose a tool, or none."""
        self.tool = "" if tool == self.tool else tool
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not self.tool)
        self.setCursor(Qt.CursorShape.CrossCursor if self.tool else Qt.CursorShape.ArrowCursor)
        self.raise_()

    def step_changed(self) -> None:
        """Another step: only what is pinned stays."""
        if any(not stroke.pinned for stroke in self.strokes):
            self.strokes = [stroke for stroke in self.strokes if stroke.pinned]
            self.update()
        self._undone.clear()
        self._points = []

    def pin(self) -> None:
        """What is drawn stays over the steps, or no longer."""
        pinned = not (self.strokes and all(stroke.pinned for stroke in self.strokes))
        self.pinning = pinned
        self.strokes = [Stroke(s.tool, s.points, pinned) for s in self.strokes]

    def clear(self) -> None:
        """Wipe everything."""
        self.strokes, self._undone = [], []
        self.update()

    def undo(self) -> None:
        """Take the last stroke away."""
        if self.strokes:
            self._undone.append(self.strokes.pop())
            self.update()

    def spotlight(self, box: Box | None) -> None:
        """Darken everything but this box, None: nothing."""
        if box != self._spot:
            self._spot = box
            self.update()

    def point(self, box: Box | None) -> None:
        """An arrow to this box, None: to nothing."""
        if box != self._pointed:
            self._pointed = box
            self.update()

    def frame(self, box: Box) -> None:
        """A stroke round this box."""
        left, top, right, bottom = (n / self.scale for n in box)
        self.strokes.append(Stroke("pen", ((left, top), (right, top), (right, bottom), (left, bottom), (left, top)), self.pinning))
        self._undone.clear()
        self.update()

    @property
    def has_spotlight(self) -> bool:
        return self._spot is not None

    # ---- the mouse

    def _at(self, event) -> tuple[float, float]:
        return event.position().x() / self.scale, event.position().y() / self.scale

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._points = [self._at(event)]
            self._rub(event)

    def mouseMoveEvent(self, event) -> None:
        if self._points:
            self._points.append(self._at(event))
            self._rub(event)
            self.update()

    def mouseReleaseEvent(self, event) -> None:
        points, self._points = self._points, []
        if len(points) > 1 and self.tool != "eraser":
            if self.tool == "arrow":
                points = [points[0], points[-1]]
            self.strokes.append(Stroke(self.tool, tuple(points), self.pinning))
            self._undone.clear()
        self.update()

    def _rub(self, event) -> None:
        if self.tool != "eraser":
            return
        at = QPointF(*self._at(event))
        pen = QPainterPathStroker()
        pen.setWidth(2 * NEAR)
        kept = [s for s in self.strokes if not pen.createStroke(_path(s.points)).contains(at)]
        if len(kept) < len(self.strokes):
            self.strokes = kept
            self.update()

    # ---- painting

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._spot is not None:
            shade = QPainterPath()
            shade.addRect(0, 0, self.width(), self.height())
            hole = QPainterPath()
            left, top, right, bottom = self._spot
            hole.addRoundedRect(left, top, right - left, bottom - top, 14, 14)
            painter.fillPath(shade.subtracted(hole), QColor(0, 0, 0, 150))
        painter.scale(self.scale, self.scale)
        drawn = [*self.strokes]
        if self._points and self.tool != "eraser":
            points = [self._points[0], self._points[-1]] if self.tool == "arrow" else self._points
            drawn.append(Stroke(self.tool, tuple(points)))
        if self._pointed is not None:
            drawn.append(Stroke("arrow", self._arrow()))
        for stroke in drawn:
            self._stroke(painter, stroke)
        painter.end()

    def _arrow(self) -> tuple[tuple[float, float], ...]:
        """From and to: at the side of the box on which there is room, a little from below."""
        left, top, right, bottom = (n / self.scale for n in self._pointed)
        away = 1 if left < POINTER else -1
        tip = (right if away > 0 else left, (top + bottom) / 2)
        return (tip[0] + away * POINTER, tip[1] + POINTER / 2), tip

    def _stroke(self, painter: QPainter, stroke: Stroke) -> None:
        colour = style.color("found" if stroke.tool == "highlighter" else "error")
        if stroke.tool == "highlighter":
            colour.setAlphaF(0.35)
        painter.setPen(QPen(colour, WIDTH[stroke.tool], Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                            Qt.PenJoinStyle.RoundJoin))  # fmt: skip
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_path(stroke.points))
        if stroke.tool == "arrow":
            (x0, y0), (x1, y1) = stroke.points[0], stroke.points[-1]
            angle = math.atan2(y1 - y0, x1 - x0)
            for turn in (2.6, -2.6):
                painter.drawLine(QPointF(x1, y1), QPointF(x1 + 20 * math.cos(angle + turn),
                                                          y1 + 20 * math.sin(angle + turn)))  # fmt: skip


def _path(points) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path
