"""The Compare panel: what differs between two runs, worst first. A click selects a place, a double click goes there."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.model import numbers, steps
from app.model.compare import Place
from app.session import Selection, Session

from .compare_control import CompareControl
from .low import LowScroll
from .painted_list import LEFT, RIGHT, PaintedList
from .style import style
from .texts import tr
from .tips import plain

ROW, MOST = 42, 300
WHAT = {"value": "value of {name}", "gradient": "gradient arriving at {name}", "grad": "{name}.grad",
        "update": "step of {name}"}
EMPTY = "Nothing is compared. Run the program, change it and run it again: then the two runs can be compared."


class PlaceList(PaintedList):
    """Places as rows: what, where and how often; how much at the right."""

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self._session = session
        self.setAccessibleName(tr("Differences"))

    def item_height(self, item: Place) -> int:
        return style.px(ROW)

    def tip(self, item: Place) -> str:
        return plain(self.text_of(item))

    def text_of(self, item: Place) -> str:
        return f"{title_of(item)}\t{self.where_of(item)}\t{error_of(item)}"

    def where_of(self, item: Place) -> str:
        """Its line, its first step and how often."""
        step = steps.step_number(self._session.trace, item.first)
        parts = [tr("line {line}", line=item.line)] if item.line else []
        parts.append(tr("first at step {step}", step=f"{step:,}"))
        if item.count > 1:
            parts.append(tr("{count} times", count=f"{item.count:,}"))
        return " · ".join(parts)

    def paint_item(self, painter: QPainter, area: QRectF, item: Place, hover: bool) -> None:
        px = style.px
        chosen = self._session.selection == Selection("event", item.first)
        if chosen or hover:
            painter.fillRect(area, style.color("accentbg" if chosen else "hover"))
        inner = area.adjusted(px(12), px(4), -px(12), -px(4))
        error = error_of(item)
        painter.setFont(style.font(12, 500, mono=True))
        painter.setPen(style.color("warn"))
        painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2), RIGHT, error)
        room = inner.width() - style.metrics(12, 500, mono=True).horizontalAdvance(error) - px(12)
        for top, text, font, metrics, tone, wide in (
            (0, title_of(item), style.font(13, 500), style.metrics(13, 500), "text", room),
            (inner.height() / 2, self.where_of(item), style.font(11), style.metrics(11), "sub", inner.width()),
        ):
            painter.setFont(font)
            painter.setPen(style.color(tone))
            painter.drawText(QRectF(inner.left(), inner.top() + top, wide, inner.height() / 2), LEFT,
                             metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, wide))


def title_of(place: Place) -> str:
    """What differs."""
    return tr(WHAT[place.what], name=place.name)


def error_of(place: Place) -> str:
    """By how much, relative to the larger of both."""
    return numbers.number(place.error, 3) if math.isfinite(place.error) else tr("altogether")


class ComparePanel(QWidget):
    """The result of a CompareControl."""

    def __init__(self, session: Session, control: CompareControl, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("compare")
        self._session, self._control = session, control
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setObjectName("note")
        self.first = QPushButton(tr("First divergence"), self)
        self.first.clicked.connect(control.first_divergence)
        self.before = QPushButton(tr("Compare with the run before"), self)
        self.before.clicked.connect(control.with_before)
        self.tape = QPushButton(tr("Compare with a tape…"), self)
        self.tape.clicked.connect(control.with_tape)
        self.stop = QPushButton(tr("Stop comparing"), self)
        self.stop.clicked.connect(control.stop)
        self.list = PlaceList(session, self)
        self.list.clicked.connect(lambda place: session.set_selection(Selection("event", place.first)))
        self.list.chosen.connect(lambda place: session.select(place.first))
        self.scroll = LowScroll(self)
        self.scroll.setAccessibleName(tr("Compare"))
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.list)
        inner.addStretch(1)
        self.scroll.setWidget(holder)
        self._buttons = QHBoxLayout()
        for button in (self.first, self.before, self.tape, self.stop):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.words)
        self._column.addLayout(self._buttons)
        self._column.addWidget(self.scroll, 1)
        self._column.addStretch(0)  # takes the room while there is no list
        control.changed.connect(self.refresh)
        session.selection_changed.connect(self.list.update)
        session.run_started.connect(self.refresh)
        session.run_finished.connect(self.refresh)
        style.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def refresh(self) -> None:
        """Show the result, or why there is none."""
        control, found, now = self._control, self._control.found, QApplication.focusWidget()
        has_keys = now is not None and self.isAncestorOf(now)  # asked before what has them is hidden
        had_items = bool(self.list.items)
        self.list.set_items(found.places[:MOST] if found is not None else ())
        self.words.setText(control.words() or tr(EMPTY))
        self.first.setVisible(found is not None and not found.agree)
        self.stop.setVisible(bool(control.other))
        self.before.setVisible(not control.other and bool(self._session.before))
        self.tape.setVisible(not control.other)
        self.tape.setEnabled(len(self._session.trace) > 0)
        self.scroll.setVisible(bool(self.list.items))
        self.setFocusProxy(self.list if self.list.items else self.stop if control.other
                           else self.before if self._session.before else self.tape)  # fmt: skip
        if has_keys and (not now.isVisible() or bool(self.list.items) > had_items):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def plain_text(self) -> str:
        """All that is shown, as text."""
        return "\n".join([self.words.text(), *(self.list.text_of(item) for item in self.list.items)])

    def _restyle(self) -> None:
        px = style.px
        self._column.setContentsMargins(0, px(10), 0, 0)
        self._column.setSpacing(px(8))
        self._buttons.setContentsMargins(px(12), 0, px(12), 0)
        self.words.setContentsMargins(px(12), 0, px(12), 0)
        panel = style.palette().panel
        self.scroll.setStyleSheet(f"QScrollArea, QScrollArea > QWidget > QWidget {{ background: {panel}; }}")

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        painter.end()
