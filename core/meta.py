"""The meta device: tensors that have a shape and a dtype, but no numbers.

Their data is a `MetaArray`, zeros that nobody is shown. Nothing of this file is in force before a program names the device
(`device("meta")` calls `switch_on`); from then on ops look whether an argument is on it, factories whether they are to make such
tensors, and what would read numbers refuses. Other programs pay nothing.
"""

import functools
import math
import sys

import numpy as np

from . import rng
from . import state as S
from .functions.create import _dtype, size_of
from .op import OPS
from .tensor import Tensor, new

NO_DATA = "Cannot copy out of meta tensor; no data!"
NO_ITEM = "Tensor.item() cannot be called on meta tensors"
TO_EMPTY = " Please use torch.nn.Module.to_empty() instead of torch.nn.Module.to() when moving module from meta to a different device."
SIZED = ("zeros", "ones", "empty", "rand", "randn")
FACTORIES = """zeros ones empty full rand randn randint randperm arange linspace logspace eye tensor as_tensor asarray normal scalar_tensor
empty_strided empty_permuted""".split()
LIKE = "zeros_like ones_like empty_like full_like rand_like randn_like randint_like".split()
WRITES = "uniform_ normal_ random_ bernoulli_ exponential_ geometric_ cauchy_ log_normal_".split()


class MetaArray(np.ndarray):
    """Zeros that stand for numbers which are not there."""

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kw):
        """Arithmetic that is not done by an op's forward."""
        if out is None:
            return aware(getattr(ufunc, method))(*inputs, **kw)
        getattr(ufunc, method)(*map(_plain, inputs), out=tuple(map(_plain, out)), **kw)
        return out[0]


HUGE = 1 << 40  # bytes: what no machine gives, not even untouched


def blank(shape, dtype):
    if math.prod(shape) * np.dtype(dtype).itemsize > HUGE:
        return np.broadcast_to(np.zeros((), dtype), shape).view(MetaArray)
    return np.zeros(shape, dtype).view(MetaArray)


def is_meta(t):
    return t._data.__class__ is MetaArray


def switch_on():
    """Lets ops, factories and methods know of the meta device, once in a process."""
    if S.meta:
        return
    S.meta = True
    from . import functions

    functions.load_all()
    for op in OPS.values():
        if op.compiled is not None:
            scope = op.compiled.__globals__
            scope["forward"] = aware(scope["forward"])
    facade = sys.modules[f"{__package__}.facade"]
    for name in (*FACTORIES, *LIKE):
        setattr(facade, name, _factory(getattr(facade, name), name in LIKE))
    Tensor.device = property(_device)
    Tensor.is_meta = property(is_meta)
    for name in WRITES:
        setattr(Tensor, name, _no_write(getattr(Tensor, name)))
    for name, error, said in (
        ("item", RuntimeError, NO_ITEM), ("__bool__", RuntimeError, NO_ITEM), ("__float__", RuntimeError, NO_ITEM),
        ("__int__", RuntimeError, NO_ITEM), ("tolist", NotImplementedError, NO_DATA), ("cpu", NotImplementedError, NO_DATA),
        ("numpy", TypeError, "can't convert meta device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."),
    ):  # fmt: skip
        setattr(Tensor, name, _refusing(getattr(Tensor, name), error, said))


def _device(t):
    from .device import cpu, device

    return device("meta") if is_meta(t) else cpu


def _refusing(method, error, said):
    """A method that reads numbers: refuses where there are none."""

    @functools.wraps(method)
    def read(self, *args, **kw):
        if is_meta(self) and (error is not RuntimeError or self._data.size == 1):
            raise error(said)
        return method(self, *args, **kw)

    return read


def _no_write(method):
    """A method that writes random numbers: draws none where nothing is kept."""

    @functools.wraps(method)
    def write(self, *args, **kw):
        return self.zero_() if is_meta(self) else method(self, *args, **kw)

    return write


# --- making -------------------------------------------------------------------------------------------------------------------------


def wanted(device):
    """Is a tensor to be made on the meta device? Raises for one that is not there."""
    from .device import check_named

    if device is None:
        device = S.default_device
    return device is not None and check_named(device) == "meta"


def to_meta(t):
    """A tensor of t's kind on the meta device, outside the graph."""
    out = new(Tensor)
    out._data = blank(t._data.shape, t._data.dtype)
    out._rg = t._rg
    return out


def placed(t, device):
    """A tensor that a module has made for itself, on the device it was told."""
    if device is None and not S.meta:
        return t
    return to_meta(t) if wanted(device) else t


def made(f, args, kw):
    """What the factory f makes, on the meta device; its random numbers are not drawn."""
    if f.__name__ in SIZED and kw.get("out") is None:
        return _sized(args, kw)
    state, was = rng.default_generator.get_state(), S.default_device
    S.default_device = None
    try:
        return to_meta(f(*args, **{**kw, "device": None}))
    finally:
        S.default_device = was
        rng.default_generator.set_state(state)


def _sized(args, kw):
    """A tensor of the size that a factory is given: none of its numbers is made first."""
    kind = _dtype(kw.get("dtype"))
    out = new(Tensor)
    out._data, out._rg = blank(size_of(args or (kw["size"],)), kind.np), bool(kw.get("requires_grad"))
    return out


def _factory(f, like):
    @functools.wraps(f)
    def make(*args, **kw):
        device = kw.get("device")
        on = is_meta(args[0]) if like and args and device is None and isinstance(args[0], Tensor) else wanted(device)
        return made(f, args, kw) if on else f(*args, **kw)

    return make


# --- computing ------------------------------------------------------------------------------------------------------------------------


def aware(forward):
    """An op's forward: with meta data among its arguments, what it returns is meta data of the same shapes."""

    def run(*arrays, **params):
        if not any(_holds(a) for a in arrays):
            return forward(*arrays, **params)
        _one_device(arrays)
        if forward.__name__ == "convolution" and not params["transposed"]:
            return _convolved(*arrays, **params)
        return _blanked(forward(*(_plain(a) for a in arrays), **params))

    return run


def _convolved(input, weight, bias=None, *, stride, padding, dilation, **rest):
    """The shape of a convolution alone: shapes are asked of images that are far too large to be computed with."""
    from .ops.nn_conv import out_size

    out = out_size(input.shape[2:], weight.shape[2:], stride, padding, dilation)
    return blank((input.shape[0], weight.shape[0], *out), input.dtype)


def _holds(a):
    return a.__class__ is MetaArray or (a.__class__ in (list, tuple) and any(x.__class__ is MetaArray for x in a))


def _one_device(arrays):
    """Raises where an array with an axis lies elsewhere; a 0-d one may."""
    flat = [x for a in arrays for x in (a if a.__class__ in (list, tuple) else (a,))]
    if any(isinstance(x, np.ndarray) and x.ndim and x.__class__ is not MetaArray for x in flat):
        first = max((x for x in flat if isinstance(x, np.ndarray)), key=lambda x: x.ndim)
        there, here = ("cpu", "meta") if first.__class__ is MetaArray else ("meta", "cpu")
        raise RuntimeError(f"Tensor on device {there} is not on the expected device {here}!")


def _plain(a):
    if a.__class__ is MetaArray:
        return a.view(np.ndarray)
    return [_plain(x) for x in a] if a.__class__ in (list, tuple) else a


def _blanked(r):
    if isinstance(r, tuple | list):
        return type(r)(_blanked(x) for x in r)
    if not isinstance(r, np.ndarray):
        return blank((), r.dtype) if isinstance(r, np.generic) else r
    return r.view(MetaArray) if r.base is not None else blank(r.shape, r.dtype)
