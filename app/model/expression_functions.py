"""The functions and attributes that expressions.py knows: torch's names, on arrays, each computed without side effects.

A reduction takes `dim` and `keepdim` as torch's does; sums, means and norms are computed in float64.
"""

from __future__ import annotations

import numpy as np

from .translate import Told

MOST = 1 << 24  # elements of a result
_KEYWORDS = {"axis": "dim", "keepdims": "keepdim", "correction": "correction", "p": "p", "dim": "dim",
             "keepdim": "keepdim", "unbiased": "unbiased"}  # fmt: skip


class ExpressionError(Told):
    """An expression that cannot be read, or has no value here; the message is one sentence."""


def norm2(array: np.ndarray) -> float:
    """The 2-norm of all elements, without overflow on its way."""
    array = np.abs(array).astype(np.float64)
    largest = float(array.max(initial=0.0))
    if not largest or not np.isfinite(largest):
        return largest if not np.isnan(array).any() else float("nan")
    return largest * float(np.sqrt(np.square(array / largest).sum()))


def _wide(a: np.ndarray) -> np.ndarray:
    return a.astype(np.float64) if a.dtype.kind in "fb" else a


def _norm(a, p=2, dim=None, keepdim=False):
    if p in (2, "fro", None) and dim is None and not keepdim:
        return norm2(a)
    a = np.abs(_wide(a)).astype(np.float64)
    if p == float("inf"):
        return a.max(axis=dim, keepdims=keepdim)
    power = 2.0 if p in ("fro", None) else float(p)
    return np.sum(a**power, axis=dim, keepdims=keepdim) ** (1 / power)


def _spread(what):
    def spread(a, dim=None, unbiased=True, keepdim=False, correction=None):
        ddof = int(bool(unbiased)) if correction is None else correction
        if (a.size if dim is None else np.prod(np.take(a.shape, dim))) <= ddof:
            return np.full(np.sum(a, axis=dim, keepdims=keepdim).shape, np.nan)  # as torch has it; NumPy would warn
        return what(_wide(a), axis=dim, ddof=ddof, keepdims=keepdim)

    return spread


def _reduction(what, wide=False):
    def reduce(a, dim=None, keepdim=False):
        a = _wide(a) if wide else a
        return what(a, axis=dim, keepdims=keepdim)

    return reduce


def _is_one(a):
    if a.size != 1:
        raise ExpressionError("Only a tensor of one element has an .item(), this one has {count:,}.", count=a.size)
    return a.reshape(())[()]


def _elementwise(what):
    return lambda a: what(a)


FUNCTIONS = {
    "sum": _reduction(np.sum, True), "mean": _reduction(np.mean, True), "prod": _reduction(np.prod, True),
    "min": _reduction(np.min), "max": _reduction(np.max), "amin": _reduction(np.min), "amax": _reduction(np.max),
    "any": _reduction(np.any), "all": _reduction(np.all), "argmax": _reduction(np.argmax),
    "argmin": _reduction(np.argmin), "norm": _norm, "std": _spread(np.std), "var": _spread(np.var),
    **{name: _elementwise(getattr(np, name)) for name in (
        "abs", "sqrt", "exp", "log", "log2", "log10", "isnan", "isinf", "isfinite", "sign", "sin", "cos", "tanh",
        "square", "floor", "ceil", "round")},
    "len": lambda a: len(a), "item": _is_one, "float": lambda a: a.astype(np.float64), "t": lambda a: a.T,
    "numel": lambda a: a.size, "dim": lambda a: a.ndim, "flatten": lambda a: a.reshape(-1),
    "size": lambda a, dim=None: a.shape if dim is None else a.shape[dim], "detach": lambda a: a,
    "startswith": lambda text, start: text.startswith(start), "endswith": lambda text, end: text.endswith(end),
    "lower": lambda text: text.lower(),
}  # fmt: skip
_OF_TEXTS = ("startswith", "endswith", "lower")
ATTRIBUTES = {
    "grad": None, "shape": lambda a: a.shape, "ndim": lambda a: a.ndim, "T": lambda a: a.T, "data": lambda a: a,
    "dtype": lambda a: str(a.dtype),
}  # fmt: skip


def call(name: str, args: list, given: dict):
    """FUNCTIONS[name] of an array (or text) and plain arguments; raises ExpressionError, and what NumPy raises."""
    if not args:
        raise ExpressionError("{name}() needs a tensor.", name=name)
    first, *rest = args
    if name in _OF_TEXTS:
        if not all(isinstance(x, str) for x in args) or given:
            raise ExpressionError("{name}() is of texts.", name=name)
    elif first is None:
        raise ExpressionError("It has no gradient at this step.")
    elif isinstance(first, (str, tuple)) and name != "len":
        raise ExpressionError("{name}() is of numbers and tensors.", name=name)
    elif not isinstance(first, (str, tuple)):
        first = np.asarray(first)
    for extra in [*rest, *given.values()]:
        if isinstance(extra, np.ndarray) and extra.ndim:
            raise ExpressionError("{name}() takes one tensor here.", name=name)
    try:
        return FUNCTIONS[name](first, *rest, **{_KEYWORDS.get(key, key): value for key, value in given.items()})
    except AttributeError:
        raise ExpressionError("{name}() cannot be had of this.", name=name) from None
