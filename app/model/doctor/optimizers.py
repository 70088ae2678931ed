"""What optimizers hold and what the gradients reach: parameters left out, replaced, or stepped too far or not at all."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import numpy as np

from ..labels import tensor_labels
from ..translate import tr
from .finding import diagnosis
from .handed_on import descendants
from .schedule import step_of_schedule
from .structure import unregistered
from .training import LOSSES, updates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

STALE = diagnosis(
    "optimizer-stale", "error", "{optimizer} holds parameters that are not the ones in use",
    evidence="It holds {held} (made at line {held_line}), which get no gradient; backward() reaches {used} (made at "
             "line {used_line}), which no optimizer has.",
    why="An optimizer keeps the tensors it was given. A model made anew, a parameter replaced, or another model, has "
        "other tensors.",
    do="Give the optimizer the parameters of the model that computes the loss, after that model is as it will be used.",
    tag="other parameters", rank=6,
)  # fmt: skip
LEFT_OUT = diagnosis(
    "param-not-optimized", "warning", "{names} {get} gradients, but no optimizer has {them}",
    evidence="backward() wrote to {first}.grad {count} times; its value has not changed since line {made}.",
    why="An optimizer changes only the tensors it was given.{more}",
    do="{advice}", tag="in no optimizer", rank=20,
)  # fmt: skip
REMADE = diagnosis(
    "optimizer-remade", "warning", "{optimizer} is made anew at line {line} in each turn: it forgets its running averages",
    evidence="{count} steps, each the first one of a new {kind}.",
    why="{kind} keeps averages of the gradients from step to step, by which it chooses how far to go. A new one starts from "
        "nothing: momentum never builds up, and each step of Adam is a first step, of length lr whatever the gradient's size.",
    do="Make the optimizer once, before the loop.", tag="made anew", rank=26,
)  # fmt: skip
TOO_LARGE = diagnosis(
    "lr-too-large", "warning", "The learning rate is too large: the loss grows from {first} to {last}",
    evidence="lr={lr}{momentum}. A step changes {name} by {ratio} times its own size; its gradient's norm went from "
             "{norm0} to {norm1}.",
    why="Too long a step jumps over the minimum to where the slope is steeper, so that the next one jumps further: "
        "every turn makes it worse.",
    do="Divide the learning rate by 10 (and again, until the loss falls){advice}.", tag="lr too large", rank=15,
)  # fmt: skip
NO_FLOOR = diagnosis(
    "loss-without-floor", "warning", "The loss falls without end, from {first} to {last}: it has no least value",
    evidence="lr={lr}. It is below 0 and grows in size with every step; the gradient's norm of {name} went from {norm0} to {norm1}.",
    why="An optimizer makes the loss smaller. One with a minus before an error, or of an unbounded score, becomes smaller "
        "for ever, and the parameters run away.",
    do="Look at the loss's sign: minimise the error itself, and put a minus only before what shall become large and is bounded.",
    tag="loss has no floor", rank=15,
)  # fmt: skip
TOO_SMALL = diagnosis(
    "lr-too-small", "warning", "The learning rate is too small: in {count} steps the loss went from {first} to {last}",
    evidence="lr={lr}. A step changes {name} by {ratio} of its own size, though its gradient's norm is {norm}.",
    why="The change of a weight is the learning rate times its gradient. Usual steps change a weight by about a "
        "thousandth of its size.",
    do="Multiply the learning rate by 10 or 100.", tag="lr too small", rank=40,
)  # fmt: skip


ASKED = 100  # calls that are looked at: what a loop asks for, it asks for in its first turns
NAMED_TARGET = re.compile(r"(?:.*_)?(target|teacher|ema|momentum|old|ref|reference)(?:_.*|\d.*)?", re.I)


def find(case: Case) -> Iterator[Finding]:
    """What is wrong with the parameters that optimizers hold, and with how far they step."""
    if case.steps:
        yield from _made_anew(case)
        yield from _stale_or_left_out(case)
        yield from _step_size(case)


def _made_anew(case: Case) -> Iterator[Finding]:
    """Optimizers with a memory that are made in the very loop whose turns they step in, for the same parameters."""
    for name, made in case.program.optimizers():
        loop, momentum = case.program.loop(made.line), case.program.keyword(made.node, "momentum")
        steps = [seq for seq in case.steps if loop is not None and case.program.loop(case.line(seq)) is loop]
        if len(steps) < 3 or name is None or (made.method == "SGD" and momentum is None):
            continue
        calls = [call for call in case.program.calls_of("step", line=case.line(steps[0])) if call.owner == name]
        held = [{param["tensor"] for param in case.trace[seq]["params"]} for seq in (steps[0], steps[-1])]
        inside = [stmt for stmt in loop.body if stmt.lineno <= made.line <= stmt.end_lineno]  # (not: if step == 10: …)
        if calls and inside and isinstance(inside[0], ast.Assign) and held[0] & held[1]:
            yield REMADE.at(made.line, seq=steps[0], optimizer=name, kind=made.method, count=len(steps),
                            lines=tuple(filter(None, (case.line(steps[0]),))))  # fmt: skip
            return


def never_reached(case: Case) -> list[int]:
    """Parameters of optimizers to which no gradient ever came."""
    return [leaf for leaf in sorted(case.optimized) if not len(case.adds(leaf)) and leaf not in case.updated]


def _stale_or_left_out(case: Case) -> Iterator[Finding]:
    if not case.optimized:
        return
    read = {owner for owner, _ in case.program.attribute_reads("grad")}
    out = []
    for leaf in case.leaves:
        info = case.info(leaf)
        if leaf in case.optimized or info is None or len(case.adds(leaf)) < 2 or info.name in read:
            continue
        if not len(updates(case, leaf)):
            out.append(leaf)
    if out:
        asked = _asked_for(case)
        out = [leaf for leaf in out if leaf not in asked or _is_parameter(case, leaf)]
    if out and not any(_is_parameter(case, leaf) for leaf in case.optimized):
        out = [
            leaf for leaf in out if not _is_parameter(case, leaf)
        ]  # an input is optimised, through a model that stays
    dead = never_reached(case)
    shapes = {case.info(leaf).shape for leaf in out}
    replaced = [leaf for leaf in dead if case.info(leaf).shape in shapes]
    made = next((call for _, call in case.program.optimizers()), None)
    if not replaced and out and made is not None and min(case.place(leaf) or 0 for leaf in out) > made.line:
        replaced = [leaf for leaf in dead if not len(case.trace.consumers(leaf))]  # of another shape, in the same place
    if replaced and min(out) > max(replaced):
        name = next((name for name, _ in case.program.optimizers() if name), None) or case.optimized[replaced[0]]
        merges = (*(("never", leaf) for leaf in dead), "no grads at step")
        yield STALE.at(made.line if made else None, seq=case.steps[0], tensor=replaced[0], optimizer=name,
                       held=tensor_labels(case.trace, replaced, 2), used=tensor_labels(case.trace, out, 2),
                       held_line=case.place(replaced[0]) or "?", used_line=case.place(out[0]) or "?",
                       lines=tuple(filter(None, (case.place(out[0]),))), merges=merges)  # fmt: skip
    elif out:
        yield _left(case, out)


def _asked_for(case: Case) -> set[int]:
    """The tensors whose gradient `autograd.grad` was asked for (a coordinate, by which a network is differentiated)."""
    return {tensor for call in case.trace.calls[:ASKED] for tensor in case.trace[call.first]["inputs"] or ()}


def _is_parameter(case: Case, leaf: int) -> bool:
    """Whether a leaf is a module's parameter (those are made where no recorder looks, or by nn.Parameter)."""
    info = case.info(leaf)
    return info is not None and info.how in ("Parameter", "tensor") and (info.how == "Parameter" or info.line is None)


