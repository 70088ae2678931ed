"""torch.optim.Adam, AdamW, NAdam, RAdam and Adamax: steps from running means of the gradient and of its square."""

import numpy as np

from .arithmetic import addcdiv, decayed_square, lerp, muladd, number, operand, scaled
from .common import buffer, check_betas, check_lr, check_not_negative, chosen, count, counter, value_of, zeros_like
from .optimizer import Optimizer


class _Moments(Optimizer):
    """What the family shares: the two running means."""

    _records_itself = True

    def _init_state(self, p, group):
        return {"step": counter(), "exp_avg": zeros_like(p), "exp_avg_sq": zeros_like(p)}

    def _constants(self, group):
        beta1, beta2 = map(value_of, group["betas"])
        return value_of(group["lr"]), beta1, beta2

    def _begin(self, p, grad, group, lr):
        """The parameter's state and step number, and its data and gradient after weight decay."""
        state = self._state(p, group)
        data, decay = p._data, value_of(group["weight_decay"])
        if decay:
            if group.get("decoupled_weight_decay"):
                factor = operand(1 - lr * decay, data)
                data = np.multiply(data, factor, self._target(p))
            else:
                grad = muladd(data, number(decay, data), grad)
        return state, count(state), data, grad

    @staticmethod
    def _running(state, grad, beta1, beta2):
        """Both running means, moved towards the gradient and its square."""
        m, v = state["exp_avg"], state["exp_avg_sq"]
        m._data = lerp(m._data, grad, number(1 - beta1, grad), buffer(m))
        v._data = decayed_square(v._data, grad, beta2, buffer(v))
        return m._data, v._data

    @staticmethod
    def _writes(group):
        return 2 if group.get("decoupled_weight_decay") and group["weight_decay"] else 1


class Adam(_Moments):
    """Adam (Kingma and Ba 2014), with AMSGrad; `decoupled_weight_decay` makes it AdamW."""

    _no_sparse, _instead = "Adam", ", please consider SparseAdam instead"

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, foreach=None, maximize=False,
                 capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False):  # fmt: skip
        check_lr(lr)
        check_not_negative(epsilon=eps)
        check_betas(betas)
        check_not_negative(weight_decay=weight_decay)
        if isinstance(betas[0], float) != isinstance(betas[1], float):
            raise ValueError("betas must be either both floats or both Tensors")
        betas = tuple(betas)
        super().__init__(params, chosen(locals(), "lr betas eps weight_decay amsgrad maximize "
                                                  "foreach capturable differentiable fused decoupled_weight_decay"))  # fmt: skip

    def _init_state(self, p, group):
        state = super()._init_state(p, group)
        if group["amsgrad"]:
            state["max_exp_avg_sq"] = zeros_like(p)
        return state

    def _update(self, p, grad, group, constants):
        lr, beta1, beta2 = constants
        state, step, data, grad = self._begin(p, grad, group, lr)
        m, v = self._running(state, grad, beta1, beta2)
        if group["amsgrad"]:
            top = state["max_exp_avg_sq"]
            v = top._data = np.maximum(top._data, v, out=buffer(top))
        step_size = lr / (1 - beta1**step)
        root = np.sqrt(v)
        out = root if isinstance(root, np.ndarray) else None
        root = np.divide(root, operand((1 - beta2**step) ** 0.5, root), out)
        root = np.add(root, operand(group["eps"], root), out)
        self._set(p, addcdiv(data, m, root, number(-step_size, v), self._target(p)), self._writes(group))


