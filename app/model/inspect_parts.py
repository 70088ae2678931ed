"""The sections of an inspection, one function each; None where a section has nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import kinds as K
from . import numbers, steps
from .flow import newest_contributions
from .inspect_types import Edge, Grid, Row, Section
from .labels import input_label, node_label, slot_input, tensor_label
from .saved import saved_values
from .words import say

if TYPE_CHECKING:
    from .info import GradState, NodeInfo, TensorInfo
    from .micro import MicroPosition
    from .trace import Trace

SENDERS = 100  # nodes that sent to one that are listed: the last ones
CALLS = 8  # backward calls before and after the one at the cursor, in which a node was gone through as well
FULL_LIMIT = 16  # elements written out in a row of text


def tensor_facts(trace: Trace, info: TensorInfo, seq: int) -> Section:
    """Names, op, grad_fn, shape, dtype, leaf / requires_grad / retains_grad, where it was made."""
    node = trace.node_of(info.id, seq)
    grad_fn = trace.node(node) if node is not None else None
    rows = [Row(say("row_name"), info.name, mono=True)] if info.name else []
    if info.module:
        rows.append(Row(say("row_module"), info.module, mono=True))
    rows += [
        Row(say("row_made_by"), info.how, mono=True, target=("event", info.made_at)),
        Row("grad_fn", "None" if grad_fn is None or grad_fn.is_accumulate else grad_fn.grad_fn, mono=True,
            target=("node", node) if node is not None else None),
        Row("shape", numbers.shape_text(info.shape), mono=True),
        Row("dtype", info.dtype, mono=True),
        Row("is_leaf", str(is_leaf(trace, info, seq)), mono=True),
        Row("requires_grad", str(requires_grad(trace, info, seq)), mono=True),
        Row("retains_grad", str(retains_grad(trace, info, seq)), mono=True),
    ]  # fmt: skip
    if info.of is not None:
        rows.append(Row(say("row_from"), tensor_label(trace, info.of), mono=True, target=("tensor", info.of)))
    if info.line:
        rows.append(Row(say("row_line"), str(info.line), target=("line", info.line)))
    changes = version(trace, info, seq)
    if changes:
        rows.append(Row("_version", str(changes), mono=True))
    return Section("facts", say("section_tensor"), rows=tuple(rows))


def is_leaf(trace: Trace, info: TensorInfo, seq: int) -> bool:
    """torch's is_leaf at the cursor: no grad_fn."""
    node = trace.node_of(info.id, seq)
    return node is None or trace.node(node).is_accumulate


def requires_grad(trace: Trace, info: TensorInfo, seq: int) -> bool:
    """Whether it requires grad at the cursor."""
    return info.requires_grad or trace.node_of(info.id, seq) is not None or trace.came_to_require_grad(info.id)


def retains_grad(trace: Trace, info: TensorInfo, seq: int) -> bool:
    """torch's retains_grad, as far as the tape shows it: a non-leaf whose `.grad` is written."""
    return not is_leaf(trace, info, seq) and trace.index.grads.next(info.id, -1) >= 0


def version(trace: Trace, info: TensorInfo, seq: int) -> int:
    """How often it has been changed in place up to the cursor; 0 also where an optimizer's steps, which may write several
    times each, have changed it since."""
    at = trace.index.values.last(info.id, seq)
    if trace.index.optimized.last(info.id, seq) > at:
        return 0
    return int(trace[at].get("version") or 0) if at > info.made_at else 0


def value_grids(trace: Trace, info: TensorInfo, seq: int) -> Section:
    """The value and the gradient of a tensor."""
    name = tensor_label(trace, info.id)
    value = trace.value_at(info.id, seq)
    grids = []
    if value is not None:
        grids.append(value_grid(say("value_of", name=name), value, numbers.shape_text(value.shape)))
    else:
        grids.append(Grid(say("value_of", name=name), numbers.shape_text(info.shape), None, "not_yet", say("not_made")))
    state = trace.grad_at(info.id, seq)
    grids.append(grad_grid(say("grad_of", name=name), state, info.dtype, _written_here(trace, state, seq)))
    return Section("numbers", say("section_numbers"), say("own_scale"), grids=tuple(grids))


