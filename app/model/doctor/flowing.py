"""How gradients fare along the depth of a model: vanishing, exploding, stopped by dead or saturated units, exactly zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import describe, zeros
from ..labels import expression
from ..translate import tr
from . import handed_on
from .cuts import cut_finding
from .finding import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

VANISHING = diagnosis(
    "vanishing", "warning", "Gradients vanish: {first} gets {ratio} of what {last} gets (line {line})",
    evidence="Norms from the root down: {trend}. Each layer passes on about {factor} of what it receives.",
    why="Backward multiplies the slopes of all layers in between. A sigmoid's slope is 0.25 at most, and small weights "
        "shrink it further.",
    do="Use relu or another activation that does not saturate, better initial weights (kaiming, xavier), "
       "normalisation or skip connections; for a recurrent net an LSTM or GRU.",
    tag="vanishing", rank=30,
)  # fmt: skip
EXPLODING = diagnosis(
    "exploding", "warning", "Gradients explode: {first} gets {ratio} times what {last} gets (line {line})",
    evidence="Norms from the root down: {trend}.",
    why="Backward multiplies the slopes of all layers in between; above 1 each, the product grows with depth.",
    do="Smaller initial weights, normalisation, or torch.nn.utils.clip_grad_norm_ before the step.", tag="exploding", rank=28,
)  # fmt: skip
DEAD = diagnosis(
    "dead-units", "warning", "{count} of {units} units of {name} at line {line} are dead: relu gives 0 for every sample",
    evidence="In the last {calls} of the looked-at passes ({samples} samples) they were never above 0, so no gradient "
             "comes to their weights.",
    why="Where its input is below 0, relu's slope is 0. A unit whose input is below 0 for all data does not learn any "
        "more.",
    do="A smaller learning rate, initial biases that are not negative, or leaky_relu.", tag="dead units", rank=20,
)  # fmt: skip
SATURATED = diagnosis(
    "saturated", "warning", "{share} of {name} at line {line} is saturated: {function} is flat there",
    evidence="Its inputs go from {low} to {high}; the slope there is about {slope}, so hardly any gradient comes back.",
    why="Far from 0 {function} hardly changes, and backward multiplies by that slope.",
    do="Scale the inputs to about 1, start from smaller weights, or use another activation.", tag="saturated", rank=20,
)  # fmt: skip
HUGE = diagnosis(
    "huge-gradient", "warning", "{name}.grad is huge: {op} at line {line} multiplies the gradient by {factor}",
    evidence="{grad_fn} received at most {received} and sent {sent}; {name}.grad reaches {grad}.",
    why="A slope can be finite and still far too large: a division by almost 0, or a root or norm next to 0.",
    do="Keep the input away from where the slope grows without bound: add a small number, or clamp; clip the gradients.",
    tag="huge gradient", rank=27,
)  # fmt: skip
FACTORS = ("multiplied", "number")  # kinds of zeros.Zero
ZERO = diagnosis(
    "zero-gradient", "warning", "{name}.grad is 0{calls}: {reason}",
    evidence="{evidence}", why="A gradient is a product of slopes along the way; one that is 0 makes it 0.",
    do="{advice}", tag="gradient is 0", rank=21,
)  # fmt: skip
ALL_ZERO = diagnosis(
    "zero-weights", "warning", "{names} {is_} 0 everywhere, from line {line} on: the gradient stops there",
    evidence="Still after {count} backward calls; {stopped} got a gradient of 0 in all of them.",
    why="What comes down is multiplied by the weights, and a weight's own gradient by what goes into it: where both are 0, nothing "
        "ever moves. And units that start equal stay equal.",
    do="Start from different random weights: leave the layer's own, or use nn.init.xavier_uniform_ or kaiming_uniform_; zeros "
       "are for biases.",
    tag="zero weights", rank=14,
)  # fmt: skip
FLAT = {"sigmoid": 0.25, "tanh": 1.0}
LARGEST = 1e8  # a gradient beyond it is never meant
LAYERS = 4  # fewest layers that a trend is made of
_PRODUCTS = ("AddmmBackward0", "MmBackward0", "MvBackward0", "ConvolutionBackward0", "AddmvBackward0")


def find(case: Case) -> Iterator[Finding]:
    """What becomes of gradients on their way down."""
    if not case.finished_calls:
        return
    yield from _zero(case)
    yield from _huge(case)
    yield from _trend(case)
    yield from _dead(case)
    yield from _saturated(case)


# ---- exactly zero


def _zero(case: Case) -> Iterator[Finding]:
    found = []
    for leaf in case.sampled(case.leaves, 60):
        adds = case.adds(leaf)
        if not len(adds) or case.info(leaf) is None:
            continue
        looked = [case.trace[seq] for seq in case.sampled(adds.tolist(), 12)]
        if any(np.any(event["added"].array) for event in looked) or not looked[0]["added"].array.size:
            continue
        said = zeros.explain(case.trace, leaf, looked[-1]["seq"])
        if (
            said is None
            or said.kind in ("at its minimum", "power", "zero_start")
            or (said.kind in FACTORS and len(adds) < 2)
        ):
            continue
        found.append((leaf, len(adds), said))
    yield from _all_zero(case, found)
    own = [one for one in found if one[2].kind not in FACTORS]
    for leaf, count, said in own or found:  # a factor is 0 because of what made it so: that one tells more
        advice = zeros.ADVICE.get(said.kind, "See where the zero comes in, and let the gradient take another way.")
        calls = tr(" in all {count} backward calls", count=count) if count > 1 else ""
        call = case.trace.calls[case.trace.call_at(said.run) - 1]
        cut = handed_on.cut_of(case, leaf, call.first, case.trace.lineage.of_call(call)) if said.kind == "number" else None
        if cut is not None:  # 0 * w.sum() only keeps backward() from an error
            yield cut_finding(case, cut, call, [leaf])
            continue
        yield ZERO.at(
            said.line, seq=said.run, tensor=leaf, node=said.node, name=case.name(leaf), calls=calls, reason=said.reason,
            evidence=said.evidence, advice=advice, merges=(("zero at", said.line),),
        )  # fmt: skip


def _all_zero(case: Case, found: list) -> Iterator[Finding]:
    """Weights that are all 0 still, so that nothing comes to what lies below them, nor (after tanh, relu) to themselves."""
    factors = [one for one in found if one[2].kind == "multiplied"]
    if not factors:
        return
    _, count, said = factors[-1]
    call = case.trace.calls[case.trace.call_at(said.run) - 1]
    zero = []
    for leaf in case.sampled(case.leaves, 60):
        value = case.trace.value_at(leaf, call.first) if case.info(leaf) is not None and len(case.info(leaf).shape) > 1 else None
        if value is not None and value.array.size and not value.array.any():
            zero.append(leaf)
    if zero:
        filled = case.line(case.trace.index.values.last(zero[0], call.first))
        yield ALL_ZERO.at(filled or case.place(zero[0]), seq=said.run, tensor=zero[0], names=case.names(zero, 3), count=count,
                          is_="are" if len(zero) > 1 else "is", stopped=case.names([leaf for leaf, _, _ in factors], 3),
                          merges=tuple(("zero at", one[2].line) for one in found))  # fmt: skip


# ---- far too large


def _huge(case: Case) -> Iterator[Finding]:
    """A gradient above LARGEST that one node made of a moderate one, in a run whose values stay moderate."""
    for leaf in case.sampled(case.leaves, 40):
        adds = case.adds(leaf)
        event = case.trace[int(adds[-1])] if len(adds) else None
        if event is None or not event["added"].array.size or not LARGEST < np.abs(event["added"].array).max() < np.inf:
            continue
        call = case.trace.calls[case.trace.call_at(event["seq"]) - 1]
        runs = case.trace.index.node_runs.view
        runs = runs[runs.searchsorted(call.first) : runs.searchsorted(event["seq"])].tolist()
        for seq in runs[-2000:]:
            node = case.trace[seq]
            received, sent = _greatest(node["grad_outputs"]), _greatest(node["grad_inputs"])
            if received < LARGEST / 1e4 and sent > LARGEST and describe.known(case.trace.index.made_node, node["node"]) >= 0:
                info = case.trace.node(node["node"])
                op = expression(case.trace, case.trace[info.made_at]) if info.op else info.grad_fn
                yield HUGE.at(
                    info.line, seq=seq, tensor=leaf, node=info.id, name=case.name(leaf), op=op, grad_fn=info.grad_fn,
                    received=case.say(received), sent=case.say(sent), factor=case.say(sent / max(received, 1e-300)),
                    grad=case.say(float(np.abs(event["grad"].array).max())), merges=("depth", "diverged"),
                )  # fmt: skip
                return


def _greatest(values) -> float:
    return max((float(np.abs(v.array).max()) for v in values if v is not None and v.array.size), default=0.0)


# ---- along the depth


def _trend(case: Case) -> Iterator[Finding]:
    """Gradients that come to the products with weights, in order of depth; or, without such, along a chain of equal ops."""
    calls = [call for call in case.sampled(case.finished_calls, 6)]
    found = [_layers(case, call) for call in calls]
    found = [layers for layers in found if len(layers) >= LAYERS]
    if found and len(found) >= len(calls) / 2:
        yield from _by_layer(case, found[len(found) // 2 :], calls)
    else:
        yield from _by_chain(case, calls[-1])


def _layers(case: Case, call) -> list[tuple[int, float]]:
    """(node, root-mean-square of the gradient that came to it) of the products with weights in a call, from the root."""
    seqs = case.nodes(*_PRODUCTS)
    seqs = seqs[(seqs > call.first) & (seqs < call.last)]
    if len(seqs) > 400:
        return []
    found = []
    for seq in seqs.tolist():
        event = case.trace[seq]
        value = event["grad_outputs"][0] if event["grad_outputs"] else None
        if value is not None and value.array.size:
            found.append((event["node"], _rms(value)))
    return found


def _label(case: Case, node: int) -> str:
    """What a product is called: by the parameter it takes, else by its result."""
    info = case.trace.node(node)
    for tensor in reversed(info.inputs):
        maker = case.producer(tensor)
        if (
            maker is not None
            and maker["event"] == "tensor"
            and maker["requires_grad"]
            and maker["value"].array.ndim > 1
        ):
            return case.name(maker["tensor"])
    return case.name(info.tensor)


def _by_layer(case: Case, found: list, calls) -> Iterator[Finding]:
    order = [node for node, _ in found[-1]]
    found = [layers for layers in found if len(layers) == len(order)]  # the same layers in every turn
    sizes = np.array([[size for _, size in layers] for layers in found])
    if not np.isfinite(sizes).all() or (sizes == 0).any():
        return
    norms = np.exp(np.log(sizes).mean(axis=0))
    ratio = norms[-1] / norms[0]
    steps = np.log(norms[1:] / norms[:-1])
    finding = None
    if ratio < 1e-4 and (steps < 0).mean() >= 0.7:
        finding, factor = VANISHING, float(np.exp(steps.mean()))
    elif ratio > 1e4 and (steps > 0).mean() >= 0.7:
        finding, factor = EXPLODING, float(np.exp(steps.mean()))
    if finding is not None:
        shown = case.sampled(list(zip(order, norms)), 6)
        trend = ", ".join(f"{_label(case, node)} {case.say(norm)}" for node, norm in shown)
        call = calls[-1]
        yield finding.at(call.line or None, seq=call.last, node=order[-1], first=_label(case, order[-1]), last=_label(case, order[0]),
                         ratio=case.say(ratio), trend=trend, factor=case.say(factor), merges=("depth",))  # fmt: skip


def _by_chain(case: Case, call) -> Iterator[Finding]:
    """The same for a chain of activations (a recurrent state, or h = sigmoid(h) again and again)."""
    trace = case.trace
    for name in ("SigmoidBackward0", "TanhBackward0", "MulBackward0", "MmBackward0", "AddmmBackward0", "MvBackward0"):
        seqs = case.nodes(name)
        seqs = seqs[(seqs > call.first) & (seqs < call.last)]
        lines, counts = np.unique(trace.index.line.view[seqs], return_counts=True)
        for line in lines[(counts >= 8) & (lines > 0)].tolist():
            chain = seqs[trace.index.line.view[seqs] == line]
            events = [trace[seq] for seq in case.sampled(chain.tolist(), 24)]
            norms = [
                _rms(event["grad_outputs"][0])
                for event in events
                if event["grad_outputs"] and event["grad_outputs"][0] is not None
            ]
            if len(norms) < 8 or not norms[0] or not np.isfinite(norms).all():
                continue
            last = _rms(next((v for v in events[-1]["grad_inputs"] if v is not None), events[-1]["grad_outputs"][0]))
            ratio = last / norms[0]
            steady = np.mean(np.diff(norms) < 0)
            which = (
                VANISHING if ratio < 1e-5 and steady >= 0.8 else EXPLODING if ratio > 1e5 and steady <= 0.2 else None
            )
            if which is None:
                continue
            trend = ", ".join(case.say(norm) for norm in case.sampled(norms, 6))
            factor = case.say(float(abs(ratio) ** (1 / len(chain)))) if ratio > 0 else "0"
            yield which.at(line, seq=int(chain[-1]), node=events[-1]["node"], ratio=case.say(ratio), trend=trend, factor=factor,
                           first=tr("the first of {count} turns",
                                    count=len(chain)), last=tr("the last"), merges=("depth",))  # fmt: skip
            return


def _rms(value) -> float:
    array = np.asarray(value.array, np.float64)
    return float(np.sqrt(np.mean(np.square(array)))) if array.size else 0.0


# ---- units


def _by_line(case: Case, seqs: np.ndarray) -> Iterator[tuple[int, list[int]]]:
    """The tracked ops of each line, the latest few of them, those of different modules apart."""
    index = case.trace.index
    seqs = seqs[(index.node.view[seqs] >= 0) & (index.line.view[seqs] > 0)]
    for line in np.unique(index.line.view[seqs]).tolist():
        groups: dict[str | None, list[int]] = {}
        for seq in seqs[index.line.view[seqs] == line][-60:].tolist():
            groups.setdefault(case.trace[seq].get("module"), []).append(seq)
        for group in groups.values():
            yield line, group


def _dead(case: Case) -> Iterator[Finding]:
    """Units of a relu that gave 0 for every sample of many."""
    for line, seqs in _by_line(case, case.ops("relu")):
        looked = seqs[-20:]
        if any(len(case.trace.tensor(case.trace[seq]["outputs"][0]).shape) != 2 for seq in looked):
            continue
        values = [case.trace.value_at(case.trace[seq]["outputs"][0], seq).array for seq in looked]
        widths = {value.shape[1] for value in values}
        samples = sum(value.shape[0] for value in values)
        if len(widths) != 1 or samples < 16:
            continue
        dead = ~np.any(np.concatenate(values) > 0, axis=0)
        count, units = int(dead.sum()), int(dead.size)
        if (units >= 2 and count >= max(2, 0.5 * units)) or (count == units):
            tensor = case.trace[looked[-1]]["outputs"][0]
            yield DEAD.at(line, seq=looked[-1], tensor=tensor, count=count, units=units, name=case.name(tensor),
                          calls=len(looked), samples=samples, merges=(("zero at", line),))  # fmt: skip


def _saturated(case: Case) -> Iterator[Finding]:
    """Hidden sigmoids and tanhs whose outputs nearly all lie at their ends."""
    for function in FLAT:
        for line, seqs in _by_line(case, case.ops(function)):
            looked = [case.trace[seq] for seq in seqs[-5:]]
            values = [case.trace.value_at(event["outputs"][0], event["seq"]).array for event in looked]
            if not values or sum(value.size for value in values) < 8 or not _is_hidden(case, looked[-1]):
                continue
            flat = np.concatenate([value.reshape(-1).astype(np.float64) for value in values])
            slope = flat * (1 - flat) if function == "sigmoid" else 1 - flat * flat
            share = float(np.mean(slope < 0.01 * FLAT[function]))
            if share < 0.9:
                continue
            inputs = case.trace.value_at(looked[-1]["inputs"][0], looked[-1]["seq"]).array
            tensor = looked[-1]["outputs"][0]
            yield SATURATED.at(line, seq=looked[-1]["seq"], tensor=tensor, share=f"{share:.0%}", name=case.name(tensor),
                               function=function, low=case.say(float(inputs.min())), high=case.say(float(inputs.max())),
                               slope=case.say(float(slope.mean())), merges=(("zero at", line),))  # fmt: skip


def _is_hidden(case: Case, event: dict) -> bool:
    """Whether more layers follow: a product with a weight takes the result."""
    tensor = event["outputs"][0]
    users = [case.trace[int(seq)] for seq in case.trace.consumers(tensor)[:6]]
    return any(
        user["event"] == "op" and user["op"] in ("addmm", "mm", "mv", "bmm", "convolution", "linear", "matmul")
        for user in users
    )
