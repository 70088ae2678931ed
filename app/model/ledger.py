"""The ledger of a tensor's `.grad`: every write of it, contribution by contribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from . import kinds as K
from .gradstate import zeros
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

WriteKind = Literal["created", "accumulate", "zero", "none", "hook"]


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


def writes(trace: Trace, tensor: int) -> list[Write]:
    """All writes in order; the first row says that the tensor was created, with `.grad` None."""
    info = trace.tensor(tensor)
    rows = [Write(info.made_at, say("created"), None, None, "created", 0, info.line)]
    index = trace.index
    seqs = sorted({*index.grads.all(tensor).tolist(), *index.tensor_hooks.all(tensor).tolist()})
    for seq in seqs:
        event = trace[seq]
        call, line = trace.call_at(seq), event.get("line")
        if event["event"] == "accumulate":
            who = say("by_call", call=call) if call else say("by_assignment")
            rows.append(Write(seq, who, event["added"], event["grad"], "accumulate", call, line))
        elif event["event"] == "grad_reset":
            zero = event["to"] == "zero"
            after = zeros(info.shape, info.dtype) if zero else None
            who = say("by_zero" if zero else "by_none")
            rows.append(Write(seq, who, None, after, event["to"], call, line))
        elif index.kind.view[seq] == K.HOOK and "accumulate" in event["kind"]:
            rows.append(Write(seq, say("by_hook"), None, event["after"], "hook", call, line))
    return rows


def never_zeroed(rows: list[Write], seq: int) -> bool:
    """Whether, up to `seq`, several backward calls have added up without a reset in between: often not meant."""
    calls = set()
    for row in rows:
        if row.seq > seq:
            break
        if row.kind == "accumulate":
            calls.add(row.call)
        elif row.kind in ("zero", "none"):
            return False
    return len(calls) > 1
