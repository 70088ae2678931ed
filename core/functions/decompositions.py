"""torch.linalg, and the older names of its functions in torch."""

from itertools import pairwise

import numpy as np

from .. import dtypes
from ..api import function
from ..errors import _c_name, check_dim, warn_once
from ..ops import composed as C
from ..ops import decompositions as D
from ..ops import factorings as G
from ..ops import reduce as R
from ..ops import whole_matrices
from ..ops.elementwise import where as op_where
from ..tensor import Tensor, wrap
from .create import made
from .linear import matmul
from .pieces import cat
from .reduce import no_identity

OLD_CHOLESKY = (
    "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a future PyTorch release.\nL = "
    "torch.cholesky(A)\nshould be replaced with\nL = torch.linalg.cholesky(A)\nand\nU = torch.cholesky(A, upper=True)\nshould be replaced "
    "with\nU = torch.linalg.cholesky(A).mH\nThis transform will produce equivalent results for all valid (symmetric positive definite) "
    "inputs. (Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/native/BatchLinearAlgebra.cpp:1765.)"
)
OLD_QR = (
    "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future PyTorch release.\nThe boolean parameter 'some' has "
    "been replaced with a string parameter 'mode'.\nQ, R = torch.qr(A, some)\nshould be replaced with\nQ, R = torch.linalg.qr(A, "
    "'reduced' if some else 'complete') (Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/native/BatchLinearAlgebra.cpp:2505.)"
)


def _matrix(name, t):
    if t._data.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor A must have at least 2 dimensions.")
    _floating(name, t)
    if t.dtype.itemsize == 2:
        kernel = "geqrf_cpu" if name == "linalg.qr" else "linalg_svd_cpu"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{t.dtype.legacy}'")


def _floating(name, t):
    if t.dtype.category < 2:
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {t.dtype.legacy}")


def _square(name, t):
    if name == "linalg.solve":
        _floating(name, t)
    if t._data.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor A must have at least 2 dimensions.")
    if t._data.shape[-1] != t._data.shape[-2]:
        raise RuntimeError(
            f"{name}: A must be batches of square matrices, but they are {t._data.shape[-2]} by {t._data.shape[-1]} matrices"
        )
    _floating(name, t)
    if t.dtype.itemsize == 2:
        kernel = {"linalg.eigh": "linalg_eigh_cpu", "linalg.cholesky": "cholesky_cpu", "cholesky": "cholesky_cpu", "linalg.eig": "linalg_eig_cpu",
                  "linalg.eigvals": "linalg_eig_cpu",
                  "linalg.solve": "lu_cpu", "linalg.det": "lu_cpu"}.get(name)
        if kernel:
            raise NotImplementedError(f"\"{kernel}\" not implemented for '{t.dtype.legacy}'")
        raise RuntimeError(f"{name}: Low precision dtypes not supported. Got {t.dtype.legacy}")


@function("linalg")
def inv(A):
    _square("linalg.inv", A)
    return inverted("linalg.inv", A)


def inverted(name, A):
    """The inverse; what PyTorch's `name` raises where there is none."""
    inverse, codes = D.inv_ex(A)
    D.refuse(name, D.NO_INVERSE, codes._data)
    return inverse


@function("torch", "Tensor")
def inverse(input):
    return inv(input)


@function("linalg", "torch", "Tensor")
def det(input):
    _square("linalg.det", input)
    return D.det_lu(input)[0]


@function("torch", "Tensor")
def slogdet(input):
    return _slogdet(input, "slogdet")


@function("linalg", name="slogdet")
def linalg_slogdet(A):
    return _slogdet(A, "linalg_slogdet")


def _slogdet(A, name):
    _square("linalg.slogdet", A)
    from ..return_types import return_type

    sign, logabs, *_ = D.slogdet_lu(A)
    return return_type(name, ("sign", "logabsdet"))((sign, logabs))


