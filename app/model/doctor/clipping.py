"""Gradients clipped at a time when it helps nothing: after the step that should use them, or before backward() makes them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy as np

from .. import kinds as K
from ..translate import tr
from .finding import diagnosis
from .program import CLIPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding
    from .program import CallSite

USELESS = diagnosis(
    "clip-useless", "error", "{name}() at line {line} changes no gradient that step() at line {step_line} uses: {when}",
    evidence="In each of {count} turns step() had used the gradients already, and before the next step() they were made anew.",
    why="Clipping changes what stands in .grad at that moment. step() reads .grad when it is called.",
    do="Put the line between backward() (line {call_line}) and step() (line {step_line}).", tag="clipped in vain", rank=8,
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """Calls of clip_grad_norm_ and clip_grad_value_ that no step sees anything of."""
    for clip in case.program.calls_of(*CLIPS):
        loop = case.program.loop(clip.line)
        around = [call for call in case.backward_calls if loop and call.line and loop.lineno <= call.line <= loop.end_lineno]
        steps = [seq for seq in case.steps if loop and loop.lineno <= (case.line(seq) or 0) <= loop.end_lineno]
        if len(around) < 2 or len(steps) < 2:
            continue
        common = {"name": clip.method, "step_line": case.line(steps[-1]) or "?", "call_line": around[-1].line,
                  "lines": tuple(filter(None, (around[-1].line, case.line(steps[-1]))))}  # fmt: skip
        changed = [int(seq) for seq in case.trace.events_of_line(clip.line) if case.trace.index.kind.view[seq] == K.MUTATE]
        if not changed and _always_runs(case, clip, loop, around[-1].line):
            yield USELESS.at(clip.line, seq=around[0].first, when=tr("it runs before backward()"),
                             evidence=tr("Every .grad was None when it ran: there was nothing to clip."), **common)  # fmt: skip
        elif changed and all(_after_step(case, seq, steps) for seq in case.sampled(changed)):
            yield USELESS.at(clip.line, seq=changed[0], when=tr("it runs after step()"), count=len(steps), **common)


def _always_runs(case: Case, clip: CallSite, loop: ast.AST, call_line: int) -> bool:
    """Whether the call stands in the loop's own body, before the line of backward()."""
    return clip.line < call_line and any(stmt.lineno <= clip.line <= stmt.end_lineno and isinstance(stmt, ast.Expr | ast.Assign)
                                         for stmt in loop.body)  # fmt: skip


def _after_step(case: Case, seq: int, steps: list[int]) -> bool:
    """Whether the step before a change of a gradient came after the gradient, and a reset comes before the step after it."""
    leaf = case.trace[int(case.trace.index.made_tensor.view[case.trace.index.tensor.view[seq]])].get("of")
    if leaf is None:
        return False
    writes = case.trace.index.grads.all(leaf)
    kinds = case.trace.index.kind.view[writes]
    added = writes[(kinds == K.ACCUMULATE) & (writes < seq)]
    reset = writes[(kinds == K.GRAD_RESET) & (writes > seq)]
    at = np.searchsorted(steps, seq)
    following = steps[at] if at < len(steps) else len(case.trace)
    return at > 0 and len(added) > 0 and added[-1] < steps[at - 1] and (not len(reset) or reset[0] < following)
