"""Everything the inspector shows about one tensor, node, event or line at a cursor, as plain data and as plain text.

A panel renders an `Inspection`; tests and screen readers read `plain_text(inspection)`. What goes into the sections is
in inspect_parts.py. Texts are final words; values are TensorValues, so that a panel can draw them in grids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import inspect_ledger, inspect_rule, inspect_why, numbers, sentences
from . import inspect_parts as parts
from . import kinds as K
from .inspect_types import Badge, Edge, Grid, Inspection, LedgerRow, Row, Section, Target
from .labels import tensor_label
from .words import say

if TYPE_CHECKING:
    from .info import NodeInfo, TensorInfo
    from .micro import MicroPosition
    from .trace import Trace

__all__ = [
    "Badge", "Edge", "Grid", "Inspection", "LedgerRow", "Row", "Section", "Target", "inspect", "plain_text",
    "subject_at",
]  # fmt: skip


def subject_at(trace: Trace, seq: int) -> Target | None:
    """What the event at the cursor is about: a node, a tensor, else the event; None before everything.

    At the end of a backward call: what the last step before it was about; at the end of the run: the root of the last
    backward call, where all that is shown begins, else the last step too.
    """
    if not 0 <= seq < len(trace):
        return None
    index = trace.index
    root = root_at(trace, seq) if index.kind.view[seq] == K.END else None
    if root is not None:
        return "node", root
    if index.kind.view[seq] in (K.END, K.BACKWARD_END):
        seq = _last_about_something(trace, seq)
    kind, node, tensor = (int(column.view[seq]) for column in (index.kind, index.node, index.tensor))
    if kind in (K.NODE, K.ACCUMULATE) and node >= 0:
        return "node", node
    if kind in (K.TENSOR, K.OP, K.MUTATE, K.ACCUMULATE, K.GRAD_RESET, K.HOOK) and tensor >= 0:
        return "tensor", tensor
    if kind == K.HOOK and node >= 0:
        return "node", node
    return "event", seq


def root_at(trace: Trace, seq: int) -> int | None:
    """The node that a backward call starts from, where `seq` is its start; the last one's, where it is the end of a run
    that did not fail; else None."""
    kind = trace.index.kind.view[seq] if 0 <= seq < len(trace) else None
    if kind == K.END and not len(trace.events_of_kind("error")):
        call = trace.last_call(seq)
        seq = call.first if call is not None else -1
    elif kind != K.BACKWARD:
        return None
    roots = trace[seq].get("roots") if seq >= 0 else None
    return trace.node_of(roots[0], seq) if roots else None


def _last_about_something(trace: Trace, seq: int) -> int:
    """The last step's anchor before `seq` that is about a tensor or node; `seq` if there is none."""
    index = trace.index
    anchors = index.steps.anchors.view[: index.steps.index_at(seq) + 1]
    about = ((index.node.view[anchors] >= 0) | (index.tensor.view[anchors] >= 0)).nonzero()[0]
    return int(anchors[about[-1]]) if len(about) else seq


def inspect(trace: Trace, kind: str | None, id: int, seq: int, micro: MicroPosition | None = None) -> Inspection | None:
    """The inspection of a node, tensor, event or line, as the world is at `seq`; kind None: of what the cursor is at.

    None where there is nothing to inspect: an id the tape does not know, a line without events, an empty trace.
    """
    if kind is None:
        subject = subject_at(trace, seq)
        if subject is None:
            return None
        kind, id = subject
    try:
        if kind == "node":
            return _inspect_node(trace, id, seq, micro)
        if kind == "tensor":
            return _inspect_tensor(trace, id, seq, micro)
        if kind == "line":
            return _inspect_line(trace, id, seq, micro)
    except KeyError:
        return None
    subject = subject_at(trace, id)
    if subject is None or subject[0] == "event":
        return _inspect_event(trace, id) if subject else None
    return inspect(trace, *subject, seq, micro)


def _sections(*found: Section | None) -> tuple[Section, ...]:
    return tuple(section for section in found if section is not None)


