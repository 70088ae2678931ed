"""torch.distributions.biject_to and transform_to: which transform leads from all numbers into a constraint's region."""

from numbers import Number

from . import constraints, transforms


class ConstraintRegistry:
    """Factories of transforms by the classes of constraints. A call with a constraint gives its transform."""

    def __init__(self):
        self._registry = {}

    def register(self, constraint, factory=None):
        """`factory(constraint)` makes the transform of this class of constraints (or of this one's class); also a decorator."""
        if factory is None:
            return lambda factory: self.register(constraint, factory)
        if isinstance(constraint, constraints.Constraint):
            constraint = type(constraint)
        if not isinstance(constraint, type) or not issubclass(constraint, constraints.Constraint):
            raise TypeError(f"Expected constraint to be either a Constraint subclass or instance, but got {constraint}")
        self._registry[constraint] = factory
        return factory

    def __call__(self, constraint):
        factory = self._registry.get(type(constraint))
        if factory is None:
            raise NotImplementedError(f"Cannot transform {type(constraint).__name__} constraints")
        return factory(constraint)


ConstraintRegistry.__module__ = "torch.distributions.constraint_registry"
biject_to, transform_to = ConstraintRegistry(), ConstraintRegistry()


def _moved(bound, sign):
    return lambda c: transforms.ComposeTransform(
        [transforms.ExpTransform(), transforms.AffineTransform(getattr(c, bound), sign)]
    )


def _interval(c):
    low, high = c.lower_bound, c.upper_bound
    if isinstance(low, Number) and low == 0 and isinstance(high, Number) and high == 1:
        return transforms.SigmoidTransform()
    return transforms.ComposeTransform([transforms.SigmoidTransform(), transforms.AffineTransform(low, high - low)])


def _of_parts(registry):
    registry.register(
        constraints.independent,
        lambda c: transforms.IndependentTransform(registry(c.base_constraint), c.reinterpreted_batch_ndims),
    )
    registry.register(
        constraints.cat, lambda c: transforms.CatTransform([registry(p) for p in c.cseq], c.dim, c.lengths)
    )
    registry.register(constraints.stack, lambda c: transforms.StackTransform([registry(p) for p in c.cseq], c.dim))


for _registry in (biject_to, transform_to):
    _of_parts(_registry)
    _registry.register(constraints.real, lambda c: transforms.identity_transform)
    for _one in (constraints.greater_than, constraints.greater_than_eq):
        _registry.register(_one, _moved("lower_bound", 1))
    _registry.register(constraints.less_than, _moved("upper_bound", -1))
    for _one in (constraints.interval, constraints.half_open_interval):
        _registry.register(_one, _interval)
    _registry.register(constraints.corr_cholesky, lambda c: transforms.CorrCholeskyTransform())
biject_to.register(constraints.simplex, lambda c: transforms.StickBreakingTransform())
transform_to.register(constraints.simplex, lambda c: transforms.SoftmaxTransform())
transform_to.register(constraints.lower_cholesky, lambda c: transforms.LowerCholeskyTransform())
for _one in (constraints.positive_definite, constraints.positive_semidefinite):
    transform_to.register(_one, lambda c: transforms.PositiveDefiniteTransform())
