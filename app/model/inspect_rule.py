"""The inspector's sections with formulas: a node's rule with its numbers, and the chain from the output to a tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import chain as chain_model
from . import rule as rule_model
from .inspect_types import Formula, Section
from .labels import tensor_label
from .words import say

if TYPE_CHECKING:
    from .info import NodeInfo
    from .trace import Trace


def rule(trace: Trace, info: NodeInfo, seq: int) -> Section | None:
    """What the node computes for each input: in symbols, then with this step's numbers."""
    found = rule_model.rules(trace, info.id, seq)
    if not found:
        return None
    shown: list[Formula] = []
    for one in found:
        again = next((f for f in shown if f.tex == one.formula and f.more == one.numbers), None)
        if again is None:  # y * y sends the same along both edges
            element = say("chain_element", index=", ".join(map(str, one.element))) if one.element else ""
            shown.append(Formula(one.formula, one.numbers, "; ".join(filter(None, (one.summed, element)))))
    return Section("rule", say("section_rule"), formulas=tuple(shown))


def chain(trace: Trace, tensor: int, seq: int) -> Section | None:
    """The derivative of the output of backward by a tensor, factor by factor."""
    found = chain_model.chain(trace, tensor, seq)
    if found is None:
        return None
    root = trace[trace.last_call(seq).first]["roots"][0]
    names = (tensor_label(trace, t) for t in (root, tensor))
    words = ""
    if found.element:
        words = say("chain_element", index=", ".join(map(str, found.element)))
    elif found.hooked:
        words = say("chain_hooked")
    formulas = tuple(map(Formula, found.steps)) or (Formula(found.formula, found.numbers, words),)
    root_name, leaf = names
    return Section("chain", say("section_chain", root=root_name, leaf=leaf), formulas=formulas)
