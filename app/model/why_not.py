"""Why a tensor has no gradient, further than its state tells: what to know beside the reason, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import describe, lineage
from . import kinds as K
from .grad_modes import is_mode
from .labels import expression, tensor_label, tensor_labels
from .translate import marked, tr
from .words import say

if TYPE_CHECKING:
    from .info import GradState, TensorInfo
    from .trace import Trace

MOST = 1000  # tensors looked at on the way back to where a history ended
WHAT = {
    "detach()": marked("detach() gives a tensor that shares the numbers and not the history."),
    "detach_()": marked("detach_() makes it a leaf that does not require grad."),
    ".data": marked(".data gives a tensor that shares the numbers and not the history."),
    "mode": marked("While grad mode is off no operation is recorded."),
    "torch.tensor()": marked("torch.tensor(…) copies numbers, not what they were computed from."),
    ".item()": marked(".item() gives a plain number."),
    ".numpy()": marked("What NumPy computes is not recorded."),
    ".tolist()": marked(".tolist() gives plain numbers."),
    "float()": marked("float() gives a plain number."),
    "int()": marked("int() gives a plain number."),
    ".sample()": marked("sample() draws under no_grad: how a draw follows from its distribution is not recorded."),
    "bool": marked("True and False have no derivative."),
    "integer": marked("Integers (indices, counts, labels) have no derivative."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """`text` completes "… has no gradient: "; `more` are sentences; the place as in Why."""

    kind: str
    text: str
    more: tuple[str, ...] = ()
    line: int | None = None
    seq: int = -1
    cut_at: int = -1


def reason(trace: Trace, tensor: int, seq: int, state: GradState) -> Reason:
    """The reason why `state`, the tensor's at event `seq`, is no value."""
    info, name = trace.tensor(tensor), tensor_label(trace, tensor)
    plain = Reason(state.kind, state.reason, (), state.line, state.seq, state.cut_at)
    if state.cut_at >= 0:
        return replace(plain, more=_about_cut(trace, tensor, state.cut_at, state.kind == "cut"))
    if state.kind == "not_yet":
        return _waits(trace, seq, plain)
    call = trace.last_call(seq)
    if state.seq >= 0 and trace.kind(state.seq) == "grad_reset":
        return replace(plain, more=_since_reset(trace, tensor, state.seq))
    if state.seq >= 0 and trace.kind(state.seq) == "backward_end":
        return replace(plain, more=(_error_of(trace, state.seq),))
    off = trace.switched_at(tensor, seq)
    if off is not None and not off[0]:
        return replace(plain, more=(tr("A tensor that does not require grad (a frozen parameter) gets no gradient."),))
    if info.requires_grad:
        if call is not None and call.first == state.seq and not len(trace.consumers(tensor)):
            return replace(plain, more=(tr("It was never used in any operation."),))
        return plain
    return _untracked(trace, info, seq, name, plain)


# ---- what waits


def _waits(trace: Trace, seq: int, plain: Reason) -> Reason:
    """Backward was never called, or not up to now; or a backward() could not even begin."""
    if trace.calls:
        return plain
    error = next((int(at) for at in trace.events_of_kind("error") if at <= seq), None)
    if error is not None:
        event = trace[error]
        if _calls_backward(trace, event.get("line")):
            text = tr("backward() at line {line} could not begin", line=event["line"])
            return replace(plain, kind="none", text=text, more=(_first_line(event["message"]),), line=event["line"])
    if trace.is_complete:
        return replace(plain, text=tr("backward() is never called in this run"))
    return plain


def _calls_backward(trace: Trace, line: int | None) -> bool:
    lines = ((trace.tape.meta or {}).get("source") or "").splitlines()
    text = lines[line - 1] if line and line <= len(lines) else ""
    return ".backward(" in text or "grad(" in text


def _first_line(message: str) -> str:
    """The first sentence of a message of PyTorch's."""
    first = message.partition("\n")[0].partition(". ")[0].rstrip(".")
    return f"{first[:1].upper()}{first[1:]}."


def _error_of(trace: Trace, end: int) -> str:
    return _first_line((trace[end].get("error") or "").partition(": ")[2])


def _since_reset(trace: Trace, tensor: int, reset: int) -> tuple[str, ...]:
    """What backward has done since the gradient was reset."""
    later = [call for call in trace.calls if call.first > reset]
    if not later:
        return (tr("No backward() came after it."),) if trace.is_complete else ()
    last = later[-1]
    if last.last >= 0 and trace.kind(last.last) == "backward_end" and trace[last.last].get("error") is not None:
        broke = say("broke_off", call=last.number)
        return (f"{broke[:1].upper()}{broke[1:]}.", _error_of(trace, last.last))
    return (tr("No backward() has reached it since."),)


# ---- cuts


def _about_cut(trace: Trace, tensor: int, cut_at: int, above: bool) -> tuple[str, ...]:
    """What the operation that cut does, and what followed from it for a tensor above it (towards the leaves), or below."""
    event = trace[cut_at]
    result = event["outputs"][0] if event["event"] == "op" else event["tensor"]
    found = [_what(trace, trace.tensor(result), event)]
    names = {"result": tensor_label(trace, result), "name": tensor_label(trace, tensor)}
    if event.get("node") is not None:
        found.append(tr("{result} was computed with a plain number, so no edge leads from it to {name}.", **names))
    elif above and result != tensor:
        found.append(tr("{result} has no grad_fn, so backward stops there and goes no further towards {name}.", **names))
    elif result != tensor:
        found.append(tr("{result} has no grad_fn, and {name}, computed from it, has none either.", **names))
    return tuple(filter(None, found))


