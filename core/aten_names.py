"""Functions that torch has below `torch.ops.aten` only, under the names and arguments of its schemas."""

from .functions import load_all
from .functions.nn_layers import batch_norm
from .ops import indexing, nn_batch_norm, nn_conv, nn_losses, shape
from .ops import nn_layers as norms


def _to_copy(self, *, dtype=None, layout=None, device=None, pin_memory=None, non_blocking=False, memory_format=None):
    return self.to(dtype or self.dtype, copy=True)


def convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups):
    stride, padding, dilation, output_padding = map(tuple, (stride, padding, dilation, output_padding))
    return nn_conv.convolution(input, weight, bias, stride=stride, padding=padding, dilation=dilation, transposed=transposed,
                               output_padding=output_padding, groups=groups)  # fmt: skip


def _local_scalar_dense(self):
    return self.item()


def native_layer_norm(input, normalized_shape, weight, bias, eps):
    return tuple(norms.native_layer_norm(input, weight, bias, normalized_shape=tuple(normalized_shape), eps=eps))


def native_group_norm(input, weight, bias, N, C, HxW, group, eps):
    return tuple(norms.native_group_norm(input, weight, bias, group=group, eps=eps))


def native_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps):
    out = batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)
    if not training:
        return out, input.new_empty(0), input.new_empty(0)
    return out, *nn_batch_norm.native_batch_norm(input, None, None, None, None, training=True, eps=eps)[1:]


def nll_loss_forward(self, target, weight, reduction, ignore_index):
    return tuple(nn_losses.nll_loss(self, target, weight, reduction=reduction, ignore_index=ignore_index))


def native_dropout(input, p, train):
    if train is False or p == 0:
        return input.clone(), input.new_ones(input.shape, dtype=bool)
    mask = input.new_empty(input.shape).bernoulli_(1 - p)
    return input * mask * (1 / (1 - p) if p < 1 else 0.0), mask.bool()


def _softmax(self, dim, half_to_float):
    return self.softmax(dim)


def _log_softmax(self, dim, half_to_float):
    return self.log_softmax(dim)


def _adaptive_avg_pool2d(self, output_size):
    from .functions.nn_spatial import adaptive_avg_pool2d

    return adaptive_avg_pool2d(self, tuple(output_size))


def slice(self, dim=0, start=None, end=None, step=1):
    n = self.shape[dim]
    return indexing.slice_(self, dim=dim, start=start or 0, end=n if end is None else min(end, n), step=step)


def index(self, indices):
    from builtins import slice as whole

    return self[tuple(whole(None) if i is None else i for i in indices)]


def threshold_backward(grad_output, self, threshold):
    return grad_output * (self > threshold)


def silu_backward(grad_output, self):
    from .worlds import TENSOR

    return TENSOR.silu_grad(grad_output, self)


def _unsafe_view(self, size):
    return shape.unsafe_view(self, size=tuple(size))


def alias(self):
    return shape.as_alias(self)


def lift_fresh(self):
    return self


def sym_size(self, dim=None):
    return self.size() if dim is None else self.size(dim)


def constant_pad_nd(self, pad, value=0):
    from .functions.nn_spatial import pad as padded

    return padded(self, tuple(pad), value=value)


def upsample_nearest2d(self, output_size, scales_h=None, scales_w=None):
    from .functions.nn_spatial import interpolate

    return interpolate(self, size=tuple(output_size))


def find(name):
    """The function of that name, or None."""
    load_all()
    found = globals().get(name)
    return found if getattr(found, "__module__", None) == __name__ and name != "find" else None


def by_schema(name):
    """The op that is aten's operator of that name, called with the operator's arguments; None where there is none."""
    from .aten_schemas import overloads
    from .op import OPS

    load_all()
    known = overloads(name)
    op = OPS.get(name) or next((op for op in OPS.values() if op.name == name), None)
    if op is None or not known:
        return None
    schema = known.get("default") or next(iter(known.values()))

    def call(*args, **kw):
        order = [a.name for a in schema.arguments]
        given = {a.name: a.default for a in schema.arguments if a.name in op.params and a.default.__class__ is not type}
        given.update(zip(order, args), **kw)
        params = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items() if k in op.params}
        tensors = [given.get(a) for a in op.args] if set(op.args) <= set(order) else args[: len(op.args)]
        return op.compiled(*tensors, **params) if op.compiled else op.build()(*tensors, **params)

    return call