@function("torch", "Tensor")
def logdet(input):
    _square("logdet", input)
    sign, logabs, *_ = D.slogdet_lu(input)
    return op_where(sign < 0, float("nan"), logabs)


@function("linalg")
def solve(A, B, *, left=True):
    _square("linalg.solve", A)
    _fits("linalg.solve", A, B, left)
    return D.solve_ex(A, B, left=left)[0]


def _fits(name, A, B, left, vectors=True):
    """Has B as many rows (columns, where not `left`) as A? A vector, or a batch of them, is a matrix of one column."""
    a, b = A._data.shape, B._data.shape
    if vectors and (len(b) == 1 or (len(a) - 1 == len(b) and b == a[:-1])):
        b = (*b, 1)
    if len(b) < 2:
        raise RuntimeError(f"{name}: The input tensor B must have at least 2 dimensions.")
    if a[-2] != b[-2 if left else -1]:
        raise RuntimeError(
            f"{name}: Incompatible shapes of A and B for the equation {'AX' if left else 'XA'} = B ({a[-2]}x{a[-1]} and {b[-2]}x{b[-1]})"
        )


@function("linalg")
def cholesky(A, *, upper=False):
    _square("linalg.cholesky", A)
    L, info = D.cholesky_ex(A, upper=upper)
    D.refuse("linalg.cholesky", D.NOT_POSITIVE, info._data)
    return L


@function("torch", "Tensor", name="cholesky")
def torch_cholesky(input, upper=False):
    warn_once(OLD_CHOLESKY)
    _square("cholesky", input)
    return D.old_cholesky(input, upper=upper)


@function("torch", "Tensor", name="qr")
def torch_qr(input, some=True):
    warn_once(OLD_QR)
    return qr(input, "reduced" if some else "complete")


@function("linalg")
def qr(A, mode="reduced"):
    _matrix("linalg.qr", A)
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    return D.qr(A, mode=mode)


