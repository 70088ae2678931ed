"""torch.special's orthogonal polynomials, Bessel's functions and Airy's; none has a derivative, in torch neither."""

import numpy as np

from .. import bessel as B
from .. import dtypes
from ..api import function
from ..tensor import Tensor
from .create import made

# Of each family: the polynomial of degree one, and the next one from k, x, the one of degree k and the one before.
FAMILIES = {
    "chebyshev_polynomial_t": (lambda x: x, lambda k, x, p, q: 2 * x * p - q),
    "chebyshev_polynomial_u": (lambda x: 2 * x, lambda k, x, p, q: 2 * x * p - q),
    "chebyshev_polynomial_v": (lambda x: 2 * x - 1, lambda k, x, p, q: 2 * x * p - q),
    "chebyshev_polynomial_w": (lambda x: 2 * x + 1, lambda k, x, p, q: 2 * x * p - q),
    "hermite_polynomial_h": (lambda x: 2 * x, lambda k, x, p, q: 2 * x * p - 2 * k * q),
    "hermite_polynomial_he": (lambda x: x, lambda k, x, p, q: x * p - k * q),
    "laguerre_polynomial_l": (lambda x: 1 - x, lambda k, x, p, q: ((2 * k + 1 - x) * p - k * q) / (k + 1)),
    "legendre_polynomial_p": (lambda x: x, lambda k, x, p, q: ((2 * k + 1) * x * p - k * q) / (k + 1)),
}


def _values(x, n, first, step):
    """The polynomials of degrees `n` at `x` (arrays that broadcast); 0 where the degree is negative."""
    x, n = np.broadcast_arrays(x, np.trunc(n))
    out, before, now = np.where(n == 0, 1.0, 0.0), np.ones_like(x), first(x)
    for k in range(1, int(n.max(initial=0)) + 1):
        out = np.where(n == k, now, out)
        before, now = now, step(k, x, now, before)
    return out


def _family(name, first, step, shifted=False):
    def run(input, n):
        if not isinstance(input, Tensor) and not isinstance(n, Tensor):
            raise TypeError  # whose words come from the signatures
        x, n = (t._data if isinstance(t, Tensor) else t for t in (input, n))
        kind = dtypes.result_type(x, n)
        kind = kind if kind.category > 1 else dtypes.default
        x = np.asarray(x, np.float64)
        values = _values(2 * x - 1 if shifted else x, np.asarray(n, np.float64), first, step)
        return made(values.astype(kind.np), name)

    run.__name__ = run.__qualname__ = name
    return function("special")(run)


for _name, (_first, _step) in FAMILIES.items():
    _family(_name, _first, _step)
    if _name.startswith("chebyshev"):
        _family(f"shifted_{_name}", _first, _step, shifted=True)


def _of_floats(name, compute):
    def run(input):
        kind = input.dtype if input.dtype.category > 1 else dtypes.default
        with np.errstate(all="ignore"):
            return made(np.asarray(compute(np.asarray(input._data, np.float64))).astype(kind.np), name)

    run.__name__ = run.__qualname__ = name
    return function("special")(run)


def _within(compute):
    """`compute` of finite numbers, and NaN of infinite ones."""
    return lambda x: np.where(np.isinf(x), np.nan, compute(x))


for _order in (0, 1):
    _of_floats(f"bessel_j{_order}", lambda x, n=_order: B.j(n, x))
    _of_floats(f"bessel_y{_order}", lambda x, n=_order: B.y(n, x))
    _of_floats(f"modified_bessel_k{_order}", lambda x, n=_order: B.k(n, x))
    _of_floats(f"scaled_modified_bessel_k{_order}", lambda x, n=_order: B.scaled_k(n, x))
_of_floats("modified_bessel_i0", _within(np.i0))
_of_floats("modified_bessel_i1", lambda x: B.i(1, x))
_of_floats("spherical_bessel_j0", B.spherical_j0)
_of_floats("airy_ai", B.airy)
