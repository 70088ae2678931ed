"""torch.optim.Adafactor: Adam whose mean of squares is kept as row and column means of each matrix."""

from .. import dtypes
from ..functions import linear, reduce  # noqa: F401  (they give tensors their methods)
from .common import check_lr, count, counter, value_of
from .one_by_one import OneByOne


class Adafactor(OneByOne):
    """Adafactor (Shazeer and Stern 2018)."""

    def __init__(self, params, lr=1e-2, beta2_decay=-0.8, eps=(None, 1e-3), d=1.0, weight_decay=0.0, *, foreach=None,
                 maximize=False):  # fmt: skip
        check_lr(lr)
        if not value_of(lr) >= 0.0:
            raise ValueError(f"Learning rate should be >= 0 but is: {lr}")
        for ok, text in (
            (beta2_decay <= 0.0, f"beta2_decay should be <= 0 but is: {beta2_decay}"),
            (eps[0] is None or eps[0] >= 0.0, f"epsilon1 should be >= 0 but is: {eps[0]}"),
            (eps[1] >= 0.0, f"epsilon2 should be >= 0 but is: {eps[1]}"),
            (d >= 1.0, f"Clipping threshold d should be >= 1 but is: {d}"),
            (weight_decay >= 0.0, f"weight_decay should be >= 0 but is: {weight_decay}"),
        ):
            if not ok:
                raise ValueError(text)
        defaults = {"lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d, "weight_decay": weight_decay,
                    "foreach": foreach, "maximize": maximize}  # fmt: skip
        super().__init__(params, defaults)

    def _one(self, p, grad, group):
        grad = -grad if group["maximize"] else grad
        state = self.state[p]
        if not state:
            state["step"] = counter()
            if grad.dim() > 1:
                state["row_var"] = grad.new_zeros((*grad.shape[:-1], 1))
                state["col_var"] = grad.new_zeros((*grad.shape[:-2], 1, grad.shape[-1]))
            else:
                state["variance"] = grad.new_zeros(grad.shape)
        step, lr, decay = count(state), value_of(group["lr"]), group["weight_decay"]
        eps1, eps2 = group["eps"]
        if eps1 is None:
            eps1 = float(dtypes.np.finfo(p.dtype.np).eps)
        weight = step ** group["beta2_decay"]
        alpha = max(eps2, p.norm(2).item() / p.numel() ** 0.5) * min(lr, 1 / step**0.5)
        if decay:
            p.mul_(1 - lr * decay)
        update = self._mean_square(state, grad, weight, eps1).clamp_(min=eps1 * eps1).rsqrt_().mul_(grad)
        denom = max(1.0, update.norm(2).item() / (update.numel() ** 0.5 * group["d"]))
        p.add_(update, alpha=-alpha / denom)

    @staticmethod
    def _mean_square(state, grad, weight, eps1):
        """The running mean of the gradient's square, of a matrix by its rows' and columns' means."""
        if grad.dim() < 2:
            return state["variance"].lerp_(grad * grad, weight).clone()
        row, col = state["row_var"], state["col_var"]
        row.lerp_(grad.norm(dim=-1, keepdim=True).square_().div_(grad.size(-1)), weight)
        col.lerp_(grad.norm(dim=-2, keepdim=True).square_().div_(grad.size(-2)), weight)
        return (row @ col).div_(row.mean(dim=-2, keepdim=True).clamp_(min=eps1))


Adafactor.__module__ = "torch.optim"
