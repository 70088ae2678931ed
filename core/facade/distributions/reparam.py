"""Gradients of gamma and Dirichlet samples with respect to their concentrations, after ATen/native/Distributions.h.

Each is -(d cdf(x; alpha) / d alpha) / pdf(x; alpha), by Taylor series, a saddle-point expansion (Rice) or a fitted
rational function, whichever is good where x and alpha lie. Element by element, in float64, on raw arrays.
"""

import math

import numpy as np

from ...special import _digamma_scalar

_GAMMA = (
    (0.16009398, -0.094634809, 0.025146376, -0.0030648343, 1, 0.32668115, 0.10406089, 0.0014179084),
    (0.53487893, 0.1298071, 0.065735949, -0.0015649758, 0.16639465, 0.020070113, -0.0035938915, -0.00058392623),
    (
        0.040121004,
        -0.0065914022,
        -0.0026286047,
        -0.0013441777,
        0.017050642,
        -0.0021309326,
        0.00085092367,
        -1.5247877e-07,
    ),
)
_BETA = (
    (
        (1.003668233, -0.01061107488, -0.0657888334, 0.01201642863),
        (0.6336835991, -0.3557432599, 0.05486251648, -0.001465281033),
        (-0.03276231906, 0.004474107445, 0.002429354597, -0.0001557569013),
        (0.221950385, -0.3187676331, 0.01799915743, 0.01074823814),
        (-0.2951249643, 0.06219954479, 0.01535556598, 0.001550077057),
        (0.02155310298, 0.004170831599, 0.001292462449, 6.976601077e-05),
        (-0.05980841433, 0.008441916499, 0.01085618172, 0.002319392565),
        (0.02911413504, 0.01400243777, -0.002721828457, 0.000751041181),
        (0.005900514878, -0.001936558688, -9.495446725e-06, 5.385558597e-05),
    ),
    (
        (1, -0.02924021934, -0.04438342661, 0.007285809825),
        (0.6357567472, -0.3473456711, 0.05454656494, -0.002407477521),
        (-0.03301322327, 0.004845219414, 0.00231480583, -0.0002307248149),
        (0.5925320577, -0.1757678135, 0.01505928619, 0.000564515273),
        (0.1014815858, -0.06589186703, 0.01272886114, -0.0007316646956),
        (-0.007258481865, 0.001096195486, 0.0003934994223, -4.12701925e-05),
        (0.06469649321, -0.0236701437, 0.002902096474, -5.896963079e-05),
        (0.001925008108, -0.002869809258, 0.0008000589141, -6.063713228e-05),
        (-0.0003477407336, 6.959756487e-05, 1.097287507e-05, -1.650964693e-06),
    ),
)


def standard_gamma_grad(alpha, x):
    """d x / d alpha for gamma samples x (arrays of one shape and dtype)."""
    return _each(_gamma_one, x, alpha, x)


def dirichlet_grad(x, alpha, total):
    """The scaled derivative of Dirichlet samples x: alpha the concentrations, total their sums (arrays of one "
    "shape)."""
    return _each(_dirichlet_one, x, x, alpha, total)


def _each(one, like, *arrays):
    like = np.asarray(like)
    rows = zip(*(np.broadcast_to(np.asarray(a, np.float64), like.shape).ravel().tolist() for a in arrays))
    return np.array([one(*row) for row in rows]).reshape(like.shape).astype(like.dtype)


def _gamma_one(alpha, x):
    if x < 0.8:
        return _gamma_small(alpha, x)
    if alpha > 8.0:
        return _gamma_large(alpha, x)
    u, v = math.log(x / alpha), math.log(alpha)
    c = [a + u * (b + u * d) for a, b, d in zip(*_GAMMA)]
    p = c[0] + v * (c[1] + v * (c[2] + v * c[3]))
    q = c[4] + v * (c[5] + v * (c[6] + v * c[7]))
    return math.exp(p / q)


def _gamma_small(alpha, x):
    number, series1, series2 = 1.0, 1.0 / alpha, 1.0 / (alpha * alpha)
    for i in range(1, 6):
        number *= -x / i
        series1 += number / (alpha + i)
        series2 += number / ((alpha + i) * (alpha + i))
    power = x**alpha
    pdf = x ** (alpha - 1) * math.exp(-x)
    slope = (math.log(x) - _digamma_scalar(alpha)) * power * series1 - power * series2
    return -slope / pdf if pdf else 0.0


