"""torch.distributions: Gamma, Chi2, Beta, Dirichlet.

Samples are drawn as PyTorch draws them, and their gradients with respect to the concentrations are PyTorch's
closed-form approximations of -(d cdf / d alpha) / pdf (ATen/native/Distributions.h), in reparam.py.
"""

import numpy as np

from ... import facade as torch
from ... import samplers
from ...function import Function, once_differentiable
from ...functions.create import made, written
from ...incomplete_gamma import gammainc
from ...size import Size
from . import constraints
from .distribution import NUMBER, ExponentialFamily, broadcast_all
from .reparam import dirichlet_grad, standard_gamma_grad


class _StandardGamma(Function):
    """Gamma numbers of rate 1, differentiable in the concentration."""

    @staticmethod
    def forward(ctx, concentration):
        x = made(samplers.gamma(np.asarray(concentration._data)), "gamma")
        ctx.save_for_backward(x, concentration)
        return x

    @staticmethod
    @once_differentiable
    def backward(ctx, grad):
        x, concentration = ctx.saved_tensors
        return grad * made(standard_gamma_grad(concentration._data, x._data), "gamma_grad")


_StandardGamma._backward_cls.__name__ = "StandardGammaBackward0"  # a built-in node in PyTorch


def _standard_gamma(input, generator=None):
    """torch._standard_gamma."""
    return _StandardGamma.apply(input)


class _IncompleteGamma(Function):
    """P(a, x), differentiable in x."""

    @staticmethod
    def forward(ctx, a, x):
        ctx.save_for_backward(a, x)
        return made(gammainc(np.asarray(a._data), np.asarray(x._data)), "gammainc")

    @staticmethod
    @once_differentiable
    def backward(ctx, grad):
        if ctx.needs_input_grad[0]:
            raise NotImplementedError("the derivative for 'igamma: input' is not implemented.")
        a, x = ctx.saved_tensors
        return None, grad * torch.exp((a - 1) * torch.log(x) - x - torch.lgamma(a))


class _Dirichlet(Function):
    """Dirichlet numbers, differentiable in the concentration."""

    @staticmethod
    def forward(ctx, concentration):
        x = made(samplers.dirichlet(np.asarray(concentration._data)), "dirichlet")
        ctx.save_for_backward(x, concentration)
        return x

    @staticmethod
    @once_differentiable
    def backward(ctx, grad):
        x, concentration = ctx.saved_tensors
        total = concentration.sum(-1, True).expand_as(concentration)
        slope = made(dirichlet_grad(x._data, concentration._data, total._data), "dirichlet_grad")
        return slope * (grad - (x * grad).sum(-1, True))


class Gamma(ExponentialFamily):
    """The gamma distribution with shape `concentration` and rate `rate`."""

    arg_constraints = {"concentration": constraints.positive, "rate": constraints.positive}
    support = constraints.nonnegative
    has_rsample = True
    _parameters = (("concentration", 0), ("rate", 0))
    _mean_carrier_measure = 0

    def __init__(self, concentration, rate, validate_args=None):
        self.concentration, self.rate = broadcast_all(concentration, rate)
        plain = isinstance(concentration, NUMBER) and isinstance(rate, NUMBER)
        super().__init__(Size() if plain else self.concentration.size(), validate_args=validate_args)

    mean = property(lambda self: self.concentration / self.rate)
    mode = property(lambda self: ((self.concentration - 1) / self.rate).clamp(min=0))
    variance = property(lambda self: self.concentration / self.rate.pow(2))

    def rsample(self, sample_shape=Size()):
        shape = self._extended_shape(sample_shape)
        value = _StandardGamma.apply(self.concentration.expand(shape)) / self.rate.expand(shape)
        np.maximum(value._data, np.finfo(value._data.dtype).tiny, out=_writable(value))
        return written(value, 1)

    def log_prob(self, value):
        value = torch.as_tensor(value, dtype=self.rate.dtype)
        self._check_sample(value)
        return (
            torch.xlogy(self.concentration, self.rate)
            + torch.xlogy(self.concentration - 1, value)
            - self.rate * value
            - torch.lgamma(self.concentration)
        )

    def entropy(self):
        a = self.concentration
        return a - torch.log(self.rate) + torch.lgamma(a) + (1.0 - a) * torch.digamma(a)

    def cdf(self, value):
        self._check_sample(value)
        return _IncompleteGamma.apply(self.concentration, self.rate * value)

    @property
    def _natural_params(self):
        return (self.concentration - 1, -self.rate)

    def _log_normalizer(self, x, y):
        return torch.lgamma(x + 1) + (x + 1) * torch.log(-y.reciprocal())


