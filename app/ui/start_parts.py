"""What the start page is made of: a lesson's card, the place to drop a file, a row for a recent file."""

from __future__ import annotations

import os
import time

from PySide6.QtCore import QDateTime, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from . import thumbnails
from .language import locale
from .style import style
from .texts import counted, tr

CARD, LOW_CARD = (320, 286), (300, 206)  # px; the second where the page is low
PICTURE = 114  # px that a card is higher than its picture
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class Pressable(QWidget):
    """A painted thing that is pressed with the mouse, Enter or Space. Subclasses paint and say what pressing means."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._ring = False

    def press(self) -> None:
        """Do what pressing means."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.press()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.press()

    def focusInEvent(self, event) -> None:
        self._ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event) -> None:
        self._ring = False
        super().focusOutEvent(event)
        self.update()


class LessonCard(Pressable):
    """Picture, number and title, one sentence, count of steps.

    Signals: `opened(lesson)`; `walked(key)`, an arrow key (the area that scrolls would take it otherwise).
    """

    opened = Signal(object)
    walked = Signal(int)

    def __init__(self, lesson, parent: QWidget | None = None):
        super().__init__(parent)
        self._next = False
        self._size = CARD
        self.setObjectName(f"lesson_{lesson.name}")
        self.set_lesson(lesson)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_lesson(self, lesson) -> None:
        """The same lesson, in a language."""
        self.lesson = lesson
        self.setAccessibleName(tr("Lesson {number}: {title}. {line}",
                                  number=lesson.number, title=lesson.title, line=lesson.line))
        self.update()

    def set_next(self, on: bool) -> None:
        """Whether this is the one to begin with."""
        self._next = on
        self.update()

    def press(self) -> None:
        self.opened.emit(self.lesson)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ARROWS:
            self.walked.emit(event.key())
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(style.px(self._size[0]), style.px(self._size[1]))

    minimumSizeHint = sizeHint

    def set_size(self, size: tuple[int, int]) -> None:
        """CARD or LOW_CARD."""
        self._size = size
        self.updateGeometry()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, palette = style.px, style.palette()
        card = QRectF(self.rect()).adjusted(1, 1, -1, -3)
        shadow = QColor(palette.shadow)
        shadow.setAlphaF(palette.shadow_alpha)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shadow)
        painter.drawRoundedRect(card.translated(0, 1.5), px(8), px(8))
        lit = self._next or self._ring
        border = palette.accent if lit else palette.pressed if self.underMouse() else palette.border
        painter.setPen(QPen(QColor(border), 2 if lit else 1))
        painter.setBrush(QColor(palette.panel))
        painter.drawRoundedRect(card, px(8), px(8))
        picture = QRectF(card.left() + px(10), card.top() + px(10), card.width() - px(20), px(self._size[1] - PICTURE))
        thumbnails.paint(painter, self.lesson.picture, picture)
        self._paint_words(painter, picture)
        painter.end()

    def _paint_words(self, painter: QPainter, picture: QRectF) -> None:
        px, lesson = style.px, self.lesson
        left, right, y = picture.left() + px(8), picture.right() - px(8), picture.bottom() + px(14)
        number = str(lesson.number)
        painter.setFont(style.font(15))
        painter.setPen(style.color("sub"))
        painter.drawText(QRectF(left, y, px(30), px(24)), LEFT, number)
        at = left + max(style.metrics(15).horizontalAdvance(number) + px(8), px(18))
        painter.setFont(style.font(15, 600))
        painter.setPen(style.color("text"))
        title = style.metrics(15, 600).elidedText(lesson.title, Qt.TextElideMode.ElideRight, right - at)
        painter.drawText(QRectF(at, y, right - at, px(24)), LEFT, title)
        painter.setFont(style.font(13))
        painter.setPen(style.color("sub"))
        line = style.metrics(13).elidedText(lesson.line, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRectF(left, y + px(27), right - left, px(20)), LEFT, line)
        self.setToolTip(lesson.line if line != lesson.line else "")
        foot = QRectF(left, y + px(57), right - left, px(20))
        painter.setFont(style.font(12))
        painter.drawText(foot, LEFT, tr("{count} steps", count=lesson.steps))
        if self._next:
            painter.setFont(style.font(13, 600))
            painter.setPen(style.color("accent"))
            painter.drawText(foot.adjusted(0, 0, -px(20), 0), RIGHT, tr("Start here"))
            size = px(14)
            painter.drawPixmap(QPointF(foot.right() - size, foot.center().y() - size / 2),
                               style.pixmap("arrow-right", "accent", 14))


