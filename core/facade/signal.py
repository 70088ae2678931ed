"""torch.signal: windows."""

from ..functions.windows import WINDOWS
from .parts import missing, part

windows = part(__name__, "windows", **WINDOWS)
__getattr__ = missing("torch.signal")
