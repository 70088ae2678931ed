"""A scene as a QImage, at any scale, with or without its ground; and as the bytes of a png."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from app.model.translate import tr

from . import measure as m
from .carried import into_png
from .fonts import font
from .frame import EMPTY_WORDS, Frame
from .job import Job, Made
from .options import ExportError
from .paint import colour, paint_dots, paint_pill, paint_scene
from .paint_below import paint_below
from .png import png_of, strips_of

LONGEST_SIDE = 32000  # px; Qt's painter counts in 16 bits
MOST_PIXELS = 150_000_000
LARGE = 4_000_000  # px from which on a png is made as Note [Large pngs] says
AROUND = 24.0  # px that a card or an edge reaches out of its box: glow, arrowhead, scissors


def make(job: Job) -> Made:
    """The figure as a png."""
    frame, scale = job.frame(), job.options.scale
    data, used = png_bytes(frame, scale)
    note = "" if used == scale else tr("drawn at scale {used:.3g}: at {asked:g} it would be larger than a png can be.",
                                            used=used, asked=scale)
    packed, why = job.packed()
    if packed:
        data = into_png(data, packed)
    note = " ".join(filter(None, (note, why)))
    return Made(data, frame.width * used, frame.height * used, note)


def fitting(frame: Frame, scale: float) -> float:
    """`scale`, or the largest below it at which the picture can be made."""
    side = LONGEST_SIDE / max(frame.width, frame.height)
    area = (MOST_PIXELS / (frame.width * frame.height)) ** 0.5
    return min(scale, side, area)


def image(frame: Frame, scale: float = 1.0) -> QImage:
    """The picture, `scale` px for one of the scene's, in sRGB. What is too large is drawn smaller, see `fitting`."""
    size = _size(frame, fitting(frame, scale))
    made = _strip(frame, size, 0, size[1])
    dots = _dots(fitting(frame, scale))
    made.setDotsPerMeterX(dots)
    made.setDotsPerMeterY(dots)
    return made


def _size(frame: Frame, scale: float) -> tuple[int, int]:
    return max(1, round(frame.width * scale)), max(1, round(frame.height * scale))


def _dots(scale: float) -> int:
    """Dots to the metre."""
    return round(96 * scale / 0.0254)


def _strip(frame: Frame, size: tuple[int, int], top: int, lines: int, slots=None, edges=None) -> QImage:
    """Some lines of the picture that has this size (of the graph those slots and edges, where given)."""
    made = blank(size[0], lines, frame.transparent)
    painter = QPainter(made)
    painter.translate(0, -top)
    to_frame(painter, frame, *size)
    paint_frame(painter, frame, slots, edges)
    painter.end()
    return made


def _strips(frame: Frame, size: tuple[int, int]) -> Iterator[QImage]:
    """The picture from above; each strip draws only what reaches into it."""
    sheet, scale = frame.scene.sheet, size[1] / frame.height
    slots, edges = np.array(frame.slots, np.int64), np.array(frame.edges, np.int64)
    boxes, points, start = sheet.boxes[slots], sheet.points[:, 1], sheet.start[:-1]
    low = np.minimum.reduceat(points, start)[edges] if len(edges) else np.empty(0)
    high = np.maximum.reduceat(points, start)[edges] if len(edges) else np.empty(0)
    for top, lines in strips_of(*size):
        first, last = frame.top + top / scale - AROUND, frame.top + (top + lines) / scale + AROUND
        yield _strip(frame, size, top, lines, slots[(boxes[:, 3] > first) & (boxes[:, 1] < last)].tolist(),
                     edges[(high > first) & (low < last)].tolist())


def blank(wide: int, high: int, clear: bool = True) -> QImage:
    """A clear picture (else one without transparency). ExportError if there is no memory for it."""
    made = QImage(wide, high, QImage.Format.Format_ARGB32_Premultiplied if clear else QImage.Format.Format_RGB32)
    if made.isNull():
        raise ExportError(tr("there is not enough memory for a picture of {wide:,} × {high:,} px.", wide=wide, high=high))
    made.fill(Qt.GlobalColor.transparent)
    return made


def to_frame(painter: QPainter, frame: Frame, wide: float, high: float) -> None:
    """Have the painter count in the scene's px, the frame filling `wide` × `high` of the device."""
    painter.scale(wide / frame.width, high / frame.height)
    painter.translate(-frame.left, -frame.top)


def paint_frame(painter: QPainter, frame: Frame, slots=None, edges=None) -> None:
    """Everything that a figure shows (of the graph those slots and edges, where given), in the scene's coordinates."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not frame.transparent:
        rect = QRectF(frame.left, frame.top, frame.width, frame.height)
        painter.fillRect(rect, colour(frame.ground))
        if frame.dots:
            paint_dots(painter, rect, frame.palette)
    painter.save()
    if frame.clipped:
        left, top, right, bottom = frame.inside
        painter.setClipRect(QRectF(left, top, right - left, bottom - top), Qt.ClipOperation.IntersectClip)
    paint_scene(painter, frame.scene, frame.palette, frame.slots if slots is None else slots,
                frame.edges if edges is None else edges, pills=False)
    for pill in frame.pills:
        paint_pill(painter, pill, frame.palette)
    painter.restore()
    if frame.is_empty:
        words = tr(EMPTY_WORDS)
        left, top, right, bottom = frame.inside
        painter.setFont(font(*m.SMALL))
        painter.setPen(colour(frame.ink))
        wide = m.width(words, m.SMALL)
        painter.drawText(QPointF((left + right - wide) / 2, (top + bottom) / 2 + 4), words)
    paint_below(painter, frame)


def png_bytes(frame: Frame, scale: float) -> tuple[bytes, float]:
    """(the png, the scale it was drawn at)."""
    scale = fitting(frame, scale)
    texts, size = {"Title": frame.words, "Software": "Retrograd"}, _size(frame, scale)
    if size[0] * size[1] > LARGE:
        return png_of(_strips(frame, size), size, frame.transparent, _dots(scale), texts), scale
    made = image(frame, scale)
    for name, text in texts.items():
        made.setText(name, text)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not frame.transparent:
        made = made.convertToFormat(QImage.Format.Format_RGB32)  # smaller and sooner written
    if not made.save(buffer, "PNG"):
        raise ExportError(tr("the picture could not be turned into a png."))
    buffer.close()
    return bytes(data.data()), scale
