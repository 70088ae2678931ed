"""Special functions that NumPy lacks, on arrays: erf, erfinv, lgamma, digamma, polygamma.

Computed in float64 and rounded, so that float32 results are right to the last bit or nearly so. erf: W. J. Cody, Rational Chebyshev
approximations for the error function, Math. Comp. 23 (1969). erfinv: M. Giles' starting point, then two steps of Newton. lgamma and digamma: shift
upwards, then the asymptotic series.
"""

import math

import numpy as np

_A = (
    3.16112374387056560e00,
    1.13864154151050156e02,
    3.77485237685302021e02,
    3.20937758913846947e03,
    1.85777706184603153e-1,
)
_B = (2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03)
_C = (5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e01, 2.98635138197400131e02, 8.81952221241769090e02,
      1.71204761263407058e03, 2.05107837782607147e03, 1.23033935479799725e03, 2.15311535474403846e-8)  # fmt: skip
_D = (1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02, 1.62138957456669019e03, 3.29079923573345963e03,
      4.36261909014324716e03, 3.43936767414372164e03, 1.23033935480374942e03)  # fmt: skip
_P = (3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4,
      1.63153871373020978e-2)  # fmt: skip
_Q = (
    2.56852019228982242e00,
    1.87295284992346725e00,
    5.27905102951428412e-1,
    6.05183413124413191e-2,
    2.33520497626869185e-3,
)
_SQRPI = 5.6418958354775628695e-1


def _small(x):
    """erf for |x| ≤ 0.46875."""
    y = x * x
    num, den = _A[4] * y, y
    for i in range(3):
        num, den = (num + _A[i]) * y, (den + _B[i]) * y
    return x * (num + _A[3]) / (den + _B[3])


def _exp_minus_square(y):
    cut = np.trunc(y * 16) / 16
    return np.exp(-cut * cut) * np.exp(-(y - cut) * (y + cut))


def _middle(y):
    """erfc·exp(y²) for 0.46875 < y ≤ 4."""
    num, den = _C[8] * y, y
    for i in range(7):
        num, den = (num + _C[i]) * y, (den + _D[i]) * y
    return (num + _C[7]) / (den + _D[7])


def _large(y):
    """erfc·exp(y²) for y > 4."""
    z = 1 / (y * y)
    num, den = _P[5] * z, z
    for i in range(4):
        num, den = (num + _P[i]) * z, (den + _Q[i]) * z
    r = z * (num + _P[4]) / (den + _Q[4])
    return (_SQRPI - r) / y


def erfc_scaled(y):
    """erfc·exp(y²) of numbers ≥ 0."""
    small = np.minimum(y, 0.46875)
    near = (1 - _small(small)) * np.exp(small * small)
    return np.where(y > 4, _large(np.maximum(y, 4)), np.where(y > 0.46875, _middle(np.clip(y, 0.46875, 4)), near))


def _erfc_positive(y):
    cut = np.clip(y, 0.46875, 27)
    out = _exp_minus_square(cut) * np.where(y > 4, _large(np.clip(y, 4, 27)), _middle(np.clip(y, 0.46875, 4)))
    return np.where(y > 27, 0.0, out)


FEW = 512  # float32 numbers that are faster taken one by one, to the same last bit


def _rounded(f, of_one=None):
    """`f`, of float64, in the dtype of its argument; `of_one`: the same of a Python number."""

    def run(x):
        if of_one is not None and x.dtype == np.float32 and x.size <= FEW:
            out = np.fromiter(map(of_one, x.reshape(-1).tolist()), np.float64, x.size).astype(np.float32).reshape(x.shape)
            return out if out.ndim else out[()]
        wide = np.asarray(x, np.float64)
        out = np.asarray(f(wide)).astype(x.dtype if x.dtype.kind == "f" else np.float64)
        return out if out.ndim else out[()]

    return run


def _erf(x):
    y = np.abs(x)
    out = np.where(y <= 0.46875, _small(np.clip(x, -0.46875, 0.46875)), np.sign(x) * (1 - _erfc_positive(y)))
    return np.where(np.isnan(x), np.nan, out)


def _erfc(x):
    y = np.abs(x)
    tail = _erfc_positive(y)
    out = np.where(y <= 0.46875, 1 - _small(np.clip(x, -0.46875, 0.46875)), np.where(x < 0, 2 - tail, tail))
    return np.where(np.isnan(x), np.nan, out)


