"""What torch.special has beyond torch itself, as compositions."""

import math

from ..api import TABLES, expose, function, inplace_form
from ..ops import composed as C
from ..ops import elementwise as E
from ..ops import special as Z
from ..tensor import Tensor, wrap

for _name in ("logit", "xlogy", "polygamma"):
    TABLES["special"][_name] = TABLES["torch"][_name]
TABLES["special"]["psi"] = Z.digamma


for _op in (C.entr, C.ndtri, C.log_ndtr, C.erfcx, C.i0e, C.i1, C.i1e):
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