def _half(name, A, UPLO):
    """A has to be square, and UPLO to name one of its halves."""
    _square(name, A)
    if UPLO not in ("L", "U", "l", "u"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")


@function("linalg")
def eigh(A, UPLO="L"):
    _half("linalg.eigh", A, UPLO)
    return D.eigh(A, UPLO=UPLO)


@function("linalg")
def eigvalsh(A, UPLO="L"):
    _half("linalg.eigh", A, UPLO)
    return D.eigh(A, UPLO=UPLO)[0]


@function("linalg")
def eig(A):
    _square("linalg.eig", A)
    if not np.isfinite(A._data).all():
        raise RuntimeError("torch.linalg.eig: input tensor should not contain infs or NaNs.")
    from ..return_types import return_type

    return return_type("linalg_eig", ("eigenvalues", "eigenvectors"))(tuple(G.eig(A)))


@function("linalg")
def eigvals(A):
    _square("linalg.eigvals", A)
    if not np.isfinite(A._data).all():
        kind = np.complex64 if A._data.dtype.itemsize == 4 or A._data.dtype == np.complex64 else np.complex128
        return made(np.full(A._data.shape[:-1], complex(np.nan, np.nan), kind), "linalg_eigvals")
    return G.eig(A)[0]


@function("linalg")
def svd(A, full_matrices=True, *, driver=None):
    _matrix("linalg.svd", A)
    _no_driver(driver)
    return D.svd(A, full_matrices=full_matrices)


@function("torch", "Tensor", name="svd")
def torch_svd(input, some=True, compute_uv=True):
    from ..return_types import return_type

    u, s, vh = D.svd(input, full_matrices=not some)
    return return_type("svd", ("U", "S", "V"))((u, s, vh.mH))


def _no_driver(driver):
    if driver is not None:
        raise RuntimeError("torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.")


@function("linalg")
def svdvals(A, *, driver=None):
    _matrix("linalg.svd", A)
    _no_driver(driver)
    return D.svd(A, full_matrices=False)[1]


@function("linalg", name="matrix_exp")
def linalg_matrix_exp(A):
    _square("linalg.matrix_exp", A)
    return whole_matrices.matrix_exp(A)


@function("torch", "Tensor")
def matrix_exp(input):
    return linalg_matrix_exp(input)


@function("linalg", "torch", "Tensor")
def matrix_power(input, n):
    if input._data.ndim < 2 or input._data.shape[-1] != input._data.shape[-2] or n < 0:
        _square("linalg.matrix_power", input)
    if n == 1:
        return input.clone()
    if n < 0:
        input, n = inv(input), -n
    if n == 0:
        return input.clone().copy_(identity_like(input))
    if n == 3:
        return matmul(matmul(input, input), input)
    power, out = input, None
    while n:
        if n & 1:
            out = power if out is None else matmul(out, power)
        n >>= 1
        if n:
            power = matmul(power, power)
    return out


def _in_dtype(name, x, dtype):
    """x in the dtype that torch.linalg.NAME is to compute in, which has to hold it."""
    if dtype is None or dtype is x.dtype:
        return x
    have, want = x.dtype, dtype
    if have.category < 2:
        raise RuntimeError(f"linalg.{name}: Expected a floating point or complex tensor as input. Got {have.legacy}")
    if have.is_complex != want.is_complex:
        kind = "complex" if have.is_complex else "real"
        raise RuntimeError(f"linalg.{name}: dtype should be {kind} for {kind} inputs, but got {want.legacy}")
    if dtypes.promote_types(have, want) is not want:
        raise RuntimeError(
            f"linalg.{name}: the dtype of the input ({have.legacy}) should be convertible without narrowing to the specified dtype "
            f"({want.legacy})"
        )
    return x.to(dtype)


@function("linalg")
def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    if ord.__class__ is complex:
        raise RuntimeError("linalg.vector_norm: Expected a non-complex scalar as the order of norm.")
    x = _in_dtype("vector_norm", x, dtype)
    axes = None if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    seen = [check_dim(d, x._data.ndim) for d in axes or ()]
    for d in seen:
        if seen.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    if not x._data.size and (ord < 0 or ord == np.inf):
        no_identity(ord, x._data.shape, axes)
    return R.vector_norm(x, ord=ord, dim=axes, keepdim=keepdim)


@function("linalg")
def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    if A._data.ndim < 2:
        raise RuntimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    dim = (dim,) if isinstance(dim, int) else tuple(dim)
    if isinstance(ord, str) and ord not in ("fro", "nuc"):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    if len(dim) != 2:
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {' '.join(map(str, dim))}")
    if len(set(check_dim(d, A._data.ndim) for d in dim)) < 2:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got ({dim[0]}, {dim[1]})")
    if ord.__class__ is complex:
        raise RuntimeError("linalg.matrix_norm: Expected a non-complex scalar as the order of norm.")
    if ord not in ("fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    A = _in_dtype("matrix_norm", A, dtype)
    if ord == "fro":
        return R.vector_norm(A, ord=2, dim=dim, keepdim=keepdim)
    rows, cols = (check_dim(d, A._data.ndim) for d in dim)
    if ord in (1, -1, np.inf, -np.inf):
        first, second = (rows, cols) if abs(ord) == 1 else (cols, rows)
        sums = R.vector_norm(A, ord=1, dim=(first,), keepdim=keepdim)
        return _extreme(sums, ord, second - (not keepdim and first < second), keepdim)
    order = [d for d in range(A._data.ndim) if d not in (rows, cols)] + [rows, cols]
    s = svdvals(A.permute(order))
    out = s.sum(-1, keepdim) if ord == "nuc" else _extreme(s, ord, -1, keepdim)
    return out.unsqueeze(-1).permute([order.index(d) for d in range(len(order))]) if keepdim else out


def _extreme(x, ord, dim, keepdim):
    """The greatest along `dim` (0 where there is none) for a positive order of a norm, the least for a negative one."""
    if ord < 0:
        return x.amin(dim, keepdim)
    return x.amax(dim, keepdim) if x._data.shape[dim] else x.sum(dim, keepdim)


@function("linalg")
def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    if ord is not None and dim is None and A._data.ndim > 2:
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {A._data.ndim}D."
        )
    if isinstance(dim, tuple | list) and ord is not None and len(dim) > 2:
        raise RuntimeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(dim)}")
    if ord is None:
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    if ord in ("fro", "nuc") and A._data.ndim < 2:
        return matrix_norm(A, ord)
    if isinstance(ord, str) or (isinstance(dim, tuple | list) and len(dim) == 2) or (dim is None and A._data.ndim == 2):
        return matrix_norm(A, ord, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    return vector_norm(A, ord, dim, keepdim, dtype=dtype)


@function("linalg")
def multi_dot(tensors):
    if len(tensors) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(tensors)}")
    ends = [(tensors[0], "first"), (tensors[-1], "last")]
    for t, which in ends:
        if t._data.ndim not in (1, 2):
            raise RuntimeError(f"multi_dot(): the {which} tensor must be 1D or 2D but got {t._data.ndim}D")
    for i, t in enumerate(tensors[1:-1], 1):
        if t._data.ndim != 2:
            raise RuntimeError(f"multi_dot(): tensor {i} must be 2D but got {t._data.ndim}D")
    for i, t in enumerate(tensors):
        if t.dtype is not tensors[0].dtype:
            raise RuntimeError(
                f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {_c_name(tensors[0].dtype)} and tensor {i} "
                f"{_c_name(t.dtype)}"
            )
    shape = [*tensors[0]._data.shape[:-1], *tensors[-1]._data.shape[1:]]
    for i, (a, b) in enumerate(pairwise(tensors)):
        if a._data.shape[-1] != b._data.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {i} and {i + 1} with shapes {list(a._data.shape)} and {list(b._data.shape)} cannot be multiplied"
            )
    out = tensors[0]
    if tensors[0]._data.ndim == 1:
        out = out.unsqueeze(0)
    for t in tensors[1:]:
        out = matmul(out, t.unsqueeze(-1) if t._data.ndim == 1 else t)
    return out.view(shape)


