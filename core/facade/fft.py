"""torch.fft: the names of the functions' table."""

import sys as _sys

from .. import api as _api
from ..functions import fourier as _fourier  # noqa: F401
from ..tensor import Tensor  # noqa: F401

_module = _sys.modules[__name__]
for _name, _thing in _api.TABLES["fft"].items():
    setattr(_module, _name, _thing)
__all__ = """
fft ifft fft2 ifft2 fftn ifftn rfft irfft rfft2 irfft2 rfftn irfftn hfft ihfft fftfreq rfftfreq fftshift ifftshift Tensor
""".split()


def __getattr__(name):
    raise AttributeError(
        f"module 'torch.fft' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.fft.{name}; `retrograd api` lists what it has.)"
    )
