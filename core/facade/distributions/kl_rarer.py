"""Rules of kl_divergence beside those of kl.py: Gumbel, Pareto, continuous Bernoulli and low-rank normal distributions, and Beta's with others."""

import math

from ... import facade as torch
from .bounded import ContinuousBernoulli
from .continuous import Exponential, Laplace, Normal, Uniform
from .directional import LowRankMultivariateNormal
from .gammas import Beta, Gamma
from .kl import _EULER, _infinite, _multivariate_normal, _x_log_x, kl_divergence, register_kl
from .multivariate import MultivariateNormal
from .transformed import Gumbel, Pareto, TransformedDistribution

ROOT_OF_TURN = math.sqrt(2 * math.pi)


@register_kl(Gumbel, Gumbel)
def _gumbel(p, q):
    ratio, theirs, mine = p.scale / q.scale, q.loc / q.scale, p.loc / q.scale
    t1 = -ratio.log() - theirs + mine
    return t1 + ratio * _EULER + torch.exp(theirs + (1 + ratio).lgamma() - mine) - (1 + _EULER)


@register_kl(Gumbel, Normal)
def _gumbel_normal(p, q):
    ratio = p.scale / q.scale
    t2 = (math.pi * ratio * 0.5).pow(2) / 3
    t3 = ((p.loc + p.scale * _EULER - q.loc) / q.scale).pow(2) * 0.5
    return -(ratio / ROOT_OF_TURN).log() + t2 + t3 - (_EULER + 1)


@register_kl(Normal, Gumbel)
def _normal_gumbel(p, q):
    mean, ratio, loc = p.loc / q.scale, (p.scale / q.scale).pow(2), q.loc / q.scale
    return -(ratio.log() * 0.5) + (mean - loc) + torch.exp(-mean + 0.5 * ratio + loc) - 0.5 * (1 + math.log(2 * math.pi))


@register_kl(Exponential, Gumbel)
def _exponential_gumbel(p, q):
    steep, loc = p.rate * q.scale, q.loc / q.scale
    return steep.log() - 1 - loc + torch.exp(loc) * steep / (steep + 1) + steep.reciprocal()


@register_kl(Gamma, Gumbel)
def _gamma_gumbel(p, q):
    a, steep, loc = p.concentration, p.rate * q.scale, q.loc / q.scale
    t1 = (a - 1) * a.digamma() - a.lgamma() - a
    return t1 + steep.log() + a / steep + torch.exp(loc) * (1 + steep.reciprocal()).pow(-a) - loc


@register_kl(Uniform, Gumbel)
def _uniform_gumbel(p, q):
    narrow = q.scale / (p.high - p.low)
    high, low = (p.high - q.loc) / q.scale, (p.low - q.loc) / q.scale
    return narrow.log() + 0.5 * (high + low) - narrow * (torch.exp(-high) - torch.exp(-low))


@register_kl(Pareto, Pareto)
def _pareto(p, q):
    ratio = q.alpha / p.alpha
    result = q.alpha * (p.scale / q.scale).log() - ratio.log() + ratio - 1
    result[p.scale < q.scale] = math.inf
    return result


@register_kl(Pareto, Exponential)
def _pareto_exponential(p, q):
    steep = p.scale * q.rate
    result = (p.alpha / steep).log() - p.alpha.reciprocal() + p.alpha * steep / (p.alpha - 1) - 1
    result[p.alpha <= 1] = math.inf
    return result


@register_kl(Pareto, Gamma)
def _pareto_gamma(p, q):
    mean_log = p.scale.log() + p.alpha.reciprocal()
    t2 = q.concentration.lgamma() - q.concentration * q.rate.log()
    t3 = (1 - q.concentration) * mean_log
    result = p.alpha.log() - mean_log + t2 + t3 + q.rate * p.alpha * p.scale / (p.alpha - 1) - 1
    result[p.alpha <= 1] = math.inf
    return result


@register_kl(Pareto, Normal)
def _pareto_normal(p, q):
    scale = p.scale / (p.alpha - 1)
    t1 = (ROOT_OF_TURN * q.scale * p.alpha / p.scale).log()
    spread = p.alpha * scale.pow(2) / (p.alpha - 2) + (p.alpha * scale - q.loc).pow(2)
    result = t1 - p.alpha.reciprocal() + spread / (2 * q.scale.pow(2)) - 1
    result[p.alpha <= 2] = math.inf
    return result


@register_kl(Uniform, Pareto)
def _uniform_pareto(p, q):
    width = p.high - p.low
    t1 = (q.alpha * q.scale.pow(q.alpha) * width).log()
    result = (_x_log_x(p.high) - _x_log_x(p.low) - width) / width * (q.alpha + 1) - t1
    result[p.low < q.scale] = math.inf
    return result


