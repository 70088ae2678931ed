"""What a node saved for backward, by name: `_saved_self` is its first argument, `_saved_result` its output, …"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import numbers
from .labels import tensor_label
from .words import say

if TYPE_CHECKING:
    from .info import NodeInfo
    from .trace import Trace

# Names of tensor arguments, in order, where they are not (self, other); torch's names.
_ARGUMENTS = {
    "addmm": ("self", "mat1", "mat2"), "mm": ("self", "mat2"), "bmm": ("self", "mat2"), "mv": ("self", "vec"),
    "dot": ("self", "tensor"), "addmv": ("self", "mat", "vec"), "baddbmm": ("self", "batch1", "batch2"),
    "addcmul": ("self", "tensor1", "tensor2"), "addcdiv": ("self", "tensor1", "tensor2"),
    "pow": ("self", "exponent"), "where": ("condition", "self", "other"), "lerp": ("self", "end", "weight"),
    "gather": ("self", "index"), "index_select": ("self", "index"), "masked_fill": ("self", "mask", "value"),
    "convolution": ("input", "weight", "bias"), "embedding": ("weight", "indices"),
    "nll_loss": ("self", "target", "weight"), "mse_loss": ("self", "target"), "l1_loss": ("self", "target"),
    "native_layer_norm": ("input", "weight", "bias"), "native_batch_norm": ("input", "weight", "bias"),
    "binary_cross_entropy": ("self", "target", "weight"),
}  # fmt: skip
_DEFAULT = ("self", "other")
FULL_LIMIT = 16


def saved_values(trace: Trace, info: NodeInfo) -> list[tuple[str, str, int | None]]:
    """(name, text, tensor id or None) for every saved name of a node."""
    return [(name, *_saved(trace, info, name)) for name in info.saved]


def _saved(trace: Trace, info: NodeInfo, name: str) -> tuple[str, int | None]:
    if name.startswith("result") or name == "output":
        nr = int(name[6:] or 0) if name.startswith("result") and name[6:].isdigit() else 0
        return _tensor(trace, info.outputs[min(nr, len(info.outputs) - 1)], info.made_at)
    base = name.removesuffix("_sizes").removesuffix("_sym_sizes")
    names = _ARGUMENTS.get((info.op or "").rstrip("_"), _DEFAULT)
    slot = 0 if base in ("self", "input") and base not in names else names.index(base) if base in names else -1
    if not 0 <= slot < len(info.inputs):
        return say("saved_kept"), None
    tensor = info.inputs[slot]
    if name.endswith("_sizes") and tensor is not None:
        return numbers.shape_text(trace.tensor(tensor).shape), None
    if slot in info.numbers:
        value = info.numbers[slot]
        return numbers.number(value) if isinstance(value, int | float | complex) else str(value), None
    return _tensor(trace, tensor, info.made_at) if tensor is not None else (say("saved_kept"), None)


def _tensor(trace: Trace, tensor: int, seq: int) -> tuple[str, int]:
    """A tensor's label and the value it had when it was saved."""
    value = trace.value_at(tensor, seq)
    return f"{tensor_label(trace, tensor)} = {numbers.full(value, FULL_LIMIT)}", tensor
