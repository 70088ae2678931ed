"""torch.optim.SparseAdam: Adam's step for the rows that have a gradient."""

import numpy as np

from .adam import _Moments
from .common import check_betas
from .one_by_one import OneByOne
from .optimizer import Optimizer


class SparseAdam(OneByOne, _Moments):
    """Adam (lazily) for gradients that are sparse tensors: rows without a gradient keep their means as they are."""

    _records_itself = False

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, maximize=False):
        if not lr > 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not eps > 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        check_betas(betas)
        Optimizer.__init__(self, params, {"lr": lr, "betas": betas, "eps": eps, "maximize": maximize})

    def _one(self, p, grad, group):
        from ..inplace import write

        if not grad.is_sparse:
            raise RuntimeError("SparseAdam does not support dense gradients, please consider Adam instead")
        state = self.state[p]
        if not state:
            state.update(self._init_state(p, group))
            state["step"] = 0
        state["step"] += 1
        grad = grad.coalesce()
        rows, g = tuple(grad._where), -grad._parts if group["maximize"] else grad._parts
        if not g.size:
            return
        beta1, beta2 = group["betas"]
        kind = g.dtype.type
        m, v = state["exp_avg"]._data, state["exp_avg_sq"]._data
        old_m, old_v = m[rows], v[rows]
        m[rows] = old_m + (g - old_m) * kind(1 - beta1)
        v[rows] = old_v + (g * g - old_v) * kind(1 - beta2)
        t = state["step"]
        size = group["lr"] * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        out = p._data.copy()
        out[rows] += kind(-size) * (m[rows] / (np.sqrt(v[rows]) + kind(group["eps"])))
        write(p, out)


SparseAdam.__module__ = "torch.optim.sparse_adam"
