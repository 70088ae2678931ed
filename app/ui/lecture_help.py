"""The keys of lecture mode, laid over its page (F1): no dialog, so that no key is lost to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from .lecture_keys import KEYS
from .style import style
from .texts import tr

COLUMNS = 2


class KeysCard(QFrame):
    """In the middle of its parent; hidden until it is asked for."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setObjectName("lecture_keys")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._grid = QGridLayout(self)
        self._labels: list[tuple[QLabel, QLabel]] = []
        rows = -(-len(KEYS) // COLUMNS)
        for at, (keys, words) in enumerate(KEYS):
            pair = QLabel(tr(keys), self), QLabel(tr(words), self)
            for column, label in enumerate(pair):
                label.setTextFormat(Qt.TextFormat.PlainText)
                self._grid.addWidget(label, at % rows, 2 * (at // rows) + column)
            self._labels.append(pair)
        self.hide()

    def show_over(self, scale: float) -> None:
        """Show it, in letters for a page of this scale."""
        palette = style.palette()
        self.setStyleSheet(f"#lecture_keys{{background:{palette.win};border:{max(1, round(2 * scale))}px solid {palette.border};"
                           f"border-radius:{round(8 * scale)}px}}")
        for pair in self._labels:
            for label, weight, colour in zip(pair, (600, 400), ("accent", "text")):
                font = style.font(13, weight)
                font.setPixelSize(max(6, round(18 * scale)))
                label.setFont(font)
                label.setStyleSheet(f"color:{palette[colour]};background:transparent")
        self._grid.setContentsMargins(*[round(28 * scale)] * 4)
        self._grid.setHorizontalSpacing(round(24 * scale))
        self._grid.setVerticalSpacing(round(10 * scale))
        self.setAccessibleName("; ".join(f"{keys.text()}: {words.text()}" for keys, words in self._labels))
        self.adjustSize()
        room = self.parentWidget().rect()
        self.move((room.width() - self.width()) // 2, (room.height() - self.height()) // 2)
        self.raise_()
        self.show()