def _written_here(trace: Trace, state: GradState, seq: int) -> bool:
    index = trace.index.steps
    return state.seq >= 0 and index.index_at(state.seq) == index.index_at(seq)


def value_grid(title: str, value, note: str) -> Grid:
    """A Grid of a value."""
    return Grid(title, note, value, stats=numbers.stats(value).text() if value.array.size > 1 else "")


def grad_grid(title: str, state: GradState, dtype: str, changed: bool) -> Grid:
    """A Grid of a gradient in any of its four states."""
    if state.kind == "value":
        stats = numbers.stats(state.value).text() if state.value.array.size > 1 else ""
        return Grid(title, dtype, state.value, "value", "", stats, changed)
    return Grid(title, dtype, None, state.kind, grad_words(state))


def grad_words(state: GradState) -> str:
    """A gradient that is no value, in words: "not yet", "None: not a leaf, …", "None: cut at line 9 by detach()"."""
    if state.kind == "value":
        return numbers.full(state.value, FULL_LIMIT)
    if state.kind == "not_yet":
        return say("grad_not_yet")
    return say("grad_none", reason=state.reason) if state.reason else "None"


def attribute(trace: Trace, info: TensorInfo, seq: int) -> Section | None:
    """What `.grad` itself is, where that is not the gradient shown: for non-leaves."""
    if is_leaf(trace, info, seq):
        return None
    state = trace.attribute_at(info.id, seq)
    row = Row(f"{tensor_label(trace, info.id)}.grad", grad_words(state), "" if state.kind == "value" else "sub",
              state.kind == "value")  # fmt: skip
    return Section("attribute", ".grad", rows=(row,))


def saved(trace: Trace, info: NodeInfo) -> Section | None:
    """The saved tensors of a node, with what they held when they were saved."""
    if info.is_accumulate:
        return None
    values = saved_values(trace, info)
    rows = [
        Row(
            f"_saved_{one.name}", one.text, mono=True, target=("tensor", one.tensor) if one.tensor is not None else None
        )
        for one in values
        if one.known
    ]
    unknown = [f"_saved_{one.name}" for one in values if not one.known]
    if unknown:
        rows.append(Row(say("saved_also"), ", ".join(unknown), "sub"))
    if not rows:
        rows = [Row("", say("saves_nothing"), "sub")]
    return Section("saved", say("section_saved"), rows=tuple(rows))


def arrived(trace: Trace, info: NodeInfo, seq: int) -> Section | None:
    """What arrived at a node in backward, from whom, and the sum; None before anything did."""
    run = trace.run_of(info.id, seq)
    found, more = newest_contributions(trace, info.id, run if run >= 0 else seq, SENDERS)
    values = trace[run]["grad_outputs"] if run >= 0 else None
    rows = [
        Row(say("from_node", node=trace.node(one.source).grad_fn, tensor=node_label(trace, one.source), edge=one.edge),
            numbers.full(one.value, FULL_LIMIT), mono=True, target=("event", one.seq))
        for one in found
    ]  # fmt: skip
    if more:
        rows.insert(0, Row(say("earlier_senders", count=f"{more:,}"), "", "sub"))
    if values is None and not rows:
        return None
    if values is None:
        return Section("arrived", say("section_arrived"), say("so_far"), rows=tuple(rows))
    several = len(values) > 1
    for nr, value in enumerate(values):
        if len(rows) == 1 and not several:
            break  # what the one sender sent is what was received
        label = say("received_output", nr=nr) if several else say("sum") if rows else say("received")
        rows.append(Row(label, numbers.full(value, FULL_LIMIT), mono=value is not None, target=("event", run)))
    rows += _changed_by_hooks(trace, info.id, run)
    rows += _of_other_calls(trace, info.id, run)
    note = "" if found else say("backward_started_here")
    return Section("arrived", say("section_arrived"), note, rows=tuple(rows))


