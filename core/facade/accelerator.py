"""torch.accelerator on a machine that has none."""


def is_available():
    return False


def device_count():
    return 0


def current_accelerator(check_available=False):
    return None


def empty_cache():
    """Nothing to empty."""


def _refuse(*args):
    raise RuntimeError("Cannot access accelerator device when none is available.")


synchronize = current_device_index = current_device_idx = set_device_index = set_device_idx = current_stream = _refuse
