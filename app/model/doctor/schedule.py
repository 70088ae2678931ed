"""Learning rates that a schedule has brought down so far that nothing moves any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..translate import tr
from .finding import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

FALLEN = diagnosis(
    "lr-fallen", "warning", "The learning rate has fallen from {first} to {last} by line {line}: the parameters no longer move",
    evidence="At step {number} of {count} it was below {share} of its greatest value. The last step changed {name} by {ratio} of "
             "its own size, though its gradient's norm is {norm}.",
    why="{more}", do="{advice}", tag="lr near 0", rank=15,
)  # fmt: skip
LOW = 1e-4  # of the greatest rate: below it a step does as good as nothing
LEAST = 0.4  # of all steps: schedules end low, and that is meant


def find(case: Case) -> Iterator[Finding]:
    """One finding, if a good part of all steps was made at a rate of nearly nothing."""
    steps = case.sampled(case.steps, 40)
    rates = np.array([(case.trace[seq].get("settings") or {}).get("lr", np.nan) for seq in steps], np.float64)
    if len(steps) < 5 or not np.isfinite(rates).all() or not rates.max() > 0:
        return
    low = rates < LOW * rates.max()
    peak = int(rates.argmax())
    if low[peak:].sum() < LEAST * len(steps) or not low[-1] or not low[-3:].all():
        return
    at = peak + int(low[peak:].argmax())
    moved = [param for param in case.trace[steps[-1]]["params"][:8] if param["before"].array.size]
    if not moved:
        return
    param = moved[0]
    before, after = (param[key].array.astype(np.float64) for key in ("before", "after"))
    adds = case.adds(param["tensor"])
    norm = case.norm(case.trace[int(adds[-1])]["grad"]) if len(adds) else 0.0
    if norm < 1e-6:
        return
    line, batch = step_of_schedule(case)
    why = tr("A scheduler multiplies the rate at each of its steps. Called after every batch, a schedule that is meant for epochs "
             "runs through in the first one.") if batch else tr(
        "A scheduler multiplies the rate at each of its steps; a factor below 1, again and again, soon is as good as 0.")  # fmt: skip
    advice = tr("Call scheduler.step() once an epoch, after the loop over batches, or make the schedule for that many steps."
                ) if batch else tr("Let it fall more slowly: a gamma nearer to 1, a greater step_size, or a schedule with a least rate.")  # fmt: skip
    yield FALLEN.at(line or case.line(steps[-1]), seq=steps[at], tensor=param["tensor"], first=f"{rates.max():g}", last=f"{rates[-1]:.0g}",
                    number=case.steps.index(steps[at]) + 1, count=len(case.steps), share=f"{LOW:.2%}", name=case.name(param["tensor"]),
                    ratio=case.say(float(np.linalg.norm(after - before) / max(np.linalg.norm(before), 1e-30))), norm=case.say(norm),
                    more=why, advice=advice)  # fmt: skip


def step_of_schedule(case: Case) -> tuple[int | None, bool]:
    """(the line that steps the schedule or sets the rate, whether it stands in the loop over batches of one over epochs)."""
    program = case.program
    made = {name for name, called in program.bindings(None) if any(word in called for word in ("LR", "Anneal", "scheduler", "Plateau"))}
    line = next((call.line for call in program.calls_of("step") if call.owner in made), None)
    if line is None:
        line = next((at for at, text in enumerate(program.lines, 1) if '["lr"]' in text.replace("'", '"') and "=" in text), None)
    loop = program.loop(line)
    around = program.loop(case.line(case.steps[-1]))
    outer = [one for one in program.around(line, type(loop)) if one is not loop] if loop is not None else []
    return line, loop is not None and loop is around and bool(outer)
