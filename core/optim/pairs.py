"""A complex parameter in an optimizer's step: its real and imaginary parts are numbers of their own, as in PyTorch."""

import numpy as np

from ..tensor import Tensor, wrap


def _pairs(data):
    """Complex raw data as a new vector of real numbers."""
    return np.array(data).reshape(-1).view(data.real.dtype)


def _whole(pairs, like):
    return pairs.view(like.dtype).reshape(like.shape)[()]


def update_pairs(optimizer, p, grad, group, constants):
    """The optimizer's `_update` of a parameter that stands for `p`; its state is kept as complex tensors, like p."""
    stand_in, states, complex_ = wrap(_pairs(p._data)), optimizer.state, p._data.dtype
    if p in states:
        states[stand_in] = {
            k: wrap(_pairs(v._data)) if isinstance(v, Tensor) and v._data.dtype == complex_ else v for k, v in states[p].items()
        }
    changes, optimizer._changes = optimizer._changes, None
    try:
        optimizer._update(stand_in, _pairs(grad), group, constants)
    finally:
        optimizer._changes = changes
    made = states.pop(stand_in, {})
    for k, v in made.items():
        states[p][k] = wrap(_whole(v._data, p._data)) if isinstance(v, Tensor) and v._data.shape == stand_in._data.shape else v
    optimizer._set(p, _whole(stand_in._data, p._data), stand_in._version)
