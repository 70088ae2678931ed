"""torch.optim.SGD: gradient descent, with momentum (also Nesterov's), dampening and weight decay."""

import numpy as np

from .. import state as S
from ..inplace import bump
from ..tensor import wrap
from .arithmetic import EXACT, ONE, f32, muladd, ndarray
from .common import buffer, check_lr, check_not_negative, chosen, pair, value_of
from .optimizer import Optimizer


class SGD(Optimizer):
    """p -= lr * g, where g is the gradient, its running sum, or Nesterov's look ahead."""

    _records_itself = _takes_sparse = _takes_complex = True

    def __init__(self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None,
                 differentiable=False, fused=None):  # fmt: skip
        check_lr(lr)
        check_not_negative(momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, chosen(locals(), "lr momentum dampening weight_decay nesterov maximize foreach differentiable fused"))

    def _constants(self, group):
        lr, plain = group["lr"], not (group["weight_decay"] or group["momentum"])
        return pair(-lr if lr.__class__ is float else -value_of(lr)), plain

    def _update_group(self, group):
        minus_lr, plain = self._constants(group)
        if not plain or type(self) is not SGD:
            return super()._update_group(group)
        (narrow, wide), changes = minus_lr, self._changes
        if group["maximize"]:
            narrow, wide = -narrow, -wide
        for p in group["params"]:
            g = p._grad
            if g is None:
                continue
            data, g = p._data, g._data
            if changes is None and data.__class__ is ndarray:
                muladd(g, wide if data.dtype.itemsize == 8 else narrow, data, data)
            elif data.__class__ is f32 and g.__class__ is f32:
                p._data = ONE * (float(g) * narrow + float(data))
                if changes is not None:
                    changes.append((p, data, p._data))
            elif changes is not None and data.__class__ is ndarray and not p._alias:  # as _target and _set would do
                number = wide if data.dtype.itemsize == 8 else narrow
                p._data = after = muladd(g, number, data)
                if data.size > EXACT:
                    S.rec.follows("plus_times", after, data, g, number)
                changes.append((p, data, after))
            else:
                self._set(p, muladd(g, wide if data.dtype.itemsize == 8 else narrow, data, self._target(p)), 0)
            bump(p)

    def _update(self, p, grad, group, constants):
        minus_lr, plain = constants
        data = p._data
        is_wide = data.dtype.itemsize == 8
        if not plain:
            if group["weight_decay"]:
                grad = muladd(data, pair(group["weight_decay"])[is_wide], grad)
            if group["momentum"]:
                grad = self._with_momentum(p, grad, group, is_wide)
        self._set(p, muladd(grad, minus_lr[is_wide], data, self._target(p)))

    def _with_momentum(self, p, grad, group, is_wide):
        state = self.state[p]
        held = state.get("momentum_buffer")
        m = pair(group["momentum"])[is_wide]
        if held is None:
            held = state["momentum_buffer"] = wrap(np.array(grad) if isinstance(grad, ndarray) else grad)
        else:
            out = buffer(held)
            decayed = np.multiply(held._data, held._data.dtype.type(m), out)
            held._data = muladd(grad, pair(1 - group["dampening"])[is_wide], decayed, out)
        return muladd(held._data, m, grad) if group["nesterov"] else held._data


SGD.__module__ = "torch.optim.sgd"
