"""Why a gradient is zero: the node that received something and sent zero, and what its op did there.

We walk from the tensor towards the root: past every node that received zeros already, to the first that did not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from . import describe, flow
from . import kinds as K
from .labels import expression, node_label, short_grad_fn, tensor_label
from .numbers import number
from .saved import saved_values
from .translate import tr

if TYPE_CHECKING:
    from .info import NodeInfo
    from .trace import Trace

ADVICE = {
    "relu": "A smaller learning rate or other initial values; leaky_relu keeps a slope below 0.",
    "saturated": "Keep the inputs small: scale the data, start from smaller weights.",
    "clamp": "Clamp only what is reported, or make sure that the values lie within the limits.",
    "flat": "Use a smooth function in its place, or straight-through: x + (rounded - x).detach().",
    "drawn": "Draw apart from what shall learn: mu + sigma * torch.randn_like(sigma), or rsample() of a distribution.",
    "hook": "See what the hook returns: a factor or mask in it is 0.",
    "number": "Leave the factor 0 out: nothing below it can learn.",
    "multiplied": "See why the factor is 0: weights that start at 0 keep what is below them from learning.",
    "picked": "Only what was picked gets a gradient: that may be meant.",
    "softmax": "For one score use a sigmoid; else check the dimension.",
    "at its minimum": "Nothing to mend: the loss is at its least here.",
    "sums": "Look at the rule of this node: what is added up there cancels.",
    "cancel": "Look at the contributions one by one in the ledger.",
}  # fmt: skip
REASONS = {
    "relu": "relu's input is 0 or less, so its slope is 0",
    "saturated": "{op} is saturated: its output is at its limit, where it is flat",
    "clamp": "the value lies outside of the limits of {op}, where it is constant",
    "flat": "{op} is a step function: its slope is 0 everywhere",
    "drawn": "{op} draws at random, and a draw has no slope",
    "multiplied": "it is multiplied by {factor}, which is 0",
    "picked": "{op} picked other elements",
    "masked": "{op} took the other branch",
    "softmax": "a softmax over one element is always 1",
    "at its minimum": "{op} is at its least: output and target are equal",
    "cancel": "{count} contributions cancel each other",
    "hook": "a hook on {tensor} made it 0",
    "masked_by": "it is multiplied by {factor}, which is 0 there",
    "abs": "{op} is at 0, where its slope counts as 0",
    "zero_start": "the gradient that backward started from is 0",
    "power": "{op} has slope 0 where what is raised is 0",
    "number": "it is multiplied by 0",
    "sums": "what {op} adds up for it comes to 0",
    "other": "{op} gives back 0: its slope is 0 at this input",
}
_FLAT = ("Round", "Floor", "Ceil", "Sign", "Sgn", "Trunc", "Heaviside", "Fix")
_PICKS = ("Max", "Min", "Amax", "Amin", "Topk", "Sort", "Index", "Select", "Slice", "Gather", "Embedding", "MaxPool2DWithIndices",
          "MaxPool1DWithIndices", "Median", "Kthvalue", "Maximum", "Minimum", "Aminmax", "Cummax", "Cummin", "Trace", "Diagonal",
          "Tril", "Triu", "MaskedSelect", "Narrow", "Split", "Unbind", "NllLoss")  # fmt: skip
_DRAWS = ("Normal", "Bernoulli", "Poisson", "Binomial", "Multinomial", "StandardGamma")
_CLAMPS = ("Clamp", "ClampMin", "ClampMax", "Hardtanh", "Hardsigmoid", "Hardswish", "Relu6")
_PRODUCTS = ("Mm", "Addmm", "Bmm", "Baddbmm", "Mv", "Addmv", "Dot", "Convolution", "Linear")  # each sends a sum of products
_DIFFERENCES = ("MseLoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "Pow", "Square")
_KEPT: WeakKeyDictionary = WeakKeyDictionary()  # trace → {(node, end of its call): what _maker found}


@dataclass(frozen=True, slots=True)
class Zero:
    """`share` of a gradient's elements are 0, made so by `node` at event `run` (line `line`) for this `reason`."""

    kind: str
    reason: str
    evidence: str
    share: float
    node: int
    run: int
    line: int | None