def _only_in_target(case: Case, leaf: int) -> int | None:
    """The line of the loss whose target, but not whose output, is computed from a leaf; None if there is none."""
    call = case.backward_calls[-1]
    below = descendants(case, leaf, 0, call.first)
    by_hand = ("sub",) if NAMED_TARGET.fullmatch(case.name(leaf).partition(".")[0]) else ()
    for seq in case.ops(*LOSSES, *by_hand).tolist()[-60:]:
        inputs = case.trace[seq]["inputs"]
        if len(inputs) > 1 and seq < call.first and inputs[1] in below and inputs[0] not in below and None not in inputs[:2]:
            output = case.maker(inputs[0])
            return case.line(seq) if output and output.get("requires_grad") else None
    return None


def _left(case: Case, out: list[int]) -> Finding:
    first = case.info(out[0])
    lists = unregistered(case.program)
    merges = [("left out", leaf) for leaf in out]
    more, advice = "", tr("Give it to the optimizer, or say requires_grad=False if it shall stay as it is.")
    if lists:
        merges.append("unregistered")
    in_class = any(node.lineno <= (first.line or 0) <= node.end_lineno for node in case.program.modules)
    if first.how not in ("Parameter", "tensor") and in_class:
        more = tr(" parameters() finds nn.Parameters; a plain tensor with requires_grad=True is none.")
        advice = tr("Make it a parameter: {name} = nn.Parameter(…).", name=first.name)
    target = _only_in_target(case, out[0])
    if target is not None:
        more += tr(" {name} is used only in computing what the output is compared with, at line {target_line}.", name=case.name(out[0]),
                   target_line=target)  # fmt: skip
        advice = tr("A target is a constant for the gradient, as in TD learning: compute it under torch.no_grad(), or detach() it "
                    "before the loss at line {target_line}.", target_line=target)  # fmt: skip
    several = len(out) > 1
    if several and not lists and target is None:
        advice = tr("Give them to the optimizer, or say requires_grad_(False) if they shall stay as they are.")
    return LEFT_OUT.at(case.place(out[0]), seq=first.made_at, tensor=out[0], names=case.names(out, 3), first=case.name(out[0]),
                       get="get" if several else "gets", them="them" if several else "it", more=more, advice=advice,
                       count=len(case.adds(out[0])), made=case.place(out[0]) or "?", merges=tuple(merges))  # fmt: skip


