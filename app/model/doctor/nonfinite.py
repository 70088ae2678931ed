"""NaN and infinity: the op or node that made the first of them, told apart from those that only pass it on.

Note [Producer or propagator]
A value that is not finite is looked for where it does harm: in the roots of backward calls and in gradients. From there
we walk back to the first op whose inputs were all finite and whose result was not: it made it, everything after only
passed it on. In backward the same: the first node that received only finite gradients and sent another. Infinities that
are meant (a mask of −inf before a softmax) reach neither and are left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import describe
from .. import kinds as K
from ..labels import expression
from ..translate import tr
from . import guilty
from .finding import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

FORWARD = diagnosis(
    "nan-forward", "error", "{op} at line {line} makes the first {what}: {how}",
    evidence="{count} of {size} elements of {result} are {what}{where}. {silent}",
    why="{more} From there it passes through every operation to {root}; no error is raised for it.",
    do="{advice}", tag="first NaN", rank=3,
)  # fmt: skip
BACKWARD = diagnosis(
    "nan-backward", "error", "Backward of {op} at line {line} makes the first {what}: {how}",
    evidence="{grad_fn} received {received} and sent {what} in {count} of {size} elements{where}. {root} itself "
    "is finite. {silent}",
    why="{more} From there it spreads to {leaves}; no error is raised for it.",
    do="{advice}", tag="first NaN", rank=3,
)  # fmt: skip
DIVERGED = diagnosis(
    "diverged", "error", "The training diverges: from call {number} on {root} is {what} (line {line})",
    evidence="The values grow from turn to turn until float32 overflows: {root} was {first} at first, then {grown}. "
             "{silent}",
    why="Each step overshoots the minimum and lands where the slope is steeper, so that the next one is longer still. "
        "The usual cause is too large a learning rate, or inputs of very large size.",
    do="Divide the learning rate{lr} by 10 or more, scale the inputs to about 1, or clip the gradients.", tag="diverges", rank=3,
)  # fmt: skip
HUGE = 1e8


def find(case: Case) -> Iterator[Finding]:
    """The first thing that is not finite, if it reaches a root or a gradient."""
    call, root = _first_bad_root(case)
    bad = _bad_gradient_call(case, call)
    if bad is not None and (call is None or bad.first < call.first):
        yield from _backward(case, bad)
    elif call is not None:
        yield from _forward(case, call, root)


def finite(value) -> bool:
    """Whether every element of a value (or None) is a finite number."""
    if value is None:
        return True
    array = value.array
    return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())


def _first_bad_root(case: Case):
    """(the first call with a root that is not finite, that root), else (None, None)."""
    for call in case.calls:
        for root in case.roots(call):
            if not finite(case.trace.value_at(root, call.first)):
                return call, root
    return None, None


def _bad_gradient_call(case: Case, bad_root):
    """The first call that left a gradient which is not finite, up to the call with the bad root."""
    index = case.trace.index
    seqs = case.kinds(K.ACCUMULATE)
    returned = [call for call in case.calls if case.trace[call.first].get("inputs") is not None][:200]
    last = bad_root.first if bad_root is not None else len(case.trace)
    seqs = seqs[seqs < last]
    if not len(seqs) and not returned:
        return None
    if bad_root is None and len(seqs):  # NaN stays where it came to: look at the ends first
        ends = [seqs[index.tensor.view[seqs] == leaf][-1] for leaf in np.unique(index.tensor.view[seqs])[:200]]
        if all(finite(case.trace[int(seq)]["grad"]) for seq in ends) and not returned and len(seqs) > 4000:
            return None
    for seq in case.sampled(seqs.tolist(), 4000):
        if not finite(case.trace[seq]["grad"]):
            return case.trace.calls[case.trace.call_at(seq) - 1]
    for call in returned:
        if call.first < last and not all(finite(v) for v in _last_sent(case, call)):
            return call
    return None


def _last_sent(case: Case, call) -> list:
    runs = [seq for seq in case.trace.index.node_runs.view.tolist() if call.first < seq < call.last]
    return [value for seq in runs for value in case.trace[seq]["grad_inputs"]]


def _silent(case: Case, call) -> str:
    """How long the run went on with it."""
    later = [one for one in case.calls if one.first > call.first]
    if case.error is not None or not later:
        return ""
    return tr("The run went on for {count} more backward calls with it.", count=len(later))


def _what(value) -> str:
    return "NaN" if np.isnan(value.array).any() else "infinity"


def _places(array: np.ndarray) -> str:
    """Where the elements lie that are not finite, if they are few."""
    at = np.argwhere(~np.isfinite(array))
    if not array.ndim or len(at) > 3:
        return ""
    return tr(", at {places}", places=", ".join("[" + ", ".join(map(str, place)) + "]" for place in at.tolist()))


# ---- forward


def _forward(case: Case, call, root: int) -> Iterator[Finding]:
    trace = case.trace
    seq = _producer(case, root, call.first)
    if seq is None:
        return
    event = trace[seq]
    if event["event"] == "op" and (hidden := _overflow_before(case, seq)) is not None:
        seq, event = hidden, trace[hidden]
    if event["event"] == "tensor":  # it came in with the data
        yield _made_so(case, event, call, root)
        return
    inputs = [trace.value_at(i, seq - 1) if i is not None else None for i in event.get("inputs") or ()]
    if event["event"] == "mutate":
        inputs = [trace.value_at(event["tensor"], seq - 1)]
    value = event["value"]
    largest = max(
        (float(np.abs(v.array).max()) for v in inputs if v is not None and v.array.size and v.array.dtype.kind == "f"),
        default=0.0,
    )
    said = guilty.forward(event, inputs)
    earlier = [one for one in case.calls if one.first < call.first]
    if largest > HUGE and earlier and said.kind == "overflow":
        yield _diverged(case, call, root, earlier)
        return
    what = _what(value)
    name = expression(trace, event) if event["event"] == "op" else event["op"]
    yield FORWARD.at(event["line"], seq=seq, tensor=(event.get("outputs") or [event.get("tensor")])[0], node=event.get("node"),
                     op=name or event["op"], what=what, how=said.how, count=int((~np.isfinite(value.array)).sum()),
                     size=value.numel, result=case.name((event.get("outputs") or [event.get("tensor")])[0]), where=_places(value.array),
                     more=said.more, advice=said.advice, root=case.name(root), silent=_silent(case, call),
                     lines=tuple(filter(None, (call.line,))), merges=("not finite",))  # fmt: skip


def _producer(case: Case, tensor: int, before: int) -> int | None:
    """Seq of the earliest event behind `tensor` with a value that is not finite and finite inputs."""
    trace, index = case.trace, case.trace.index
    best, seen, ends = None, set(), [tensor]
    while ends and len(seen) < 20_000:
        tensor = ends.pop()
        if tensor in seen:
            continue
        seen.add(tensor)
        try:
            made, _ = describe.maker_of(trace, tensor)
        except KeyError:
            continue
        changed = index.values.last(tensor, before)
        at = changed if changed > made and finite(trace.value_at(tensor, changed - 1)) else made
        bad = [
            source for source in index.inputs_of(made) if source != tensor and not finite(trace.value_at(source, made))
        ]
        bad = [source for source in bad if not _meant(case, source)]
        if at == made and bad and _masked_rows(case, made, bad):
            bad = []
        if at == made and bad:
            ends += bad
        elif best is None or at < best:
            best = at
    return best


def _overflow_before(case: Case, seq: int) -> int | None:
    """Seq of an exponential or power behind an op's finite inputs that overflowed: x / infinity is a 0 that hides it."""
    index, best, seen, ends = case.trace.index, None, set(), list(case.trace.index.inputs_of(seq))
    while ends and len(seen) < 2000:
        tensor = ends.pop()
        event = case.maker(tensor) if tensor not in seen else None
        seen.add(tensor)
        if event is None or event["event"] != "op":
            continue
        overflowed = event["op"] in ("exp", "exp2", "expm1", "pow", "cosh", "sinh") and not finite(event["value"])
        if overflowed and all(finite(case.trace.value_at(i, event["seq"])) for i in index.inputs_of(event["seq"])):
            best = event["seq"] if best is None else min(best, event["seq"])
        ends += index.inputs_of(event["seq"])
    return best


