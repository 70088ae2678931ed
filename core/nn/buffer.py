"""Buffer: a tensor that a Module registers as a buffer when it is assigned to it."""

from ..functions.create import empty
from ..tensor import Tensor, new, share


class Buffer(Tensor):
    """A tensor that is part of a module's state, but no parameter."""

    def __new__(cls, data=None, *, persistent=True):
        t = new(cls)
        t._data = share(empty(0) if data is None else data)
        t.persistent = persistent
        return t


Buffer.__module__ = "torch.nn.parameter"
