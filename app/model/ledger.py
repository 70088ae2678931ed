"""The ledger of a tensor's gradient: every write of its `.grad`, every arrival at its node, every step that used it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from core.tapevalue import TensorValue

from . import flow
from . import kinds as K
from .gradstate import zeros
from .labels import node_label
from .numbers import brief, number
from .translate import counted, tr
from .words import say

if TYPE_CHECKING:
    from .info import TensorInfo
    from .trace import Trace

SHOWN = 12  # writes listed at once, few enough that the cursor's is seen; a long training has thousands
ARRIVALS = 8  # of one backward call that are listed one by one: the last ones
LONGEST = 32  # characters of a piece of the program that is shown whole as who wrote

WriteKind = Literal["created", "accumulate", "assigned", "changed", "zero", "none", "hook", "arrival", "step"]


@dataclass(frozen=True, slots=True)
class Write:
    """One write of `.grad`: at event `seq`, by `who`, `added` (or None), and what `.grad` was `after` (None: None).

    detail: further words (from which node along which edge, what a hook changed, by how much it was scaled). An
    "arrival" is no write yet: `after` is the sum of what has arrived in its backward call. A "step" changes the tensor
    and leaves `.grad` as it is.
    """

    seq: int
    who: str
    added: Any
    after: Any
    kind: WriteKind
    call: int = 0
    line: int | None = None
    detail: str = ""


def writes(trace: Trace, tensor: int, seqs: list[int] | None = None) -> list[Write]:
    """Writes in order (all of them, or those at `seqs`); the first row says that the tensor was created, `.grad` None.

    Hooks that changed what was about to be added have a row too, and so have steps; `.grad` is then still what it was.
    """
    info = trace.tensor(tensor)
    rows = [Write(info.made_at, say("created"), None, None, "created", 0, info.line)]
    for seq in write_seqs(trace, tensor) if seqs is None else seqs:
        row = _write(trace, trace[seq], info)
        if row is not None:
            rows.append(row)
    return rows


def write_seqs(trace: Trace, tensor: int) -> list[int]:
    """Seqs of the events that write `.grad`, look at it in a hook, or step the tensor, ascending; nothing is decoded."""
    index, node = trace.index, trace.tensor(tensor).node
    hooks = index.tensor_hooks.all(tensor)
    if node is not None:  # of a tensor that is no leaf they are its node's
        mine = index.by_node.all(node)
        hooks = mine[index.kind.view[mine] == K.HOOK]
    return sorted({*index.grads.all(tensor).tolist(), *hooks.tolist(), *_steps(trace, tensor)})


def _steps(trace: Trace, tensor: int) -> list[int]:
    """Optimizer steps of a leaf, and its changes in place since it first had a gradient."""
    first = trace.index.grads.next(tensor, -1)
    if first < 0 or not trace.tensor(tensor).is_leaf:
        return []
    found = trace.index.optimized.all(tensor).tolist()
    for member in trace.index.memory.family.get(tensor, (tensor,)):
        changed = trace.index.values.all(member)
        found += changed[trace.index.kind.view[changed] == K.MUTATE].tolist()
    return [seq for seq in found if seq > first]


def around(seqs: list[int], seq: int) -> tuple[int, int]:
    """Which of many writes to show: a range [first, last) of indices, at most SHOWN of them, about the cursor."""
    if len(seqs) <= SHOWN:
        return 0, len(seqs)
    first = max(0, min(bisect_right(seqs, seq) - SHOWN // 2, len(seqs) - SHOWN))
    return first, first + SHOWN


def _write(trace: Trace, event: dict, info: TensorInfo) -> Write | None:
    seq, line, kind = event["seq"], event.get("line"), event["event"]
    call = trace.call_at(seq)
    if kind == "accumulate":
        if event.get("node") is None:  # after `x.grad *= 2` Python assigns the same gradient again
            if trace.index.grads.last(info.id, seq - 1) == seq - 1 and trace.kind(seq - 1) == "mutate":
                return None
            return Write(seq, say("by_assignment"), None, event["grad"], "assigned", call, line, _at_line(line))
        return Write(seq, say("by_call", call=call), event["added"], event["grad"], "accumulate", call, line)
    if kind == "grad_reset":
        zero = event["to"] == "zero"
        after = zeros(info.shape, info.dtype) if zero else None
        return Write(seq, _reset_by(trace, event), None, after, event["to"], call, line, _at_line(line))
    if kind == "optimizer_step" or (kind == "mutate" and event["tensor"] in _family(trace, info.id)):
        return _step(trace, event, info)
    if kind == "mutate":
        before = trace.grad_before(seq, info.id)
        detail = ", ".join(filter(None, (_scaled(before, event["value"]), _at_line(line))))
        return Write(seq, _by(trace, event, say("by_change")), None, event["value"], "changed", call, line, detail)
    if event["after"] is None or isinstance(event["after"], list):
        return None
    detail = f"{brief(event['before'])} → {brief(event['after'])}"
    after = event["after"] if "accumulate" in event["kind"] else trace.grad_before(seq, info.id)
    return Write(seq, say("by_hook"), None, after, "hook", call, line, detail)


def _family(trace: Trace, tensor: int):
    return trace.index.memory.family.get(tensor, (tensor,))


def _step(trace: Trace, event: dict, info: TensorInfo) -> Write:
    """A step of an optimizer, or a change in place that a loop written by hand makes."""
    seq, line = event["seq"], event.get("line")
    if event["event"] == "optimizer_step":
        param = next((one for one in event["params"] if one["tensor"] in _family(trace, info.id)), None)
        before, after = (param["before"], param["after"]) if param is not None else (None, None)
        who = _by(trace, event, f"{event['optimizer']}.step()", "step")
    else:
        before, after = trace.value_at(info.id, seq - 1), event["value"]
        who = _by(trace, event, tr("{name} is changed in place", name=info.name or say("tensor_id", id=info.id)), "")
    moved = ""
    if before is not None and after is not None and before.shape == after.shape:
        change = after.array.astype(np.float64) - before.array.astype(np.float64)
        if change.ndim:
            moved = tr("the value moves by {distance} (norm)", distance=number(float(np.linalg.norm(change))))
        else:
            moved = tr("the value: {before} → {after}", before=brief(before), after=brief(after))
    return Write(seq, who, None, trace.attribute_at(info.id, seq).value, "step", trace.call_at(seq), line,
                 ", ".join(filter(None, (moved, _at_line(line)))))  # fmt: skip


def _reset_by(trace: Trace, event: dict) -> str:
    """Who reset it, as the program says it: "opt.zero_grad()", "w.grad = None"."""
    zero = event["to"] == "zero"
    text = _by(trace, event, say("by_zero" if zero else "by_none"))
    return f"{text} = None" if text.endswith(".grad") and not zero else text


def _by(trace: Trace, event: dict, words: str, about: str = "grad") -> str:
    """Who wrote it, as the program says it; of a long call the function's name ("clip_grad_norm_(…)"), else `words`."""
    text = trace.titles.expression(event) or ""
    if about not in text:
        return words
    if len(text) <= LONGEST:
        return text or words
    called = text.partition("(")[0].rpartition(".")[2].strip()
    return f"{called}(…)" if called.isidentifier() and about in called else words


