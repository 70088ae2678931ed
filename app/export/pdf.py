"""A scene as a one-page pdf: the screen's painting, text as text, fonts embedded."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from . import ExportError
from .frame import Frame
from .raster import paint_frame

DPI = 1200  # of the coordinates: letters then stand where they should
POINT = 0.75  # points for a px
LONGEST_SIDE = 14400  # points: what readers take


def pdf_bytes(frame: Frame, scale: float) -> tuple[bytes, float]:
    """(the pdf, the scale it was drawn at); `scale` 1 is 96 px to the inch."""
    scale = min(scale, LONGEST_SIDE / (max(frame.width, frame.height) * POINT))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    size = QSizeF(frame.width * POINT * scale, frame.height * POINT * scale)
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(frame.words)
    writer.setCreator("Retrograd")
    painter = QPainter()
    if not painter.begin(writer):
        raise ExportError("the pdf could not be begun.")
    painter.scale(writer.width() / frame.width, writer.height() / frame.height)
    painter.translate(-frame.left, -frame.top)
    paint_frame(painter, frame)
    painter.end()
    del painter, writer
    buffer.close()
    return bytes(data.data()), scale
