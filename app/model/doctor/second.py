"""Gradients of gradients that were computed without create_graph=True: numbers without a history, no graph to go back through."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..translate import marked
from .finding import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

NO_HISTORY = diagnosis(
    "grad-without-graph", "error", "{name}, a gradient made without create_graph=True, cannot be differentiated at line {line}",
    evidence="The gradient was computed at line {made}; it has no grad_fn.",
    why="backward() and torch.autograd.grad() give plain numbers. Only with create_graph=True are the operations that compute "
        "the gradient recorded too, so that a gradient of the gradient exists.",
    do="Write create_graph=True in the call at line {made}.", tag="no create_graph", rank=1,
)  # fmt: skip
PENALTY = marked("{name} at line {line} adds to the loss, but trains nothing: its gradient was made without create_graph=True")
PENALTY_EVIDENCE = marked("It is computed from the gradient that line {made} gives. That has no grad_fn, so for backward() at line "
                      "{call_line} the penalty is a constant.")  # fmt: skip
ADDS = ("add", "sub", "rsub")


def of_root(case: Case, root: int | None, leaves, line: int | None) -> Finding | None:
    """Why backward() at this line has no root to start from: what it is computed from is a gradient without history."""
    if root is None:
        return _by_text(case, line)
    for leaf in (root, *leaves):
        info = case.info(leaf)
        if info is not None and info.how == "grad" and not info.requires_grad:
            return NO_HISTORY.at(line, seq=info.made_at, tensor=root, name=case.name(leaf), made=_made(case, info.made_at) or "?",
                                 lines=tuple(filter(None, (_made(case, info.made_at),))), merges=("error",))  # fmt: skip
    return None


def find(case: Case) -> Iterator[Finding]:
    """Penalties on a gradient that enter a loss as a plain number, by a sum that carries nothing back to the gradient."""
    index, told = case.trace.index, set()
    for seq in case.sampled(case.made("grad").tolist()):
        tensor = int(index.tensor.view[seq])
        made = _made(case, seq)
        if case.info(tensor).requires_grad or not made or made in told:
            continue
        entry = _enters(case, tensor)
        call = next((one for one in case.finished_calls if entry and one.first > entry[0]), None)
        if call is None or case.trace[entry[0]]["outputs"][0] not in case.trace.lineage.of_call(call):
            continue
        told.add(made)
        yield NO_HISTORY.at(case.line(entry[0]), seq=entry[0], tensor=entry[1], name=case.name(entry[1]), made=made, title=PENALTY,
                            evidence=PENALTY_EVIDENCE, call_line=call.line or "?", lines=(made,))  # fmt: skip


def _made(case: Case, seq: int) -> int | None:
    """The line of the call that computed the gradient which is first used at event `seq`."""
    before = [call for call in case.calls if call.first < seq]
    return before[-1].line if before else None


def _enters(case: Case, gradient: int) -> tuple[int, int] | None:
    """(seq of the sum, tensor that enters): where a single number made of a gradient is added to what is tracked."""
    index, ends, seen = case.trace.index, [gradient], set()
    while ends and len(seen) < 60:
        tensor = ends.pop()
        for seq in map(int, case.trace.consumers(tensor)[:20]):
            event = case.trace[seq]
            if event["event"] != "op" or seq in seen or event["op"] == "detach" or case.trace.grad_modes.get(event["line"] or 0):
                continue
            seen.add(seq)
            if index.node.view[seq] < 0:
                ends += event["outputs"]
            elif event["op"] in ADDS and not case.info(tensor).shape and case.info(gradient).shape:
                return seq, tensor
    return None


def _by_text(case: Case, line: int | None) -> Finding | None:
    """The same of a gradient that nothing has looked at yet: the name that the refused call starts from is bound to one."""
    call = next(iter(case.program.calls_of("grad", "backward", line=line)), None)
    if call is None:
        return None
    start = call.owner if call.method == "backward" else ast.unparse(call.node.args[0]) if call.node.args else ""
    for one in case.program.calls_of("grad"):
        bound = case.program.statement(one.line)
        names = [node.id for node in ast.walk(bound) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)] if bound else ()
        if start in names and "autograd" in one.owner and case.program.keyword(one.node, "create_graph") is None:
            return NO_HISTORY.at(line, seq=case.error["seq"], name=start, made=one.line, lines=(one.line,), merges=("error",))
    return None