def explain(trace: Trace, tensor: int, seq: int) -> Zero | None:
    """Why (some of) the gradient that came to a tensor up to event `seq` is zero; None if none of it is, or it is not
    known."""
    number_of_call = trace.call_at(seq)
    call = trace.calls[number_of_call - 1] if number_of_call else trace.last_call(seq)
    if call is None:
        return None
    end = call.last - 1 if call.last >= 0 else len(trace) - 1
    node = trace.node_of(tensor, call.first)
    run = trace.index.runs.last(node, end) if node is not None else -1
    if run < call.first:
        return None
    info = trace.tensor(tensor)
    arrived = trace[run]["grad_outputs"]
    value = arrived[info.output_nr if node == info.node and info.output_nr < len(arrived) else 0]
    if value is None or not value.array.size or value.array.all():
        return None
    share = float(np.mean(value.array == 0))
    maker = _maker(trace, node, value, end)
    return _zero(trace, maker, share, value.numel) if maker else None


def _maker(trace: Trace, node: int, value, end: int):
    """(node, run, contributions) of the first node upwards that received something else than it sent.

    Where all is zero the answer is that of every node on the way, and kept: a cursor that goes along a dead chain asks
    for one after the other.
    """
    kept, passed, found = _KEPT.setdefault(trace, {}), [], None
    for _ in range(100_000):
        if not value.array.any():
            if (node, end) in kept:
                found = kept[node, end]
                break
            passed.append((node, end))
        found = _made_by(trace, node, value, end)
        if found is None or len(found) == 3:
            break
        node, value = found
    found = found if found is None or len(found) == 3 else None
    kept.update(dict.fromkeys(passed, found))
    return found


def _made_by(trace: Trace, node: int, value, end: int):
    """The maker, as `_maker` gives it, if it sent to this node; else (the node that sent the zeros on, what it got)."""
    hook = _zeroing_hook(trace, node, value, end)
    if hook >= 0:
        return node, hook, -1
    sent = [one for one in flow.contributions(trace, node, end) if one.value.shape == value.shape]
    if not sent:
        return node, trace.index.runs.last(node, end), 0  # the root itself
    if len(sent) > 1 and not value.array.any() and all(one.value.array.any() for one in sent):
        return node, sent[-1].seq, len(sent)
    zero = value.array == 0
    one = next((one for one in sent if np.array_equal(one.value.array == 0, zero)), sent[0])
    arrived = next((v for v in trace[one.seq]["grad_outputs"] if v is not None), None)
    if arrived is None:
        return one.source, one.seq, 0
    if value.array.any():
        same = arrived.shape == value.shape and np.array_equal(arrived.array == 0, zero)
    else:
        same = not arrived.array.any()
    return (one.source, arrived) if same else (one.source, one.seq, 0)


def _zeroing_hook(trace: Trace, node: int, value, end: int) -> int:
    """Seq of the hook on this node or its tensor that put in the zeros which arrived; −1 if none did."""
    index = trace.index
    run = index.runs.last(node, end)
    first = trace.calls[trace.call_at(run) - 1].first
    at = index.by_node.last(node, run - 1) if index.kind.view[index.by_node.last(node, run - 1)] == K.HOOK else -1
    for seq in (at, *(index.tensor_hooks.last(tensor, run) for tensor in trace.node(node).outputs)):
        if seq < first:
            continue
        before, after = trace[seq]["before"], trace[seq]["after"]
        if isinstance(before, list) or before is None or after is None or after.shape != value.shape:
            continue
        zero = after.array == 0
        if not np.array_equal(before.array == 0, zero) and np.array_equal(zero, value.array == 0):
            return seq
    return -1


