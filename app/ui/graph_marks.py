"""Which cards of the canvas stand for what was found: from events of the run to nodes of the part shown, to slots."""

from __future__ import annotations

import numpy as np


def cards_of(trace, part, seqs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(indices of the graph nodes that stand for what these events made, ascending; how many each stands for)."""
    if not len(seqs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    table = trace.table
    cards = _looked_up(part.by_node, table["node"][seqs])
    by_tensor = _looked_up(part.by_tensor, table["tensor"][seqs])
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


def _looked_up(known: dict[int, int], ids: np.ndarray) -> np.ndarray:
    """known[id] for every id, -1 where it is not known."""
    if len(ids) < 500:
        return np.fromiter((known.get(int(i), -1) for i in ids), np.int64, len(ids))
    keys = np.fromiter(known, np.int64, len(known))
    column = np.full(int(max(keys.max(initial=-1), ids.max(initial=-1))) + 2, -1, np.int64)
    column[keys] = np.fromiter(known.values(), np.int64, len(known))
    return np.where(ids >= 0, column[ids], -1)
