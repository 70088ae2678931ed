"""torch.distributions.Distribution, ExponentialFamily, and the helpers that all distributions use."""

import functools
import warnings

import numpy as np

from ... import facade as torch
from ... import rng
from ... import state as S
from ...functions.create import made
from ...size import Size
from ...tensor import Tensor
from . import constraints

NUMBER = int | float | bool


class lazy_property:
    """A property computed once, with gradients on, and kept."""

    def __init__(self, wrapped):
        self.wrapped = wrapped
        functools.update_wrapper(self, wrapped)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        was, S.grad_enabled = S.grad_enabled, True
        try:
            value = self.wrapped(instance)
        finally:
            S.grad_enabled = was
        setattr(instance, self.wrapped.__name__, value)
        return value


def broadcast_all(*values):
    """Numbers and tensors as tensors of one shape; numbers take the dtype of the first tensor."""
    if not all(isinstance(v, Tensor | NUMBER) for v in values):
        raise ValueError(
            "Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__."
        )
    dtype = next((v.dtype for v in values if isinstance(v, Tensor)), None) or torch.get_default_dtype()
    return torch.broadcast_tensors(*[v if isinstance(v, Tensor) else torch.tensor(v, dtype=dtype) for v in values])


def drawn(like, draw, *args):
    """A tensor of random numbers in `like`'s dtype: draw(*args, dtype=…)."""
    return made(draw(*args, dtype=like.dtype), draw.__name__)


def standard_normal(shape, like):
    return drawn(like, rng.normal, tuple(shape))


def sum_rightmost(value, dim):
    """The sum over the last `dim` dimensions."""
    return value if dim == 0 else value.reshape((*value.shape[:-dim], -1)).sum(-1)


def logits_to_probs(logits, is_binary=False):
    return torch.sigmoid(logits) if is_binary else torch.softmax(logits, -1)


def clamp_probs(probs):
    """Probabilities of which neither is 0, nor 1."""
    eps = float(np.finfo(probs.dtype.np).eps)
    return probs.clamp(min=eps, max=1 - eps)


def probs_to_logits(probs, is_binary=False):
    clamped = clamp_probs(probs)
    return torch.log(clamped) - torch.log1p(-clamped) if is_binary else torch.log(clamped)


