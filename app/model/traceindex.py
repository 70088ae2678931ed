"""The indexes over a tape's table, filled as the tape grows; no event body is decoded here.

Everything is done for a whole batch of rows at once, except for the few rows that open or close a backward call or
reset a gradient. Lookups are bisections (growing.py), so that the state at any cursor needs no replay.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from core.tapelinks import links
from core.wire import IS_LEAF, REQUIRES_GRAD, ROW

from . import kinds as K
from .growing import GrowArray, KeyIndex
from .memory import Memory
from .stepindex import StepIndex

_MAKES_TENSOR = K.kind_set(K.TENSOR, K.OP)
_MAKES_NODE = K.kind_set(K.OP, K.MUTATE)
_WRITES_VALUE = K.kind_set(K.TENSOR, K.OP, K.MUTATE)
_WRITES_GRAD = K.kind_set(K.ACCUMULATE, K.GRAD_RESET)


@dataclass(slots=True)
class Call:
    """One backward() or autograd.grad() call: events `first` (backward) … `last` (backward_end; −1 while it runs)."""

    number: int
    first: int
    last: int
    parent: int  # index of the call within whose work this one was made, or −1
    line: int

    def contains(self, seq: int) -> bool:
        """Whether event `seq` lies between the call's first and last event."""
        return self.first <= seq and (self.last < 0 or seq <= self.last)


class TableColumn:
    """A column of the tape's table, as far as it has been read; `view` is no copy, and not to be written to."""

    def __init__(self, name: str):
        self._name = name
        self.view = np.empty(0, ROW[name])

    def __len__(self) -> int:
        return len(self.view)

    def read(self, table: np.ndarray, last: int) -> None:
        """The table has been read up to its row `last` - 1."""
        self.view = table[self._name][:last]


class ScanIndex:
    """The seqs of each value (of lines > 0) of a column, found by looking through it: 10 µs in 100,000 kinds, 200 µs in
    as many rows of the table. For what is asked for rarely."""

    def __init__(self, column: GrowArray | TableColumn):
        self._column = column

    def all(self, key: int) -> np.ndarray:
        """Every seq of `key`, ascending, as an int64 array."""
        return np.flatnonzero(self._column.view == key)

    def count(self, key: int) -> int:
        """How many events `key` has."""
        return int(np.count_nonzero(self._column.view == key))


