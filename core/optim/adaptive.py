"""torch.optim.RMSprop, Rprop, Adagrad, Adadelta and ASGD."""

import numpy as np

from ..tensor import wrap
from .arithmetic import addcdiv, addcmul, decayed_square, lerp, muladd, ndarray, number, operand, scaled
from .common import buffer, check_lr, check_not_negative, chosen, count, counter, value_of, zeros_like
from .optimizer import Optimizer


class _Adaptive(Optimizer):
    """What these share: lazily made state and weight decay added to the gradient."""

    _records_itself = True

    def _constants(self, group):
        return value_of(group["lr"])

    def _begin(self, p, grad, group):
        state = self._state(p, group)
        decay = value_of(group.get("weight_decay", 0))
        if decay:
            grad = muladd(p._data, number(decay, grad), grad)
        return state, count(state), grad


def _full_like(p, value):
    d = p._data
    return wrap(np.full_like(d, value) if isinstance(d, ndarray) else d.dtype.type(value))


def _copied(values, out):
    out[...] = values
    return out


class RMSprop(_Adaptive):
    """Steps divided by the root of a running mean of squared gradients (Hinton's lecture 6)."""

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False, capturable=False,
                 foreach=None, maximize=False, differentiable=False):  # fmt: skip
        check_lr(lr)
        check_not_negative(epsilon=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        super().__init__(params, chosen(locals(), "lr momentum alpha eps centered weight_decay "
                                                  "capturable foreach maximize differentiable"))  # fmt: skip

    def _init_state(self, p, group):
        state = {"step": counter(), "square_avg": zeros_like(p)}
        if group["momentum"] > 0:
            state["momentum_buffer"] = zeros_like(p)
        if group["centered"]:
            state["grad_avg"] = zeros_like(p)
        return state

    def _update(self, p, grad, group, lr):
        state, _, grad = self._begin(p, grad, group)
        v, alpha = state["square_avg"], group["alpha"]
        v._data = square = decayed_square(v._data, grad, alpha, buffer(v))
        if group["centered"]:
            mean = state["grad_avg"]
            mean._data = lerp(mean._data, grad, number(1 - alpha, grad), buffer(mean))
            square = addcmul(square, mean._data, mean._data, -1.0)
        root = np.sqrt(square) + operand(group["eps"], square)
        if group["momentum"] > 0:
            held = state["momentum_buffer"]
            decayed = scaled(held._data, number(group["momentum"], grad))
            held._data = addcdiv(decayed, grad, root, 1.0, buffer(held))
            new = muladd(held._data, number(-lr, grad), p._data, self._target(p))
        else:
            new = addcdiv(p._data, grad, root, number(-lr, grad), self._target(p))
        self._set(p, new)


class Rprop(_Adaptive):
    """A step size for each element, grown while its gradient keeps its sign (Riedmiller and Braun 1993)."""

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, capturable=False, foreach=None, maximize=False,
                 differentiable=False):  # fmt: skip
        check_lr(lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, chosen(locals(), "lr etas step_sizes foreach maximize differentiable capturable"))

    def _init_state(self, p, group):
        return {"step": counter(), "prev": zeros_like(p), "step_size": _full_like(p, value_of(group["lr"]))}

    def _update(self, p, grad, group, lr):
        state, _, grad = self._begin(p, grad, group)
        prev, size = state["prev"], state["step_size"]
        t = grad.dtype.type
        minus, plus = (t(eta) for eta in group["etas"])
        sign = np.sign(grad * prev._data)
        factor = np.where(sign > 0, plus, np.where(sign < 0, minus, t(1)))
        least, most = (t(s) for s in group["step_sizes"])
        size._data = np.clip(size._data * factor, least, most, out=buffer(size))
        kept = np.where(sign < 0, t(0), grad)
        kept = kept if isinstance(p._data, ndarray) else kept[()]
        self._set(p, addcmul(p._data, np.sign(kept), size._data, -1.0, self._target(p)))
        prev._data = kept