def _writable(t):
    if not isinstance(t._data, np.ndarray):
        t._data = np.array(t._data)
    return t._data


class Chi2(Gamma):
    """The chi-squared distribution with `df` degrees of freedom."""

    arg_constraints = {"df": constraints.positive}

    def __init__(self, df, validate_args=None):
        super().__init__(0.5 * df, 0.5, validate_args=validate_args)

    df = property(lambda self: self.concentration * 2)


class Dirichlet(ExponentialFamily):
    """Points of the simplex, by concentrations in the last dimension."""

    arg_constraints = {"concentration": constraints.independent(constraints.positive, 1)}
    support = constraints.simplex
    has_rsample = True
    _parameters = (("concentration", 1),)

    def __init__(self, concentration, validate_args=None):
        if concentration.dim() < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args=validate_args)

    def rsample(self, sample_shape=Size()):
        return _Dirichlet.apply(self.concentration.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value):
        self._check_sample(value)
        a = self.concentration
        return torch.xlogy(a - 1.0, value).sum(-1) + torch.lgamma(a.sum(-1)) - torch.lgamma(a).sum(-1)

    mean = property(lambda self: self.concentration / self.concentration.sum(-1, True))

    @property
    def mode(self):
        above = (self.concentration - 1).clamp(min=0.0)
        mode = above / above.sum(-1, True)
        none = np.asarray((self.concentration < 1).all(dim=-1)._data)
        if none.any():
            data = np.asarray(mode._data)
            data[none] = np.eye(data.shape[-1], dtype=data.dtype)[data[none].argmax(-1)]
        return mode

    @property
    def variance(self):
        total = self.concentration.sum(-1, True)
        return self.concentration * (total - self.concentration) / (total.pow(2) * (total + 1))

    def entropy(self):
        a, k = self.concentration, self.concentration.size(-1)
        total = a.sum(-1)
        return (
            torch.lgamma(a).sum(-1)
            - torch.lgamma(total)
            - (k - total) * torch.digamma(total)
            - ((a - 1.0) * torch.digamma(a)).sum(-1)
        )

    @property
    def _natural_params(self):
        return (self.concentration,)

    def _log_normalizer(self, x):
        return x.lgamma().sum(-1) - torch.lgamma(x.sum(-1))


class Beta(ExponentialFamily):
    """The beta distribution with the two concentrations."""

    arg_constraints = {"concentration1": constraints.positive, "concentration0": constraints.positive}
    support = constraints.unit_interval
    has_rsample = True

    def __init__(self, concentration1, concentration0, validate_args=None):
        if isinstance(concentration1, NUMBER) and isinstance(concentration0, NUMBER):
            both = torch.tensor([float(concentration1), float(concentration0)])
        else:
            both = torch.stack(broadcast_all(concentration1, concentration0), -1)
        self._dirichlet = Dirichlet(both, validate_args=validate_args)
        super().__init__(self._dirichlet._batch_shape, validate_args=validate_args)

    def _expand_rest(self, new, batch_shape):
        new._dirichlet = self._dirichlet.expand(batch_shape)

    concentration1 = property(lambda self: self._dirichlet.concentration[..., 0])
    concentration0 = property(lambda self: self._dirichlet.concentration[..., 1])
    mean = property(lambda self: self.concentration1 / (self.concentration1 + self.concentration0))
    mode = property(lambda self: self._dirichlet.mode[..., 0])

    @property
    def variance(self):
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total.pow(2) * (total + 1))

    def rsample(self, sample_shape=Size()):
        return self._dirichlet.rsample(sample_shape).select(-1, 0)

    def log_prob(self, value):
        self._check_sample(value)
        return self._dirichlet.log_prob(torch.stack([value, 1.0 - value], -1))

    def entropy(self):
        return self._dirichlet.entropy()

    @property
    def _natural_params(self):
        return (self.concentration1, self.concentration0)

    def _log_normalizer(self, x, y):
        return torch.lgamma(x) + torch.lgamma(y) - torch.lgamma(x + y)
