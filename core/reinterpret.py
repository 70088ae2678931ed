"""`Tensor.view(dtype)`: the same bits, read as numbers of another dtype, in the same memory and outside autograd.

bfloat16 has no memory of its own kind here (dtypes.py): to and from it the bits are copied.
"""

import numpy as np

from . import dtypes
from . import state as S
from .tensor import Tensor, new, root, share


def reinterpreted(self, dtype):
    """A view of `self` as `dtype`; RuntimeError where elements of another size do not fit the last axis."""
    t = new(Tensor)
    t._data = _read_as(self, dtypes.of(self._data), dtype)
    t._root = root(self)
    t._alias = True
    t._inference = self._inference
    if S.rec is not None:
        S.rec.op("view", (self,), t, None, {"dtype": dtype})
    return t


def _read_as(self, have, dtype):
    data = share(self)
    if have is dtype:
        return data
    if have.itemsize != dtype.itemsize:
        _check(self, have, dtype)
    if have is dtypes.bfloat16:
        data = (np.asarray(data).view(np.uint32) >> 16).astype(np.uint16)
    if dtype is dtypes.bfloat16:
        bits = np.ascontiguousarray(data).view(np.uint16).astype(np.uint32) << 16
        return bits.reshape(*data.shape[:-1], -1).view(np.float32).view(dtypes.BFloat16Array) if data.ndim else dtypes.cast(
            bits.view(np.float32), dtype)  # fmt: skip
    if not data.size and have.itemsize != dtype.itemsize:
        return np.empty((*data.shape[:-1], data.shape[-1] * have.itemsize // dtype.itemsize), dtype.np)
    if have.itemsize > dtype.itemsize and data.shape[-1] == 1 and data.strides[-1] != data.itemsize:
        data = np.lib.stride_tricks.as_strided(data, data.shape, (*data.strides[:-1], data.itemsize))  # a step nobody takes
    return data.view(dtype.np)


def _check(self, have, dtype):
    words = f"to view {have.legacy} as {dtype.legacy} (different element sizes)"
    shape, strides = self._data.shape, self.stride()
    if not shape:
        raise RuntimeError(f"self.dim() cannot be 0 {words}")
    ratio = dtype.itemsize // have.itemsize
    if ratio and shape[-1] % ratio:
        raise RuntimeError(f"self.size(-1) must be divisible by {ratio} {words}, but got {shape[-1]}")
    if strides[-1] != 1:
        raise RuntimeError(f"self.stride(-1) must be 1 {words}, but got {strides[-1]}")
    if not ratio:
        return
    start = self.storage_offset()
    if start % ratio:
        raise RuntimeError(f"self.storage_offset() must be divisible by {ratio} {words}, but got {start}")
    for axis, stride in enumerate(strides[:-1]):
        if stride % ratio:
            raise RuntimeError(f"self.stride({axis}) must be divisible by {ratio} {words}, but got {stride}")
