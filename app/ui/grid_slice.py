"""The two-dimensional part of a tensor that a grid shows, and its text for the clipboard. No Qt here."""

from __future__ import annotations

import numpy as np

from app.model.numbers import number

COPY_LIMIT = 300_000  # elements; more would hold the window up for longer than a blink

Index = tuple[int, ...]


class Slice:
    """Rows and columns of a tensor of any number of dimensions.

    Attributes
        array       the whole tensor, any shape (bfloat16 comes as float32)
        dtype       torch's name without "torch."
        axes        (axis shown as rows or None, axis shown as columns or None)
        fixed       index of every axis that is not shown
        lying       a single column is shown as a row
    """

    def __init__(self, array: np.ndarray, dtype: str = "float32"):
        self.array = np.asarray(array)
        self.dtype = dtype
        dims = self.array.ndim
        self.fixed = [0] * dims
        self.lying = dims >= 2 and self.array.shape[-1] == 1 and self.array.shape[-2] > 1
        last = (dims - 1) if dims else None
        before = (dims - 2) if dims > 1 else None
        self.axes = (last, before) if self.lying else (before, last)
        self._texts: dict[tuple, list[list[str]]] = {}

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns shown."""
        rows, cols = self.axes
        size = self.array.shape
        return (1 if rows is None else size[rows], 1 if cols is None else size[cols])

    @property
    def view(self) -> np.ndarray:
        """The part shown, (rows, columns), without a copy."""
        rows, cols = self.axes
        part = self.array[tuple(slice(None) if a in self.axes else k for a, k in enumerate(self.fixed))]
        if rows is not None and cols is not None and rows > cols:
            part = part.T
        return part.reshape(self.shape)

    @property
    def sliced(self) -> bool:
        """Whether there are axes that are not shown."""
        return self.array.ndim > 2

    def texts(self, rows: int, cols: int, digits: int) -> list[list[str]]:
        """The first rows and columns as texts of so many digits; worked out once."""
        key = (rows, cols, digits, self.axes, tuple(self.fixed))
        if key not in self._texts:
            part = self.view[:rows, :cols].tolist()
            self._texts[key] = [[number(value, digits) for value in row] for row in part]
        return self._texts[key]

    def hidden_axes(self) -> list[int]:
        return [a for a in range(self.array.ndim) if a not in self.axes]

    def show_axes(self, rows: int, cols: int) -> None:
        """Show these two axes (different ones); the others keep their index."""
        if rows == cols:
            raise ValueError("rows and columns must be two different axes")
        self.axes, self.lying = (rows, cols), False

    def fix(self, axis: int, index: int) -> None:
        """The index at which an axis that is not shown is cut."""
        self.fixed[axis] = max(0, min(index, self.array.shape[axis] - 1))

    def step(self, by: int) -> None:
        """The next or the previous slice, counting through the hidden axes, last one fastest; stops at the ends."""
        hidden = self.hidden_axes()
        sizes = [self.array.shape[a] for a in hidden]
        total = int(np.prod(sizes))
        if total:
            at = int(np.ravel_multi_index([self.fixed[a] for a in hidden], sizes))
            for axis, index in zip(hidden, np.unravel_index(max(0, min(at + by, total - 1)), sizes)):
                self.fixed[axis] = int(index)

    def place(self) -> tuple[int, int]:
        """(number of this slice from 0, number of slices)."""
        hidden = self.hidden_axes()
        sizes = [self.array.shape[a] for a in hidden]
        total = int(np.prod(sizes))
        return (int(np.ravel_multi_index([self.fixed[a] for a in hidden], sizes)) if total else 0), total

    def name(self) -> str:
        """What is shown, as Python writes it: "[3, :, :]"."""
        return "[" + ", ".join(":" if a in self.axes else str(k) for a, k in enumerate(self.fixed)) + "]"

    def index_of(self, row: int, col: int) -> Index:
        """The index into the tensor of a cell."""
        index = list(self.fixed)
        for axis, k in zip(self.axes, (row, col)):
            if axis is not None:
                index[axis] = k
        return tuple(index)

    def cell_of(self, index: Index | None) -> tuple[int, int] | None:
        """The cell that shows an element, or None if it is in another slice."""
        if index is None or len(index) != self.array.ndim:
            return None
        if any(index[a] != self.fixed[a] for a in self.hidden_axes()):
            return None
        row, col = (0 if axis is None else index[axis] for axis in self.axes)
        rows, cols = self.shape
        return (row, col) if row < rows and col < cols else None


def _element(value) -> str:
    """An element of a copy: the shortest digits that mean the same number, with an ASCII minus."""
    return str(complex(value)).strip("()") if isinstance(value, np.complexfloating) else str(value)


def as_text(part: np.ndarray, separator: str = "\t") -> str:
    """A 2-D part as lines of exact numbers, for a spreadsheet (tabs) or as CSV (commas)."""
    return "\n".join(separator.join(_element(v) for v in row) for row in part)


def as_numpy(array: np.ndarray, dtype: str) -> str:
    """An expression that makes the array again: `np.array([[1.0, 2.5]], dtype=np.float32)`."""
    kind = {"bfloat16": "float32"}.get(dtype, dtype)

    def nested(part) -> str:
        if part.ndim == 0:
            return _literal(part[()])
        return "[" + ", ".join(nested(p) for p in part) + "]"

    if array.size == 0:
        return f"np.zeros({array.shape}, dtype=np.{kind})"
    return f"np.array({nested(array)}, dtype=np.{kind})"


def _literal(value) -> str:
    text = _element(value)
    return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}.get(text, text)
