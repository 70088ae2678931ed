"""Buffer: a tensor that a Module registers as a buffer when it is assigned to it."""

from ..functions.create import empty
from ..tensor import Tensor, new, share


class _BufferMeta(type(Tensor)):
    def __instancecheck__(cls, t):
        return super().__instancecheck__(t) or (cls is Buffer and isinstance(t, Tensor) and getattr(t, "_is_buffer", False))


class Buffer(Tensor, metaclass=_BufferMeta):
    """A tensor that is part of a module's state, but no parameter. What is made is a plain Tensor that says so."""

    def __new__(cls, data=None, *, persistent=True):
        t = new(Tensor)
        t._data = share(empty(0) if data is None else data)
        t.persistent, t._is_buffer = persistent, True
        return t


Buffer.__module__ = "torch.nn.parameter"
