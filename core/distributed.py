"""torch.distributed's group of processes, which here is one process: starting it, asking it, ending it.

Scripts that are written for several processes run as the only one of them: rank 0 of 1. A group of more is refused at its start.
"""

import datetime
import enum
import os
import warnings
from urllib.parse import parse_qs, urlparse

NOT_STARTED = "Default process group has not been initialized, please make sure to call init_process_group."
ALONE = (
    "torch.distributed.init_process_group: Retrograd runs one process, so it cannot start a group of {}. Run the program as the only "
    "process: world_size=1 and rank=0."
)
default_pg_timeout = datetime.timedelta(seconds=1800)
_state = {"default": None}  # the ProcessGroup that init_process_group made


class ReduceOp:
    """How values of several processes are put together."""

    class RedOpType(enum.IntEnum):
        """The ways by name."""

        SUM, AVG, PRODUCT, MIN, MAX, BAND, BOR, BXOR, PREMUL_SUM = range(9)

    locals().update(RedOpType.__members__)


class Backend(str):
    """The name of what carries messages; here nothing does."""

    UNDEFINED, GLOO, NCCL, UCC, MPI, XCCL = "undefined", "gloo", "nccl", "ucc", "mpi", "xccl"
    backend_list = (UNDEFINED, GLOO, NCCL, XCCL, UCC, MPI)

    def __new__(cls, name):
        if not isinstance(name, str):
            raise ValueError("Backend constructor parameter must be string-ish")
        return super().__new__(cls, name.lower())


class ProcessGroup:
    """Processes that work together: this one."""

    def __init__(self, backend):
        self.backend = backend

    def rank(self):
        return 0

    def size(self):
        return 1

    def name(self):
        return str(self.backend)


class _World(type):
    """The class of `group` and `GroupMember`, whose WORLD is the default group."""

    @property
    def WORLD(cls):
        return _state["default"]


class group(metaclass=_World):
    """The group of all processes."""


class GroupMember(metaclass=_World):
    """Whether a process belongs to a group."""

    NON_GROUP_MEMBER = -100


ProcessGroup.__module__ = "torch.distributed.distributed_c10d"


def is_available():
    return True


def is_initialized():
    return _state["default"] is not None


def is_gloo_available():
    return True


def is_nccl_available():
    return False


is_mpi_available = is_ucc_available = is_xccl_available = is_nccl_available


def is_torchelastic_launched():
    return os.environ.get("TORCHELASTIC_RUN_ID") is not None


def is_backend_available(backend):
    return backend.lower() == "gloo"


def the(group=None):
    """`group`, or the default one; ValueError where none was started."""
    if not is_initialized():
        raise ValueError(NOT_STARTED)
    return _state["default"] if group is None else group


def _outside(group):
    return group == GroupMember.NON_GROUP_MEMBER


def get_rank(group=None):
    return -1 if _outside(group) else the(group).rank()


def get_world_size(group=None):
    return -1 if _outside(group) else the(group).size()


def get_backend(group=None):
    return the(group).backend


def get_process_group_ranks(group):
    return list(range(the(group).size()))


def get_global_rank(group, group_rank):
    """The rank among all of the process that has `group_rank` in the group."""
    if group is _state["default"]:
        return group_rank
    if group_rank:
        raise ValueError(f"Group rank {group_rank} is not part of group {the(group)}")
    return the(group).rank()


get_group_rank = get_global_rank


def get_node_local_rank(fallback_rank=None):
    if "LOCAL_RANK" in os.environ:
        return int(os.environ["LOCAL_RANK"])
    if fallback_rank is not None:
        return int(fallback_rank)
    raise RuntimeError(
        "LOCAL_RANK is not in the environment. Consider passing fallback_rank to allow `get_node_local_rank` to work, assuming you are not "
        "running in a multi-device context and want the code to run locally instead."
    )


def _rendezvous(method, rank, world_size):
    """(rank, number of processes) as the arguments, the address or the environment say; ValueError where none does."""
    url = urlparse(method)
    asked = {k: int(v[0]) for k, v in parse_qs(url.query).items() if k in ("rank", "world_size")}
    asked.update({k: v for k, v in (("rank", rank), ("world_size", world_size)) if v != -1})
    said = f"Error initializing torch.distributed using {url.scheme}:// rendezvous: "
    if url.scheme != "env":
        for name, word in (("rank", "rank"), ("world_size", "world size")):
            if name not in asked:
                raise ValueError(f"{said}{word} parameter missing")
        return asked["rank"], asked["world_size"]
    for name, key in (("RANK", "rank"), ("WORLD_SIZE", "world_size"), ("MASTER_ADDR", ""), ("MASTER_PORT", "")):
        if key not in asked:
            if not os.environ.get(name):
                raise ValueError(f"{said}environment variable {name} expected, but not set")
            asked.setdefault(key or name, os.environ[name])
    return int(asked["rank"]), int(asked["world_size"])


def _check_backend(backend):
    parts = dict.fromkeys(part.rpartition(":")[2] for part in str(backend or "gloo").lower().split(","))
    for part in parts:
        if part in ("nccl", "ucc", "xccl"):
            if part == "nccl":
                warnings.warn("Attempted to get default timeout for nccl backend, but NCCL support is not compiled", stacklevel=4)
            raise RuntimeError(f"Distributed package doesn't have {part.upper()} built in")
        if part == "mpi":
            raise RuntimeError(
                "Distributed package doesn't have MPI built in. MPI is only included if you build PyTorch from source on a host that has "
                "MPI installed."
            )
        if part not in ("gloo", "fake"):
            raise AssertionError(f"Unknown backend type {part}")


def init_process_group(backend=None, init_method=None, timeout=None, world_size=-1, rank=-1, store=None, group_name="", pg_options=None,
                       device_id=None, **kw):  # fmt: skip
    """Makes this process the only one of its group, after the checks that PyTorch makes."""
    if is_initialized():
        raise ValueError("trying to initialize the default process group twice!")
    if store is None:
        rank, world_size = _rendezvous(init_method or "env://", rank, world_size)
    _check_backend(backend)
    if world_size != 1 or rank:
        raise RuntimeError(ALONE.format(world_size))
    _state["default"] = ProcessGroup(Backend(backend or "undefined"))


def new_group(ranks=None, timeout=None, backend=None, pg_options=None, use_local_synchronization=False, group_desc=None, device_id=None):
    """Another group of this process; GroupMember.NON_GROUP_MEMBER where `ranks` does not name it."""
    whole = the()
    if ranks is not None and len(ranks) > whole.size():
        raise ValueError("the new group's world size should be less or equal to the world size set by init_process_group")
    if ranks is not None and any(r not in range(whole.size()) for r in ranks):
        raise ValueError("The new group's rank should be within the world_size set by init_process_group")
    return ProcessGroup(Backend(backend or whole.backend)) if ranks is None or list(ranks) else GroupMember.NON_GROUP_MEMBER


def destroy_process_group(group=None):
    """Ends the group; without one, all of them."""
    if _outside(group):
        return
    if group is None and not is_initialized():
        raise AssertionError("Process group cannot be None")
    if group is None or group is _state["default"]:
        _state["default"] = None
