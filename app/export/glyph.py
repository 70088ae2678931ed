"""A large tensor as a small heat map with its statistics: what a card shows where the numbers themselves have no room.

Note [Glyphs]
    A glyph has at most CELLS cells. A cell is the mean of a block of the tensor; its level is that mean as a part of the
    greatest |mean| of the glyph, so zero is the middle colour and every glyph is on a scale of its own (the numbers
    beside it say which). A block that holds a NaN or an infinity is BAD, whatever else is in it. Vectors are strips.
    What has three dimensions is shown as rows of its last one, what has four or more as a row for each of its last planes.

Note [Read once]
    A tensor is read once, in slices of SLICE elements, and its glyph is kept by the value's key. `Glyphs.of` makes it at
    once; `Glyphs.ready` only where that is a matter of microseconds, and else puts it on a list which `Glyphs.work`
    goes through: so the window never waits for a large tensor, and shows its card without a glyph for some frames.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np

from app.model.numbers import HEAT_POWER, number

from .theme import GLYPH_SHADES

WIDE, HIGH = 52, 24  # px, of the largest
STRIP, LEAST = 8, 12  # px, the height of a vector's strip, the least side of a matrix
CELL = 2  # px, the least side of a cell; all sizes are whole multiples of two of them
LEVELS = GLYPH_SHADES
BAD = 2 * LEVELS + 1  # the code of a cell that is not finite
SLICE, SMALL = 1 << 16, 4096  # elements
AT_ONCE = 1 << 17  # elements of which a glyph is made without waiting
KEPT = 20_000  # glyphs
STATS = 18  # characters of a line of statistics


@dataclass(frozen=True, slots=True)
class Glyph:
    """columns, rows: of cells; wide, high: px, multiples of 2 CELL. codes: a byte a cell, row by row, LEVELS is zero, BAD is not finite.
    lines: one or two lines of statistics; odd: whether the last one says how much is not finite."""

    columns: int
    rows: int
    wide: int
    high: int
    codes: bytes
    lines: tuple[str, ...]
    odd: bool = False

    def table(self) -> np.ndarray:
        """The codes, uint8[rows, columns]."""
        return np.frombuffer(self.codes, np.uint8).reshape(self.rows, self.columns)

    def bad(self, most: int = 12) -> list[tuple[float, float]]:
        """The middles of cells that are not finite, as parts of the width and height; at most so many."""
        if BAD not in self.codes:
            return []
        rows, columns = np.nonzero(self.table() == BAD)
        chosen = np.unique(np.linspace(0, len(rows) - 1, min(len(rows), most)).astype(int))
        return [((columns[k] + 0.5) / self.columns, (rows[k] + 0.5) / self.rows) for k in chosen]

    @property
    def text(self) -> str:
        return "  ".join(self.lines)


def fewer(glyph: Glyph, shades: int) -> np.ndarray:
    """The codes of a glyph in fewer shades for either sign, int[rows, columns]: the numbers of theme.glyph_ramp."""
    codes = glyph.table()
    made = np.rint((codes.astype(int) - LEVELS) / LEVELS * shades).astype(int) + shades
    made[codes == BAD] = 2 * shades + 1
    return made


def plane_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    """(rows, columns) that a tensor of this shape is shown as, see Note [Glyphs]."""
    across = math.prod(shape[-2:] if len(shape) > 3 else shape[-1:])
    return math.prod(shape) // max(across, 1), across


def room(rows: int, columns: int) -> tuple[int, int]:
    """(width, height) in px of so many rows and columns."""
    if rows == 1:
        return WIDE, STRIP
    if columns * HIGH >= rows * WIDE:
        return WIDE, max(_even(WIDE * rows / columns), LEAST)
    return max(_even(HIGH * columns / rows), STRIP if columns == 1 else LEAST), HIGH


def _even(px: float) -> int:
    return round(px / (2 * CELL)) * 2 * CELL


def blank(value) -> Glyph:
    """As large as the value's glyph, which is not made for it."""
    return Glyph(1, 1, *room(*plane_shape(value.shape)), bytes([LEVELS]), ())