def _erfinv(x):
    w = -np.log((1 - x) * (1 + x))
    a = np.where(w < 5, w - 2.5, np.sqrt(np.maximum(w, 5)) - 3)
    near = (2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164,
            0.246640727, 1.50140941)  # fmt: skip
    far = (-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406,
           2.83297682)  # fmt: skip
    p, q = np.full_like(x, near[0]), np.full_like(x, far[0])
    for n, f in zip(near[1:], far[1:]):
        p, q = n + p * a, f + q * a
    y = np.where(w < 5, p, q) * x
    for _ in range(2):
        y = y - (_erf(y) - x) / (2 / math.sqrt(math.pi) * np.exp(-y * y))
    return np.where(np.abs(x) == 1, np.sign(x) * np.inf, np.where(np.abs(x) > 1, np.nan, y))


def _each(f):
    """A scalar function of math on every element."""
    apply = np.frompyfunc(f, 1, 1)
    return lambda x: np.asarray(apply(x), np.float64)


def _lgamma_scalar(x):
    if x != x or x == -math.inf:
        return x if x != x else math.inf
    try:
        return math.lgamma(x)
    except (ValueError, OverflowError):
        return math.inf


def _digamma_scalar(x):
    if x == 0:
        return math.copysign(math.inf, -math.copysign(1, x))
    if x in (math.inf, -math.inf):
        return math.inf if x > 0 else math.nan
    if x < 0:
        if x == math.floor(x):
            return math.nan
        return _digamma_scalar(1 - x) - math.pi / math.tan(math.pi * x)
    out = 0.0
    while x < 10:
        out -= 1 / x
        x += 1
    z = 1 / (x * x)
    series = z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (1 / 132 - z * (691 / 32760 - z / 12))))))
    return out + math.log(x) - 0.5 / x - series


def _zeta(s, q):
    """The Hurwitz zeta function, Euler–Maclaurin."""
    out, n = 0.0, 0
    while q + n < 10:
        out += (q + n) ** -s
        n += 1
    a = q + n
    out += a ** (1 - s) / (s - 1) + 0.5 * a**-s
    term, power = s, a ** (-s - 1)
    bernoulli = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)
    factorial = 2.0
    for k, b in enumerate(bernoulli, 1):
        out += b * term * power / factorial
        term *= (s + 2 * k - 1) * (s + 2 * k)
        power /= a * a
        factorial *= (2 * k + 1) * (2 * k + 2)
    return out


def hurwitz_zeta(s, q):
    """The Hurwitz zeta function of arrays, element by element."""

    def one(s, q):
        if s == 1:
            return math.inf
        if not s > 1:
            return math.nan
        if q <= 0:
            return math.inf if q == math.floor(q) else math.nan if s != math.floor(s) else _zeta(s, q)
        return _zeta(s, q)

    return np.asarray(np.frompyfunc(one, 2, 1)(s, q), np.float64)


def _polygamma_scalar(n, sign, x):
    if x > 0 and x != math.inf:
        return sign * math.factorial(n) * _zeta(n + 1, x)
    if n == 1 and x == math.inf:
        return 0.0
    if n > 1 and math.isfinite(x):
        return sign * math.factorial(n) * (math.inf if x == math.floor(x) else _zeta(n + 1, x))
    if n == 1 and math.isfinite(x) and x == math.floor(x):
        return math.inf
    if n == 1 and x > -math.inf:  # reflection
        return (math.pi / math.sin(math.pi * x)) ** 2 - _zeta(2, 1 - x)
    return math.nan


def _trigamma_at_poles(x):
    """trigamma where whole numbers below 1 are among `x`: there PyTorch gives the large number that its reflection comes to, not inf."""
    whole = (x <= 0) & (np.floor(x) == x)
    real = x.dtype.type
    with np.errstate(divide="ignore"):
        pole = (real(math.pi) ** 2 / np.sin(real(math.pi) * x) ** 2).astype(x.dtype)
    return np.where(whole, pole, polygamma(1, np.where(whole, real(1), x)))[()]


def polygamma(n, x):
    """The n-th derivative of digamma on an array."""
    if n == 0:
        return FUNCTIONS["digamma"](x)
    if n == 1 and np.any((x <= 0) & (np.floor(x) == x)):
        return _trigamma_at_poles(x)
    sign = 1.0 if n % 2 else -1.0
    scalar = np.frompyfunc(lambda v: _polygamma_scalar(n, sign, v), 1, 1)
    out = np.asarray(scalar(np.asarray(x, np.float64)), np.float64).astype(x.dtype)
    return out if out.ndim else out[()]


FUNCTIONS = {
    "erf": _rounded(_erf, math.erf),
    "erfc": _rounded(_erfc, math.erfc),
    "erfinv": _rounded(_erfinv),
    "lgamma": _rounded(_each(_lgamma_scalar)),
    "digamma": _rounded(_each(_digamma_scalar)),
}
