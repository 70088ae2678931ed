"""torch.sparse: products, sums and softmax of sparse tensors, and the old classes that make them; see ../sparse.py."""

import functools as _functools
import warnings as _warnings

import numpy as _np

from .. import dtypes as _dtypes
from .. import memory_format as _memory_format
from .. import sparse as _sparse
from .. import state as _state
from ..errors import check_dim as _check_dim
from ..functions.create import zeros as _zeros
from ..functions.linear import mm as _mm
from ..functions.sparse import sparse_coo_tensor as _coo
from ..size import Size as _Size
from ..sparse import SparseTensor as _SparseTensor
from ..sparse_patterns import of_mask as _of_mask
from ..tensor import Tensor as _Tensor
from ..tensor import wrap as _wrap
from .parts import missing

spmm = dsmm = _mm


def _is_sparse(*tensors):
    return any(isinstance(t, _SparseTensor) for t in tensors)


def mm(mat1, mat2, reduce=None):
    """The product of a sparse matrix and a dense one, or of two sparse ones; with `reduce`, mean, amax or amin in place of sums."""
    if mat1.dim() != 2 or mat2.dim() != 2 or not _is_sparse(mat1, mat2):
        return _mm(mat1, mat2)
    if mat1.shape[1] != mat2.shape[0]:
        raise RuntimeError(f"addmm: Argument #3 (dense): Expected dim 0 size {mat1.shape[1]}, got {mat2.shape[0]}")
    if reduce is None or reduce == "sum":
        return _sparse.product(mat1, mat2, node=True)
    if reduce == "mean":
        counts = mat1._mask().sum(1).clip(1).astype(mat1._data.dtype)
        return _sparse.product(mat1, mat2, node=True) / _wrap(counts[:, None])
    if reduce not in ("amax", "amin"):
        raise RuntimeError(f"Expect reduce to be one of sum, mean, amax, amin, got {reduce}")
    far = float("-inf") if reduce == "amax" else float("inf")
    terms = (mat1.to_dense()[:, :, None] * mat2[None]).masked_fill(~_wrap(mat1._mask()[:, :, None]), far)
    best = terms.amax(1) if reduce == "amax" else terms.amin(1)
    return best.masked_fill(_wrap(~mat1._mask().any(1)[:, None]), 0.0)


def addmm(mat, mat1, mat2, *, beta=1.0, alpha=1.0):
    """beta · mat + alpha · mat1 @ mat2 with a sparse mat1."""
    return _ops().sparse_addmm(mat, mat1, mat2, pattern=mat1._pattern, alpha=alpha, beta=beta)


def sampled_addmm(input, mat1, mat2, *, beta=1.0, alpha=1.0, out=None):
    """beta · input + alpha · mat1 @ mat2 at the places of `input`, a tensor in CSR layout."""
    made = _ops().sparse_sampled_addmm(input, mat1, mat2, pattern=input._pattern, alpha=alpha, beta=beta)
    return _sparse.dressed(made, input._pattern)


def sum(input, dim=None, dtype=None):
    """The sum of a sparse tensor: a number, or without the axes `dim` a sparse tensor."""
    input = input if dtype is None else input.to(dtype)
    if dim is None:
        return input.coalesce().values().sum()
    dims = sorted(d % input.dim() for d in (dim if isinstance(dim, tuple | list) else (dim,)))
    if len(dims) == input.dim():
        return input.coalesce().values().sum()
    made = _ops().sparse_sum(input, pattern=input._pattern, dim=tuple(dims))
    return _sparse.dressed(made, _of_mask(input._mask().any(tuple(dims)), input.layout))


def _softmax(op, input, dim, dtype):
    input = (input if dtype is None else input.to(dtype)).coalesce()
    return _sparse.dressed(op(input, pattern=input._pattern, dim=_check_dim(dim, input.dim())), input._pattern)


def softmax(input, dim, *, dtype=None):
    """Softmax over the values that there are."""
    return _softmax(_ops().sparse_softmax, input, dim, dtype)


def log_softmax(input, dim, *, dtype=None):
    """The logarithm of `softmax`."""
    return _softmax(_ops().sparse_log_softmax, input, dim, dtype)


