"""Everything that a window says: the texts of its widgets and actions, the rows of its lists, what it paints and reads out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
ROWS = 200  # of a list that are read
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def texts(top: QWidget) -> Iterator[tuple[str, str]]:
    """(where, text) for every widget of a window, itself among them."""
    for widget in (top, *top.findChildren(QWidget)):
        for kind, text in _of_widget(widget):
            if text:
                yield f"{type(widget).__name__} {widget.objectName()} {kind}", text
        for action in widget.actions():
            for kind, text in (("action", action.text()), ("action tip", action.toolTip())):
                yield f"{action.objectName()} {kind}", text


def _of_widget(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "tip", widget.toolTip()
    yield "name", widget.accessibleName()
    yield "description", widget.accessibleDescription()
    yield "title", widget.windowTitle()
    yield "status", widget.statusTip()
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield "text", widget.text()
    if isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)):
        yield "hint", widget.placeholderText()
    if isinstance(widget, QTextEdit):
        yield "text", widget.toPlainText()
    if isinstance(widget, QMenu):
        yield "menu", widget.title()
    if isinstance(widget, QTabBar):
        yield from (("tab", widget.tabText(k)) for k in range(widget.count()))
    if isinstance(widget, QComboBox):
        yield from (("item", widget.itemText(k)) for k in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from (("row", text) for text in _rows(widget.model(), QModelIndex()))
    for name in ("plain_text", "describe"):
        say = getattr(widget, name, None)
        if callable(say):
            yield name, say()


def _rows(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    if not parent.isValid():
        for column in range(columns):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    if isinstance(model, QAbstractListModel) and parent.isValid():
        return
    for row in range(min(model.rowCount(parent), ROWS)):
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in ROLES:
                said = index.data(role)
                if isinstance(said, str) and said:
                    yield said
            if column == 0:
                yield from _rows(model, index)


def cards(canvas) -> Iterator[tuple[str, str]]:
    """(where, text) of the cards, edges, heading and key of a graph's canvas."""
    shown = canvas.shown
    if shown is None:
        return
    yield "heading", " ".join(canvas.overlays.where)
    yield from (("key", key.word) for key in canvas.overlays.keys)
    for slot in range(len(shown.picture)):
        card = shown.scene.card(slot)
        yield "card", " | ".join([card.title, card.sub, card.shape, *(f"{row.label} {row.text}" for row in card.rows),
                                  *(f"{grid.label} {grid.note} {grid.message}" for grid in card.grids)])
        yield "card's tip", canvas.tip_of(slot)
    yield from (("pill", pill.text) for pill in shown.pills())
    yield from (("frame", f"{frame.title}") for frame in shown.frames())
    yield from (("bracket", str(bracket)) for bracket in shown.scene.brackets())
    yield from (("edge's tip", canvas.tip_of_edge(edge)) for edge in range(len(shown.picture.edge)))
