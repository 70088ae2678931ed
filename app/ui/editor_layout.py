"""Line height and gaps of the editor: text lines 22 px apart, and room under a line for a folded-in message.

QPlainTextDocumentLayout gives a block the height of its text and nothing more. `blockBoundingRect` is the one place
that says how high a block is (painting, hit tests and scrolling all ask it), so height is added there: text stays at
the top of its block, and what paints bands shifts them up by half of what was added (`CodeLayout.lead`).
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout


class CodeLayout(QPlainTextDocumentLayout):
    """A plain-text layout with a line height in pixels and extra room under chosen blocks."""

    def __init__(self, document: QTextDocument):
        super().__init__(document)
        self._add = 0.0
        self._gaps: dict[int, float] = {}

    @property
    def lead(self) -> float:
        """How far a line's band reaches above its text."""
        return self._add / 2

    def set_line_height(self, height: float, text_height: float) -> None:
        """Make lines `height` px apart; `text_height` is what the font takes by itself."""
        self._add = max(0.0, height - text_height)

    def set_gap(self, block_number: int, height: float) -> None:
        """Leave room under a block (0 = none)."""
        if height > 0:
            self._gaps[block_number] = height
        else:
            self._gaps.pop(block_number, None)

    def clear_gaps(self) -> None:
        """Close every gap."""
        self._gaps.clear()

    def gap(self, block_number: int) -> float:
        """The room under a block, in px."""
        return self._gaps.get(block_number, 0.0)

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Qt's rectangle of a block, higher by what was added."""
        rect = super().blockBoundingRect(block)
        if not rect.isEmpty():
            extra = self._add * max(1, block.layout().lineCount())
            if self._gaps:
                extra += self._gaps.get(block.blockNumber(), 0.0)
            rect.setHeight(rect.height() + extra)
        return rect
