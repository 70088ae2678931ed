"""Methods that only tensors have: conversions, filling, copying."""

import functools

import numpy as np

from .. import dtypes, engine  # noqa: F401  (the engine gives Tensor its `backward`)
from .. import memory_format as M
from .. import state as S
from ..api import function, worded
from ..device import check_named
from ..device import device as device_class
from ..errors import broadcast_error
from ..inplace import check, commit, inplace, tell, write
from ..misfit import misfit
from ..ops import convert as C
from ..scalars import scalar
from ..tensor import Tensor, wrap

PYTHON = {float: dtypes.float64, int: dtypes.int64, bool: dtypes.bool_, complex: dtypes.complex128}


@function("Tensor")
def to(self, *args, dtype=None, device=None, non_blocking=False, copy=False, memory_format=None):
    for a in args:
        if isinstance(a, dtypes.dtype):
            dtype = a
        elif isinstance(a, Tensor):
            dtype = a.dtype
        elif isinstance(a, str | device_class | int) and not isinstance(a, bool):
            device = a
        elif a in (float, int, bool, complex):
            dtype = a
    if dtype in PYTHON:
        dtype = PYTHON[dtype]
    if len(switches := [a for a in args if isinstance(a, bool)]) == 2:
        copy = switches[1]  # after non_blocking
    if device is not None:
        self = on_device(self, device)
    if memory_format is not None and memory_format is not M.preserve_format:
        return formatted(self, dtype or self.dtype, copy, memory_format)
    if (dtype is None or dtype is self.dtype) and not copy:
        return self
    return converted(self, dtype or self.dtype)


def formatted(t, dt, copy, format):
    """t as another dtype, or in another order in memory, or t itself where it is both."""
    data = t._data
    if dt is t.dtype and not copy and (not isinstance(data, np.ndarray) or data.strides == M.empty(data.shape, data.dtype, format).strides):
        return t
    return (C.to_laid if dt.category > 1 else C.to_laid_integers)(t, dtype=dt, format=format)


def on_device(t, device):
    """t, or what it becomes where one of the two is the meta device."""
    kind = check_named(device)
    if not S.meta:
        return t
    from .. import meta

    if kind == "meta":
        return t if meta.is_meta(t) else C.to_meta(t)
    if meta.is_meta(t):
        raise NotImplementedError(meta.NO_DATA)
    return t


def converted(t, dt):
    made = C.to_copy(t, dtype=dt) if dt.category > 1 else C.to_integers(t, dtype=dt)
    return made if t.__class__ is Tensor or not hasattr(t, "_with_values_of") else t._with_values_of(made)


def _converter(name, dt):
    def convert(self, *wrong, memory_format=None):
        if wrong:
            raise misfit(name, True, (self, *wrong), {})
        if memory_format is not None and memory_format is not M.preserve_format:
            return formatted(self, dt, False, memory_format)
        return self if self.dtype is dt else converted(self, dt)

    convert.__name__ = convert.__qualname__ = name
    setattr(Tensor, name, convert)


for _name in ("float", "double", "half", "int", "long", "short", "cfloat", "cdouble"):
    _converter(_name, dtypes.ALIASES[_name])
for _name, _dt in (
    ("bool", dtypes.bool_),
    ("byte", dtypes.uint8),
    ("char", dtypes.int8),
    ("bfloat16", dtypes.bfloat16),
):
    _converter(_name, _dt)


@function("Tensor")
def zero_(self):
    return fill_with(self, 0, "zero_")


@function("Tensor")
def fill_(self, value):
    if isinstance(value, Tensor) and value._data.ndim:
        raise RuntimeError(f"fill_ only supports 0-dimension value tensor but got tensor with {value._data.ndim} dimensions.")
    return fill_with(self, value, "fill_")


@functools.cache
def _named(node_class, name):
    return type(name, (node_class,), {})


def fill_with(t, value, name):
    check(t, repeatable=True)
    rec, S.rec = S.rec, None
    try:
        if not (S.grad_enabled and (t.requires_grad or (isinstance(value, Tensor) and value.requires_grad))):
            values = dtypes.cast(value._data, t.dtype) if isinstance(value, Tensor) else t._data.dtype.type(scalar(value, t.dtype))
            write(t, values, name)
            done = True
        else:
            result = C.fill(t, value) if isinstance(value, Tensor) else C.fill_number(t, value=value)
            done = False
    finally:
        S.rec = rec
    if not done:
        if name != "fill_" and result._fn is not None:  # torch names the node after the method: ZeroBackward0, UniformBackward0
            result._fn.__class__ = _named(result._fn.__class__, name.strip("_").capitalize() + "Backward0")
        return commit(t, result, name)
    if S.rec is not None:
        owner = t._grad_of() if t._grad_of is not None else None
        if name == "zero_" and owner is not None and owner._grad is t:
            S.rec.grad_reset(owner, "zero")
        else:
            tell(name, t)
    return t


def _copied(self, src, non_blocking=False):
    if not isinstance(src, Tensor) and isinstance(src, int | float | complex):
        src = wrap(np.asarray(src, dtypes.of_number(src).np)[()])
    have, want = src._data.shape, self._data.shape
    if have != want:
        try:
            shape = np.broadcast_shapes(have, want)
        except ValueError:
            broadcast_error(self._data, src._data)
        if shape != want:
            raise RuntimeError(f"output with shape {list(want)} doesn't match the broadcast shape {list(shape)}")
    return C.copy(self, src if self.dtype.category >= 2 else src.detach())


Tensor.copy_ = inplace(_copied, "copy_")
worded("copy_")
