"""What the right button offers on a card of the graph, a line of the editor and a row of the events; a card that is dragged
onto the panel Watch is watched."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QMenu

from app.model.breakpoints import Breakpoint
from app.session import Selection

from .texts import tr

ON_TENSOR = ("break_on_node", "break_on_write", "", "watch", "what_if", "what_if_grad", "check_gradient")
ON_LINE = ("toggle_breakpoint", "enable_breakpoint", "run_to_line")


class ContextMenus(QObject):
    """Watches the canvas, the editor and the table of events of a window for the right button and the menu key."""

    def __init__(self, window):
        super().__init__(window)
        self._window = window
        self._canvas = window.views.graph.view.canvas
        self._table = window.views.events.table
        self._asks = {self._canvas: self._on_graph, self._table.viewport(): self._on_events,
                      window.editor.viewport(): self._on_editor}  # fmt: skip
        for widget in self._asks:
            widget.installEventFilter(self)

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.ContextMenu and watched in self._asks:
            menu = self._asks[watched](event.pos(), event.reason() == event.Reason.Keyboard)
            if menu is not None:
                menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
                menu.popup(event.globalPos())
            return True
        if event.type() == QEvent.Type.MouseButtonRelease and watched is self._canvas and self._canvas.held_card >= 0:
            return self._dropped(event.globalPosition().toPoint())
        return super().eventFilter(watched, event)

    # ---- what is offered

    def _with(self, names: tuple[str, ...], menu: QMenu | None = None) -> QMenu:
        menu = menu if menu is not None else QMenu(self._window)
        for name in names:
            menu.addAction(self._window.acts[name]) if name else menu.addSeparator()
        return menu

    def _on_graph(self, at: QPoint, by_key: bool) -> QMenu | None:
        """On the card under the pointer, which is selected; by the key on the one that is."""
        slot = -1 if by_key else self._canvas.slot_at(QPointF(at))
        if slot >= 0:
            self._canvas.clicked.emit(slot)
        return self._with(ON_TENSOR) if slot >= 0 or by_key else None

    def _on_events(self, at: QPoint, by_key: bool) -> QMenu | None:
        """On the tensor or node of a row, which is selected, and on its line."""
        table, session = self._table, self._window.session
        index = table.currentIndex() if by_key else table.indexAt(at)
        if not index.isValid():
            return None
        row = session.trace.table[self._window.views.events.model.seq_at(index.row())]
        menu = QMenu(self._window)
        if int(row["node"]) >= 0 or int(row["tensor"]) >= 0:
            what = ("node", int(row["node"])) if int(row["node"]) >= 0 else ("tensor", int(row["tensor"]))
            session.set_selection(Selection(*what))
            self._with(ON_TENSOR, menu)
        if int(row["line"]) > 0:
            menu.addSeparator()
            line = int(row["line"])
            menu.addAction(tr("Break on line {line}", line=line),
                           lambda: self._window.views.breaks.add(Breakpoint("line", str(line))))  # fmt: skip
        return menu

    def _on_editor(self, at: QPoint, by_key: bool) -> QMenu:
        """The editor's own, then the line's breakpoint and the name under the pointer."""
        editor = self._window.editor
        if not by_key and not editor.textCursor().hasSelection():
            editor.setTextCursor(editor.cursorForPosition(at))
        menu = editor.createStandardContextMenu()
        menu.addSeparator()
        self._with(ON_LINE, menu)
        text = _expression_at(editor.textCursor())
        if text:
            menu.addSeparator()
            watch, breaks = self._window.views.watch, self._window.views.breaks
            menu.addAction(tr("Watch {name}", name=text.replace("&", "&&")), lambda: self._watch(watch, text))
            if text.isidentifier():
                menu.addAction(tr("Break on writes of {name}.grad", name=text), lambda: breaks.add(Breakpoint("grad", text)))
        return menu

    def _watch(self, panel, text: str) -> None:
        wrong = panel.add(text)
        if wrong:
            self._window.say_wrong(wrong)
        else:
            self._window.views.show_panel("watch")

    # ---- a card in the hand

    def _dropped(self, at: QPoint) -> bool:
        """A card was let go: over the panel Watch it is watched, and goes back to its place."""
        panel = self._window.views.watch
        if not panel.isVisible() or not panel.rect().contains(panel.mapFromGlobal(at)):
            return False
        slot = self._canvas.held_card
        self._canvas.give_up()
        self._canvas.clicked.emit(slot)
        panel.watch_selection()
        return True


def _expression_at(cursor: QTextCursor) -> str:
    """What is selected on one line, else the name under the cursor with what it is an attribute of; "" for neither."""
    if cursor.hasSelection():
        text = cursor.selectedText().strip()
        return text if text and "\u2029" not in text and len(text) <= 80 else ""
    line, at = cursor.block().text(), cursor.positionInBlock()
    return next((m[0] for m in re.finditer(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*", line) if m.start() <= at <= m.end()), "")
