"""torch.xpu on a machine without Intel's GPU."""


def is_available():
    return False


def device_count():
    return 0


def manual_seed(seed):
    """Nothing to seed; torch, too, is silent."""


manual_seed_all = manual_seed


def empty_cache():
    """Nothing to empty."""