def _meant(case: Case, tensor: int) -> bool:
    """Whether a value is infinite because the program says so: masked_fill(…, -inf), full(…, inf) and the like."""
    event = case.maker(tensor)
    if event is None or event["event"] != "op" or event["op"].strip("_") not in ("masked_fill", "full", "full_like", "where"):
        return False
    value = case.trace.value_at(tensor, event["seq"])
    return value is not None and not np.isnan(value.array).any()


def _masked_rows(case: Case, seq: int, bad: list[int]) -> bool:
    """Whether an event is a softmax of scores some of which are −inf, as a mask makes them, and that gives a NaN."""
    event = case.trace[seq]
    if event["event"] != "op" or event["op"].strip("_") not in ("softmax", "log_softmax"):
        return False
    arrays = [case.trace.value_at(source, seq).array for source in bad]
    return bool(np.isnan(event["value"].array).any()) and all((array < np.inf).all() for array in arrays)


def _made_so(case: Case, event: dict, call, root: int) -> Finding:
    value = event["value"]
    what = _what(value)
    return FORWARD.at(event["line"], seq=event["seq"], tensor=event["tensor"], op=case.name(event["tensor"]), what=what,
                      how=tr("it is among the data"), count=int((~np.isfinite(value.array)).sum()), size=value.numel,
                      result=case.name(event["tensor"]), where=_places(value.array),
                      more=tr("The tensor was made with it: nothing that was recorded computed it."),
                      advice=tr("Look at where the data come from: missing values, an empty tensor (torch.empty), a "
                                "division in NumPy."),
                      root=case.name(root), silent=_silent(case, call), merges=("not finite",))  # fmt: skip


