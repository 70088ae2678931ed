"""Steps with differentiable=True: each is made of tensor operations, so that gradients flow through it to gradients, state and options.

A step here is slow beside the one on raw data that the optimizer makes otherwise. The operations and their order are those that
PyTorch's own step leaves in the graph: copies stand where backward needs a value that is changed in place afterwards.
"""

from .. import state as S
from ..functions import create, inplace_shapes, late, more, pieces, pointwise, reduce, tensor_methods  # noqa: F401  (methods of tensors)
from ..tensor import Tensor
from .common import value_of


def update(optimizer, group):
    """Changes each parameter of the group that has a gradient, by operations that the graph keeps."""
    one = next(STEPS[kind.__name__] for kind in type(optimizer).__mro__ if kind.__name__ in STEPS)
    was, S.grad_enabled = S.grad_enabled, True
    try:
        for p in group["params"]:
            grad = p.grad
            if grad is not None:
                one(p, -grad if group["maximize"] else grad, optimizer, group)
    finally:
        S.grad_enabled = was


def _rate(group):
    """The learning rate: a number, or a 0-d tensor."""
    lr = group["lr"]
    return lr.squeeze() if isinstance(lr, Tensor) and lr.dim() else lr


def _needs_gradient(x):
    return isinstance(x, Tensor) and x.requires_grad


def _decayed(p, grad, group):
    """The gradient with weight decay added to it."""
    decay = group["weight_decay"]
    if _needs_gradient(decay):
        return grad.addcmul_(p.clone(), decay)
    return grad.add(p, alpha=value_of(decay)) if decay != 0 else grad


def _begun(p, grad, optimizer, group, *names):
    """The step's number, parameter, decayed gradient and the named tensors of state, as pairs of real numbers where they are complex."""
    state = optimizer._state(p, group)
    state["step"] += 1
    decay = group.get("weight_decay", 0)
    if group.get("decoupled_weight_decay") and (_needs_gradient(decay) or decay != 0):
        p.mul_(1 - _rate(group) * decay)
    elif "weight_decay" in group:
        grad = _decayed(p, grad, group)
    parts = [p, grad, *(state[name] for name in names)]
    if p.is_complex():
        parts = [t.view_as_real() for t in parts]
    return state["step"], *parts


def _sgd(p, grad, optimizer, group):
    state, lr, momentum = optimizer.state[p], _rate(group), group["momentum"]
    grad = _decayed(p, grad, group)
    if momentum != 0:
        held = state.get("momentum_buffer")
        if held is None:
            held = state["momentum_buffer"] = grad.detach().clone()
        else:
            held.mul_(momentum).add_(grad, alpha=1 - group["dampening"])
        grad = grad.add(held, alpha=momentum) if group["nesterov"] else held
    if _needs_gradient(lr):
        p.addcmul_(grad, lr, value=-1)
    else:
        p.add_(grad, alpha=-value_of(lr))


def _moments(grad, mean, square, beta1, beta2):
    """Moves both running means towards the gradient and its square."""
    mean.lerp_(grad, 1 - beta1)
    if _needs_gradient(beta2):
        square.lerp_(grad.square(), 1 - beta2)
    else:
        square.mul_(beta2).addcmul_(grad, grad, value=1 - value_of(beta2))


def _adam(p, grad, optimizer, group):
    names = ["exp_avg", "exp_avg_sq"] + ["max_exp_avg_sq"] * bool(group["amsgrad"])
    step, p, grad, mean, square, *top = _begun(p, grad, optimizer, group, *names)
    beta1, beta2 = group["betas"]
    _moments(grad, mean, square, beta1, beta2)
    left1 = 1 - beta1 ** (step.clone() if _needs_gradient(beta1) else step)
    left2 = 1 - beta2 ** (step.clone() if _needs_gradient(beta2) else step)
    size = (_rate(group) / left1).neg()
    root = left2.sqrt()
    for t in top:
        t.copy_(t.clone().maximum(square))
        square = t
    p.addcdiv_(mean.clone(), (square.sqrt() / (root * size)).add_(group["eps"] / size))


def _nadam(p, grad, optimizer, group):
    product = optimizer._state(p, group)["mu_product"]
    step, p, grad, mean, square = _begun(p, grad, optimizer, group, "exp_avg", "exp_avg_sq")
    lr, (beta1, beta2) = _rate(group), group["betas"]
    n, decay = value_of(step), group["momentum_decay"]
    mu = beta1 * (1.0 - 0.5 * (0.96 ** (n * decay)))
    coming = beta1 * (1.0 - 0.5 * (0.96 ** ((n + 1) * decay)))
    product *= mu
    _moments(grad, mean, square, beta1, beta2)
    root = square.div(1 - beta2**n).sqrt().add(group["eps"])
    after = product * coming
    grad = grad * (-lr * (1.0 - mu) / (1.0 - product))
    mean = mean * (-lr * coming / (1.0 - after))
    p.addcdiv_(grad, root)
    p.addcdiv_(mean, root)


