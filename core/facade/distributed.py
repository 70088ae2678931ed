"""torch.distributed: there is one process. Questions are answered; starting a group is refused in clear words."""

from .parts import missing

_WHY = "Retrograd runs one process: it has no torch.distributed groups."


def is_available():
    return True


def is_initialized():
    return False


is_torchelastic_launched = is_nccl_available = is_mpi_available = is_gloo_available = is_initialized


def init_process_group(backend=None, *args, **kw):
    raise RuntimeError(f"torch.distributed.init_process_group({backend!r}): {_WHY}")


def _no_group(*args, **kw):
    raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")


get_rank = get_world_size = get_backend = barrier = all_reduce = all_gather = broadcast = reduce = scatter = gather = _no_group


def destroy_process_group(group=None):
    raise AssertionError("Default process group has not been initialized")


class ReduceOp:
    """How values of several processes are put together."""

    SUM, AVG, PRODUCT, MIN, MAX = range(5)


__getattr__ = missing("torch.distributed", _WHY)
