"""What hangs on torch.autograd: grad, backward, Variable, grad modes."""

from ..errors import warn
from ..run import queue_callback
from ..tensor import Parameter, Tensor, share
from .create import made


class _VariableMeta(type(Tensor)):
    def __instancecheck__(cls, x):
        return isinstance(x, Tensor)


class _Engine:
    """What programs ask of the engine itself."""

    queue_callback = staticmethod(queue_callback)


class Variable(metaclass=_VariableMeta):
    """torch's old wrapper: today it makes (or passes on) a Tensor."""

    _execution_engine = _Engine()

    def __new__(cls, data=None, requires_grad=False, volatile=False):
        if data is None:
            return Tensor(0)
        if volatile:
            warn("volatile was removed and now has no effect. Use `with torch.no_grad():` instead.")
        t = made(share(data), "Variable", requires_grad, data)
        t._alias = True
        return t


Variable.__module__ = "torch.autograd"

__all__ = ["Parameter", "Variable"]