def _inspect_node(trace: Trace, id: int, seq: int, micro: MicroPosition | None) -> Inspection:
    info = trace.node(id)
    about = trace.tensor(info.tensor) if info.tensor is not None else None
    whose = inspect_ledger.ledger_tensor(trace, info, info.tensor)
    place = parts.place_in_call(trace, id, seq)
    facts = "  ·  ".join(text for text in (_made(trace, info.made_at, info.line), place) if text)
    sections = _sections(
        inspect_rule.rule(trace, info, seq),
        parts.value_grids(trace, about, seq) if about is not None else None,
        inspect_why.section(trace, about.id, seq) if about is not None else None,
        inspect_rule.chain(trace, about.id, seq) if about is not None else None,
        parts.saved(trace, info),
        _arrived(trace, info, seq, whose),
        parts.edges(trace, info, seq, micro),
        inspect_ledger.ledger(trace, whose, seq) if whose is not None else None,
        parts.tensor_facts(trace, about, seq) if about is not None else None,
        parts.attribute(trace, about, seq) if about is not None else None,
    )
    badges = (_state_badge(trace, id, seq),)
    expression = _title_of(trace, info, about)
    return Inspection("node", id, info.grad_fn, expression, facts, badges, sections, info.line, info.tensor, id)


def _inspect_tensor(trace: Trace, id: int, seq: int, micro: MicroPosition | None) -> Inspection:
    about = trace.tensor(id)
    node = trace.node_of(id, seq)
    info = trace.node(node) if node is not None else None
    whose = inspect_ledger.ledger_tensor(trace, info, id)
    place = parts.place_in_call(trace, node, seq) if node is not None else ""
    facts = "  ·  ".join(text for text in (_made(trace, about.made_at, about.line), place) if text)
    sections = _sections(
        parts.value_grids(trace, about, seq),
        inspect_why.section(trace, id, seq),
        inspect_rule.chain(trace, id, seq),
        inspect_rule.rule(trace, info, seq) if info is not None else None,
        parts.attribute(trace, about, seq),
        parts.saved(trace, info) if info is not None else None,
        _arrived(trace, info, seq, whose) if info is not None else None,
        parts.edges(trace, info, seq, micro) if info is not None else None,
        inspect_ledger.ledger(trace, whose, seq) if whose is not None else None,
        parts.tensor_facts(trace, about, seq),
    )
    expression = _title_of(trace, info, about)
    title = tensor_label(trace, id)
    badges = _tensor_badges(trace, about, node, seq)
    return Inspection("tensor", id, title, expression, facts, badges, sections, about.line, id, node)


def _arrived(trace: Trace, info: NodeInfo, seq: int, whose: int | None) -> Section | None:
    """What arrived at a node; at an AccumulateGrad that stands in the ledger."""
    return None if info.is_accumulate and whose == info.tensor else parts.arrived(trace, info, seq)


def _made(trace: Trace, seq: int, line: int | None) -> str:
    if line:
        return say("made_at_line", line=line)
    step = parts.step_of(trace, seq)
    return say("made_at_step", step=step) if step else say("made_before")  # a parameter that a module made


def _title_of(trace: Trace, info: NodeInfo | None, about: TensorInfo | None) -> str:
    """Name and expression, "z = y * y * 3", as the card of the graph says it; "" where that is the title already."""
    seq = about.made_at if about is not None and (info is None or info.is_accumulate) else info.made_at if info else -1
    if seq < 0:
        return ""
    event = trace[seq]
    if event["event"] == "op":
        return trace.titles.result(event)
    if event["event"] == "mutate":
        return trace.titles.mutation(event)
    text = trace.titles.expression(event) or ""
    return f"{event['name']} = {text}" if text and event.get("name") else text


def _state_badge(trace: Trace, node: int, seq: int) -> Badge:
    state = trace.node_state(node, seq)
    return Badge(say(f"state_{state}"), state)