# ---- how far a step goes


def loss_series(case: Case) -> list[float]:
    """The value of the root of each backward call that an optimizer's step followed, where it is one number."""
    lines: dict[int, list[float]] = {}
    for call in case.sampled(case.backward_calls):
        for root in case.roots(call)[:1]:
            value = case.trace.value_at(root, call.first)
            if value is not None and value.numel == 1:
                lines.setdefault(call.line, []).append(float(value.array.reshape(-1)[0]))
    return max(lines.values(), key=len, default=[])


def _ratios(case: Case) -> list[dict]:
    """For a sample of steps: the parameter that changed most against its own size, and by how much."""
    found = []
    for seq in case.sampled(case.steps, 24):
        event = case.trace[seq]
        best = None
        for param in event["params"][:8]:
            before, after = (param[key].array.astype(np.float64) for key in ("before", "after"))
            size, change = float(np.linalg.norm(before)), float(np.linalg.norm(after - before))
            if before.size and size > 0 and np.isfinite(change) and (best is None or change / size > best["ratio"]):
                best = {"ratio": change / size, "tensor": param["tensor"], "seq": seq}
        if best:
            found.append(best)
    return found


def _grad_norm(case: Case, tensor: int, seq: int) -> float:
    at = case.trace.index.grads.last(tensor, seq)
    while at >= 0 and case.trace.kind(at) != "accumulate":
        at = case.trace.index.grads.last(tensor, at - 1)
    return case.norm(case.trace[at]["grad"]) if at >= 0 else float("nan")


NOISE = 1e-3  # a loss below it may begin there by itself (a copy compared with its original) and grow to what is usual


