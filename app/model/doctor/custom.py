"""Custom autograd Functions whose backward() gives something else than the derivative of their forward().

The recorded program is computed again with small changes (gradcheck.py), for one input of each Function. What is
different on purpose is left alone: a straight-through estimator (its forward is flat), a gradient that is reversed or
scaled on its way through an identity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..gradcheck import Check, check
from ..numbers import nested
from ..rerun import RerunError
from .finding import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

WRONG = diagnosis(
    "function-wrong", "warning", "{name}.backward() at line {line} does not give the derivative of its forward()",
    evidence="For {input} it leads to {analytic}, finite differences to {numeric}: {wrong} of {count} elements differ.",
    why="Autograd trusts a custom Function: what backward() returns is taken as the gradient, right or wrong.",
    do="Derive forward() once more; torch.autograd.gradcheck with float64 inputs tests it. The inspector's check "
       "shows the "
       "elements one by one.",
    tag="wrong backward", rank=9,
)  # fmt: skip
MOST = 32  # elements of the input that is tried
LONGEST = 5_000  # events of a run in which it is tried
TOO_MUCH = 0.02  # relative error from which a gradient is called wrong


def find(case: Case) -> Iterator[Finding]:
    """Custom Functions that finite differences contradict, one finding for each class."""
    if len(case.trace) > LONGEST or case.error is not None:
        return
    for made in case.program.functions:
        line = next((item.lineno for item in made.body if getattr(item, "name", "") == "backward"), None)
        runs = case.nodes(f"{made.name}Backward")
        found = _contradicted(case, runs.tolist()[:3])
        if found is not None:
            node, tensor, seq, said = found
            wrong = said.error > TOO_MUCH
            yield WRONG.at(
                line, seq=seq, node=node, tensor=tensor, name=made.name, input=case.name(tensor),
                analytic=_shown(said.analytic), numeric=_shown(said.numeric), wrong=int(wrong.sum()), count=said.tried,
                merges=(("function", made.name),),
            )  # fmt: skip


def _contradicted(case: Case, runs: list[int]):
    """(node, input, run, Check) of the first run whose gradient is wrong and not meant to be; None if none is."""
    trace = case.trace
    for seq in runs:
        info = trace.node(trace[seq]["node"])
        tensor = next((t for t, (after, _) in zip(info.inputs, info.next) if t is not None and after is not None), None)
        value = trace.value_at(tensor, info.made_at) if tensor is not None else None
        if value is None or not 0 < value.numel <= MOST or not info.outputs:
            continue
        made = trace.value_at(info.outputs[0], info.made_at)
        if made is not None and made.shape == value.shape and np.array_equal(made.array, value.array):
            continue  # an identity whose gradient is changed on purpose
        users = trace.consumers(tensor)
        users = users[users < seq]
        if (trace.index.node.view[users] >= 0).sum() > 1:
            continue  # its gradient comes by other ways, too
        try:
            said = check(trace, tensor, seq)
            if said.worst > TOO_MUCH and not _is_meant(said) and check(trace, info.outputs[0], seq).agrees:
                return info.id, tensor, seq, said  # right up to the Function's result, and wrong after it
        except RerunError:
            continue
    return None


def _is_meant(said: Check) -> bool:
    """Whether the two gradients differ as they do on purpose: a flat forward, or the gradient reversed."""
    tried = np.isfinite(said.error)
    numeric, analytic = said.numeric[tried], said.analytic[tried]
    if not np.abs(numeric).max(initial=0) > 1e-6:
        return True
    steady = np.abs(numeric) > 1e-6
    ratio = analytic[steady] / numeric[steady]
    return bool(ratio.max() < 0 and np.ptp(ratio) < 1e-3 * abs(ratio.mean()))


def _shown(array: np.ndarray) -> str:
    return nested(array) if array.size <= 4 else f"{nested(array.reshape(-1)[:4])[:-1]}, …]"
