"""Which operators' results a checkpoint keeps, and which it computes again: torch.utils.checkpoint's policies.

The first run notes what the policy decides on each call of an operator, and keeps what is to be saved; the second run takes it from there.
"""

import enum

from .dispatch import TorchDispatchMode
from .operators import OpOverload
from .tensor import Tensor

IGNORED = {"aten.detach.default"}
NO_OVERLOAD = (
    "Expected op in `op_list` to be an OpOverload but got: {} of type {}. Please update the OpOverloadPacket to a specific OpOverload."
    "For example, if you have `torch.ops.aten.mm`, change it to `torch.ops.aten.mm.default`."
)


class CheckpointPolicy(enum.Enum):
    """What a policy may decide on an operator."""

    MUST_SAVE = 0
    PREFER_SAVE = 1
    MUST_RECOMPUTE = 2
    PREFER_RECOMPUTE = 3
    MUST_CPU_OFFLOAD = 4
    PREFER_CPU_OFFLOAD = 5


class SelectiveCheckpointContext:
    """What a policy is told beside the operator: `is_recompute`, whether it runs for the second time."""

    def __init__(self, *, is_recompute, op_output=None):
        self.is_recompute, self.op_output = is_recompute, op_output


class _Kept:
    """A tensor as an operator gave it."""

    def __init__(self, value):
        self.value = value.detach() if isinstance(value, Tensor) else value
        self.version = value._version if isinstance(value, Tensor) and not value.is_inference() else None

    def get(self, may_change):
        if self.version is not None and self.value._version != self.version and not may_change:
            raise RuntimeError("Tensor cached during selective activation checkpoint has been mutated")
        return self.value


class _Keeping(TorchDispatchMode):
    """The first run."""

    def __init__(self, policy, storage):
        super().__init__()
        self.policy, self.storage = policy, storage

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if str(func) in IGNORED:
            return func(*args, **kwargs)
        out = func(*args, **kwargs)
        decided = self.policy(SelectiveCheckpointContext(is_recompute=False, op_output=out), func, *args, **kwargs)
        if decided.__class__ is bool:
            decided = CheckpointPolicy.MUST_SAVE if decided else CheckpointPolicy.PREFER_RECOMPUTE
        saves = decided in (CheckpointPolicy.MUST_SAVE, CheckpointPolicy.PREFER_SAVE)
        parts = out if isinstance(out, tuple | list) else (out,)
        self.storage.setdefault(func, []).append((isinstance(out, tuple | list), [_Kept(x) for x in parts]) if saves else None)
        return out


class _Taking(TorchDispatchMode):
    """The second run."""

    def __init__(self, storage, may_change):
        super().__init__()
        self.storage, self.may_change = storage, may_change

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if str(func) in IGNORED:
            return func(*args, **(kwargs or {}))
        if func not in self.storage:
            raise RuntimeError(f"{func} encountered during backward, but not found in storage")
        if not self.storage[func]:
            raise RuntimeError(
                "Trying to backward an extra time. You are only allowed to backward once on any region computed under selective activation "
                "checkpoint."
            )
        kept = self.storage[func].pop(0)
        if kept is None:
            return func(*args, **(kwargs or {}))
        several, parts = kept
        values = [part.get(self.may_change) for part in parts]
        return tuple(values) if several else values[0]


def create_selective_checkpoint_contexts(policy_fn_or_list, allow_cache_entry_mutation=False):
    """The contexts of both runs (a checkpoint's `context_fn`): of a policy(ctx, op, *args, **kwargs), or of a list of operators to be saved."""
    if isinstance(policy_fn_or_list, list):
        for op in policy_fn_or_list:
            if not isinstance(op, OpOverload):
                raise ValueError(NO_OVERLOAD.format(op, type(op)))

        def policy(ctx, op, *args, **kwargs):
            return CheckpointPolicy.MUST_SAVE if op in policy_fn_or_list else CheckpointPolicy.PREFER_RECOMPUTE

    elif callable(policy_fn_or_list):
        policy = policy_fn_or_list
    else:
        raise TypeError("policy_fn_or_list must be either a function or a list of ops.")
    storage = {}
    return _Keeping(policy, storage), _Taking(storage, allow_cache_entry_mutation)


for _thing in (CheckpointPolicy, SelectiveCheckpointContext, create_selective_checkpoint_contexts):
    _thing.__module__ = "torch.utils.checkpoint"
