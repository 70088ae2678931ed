"""torch.cuda on a machine without CUDA: every question is answered, every use refused in torch's words."""

from collections import OrderedDict

from .. import dtypes as _dtypes
from ..device import check as _check
from .old_amp import names as _names
from .parts import missing, part


def is_available():
    return False


_initialized = False
is_initialized = is_bf16_supported = is_tf32_supported = is_available


def device_count():
    return 0


def manual_seed(seed):
    """Nothing to seed; torch, too, is silent."""


manual_seed_all = manual_seed
default_generators = ()


def seed():
    """Nothing to seed."""


seed_all = seed


def empty_cache():
    """Nothing to empty."""


def _refuse(*args, **kw):
    _check("cuda")


synchronize = current_device = get_device_name = get_device_capability = get_device_properties = set_device = _refuse
mem_get_info = get_rng_state = get_rng_state_all = set_rng_state = set_rng_state_all = initial_seed = init = _refuse
current_stream = default_stream = stream = ipc_collect = set_per_process_memory_fraction = memory_summary = _refuse
reset_peak_memory_stats = reset_max_memory_allocated = reset_max_memory_cached = utilization = _refuse


def memory_allocated(device=None):
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_cached = max_memory_cached = memory_allocated


def memory_stats(device=None):
    return OrderedDict()


def get_arch_list():
    return []


class Stream:
    """A queue of work on a GPU: there is none."""

    def __init__(self, *args, **kw):
        raise RuntimeError("torch.cuda.Stream requires CUDA support")


class StreamContext:
    """A context manager that chooses a stream; without a GPU it does nothing."""

    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        """Nothing to choose."""

    def __exit__(self, *exc):
        """Nothing to go back to."""


class CUDAGraph:
    """Work of a GPU noted to be done again; there is no GPU."""

    def __init__(self, *args, **kw):
        raise RuntimeError("Tried to instantiate dummy base class CUDAGraph")


class graph:
    """A context manager that notes the work of a GPU; there is no GPU."""

    def __init__(self, cuda_graph, *args, **kw):
        raise RuntimeError("Tried to instantiate dummy base class CUDAGraph")


class Event:
    """A mark in such a queue: there is none."""

    def __init__(self, *args, **kw):
        raise RuntimeError("Tried to instantiate dummy base class Event")


class device:
    """A context manager that chooses a GPU; without one it does nothing."""

    def __init__(self, device):
        self.idx = device

    def __enter__(self):
        return None

    def __exit__(self, *exc):
        return False


def _legacy(name):
    def refuse(cls, *args, **kw):
        raise TypeError(f"type torch.cuda.{name} not available. Torch not compiled with CUDA enabled.")

    return type(name, (), {"__new__": refuse, "__module__": "torch.cuda"})


_TYPES = "Float Double Half BFloat16 Long Int Short Char Byte Bool"
globals().update({f"{kind}Tensor": _legacy(f"{kind}Tensor") for kind in _TYPES.split()})


OutOfMemoryError = type("OutOfMemoryError", (RuntimeError,), {"__module__": "torch"})
amp = _names(__name__, "cuda", _dtypes.float16)
nvtx = part(__name__, "nvtx", range_push=_refuse, range_pop=_refuse, mark=_refuse)
__getattr__ = missing("torch.cuda")
