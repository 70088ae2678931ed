"""How a hit of the search looks as a row: name, what it is, its line, or a bar for what was asked about."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from app.model import numbers

from .search_run import SearchRun
from .style import style
from .texts import tr

ROW = 34
RATED = 200  # rows whose numbers make the scale of the bars
MOST = 1 << 20  # elements of a value whose norm is worked out for a bar


class HitModel(QAbstractListModel):
    """The hits of a search as a list."""

    def __init__(self, run: SearchRun, session, parent: QObject | None = None):
        super().__init__(parent)
        self.run, self._session = run, session
        self._count = 0
        self._numbers: dict[int, float] = {}
        self._of = ""
        self._scale = 0.0
        self._now: tuple | None = None  # what is shown, and as of which cursor

    @property
    def hits(self) -> list:
        """The first hits (as many as a list shows)."""
        return [self.run.hit(row) for row in range(min(self._count, 300))]

    def refresh(self) -> None:
        """The search has found something else, or the numbers of the same are others at this cursor."""
        now = (self._session.found.seqs, self._session.cursor)
        if self._now is not None and now[0] is self._now[0] and now[1] == self._now[1]:
            return
        self._now = now
        self.beginResetModel()
        self._count = len(self.run)
        self._numbers, self._scale = {}, 0.0
        self._of = _asked_about(self.run.query)
        self.endResetModel()

    @property
    def about(self) -> str:
        """Which number each row shows: "norm of grad", "norm" or "" for none."""
        return self._of

    def number(self, row: int) -> float | None:
        """The number of a row, None where it has none."""
        if not self._of or row >= self._count:
            return None
        if row not in self._numbers:
            self._numbers[row] = self._measure(row)
        found = self._numbers[row]
        return None if math.isnan(found) else found

    def share(self, row: int) -> float:
        """How long the bar of a row is, from 0 to 1."""
        if not self._scale:
            known = [self.number(k) or 0.0 for k in range(min(self._count, RATED))]
            self._scale = max((abs(n) for n in known if math.isfinite(n)), default=0.0) or 1.0
        number = self.number(row)
        return 0.0 if number is None else min(abs(number) / self._scale, 1.0)

    def _measure(self, row: int) -> float:
        trace, cursor, seq = self._session.trace, self._session.cursor, self.run.hit(row).seq
        tensor = int(trace.table["tensor"][seq])
        if tensor < 0 or seq > cursor:
            return math.nan
        if self._of == "norm of grad":
            state = trace.grad_at(tensor, cursor)
            value = state.value if state.kind == "value" else None
        else:
            value = trace.value_at(tensor, cursor)
        if value is None or value.numel > MOST:
            return math.nan
        array = np.abs(value.array).astype(float)
        return float(np.sqrt(np.square(array).sum())) if np.isfinite(array).all() else math.inf

    def rowCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not 0 <= index.row() < self._count:
            return None
        hit = self.run.hit(index.row())
        line = ", " + tr("line {line}", line=hit.line) if hit.line else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            number = self.number(index.row()) if role != Qt.ItemDataRole.DisplayRole else None
            more = f", {tr(self._of)} {numbers.number(number)}" if number is not None else ""
            return f"{hit.title} {hit.detail}".strip() + line + more
        return None


def _asked_about(query) -> str:
    """Which number is of interest for a query."""
    terms = [t for t in query.terms if t.kind in ("measure", "special")]
    if any(t.key in ("grad", "|grad|") for t in terms):
        return "norm of grad"
    return "norm" if any(t.key in ("norm", "|value|", "value", "max", "min", "mean") for t in terms) else ""


class HitDelegate(QStyledItemDelegate):
    """A hit as one row: name, grad_fn, line or bar."""

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        model: HitModel = index.model()
        hit, area = model.run.hit(index.row()), QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(area, style.color("accentbg"))
            painter.fillRect(QRectF(area.left(), area.top(), style.px(3), area.height()), style.color("accent"))
        inner = area.adjusted(style.px(14), 0, -style.px(14), 0)
        number = model.number(index.row())
        used = self._bar(painter, inner, number, model.share(index.row())) if model.about else self._line(painter, inner, hit)
        self._name(painter, inner.adjusted(0, 0, -used - style.px(12), 0), hit)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, inner: QRectF, hit) -> float:
        line = tr("line {line}", line=hit.line) if hit.line else ""
        painter.setFont(style.font(11))
        painter.setPen(style.color("sub"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, line)
        return style.metrics(11).horizontalAdvance(line)

    @staticmethod
    def _bar(painter: QPainter, inner: QRectF, number: float | None, share: float) -> float:
        """The number at the right, and left of it a bar as long as its share of the largest."""
        text = numbers.number(number) if number is not None else "–"
        painter.setFont(style.font(12, 500, mono=True))
        painter.setPen(style.color("text" if number is not None else "faint"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        room, wide, high = style.px(76), style.px(72), style.px(6)
        bar = QRectF(inner.right() - room - wide, inner.center().y() - high / 2, wide, high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("border"))
        painter.drawRoundedRect(bar, high / 2, high / 2)
        painter.setBrush(style.color("found"))
        if share > 0:
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(wide * share, high), high), high / 2, high / 2)
        return room + wide

    @staticmethod
    def _name(painter: QPainter, inner: QRectF, hit) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        title = style.metrics(12, 500, True).elidedText(hit.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.setFont(style.font(12, 500, mono=True))
        painter.setPen(style.color("text"))
        painter.drawText(inner, middle, title)
        used = style.metrics(12, 500, True).horizontalAdvance(title) + style.px(10)
        room = max(0.0, inner.width() - used)
        painter.setFont(style.font(11))
        painter.setPen(style.color("sub"))
        painter.drawText(inner.adjusted(used, 0, 0, 0), middle,
                         style.metrics(11).elidedText(hit.detail, Qt.TextElideMode.ElideRight, room))

    def sizeHint(self, option, index) -> QSize:
        return QSize(style.px(200), style.px(ROW))