class AdamW(Adam):
    """Adam with weight decay apart from the gradient (Loshchilov and Hutter 2017)."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *, maximize=False, foreach=None,
                 capturable=False, differentiable=False, fused=None):  # fmt: skip
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach, maximize=maximize, capturable=capturable,
                         differentiable=differentiable, fused=fused, decoupled_weight_decay=True)  # fmt: skip

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True


class NAdam(_Moments):
    """Adam with Nesterov momentum (Dozat 2016)."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3, decoupled_weight_decay=False,
                 *, foreach=None, maximize=False, capturable=False, differentiable=False):  # fmt: skip
        check_lr(lr)
        check_not_negative(epsilon=eps)
        check_betas(betas)
        check_not_negative(weight_decay=weight_decay, momentum_decay=momentum_decay)
        super().__init__(params, chosen(locals(), "lr betas eps weight_decay momentum_decay decoupled_weight_decay "
                                                  "maximize foreach capturable differentiable"))  # fmt: skip

    def _init_state(self, p, group):
        return {"step": counter(), "mu_product": counter(1.0), "exp_avg": zeros_like(p), "exp_avg_sq": zeros_like(p)}

    def _update(self, p, grad, group, constants):
        lr, beta1, beta2 = constants
        state, step, data, grad = self._begin(p, grad, group, lr)
        decay = group["momentum_decay"]
        mu = beta1 * (1.0 - 0.5 * (0.96 ** (step * decay)))
        mu_next = beta1 * (1.0 - 0.5 * (0.96 ** ((step + 1) * decay)))
        product = state["mu_product"]
        product._data = product._data * product._data.dtype.type(mu)
        product = float(product._data)
        m, v = self._running(state, grad, beta1, beta2)
        denom = np.sqrt(v / operand(1 - beta2**step, v)) + operand(group["eps"], v)
        data = addcdiv(data, grad, denom, number(-lr * (1.0 - mu) / (1.0 - product), v))
        data = addcdiv(data, m, denom, number((-lr * mu_next) / (1.0 - product * mu_next), v), self._target(p))
        self._set(p, data, self._writes(group) + 1)


class RAdam(_Moments):
    """Adam whose step is held back while its second moment is uncertain (Liu et al. 2019)."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, decoupled_weight_decay=False, *, foreach=None,
                 maximize=False, capturable=False, differentiable=False):  # fmt: skip
        check_lr(lr)
        check_not_negative(epsilon=eps)
        check_betas(betas)
        check_not_negative(weight_decay=weight_decay)
        super().__init__(params, chosen(locals(), "lr betas eps weight_decay maximize "
                                                  "foreach capturable decoupled_weight_decay differentiable"))  # fmt: skip

    def _update(self, p, grad, group, constants):
        lr, beta1, beta2 = constants
        state, step, data, grad = self._begin(p, grad, group, lr)
        m, v = self._running(state, grad, beta1, beta2)
        left = 1 - beta2**step
        change = scaled(m / operand(1 - beta1**step, m), number(lr, m))
        longest = 2 / (1 - beta2) - 1
        length = longest - 2 * step * (beta2**step) / left
        if length > 5.0:
            one = v.dtype.type(1)
            root = np.sqrt(v) + operand(group["eps"], v)
            change = change * scaled(one / root, number(left**0.5, v))
            rect = ((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)) ** 0.5
            change = scaled(change, number(rect, v))
        self._set(p, np.subtract(data, change, self._target(p)), self._writes(group))


class Adamax(_Moments):
    """Adam with the infinity norm for the second moment (Kingma and Ba 2014)."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *, maximize=False,
                 differentiable=False, capturable=False):  # fmt: skip
        check_lr(lr)
        check_not_negative(epsilon=eps)
        check_betas(betas)
        check_not_negative(weight_decay=weight_decay)
        super().__init__(params, chosen(locals(), "lr betas eps weight_decay foreach maximize differentiable capturable"))

    def _init_state(self, p, group):
        return {"step": counter(), "exp_avg": zeros_like(p), "exp_inf": zeros_like(p)}

    def _update(self, p, grad, group, constants):
        lr, beta1, beta2 = constants
        state, step, data, grad = self._begin(p, grad, group, lr)
        m, top = state["exp_avg"], state["exp_inf"]
        m._data = lerp(m._data, grad, number(1 - beta1, grad), buffer(m))
        floor = np.abs(grad) + operand(group["eps"], grad)
        top._data = np.maximum(scaled(top._data, number(beta2, grad)), floor, out=buffer(top))
        self._set(p, addcdiv(data, m._data, top._data, number(-lr / (1 - beta1**step), grad), self._target(p)))


for _cls in (Adam, AdamW, NAdam, RAdam, Adamax):
    _cls.__module__ = f"torch.optim.{_cls.__name__.lower()}"