def diverges(losses: list[float]) -> bool:
    """Whether a series of losses grows and does not come back: at its end it is far above its start and its least."""
    finite = [abs(x) for x in losses if np.isfinite(x)]
    if len(finite) < 3:
        return False
    tail = finite[-max(2, len(finite) // 4) :]
    grown = min(tail) > 10 * max(finite[0], NOISE) and tail[-1] >= 0.5 * max(finite)
    return grown and (len(finite) == len(losses) or finite[-1] > 100 * max(finite[0], NOISE))


def common_sign(losses: list[float]) -> bool:
    """Whether all losses that are numbers lie on one side of 0."""
    return len({x < 0 for x in losses if np.isfinite(x)}) == 1


def _step_size(case: Case) -> Iterator[Finding]:
    losses, ratios = loss_series(case), _ratios(case)
    settings = case.trace[case.steps[-1]].get("settings") or {}
    if len(losses) < 4 or not np.isfinite(losses[0]) or not ratios or "lr" not in settings:
        return
    step = max(ratios, key=lambda one: one["ratio"])
    common = {"lr": f"{settings['lr']:g}", "name": case.name(step["tensor"]), "tensor": step["tensor"],
              "first": case.say(losses[0]), "last": case.say([x for x in losses if np.isfinite(x)][-1])}  # fmt: skip
    line = next((call.line for _, call in case.program.optimizers()), None) or case.line(case.steps[-1])
    if diverges(losses):
        momentum = f", momentum={settings['momentum']:g}" if settings.get("momentum") else ""
        advice = tr("; a momentum of 0.9 makes steps ten times as long") if settings.get("momentum", 0) >= 0.9 else ""
        norms = [_grad_norm(case, step["tensor"], seq) for seq in (case.steps[0], case.steps[-1])]
        decay = settings.get("weight_decay") or 0
        if settings["lr"] * decay > 2 and "Adam" not in case.trace[case.steps[-1]]["optimizer"]:
            common |= {"title": tr("weight_decay is too large for this learning rate: the loss grows from {first} to {last}"),
                       "evidence": tr("lr={lr}, weight_decay={decay}: each step multiplies the weights by 1 − lr · weight_decay = {rate}."),
                       "why": tr("Weight decay pulls each weight towards 0 by lr · weight_decay of its size; above 2 it throws it further "
                                 "to the other side every time."), "do": tr("Usual values of weight_decay are 1e-5 to 1e-2."),
                       "decay": f"{decay:g}", "rate": case.say(1 - settings["lr"] * decay)}  # fmt: skip
        if losses[0] < 0 and common_sign(losses):
            at = case.calls[-1].line if case.calls else line
            yield NO_FLOOR.at(at or line, seq=step["seq"], norm0=case.say(norms[0]), norm1=case.say(norms[1]),
                              merges=("diverged",), **common)  # fmt: skip
            return
        yield TOO_LARGE.at(line, seq=step["seq"], ratio=case.say(step["ratio"]), norm0=case.say(norms[0]), momentum=momentum,
                           norm1=case.say(norms[1]), advice=advice, merges=("diverged",), **common)  # fmt: skip
        return
    norm = _grad_norm(case, step["tensor"], step["seq"])
    if settings["lr"] == 0:
        place = step_of_schedule(case)[0] if settings.get("initial_lr") else None
        if place is not None:
            line = place
            common |= {"do": tr("Let the schedule give more than 0 from the first step on, as (epoch + 1) / 100 does."),
                       "title": tr("The schedule gives a learning rate of 0: {count} steps have changed nothing")}  # fmt: skip
        common |= {} if place is not None else {"do": tr("Set a learning rate: 0.01 is a usual start for SGD, 0.001 for Adam."),
                   "title": tr("The learning rate is 0: {count} steps have changed nothing")}  # fmt: skip
    stands = abs(losses[-1] - losses[0]) < 1e-3 * abs(losses[0]) and len(case.steps) >= 20
    if stands and step["ratio"] < 1e-5 and norm > 1e-3 and settings["lr"] < 1e-3:
        yield TOO_SMALL.at(
            line, seq=step["seq"], ratio=case.say(step["ratio"]), norm=case.say(norm), count=len(case.steps), **common
        )
