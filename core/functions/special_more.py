"""What torch.special has beyond torch itself, as compositions."""

import math

import numpy as np

from ..api import TABLES, expose, function, inplace_form
from ..ops import composed as C
from ..ops import elementwise as E
from ..ops import special as Z
from ..tensor import Tensor, wrap
from .create import made

for _name in ("logit", "xlogy", "polygamma"):
    TABLES["special"][_name] = TABLES["torch"][_name]
TABLES["special"]["psi"] = Z.digamma


for _op in (C.entr, C.ndtri, C.log_ndtr, C.erfcx, C.i0e, C.i1e):
    expose(_op, "special", _op.name.removeprefix("special_"))


expose(C.igamma, "torch Tensor")
expose(C.igammac, "torch Tensor")
inplace_form("igamma igammac")
expose(C.igamma, "special", "gammainc")
expose(C.igammac, "special", "gammaincc")


@function("special")
def ndtr(input):
    return E.mul_number(E.add_number(Z.erf(E.mul_number(as_floats(input), other=math.sqrt(0.5))), other=1), other=0.5)


@function("special")
def xlog1py(input, other):
    if not isinstance(input, Tensor):
        input = wrap(other._data.dtype.type(input))
    if not isinstance(other, Tensor):
        other = wrap(input._data.dtype.type(other))
    return C.xlog1py(input, other)


@function("special", "torch", "Tensor", names="mvlgamma")
def multigammaln(input, p):
    return C.mvlgamma(input, p=p)


inplace_form("mvlgamma")


def as_floats(t):
    """Integers as numbers of the default dtype."""
    return t if t._data.dtype.kind in "fc" else t * 1.0


@function("special")
def bessel_j0(input):
    return _bessel(input, 0)


@function("special")
def bessel_j1(input):
    return _bessel(input, 1)


def _bessel(input, order):
    """By Bessel's integral, with the trapezoid rule."""
    input = as_floats(input)
    n = 2048
    t = (np.arange(n) + 0.5) * (np.pi / n)
    x = np.asarray(input._data, np.float64)
    values = np.cos(order * t - np.multiply.outer(x, np.sin(t))).mean(-1)
    return made(np.asarray(values).astype(input._data.dtype), "bessel")
