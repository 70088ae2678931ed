"""The head of the inspector: what is inspected, its badges, its expression, and a strip when that is not the cursor."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QToolTip, QWidget

from app.export.theme import mix
from app.model.inspect_types import Badge, Inspection

from . import typeset
from .painted_list import LEFT
from .style import style
from .texts import tr

PAD, TOP, TITLE, LINE, BADGE, GAP = 16, 12, 24, 20, 20, 6
TITLE_LEAST = 60  # px; where less is left for the title, even a lone badge stands below it
# badge kind → colour and glyph
BADGES = {
    "current": ("cur", "dot"), "visited": ("vis", "check"), "pending": ("pend", "ring"), "unreached": ("pend", ""),
    "leaf": ("leaf", ""), "requires_grad": ("accent", ""), "retains_grad": ("accent", ""), "untracked": ("sub", "dash"),
    "cut": ("error", "scissors"),
}  # fmt: skip


class Head(QWidget):
    """Title and badges, the expression, a line of facts; each is shortened to fit, and whole in the tooltip."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._shown: Inspection | None = None
        self._below = False  # the badges stand on a line of their own
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        style.changed.connect(self._measure)
        self._measure()

    def set_inspection(self, shown: Inspection) -> None:
        """Show another head."""
        self._shown = shown
        self.setAccessibleName(f"{shown.title}, {', '.join(badge.text for badge in shown.badges)}")
        self._measure()

    def _lines(self) -> list[tuple[str, int, bool, str]]:
        """The lines below the title: (text, size, mono, colour)."""
        shown = self._shown
        if shown is None:
            return []
        lines = [(shown.expression, 13, True, "text"), (shown.facts, 12, False, "sub")]
        return [line for line in lines if line[0] and line[0] != shown.title]

    def _badges_width(self) -> float:
        badges = self._shown.badges if self._shown else ()
        return sum(_badge_width(badge) + style.px(GAP) for badge in badges)

    def _measure(self) -> None:
        px, shown = style.px, self._shown
        lines = len(self._lines())
        title = typeset.width(shown.title, 17, 600) if shown else 0
        room = self.width() - px(2 * PAD) - self._badges_width()
        several = bool(shown) and len(shown.badges) > 1
        self._below = bool(shown and shown.badges) and title > room and (several or room < px(TITLE_LEAST))
        height = px(TOP + TITLE + 4 + LINE * lines + TOP) + (px(BADGE + 4) if self._below else 0) + 1
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
        self.update()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._measure()

    def sizeHint(self) -> QSize:
        return QSize(style.px(200), self.height())

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, shown = style.px, self._shown
        if shown is not None:
            line = QRectF(px(PAD), px(TOP), self.width() - px(2 * PAD), px(TITLE))
            room = line.width() - (0 if self._below else self._badges_width())
            title = typeset.elided(shown.title, max(room, px(60)), 17, 600, middle=True)
            painter.setFont(typeset.font(17, 600))
            painter.setPen(style.color("text"))
            painter.drawText(line, LEFT, title)
            y = line.bottom() + px(4)
            if self._below:
                self._paint_badges(painter, px(PAD), y, left=True)
                y += px(BADGE + 4)
            else:
                self._paint_badges(painter, line.right(), line.center().y() - px(BADGE) / 2, left=False)
            for text, size, mono, color in self._lines():
                painter.setFont(typeset.font(size, mono=mono))
                painter.setPen(style.color(color))
                area = QRectF(line.left(), y, line.width(), px(LINE))
                painter.drawText(area, LEFT, typeset.elided(text, area.width(), size, mono=mono))
                y += px(LINE)
        painter.fillRect(0, self.height() - 1, self.width(), 1, style.color("hair"))
        painter.end()

    def _paint_badges(self, painter: QPainter, x: float, y: float, left: bool) -> None:
        for badge in self._shown.badges if left else reversed(self._shown.badges):
            wide = _badge_width(badge)
            _paint_badge(painter, QRectF(x if left else x - wide, y, wide, style.px(BADGE)), badge)
            x += (wide + style.px(GAP)) * (1 if left else -1)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._shown is not None:
            shown = self._shown
            lines = filter(None, (shown.title, shown.expression, shown.facts))
            QToolTip.showText(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)


def _badge_width(badge: Badge) -> float:
    glyph = BADGES.get(badge.kind, ("sub", ""))[1]
    text = typeset.width(badge.text, 11, 600)
    return round(text + style.px(30 if glyph not in ("", "dash") else 16))


def _paint_badge(painter: QPainter, area: QRectF, badge: Badge) -> None:
    """A pill; the state is told by its glyph as well as by its colour."""
    color, glyph = BADGES.get(badge.kind, ("sub", ""))
    px, ink = style.px, style.color(color)
    painter.setBrush(QColor(mix(style.palette().panel, ink.name(), 0.13)))
    painter.setPen(Qt.PenStyle.NoPen)
    if glyph == "dash":
        pen = QPen(style.color("nograd"), 1.2, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), area.height() / 2, area.height() / 2)
    if glyph not in ("", "dash"):
        _paint_glyph(painter, glyph, ink, area.left() + px(12), area.center().y())
        area = area.adjusted(px(15), 0, -px(4), 0)
    painter.setFont(typeset.font(11, 600))
    painter.setPen(ink)
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter, badge.text)


def _paint_glyph(painter: QPainter, glyph: str, ink: QColor, x: float, y: float) -> None:
    half = style.px(7) / 2
    if glyph == "scissors":
        size = style.px(12)
        corner = QPoint(round(x - size / 2), round(y - size / 2))
        painter.drawPixmap(corner, style.pixmap("scissors", ink, 12, stroke=2))
    elif glyph == "check":
        pen = QPen(ink, 1.8 * style.zoom, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = [QPoint(round(x + a * half), round(y + b * half)) for a, b in ((-1, 0.1), (-0.3, 0.9), (1, -0.8))]
        painter.drawPolyline(points)
    else:
        painter.setPen(Qt.PenStyle.NoPen if glyph == "dot" else QPen(ink, 1.3 * style.zoom))
        painter.setBrush(ink if glyph == "dot" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(x - half, y - half, 2 * half, 2 * half))


class Strip(QWidget):
    """Says that what is inspected was selected or pinned and does not follow the cursor. Signal: closed()."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("inspector_strip")
        self.words = QLabel(self)
        self.close_button = QToolButton(self)
        self.close_button.setObjectName("inspector_follow")
        self.close_button.setToolTip(tr("Follow the cursor again (Esc)"))
        self.close_button.setAccessibleName(tr("Follow the cursor again"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(lambda _checked=False: self.closed.emit())
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button)
        style.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        p, px = style.palette(), style.px
        self.setFixedHeight(px(26))
        self.layout().setContentsMargins(px(PAD), 0, px(8), 0)
        self.words.setFont(style.font(12))
        self.close_button.setFixedSize(px(22), px(22))
        self.close_button.setIconSize(QSize(px(14), px(14)))
        self.close_button.setIcon(style.icon("x", "accent", 14))
        self.setStyleSheet(
            f"QWidget#inspector_strip {{ background: {p.accentbg}; }}"
            f"QLabel {{ color: {p.accent}; background: transparent; font-size: {px(12)}px; }}"
            f"QToolButton {{ border: none; border-radius: {px(4)}px; padding: 0; }}"
            f"QToolButton:hover {{ background: {p.hover}; }} QToolButton:focus {{ border: 2px solid {p.accent}; }}"
        )