def _gamma_large(alpha, x):
    if 0.9 * alpha <= x <= 1.1 * alpha:
        first = 1 + 24 * alpha * (1 + 12 * alpha)
        second = 1440 * (alpha * alpha) + 6 * x * (53 - 120 * x) - 65 * x * x / alpha + alpha * (107 + 3600 * x)
        return first * second / (1244160 * (alpha * alpha) * (alpha * alpha))
    denom = math.sqrt(8 * alpha)
    term2 = denom / (alpha - x)
    term3 = (x - alpha - alpha * math.log(x / alpha)) ** -1.5
    both = term2 - term3 if x < alpha else term2 + term3
    term1 = math.log(x / alpha) * both - math.sqrt(2 / alpha) * (alpha + x) / ((alpha - x) * (alpha - x))
    stirling = 1 + 1 / (12 * alpha) * (1 + 1 / (24 * alpha))
    return -stirling * x * term1 / denom


def _dirichlet_one(x, alpha, total):
    beta = total - alpha
    boundary = total * x * (1 - x)
    if x <= 0.5 and boundary < 2.5:
        return _beta_alpha_small(x, alpha, beta)
    if x >= 0.5 and boundary < 0.75:
        return -_beta_beta_small(1 - x, beta, alpha)
    if alpha > 6 and beta > 6:
        return _beta_middle(x, alpha, beta)
    u = math.log(x)
    a = math.log(alpha) - u
    b = math.log(total) - a
    p, q = (
        sum(u**i * a**j * (c[0] + b * (c[1] + b * (c[2] + b * c[3]))) for (i, j), c in zip(np.ndindex(3, 3), rows))
        for rows in _BETA
    )
    return p / q * x * (_digamma_scalar(total) - _digamma_scalar(alpha)) / beta


def _beta_alpha_small(x, alpha, beta):
    factor = _digamma_scalar(alpha) - _digamma_scalar(alpha + beta) - math.log(x)
    number = 1.0
    series = number / alpha * (factor + 1 / alpha)
    for i in range(1, 11):
        number *= (i - beta) * x / i
        denom = alpha + i
        series += number / denom * (factor + 1 / denom)
    result = x * (1 - x) ** -beta * series
    return 0.0 if math.isnan(result) else result


def _beta_beta_small(x, alpha, beta):
    factor = _digamma_scalar(alpha + beta) - _digamma_scalar(beta)
    number, betas, slopes, series = 1.0, 1.0, 0.0, factor / alpha
    for i in range(1, 9):
        number *= -x / i
        slopes = slopes * (beta - i) + betas
        betas *= beta - i
        series += number / (alpha + i) * (slopes + factor * betas)
    result = -((1 - x) ** (1 - beta)) * series
    return 0.0 if math.isnan(result) else result


def _beta_middle(x, alpha, beta):
    total = alpha + beta
    mean = alpha / total
    std = math.sqrt(alpha * beta / (total + 1)) / total
    if mean - 0.1 * std <= x <= mean + 0.1 * std:  # the singularity at the mean
        poly = 47 * x * (beta * beta) * (beta * beta) + alpha * (
            (43 + 20 * (16 + 27 * beta) * x) * (beta * beta) * beta
            + alpha
            * (
                3 * (59 + 180 * beta - 90 * x) * (beta * beta)
                + alpha * ((453 + 1620 * beta * (1 - x) - 455 * x) * beta + alpha * (8 * (1 - x) * (135 * beta - 11)))
            )
        )
        front = (1 + 12 * alpha) * (1 + 12 * beta) / (total * total)
        return front / (1 - x) * poly / (12960 * alpha * alpha * alpha * beta * beta * (1 + 12 * total))
    front = -x / math.sqrt(2 * alpha * beta / total)
    stirling = (
        (1 + 1 / (12 * alpha) + 1 / (288 * alpha * alpha))
        * (1 + 1 / (12 * beta) + 1 / (288 * beta * beta))
        / (1 + 1 / (12 * total) + 1 / (288 * total * total))
    )
    away = alpha * (x - 1) + beta * x
    term1 = (2 * (alpha * alpha) * (x - 1) + alpha * beta * (x - 1) - x * (beta * beta)) / (
        math.sqrt(2 * alpha / beta) * total**1.5 * away * away
    )
    term2 = 0.5 * math.log(alpha / (total * x))
    term3 = math.sqrt(8 * alpha * beta / total) / (beta * x + alpha * (x - 1))
    term4 = (beta * math.log(beta / (total * (1 - x))) + alpha * math.log(alpha / (total * x))) ** -1.5
    return stirling * front * (term1 + term2 * (term3 + (term4 if x < mean else -term4)))
