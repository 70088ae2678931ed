"""torch.linalg's factorisation of symmetric matrices that need not be positive-definite, and what is solved with it."""

import numpy as np

from .. import ldl
from ..api import function
from ..ops import factorings as G
from ..return_types import return_type
from .create import made
from .decompositions import _square

FAILED = (
    'false INTERNAL ASSERT FAILED at "/__w/pytorch/pytorch/aten/src/ATen/native/BatchLinearAlgebra.cpp":1642, please report a bug to PyTorch. '
    "torch.linalg.{}: Unknown error code: {}."
)


def _factored(A, hermitian, name, check):
    _square("torch.linalg.ldl_factor_ex", A)
    parts = G.ldl_factor_ex(A, hermitian=hermitian)
    if check and (bad := np.ravel(parts[2]._data)[np.ravel(parts[2]._data) != 0]).size:
        raise RuntimeError(FAILED.format(name, bad[0]))
    return parts


@function("linalg")
def ldl_factor(A, *, hermitian=False):
    return return_type("linalg_ldl_factor", ("LD", "pivots"))(_factored(A, hermitian, "ldl_factor", True)[:2])


@function("linalg")
def ldl_factor_ex(A, *, hermitian=False, check_errors=False):
    return return_type("linalg_ldl_factor_ex", ("LD", "pivots", "info"))(_factored(A, hermitian, "ldl_factor_ex", check_errors))


@function("linalg")
def ldl_solve(LD, pivots, B, *, hermitian=False):
    name, a, p, b = "torch.linalg.ldl_solve", LD._data, pivots._data, B._data
    _square(name, LD)
    if b.ndim < 2:
        raise RuntimeError(f"{name}: Expected B to have at least 2 dimensions, but it has {b.ndim} dimensions instead")
    if a.shape[-1] != b.shape[-2]:
        raise RuntimeError(
            f"Incompatible matrix sizes for {name}: each A matrix is {a.shape[-1]} by {a.shape[-1]} but each b matrix is "
            f"{b.shape[-2]} by {b.shape[-1]}"
        )
    if p.shape != a.shape[:-1]:
        raise RuntimeError(f"{name}: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape {list(p.shape)} instead")
    if p.dtype.kind not in "iu":
        raise RuntimeError(f"{name}: Expected pivots to be integers. Got {pivots.dtype.legacy}")
    if LD.dtype is not B.dtype:
        raise RuntimeError(f"Expected b and A to have the same dtype, but found b of type {B.dtype.legacy} and A of type {LD.dtype.legacy} instead.")
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    a, p, b = np.broadcast_to(a, (*batch, *a.shape[-2:])), np.broadcast_to(p, (*batch, p.shape[-1])), np.broadcast_to(b, (*batch, *b.shape[-2:]))
    out = np.empty(b.shape, b.dtype)
    for at in np.ndindex(batch):
        out[at] = ldl.solve(a[at], p[at], b[at], hermitian)
    return made(out, "ldl_solve")
