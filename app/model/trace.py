"""Trace: a run as its tape tells it, indexed so that the state at any cursor is looked up and never replayed.

Seqs are event numbers from 0; "at seq" means after that event, and −1 is before the first. Ids of tensors and nodes are
the tape's. Only the events that `extend()` has taken in exist for the trace, however long the file is by now.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np

from . import chain, describe, flow, gradstate, iterations, ledger, lineage, micro, values
from . import kinds as K
from .grad_modes import grad_modes
from .graph_titles import Titles
from .info import GradState, Iteration, NodeInfo, NodeState, TensorInfo
from .traceindex import Call, TraceIndex
from .tried import tried_nodes


def _once(seqs: np.ndarray) -> np.ndarray:
    """Ascending seqs, each once (np.unique would sort them, or put them into a table)."""
    return seqs[np.concatenate(([True], seqs[1:] != seqs[:-1]))] if len(seqs) > 1 else seqs



class Trace:
    """The events of a tape and everything the views ask about them.

    `trace[i]` is the event as a dict (core.tapefile); treat it as read-only: it is cached. Not thread-safe: one trace
    belongs to one thread.
    """

    def __init__(self, tape):
        self.tape = tape
        self.index = TraceIndex()
        self._event = lru_cache(4096)(tape.__getitem__)
        self._tensor = lru_cache(1 << 16)(lambda id: describe.tensor_info(self, id))
        self._node = lru_cache(1 << 16)(lambda id: describe.node_info(self, id))
        self.parts_of = lru_cache(512)(lambda anchor, end, before: micro.parts(self, anchor, end, before))
        self._frees = lru_cache(4096)(lambda number, _last: gradstate.frees(self, number - 1))
        self.users_below = lru_cache(4)(lambda node: chain.users_below(self, node))
        self.multiplies = lru_cache(4096)(lambda node: chain.multiplies(self, node))
        self.tried_by = lru_cache(8)(lambda number: tried_nodes(self, number))
        self._later = lru_cache(1 << 14)(lambda id, uses: describe.came_to_require_grad(self, id))
        self._iterations = iterations.IterationFinder(self)
        self.titles = Titles(self)
        self.renamed: list[int] = []  # leaves whose first gradient has told their whole name, in order
        self.lineage = lineage.LineageCache(self)
        self._switches: dict[int, list[tuple[int, bool, int | None]]] = {}
        self._switches_read = 0
        self.veil: frozenset[tuple[int, str]] = frozenset()  # (tensor, "value" or "grad") that a lecture keeps back

    def close(self) -> None:
        """Forget everything, for a trace that nobody asks any more: what it keeps knows it, and such a ring would wait for
        a full pass of the garbage collector, which a window puts off."""
        self.__dict__.clear()

    # ---- events

    def __len__(self) -> int:
        return len(self.index)

    def __getitem__(self, seq: int) -> dict:
        if not 0 <= seq < len(self):
            raise IndexError(f"event {seq}: the trace has {len(self)}")
        return self._event(seq)

    @property
    def table(self) -> np.ndarray:
        """The rows of the tape's table that the trace has taken in."""
        return self.tape.table[: len(self)]

    @property
    def is_complete(self) -> bool:
        """Whether nothing more can come: the tape's last event says how the run ended, and it has been read."""
        return bool(self.tape.complete) and len(self) == len(self.tape)

    def extend(self, max_rows: int | None = None) -> tuple[int, int]:
        """Take in what the tape has got meanwhile, at most `max_rows` events: (first, last), half open.

        (n, n) says that there is nothing new. 2,000 events take about 2 ms, so a caller can keep to a frame.
        """
        first = len(self)
        last = len(self.tape)
        if last == first or max_rows is None:
            last = self.tape.refresh()
        if max_rows is not None:
            last = min(last, first + max_rows)
        if last > first:
            self.index.extend(self.tape, last)
            self._iterations.extend()
            self._rename()
        return first, last

    def _rename(self) -> None:
        """Leaves that have come to know their path in the model are called by it from now on."""
        if self.index.named:
            self.renamed += self.index.named
            self.index.named = []
            self._tensor.cache_clear()

    def kind(self, seq: int) -> str:
        """The event's kind ("op", "node", …) without decoding it."""
        return K.KINDS[self.index.kind.view[seq]]

    def line_of(self, seq: int) -> int | None:
        """The line the event happened at, without decoding it."""
        line = int(self.index.line.view[seq])
        return line if line > 0 else None

    def events_of_line(self, line: int) -> np.ndarray:
        """Seqs of the events of this line, ascending (int64)."""
        return self.index.by_line.all(line)

    def events_of_node(self, node: int) -> np.ndarray:
        """Seqs of the events of this node: the op that made it, its runs, …, ascending (int64)."""
        return self.index.by_node.all(node)

    def events_of_tensor(self, tensor: int) -> np.ndarray:
        """Seqs of the events whose main tensor this is, ascending (int64); optimizer steps are not among them."""
        return self.index.by_tensor.all(tensor)

    @property
    def switches(self) -> dict[int, list[tuple[int, bool, int | None]]]:
        """Where requires_grad was set: tensor → (the next event, to what, line), in order."""
        told = self.tape.switches
        while self._switches_read < len(told):
            seq, tensor, on, line = told[self._switches_read]
            self._switches.setdefault(tensor, []).append((seq, on, line))
            self._switches_read += 1
        return self._switches

    def switched_at(self, tensor: int, seq: int) -> tuple[bool, int | None] | None:
        """(what requires_grad was last set to up to event `seq`, at which line), None if it was not set."""
        return describe.switched_at(self, tensor, seq)

    def required_grad(self, tensor: int, seq: int) -> bool:
        """Whether a tensor required grad at `seq`, as it was made or set."""
        return describe.required_grad(self, tensor, seq)

    @cached_property
    def grad_modes(self) -> dict[int, str]:
        """What turns grad mode off at the lines of the program where it is off, as far as its text shows."""
        return grad_modes((self.tape.meta or {}).get("source") or "")

    def consumers(self, tensor: int) -> np.ndarray:
        """Seqs of the ops that take this tensor, and of tensors made from it (detach(), .data), ascending (int64)."""
        return _once(self.index.consumers.all(tensor))

    def users(self, node: int) -> np.ndarray:
        """Seqs of the ops whose next_functions name this node: where its gradients come from, ascending (int64)."""
        return _once(self.index.users.all(node))

    def events_of_kind(self, kind: str) -> np.ndarray:
        """Seqs of the events of one kind, ascending (int64)."""
        return self.index.by_kind.all(K.KINDS.index(kind))

    # ---- tensors and nodes

    def tensor(self, id: int) -> TensorInfo:
        """What does not change about the tensor; KeyError for an id the tape has not named."""
        return self._tensor(id)

    def node(self, id: int) -> NodeInfo:
        """What does not change about the node; KeyError for an id the tape has not named."""
        return self._node(id)

    def node_of(self, tensor: int, seq: int | None = None) -> int | None:
        """The node whose work gives this tensor its gradient: its grad_fn at `seq` (in-place changes move it; default:
        when it was made), or the AccumulateGrad of a leaf; None if it has none (yet)."""
        return describe.node_of(self, tensor, seq)

    def came_to_require_grad(self, tensor: int) -> bool:
        """Whether a leaf made without requires_grad got it later, as far as the tape shows (requires_grad_())."""
        index = self.index
        return self._later(tensor, index.consumers.count(tensor) + index.grads.count(tensor))

    def value_at(self, tensor: int, seq: int):
        """The tensor's value (a TensorValue) after event `seq`, None before it was made."""
        return values.value_at(self, tensor, seq)

    # ---- gradients

    def grad_at(self, tensor: int, seq: int) -> GradState:
        """The gradient at the cursor: `.grad` of a leaf; for another tensor what arrived at its node in this call."""
        return gradstate.grad_at(self, tensor, seq)

    def attribute_at(self, tensor: int, seq: int) -> GradState:
        """What `tensor.grad` itself would be at the cursor: for a non-leaf without retain_grad() None, and why."""
        return gradstate.attribute_at(self, tensor, seq)

    def grad_before(self, seq: int, tensor: int):
        """`.grad` just before event `seq` wrote it (a TensorValue), None if it was None."""
        state = gradstate.stored_grad(self, tensor, seq - 1)
        return state.value if state is not None else None

    def node_state(self, node: int, seq: int) -> NodeState:
        """Where backward is with this node, see Note [State of a node] in gradstate.py."""
        return gradstate.node_state(self, node, seq)

    def run_of(self, node: int, seq: int) -> int:
        """Seq of the node's run that counts at `seq`: in the current backward call, or its last; −1 if none."""
        return gradstate.run_of(self, node, seq)

    def arrived(self, node: int, seq: int) -> list | None:
        """grad_outputs of the run that counts at `seq` (a TensorValue or None each), None if there is no run."""
        run = self.run_of(node, seq)
        return self[run]["grad_outputs"] if run >= 0 else None

    def sent(self, node: int, seq: int) -> list | None:
        """grad_inputs of the run that counts at `seq` (one or None for each of next_functions), None if none."""
        run = self.run_of(node, seq)
        return self[run]["grad_inputs"] if run >= 0 else None

    def place_of_run(self, run: int) -> tuple[int, int]:
        """(which node of its backward call this run is, from 1, how many ran in that call so far)."""
        return flow.place_of_run(self, run)

    def writes(self, tensor: int) -> list[ledger.Write]:
        """The ledger of the tensor's `.grad`: every write of it, in order, from its creation on."""
        return ledger.writes(self, tensor)

    # ---- where in the run

    @property
    def calls(self) -> list[Call]:
        """The backward() and autograd.grad() calls so far, in order; calls[k].number is k + 1."""
        return self.index.calls

    def call_at(self, seq: int) -> int:
        """Number of the innermost backward call around event `seq`, 0 outside of all."""
        return int(self.index.call.view[seq]) if 0 <= seq < len(self) else 0

    def last_call(self, seq: int) -> Call | None:
        """The call around `seq`, else the last one that began before it."""
        return gradstate.last_call(self, seq)

    def frees(self, number: int) -> bool:
        """Whether backward call `number` has ended, and freed the graph that it went through."""
        return self._frees(number, self.calls[number - 1].last)

    def phase_at(self, seq: int) -> str:
        """ "forward", "backward", "optimizer" or "other" (prints, errors); "forward" before everything."""
        return K.PHASES[self.index.phase.view[seq]] if 0 <= seq < len(self) else K.PHASES[K.FORWARD]

    @property
    def iterations(self) -> list[Iteration]:
        """The run's iterations so far, see iterations.py; what comes before the first is set-up."""
        return self._iterations.all()

    def iteration_at(self, seq: int) -> Iteration | None:
        """The iteration that event `seq` lies in, None in the set-up or after the last."""
        return self._iterations.at(seq)
