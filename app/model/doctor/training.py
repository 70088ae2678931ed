"""The order of zero_grad(), backward() and step(): gradients that pile up, are thrown away, or are never used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import kinds as K
from ..translate import tr
from .finding import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

LEAVES = 40  # parameters looked at for each question; in a model they share their fate
LOSSES = ("mse_loss", "nll_loss", "nll_loss2d", "nll_loss_nd", "binary_cross_entropy", "binary_cross_entropy_with_logits",
          "l1_loss", "smooth_l1_loss", "huber_loss", "kl_div")  # fmt: skip

ACCUMULATES = diagnosis(
    "grad-accumulates", "warning", "Gradients accumulate: no zero_grad() between one backward() and the next (line "
                                   "{line})",
    evidence="{name}.grad holds the sum of {count} backward calls. Its norm is {norm}; the last call alone gave {last}.",
    why="backward() adds to .grad, it never replaces it. So each step also follows the gradients of all turns before.",
    do="Put {reset} before backward() in the loop.", tag="no zero_grad", rank=10,
)  # fmt: skip
DOUBLED = diagnosis(
    "grad-adds-up", "warning", "{name}.grad at line {line} holds the sum of {count} backward calls",
    evidence="After the last call its norm is {norm}; that call alone gave {last}. It was not reset since line {first}.",
    why="backward() adds to .grad, it never replaces it.",
    do="For the gradient of the last call alone: {name}.grad = None before it (or {name}.grad.zero_()).", tag="adds up", rank=30,
)  # fmt: skip
THROWN = diagnosis(
    "zeroed-before-step", "error", "zero_grad() at line {line} throws the gradients away before step() at line "
                                   "{step_line} uses them",
    evidence="Between backward() at line {call_line} and step() the gradients are reset: in {count} of {all} steps "
             "{name} had none.",
    why="step() reads what backward() left in .grad. The order is zero_grad(), backward(), step().",
    do="Move zero_grad() before backward().", tag="zeroed too early", rank=5,
)  # fmt: skip
NO_STEP = diagnosis(
    "no-step", "error", "{optimizer} is made at line {made}, but its step() never runs: nothing learns",
    evidence="backward() at line {line} ran {count} times; no parameter has changed.",
    why="backward() computes gradients; it is the optimizer's step() that changes the parameters by them.",
    do="Call {optimizer}.step() after backward().", tag="no step()", rank=6,
)  # fmt: skip
EMPTY_STEP = diagnosis(
    "step-without-grad", "error", "step() at line {line} changes nothing: no parameter of {optimizer} has a gradient",
    evidence="{count} of {all} steps found every .grad None. {reason}",
    why="An optimizer skips parameters whose .grad is None, without a word.",
    do="{advice}", tag="nothing to step", rank=9,
)  # fmt: skip
EARLY_STEP = diagnosis(
    "step-before-backward", "warning", "step() at line {line} runs before backward() at line {call_line}: each step "
                                       "uses the turn before's gradients",
    evidence="The first step found no gradient; the last backward() is never used.",
    why="step() reads what is in .grad at that moment. The order is zero_grad(), backward(), step().",
    do="Move step() after backward().", tag="step too early", rank=12,
)  # fmt: skip


PARTLY = diagnosis(
    "zeroed-while-accumulating", "warning", "zero_grad() at line {line} throws away all but the last gradient before step() at "
                                            "line {step_line}",
    evidence="{count} backward calls (line {call_line}) come before each step, and {name}.grad is reset between them: step() sees "
             "only the last one.",
    why="Gradients of several batches add up in .grad as long as nothing resets it. Reset within, the other batches are computed "
        "for nothing.",
    do="Call zero_grad() once a step: right after step().", tag="zeroed while adding up", rank=11,
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """What is wrong with the order of things in a training loop."""
    yield from _accumulates(case)
    yield from _thrown_away(case)
    yield from _partly(case)
    yield from _never_stepped(case)
    yield from _empty_steps(case)


# ---- gradients that pile up


def _writes(case: Case, leaf: int):
    """(adds, resets) of a leaf's `.grad`: seqs. An assigned gradient, or one filled in place, counts as reset; one that
    is scaled or clipped does not."""
    index = case.trace.index
    seqs = index.grads.all(leaf)
    kinds = index.kind.view[seqs]
    adds = (kinds == K.ACCUMULATE) & (index.node.view[seqs] >= 0)
    fills = [case.words[word] for word in ("zero_", "fill_", "copy_") if word in case.words]
    scaled = (kinds == K.MUTATE) & ~np.isin(index.how.view[seqs], fills)
    return seqs[adds], seqs[~adds & ~scaled]


def updates(case: Case, leaf: int) -> np.ndarray:
    """Seqs at which a leaf was changed by an optimizer or by hand (under no_grad, through .data), ascending."""
    index = case.trace.index
    if not case.calls:
        return np.empty(0, np.int64)
    found = [index.optimized.all(leaf)]
    for member in index.memory.family.get(leaf, (leaf,)):
        seqs = index.values.all(member)
        seqs = seqs[seqs > case.calls[0].first]
        found.append(seqs[index.kind.view[seqs] == K.MUTATE])
    return np.unique(np.concatenate(found))


def _between(seqs: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """For each pair whether one of `seqs` lies between."""
    return seqs.searchsorted(high) > seqs.searchsorted(low, side="right")


def _accumulates(case: Case) -> Iterator[Finding]:
    piled, plain = [], []
    for leaf in case.sampled(case.leaves, LEAVES):
        adds, resets = _writes(case, leaf)
        if len(adds) < 2:
            continue
        changed = updates(case, leaf)
        if len(changed) >= 2:
            before, after = changed[:-1], changed[1:]
            bad = _between(adds, before, after) & ~_between(resets, before, after) & (adds[0] < before)
            if bad.any():
                piled.append((leaf, adds, resets))
        elif not len(changed):
            plain.append((leaf, adds, resets))
    if piled:
        yield _piled(case, *piled[-1], [leaf for leaf, _, _ in piled])
    elif not case.steps:
        for leaf, adds, resets in plain:
            finding = _doubled(case, leaf, adds, resets)
            if finding is not None:
                yield finding
                return


def _sum_of(case: Case, leaf: int, adds: np.ndarray, resets: np.ndarray) -> dict:
    """How many calls the last value of `.grad` sums, its norm and what the last call alone gave."""
    last = int(adds[-1])
    reset = resets[resets < last]
    since = adds[adds > (reset[-1] if len(reset) else -1)]
    calls = len({case.trace.call_at(int(seq)) for seq in since})
    event = case.trace[last]
    return {"name": case.name(leaf), "count": calls, "norm": case.say(case.norm(event["grad"])),
            "last": case.say(case.norm(event["added"])), "seq": last, "tensor": leaf}  # fmt: skip


def _piled(case: Case, leaf: int, adds, resets, leaves: list[int]) -> Finding:
    call = case.trace.calls[case.trace.call_at(int(adds[-1])) - 1]
    made = case.program.optimizers()
    optimizer = next((name for name, _ in made if name), None)
    reset = f"{optimizer}.zero_grad()" if optimizer else " = ".join(f"{case.name(one)}.grad" for one in leaves[:6]) + " = None"
    call_text = case.program.calls_of("backward", line=call.line)
    fix = None
    if call_text and case.text(call.line).startswith(call_text[0].name):
        fix = case.fix(call.line, reset, insert=True)
    do = None
    if case.steps and len(case.backward_calls) >= 2 * len(case.steps):  # several batches a step, on purpose
        do, fix = tr("Put {reset} right after step(): the gradients of several batches shall add up, but not beyond the step they are for.",
                     reset=reset), None  # fmt: skip
    if case.optimized and not any(one in case.optimized for one in leaves):
        do, fix = tr("No optimizer holds {names}, so its zero_grad() leaves them alone. An average of weights or a target shall get no "
                     "gradient at all: compute with it under torch.no_grad().", names=case.names(leaves, 3)), None  # fmt: skip
    return ACCUMULATES.at(call.line or None, reset=reset, fix=fix, do=do, **_sum_of(case, leaf, adds, resets))


def _doubled(case: Case, leaf: int, adds, resets) -> Finding | None:
    """Two calls added up where the program looks at `.grad` after each of them: it seems to expect the one alone."""
    name = case.info(leaf).name
    reads = [at for owner, at in case.program.attribute_reads("grad") if owner == name]
    if not name or not reads:
        return None
    calls = [case.trace.calls[case.trace.call_at(int(seq)) - 1] for seq in case.sampled(adds)]
    if any(case.trace[call.first]["retain_graph"] for call in calls[:-1]) and len(calls) == 2:
        return None  # twice through one graph: whoever keeps it means to add
    lines = [call.line for call in calls]
    between = resets[(resets > adds[0]) & (resets < adds[-1])]
    if len(between) or not all(lines):
        return None
    if len(set(lines)) == 1:
        loop = case.program.loop(lines[0])
        if loop is None or not any(loop.lineno <= at <= loop.end_lineno and at > lines[0] for at in reads):
            return None
    elif not (any(lines[0] < at < lines[1] for at in reads) and any(at > lines[1] for at in reads)):
        return None
    return DOUBLED.at(lines[-1], first=lines[0], lines=(lines[0],), **_sum_of(case, leaf, adds, resets))


# ---- gradients that are not used


def _thrown_away(case: Case) -> Iterator[Finding]:
    """Steps before which the last thing that happened to a parameter's gradient was a reset."""
    steps = np.asarray(case.steps, np.int64)
    for leaf in case.sampled(sorted(case.optimized), LEAVES):
        adds, resets = _writes(case, leaf)
        if not len(adds) or not len(resets):
            continue
        bad = []
        for step, before in zip(steps[1:], steps[:-1]):
            reset = resets[: resets.searchsorted(step)]
            if not len(reset) or reset[-1] < before:
                continue
            lost = _between(adds, np.array([before]), np.array([reset[-1]]))[0]
            if (
                lost
                and not _between(adds, np.array([reset[-1]]), np.array([step]))[0]
                and _is_of(case, int(step), leaf)
            ):
                bad.append((int(reset[-1]), int(step)))
        first = _first_lost(case, leaf, adds, resets, int(steps[0])) if len(steps) else None
        if first:
            bad.insert(0, first)
        if bad and 2 * len(bad) >= len(steps):
            reset, step = bad[-1]
            call = case.trace.calls[case.trace.call_at(int(adds[adds.searchsorted(reset) - 1])) - 1]
            yield THROWN.at(case.line(reset), seq=reset, tensor=leaf, step_line=case.line(step) or "?", name=case.name(leaf),
                            call_line=call.line or "?", count=len(bad), all=len(steps),
                            lines=tuple(filter(None, (call.line, case.line(step)))), merges=("no grads at step",))  # fmt: skip
            return


