"""Graphs that grow: a running loss that stays tracked, histories carried from turn to turn, create_graph in a loop."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from .. import kinds as K
from ..translate import tr
from .finding import diagnosis
from .stopped import _border, reachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

RUNNING = diagnosis(
    "running-loss", "warning", "{name} at line {line} sums up losses with their graphs: memory grows each turn",
    evidence="After {count} turns {name} still leads back to all {count} graphs, through a chain of {count} additions; "
             "backward() is never called on it.",
    why="A tensor that requires grad keeps its history alive. A sum of such tensors keeps all of them.",
    do="Add the number: {name} += {added}.item()", tag="graph grows", rank=16,
)  # fmt: skip
GROWING = diagnosis(
    "graph-grows", "warning", "Each backward() at line {line} goes through more of the past: {first} nodes at first, "
                              "{last} in the end",
    evidence="{why_grows}retain_graph=True keeps all earlier graphs in memory; the {count}th call took {factor} times "
             "the work of the first.",
    why="What is kept from turn to turn carries its history along, and retain_graph=True allows backward() to follow "
        "it to the start.",
    do="Cut the history at the end of each turn{fix_words}, and drop retain_graph=True.", tag="graph grows", rank=11,
)  # fmt: skip
CREATE = diagnosis(
    "create-graph-loop", "warning", "backward(create_graph=True) at line {line} in a loop: each gradient keeps its "
                                    "graph, and memory grows",
    evidence="It ran {count} times; {name}.grad has a graph of its own after each.",
    why="create_graph=True records backward itself, for second derivatives. .grad then refers to that graph and the "
        "graph to the parameters: a reference cycle that is not freed by itself.",
    do="Use torch.autograd.grad(…, create_graph=True) and set .grad to None after use; without second derivatives "
       "leave create_graph out.",
    tag="create_graph", rank=17,
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """What keeps more and more of the past."""
    if len(case.calls) >= 3:
        yield from _running(case)
        yield from _growing(case)
        yield from _creating(case)


def _running(case: Case) -> Iterator[Finding]:
    """Additions in a loop whose one operand is the result of the turn before, tracked, and never a root."""
    index = case.trace.index
    adds = np.union1d(case.ops("add"), case._named(K.MUTATE, ("add_",)))
    adds = adds[(index.node.view[adds] >= 0) & (index.call.view[adds] == 0)]
    lines, counts = np.unique(index.line.view[adds], return_counts=True)
    for line in lines[(counts >= 3) & (lines > 0)].tolist():
        seqs = adds[index.line.view[adds] == line]
        chain = _chain(case, seqs)
        if chain is not None:
            yield chain
            return


def _chain(case: Case, seqs: np.ndarray) -> Finding | None:
    trace, index = case.trace, case.trace.index
    ends = np.asarray([call.last for call in case.finished_calls], np.int64)
    first, last = int(seqs[0]), int(seqs[-1])
    turns = 0
    for before, seq in zip(seqs[:-1].tolist(), seqs[1:].tolist()):
        is_mutate = index.kind.view[seq] == K.MUTATE
        node = int(index.node.view[before])
        linked = seq in trace.users(node)
        same = is_mutate and index.tensor.view[seq] == index.tensor.view[before]
        crossed = ends.searchsorted(seq) > ends.searchsorted(before)
        turns = turns + 1 if (linked or same) and crossed else 0
    if turns < 2:
        return None
    nodes = {int(index.node.view[seq]) for seq in seqs.tolist()}
    if any(index.runs.next(node, first) >= 0 for node in nodes):
        return None  # backward goes through the sum
    event = trace[last]
    tensor = event["tensor"] if event["event"] == "mutate" else event["outputs"][0]
    line = event["line"]
    name = case.program.target(line) or case.name(tensor)
    added = _added(case, line, name)
    text = case.text(line)
    fix = None
    if added and re.fullmatch(rf"{re.escape(name)}\s*\+=\s*{re.escape(added)}", text):
        fix = case.fix(line, f"{name} += {added}.item()")
    return RUNNING.at(line, seq=last, tensor=tensor, name=name, added=added or "loss", count=turns + 1, fix=fix,
                      merges=(("grows at", line),))  # fmt: skip


def _added(case: Case, line: int | None, name: str) -> str | None:
    names = [other for other in case.program.names_on(line) if other != name and not other[:1].isupper()]
    return names[0] if names else None


def _growing(case: Case) -> Iterator[Finding]:
    lines: dict[int, list] = {}
    for call in case.finished_calls:
        lines.setdefault(call.line, []).append(call)
    runs = case.trace.index.node_runs.view
    for line, calls in lines.items():
        if len(calls) < 3 or not case.trace[calls[-2].first]["retain_graph"]:
            continue
        sizes = [int(runs.searchsorted(call.last) - runs.searchsorted(call.first)) for call in calls]
        steady = np.all(np.diff(sizes) > 0) and sizes[-1] >= sizes[0] * min(len(sizes), 3) * 0.6
        if not steady:
            continue
        old = {node for node in reachable(case, calls[1]) if case.trace.index.made_node.view[node] < calls[0].last
               and case.trace.index.made_node.view[node] >= 0} if _small(case) else set()  # fmt: skip
        shared = _border(case, calls[1], old) if old else None
        name = case.info(shared).name if shared is not None else None
        yield GROWING.at(line or None, seq=calls[-1].first, tensor=shared, first=sizes[0], last=sizes[-1], count=len(calls),
                         factor=case.say(round(sizes[-1] / sizes[0])), fix_words=tr(": {name} = {name}.detach()",
                                                                                    name=name) if name else "",
                         why_grows=tr("{name} carries its history from one turn into the next. ",
                                      name=name) if name else "",
                         merges=("depth",))  # fmt: skip
        return


def _small(case: Case) -> bool:
    return len(case.trace) < 50_000


def _creating(case: Case) -> Iterator[Finding]:
    lines: dict[int, list] = {}
    for call in case.backward_calls:
        if case.trace[call.first]["create_graph"]:
            lines.setdefault(call.line, []).append(call)
    for line, calls in lines.items():
        if len(calls) >= 3:
            written = case.trace.table["tensor"][calls[-1].first : calls[-1].last]
            kinds = case.trace.table["kind"][calls[-1].first : calls[-1].last]
            leaves = written[kinds == K.ACCUMULATE]
            name = case.name(int(leaves[0])) if len(leaves) else tr("a leaf")
            yield CREATE.at(line or None, seq=calls[-1].first, count=len(calls), name=name)
