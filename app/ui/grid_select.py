"""Selecting cells of a grid with mouse and keys, and copying them: shared by the small grid and the full view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from .grid_slice import COPY_LIMIT, Slice, as_numpy, as_text
from .texts import tr

Cell = tuple[int, int]
_MOVES = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


class CellSelection:
    """A rectangle of cells between an anchor and the current cell; empty when there is none.

    Attributes: shape, rows and columns of the grid; anchor and current, cells or None.
    """

    def __init__(self) -> None:
        self.shape: Cell = (0, 0)
        self.anchor: Cell | None = None
        self.current: Cell | None = None

    def clear(self) -> None:
        self.anchor = self.current = None

    def set_shape(self, shape: Cell) -> None:
        """A grid of another shape has nothing selected."""
        if shape != self.shape:
            self.shape = shape
            self.clear()

    def put(self, cell: Cell, extend: bool = False) -> None:
        """Select one cell, or everything between the anchor and it."""
        rows, cols = self.shape
        if not rows or not cols:
            return
        self.current = (max(0, min(cell[0], rows - 1)), max(0, min(cell[1], cols - 1)))
        if not extend or self.anchor is None:
            self.anchor = self.current

    def rectangle(self) -> tuple[int, int, int, int] | None:
        """(first row, first column, last row, last column), inclusive."""
        if self.anchor is None or self.current is None:
            return None
        (a, b), (c, d) = self.anchor, self.current
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def contains(self, row: int, col: int) -> bool:
        area = self.rectangle()
        return area is not None and area[0] <= row <= area[2] and area[1] <= col <= area[3]

    def select_all(self) -> None:
        if self.shape[0] and self.shape[1]:
            self.anchor, self.current = (self.shape[0] - 1, self.shape[1] - 1), (0, 0)

    def key(self, event: QKeyEvent, page: int = 8) -> bool:
        """Move with the arrow keys, Home, End and the page keys (Shift extends); False for any other key."""
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        row, col = self.current or (0, 0)
        key = event.key()
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False  # Ctrl+arrows and Ctrl+Home step through the tape
        if key in _MOVES:
            by = _MOVES[key] if self.current is not None else (0, 0)
            self.put((row + by[0], col + by[1]), extend)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.put((row + (page if key == Qt.Key.Key_PageDown else -page), col), extend)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.put((row, 0 if key == Qt.Key.Key_Home else self.shape[1] - 1), extend)
        else:
            return False
        return True


def selected_part(shown: Slice, selection: CellSelection) -> np.ndarray:
    """The cells selected, or the whole slice when none are."""
    area = selection.rectangle()
    view = shown.view
    return view if area is None else view[area[0] : area[2] + 1, area[1] : area[3] + 1]


def copy(widget: QWidget, shown: Slice, selection: CellSelection, form: str) -> bool:
    """Put numbers on the clipboard: form "text" (tabs), "csv" or "numpy"; exact, and with an ASCII minus.

    What is selected is copied; with nothing selected the slice, or as NumPy the whole tensor. Says so and gives False
    when that is more than COPY_LIMIT elements.
    """
    part = selected_part(shown, selection)
    if form == "numpy" and selection.rectangle() is None:
        part = shown.array
    if part.size > COPY_LIMIT:
        where = widget.mapToGlobal(widget.rect().center())
        QToolTip.showText(where, tr("{size:,} elements are too many to copy: select a part of them",
                                    size=part.size), widget)
        return False
    if form == "numpy":
        text = as_numpy(part, shown.dtype)
    else:
        text = as_text(part, "\t" if form == "text" else ",")
    QGuiApplication.clipboard().setText(text)
    return True


def copy_menu(widget: QWidget, shown: Slice, selection: CellSelection) -> QMenu:
    """The context menu of a grid; what is above its first line is for the caller to put there."""
    menu = QMenu(widget)
    for text, form in ((tr("Copy as text"), "text"), (tr("Copy as NumPy"), "numpy"), (tr("Copy as CSV"), "csv")):
        action = menu.addAction(text, lambda f=form: copy(widget, shown, selection, f))
        action.setObjectName(f"copy_{form}")
        if form == "text":
            action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    return menu