class TraceIndex:
    """Columns and sorted indexes of the events read so far."""

    def __init__(self) -> None:
        self.kind = GrowArray("u1")
        self.line, self.during, self.tensor, self.node = (TableColumn(name) for name in ("line", "during", "tensor", "node"))
        self.flags = TableColumn("flags")
        self.how = TableColumn("op")  # string: op, or how a tensor was made
        self.name = TableColumn("name")  # string: the variable's name
        self.phase = GrowArray("u1")
        self.call = GrowArray("i4")  # 1 + index of the innermost call around the event, 0 outside of all
        self.by_node = KeyIndex()
        self.by_tensor, self.by_line, self.by_kind = ScanIndex(self.tensor), ScanIndex(self.line), ScanIndex(self.kind)
        self.values = KeyIndex()  # tensor → events that set its value, in place or not (optimizer steps aside)
        self.grads = KeyIndex()  # tensor → events that set its .grad
        self.tensor_hooks = KeyIndex()
        self.runs = KeyIndex()  # node → its runs in backward
        self.acc_node = GrowArray("i4")  # tensor → its AccumulateGrad, once that has run
        self.acc_tensor = GrowArray("i4")  # node → the leaf it accumulates into, once it has run
        self.leaf_name = GrowArray("u4")  # leaf → string: its name when a gradient first came to it ("fc1.weight")
        self.named: list[int] = []  # the leaves whose leaf_name is new since `Trace.extend` last looked
        self.made_tensor = GrowArray("i4")  # tensor → seq, −1 for further outputs of an op
        self.made_node = GrowArray("i4")
        self._grad_text = 0  # the string "grad": how a gradient came up
        self.consumers = KeyIndex()  # tensor → ops that take it, tensors that were made from it
        self.users = KeyIndex()  # node → ops (and in-place changes) whose next_functions name it
        self.optimized = KeyIndex()  # tensor → optimizer steps that changed it
        self._input_seq, self._input_tensor = GrowArray("i4"), GrowArray("i4")
        self.node_runs = GrowArray("i4")  # seqs of all runs of nodes
        self.memory = Memory()
        self.calls: list[Call] = []
        self._open: list[tuple[int, int]] = []  # (index, the tape's number) of the calls now open, innermost last
        self.steps = StepIndex()

    def __len__(self) -> int:
        return len(self.kind)

    def comes_up(self, first: int) -> np.ndarray:
        """For every event from `first` on, whether it says neither how nor at which line something was made (a gradient
        that is read says that it is one)."""
        how = self.how.view[first:]
        return ((how == 0) | (how == self._grad_text)) & (self.line.view[first:] <= 0)

    def requires_grad(self, seq: int) -> bool:
        """Whether the (first) result of the tensor or op event `seq` requires grad."""
        return bool(self.flags.view[seq] & REQUIRES_GRAD)

    def inputs_of(self, seq: int) -> list[int]:
        """The tensors that the op or tensor event `seq` was computed from (plain numbers left out)."""
        seqs = self._input_seq.view
        low, high = bisect_left(seqs, seq), bisect_right(seqs, seq)
        return self._input_tensor.view[low:high].tolist()

    def extend(self, tape, last: int) -> None:
        """Index the events of `tape` from len(self) to `last` - 1."""
        first = len(self)
        if last <= first:
            return
        rows = tape.table[first:last]
        for column in (self.line, self.during, self.tensor, self.node, self.flags, self.how, self.name):
            column.read(tape.table, last)
        kind, line, tensor, node = (np.ascontiguousarray(rows[name]) for name in ("kind", "line", "tensor", "node"))
        self.kind.append(kind)
        seqs = np.arange(first, first + len(rows), dtype=np.int64)
        self._extend_calls(first, kind, line, rows["call"])
        in_call = self.call.view[first:] > 0
        self.phase.append(np.where(in_call, K.IN_BACKWARD, K.PHASE_OF_KIND[kind]).astype(np.uint8))
        self.by_node.extend(node, seqs)
        for index, mask, key in (
            (self.values, _WRITES_VALUE[kind], tensor),
            (self.tensor_hooks, kind == K.HOOK, tensor),
            (self.runs, kind == K.NODE, node),
        ):
            index.extend(key[mask], seqs[mask])
        self._note_makers(kind, tensor, node, seqs)
        self._find_grad_text(tape, rows["op"][(kind == K.TENSOR) & (line <= 0)])
        self.node_runs.append(seqs[kind == K.NODE])
        self._extend_links(tape, first, last)
        self._extend_grads(tape, first, kind, tensor, seqs)
        self._note_names(kind, tensor, self.name.view[first:])
        self._note_updates(first, kind, tensor)
        self.steps.extend(first, self)

    def _find_grad_text(self, tape, hows: np.ndarray) -> None:
        """Learn the number of the string "grad" once it is met."""
        if not self._grad_text:
            self._grad_text = next((int(how) for how in np.unique(hows) if how and tape.string(int(how)) == "grad"), 0)

    def _extend_links(self, tape, first: int, last: int) -> None:
        found = links(tape, first, last)
        self.consumers.extend(found.input_tensor, found.input_seq)
        self.users.extend(found.next_node, found.next_seq)
        self.optimized.extend(found.param_tensor, found.param_seq)
        self._input_seq.append(found.input_seq)
        self._input_tensor.append(found.input_tensor)

    def _extend_grads(self, tape, first: int, kind: np.ndarray, tensor: np.ndarray, seqs: np.ndarray) -> None:
        """Index what writes a `.grad`: AccumulateGrad, resets, and in-place changes of the gradient itself."""
        changed, owners = self.memory.extend(tape, self, first)
        mask, key = _WRITES_GRAD[kind], tensor
        if changed:
            at = np.asarray(changed) - first
            key = tensor.copy()
            key[at] = owners
            mask[at] = True
            self.phase.view[changed] = np.where(self.call.view[changed] > 0, K.IN_BACKWARD, K.OPTIMIZER)
        self.grads.extend(key[mask], seqs[mask])

    def _note_updates(self, first: int, kind: np.ndarray, tensor: np.ndarray) -> None:
        """Untracked in-place changes of leaves after a backward call are an optimizer's work done by hand."""
        if not self.calls:
            return
        rows = np.flatnonzero((kind == K.MUTATE) & (self.node.view[first:] < 0) & (self.call.view[first:] == 0))
        for row in rows[rows + first > self.calls[0].first].tolist():
            root = self.memory.root(int(tensor[row]))
            made = int(self.made_tensor.view[root]) if root < len(self.made_tensor) else -1
            if made >= 0 and self.flags.view[made] & REQUIRES_GRAD and self.flags.view[made] & IS_LEAF:
                self.phase.view[first + row] = K.OPTIMIZER

    def _note_makers(self, kind: np.ndarray, tensor: np.ndarray, node: np.ndarray, seqs: np.ndarray) -> None:
        """Remember which event made each tensor and node, and which node accumulates into which leaf."""
        for made, makes, ids in ((self.made_tensor, _MAKES_TENSOR, tensor), (self.made_node, _MAKES_NODE, node)):
            mask = makes[kind] & (ids >= 0)
            if mask.any():
                made.grow_to(int(ids[mask].max()) + 1, -1)
                made.view[ids[mask][::-1]] = seqs[mask][::-1]  # backwards: the first maker of an id stays
        mask = (kind == K.ACCUMULATE) & (tensor >= 0) & (node >= 0)
        if mask.any():
            leaves, nodes = tensor[mask], node[mask]
            self.acc_node.grow_to(int(leaves.max()) + 1, -1)
            self.acc_tensor.grow_to(int(nodes.max()) + 1, -1)
            self.acc_node.view[leaves] = nodes
            self.acc_tensor.view[nodes] = leaves

    def _note_names(self, kind: np.ndarray, tensor: np.ndarray, name: np.ndarray) -> None:
        """A parameter is made before its module has a place in the model; by its first gradient it knows its path."""
        mask = (kind == K.ACCUMULATE) & (tensor >= 0) & (name > 0)
        if mask.any():
            leaves, names = tensor[mask], name[mask]
            self.leaf_name.grow_to(int(leaves.max()) + 1, 0)
            new = self.leaf_name.view[leaves] == 0
            self.leaf_name.view[leaves[new]] = names[new]
            self.named += np.unique(leaves[new]).tolist()

    def _extend_calls(self, first: int, kind: np.ndarray, line: np.ndarray, number: np.ndarray) -> None:
        """Find the backward calls that open and close in this batch, and fill the column `call`."""
        column = np.empty(len(kind), np.int32)
        at = 0
        for row in np.flatnonzero((kind == K.BACKWARD) | (kind == K.BACKWARD_END)).tolist():
            inside = self._open[-1][0] + 1 if self._open else 0
            if kind[row] == K.BACKWARD:
                column[at:row] = inside
                at = row
                self._open.append((len(self.calls), int(number[row])))
                self.calls.append(Call(len(self.calls) + 1, first + row, -1, inside - 1, int(line[row])))
            else:
                column[at : row + 1] = inside
                at = row + 1
                self._close_call(int(number[row]), first + row)
        column[at:] = self._open[-1][0] + 1 if self._open else 0
        self.call.append(column)

    def _close_call(self, number: int, seq: int) -> None:
        """The call with the tape's `number` ends at `seq`, and with it those within that broke off without an end."""
        depth = next((k for k, (_, open_number) in enumerate(self._open) if open_number == number), len(self._open) - 1)
        while len(self._open) > max(depth, 0):
            self.calls[self._open.pop()[0]].last = seq
