"""The message of an error, folded in under its line: a block in the text, never a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton

from .style import style
from .texts import tr

MAX_LINES = 8


class Note(QFrame):
    """Kind and message of what went wrong, in the gap that the layout leaves under the line."""

    def __init__(self, editor):
        super().__init__(editor.viewport())
        self._editor = editor
        self._error: tuple[int, str, str] | None = None
        self._block = -1
        self.setObjectName("error_note")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._close = QToolButton(self)
        self._close.setObjectName("close_note")
        self._close.setAccessibleName(tr("Hide this message"))
        self._close.setToolTip(tr("Hide this message"))
        self._close.clicked.connect(lambda: self.show_error(None))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def text(self) -> str:
        """What is shown, for tests and screen readers."""
        return self._text.text() if self.isVisibleTo(self._editor) else ""

    def show_error(self, error: tuple[int, str, str] | None) -> None:
        """Show (line, kind, message) under its line, or nothing."""
        layout = self._editor.line_layout
        layout.clear_gaps()
        self._error = error
        block = self._editor.document().findBlockByNumber(error[0] - 1) if error else None
        if block is None or not block.isValid():
            self._block = -1
            self.hide()
        else:
            self._block = block.blockNumber()
            self._text.setText(shorten(f"{error[1]}: {error[2]}" if error[2] else error[1]))
            self.setAccessibleName(self._text.text())
            self.show()
        self.place()
        self._editor.document().markContentsDirty(0, self._editor.document().characterCount())
        self._editor.viewport().update()

    def place(self) -> None:
        """Size and put the message where its gap is now."""
        if self._block < 0:
            return
        editor = self._editor
        block = editor.document().findBlockByNumber(self._block)
        if not block.isValid():
            self.show_error(None)
            return
        width = editor.viewport().width()
        margins = self._row.contentsMargins()
        inner = width - margins.left() - margins.right() - self._close.width() - self._row.spacing()
        height = max(self._text.heightForWidth(max(inner, 40)), self._close.height())
        height += margins.top() + margins.bottom()
        if editor.line_layout.gap(self._block) != height:
            editor.line_layout.set_gap(self._block, height)
            editor.document().markContentsDirty(block.position(), block.length())
        band = editor.block_rect(block)
        self.setGeometry(0, band.bottom() + 1, width, height)

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        self._text.setFont(style.font(12))
        self._row.setContentsMargins(style.px(10), style.px(4), style.px(6), style.px(6))
        self._row.setSpacing(style.px(6))
        self._close.setFixedSize(style.px(20), style.px(20))
        self._close.setIcon(style.icon("x", "error", 12))
        self.place()


def shorten(text: str) -> str:
    """A message that is not higher than the editor: the first lines of a long one, and how many are left out."""
    text = text if len(text) <= 2000 else text[:2000] + "…"
    lines = text.splitlines() or [""]
    if len(lines) <= MAX_LINES:
        return text
    return "\n".join(lines[:MAX_LINES]) + "\n" + tr("… {count} more lines", count=len(lines) - MAX_LINES)
