"""Check a gradient: what backward gave, beside finite differences of the recorded program in float64.

The scalar that is differentiated is the root of the backward call, weighted with the gradient it was given; the tensor
may be a leaf or any result. Each element is moved both ways by a small step; where the two sides differ (a kink, such
as relu at 0) there is no derivative, and the element says so. torch's own `gradcheck` compares Jacobians; this
compares the one vector that the program asked for, which is what a person looks at.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .labels import tensor_label
from .rerun import Rerun, RerunError, is_leaf
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

STEP = 1e-6
TOLERANCE = 2e-3  # relative; the recorded gradient has float32's digits
MOST_ELEMENTS = 256
MOST_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Check:
    """The result. analytic, numeric, error: float64 arrays of the tensor's shape, NaN where an element was not tried.

    error is relative: |a − n| / max(|a|, |n|, a thousandth of the largest). kinks: how many elements have none.
    """

    name: str
    analytic: np.ndarray
    numeric: np.ndarray
    error: np.ndarray
    tried: int
    kinks: int
    line: int | None

    @property
    def worst(self) -> float:
        """The largest relative error, 0 if nothing could be compared."""
        return 0.0 if np.isnan(self.error).all() else float(np.nanmax(self.error))

    @property
    def agrees(self) -> bool:
        """Whether the gradient is right to the digits that float32 has."""
        return self.worst <= TOLERANCE

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        if np.isnan(self.error).all():
            return say("check_kinks", name=self.name)
        key = "check_right" if self.agrees else "check_wrong" if math.isfinite(self.worst) else "check_broken"
        text = say(key, name=self.name, worst=f"{self.worst:.2g}", wrong=int((self.error > TOLERANCE).sum()),
                   count=self.tried)  # fmt: skip
        return say("clauses", first=text, last=say("check_some_kinks", count=self.kinks)) if self.kinks else text


def check(trace: Trace, tensor: int, seq: int) -> Check:
    """Compare the gradient of a tensor in the backward call at the cursor; RerunError says why it cannot be done."""
    call = trace.last_call(seq)
    name = tensor_label(trace, tensor)
    if call is None:
        raise RerunError(say("not_called"))
    roots = tuple(trace[call.first].get("roots") or ())
    if tensor in roots:
        raise RerunError(say("check_root", name=name))
    analytic = _recorded_gradient(trace, tensor, call)
    weights = [_given(trace, root, call) for root in roots]
    rerun = Rerun(trace, (tensor,), roots, call.first)
    start = rerun.recorded(tensor, trace.tensor(tensor).made_at if not is_leaf(trace, tensor) else call.first)
    if start.dtype.kind != "f":
        raise RerunError(say("check_dtype", name=name))

    def scalar(x: np.ndarray) -> float:
        known = rerun.values({tensor: x})
        return float(sum((known[root] * weight).sum() for root, weight in zip(roots, weights)))

    numeric, tried, kinks = _differences(scalar, start)
    if not np.isfinite(numeric).any() and not math.isfinite(scalar(start)):
        raise RerunError(say("check_not_finite"))
    return Check(name, analytic, numeric, _errors(analytic, numeric), tried, kinks, trace.tensor(tensor).line)


def _errors(analytic: np.ndarray, numeric: np.ndarray) -> np.ndarray:
    """Relative errors: NaN where there is no difference to compare with, infinite where only the gradient is not finite."""
    broken = np.isfinite(numeric) & ~np.isfinite(analytic)
    known = np.where(broken, 0.0, analytic)
    size = np.maximum(np.abs(known), np.abs(numeric))
    floor = max(1e-3 * float(np.nanmax(size, initial=0.0)), 1e-7)
    return np.where(broken, np.inf, np.abs(known - numeric) / np.maximum(size, floor))


def _recorded_gradient(trace: Trace, tensor: int, call) -> np.ndarray:
    """What this call computed for the tensor: what arrived at its node, whatever `.grad` held before."""
    node = trace.node_of(tensor)
    run = trace.index.runs.last(node, call.last if call.last >= 0 else len(trace) - 1) if node is not None else -1
    if run < call.first:
        raise RerunError(say("check_nothing", name=tensor_label(trace, tensor)))
    info = trace.tensor(tensor)
    arrived = trace[run]["grad_outputs"]
    nr = info.output_nr if node == info.node and info.output_nr < len(arrived) else 0
    if arrived[nr] is None:
        raise RerunError(say("check_nothing", name=tensor_label(trace, tensor)))
    return np.asarray(arrived[nr].array, np.float64)


def _given(trace: Trace, root: int, call) -> np.ndarray:
    """The gradient that backward() started with at a root."""
    node = trace.node_of(root)
    run = trace.index.runs.next(node, call.first) if node is not None else -1
    if run < 0:
        return np.asarray(1.0)
    arrived = trace[run]["grad_outputs"]
    nr = trace.tensor(root).output_nr
    value = arrived[nr] if nr < len(arrived) else None
    return np.asarray(value.array, np.float64) if value is not None else np.asarray(0.0)


def _differences(scalar, start: np.ndarray) -> tuple[np.ndarray, int, int]:
    """(central differences, how many elements were tried, how many have a kink); evenly spread where there are many."""
    flat = np.array(start, np.float64).reshape(-1)
    numeric = np.full(flat.shape, np.nan)
    places = np.unique(np.linspace(0, flat.size - 1, min(flat.size, MOST_ELEMENTS)).astype(int)) if flat.size else []
    middle, kinks, tried = scalar(start), 0, 0
    end = time.monotonic() + MOST_SECONDS
    for place in places:
        if time.monotonic() > end and tried:
            break
        h = STEP * max(1.0, abs(flat[place]))
        sides = []
        for sign in (1, -1):
            moved = flat.copy()
            moved[place] += sign * h
            sides.append(sign * (scalar(moved.reshape(start.shape)) - middle) / h)
        tried += 1
        right, left = sides
        if abs(right - left) > 1e-2 * max(abs(right), abs(left), 1e-3):
            kinks += 1
        else:
            numeric[place] = (right + left) / 2
    return numeric.reshape(start.shape), tried, kinks
