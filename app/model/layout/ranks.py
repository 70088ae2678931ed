"""The layer of each node: inputs above their users, edges short.

Note [Pulling down]
    The longest path from the inputs gives every node the highest layer it can have. A parameter used in the last layer
    of a network would then stand at the very top and trail an edge through the whole picture. So nodes are pulled down
    to just above their first user, where that shortens more edges than it lengthens. An input which is a private leaf
    subtree (a parameter, or a few ops on parameters, used once) follows for free, for it can be pulled down in turn:
    such inputs do not count. In a trial the picture of a scalar network went from 39,500 px to 10,200 px in width.
    A neighbour counts once however many edges lead to it: the edges of a closed group are drawn as one, and opening it
    shall leave what is around in its layer.
"""

from __future__ import annotations

import numpy as np

from .parts import grouped


def layers(n: int, src: np.ndarray, dst: np.ndarray) -> np.ndarray:
    """The layer of each node, int64[n] from 0, with layer[src] < layer[dst]. ValueError if the edges make a cycle."""
    src, dst = np.divmod(np.unique(np.asarray(src, np.int64) * n + dst), n) if n else (src, dst)
    start, order = grouped(src, n)
    first, users = start.tolist(), dst[order].tolist()
    layer, topological = _longest_paths(n, first, users, np.bincount(dst, minlength=n).tolist())
    start, order = grouped(dst, n)
    _pull_down(layer, topological, first, users, start.tolist(), src[order].tolist())
    ranked = np.array(layer, np.int64)
    return ranked - ranked.min() if n else ranked


def _longest_paths(n: int, first: list, users: list, waiting: list) -> tuple[list, list]:
    layer = [0] * n
    ready = [i for i in range(n) if not waiting[i]]
    for node in ready:  # grows while we walk it: a topological order
        below = layer[node] + 1
        for user in users[first[node] : first[node + 1]]:
            if layer[user] < below:
                layer[user] = below
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    if len(ready) < n:
        raise ValueError("the graph has a cycle")
    return layer, ready


def _pull_down(layer: list, topological: list, first: list, users: list, in_first: list, inputs: list) -> None:
    holding = [0] * len(layer)  # inputs that would be left behind, see Note [Pulling down]
    for node in topological:
        held = 0
        for i in inputs[in_first[node] : in_first[node + 1]]:
            if holding[i] or first[i + 1] - first[i] != 1:
                held += 1
        holding[node] = held
    for node in reversed(topological):
        a, b = first[node], first[node + 1]
        if b > a and b - a >= holding[node]:
            lowest = min(layer[user] for user in users[a:b]) - 1
            if lowest > layer[node]:
                layer[node] = lowest
