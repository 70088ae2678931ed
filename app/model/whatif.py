"""What if a tensor had another value, or another gradient arrived at it: forward and backward of one call once more.

The ops that led to the roots of a backward call are computed again from the tape, by the core's own ops on tensors in
float64, so that the core's engine runs backward. The tape is not touched. What cannot be computed again (random
numbers, changes in place) is said by RerunError. Only this call is computed: what an optimizer made of it is not.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from core import engine
from core import ops as core_ops
from core.tensor import Tensor, wrap

from . import kinds as K
from .labels import tensor_label
from .rerun import MOST_OPS, RANDOM, RerunError, find_op
from .values import last_write
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

TOLERANCE = 1e-4  # relative: what is computed in float64 differs from recorded float32 by less


@dataclass
class Change:
    """What is supposed: tensors at these values, gradients arriving at these tensors (float64 arrays)."""

    values: dict[int, np.ndarray] = field(default_factory=dict)
    grads: dict[int, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """values, grads: tensor → float64 array, under the supposition; differing: seqs (ascending) of events, and tensors,
    whose numbers are others; call: the backward call's number."""

    values: dict[int, np.ndarray]
    grads: dict[int, np.ndarray]
    differing: np.ndarray
    call: int


def what_if(trace: Trace, cursor: int, change: Change) -> Outcome:
    """Compute the backward call of the cursor's place under a supposition; raises RerunError."""
    call = call_of(trace, cursor)
    if call is None:
        raise RerunError(say("not_called"))
    return _Again(trace, call, change).outcome()


def call_of(trace: Trace, cursor: int):
    """The backward call that is computed again: that of the cursor's iteration, else the next or the last; None."""
    iteration = trace.iteration_at(cursor)
    if iteration is not None and iteration.call >= 0:
        return trace.calls[iteration.call]
    later = (call for call in trace.calls if call.last < 0 or call.last >= cursor)
    return next(later, trace.calls[-1] if trace.calls else None)


def place_of(trace: Trace, cursor: int, tensor: int, part: str) -> tuple[int, int, int]:
    """Where a supposed "value" or "grad" is put in when the program runs again: (tensor id, at which of its writes or of the
    gradients that come to it, the event of that); see app/worker/supposed.py. Raises RerunError if there is no such place."""
    call = call_of(trace, cursor)
    at = call.first if call is not None else cursor
    if part == "value":
        seq, through = last_write(trace, tensor, at)
        index = trace.index
        writes = np.union1d(index.values.all(through), index.optimized.all(through))
        return through, max(1, int(writes.searchsorted(seq, side="right"))), max(seq, trace.tensor(tensor).made_at)
    node = trace.node_of(tensor, at)
    end = len(trace) - 1 if call is None or call.last < 0 else call.last
    runs = trace.index.runs.all(node) if node is not None else np.empty(0, np.int64)
    count = int(runs.searchsorted(end, side="right"))
    if not count:
        raise RerunError(say("rerun_no_way"))
    return tensor, count, int(runs[count - 1])