def _at_line(line: int | None) -> str:
    return say("at_line", line=line) if line else ""


def _scaled(before, after) -> str:
    """The factor between two gradients where one number is ("× 0.25"), as clipping by norm has it; else ""."""
    if before is None or after is None or before.shape != after.shape or after.array.dtype.kind != "f":
        return ""
    old, new = before.array.astype(np.float64).ravel(), after.array.astype(np.float64).ravel()
    at = int(np.abs(old).argmax()) if old.size else 0
    if not old.size or not old[at] or not np.isfinite(old).all():
        return ""
    factor = new[at] / old[at]
    if np.allclose(new, old * factor, rtol=1e-5, atol=0):
        return f"× {number(1 if abs(factor - 1) < 1e-6 else float(factor))}"
    count = int((new != old).sum())
    return counted(count, "{count} element changed", "{count} elements changed")


# ---- arrivals


def arrivals(trace: Trace, node: int, run: int) -> list[Write]:
    """What arrived at `node` before its work at event `run`, one row for each edge, with the sum so far.

    Of more than ARRIVALS the last ones, without sums.
    """
    found, more = flow.newest_contributions(trace, node, run, ARRIVALS)
    rows, sums = [], {}
    for one in found:
        array = one.value.array
        sums[one.input_nr] = array if one.input_nr not in sums else sums[one.input_nr] + array
        after = TensorValue.of(sums[one.input_nr], one.value.dtype) if not more else None
        source = trace.node(one.source)
        rows.append(Write(one.seq, tr("from {node}", node=source.grad_fn), one.value, after, "arrival", trace.call_at(one.seq),
                          source.line, tr("edge {edge}: {tensor}", tensor=node_label(trace, one.source), edge=one.edge)))
    if more:
        first = rows[0]
        words = say("arrivals_before", count=f"{more:,}")
        rows.insert(0, Write(first.seq, words, None, None, "arrival", first.call))
    return rows


def from_arrivals(write: Write, came: list[Write]) -> Write:
    """A write with where it came from: the one that sent it, or that it is the sum of several."""
    if len(came) == 1:
        return replace(write, detail=f"{came[0].who}, {came[0].detail}")
    return replace(write, detail=say("sum_of_arrivals")) if came else write


def never_zeroed(trace: Trace, tensor: int, seq: int) -> bool:
    """Whether, up to `seq`, several backward calls have added up without a reset in between: often not meant."""
    seqs = trace.index.grads.all(tensor)
    seqs = seqs[seqs <= seq]
    adds = (trace.index.kind.view[seqs] == K.ACCUMULATE) & (trace.index.node.view[seqs] >= 0)
    if not adds.all():
        return False
    return len(set(trace.index.call.view[seqs].tolist())) > 1
