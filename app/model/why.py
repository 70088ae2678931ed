"""Why is this gradient None, zero, or not there yet? One answer in plain words for any tensor, with the place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from . import why_not, zeros
from .labels import tensor_label
from .numbers import brief
from .translate import tr

if TYPE_CHECKING:
    from .trace import Trace

Kind = Literal["not_yet", "none", "cut", "zero", "partly_zero", "value"]
WORDS = {
    "not_yet": "{name} has no gradient yet: {reason}.",
    "none": "{name} has no gradient: {reason}.",
    "cut": "{name} has no gradient: the graph is {reason}.",
    "zero": "The gradient of {name} is 0: {reason}.",
    "partly_zero": "{share} of the gradient of {name} is 0: {reason}.",
    "value": "{name} has a gradient: {value}.",
    "zero_unknown": "The gradient of {name} is 0.",
    "attribute_of": "{name}.grad itself is None: {name} is the result of {op} (line {line}), not a leaf, and retain_grad() was "
                    "not called. The gradient that flowed through it is shown.",
    "attribute": "{name}.grad itself is None: {reason}. The gradient that flowed through it is shown.",
}
DO = {
    "not_leaf": "Call {name}.retain_grad() before backward() to keep it.",
}


@dataclass(frozen=True, slots=True)
class Why:
    """The answer: `text` is one sentence, `more` further ones; `line`, `seq`, `node` are the place (None, −1: none).

    `cut_at`: the event at which the graph was cut, −1 if it was not; `share`: how much of the gradient is zero, 0 to 1.
    """

    kind: Kind
    text: str
    more: tuple[str, ...] = ()
    line: int | None = None
    seq: int = -1
    node: int | None = None
    cut_at: int = -1
    share: float = 0.0


def why(trace: Trace, tensor: int, seq: int) -> Why:
    """Why the gradient of a tensor is what it is at event `seq`; KeyError for a tensor the tape has not named."""
    name = tensor_label(trace, tensor)
    state = trace.grad_at(tensor, seq)
    if state.kind != "value":
        found = why_not.reason(trace, tensor, seq, state)
        return Why(found.kind, tr(WORDS[found.kind], name=name, reason=found.text), found.more, found.line, found.seq,
                   cut_node(trace, found.cut_at), found.cut_at)  # fmt: skip
    more = _attribute(trace, tensor, seq, name)
    array = state.value.array
    if array.size and (array == 0).any():
        found = zeros.explain(trace, tensor, seq)
        whole = not array.any()
        if found is not None:
            key = "zero" if whole else "partly_zero"
            text = tr(
                WORDS[key],
                name=name,
                reason=tr("{title} (line {line})", title=found.reason, line=found.line) if found.line else found.reason,
                share=f"{found.share:.0%}",
            )
            return Why(key, text, tuple(filter(None, (found.evidence, *more))), found.line, found.run, found.node, share=found.share)
        if whole:
            return _zero(trace, state, name, more)
    return Why("value", tr(WORDS["value"], name=name, value=brief(state.value)), more, seq=state.seq)


def _zero(trace: Trace, state, name: str, more: tuple[str, ...]) -> Why:
    """A zero that no node sent: a reset, an in-place change; or one of which nothing is known."""
    line = trace.line_of(state.seq) if state.seq >= 0 else None
    if line and trace.kind(state.seq) in ("grad_reset", "mutate"):
        how = trace.titles.expression(trace[state.seq]) or tr("the program")
        text = tr(WORDS["zero"], name=name, reason=tr("{how} at line {line} set it to 0", how=how, line=line))
        return Why("zero", text, more, line, state.seq, share=1.0)
    return Why("zero", tr(WORDS["zero_unknown"], name=name), more, seq=state.seq, share=1.0)


def _attribute(trace: Trace, tensor: int, seq: int, name: str) -> tuple[str, ...]:
    """What `.grad` itself would say, where that is None though a gradient flowed."""
    attribute = trace.attribute_at(tensor, seq)
    if attribute.kind != "none":
        return ()
    info = trace.tensor(tensor)
    made = why_not.made_of(trace, info)
    words = tr(WORDS["attribute_of" if made else "attribute"], name=name, reason=attribute.reason, op=made, line=info.line)
    return (words, tr(DO["not_leaf"], name=name))


def cut_node(trace: Trace, cut_at: int) -> int | None:
    """The node at which a cut edge ends: that of the tensor which was let through without its gradient."""
    if cut_at < 0:
        return None
    source = next(iter(trace.index.inputs_of(cut_at)), None)
    return trace.node_of(source, cut_at) if source is not None else None