class _Again:
    """One call computed again."""

    def __init__(self, trace: Trace, call, change: Change):
        core_ops.load_all()
        self.trace, self.call, self.change = trace, call, change
        self.roots = tuple(trace[call.first].get("roots") or ())
        self.made: dict[int, Tensor] = {}
        self.steps = self._plan()

    def _plan(self) -> list[int]:
        """Seqs of the ops that lead to the roots, ascending."""
        trace, steps, seen = self.trace, set(), set()
        left = list(self.roots)
        while left:
            tensor = left.pop()
            if tensor in seen:
                continue
            seen.add(tensor)
            seq = trace.tensor(tensor).made_at
            if trace.index.kind.view[seq] == K.OP:
                steps.add(seq)
            left += trace.index.inputs_of(seq)
            if len(steps) > MOST_OPS:
                raise RerunError(say("rerun_long", count=MOST_OPS))
        for tensor in (*self.change.values, *self.change.grads):
            if tensor not in seen:
                raise RerunError(say("rerun_no_way"))
        first = min(steps, default=0)
        kind = trace.index.kind.view[first : self.call.first]
        for seq in (first + np.flatnonzero(kind == K.MUTATE)).tolist():
            tensor = int(trace.index.tensor.view[seq])
            if tensor in seen and trace.tensor(tensor).made_at in steps:
                raise RerunError(say("rerun_in_place", name=tensor_label(trace, tensor), line=trace.line_of(seq) or 0))
        return sorted(steps)

    def _given(self, tensor: int, seq: int) -> Tensor:
        """A tensor that no op of the plan makes: its recorded value, or the supposed one."""
        made = self.made.get(tensor)
        if made is None:
            trace, info = self.trace, self.trace.tensor(tensor)
            event = trace[info.made_at]
            source = event.get("of") if event["event"] == "tensor" and event.get("how") in ("detach", "data") else None
            if source is not None and source in self.made and tensor not in self.change.values:
                return self.made.setdefault(tensor, self.made[source].detach())
            value = trace.value_at(tensor, seq)
            if value is None:
                raise RerunError(say("rerun_no_value", name=tensor_label(trace, tensor)))
            array = self.change.values.get(tensor, value.array)
            made = self.made[tensor] = wrap(_wide(array))
            if array.dtype.kind == "f" and info.is_leaf and (
                    info.requires_grad or trace.came_to_require_grad(tensor)):  # fmt: skip
                made.requires_grad = True
                self._watch(tensor, made)
        return made

    def _watch(self, tensor: int, made: Tensor) -> None:
        if tensor in self.change.grads:
            supposed = wrap(self.change.grads[tensor])
            made.register_hook(lambda _grad: supposed)

    def _run(self, seq: int) -> None:
        event = self.trace[seq]
        name, line, inputs = event["op"], event.get("line") or 0, event["inputs"]
        if any(word in name for word in RANDOM):
            raise RerunError(say("rerun_random", op=name, line=line))
        if name in ("detach", "data") and inputs[0] is not None:
            self.made[event["outputs"][0]] = self._supposed(event["outputs"][0], self._given(inputs[0], seq).detach())
            return
        params = {k: tuple(v) if isinstance(v, list) else v for k, v in (event.get("params") or {}).items()}
        op = find_op(name, event.get("grad_fn"), tuple(sorted(params)), len(inputs))
        if op is None:
            raise RerunError(say("rerun_unknown", op=name, line=line))
        numbers = {int(k): v for k, v in (event.get("numbers") or {}).items()}
        args = [numbers.get(k) if tensor is None else self._given(tensor, seq) for k, tensor in enumerate(inputs)]
        params.pop("dtype", None)
        try:
            made = op(args, **params) if op.listed else op(*args, **params)
        except (TypeError, ValueError, IndexError, AttributeError, ArithmeticError, KeyError, RuntimeError) as error:
            raise RerunError(say("rerun_failed", op=name, line=line)) from error
        for tensor, one in zip(event["outputs"], made if isinstance(made, tuple) else (made,)):
            self.made[tensor] = one = self._supposed(tensor, one)
            if one.requires_grad:
                if event.get("node") is None:
                    self.made[tensor] = one.detach()
                    continue
                one.retain_grad()
                self._watch(tensor, one)

    def _supposed(self, tensor: int, made: Tensor) -> Tensor:
        """A result at its supposed value, with its way back as it is."""
        value = self.change.values.get(tensor)
        return made if value is None else made + wrap(value - made.detach().numpy())

    def outcome(self) -> Outcome:
        """Forward, then backward by the core's engine."""
        for seq in self.steps:
            self._run(seq)
        roots = [self._given(root, self.call.first) for root in self.roots]
        try:
            engine.backward(roots, [self._begin(root) for root in self.roots])
        except RuntimeError as error:
            raise RerunError(str(error)) from error
        values = {tensor: made.detach().numpy() for tensor, made in self.made.items()}
        grads = {tensor: made.grad.detach().numpy() for tensor, made in self.made.items() if made.requires_grad
                 and made.grad is not None}  # fmt: skip
        grads.update({t: g for t, g in self.change.grads.items() if t in values})
        return Outcome(values, grads, self._differing(values, grads), self.call.number)

    def _begin(self, root: int):
        """The gradient that the call started with at a root."""
        node = self.trace.node_of(root)
        run = self.trace.index.runs.next(node, self.call.first) if node is not None else -1
        arrived = self.trace[run]["grad_outputs"] if run >= 0 else ()
        nr = self.trace.tensor(root).output_nr
        if nr < len(arrived) and arrived[nr] is not None and root not in self.change.grads:
            return wrap(_wide(arrived[nr].array))
        return wrap(np.ones(self.made[root].shape))

    def _differing(self, values: dict, grads: dict) -> np.ndarray:
        trace, call = self.trace, self.call
        found = {trace.tensor(t).made_at for t in self.change.values}
        for tensor, value in values.items():
            recorded = trace.value_at(tensor, call.first)
            if recorded is not None and differs(recorded.array, value):
                found.add(trace.tensor(tensor).made_at)
        last = call.last if call.last >= 0 else len(trace) - 1
        for tensor, grad in grads.items():
            node = trace.node_of(tensor, call.first)
            run = trace.index.runs.last(node, last) if node is not None else -1
            if run < call.first:
                continue
            arrived = trace[run]["grad_outputs"]
            nr = trace.tensor(tensor).output_nr
            value = arrived[nr] if nr < len(arrived) else None
            if value is not None and differs(value.array, grad):
                found.add(run)
        return np.array(sorted(found), np.int64)