def _partly(case: Case) -> Iterator[Finding]:
    """Loops that step at every n-th turn only, and reset the gradients at each turn."""
    for leaf in case.sampled(sorted(case.optimized), 4):
        if "LBFGS" in case.optimized[leaf]:  # it asks for several gradients a step
            continue
        adds, resets = _writes(case, leaf)
        counts, last = [], None
        for before, step in zip([-1, *case.steps[:-1]], case.steps):
            within = adds[(adds > before) & (adds < step)]
            lost = len(within) > 1 and _between(resets, within[:-1], within[1:]).all()
            counts.append(len(within) if lost else 0)
            last = (within, step) if lost else last
        if not counts or 2 * sum(count > 0 for count in counts) < len(counts) or last is None:
            continue
        within, step = last
        lines = {case.trace.calls[case.trace.call_at(int(seq)) - 1].line for seq in within}
        line, loop = min(lines, default=0) or 0, case.program.loop(min(lines, default=0))
        if len(lines) > 1 or not loop or _reads_grads(case, loop):
            continue
        outside = loop is not case.program.loop(case.line(step))
        if outside and (len(within) < 3 or len(case.steps) > 1 or (case.line(step) or 0) < loop.end_lineno):
            continue
        reset = int(resets[resets.searchsorted(within[-1]) - 1])
        words = {"title": tr("step() at line {step_line} stands after the loop: zero_grad() at line {line} has thrown away all but "
                             "the last gradient"), "do": tr("Indent step() so that it runs in each turn, after backward()."),
                 } if outside else {}  # fmt: skip
        yield PARTLY.at(case.line(reset), **words, seq=reset, tensor=leaf, step_line=case.line(step) or "?", call_line=line or "?",
                        count=max(counts), name=case.name(leaf), lines=tuple(filter(None, (line, case.line(step)))))  # fmt: skip
        return


