"""torch._foreach_*: one function over lists of tensors, as optimizers are written for many small parameters.

Each is torch's own function on tensor after tensor. In PyTorch the outputs of one call share names such as ForeachMulBackward1Scalar; here
each keeps the node of the function that made it.
"""

from ..api import TABLES
from ..tensor import Tensor

ONE = """abs acos asin atan ceil cos cosh erf erfc exp expm1 floor frac lgamma log log10 log1p log2 neg reciprocal round rsqrt sigmoid sign
sin sinh sqrt tan tanh trunc"""
TWO = "add sub mul div pow maximum minimum clamp_max clamp_min"
THREE = "addcmul addcdiv"
SPELT = {"clamp_max": "minimum", "clamp_min": "maximum"}  # of these a list's form and a number's form are spelt differently
LIMITS = {"maximum": "clamp_min", "minimum": "clamp_max"}


def _checked(name, tensors):
    if not isinstance(tensors, tuple | list):
        raise TypeError(
            f"_foreach_{name}(): argument 'self' (position 1) must be tuple of Tensors, not {type(tensors).__name__}"
        )
    if not tensors:
        raise RuntimeError("Tensor list must have at least one tensor.")
    return tensors


def _each(other, n):
    """What goes with each of n tensors: the members of a list, or the same number for all."""
    if not isinstance(other, tuple | list):
        return [other] * n
    if len(other) != n:
        if other and isinstance(other[0], Tensor):
            raise RuntimeError(f"Tensor lists must have the same number of tensors, got {n} and {len(other)}")
        raise RuntimeError("Tensor list must have same number of elements as scalar list.")
    return other


def _method(name, x, other, tail):
    """The method of `x` that does `name` with `other`: limits by a number are clamps."""
    if isinstance(other, Tensor):
        name = SPELT.get(name, name)
    else:
        name = LIMITS.get(name, name)
    if hasattr(x, name + tail):
        return getattr(x, name + tail)
    return lambda *args: x.copy_(getattr(x, name)(*args))  # maximum and minimum have no form in place


def _one(name):
    def run(self):
        return tuple(getattr(x, name)() for x in _checked(name, self))

    def in_place(self):
        return [getattr(x, f"{name}_")() for x in _checked(f"{name}_", self)]

    return run, in_place


def _two(name):
    def each(self, other, given, tail):
        if not isinstance(self, tuple | list) and name == "pow" and not tail:  # a number to the power of each
            return [self**x for x in _checked(name, other)]
        pairs = zip(_checked(name + tail, self), _each(other, len(self)))
        return [_method(name, x, y, tail)(y, **given) for x, y in pairs]

    def run(self, other, **given):
        return tuple(each(self, other, given, ""))

    def in_place(self, other, **given):
        return each(self, other, given, "_")

    return run, in_place


def _three(name):
    def each(self, tensor1, tensor2, value, tail):
        n = len(_checked(name + tail, self))
        value = value.tolist() if isinstance(value, Tensor) else value
        rows = zip(self, _each(tensor1, n), _each(tensor2, n), _each(value, n))
        return [getattr(x, name + tail)(a, b, value=v) for x, a, b, v in rows]

    def run(self, tensor1, tensor2, value=1):
        return tuple(each(self, tensor1, tensor2, value, ""))

    def in_place(self, tensor1, tensor2, value=1):
        return each(self, tensor1, tensor2, value, "_")

    return run, in_place


def _lerp():
    def each(self, ends, weight, tail):
        n = len(_checked(f"lerp{tail}", self))
        return [getattr(x, f"lerp{tail}")(e, w) for x, e, w in zip(self, _each(ends, n), _each(weight, n))]

    def run(self, tensors1, weight):
        return tuple(each(self, tensors1, weight, ""))

    def in_place(self, tensors1, weight):
        return each(self, tensors1, weight, "_")

    return run, in_place


def norm(self, ord=2, dtype=None):
    """The norms of tensor after tensor, each over all its elements."""
    vector_norm = TABLES["linalg"]["vector_norm"]
    return tuple(vector_norm(x, ord, dtype=dtype) for x in _checked("norm", self))


def largest(self):
    return tuple(x.max() for x in _checked("max", self))


def clone(self, *, memory_format=None):
    given = {} if memory_format is None else {"memory_format": memory_format}
    return tuple(x.clone(**given) for x in _checked("clone", self))


def copy_(self, src, non_blocking=False):
    return [x.copy_(y, non_blocking) for x, y in zip(_checked("copy_", self), _each(src, len(self)))]


def zero_(self):
    return [x.zero_() for x in _checked("zero_", self)]


def _put(name, f):
    f.__name__ = f.__qualname__ = f"_foreach_{name}"
    f.__module__ = "torch"
    TABLES["torch"][f.__name__] = f


for _names, _make in ((ONE, _one), (TWO, _two), (THREE, _three)):
    for _name in _names.split():
        for _tail, _f in zip(("", "_"), _make(_name)):
            _put(_name + _tail, _f)
for _tail, _f in zip(("", "_"), _lerp()):
    _put(f"lerp{_tail}", _f)
for _name, _f in (("norm", norm), ("max", largest), ("clone", clone), ("copy_", copy_), ("zero_", zero_)):
    _put(_name, _f)
