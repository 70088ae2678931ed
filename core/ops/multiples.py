"""Sums with a multiple, as add and sub with an alpha make them, in PyTorch's rounding."""

import numpy as np

from ..dtypes import BFloat16Array, cast, is_half
from ..dtypes import of as dtype_of
from ..worlds import RAW
from .closest import FLOAT

ARRAYS = {np.ndarray, np.float32}
LANES = 32  # numbers that PyTorch's kernel adds at a time


def plus(self, other, alpha):
    """self + alpha · other"""
    if self.dtype is FLOAT and self.__class__ in ARRAYS and other.__class__ in ARRAYS:
        return RAW.muladd(other, float(np.float32(alpha)), self)
    if is_half(self) and (other.__class__ in (float, int) or is_half(other)):
        return _of_half(self, np.asarray(other), alpha)
    if self.__class__ is BFloat16Array or other.__class__ is BFloat16Array:  # beside float32, which the result is
        self, other = np.asarray(self), np.asarray(other)
    return self + scaled(self, other, alpha)


def _of_half(self, other, alpha):
    """self + alpha · other of 16-bit floats: alpha rounded, the rest in float32, but for what PyTorch's vectors of 16 leave over, whose
    products are rounded, too."""
    dtype = dtype_of(self)
    alpha = np.float32(cast(np.float32(alpha), dtype))
    part = np.asarray(other).astype(np.float32) * alpha
    if self.shape == other.shape:
        rest = self.size - self.size % LANES
        part = part.reshape(-1)
        part[rest:] = np.asarray(cast(part[rest:], dtype), np.float32)
        part = part.reshape(other.shape)
    return cast(np.asarray(self).astype(np.float32) + part, dtype)


def scaled(self, other, alpha):
    """other * alpha, for integers in their own arithmetic."""
    kind = self.dtype.kind
    if kind in "iub" and alpha.__class__ is float:
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    return other & (alpha != 0) if kind == "b" else alpha * other