class Glyphs:
    """The glyphs of one run's values, kept by their keys."""

    def __init__(self):
        self._kept: OrderedDict = OrderedDict()
        self._waiting: dict = {}  # key → the work on it

    def of(self, value) -> Glyph:
        """The glyph of a TensorValue that has elements."""
        found = self._find(value)
        if found is None:
            *_, found = self._waiting.pop(value.key, None) or making(value)
            self._keep(value.key, found)
        return found

    def ready(self, value) -> Glyph | None:
        """The glyph, or None if it is to be made first: then `work` does."""
        found = self._find(value)
        if found is None and value.numel <= AT_ONCE:
            return self.of(value)
        if found is None:
            self._waiting.setdefault(value.key, None if value.key in self._waiting else making(value))
        return found

    def work(self, seconds: float) -> None:
        """Goes on with what is waited for, for about so long."""
        end = time.perf_counter() + seconds
        while self._waiting and time.perf_counter() < end:
            key = next(iter(self._waiting))
            found = next(self._waiting[key])
            if found is not None:
                del self._waiting[key]
                self._keep(key, found)

    def _find(self, value) -> Glyph | None:
        found = self._kept.get(value.key)
        if found is not None:
            self._kept.move_to_end(value.key)
        return found

    def _keep(self, key, glyph: Glyph) -> None:
        self._kept[key] = glyph
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)


_OF_TRACE: WeakKeyDictionary = WeakKeyDictionary()


def glyphs_of(trace) -> Glyphs:
    """The Glyphs of a trace."""
    found = _OF_TRACE.get(trace)
    if found is None:
        found = _OF_TRACE[trace] = Glyphs()
    return found


def making(value) -> Iterator[Glyph | None]:
    """Makes a glyph: gives None after every slice, and the glyph at last."""
    plane = value.array.reshape(plane_shape(value.shape))
    size = room(*plane.shape)
    cells = _count(plane.shape[0], size[1]), _count(plane.shape[1], size[0])
    tall = plane.shape[0] >= plane.shape[1]
    sums = _Sums(plane, cells) if tall else _Sums(plane.T, cells[::-1])
    with np.errstate(over="ignore", invalid="ignore"):
        while not sums.step():
            yield None
    yield _glyph(size, sums, tall, value)