class Distribution:
    """Base class. `batch_shape` counts independent distributions, `event_shape` is the shape of one sample of one."""

    has_rsample = False
    has_enumerate_support = False
    _validate_args = __debug__
    _parameters = ()  # names of the attributes that expand() expands, where they are set; event dims last

    @staticmethod
    def set_default_validate_args(value):
        if value not in [True, False]:
            raise ValueError
        Distribution._validate_args = value

    def __init__(self, batch_shape=Size(), event_shape=Size(), validate_args=None):
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._check_parameters()
        super().__init__()  # of a class that is a Module, too

    def _check_parameters(self):
        try:
            wanted = self.arg_constraints
        except NotImplementedError:
            wanted = {}
            warnings.warn(
                f"{self.__class__} does not define `arg_constraints`. Please set `arg_constraints = {{}}` or "
                "initialize the "
                "distribution with `validate_args=False` to turn off validation.",
                stacklevel=4,
            )
        for name, constraint in wanted.items():
            lazy = isinstance(getattr(type(self), name, None), lazy_property)
            if constraints.is_dependent(constraint) or (name not in self.__dict__ and lazy):
                continue
            value = getattr(self, name)
            if not np.all(constraint.valid(np.asarray(value._data))):
                raise ValueError(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution "
                    f"{self!r} to satisfy the constraint {constraint!r}, but found invalid values:\n{value}"
                )

    def expand(self, batch_shape, _instance=None):
        """The same distribution for a larger batch."""
        new = self._get_checked_instance(type(self), _instance)
        batch_shape = Size(batch_shape)
        for name, event_dims in self._parameters:
            if name in self.__dict__:
                value = self.__dict__[name]
                event = value.shape[value.dim() - event_dims :] if event_dims else ()
                setattr(new, name, value.expand((*batch_shape, *event)))
        self._expand_rest(new, batch_shape)
        Distribution.__init__(new, batch_shape, self._event_shape, validate_args=False)
        new._validate_args = self._validate_args
        return new

    def _expand_rest(self, new, batch_shape):
        """Sets what else `new` needs."""

    def _get_checked_instance(self, cls, _instance=None):
        return object.__new__(type(self)) if _instance is None else _instance

    @property
    def batch_shape(self):
        return self._batch_shape

    @property
    def event_shape(self):
        return self._event_shape

    @property
    def arg_constraints(self):
        raise NotImplementedError

    @property
    def support(self):
        raise NotImplementedError

    @property
    def mean(self):
        raise NotImplementedError

    @property
    def mode(self):
        raise NotImplementedError(f"{self.__class__} does not implement mode")

    @property
    def variance(self):
        raise NotImplementedError

    @property
    def stddev(self):
        return self.variance.sqrt()

    def sample(self, sample_shape=Size()):
        """Random numbers of shape sample_shape + batch_shape + event_shape."""
        with torch.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=Size()):
        """Samples through which gradients reach the parameters."""
        raise NotImplementedError

    def sample_n(self, n):
        warnings.warn("`sample_n(n)` will be deprecated. Use `sample((n,))` instead.", FutureWarning, stacklevel=2)
        return self.sample(Size((n,)))

    def log_prob(self, value):
        raise NotImplementedError

    def cdf(self, value):
        raise NotImplementedError

    def icdf(self, value):
        raise NotImplementedError

    def enumerate_support(self, expand=True):
        raise NotImplementedError

    def entropy(self):
        raise NotImplementedError

    def perplexity(self):
        return torch.exp(self.entropy())

    def _extended_shape(self, sample_shape=Size()):
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def _check_sample(self, value):
        """Where arguments are validated: raises torch's error for a value that cannot be a sample."""
        if not self._validate_args:
            return
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        shape, event = value.size(), self._event_shape
        if shape[len(shape) - len(event) :] != event:
            raise ValueError(f"The right-most size of value must match event_shape: {shape} vs {event}.")
        expected = Size((*self._batch_shape, *event))
        if any(i != 1 and j != 1 and i != j for i, j in zip(reversed(shape), reversed(expected))):
            raise ValueError(f"Value is not broadcastable with batch_shape+event_shape: {shape} vs {expected}.")
        try:
            support = self.support
        except NotImplementedError:
            warnings.warn(
                f"{self.__class__} does not define `support` to enable sample validation. Please initialize the "
                "distribution with `validate_args=False` to turn off validation.",
                stacklevel=3,
            )
            return
        if not np.all(support.valid(np.asarray(value._data))):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(shape)}) to be within the support "
                f"({support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    _validate_sample = _check_sample

    def __repr__(self):
        shown = [(k, self.__dict__[k]) for k in self.arg_constraints if k in self.__dict__]
        return (
            type(self).__name__ + "(" + ", ".join(f"{k}: {v if v.numel() == 1 else v.size()}" for k, v in shown) + ")"
        )


class ExponentialFamily(Distribution):
    """Distributions whose entropy and divergence follow from the log-normalizer of their natural parameters."""

    @property
    def _mean_carrier_measure(self):
        raise NotImplementedError

    @property
    def _natural_params(self):
        raise NotImplementedError

    def _log_normalizer(self, *natural_params):
        raise NotImplementedError

    def entropy(self):
        """By Bregman divergence of the log-normalizer."""
        carrier = self._mean_carrier_measure
        params = [p.detach().requires_grad_() for p in self._natural_params]
        normal = self._log_normalizer(*params)
        slopes = torch.autograd.grad(normal.sum(), params, create_graph=True)
        result = -carrier + normal
        for p, g in zip(params, slopes):
            result = result - (p * g).reshape((*self._batch_shape, -1)).sum(-1)
        return result
