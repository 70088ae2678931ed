"""Closing and opening parts of the graph from the canvas: which group is meant, and what its state is to be."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.model.folding import AROUND, CLOSED, MODES, OPEN, Group, Tree, member_key
from app.model.folding_part import FoldedPart, GroupCard

from .graph_content import GraphContent


class Folds(QObject):
    """Changes the folding of a GraphContent, and says so.

    Signals: `changing(group, base)`: a group is about to be closed or opened; `base` is a node of the unfolded part that
    is in it, and should stay where it is on the screen (-1, -1: everything changes). `changed()`: it is done.
    """

    changing = Signal(int, int)
    changed = Signal()

    def __init__(self, content: GraphContent, parent: QObject | None = None):
        super().__init__(parent)
        self._content = content

    @property
    def folding(self):
        return self._content.folding

    @property
    def tree(self) -> Tree | None:
        """The groups of the part that is shown, None before they are found."""
        return self._content.part.tree if self._content.part is not None else None

    # ---- what the canvas shows

    def card(self, node: int) -> GroupCard | None:
        """What a node of the graph that is shown stands for, if it is closed groups."""
        shown = self._content.part.shown
        return shown.cards.get(node) if isinstance(shown, FoldedPart) else None

    def group_of(self, node: int) -> Group | None:
        """The innermost group worth closing around a node of the graph that is shown."""
        tree, shown = self.tree, self._content.part.shown
        if tree is None:
            return None
        if isinstance(shown, FoldedPart):
            card = shown.cards.get(node)
            index = tree.groups[card.group].parent if card else tree.home[shown.base_of(node)]
        else:
            index = tree.home[node] if node < len(tree.home) else 0  # a graph that grows is ahead of its groups
        while index > 0 and tree.groups[index].is_trivial:
            index = tree.groups[index].parent
        return tree.groups[index] if index > 0 else None

    # ---- doing

    def open_card(self, node: int, at: int = -1) -> None:
        """Opens what a card stands for; of a stack its member `at`, else the one at the cursor, else the first."""
        card, tree = self.card(node), self.tree
        if card is None:
            return
        if card.run is None:
            self.open(tree.groups[card.group])
            return
        stack = tree.groups[card.run.stack]
        k = card.run.first + (at if 0 <= at < card.count else self._current_member(card))
        if stack.children[k] >= 0:  # single ops: some beside it as well
            for n in range(k, min(k + AROUND, card.run.end)):
                self.folding.choices[member_key(tree, stack, n)] = OPEN
        else:
            self.folding.choices[member_key(tree, stack, k)] = OPEN
        self._tell(~stack.children[k] if stack.children[k] < 0 else -1, card.members[k - card.run.first][0])

    def _current_member(self, card: GroupCard) -> int:
        """Which of a card's members the cursor is in, else the first."""
        part = self._content.part
        current = part.stage.states.base.current(self._content.cursor)[0]
        return max(card.members.having(current), 0)

    def open(self, group: Group) -> None:
        """A frame round a group, and those around it open."""
        tree = self.tree
        for index in tree.path(group.index)[:-1]:
            outer = tree.groups[index]
            if self.folding.choices.get(outer.key) == CLOSED and outer.kind != "stack":
                self.folding.choose(outer, OPEN)
        self.folding.choose(group, OPEN)
        self._tell(group.index, tree.members(group.index)[0])

    def close(self, group: Group) -> None:
        """One card for a group (a member of a stack joins the others)."""
        tree, choices = self.tree, self.folding.choices
        inside = f"{group.key}@"
        for key in [k for k in choices if k.startswith(inside)]:
            del choices[key]
        if group.kind == "stack":
            for child in group.groups:
                self.folding.choose(tree.groups[child], None)
        self.folding.choose(group, None)
        if self.folding.states(tree).get(group.index, CLOSED) != CLOSED:
            self.folding.choose(group, CLOSED)
        self._tell(group.index, tree.members(group.index)[0])

    def toggle(self, group: Group) -> None:
        """Closes what is open, opens what is closed."""
        state = self.folding.states(self.tree).get(group.index, CLOSED)
        (self.open if state == CLOSED else self.close)(group)

    def close_all(self) -> None:
        """The outermost groups closed, as those of a large graph are."""
        self.folding.choices.clear()
        self.folding.level = CLOSED
        self._tell(-1, -1)

    def open_all(self) -> None:
        """Every node by itself."""
        self.folding.choices.clear()
        self.folding.level = OPEN
        self._tell(-1, -1)

    def set_grouping(self, mode: str) -> None:
        """By what the graph is grouped: one of folding.MODES, or "none"."""
        if mode != (self.folding.mode if self.folding.enabled else "none"):
            self.folding.enabled = mode != "none"
            if mode in MODES:
                self.folding.mode = mode
            self._tell(-1, -1)

    def set_view(self, view: str) -> None:
        """Which view of the run: "graph" or "tensors"."""
        self.changing.emit(-1, -1)
        self._content.set_view(view)

    def set_direction(self, direction: str) -> None:
        """Which way the graph runs: "down" or "right"."""
        self.changing.emit(-1, -1)
        self._content.set_turned(direction == "right")

    def _tell(self, group: int, base: int) -> None:
        self.changing.emit(group, base)
        self._content.refold()
        self.changed.emit()
