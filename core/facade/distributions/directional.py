"""torch.distributions: VonMises, and LowRankMultivariateNormal."""

import math

import numpy as np

from ... import facade as torch
from ...size import Size
from . import constraints
from .distribution import Distribution, broadcast_all, lazy_property, standard_normal

# The modified Bessel functions of order 0 and 1, below 3.75 and from there on (Abramowitz and Stegun 9.8.1 to 9.8.4).
_SMALL = (
    (1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.360768e-1, 0.45813e-2),
    (0.5, 0.87890594, 0.51498869, 0.15084934, 0.2658733e-1, 0.301532e-2, 0.32411e-3),
)
_LARGE = (
    (0.39894228, 0.1328592e-1, 0.225319e-2, -0.157565e-2, 0.916281e-2, -0.2057706e-1, 0.2635537e-1, -0.1647633e-1, 0.392377e-2),
    (0.39894228, -0.3988024e-1, -0.362018e-2, 0.163801e-2, -0.1031555e-1, 0.2282967e-1, -0.2895312e-1, 0.1787654e-1, -0.420059e-2),
)


def _polynomial(y, coefficients):
    *rest, out = coefficients
    for c in reversed(rest):
        out = c + y * out
    return out


def _log_bessel(x, order=0):
    """The logarithm of the modified Bessel function of the first kind, for positive x."""
    y = x / 3.75
    small = _polynomial(y * y, _SMALL[order])
    small = (x.abs() * small if order else small).log()
    large = x - 0.5 * x.log() + _polynomial(3.75 / x, _LARGE[order]).log()
    return torch.where(x < 3.75, small, large)


class VonMises(Distribution):
    """The normal distribution of angles, by its mean `loc` and `concentration`; samples are drawn in float64 (Best and Fisher 1979)."""

    arg_constraints = {"loc": constraints.real, "concentration": constraints.positive}
    support = constraints.real
    has_rsample = False
    _parameters = (("loc", 0), ("concentration", 0))

    def __init__(self, loc, concentration, validate_args=None):
        self.loc, self.concentration = broadcast_all(loc, concentration)
        super().__init__(self.loc.shape, Size(), validate_args=validate_args)

    def log_prob(self, value):
        self._check_sample(value)
        out = self.concentration * torch.cos(value - self.loc)
        return out - math.log(2 * math.pi) - _log_bessel(self.concentration)

    def _proposal(self):
        kappa = self.concentration.double()
        tau = 1 + (1 + 4 * kappa**2).sqrt()
        rho = (tau - (2 * tau).sqrt()) / (2 * kappa)
        return kappa, torch.where(kappa < 1e-5, 1 / kappa + kappa, (1 + rho**2) / (2 * rho))

    def sample(self, sample_shape=Size()):
        with torch.no_grad():
            shape = self._extended_shape(sample_shape)
            kappa, r = self._proposal()
            x = torch.zeros(shape, dtype=self.loc.dtype)
            done = torch.zeros(shape, dtype=torch.bool)
            while not done.all():
                u1, u2, u3 = torch.rand((3, *shape), dtype=torch.float64).unbind()
                z = torch.cos(math.pi * u1)
                f = (1 + r * z) / (r + z)
                c = kappa * (r - f)
                accept = ((c * (2 - c) - u2) > 0) | ((c / u2).log() + 1 - c >= 0)
                x = torch.where(accept, (u3 - 0.5).sign() * f.acos(), x)
                done = done | accept
            return ((x + math.pi + self.loc.double()) % (2 * math.pi) - math.pi).to(self.loc.dtype)

    mean = mode = property(lambda self: self.loc)

    @lazy_property
    def variance(self):
        return 1 - (_log_bessel(self.concentration, 1) - _log_bessel(self.concentration)).exp()


class LowRankMultivariateNormal(Distribution):
    """The normal distribution of vectors whose covariance is cov_factor cov_factorᵀ + diag(cov_diag)."""

    arg_constraints = {
        "loc": constraints.real_vector,
        "cov_factor": constraints.independent(constraints.real, 2),
        "cov_diag": constraints.independent(constraints.positive, 1),
    }
    support = constraints.real_vector
    has_rsample = True
    _parameters = (("loc", 1), ("cov_factor", 2), ("cov_diag", 1))

    def __init__(self, loc, cov_factor, cov_diag, validate_args=None):
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        if cov_factor.dim() < 2:
            raise ValueError("cov_factor must be at least two-dimensional, with optional leading batch dimensions")
        event = loc.shape[-1:]
        if cov_factor.shape[-2:-1] != event:
            raise ValueError(f"cov_factor must be a batch of matrices with shape {event[0]} x m")
        if cov_diag.shape[-1:] != event:
            raise ValueError(f"cov_diag must be a batch of vectors with shape {event}")
        batch = np.broadcast_shapes(loc.shape[:-1], cov_factor.shape[:-2], cov_diag.shape[:-1])
        self.loc, self.cov_diag = loc.expand((*batch, -1)), cov_diag.expand((*batch, -1))
        self.cov_factor = cov_factor.expand((*batch, -1, -1))
        scaled = self.cov_factor.mT / self.cov_diag.unsqueeze(-2)
        self._scaled = scaled
        capacitance = torch.matmul(scaled, self.cov_factor) + torch.eye(cov_factor.shape[-1], dtype=loc.dtype)
        self._capacitance_tril = torch.linalg.cholesky(capacitance)
        super().__init__(Size(batch), event, validate_args=validate_args)

    def _expand_rest(self, new, batch_shape):
        new._scaled, new._capacitance_tril = self._scaled, self._capacitance_tril

    mean = mode = property(lambda self: self.loc)

    @lazy_property
    def precision_matrix(self):
        inner = torch.linalg.solve_triangular(self._capacitance_tril, self._scaled, upper=False)
        return torch.diag_embed(self.cov_diag.reciprocal()) - torch.matmul(inner.mT, inner)

    @lazy_property
    def variance(self):
        return self.cov_factor.pow(2).sum(-1) + self.cov_diag

    @lazy_property
    def covariance_matrix(self):
        return torch.matmul(self.cov_factor, self.cov_factor.mT) + torch.diag_embed(self.cov_diag)

    @lazy_property
    def scale_tril(self):
        return torch.linalg.cholesky(self.covariance_matrix)

    def rsample(self, sample_shape=Size()):
        shape = self._extended_shape(sample_shape)
        across = standard_normal(Size((*shape[:-1], self.cov_factor.shape[-1])), self.loc)
        along = standard_normal(shape, self.loc)
        return self.loc + torch.matmul(self.cov_factor, across.unsqueeze(-1)).squeeze(-1) + self.cov_diag.sqrt() * along

    def _log_det(self):
        return 2 * self._capacitance_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1) + self.cov_diag.log().sum(-1)

    def log_prob(self, value):
        self._check_sample(value)
        diff = value - self.loc
        inner = torch.matmul(self._scaled, diff.unsqueeze(-1))
        lower = self._capacitance_tril.expand((*inner.shape[:-2], -1, -1))
        inner = torch.linalg.solve_triangular(lower, inner, upper=False).pow(2).sum((-2, -1))
        distance = (diff.pow(2) / self.cov_diag).sum(-1) - inner
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + self._log_det() + distance)

    def entropy(self):
        out = 0.5 * (self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + self._log_det())
        return out if not self._batch_shape else out.expand(self._batch_shape)
