"""requires_grad set to False where a gradient was wanted: between forward and backward, or of all that an optimizer holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .finding import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

BETWEEN = diagnosis(
    "frozen-between", "error", "requires_grad of {names} is set to False at line {line}, between the forward and backward(): "
                               "no gradient comes",
    evidence="Line {used} computed with {names} while it required grad; backward() at line {call_line} ran after the switch and "
             "left .grad alone.",
    why="backward() asks a leaf once more whether it requires grad before it adds to its .grad.",
    do="Set requires_grad before the forward, or after backward(); to keep a parameter from changing, leave it out of the "
       "optimizer.",
    tag="switched off", rank=7,
)  # fmt: skip
OPTIMIZED = diagnosis(
    "frozen-optimized", "error", "step() at line {line} changes nothing: every parameter of {optimizer} is frozen",
    evidence="requires_grad was set to False at line {frozen} ({names}); none of {count} steps found a parameter with a gradient.",
    why="A parameter that does not require grad has no .grad, and an optimizer skips it without a word.",
    do="Freeze the other part of the model, or give the optimizer the parameters that shall learn.",
    tag="all frozen", rank=9,
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """What was switched off that should have learned."""
    if case.trace.switches:
        yield from _between(case)
        yield from _optimized(case)


def _between(case: Case) -> Iterator[Finding]:
    index, found = case.trace.index, {}
    for tensor, switches in case.trace.switches.items():
        users = index.consumers.all(tensor)
        tracked = users[index.node.view[users] >= 0]
        for seq, on, line in switches:
            call = next((call for call in case.finished_calls if call.first >= seq), None)
            before = tracked[tracked < seq]
            if on or call is None or not line:
                continue
            before = [at for at in before.tolist() if case.trace[at]["outputs"][0] in case.trace.lineage.of_call(call)]
            if not before or call.contains(index.grads.next(tensor, call.first)):
                continue
            earlier = [one for one in case.calls if one.first < seq]
            still_off = not (case.trace.switched_at(tensor, call.first) or (False, 0))[0]
            if still_off and before[-1] > (earlier[-1].last if earlier else -1) and _in_graph(case, tensor, call):
                found.setdefault(line, (call, before[-1], {}))[2][tensor] = True
    for line, (call, used, those) in found.items():
        tensors = list(those)
        yield BETWEEN.at(line, seq=call.first, tensor=tensors[0], names=case.names(tensors, 3), used=case.line(used) or "?",
                         call_line=call.line or "?", lines=tuple(filter(None, (case.line(used),))),
                         merges=tuple(("never", tensor) for tensor in tensors))  # fmt: skip


def _in_graph(case: Case, tensor: int, call) -> bool:
    """Whether the roots of a call were computed from it, with nothing cut between."""
    lineage = case.trace.lineage.of_call(call)
    return tensor in lineage and lineage.cut(tensor) is None


def _optimized(case: Case) -> Iterator[Finding]:
    off = {tensor: line for tensor, switches in case.trace.switches.items() for _, on, line in switches[-1:] if not on}
    events = [case.trace[seq] for seq in case.sampled(case.steps)]
    empty = [event for event in events if not event["params"] and not event.get("skipped")]
    if off and empty and len(empty) == len(events):
        line = next(iter(off.values()))
        yield OPTIMIZED.at(empty[0].get("line"), seq=empty[0]["seq"], optimizer=empty[0]["optimizer"], count=len(case.steps),
                           frozen=line or "?", names=case.names(sorted(off), 3), lines=(line,) if line else (),
                           merges=("no grads at step",))  # fmt: skip
