"""torch.linalg's factorisations with a return code, LU and what is solved with it, QR before it is multiplied out."""

import math

import numpy as np

from ..api import function
from ..errors import warn_once
from ..ops import decompositions as D
from ..ops import factorings as G
from ..return_types import return_type
from .create import made
from .decompositions import _square, inverted
from .linear import matmul

OLD_LU = (
    "torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and will be removed in a future PyTorch "
    "release.\nLU, pivots = torch.lu(A, compute_pivots)\nshould be replaced with\nLU, pivots = torch.linalg.lu_factor(A, compute_pivots)"
    "\nand\nLU, pivots, info = torch.lu(A, compute_pivots, get_infos=True)\nshould be replaced with\nLU, pivots, info = "
    "torch.linalg.lu_factor_ex(A, compute_pivots) (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/native/BatchLinearAlgebra.cpp:2073.)"
)


def _named(name, fields, values):
    return return_type(name, fields)(values)


def _code(name, A):
    return made(np.zeros(A._data.shape[:-2], np.int32)[()], name)


@function("linalg")
def inv_ex(A, *, check_errors=False):
    _square("linalg.inv", A)
    inverse, codes = D.inv_ex(A)
    if check_errors:
        D.refuse("linalg.inv_ex", D.NO_INVERSE, codes._data)
    return _named("linalg_inv_ex", ("inverse", "info"), (inverse, codes))


@function("linalg")
def cholesky_ex(A, *, upper=False, check_errors=False):
    _square("linalg.cholesky", A)
    L, info = D.cholesky_ex(A, upper=upper)
    if check_errors:
        D.refuse("linalg.cholesky_ex", D.NOT_POSITIVE, info._data)
    return _named("linalg_cholesky_ex", ("L", "info"), (L, info))


@function("linalg")
def solve_ex(A, B, *, left=True, check_errors=False):
    _square("linalg.solve", A)
    return _named("linalg_solve_ex", ("result", "info"), (D.solve_ex(A, B, left=left)[0], _code("solve_ex", A)))


@function("linalg")
def lu_factor(A, *, pivot=True):
    return _named("linalg_lu_factor", ("LU", "pivots"), G.lu_factor_ex(A)[:2])


@function("linalg")
def lu_factor_ex(A, *, pivot=True, check_errors=False):
    return _named("linalg_lu_factor_ex", ("LU", "pivots", "info"), tuple(G.lu_factor_ex(A)))


@function("linalg", name="lu")
def linalg_lu(A, *, pivot=True):
    return _named("linalg_lu", ("P", "L", "U"), tuple(G.linalg_lu(A)))


@function("torch", "Tensor")
def lu_solve(b, LU_data, LU_pivots):
    return linalg_lu_solve(LU_data, LU_pivots, b)


@function("linalg", name="lu_solve")
def linalg_lu_solve(LU, pivots, B, *, left=True, adjoint=False):
    p, lower, upper = (made(x, "lu") for x in G.unpacked(LU._data, pivots._data))
    A = matmul(p, matmul(lower, upper))
    return D.solve_ex(A.mH if adjoint else A, B, left=left)[0]


@function("torch", "Tensor")
def lu(A, pivot=True, get_infos=False):
    """The older name of linalg.lu_factor, a plain tuple."""
    warn_once(OLD_LU)
    if A._data.ndim < 2:
        raise RuntimeError(f"torch.lu_factor: Expected tensor with 2 or more dimensions. Got size: {list(A.shape)} instead")
    return tuple(G.lu_factor_ex(A))[: 3 if get_infos else 2]


@function("torch")
def lu_unpack(LU_data, LU_pivots, unpack_data=True, unpack_pivots=True):
    """The permutation and the two triangles of a factorisation."""
    rows, columns = LU_data._data.shape[-2:]
    least = min(rows, columns)
    p = made(G.unpacked(LU_data._data, LU_pivots._data)[0], "lu_unpack")
    lower = LU_data[..., :least].tril(-1) + made(np.eye(rows, least, dtype=LU_data._data.dtype), "eye")
    upper = LU_data[..., :least, :].triu()
    none = made(np.zeros(0, LU_data._data.dtype), "lu_unpack")
    parts = (p if unpack_pivots else none, *((lower, upper) if unpack_data else (none, none)))
    return _named("lu_unpack", ("P", "L", "U"), parts)


