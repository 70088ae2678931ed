"""Ops that convert or overwrite: dtype, copy_ and fill_ as functions of what was there before."""

import numpy as np

from .. import dtypes
from ..errors import warn_once
from ..memory_format import laid
from ..op import op

REAL_ONLY = (
    "Casting complex values to real discards the imaginary part (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/native/Copy.cpp:307.)"
)


@op("_to_copy", node="ToCopyBackward0", kind="cast", tex=r"{self}", prec=8)
def to_copy(self, *, dtype):
    if self.dtype.kind == "c" and dtype.category == 2:
        warn_once(REAL_ONLY)
    out = dtypes.cast(self, dtype)
    return out.copy() if out is self and isinstance(out, np.ndarray) else out


to_copy.vjp(self=lambda grad: grad)


@op("_to_copy", node="ToCopyBackward0", kind="same", tex=r"{self}", prec=8)
def to_meta(self):
    """The shape and dtype alone: see meta.py."""
    from ..meta import blank

    return blank(self.shape, self.dtype)


to_meta.vjp(self=lambda grad: grad)


@op("_to_copy", node="ToCopyBackward0", kind="cast", tex=r"{self}", prec=8)
def to_laid(self, *, dtype, format):
    """A copy in a dtype and a memory format."""
    return laid(dtypes.cast(self, dtype), format)


to_laid.vjp(self=lambda grad: grad)


@op("_to_copy", tex=r"{self}", prec=8)
def to_integers(self, *, dtype):
    """A conversion to integers or booleans: outside the graph."""
    out = dtypes.cast(self, dtype)
    return out.copy() if out is self and isinstance(out, np.ndarray) else out


@op("_to_copy", tex=r"{self}", prec=8)
def to_laid_integers(self, *, dtype, format):
    """A conversion to integers or booleans in a memory format: outside the graph."""
    return laid(dtypes.cast(self, dtype), format)


@op("copy_", node="CopyBackwards", saved=())
def copy(self, src):
    out = np.empty_like(self) if isinstance(self, np.ndarray) else np.empty((), self.dtype)
    if src.dtype.kind == "c" and out.dtype.kind != "c":
        warn_once(REAL_ONLY)
        src = src.real
    out[...] = src
    return out if out.ndim else out[()]


copy.vjp(
    self=lambda W, grad: W.zeros_like(grad),
    src=lambda W, grad, src_sym_sizes: W.sum_to(grad, src_sym_sizes),
)


@op("fill_", node="FillBackward2", saved=())
def fill_number(self, *, value):
    return np.full_like(self, value)[()]


fill_number.vjp(self=lambda W, grad: W.zeros_like(grad))


@op("fill_", node="FillBackward3", saved=())
def fill(self, value):
    return np.full_like(self, value)[()]


fill.vjp(self=lambda W, grad: W.zeros_like(grad), value=lambda W, grad: W.sum_all(grad))


@op("normal", node="NormalBackward3", kind="arith", numbers=(), also=("mean_sym_sizes", "std_sym_sizes"))
def normal_of_both(mean, std, *, values):
    """Random numbers that were drawn with these means and deviations: neither gets a gradient but zeros."""
    return values


normal_of_both.vjp(mean=lambda W, grad: W.zeros_like(grad), std=lambda W, grad: W.zeros_like(grad)).keep("mean_sym_sizes", "std_sym_sizes")
