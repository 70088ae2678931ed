"""A tensor as PyTorch's C++ side prints it, in the midst of some errors. Source: aten/src/ATen/core/Formatting.cpp."""

import math

import numpy as np

from . import dtypes

LINE = 80


def cpp_text(t):
    """The tensor's numbers (the real parts of complex ones), one row a line, and its C++ name and size."""
    data = np.asarray(t._data)
    values = np.asarray(data.real, np.float64)
    size = ",".join(str(n) for n in values.shape)
    end = f"[ {dtypes.cpp_name(t.dtype)}{{{size}}} ]"
    if not values.ndim:
        return f"{values.item():g}\n{end}"
    if not values.size:
        return end
    if values.ndim == 1:
        number, scale, head = _format(values)
        return head + "".join(number(v / scale) + "\n" for v in values) + end
    if values.ndim == 2:
        return _matrix(values) + end
    parts = []
    for place in np.ndindex(values.shape[:-2]):
        where = "".join(f"{i + 1}," for i in place)
        parts.append(f"({where}.,.) = \n" + _matrix(values[place], "  "))
    return "\n".join(parts) + end


def _matrix(values, indent=""):
    number, scale, head = _format(values)
    columns = values.shape[1]
    fit = (LINE - len(indent)) // (len(number(0.0)) + 1)
    out = []
    for first in range(0, columns, fit):
        last = min(first + fit, columns)
        if fit < columns:
            out.append("\n" * bool(first) + f"Columns {first + 1} to {last}")
        out.append(indent + head)
        out += [("" if i == 0 else indent) + " ".join(number(v / scale) for v in row[first:last]) + "\n" for i, row in enumerate(values)]
    return "".join(out)


def _format(values):
    """(how a number is written, the common factor, its line)."""
    finite = values[np.isfinite(values)]
    low, high = (np.abs(finite).min(), np.abs(finite).max()) if finite.size else (1.0, 1.0)
    low, high = (math.floor(math.log10(x)) + 1 if x else 1 for x in (low, high))
    if finite.size == 0 or (finite == np.ceil(finite)).all():
        return ((lambda v: f"{v:11.4e}") if high > 9 else (lambda v: f"{v:{high + 1}g}")), 1, ""
    if high - low > 4:
        return (lambda v: f"{v:11.4e}"), 1, ""
    if high > 5 or high < 0:
        scale = 10.0 ** (high - 1)
        return (lambda v: f"{v:7.4f}"), scale, f"{scale:g} *\n"
    width = 7 if high == 0 else high + 6
    return (lambda v: f"{v:{width}.4f}"), 1, ""
