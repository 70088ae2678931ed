"""The step of optimizers that take one parameter after the other, as tensors."""

from ..modes import enable_grad, no_grad
from .optimizer import Optimizer


class OneByOne(Optimizer):
    """`_one(p, grad, group)` updates a parameter that has a gradient."""

    def step(self, closure=None):
        """One update of every parameter that has a gradient."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self._one(p, p.grad, group)
        return loss
