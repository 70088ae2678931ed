"""The state of gradients and nodes at a cursor: not yet, a value, None and why, or cut and where.

Note [State of a node]
State is per backward call. The call that counts at a cursor is the innermost one around it, else the last one that
began before it. Seen from there a node is
    current     its work is what the cursor stands in or just after,
    visited     it ran earlier in this call; or in an earlier call that freed its graph, so that it never can again (but
                not where this call wanted to go through it once more, and broke off),
    pending     it runs later in this call, or in a later one, or (the tape still grows) may do so: a node that was
                visited in call 1 and runs again in call 2 is pending again from the start of call 2,
    unreached   the call is over or known whole, it did not reach the node, and no later one does.
The tape knows the future of a finished run; that is used to tell "not yet" from "never".
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from core.tapevalue import TensorValue

from . import describe, lineage
from . import kinds as K
from .grad_modes import is_mode
from .info import GradState, NodeState, TensorInfo
from .labels import tensor_labels
from .words import say

if TYPE_CHECKING:
    from .trace import Trace
    from .traceindex import Call


def last_call(trace: Trace, seq: int) -> Call | None:
    """The innermost call around `seq`, else the outermost of those that began last before it."""
    calls = trace.calls
    inside = trace.call_at(seq)
    if inside:
        return calls[inside - 1]
    at = bisect_right(calls, seq, key=lambda call: call.first) - 1
    if at < 0:
        return None
    while calls[at].parent >= 0:
        at = calls[at].parent
    return calls[at]


def current_node(trace: Trace, seq: int) -> int | None:
    """The node whose work the cursor stands in or just after, None outside of backward and at its start and end."""
    index = trace.index
    inside = trace.call_at(seq)
    if not inside:
        return None
    kind = index.kind.view[seq]
    if kind == K.NODE:
        return int(index.node.view[seq])
    if kind in (K.BACKWARD, K.BACKWARD_END):
        return None
    if index.during.view[seq] >= 0:
        return int(index.during.view[seq])
    step = index.steps.index_at(seq)
    if step >= 0:
        anchor = int(index.steps.anchors.view[step])
        if anchor > index.calls[inside - 1].first and index.kind.view[anchor] == K.NODE:
            return int(index.node.view[anchor])
    return None


def frees(trace: Trace, call_index: int) -> bool:
    """Whether this call freed the graph it went through."""
    last = trace.calls[call_index].last
    return last >= 0 and trace.kind(last) == "backward_end" and bool(trace[last].get("freed"))


def situation(trace: Trace, node: int, seq: int) -> tuple[NodeState, int]:
    """(state of the node, seq of the run that counts or −1); see Note [State of a node]."""
    call = last_call(trace, seq)
    if call is None:
        return "pending", -1
    runs = trace.index.runs
    run = runs.last(node, seq)
    ran = run >= call.first
    if current_node(trace, seq) == node:
        return "current", run if ran else -1
    if ran:
        return "visited", run
    upcoming = runs.next(node, seq)
    if upcoming >= 0 and (call.last < 0 or upcoming <= call.last):
        return "pending", -1
    if run >= 0 and _is_op_node(trace, node) and trace.frees(trace.call_at(run)):
        return ("unreached", -1) if node in trace.tried_by(call.number) else ("visited", run)
    if call.last < 0 or upcoming >= 0 or _made_at(trace, node) > call.first:
        return "pending", -1
    return "unreached", -1


def _is_op_node(trace: Trace, node: int) -> bool:
    return describe.known(trace.index.made_node, node) >= 0


def _made_at(trace: Trace, node: int) -> int:
    """Seq of the event that made the node (for an AccumulateGrad its leaf), without decoding."""
    seq = describe.known(trace.index.made_node, node)
    if seq < 0:
        leaf = describe.known(trace.index.acc_tensor, node)
        seq = describe.known(trace.index.made_tensor, leaf) if leaf >= 0 else -1
    return seq


def node_state(trace: Trace, node: int, seq: int) -> NodeState:
    """See Note [State of a node]."""
    return situation(trace, node, seq)[0]


def run_of(trace: Trace, node: int, seq: int) -> int:
    """Seq of the node's run that counts at `seq`, −1 if none does."""
    return situation(trace, node, seq)[1]


# ---- gradients


def grad_at(trace: Trace, tensor: int, seq: int) -> GradState:
    """The gradient at the cursor: `.grad` of a leaf; for another tensor what arrived at its node in this call."""
    info = trace.tensor(tensor)
    if not _requires_grad(trace, info, seq):
        return _untracked(trace, info, seq)
    node = describe.grad_fn_of(trace, info, seq)
    if node is None:
        return _leaf(trace, info, seq)
    state, run = situation(trace, node, seq)
    if run >= 0:
        nr = info.output_nr if node == info.node else 0
        arrived = trace[run]["grad_outputs"]
        value = arrived[nr] if nr < len(arrived) else None
        if value is None:
            return GradState("none", reason=say("no_output_grad"), seq=run)
        return GradState("value", value, seq=run)
    if state == "unreached":
        return _why_not(trace, info, last_call(trace, seq))
    return _not_yet(trace, info, seq)


def attribute_at(trace: Trace, tensor: int, seq: int) -> GradState:
    """What `tensor.grad` would be at the cursor."""
    info = trace.tensor(tensor)
    if describe.grad_fn_of(trace, info, seq) is None or not _requires_grad(trace, info, seq):
        return grad_at(trace, tensor, seq)
    if trace.index.grads.next(tensor, -1) >= 0:
        return _leaf(trace, info, seq)
    return GradState("none", reason=say("not_leaf"), line=info.line)


