"""What the optimizers share besides their base class: checks of their options, and tensors of state."""

from functools import lru_cache

import numpy as np

from .. import dtypes
from .. import state as S
from ..tensor import Tensor, wrap

ndarray = np.ndarray


def value_of(x):
    """A Python number from a hyperparameter that may be a one-element tensor."""
    return x.item() if isinstance(x, Tensor) else x


def check_lr(lr):
    """torch's checks of a learning rate."""
    if isinstance(lr, Tensor) and lr._data.size != 1:
        raise ValueError("Tensor lr must be 1-element")
    if not value_of(lr) >= 0.0:
        raise ValueError(f"Invalid learning rate: {lr}")


def check_betas(betas):
    for i, beta in enumerate(betas):
        if not 0.0 <= value_of(beta) < 1.0:
            raise ValueError(f"Invalid beta parameter at index {i}: {beta}")


def check_not_negative(**values):
    """Raises torch's `Invalid NAME value: …`."""
    for name, value in values.items():
        if not value_of(value) >= 0.0:
            raise ValueError(f"Invalid {name} value: {value}")


def check_modes(defaults):
    """What torch refuses of `fused`, `foreach`, `differentiable` together."""
    if defaults.get("fused"):
        if defaults.get("differentiable"):
            raise RuntimeError("`fused` does not support `differentiable`")
        if defaults.get("foreach"):
            raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def chosen(values, names):
    """The options of an optimizer, `names` (words) in PyTorch's order, out of its constructor's `values`, once their modes are looked at."""
    options = {name: values[name] for name in names.split()}
    check_modes(options)
    return options


def zeros_like(p):
    """A tensor of state: zeros of p's shape and dtype."""
    d = p._data
    return wrap(np.zeros_like(d) if isinstance(d, ndarray) else d.dtype.type(0))


def counter(value=0.0):
    """A 0-d tensor of state such as `step`, in the dtype that torch gives it."""
    return wrap(np.float64(value) if dtypes.default is dtypes.float64 else np.float32(value))


def count(state):
    """Adds one to state["step"]; returns it as a float."""
    t = state["step"]
    if t.__class__ is float:  # a state saved by an older PyTorch
        t = state["step"] = counter(t)
    step = t._data + t._data.dtype.type(1)
    t._data = step
    return float(step)


def buffer(t):
    """The array of a state tensor that new values may be computed into, or None for a scalar."""
    d = t._data
    if S.rec is not None and t._id:
        S.rec.before_write(t)
    return d if isinstance(d, ndarray) else None


def pair(x):
    """The number x as float32 and float64 kernels see it: index with `wide(data)`."""
    x = x if x.__class__ is float else float(value_of(x))
    return _pair(x) if x else (x, x)  # a zero has a sign, to which the cache is blind


@lru_cache(256)
def _pair(x):
    return float(np.float32(x)), x


def wide(data):
    return data.dtype.itemsize == 8