def _radam(p, grad, optimizer, group):
    step, p, grad, mean, square = _begun(p, grad, optimizer, group, "exp_avg", "exp_avg_sq")
    n, lr, (beta1, beta2) = value_of(step), _rate(group), group["betas"]
    _moments(grad, mean, square, beta1, beta2)
    left1, left2 = 1 - beta1**n, 1 - beta2**n
    change = mean / left1 * lr
    most = 2 / (1 - beta2) - 1
    rho = most - 2 * n * (beta2**n) / left2
    if rho > 5.0:
        change = change * (left2**0.5 / square.sqrt().add(group["eps"]))
        change = change * ((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho)) ** 0.5
    p.add_(change, alpha=-1.0)


def _adamax(p, grad, optimizer, group):
    step, p, grad, mean, top = _begun(p, grad, optimizer, group, "exp_avg", "exp_inf")
    beta1, beta2 = group["betas"]
    mean.lerp_(grad, 1 - beta1)
    both = pieces.cat([top.mul_(beta2).unsqueeze(0), grad.abs().add_(group["eps"]).unsqueeze_(0)], 0)
    top.copy_(both.amax(0, keepdim=False))
    p.addcdiv_(mean, top, value=-value_of(_rate(group) / (1 - beta1 ** value_of(step))))


def _rmsprop(p, grad, optimizer, group):
    names = ["square_avg"] + ["grad_avg"] * bool(group["centered"])
    _, own, grad, square, *mean = _begun(p, grad, optimizer, group, *names)
    alpha, minus_lr = group["alpha"], -value_of(_rate(group))
    square.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)
    for t in mean:
        t.lerp_(grad, 1 - alpha)
        square = square.addcmul(t, t, value=-1)
    root = (square.sqrt_() if mean else square.sqrt()).add(group["eps"])
    if group["momentum"] > 0:
        held = optimizer.state[p]["momentum_buffer"]
        held = held.view_as_real() if p.is_complex() else held
        held.mul_(group["momentum"]).addcdiv_(grad, root)
        own.add_(held, alpha=minus_lr)
    else:
        own.addcdiv_(grad, root, value=minus_lr)


def _rprop(p, grad, optimizer, group):
    _, p, grad, prev, size = _begun(p, grad, optimizer, group, "prev", "step_size")
    minus, plus = group["etas"]
    sign = grad.mul(prev.clone()).sign()
    sign[sign.gt(0)] = plus
    sign[sign.lt(0)] = minus
    sign[sign.eq(0)] = 1
    size.mul_(sign).clamp_(*group["step_sizes"])
    grad = grad.clone()
    grad[sign.eq(minus)] = 0
    p.addcmul_(grad.sign(), size, value=-1)
    prev.copy_(grad)


def _adagrad(p, grad, optimizer, group):
    step, p, grad, total = _begun(p, grad, optimizer, group, "sum")
    rate = _rate(group) / (1 + (value_of(step) - 1) * group["lr_decay"])
    total.addcmul_(grad, grad, value=1)
    p.addcdiv_(grad, total.sqrt() + group["eps"], value=-value_of(rate))


def _adadelta(p, grad, optimizer, group):
    _, p, grad, square, steps = _begun(p, grad, optimizer, group, "square_avg", "acc_delta")
    rho, eps = group["rho"], group["eps"]
    square.mul_(rho).addcmul_(grad, grad, value=1 - rho)
    root = square.add(eps).sqrt_()
    change = steps.add(eps).sqrt_().clone()
    change.div_(root).mul_(grad)
    steps.mul_(rho).addcmul_(change, change, value=1 - rho)
    p.add_(change, alpha=-value_of(_rate(group)))


def _asgd(p, grad, optimizer, group):
    state = optimizer._state(p, group)
    step, p, grad, mean = _begun(p, grad, optimizer, group, "ax")
    eta, mu, lambd, lr = state["eta"], state["mu"], group["lambd"], value_of(_rate(group))
    n, rate = value_of(step), value_of(eta)
    p.mul_(1 - lambd * rate)
    p.add_(grad, alpha=-rate)
    if value_of(mu) != 1:
        mean.add_(p.sub(mean).mul_(mu))
    else:
        mean.copy_(p)
    eta.copy_(create.tensor(lr / ((1 + lambd * lr * n) ** group["alpha"])))
    mu.copy_(create.tensor(1 / max(1, n - group["t0"])))


STEPS = {"SGD": _sgd, "Adam": _adam, "NAdam": _nadam, "RAdam": _radam, "Adamax": _adamax, "RMSprop": _rmsprop, "Rprop": _rprop,
         "Adagrad": _adagrad, "Adadelta": _adadelta, "ASGD": _asgd}  # fmt: skip