def _requires_grad(trace: Trace, info: TensorInfo, seq: int) -> bool:
    """Whether it requires grad at `seq`: from the start, as it was set, or something shows that it came to later."""
    if trace.switches:
        set_to = trace.switched_at(info.id, seq)
        if set_to is not None or info.id in trace.switches:
            return info.requires_grad if set_to is None else set_to[0]
    if info.requires_grad and lineage.detached_at(trace, info.id, seq) >= 0:
        return False
    if info.requires_grad or describe.grad_fn_of(trace, info, seq) is not None:
        return True
    return info.is_leaf and trace.came_to_require_grad(info.id)


def _not_yet(trace: Trace, info: TensorInfo, seq: int) -> GradState:
    """What waits for its gradient; or, in a run that is over, waits in vain: the last backward ran before it was made."""
    last = trace.calls[-1] if trace.calls else None
    if last is not None and info.made_at > last.first and trace.is_complete:
        return GradState("none", reason=_at("none_later", trace.line_of(last.first)), line=info.line, seq=last.first)
    return GradState("not_yet", reason=say("not_called" if last_call(trace, seq) is None else "not_reached_yet"))


def _leaf(trace: Trace, info: TensorInfo, seq: int) -> GradState:
    """The state of `.grad` from its last write, else from where backward is."""
    grads = trace.index.grads
    stored = stored_grad(trace, info.id, seq)
    if stored is not None:
        return stored
    write = grads.last(info.id, seq)
    if write >= 0:
        upcoming = grads.next(info.id, seq)
        if upcoming >= 0 and trace.index.kind.view[upcoming] == K.ACCUMULATE:
            return GradState("not_yet", reason=say("reset_waits"), seq=write)
        line = trace.line_of(write)
        return GradState("none", reason=_at("reset_none", line), line=line, seq=write)
    call = last_call(trace, seq)
    upcoming = grads.next(info.id, seq)
    if call is None or call.last < 0 or info.made_at > call.first:
        return _not_yet(trace, info, seq)
    if upcoming >= 0:
        return _not_yet(trace, info, seq)
    return _why_not(trace, info, call)


def stored_grad(trace: Trace, tensor: int, seq: int) -> GradState | None:
    """The value that the last write of `.grad` left there, None where that left None or there was none."""
    write = trace.index.grads.last(tensor, seq)
    hook = trace.index.tensor_hooks.last(tensor, seq)
    if hook > write >= 0 and "accumulate" in trace[hook]["kind"] and trace[hook]["after"] is not None:
        return GradState("value", trace[hook]["after"], seq=hook)
    if write < 0:
        return None
    event = trace[write]
    if event["event"] == "accumulate":
        return GradState("value", event["grad"], seq=write)
    if event["event"] == "mutate":
        return GradState("value", event["value"], seq=write)
    if event["to"] == "zero":
        info = trace.tensor(tensor)
        return GradState("value", zeros(info.shape, info.dtype), seq=write)
    return None


def zeros(shape: tuple[int, ...], dtype: str) -> TensorValue:
    """A TensorValue of zeros, as zero_() leaves it."""
    return TensorValue.of(np.zeros(shape, "float32" if dtype == "bfloat16" else dtype), dtype)


def _at(key: str, line: int | None, **parts) -> str:
    """The words `key`, or `key`_at where the line is known."""
    return say(f"{key}_at", line=line, **parts) if line else say(key, **parts)


def _untracked(trace: Trace, info: TensorInfo, seq: int) -> GradState:
    """Why a tensor that does not require grad does not."""
    set_to = trace.switched_at(info.id, seq) if trace.switches else None
    if set_to is not None:
        return GradState("none", reason=_at("switched_off", set_to[1]), line=set_to[1])
    at = lineage.detached_at(trace, info.id, seq)
    if at >= 0 and trace.required_grad(info.id, at):
        line = trace.line_of(at)
        return GradState("none", reason=_at("history_gone", line), line=line, seq=at, cut_at=at)
    cut = lineage.cut_made_by(trace, info)
    if cut is not None:
        how = "under" if is_mode(cut.how) else "made"
        if not info.dtype.startswith(describe.FLOATING):
            how = "dtype"
        reason = _at(f"no_requires_grad_{how}", cut.line, how=cut.how, dtype=info.dtype)
        return GradState("none", reason=reason, line=cut.line, cut_at=cut.seq)
    return GradState("none", reason=say("no_requires_grad"), line=info.line)


def _why_not(trace: Trace, info: TensorInfo, call: Call | None) -> GradState:
    """Why backward call `call`, now over, gave this tensor nothing."""
    event = trace[call.first]
    if event.get("inputs") is not None:
        if info.id in event["inputs"]:
            reason = say("grad_returned")
        else:
            names = tensor_labels(trace, event["inputs"])
            reason = say("asked_only", call=call.number, names=names)
        return GradState("none", reason=reason, line=event.get("line"), seq=call.first)
    if call.last >= 0 and trace.kind(call.last) == "backward_end" and trace[call.last].get("error") is not None:
        reason = say("broke_off", call=call.number)
        return GradState("none", reason=reason, line=event.get("line"), seq=call.last)
    cut = trace.lineage.of_call(call).cut(info.id)
    if cut is not None:
        return GradState("cut", reason=_at("cut", cut.line, how=cut.how), line=cut.line, seq=cut.seq, cut_at=cut.seq)
    reason = say("no_dependence", roots=tensor_labels(trace, event["roots"]))
    for seq, tensor, how, line in trace.tape.exits:
        if tensor == info.id and seq <= call.first and line:
            reason = say("only_numbers", roots=tensor_labels(trace, event["roots"]), how=how, line=line)
            return GradState("none", reason=reason, line=line, seq=call.first)
    return GradState("none", reason=reason, line=event.get("line"), seq=call.first)
