"""Which tensors are the same memory, and which are some tensor's `.grad`: found as a tape is read.

`w.detach()` and `w.data` share w's memory: a write to one is a write to all (a *family*). A gradient is a tensor too:
`x.grad.mul_(0.5)` is an in-place change of that tensor and thereby a write of `x.grad`. The tape makes a gradient known
when the program first touches it, as a tensor made by "grad" of x, or by its name, "x.grad", alone.
"""

from __future__ import annotations

import numpy as np

from . import kinds as K

_SAME_MEMORY = ("detach", "data")


class Memory:
    """Families and gradients so far.

    family      tensor → all tensors that share its memory, itself among them (only where there are several)
    grad_of     tensor → the tensor whose `.grad` it is
    """

    def __init__(self) -> None:
        self.family: dict[int, list[int]] = {}
        self.grad_of: dict[int, int] = {}
        self._named: dict[str, int] = {}  # name → the newest tensor of that name made with it
        self._named_to = 0

    def root(self, tensor: int) -> int:
        """The first tensor that had this memory."""
        return self.family.get(tensor, (tensor,))[0]

    def extend(self, tape, index, first: int) -> tuple[list[int], list[int]]:
        """Takes in the rows from `first` on, already in the columns of `index` (a TraceIndex).

        Returns the in-place changes among them that wrote a `.grad`: (seqs, tensors whose `.grad` it is).
        """
        kind, how, name = (column.view[first:] for column in (index.kind, index.how, index.name))
        made = (kind == K.TENSOR) | (kind == K.OP)
        words = {word: tape.string(word) for word in np.unique(how[made]).tolist()}
        wanted = [word for word, text in words.items() if text in _SAME_MEMORY or text == "grad"]
        rows = (made & np.isin(how, wanted)) | ((kind == K.TENSOR) & (how == 0) & (name != 0))
        if rows.any() or self.grad_of:
            rows |= (kind == K.MUTATE) | (kind == K.GRAD_RESET)
        seqs, owners = [], []
        for row in np.flatnonzero(rows).tolist():
            seq, tensor = first + row, int(index.tensor.view[first + row])
            if kind[row] == K.MUTATE:
                owner = self.grad_of.get(self.root(tensor))
                if owner is not None:
                    seqs.append(seq)
                    owners.append(owner)
            elif kind[row] == K.GRAD_RESET:
                self._forget_grad(tensor, tape.string(int(how[row])))
            else:
                self._note(tape, index, seq, tensor, words[int(how[row])])
        return seqs, owners

    def _note(self, tape, index, seq: int, tensor: int, how: str | None) -> None:
        """One tensor that shares memory, or is a gradient."""
        sources = index.inputs_of(seq)
        if how in _SAME_MEMORY:
            if sources:
                family = self.family.setdefault(sources[0], [sources[0]])
                family.append(tensor)
                self.family[tensor] = family
        elif how == "grad":
            if sources:
                self.grad_of[tensor] = sources[0]
        else:
            owner, dot, attribute = (tape.string(int(index.name.view[seq])) or "").rpartition(".")
            found = self._newest(tape, index, owner, seq) if dot and attribute == "grad" else None
            if found is not None:
                self.grad_of[tensor] = found

    def _newest(self, tape, index, name: str, seq: int) -> int | None:
        """The newest tensor of this name that was made before `seq`."""
        kind, names = index.kind.view[self._named_to : seq], index.name.view[self._named_to : seq]
        named = ((kind == K.TENSOR) | (kind == K.OP)) & (names != 0)
        for row in np.flatnonzero(named).tolist():
            self._named[tape.string(int(names[row]))] = int(index.tensor.view[self._named_to + row])
        self._named_to = seq
        return self._named.get(name)

    def _forget_grad(self, tensor: int, to: str | None) -> None:
        """`.grad` of `tensor` was reset to None: what was its gradient is so no more."""
        if to == "none":
            for grad in [grad for grad, owner in self.grad_of.items() if owner == tensor]:
                del self.grad_of[grad]
