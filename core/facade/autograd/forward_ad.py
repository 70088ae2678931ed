"""torch.autograd.forward_ad: dual numbers (../../dual.py says how their tangents are found)."""

from collections import namedtuple

from ... import dual as _dual
from ...modes import enable_grad
from ...tensor import Tensor

UnpackedDualTensor = namedtuple("UnpackedDualTensor", ["primal", "tangent"])
UnpackedDualTensor.__module__ = "torch.autograd.forward_ad"


class dual_level:
    """The context in which dual tensors live."""

    def __enter__(self):
        if _dual.levels:
            raise RuntimeError("Nested forward mode AD is not supported at the moment")
        self._grad = enable_grad()
        self._grad.__enter__()
        _dual.levels.append([])
        return 0

    def __exit__(self, *exc):
        _dual.levels.pop()
        self._grad.__exit__(*exc)


_open = []  # the levels that enter_dual_level opened


def enter_dual_level():
    level = dual_level()
    number = level.__enter__()
    _open.append(level)
    return number


def exit_dual_level(*, level=None):
    if not _dual.levels:
        raise RuntimeError("Dual level must be a positive number.")
    _open.pop().__exit__(None, None, None)


def __getattr__(name):
    if name == "_current_level":
        return len(_dual.levels) - 1
    raise AttributeError(f"module 'torch.autograd.forward_ad' has no attribute '{name}'")


def make_dual(tensor, tangent, *, level=None):
    """`tensor` with a tangent beside it."""
    return _dual.make(tensor, tangent)


def unpack_dual(tensor, *, level=None):
    """(primal, tangent or None)."""
    if not _dual.levels:
        return UnpackedDualTensor(tensor, None)
    tangent = _dual.tangent_of(tensor)
    return UnpackedDualTensor(tensor.detach() if isinstance(tensor, Tensor) and tangent is not None else tensor, tangent)
