"""The case at hand: a trace, its program, and the facts that several diagnoses look at, each found once.

Large tapes: facts come from the columns of the trace's index; bodies of events are decoded only where a fact needs
them, and of long trainings only a sample of the turns (see `sampled`).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.wire import IS_LEAF, REQUIRES_GRAD

from .. import describe
from .. import kinds as K
from ..labels import join, tensor_label
from ..numbers import number
from ..translate import tr
from ..words import say
from .finding import Fix
from .program import Program

if TYPE_CHECKING:
    from ..info import TensorInfo
    from ..trace import Trace
    from ..traceindex import Call

MANY = 60  # turns of a loop that are looked at one by one; of more, as many spread evenly


class Case:
    """A trace to be diagnosed. `trace` holds all of the run; `program` is its text."""

    def __init__(self, trace: Trace, source: str | None = None):
        self.trace = trace
        meta = trace.tape.meta or {}
        self.program = Program((meta.get("source") or "") if source is None else source)

    # ---- the run

    @cached_property
    def error(self) -> dict | None:
        """The event of the exception that ended the program."""
        seqs = self.trace.events_of_kind("error")
        return self.trace[int(seqs[-1])] if len(seqs) else None

    @cached_property
    def calls(self) -> list[Call]:
        """The outermost backward() and autograd.grad() calls."""
        return [call for call in self.trace.calls if call.parent < 0]

    @cached_property
    def backward_calls(self) -> list[Call]:
        """Those of them that write `.grad`: not autograd.grad()."""
        return [call for call in self.calls if self.trace[call.first].get("inputs") is None]

    @cached_property
    def finished_calls(self) -> list[Call]:
        """The outermost calls that ran to their end."""
        ends = {call.number for call in self.calls if call.last >= 0 and "error" not in self.trace[call.last]}
        return [call for call in self.calls if call.number in ends]

    def roots(self, call: Call) -> list[int]:
        """The tensors a backward call started from."""
        return self.trace[call.first]["roots"]

    def kinds(self, kind: int) -> np.ndarray:
        """Seqs of the events of a kind (a number of kinds.py)."""
        return self.trace.index.by_kind.all(kind)

    @cached_property
    def words(self) -> dict[str, int]:
        """The numbers of the strings that ops are named by: {"relu": 12}."""
        rows = self.trace.table
        used = np.unique(rows["op"][np.isin(rows["kind"], (K.OP, K.TENSOR, K.MUTATE, K.NODE))])
        return {self.trace.tape.string(int(n)): int(n) for n in used if n}

    def ops(self, *names: str) -> np.ndarray:
        """Seqs of the ops of these names, ascending."""
        return self._named(K.OP, names)

    def made(self, *hows: str) -> np.ndarray:
        """Seqs of the tensor events that say they were made so ("data", "item", …), ascending."""
        return self._named(K.TENSOR, hows)

    def nodes(self, *names: str) -> np.ndarray:
        """Seqs of the runs of nodes of these grad_fn names, ascending."""
        return self._named(K.NODE, names)

    def _named(self, kind: int, names) -> np.ndarray:
        wanted = [self.words[name] for name in names if name in self.words]
        seqs = self.kinds(kind)
        return seqs[np.isin(self.trace.index.how.view[seqs], wanted)] if wanted else seqs[:0]

    # ---- tensors

    @cached_property
    def leaves(self) -> list[int]:
        """Tensors that are leaves and require grad, in order of creation."""
        rows = self.trace.table
        both = REQUIRES_GRAD | IS_LEAF
        made = (rows["kind"] == K.TENSOR) & (rows["flags"] & both == both) & (rows["tensor"] >= 0)
        later = [t for t in np.unique(rows["tensor"][rows["kind"] == K.ACCUMULATE]).tolist() if t >= 0]
        return sorted({*rows["tensor"][made].tolist(), *later})

    def info(self, tensor: int) -> TensorInfo | None:
        """What is known of a tensor, None for an id the tape has not named."""
        try:
            return self.trace.tensor(tensor)
        except KeyError:
            return None

    def name(self, tensor: int | None) -> str:
        """What a tensor is called in a sentence; of several parameters called "weight" each with its line."""
        if tensor is None:
            return tr("a constant")
        label = tensor_label(self.trace, tensor)
        line = self.place(tensor) if label in self._shared_names else None
        return tr("{label} (line {line})", label=label, line=line) if line else label

    @cached_property
    def _shared_names(self) -> set[str]:
        """Names that leaves made at different lines have in common."""
        lines: dict[str, set] = {}
        for leaf in self.leaves[:400]:
            info = self.info(leaf)
            if info is not None and info.name and info.line is None:  # made by a layer, not by an assignment
                lines.setdefault(info.name, set()).add(self.place(leaf))
        return {name for name, places in lines.items() if len(places) > 1}

    def place(self, tensor: int) -> int | None:
        """The line at which a tensor was made, or (a parameter of a layer) at which it was filled first."""
        info = self.info(tensor)
        if info is None or info.line:
            return info.line if info else None
        filled = self.line(self.trace.index.values.next(tensor, info.made_at))
        owner = (info.name or "").partition(".")[0]  # of a copy of a module: where the copy was given its name
        return filled or next(iter(self.program.binds(owner, None)), None)

    def names(self, tensors, at_most: int = 4) -> str:
        """Several in a row: "a, b and c", "a, b and 7 more"."""
        found = [self.name(tensor) for tensor in tensors]
        if len(found) > at_most + 1:
            return say("more", names=", ".join(found[:at_most]), count=len(found) - at_most)
        return join(found)

    def adds(self, tensor: int) -> np.ndarray:
        """Seqs at which backward added to the tensor's `.grad`."""
        index = self.trace.index
        seqs = index.grads.all(tensor)
        return seqs[(index.kind.view[seqs] == K.ACCUMULATE) & (index.node.view[seqs] >= 0)]

    def maker(self, tensor: int) -> dict | None:
        """The event that made a tensor."""
        try:
            return self.trace[describe.maker_of(self.trace, tensor)[0]]
        except KeyError:
            return None

    def producer(self, tensor: int | None, through=("view", "_unsafe_view", "reshape", "squeeze", "unsqueeze", "expand",
                 "unsafe_view", "_reshape_alias", "t", "transpose", "permute", "alias", "contiguous", "to", "_to_copy", "clone", "flatten", "select",
                 "slice", "split", "detach")) -> dict | None:  # fmt: skip
        """The event that computed a tensor's numbers: ops that only reshape or copy are gone through."""
        for _ in range(20):
            event = self.maker(tensor) if tensor is not None else None
            if event is None or event["event"] != "op" or event["op"] not in through or not event["inputs"]:
                return event
            tensor = event["inputs"][0]
        return None

    # ---- optimizers

    @cached_property
    def steps(self) -> list[int]:
        """Seqs of the optimizers' steps."""
        return self.kinds(K.OPTIMIZER_STEP).tolist()

    @cached_property
    def optimized(self) -> dict[int, str]:
        """{tensor: optimizer's class} of every tensor that an optimizer holds, as far as its steps tell."""
        found = {}
        for seq in self.sampled(self.steps):
            event = self.trace[seq]
            for tensor in [*(p["tensor"] for p in event["params"]), *(event.get("skipped") or ())]:
                found[tensor] = event["optimizer"]
        return found

    @cached_property
    def updated(self) -> set[int]:
        """Tensors that some optimizer step changed."""
        index = self.trace.index
        return {t for t in self.optimized if index.optimized.next(t, -1) >= 0}

    # ---- helpers

    @staticmethod
    def sampled(items, at_most: int = MANY) -> list:
        """All of a list, or of a long one as many spread evenly, the first and the last among them."""
        items = list(items)
        if len(items) <= at_most:
            return items
        return [items[round(i * (len(items) - 1) / (at_most - 1))] for i in range(at_most)]

    def line(self, seq: int) -> int | None:
        """The line of an event."""
        return self.trace.line_of(seq) if seq >= 0 else None

    def fix(self, line: int, text: str, insert: bool = False, like: int | None = None) -> Fix:
        """A line put in place of this one, or before it, as far indented as it (or as line `like`), its comment kept."""
        comment = "" if insert else self.program.comment(line)
        return Fix(line, self.program.indent(like or line) + text + comment, insert)

    def text(self, line: int | None) -> str:
        """The user's line."""
        return self.program.line(line)

    def norm(self, value) -> float:
        """The 2-norm of a value, in double precision."""
        return float(np.sqrt(np.sum(np.square(np.abs(value.array.astype(np.float64))))))

    @staticmethod
    def say(x: float) -> str:
        """A number in a sentence."""
        return number(x)
