"""The meta device: tensors that have a shape and a dtype, but no numbers.

Their data is a `MetaArray`, zeros that nobody is shown. Nothing of this file is in force before a program names the device
(`device("meta")` calls `switch_on`); from then on ops look whether an argument is on it, factories whether they are to make such
tensors, and what would read numbers refuses. Other programs pay nothing.
"""

import functools
import sys

import numpy as np

from . import rng
from . import state as S
from .op import OPS
from .tensor import Tensor

NO_DATA = "Cannot copy out of meta tensor; no data!"
NO_ITEM = "Tensor.item() cannot be called on meta tensors"
TO_EMPTY = " Please use torch.nn.Module.to_empty() instead of torch.nn.Module.to() when moving module from meta to a different device."
FACTORIES = """zeros ones empty full rand randn randint randperm arange linspace logspace eye tensor as_tensor asarray normal scalar_tensor
empty_strided empty_permuted""".split()
LIKE = "zeros_like ones_like empty_like full_like rand_like randn_like randint_like".split()
WRITES = "uniform_ normal_ random_ bernoulli_ exponential_ geometric_ cauchy_ log_normal_".split()


class MetaArray(np.ndarray):
    """Zeros that stand for numbers which are not there."""


def blank(shape, dtype):
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
        return S.default_device == "meta"
    return check_named(device) == "meta"


def to_meta(t):
    """A tensor of t's kind on the meta device, outside the graph."""
    from .tensor import new

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
    state, was = rng.default_generator.get_state(), S.default_device
    S.default_device = None
    try:
        return to_meta(f(*args, **{**kw, "device": None}))
    finally:
        S.default_device = was
        rng.default_generator.set_state(state)


def _factory(f, like):
    @functools.wraps(f)
    def make(*args, **kw):
        device = kw.get("device")
        on = is_meta(args[0]) if like and args and device is None else wanted(device)
        return made(f, args, kw) if on else f(*args, **kw)

    return make


# --- computing ------------------------------------------------------------------------------------------------------------------------


def aware(forward):
    """An op's forward: with meta data among its arguments, what it returns is meta data of the same shapes."""

    def run(*arrays, **params):
        if not any(_holds(a) for a in arrays):
            return forward(*arrays, **params)
        _one_device(arrays)
        return _blanked(forward(*(_plain(a) for a in arrays), **params))

    return run


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