class Adagrad(_Adaptive):
    """Steps divided by the root of the sum of all squared gradients (Duchi, Hazan and Singer 2011)."""

    _takes_sparse = True

    def __init__(self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *,
                 maximize=False, differentiable=False, fused=None):  # fmt: skip
        check_lr(lr)
        check_not_negative(
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            epsilon=eps,
        )
        super().__init__(params, chosen(locals(), "lr lr_decay eps weight_decay initial_accumulator_value "
                                                  "foreach maximize differentiable fused"))  # fmt: skip
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p].update(self._init_state(p, group))

    def _init_state(self, p, group):
        return {"step": counter(), "sum": _full_like(p, self.defaults["initial_accumulator_value"])}

    def share_memory(self):
        """There is one process: nothing to do."""

    def _update(self, p, grad, group, lr):
        state, step, grad = self._begin(p, grad, group)
        rate = lr / (1 + (step - 1) * group["lr_decay"])
        total = state["sum"]
        total._data = addcmul(total._data, grad, grad, 1.0, buffer(total))
        root = np.sqrt(total._data) + operand(group["eps"], grad)
        self._set(p, addcdiv(p._data, grad, root, number(-rate, grad), self._target(p)))


class Adadelta(_Adaptive):
    """Steps in proportion to the root of the mean square of earlier steps (Zeiler 2012)."""

    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *, capturable=False, maximize=False,
                 differentiable=False):  # fmt: skip
        check_lr(lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        check_not_negative(epsilon=eps, weight_decay=weight_decay)
        super().__init__(params, chosen(locals(), "lr rho eps weight_decay maximize capturable foreach differentiable"))

    def _init_state(self, p, group):
        return {"step": counter(), "square_avg": zeros_like(p), "acc_delta": zeros_like(p)}

    def _update(self, p, grad, group, lr):
        state, _, grad = self._begin(p, grad, group)
        v, steps, rho = state["square_avg"], state["acc_delta"], group["rho"]
        eps = operand(group["eps"], grad)
        v._data = decayed_square(v._data, grad, rho, buffer(v))
        delta = np.sqrt(steps._data + eps) / np.sqrt(v._data + eps) * grad
        steps._data = decayed_square(steps._data, delta, rho, buffer(steps))
        self._set(p, muladd(delta, number(-lr, grad), p._data, self._target(p)))


class ASGD(_Adaptive):
    """Gradient descent that also keeps the average of its points (Polyak and Juditsky 1992)."""

    def __init__(self, params, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, foreach=None, maximize=False,
                 differentiable=False, capturable=False):  # fmt: skip
        check_lr(lr)
        check_not_negative(weight_decay=weight_decay)
        super().__init__(params, chosen(locals(), "lr lambd alpha t0 weight_decay foreach maximize differentiable capturable"))

    def _init_state(self, p, group):
        return {"step": counter(), "eta": counter(value_of(group["lr"])), "mu": counter(1.0), "ax": zeros_like(p)}

    def _update(self, p, grad, group, lr):
        state, step, grad = self._begin(p, grad, group)
        eta, mu, ax, lambd = state["eta"], state["mu"], state["ax"], group["lambd"]
        rate = float(eta._data)
        shrunk = scaled(p._data, number(1 - lambd * rate, grad))
        new = muladd(grad, number(-rate, grad), shrunk, self._target(p))
        self._set(p, new, 2)
        out = buffer(ax)
        if mu._data == 1:
            ax._data = new if out is None else _copied(new, out)
        else:
            ax._data = np.add(ax._data, (new - ax._data) * mu._data.astype(new.dtype), out)
        eta._data = eta._data.dtype.type(lr / ((1 + lambd * lr * step) ** group["alpha"]))
        mu._data = mu._data.dtype.type(1 / max(1, step - group["t0"]))


for _cls in (RMSprop, Rprop, Adagrad, Adadelta, ASGD):
    _cls.__module__ = f"torch.optim.{_cls.__name__.lower()}"
