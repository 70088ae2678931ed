"""What depends on which singular values count as zero: rank, pseudo-inverse, condition number, least squares."""

import numpy as np

from ..api import function
from ..errors import warn_once
from ..ops import composed as C
from ..ops import decompositions as D
from ..ops import whole_matrices
from ..ops.elementwise import where
from ..return_types import return_type
from ..tensor import Tensor
from .create import made, written
from .decompositions import matrix_norm, svdvals
from .linear import matmul

DRIVERS = ("gels", "gelsy", "gelsd", "gelss")
OLD_SOLVE = (
    "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangularand will be removed in a future PyTorch release.\n"
    "torch.linalg.solve_triangular has its arguments reversed and does not return a copy of one of the inputs.\n"
    "X = torch.triangular_solve(B, A).solution\nshould be replaced with\nX = torch.linalg.solve_triangular(A, B). (Triggered internally "
    "at /__w/pytorch/pytorch/aten/src/ATen/native/BatchLinearAlgebra.cpp:2273.)"
)


@function("linalg")
def lstsq(A, B, rcond=None, *, driver=None):
    driver = driver or "gelsy"
    if driver not in DRIVERS:
        raise RuntimeError(f"torch.linalg.lstsq: parameter `driver` should be one of ({', '.join(DRIVERS)})")
    for name, t, least in (("input", A, 2), ("other", B, 1)):
        if t._data.ndim < least:
            raise RuntimeError(f"torch.linalg.lstsq: {name} must have at least {least} dimension{'s' * (least > 1)}.")
    from_end = 1 if B._data.ndim == A._data.ndim - 1 else 2
    if A.dtype is not B.dtype:
        raise RuntimeError(
            f"torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's dtype {A.dtype.legacy} and other's dtype "
            f"{B.dtype.legacy}"
        )
    if not 0 <= A._data.ndim - B._data.ndim <= 1:
        raise RuntimeError("torch.linalg.lstsq: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1")
    if A._data.ndim == B._data.ndim + 1 and A._data.shape[:-1] != B._data.shape:
        from_end = 1 if A._data.ndim == 2 else 2
    if A._data.shape[-2] != B._data.shape[-from_end]:
        raise RuntimeError(f"torch.linalg.lstsq: input.size(-2) should match other.size(-{from_end})")
    solution = matmul(pinv(A), B)
    kind, rows, columns = A._data.dtype, *A._data.shape[-2:]
    rank = np.zeros(0, np.int64) if driver == "gels" else np.asarray(np.linalg.matrix_rank(A._data))
    told = rows > columns and driver != "gelsy"
    missed = matmul(A, solution) - B
    residuals = ((missed.abs() if missed.is_complex() else missed) ** 2).sum(-2) if told else made(np.zeros(0, kind), "lstsq")
    values = np.linalg.svd(A._data, compute_uv=False) if driver in ("gelsd", "gelss") else np.zeros(0, kind)
    fields = ("solution", "residuals", "rank", "singular_values")
    return return_type("linalg_lstsq", fields)((solution, residuals, made(rank, "lstsq"), made(values, "lstsq")))


@function("linalg")
def pinv(A, rcond=None, *, atol=None, rtol=None, hermitian=False):
    if A._data.ndim < 2 or A.dtype.category < 2 or A.dtype.itemsize == 2:
        raise RuntimeError(
            f"linalg.pinv({A.dtype.legacy}{{{list(A._data.shape)}}}): expected a tensor with 2 or more dimensions of float, double, cfloat "
            "or cdouble types"
        )
    given = rcond is not None or atol is not None or rtol is not None
    if hermitian:
        values, vectors = D.eigh(A, UPLO="L")
        kept = _counting(A, np.abs(values._data), rcond, atol, rtol)
        inverse = where(made(kept, "pinv"), values.reciprocal(), values.new_zeros(()))
        return matmul(vectors * inverse.unsqueeze(-2), vectors.mH)
    if not given:
        return whole_matrices.pinv(A)
    u, s, vh = D.svd(A, full_matrices=False)
    inverse = where(made(_counting(A, s._data, rcond, atol, rtol), "pinv"), s.reciprocal(), s.new_zeros(()))
    return matmul(vh.mH * inverse.unsqueeze(-2), u.mH)


def _counting(A, sizes, rcond, atol, rtol):
    """Which of the `sizes` of A's values (…, n) count as more than zero, by the tolerances given."""
    absolute, relative = _number(atol), _number(rtol if rcond is None else rcond)
    if relative is None:
        only = absolute is not None and np.all(np.asarray(absolute) > 0)
        relative = 0.0 if only else max(A._data.shape[-2:]) * np.finfo(A._data.dtype).eps
    return sizes > np.maximum(0.0 if absolute is None else absolute, relative * sizes.max(-1, keepdims=True, initial=0))


def _number(x):
    """A tolerance as a number or an array; None as it is."""
    return x._data[..., None] if isinstance(x, Tensor) and x._data.ndim else x.item() if isinstance(x, Tensor) else x


@function("torch", "Tensor")
def pinverse(input):
    return pinv(input)


@function("linalg")
def matrix_rank(A, tol=None, hermitian=False, *, atol=None, rtol=None):
    if A._data.ndim < 2:
        raise RuntimeError("torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions.")
    if A.dtype.name in ("float16", "bfloat16") or A.dtype.category < 2:
        raise RuntimeError("This function doesn't handle types other than float and double")
    if tol is None and atol is None and rtol is None and not hermitian:
        D._finite(A._data, "linalg.svd", "input matrix contained non-finite values")
        return written(made(np.asarray(np.linalg.matrix_rank(A._data)), "matrix_rank"), 1)
    sizes = np.abs(np.linalg.eigvalsh(A._data)) if hermitian else np.linalg.svd(A._data, compute_uv=False)
    kept = _counting(A, sizes, None, atol if tol is None else tol, rtol)
    return written(made(np.asarray(kept.sum(-1)), "matrix_rank"), 1)


@function("linalg")
def cond(A, p=None):
    if A._data.ndim < 2:
        raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    if p not in (None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if p in (None, 2, -2):
        s = svdvals(A)
        if not s._data.shape[-1]:
            return s.sum(-1)
        largest, least = s.narrow(-1, 0, 1), s.narrow(-1, -1, 1)
        return (largest / least if p != -2 else least / largest).squeeze(-1)
    rows, columns = A._data.shape[-2:]
    if rows != columns:
        raise RuntimeError(f"linalg.cond(ord={p}): A must be batches of square matrices, but they are {rows} by {columns} matrices")
    inverse, codes = D.inv_ex(A)
    singular = made(np.asarray(codes._data > 0), "cond")
    if not singular._data.any():
        return matrix_norm(A, p) * matrix_norm(inverse, p)
    if p == "nuc":
        known = matrix_norm(A, p) * matrix_norm(inverse.masked_fill(singular[..., None, None], 0.0), p)
        return known.masked_fill(singular, float("nan"))
    out = matrix_norm(A, p) * matrix_norm(inverse.masked_fill(singular[..., None, None], float("inf")), p)
    return out.nan_to_num(float("inf"), float("inf"), float("-inf"))  # 0 times infinity is infinity here


@function("torch")
def triangular_solve(b, A, upper=True, transpose=False, unitriangular=False):
    warn_once(OLD_SOLVE)
    a = A.mT if transpose else A
    solution = C.linalg_solve_triangular(a, b, upper=upper != transpose, unitriangular=unitriangular)
    return return_type("triangular_solve", ("solution", "cloned_coefficient"))((solution, A))
