"""torch.distributions."""

import re as _re
import sys as _sys

from ..parts import missing as _missing
from ..parts import part as _part
from . import constraints, kl_rarer, transforms, utils  # noqa: F401  (kl_rarer registers its rules)
from .bounded import ContinuousBernoulli, LKJCholesky
from .constraint_registry import biject_to, transform_to
from .continuous import Cauchy, Exponential, Laplace, Normal, Uniform
from .directional import LowRankMultivariateNormal, VonMises
from .discrete import Bernoulli, Binomial, Categorical, Geometric, Multinomial, OneHotCategorical, Poisson
from .distribution import Distribution, ExponentialFamily
from .gammas import Beta, Chi2, Dirichlet, Gamma
from .kl import kl_divergence, register_kl
from .matrices import GeneralizedPareto, Wishart
from .mixtures import (
    ExpRelaxedCategorical,
    FisherSnedecor,
    LogitRelaxedBernoulli,
    MixtureSameFamily,
    NegativeBinomial,
    OneHotCategoricalStraightThrough,
    RelaxedBernoulli,
    RelaxedOneHotCategorical,
    StudentT,
)
from .multivariate import Independent, MultivariateNormal
from .transformed import (
    Gumbel,
    HalfCauchy,
    HalfNormal,
    InverseGamma,
    Kumaraswamy,
    LogisticNormal,
    LogNormal,
    Pareto,
    TransformedDistribution,
    Weibull,
)
from .transforms import *  # noqa: F403

_FILES = {
    "LKJCholesky": "lkj_cholesky",
    "ExponentialFamily": "exp_family",
    "OneHotCategoricalStraightThrough": "one_hot_categorical",
    "StudentT": "studentT",
    "LowRankMultivariateNormal": "lowrank_multivariate_normal",
    "FisherSnedecor": "fishersnedecor",
    "LogitRelaxedBernoulli": "relaxed_bernoulli",
    "RelaxedOneHotCategorical": "relaxed_categorical",
    "ExpRelaxedCategorical": "relaxed_categorical",
}
_CLASSES = (
    Bernoulli,
    Beta,
    Binomial,
    Categorical,
    Cauchy,
    Chi2,
    ContinuousBernoulli,
    Dirichlet,
    Distribution,
    ExpRelaxedCategorical,
    Exponential,
    ExponentialFamily,
    FisherSnedecor,
    Gamma,
    GeneralizedPareto,
    Geometric,
    Gumbel,
    HalfCauchy,
    HalfNormal,
    Independent,
    InverseGamma,
    Kumaraswamy,
    LKJCholesky,
    Laplace,
    LogNormal,
    LogisticNormal,
    LogitRelaxedBernoulli,
    LowRankMultivariateNormal,
    MixtureSameFamily,
    Multinomial,
    MultivariateNormal,
    NegativeBinomial,
    Normal,
    OneHotCategorical,
    OneHotCategoricalStraightThrough,
    Pareto,
    Poisson,
    RelaxedBernoulli,
    RelaxedOneHotCategorical,
    StudentT,
    TransformedDistribution,
    Uniform,
    VonMises,
    Weibull,
    Wishart,
)
for _cls in _CLASSES:
    _file = _FILES.get(_cls.__name__) or _re.sub("(?<!^)(?=[A-Z])", "_", _cls.__name__).lower()
    _cls.__module__ = f"torch.distributions.{_file}"
    if f"{__name__}.{_file}" not in _sys.modules:
        _part(__name__, _file)
    setattr(_sys.modules[f"{__name__}.{_file}"], _cls.__name__, _cls)

__getattr__ = _missing("torch.distributions")
__all__ = [
    "Bernoulli",
    "Beta",
    "Binomial",
    "Categorical",
    "Cauchy",
    "Chi2",
    "ContinuousBernoulli",
    "Dirichlet",
    "Distribution",
    "Exponential",
    "ExponentialFamily",
    "FisherSnedecor",
    "Gamma",
    "GeneralizedPareto",
    "Geometric",
    "Gumbel",
    "HalfCauchy",
    "HalfNormal",
    "Independent",
    "InverseGamma",
    "Kumaraswamy",
    "LKJCholesky",
    "Laplace",
    "LogNormal",
    "LogisticNormal",
    "LowRankMultivariateNormal",
    "LogitRelaxedBernoulli",
    "MixtureSameFamily",
    "Multinomial",
    "MultivariateNormal",
    "NegativeBinomial",
    "Normal",
    "OneHotCategorical",
    "OneHotCategoricalStraightThrough",
    "Pareto",
    "Poisson",
    "RelaxedBernoulli",
    "RelaxedOneHotCategorical",
    "StudentT",
    "TransformedDistribution",
    "Uniform",
    "VonMises",
    "Weibull",
    "Wishart",
    "biject_to",
    "kl_divergence",
    "register_kl",
    "transform_to",
    *transforms.__all__,
]