def _zero(trace: Trace, maker, share: float, size: int) -> Zero | None:
    node, run, cancelling = maker
    if trace.kind(run) == "hook":
        return _hooked(trace, node, run, share, size)
    part = _part(share, size)
    if cancelling:
        at = trace.node(node)
        line = at.line if not at.is_accumulate else None
        return Zero("cancel", tr(REASONS["cancel"], count=cancelling), part, share, node, run, line)
    if describe.known(trace.index.made_node, node) < 0:
        return None
    info = trace.node(node)
    made = trace[info.made_at]
    op = expression(trace, made) if made["event"] == "op" else made["op"]
    line = info.line
    where = tr(" (line {line})", line=line) if line else ""
    kind, factor = _kind(trace, info, run)
    reason = tr(REASONS[kind], op=op or info.op, factor=factor)
    sent = tr("{node} received a gradient and sent 0.", node=f"{info.grad_fn}{where}")
    return Zero(kind, reason, f"{sent} {part}".rstrip(), share, node, run, line)


def _part(share: float, size: int) -> str:
    """How much of a gradient is 0."""
    if size == 1:
        return ""
    if share == 1:
        return tr("All of its {size} elements are 0.", size=size)
    return tr("{share:.0%} of its {size} elements are 0.", share=share, size=size)


def _hooked(trace: Trace, node: int, hook: int, share: float, size: int) -> Zero:
    name, line = node_label(trace, node), trace.line_of(hook)
    return Zero("hook", tr(REASONS["hook"], tensor=name), _part(share, size), share, node, hook, line)


def _kind(trace: Trace, info: NodeInfo, run: int) -> tuple[str, str]:
    """(which of REASONS, the label of the factor that is 0)."""
    op = short_grad_fn(info.grad_fn).rstrip("0123456789")
    arrived = next((v for v in trace[run]["grad_outputs"] if v is not None), None)
    if arrived is not None and not arrived.array.any():
        return "zero_start", ""
    if op in ("Relu", "Threshold", "LeakyRelu", "Elu", "Selu", "Celu"):
        return "relu", ""
    if op in ("Sigmoid", "Tanh", "Softmax", "LogSoftmax", "Erf", "Gelu", "Silu", "LogSigmoid"):
        shape = trace.tensor(info.outputs[0]).shape
        one = op.endswith("oftmax") and shape and 1 in (shape[-1], shape[1] if len(shape) > 1 else 0)
        return ("softmax" if one else "saturated"), ""
    if op in _CLAMPS:
        return "clamp", ""
    if op in _FLAT:
        return "flat", ""
    if op in _DRAWS:
        return "drawn", ""
    if op in ("Where", "MaskedFill", "MaskedScatter"):
        return "masked", ""
    if op in ("Abs", "Norm", "LinalgVectorNorm"):
        return "abs", ""
    if op in _DIFFERENCES and not _saved_zero(trace, info, ("other", "exponent")):
        return ("at its minimum" if op.endswith("Loss") else "power"), ""
    if op in _PICKS:
        return "picked", ""
    factor = _saved_zero(trace, info)
    masked = "" if factor else _mask(trace, info, run)
    if masked:
        return "masked_by", masked
    if factor:
        return "number" if factor == number(0) else "multiplied", factor
    sums = arrived is not None and any(v is not None and v.numel < arrived.numel for v in trace[run]["grad_inputs"])
    return ("sums" if sums or op in _PRODUCTS else "other"), ""


def _mask(trace: Trace, info: NodeInfo, run: int) -> str:
    """The label of a saved tensor that is 0 just where a gradient that the node sent is, "" if none is."""
    sent = [v.array == 0 for v in trace[run]["grad_inputs"] if v is not None]
    for saved in saved_values(trace, info):
        value = trace.value_at(saved.tensor, info.made_at) if saved.tensor is not None else None
        if value is not None and any(zero.any() and np.array_equal(value.array == 0, zero) for zero in sent):
            return tensor_label(trace, saved.tensor)
    return ""


def _saved_zero(trace: Trace, info: NodeInfo, names=None) -> str:
    """The label of a saved tensor or number (of these names) that is all zero, "" if none is."""
    for x in info.numbers.values():
        if isinstance(x, int | float) and x == 0 and names is None:
            return number(x)
    for saved in saved_values(trace, info):
        if saved.tensor is None or (names is not None and saved.name not in names):
            continue
        value = trace.value_at(saved.tensor, info.made_at)
        if value is not None and value.array.size and not value.array.any():
            return tensor_label(trace, saved.tensor)
    return ""
