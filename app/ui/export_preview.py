"""The preview of a figure: as large as fits, on squares where it is transparent, or a word while it is being drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from .style import style
from .texts import tr


class Preview(QWidget):
    """image: the figure; transparent: squares below it; words: what stands there without an image."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.image = QImage()
        self.transparent = False
        self.words = ""
        self.setAccessibleName(tr("Preview"))

    def sizeHint(self) -> QSize:
        return QSize(style.px(560), style.px(560))

    def minimumSizeHint(self) -> QSize:
        return QSize(style.px(240), style.px(240))

    def room(self) -> tuple[int, int]:
        """(width, height) that an image can have, in px of the screen."""
        ratio = self.devicePixelRatioF()
        return round((self.width() - style.px(24)) * ratio), round((self.height() - style.px(24)) * ratio)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("sunken"))
        if self.image.isNull():
            painter.setPen(style.color("sub"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.words)
        else:
            self._paint_image(painter)
        painter.end()

    def _paint_image(self, painter: QPainter) -> None:
        whole = self.image.deviceIndependentSize()
        size = whole.scaled(self.width() - style.px(24), self.height() - style.px(24),
                            Qt.AspectRatioMode.KeepAspectRatio)
        if size.width() > whole.width():
            size = whole
        area = QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2,
                      size.width(), size.height())
        if self.transparent:
            _squares(painter, area)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self.image)


def _squares(painter: QPainter, area: QRectF) -> None:
    side = style.px(8)
    painter.save()
    painter.setClipRect(area)
    painter.fillRect(area, style.color("panel"))
    for i in range(int(area.width() // side) + 1):
        for j in range(int(area.height() // side) + 1):
            if (i + j) % 2:
                painter.fillRect(QRectF(area.left() + i * side, area.top() + j * side, side, side),
                                 style.color("hover"))
    painter.restore()
