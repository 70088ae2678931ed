"""The breakpoints on lines of the editor: they move with the text, and are told as breakpoints of the model."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QTextBlock, QTextCursor

from app.model.breakpoints import Breakpoint


class LineBreaks:
    """Breakpoints tied to places of a document. At most one on a line."""

    def __init__(self, document):
        self._document = document
        self._placed: list[tuple[QTextCursor, Breakpoint]] = []

    def __len__(self) -> int:
        return len(self._placed)

    @property
    def all(self) -> list[Breakpoint]:
        """In order of their lines as they are now."""
        now = {cursor.blockNumber() + 1: made for cursor, made in self._placed}
        return [replace(made, target=str(line)) for line, made in sorted(now.items())]

    @property
    def lines(self) -> list[int]:
        """Lines with a breakpoint, from 1, in order."""
        return sorted({cursor.blockNumber() + 1 for cursor, _ in self._placed})

    def at(self, line: int) -> Breakpoint | None:
        """The breakpoint of a line."""
        return next((made for made in self.all if made.line == line), None)

    def set(self, breakpoints) -> None:
        """Exactly these; what lies beyond the text is left out."""
        placed = {made.line: (self._block(made.line), made) for made in breakpoints}
        self._placed = [(QTextCursor(block), made) for block, made in placed.values() if block.isValid()]

    def put(self, made: Breakpoint) -> None:
        """One more, in place of another on its line."""
        self.set([*(other for other in self.all if other.line != made.line), made])

    def take(self, line: int) -> None:
        """None on this line."""
        self.set([made for made in self.all if made.line != line])

    def merge(self) -> bool:
        """Where two lines have become one, one breakpoint stays; whether that was so."""
        if len(self.lines) == len(self._placed):
            return False
        self.set(self.all)
        return True

    def _block(self, line: int) -> QTextBlock:
        return self._document.findBlockByNumber(line - 1)