@function("linalg")
def vander(x, N=None):
    x = x if x._data.ndim else x.unsqueeze(-1)
    n = x._data.shape[-1] if N is None else N
    if n <= 1:
        raise RuntimeError("N must be greater than 1.")
    powers = x.unsqueeze(-1).expand(*x._data.shape, n - 1).cumprod(-1)
    return cat([powers.new_ones(()).expand(*x._data.shape, 1), powers], -1)


@function("linalg")
def diagonal(A, *, offset=0, dim1=-2, dim2=-1):
    return A.diagonal(offset, dim1, dim2)


@function("linalg", name="cross")
def linalg_cross(input, other, *, dim=-1):
    return input.cross(other, dim)


@function("torch", "Tensor")
def dist(input, other, p=2):
    return whole_matrices.dist(input, other, p=p)


@function("torch", "Tensor")
def cholesky_inverse(L, upper=False):
    return C.cholesky_inverse(L, upper=upper)


@function("torch", "Tensor")
def cholesky_solve(B, L, upper=False):
    shape = np.broadcast_shapes(B._data.shape[:-2], L._data.shape[:-2])
    B = B.expand(*shape, *B._data.shape[-2:])
    return C.cholesky_solve(B, L, upper=upper)


@function("linalg")
def solve_triangular(A, B, *, upper, left=True, unitriangular=False):
    _square("linalg.solve_triangular", A)
    _fits("linalg.solve_triangular", A, B, left, vectors=False)
    return C.linalg_solve_triangular(A, B, upper=upper, left=left, unitriangular=unitriangular)


def identity_like(A):
    """Identity matrices of A's shape and dtype."""
    return made(np.broadcast_to(np.eye(A._data.shape[-1], dtype=A._data.dtype), A._data.shape), "eye")


__all__ = ["Tensor", "wrap"]
