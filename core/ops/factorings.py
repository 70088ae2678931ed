"""Eigenvalues of any matrix, and the LU factorisation."""

import numpy as np

from ..op import op
from ..rule_ops import no_derivative, refused
from ..worlds import RAW, both
from .decompositions import _const, _lu, info


@op("linalg_eig", outputs=("eigenvalues", "eigenvectors"), differentiable=(0, 1), tex=r"\mathrm{{eig}}({self})", prec=8)
def eig(self):
    values, vectors = np.linalg.eig(self)
    kind = np.complex64 if self.dtype in (np.float32, np.complex64) else np.complex128
    return values.astype(kind), vectors.astype(kind)


def _eig_rule(W, grads, self, eigenvalues, eigenvectors):
    gl, gv = grads
    v, vh = eigenvectors, W.mH(eigenvectors)
    eye = np.eye(eigenvalues.shape[-1], dtype=bool)
    eye = eye if W is RAW else _const(eye)
    gap = W.conj(W.unsqueeze(eigenvalues, dim=eigenvalues.ndim - 1) - W.unsqueeze(eigenvalues, dim=eigenvalues.ndim))
    along = W.mul_mat(vh, gv)
    stretch = W.where(eye, along + W.conj(along), W.zeros_like(along)) * 0.5
    inner = (along - W.mul_mat(W.mul_mat(vh, v), stretch)) / W.where(eye, W.ones_like(gap), gap)
    inner = W.where(eye, W.diag_embed(gl), inner)
    out = W.solve_ex(vh, W.mul_mat(inner, vh), left=True)[0]
    real = (self.dtype.kind if W is RAW else self._data.dtype.kind) != "c"
    return W.real(out) if real else out


eig.vjp(self=_eig_rule)
eig._saved_given = ("eigenvalues", "eigenvectors")


def unpacked(lu, pivots):
    """(P, L, U) of factorisations in one matrix each and their pivots."""
    m, n = lu.shape[-2:]
    least = min(m, n)
    permutation = np.zeros((*lu.shape[:-2], m, m), lu.dtype)
    for at in np.ndindex(lu.shape[:-2]):
        permutation[at] = _permutation(m, pivots[at], lu.dtype)
    return permutation, np.tril(lu[..., :least], -1) + np.eye(m, least, dtype=lu.dtype), np.triu(lu[..., :least, :])


def _permutation(n, pivots, dtype):
    order = np.arange(n)
    for k, p in enumerate(pivots):
        order[[k, p - 1]] = order[[p - 1, k]]
    permutation = np.zeros((n, n), dtype)
    permutation[order, np.arange(n)] = 1
    return permutation


@op("linalg_lu", outputs=("P", "L", "U"), differentiable=(1, 2), tex=r"\mathrm{{lu}}({self})", prec=8)
def linalg_lu(self):
    return unpacked(*_lu(self))


def _lu_self(W, L, U, P, gl, gu):
    """P L⁻ᴴ (tril(Lᴴ gL) + triu(gU Uᴴ)) U⁻ᴴ"""
    inner = W.tril(W.mul_mat(W.mH(L), gl), diagonal=-1) + W.triu(W.mul_mat(gu, W.mH(U)))
    left = W.linalg_solve_triangular(W.mH(L), inner, upper=True)
    return W.mul_mat(P, W.linalg_solve_triangular(W.mH(U), left, upper=False, left=False))


linalg_lu.vjp(self=lambda W, grads, P, L, U: _lu_self(W, L, U, P, *grads[-2:]))


@op("linalg_lu_factor_ex", outputs=("LU", "pivots", "info"), tex=r"\mathrm{{lu}}({self})", prec=8)
def lu_factor_ex(self):
    return *_lu(self), info(self)


@both
def lu_parts(W, lu, pivots):
    p, lower, upper = unpacked(np.asarray(getattr(lu, "_data", lu)), np.asarray(getattr(pivots, "_data", pivots)))
    if W is RAW:
        return p, lower, upper
    return _const(p), W.tril(lu, diagonal=-1) + _const(np.eye(len(p), dtype=p.dtype)), W.triu(lu)


def _lu_factor_self(W, grad, LU, pivots):
    p, lower, upper = W.lu_parts(LU, pivots)
    return _lu_self(W, lower, upper, p, grad, grad)


lu_factor_ex.vjp(self=_lu_factor_self)


@op("linalg_ldl_factor_ex", node="NotImplemented", outputs=("LD", "pivots", "info"), tex=r"\mathrm{{ldl}}({self})", prec=8)
def ldl_factor_ex(self, *, hermitian=False):
    from ..ldl import factor

    low, pivots, codes = np.empty(self.shape, self.dtype), np.zeros(self.shape[:-1], np.int32), np.zeros(self.shape[:-2], np.int32)
    for at in np.ndindex(self.shape[:-2]):
        low[at], pivots[at], codes[at] = factor(self[at], hermitian)
    return low, pivots, codes[()]


ldl_factor_ex.vjp(**refused(no_derivative("linalg_ldl_factor_ex"), "self"))
