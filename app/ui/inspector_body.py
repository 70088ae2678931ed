"""The content of one section of the inspector: grids, rows, edges and a ledger, made when first needed, then reused."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.model.inspect_types import Grid, Section
from app.model.translate import template
from app.model.words import WORDS

from .formula_view import FormulasView
from .grid import GridView
from .grid_layout import Shown
from .inspector_rows import EdgesView, RowsView
from .ledger_view import LedgerView
from .style import style


def shown_of(grid: Grid) -> Shown:
    """A grid of the model as a GridView takes it."""
    value = grid.value
    if value is None:
        return Shown(grid.title, grid.note, state=grid.state, words=grid.words)
    return Shown(grid.title, grid.note, value.array, value.dtype, value.key, grid.stats, changed=grid.changed)


class Grids(QWidget):
    """Grids side by side where two fit, else one below the other. Signals: hovered(grid, index), open_requested(k),
    cell_chosen(k, index)."""

    hovered = Signal(object, object)
    open_requested = Signal(int)
    cell_chosen = Signal(int, object)
    is_editable = False  # of grids that are made from then on

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.views: list[GridView] = []
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        style.changed.connect(self.arrange)

    def set_grids(self, grids: tuple[Grid, ...]) -> None:
        """Show these."""
        while len(self.views) < len(grids):
            self._make()
        self._count = len(grids)
        for view, grid in zip(self.views, grids):
            view.set_shown(shown_of(grid))
            view.show()
        for view in self.views[len(grids) :]:
            view.hide()
        self.arrange()

    def shown_views(self) -> list[GridView]:
        return self.views[: self._count]

    def _make(self) -> None:
        view, k = GridView(self), len(self.views)
        view.hovered.connect(lambda index, view=view: self.hovered.emit(view, index))
        view.open_requested.connect(lambda: self.open_requested.emit(k))
        view.is_editable = self.is_editable
        view.cell_chosen.connect(lambda index: self.cell_chosen.emit(k, index))
        self.views.append(view)

    def arrange(self) -> None:
        """Place the grids for the width there is."""
        px, margins = style.px, self.contentsMargins()
        left, width, y = margins.left(), self.width() - margins.left() - margins.right(), 0
        gap = px(24)
        half = (width - gap) // 2
        views = self.shown_views()
        k = 0
        while k < len(views):
            pair = views[k : k + 2]
            wanted = [view.preferred_width() for view in pair]
            if len(pair) == 2 and sum(wanted) + gap <= width:
                # Each gets half, or what it needs when the other can spare it.
                first = min(max(half, wanted[0]), width - gap - wanted[1])
                pair[0].setGeometry(left, y, first, pair[0].height())
                pair[1].setGeometry(left + first + gap, y, width - gap - first, pair[1].height())
                y += max(view.height() for view in pair) + px(8)
                k += 2
            else:
                pair[0].setGeometry(left, y, width, pair[0].height())
                y += pair[0].height() + px(8)
                k += 1
        height = max(y - px(8), 1)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.arrange()

    def sizeHint(self) -> QSize:
        return QSize(style.px(200), self.height())


class Body(QWidget):
    """What stands under a section's title. Signals: those of its parts, see Grids and PaintedList."""

    hovered = Signal(object, object)
    open_requested = Signal(int)
    cell_chosen = Signal(int, object)
    target_clicked = Signal(object)
    value_chosen = Signal(object)
    seq_clicked = Signal(int)
    seq_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.is_editable = False
        self.formulas: FormulasView | None = None
        self.grids: Grids | None = None
        self.rows: RowsView | None = None
        self.edges: EdgesView | None = None
        self.ledger: LedgerView | None = None
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.setContentsMargins(0, 0, 0, 0)

    def _add(self, part: QWidget) -> QWidget:
        self._column.addWidget(part)
        return part

    def set_section(self, section: Section, current: bool, selected: int) -> None:
        """Show a section. current: the node inspected is the one at the cursor; selected: the event selected, or -1."""
        if section.formulas and self.formulas is None:
            self.formulas = self._add(FormulasView(self))
        if section.grids and self.grids is None:
            self.grids = self._add(Grids(self))
            self.grids.is_editable = self.is_editable
            self.grids.cell_chosen.connect(self.cell_chosen)
            self.grids.hovered.connect(self.hovered)
            self.grids.open_requested.connect(self.open_requested)
        if section.rows and self.rows is None:
            self.rows = self._add(RowsView(self))
            self.rows.clicked.connect(lambda row: self.target_clicked.emit(row.target))
            self.rows.chosen.connect(lambda row: self._choose(row.target))
        if section.edges and self.edges is None:
            self.edges = self._add(EdgesView(self))
            self.edges.clicked.connect(lambda edge: edge.target is not None and self.target_clicked.emit(edge.target))
            self.edges.chosen.connect(lambda edge: edge.value is not None and self.value_chosen.emit(edge))
        if section.ledger and self.ledger is None:
            self.ledger = self._add(LedgerView(self))
            self.ledger.clicked.connect(lambda row: self.seq_clicked.emit(row.seq))
            self.ledger.chosen.connect(lambda row: self.seq_chosen.emit(row.seq))
        if section.formulas:
            self.formulas.set_formulas(section.formulas)
        if section.grids:
            self.grids.set_grids(section.grids)
        if section.rows:
            self.rows.set_items(section.rows)
        if section.edges:
            self.edges.set_edges(section.edges, current)
        if section.ledger:
            self.ledger.set_ledger(section.ledger, _ledger_of(section.title), selected)
        parts = (self.formulas, self.grids, self.rows, self.edges, self.ledger)
        for part in filter(None, (self.formulas, self.rows, self.edges, self.ledger)):
            part.setAccessibleName(section.title)
        shown = (section.formulas, section.grids, section.rows, section.edges, section.ledger)
        for part, there in zip(parts, shown):
            if part is not None:
                part.setVisible(bool(there))

    def _choose(self, target) -> None:
        """A double click on a row that leads to an event goes there; on others it selects."""
        if target is not None and target[0] == "event":
            self.seq_chosen.emit(target[1])
        else:
            self.target_clicked.emit(target)


def _ledger_of(title: str) -> str:
    """ "w.grad", from the title of its ledger in whatever language."""
    before, _, after = template(WORDS["section_ledger"]).partition("{name}.grad")
    return title.removeprefix(before).removesuffix(after)
