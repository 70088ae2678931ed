"""The modules below torch.distributed that libraries import before they know how many processes there are.

What spreads a tensor or a module over processes is a name that refuses when it is called: no thing is of such a class, so what libraries ask
of them (`isinstance`) is answered right.
"""

import enum
import sys

from .. import collectives
from .. import distributed as one
from .parts import part

WHY = "Retrograd runs one process: its torch.distributed is the group of that one."
_FSDP = (
    "FullyShardedDataParallel CPUOffload FullStateDictConfig FullOptimStateDictConfig MixedPrecision ShardedOptimStateDictConfig "
    "ShardedStateDictConfig"
)
_ENUMS = {
    "ShardingStrategy": "FULL_SHARD SHARD_GRAD_OP NO_SHARD HYBRID_SHARD",
    "StateDictType": "FULL_STATE_DICT LOCAL_STATE_DICT SHARDED_STATE_DICT",
    "BackwardPrefetch": "BACKWARD_PRE BACKWARD_POST",
    "OptimStateKeyType": "PARAM_NAME PARAM_ID",
    "CheckpointImpl": "REENTRANT NO_REENTRANT",
    "SplitPoint": "BEGINNING END",
}
# Module: names; those with a capital are classes, the others functions.
_REFUSED = {
    "_composable": "",
    "_composable.fsdp": "FSDPModule fully_shard MixedPrecisionPolicy",
    "_functional_collectives": "all_to_all_single_autograd wait_tensor",
    "_tensor": "DTensor DeviceMesh distribute_tensor",
    "_tensor.experimental": "implicit_replication",
    "algorithms": "",
    "algorithms._checkpoint": "",
    "algorithms._checkpoint.checkpoint_wrapper": "CheckpointImpl CheckpointWrapper apply_activation_checkpointing checkpoint_wrapper "
    "offload_wrapper",
    "algorithms.ddp_comm_hooks": "",
    "algorithms.ddp_comm_hooks.default_hooks": "allreduce_hook fp16_compress_hook bf16_compress_hook",
    "algorithms.ddp_comm_hooks.post_localSGD_hook": "PostLocalSGDState post_localSGD_hook",
    "algorithms.ddp_comm_hooks.powerSGD_hook": "PowerSGDState powerSGD_hook batched_powerSGD_hook",
    "algorithms.join": "Join Joinable JoinHook",
    "algorithms.model_averaging": "",
    "algorithms.model_averaging.averagers": "ModelAverager PeriodicModelAverager",
    "checkpoint": "FileSystemReader FileSystemWriter load load_state_dict save save_state_dict",
    "checkpoint.default_planner": "DefaultLoadPlanner DefaultSavePlanner",
    "checkpoint.format_utils": "_EmptyStateDictLoadPlanner",
    "checkpoint._consolidate_hf_safetensors": "consolidate_safetensors_files",
    "checkpoint.hf_storage": "HuggingFaceStorageReader HuggingFaceStorageWriter",
    "checkpoint.optimizer": "load_sharded_optimizer_state_dict",
    "checkpoint.state_dict": "StateDictOptions get_model_state_dict get_optimizer_state_dict get_state_dict set_model_state_dict "
    "set_optimizer_state_dict set_state_dict",
    "checkpoint.state_dict_loader": "_load_state_dict",
    "device_mesh": "DeviceMesh init_device_mesh",
    "elastic": "",
    "elastic.multiprocessing": "",
    "elastic.multiprocessing.errors": "ChildFailedError",
    "fsdp": f"{_FSDP} BackwardPrefetch CPUOffloadPolicy FSDPModule MixedPrecisionPolicy OffloadPolicy OptimStateKeyType ShardingStrategy "
    "StateDictType fully_shard",
    "fsdp.api": f"{_FSDP} ShardingStrategy StateDictType",
    "fsdp.fully_sharded_data_parallel": f"{_FSDP} ShardingStrategy StateDictType",
    "fsdp.sharded_grad_scaler": "ShardedGradScaler",
    "fsdp.wrap": "ModuleWrapPolicy enable_wrap size_based_auto_wrap_policy transformer_auto_wrap_policy wrap",
    "launcher": "",
    "launcher.api": "LaunchConfig elastic_launch",
    "optim": "DistributedOptimizer PostLocalSGDOptimizer ZeroRedundancyOptimizer",
    "pipelining": "PipelineStage ScheduleGPipe SplitPoint pipeline",
    "pipelining.microbatch": "TensorChunkSpec",
    "tensor": "DTensor DeviceMesh Partial Replicate Shard distribute_tensor",
    "tensor._utils": "compute_local_shape_and_global_offset",
    "tensor.experimental": "context_parallel implicit_replication",
    "tensor.experimental._attention": "set_rotate_method",
    "tensor.parallel": "ColwiseParallel RowwiseParallel SequenceParallel parallelize_module",
    "tensor.placement_types": "Partial Placement Replicate Shard _StridedShard",
    "utils": "_sync_module_states",
}
# Classes that say how something would be spread: libraries make them before they know whether anything will be.
_PLANS = set("""
CPUOffload CPUOffloadPolicy ColwiseParallel FullOptimStateDictConfig FullStateDictConfig LaunchConfig MixedPrecision MixedPrecisionPolicy
ModuleWrapPolicy OffloadPolicy Partial Placement Replicate RowwiseParallel SequenceParallel Shard ShardedOptimStateDictConfig
ShardedStateDictConfig StateDictOptions _StridedShard
""".split())
_made = {}


def _keep(self, *args, **kw):
    self.args = args
    self.__dict__.update(kw)


def _refusal(name):
    def refuse(*args, **kw):
        raise RuntimeError(f"torch.distributed's {name} spreads tensors, modules or files over processes. {WHY}")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


def _thing(name, module):
    """The class, enumeration or function of that name, the same under all modules that have it."""
    if name not in _made:
        if name in _ENUMS:
            _made[name] = enum.Enum(name, _ENUMS[name].split())
        elif name.strip("_")[0].isupper():
            start = _keep if name in _PLANS else _refusal(name)
            _made[name] = type(name, (), {"__module__": module, "__doc__": "Belongs to groups of several processes.", "__init__": start})
        else:
            _made[name] = _refusal(name)
    return _made[name]


def record(fn=None, error_handler=None):
    """A decorator for a program's main function, whose errors are shown anyway."""
    return fn if fn is not None else lambda f: f


def fill(package):
    """Makes the modules below `package`, the Python name of torch.distributed."""
    public = {k: v for k, v in vars(sys.modules[package]).items() if not k.startswith("__")}
    part(package, "distributed_c10d", **public, _get_default_group=one.the)
    part(package, "constants", default_pg_timeout=one.default_pg_timeout)
    for path, names in _REFUSED.items():
        above, _, short = path.rpartition(".")
        things = {name: _thing(name, f"torch.distributed.{path}") for name in names.split()}
        part(f"{package}.{above}" if above else package, short, **things)
    part(package, "nn", all_reduce=collectives.all_reduce_with_gradient, all_gather=collectives.all_gather_with_gradient)
    part(f"{package}.nn", "functional", all_reduce=collectives.all_reduce_with_gradient, all_gather=collectives.all_gather_with_gradient)
    sys.modules[f"{package}.elastic.multiprocessing.errors"].record = record
