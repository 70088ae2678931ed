"""torch.cpu."""

from contextlib import nullcontext

from .. import dtypes
from .old_amp import names

amp = names(__name__, "cpu", dtypes.bfloat16)


def is_available():
    return True


def device_count():
    return 1


def current_device():
    return "cpu"


def synchronize(device=None):
    """Everything is done when its call returns."""


def set_device(device):
    """There is one."""


def stream(stream=None):
    return nullcontext()
