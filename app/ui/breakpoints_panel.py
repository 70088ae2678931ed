"""The list of breakpoints: a switch each, when it stops, on what condition, and how often it was hit in this run."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QWidget

from app.model.breakpoints import Breakpoint, BreakpointError, parse
from app.model.translate import marked

from .break_control import BreakControl
from .entry_list import EntryList
from .style import style
from .texts import counted, tr

ROW, BOX = 40, 16
EMPTY = ("No breakpoints yet. F9 puts one on a line; below, type what else to stop at: grad_fn:Mul*, op:exp, grad:w, nan, "
         "inf, zero, norm > 10, or an expression over value, grad and name.")  # fmt: skip
ANY = {"nan": marked("At every value and gradient with a NaN"), "inf": marked("At every value and gradient with an Inf"),
       "zero": marked("At every value and gradient that is all zero")}  # fmt: skip
OTHER = marked("At every value and gradient of which this holds")
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class BreakpointModel(QAbstractListModel):
    """The breakpoints as a list; a tick switches one on and off, its text can be edited."""

    def __init__(self, control: BreakControl, parent: QObject | None = None):
        super().__init__(parent)
        self.control = control
        self.all: list[Breakpoint] = []
        self.say = lambda problem: None

    def refresh(self) -> None:
        """Other breakpoints, or other counts."""
        now = self.control.all
        if len(now) == len(self.all):
            self.all = now
            self.dataChanged.emit(self.index(0), self.index(max(len(now) - 1, 0)))
            return
        self.beginResetModel()
        self.all = now
        self.endResetModel()

    def rowCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.all)

    def flags(self, index: QModelIndex):
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable

    def hits(self, made: Breakpoint) -> str:
        """How often it was hit in this run, in words; "" where nobody has looked."""
        hits = self.control.hits(made)
        if not len(self.control.session.trace):
            return ""
        count = hits.hits_up_to(len(self.control.session.trace))
        text = counted(count, "{count:,} hit", "{count:,} hits")
        if here := self.control.hit_here(made):
            text = tr("hit {number:,} of {count:,}", number=here, count=count)
        percent = 100 * hits.looked // len(self.control.session.trace)
        return text if hits.done else tr("{hits} in {percent} % of the run", hits=text, percent=percent)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not 0 <= index.row() < len(self.all):
            return None
        made = self.all[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return made.text
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if made.enabled else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (made.text, said(made), self.hits(made))))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            switched = "" if made.enabled else tr("switched off")
            return ", ".join(filter(None, (said(made), made.condition, self.hits(made), switched)))
        return None

    def setData(self, index: QModelIndex, value, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role not in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.CheckStateRole):
            return False
        made = self.all[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            self.control.enable(made, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        try:
            new = parse(str(value), made.enabled)
        except BreakpointError as error:
            self.say(str(error))
            return False
        self.say("")
        self.control.change(made, new)
        return True


def said(made: Breakpoint) -> str:
    """When it stops, in words and in the language now."""
    if made.kind == "any":
        return tr(ANY.get(made.condition, OTHER))
    if made.kind == "line":
        return (tr("After an op of line {line}", line=made.target) if made.condition
                else tr("Before line {line}", line=made.target))
    return {"op": tr("After each op {name}", name=made.target), "grad": tr("When {name}.grad is written", name=made.target),
            "grad_fn": tr("When {name} has run in backward", name=made.target),
            "node": tr("When {name} is made, and when it has run in backward", name=made.target)}[made.kind]  # fmt: skip


class BreakpointDelegate(QStyledItemDelegate):
    """A row: disc as a switch, what it is in code, and below it when it stops; hits at the right."""

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        model, area = index.model(), QRectF(option.rect)
        made = model.all[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, style.color("accentbg"))
            painter.fillRect(QRectF(area.left(), area.top(), style.px(3), area.height()), style.color("accent"))
        is_here = bool(model.control.hit_here(made))
        if is_here:
            painter.fillRect(QRectF(area.left(), area.top(), style.px(3), area.height()), style.color("cur"))
        self._paint_switch(painter, box_of(area), made.enabled)
        if not made.enabled:
            painter.setOpacity(0.55)
        inner = area.adjusted(style.px(40), style.px(3), -style.px(12), -style.px(4))
        hits = model.hits(made)
        weight = 600 if is_here else 400
        wide = style.metrics(11, weight).horizontalAdvance(hits) + style.px(8) if hits else 0
        half = inner.height() / 2
        painter.setFont(style.font(11, weight))
        painter.setPen(style.color("text" if is_here else "sub"))
        painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), half), RIGHT, hits)
        for top, text, font, metrics, tone, room in (
            (0, made.text, style.font(12, 500, mono=True), style.metrics(12, 500, mono=True), "text", inner.width() - wide),
            (half, said(made), style.font(11), style.metrics(11), "sub", inner.width()),
        ):
            painter.setFont(font)
            painter.setPen(style.color(tone))
            painter.drawText(QRectF(inner.left(), inner.top() + top, room, half), LEFT,
                             metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
        painter.restore()

    @staticmethod
    def _paint_switch(painter: QPainter, box: QRectF, is_on: bool) -> None:
        colour, z = style.color("error"), style.zoom
        painter.setPen(Qt.PenStyle.NoPen if is_on else QPen(colour, 1.6 * z))
        painter.setBrush(colour if is_on else Qt.BrushStyle.NoBrush)
        radius = (5.6 if is_on else 4.8) * z
        painter.drawEllipse(box.center(), radius, radius)

    def editorEvent(self, event, model, option, index) -> bool:
        """A click on the disc, or Space, switches."""
        clicked = (event.type() == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.LeftButton
                   and event.position().x() < option.rect.left() + style.px(36))  # fmt: skip
        pressed = event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
        if not clicked and not pressed:
            return False
        is_on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        return model.setData(index, Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked,
                             Qt.ItemDataRole.CheckStateRole)  # fmt: skip

    def sizeHint(self, option, index) -> QSize:
        return QSize(style.px(160), style.px(ROW))

    def updateEditorGeometry(self, editor, option, index) -> None:
        editor.setGeometry(option.rect.adjusted(style.px(36), style.px(4), -style.px(8), -style.px(4)))


def box_of(area: QRectF) -> QRectF:
    """Where a row has its switch."""
    return QRectF(area.left() + style.px(14), area.center().y() - style.px(BOX / 2), style.px(BOX), style.px(BOX))


class BreakpointsPanel(EntryList):
    """The breakpoints of the file that is open."""

    def __init__(self, control: BreakControl, parent: QWidget | None = None):
        super().__init__(BreakpointModel(control), BreakpointDelegate(), tr("Breakpoints"), tr(EMPTY),
                         tr("Stop at: grad_fn:Mul* if norm > 10"), parent)
        self.setObjectName("breakpoints")
        self.model.setParent(self)
        self.model.say = self.say
        self._control = control
        control.changed.connect(self._show)
        control.counted.connect(self.view.viewport().update)
        control.session.cursor_changed.connect(lambda _seq: self.view.viewport().update())
        self._show()

    def fill_title(self, bar) -> None:
        """Puts the buttons into the panel's title bar (a docks.TitleBar)."""
        add = bar.add_button("plus", tr("New breakpoint"), 0)
        add.clicked.connect(lambda: self.ask())
        switch = bar.add_button("circle-dot", tr("Switch all on or off"), 1)
        switch.clicked.connect(self._control.enable_all)
        clear = bar.add_button("x", tr("Clear all breakpoints"), 2)
        clear.clicked.connect(self._control.clear)

    def enter(self, text: str) -> str:
        try:
            self._control.add(parse(text))
        except BreakpointError as error:
            return str(error)
        return ""

    def choose(self, row: int) -> None:
        """Go to its next hit; of a line without one, show the line."""
        self._control.go_to_hit(self.model.all[row])

    def remove(self, row: int) -> None:
        self._control.change(self.model.all[row], None)

    def _show(self) -> None:
        self.model.refresh()
        self.show_count()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._control.count(True)

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._control.count(False)
