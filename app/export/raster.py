"""A scene as a QImage, at any scale, with or without its ground; and as the bytes of a png."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from . import ExportError
from . import measure as m
from .fonts import font
from .frame import EMPTY_WORDS, Frame
from .paint import colour, paint_ground, paint_scene

LONGEST_SIDE = 32000  # px; Qt's painter counts in 16 bits
MOST_PIXELS = 150_000_000
LARGE, QUICK = 10_000_000, 80  # px from which on a png is compressed less hard (Qt's "quality"), for it takes seconds


def fitting(frame: Frame, scale: float) -> float:
    """`scale`, or the largest below it at which the picture can be made."""
    side = LONGEST_SIDE / max(frame.width, frame.height)
    area = (MOST_PIXELS / (frame.width * frame.height)) ** 0.5
    return min(scale, side, area)


def image(frame: Frame, scale: float = 1.0) -> QImage:
    """The picture, `scale` px for one of the scene's, in sRGB. What is too large is drawn smaller, see `fitting`."""
    scale = fitting(frame, scale)
    size = [max(1, round(side * scale)) for side in (frame.width, frame.height)]
    made = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    if made.isNull():
        raise ExportError(f"there is not enough memory for a picture of {size[0]} × {size[1]} px.")
    made.fill(Qt.GlobalColor.transparent)
    dots = round(96 * scale / 0.0254)
    made.setDotsPerMeterX(dots)
    made.setDotsPerMeterY(dots)
    painter = QPainter(made)
    painter.scale(size[0] / frame.width, size[1] / frame.height)
    painter.translate(-frame.left, -frame.top)
    paint_frame(painter, frame)
    painter.end()
    return made


def paint_frame(painter: QPainter, frame: Frame) -> None:
    """Everything that a figure shows, in the scene's coordinates."""
    rect = QRectF(frame.left, frame.top, frame.width, frame.height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not frame.transparent:
        paint_ground(painter, rect, frame.palette, frame.dots)
    paint_scene(painter, frame.scene, frame.palette)
    if frame.is_empty:
        painter.setFont(font(*m.SMALL))
        painter.setPen(colour(frame.palette.sub))
        wide = m.width(EMPTY_WORDS, m.SMALL)
        painter.drawText(QPointF(rect.center().x() - wide / 2, rect.center().y() + 4), EMPTY_WORDS)


def png_bytes(frame: Frame, scale: float) -> tuple[bytes, float]:
    """(the png, the scale it was drawn at)."""
    made = image(frame, scale)
    made.setText("Title", frame.words)
    made.setText("Software", "Retrograd")
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not frame.transparent:
        made = made.convertToFormat(QImage.Format.Format_RGB32)  # smaller and sooner written
    if not made.save(buffer, "PNG", QUICK if made.width() * made.height() > LARGE else -1):
        raise ExportError("the picture could not be turned into a png.")
    buffer.close()
    return bytes(data.data()), fitting(frame, scale)
