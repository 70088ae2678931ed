"""The watches: tensors and expressions with their value and gradient at the cursor, and how they went over the run."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QWidget

from app.model import watch
from app.model.watch import History, Reading
from app.session import Selection

from .entry_list import EntryList
from .style import style
from .texts import tr

ROW, LINE = 42, 96
KEY = "watches"  # in the file of marks
SLICE_S = 0.006
EMPTY = ("Nothing is watched yet. Type a tensor or an expression below, such as w.grad.norm() / w.norm(), or select a tensor "
         "and press Ctrl+Alt+W.")  # fmt: skip
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class WatchModel(QAbstractListModel):
    """The watches as a list: `texts`, and for each a Reading at the cursor and a History. Signal: changed()."""

    changed = Signal()

    def __init__(self, session, marks_control, files, parent: QObject | None = None):
        super().__init__(parent)
        self.session, self._marks = session, marks_control
        self.texts: tuple[str, ...] = ()
        self.is_shown = False
        self._readings: dict[str, Reading] = {}
        self.histories: dict[str, History] = {}
        self._work = QTimer(self, singleShot=True, interval=0)
        self._work.timeout.connect(self._slice)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.read)
        files.opened.connect(lambda: self.set(watch.from_json(marks_control.marks.kept(KEY)), keep=False))
        session.run_started.connect(self.begin)
        session.cursor_changed.connect(lambda _seq: self._soon())
        session.run_finished.connect(self.begin)

    def set(self, texts, keep: bool = True) -> None:
        """Other watches."""
        self.beginResetModel()
        self.texts = tuple(dict.fromkeys(texts))[: watch.MOST]
        self.endResetModel()
        if keep:
            self._marks.keep(KEY, list(self.texts))
        self._soon()
        self.changed.emit()

    def begin(self) -> None:
        """Another run, or more of it."""
        self.histories.clear()
        self._soon()

    def stop(self) -> None:
        """Nobody looks any more."""
        self.is_shown = False
        self._work.stop()
        self._later.stop()

    def _soon(self) -> None:
        if self.is_shown and not self._later.isActive():
            self._later.start()

    def read(self) -> None:
        """Read all at the cursor; their histories follow in slices."""
        trace, seq = self.session.trace, self.session.cursor
        self._readings = {text: watch.reading(trace, seq, text) for text in self.texts}
        if self.texts:
            self.dataChanged.emit(self.index(0), self.index(len(self.texts) - 1))
        if not self.session.is_running and not self._work.isActive():
            self._work.start()

    def reading(self, row: int) -> Reading:
        """What a watch is at the cursor."""
        return self._readings.get(self.texts[row], Reading())

    def _slice(self) -> None:
        trace = self.session.trace
        for text in self.texts:
            history = self.histories.get(text)
            if history is None:
                history = self.histories[text] = History(trace, text)
            if not history.work(SLICE_S):
                self._work.start()
                break
        if self.texts:
            self.dataChanged.emit(self.index(0), self.index(len(self.texts) - 1))

    def rowCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.texts)

    def flags(self, index: QModelIndex):
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not 0 <= index.row() < len(self.texts):
            return None
        text, read = self.texts[index.row()], self.reading(index.row())
        if role == Qt.ItemDataRole.EditRole:
            return text
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{text}: {', '.join(filter(None, (read.problem or read.text, below(read))))}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (text, read.whole or read.problem, below(read))))
        return None

    def setData(self, index: QModelIndex, value, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not text or watch.problem(text):
            return False
        self.set(text if row == index.row() else old for row, old in enumerate(self.texts))
        return True


def below(read: Reading) -> str:
    """The second line of a watch: its gradient, and when it was written."""
    parts = [tr("grad {grad}", grad=read.grad)] if read.grad else []
    if read.changed:
        parts.append(tr("written at step {step:,}", step=read.changed))
    return " · ".join(parts)


class WatchDelegate(QStyledItemDelegate):
    """A row: the expression and its value, below them its gradient and last write, at the right its course."""

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        model, area = index.model(), QRectF(option.rect)
        text, read = model.texts[index.row()], model.reading(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, style.color("accentbg"))
            painter.fillRect(QRectF(area.left(), area.top(), style.px(3), area.height()), style.color("accent"))
        inner = area.adjusted(style.px(14), style.px(3), -style.px(12), -style.px(4))
        history = model.histories.get(text)
        if history is not None and len(history.seqs) > 1 and inner.width() > style.px(260):
            wide = style.px(LINE)
            paint_course(painter, QRectF(inner.right() - wide, inner.top() + style.px(3), wide,
                                         inner.height() - style.px(6)), history, model.session.cursor)
            inner.setRight(inner.right() - wide - style.px(12))
        half = inner.height() / 2
        code, shown = style.metrics(12, 500, mono=True), read.problem or read.text
        name = code.elidedText(text, Qt.TextElideMode.ElideRight, inner.width() * 0.6)
        painter.setFont(style.font(12, 500, mono=True))
        painter.setPen(style.color("text"))
        painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), half), LEFT, name)
        left = code.horizontalAdvance(name) + style.px(12)
        mono = not read.problem
        painter.setFont(style.font(12, mono=mono))
        painter.setPen(style.color("faint" if read.problem else "accent"))
        room = max(0.0, inner.width() - left)
        painter.drawText(QRectF(inner.left() + left, inner.top(), room, half), LEFT,
                         style.metrics(12, mono=mono).elidedText(shown, Qt.TextElideMode.ElideRight, room))
        painter.setFont(style.font(11))
        painter.setPen(style.color("sub"))
        painter.drawText(QRectF(inner.left(), inner.top() + half, inner.width(), half), LEFT,
                         style.metrics(11).elidedText(below(read), Qt.TextElideMode.ElideRight, inner.width()))
        painter.restore()

    def sizeHint(self, option, index) -> QSize:
        return QSize(style.px(160), style.px(ROW))

    def updateEditorGeometry(self, editor, option, index) -> None:
        editor.setGeometry(option.rect.adjusted(style.px(8), style.px(5), -style.px(8), -style.px(5)))


def paint_course(painter: QPainter, area: QRectF, history: History, cursor: int) -> None:
    """A small line of the values over the run, what comes after the cursor faint, with a dot at the cursor."""
    values, seqs = history.values, history.seqs
    good = [k for k in range(len(values)) if values[k] == values[k] and abs(values[k]) != float("inf")]
    if len(good) < 2:
        return
    low, high = min(values[k] for k in good), max(values[k] for k in good)
    scale = area.height() / (high - low) if high > low else 0.0
    points = [(int(seqs[k]), QPointF(area.left() + area.width() * k / (len(values) - 1),
                                     area.bottom() - (values[k] - low) * scale if scale else area.center().y()))
              for k in good]  # fmt: skip
    past = [point for seq, point in points if seq <= cursor]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line, alpha in (([point for _, point in points], 0.38), (past, 1.0)):
        colour = style.color("accent")
        colour.setAlphaF(alpha)
        painter.setPen(QPen(colour, 1.4 * style.zoom))
        painter.drawPolyline(QPolygonF(line))
    if past:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("cur"))
        painter.drawEllipse(past[-1], 2.6 * style.zoom, 2.6 * style.zoom)


class WatchPanel(EntryList):
    """The watches of the file that is open. What is dropped on it as text is watched."""

    def __init__(self, session, marks_control, files, parent: QWidget | None = None):
        super().__init__(WatchModel(session, marks_control, files), WatchDelegate(), tr("Watch"), tr(EMPTY),
                         tr("Watch: w.grad.norm()"), parent)
        self.setObjectName("watch")
        self.model.setParent(self)
        self._session = session
        self.setAcceptDrops(True)
        self.model.changed.connect(self.show_count)
        self.show_count()

    def fill_title(self, bar) -> None:
        """Puts the button into the panel's title bar (a docks.TitleBar)."""
        add = bar.add_button("plus", tr("Watch something"), 0)
        add.clicked.connect(lambda: self.ask())

    def add(self, text: str) -> str:
        """Watch one more; "" or what is wrong with it."""
        wrong = watch.problem(text)
        if not wrong and text not in self.model.texts:
            self.model.set([*self.model.texts, text])
        return wrong

    enter = add

    def watch_selection(self) -> None:
        """Watch the tensor selected, or that of the node selected or at the cursor."""
        name = self._selected_name()
        if name:
            self.add(name)
            self.show()
        else:
            self.ask()

    def _selected_name(self) -> str:
        trace, (kind, number) = self._session.trace, self._session.selection
        if kind == "node":
            number = trace.node(number).tensor
        elif kind != "tensor":
            seq = self._session.cursor
            number = int(trace.table["tensor"][seq]) if seq >= 0 else -1
        return (trace.tensor(number).name or "") if number is not None and number >= 0 else ""

    def choose(self, row: int) -> None:
        """Select its tensor."""
        tensor = self.model.reading(row).tensor
        if tensor >= 0:
            self._session.set_selection(Selection("tensor", tensor))

    def remove(self, row: int) -> None:
        self.model.set(text for k, text in enumerate(self.model.texts) if k != row)

    def dragEnterEvent(self, event) -> None:
        if event.mimeData().hasText() and not event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event) -> None:
        text = event.mimeData().text().strip()
        wrong = self.add(text)
        self.say(wrong)
        if wrong:
            self.field.setText(text[:400])
        event.acceptProposedAction()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.model.is_shown = True
        self.model.read()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self.model.stop()
