"""Clipping gradients, and parameters as one vector (torch.nn.utils)."""

import types
import warnings

import numpy as np

from .. import state as S
from ..functions.pieces import cat
from ..inplace import write
from ..tensor import Tensor, wrap
from ..worlds import RAW


def _list(parameters):
    return [parameters] if isinstance(parameters, Tensor) else list(parameters)


def _norm(data, p):
    """The p-norm of an array in its own precision."""
    return RAW.vector_norm(np.reshape(data, -1), ord=p) if np.size(data) else np.dtype(data.dtype).type(0)


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """The norm of all the tensors together, as if they were one vector: a 0-d tensor."""
    tensors, norm_type = _list(tensors), float(norm_type)
    if not tensors:
        return wrap(np.float32(0.0))
    norms = np.array([_norm(t._data, norm_type) for t in tensors])
    total = _norm(norms, norm_type)
    if error_if_nonfinite and not np.isfinite(total):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be clipped. To disable "
            "this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return wrap(total)


def _change(g, values, name):
    """Writes into a gradient as an in-place op would, outside the graph."""
    write(g, values)
    if S.rec is not None:
        S.rec.mutate(name, g, None)


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    """Scales the gradients so that `total_norm`, where it is more, becomes `max_norm`."""
    total = total_norm._data
    coefficient = np.minimum(total.dtype.type(max_norm) / (total + total.dtype.type(1e-6)), total.dtype.type(1.0))
    for p in _list(parameters):
        if p._grad is not None:
            _change(p._grad, p._grad._data * p._grad._data.dtype.type(coefficient), "mul_")


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Clips the norm of all gradients together; returns what it was."""
    generator = isinstance(parameters, types.GeneratorType)
    parameters = _list(parameters)
    if generator and not parameters:
        warnings.warn("`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2)
    total = get_total_norm([p._grad for p in parameters if p._grad is not None], norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, float(max_norm), total)
    return total


def clip_grad_norm(*args, **kw):
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(*args, **kw)


def clip_grad_value_(parameters, clip_value, foreach=None):
    """Clips each element of the gradients to ±clip_value."""
    clip_value = float(clip_value)
    for p in _list(parameters):
        if p._grad is not None:
            g = p._grad._data
            number = g.dtype.type
            _change(p._grad, np.minimum(np.maximum(g, number(-clip_value)), number(clip_value)), "clamp_")


def parameters_to_vector(parameters):
    """All parameters as one vector, in the graph."""
    return cat([p.view(-1) for p in parameters], 0)


def vector_to_parameters(vec, parameters):
    """The inverse: each parameter's data becomes its piece of the vector."""
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__module__}.{type(vec).__name__}")
    at = 0
    for p in parameters:
        n = p.numel()
        p.data = vec[at : at + n].view_as(p).data
        at += n
