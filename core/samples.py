"""The data of a tensor inside vmap: the shape and dtype of one entry, and the tensor of all entries behind it. See mapped.py."""

import math
from types import SimpleNamespace

import numpy as np

from .tensor import Tensor, wrap

LAID = SimpleNamespace(c_contiguous=True, f_contiguous=False, writeable=True)
MORE_ENTRIES = (
    "vmap: {0}(self, *extra_args) is not possible because there exists a Tensor `other` in extra_args that has more elements than `self`. "
    "This happened due to `other` being vmapped over but `self` not being vmapped over {1}. Please try to use out-of-place operators "
    "instead of {0}. If said operator is being called inside the PyTorch framework, please file a bug report instead."
)
UNBATCHED = {"pow_", "clamp_", "lerp_", "addcmul_", "addcdiv_", "scatter_"}  # for which torch has no batching rule
levels = []  # of the vmaps that run, the innermost last
running = []  # all transforms that run, the innermost last: see transforms.py
ESCAPED = (
    "Either your tensor may have escaped from inside a function being vmapped and this is a user error "
    "(see https://pytorch.org/functorch/stable/ux_limitations.html), or there is an internal functorch error in `gen_vmap_plumbing` "
    "Please file an issue if it looks like the latter"
)


class Unmappable(BaseException):
    """A function asked for the numbers of a mapped tensor. Not an Exception: no handler but vmap's is meant."""


class Samples:
    """The data of a mapped tensor, of which only the shape and dtype are to be had."""

    __slots__ = ("dim", "dtype", "level", "mapped", "shape", "torn", "whole")
    base, flags = None, LAID

    def __init__(self, whole, mapped, level, dim=0):
        data = whole._data
        self.shape, self.dtype = data.shape[1:] if mapped else data.shape, data.dtype
        self.whole, self.mapped, self.level = whole, mapped, level
        self.torn = False  # has it a view whose numbers lie elsewhere?
        self.dim = dim  # where the axis of entries is in the tensor that vmap was given: so it prints

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def size(self):
        return math.prod(self.shape)

    @property
    def itemsize(self):
        return self.dtype.itemsize

    @property
    def strides(self):
        return tuple(math.prod(self.shape[i + 1 :]) * self.dtype.itemsize for i in range(len(self.shape)))

    def __len__(self):
        return self.shape[0]

    def __array_function__(self, func, types, args, kw):
        if func in (np.zeros_like, np.ones_like, np.empty_like, np.full_like) and args[0] is self:
            return func(np.broadcast_to(np.zeros((), self.dtype), self.shape), *args[1:], **{"subok": False, "order": "C", **kw})
        raise Unmappable(func.__name__)

    def __getattr__(self, name):
        raise self.refusal(name)

    def refusal(self, name):
        """What is raised for a look at the numbers: vmap catches it, unless that is over."""
        return Unmappable(name) if self.level <= len(levels) else RuntimeError(ESCAPED)


def _refusal(name):
    def method(self, *args, **kw):
        raise self.refusal(name)

    return method


for _name in """array array_ufunc add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul neg abs eq ne
lt le gt ge and or xor rand ror rxor invert getitem setitem iter bool float int complex index iadd isub imul itruediv contains""".split():
    setattr(Samples, f"__{_name}__", _refusal(_name))
Samples.__hash__ = object.__hash__


def is_mapped(t):
    return isinstance(t, Tensor) and t._data.__class__ is Samples


def numbers(t):
    """The array that a check of t's numbers looks at: of all entries where t is mapped."""
    data = t._data
    while data.__class__ is Samples:
        data = data.whole._data
    return data


def lifted(t, level=None):
    """A tensor from outside as one inside, the same for all entries; outside the graph that there is inside."""
    level = level or len(levels)
    return t if t._data.__class__ is Samples and t._data.level == level else wrap(Samples(t, False, level))


def entries(whole, like):
    """A mapped tensor of all entries' `whole`, at the level of `like`."""
    return wrap(Samples(whole, True, like._data.level))


def samples(*values):
    """All there are among these arguments and parameters, and in the lists and tuples among them."""
    return [a for x in values for a in (x if x.__class__ in (tuple, list) else (x,)) if a.__class__ is Samples]


def more_entries(t, values, name):
    """The error for an in-place op (`name`) that would write all entries' `values` over t, the one tensor that they share."""
    if name in ("add_", "atan2_"):  # torch finds out later
        whole = [values.whole._data.shape[0], *values.shape]
        return RuntimeError(f"output with shape {list(t._data.shape)} doesn't match the broadcast shape {whole}")
    if name in UNBATCHED:
        return RuntimeError(MORE_ENTRIES.format(f"aten::{name}", f"at level {values.level}"))
    return RuntimeError(MORE_ENTRIES.format(name if name in ("fill_", "index_add_") else "inplace arithmetic", "in a vmap"))
