"""Large pngs, packed strip by strip, hold the picture that they are of."""

import zlib

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from app.export import Options, png, raster
from app.export.job import Job
from app.export.kinds import kind_of
from app.export.png import png_of


def picture(wide: int, high: int, alpha: bool) -> QImage:
    image = QImage(wide, high, QImage.Format.Format_ARGB32_Premultiplied if alpha else QImage.Format.Format_RGB32)
    image.fill(0x00000000 if alpha else 0xFFFBFBFD)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for k in range(9):
        painter.setBrush([0xFF0B63B5, 0xFFC2410C, 0xFF0B7A5B][k % 3])
        painter.drawEllipse(k * wide // 12, k * high // 12, wide // 5, high // 5)
    painter.end()
    return image


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (401, 7), (640, 480)])
@pytest.mark.parametrize("alpha", [False, True])
def test_qt_reads_back_the_same_picture(size, alpha, monkeypatch):
    monkeypatch.setattr(png, "STRIP", 10_000)
    image = picture(*size, alpha)
    strips = [image.copy(0, top, size[0], lines) for top, lines in png.strips_of(*size)]
    back = QImage.fromData(png_of(strips, size, alpha, 7559, {"Title": "a → b", "Software": "Retrograd"}))
    form = QImage.Format.Format_ARGB32 if alpha else QImage.Format.Format_RGB32
    assert back.convertToFormat(form) == image.convertToFormat(form) and back.hasAlphaChannel() == alpha
    assert back.text("Title") == "a → b" and back.dotsPerMeterX() == 7559


def test_sums_of_parts_are_the_sum_of_the_whole():
    data = np.random.default_rng(0).integers(0, 256, 300_000, np.uint8).tobytes()
    for at in (0, 1, 65_521, 299_999, 300_000):
        assert png._joined(zlib.adler32(data[:at]), zlib.adler32(data[at:]), len(data) - at) == zlib.adler32(data)


def test_a_figure_painted_in_strips_is_the_figure(trace_of, monkeypatch):
    trace = trace_of("mlp")
    frame = Job(trace, kind_of("a.png"), len(trace) // 2, Options(legend=True, caption="In strips")).frame()
    whole = raster.image(frame, 1.5)
    monkeypatch.setattr(png, "STRIP", 4 * whole.width() * 37)
    monkeypatch.setattr(raster, "LARGE", 0)
    data, used = raster.png_bytes(frame, 1.5)
    back = QImage.fromData(data).convertToFormat(whole.format())
    bits = [np.frombuffer(one.constBits(), np.uint8).astype(int) for one in (back, whole)]
    assert used == 1.5 and back.size() == whole.size() and back.dotsPerMeterX() == whole.dotsPerMeterX()
    assert np.abs(bits[0] - bits[1]).max() <= 2  # the painter's rounding
