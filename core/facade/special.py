"""torch.special: the names of the functions' table."""

import sys as _sys

from .. import api as _api
from .. import functions as _functions
from ..op import Op as _Op

_functions.load_all()
_module = _sys.modules[__name__]
for _name, _thing in _api.TABLES["special"].items():
    if isinstance(_thing, _Op):
        _thing.install(_module, _name)
    else:
        setattr(_module, _name, _thing)
__all__ = sorted(_api.TABLES["special"])


def __getattr__(name):
    raise AttributeError(
        f"module 'torch.special' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.special.{name}; `retrograd api` lists what it has.)"
    )
