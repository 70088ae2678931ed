"""The ledger of a tensor's `.grad`: every write of it, contribution by contribution."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from . import kinds as K
from .gradstate import zeros
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

SHOWN = 40  # writes listed at once; a long training has thousands

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


def writes(trace: Trace, tensor: int, seqs: list[int] | None = None) -> list[Write]:
    """Writes in order (all of them, or those at `seqs`); the first row says that the tensor was created, with `.grad`
    None."""
    info = trace.tensor(tensor)
    rows = [Write(info.made_at, say("created"), None, None, "created", 0, info.line)]
    index = trace.index
    for seq in write_seqs(trace, tensor) if seqs is None else seqs:
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


def write_seqs(trace: Trace, tensor: int) -> list[int]:
    """Seqs of the events that write `.grad`, or look at it in a hook, ascending; nothing is decoded."""
    index = trace.index
    return sorted({*index.grads.all(tensor).tolist(), *index.tensor_hooks.all(tensor).tolist()})


def around(seqs: list[int], seq: int) -> tuple[int, int]:
    """Which of many writes to show: a range [first, last) of indices, at most SHOWN of them, about the cursor."""
    if len(seqs) <= SHOWN:
        return 0, len(seqs)
    first = max(0, min(bisect_right(seqs, seq) - SHOWN * 2 // 3, len(seqs) - SHOWN))
    return first, first + SHOWN


def never_zeroed(trace: Trace, tensor: int, seq: int) -> bool:
    """Whether, up to `seq`, several backward calls have added up without a reset in between: often not meant."""
    seqs = trace.index.grads.all(tensor)
    seqs = seqs[seqs <= seq]
    kinds = trace.index.kind.view[seqs]
    if (kinds == K.GRAD_RESET).any():
        return False
    return len(set(trace.index.call.view[seqs].tolist())) > 1
