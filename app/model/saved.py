"""What a node saved for backward, by name: `_saved_self` is its first argument, `_saved_result` its output, …"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from . import numbers
from .labels import input_label, tensor_label
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
# Products: what is saved of one factor is needed only for the gradient of the other.
_NEEDED_FOR = {
    "mul": {"self": "other", "other": "self"}, "div": {"self": "other"}, "mm": {"self": "mat2", "mat2": "self"},
    "bmm": {"self": "mat2", "mat2": "self"}, "mv": {"self": "vec", "vec": "self"},
    "dot": {"self": "tensor", "tensor": "self"}, "addmm": {"mat1": "mat2", "mat2": "mat1"},
    "baddbmm": {"batch1": "batch2", "batch2": "batch1"}, "addmv": {"mat": "vec", "vec": "mat"},
}  # fmt: skip
FULL_LIMIT = 16


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved attribute; `tensor` is its id if it is one, `known` False where the tape does not say its value."""

    name: str
    text: str
    tensor: int | None = None
    known: bool = True


def saved_values(trace: Trace, info: NodeInfo) -> list[Saved]:
    """Every saved name of a node, in the tape's order."""
    return [_saved(trace, info, name) for name in info.saved]


def _saved(trace: Trace, info: NodeInfo, name: str) -> Saved:
    params = trace[info.made_at].get("params") or {}
    if name in params:
        return Saved(name, _param(params[name]))
    output = _output(info, name)
    if output is not None:
        return _tensor(trace, name, output, info.made_at)
    base, what = _parts(name)
    slot = _slot(info, base)
    if slot is None:
        return Saved(name, say("saved_kept"), known=False)
    if what:
        return _about_shape(trace, info.inputs[slot], name, what)
    unneeded = _unneeded(trace, info, base)
    if unneeded is not None:
        return Saved(name, say("saved_not_needed", other=unneeded))
    if slot in info.numbers:
        return Saved(name, _param(info.numbers[slot]))
    tensor = info.inputs[slot]
    return _tensor(trace, name, tensor, info.made_at) if tensor is not None else Saved(name, "None")


def _param(value) -> str:
    if isinstance(value, int | float | complex):
        return numbers.number(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_param, value)) + "]"
    return str(value)


def _output(info: NodeInfo, name: str) -> int | None:
    """The output that a name like "result", "result1" or "indices" stands for."""
    if name in ("result", "output"):
        return info.outputs[0]
    if name.startswith("result") and name[6:].isdigit() and int(name[6:]) < len(info.outputs):
        return info.outputs[int(name[6:])]
    return info.outputs[1] if name == "indices" and len(info.outputs) > 1 else None


def _parts(name: str) -> tuple[str, str]:
    """("self", "sizes") for "self_sym_sizes"; ("self", "") for "self"."""
    for what in ("sizes", "strides", "numel", "argsize_minus_1", "argsize_minus_2"):
        for tail in (f"_sym_{what}", f"_{what}"):
            if name.endswith(tail):
                return name.removesuffix(tail), what
    return name, ""


def _slot(info: NodeInfo, base: str) -> int | None:
    """Which input a saved name stands for."""
    names = _ARGUMENTS.get((info.op or "").rstrip("_"), _DEFAULT)
    slot = names.index(base) if base in names else 0 if base in ("self", "input") else -1
    return slot if 0 <= slot < len(info.inputs) else None


def _about_shape(trace: Trace, tensor: int | None, name: str, what: str) -> Saved:
    if tensor is None or what == "strides":
        return Saved(name, say("saved_kept"), known=False)
    shape = trace.tensor(tensor).shape
    if what == "sizes":
        return Saved(name, numbers.shape_text(shape) if shape else "()")
    if what == "numel":
        return Saved(name, str(prod(shape)))
    at = int(what[-1])
    return Saved(name, str(shape[-at])) if at <= len(shape) else Saved(name, say("saved_kept"), known=False)


def _unneeded(trace: Trace, info: NodeInfo, base: str) -> str | None:
    """The label of the factor that needs no gradient, so that this one was not saved; None if it was."""
    partner = _NEEDED_FOR.get((info.op or "").rstrip("_"), {}).get(base)
    slot = _slot(info, partner) if partner else None
    if slot is None or len(info.next) != len(info.inputs) or info.next[slot][0] is not None:
        return None
    return input_label(trace, info.id, slot)


def _tensor(trace: Trace, name: str, tensor: int, seq: int) -> Saved:
    """A tensor with the value it had when it was saved."""
    value = trace.value_at(tensor, seq)
    return Saved(name, f"{tensor_label(trace, tensor)} = {numbers.full(value, FULL_LIMIT)}", tensor)
