"""The outline: modules, loops and functions of the graph as a tree. A row leads to its part; its twisty folds it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QTreeView, QVBoxLayout, QWidget

from app.model import retold
from app.model.folding import CLOSED

from .graph_canvas_overlay import paint_glyph
from .graph_view import GraphView
from .outline_model import OutlineModel
from .style import style
from .texts import tr

ROW = 28
EMPTY = "No run yet. F5 runs the program, and its modules and loops are listed here."
NO_GROUPS = "This part of the run has no modules, loops or functions to fold."


class OutlineDelegate(QStyledItemDelegate):
    """A row: name, ×n, how many nodes, the state's glyph."""

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        model: OutlineModel = index.model()
        group = model.group(index)
        if group is None:
            return
        area = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, style.color("accentbg" if chosen else "hover"))
        self._paint_glyph(painter, area, model.standing(group).glyph)
        room = area.adjusted(style.px(4), 0, -style.px(30), 0)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        count = model.count(group)
        painter.setFont(style.font(11, mono=True))
        painter.setPen(style.color("sub"))
        painter.drawText(room, middle | right, count)
        times = model.times(group)
        metrics, bold = style.metrics(13), style.metrics(12, 600)
        left = room.width() - style.metrics(11, 400, True).horizontalAdvance(count) - style.px(10)
        left -= bold.horizontalAdvance(times) + style.px(4) if times else 0
        title = metrics.elidedText(retold.title(group.title), Qt.TextElideMode.ElideMiddle, max(round(left), style.px(24)))
        painter.setFont(style.font(13))
        painter.setPen(style.color("accent" if chosen else "text"))
        painter.drawText(room, middle, title)
        if times:
            painter.setFont(style.font(12, 600))
            painter.setPen(style.color("accent"))
            painter.drawText(room.adjusted(metrics.horizontalAdvance(title) + style.px(4), 0, 0, 0), middle, times.strip())
        painter.restore()

    @staticmethod
    def _paint_glyph(painter: QPainter, area: QRectF, glyph: str) -> None:
        if glyph:
            painter.save()
            painter.translate(QPointF(area.right() - style.px(14), area.center().y()))
            painter.scale(style.zoom, style.zoom)
            paint_glyph(painter, glyph)
            painter.restore()

    def sizeHint(self, option, index) -> QSize:
        return QSize(style.px(160), style.px(ROW))


class OutlineTree(QTreeView):
    """The tree itself, with chevrons of our own and a word where there is nothing."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Outline"))
        self.words = tr(EMPTY)
        self.restyle()
        style.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Theme and zoom."""
        self.setIndentation(style.px(16))
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex) -> None:
        if self.model().rowCount(index):
            icon = style.pixmap("chevron-down" if self.isExpanded(index) else "chevron-right", "sub", 12)
            size = icon.deviceIndependentSize()
            x = rect.right() - style.px(8) - size.width() / 2
            painter.drawPixmap(QPointF(x, rect.center().y() - size.height() / 2 + 1), icon)

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(style.font(12))
            painter.setPen(style.color("sub"))
            area = self.viewport().rect().adjusted(style.px(16), style.px(16), -style.px(16), -style.px(16))
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self.words)


class OutlinePanel(QWidget):
    """The outline of a graph view. Signal `count_changed(text)`: how many groups there are."""

    count_changed = Signal(str)

    def __init__(self, graph: GraphView, parent: QWidget | None = None):
        super().__init__(parent)
        self._graph = graph
        self.tree = OutlineTree(self)
        self.model = OutlineModel(graph.graph, self)
        self.tree.setModel(self.model)
        self.tree.setItemDelegate(OutlineDelegate(self.tree))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)
        self.setFocusProxy(self.tree)
        self._setting = False
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        for signal in (graph.graph.appeared, graph.graph.moved, graph.graph.began, graph.folds.changed, graph.graph.grew):
            signal.connect(self._soon)
        self.tree.clicked.connect(self._clicked)
        self.tree.activated.connect(self._clicked)
        self.tree.expanded.connect(lambda index: self._fold(index, True))
        self.tree.collapsed.connect(lambda index: self._fold(index, False))

    def _soon(self, *_what) -> None:
        if self.isVisible():
            self._later.start()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._later.start()
        return super().event(event)

    def refresh(self) -> None:
        """Brings the rows up to the graph that is shown, and the twisties up to what is folded."""
        fresh = self.model.refresh()
        tree = self.model.tree
        self.tree.words = tr(NO_GROUPS if tree is not None else EMPTY)
        if tree is not None:
            self._sync(fresh)
        groups = sum(not g.is_trivial for g in tree.groups[1:]) if tree is not None and fresh else None
        if groups is not None:
            self.count_changed.emit(f"{groups:,}" if groups else "")
        self.tree.viewport().update()

    def _sync(self, fresh: bool) -> None:
        """A row is open where its group is, and where it was opened here; those of a new tree, the first ones."""
        tree, folding = self.model.tree, self._graph.folds.folding
        states = folding.states(tree)
        self._setting = True
        for group, state in states.items():
            index = self.model.index_of(group)
            if not index.isValid():
                continue
            if state == CLOSED:
                self.tree.collapse(index)
            elif folding.is_open(tree, group) or (fresh and not index.parent().isValid()):
                self.tree.expand(index)
        self._setting = False

    def _fold(self, index: QModelIndex, opened: bool) -> None:
        """A twisty was pressed: the graph follows."""
        group = self.model.group(index)
        if self._setting or group is None:
            return
        state = self._graph.folds.folding.states(self.model.tree).get(group.index, CLOSED)
        if opened and state == CLOSED:
            self._graph.folds.open(group)
        elif not opened and state != CLOSED:
            self._graph.folds.close(group)

    def _clicked(self, index: QModelIndex) -> None:
        group = self.model.group(index)
        if group is not None:
            self._graph.show_group(group)
