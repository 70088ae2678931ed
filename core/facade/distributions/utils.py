"""torch.distributions.utils."""

import math
from numbers import Number

import numpy as np

from ... import facade as torch
from ... import rng
from ...functions.create import made
from ...tensor import Tensor
from .distribution import (
    broadcast_all,
    clamp_probs,
    lazy_property,
    logits_to_probs,
    probs_to_logits,
)
from .distribution import sum_rightmost as _sum_rightmost

euler_constant = 0.57721566490153286060


def _standard_normal(shape, dtype, device):
    """Numbers of a normal distribution in `shape`."""
    return made(rng.normal(tuple(shape), dtype=dtype), "normal")


def tril_matrix_to_vec(mat, diag=0):
    """The elements of the lower triangles of matrices (…, D, D), up to diagonal `diag`, row by row: (…, n)."""
    n = mat.shape[-1]
    if not -n <= diag < n:
        raise ValueError(f"diag ({diag}) provided is outside [{-n}, {n - 1}].")
    return mat[..., torch.tensor(np.tri(n, k=diag, dtype=bool))]


def vec_to_tril_matrix(vec, diag=0):
    """The lower triangular matrices (…, D, D) whose elements up to diagonal `diag`, row by row, are `vec` (…, n)."""
    count = vec.shape[-1]
    n = (-(1 + 2 * diag) + math.sqrt((1 + 2 * diag) ** 2 + 8 * count + 4 * abs(diag) * (diag + 1))) / 2
    if round(n) - n > np.finfo(vec.dtype.np).eps:
        raise ValueError(
            f"The size of last dimension is {count} which cannot be expressed as the lower triangular part of a square D x D matrix."
        )
    n = round(n)
    mat = vec.new_zeros((*vec.shape[:-1], n, n))
    mat[..., torch.tensor(np.tri(n, k=diag, dtype=bool))] = vec
    return mat


def is_tensor_like(value):
    return isinstance(value, Tensor) or hasattr(type(value), "__torch_function__")


__all__ = [
    "Number",
    "_standard_normal",
    "_sum_rightmost",
    "broadcast_all",
    "clamp_probs",
    "euler_constant",
    "is_tensor_like",
    "lazy_property",
    "logits_to_probs",
    "probs_to_logits",
    "tril_matrix_to_vec",
    "vec_to_tril_matrix",
]
