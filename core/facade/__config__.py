"""torch.__config__: what the running torch is made of."""

import numpy as np

from .. import parallel
from .torch_version import __version__


def show():
    """What computes here, in words."""
    return f"Retrograd's core in place of PyTorch {__version__}, built with:\n  - NumPy {np.__version__}\n"


def parallel_info():
    return f"ATen/Parallel:\n\tat::get_num_threads() : {parallel.count}\n\tat::get_num_interop_threads() : 1\n"