def _wide(array: np.ndarray) -> np.ndarray:
    array = np.array(array)
    return array.astype(np.float64) if array.dtype.kind == "f" else array


def differs(recorded: np.ndarray, now: np.ndarray) -> bool:
    """Whether numbers differ by more than float32's rounding."""
    if recorded.shape != now.shape:
        return True
    if recorded.dtype.kind not in "fc":
        return not np.array_equal(recorded, now)
    scale = float(np.max(np.abs(recorded), initial=0.0, where=np.isfinite(recorded)))
    return not np.allclose(recorded, now, rtol=TOLERANCE, atol=TOLERANCE * 1e-2 * max(scale, 1e-30), equal_nan=True)


_ELEMENT = re.compile(r"\[([\d,\s]*)\]\s*=\s*(\S+)")


def _with_element(recorded: np.ndarray, index: str, number: str) -> np.ndarray:
    """The recorded numbers but for one. ValueError if there is no such element, or that is no number."""
    place = tuple(int(part) for part in index.split(",") if part.strip())
    if len(place) != recorded.ndim or any(k >= n for k, n in zip(place, recorded.shape)):
        raise ValueError(say("whatif_no_element", index=index.strip(), shape=str(recorded.shape)))
    changed = recorded.astype(np.float64)
    try:
        changed[place] = float(number)
    except ValueError as error:
        raise ValueError(say("whatif_unread")) from error
    return changed


def read_value(text: str, shape: tuple[int, ...], recorded: np.ndarray | None = None) -> np.ndarray:
    """The numbers that a person has typed, for a tensor of this shape: one for all, nested lists, or "[0, 2] = 5" for one
    element, the others as `recorded`. ValueError."""
    text = text.replace("−", "-").strip()
    one = _ELEMENT.fullmatch(text)
    if one is not None and recorded is not None:
        return _with_element(recorded, one[1], one[2])
    try:
        array = np.asarray(ast.literal_eval(text), np.float64)
    except (SyntaxError, TypeError, ValueError, MemoryError, RecursionError) as error:
        raise ValueError(say("whatif_unread")) from error
    if array.shape not in ((), tuple(shape)):
        raise ValueError(say("whatif_shape", shape=str(tuple(shape)), given=str(array.shape)))
    return np.broadcast_to(array, shape).copy()