def _of_other_calls(trace: Trace, node: int, run: int) -> list[Row]:
    """What the node received in other backward calls than that of its work `run`: a graph that was kept is gone through again."""
    mine = trace.index.by_node.all(node)
    runs = mine[trace.index.kind.view[mine] == K.NODE]
    at = int((runs < run).sum())
    rows = []
    for other in runs[max(0, at - CALLS) : at + CALLS + 1].tolist():
        if other != run:
            values = [numbers.full(value, FULL_LIMIT) for value in trace[other]["grad_outputs"]]
            rows.append(Row(say("received_in_call", call=trace.call_at(other)), ", ".join(values), "sub", True, ("event", other)))
    return rows


def _changed_by_hooks(trace: Trace, node: int, run: int) -> list[Row]:
    """What hooks made of the gradient that arrived, before the node's work `run` began with it."""
    first = trace.calls[trace.call_at(run) - 1].first
    mine = trace.index.by_node.all(node)
    rows = []
    for seq in mine[(mine > first) & (mine < run)].tolist():
        if trace.kind(seq) != "hook" or not trace[seq]["kind"].endswith("pre_hook"):
            continue
        after = trace[seq]["after"]
        for value in after if isinstance(after, list) else [after]:
            if value is not None:
                rows.append(Row(say("changed_by_hook"), numbers.full(value, FULL_LIMIT), mono=True,
                                target=("event", seq)))  # fmt: skip
    return rows


def edges(trace: Trace, info: NodeInfo, seq: int, micro: MicroPosition | None) -> Section | None:
    """next_functions, with what was sent along each edge; within a micro-step only what has been sent by then."""
    if info.is_accumulate:
        return None
    run = trace.run_of(info.id, seq)
    sent = trace[run]["grad_inputs"] if run >= 0 else None
    unreached = trace.node_state(info.id, seq) == "unreached"
    within = micro if micro is not None and micro.part.seq == run else None
    shown = tuple(_edge(trace, info, slot, sent, within, unreached) for slot in range(len(info.next)))
    return Section("edges", say("section_edges"), "next_functions", edges=shown) if shown else None


def _edge(
    trace: Trace, info: NodeInfo, slot: int, sent: list | None, micro: MicroPosition | None, unreached: bool
) -> Edge:
    node, nr = info.next[slot]
    if node is None:
        to = input_label(trace, info.id, slot)
        tensor, value = slot_input(trace, info.id, slot)
        grad_fn, target = "None", ("tensor", tensor) if tensor is not None else None
        if value is not None:
            to = say("number", number=to)
    else:
        to, grad_fn, target = node_label(trace, node), trace.node(node).grad_fn, ("node", node)
    value = sent[slot] if sent is not None and slot < len(sent) else None
    later = micro is not None and (micro.kind == "arrived" or (micro.kind == "edge" and slot > micro.edge))
    if node is None or (sent is not None and value is None):
        return Edge(slot, grad_fn, to, None, say("nothing_sent"), "nothing", target, nr)
    if sent is None and unreached:
        return Edge(slot, grad_fn, to, None, say("nothing_reached"), "nothing", target, nr)
    if value is None or later:
        return Edge(slot, grad_fn, to, None, say("grad_not_yet"), "not_yet", target, nr)
    here = micro is not None and micro.kind == "edge" and micro.edge == slot
    return Edge(slot, grad_fn, to, value, numbers.full(value, FULL_LIMIT), "sent", target, nr, here)


def place_in_call(trace: Trace, node: int, seq: int) -> str:
    """Words such as "node 2 of 5 in backward call 1" for the run that counts, "" before it."""
    run = trace.run_of(node, seq)
    if run < 0:
        return ""
    call = trace.calls[trace.call_at(run) - 1]
    number, count = trace.place_of_run(run)
    if call.last >= 0:
        return say("node_of_call", number=number, count=count, call=call.number)
    return say("node_in_call", number=number, call=call.number)


def step_of(trace: Trace, seq: int) -> int:
    """The step number an event belongs to."""
    return steps.step_number(trace, seq)
