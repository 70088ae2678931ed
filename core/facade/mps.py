"""torch.mps on a machine without Apple's GPU."""


def is_available():
    return False


def device_count():
    return 0


def manual_seed(seed):
    """Nothing to seed; torch, too, is silent."""


def _refuse(name):
    def refuse(*args):
        raise RuntimeError(f"Cannot execute {name}() without MPS backend.")

    return refuse


empty_cache, synchronize = _refuse("emptyCache"), _refuse("deviceSynchronize")
current_allocated_memory, driver_allocated_memory = _refuse("currentAllocatedMemory"), _refuse("driverAllocatedMemory")
