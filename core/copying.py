"""Copying and pickling of tensors."""

import numpy as np

from . import dtypes
from .tensor import Tensor, new, root, share

DEEPCOPY = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you were attempting to "
    "deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001"
)


def copy(t):
    """Another tensor over t's memory, a leaf, with what the program hung on it."""
    if t.is_sparse:
        return t.detach()
    out = new(type(t))
    out._data, out._root, out._alias = share(t), root(t), True
    out._rg, out._name = t._rg, t._name
    out.__dict__.update({k: v for k, v in t.__dict__.items() if not hasattr(Tensor, k) and k != "_data"})
    return out


def deepcopy(t, memo):
    """A leaf copied with its grad; torch refuses anything else."""
    if t.grad_fn is not None:
        raise RuntimeError(DEEPCOPY)
    if id(t) in memo:
        return memo[id(t)]
    out = new(type(t))
    out._data = _copied(t, memo)
    out._alias = t._alias
    out._rg = t._rg
    out._name = t._name
    memo[id(t)] = out
    if t._grad is not None:
        out._grad = deepcopy(t._grad, memo) if t._grad._fn is None else t._grad
    for k, v in t.__dict__.items():
        if not k.startswith("_") and k not in out.__dict__:
            setattr(out, k, v)
    return out


def _copied(t, memo):
    """A copy of t's memory; tensors that share memory have copies that share it, too."""
    data = t._data
    whole = data
    while isinstance(getattr(whole, "base", None), np.ndarray):
        whole = whole.base
    if not isinstance(whole, np.ndarray) or not t._alias or not whole.flags.c_contiguous or not data.size:
        return data.copy()
    copy = memo.get(("memory", id(whole)))
    if copy is None:
        copy = memo["memory", id(whole)] = np.array(whole)
    offset = data.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    return np.ndarray(data.shape, data.dtype, copy, offset, data.strides).view(type(data))


def rebuild(cls, data, requires_grad, dtype):
    """The tensor that was reduced to these parts (see Tensor.__reduce_ex__)."""
    t = new(cls)
    kind = getattr(dtypes, "bool_" if dtype == "bool" else dtype)
    data = dtypes.cast(data, kind) if kind is dtypes.bfloat16 else data.view(kind.np)  # not the copy of its dtype that was unpickled
    t._data = data if data.ndim else data[()]
    t._rg = requires_grad
    return t
