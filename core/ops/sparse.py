"""Ops of sparse tensors. They compute with the dense array that a sparse tensor holds besides, and have as a parameter the `pattern` of places
that the result, or its gradient, keeps: see ../sparse.py."""

import numpy as np

from ..op import op
from ..sparse_patterns import mask
from ..worlds import RAW, both
from .decompositions import _const


@both
def placed(W, x, pattern):
    """x at the pattern's places, 0 elsewhere; in a first-order backward an array that knows them."""
    if W is not RAW:
        return x * _const(mask(pattern))
    from ..sparse import Placed

    return Placed.of(np.where(mask(pattern), np.asarray(x), np.zeros((), x.dtype)), pattern)


@op("to_dense", tex=r"\mathrm{{dense}}({self})", prec=8)
def sparse_to_dense(self, *, pattern):
    return np.array(self)


sparse_to_dense.vjp(self=lambda W, grad, pattern: W.placed(grad, pattern))


@op("values", tex=r"\mathrm{{values}}({self})", prec=8)
def sparse_values(self, *, pattern):
    return pattern.pick(self)


sparse_values.vjp(self=lambda W, grad, pattern: W.placed(W.sparse_of_values(grad, pattern=pattern), pattern))


@op("sparse_coo_tensor_with_dims_and_tensors", tex=r"\mathrm{{sparse}}({self})", prec=8)
def sparse_of_values(self, *, pattern):
    return pattern.spread(self)


@op("sparse_compressed_tensor", tex=r"\mathrm{{sparse}}({self})", prec=8)
def sparse_of_compressed(self, *, pattern):
    return pattern.spread(self)


for _op in (sparse_of_values, sparse_of_compressed):
    _op.vjp(self=lambda W, grad, pattern: W.sparse_values(W.unplaced(grad), pattern=pattern))


@both
def unplaced(W, x):
    """An array that does not know its places."""
    return np.asarray(x) if W is RAW else x


@op("sparse_addmm", tex=r"{beta} {self} + {alpha} {mat1} {mat2}", prec=2)
def sparse_addmm(self, mat1, mat2, *, pattern, other_pattern=None, alpha=1, beta=1):
    product = np.matmul(mat1, mat2)
    product = product if alpha == 1 else product * product.dtype.type(alpha)
    return product + (self if beta == 1 else self * product.dtype.type(beta))


def _kept(W, grad, pattern):
    return grad if pattern is None else W.placed(grad, pattern)


sparse_addmm.vjp(
    self=lambda W, grad, beta: grad * beta,
    mat1=lambda W, grad, mat2, pattern, alpha: _kept(W, W.mul_mat(grad, W.mH(mat2)) * alpha, pattern),
    mat2=lambda W, grad, mat1, other_pattern, alpha: _kept(W, W.mul_mat(W.mH(mat1), grad) * alpha, other_pattern),
)


@op("sparse_sparse_matmul", tex=r"{self} {other}", prec=2)
def sparse_sparse_matmul(self, other, *, pattern, other_pattern):
    return np.matmul(self, other)


sparse_sparse_matmul.vjp(
    self=lambda W, grad, other, pattern: W.placed(W.mul_mat(W.unplaced(grad), W.mH(other)), pattern),
    other=lambda W, grad, self, other_pattern: W.placed(W.mul_mat(W.mH(self), W.unplaced(grad)), other_pattern),
)


@op("sparse_sampled_addmm", tex=r"{beta} {self} + {alpha} {mat1} {mat2}", prec=2)
def sparse_sampled_addmm(self, mat1, mat2, *, pattern, alpha=1, beta=1):
    kind = self.dtype.type
    return np.where(mask(pattern), self * kind(beta) + np.matmul(mat1, mat2) * kind(alpha), kind(0))


sparse_sampled_addmm.vjp(
    self=lambda W, grad, pattern, beta: W.placed(grad * beta, pattern),
    mat1=lambda W, grad, mat2, pattern, alpha: W.mul_mat(W.unplaced(W.placed(grad, pattern)), W.mH(mat2)) * alpha,
    mat2=lambda W, grad, mat1, pattern, alpha: W.mul_mat(W.mH(mat1), W.unplaced(W.placed(grad, pattern))) * alpha,
)


def _shifted(self, pattern, dim):
    """(numbers less the largest of their row, -inf where there are none; the logarithm of their sums)."""
    x = np.where(mask(pattern), self, self.dtype.type(-np.inf))
    top = x.max(dim, keepdims=True, initial=-np.inf)
    x = x - np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore"):
        return x, np.log(np.exp(x).sum(dim, keepdims=True))


@op("sparse_softmax", tex=r"\mathrm{{softmax}}({self})", prec=8)
def sparse_softmax(self, *, pattern, dim):
    x, total = _shifted(self, pattern, dim)
    return np.where(mask(pattern), np.exp(x - np.where(np.isfinite(total), total, 0)), 0).astype(self.dtype)


sparse_softmax.vjp(
    self=lambda W, grad, result, pattern, dim: W.placed(result * (grad - W.sum_dim(W.unplaced(grad) * result, dim=(dim,), keepdim=True)), pattern)
)


@op("sparse_log_softmax", tex=r"\ln\mathrm{{softmax}}({self})", prec=8)
def sparse_log_softmax(self, *, pattern, dim):
    x, total = _shifted(self, pattern, dim)
    return np.where(mask(pattern), x - np.where(np.isfinite(total), total, 0), 0).astype(self.dtype)


sparse_log_softmax.vjp(
    self=lambda W, grad, result, pattern, dim: W.placed(grad - W.exp(result) * W.sum_dim(W.unplaced(grad), dim=(dim,), keepdim=True), pattern)
)


@op("sparse_sum", tex=r"\sum {self}", prec=3)
def sparse_sum(self, *, pattern, dim):
    return self.sum(dim)


@both
def sparse_spread_sum(W, grad, size, dim):
    for d in sorted(dim):
        grad = W.unsqueeze(grad, dim=d)
    return W.expand(grad, size=tuple(size))


sparse_sum.vjp(self=lambda W, grad, self_sym_sizes, pattern, dim: W.placed(W.sparse_spread_sum(W.unplaced(grad), self_sym_sizes, dim), pattern))


# --- making them ----------------------------------------------------------------------------------------------------------------------------


def _made(key, name, nr=0):
    def run(self, *, pattern):
        return np.where(mask(pattern), self, np.zeros((), self.dtype))

    run.__name__ = key
    return op(name, nr=nr, tex=r"\mathrm{{sparse}}({self})", prec=8)(run).vjp(self=lambda W, grad: W.unplaced(grad))


to_sparse = _made("to_sparse", "to_sparse", 1)
to_sparse_dim = _made("to_sparse_dim", "to_sparse")
to_sparse_csr, to_sparse_csc, to_sparse_bsr, to_sparse_bsc = (_made(f"to_sparse_{k}", f"to_sparse_{k}") for k in ("csr", "csc", "bsr", "bsc"))
coalesce = _made("coalesce", "coalesce")
sparse_mask = _made("sparse_mask", "sparse_mask")
