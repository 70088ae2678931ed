"""torch._refs: in PyTorch its operators written in Python once more, for its own tests and compilers; here they are the operators themselves."""

from importlib import import_module as _import_module

from ..tensor import Tensor as _Tensor
from .parts import part as _part


def _of(*places):
    """A module's `__getattr__` that looks for a name in these modules of torch, one after the other."""

    def __getattr__(name):
        if not name.startswith("__"):
            for place in places:
                found = getattr(_import_module(place, __package__) if isinstance(place, str) else place, name, None)
                if found is not None:
                    return found
        raise AttributeError(f"module 'torch._refs' has no attribute '{name}'")

    return __getattr__


__getattr__ = _of("..facade", _Tensor)
for _name in ("special", "fft", "linalg"):
    _part(__name__, _name, __getattr__=_of(f"..facade.{_name}"))
_part(__name__, "nn")
_part(f"{__name__}.nn", "functional", __getattr__=_of("..facade.nn.functional"))
_part(__name__, "_conversions", __getattr__=_of(_Tensor, "..facade"))  # `double` and its like, and `complex`
