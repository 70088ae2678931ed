"""The recorded forward part computed again, in float64 and with other values: for finite differences and for "what if".

Nothing of the user's is run: the ops that the tape lists are computed by the core on arrays. A `Rerun` knows which ops
lie between the tensors that are changed and the one that is wanted, and does only those; every other value is the
recorded one. What cannot be computed again (random numbers, changes in place, ops the core does not know) is said by
`RerunError` before anything is computed.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core import ops as core_ops
from core.op import OPS

from . import kinds as K
from .labels import tensor_label
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

MOST_OPS = 20_000
RANDOM = ("dropout", "bernoulli", "rand", "normal", "multinomial", "poisson", "exponential", "uniform", "rrelu",
          "gumbel")  # fmt: skip


class RerunError(Exception):
    """Why this part of the run cannot be computed again; one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Step:
    """One op: how to compute it, its inputs (tensor ids, or None with the number beside it), its outputs."""

    forward: object
    inputs: tuple[int | None, ...]
    numbers: dict[int, object]
    params: dict[str, object]
    outputs: tuple[int, ...]
    listed: bool
    seq: int


class Rerun:
    """The way from some tensors to others. starts, goals: tensor ids; up_to: the event by which the goals exist.

    Raises RerunError if an op on the way cannot be computed again.
    """

    def __init__(self, trace: Trace, starts: tuple[int, ...], goals: tuple[int, ...], up_to: int):
        self.trace, self.goals = trace, goals
        self._recorded: dict[int, np.ndarray] = {}
        self.steps = self._plan(set(starts), set(goals), up_to)

    def _plan(self, changed: set[int], goals: set[int], up_to: int) -> list[Step]:
        trace, given = self.trace, {start for start in changed if is_leaf(self.trace, start)}
        first = min(trace.tensor(start).made_at for start in changed)
        kind, during = trace.index.kind.view, trace.index.during.view
        wanted = np.isin(kind[first : up_to + 1], (K.OP, K.MUTATE, K.TENSOR)) & (during[first : up_to + 1] < 0)
        found, written = [], []
        inside: list[int] = []  # ops without a graph, which may be the inside of a custom Function
        for seq in (first + np.flatnonzero(wanted)).tolist():
            event = trace[seq]
            if event["event"] == "mutate":
                if event["tensor"] in changed:
                    written.append(event)
                continue
            if event["event"] == "tensor":
                if event.get("of") in changed and event.get("how") not in ("grad",):
                    changed.add(event["tensor"])  # data and detach() hold the same numbers
                    found.append(Step(None, (event["of"],), {}, {}, (event["tensor"],), False, seq))
                continue
            inputs = tuple(event["inputs"])
            if not changed.intersection(i for i in inputs if i is not None):
                continue
            found.append(self._step(event, inputs, inside))
            changed.update(event["outputs"])
            inside = [*inside, seq] if event.get("node") is None else []
            if len(found) > MOST_OPS:
                raise RerunError(say("rerun_long", count=MOST_OPS))
        if not goals <= changed:
            raise RerunError(say("rerun_no_way"))
        needed = _needed(found, goals)
        self._refuse(written, given, needed)
        return needed

    def _refuse(self, written: list[dict], given: set[int], needed: list[Step]) -> None:
        """RerunError for a tensor on the way that was changed in place. A leaf may be, before it is first read: its value at
        backward is the one it had on the way (parameters are filled so, and a hand-written step changes them so)."""
        for event in written:
            tensor, seq = event["tensor"], event["seq"]
            if any(tensor in step.outputs or (tensor in step.inputs and (tensor not in given or step.seq < seq))
                   for step in needed):  # fmt: skip
                raise RerunError(say("rerun_in_place", name=tensor_label(self.trace, tensor), line=event.get("line") or 0))

    def _step(self, event: dict, inputs: tuple, inside: list[int]) -> Step:
        name, line = event["op"], event.get("line") or 0
        if any(word in name for word in RANDOM):
            raise RerunError(say("rerun_random", op=name, line=line))
        params = {k: tuple(v) if isinstance(v, list) else v for k, v in (event.get("params") or {}).items()}
        op = find_op(name, event.get("grad_fn"), tuple(sorted(params)), len(inputs))
        outputs = tuple(event["outputs"])
        if op is None:
            twin = self._twin(event, inside)
            if twin is None:
                raise RerunError(say("rerun_unknown", op=name, line=line))
            return Step(None, (twin,), {}, {}, outputs, False, event["seq"])
        numbers = {int(k): v for k, v in (event.get("numbers") or {}).items()}
        params |= {k: _dtype(v) for k, v in params.items() if k == "dtype"}
        return Step(op.forward, inputs, numbers, params, outputs, bool(op.listed), event["seq"])

    def _twin(self, event: dict, inside: list[int]) -> int | None:
        """Of a custom Function: the tensor that its forward made and returned, by its value."""
        value = event.get("value")
        for seq in reversed(inside):
            made = self.trace[seq]
            same = made.get("value")
            if value is not None and same is not None and (same.key == value.key or (
                    same.shape == value.shape and np.array_equal(same.array, value.array, equal_nan=True))):  # fmt: skip
                return made["outputs"][0]
        return None

    # ---- computing

    def recorded(self, tensor: int, seq: int) -> np.ndarray:
        """A recorded value, as float64 if it is of floating point."""
        kept = self._recorded.get(tensor)
        if kept is None:
            value = self.trace.value_at(tensor, seq)
            if value is None:
                raise RerunError(say("rerun_no_value", name=tensor_label(self.trace, tensor)))
            array = np.asarray(value.array)
            kept = self._recorded[tensor] = array.astype(np.float64) if array.dtype.kind == "f" else array
        return kept

    def values(self, given: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
        """All that is computed with these tensors at these values: tensor id → array."""
        known = dict(given)
        for step in self.steps:
            if step.outputs[0] in given:
                continue
            args = [self._argument(step, slot, tensor, known) for slot, tensor in enumerate(step.inputs)]
            if step.forward is None:
                known[step.outputs[0]] = args[0]
                continue
            try:
                with np.errstate(all="ignore"):
                    made = step.forward(args, **step.params) if step.listed else step.forward(*args, **step.params)
            except (TypeError, ValueError, IndexError, AttributeError, ArithmeticError, KeyError) as error:
                raise RerunError(say("rerun_failed", op=self.trace[step.seq]["op"],
                                     line=self.trace.line_of(step.seq) or 0)) from error  # fmt: skip
            made = made if isinstance(made, tuple) else (made,)
            known.update(zip(step.outputs, map(np.asarray, made)))
        return known

    def _argument(self, step: Step, slot: int, tensor: int | None, known: dict):
        if tensor is None:
            return step.numbers.get(slot)
        value = known.get(tensor)
        return self.recorded(tensor, step.seq) if value is None else value


def is_leaf(trace: Trace, tensor: int) -> bool:
    """Whether no node made the tensor."""
    node = trace.node_of(tensor)
    return node is None or trace.node(node).is_accumulate


def _needed(steps: list[Step], goals: set[int]) -> list[Step]:
    """Only the steps that the goals come from."""
    wanted, kept = set(goals), []
    for step in reversed(steps):
        if wanted.intersection(step.outputs):
            wanted.update(i for i in step.inputs if i is not None)
            kept.append(step)
    return kept[::-1]


def _dtype(name):
    """A dtype parameter of the tape; floating point becomes float64."""
    text = str(name).removeprefix("torch.")
    return np.float64 if "float" in text else np.dtype(text) if text in np.sctypeDict else name


@lru_cache(maxsize=1024)
def find_op(name: str, grad_fn: str | None, params: tuple[str, ...], inputs: int):
    """The core's op of an event: by its name, its parameters and, where it is tracked, its node; None if none fits."""
    core_ops.load_all()
    fits = [op for op in OPS.values() if op.name == name and set(params) <= set(op.params)
            and (op.listed or len(op.args) >= inputs) and _optional(op, set(op.params) - set(params))]  # fmt: skip
    fits.sort(key=lambda op: len(op.params))  # the one with just these parameters first
    if grad_fn is not None:
        fits = [op for op in fits if op.node_name == grad_fn]
    return fits[0] if fits else None


def _optional(op, names: set[str]) -> bool:
    """Whether an op may be called without these parameters: clamp(x, min=0) says nothing of max."""
    given = inspect.signature(op.forward).parameters if names else {}
    return all(name in given and given[name].default is not inspect.Parameter.empty for name in names)
