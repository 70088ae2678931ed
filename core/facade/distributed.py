"""torch.distributed: there is one process. Questions are answered; starting a group is refused in clear words."""

from .parts import missing, part

_WHY = "Retrograd runs one process: it has no torch.distributed groups."


def is_available():
    """As of a PyTorch built without it: libraries ask before they import its many parts."""
    return False


def is_initialized():
    return False


is_torchelastic_launched = is_nccl_available = is_mpi_available = is_gloo_available = is_initialized


def init_process_group(backend=None, *args, **kw):
    raise RuntimeError(f"torch.distributed.init_process_group({backend!r}): {_WHY}")


def _no_group(*args, **kw):
    raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")


get_rank = get_world_size = get_backend = barrier = all_reduce = all_gather = all_gather_object = _no_group
broadcast = reduce = scatter = gather = _no_group


def destroy_process_group(group=None):
    raise AssertionError("Default process group has not been initialized")


class ReduceOp:
    """How values of several processes are put together."""

    SUM, AVG, PRODUCT, MIN, MAX = range(5)


class ProcessGroup:
    """Processes that work together; there are none."""


class group:
    """The group of all processes."""

    WORLD = None


class DTensor:
    """A tensor spread over processes: no tensor is one."""


class FSDPModule:
    """A module whose parameters are spread over processes: no module is one."""


class DistributedDataParallel:
    """A module that runs in several processes; there is no group of them."""

    def __init__(self, module, *args, **kw):
        _no_group()


class MixedPrecisionPolicy:
    """Which dtypes a module spread over processes computes in."""

    def __init__(self, param_dtype=None, reduce_dtype=None, output_dtype=None, cast_forward_inputs=True):
        self.param_dtype, self.reduce_dtype = param_dtype, reduce_dtype
        self.output_dtype, self.cast_forward_inputs = output_dtype, cast_forward_inputs


def _parts():
    """The modules below torch.distributed that libraries import before they know how many processes there are."""
    spread = {"FSDPModule": FSDPModule, "MixedPrecisionPolicy": MixedPrecisionPolicy, "fully_shard": _no_group}
    part(__name__, "fsdp", **spread)
    part(__name__, "_composable")
    part(f"{__name__}._composable", "fsdp", **spread)
    part(__name__, "device_mesh", init_device_mesh=_no_group)
    for name in ("tensor", "_tensor"):
        part(__name__, name, DTensor=DTensor, distribute_tensor=_no_group)
        part(f"{__name__}.{name}", "experimental", implicit_replication=_no_group)


DTensor.__module__ = "torch.distributed.tensor"
DistributedDataParallel.__module__ = "torch.nn.parallel.distributed"
_parts()
__getattr__ = missing("torch.distributed", _WHY)
