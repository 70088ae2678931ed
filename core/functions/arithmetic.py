"""Arithmetic, powers and comparisons as functions, methods and operators."""

import numpy as np

from .. import dtypes
from ..api import expose, function, inplace_form
from ..errors import takes_part
from ..ops import elementwise as E
from ..ops import powers
from ..ops.pointwise import div_mode
from ..tensor import Tensor, wrap

expose(E.add, "torch Tensor", "add")
expose(E.sub, "torch Tensor", "sub subtract")
expose(E.mul, "torch Tensor", "mul multiply")
expose(E.add, "Tensor", "__add__ __radd__")
expose(E.sub, "Tensor", "__sub__")
expose(E.mul, "Tensor", "__mul__ __rmul__")
expose(E.div, "Tensor", "__truediv__")
expose(E.rsub_number, "Tensor", "__rsub__")
expose(E.neg, "torch Tensor", "neg negative __neg__")
expose(E.abs, "torch Tensor", "abs absolute __abs__")
for each in (E.exp, E.log, E.sqrt, E.sin, E.cos, E.tanh, E.sigmoid, E.relu, E.reciprocal, E.sgn):
    expose(each, "torch Tensor")
for each in (E.eq, E.ne, E.lt, E.le, E.gt, E.ge):
    expose(each, "torch Tensor")
    expose(each, "Tensor", f"__{each.name}__")


@function("torch", "Tensor", names="divide true_divide", out=True)
def div(self, other, *, rounding_mode=None):
    if rounding_mode is None:
        return E.div(self, other)
    if rounding_mode in ("trunc", "floor"):
        return div_mode(self, other, rounding_mode=rounding_mode)
    if not isinstance(rounding_mode, str):
        raise TypeError("rounding_mode")
    raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'")


@function("Tensor", name="__rtruediv__", names="__rdiv__")
def rtruediv(self, other):
    return E.reciprocal(self) * other


@function("Tensor", name="__pow__")
def power_operator(self, exponent):
    return power(self, exponent) if isinstance(exponent, Tensor | int | float | complex) else _ask_other(exponent, self)


def _ask_other(value, like):
    """A NumPy number as a power; NotImplemented for anything that is not a number."""
    import numpy as np

    if isinstance(value, np.generic):
        return power(like, value.item())
    return power(like, value) if takes_part(value) else NotImplemented


@function("torch", "Tensor", name="pow", out=True)
def power(self, exponent):
    if exponent.__class__ is not int and isinstance(exponent, Tensor):
        if isinstance(self, Tensor):
            return powers.pow_tensor(self, exponent)
        return powers.rpow(exponent, self=self)
    data = self._data
    kind = "f" if data.__class__ is powers.f32 else data.dtype.kind
    if kind in "iub":
        if isinstance(exponent, float):
            self = self.to(dtypes.default)
        elif kind == "b" and exponent.__class__ is bool:
            return wrap(data.copy() if exponent else np.ones_like(data))
        elif kind == "b" and exponent.__class__ is int and exponent >= 0:
            self = self.to(dtypes.int64)
        elif exponent.__class__ is not complex and exponent < 0:
            raise RuntimeError("Integers to negative integer powers are not allowed.")
        elif kind != "b" and exponent.__class__ is int and exponent > np.iinfo(data.dtype).max:
            raise RuntimeError(f"value cannot be converted to type {data.dtype.name}_t without overflow")
    return powers.pow_number(self, exponent=exponent)


@function("Tensor", name="__rpow__")
def rpow(self, base):
    if isinstance(base, np.ndarray):
        return NotImplemented
    if isinstance(base, Tensor):
        return powers.pow_tensor(base, self)
    return powers.rpow(self, self=base.item() if isinstance(base, np.generic) else base)


@function("torch", "Tensor")
def square(self):
    if self._data.dtype.kind == "b":
        self = self.to(dtypes.int64)
    return powers.pow_number(self, exponent=2)


inplace_form("add sub mul div pow neg exp sqrt sigmoid tanh relu abs",
             also="__iadd__=add_ __isub__=sub_ __imul__=mul_ __itruediv__=div_ __ipow__=pow_")  # fmt: skip
