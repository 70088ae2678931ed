"""Numbers as people read them: 4 significant digits, a real minus, small tensors nested, larger ones with statistics.

What is shown is rounded; `exact` is what hover and copies give (ASCII minus, the shortest digits that mean the same
number). "value" is a TensorValue of the tape (`.array`, `.dtype`, `.shape`) or None.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from core.tapevalue import stats as array_stats

from .words import say

MINUS = "\u2212"
DIGITS = 4
NESTED_UP_TO = 6  # elements that are written out in running text

# Note [Heat]: a cell is the middle colour mixed towards an end by |v/m| ** 0.8 times 0.62 (dark 0.52), m = the greatest
# finite |v| of its grid (window.md).
HEAT_POWER = 0.8
HEAT_MIX = {"light": 0.62, "dark": 0.52, "print": 0.62}


def number(x, digits: int = DIGITS) -> str:
    """One number: "0.25", "−1.687", "123456", "1.2e−07", "NaN", "−Infinity", "True", "1+2j"."""
    if isinstance(x, np.generic):
        x = x.item()
    if isinstance(x, bool):
        return str(x)
    if isinstance(x, int):
        return str(x).replace("-", MINUS)
    if isinstance(x, complex):
        sign = MINUS if x.imag < 0 or str(x.imag).startswith("-") else "+"
        return f"{number(x.real, digits)}{sign}{number(abs(x.imag), digits)}j"
    return _real(float(x), digits).replace("-", MINUS)


def _real(x: float, digits: int) -> str:
    if x != x:
        return "NaN"
    if x in (float("inf"), float("-inf")):
        return "Infinity" if x > 0 else "-Infinity"
    if x == 0:
        return "0"
    if 1e-4 <= abs(x) < 10**digits:
        text = f"{x:.{digits}g}"
        if "e" not in text:
            return text
    if 10 ** (digits - 1) <= abs(x) < 1e6:
        return f"{x:.0f}"  # never fewer digits than the whole number has
    mantissa, exponent = f"{x:.{digits - 1}e}".split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def exact(x) -> str:
    """All of a number, with an ASCII minus: the shortest text that reads back as the same number of its dtype."""
    if isinstance(x, np.floating):
        if not np.isfinite(x):
            return _real(float(x), DIGITS)
        return str(x)
    if isinstance(x, np.generic):
        x = x.item()
    return _real(x, DIGITS) if isinstance(x, float) and not np.isfinite(x) else repr(x).strip("()")


def fraction(x, max_denominator: int = 64) -> str | None:
    """The simple fraction that a number is, to float32's precision ("9/2" for 4.5); None if there is none."""
    x = float(x)
    if not np.isfinite(x) or x == int(x):
        return None
    near = Fraction(x).limit_denominator(max_denominator)
    if near.denominator == 1 or abs(float(near) - x) > 2e-7 * abs(x):
        return None
    return f"{near.numerator}/{near.denominator}".replace("-", MINUS)


def nested(array: np.ndarray, digits: int = DIGITS, fractions: bool = False) -> str:
    """All elements: "0.25", "[[1, 2], [3, 4]]". `fractions`: 9/2 for 4.5, where a simple one is exact."""

    def text(item) -> str:
        if isinstance(item, list):
            return "[" + ", ".join(map(text, item)) + "]"
        if fractions and not isinstance(item, complex):
            return fraction(item) or number(item, digits)
        return number(item, digits)

    return text(np.asarray(array).tolist())


def uniform(value):
    """The one number that all elements are (a Python number), None if they differ or there are none."""
    array = value.array
    if not array.size:
        return None
    first = array.reshape(-1)[0]
    same = array != array if first != first else array == first  # NaN is not equal to itself
    return first.item() if bool(np.all(same)) else None


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as it is shown: "scalar", "(4,)", "(2, 2)"."""
    return str(tuple(shape)) if shape else "scalar"


@dataclass(frozen=True, slots=True)
class Stats:
    """Of the finite elements (Python floats; NaN if there are none), and how many are not finite."""

    min: float
    mean: float
    max: float
    std: float
    nan: int
    inf: int

    def text(self) -> str:
        """One line: "min 27  mean 64.5  max 108" where an element is finite, and how many are not."""
        parts = [f"{name} {number(getattr(self, name))}" for name in ("min", "mean", "max") if self.min == self.min]
        parts += [f"{count} {word}" for count, word in ((self.nan, "NaN"), (self.inf, "Inf")) if count]
        return "  ".join(parts)


def stats(value) -> Stats:
    """Statistics of a value; booleans count as 0 and 1, complex numbers by their magnitude."""
    found = value.statistics() if hasattr(value, "statistics") else array_stats(value.array)
    return Stats(found["min"], found["mean"], found["max"], found["std"], found["nan"], found["inf"])


def full(value, limit: int = 64, fractions: bool = False) -> str:
    """A value in a line of its own: nested up to `limit` elements, else shape and statistics."""
    if value is None:
        return "None"
    if value.array.size <= limit:
        return nested(value.array, fractions=fractions)
    return f"{shape_text(value.shape)}, {stats(value).text()}"


def plain(value, fractions: bool = False) -> str:
    """A value by itself in a sentence: nested if it is small, also where all elements are equal; else as `brief`."""
    if value is not None and 0 < value.array.size <= NESTED_UP_TO:
        return nested(value.array, fractions=fractions)
    same = uniform(value) if value is not None else None
    if same is None:
        return brief(value, fractions)
    return say("all_equal", shape=shape_text(value.shape), value=number(same))


def brief(value, fractions: bool = False) -> str:
    """A value in running text: "0.75" if all its elements are, nested if it is small, else shape and range."""
    if value is None:
        return "None"
    if not value.array.size:
        return say("empty", shape=shape_text(value.shape))
    same = uniform(value)
    if same is not None and value.array.dtype.kind != "c":
        return (fraction(same) if fractions else None) or number(same)
    if value.array.size <= NESTED_UP_TO:
        return nested(value.array, fractions=fractions)
    found = stats(value)
    text = say("range", shape=shape_text(value.shape), low=number(found.min), high=number(found.max))
    odd = ", ".join(f"{count} {word}" for count, word in ((found.nan, "NaN"), (found.inf, "Inf")) if count)
    return say("range_odd", range=text, odd=odd) if odd else text


def heat_limit(array: np.ndarray) -> float:
    """The greatest finite |v|, 0 if there is none: the m of Note [Heat]."""
    size = np.abs(array if array.dtype.kind == "c" else array.astype(np.float64))
    finite = size[np.isfinite(size)]
    return float(finite.max()) if finite.size else 0.0


def heat(array: np.ndarray, limit: float | None = None) -> np.ndarray:
    """For each element how far its cell's colour goes, −1 … 1 (times HEAT_MIX of the theme); NaN where not finite.

    Zero is 0, the middle colour. `limit` is another grid's m, for grids on one scale; see Note [Heat].
    """
    array = np.asarray(array)
    values = np.abs(array) if array.dtype.kind == "c" else array.astype(np.float64)
    limit = heat_limit(array) if limit is None else limit
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        scaled = values / limit if limit > 0 else np.zeros(values.shape)
        result = np.sign(scaled) * np.minimum(np.abs(scaled), 1.0) ** HEAT_POWER
    return np.where(np.isfinite(values), result, np.nan)
