"""Making sparse tensors and dense ones of each other; low-rank factors by random projection."""

import warnings

import numpy as np

from .. import state as S
from ..api import function
from ..sparse import SparseTensor, coo, sparsed
from ..tensor import Tensor
from .create import tensor
from .decompositions import qr, svd
from .linear import matmul
from .random import randn

_UNCHECKED = (
    "Sparse invariant checks are implicitly disabled. Memory errors (e.g. SEGFAULT) will occur when operating on a sparse tensor which "
    "violates the invariants, but checks incur performance overhead. To silence this warning, explicitly opt in or out. See "
    "`torch.sparse.check_sparse_tensor_invariants.__doc__` for guidance.  (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/Context.cpp:816.)"
)


@function("torch")
def sparse_coo_tensor(indices, values=None, size=None, *, dtype=None, device=None, requires_grad=False, check_invariants=None, is_coalesced=None,
                      pin_memory=False):  # fmt: skip
    if check_invariants is None and "sparse" not in S.told:
        S.told.add("sparse")
        warnings.warn(_UNCHECKED, stacklevel=3)
    where = (indices if isinstance(indices, Tensor) else tensor(indices))._data
    where = where.astype(np.int64)  # floats and booleans, too
    parts = values if isinstance(values, Tensor) else tensor(values, dtype=dtype)
    parts = parts.to(dtype) if dtype is not None else parts
    data = np.atleast_1d(parts._data)
    if size is None:
        where = np.atleast_2d(where)
        size = (*(where.max(1) + 1), *data.shape[1:])
    size = tuple(int(n) for n in size)
    _check_sizes(where, data, size)
    return coo(where, data, size, bool(is_coalesced))


def _check_sizes(where, data, size):
    axes, dense = len(where), data.ndim - 1
    if len(size) != axes + dense:
        raise RuntimeError(
            f"'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = {len(size)}, sparse_dim = {axes}, dense_dim = {dense}"
        )
    if where.ndim != 2:
        raise RuntimeError(f"indices must be sparse_dim x nnz, but got: {list(where.shape)}")
    if where.shape[1] != len(data):
        raise RuntimeError(
            f"indices and values must have same nnz, but got nnz from indices: {where.shape[1]}, nnz from values: {len(data)}"
        )
    wanted = [len(data), *size[axes:]]
    if list(data.shape) != wanted:
        raise RuntimeError(f"values has incorrect size, expected {wanted}, got {list(data.shape)}")


def _of_sparse_only(name):
    def run(self):
        raise RuntimeError(f"{name} expected sparse {'' if name == 'values' else 'coordinate '}tensor layout but got Strided")

    run.__name__ = run.__qualname__ = name
    return function("Tensor")(run)


@function("Tensor")
def sparse_mask(self, mask):
    """The values where the sparse `mask` has some."""
    where = mask._where
    return coo(where, self._data[tuple(where)].copy(), self._data.shape, mask.is_coalesced())


coalesce, indices, values = map(_of_sparse_only, ("coalesce", "indices", "values"))


@function("Tensor", names="to_sparse_coo")
def to_sparse(self, sparse_dim=None, *, layout=None, blocksize=None, dense_dim=None):
    return self if isinstance(self, SparseTensor) else sparsed(self._data, sparse_dim)


@function("Tensor")
def to_dense(self, dtype=None, *, masked_grad=None):
    return self


# --- low rank -----------------------------------------------------------------------------------------------------------------------------


def _basis(A, q, niter, M):
    """An orthonormal basis of about q of the directions in which A - M is longest (Halko, Martinsson and Tropp 2009)."""

    def times(left, mean, right):
        product = matmul(left, right)
        return product if mean is None else product - matmul(mean, right)

    Q = qr(times(A, M, randn(A.shape[-1], q, dtype=A.dtype)))[0]
    for _ in range(2 if niter is None else niter):
        Q = qr(times(A.mH, None if M is None else M.mH, Q))[0]
        Q = qr(times(A, M, Q))[0]
    return Q


@function("torch")
def svd_lowrank(A, q=6, niter=2, M=None):
    m, n = A.shape[-2:]
    M = None if M is None else M.broadcast_to(A.shape)
    if m < n:
        A, M = A.mH, None if M is None else M.mH
    Q = _basis(A, 6 if q is None else q, niter, M)
    B = matmul(Q.mH, A)
    if M is not None:
        B = B - matmul(Q.mH, M)
    U, s, Vh = svd(B, full_matrices=False)
    U, V = matmul(Q, U), Vh.mH
    return (V, s, U) if m < n else (U, s, V)


@function("torch")
def pca_lowrank(A, q=None, center=True, niter=2):
    m, n = A.shape[-2:]
    if q is None:
        q = min(6, m, n)
    elif not 0 <= q <= min(m, n):
        raise ValueError(f"q(={q}) must be non-negative integer and not greater than min(m, n)={min(m, n)}")
    if not niter >= 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    return svd_lowrank(A - A.mean(dim=(-2,), keepdim=True) if center else A, q, niter)
