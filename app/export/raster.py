"""A scene as a QImage, at any scale, with or without its ground; and as the bytes of a png."""

from __future__ import annotations

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
from .png import png_of

LONGEST_SIDE = 32000  # px; Qt's painter counts in 16 bits
MOST_PIXELS = 150_000_000
LARGE = 4_000_000  # px from which on a png is packed as Note [Large pngs] says


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
    scale = fitting(frame, scale)
    made = blank(*[max(1, round(side * scale)) for side in (frame.width, frame.height)], frame.transparent)
    dots = round(96 * scale / 0.0254)
    made.setDotsPerMeterX(dots)
    made.setDotsPerMeterY(dots)
    painter = QPainter(made)
    to_frame(painter, frame, made.width(), made.height())
    paint_frame(painter, frame)
    painter.end()
    return made


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
    made = image(frame, scale)
    texts = {"Title": frame.words, "Software": "Retrograd"}
    if made.width() * made.height() > LARGE:
        return png_of(made, frame.transparent, texts), fitting(frame, scale)
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
    return bytes(data.data()), fitting(frame, scale)