def _tensor_badges(trace: Trace, about: TensorInfo, node: int | None, seq: int) -> tuple[Badge, ...]:
    badges = []
    if parts.is_leaf(trace, about, seq):
        badges.append(Badge(say("badge_leaf"), "leaf"))
    if parts.requires_grad(trace, about, seq):
        badges.append(Badge("requires_grad", "requires_grad"))
    else:
        badges.append(Badge(say("badge_untracked"), "untracked"))
    if parts.retains_grad(trace, about, seq):
        badges.append(Badge("retains_grad", "retains_grad"))
    if trace.grad_at(about.id, seq).kind == "cut":
        badges.append(Badge(say("badge_cut"), "cut"))
    elif node is not None:
        badges.append(_state_badge(trace, node, seq))
    return tuple(badges)


def _inspect_line(trace: Trace, line: int, seq: int, micro: MicroPosition | None) -> Inspection | None:
    """What the last event of a line up to the cursor is about; before the line has run, its first."""
    events = trace.events_of_line(line)
    if not len(events):
        return None
    at = int(events.searchsorted(seq, side="right")) - 1
    return inspect(trace, "event", int(events[max(at, 0)]), seq, micro)


def _inspect_event(trace: Trace, seq: int) -> Inspection:
    """An event that is about no one tensor: a print, an error, the start of backward, an optimizer step."""
    event = trace[seq]
    kind = event["event"]
    rows = [Row(say("row_event"), sentences.sentence(trace, seq))]
    if event.get("line"):
        rows.append(Row(say("row_line"), str(event["line"]), target=("line", event["line"])))
    if kind in ("output", "error"):
        rows.append(Row(say("row_text"), (event.get("text") or event.get("traceback") or "").rstrip("\n"), mono=True))
    if kind == "backward":
        for root in event["roots"]:
            rows.append(Row(say("row_root"), tensor_label(trace, root), mono=True, target=("tensor", root)))
        rows += [Row(key, str(event[key]), mono=True) for key in ("retain_graph", "create_graph")]
    sections = [Section("event", say("section_event"), rows=tuple(rows))]
    if kind == "optimizer_step":
        sections.append(Section("params", say("section_params"), grids=_param_grids(trace, event)))
    facts = say("at_step", step=parts.step_of(trace, seq))
    return Inspection("event", seq, say(f"event_{kind}"), "", facts, (), tuple(sections), event.get("line"))


def _param_grids(trace: Trace, event: dict) -> tuple[Grid, ...]:
    grids = []
    for param in event["params"]:
        name = param["name"] or say("tensor_id", id=param["tensor"])
        for key in ("before", "after"):
            value = param[key]
            if value is not None:
                grids.append(parts.value_grid(say(f"param_{key}", name=name), value, numbers.shape_text(value.shape)))
    return tuple(grids)


# ---- as text


def plain_text(inspection: Inspection | None) -> str:
    """An inspection as lines of text, all that the panel shows; "" for None."""
    if inspection is None:
        return ""
    head = [inspection.title]
    if inspection.badges:
        head[0] += f" ({', '.join(badge.text for badge in inspection.badges)})"
    head += [text for text in (inspection.expression, inspection.facts) if text]
    return "\n".join([*head, *(line for section in inspection.sections for line in _section_lines(section))])


def _section_lines(section: Section) -> list[str]:
    lines = ["", section.title + (f" ({section.note})" if section.note else "")]
    for grid in section.grids:
        text = numbers.full(grid.value) if grid.value is not None else grid.words
        lines.append(f"  {grid.title}: {text}" + (f"  [{grid.stats}]" if grid.stats else ""))
    lines += [f"  {text}" for one in section.formulas for text in (one.tex, one.more, one.words) if text]
    lines += [f"  {row.label}: {row.text}" if row.label else f"  {row.text}" for row in section.rows]
    for edge in section.edges:
        sent = say("edge_sent", value=edge.text) if edge.state == "sent" else edge.text
        lines.append(f"  {edge.index} {edge.grad_fn} → {edge.to}: {sent}")
    for row in section.ledger:
        if row.kind == "more":
            lines.append(f"  {row.who}")
            continue
        added = f"  + {row.added_text}" if row.added_text else ""
        mark = {"here": " ◂", "future": " (later)", "past": ""}[row.when]
        lines.append(f"  {row.step}  {row.who}{added}  → {row.after_text}{mark}")
    return lines
