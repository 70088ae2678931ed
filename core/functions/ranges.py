"""Numbers at even distances: arange, linspace, logspace and the older range."""

import math
import warnings

import numpy as np

from .. import dtypes
from ..api import function
from ..errors import _c_name
from ..fma import fma32, fma64
from ..scalars import scalar
from ..tensor import Tensor
from .create import _dtype, into, made


@function("torch")
def arange(start, end=None, step=1, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    if end is None:
        start, end = 0, start
    if out is not None:
        return into("arange", out, dtype, lambda kind: arange(start, end, step, dtype=kind))
    start, end, step = (x.item() if isinstance(x, Tensor) else x for x in (start, end, step))
    if any(x.__class__ is float and not math.isfinite(x) for x in (start, end)):
        raise RuntimeError(f"unsupported range: {start:g} -> {end:g}")
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    inferred = dtypes.int64 if all(isinstance(x, int) for x in (start, end, step)) else dtypes.default
    dt = _dtype(dtype, inferred)
    if dt.category in (0, 3):
        raise NotImplementedError(f"\"arange_cpu\" not implemented for '{dt.legacy}'")
    if dt is dtypes.int64:
        start, end, step = int(start), int(end), int(step)
        if not step:
            raise ValueError("step must be nonzero")
    n = int(np.ceil((end - start) / step))
    if dt.category == 2:
        raw = float_range(start, step, n, dt.np)
    else:
        raw = (int(start) + np.arange(n, dtype=np.int64) * int(step)).astype(dt.np)
    return made(dtypes.to_bfloat16(raw) if dt is dtypes.bfloat16 else raw, "arange", requires_grad)


def check_ends(name, start, end, steps):
    """What linspace and logspace, called `name`, ask of their arguments."""
    ends = [f"{word} with {x._data.ndim} dimension(s)" for word, x in (("start", start), ("end", end)) if isinstance(x, Tensor)]
    if any(isinstance(x, Tensor) and x._data.ndim for x in (start, end)):
        raise RuntimeError(f"{name} only supports 0-dimensional start and end tensors, but got {' and '.join(ends)}.")
    if isinstance(steps, float | bool):
        raise TypeError  # whose words come from the signatures
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")


def _dtype_between(name, dtype, imaginary):
    """The dtype of linspace and logspace, called `name`, between ends one of which may be `imaginary`."""
    inferred = dtypes.wide_complex(dtypes.default) if imaginary else dtypes.default
    dt = _dtype(dtype, inferred)
    if imaginary and dt.category != 3:
        raise RuntimeError(f"torch.{name}(): inferred dtype {_c_name(inferred)} can't be safely cast to passed dtype {dt.legacy}")
    return dt


@function("torch")
def linspace(start, end, steps, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    check_ends("linspace", start, end, steps)
    if out is not None:
        return into("linspace", out, dtype, lambda kind: linspace(start, end, steps, dtype=kind))
    start, end = (x.item() if isinstance(x, Tensor) else x for x in (start, end))
    imaginary = any(x.__class__ is complex for x in (start, end))
    dt = _dtype_between("linspace", dtype, imaginary)
    if dt.category == 0:
        raise NotImplementedError("\"linspace_cpu\" not implemented for 'Bool'")
    return made(evenly(scalar(start, dt), scalar(end, dt), steps, dt), "linspace", requires_grad)


def evenly(start, end, steps, dt):
    """`steps` numbers of the dtype from start to end; counted from both, as PyTorch's kernel does."""
    if steps == 1:
        return dtypes.cast(np.full(1, start, dt.np), dt)
    t, i = dt.np.type, np.arange(steps)
    start, end = t(start), t(end)
    gaps = max(steps - 1, 1)
    step = (end - start) / t(gaps) if dt.category > 1 else (float(end) - float(start)) / gaps
    if dt is dtypes.bfloat16 or dt is dtypes.float16:  # every step is rounded
        rounded = lambda x: np.asarray(dtypes.cast(np.asarray(x, np.float32), dt)).astype(np.float32)
        step = rounded(step)
        ahead, back = start + rounded(step * i), end - rounded(step * (steps - i - 1))
    elif dt.category == 3:
        ahead, back = start + step * i, end - step * (steps - i - 1)
    else:
        fused = fma32 if dt.np == np.float32 else fma64
        ahead, back = fused(step, i, start), fused(-step, steps - i - 1, end)
    return dtypes.cast(np.where(i < steps // 2, ahead, back).astype(dt.np), dt)


LANES = 8  # float32 numbers that PyTorch's kernel of arange makes at once


def float_range(start, step, n, dtype):
    """n numbers from `start`: float32 ones by eights, each counted from the rounded first of its eight, as PyTorch's kernel does."""
    i = np.arange(n, dtype=np.float64)
    if dtype != np.float32:
        return fma64(i, step, start).astype(dtype)
    whole = (n - 1) // LANES * LANES
    first = (i[:whole] // LANES) * LANES
    base = fma64(first, step, start).astype(dtype)
    return np.concatenate((fma64(i[:whole] - first, step, base), fma64(i[whole:], step, start))).astype(dtype)


@function("torch")
def logspace(start, end, steps, base=10.0, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    check_ends("logspace", start, end, steps)
    if out is not None:
        return into("logspace", out, dtype, lambda kind: logspace(start, end, steps, base, dtype=kind))
    start, end = (x.item() if isinstance(x, Tensor) else x for x in (start, end))
    imaginary = any(x.__class__ is complex for x in (start, end, base))
    dt = _dtype_between("logspace", dtype, imaginary)
    if dt.category == 3:
        return made(np.power(dt.np.type(base), evenly(start, end, steps, dt)), "logspace", requires_grad)
    kind = dt.np if dt.category == 2 else np.float64
    places = np.linspace(float(start), float(end), steps).astype(kind)
    return made(dtypes.cast(np.power(kind.type(base) if dt.category == 2 else float(base), places).astype(dt.np), dt), "logspace", requires_grad)


@function("torch")
def range(start=0, end=None, step=1, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    warnings.warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with Python's range "
        "builtin. Instead, use torch.arange, which produces values in [start, end).",
        UserWarning,
        stacklevel=3,
    )
    start, end = (0, start) if end is None else (start, end)
    if out is not None:
        return into("range", out, dtype, lambda kind: span(start, end, step, kind))
    return span(start, end, step, dtype, requires_grad)


def span(start, end, step, dtype, requires_grad=False):
    """The numbers of torch.range, whose last may be `end`."""
    if not step:
        raise RuntimeError("step must be nonzero")
    dt = _dtype(dtype)
    n = math.floor((end - start) / step) + 1
    return made(dtypes.cast(start + np.arange(n) * step, dt), "range", requires_grad)
