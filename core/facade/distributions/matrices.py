"""torch.distributions: Wishart, and the generalized Pareto distribution of what lies beyond a threshold."""

import math
import warnings

from ... import facade as torch
from ...size import Size
from . import constraints
from .distribution import NUMBER, Distribution, ExponentialFamily, broadcast_all, lazy_property
from .gammas import Chi2
from .multivariate import _from_precision

FIRST_TRIES = 10  # how often PyTorch draws anew


class Wishart(ExponentialFamily):
    """Sums of outer products of normal vectors: `df` of them, by one of covariance, precision, Cholesky factor."""

    support = constraints.positive_definite
    has_rsample = True
    _mean_carrier_measure = 0
    _parameters = (("df", 0), ("covariance_matrix", 2), ("precision_matrix", 2), ("scale_tril", 2))

    @property
    def arg_constraints(self):
        return {
            "covariance_matrix": constraints.positive_definite,
            "precision_matrix": constraints.positive_definite,
            "scale_tril": constraints.lower_cholesky,
            "df": constraints.greater_than(self.event_shape[-1] - 1),
        }

    def __init__(self, df, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        given = {"covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix, "scale_tril": scale_tril}
        given = {name: matrix for name, matrix in given.items() if matrix is not None}
        if len(given) != 1:
            raise AssertionError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        ((name, matrix),) = given.items()
        if matrix.dim() < 2:
            raise ValueError("scale_tril must be at least two-dimensional, with optional leading batch dimensions")
        if isinstance(df, NUMBER):
            batch_shape = Size(matrix.shape[:-2])
            self.df = torch.tensor(df, dtype=matrix.dtype)
        else:
            batch_shape = torch.broadcast_shapes(matrix.shape[:-2], df.shape)
            self.df = df.expand(batch_shape)
        event_shape = matrix.shape[-2:]
        if self.df.le(event_shape[-1] - 1).any():
            raise ValueError(f"Value of df={df} expected to be greater than ndim - 1 = {event_shape[-1] - 1}.")
        setattr(self, name, matrix.expand((*batch_shape, -1, -1)))
        if self.df.lt(event_shape[-1]).any():
            warnings.warn(
                "Low df values detected. Singular samples are highly likely to occur for ndim - 1 < df < ndim.", stacklevel=2
            )
        super().__init__(batch_shape, event_shape, validate_args=validate_args)
        make = {"scale_tril": lambda m: m, "covariance_matrix": torch.linalg.cholesky, "precision_matrix": _from_precision}
        self._unbroadcasted_scale_tril = make[name](matrix)
        self._have_squares()

    def _have_squares(self):
        """The squared lengths on the diagonal of Bartlett's decomposition."""
        steps = torch.arange(self._event_shape[-1], dtype=self._unbroadcasted_scale_tril.dtype)
        self._dist_chi2 = Chi2(df=self.df.unsqueeze(-1) - steps.expand((*self._batch_shape, -1)))

    def _expand_rest(self, new, batch_shape):
        new._unbroadcasted_scale_tril = self._unbroadcasted_scale_tril.expand((*batch_shape, *self.event_shape))
        new._event_shape, new._batch_shape = self._event_shape, Size(batch_shape)
        new._have_squares()

    def _full(self, matrix):
        return matrix.expand((*self._batch_shape, *self._event_shape))

    @lazy_property
    def scale_tril(self):
        return self._full(self._unbroadcasted_scale_tril)

    @lazy_property
    def covariance_matrix(self):
        return self._full(self._unbroadcasted_scale_tril @ self._unbroadcasted_scale_tril.transpose(-2, -1))

    @lazy_property
    def precision_matrix(self):
        eye = torch.eye(self._event_shape[-1], dtype=self._unbroadcasted_scale_tril.dtype)
        return self._full(torch.cholesky_solve(eye, self._unbroadcasted_scale_tril))

    @property
    def mean(self):
        return self.df.view((*self._batch_shape, 1, 1)) * self.covariance_matrix

    @property
    def mode(self):
        factor = self.df - self.covariance_matrix.shape[-1] - 1
        factor[factor <= 0] = math.nan
        return factor.view((*self._batch_shape, 1, 1)) * self.covariance_matrix

    @property
    def variance(self):
        diagonal = self.covariance_matrix.diagonal(dim1=-2, dim2=-1)
        pairs = torch.einsum("...i,...j->...ij", diagonal, diagonal)
        return self.df.view((*self._batch_shape, 1, 1)) * (self.covariance_matrix.pow(2) + pairs)

    def _drawn(self, sample_shape):
        """By Bartlett's decomposition: chi below the root, normal numbers below the diagonal."""
        p = self._event_shape[-1]
        length = self._dist_chi2.rsample(sample_shape).sqrt()
        noise = length.clamp(min=torch.finfo(length.dtype).eps).diag_embed(dim1=-2, dim2=-1)
        i, j = torch.tril_indices(p, p, offset=-1)
        noise[..., i, j] = torch.randn((*sample_shape, *self._batch_shape, p * (p - 1) // 2), dtype=noise.dtype)
        root = self._unbroadcasted_scale_tril @ noise
        return root @ root.transpose(-2, -1)

    def _over_batch(self, marks):
        return marks.amax([-(d + 1) for d in range(len(self._batch_shape))]) if self._batch_shape else marks

    def rsample(self, sample_shape=Size(), max_try_correction=None):
        """Draws, and draws what PyTorch takes for singular anew: in 2.13 that is, at first, what is not."""
        sample = self._drawn(Size(sample_shape))
        again = self._over_batch(self.support.check(sample))
        if again.any():
            warnings.warn("Singular sample detected.", stacklevel=2)
            for _ in range(max_try_correction or FIRST_TRIES):
                fresh = self._drawn(again[again].shape)
                sample[again] = fresh
                again[again.clone()] = self._over_batch(~self.support.check(fresh))
                if not again.any():
                    break
        return sample

    @property
    def _natural_params(self):
        return -self.precision_matrix / 2, (self.df - self._event_shape[-1] - 1) / 2

    def _log_normalizer(self, x, y):
        p = self._event_shape[-1]
        half = y + (p + 1) / 2
        return half * (-torch.linalg.slogdet(-2 * x).logabsdet + math.log(2) * p) + torch.mvlgamma(half, p=p)

    def _half_log_det(self):
        return self._event_shape[-1] * math.log(2) / 2 + self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)

    def log_prob(self, value):
        self._check_sample(value)
        nu, p = self.df, self._event_shape[-1]
        solved = torch.cholesky_solve(value, self._unbroadcasted_scale_tril)
        return (
            -nu * self._half_log_det()
            - torch.mvlgamma(nu / 2, p=p)
            + (nu - p - 1) / 2 * torch.linalg.slogdet(value).logabsdet
            - solved.diagonal(dim1=-2, dim2=-1).sum(dim=-1) / 2
        )

    def entropy(self):
        nu, p = self.df, self._event_shape[-1]
        slopes = torch.digamma((nu / 2).unsqueeze(-1) - torch.arange(p, dtype=nu.dtype).div(2).expand((*nu.shape, -1))).sum(-1)
        return (p + 1) * self._half_log_det() + torch.mvlgamma(nu / 2, p=p) - (nu - p - 1) / 2 * slopes + nu * p / 2


class GeneralizedPareto(Distribution):
    """What lies beyond a threshold `loc`: exponential where `concentration` is 0, heavier of tail above it, bounded below it."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive, "concentration": constraints.real}
    has_rsample = True
    _parameters = (("loc", 0), ("scale", 0), ("concentration", 0))

    def __init__(self, loc, scale, concentration, validate_args=None):
        self.loc, self.scale, self.concentration = broadcast_all(loc, scale, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    def _zero_or(self):
        """(Where the concentration counts as 0, the concentration with 1 there)."""
        zero = torch.isclose(self.concentration, torch.zeros_like(self.concentration))
        return zero, torch.where(zero, torch.ones_like(self.concentration), self.concentration)

    def _z(self, value):
        return (value - self.loc) / self.scale

    def rsample(self, sample_shape=Size()):
        return self.icdf(torch.rand(self._extended_shape(sample_shape), dtype=self.loc.dtype))

    def log_prob(self, value):
        self._check_sample(value)
        z = self._z(value)
        zero, shape = self._zero_or()
        y = 1 / shape + torch.ones_like(z)
        return -self.scale.log() - torch.where(zero, z, torch.where(y == 0, y, y * torch.log1p(shape * z)))

    def log_survival_function(self, value):
        self._check_sample(value)
        z = self._z(value)
        zero, shape = self._zero_or()
        return torch.where(zero, -z, -torch.log1p(shape * z) / shape)

    def log_cdf(self, value):
        return torch.log1p(-torch.exp(self.log_survival_function(value)))

    def cdf(self, value):
        return torch.exp(self.log_cdf(value))

    def icdf(self, value):
        zero, shape = self._zero_or()
        log = torch.log1p(-value)
        return torch.where(zero, self.loc - self.scale * log, self.loc + self.scale / shape * torch.expm1(-shape * log))

    @property
    def mean(self):
        valid = self.concentration < 1
        shape = torch.where(valid, self.concentration, 0.5)
        return torch.where(valid, self.loc + self.scale / (1 - shape), math.nan)

    @property
    def variance(self):
        valid = self.concentration < 0.5
        shape = torch.where(valid, self.concentration, 0.25)
        return torch.where(valid, self.scale**2 / ((1 - shape) ** 2 * (1 - 2 * shape)), math.nan)

    def entropy(self):
        return torch.broadcast_to(torch.log(self.scale) + self.concentration + 1, self._batch_shape)

    mode = property(lambda self: self.loc)

    @constraints.dependent_property(is_discrete=False, event_dim=0)
    def support(self):
        upper = torch.where(self.concentration < 0, self.loc - self.scale / self.concentration, math.inf)
        return constraints.interval(self.loc, upper)
