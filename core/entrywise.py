"""Functions over arrays inside vmap: those that are no ops run for each entry, and what they make is stacked."""

from . import state as S
from .samples import Samples, is_mapped, levels
from .tensor import Tensor, wrap

NO_ITEM = (
    "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a Tensor, please try to rewrite "
    "what you're doing with other operations. If error is occurring somewhere inside PyTorch internals, please file a bug report."
)
DYNAMIC = (
    "vmap: We do not support batching operators that can output dynamic shape. Attempted to vmap over aten::{}. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues if you need this feature."
)
NO_RULE = "Batching rule not implemented for aten::{}. We could not generate a fallback."


def refuse_mapped(t, said, name=None):
    """RuntimeError where the tensor is mapped: of an operator whose result has another shape for each entry, or no batching rule."""
    if S.functorch and is_mapped(t) and t._data.mapped:
        raise RuntimeError(said.format(name))


def within_vmap(*values):
    """Is one of these, the arguments of a function over arrays, a mapped tensor?"""
    return S.functorch and any(is_mapped(x) and x._data.level <= len(levels) for x in values)


def each_entry(f, *args):
    """What the function makes of mapped tensors: of each entry's own, stacked."""
    level = max(x._data.level for x in args if is_mapped(x))
    outside = levels[level - 1]
    was, S.rec = S.rec, outside.rec
    try:
        return _stacked([f(*[_entry(x, i, level) for x in args]) for i in range(outside.count)], level)
    finally:
        S.rec = was


def _entry(x, i, level):
    if not is_mapped(x) or x._data.level != level:
        return x
    return x._data.whole.select(0, i) if x._data.mapped else x._data.whole


def _stacked(made, level):
    from .functions.pieces import stack

    if isinstance(made[0], tuple | list):
        return type(made[0])(_stacked(list(column), level) for column in zip(*made))
    if not isinstance(made[0], Tensor):
        return made[0]
    return wrap(Samples(stack(made), True, level))
