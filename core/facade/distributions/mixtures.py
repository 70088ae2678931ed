"""torch.distributions made of others: MixtureSameFamily, StudentT, NegativeBinomial, FisherSnedecor, and relaxed discrete ones."""

import math

from ... import facade as torch
from ...size import Size
from . import constraints
from .discrete import Categorical, OneHotCategorical, _Binary, _one_of
from .distribution import NUMBER, Distribution, broadcast_all, standard_normal
from .gammas import Chi2, Gamma
from .transformed import TransformedDistribution
from .transforms import ExpTransform, SigmoidTransform


class MixtureSameFamily(Distribution):
    """Samples of one of several components, chosen by a Categorical; the components are the last batch dimension."""

    arg_constraints = {}

    def __init__(self, mixture_distribution, component_distribution, validate_args=None):
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError(" The Mixture distribution needs to be an  instance of torch.distributions.Categorical")
        if not isinstance(component_distribution, Distribution):
            raise ValueError("The Component distribution needs to be an instance of torch.distributions.Distribution")
        self.mixture_distribution, self.component_distribution = mixture_distribution, component_distribution
        mixed, batch = mixture_distribution.batch_shape, component_distribution.batch_shape[:-1]
        if any(a != 1 and b != 1 and a != b for a, b in zip(reversed(mixed), reversed(batch))):
            raise ValueError(
                f"`mixture_distribution.batch_shape` ({mixed}) is not compatible with "
                f"`component_distribution.batch_shape`({batch})"
            )
        have, want = mixture_distribution.logits.shape[-1], component_distribution.batch_shape[-1]
        if have != want:
            raise ValueError(
                f"`mixture_distribution component` ({have}) does not equal `component_distribution.batch_shape[-1]` ({want})"
            )
        self._n, self._event_ndims = have, len(component_distribution.event_shape)
        super().__init__(batch, component_distribution.event_shape, validate_args=validate_args)

    def _expand_rest(self, new, batch_shape):
        new.component_distribution = self.component_distribution.expand((*batch_shape, self._n))
        new.mixture_distribution = self.mixture_distribution.expand(batch_shape)
        new._n, new._event_ndims = self._n, self._event_ndims

    @constraints.dependent_property
    def support(self):
        return constraints.MixtureSameFamilyConstraint(self.component_distribution.support)

    def _apart(self, x):
        """x with a dimension for the components."""
        return x.unsqueeze(-1 - self._event_ndims)

    def _weights(self):
        """The components' probabilities, with dimensions of size 1 for the batch and the event."""
        probs = self.mixture_distribution.probs
        mixed = len(self.mixture_distribution.batch_shape)
        more = 0 if mixed == 1 else len(self._batch_shape) - mixed
        return probs.reshape((*probs.shape[:-1], *[1] * more, probs.shape[-1], *[1] * self._event_ndims))

    @property
    def mean(self):
        return torch.sum(self._weights() * self.component_distribution.mean, dim=-1 - self._event_ndims)

    @property
    def variance(self):
        weights, part, dim = self._weights(), self.component_distribution, -1 - self._event_ndims
        inside = torch.sum(weights * part.variance, dim=dim)
        return inside + torch.sum(weights * (part.mean - self._apart(self.mean)).pow(2.0), dim=dim)

    def cdf(self, x):
        return torch.sum(self.component_distribution.cdf(self._apart(x)) * self.mixture_distribution.probs, dim=-1)

    def log_prob(self, x):
        self._check_sample(x)
        each = self.component_distribution.log_prob(self._apart(x))
        return torch.logsumexp(each + torch.log_softmax(self.mixture_distribution.logits, dim=-1), dim=-1)

    def sample(self, sample_shape=Size()):
        with torch.no_grad():
            dim = len(sample_shape) + len(self._batch_shape)
            which = self.mixture_distribution.sample(sample_shape)
            values = self.component_distribution.sample(sample_shape)
            n = self._event_ndims
            which = which.reshape((*which.shape, *[1] * (n + 1)))
            which = which.repeat((*[1] * (which.dim() - n), *self._event_shape))
            return torch.gather(values, dim, which).squeeze(dim)

    def __repr__(self):
        return f"MixtureSameFamily(\n  {self.mixture_distribution},\n  {self.component_distribution})"


