"""Large pictures as png, made and packed strip by strip: what Qt takes seconds for, in tenths of one.

Note [Large pngs]
    Most of a figure is ground: a line less the line above it (png's filter "Up") is zeros nearly everywhere, which zlib
    packs at memory's speed. Strips of lines are packed apart, in threads (zlib lets go of Python's lock) while the next
    ones are painted, each ended by a full flush, so that together they are one stream. The whole picture, which may be
    half a gigabyte, is never in memory.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PySide6.QtGui import QImage

STRIP = 16 << 20  # bytes of a strip, about
UP = 2  # the number of the filter
LEVEL = 1


def strips_of(wide: int, high: int) -> Iterator[tuple[int, int]]:
    """(first line, how many lines) of the strips of a picture of that size, from above."""
    lines = max(1, STRIP // (4 * wide))
    return ((top, min(lines, high - top)) for top in range(0, high, lines))


def png_of(strips: Iterable[QImage], size: tuple[int, int], alpha: bool, dots: int, texts: dict[str, str]) -> bytes:
    """The png of a picture (RGB32 or ARGB32_Premultiplied) that comes in strips, from above.

    size: width and height of it all, px. alpha: with transparency; dots: to a metre; texts: what is said in it.
    """
    head = struct.pack(">IIBBBBB", *size, 8, 6 if alpha else 2, 0, 0, 0)
    said = b"".join(_chunk(b"iTXt", name.encode("ascii") + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))
                    for name, text in texts.items())
    dots = max(1, dots)
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1)) + said
            + _chunk(b"IDAT", _stream(strips, alpha)) + _chunk(b"IEND", b""))


def _stream(strips: Iterable[QImage], alpha: bool) -> bytes:
    """The lines of all strips as one stream of zlib's."""
    threads = max(1, min(4, os.cpu_count() or 1))
    parts, check, waiting = [b"\x78\x01"], 1, deque()

    def take() -> None:
        nonlocal check
        data, its, length = waiting.popleft().result()
        parts.append(data)
        check = _joined(check, its, length)

    with ThreadPoolExecutor(threads) as pool:
        above = None
        for strip in strips:
            image = strip.convertToFormat(QImage.Format.Format_RGBA8888 if alpha else QImage.Format.Format_RGB888)
            waiting.append(pool.submit(_packed, image, above))
            above = _lines(image)[-1].copy()
            if len(waiting) > threads:
                take()
        while waiting:
            take()
    parts.append(b"\3\0")  # an empty last block
    return b"".join(parts) + struct.pack(">I", check)


def _lines(image: QImage) -> np.ndarray:
    """uint8[lines, bytes of a line], good for as long as the image is."""
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return bits[:, : image.depth() // 8 * image.width()]


def _packed(image: QImage, above: np.ndarray | None) -> tuple[bytes, int, int]:
    """(a strip packed, its Adler-32 sum, its length unpacked)."""
    data = _filtered(_lines(image), above)
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH), zlib.adler32(data), data.size


def _filtered(bits: np.ndarray, above: np.ndarray | None) -> np.ndarray:
    """Lines less those above them, each with its filter's number before it. above: the line above the first one."""
    made = np.empty((len(bits), 1 + bits.shape[1]), np.uint8)
    made[:, 0] = UP
    np.subtract(bits[0], 0 if above is None else above, out=made[0, 1:])
    np.subtract(bits[1:], bits[:-1], out=made[1:, 1:])
    return made


def _joined(first: int, second: int, length: int) -> int:
    """The Adler-32 sum of data of which the sums of two parts are known; `length`: of the second."""
    base = 65521
    a = (first & 0xFFFF) + (second & 0xFFFF) - 1
    b = (first >> 16) + (second >> 16) + length % base * ((first & 0xFFFF) - 1)
    return (b % base) << 16 | a % base


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
