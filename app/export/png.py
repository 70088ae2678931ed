"""Large pictures as png: what Qt takes seconds for, in tenths of one.

Note [Large pngs]
    Most of a figure is ground: a line less the line above it (png's filter "Up") is zeros nearly everywhere, which zlib
    packs at memory's speed. Strips of lines are packed apart, in threads (zlib lets go of Python's lock), each ended by a
    full flush, so that together they are one stream.
"""

from __future__ import annotations

import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PySide6.QtGui import QImage

STRIP = 4 << 20  # bytes of a strip, about
UP = 2  # the number of the filter
LEVEL = 1


def png_of(image: QImage, alpha: bool, texts: dict[str, str]) -> bytes:
    """The png of a picture (RGB32 or ARGB32_Premultiplied). alpha: with transparency; texts: what is said in it."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888 if alpha else QImage.Format.Format_RGB888)
    wide, high, channels = image.width(), image.height(), 4 if alpha else 3
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(high, image.bytesPerLine())[:, : channels * wide]
    lines = max(1, STRIP // (wide * channels))
    strips = range(0, high, lines)

    def packed(top: int) -> tuple[bytes, int, int]:
        data = _filtered(bits, top, min(top + lines, high))
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        ended = zlib.Z_FINISH if top + lines >= high else zlib.Z_FULL_FLUSH
        return packer.compress(data) + packer.flush(ended), zlib.adler32(data), data.size

    with ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
        done = list(pool.map(packed, strips))
    check = 1
    for _data, its, length in done:
        check = _joined(check, its, length)
    stream = b"\x78\x01" + b"".join(data for data, _its, _length in done) + struct.pack(">I", check)
    dots = max(1, image.dotsPerMeterX())
    head = struct.pack(">IIBBBBB", wide, high, 8, 6 if alpha else 2, 0, 0, 0)
    said = b"".join(_chunk(b"iTXt", name.encode("ascii") + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))
                    for name, text in texts.items())
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1)) + said
            + _chunk(b"IDAT", stream) + _chunk(b"IEND", b""))


def _filtered(bits: np.ndarray, top: int, bottom: int) -> np.ndarray:
    """Lines less those above them, each with its filter's number before it."""
    made = np.empty((bottom - top, 1 + bits.shape[1]), np.uint8)
    made[:, 0] = UP
    if top == 0:
        made[0, 1:] = bits[0]
    np.subtract(bits[max(top, 1) : bottom], bits[max(top, 1) - 1 : bottom - 1], out=made[int(top == 0) :, 1:])
    return made


def _joined(first: int, second: int, length: int) -> int:
    """The Adler-32 sum of data of which the sums of two parts are known; `length`: of the second."""
    base = 65521
    a = (first & 0xFFFF) + (second & 0xFFFF) - 1
    b = (first >> 16) + (second >> 16) + length % base * ((first & 0xFFFF) - 1)
    return (b % base) << 16 | a % base


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
