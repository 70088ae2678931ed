"""Which cards of the canvas stand for what was selected or found: from the session's ids and events to nodes of the
part shown, to slots, and back."""

from __future__ import annotations

import numpy as np

from app.model.folding_part import FoldedPart
from app.model.selection import NOTHING, Selection


def selection_of(node) -> Selection:
    """What choosing a graph node selects."""
    if node.kind in ("number", "group"):
        return NOTHING
    if node.kind in ("op", "loss") and node.node >= 0:
        return Selection("node", node.node)
    return Selection("tensor", node.tensor) if node.tensor >= 0 else NOTHING


def nodes_of(selection: Selection, part, trace) -> list[int]:
    """Indices of the graph nodes of a part that a selection means."""
    (kind, number), index = selection, trace.index
    if kind == "line":
        base = part.base if isinstance(part, FoldedPart) else part
        nodes = base.nodes
        mine = (nodes.column("line") == number) & (nodes.column("file") == 0) & ~nodes.kinds("number")
        found = np.flatnonzero(mine)
        if not len(found):  # what is made inside a library has no line; what the line does with it has: a layer's weights
            touched = base.by_tensor.find(trace.table["tensor"][trace.events_of_line(number)])
            found = touched[touched >= 0]
        return (np.unique(found) if base is part else np.unique(part.item_of[found])).tolist()
    if kind == "node":
        found = part.by_node.get(number)
    elif kind == "tensor":
        found = part.by_tensor.get(number)
    elif kind == "event" and 0 <= number < len(index):
        found = part.by_node.get(int(index.node.view[number]), part.by_tensor.get(int(index.tensor.view[number])))
    else:
        found = None
    return [found] if found is not None else []


def cards_of(trace, part, seqs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(indices of the graph nodes that stand for what these events made, ascending; how many each stands for)."""
    if not len(seqs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    table = trace.table
    cards = part.by_node.find(table["node"][seqs])
    by_tensor = part.by_tensor.find(table["tensor"][seqs])
    cards = np.where(cards >= 0, cards, np.where(table["node"][seqs] < 0, by_tensor, -1))
    return np.unique(cards[cards >= 0], return_counts=True)


def slots_of(node: np.ndarray, nodes: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same for slots. `node`: the graph node of every slot."""
    if not len(nodes):
        return nodes, counts
    at = np.searchsorted(nodes, node)
    at[at == len(nodes)] = 0
    slots = np.flatnonzero(nodes[at] == node)
    return slots, counts[at[slots]]
