"""What torch.special has beyond torch itself, as compositions."""

import math

import numpy as np

from ..api import TABLES, function
from ..ops import elementwise as E
from ..ops import special as Z
from ..tensor import Tensor
from .create import made

for _name in ("logit", "xlogy", "polygamma"):
    TABLES["special"][_name] = TABLES["torch"][_name]
TABLES["special"]["psi"] = Z.digamma


@function("special")
def entr(input):
    return E.where(
        input == 0, input.new_zeros(()), E.where(input < 0, input.new_full((), -math.inf), -input * input.abs().log())
    )


@function("special")
def ndtr(input):
    return 0.5 * Z.erfc(-input * math.sqrt(0.5))


@function("special")
def ndtri(input):
    return math.sqrt(2) * Z.erfinv(2 * input - 1)


@function("special")
def log_ndtr(input):
    return ndtr(input).log()


@function("special")
def xlog1py(input, other):
    plain = input * other.log1p() if isinstance(other, Tensor) else input * math.log1p(other)
    return E.where(input == 0, plain.new_zeros(()), plain)


@function("special")
def erfcx(input):
    return (input * input).exp() * Z.erfc(input)


@function("special")
def i0e(input):
    return TABLES["torch"]["i0"](input) * (-input.abs()).exp()


@function("special")
def i1e(input):
    return TABLES["special"]["i1"](input) * (-input.abs()).exp()


@function("special", "torch", "Tensor", names="mvlgamma")
def multigammaln(input, p):
    parts = [(input - i / 2).lgamma() for i in range(p)]
    return sum(parts) + p * (p - 1) / 4 * math.log(math.pi)


@function("special")
def bessel_j0(input):
    return _bessel(input, 0)


@function("special")
def bessel_j1(input):
    return _bessel(input, 1)


def _bessel(input, order):
    """By Bessel's integral, with the trapezoid rule."""
    n = 2048
    t = (np.arange(n) + 0.5) * (np.pi / n)
    x = np.asarray(input._data, np.float64)
    values = np.cos(order * t - np.multiply.outer(x, np.sin(t))).mean(-1)
    return made(np.asarray(values).astype(input._data.dtype), "bessel")