@function("torch", "Tensor")
def geqrf(input):
    """LAPACK's QR factorisation before its reflectors are multiplied out."""
    shape, n = input._data.shape, min(input._data.shape[-2:])
    if not input._data.size:
        none = np.zeros((*shape[:-2], n), input._data.dtype)
        return _named("geqrf", ("a", "tau"), (made(input._data.copy(), "geqrf"), made(none, "geqrf")))
    flat = input._data.reshape(-1, *shape[-2:])
    pairs = [np.linalg.qr(a, mode="raw") for a in flat]
    h = np.stack([h.T for h, _ in pairs]).reshape(shape)
    tau = np.stack([t for _, t in pairs]).reshape(*shape[:-2], n)
    return _named("geqrf", ("a", "tau"), (made(h, "geqrf"), made(tau, "geqrf")))


@function("linalg")
def vecdot(x, y, *, dim=-1):
    return (x.conj() * y).sum(dim)


@function("linalg")
def tensorinv(A, ind=2):
    shape = A._data.shape
    n = int(np.prod(shape[ind:]))
    return inverted("inv", A.reshape(-1, n)).reshape(*shape[ind:], *shape[:ind])


@function("linalg")
def tensorsolve(A, B, dims=None):
    if dims is not None:
        kept = [d for d in range(A._data.ndim) if d not in [x % A._data.ndim for x in dims]]
        A = A.permute(*kept, *dims)
    n = B._data.size
    columns = math.prod(A._data.shape[B._data.ndim :])
    if columns != n:
        raise RuntimeError(
            f"Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got {columns} != {n}"
        )
    return D.solve_ex(A.reshape(n, n), B.reshape(-1), left=True)[0].reshape(*A._data.shape[B._data.ndim :])


def _reflectors(A, tau, columns):
    """The product of the Householder reflectors below A's diagonal, its first `columns` columns."""
    m, k = A._data.shape[-2], tau._data.shape[-1]
    unit = made(np.eye(m, k, dtype=A._data.dtype), "eye")
    v = A[..., :k].tril(-1) + unit
    q = made(np.eye(m, columns, dtype=A._data.dtype), "eye").expand(*A._data.shape[:-2], m, columns)
    for i in reversed(range(k)):
        one = v[..., i : i + 1]
        q = q - tau[..., i, None, None] * matmul(one, matmul(one.mH, q))
    return q


@function("linalg")
def householder_product(A, tau):
    """The matrix Q whose reflectors geqrf() gave."""
    return _reflectors(A, tau, A._data.shape[-1])


@function("torch", "Tensor")
def orgqr(input, input2):
    return householder_product(input, input2)


@function("torch", "Tensor")
def ormqr(input, tau, other, left=True, transpose=False):
    """Q @ other or other @ Q, with the Q whose reflectors geqrf() gave."""
    for name, t in (("input", input), ("other", other)):
        if t._data.ndim < 2:
            raise RuntimeError(f"torch.ormqr: {name} must have at least 2 dimensions.")
    side = -2 if left else -1
    if other._data.shape[side] != input._data.shape[-2]:
        raise RuntimeError(f"torch.ormqr: other.shape[{side}] must be equal to input.shape[-2]")
    if tau._data.shape[-1] != min(other._data.shape[side], input._data.shape[-1]):
        raise RuntimeError(f"torch.ormqr: tau.shape[-1] must be equal to min(other.shape[{side}], input.shape[-1])")
    q = _reflectors(input, tau, input._data.shape[-2])
    q = q.mH if transpose else q
    return matmul(q, other) if left else matmul(other, q)
