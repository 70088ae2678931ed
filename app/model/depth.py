"""How a gradient fares on its way from the loss to the first layer: its norm at each parameter and each module, by depth.

What is shown belongs to the backward call at the cursor (or the last before it). The order is that of forward, so that
the loss is at the end, and a gradient that vanishes falls off to the left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .labels import tensor_label
from .series import norm

if TYPE_CHECKING:
    from .trace import Trace

MOST = 400  # bars; of more, evenly spread ones are shown


@dataclass(frozen=True, slots=True)
class Bar:
    """The gradient at one place: its name, norm, how many elements it has, the event of its arrival, node and tensor."""

    name: str
    norm: float
    numel: int
    seq: int
    node: int
    tensor: int


def by_parameter(trace: Trace, cursor: int) -> list[Bar]:
    """What arrived at each parameter's AccumulateGrad in the backward call, in the order of forward."""
    return _bars(trace, _runs(trace, cursor, accumulates=True), False)


def by_module(trace: Trace, cursor: int) -> list[Bar]:
    """The gradient of each module's output, in the order of forward; without modules that of every node.

    A module's output is the last thing made in a call of it (a container's that of its last member).
    """
    runs = _runs(trace, cursor, accumulates=False)
    last: dict[int, tuple[int, int]] = {}
    for seq, node in runs:
        made = trace[trace.node(node).made_at]
        scope = made.get("scope")
        if scope and last.get(scope, (-1, -1))[0] < made["seq"]:
            last[scope] = made["seq"], seq
    if not last:
        return _bars(trace, runs, False)
    chosen = {seq for _, seq in last.values()}
    return _bars(trace, [(seq, node) for seq, node in runs if seq in chosen], True)


def _runs(trace: Trace, cursor: int, accumulates: bool) -> list[tuple[int, int]]:
    """(seq, node) of the runs of the call at the cursor, ordered by forward."""
    call = trace.last_call(cursor)
    if call is None:
        return []
    end = call.last if call.last >= 0 else len(trace) - 1
    index = trace.index
    seqs = index.node_runs.view
    seqs = seqs[(seqs >= call.first) & (seqs <= end)]
    seqs = seqs[index.call.view[seqs] == call.number]
    nodes = index.node.view[seqs]
    leaf = np.zeros(len(seqs), bool)
    inside = (nodes >= 0) & (nodes < len(index.acc_tensor))
    leaf[inside] = index.acc_tensor.view[nodes[inside]] > 0
    pairs = [(int(s), int(n)) for s, n, is_leaf in zip(seqs, nodes, leaf) if bool(is_leaf) == accumulates]
    pairs.sort(key=lambda pair: (_place(trace, pair[1]), pair[1]))
    if len(pairs) > MOST:
        pairs = [pairs[k] for k in np.linspace(0, len(pairs) - 1, MOST).astype(int)]
    return pairs


def _place(trace: Trace, node: int) -> int:
    """Where in forward a node stands: a leaf at its first use."""
    try:
        return trace.node(node).made_at
    except KeyError:
        return -1


def _bars(trace: Trace, runs: list[tuple[int, int]], modules: bool) -> list[Bar]:
    made = []
    for seq, node in runs:
        arrived = [value for value in trace[seq]["grad_outputs"] if value is not None]
        if not arrived:
            continue
        info = trace.node(node)
        tensor = info.tensor if info.tensor is not None else -1
        name = trace[info.made_at].get("module") if modules else None
        name = name or (tensor_label(trace, tensor) if tensor >= 0 else info.grad_fn)
        size = float(np.sqrt(sum(norm(value) ** 2 for value in arrived)))
        made.append(Bar(name, size, sum(value.numel for value in arrived), seq, node, tensor))
    return made


@dataclass(frozen=True, slots=True)
class Histogram:
    """counts int64[n] between edges float64[n + 1]; how many elements were NaN or infinite."""

    counts: np.ndarray
    edges: np.ndarray
    odd: int


def histogram(array: np.ndarray) -> Histogram:
    """How the elements of a tensor are spread; whole numbers (few of them) have a bin each."""
    flat = np.asarray(array).reshape(-1)
    flat = np.abs(flat) if flat.dtype.kind == "c" else flat.astype(np.float64)
    fine = flat[np.isfinite(flat)]
    odd = len(flat) - len(fine)
    if not len(fine):
        return Histogram(np.zeros(1, np.int64), np.array([0.0, 1.0]), odd)
    low, high = float(fine.min()), float(fine.max())
    if np.asarray(array).dtype.kind in "iub" and high - low < 64:
        edges = np.arange(low - 0.5, high + 1.0)
    else:
        bins = int(min(64, max(8, np.sqrt(len(fine)))))
        width = (high - low) or max(abs(low), 1.0) * 1e-3
        edges = np.linspace(low, low + width, bins + 1) if high > low else np.linspace(low - width, low + width, 4)
        if not (np.diff(edges) > 0).all():  # so close together that float64 has no number between
            edges = np.array([np.nextafter(low, -np.inf), np.nextafter(high, np.inf)])
    counts, edges = np.histogram(fine, edges)
    return Histogram(counts.astype(np.int64), edges, odd)


def picture(array: np.ndarray, side: int = 512) -> np.ndarray:
    """A tensor as a matrix (float64, at most `side` by `side`) to be drawn as a heat map.

    Leading dimensions are put below one another; of a larger one every k-th row and column is taken.
    """
    array = np.asarray(array)
    array = np.abs(array) if array.dtype.kind == "c" else array.astype(np.float64)
    flat = array.reshape(-1, array.shape[-1]) if array.ndim > 1 else array.reshape(1, -1)
    down, across = (max(1, -(-n // side)) for n in flat.shape)
    return flat[::down, ::across]
