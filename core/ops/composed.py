"""Ops that are compositions of others and yet one node in PyTorch: more special functions, renorm, the …_scatter family, triangular systems."""

import math

import numpy as np

from ..op import op
from ..rule_ops import composite, refused
from ..worlds import RAW, both
from . import elementwise as E

ROOT_TAU = math.sqrt(2 * math.pi)


def _special(steps, tex):
    return composite(f"special_{steps.__name__}", steps, kind="float", tex=tex, prec=8)


# --- special functions --------------------------------------------------------------------------------------------------------------------


def entr(self):
    value = E.where(self < 0, self.new_full((), -math.inf), -self * self.abs().log())
    return E.where(self == 0, self.new_zeros(()), value)


def xlog1py(self, other):
    plain = self * other.log1p()
    return E.where((self == 0) & ~other.isnan(), plain.new_zeros(()), plain)


entr = _special(entr, r"-{self} \ln {self}").vjp(self=lambda W, grad, self: grad * -(W.log(self) + 1))


def _of_arrays(name, tex):
    """The op whose values the function `name` of ../special_scaled.py computes."""

    def run(self):
        from ..special_scaled import FUNCTIONS

        return FUNCTIONS[name](self)

    run.__name__ = name
    return op(f"special_{name}", kind="float", tex=tex, prec=8)(run)


ndtri = _of_arrays("ndtri", r"\Phi^{{-1}}({self})").vjp(
    self=lambda W, grad, result: grad * (W.exp(W.pow_number(result, exponent=2) / 2) * ROOT_TAU)
)
log_ndtr = _of_arrays("log_ndtr", r"\ln\Phi({self})").vjp(
    self=lambda W, grad, self, result: grad * (W.exp(-(result + W.pow_number(self, exponent=2) / 2)) / ROOT_TAU)
)
erfcx = _of_arrays("erfcx", r"\mathrm{{erfcx}}({self})").vjp(
    self=lambda W, grad, self, result: (self * 2 * result - 2 / math.sqrt(math.pi)) * grad
)
i0e = _of_arrays("i0e", r"e^{{-|{self}|}} I_0({self})").vjp(
    self=lambda W, grad, self, result: grad * (W.i1e(self) - W.sgn(self) * result)
)
i1e = _of_arrays("i1e", r"e^{{-|{self}|}} I_1({self})").vjp(
    self=lambda W, grad, self, result: grad * W.bessel_slope(self, result, W.i0e(W.away_from_zero(self)), W.sgn(self))
)
i1 = _of_arrays("i1", r"I_1({self})").vjp(
    self=lambda W, grad, self, result: grad * W.bessel_slope(self, result, W.i0(W.away_from_zero(self)))
)
xlog1py = _special(xlog1py, r"{self} \ln(1 + {other})").vjp(
    self=lambda W, grad, self, other: W.masked_zero(W.xlog1py(grad, other), (self == 0) & (other <= -1)),
    other=lambda W, grad, self, other: grad * self / (other + 1),
)


@both
def away_from_zero(W, x):
    """x, with a number that can be divided by in place of tiny ones and NaN."""
    least = float(np.finfo((x if W is RAW else x._data).dtype).eps)
    return W.where(W.abs(x) > least, x, W.zeros_like(x) + least)


@both
def bessel_slope(W, x, result, lower, sign=0):
    """The derivative of e^(-|x|) I₁(x): I₀'s scaled - I₁'s scaled · (sgn x + 1 / x), and of I₁ with `sign` 0; a half where x is tiny."""
    safe = W.away_from_zero(x)
    return W.where(safe == x, lower - result * (W.reciprocal(safe) + sign), W.zeros_like(x) + 0.5)


@op("igamma", kind="float", numbers=(), tex=r"P({self},\\ {other})", prec=8)
def igamma(self, other):
    from ..incomplete_gamma import gammainc

    return gammainc(self, other)[()]


@op("igammac", kind="float", numbers=(), tex=r"Q({self},\\ {other})", prec=8)
def igammac(self, other):
    from ..incomplete_gamma import gammaincc

    return gammaincc(self, other)[()]


def _gamma_density(W, grad, self, other):
    return grad * W.exp((self - 1) * W.log(other) - other - W.lgamma(self))


