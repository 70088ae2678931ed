"""A backward within another: one that a Function's backward, or a hook, calls."""

from . import state as S
from .node import SLOT, edge


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
