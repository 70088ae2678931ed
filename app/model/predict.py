"""Predict, then reveal: what a step gives, asked of the room before it is shown; and the rule that gives it.

Asked are steps with numbers that a person can work out: an operation's result, and the gradient that a node sends on. Too
large values (lecture.MOST_CELLS) are never asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import chain, numbers, rule
from .labels import expression, join, node_label
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

MOST_RULES = 2  # of a node that are shown
LONGEST = 320  # characters of LaTeX in one


@dataclass(frozen=True)
class Prediction:
    """What a step asks. words: the question. hidden: (tensor, "value" or "grad") that the room may not see. value: the
    answer's elements."""

    words: str
    hidden: frozenset[tuple[int, str]]
    value: np.ndarray


def prediction(trace: Trace, anchor: int, most: int) -> Prediction | None:
    """What the step with this event asks for, None where it makes nothing or more than `most` elements."""
    event = trace[anchor]
    made = {"op": _result, "node": _sent}.get(event["event"], lambda *_: None)(trace, event)
    return made if made is not None and 0 < made.value.size <= most else None


def _result(trace: Trace, event: dict) -> Prediction | None:
    value = event.get("value")
    if value is None or not event["outputs"]:
        return None
    title = expression(trace, event)
    words = say("predict_value", title=f"{event['name']} = {title}" if event.get("name") else title)
    return Prediction(words, frozenset({(event["outputs"][0], "value")}), value.array)


def _sent(trace: Trace, event: dict) -> Prediction | None:
    """What the node sends to the first node that it sends to; where it sends several gradients there, their sum."""
    following = trace.node(event["node"]).next
    sent = [(into, value) for (into, _), value in zip(following, event["grad_inputs"]) if into is not None and value is not None]
    if not sent:
        return None
    first = sent[0][0]
    parts = [value.array for into, value in sent if into == first]
    arrived = join([numbers.brief(value) for value in event["grad_outputs"] if value is not None])
    tensors = {trace.node(into).tensor for into, _ in sent} - {None}
    words = say("predict_sent", node=event["grad_fn"], arrived=arrived, to=node_label(trace, first))
    return Prediction(words, frozenset((tensor, "grad") for tensor in tensors), sum(parts[1:], parts[0]))


def node_rules(trace: Trace, anchor: int) -> list[str]:
    """How a step's node computes what it sends, as LaTeX; [] for any other step."""
    event = trace[anchor]
    if event["event"] != "node":
        return []
    shown: list[str] = []
    for one in rule.rules(trace, event["node"], anchor):
        for tex in (one.formula, one.numbers):
            if tex and tex not in shown and "=" in tex and len(tex) <= LONGEST:
                shown.append(tex)
    return shown[: 2 * MOST_RULES]


def chain_rule(trace: Trace, tensor: int, seq: int) -> list[str]:
    """The derivative of the output by a tensor, factor by factor, as LaTeX; [] where it cannot be written."""
    found = chain.chain(trace, tensor, seq)
    return [found.formula] if found is not None and 0 < len(found.formula) <= LONGEST else []
