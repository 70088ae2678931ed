"""The heat maps of a figure as SVG: one small png that holds all of them, and for each card a window on it.

A png for every map would be larger than all the rest of a card. The png has few colours (6 shades for either sign, zero,
what is not finite, and clear); a place in it is for one card, its rows one below the other, a pixel for CELL px. Cards
with the same maps share a place.
"""

from __future__ import annotations

import base64
import math
import struct
import zlib

import numpy as np

from . import measure as m
from .cardtext import Row, glyph_places
from .glyph import BAD, CELL, LEVELS, WIDE, Glyph
from .theme import Palette, glyph_ramp, rgb

SHADES, CLEAR = 6, 14  # shades for either sign; the number of what is clear
MANY = 300  # cards with maps, of which each has half as many pixels across and down
PITCH = m.TALL_ROW // CELL  # px of the png for a row
PLACE = WIDE // CELL + 1, 2 * PITCH  # with a gap, so that what is drawn smoothly does not take from its neighbour
ACROSS = 24  # places in a row of the png
IDENT = "h"


class HeatMaps:
    """Collects the maps of a figure while its cards are written; `element` is the png that their windows look at."""

    def __init__(self):
        self._places: dict[tuple, int] = {}

    def window(self, rows: tuple[Row, ...], x: float, y: float, num) -> str:
        """The maps of a card's rows, from (x, y) on, see glyph_places. num: writes a coordinate."""
        glyphs = tuple(row.glyph for row in rows)
        wide = max((glyph.wide for glyph in glyphs if glyph), default=0)
        if not wide:
            return ""
        u, v = _corner(self._places.setdefault(glyphs, len(self._places)))
        size = f'width="{wide}" height="{len(rows) * m.TALL_ROW}"'
        seen = f'viewBox="{u} {v} {wide // CELL} {len(rows) * PITCH}"'
        crosses = []
        for k, row in enumerate(rows):
            if row.glyph is not None:
                left, top, across, down = glyph_places(row, x, y + k * m.TALL_ROW, m.TALL_ROW)[0]
                crosses += [(left + a * across - 2.5, top + b * down - 2.5) for a, b in row.glyph.bad()]
        marks = "".join(f"M{num(a)} {num(b)}l5 5m-5 0l5-5" for a, b in crosses)
        return (f'<svg x="{num(x + m.LABEL_W)}" y="{num(y)}" {size} {seen}><use href="#{IDENT}"/></svg>'
                + (f'<path class="x" d="{marks}"/>' if marks else ""))

    def element(self, p: Palette) -> str:
        """The png as an element for the figure's definitions, "" if there are no maps."""
        if not self._places:
            return ""
        across, down = min(len(self._places), ACROSS) * PLACE[0], math.ceil(len(self._places) / ACROSS) * PLACE[1]
        sheet, step = np.full((down, across), CLEAR, np.uint8), 2 if len(self._places) > MANY else 1
        for glyphs, place in self._places.items():
            u, v = _corner(place)
            for k, glyph in enumerate(glyphs):
                if glyph is not None:
                    pixels = _pixels(glyph, step)
                    top = v + k * PITCH + (PITCH - len(pixels)) // 2
                    sheet[top : top + len(pixels), u : u + pixels.shape[1]] = pixels
        data = base64.b64encode(_png(sheet[:, ::step], [*glyph_ramp(p, SHADES), p.card])).decode("ascii")
        return (f'<image id="{IDENT}" width="{across}" height="{down}" preserveAspectRatio="none" '
                f'style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>')


def _corner(place: int) -> tuple[int, int]:
    return place % ACROSS * PLACE[0], place // ACROSS * PLACE[1]


def _pixels(glyph: Glyph, step: int) -> np.ndarray:
    """A map as uint8[high / CELL, wide / CELL], the numbers of its colours; each the mean of step × step codes."""
    down, across = glyph.high // CELL, glyph.wide // CELL
    rows, columns = np.arange(down) * glyph.rows // down, np.arange(across) * glyph.columns // across
    codes = glyph.table()[rows[:, None], columns]
    parts = codes.reshape(down // step, step, across // step, step)
    made = np.rint((parts.mean(axis=(1, 3)) - LEVELS) / LEVELS * SHADES).astype(int) + SHADES
    made[(parts == BAD).any(axis=(1, 3))] = 2 * SHADES + 1
    return made.astype(np.uint8).repeat(step, 0).repeat(step, 1)


def _png(pixels: np.ndarray, colours: list[str]) -> bytes:
    """A png of at most 16 colours, the last one clear. pixels: uint8[rows, columns], the number of each pixel's colour."""
    rows, columns = pixels.shape
    even = np.zeros((rows, columns + columns % 2), np.uint8)
    even[:, :columns] = pixels
    packed = even[:, ::2] << 4 | even[:, 1::2]
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), packed], axis=1).tobytes()
    head = struct.pack(">IIBBBBB", columns, rows, 4, 3, 0, 0, 0)
    table = b"".join(bytes(rgb(colour)) for colour in colours)
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"PLTE", table)
            + _chunk(b"tRNS", b"\xff" * (len(colours) - 1) + b"\0") + _chunk(b"IDAT", zlib.compress(lines, 7))
            + _chunk(b"IEND", b""))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