def _reads_grads(case: Case, loop) -> bool:
    """Whether a loop's text looks at gradients itself: it may keep them elsewhere."""
    return any(loop.lineno <= at <= loop.end_lineno for _, at in case.program.attribute_reads("grad"))


def _first_lost(case: Case, leaf: int, adds, resets, step: int):
    reset = resets[: resets.searchsorted(step)]
    if not len(reset) or adds[0] > reset[-1] or not _is_of(case, step, leaf):
        return None
    lost = not _between(adds, np.array([reset[-1]]), np.array([step]))[0]
    return (int(reset[-1]), step) if lost else None


def _is_of(case: Case, step: int, leaf: int) -> bool:
    """Whether the optimizer that makes this step holds the leaf."""
    event = case.trace[step]
    return leaf in (event.get("skipped") or ()) or any(param["tensor"] == leaf for param in event["params"])


def _never_stepped(case: Case) -> Iterator[Finding]:
    made = case.program.optimizers()
    calls = case.backward_calls
    if not made or case.steps or case.error is not None or len(calls) < 2:
        return
    line = calls[-1].line
    if (
        not line
        or case.program.loop(line) is None
        or any(len(updates(case, leaf)) for leaf in case.sampled(case.leaves, LEAVES))
    ):
        return
    name, call = made[-1]
    name = name or call.name
    fix = case.fix(line + 1, f"{name}.step()", insert=True, like=line)
    yield NO_STEP.at(line, optimizer=name, made=call.line, count=len(calls), seq=calls[-1].last, lines=(call.line,),
                     fix=fix, merges=("no grads at step",))  # fmt: skip