class DropZone(Pressable):
    """Where a file is dropped (the whole window takes it; this is what says so). Signal `clicked()`."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._active = False
        self.setObjectName("drop_zone")
        self.setAccessibleName(tr("Drop a .py or .ipynb here, or press to open one"))

    def set_active(self, on: bool) -> None:
        """A file hovers over the window."""
        self._active = on
        self.update()

    def press(self) -> None:
        self.clicked.emit()

    def sizeHint(self) -> QSize:
        return QSize(style.px(200), style.px(132))

    minimumSizeHint = sizeHint

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, palette = style.px, style.palette()
        lit = self._active or self._ring
        pen = QPen(QColor(palette.accent if lit else palette.edge), 2 if lit else 1.5)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(QColor(palette.accentbg if self._active else palette.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(10), px(10))
        size = px(26)
        painter.drawPixmap(QPointF((self.width() - size) / 2, px(26)), style.pixmap("upload", "accent", 26))
        for top, high, text, font, colour in (
                (66, 24, tr("Drop a .py or .ipynb here"), (15, 600), "text"),
                (92, 24, tr("or paste code: >>> and In [1]: prompts are dropped"), (12, 400), "sub")):
            painter.setFont(style.font(*font))
            painter.setPen(style.color(colour))
            fits = style.metrics(*font).elidedText(text, Qt.TextElideMode.ElideRight, self.width() - px(16))
            painter.drawText(QRectF(0, px(top), self.width(), px(high)), Qt.AlignmentFlag.AlignCenter, fits)
        painter.end()


class RecentRow(Pressable):
    """A recent file: name, what was found in it, when. Signal `opened(path)`."""

    opened = Signal(str)

    def __init__(self, entry, line: bool, parent: QWidget | None = None):
        super().__init__(parent)
        self._entry, self._line = entry, line
        self.setToolTip(entry.path)
        self.setAccessibleName(tr("Open {name}", name=os.path.basename(entry.path)))

    def press(self) -> None:
        self.opened.emit(self._entry.path)

    def sizeHint(self) -> QSize:
        return QSize(style.px(160), style.px(46))

    minimumSizeHint = sizeHint

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        px = style.px
        if self.underMouse() or self._ring:
            painter.fillRect(self.rect(), style.color("hover"))
        if self._line:
            painter.fillRect(0, 0, self.width(), 1, style.color("hair"))
        name, folder = os.path.basename(self._entry.path), os.path.dirname(self._entry.path)
        icon = {".ipynb": "notebook-text", ".tape": "cassette-tape"}.get(os.path.splitext(name)[1], "file-code")
        painter.drawPixmap(QPointF(px(2), px(14)), style.pixmap(icon, "sub", 18))
        when = ago(self._entry.time)
        wide = style.metrics(12).horizontalAdvance(when)
        painter.setFont(style.font(12))
        painter.setPen(style.color("sub"))
        painter.drawText(QRectF(0, px(4), self.width() - px(2), px(20)), RIGHT, when)
        left = px(32)
        room = self.width() - left - wide - px(10)
        painter.setFont(style.font(13, 500))
        painter.setPen(style.color("accent"))
        painter.drawText(QRectF(left, px(4), room, px(20)), LEFT,
                         style.metrics(13, 500).elidedText(name, Qt.TextElideMode.ElideMiddle, room))
        painter.setFont(style.font(12))
        painter.setPen(style.color("sub"))
        room = self.width() - left
        below = self._entry.note or folder
        painter.drawText(QRectF(left, px(22), room, px(20)), LEFT,
                         style.metrics(12).elidedText(below, Qt.TextElideMode.ElideMiddle, room))
        painter.end()


def ago(then: float) -> str:
    """A time gone by, in words."""
    gone = max(0.0, time.time() - then)
    if gone < 90:
        return tr("just now")
    if gone < 3600:
        return tr("{minutes:.0f} min ago", minutes=gone / 60)
    if gone < 86400:
        hours = round(gone / 3600)
        return counted(hours, "{count} hour ago", "{count} hours ago")
    days = int(gone // 86400)
    return tr("yesterday") if days == 1 else locale().toString(QDateTime.fromSecsSinceEpoch(round(then)), tr("d MMM yyyy"))