for _op, _rule in ((igamma, _gamma_density), (igammac, lambda W, grad, self, other: _gamma_density(W, -grad, self, other))):
    _no = NotImplementedError(f"the derivative for '{_op.key}: input' is not implemented.")
    _op.vjp(**refused(_no, "self"), other=_rule)


def mvlgamma(self, *, p):
    parts = [(self - i / 2).lgamma() for i in range(p)]
    return sum(parts) + p * (p - 1) / 4 * math.log(math.pi)


mvlgamma = composite("mvlgamma", mvlgamma, kind="float", tex=r"\ln\Gamma_{{{p}}}({self})", prec=8)


# --- pieces put in, and lengths bounded ---------------------------------------------------------------------------------------------------


def renorm(self, *, p, dim, maxnorm):
    others = tuple(d for d in range(self.ndim) if d != dim % self.ndim)
    size = self.norm(p, others, keepdim=True)
    return self * (maxnorm / (size + 1e-7)).clamp(max=1.0).where(size > maxnorm, size.detach() * 0 + 1)


def select_scatter(self, src, *, dim, index):
    out = self.clone()
    out.select(dim, index).copy_(src)
    return out


def slice_scatter(self, src, *, dim, start, end, step):
    out = self.clone()
    out[(slice(None),) * (dim % self.ndim) + (slice(start, end, step),)] = src
    return out


def diagonal_scatter(self, src, *, offset, dim1, dim2):
    out = self.clone()
    out.diagonal(offset, dim1, dim2).copy_(src)
    return out


renorm = composite("renorm", renorm, tex=r"\mathrm{{renorm}}({self})", prec=8)
select_scatter = composite("select_scatter", select_scatter, tex=r"\mathrm{{select\_scatter}}({self})", prec=8).vjp(
    self=lambda W, grad, src_sym_sizes, dim, index: W.select_scatter(
        grad, W.new_zeros(grad, src_sym_sizes), dim=dim, index=index
    ),
    src=lambda W, grad, dim, index: W.select(grad, dim=dim, index=index),
)
slice_scatter = composite("slice_scatter", slice_scatter, tex=r"\mathrm{{slice\_scatter}}({self})", prec=8).vjp(
    self=lambda W, grad, src_sym_sizes, dim, start, end, step: W.slice_scatter(
        grad, W.new_zeros(grad, src_sym_sizes), dim=dim, start=start, end=end, step=step
    ),
    src=lambda W, grad, dim, start, end, step: W.slice_(grad, dim=dim, start=start, end=end, step=step),
)
diagonal_scatter = composite("diagonal_scatter", diagonal_scatter, tex=r"\mathrm{{diagonal\_scatter}}({self})", prec=8).vjp(
    self=lambda W, grad, src_sym_sizes, offset, dim1, dim2: W.diagonal_scatter(
        grad, W.new_zeros(grad, src_sym_sizes), offset=offset, dim1=dim1, dim2=dim2
    ),
    src=lambda W, grad, offset, dim1, dim2: W.diagonal(grad, offset=offset, dim1=dim1, dim2=dim2),
)


# --- systems of equations -----------------------------------------------------------------------------------------------------------------


def _linalg():
    from ..functions import decompositions

    return decompositions


def linalg_solve_triangular(self, B, *, upper, left=True, unitriangular=False):
    a = self.triu() if upper else self.tril()
    if unitriangular:
        a = a - a.diagonal(0, -2, -1).diag_embed() + _linalg().identity_like(a)
    for _ in range(a.dim() - B.dim()):  # matrices, never a batch of vectors
        B = B.unsqueeze(0)
    return _linalg().solve(a, B, left=left)


def cholesky_solve(self, L, *, upper=False):
    return _linalg().solve(L.mH @ L if upper else L @ L.mH, self)


def cholesky_inverse(self, *, upper=False):
    return _linalg().inv(self.mH @ self if upper else self @ self.mH)


linalg_solve_triangular = composite(
    "linalg_solve_triangular", linalg_solve_triangular, tex=r"{self}^{{-1}} {B}", prec=2
)
cholesky_solve = composite("cholesky_solve", cholesky_solve, tex=r"({L} {L}^\top)^{{-1}} {self}", prec=2)
cholesky_inverse = composite("cholesky_inverse", cholesky_inverse, tex=r"({self} {self}^\top)^{{-1}}", prec=2)
