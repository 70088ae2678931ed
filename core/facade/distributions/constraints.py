"""torch.distributions.constraints: where parameters and samples may lie.

A constraint checks raw arrays (`valid`), so that checking a parameter never shows up in a graph or a recording; `check`
is the same for tensors. `event_dim` counts the last dimensions that are one event.
"""

import numpy as np

from ...tensor import Tensor, wrap


def _raw(x):
    return x._data if isinstance(x, Tensor) else x


class Constraint:
    """A region of values."""

    is_discrete = False
    event_dim = 0

    def valid(self, x):
        """A boolean array: is each event of the array x inside?"""
        raise NotImplementedError

    def check(self, value):
        """The same for a tensor."""
        return wrap(np.asarray(self.valid(np.asarray(_raw(value))), bool))

    def __repr__(self):
        return type(self).__name__[1:] + "()"


class _Dependent(Constraint):
    """A region that depends on other things and cannot be checked by itself."""

    def __init__(self, *, is_discrete=NotImplemented, event_dim=NotImplemented):
        self.is_discrete, self.event_dim = is_discrete, event_dim

    def check(self, value):
        raise ValueError("Cannot determine validity of dependent constraint")


def is_dependent(constraint):
    return isinstance(constraint, _Dependent)


class dependent_property(property):
    """A property that gives a constraint."""

    def __init__(self, fn=None, *, is_discrete=NotImplemented, event_dim=NotImplemented):
        super().__init__(fn)
        self.is_discrete, self.event_dim = is_discrete, event_dim

    def __call__(self, fn):
        return dependent_property(fn, is_discrete=self.is_discrete, event_dim=self.event_dim)


class _IndependentConstraint(Constraint):
    """A constraint on each element, with the last dimensions taken together."""

    def __init__(self, base_constraint, reinterpreted_batch_ndims):
        self.base_constraint, self.reinterpreted_batch_ndims = base_constraint, reinterpreted_batch_ndims
        self.is_discrete = base_constraint.is_discrete
        self.event_dim = base_constraint.event_dim + reinterpreted_batch_ndims

    def valid(self, x):
        inside = self.base_constraint.valid(x)
        if inside.ndim < self.reinterpreted_batch_ndims:
            raise ValueError(f"Expected value.dim() >= {self.event_dim} but got {x.ndim}")
        return inside.reshape((*inside.shape[: inside.ndim - self.reinterpreted_batch_ndims], -1)).all(-1)

    def __repr__(self):
        return f"{type(self).__name__[1:]}({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"


class _Bounded(Constraint):
    """A constraint with bounds, which it shows."""

    def __init__(self, **bounds):
        self.__dict__.update(bounds)
        self._names = tuple(bounds)

    def _bounds(self):
        return [np.asarray(_raw(getattr(self, name))) for name in self._names]

    def __repr__(self):
        return type(self).__name__[1:] + "(" + ", ".join(f"{n}={getattr(self, n)}" for n in self._names) + ")"


class _IntegerInterval(_Bounded):
    is_discrete = True

    def __init__(self, lower_bound, upper_bound):
        super().__init__(lower_bound=lower_bound, upper_bound=upper_bound)

    def valid(self, x):
        low, high = self._bounds()
        return (x % 1 == 0) & (low <= x) & (x <= high)


class _IntegerLessThan(_Bounded):
    is_discrete = True

    def __init__(self, upper_bound):
        super().__init__(upper_bound=upper_bound)

    def valid(self, x):
        return (x % 1 == 0) & (x <= self._bounds()[0])


class _IntegerGreaterThan(_Bounded):
    is_discrete = True

    def __init__(self, lower_bound):
        super().__init__(lower_bound=lower_bound)

    def valid(self, x):
        return (x % 1 == 0) & (x >= self._bounds()[0])


class _GreaterThan(_Bounded):
    def __init__(self, lower_bound):
        super().__init__(lower_bound=lower_bound)

    def valid(self, x):
        return x > self._bounds()[0]


class _GreaterThanEq(_GreaterThan):
    def valid(self, x):
        return x >= self._bounds()[0]


class _LessThan(_Bounded):
    def __init__(self, upper_bound):
        super().__init__(upper_bound=upper_bound)

    def valid(self, x):
        return x < self._bounds()[0]


class _Interval(_Bounded):
    def __init__(self, lower_bound, upper_bound):
        super().__init__(lower_bound=lower_bound, upper_bound=upper_bound)

    def valid(self, x):
        low, high = self._bounds()
        return (low <= x) & (x <= high)


class _HalfOpenInterval(_Interval):
    def valid(self, x):
        low, high = self._bounds()
        return (low <= x) & (x < high)


class _Boolean(Constraint):
    is_discrete = True

    def valid(self, x):
        return (x == 0) | (x == 1)


class _OneHot(Constraint):
    is_discrete = True
    event_dim = 1

    def valid(self, x):
        return ((x == 0) | (x == 1)).all(-1) & (x.sum(-1) == 1)


class _Real(Constraint):
    def valid(self, x):
        return x == x


class _Simplex(Constraint):
    event_dim = 1

    def valid(self, x):
        return (x >= 0).all(-1) & (np.abs(x.sum(-1) - 1) < 1e-6)


class _Multinomial(Constraint):
    is_discrete = True
    event_dim = 1

    def __init__(self, upper_bound):
        self.upper_bound = upper_bound

    def valid(self, x):
        return (x >= 0).all(-1) & (x.sum(-1) <= self.upper_bound)


class _LowerTriangular(Constraint):
    event_dim = 2

    def valid(self, x):
        return (np.tril(x) == x).all((-2, -1))


class _LowerCholesky(_LowerTriangular):
    def valid(self, x):
        return super().valid(x) & (np.diagonal(x, axis1=-2, axis2=-1) > 0).all(-1)


class _CorrCholesky(_LowerCholesky):
    """Factors of correlation matrices: rows of length 1."""

    def valid(self, x):
        near = np.abs(np.square(x).sum(-1) - 1) <= np.finfo(x.dtype).eps * x.shape[-1] * 10
        return super().valid(x) & near.all(-1)


class _PositiveSemidefinite(Constraint):
    event_dim = 2

    def valid(self, x):
        if x.shape[-2] != x.shape[-1]:
            return np.zeros(x.shape[:-2], bool)
        symmetric = np.isclose(x, np.swapaxes(x, -1, -2), atol=1e-6).all((-2, -1))
        return symmetric & self._eigenvalues_inside(np.linalg.eigvalsh(x)).all(-1)

    def _eigenvalues_inside(self, values):
        return values >= 0


class _PositiveDefinite(_PositiveSemidefinite):
    def _eigenvalues_inside(self, values):
        return values > 0


dependent = _Dependent()
independent = _IndependentConstraint
boolean, one_hot, real, simplex = _Boolean(), _OneHot(), _Real(), _Simplex()
nonnegative_integer, positive_integer = _IntegerGreaterThan(0), _IntegerGreaterThan(1)
integer_interval, multinomial = _IntegerInterval, _Multinomial
real_vector = independent(real, 1)
positive, nonnegative = _GreaterThan(0.0), _GreaterThanEq(0.0)
greater_than, greater_than_eq, less_than = _GreaterThan, _GreaterThanEq, _LessThan
unit_interval, interval, half_open_interval = _Interval(0.0, 1.0), _Interval, _HalfOpenInterval
lower_triangular, lower_cholesky, corr_cholesky = _LowerTriangular(), _LowerCholesky(), _CorrCholesky()
positive_semidefinite, positive_definite = _PositiveSemidefinite(), _PositiveDefinite()