@register_kl(Uniform, Beta)
def _uniform_beta(p, q):
    width, a, b = p.high - p.low, q.concentration1, q.concentration0
    t2 = (a - 1) * (_x_log_x(p.high) - _x_log_x(p.low) - width) / width
    t3 = (b - 1) * (_x_log_x(1 - p.high) - _x_log_x(1 - p.low) + width) / width
    result = t3 + a.lgamma() + b.lgamma() - (a + b).lgamma() - width.log() - t2
    result[(p.high > 1) | (p.low < 0)] = math.inf
    return result


@register_kl(Beta, Exponential)
def _beta_exponential(p, q):
    return -p.entropy() - q.rate.log() + q.rate * p.mean


@register_kl(Beta, Gamma)
def _beta_gamma(p, q):
    t2 = q.concentration.lgamma() - q.concentration * q.rate.log()
    t3 = (q.concentration - 1) * (p.concentration1.digamma() - (p.concentration1 + p.concentration0).digamma())
    return -p.entropy() + t2 - t3 + q.rate * p.mean


@register_kl(Beta, Normal)
def _beta_normal(p, q):
    mean, var = p.mean, q.scale.pow(2)
    t2 = 0.5 * (var * 2 * math.pi).log()
    return -p.entropy() + t2 + ((p.variance + mean.pow(2)) * 0.5 - q.loc * mean + q.loc.pow(2) * 0.5) / var


def _to_continuous_bernoulli(p, q):
    return -p.entropy() - p.mean * q.logits - torch.log1p(-q.probs) - q._log_norm()


register_kl(Beta, ContinuousBernoulli)(_to_continuous_bernoulli)


@register_kl(Uniform, ContinuousBernoulli)
def _uniform_continuous_bernoulli(p, q):
    result = _to_continuous_bernoulli(p, q)
    result[(p.high > 1) | (p.low < 0)] = math.inf
    return result


@register_kl(ContinuousBernoulli, ContinuousBernoulli)
def _continuous_bernoulli(p, q):
    t2 = p._log_norm() + torch.log1p(-p.probs)
    return p.mean * (p.logits - q.logits) + t2 - q._log_norm() - torch.log1p(-q.probs)


@register_kl(ContinuousBernoulli, Exponential)
def _continuous_bernoulli_exponential(p, q):
    return -p.entropy() - q.rate.log() + q.rate * p.mean


@register_kl(ContinuousBernoulli, Normal)
def _continuous_bernoulli_normal(p, q):
    t2 = 0.5 * (math.log(2 * math.pi) + (q.loc / q.scale).pow(2)) + q.scale.log()
    return -p.entropy() + t2 + (p.variance + p.mean.pow(2) - 2 * q.loc * p.mean) / (2 * q.scale.pow(2))


@register_kl(ContinuousBernoulli, Uniform)
def _continuous_bernoulli_uniform(p, q):
    result = -p.entropy() + (q.high - q.low).log()
    return torch.where((q.low > 0) | (q.high < 1), math.inf, result)


@register_kl(LowRankMultivariateNormal, LowRankMultivariateNormal)
@register_kl(LowRankMultivariateNormal, MultivariateNormal)
@register_kl(MultivariateNormal, LowRankMultivariateNormal)
def _low_rank(p, q):
    if p.event_shape != q.event_shape:
        raise ValueError(
            "KL-divergence between two (Low Rank) Multivariate Normals with                          different event shapes cannot be computed"
        )
    return _multivariate_normal(*(MultivariateNormal(d.loc, scale_tril=d.scale_tril, validate_args=False) for d in (p, q)))


@register_kl(TransformedDistribution, TransformedDistribution)
def _transformed(p, q):
    if p.transforms != q.transforms or p.event_shape != q.event_shape:
        raise NotImplementedError
    return kl_divergence(p.base_dist, q.base_dist)


for _p, _q, _like in (
    (Beta, Pareto, "concentration1"), (ContinuousBernoulli, Pareto, "probs"), (Exponential, ContinuousBernoulli, "rate"),
    (Exponential, Pareto, "rate"), (Gamma, ContinuousBernoulli, "concentration"), (Gamma, Pareto, "concentration"), (Gumbel, Beta, "loc"),
    (Gumbel, ContinuousBernoulli, "loc"), (Gumbel, Exponential, "loc"), (Gumbel, Gamma, "loc"), (Gumbel, Pareto, "loc"),
    (Gumbel, Uniform, "loc"), (Laplace, ContinuousBernoulli, "loc"), (Laplace, Pareto, "loc"), (Normal, ContinuousBernoulli, "loc"),
    (Normal, Pareto, "loc"), (Pareto, Beta, "scale"), (Pareto, ContinuousBernoulli, "scale"), (Pareto, Uniform, "scale"),
):  # fmt: skip
    # q has no mass where p has some
    register_kl(_p, _q)(lambda p, q, like=_like: _infinite(getattr(p, like)))