class StudentT(Distribution):
    """Student's t distribution with `df` degrees of freedom."""

    arg_constraints = {"df": constraints.positive, "loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    has_rsample = True
    _parameters = (("df", 0), ("loc", 0), ("scale", 0))

    def __init__(self, df, loc=0.0, scale=1.0, validate_args=None):
        self.df, self.loc, self.scale = broadcast_all(df, loc, scale)
        self._chi2 = Chi2(self.df)
        super().__init__(self.df.size(), validate_args=validate_args)

    def _expand_rest(self, new, batch_shape):
        new._chi2 = self._chi2.expand(batch_shape)

    mean = property(lambda self: self.loc.masked_fill(self.df <= 1, math.nan))
    mode = property(lambda self: self.loc)

    @property
    def variance(self):
        usual = self.scale.pow(2) * self.df / (self.df - 2)
        return usual.masked_fill(self.df <= 2, math.inf).masked_fill(self.df <= 1, math.nan)

    def rsample(self, sample_shape=Size()):
        x = standard_normal(self._extended_shape(sample_shape), self.df)
        z = self._chi2.rsample(sample_shape)
        return self.loc + self.scale * (x * torch.rsqrt(z / self.df))

    def log_prob(self, value):
        self._check_sample(value)
        y = (value - self.loc) / self.scale
        z = (
            self.scale.log()
            + 0.5 * self.df.log()
            + 0.5 * math.log(math.pi)
            + torch.lgamma(0.5 * self.df)
            - torch.lgamma(0.5 * (self.df + 1.0))
        )
        return -0.5 * (self.df + 1.0) * torch.log1p(y**2.0 / self.df) - z

    def entropy(self):
        half, more = 0.5 * self.df, 0.5 * (self.df + 1)
        lbeta = torch.lgamma(half) + math.lgamma(0.5) - torch.lgamma(more)
        return self.scale.log() + more * (torch.digamma(more) - torch.digamma(half)) + 0.5 * self.df.log() + lbeta


class NegativeBinomial(_Binary):
    """How many successes come before `total_count` failures."""

    arg_constraints = {
        "total_count": constraints.greater_than_eq(0),
        "probs": constraints.half_open_interval(0.0, 1.0),
        "logits": constraints.real,
    }
    support = constraints.nonnegative_integer

    def __init__(self, total_count, probs=None, logits=None, validate_args=None):
        _one_of(probs, logits)
        if probs is not None:
            self.total_count, self.probs = broadcast_all(total_count, probs)
        else:
            self.total_count, self.logits = broadcast_all(total_count, logits)
        self.total_count = self.total_count.type_as(self._param)
        super().__init__(self._param.size(), validate_args=validate_args)

    mean = property(lambda self: self.total_count * torch.exp(self.logits))
    mode = property(lambda self: ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0))
    variance = property(lambda self: self.mean / torch.sigmoid(-self.logits))

    def sample(self, sample_shape=Size()):
        with torch.no_grad():
            rate = torch.exp(-self.logits)
            return torch.poisson(Gamma(self.total_count, rate, validate_args=False).sample(sample_shape))

    def log_prob(self, value):
        self._check_sample(value)
        logsigmoid, n = torch.nn.functional.logsigmoid, self.total_count
        unnormalized = n * logsigmoid(-self.logits) + value * logsigmoid(self.logits)
        norm = -torch.lgamma(n + value) + torch.lgamma(1.0 + value) + torch.lgamma(n)
        return unnormalized - norm.masked_fill(n + value == 0.0, 0.0)


