"""torch.distributions: ContinuousBernoulli on [0, 1], and LKJCholesky, factors of correlation matrices."""

import math

from ... import facade as torch
from ...size import Size
from . import constraints
from .discrete import _Binary, _cross_entropy, _one_of
from .distribution import (
    NUMBER,
    Distribution,
    ExponentialFamily,
    broadcast_all,
    clamp_probs,
    lazy_property,
    logits_to_probs,
)
from .gammas import Beta


class ContinuousBernoulli(_Binary, ExponentialFamily):
    """The density on [0, 1] that is proportional to pˣ (1 - p)¹⁻ˣ (Loaiza-Ganem and Cunningham 2019).

    Its formulas lose all digits near p = 1/2, so that between the limits `lims` their Taylor series stand in.
    """

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.unit_interval
    _mean_carrier_measure = 0
    has_rsample = True

    def __init__(self, probs=None, logits=None, lims=(0.499, 0.501), validate_args=None):
        _one_of(probs, logits)
        given = probs if probs is not None else logits
        if probs is not None:
            (self.probs,) = broadcast_all(probs)
            if validate_args is not None and not self.arg_constraints["probs"].check(self.probs).all():
                raise ValueError("The parameter probs has invalid values")
            self.probs = clamp_probs(self.probs)
        else:
            (self.logits,) = broadcast_all(logits)
        self._lims = lims
        super().__init__(Size() if isinstance(given, NUMBER) else self._param.size(), validate_args=validate_args)

    @lazy_property
    def probs(self):
        return clamp_probs(logits_to_probs(self.logits, is_binary=True))

    def _expand_rest(self, new, batch_shape):
        super()._expand_rest(new, batch_shape)
        new._lims = self._lims

    @property
    def _stable(self):
        """Where the formulas may be used."""
        return torch.max(torch.le(self.probs, self._lims[0]), torch.gt(self.probs, self._lims[1]))

    def _chosen(self, formula, series):
        """`formula` of the probabilities where it is stable, `series` elsewhere."""
        return torch.where(self._stable, formula, series)

    @property
    def _cut(self):
        """The probabilities, those near 1/2 replaced by one at which the formulas do no harm."""
        return torch.where(self._stable, self.probs, self._lims[0] * torch.ones_like(self.probs))

    def _log_norm(self):
        p = self._cut
        low = torch.where(torch.le(p, 0.5), p, torch.zeros_like(p))
        high = torch.where(torch.ge(p, 0.5), p, torch.ones_like(p))
        size = torch.where(torch.le(p, 0.5), torch.log1p(-2.0 * low), torch.log(2.0 * high - 1.0))
        exact = torch.log(torch.abs(torch.log1p(-p) - torch.log(p))) - size
        x = torch.pow(self.probs - 0.5, 2)
        return self._chosen(exact, math.log(2.0) + (4.0 / 3.0 + 104.0 / 45.0 * x) * x)

    @property
    def mean(self):
        p, x = self._cut, self.probs - 0.5
        exact = p / (2.0 * p - 1.0) + 1.0 / (torch.log1p(-p) - torch.log(p))
        return self._chosen(exact, 0.5 + (1.0 / 3.0 + 16.0 / 45.0 * torch.pow(x, 2)) * x)

    @property
    def stddev(self):
        return torch.sqrt(self.variance)

    @property
    def variance(self):
        p, x = self._cut, torch.pow(self.probs - 0.5, 2)
        exact = p * (p - 1.0) / torch.pow(1.0 - 2.0 * p, 2) + 1.0 / torch.pow(torch.log1p(-p) - torch.log(p), 2)
        return self._chosen(exact, 1.0 / 12.0 - (1.0 / 15.0 - 128.0 / 945.0 * x) * x)

    def sample(self, sample_shape=Size()):
        with torch.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=Size()):
        return self.icdf(torch.rand(self._extended_shape(sample_shape), dtype=self.probs.dtype))

    def log_prob(self, value):
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        return -_cross_entropy(logits, value) + self._log_norm()

    def cdf(self, value):
        if self._validate_args:
            self._validate_sample(value)
        p = self._cut
        exact = (torch.pow(p, value) * torch.pow(1.0 - p, 1.0 - value) + p - 1.0) / (2.0 * p - 1.0)
        inner = self._chosen(exact, value)
        upper = torch.where(torch.ge(value, 1.0), torch.ones_like(value), inner)
        return torch.where(torch.le(value, 0.0), torch.zeros_like(value), upper)

    def icdf(self, value):
        p = self._cut
        exact = torch.log1p(-p + value * (2.0 * p - 1.0)) - torch.log1p(-p)
        return self._chosen(exact / (torch.log(p) - torch.log1p(-p)), value)

    def entropy(self):
        log0, log1 = torch.log1p(-self.probs), torch.log(self.probs)
        return self.mean * (log0 - log1) - self._log_norm() - log0


class LKJCholesky(Distribution):
    """Lower Cholesky factors of correlation matrices, by the onion method (Lewandowski, Kurowicka and Joe 2009)."""

    arg_constraints = {"concentration": constraints.positive}
    support = constraints.corr_cholesky
    _parameters = (("concentration", 0),)

    def __init__(self, dim, concentration=1.0, validate_args=None):
        if dim < 2:
            raise ValueError(f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}.")
        self.dim = dim
        (self.concentration,) = broadcast_all(concentration)
        first = torch.arange(dim - 1, dtype=self.concentration.dtype)
        offset = torch.cat([first.new_zeros((1,)), first])
        marginal = self.concentration + 0.5 * (dim - 2)
        self._beta = Beta(offset + 0.5, marginal.unsqueeze(-1) - 0.5 * offset)
        super().__init__(self.concentration.size(), Size((dim, dim)), validate_args)

    def expand(self, batch_shape, _instance=None):
        new = self._get_checked_instance(LKJCholesky, _instance)
        batch_shape = Size(batch_shape)
        new.dim, new.concentration = self.dim, self.concentration.expand(batch_shape)
        new._beta = self._beta.expand((*batch_shape, self.dim))
        super(LKJCholesky, new).__init__(batch_shape, self.event_shape, validate_args=False)
        new._validate_args = self._validate_args
        return new

    def sample(self, sample_shape=Size()):
        """Each row is a point in the ball: its squared length from Beta, its direction from normal numbers."""
        square = self._beta.sample(sample_shape).unsqueeze(-1)
        normal = torch.randn(self._extended_shape(sample_shape), dtype=square.dtype).tril(-1)
        direction = normal / normal.norm(dim=-1, keepdim=True)
        direction[..., 0, :].fill_(0.0)
        rows = torch.sqrt(square) * direction
        left = torch.clamp(1 - torch.sum(rows**2, dim=-1), min=torch.finfo(rows.dtype).tiny).sqrt()
        return rows + torch.diag_embed(left)

    def log_prob(self, value):
        if self._validate_args:
            self._validate_sample(value)
        diagonal = value.diagonal(dim1=-1, dim2=-2)[..., 1:]
        order = 2 * (self.concentration - 1).unsqueeze(-1) + self.dim - torch.arange(2, self.dim + 1)
        free = self.dim - 1
        alpha = self.concentration + 0.5 * free
        norm = 0.5 * free * math.log(math.pi) + torch.mvlgamma(alpha - 0.5, free) - torch.lgamma(alpha) * free
        return torch.sum(order * diagonal.log(), dim=-1) - norm
