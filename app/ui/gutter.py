"""The editor's left margin: line numbers, breakpoint discs, the arrow of the line being run, scissors of a cut.

A click in the disc's column sets or takes away a breakpoint, a click on a number selects the line.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from .style import style
from .texts import tr

WIDTH = 52
DISC_COLUMN = 24


class Gutter(QWidget):
    """Paints beside a CodeEditor, whose child it is."""

    def __init__(self, editor):
        super().__init__(editor)
        self._editor = editor
        self._hover = 0
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def wanted_width(self) -> int:
        """52 px, more when the numbers need it."""
        digits = len(str(max(1, self._editor.blockCount())))
        numbers = style.metrics(12, mono=True).horizontalAdvance("0" * digits)
        return max(style.px(WIDTH), round(numbers) + style.px(DISC_COLUMN + 14))

    def sizeHint(self) -> QSize:
        return QSize(self.wanted_width(), 0)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        editor, marks, colours = self._editor, self._editor.marks, style.palette()
        painter.fillRect(self.rect(), QColor(colours.panel))
        broken, current = {made.line: made for made in editor.breaks.all}, editor.current_line()
        numbers, bold = style.font(12, mono=True), style.font(12, 500, mono=True)
        for block, band in editor.visible_blocks():
            line = block.blockNumber() + 1
            row = QRectF(0, band.top(), self.width(), band.height())
            self._paint_band(painter, line, row)
            has_disc = line in broken or line == self._hover
            is_cut = line in marks.cuts and not has_disc
            if has_disc:
                self._paint_disc(painter, row, broken.get(line))
            elif is_cut:
                size = style.px(14)
                painter.drawPixmap(QPointF(style.px(8), row.center().y() - size / 2),
                                   style.pixmap("scissors", "error", 14, stroke=2))
            if line == marks.running and not is_cut:  # its band and bar tell as much
                self._paint_arrow(painter, row, line in broken)
            name = self._number_colour(line, current)
            painter.setFont(bold if name in ("cur", "error") else numbers)
            painter.setPen(QColor(colours[name]))
            painter.drawText(row.adjusted(0, 0, -style.px(14), 0),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line))
        painter.end()

    def _number_colour(self, line: int, current: int) -> str:
        marks = self._editor.marks
        if line == marks.running:
            return "cur"
        if marks.error and line == marks.error[0]:
            return "error"
        if line == marks.origin or line == current:
            return "text"
        return "faint"

    def _paint_band(self, painter: QPainter, line: int, row: QRectF) -> None:
        field, bar = band_of(self._editor, line)
        row = row.adjusted(0, 0, 0, self._editor.line_layout.gap(line - 1))
        if field:
            painter.fillRect(row, style.color(field))
        if bar:
            painter.fillRect(QRectF(0, row.top(), style.px(3), row.height()), style.color(bar))

    @staticmethod
    def _paint_disc(painter: QPainter, row: QRectF, made) -> None:
        """A red disc; hollow where it is disabled, with a white bar where it has a condition, faint where there is none."""
        colour, z = style.color("error"), style.zoom
        if made is None:
            colour.setAlphaF(0.28)
        is_hollow = made is not None and not made.enabled
        painter.setPen(QPen(colour, 1.6 * z) if is_hollow else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if is_hollow else colour)
        radius, middle = (4.4 if is_hollow else 5.2) * z, QPointF(style.px(15), row.center().y())
        painter.drawEllipse(middle, radius, radius)
        if made is not None and (made.condition or made.from_hit > 1):
            painter.fillRect(QRectF(middle.x() - 2.6 * z, middle.y() - 0.9 * z, 5.2 * z, 1.8 * z),
                             colour if is_hollow else style.color("panel"))

    @staticmethod
    def _paint_arrow(painter: QPainter, row: QRectF, over_disc: bool) -> None:
        z, y = style.zoom, row.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("panel" if over_disc else "cur"))
        scale = 0.6 if over_disc else 1.0
        x = style.px(15)
        painter.drawPolygon(QPolygonF([QPointF(x - 4.5 * z * scale, y - 5 * z * scale), QPointF(x + 4.5 * z * scale, y),
                                       QPointF(x - 4.5 * z * scale, y + 5 * z * scale)]))

    def mousePressEvent(self, event) -> None:
        line = self._editor.line_at(event.position().y())
        if not line or event.button() != Qt.MouseButton.LeftButton:
            return
        if event.position().x() <= style.px(DISC_COLUMN + 4):
            is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self._editor.enable_breakpoint if is_shift else self._editor.toggle_breakpoint)(line)
        else:
            self._editor.go_to_line_start(line)
            self._editor.line_chosen.emit(line)

    def mouseReleaseEvent(self, event) -> None:
        event.accept()

    def mouseMoveEvent(self, event) -> None:
        inside = event.position().x() <= style.px(DISC_COLUMN + 4)
        line = self._editor.line_at(event.position().y()) if inside else 0
        if line != self._hover:
            self._hover = line
            self.update()

    def leaveEvent(self, event) -> None:
        self._hover = 0
        self.update()

    def wheelEvent(self, event) -> None:
        self._editor.wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            line = self._editor.line_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self._tip(line), self)
            return True
        return super().event(event)

    def _tip(self, line: int) -> str:
        marks = self._editor.marks
        if not line:
            return ""
        if line in marks.tags:
            return marks.tags[line][2]
        if line in marks.cuts:
            return tr("A gradient was cut at line {line}", line=line)
        if line == marks.running:
            return tr("Line {line} is at the cursor", line=line)
        made = self._editor.breaks.at(line)
        if made is not None and not made.enabled:
            return tr("Breakpoint, switched off (Shift+F9 switches it on, F9 takes it away)")
        if made is not None and made.condition:
            return tr("Breakpoint: the run pauses after an op of this line, if {condition} (F9 takes it away)",
                      condition=made.condition)
        if made is not None:
            return tr("Breakpoint: the run pauses before this line (F9 takes it away)")
        return tr("Click: breakpoint (F9)")


def band_of(editor, line: int) -> tuple[str | None, str | None]:
    """(ground, bar) of a line as palette fields: what is run, what failed, what made the node, where the caret is."""
    marks = editor.marks
    if marks.error and line == marks.error[0]:
        return "errorbg", "error"
    if line == marks.running:
        return "curline", "cur"
    if line == marks.origin:
        return "origin", None
    if line == marks.hovered or (line == editor.current_line() and editor.hasFocus()):
        return "sunken", None
    return None, None