@lru_cache(maxsize=64)
def _blocks(size: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """(where each of so many blocks begins, how long it is)."""
    starts = np.arange(count) * size // count
    return starts, np.diff(np.append(starts, size))


@lru_cache(maxsize=32)
def _gathering(size: int, count: int) -> np.ndarray:
    """float64[size, count]: a row times this is the sums of its blocks."""
    _starts, sizes = _blocks(size, count)
    made = np.zeros((size, count))
    made[np.arange(size), np.repeat(np.arange(count), sizes)] = 1.0
    return made


def _summed(part: np.ndarray, count: int) -> np.ndarray:
    """The sums of so many blocks of each row. (A small product is the soonest; of a large one BLAS would make threads.)"""
    if part.shape[1] == count:
        return part
    if part.size <= SMALL:
        return part @ _gathering(part.shape[1], count)
    return np.add.reduceat(part, _blocks(part.shape[1], count)[0], 1)


class _Sums:
    """Adds up a plane that is no wider than high, slice by slice of its rows: blocks, and all of it. cells: how many
    blocks down and across.

    total, square: of the finite elements less `shift`; bad: bool[blocks]."""

    def __init__(self, plane: np.ndarray, cells: tuple[int, int]):
        self._plane, self._done, self._cells = plane, 0, cells
        self.sums, self.bad = np.zeros(cells), np.zeros(cells, bool)
        self.nan = self.inf = self.count = 0
        self.total = self.square = 0.0
        self.low, self.high, self.shift = np.inf, -np.inf, None

    def step(self) -> bool:
        """One slice more; whether it was the last one."""
        rows, columns = self._plane.shape
        begin, end = self._done, min(rows, self._done + max(1, SLICE // columns))
        part = self._plane[begin:end]
        part = np.abs(part).astype(np.float64) if part.dtype.kind == "c" else part.astype(np.float64)
        blocks, cuts = slice(None), _blocks(rows, self._cells[0])[0]
        if end - begin < rows:
            first, last = (cuts.searchsorted((begin, end - 1), "right") - 1).tolist()
            blocks, cuts = slice(first, last + 1), np.maximum(cuts[first : last + 1] - begin, 0)
        finite = part
        if not math.isfinite(part.sum()):
            part, finite = self._without_bad(part, blocks, cuts)
        self.sums[blocks] += np.add.reduceat(_summed(part, self._cells[1]), cuts, 0)
        self._measure(finite)
        self._done = end
        return end == rows

    def _without_bad(self, part: np.ndarray, blocks: slice, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(the slice with zeros for what is not finite, which is noted; the finite elements)."""
        good = np.isfinite(part)
        self.nan += int(np.isnan(part).sum())
        self.inf += int(np.isinf(part).sum())
        self.bad[blocks] |= np.add.reduceat(_summed(1.0 - good, self._cells[1]), cuts, 0) > 0
        return np.where(good, part, 0.0), part[good]

    def _measure(self, part: np.ndarray) -> None:
        if not part.size:
            return
        flat = part.reshape(-1)
        if self.shift is None:
            self.shift = float(flat[0])
        self.low, self.high = min(self.low, float(flat.min())), max(self.high, float(flat.max()))
        flat = flat - self.shift  # so that a small spread about a large mean is not lost
        self.count += len(flat)
        self.total += float(flat.sum())
        self.square += float(np.square(flat).sum())

    def means(self) -> np.ndarray:
        """The means of the blocks."""
        down, across = (_blocks(size, count)[1] for size, count in zip(self._plane.shape, self._cells))
        return self.sums / (down[:, None] * across)

    def mean_and_spread(self) -> tuple[float, float]:
        """(mean, unbiased standard deviation) of the finite elements."""
        mean = self.total / self.count
        spread = max(self.square - self.total * mean, 0.0) / max(self.count - 1, 1)
        return mean + self.shift, spread**0.5


def _count(size: int, px: int) -> int:
    return min(size, px // CELL)


def _glyph(size: tuple[int, int], sums: _Sums, tall: bool, value) -> Glyph:
    means = sums.means()
    greatest = float(np.abs(means[~sums.bad]).max(initial=0.0)) if sums.bad.any() else float(np.abs(means).max())
    part = np.clip(means / greatest, -1.0, 1.0) if greatest > 0 else np.zeros(means.shape)
    codes = np.rint(np.copysign(np.abs(part) ** HEAT_POWER, part) * LEVELS) + LEVELS
    codes[sums.bad] = BAD
    codes = codes.astype(np.uint8) if tall else codes.astype(np.uint8).T
    lines, odd = _lines(sums, value)
    return Glyph(codes.shape[1], codes.shape[0], *size, codes.tobytes(), lines, odd)


def _lines(sums: _Sums, value) -> tuple[tuple[str, ...], bool]:
    """The statistics: mean ± standard deviation, least … greatest; how much is not finite instead of the latter."""
    odd = ", ".join(f"{count:,} {word}" for count, word in ((sums.nan, "NaN"), (sums.inf, "Inf")) if count)
    if not sums.count:
        return (odd,), True
    if sums.low == sums.high and not odd:
        return (f"{_short(sums.low, value)} ×{value.numel:,}",), False
    mean, spread = sums.mean_and_spread()
    if not math.isfinite(spread):  # squares of more than 1e154
        found = value.statistics()
        mean, spread = found["mean"], found["std"]
    first = _pair(0 if abs(mean) < 1e-4 * spread else mean, "±", spread)  # so near to 0 it is what rounding left
    return (first, odd or _pair(_plain(sums.low, value), "…", _plain(sums.high, value))), bool(odd)


def _plain(x: float, value):
    """A number of the tensor itself: whole, where its dtype is."""
    return int(x) if value.array.dtype.kind in "biu" else x


def _short(x: float, value) -> str:
    return number(_plain(x, value), 4)


def _pair(a, sign: str, b) -> str:
    """Two numbers in at most STATS characters, with as many digits as that leaves."""
    for digits in (3, 2):
        text = f"{number(a, digits)} {sign} {number(b, digits)}"
        if len(text) <= STATS:
            return text
    return f"{_rough(a)} {sign} {_rough(b)}"


def _rough(x) -> str:
    text = f"{float(x):.0e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return text.replace("-", "\u2212", 1) if x < 0 else text
