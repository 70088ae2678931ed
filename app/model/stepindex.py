"""Which events make one step: the partition of a tape that stepping, numbering and the timeline share.

Note [Steps]
A step is what a person would call one (product.md): outside backward one op, one print, one tensor made, one in-place
change, one zeroing of gradients, one optimizer step; inside backward one node. Every step has an *anchor*, the event
that makes it a step, and an *end*, the event at which the cursor stands once the step is done. They differ where more
events belong to it: AccumulateGrad's `accumulate`, hooks and ops in a node's work, a zero_grad() over several
parameters (one step, one micro-step a tensor). `backward`, `backward_end` and `end` are no steps: the cursor may stand
there, and its step is then the one before. Nor is a tensor that merely comes up (it was made before recording began,
or is a gradient): the tape then says neither how nor where it was made. Anchors never move; the end of the newest step
may, while the tape grows.
"""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from . import kinds as K
from .growing import GrowArray

_STEP_OUTSIDE = K.kind_set(K.TENSOR, K.OP, K.MUTATE, K.ACCUMULATE, K.GRAD_RESET, K.OPTIMIZER_STEP, K.OUTPUT)


class StepIndex:
    """Anchors and ends of all steps so far, ascending (seqs)."""

    def __init__(self) -> None:
        self.anchors = GrowArray("i4")
        self.ends = GrowArray("i4")
        self._reset_tensors: set[int] = set()  # tensors reset by the newest step, if it is a reset

    def __len__(self) -> int:
        return len(self.anchors)

    def index_at(self, seq: int) -> int:
        """Index of the step that event `seq` belongs to or follows, −1 before the first."""
        return bisect_right(self.anchors.view, seq) - 1  # searchsorted() would first copy them all, to compare them with an int

    def extend(self, first: int, index) -> None:
        """Take in the rows from seq `first` on, already in the columns of `index` (a TraceIndex)."""
        kind, during = index.kind.view[first:], index.during.view[first:]
        in_call = index.call.view[first:] > 0
        anchor = (kind == K.NODE) | (kind == K.ERROR) | (_STEP_OUTSIDE[kind] & ~in_call & (during < 0))
        anchor &= ~((kind == K.TENSOR) & index.comes_up(first))
        self._merge_resets(first, index, anchor)
        base = len(self) - 1
        seqs = first + np.flatnonzero(anchor)
        self.anchors.append(seqs)
        self.ends.append(seqs)
        step = base + np.cumsum(anchor)
        self._extend_ends(first, index, anchor, step)

    def _merge_resets(self, first: int, index, anchor: np.ndarray) -> None:
        """Drop the anchors of gradient resets that go on with the step of the reset before them."""
        kind, line, tensor = index.kind.view, index.line.view, index.tensor.view
        for row in np.flatnonzero(anchor & (kind[first:] == K.GRAD_RESET)).tolist():
            seq = first + row
            goes_on = seq > 0 and kind[seq - 1] == K.GRAD_RESET and line[seq - 1] == line[seq]
            if goes_on and int(tensor[seq]) not in self._reset_tensors:
                anchor[row] = False
            else:
                self._reset_tensors.clear()
            self._reset_tensors.add(int(tensor[seq]))

    def _extend_ends(self, first: int, index, anchor: np.ndarray, step: np.ndarray) -> None:
        """Move the end of a step over the events after its anchor that belong to it."""
        kind, node = index.kind.view, index.node.view
        rows = np.flatnonzero(~anchor & (step >= 0))
        if not len(rows):
            return
        anchors = self.anchors.view[step[rows]]
        seqs = first + rows
        owner = np.where(index.during.view[seqs] >= 0, index.during.view[seqs], -2)
        owner = np.where(kind[seqs] == K.ACCUMULATE, node[seqs], owner)
        in_node = (kind[anchors] == K.NODE) & (owner == node[anchors])
        in_reset = (kind[anchors] == K.GRAD_RESET) & (kind[seqs] == K.GRAD_RESET)
        belongs = (in_node | in_reset) & (index.call.view[seqs] == index.call.view[anchors])
        np.maximum.at(self.ends.view, step[rows][belongs], seqs[belongs].astype(np.int32))
