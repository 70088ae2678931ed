r"""The chain rule where it is no product of factors: the rules of the nodes one after the other, as equations.

`\overline{h} = \overline{y}\,W^\top`, then `\overline{x} = \overline{h} \odot [x > 0]`: one for each tensor with a name, for
each at which several gradients are added, and wherever a line would become too long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import symbol

from . import rule
from .rule_tex import seen

if TYPE_CHECKING:
    from .trace import Trace

PRODUCTS = frozenset(("mm", "addmm", "bmm", "baddbmm", "mv", "addmv", "matmul", "convolution"))  # with what stands alone
MOST = 8  # equations
LONGEST = 70  # characters of LaTeX that are put into the next equation; more get one of their own
WIDEST = 110  # characters that are seen of one equation
WHOLE = r",\ "  # a formula with a remark behind it ("…, h = …") is not put into another


def equations(trace: Trace, start: int, goal: int, among: set[int], given: bool) -> tuple[str, ...]:
    """From the node `start` to the node `goal` over the nodes `among`; () where they are too many, a node has no formula,
    or two tensors would have one name. given: whether backward() was given a gradient to begin with."""
    terms: dict[int, list[str]] = {node: [] for node in among}
    found: dict[str, str] = {}
    own = rf"\overline{{{rule.tensor_name(trace, trace.node(start).tensor)}}}"
    terms[start] = [own if given else "1"]
    for node in _in_order(trace, start, among):
        text = _added(terms[node])
        tensor = trace.node(node).tensor
        if tensor is None:
            return ()
        call = rule.Call.of(trace, trace.node(node))
        stop = (trace.tensor(tensor).name or len(terms[node]) > 1 or len(text) > LONGEST or WHOLE in text
                or (symbol.binding(text) <= 2 and call is not None and call.op.key in PRODUCTS))  # fmt: skip
        if node == goal or (node != start and stop):
            name = rf"\overline{{{rule.tensor_name(trace, tensor)}}}"
            if name in found or len(found) == MOST or seen(text) > WIDEST:
                return ()
            found[name], text = text, name
        if node == goal:
            break
        if call is None or trace.node(node).grad_fn in rule.SPLITS:
            return ()
        for edge, (into, _) in enumerate(trace.node(node).next):
            arg = call.arg_of_edge(edge) if into in among else None
            if into not in among:
                continue
            term = rule.gradient_of(call, edge, arg, text) if arg is not None else ""
            if not term:
                return ()
            terms[into].append(term)
    return tuple(f"{name} = {text}" for name, text in found.items())


def _in_order(trace: Trace, start: int, among: set[int]) -> list[int]:
    """The nodes so that each comes after all that send to it."""
    waits = dict.fromkeys(among, 0)
    for node in among:
        for into, _ in trace.node(node).next:
            if into in waits:
                waits[into] += 1
    ready, order = [start], []
    while ready:
        node = ready.pop(0)
        order.append(node)
        for into, _ in trace.node(node).next:
            if into in waits:
                waits[into] -= 1
                if not waits[into]:
                    ready.append(into)
    return order


def _added(terms: list[str]) -> str:
    """Gradients added; equal ones are counted, as in y * y."""
    if len(terms) > 1 and len(set(terms)) == 1:
        one = rf"\left({terms[0]}\right)" if rule.is_sum(terms[0]) else terms[0]
        return rf"{len(terms)} \, {one}"
    return " + ".join(terms).replace("+ -", "- ")
