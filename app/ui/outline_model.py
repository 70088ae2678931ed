"""The groups of the graph as a tree for a view: names, how many nodes, how far backward is in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from app.export.groups import progress_words
from app.export.states import CURRENT, PENDING, UNREACHED, VISITED
from app.model import retold
from app.model.folding import Group, Tree

from .graph_content import GraphContent
from .texts import counted, tr

MOST = 2000  # members of a stack that have rows


@dataclass(frozen=True, slots=True)
class Standing:
    """Where backward is in a group: glyph as on cards, in words, and whether the cursor is in it."""

    glyph: str
    words: str


class OutlineModel(QAbstractItemModel):
    """A tree of the groups worth a row. `group(index)` gives a row's Group; `refresh()` looks at the graph again."""

    def __init__(self, content: GraphContent, parent: QObject | None = None):
        super().__init__(parent)
        self._content = content
        self._tree: Tree | None = None
        self._rows: dict[int, list[int]] = {}  # group → the groups below it that have rows
        self._row_of: dict[int, int] = {}
        self._members: dict[int, np.ndarray] = {}
        self._codes: tuple = (None, None)

    @property
    def tree(self) -> Tree | None:
        return self._tree

    def refresh(self) -> bool:
        """Takes the tree of what is shown now; whether it is another one."""
        tree = self._content.part.tree if self._content.part is not None else None
        self._codes = (None, None)
        if tree is self._tree:
            return False
        self.beginResetModel()
        self._tree, self._rows, self._row_of, self._members = tree, {}, {}, {}
        self.endResetModel()
        return True

    # ---- the tree

    def _below(self, group: int) -> list[int]:
        rows = self._rows.get(group)
        if rows is None:
            groups = self._tree.groups
            rows = [g for g in groups[group].groups if not groups[g].is_trivial][:MOST]
            self._rows[group] = rows
            self._row_of.update((g, row) for row, g in enumerate(rows))
        return rows

    def index_of(self, group: int) -> QModelIndex:
        """The index of a group; an invalid one for what has no row."""
        if self._tree is None or group <= 0:
            return QModelIndex()
        self._below(self._tree.groups[group].parent)
        row = self._row_of.get(group)
        return QModelIndex() if row is None else self.createIndex(row, 0, group)

    def group(self, index: QModelIndex) -> Group | None:
        return self._tree.groups[index.internalId()] if index.isValid() and self._tree is not None else None

    def index(self, row: int, column: int, parent: QModelIndex | None = None) -> QModelIndex:
        if self._tree is None:
            return QModelIndex()
        rows = self._below(parent.internalId() if parent is not None and parent.isValid() else 0)
        return self.createIndex(row, column, rows[row]) if 0 <= row < len(rows) else QModelIndex()

    def parent(self, index: QModelIndex) -> QModelIndex:
        group = self.group(index)
        return self.index_of(group.parent) if group is not None else QModelIndex()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        if self._tree is None:
            return 0
        return len(self._below(parent.internalId() if parent is not None and parent.isValid() else 0))

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 1

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        group = self.group(index)
        if group is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return retold.title(group.title)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            size = counted(group.size, "{count:,} node", "{count:,} nodes")
            parts = [f"{retold.title(group.title)}{self.times(group)}", retold.title(group.detail), size, self.standing(group).words]
            return ", ".join(part for part in parts if part)
        return None

    # ---- what a row says

    def times(self, group: Group) -> str:
        """ " ×12" of a stack, "" of any other group."""
        return f" ×{len(group.children):,}" if group.kind == "stack" else ""

    def count(self, group: Group) -> str:
        """How many nodes: "62", "611 each"."""
        first = group.children[0] if group.children else 0
        if group.kind != "stack":
            return f"{group.size:,}"
        return f"{group.size:,}" if first >= 0 else tr("{count:,} each", count=self._tree.groups[~first].size)

    def standing(self, group: Group) -> Standing:
        """Where backward is in a group at the cursor."""
        members = self._members.get(group.index)
        if members is None:
            members = self._members[group.index] = np.array(self._tree.members(group.index), np.int64)
        codes, tracked, ghosts = self._states()
        members = members[members < len(codes)]
        mine = codes[members]
        if (mine == CURRENT).any():
            return Standing("current", tr("current"))
        ways = tracked[members] & ~ghosts[members]
        visited, waiting = int((ways & (mine == VISITED)).sum()), int((ways & (mine == PENDING)).sum())
        if not ways.any():
            return Standing("", tr("not tracked"))
        if not visited and (ways & (mine == UNREACHED)).all():
            return Standing("unreached", tr("not reached by backward"))
        glyph = "visited" if visited and not waiting else "pending"
        return Standing(glyph, progress_words(visited, visited + waiting))

    def _states(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(codes, tracked, ghosts) of the unfolded part at the cursor."""
        cursor, states = self._content.cursor, self._content.part.stage.states
        if self._codes[0] != (cursor, id(states)):
            base = getattr(states, "base", states)
            codes, ghosts = base.nodes(cursor)
            self._codes = (cursor, id(states)), (codes, base.tracked, ghosts)
        return self._codes[1]
