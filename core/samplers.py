"""Draws by rejection, equal to PyTorch's on the CPU: gamma, Dirichlet, Poisson and binomial numbers, as plain arrays.

The algorithms are those of ATen/native/Distributions.h (see there for their sources: Marsaglia and Tsang 2000; Hörmann
1993), with the same words of the stream used in the same order.  They run one element at a time in Python: about 2 µs.
"""

import math

import numpy as np

from . import dtypes
from .generator import default_generator
from .rng import stored

f32 = np.float32
_THIRD, _SQUEEZE = float(f32(1) / f32(3)), float(f32(0.0331))


def _gamma_one(alpha, g, single):
    """One gamma number of shape `alpha` (a float); `single`: PyTorch's sampler is the float32 one."""
    scale = 1.0
    if alpha < 1.0:
        if alpha == 0.0:
            return 0.0
        inverse = float(f32(1) / f32(alpha)) if single else 1.0 / alpha
        scale = (1 - g.random()) ** inverse
        alpha = float(f32(alpha) + f32(1)) if single else alpha + 1.0
    d = float(f32(alpha) - f32(_THIRD)) if single else alpha - _THIRD
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        y = 0.0
        while y <= 0:
            x = g.normals(1)[0]
            y = 1.0 + c * x
        v = y * y * y
        u = 1 - g.random()
        xx = x * x
        if u < 1.0 - _SQUEEZE * xx * xx or math.log(u) < 0.5 * xx + d * (1.0 - v + math.log(v)):
            return scale * d * v


def gamma(alpha, generator=None):
    """Gamma numbers of rate 1, one for each shape parameter in the array `alpha`."""
    g, name = generator or default_generator, dtypes.of(alpha).name
    single = name != "float64"
    values = stored([_gamma_one(a, g, single) for a in np.ravel(alpha).tolist()], name)
    return np.maximum(values, np.finfo(values.dtype).tiny).reshape(np.shape(alpha))


def dirichlet(alpha, generator=None):
    """Points of the simplex, one for each row (last axis) of concentrations in the array `alpha`."""
    g, dtype = generator or default_generator, alpha.dtype
    values = np.array([_gamma_one(a, g, False) for a in np.ravel(alpha).tolist()]).reshape(alpha.shape)
    values = np.maximum(values, np.finfo(np.float64).tiny)
    share = (values / _row_sums(values)[..., None]).astype(dtype)
    return np.clip(share, np.finfo(dtype).tiny, np.nextafter(dtype.type(1), dtype.type(0)))


def _row_sums(x):
    """Sums over the last axis in the order of PyTorch's float64 kernel: registers of 4 lanes, 4 of them at a time."""
    n = x.shape[-1] // 4
    vectors = [x[..., 4 * i : 4 * i + 4] for i in range(n)]
    partial = [sum(vectors[k : n // 4 * 4 : 4], np.zeros(4)) for k in range(4)]
    lanes = sum(partial[1:], sum(vectors[n // 4 * 4 :], partial[0]))
    rest = sum((x[..., i] for i in range(4 * n, x.shape[-1])), np.zeros(x.shape[:-1]))
    return sum((lanes[..., k] for k in range(4)), rest) if n else rest


def poisson(rate, generator=None):
    """Poisson numbers, one for each rate in the array `rate`, in its dtype."""
    g, name = generator or default_generator, dtypes.of(rate).name
    if np.asarray(rate).dtype.kind != "f":
        raise NotImplementedError(f"\"poisson_cpu\" not implemented for '{dtypes.of(rate).legacy}'")
    return stored([_poisson_one(r, g) for r in np.ravel(rate).tolist()], name).reshape(np.shape(rate))


def _poisson_one(rate, g):
    if not rate >= 0:
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    if rate == 0:
        return 0
    if rate >= 10:
        return _poisson_large(rate, g)
    limit, k, product = math.exp(-rate), 0, g.random()
    while product > limit:
        k += 1
        product *= g.random()
    return k


def _poisson_large(rate, g):
    root, log_rate = math.sqrt(rate), math.log(rate)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    v_r = 0.9277 - 3.6224 / (b - 2)
    while True:
        u = g.random() - 0.5
        v = g.random()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + rate + 0.43) if us else -1
        if us >= 0.07 and v <= v_r:
            return k
        if k < 0 or (us < 0.013 and v > us):
            continue
        left = (math.log(v) if v else -math.inf) + math.log(inverse_alpha) - math.log(a / (us * us) + b)
        if left <= -rate + k * log_rate - math.lgamma(k + 1.0):
            return k


def binomial(count, prob, generator=None):
    """Binomial numbers for arrays of counts and probabilities of one float dtype, broadcast together."""
    g, name = generator or default_generator, dtypes.of(count).name
    shape = np.broadcast_shapes(np.shape(count), np.shape(prob))
    wide = np.float64 if name == "float64" else np.float32
    counts, probs = (np.broadcast_to(np.asarray(x, wide), shape).ravel() for x in (count, prob))
    return stored([float(_binomial_one(n, p, g)) for n, p in zip(counts, probs)], name).reshape(shape)


def _binomial_one(count, prob, g):
    if count <= 0 or prob <= 0:
        return 0.0
    if prob >= 1:
        return count
    if prob <= 0.5:
        return _binomial_small(count, prob, g)
    if prob > 0.5:
        return count - _binomial_small(count, prob.dtype.type(1.0 - float(prob)), g)
    return math.nan


def _binomial_small(count, prob, g):
    if count * prob >= 10:
        return _binomial_large(count, prob, g)
    log_prob, trials, successes = float(prob.dtype.type(math.log1p(-prob))), 0.0, 0
    while True:
        u = g.random()
        trials += math.ceil((math.log(u) if u else -math.inf) / log_prob) if u else math.inf
        if trials > count:
            return successes
        successes += 1


_TAIL = (
    0.0810614667953272,
    0.0413406959554092,
    0.0276779256849983,
    0.02079067210376509,
    0.0166446911898211,
    0.0138761288230707,
    0.0118967099458917,
    0.0104112652619720,
    0.00925546218271273,
    0.00833056343336287,
)


def _stirling_tail(k):
    if k < 10:
        return _TAIL[int(k)]
    square = (k + 1) * (k + 1)
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1)


def _binomial_large(count, prob, g):
    """Hörmann's BTRS; what PyTorch computes in the element type is computed in NumPy scalars of that type."""
    one = prob.dtype.type(1)
    stddev = float(np.sqrt(count * prob * (one - prob)))
    b = 1.15 + 2.53 * stddev
    a = -0.0873 + 0.0248 * b + 0.01 * float(prob)
    c = float(count * prob) + 0.5
    v_r = 0.92 - 4.2 / b
    r = float(prob / (one - prob))
    alpha = (2.83 + 5.1 / b) * stddev
    m = float(np.floor((count + one) * prob))
    n, n1 = float(count), float(count + one)
    while True:
        u = g.random() - 0.5
        v = g.random()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + c) if us else -1
        if k < 0 or k > n:
            continue
        if us >= 0.07 and v <= v_r:
            return k
        v = math.log(v * alpha / (a / (us * us) + b)) if v else -math.inf
        bound = (
            (m + 0.5) * math.log((m + 1) / (r * (n - m + 1)))
            + n1 * math.log((n - m + 1) / (n - k + 1))
            + (k + 0.5) * math.log(r * (n - k + 1) / (k + 1))
            + _stirling_tail(m)
            + _stirling_tail(n - m)
            - _stirling_tail(k)
            - _stirling_tail(n - k)
        )
        if v <= bound:
            return k
