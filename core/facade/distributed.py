"""torch.distributed: the names. One process runs; it can be the group of itself (../distributed.py, ../collectives.py)."""

from ..collectives import (  # noqa: F401
    Work,
    all_gather,
    all_gather_into_tensor,
    all_gather_object,
    all_gather_single,
    all_reduce,
    all_to_all,
    all_to_all_single,
    barrier,
    broadcast,
    broadcast_object_list,
    gather,
    gather_object,
    irecv,
    isend,
    monitored_barrier,
    recv,
    reduce,
    reduce_scatter,
    reduce_scatter_single,
    reduce_scatter_tensor,
    scatter,
    scatter_object_list,
    send,
)
from ..distributed import (  # noqa: F401
    Backend,
    GroupMember,
    ProcessGroup,
    ReduceOp,
    default_pg_timeout,
    destroy_process_group,
    get_backend,
    get_global_rank,
    get_group_rank,
    get_node_local_rank,
    get_process_group_ranks,
    get_rank,
    get_world_size,
    group,
    init_process_group,
    is_available,
    is_backend_available,
    is_gloo_available,
    is_initialized,
    is_mpi_available,
    is_nccl_available,
    is_torchelastic_launched,
    is_ucc_available,
    is_xccl_available,
    new_group,
)
from .distributed_parts import WHY as _WHY
from .distributed_parts import fill as _fill
from .parts import missing

reduce_op = ReduceOp


def _rank_not_in_group(group):  # noqa: F811
    return group == GroupMember.NON_GROUP_MEMBER


ReduceOp.__module__ = "torch.distributed.distributed_c10d"
_fill(__name__)
__getattr__ = missing("torch.distributed", _WHY)
