"""Watched tensors and expressions: what they are at a cursor, and how they went over the run.

    reading(trace, seq, "w.grad.norm() / w.norm()").text
    history = History(trace, "loss"); history.work(0.01); history.seqs, history.values

A name is that of the newest tensor the program had bound to it at the cursor (a variable, or a path such as fc1.weight);
`.grad` is its gradient there: of a leaf its .grad, else what arrived at its node.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import numpy as np

from core.tapevalue import TensorValue

from . import kinds as K
from . import numbers
from .expressions import ExpressionError, parse

MOST = 200  # watches
POINTS = 240  # of a history, at most: of more places, some are left out evenly
_MAKERS = K.kind_set(K.OP, K.TENSOR)


@dataclass(frozen=True)
class TensorAt:
    """A tensor at a cursor: what a name stands for (expressions.Reference)."""

    trace: object
    id: int
    seq: int

    def value(self) -> np.ndarray | None:
        found = self.trace.value_at(self.id, self.seq)
        return None if found is None else found.array

    def grad(self) -> np.ndarray | None:
        state = self.trace.grad_at(self.id, self.seq)
        return state.value.array if state.kind == "value" else None


@dataclass(frozen=True)
class Reading:
    """What a watch is at a cursor. text, grad: in a line ("" for none); whole: exact, for a tooltip; problem: why there is
    no value; tensor: the tensor where the watch is a plain name, else -1; changed: the step of its last write, 0 for none."""

    text: str = ""
    grad: str = ""
    whole: str = ""
    problem: str = ""
    tensor: int = -1
    changed: int = 0


class Names:
    """The tensors of a trace by what the program calls them; knows what is new when the trace has grown."""

    def __init__(self, trace):
        self._trace = trace
        self._seqs: dict[str, list[int]] = {}
        self._to = self._paths_to = 0

    def _extend(self) -> None:
        trace, index = self._trace, self._trace.index
        if self._to < len(trace):
            kinds, named = index.kind.view[self._to :], index.name.view[self._to :]
            for seq in (self._to + np.flatnonzero(_MAKERS[kinds] & (named > 0))).tolist():
                self._seqs.setdefault(trace.tape.string(int(index.name.view[seq])) or "", []).append(seq)
            self._to = len(trace)
        for leaf in trace.renamed[self._paths_to :]:
            name, seq = trace.tensor(leaf).name, int(index.made_tensor.view[leaf])
            if name and seq not in self._seqs.setdefault(name, []):
                self._seqs[name] = sorted([*self._seqs[name], seq])
        self._paths_to = len(trace.renamed)

    def tensor(self, name: str, seq: int) -> int | None:
        """The newest tensor of this name at a cursor."""
        self._extend()
        made = self._seqs.get(name, ())
        at = int(np.searchsorted(made, seq, side="right")) - 1
        return int(self._trace.index.tensor.view[made[at]]) if at >= 0 else None

    def all(self, name: str) -> list[int]:
        """Seqs of the events that made tensors of this name, ascending."""
        self._extend()
        return self._seqs.get(name, [])

    def paths(self) -> list[str]:
        """Names that are no Python names: paths in a module (`w.grad` is what an expression says of w)."""
        self._extend()
        return [name for name in self._seqs if not name.isidentifier() and not name.endswith(".grad")]


def names_of(trace) -> Names:
    """The Names of a trace, made once."""
    if not hasattr(trace, "watched_names"):
        trace.watched_names = Names(trace)
    return trace.watched_names


def problem(text: str) -> str:
    """What is wrong with a watch as it is written, "" for nothing."""
    return "" if re.fullmatch(r"[\w.]+", text) else parse(re.sub(r"\b[A-Za-z_]\w*(\.\w+)+\.(?=\w)", "x.", text)).problem


def _read(trace, text: str):
    """(Expression, {identifier in it: name on the tape}): paths of modules stand in it as plain names."""
    given = {}
    for path in sorted(names_of(trace).paths(), key=len, reverse=True):
        if path in text:
            word = f"path_{len(given)}_"
            text, count = re.subn(rf"(?<![\w.]){re.escape(path)}(?!\w)", word, text)
            given |= {word: path} if count else {}
    return parse(text), given


def reading(trace, seq: int, text: str) -> Reading:
    """What a watch is after event `seq`."""
    expression, given = _read(trace, text)
    names = names_of(trace)

    def look_up(word: str):
        tensor = names.tensor(given.get(word, word), seq)
        if tensor is None:
            raise KeyError(word)
        return TensorAt(trace, tensor, seq)

    tensor = -1
    if expression.text.isidentifier() and (found := names.tensor(given.get(expression.text, expression.text), seq)) is not None:
        tensor = found
    try:
        value = expression.value(look_up)
    except ExpressionError as error:
        said = str(error)
        for word, path in given.items():
            said = said.replace(word, path)
        return Reading(problem=said, tensor=tensor)
    grad = TensorAt(trace, tensor, seq).grad() if tensor >= 0 else None
    return Reading(_said(value), "" if grad is None else _said(grad), _whole(value), "", tensor, _changed(trace, seq, expression, given))


def _said(value) -> str:
    if isinstance(value, (np.ndarray, np.generic)) and np.asarray(value).dtype.kind in "biufc":
        return numbers.brief(TensorValue.of(np.asarray(value)))
    return numbers.number(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def _whole(value) -> str:
    return numbers.full(TensorValue.of(value)) if isinstance(value, np.ndarray) and value.dtype.kind in "biufc" else str(value)


def _writes(trace, expression, given: dict[str, str]) -> np.ndarray:
    """Events at which a tensor that is named was made, or its value or gradient written (int64, ascending)."""
    index, found = trace.index, [np.zeros(0, np.int64)]
    for word in expression.names:
        made = np.asarray(names_of(trace).all(given.get(word, word)), np.int64)
        found.append(made)
        for tensor in index.tensor.view[made].tolist():
            found += [index.values.all(tensor), index.grads.all(tensor), index.optimized.all(tensor)]
            if (node := trace.tensor(tensor).node) is not None and "grad" in expression.text:
                found.append(index.runs.all(node))
    return np.unique(np.concatenate(found)).astype(np.int64)


def _changed(trace, seq: int, expression, given: dict[str, str]) -> int:
    seqs = _writes(trace, expression, given)
    at = int(seqs.searchsorted(seq, side="right")) - 1
    return trace.index.steps.index_at(int(seqs[at])) + 1 if at >= 0 else 0


class History:
    """A watch over the whole run, as one number each time one of its tensors was written: of several elements the norm.

    `work(seconds)` goes on and says whether it is done; `seqs` and `values` (float64, NaN where there is none) so far.
    """

    def __init__(self, trace, text: str):
        self._trace, self._text = trace, text
        expression, given = _read(trace, text)
        seqs = _writes(trace, expression, given)
        if len(seqs) > POINTS:
            seqs = seqs[np.linspace(0, len(seqs) - 1, POINTS).astype(np.int64)]
        self.seqs, self._expression, self._given = seqs, expression, given
        self.values = np.full(len(seqs), np.nan)
        self.looked, self.length = 0, len(trace)

    @property
    def is_done(self) -> bool:
        """Whether `values` are all there."""
        return self.looked >= len(self.seqs)

    def work(self, seconds: float = float("inf")) -> bool:
        end, names = time.perf_counter() + seconds, names_of(self._trace)
        while self.looked < len(self.seqs):
            seq = int(self.seqs[self.looked])

            def look_up(word: str, seq=seq):
                tensor = names.tensor(self._given.get(word, word), seq)
                if tensor is None:
                    raise KeyError(word)
                return TensorAt(self._trace, tensor, seq)

            self.values[self.looked] = _as_number(self._expression, look_up)
            self.looked += 1
            if time.perf_counter() > end:
                break
        return self.looked >= len(self.seqs)


def _as_number(expression, look_up) -> float:
    try:
        value = expression.value(look_up)
    except ExpressionError:
        return float("nan")
    if isinstance(value, (str, tuple)) or value is None:
        return float("nan")
    array = np.asarray(value)
    if array.size == 1 and array.dtype.kind in "biuf":
        return float(array.reshape(())[()])
    return float(np.linalg.norm(np.abs(array.reshape(-1)).astype(np.float64))) if array.dtype.kind in "biufc" else float("nan")


def from_json(entries) -> tuple[str, ...]:
    """The watches of a file; what is no text is left out."""
    found = [text.strip() for text in entries if isinstance(text, str) and text.strip()] if isinstance(entries, list) else []
    return tuple(dict.fromkeys(found))[:MOST]
