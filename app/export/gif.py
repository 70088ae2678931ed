"""The steps of a run as an animated GIF: one palette for all frames, and of each frame only what has changed.

Note [Why Pillow]
    GIF's compression (LZW) bit by bit in Python takes seconds a frame; Pillow (HPND licence) does it in C. Its own
    animations write whole frames with a palette each, and its palettes are near misses of the figure's colours, so
    palette and container are made here, round the compressed data of one-frame GIFs that Pillow writes.
"""

from __future__ import annotations

import io
import struct

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from app.model.translate import tr

from .job import Job, Made
from .options import ExportError
from .raster import image
from .reel import Reel
from .theme import as_dict, rgb

COLOURS = 255  # and one for "as it was before", or clear
CLEAR = 255
SAMPLES, FEW, MANY_CARDS = 8, 3, 300  # frames that the palette is made from; fewer where each has many cards
SAMPLE_SIDE = 900  # px
FADE = 128  # alpha below which a pixel is clear
LEAVE, RESTORE = 1, 2  # what is done with a frame when the next comes


def make(job: Job) -> Made:
    """The run as a GIF."""
    pillow()
    reel, writer = Reel(job), _Writer(_Palette(job), job.options.transparent)
    data = io.BytesIO()
    data.write(b"GIF89a" + struct.pack("<HHBBB", reel.width, reel.height, 0xF7, CLEAR, 0))
    data.write(writer.palette.colours.astype(np.uint8).tobytes().ljust(768, b"\0"))
    data.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")
    told = job.at(job.steps[-1]).frame().words.encode("ascii", "replace")[:255]
    data.write(b"!\xfe" + bytes([len(told)]) + told + b"\0" if told else b"")
    each = max(2, round(100 / job.options.fps))  # hundredths of a second
    frame, stays = b"", 0
    for shot in reel:
        if shot.changed.isEmpty():
            stays += each
            continue
        data.write(_timed(frame, stays))
        frame, stays = writer.frame(shot.image, shot.changed), each
    data.write(_timed(frame, stays + round(100 * job.options.pause)) + b";")
    return Made(data.getvalue(), reel.width, reel.height, reel.note)


def pillow():
    """Pillow's module Image. ExportError if it is not installed."""
    try:
        from PIL import Image
    except ImportError:
        raise ExportError(tr("a GIF needs the package Pillow: `pip install pillow`; svg and pdf figures do without.")
                          ) from None
    return Image


def _timed(frame: bytes, stays: int) -> bytes:
    """A frame, shown for `stays` hundredths of a second."""
    return frame and frame[:4] + struct.pack("<H", min(stays, 65535)) + frame[6:]


class _Palette:
    """The colours of all frames, from a few of them. colours: int[k, 3]; `of(pixels)` gives the nearest of each."""

    def __init__(self, job: Job):
        steps = job.steps
        count = SAMPLES if len(job.at(steps[-1]).part()) < MANY_CARDS else FEW
        some = sorted({steps[round(k * (len(steps) - 1) / (count - 1))] for k in range(count)})
        seen = []
        for step in some:
            frame = job.at(step).frame()
            scale = min(job.options.scale, SAMPLE_SIDE / max(frame.width, frame.height))
            seen.append(_packed(image(frame, max(scale, 0.05)))[0].ravel())
        tones = [value for value in as_dict(frame.palette).values() if isinstance(value, str) and value[:1] == "#"]
        meant = np.array([r << 16 | g << 8 | b for r, g, b in map(rgb, tones)])
        values, counts = np.unique(np.concatenate(seen), return_counts=True)
        counts[np.isin(values, meant)] += counts.max()  # what means something keeps its colour to the bit
        chosen = values[np.argsort(counts)[::-1][:COLOURS]]
        self.colours = np.stack([chosen >> 16, chosen >> 8 & 255, chosen & 255], axis=1).astype(np.int32)
        self._nearest = np.full(1 << 24, -1, np.int16)
        self._nearest[chosen] = np.arange(len(chosen))

    def of(self, packed: np.ndarray) -> np.ndarray:
        """uint8, the number of each pixel's colour. packed: 0xRRGGBB each."""
        found = self._nearest[packed]
        if (found < 0).any():
            new = np.unique(packed[found < 0])
            for part in np.array_split(new, len(new) // 4096 + 1):
                parts = np.stack([part >> 16, part >> 8 & 255, part & 255], axis=1).astype(np.int32)
                apart = ((parts[:, None] - self.colours[None]) ** 2 * (3, 4, 2)).sum(axis=2)
                self._nearest[part] = apart.argmin(axis=1)
            found = self._nearest[packed]
        return found.astype(np.uint8)


def _packed(picture: QImage) -> tuple[np.ndarray, np.ndarray]:
    """(0xRRGGBB of each pixel, its alpha)."""
    picture = picture.convertToFormat(QImage.Format.Format_ARGB32)
    bits = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1)[:, : picture.width()]
    return (bits & 0xFFFFFF).astype(np.int64), bits >> 24  # copies: the picture goes


class _Writer:
    """Turns pictures into frames of a GIF; what has not changed is left as it was."""

    def __init__(self, palette: _Palette, transparent: bool):
        self.palette, self._transparent = palette, transparent
        self._last: np.ndarray | None = None

    def frame(self, picture: QImage, changed: QRect) -> bytes:
        """The control block, the descriptor and the compressed pixels of what has changed (of clear pictures: all)."""
        rect = picture.rect() if self._transparent else changed
        packed, alpha = _packed(picture.copy(rect))
        pixels = self.palette.of(packed)
        if self._transparent:
            pixels[alpha < FADE] = CLEAR
        else:
            pixels = self._difference(pixels, rect, picture)
        flags = (RESTORE if self._transparent else LEAVE) << 2 | 1
        return (b"!\xf9\x04" + struct.pack("<BHBB", flags, 0, CLEAR, 0)
                + b"," + struct.pack("<HHHHB", rect.x(), rect.y(), rect.width(), rect.height(), 0)
                + _compressed(pixels))

    def _difference(self, pixels: np.ndarray, rect: QRect, picture: QImage) -> np.ndarray:
        if self._last is None:
            self._last = np.full((picture.height(), picture.width()), CLEAR, np.uint8)
        before = self._last[rect.y() : rect.y() + rect.height(), rect.x() : rect.x() + rect.width()]
        changed = np.where(pixels == before, np.uint8(CLEAR), pixels)
        before[:] = pixels
        return changed


def _compressed(pixels: np.ndarray) -> bytes:
    """Pixels as GIF holds them: code size, blocks, end."""
    one = io.BytesIO()
    picture = pillow().frombytes("P", pixels.shape[::-1], np.ascontiguousarray(pixels).tobytes())
    picture.putpalette(bytes(range(256)) * 3)
    picture.save(one, "GIF", optimize=False, interlace=0)
    gif = one.getvalue()
    at = 13 + (3 << ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0)
    while gif[at] == 0x21:  # an extension
        at += 2
        while gif[at]:
            at += gif[at] + 1
        at += 1
    local = 3 << ((gif[at + 9] & 7) + 1) if gif[at + 9] & 0x80 else 0
    return gif[at + 10 + local : -1]
