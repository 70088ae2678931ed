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
        """A boolean array: is each event of the array x inside? A program's own constraint has `check` alone."""
        if type(self).check is Constraint.check:
            raise NotImplementedError
        return np.asarray(_raw(self.check(wrap(np.asarray(x)))))

    def check(self, value):
        """The same for a tensor."""
        if type(self).valid is Constraint.valid:
            raise NotImplementedError
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


class dependent_property(property, _Dependent):
    """A property that gives a constraint; read from the class it is one that depends on the rest."""

    def __init__(self, fn=None, *, is_discrete=NotImplemented, event_dim=NotImplemented):
        property.__init__(self, fn)
        self.is_discrete, self.event_dim = is_discrete, event_dim

    def __call__(self, fn):
        return dependent_property(fn, is_discrete=self.is_discrete, event_dim=self.event_dim)

    def __repr__(self):
        return "DependentProperty()"


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


class _Square(Constraint):
    event_dim = 2

    def valid(self, x):
        return np.full(x.shape[:-2], x.shape[-2] == x.shape[-1])


class _Symmetric(_Square):
    def valid(self, x):
        square = super().valid(x)
        return square & np.isclose(x, np.swapaxes(x, -1, -2), atol=1e-6).all((-2, -1)) if square.all() else square


class _PositiveSemidefinite(_Symmetric):
    def valid(self, x):
        symmetric = super().valid(x)
        if not symmetric.all():
            return symmetric
        return symmetric & self._eigenvalues_inside(np.linalg.eigvalsh(x)).all(-1)

    def _eigenvalues_inside(self, values):
        return values >= 0


class _PositiveDefinite(_PositiveSemidefinite):
    def _eigenvalues_inside(self, values):
        return values > 0


class _Parts(Constraint):
    """Constraints of the parts of a tensor along dimension `dim`."""

    def __init__(self, cseq, dim):
        assert all(isinstance(c, Constraint) for c in cseq)
        self.cseq, self.dim = list(cseq), dim

    is_discrete = property(lambda self: any(c.is_discrete for c in self.cseq))
    event_dim = property(lambda self: max(c.event_dim for c in self.cseq))


class _Cat(_Parts):
    """The parts have `lengths` along `dim`."""

    def __init__(self, cseq, dim=0, lengths=None):
        super().__init__(cseq, dim)
        self.lengths = [1] * len(self.cseq) if lengths is None else list(lengths)
        assert len(self.lengths) == len(self.cseq)

    def valid(self, x):
        assert -x.ndim <= self.dim < x.ndim
        parts = np.split(x, np.cumsum(self.lengths)[:-1], self.dim)
        return np.concatenate([c.valid(part) for c, part in zip(self.cseq, parts)], self.dim)


class _Stack(_Parts):
    """The parts lie beside each other in a dimension of their own."""

    def __init__(self, cseq, dim=0):
        super().__init__(cseq, dim)

    @property
    def event_dim(self):
        inner = max(c.event_dim for c in self.cseq)
        return inner + 1 if self.dim + inner < 0 else inner

    def valid(self, x):
        assert -x.ndim <= self.dim < x.ndim
        return np.stack([c.valid(x.take(i, self.dim)) for i, c in enumerate(self.cseq)], self.dim)


class MixtureSameFamilyConstraint(Constraint):
    """The constraint of a mixture's components, on values without their dimension."""

    def __init__(self, base_constraint):
        assert isinstance(base_constraint, Constraint)
        self.base_constraint = base_constraint
        self.is_discrete, self.event_dim = base_constraint.is_discrete, base_constraint.event_dim

    def valid(self, x):
        inside = self.base_constraint.valid(np.expand_dims(x, -1 - self.event_dim))
        if x.ndim < self.event_dim:
            raise ValueError(f"Expected value.dim() >= {self.event_dim} but got {x.ndim}")
        kept = x.ndim - self.event_dim
        return inside.reshape((*inside.shape[:kept], -1)).all(-1)

    def __repr__(self):
        return f"{type(self).__name__}({self.base_constraint!r})"


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
square, symmetric, cat, stack = _Square(), _Symmetric(), _Cat, _Stack
__all__ = ["Constraint", "MixtureSameFamilyConstraint", "boolean", "cat", "corr_cholesky", "dependent", "dependent_property",
           "greater_than", "greater_than_eq", "half_open_interval", "independent", "integer_interval", "interval", "is_dependent",
           "less_than", "lower_cholesky", "lower_triangular", "multinomial", "nonnegative", "nonnegative_integer", "one_hot",
           "positive", "positive_definite", "positive_integer", "positive_semidefinite", "real", "real_vector", "simplex",
           "square", "stack", "symmetric", "unit_interval"]  # fmt: skip