class FisherSnedecor(Distribution):
    """The F distribution."""

    arg_constraints = {"df1": constraints.positive, "df2": constraints.positive}
    support = constraints.positive
    has_rsample = True
    _parameters = (("df1", 0), ("df2", 0))

    def __init__(self, df1, df2, validate_args=None):
        self.df1, self.df2 = broadcast_all(df1, df2)
        plain = isinstance(df1, NUMBER) and isinstance(df2, NUMBER)
        super().__init__(Size() if plain else self.df1.size(), validate_args=validate_args)

    @property
    def mean(self):
        d = self.df2.masked_fill(self.df2 <= 2, math.nan)
        return d / (d - 2)

    @property
    def mode(self):
        mode = (self.df1 - 2) / self.df1 * self.df2 / (self.df2 + 2)
        return mode.masked_fill(self.df1 <= 2, math.nan)

    @property
    def variance(self):
        d = self.df2.masked_fill(self.df2 <= 4, math.nan)
        return 2 * d.pow(2) * (self.df1 + d - 2) / (self.df1 * (d - 2).pow(2) * (d - 4))

    def rsample(self, sample_shape=Size()):
        shape, tiny = self._extended_shape(sample_shape), torch.finfo(self.df1.dtype).tiny
        a, b = (Gamma(d * 0.5, d).rsample(sample_shape).view(shape) for d in (self.df1, self.df2))
        return (a / b.clamp(min=tiny)).clamp(min=tiny)

    def log_prob(self, value):
        self._check_sample(value)
        a, b, ratio = self.df1 * 0.5, self.df2 * 0.5, self.df1 / self.df2
        return (
            (a + b).lgamma()
            - a.lgamma()
            - b.lgamma()
            + (a * ratio.log() + (a - 1) * torch.log(value))
            - (a + b) * torch.log1p(ratio * value)
        )


def _inside(probs):
    eps = torch.finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


class LogitRelaxedBernoulli(_Binary):
    """The logit of a RelaxedBernoulli."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.real
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        _one_of(probs, logits)
        self.temperature = temperature
        given = probs if probs is not None else logits
        (value,) = broadcast_all(given)
        setattr(self, "probs" if probs is not None else "logits", value)
        super().__init__(Size() if isinstance(given, NUMBER) else value.size(), validate_args=validate_args)

    def _expand_rest(self, new, batch_shape):
        new.temperature = self.temperature

    def rsample(self, sample_shape=Size()):
        shape = self._extended_shape(sample_shape)
        probs = _inside(self.probs.expand(shape))
        u = _inside(torch.rand(shape, dtype=probs.dtype))
        return (u.log() - (-u).log1p() + probs.log() - (-probs).log1p()) / self.temperature

    def log_prob(self, value):
        self._check_sample(value)
        logits, value = broadcast_all(self.logits, value)
        diff = logits - value.mul(self.temperature)
        return self.temperature.log() + diff - 2 * diff.exp().log1p()


class _Relaxed(TransformedDistribution):
    """What the relaxed distributions share: their parameters are the base's."""

    temperature = property(lambda self: self.base_dist.temperature)
    logits = property(lambda self: self.base_dist.logits)
    probs = property(lambda self: self.base_dist.probs)


class RelaxedBernoulli(_Relaxed):
    """A Bernoulli variable softened by `temperature`, so that gradients reach its probability."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.unit_interval

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        base = LogitRelaxedBernoulli(temperature, probs, logits)
        super().__init__(base, SigmoidTransform(), validate_args=validate_args)


class ExpRelaxedCategorical(Distribution):
    """The logarithm of a RelaxedOneHotCategorical."""

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.real_vector
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self._categorical, self.temperature = Categorical(probs, logits), temperature
        super().__init__(self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args=validate_args)

    def _expand_rest(self, new, batch_shape):
        new._categorical, new.temperature = self._categorical.expand(batch_shape), self.temperature

    logits = property(lambda self: self._categorical.logits)
    probs = property(lambda self: self._categorical.probs)
    param_shape = property(lambda self: self._categorical.param_shape)

    def rsample(self, sample_shape=Size()):
        u = _inside(torch.rand(self._extended_shape(sample_shape), dtype=self.logits.dtype))
        scores = (self.logits + -((-(u.log())).log())) / self.temperature
        return scores - scores.logsumexp(dim=-1, keepdim=True)

    def log_prob(self, value):
        self._check_sample(value)
        n = self._event_shape[0]
        logits, value = broadcast_all(self.logits, value)
        scale = torch.full_like(self.temperature, float(n)).lgamma() - self.temperature.log().mul(-(n - 1))
        score = logits - value.mul(self.temperature)
        return (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1) + scale


class RelaxedOneHotCategorical(_Relaxed):
    """A one-hot vector softened by `temperature` (the Gumbel-softmax distribution)."""

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.simplex

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        base = ExpRelaxedCategorical(temperature, probs, logits, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args=validate_args)


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """One-hot samples whose gradients are those of the probabilities."""

    has_rsample = True

    def rsample(self, sample_shape=Size()):
        return self.sample(sample_shape) + (self.probs - self.probs.detach())
