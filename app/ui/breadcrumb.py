"""Where in the groups of the graph one is: "all › iteration 4 › h.7 › attn"; a click shows that group as a whole."""

from __future__ import annotations

from html import escape

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.model import retold
from app.model.folding_part import FoldedPart

from .style import style
from .texts import tr

MOST = 4  # crumbs; of more the first and the last ones are shown
LONGEST = 28  # letters of one


class Breadcrumb(QLabel):
    """Shows a list of (label, id), the last one as where one is. Signal: chosen(id), one of the others was clicked."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("breadcrumb")
        self.setAccessibleName(tr("Groups around the node"))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(0)
        self.items: list[tuple[str, int]] = []
        self.linkActivated.connect(lambda link: self.chosen.emit(int(link)))
        style.changed.connect(self._show)

    def set_items(self, items: list[tuple[str, int]]) -> None:
        """Show these, from outside in; none hides it."""
        if items != self.items:
            self.items = list(items)
            self._show()

    def _show(self) -> None:
        items = self.items
        if len(items) > MOST:
            items = [items[0], ("…", items[-MOST][1]), *items[1 - MOST :]]
        p = style.palette()
        linked = [f'<a href="{number}" style="color:{p.accent};text-decoration:none">{_short(label)}</a>'
                  for label, number in items[:-1]]  # fmt: skip
        last = [f'<span style="color:{p.sub}">{_short(items[-1][0])}</span>'] if items else []
        self.setText(f' <span style="color:{p.faint}">›</span> '.join(linked + last))
        self.setFont(style.font(12))
        self.setToolTip(escape(" › ".join(label for label, _ in self.items)))
        self.setVisible(bool(items))


def _short(label: str) -> str:
    return escape(label if len(label) <= LONGEST else label[: LONGEST - 1] + "…")


class Crumbs(QObject):
    """Keeps a Breadcrumb at the groups around what is selected on a graph view, else around the current node."""

    def __init__(self, view, session, bar: Breadcrumb):
        super().__init__(bar)
        self._view, self._bar = view, bar
        bar.chosen.connect(self._go)
        view.graph.appeared.connect(lambda _eased: self._follow())
        view.graph.moved.connect(self._follow)
        view.graph.began.connect(self._follow)
        session.selection_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        canvas = self._view.canvas
        shown, tree = canvas.shown, self._view.folds.tree
        slots = canvas.selected or ([shown.current] if shown is not None and shown.current >= 0 else [])
        if shown is None or tree is None or not slots or slots[0] >= len(shown.picture):
            self._bar.set_items([])
            return
        group = self._view.folds.group_of(int(shown.picture.node[slots[0]]))
        path = tree.path(group.index) if group is not None else []
        names = [(retold.title(tree.groups[index].title), index) for index in path if tree.groups[index].kind != "stack"]
        self._bar.set_items([(tr("all"), 0), *names] if names else [])

    def _go(self, group: int) -> None:
        """Shows a group as a whole; 0 is all of the graph."""
        if group == 0:
            self._view.fit()
            return
        shown, tree = self._view.canvas.shown, self._view.folds.tree
        if shown is None or tree is None or group >= len(tree.groups):
            return
        members = np.array(tree.members(group), np.int64)
        part = shown.scene.part
        nodes = np.unique(part.item_of[members]) if isinstance(part, FoldedPart) else members
        slots = np.flatnonzero(np.isin(shown.picture.node, nodes[nodes >= 0])).tolist()
        if slots:
            self._view.steer(self._view.canvas.fitting(slots))
