"""The ledger of a tensor's `.grad`: every write of it, contribution by contribution."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from . import kinds as K
from .gradstate import zeros
from .numbers import brief
from .words import say

if TYPE_CHECKING:
    from .info import TensorInfo
    from .trace import Trace

SHOWN = 12  # writes listed at once, few enough that the cursor's is seen; a long training has thousands

WriteKind = Literal["created", "accumulate", "assigned", "changed", "zero", "none", "hook"]


@dataclass(frozen=True, slots=True)
class Write:
    """One write of `.grad`: at event `seq`, by `who`, `added` (or None), and what `.grad` was `after` (None: None)."""

    seq: int
    who: str
    added: Any
    after: Any
    kind: WriteKind
    call: int = 0
    line: int | None = None


def writes(trace: Trace, tensor: int, seqs: list[int] | None = None) -> list[Write]:
    """Writes in order (all of them, or those at `seqs`); the first row says that the tensor was created, `.grad` None.

    Hooks that changed what was about to be added have a row too; `.grad` is then still what it was.
    """
    info = trace.tensor(tensor)
    rows = [Write(info.made_at, say("created"), None, None, "created", 0, info.line)]
    for seq in write_seqs(trace, tensor) if seqs is None else seqs:
        row = _write(trace, trace[seq], info)
        if row is not None:
            rows.append(row)
    return rows


def write_seqs(trace: Trace, tensor: int) -> list[int]:
    """Seqs of the events that write `.grad`, or look at it in a hook, ascending; nothing is decoded."""
    index = trace.index
    return sorted({*index.grads.all(tensor).tolist(), *index.tensor_hooks.all(tensor).tolist()})


def around(seqs: list[int], seq: int) -> tuple[int, int]:
    """Which of many writes to show: a range [first, last) of indices, at most SHOWN of them, about the cursor."""
    if len(seqs) <= SHOWN:
        return 0, len(seqs)
    first = max(0, min(bisect_right(seqs, seq) - SHOWN // 2, len(seqs) - SHOWN))
    return first, first + SHOWN


def _write(trace: Trace, event: dict, info: TensorInfo) -> Write | None:
    seq, line = event["seq"], event.get("line")
    call = trace.call_at(seq)
    if event["event"] == "accumulate":
        if event.get("node") is None:  # after `x.grad *= 2` Python assigns the same gradient again
            if trace.index.grads.last(info.id, seq - 1) == seq - 1 and trace.kind(seq - 1) == "mutate":
                return None
            return Write(seq, say("by_assignment"), None, event["grad"], "assigned", call, line)
        return Write(seq, say("by_call", call=call), event["added"], event["grad"], "accumulate", call, line)
    if event["event"] == "grad_reset":
        zero = event["to"] == "zero"
        after = zeros(info.shape, info.dtype) if zero else None
        return Write(seq, _by(trace, event, "by_zero" if zero else "by_none"), None, after, event["to"], call, line)
    if event["event"] == "mutate":
        return Write(seq, _by(trace, event, "by_change"), None, event["value"], "changed", call, line)
    if event["after"] is None or isinstance(event["after"], list):
        return None
    who = say("by_hook", before=brief(event["before"]), after=brief(event["after"]))
    after = event["after"] if "accumulate" in event["kind"] else trace.grad_before(seq, info.id)
    return Write(seq, who, None, after, "hook", call, line)


def _by(trace: Trace, event: dict, key: str) -> str:
    """Who reset or assigned it, as the program says it ("opt.zero_grad()"), else in words."""
    text = trace.titles.expression(event) or ""
    return text if "grad" in text and len(text) <= 40 else say(key)


def never_zeroed(trace: Trace, tensor: int, seq: int) -> bool:
    """Whether, up to `seq`, several backward calls have added up without a reset in between: often not meant."""
    seqs = trace.index.grads.all(tensor)
    seqs = seqs[seqs <= seq]
    adds = (trace.index.kind.view[seqs] == K.ACCUMULATE) & (trace.index.node.view[seqs] >= 0)
    if not adds.all():
        return False
    return len(set(trace.index.call.view[seqs].tolist())) > 1
