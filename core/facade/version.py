"""torch.version."""

from .torch_version import __version__

debug = False
cuda = hip = rocm = xpu = None
git_version = "cf30153c4c131c8164ee7798e5022d810682e2cb"

__all__ = ["__version__", "cuda", "debug", "git_version", "hip", "rocm", "xpu"]
