"""What few calls of backward need: a backward within another, and a place in the graph in place of a tensor."""

import numpy as np

from . import state as S
from .node import LEAF, SLOT, OutputSlot, edge
from .tensor import Tensor, new

FLOAT = np.dtype(np.float32)


def nested(run, roots, grads, retain, create_graph, inputs, accumulate):
    """run(…) while what the outer backward holds in the nodes that this one can reach is put aside."""
    nodes = [t._fn or edge(t) for t in (*roots, *(inputs or ()))]
    nodes = list(dict.fromkeys(n.node if n.kind == SLOT else n for n in nodes if n is not None))
    seen = set(nodes)
    for node in nodes:  # it grows meanwhile
        for n in node.next:
            n = n.node if n is not None and n.kind == SLOT else n
            if n is not None and n not in seen:
                seen.add(n)
                nodes.append(n)
    held = [(n, n.g, n.need, n.mark, getattr(n, "own", None)) for n in nodes]
    inside, S.inside = S.inside, 0
    for n in nodes:
        n.g = None
    try:
        return run(roots, grads, retain, create_graph, inputs, accumulate)
    finally:
        S.inside = inside
        for n, n.g, n.need, n.mark, own in held:
            if own is not None:
                n.own = own


def at_edges(roots, grads):
    """The roots of a backward call, with tensors of zeros in place of GradientEdges: of the shape of what the edge was taken from, or of
    the gradient that is given."""
    for root in roots:
        if isinstance(root, tuple):
            break
    else:
        return roots
    out = []
    for root, g in zip(roots, grads):
        if isinstance(root, tuple):
            place, root = root, at_edge(root)
            like = place.like or ((g._data.shape, g._data.dtype) if isinstance(g, Tensor) else ((), FLOAT))
            if root._data is None:
                root._data = np.zeros(*like)[()]
        out.append(root)
    return tuple(out)


def at_edge(place):
    """A tensor without data that stands for what a GradientEdge names: an input of autograd.grad."""
    if place.node.kind == LEAF and edge(place.node.variable) is place.node:
        return place.node.variable
    t = new(Tensor)
    t._data, t._rg = None, True
    t._fn = OutputSlot(place.node, place.output_nr) if place.node.n_outputs > 1 else place.node
    return t