def _diverged(case: Case, call, root: int, earlier: list) -> Finding:
    values = [case.trace.value_at(one_root, one.first) for one in earlier for one_root in case.roots(one)[:1]]
    numbers = [float(v.array.reshape(-1)[0]) for v in values if v is not None and v.array.size]
    settings = (case.trace[case.steps[-1]].get("settings") or {}) if case.steps else {}
    grown = ", ".join(case.say(x) for x in numbers[-3:]) or "?"
    return DIVERGED.at(call.line or None, seq=call.first, tensor=root, number=call.number, root=case.name(root),
                       what=_what(case.trace.value_at(root, call.first)), first=case.say(numbers[0]) if numbers else "?",
                       grown=grown, lr=f" (lr={settings['lr']:g})" if "lr" in settings else "", silent=_silent(case, call),
                       merges=("not finite", "diverged"))  # fmt: skip


# ---- backward


def _backward(case: Case, call) -> Iterator[Finding]:
    trace, index = case.trace, case.trace.index
    runs = index.node_runs.view
    for seq in runs[
        runs.searchsorted(call.first) : runs.searchsorted(call.last if call.last >= 0 else len(trace))
    ].tolist():
        event = trace[seq]
        if all(map(finite, event["grad_outputs"])) and not all(map(finite, event["grad_inputs"])):
            finding = _of_node(case, call, seq, event)
            if finding is not None:
                yield finding
            return


def _of_node(case: Case, call, seq: int, event: dict) -> Finding | None:
    trace = case.trace
    if describe.known(trace.index.made_node, event["node"]) < 0:
        return None
    info = trace.node(event["node"])
    bad = next(value for value in event["grad_inputs"] if not finite(value))
    inputs = [
        trace.value_at(i, info.made_at - 1 if i in info.outputs else info.made_at) if i is not None else None
        for i in info.inputs
    ]
    arrived = event["grad_outputs"][0]
    said = guilty.backward(info, inputs, arrived, bad, _masked(case, event["node"], call))
    what = _what(bad)
    made = trace[info.made_at]
    op = expression(trace, made) if made["event"] == "op" else made["op"]
    leaves = trace.table["tensor"][seq : call.last][trace.table["kind"][seq : call.last] == K.ACCUMULATE]
    names = case.names([int(leaf) for leaf in dict.fromkeys(leaves.tolist())], 3) or tr("what autograd.grad returns")
    return BACKWARD.at(
        info.line, seq=seq, tensor=info.tensor, node=event["node"], op=op or info.op, grad_fn=info.grad_fn, what=what,
        how=said.how, received=case_brief(arrived), count=int((~np.isfinite(bad.array)).sum()), size=bad.numel,
        where=_places(bad.array), more=said.more, advice=said.advice, leaves=names, silent=_silent(case, call),
        root=case.names(case.roots(call)), lines=tuple(filter(None, (call.line,))), merges=("not finite",),
    )  # fmt: skip


def case_brief(value) -> str:
    """A gradient in a few words."""
    from ..numbers import brief

    return brief(value) if value is not None else "nothing"


def _masked(case: Case, node: int, call) -> int | None:
    """The line of a where() (or mask) on the way from the root to this node, if there is one near."""
    trace, ends = case.trace, [node]
    for _ in range(4):
        users = [int(trace.index.node.view[seq]) for end in ends for seq in trace.users(end).tolist()]
        for user in users:
            if user >= 0 and trace.node(user).grad_fn.startswith(
                ("Where", "MaskedFill", "Index", "MaskedSelect", "Clamp")
            ):
                return trace.node(user).line
        ends = users[:8]
    return None