def spdiags(diagonals, offsets, shape, layout=None):
    """The sparse matrix of this shape whose diagonal offsets[i] is row i of `diagonals`, by columns."""
    rows, numbers = _np.atleast_2d(diagonals._data), _np.atleast_1d(offsets._data)
    m, n = shape
    places, values = [], []
    for row, offset in zip(rows, numbers):
        columns = _np.arange(max(0, offset), min(n, m + offset, len(row)))
        places.append(_np.stack([columns - offset, columns]))
        values.append(row[columns])
    made = _sparse.coo(_np.concatenate(places, 1), _np.concatenate(values), tuple(shape), False)
    return made if layout is None or layout is _memory_format.sparse_coo else made.to_sparse(layout=layout)


class check_sparse_tensor_invariants:
    """Has indices checked when sparse tensors are made: within `with`, on a function, or by enable() and disable()."""

    def __init__(self, enable=True):
        self.state, self.saved_state = enable, None

    @staticmethod
    def is_enabled():
        return bool(_state.sparse_checks)

    @staticmethod
    def enable():
        _state.sparse_checks = True

    @staticmethod
    def disable():
        _state.sparse_checks = False

    def __enter__(self):
        if self.saved_state is not None:
            raise RuntimeError("This context manager instance is already activated. Use a different context manager instance for context nesting.")
        self.saved_state, _state.sparse_checks = (_state.sparse_checks,), self.state

    def __exit__(self, *_):
        (_state.sparse_checks,), self.saved_state = self.saved_state, None

    def __call__(self, f):
        @_functools.wraps(f)
        def run(*args, **kw):
            with type(self)(self.state):
                return f(*args, **kw)

        return run


check_sparse_tensor_invariants.__module__ = "torch.sparse"


def _ops():
    from ..ops import sparse

    return sparse


class _Class(type):
    """The type of torch.sparse.FloatTensor and its like, which make sparse tensors and know them."""

    def __instancecheck__(cls, t):
        return isinstance(t, _Tensor) and t.is_sparse and t.dtype is cls.dtype

    def __call__(cls, *args, device=None):
        if len(args) in (2, 3) and isinstance(args[0], _Tensor):
            indices, values, *shape = args
            if indices.dtype is not _dtypes.int64:
                raise RuntimeError(f"expected scalar type Long but found {indices.dtype.legacy}")
            given = "indices, values, shape" if shape else "indices, values"
            _warn(f"{given}, *, device=", f"{given}, dtype=, device=", 653 if shape else 641)
        else:
            shape = [args[0] if len(args) == 1 and isinstance(args[0], tuple | list) else args]
            _warn("shape, *, device=", "shape, dtype=, device=", 684) if args else _warn("", "(0,), dtype=", 623)
            shape = [_Size(shape[0] or (0,))]
            indices, values = _zeros(len(shape[0]), 0, dtype=_dtypes.int64), _zeros(0, dtype=cls.dtype)
        return _coo(indices, values, *shape, check_invariants=False)


def _warn(form, instead, line):
    if ("sparse class", form) not in _state.told:
        _state.told.add(("sparse class", form))
        _warnings.warn(
            f"torch.sparse.SparseTensor({form}) is deprecated.  Please use torch.sparse_coo_tensor({instead}). (Triggered internally at "
            f"/__w/pytorch/pytorch/torch/csrc/utils/tensor_new.cpp:{line}.)",
            UserWarning,
            stacklevel=3,
        )


for _d in (_dtypes.float32, _dtypes.float64, _dtypes.float16, _dtypes.bfloat16, _dtypes.uint8, _dtypes.int8, _dtypes.int16, _dtypes.int32,
           _dtypes.int64):  # fmt: skip
    globals()[f"{_d.legacy}Tensor"] = _Class(f"{_d.legacy}Tensor", (), {
        "__module__": "torch.sparse", "dtype": _d, "layout": _memory_format.sparse_coo, "is_cuda": False, "is_sparse": True})  # fmt: skip

__getattr__ = missing(
    "torch.sparse", "Retrograd has few functions of sparse tensors."
)
__all__ = ["addmm", "check_sparse_tensor_invariants", "log_softmax", "mm", "sampled_addmm", "softmax", "spdiags", "spmm", "sum"]