def _empty_steps(case: Case) -> Iterator[Finding]:
    """Steps at which no parameter had a gradient."""
    lines: dict[int, list] = {}
    for seq in case.sampled(case.steps):
        event = case.trace[seq]
        lines.setdefault(case.line(seq) or 0, []).append(
            (seq, not event["params"] and bool(event.get("skipped")), event)
        )
    for line, steps in lines.items():
        empty = [one for one in steps if one[1]]
        seq, _, event = steps[0]
        if len(empty) == len(steps) and _should_have(case):
            yield _all_empty(case, line, steps, event)
        elif len(empty) == 1 and empty[0][0] == seq and len(steps) > 1:
            call = next((call for call in case.backward_calls if call.first > seq), None)
            loop = case.program.loop(line)
            if call is not None and loop is not None and call.line and line < call.line <= loop.end_lineno:
                yield EARLY_STEP.at(
                    line or None, seq=seq, call_line=call.line, lines=(call.line,), merges=(("moved", line),)
                )


def _should_have(case: Case) -> bool:
    """Whether there is anything that gradients should have come from."""
    tracked = case.ops(*LOSSES)
    return bool(case.backward_calls) or any(case.trace.index.requires_grad(int(seq)) for seq in tracked[:20])


def _copied(case: Case, held) -> int | None:
    """The line at which parameters with a gradient are filled from a module's that has none; None if the text shows none."""
    written = [leaf for leaf in case.leaves if len(case.adds(leaf)) and leaf not in held]
    shapes = {case.info(leaf).shape for leaf in written}
    if not held or not all(case.info(leaf) is not None and case.info(leaf).shape in shapes for leaf in held):
        return None
    found = [call.line for call in case.program.calls_of("load_state_dict", "deepcopy") if case.program.loop(call.line) is not None]
    return found[0] if found else None


def _all_empty(case: Case, line: int, steps: list, event: dict) -> Finding:
    names = case.names(event.get("skipped") or (), 3)
    if not case.backward_calls:
        reason, advice = tr("backward() is never called."), tr("Call loss.backward() before step().")
    else:
        reason = tr("backward() ran {count} times, but never wrote to {names}.",
                    count=len(case.backward_calls), names=names)
        advice = tr("Give the optimizer the parameters that the loss is computed from, and see why they get no "
                    "gradient.")
        copied = _copied(case, event.get("skipped") or ())
        if copied is not None:
            reason += tr(" Line {copied} copies their values into another model, and the loss is computed from that one: a copy has no "
                         "history.", copied=copied)  # fmt: skip
            advice = tr("Compute with the parameters themselves: torch.func.functional_call(model, parameters, x) with fast weights p - "
                        "lr * g, g from torch.autograd.grad(…, create_graph=True). Or (first order) copy the gradients back before "
                        "step().")  # fmt: skip
    name = next((call.owner for call in case.program.calls_of("step", line=line) if call.owner), event["optimizer"])
    return EMPTY_STEP.at(line or None, seq=steps[0][0], optimizer=name, count=len(steps), all=len(steps), reason=reason,
                         advice=advice, merges=("no grads at step", *(("never", t) for t in event.get("skipped") or ())))  # fmt: skip
