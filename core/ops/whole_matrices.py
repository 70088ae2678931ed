"""Ops of whole matrices that no factorisation is named after: the pseudo-inverse, the exponential; and the distance of two tensors."""

import numpy as np

from ..op import op
from ..worlds import RAW
from .decompositions import _finite
from .reduce import _vector_norm_rule


@op("linalg_pinv", node="LinalgPinvBackward0", tex=r"{self}^{{+}}", prec=8)
def pinv(self):
    _finite(self, "linalg.svd", "input matrix contained non-finite values")
    return np.linalg.pinv(self).astype(self.dtype)


def _pinv_rule(W, grad, self, result):
    """The gradient of the pseudo-inverse P of A (Golub and Pereyra, 1973), from dP = -P dA P + PPᴴ dAᴴ (I - AP) + (I - PA) dAᴴ PᴴP."""
    p, ph, gh, a = result, W.mH(result), W.mH(grad), self
    pph, php = W.mul_mat(p, ph), W.mul_mat(ph, p)
    first = -W.mul_mat(W.mul_mat(ph, grad), ph)
    gp = W.mul_mat(gh, pph)
    second = gp - W.mul_mat(a, W.mul_mat(p, gp))
    pg = W.mul_mat(php, gh)
    return first + second + pg - W.mul_mat(W.mul_mat(pg, p), a)


pinv.vjp(self=_pinv_rule)


@op("matrix_exp", node="LinalgMatrixExpBackward0", tex=r"e^{{{self}}}", prec=8)
def matrix_exp(self):
    from ..matrix_functions import expm

    return expm(self)


def _matrix_exp_rule(W, grad, self):
    n = self.shape[-1]
    a, zero = W.mH(self), W.zeros_like(self)
    top, bottom = W.cat([a, grad], dim=-1), W.cat([zero, a], dim=-1)
    whole = W.matrix_exp(W.cat([top, bottom], dim=-2))
    return W.slice_(W.slice_(whole, dim=-2, start=0, end=n), dim=-1, start=n, end=2 * n)


matrix_exp.vjp(self=_matrix_exp_rule)


@op("dist", kind="arith", tex=r"\lVert {self} - {other} \rVert_{{{p}}}", prec=8)
def dist(self, other, *, p=2):
    return RAW.vector_norm(np.asarray(self - other), ord=p)


def _dist_grad(W, grad, self, other, result, p):
    return _vector_norm_rule(W, grad, self - other, result, p, None, False)


dist.vjp(self=_dist_grad, other=lambda W, grad, self, other, result, p: -_dist_grad(W, grad, self, other, result, p))