def _what(trace: Trace, result: TensorInfo, event: dict) -> str:
    """What an event that cut the graph does to a history."""
    if event["event"] == "mutate":
        return tr(WHAT["detach_()"])
    if result.dtype == "bool":
        return tr(WHAT["bool"])
    if not result.dtype.startswith(describe.FLOATING):
        return tr(WHAT["integer"])
    how = next((how for at, how, line in _taken(trace, event) if line == event.get("line")), None)
    how = how or lineage.how_cut(trace, result)
    return what_cuts(how)


def what_cuts(how: str) -> str:
    """A sentence on how a history ends by `how` (lineage.Cut), "" for a change of dtype."""
    key = "mode" if is_mode(how) else how
    return tr(WHAT[key]) if key in WHAT else ""


def _taken(trace: Trace, event: dict):
    """(seq, how, line) of the numbers that went into what an event made."""
    if event["event"] == "tensor" or event.get("node") is not None or event.get("numbers"):
        for at, _, how, line in trace.tape.exits:
            if at <= event["seq"] < at + 8 and how != lineage.INDEX:
                yield at, how, line


# ---- what autograd does not follow


def _untracked(trace: Trace, info: TensorInfo, seq: int, name: str, plain: Reason) -> Reason:
    """Why a tensor does not require grad that no cut of its own tells of: it is a gradient, numbers taken, a cut further
    back, nothing."""
    if info.how == "grad" or (info.name or "").endswith(".grad"):
        return replace(plain, text=tr("it is a gradient itself"),
                       more=(tr("A gradient requires grad only after backward(create_graph=True) or torch.autograd.grad(…, "
                                "create_graph=True), for second derivatives."),))  # fmt: skip
    if not info.dtype.startswith(describe.FLOATING):
        return replace(plain, more=(tr("Only tensors of floating or complex dtype can require grad; {name} is {dtype}.",
                                       name=name, dtype=info.dtype),))  # fmt: skip
    event = trace[info.made_at]
    taken = next((one for one in _taken(trace, event) if one[2] == info.line), None)
    if taken is not None and event["event"] == "tensor":
        text = tr("it was made of numbers that {how} took out of the graph", how=taken[1])
        return replace(plain, text=text, more=(tr(WHAT[taken[1]]),) if taken[1] in WHAT else (), cut_at=info.made_at)
    cut, leaves = _history(trace, info)
    if cut is not None:
        text = tr("its history was cut by {how}", how=cut.how)
        if cut.line:
            text = tr("its history was cut at line {line} by {how}", line=cut.line, how=cut.how)
        return replace(plain, text=text, more=_about_cut(trace, info.id, cut.seq, False),
                       line=cut.line, cut_at=cut.seq)
    late = next((leaf for leaf in leaves if any(on and at > info.made_at for at, on, _ in trace.switches.get(leaf, ()))), None)
    if late is not None and late != info.id:
        line = next(line for at, on, line in trace.switches[late] if on and at > info.made_at)
        text = tr("{leaf} came to require grad at line {line}, after {name} had been computed from it",
                  leaf=tensor_label(trace, late), line=line, name=name)  # fmt: skip
        return replace(plain, text=text, more=(tr("An operation is tracked if one of its inputs requires grad at that "
                                                  "moment."),), line=line)  # fmt: skip
    if leaves and leaves != [info.id]:
        names = tensor_labels(trace, leaves)
        return replace(plain, text=tr("nothing that it is computed from requires grad"),
                       more=(tr("It comes from {names}.", names=names),))  # fmt: skip
    return replace(plain, more=(tr("That is usual for data. If its gradient is wanted, make it with requires_grad=True, or "
                                   "call {name}.requires_grad_() before computing with it.", name=name),))  # fmt: skip


def _history(trace: Trace, info: TensorInfo) -> tuple[lineage.Cut | None, list[int]]:
    """(the nearest cut on the way back from an untracked tensor, or None; the tensors it all begins with, by name first)."""
    queue, seen, leaves = [info.id], {info.id}, []
    for tensor in queue:
        hops = list(lineage.producers(trace, tensor, info.made_at + 1))
        if _known(trace, tensor) and (not hops or trace.tensor(tensor).how == "grad"):  # it is not made from its tensor
            hops = []
            leaves.append(tensor)
        for source, cut in hops:
            if cut is not None:
                return cut, []
            if source not in seen and len(seen) < MOST:
                seen.add(source)
                queue.append(source)
    named = [leaf for leaf in leaves if trace.tensor(leaf).name]
    return None, named or leaves


def _known(trace: Trace, tensor: int) -> bool:
    try:
        trace.tensor(tensor)
    except KeyError:
        return False
    return True


def made_of(trace: Trace, info: TensorInfo) -> str:
    """The expression that a computed tensor with a name is the result of; "" for others."""
    if trace.index.kind.view[info.made_at] != K.OP or not info.name or not info.line:
        return ""
    return expression(trace, trace[info.made_at])
