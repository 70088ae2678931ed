"""torch.linalg: the names of the functions' table."""

import sys as _sys

from .. import api as _api
from ..functions import decompositions as _decompositions  # noqa: F401
from ..functions import factorisations as _factorisations  # noqa: F401
from ..functions import ldl as _ldl  # noqa: F401
from ..functions import ranks as _ranks  # noqa: F401

_module = _sys.modules[__name__]


class LinAlgError(RuntimeError):
    """A factorisation that could not be completed."""


LinAlgError.__module__ = "torch._C._LinAlgError"[: len("torch._C")]
LinAlgError.__name__ = LinAlgError.__qualname__ = "_LinAlgError"



def __getattr__(name):
    raise AttributeError(
        f"module 'torch.linalg' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.linalg.{name}; `retrograd api` lists what it has.)"
    )


for _name, _thing in _api.TABLES["linalg"].items():
    setattr(_module, _name, _thing)
