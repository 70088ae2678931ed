"""A sentence in very large letters, painted fast.

Up to 64 px of the screen Qt keeps a picture of each letter; larger ones it fills as outlines every time, for six milliseconds
a headline on a 4K screen. Here those are kept too.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QRawFont, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

KEPT_BY_QT = 64  # px of the screen
MOST_LETTERS = 400


class Headline(QWidget):
    """One plain text, wrapped; its colour is `colour`, its letters are the widget's font."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._text = ""
        self.colour = QColor("black")
        self._letters: dict[tuple, tuple[QPixmap, QPointF]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def text(self) -> str:
        """What is written."""
        return self._text

    def setText(self, text: str) -> None:
        """Write this."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def high(self, text: str, wide: float) -> float:
        """px that a text takes in these letters, in rows of `wide` px."""
        layout = self._laid(text, wide)
        return sum(layout.lineAt(i).height() for i in range(layout.lineCount()))

    def _laid(self, text: str, wide: float) -> QTextLayout:
        layout = QTextLayout(text, self.font(), self)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(wide)
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        return layout

    def warm(self, letters: str) -> None:
        """Have the pictures of these letters made, where nobody waits for them."""
        nowhere = QPixmap(1, 1)
        nowhere.setDevicePixelRatio(self.devicePixelRatioF())
        painter = QPainter(nowhere)
        self._paint(painter, letters)
        painter.end()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        self._paint(painter, self._text)
        painter.end()

    def _paint(self, painter: QPainter, text: str) -> None:
        layout, ratio = self._laid(text, self.width()), self.devicePixelRatioF()
        painter.setPen(self.colour)
        if self.font().pixelSize() * ratio <= KEPT_BY_QT:
            layout.draw(painter, QPointF(0, 0))
        else:
            for run in layout.glyphRuns():
                font = run.rawFont()
                for glyph, at in zip(run.glyphIndexes(), run.positions()):
                    picture, corner = self._letter(font, glyph, ratio)
                    x, y = (round(n * ratio) / ratio for n in (at.x(), at.y()))  # between pixels letters would be blurred
                    painter.drawPixmap(QPointF(x, y) + corner, picture)

    def _letter(self, font: QRawFont, glyph: int, ratio: float) -> tuple[QPixmap, QPointF]:
        """The picture of a letter, and where its corner lies from the letter's origin."""
        key = font.familyName(), font.weight(), font.pixelSize(), ratio, self.colour.rgba(), glyph
        if key not in self._letters:
            if len(self._letters) >= MOST_LETTERS:
                self._letters.clear()
            path = font.pathForGlyph(glyph)
            path.setFillRule(Qt.FillRule.WindingFill)  # a letter's parts overlap
            box = path.boundingRect()
            left, top = math.floor(box.left() * ratio) - 1, math.floor(box.top() * ratio) - 1
            wide, high = math.ceil(box.right() * ratio) + 1 - left, math.ceil(box.bottom() * ratio) + 1 - top
            picture = QPixmap(max(1, wide), max(1, high))
            picture.setDevicePixelRatio(ratio)
            picture.fill(QColor(0, 0, 0, 0))
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(-left / ratio, -top / ratio)
            painter.fillPath(path, self.colour)
            painter.end()
            self._letters[key] = picture, QPointF(left / ratio, top / ratio)
        return self._letters[key]
