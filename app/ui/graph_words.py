"""The graph in words: what `describe()` gives, the tooltip of a card, and what a screen reader hears."""

from __future__ import annotations

import numpy as np

from app.export import measure as m
from app.export.groups import group_words
from app.export.scene import Scene
from app.export.states import CUT, FLOW, FLOWED
from app.model import numbers
from app.model.graph import GraphNode

from .texts import tr

STATES = {
    "pending": "not yet reached by backward",
    "current": "current",
    "visited": "visited",
    "unreached": "not reached by backward",
    "cut": "cut",
}
KIND_WORDS = {"untracked": "not tracked", "number": "number", "leaf": "leaf"}
ALL_UP_TO = 200  # cards that are described even when they are out of view


def describe(scene: Scene, step: tuple[int, int], slots) -> str:
    """The scene in lines: where we are, then each of `slots` (cards) with its value, gradient, state and edges."""
    part = scene.part
    title, rest = scene.heading()
    ghosts = int(scene.ghost.sum())
    extent = tr("{nodes} nodes, {edges} edges", nodes=len(part.nodes), edges=len(part.edges))
    lines = [
        ", ".join(w for w in (title, rest, tr("step {number} of {count}", number=step[0], count=step[1])) if w),
        tr("{extent}, {ghosts} not made yet", extent=extent, ghosts=ghosts) if ghosts else extent,
    ]
    for slot in slots:
        node = part.nodes[int(scene.sheet.node[slot])]
        if scene.ghost[node.index] or scene.sheet.host[slot] >= 0:
            continue
        lines.append(card(scene, node, slot))
        lines += [f"  {words}" for words in edges(scene, node)]
    return "\n".join(lines)


def card(scene: Scene, node: GraphNode, slot: int) -> str:
    """One card in a line: title, grad_fn, shape, value, gradient, state."""
    shown = scene.card(slot)
    if node.kind == "group":
        return group(scene, node)
    kind = node.grad_fn or ("AccumulateGrad" if node.kind == "leaf" else tr(KIND_WORDS.get(node.kind, node.kind)))
    parts = [kind] if node.kind != "leaf" else [tr("leaf") + ", AccumulateGrad"]
    parts += [node.shape, node.dtype]
    parts += [f"{row.label} {row.text}" for row in shown.rows if row.text]
    if node.tracked:
        parts.append(tr(STATES.get(shown.state, shown.state)))
    return f"{m.clean(node.title)}: " + ", ".join(p for p in parts if p)


def group(scene: Scene, node: GraphNode) -> str:
    """The card of closed groups in a line: what it stands for, how far backward is in it, its gradient in sum."""
    said, card = group_words(scene.stage, node.index, scene.cursor), scene.part.cards[node.index]
    parts = [tr("{count:,} closed groups", count=card.count) if card.count > 1 else tr("closed group"), said.sub]
    parts += [f"{row.label} {row.text}" for row in said.rows if row.text]
    if scene.current == node.index:
        parts.append(tr(STATES["current"]))
    return f"{m.clean(node.title)}: " + ", ".join(parts)


def edges(scene: Scene, node: GraphNode) -> list[str]:
    """What a node uses, and what flowed along each edge."""
    part, found = scene.part, []
    for index in part.inputs[node.index]:
        edge = part.edges[index]
        state, source = int(scene.edge_state[index]), m.clean(part.nodes[edge.src].title)
        if state in (FLOW, FLOWED):
            value = scene.flowed(index)
            sent = numbers.brief(value) if value is not None else tr("nothing")
            found.append(tr("sent {sent} to {source} just now", sent=sent, source=source) if state == FLOW
                         else tr("sent {sent} to {source}", sent=sent, source=source))
        elif state == CUT:
            found.append(tr("cut from {source}", source=source))
        else:
            found.append(tr("uses {source}", source=source) + ("" if edge.tracked else f" ({tr('not tracked')})"))
    return found


def tip(scene: Scene, slot: int, cursor: int) -> str:
    """The tooltip of a card: the whole name and value, its gradient with the reason, what a double click does."""
    node = scene.part.nodes[int(scene.sheet.node[slot])]
    trace, lines = scene.stage.trace, [m.clean(node.title)]
    if node.kind == "number":
        return lines[0]
    if node.kind == "group":
        return f"{group(scene, node)}\n{tr('double click: open')}"
    lines.append("  ".join(w for w in (node.grad_fn or tr(KIND_WORDS.get(node.kind, "")), node.shape, node.dtype) if w))
    if node.tensor >= 0 and cursor >= node.made_at:
        value = trace.value_at(node.tensor, cursor)
        if value is not None:
            lines.append(f"{tr('value')}  {numbers.full(value)}")
        grad = trace.grad_at(node.tensor, cursor)
        lines.append(f"grad  {numbers.full(grad.value) if grad.kind == 'value' else _no_grad(grad)}")
    if node.line:
        lines.append(tr("line {line}", line=node.line))
    lines.append(tr("double click: go there"))
    return "\n".join(lines)


def edge_tip(shown, edge: int) -> str:
    """The tooltip of an edge: what goes along it from where to where, and the gradient that came back."""
    picture, scene = shown.picture, shown.scene
    source, user = (scene.part.nodes[int(picture.node[slot])] for slot in picture.ends[edge])
    lines = [f"{m.clean(source.title)} \N{RIGHTWARDS ARROW} {m.clean(user.title)}"]
    if source.shape:
        lines.append(" ".join(w for w in (source.shape, source.dtype) if w))
    graph_edge = int(picture.edge[edge])
    value = scene.flowed(graph_edge, wait=False)
    state = int(scene.edge_state[graph_edge])
    if value is not None:
        lines.append(tr("gradient sent back: {full}", full=numbers.full(value)))
    elif state in (FLOW, FLOWED) and scene.is_adding:
        lines.append(tr("gradient sent back: being added up"))
    elif state in (FLOW, FLOWED):
        lines.append(tr("nothing was sent back"))
    elif state == CUT:
        lines.append(tr("cut: no gradient takes this way"))
    return "\n".join(lines)


def _no_grad(grad) -> str:
    word = {"not_yet": tr("not yet"), "none": "None", "cut": "None"}[grad.kind]
    return f"{word}: {grad.reason}" if grad.reason else word


def in_reading_order(scene: Scene, slots: np.ndarray, boxes: np.ndarray) -> list[int]:
    """Slots from the inputs down to the loss, and from the left in a row."""
    return slots[np.lexsort((boxes[slots, 0], boxes[slots, 1]))].tolist()
