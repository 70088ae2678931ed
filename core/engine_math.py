"""Undoing broadcasting and promotion: what a gradient goes through between a rule and the edge it leaves by.

This happens here and nowhere else. torch: `sum_to_size` in validate_outputs and handle_r_to_c in the generated rules.
"""

import numpy as np

from . import dtypes
from .summing import FLOAT, total

add_reduce, ndarray = np.add.reduce, np.ndarray


def shapes_differ(before, now):
    """Must broadcasting or promotion of these operands (arrays, numbers, Nones) be undone in backward?"""
    shapes = {a.shape for a in now if hasattr(a, "shape")}
    kinds = {a.dtype for a in before if hasattr(a, "dtype")}
    return len(shapes) > 1 or len(kinds) > 1


def sum_axes(shape, target):
    """(leading axes, axes of size 1 in target) that broadcasting `target` to `shape` made."""
    lead = len(shape) - len(target)
    ones = tuple(i + lead for i, s in enumerate(target) if s == 1 and shape[i + lead] != 1)
    return tuple(range(lead)), ones


def sum_to(g, target):
    """Raw gradient g summed to shape `target`, from which it was broadcast."""
    if g.shape == target:
        return g
    add = total if g.dtype is FLOAT and g.__class__ is ndarray else _plain_total
    if g.shape[1:] == target:  # a bias's
        return add(g, (0,), False)
    lead, ones = sum_axes(g.shape, target)
    if not lead and not ones:
        return g.reshape(target)
    if ones:
        g = add(g, lead + ones, True)
        return g.reshape(g.shape[len(lead) :]) if lead else g
    return add(g, lead, False)


def _plain_total(g, axes, keepdims):
    return add_reduce(g, axis=axes, keepdims=keepdims)


def fit(g, meta):
    """Raw gradient g in the shape and dtype of the argument it belongs to."""
    if meta is None:
        return g
    shape, dt = meta
    if g.shape != shape:
        g = sum_to(g, shape)
    if g.dtype is not dt:
        if dt is dtypes.bfloat16:
            return dtypes.cast(g, dt)
        if g.dtype.kind == "c" and dt.kind != "c":
            g = g.real
        g = g.astype(dt)
    return g


def operand(x, grad):
    """A saved operand for a rule on tensors: a number that stood in for a tensor is one again."""
    if x.__class__ is not float and x.__class__ is not int:
        return x
    from .tensor import wrap

    return wrap(grad._data.dtype.type(x))


def cast_tensor(g, kind):
    """Tensor g in dtype `kind`, in the graph."""
    from .worlds import TENSOR

    if dtypes.of(g._data) is kind:
        return g
    if g._data.dtype.kind == "c" and kind.category != 3:
        g = TENSOR.real(g)
    return TENSOR.to_copy(g, dtype=kind)


def fit_tensor(g, meta):
    """The same for a Tensor, in the graph."""
    from .worlds import TENSOR

    if meta is None:
        return g
    shape, dt = meta
    if g._data.shape != shape and not shape:
        g = TENSOR.sum_all(g)
    elif g._data.shape != shape:
        lead, ones = sum_axes(g._data.shape, shape)
        if lead or ones:
            g = TENSOR.sum_dim(g, dim=lead + ones, keepdim=True)
        if g._data.shape != shape:
            g = TENSOR.view(g, size=shape)
    if g._data.dtype is not dt and not (dt is dtypes.bfloat16 and g._data.__class__ is dtypes.BFloat16Array):
        if g._data.dtype.kind == "c" and (dt is dtypes.bfloat16 or dt.kind != "c"):
            g = TENSOR.real(g)
        g = TENSOR.to_copy(g, dtype=dtypes.FROM_NP.get(dt, dt))
    return g
