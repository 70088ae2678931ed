"""Steps while a TorchDispatchMode is on: made of the operators, in the order, that PyTorch's own step calls without differentiable=True.

What has no steps here (options that are rarely used) is stepped as usual, and the mode does not hear of it.
"""

import importlib
import math

from .. import dispatch
from .. import state as S
from ..memory_format import preserve_format
from .common import value_of


def mark(optimizer, name):
    """Tells of the beginning of `step` or `zero_grad`; a function that tells of the end."""
    if S.dispatch is None or not dispatch.heard(()):
        return None
    return S.dispatch.profiled(f"Optimizer.{name}#{type(optimizer).__name__}.{name}")


def step(optimizer):
    """One update; False where this optimizer, or one of its groups, has an option that is not told of."""
    steps = STEPS.get(type(optimizer).__name__)
    if steps is None or not dispatch.heard(()) or any(group.get(o) for group in optimizer.param_groups for o in UNTOLD):
        return False
    was, S.grad_enabled = S.grad_enabled, False
    try:
        for group in optimizer.param_groups:
            found = [p for p in group["params"] if p.grad is not None]
            for p in found:
                steps[0](optimizer.state[p], p, p.grad, group)
            for p in found:
                steps[1](optimizer.state[p], p, p.grad, group)
    finally:
        S.grad_enabled = was
    return True


UNTOLD = "maximize amsgrad centered capturable nesterov".split()


def _torch():
    return importlib.import_module("..facade", __package__)


def _zeros(p):
    return _torch().zeros_like(p, memory_format=preserve_format)


def _decayed(p, grad, group):
    return grad.add(p, alpha=group["weight_decay"]) if group["weight_decay"] else grad


def _nothing(state, p, grad, group):
    """No state to begin with."""


def _sgd(state, p, grad, group):
    grad, momentum = _decayed(p, grad, group), group["momentum"]
    if momentum:
        held = state.get("momentum_buffer")
        if held is None:
            held = state["momentum_buffer"] = grad.detach().clone()
        else:
            held.mul_(momentum).add_(grad, alpha=1 - group["dampening"])
        grad = held
    p.add_(grad, alpha=-value_of(group["lr"]))


def _moments(state, p, grad, group):
    if not state:
        state["step"] = _torch().tensor(0.0)
        state["exp_avg"], state["exp_avg_sq"] = _zeros(p), _zeros(p)


def _adam(state, p, grad, group):
    lr, (beta1, beta2), mean, square = value_of(group["lr"]), group["betas"], state["exp_avg"], state["exp_avg_sq"]
    state["step"] += 1
    if group["weight_decay"] and group.get("decoupled_weight_decay"):
        p.mul_(1 - lr * group["weight_decay"])
    else:
        grad = _decayed(p, grad, group)
    mean.lerp_(grad, 1 - beta1)
    square.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
    n = state["step"].item()
    p.addcdiv_(mean, (square.sqrt() / math.sqrt(1 - beta2**n)).add_(group["eps"]), value=-lr / (1 - beta1**n))


def _square(state, p, grad, group):
    if not state:
        state["step"] = _torch().zeros((), dtype=_torch().float32)
        state["square_avg"] = _zeros(p)
        if group["momentum"] > 0:
            state["momentum_buffer"] = _zeros(p)


def _rmsprop(state, p, grad, group):
    state["step"] += 1
    grad, alpha, square = _decayed(p, grad, group), group["alpha"], state["square_avg"]
    square.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)
    root = square.sqrt().add_(group["eps"])
    if group["momentum"] > 0:
        state["momentum_buffer"].mul_(group["momentum"]).addcdiv_(grad, root)
        p.add_(state["momentum_buffer"], alpha=-value_of(group["lr"]))
    else:
        p.addcdiv_(grad, root, value=-value_of(group["lr"]))


def _adagrad(state, p, grad, group):
    state["step"] += 1
    n, grad = state["step"].item(), _decayed(p, grad, group)
    rate = value_of(group["lr"]) / (1 + (n - 1) * group["lr_decay"])
    state["sum"].addcmul_(grad, grad, value=1)
    p.addcdiv_(grad, state["sum"].sqrt().add_(group["eps"]), value=-rate)


STEPS = {
    "SGD": (_nothing, _sgd), "Adam": (_moments, _adam), "AdamW": (_moments, _adam), "RMSprop": (_square, _rmsprop), "Adagrad": (_nothing, _adagrad),
}  # fmt: skip
