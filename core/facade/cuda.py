"""torch.cuda on a machine without CUDA: every question is answered, every use refused in torch's words."""

from ..device import check as _check


def is_available():
    return False


def is_initialized():
    return False


def device_count():
    return 0


def manual_seed(seed):
    """Nothing to seed; torch, too, is silent."""


manual_seed_all = manual_seed


def empty_cache():
    """Nothing to empty."""


def synchronize(device=None):
    _check("cuda")


def current_device():
    _check("cuda")


def get_device_name(device=None):
    _check("cuda")


def set_device(device):
    _check("cuda")


def memory_allocated(device=None):
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_allocated
