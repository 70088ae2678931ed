"""torch._check and its kin: conditions that raise, in PyTorch's words, when they do not hold."""

from .. import dtypes
from ..api import TABLES
from ..tensor import Tensor

_PLAIN = (
    "Expected cond to be True, but got False. (Could this error message be improved? If so, please report an enhancement request to PyTorch.)"
)


def _check_with(error_type, cond, message):
    """Raises error_type(message()) where `cond` is False; only a bool is a condition."""
    if not isinstance(cond, bool):
        if isinstance(cond, Tensor):
            raise TypeError(
                "cond must be a bool, but got a Tensor. For tensor conditions, use torch._check_tensor_all() to assert that all elements are true."
            )
        raise TypeError(f"cond must be a bool, but got {type(cond)}")
    if cond:
        return
    if not issubclass(error_type, Exception) or issubclass(error_type, Warning):
        raise AssertionError(f"error_type must be a subclass of Exception but not Warning, got {error_type}")
    if message is not None and not callable(message):
        raise TypeError("message must be a callable")
    raise error_type(_PLAIN if message is None else str(message()))


def _of(error_type, name):
    def check(cond, message=None):
        _check_with(error_type, cond, message)

    check.__name__ = check.__qualname__ = name
    return check


def _check_tensor_all_with(error_type, cond, message=None):
    if not isinstance(cond, Tensor):
        raise TypeError(f"cond must be a tensor, but got {type(cond)}")
    if cond.dtype is not dtypes.bool_:
        raise TypeError(f"cond tensor must have dtype torch.bool, but got {cond.dtype}")
    _check_with(error_type, bool(cond._data.all()), message)


def _check_tensor_all(cond, message=None):
    _check_tensor_all_with(RuntimeError, cond, message)


_ERRORS = {"_check": RuntimeError, "_check_index": IndexError, "_check_value": ValueError, "_check_type": TypeError,
           "_check_not_implemented": NotImplementedError}  # fmt: skip
TABLES["torch"].update({name: _of(error, name) for name, error in _ERRORS.items()})
TABLES["torch"].update(
    _check_with=_check_with, _check_tensor_all_with=_check_tensor_all_with, _check_tensor_all=_check_tensor_all
)
