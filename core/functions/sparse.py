"""Making sparse tensors and dense ones of each other; low-rank factors by random projection."""

import warnings

import numpy as np

from .. import dtypes
from .. import memory_format as M
from .. import state as S
from ..api import function
from ..sparse import SparseTensor, coo, dressed
from ..sparse_patterns import Coo, of_mask
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
_BETA = (
    "Sparse {} tensor support is in beta state. If you miss a functionality in the sparse tensor support, please submit a feature request to "
    "https://github.com/pytorch/pytorch/issues. (Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/SparseCsrTensorImpl.cpp:49.)"
)


def Z():
    """The ops of sparse tensors, at their first use."""
    from ..ops import sparse

    return sparse


def _tell_of_state(layout):
    if "compressed" not in S.told:
        S.told.add("compressed")
        warnings.warn(_BETA.format(str(layout)[-3:].upper()), stacklevel=5)


def _tell_of_checks(stacklevel=4):
    if "sparse" not in S.told and S.sparse_checks is None:
        S.told.add("sparse")
        warnings.warn(_UNCHECKED, stacklevel=stacklevel)


@function("torch")
def sparse_coo_tensor(indices=None, values=None, size=None, *, dtype=None, device=None, requires_grad=False, check_invariants=None,
                      is_coalesced=None, pin_memory=False):  # fmt: skip
    if values is None:
        size = indices if size is None else size
        if not isinstance(size, tuple | list):
            raise TypeError
        return _made(coo(np.zeros((len(size), 0), np.int64), np.zeros(0, (dtype or dtypes.default).np), tuple(size), False))
    if check_invariants is None:
        _tell_of_checks()
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
    if check_invariants or S.sparse_checks:
        _check_places(where, size)
    if where.size and any(((w < 0) | (w >= n)).any() for w, n in zip(where, size)):
        raise RuntimeError("Retrograd's core keeps no sparse tensor with indices beyond its size: make them smaller, or the size larger.")
    if not parts._rg:
        return _made(coo(where, data, size, bool(is_coalesced)).requires_grad_(requires_grad))
    pattern = Coo(where, size, bool(is_coalesced))
    return dressed(Z().sparse_of_values(parts, pattern=pattern), pattern, data)


def _made(t):
    """`t`, a leaf that the program makes: a recorder hears of it."""
    if S.rec is not None:
        S.rec.tensor(t, "sparse_coo_tensor")
    return t


def _check_places(where, size):
    for d, (w, n) in enumerate(zip(where, size)):
        if w.size and w.min() < 0:
            raise RuntimeError(f"found negative index {w.min()} for dim {d}")
        if w.size and w.max() >= n:
            raise RuntimeError(f"size is inconsistent with indices: for dim {d}, size is {n} but found index {w.max()}")


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


def _of_sparse_only(name, kind):
    def run(self):
        word = self._pattern.word if isinstance(self, SparseTensor) else "Strided"
        raise RuntimeError(f"{name} expected sparse {kind}tensor layout but got {word}")

    run.__name__ = run.__qualname__ = name
    return function("Tensor")(run)


coalesce, indices = (_of_sparse_only(n, "coordinate ") for n in ("coalesce", "indices"))
values = _of_sparse_only("values", "")
crow_indices, col_indices = (_of_sparse_only(n, "row compressed ") for n in ("crow_indices", "col_indices"))
ccol_indices, row_indices = (_of_sparse_only(n, "column compressed ") for n in ("ccol_indices", "row_indices"))


@function("Tensor")
def sparse_mask(self, mask):
    """The values where the sparse `mask` has some."""
    return dressed(Z().sparse_mask(self, pattern=mask._pattern), mask._pattern)


@function("Tensor")
def sparse_dim(self):
    return 0


@function("Tensor")
def dense_dim(self):
    return self._data.ndim


def _in_layout(self, layout, op, axes=None, block=None):
    if layout is not M.sparse_coo:
        _tell_of_state(layout)
    whole = self._mask() if isinstance(self, SparseTensor) else self._data != 0
    if layout is not M.sparse_coo and whole.ndim < 2:
        raise IndexError("select(): index 1 out of range for tensor of size [1, 1] at dimension 1")
    pattern = of_mask(whole, layout, axes, block)
    return dressed(op(self, pattern=pattern), pattern)


@function("Tensor", names="to_sparse_coo")
def to_sparse(self, sparse_dim=None, *, layout=None, blocksize=None, dense_dim=None):
    layout = M.sparse_coo if layout is None else layout
    if layout is M.strided:
        return self.to_dense() if isinstance(self, SparseTensor) else self
    if isinstance(self, SparseTensor) and self.layout is layout:
        return self
    return _in_layout(self, layout, Z().to_sparse if sparse_dim is None else Z().to_sparse_dim, sparse_dim, blocksize)


def _to_compressed(kind, blocks):
    def to(self, dense_dim=None):
        layout = getattr(M, f"sparse_{kind}")
        return self if isinstance(self, SparseTensor) and self.layout is layout else _in_layout(self, layout, getattr(Z(), f"to_sparse_{kind}"))

    def to_blocks(self, blocksize, dense_dim=None):
        return _in_layout(self, getattr(M, f"sparse_{kind}"), getattr(Z(), f"to_sparse_{kind}"), None, tuple(blocksize))

    return function("Tensor", name=f"to_sparse_{kind}")(to_blocks if blocks else to)


to_sparse_csr, to_sparse_csc = _to_compressed("csr", False), _to_compressed("csc", False)
to_sparse_bsr, to_sparse_bsc = _to_compressed("bsr", True), _to_compressed("bsc", True)


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
