"""What a run comes to over its iterations: loss, norms of gradients and weights, updates, and scalars that are watched.

Note [One point an iteration]
A `Line` has one point for each iteration (iterations.py) in which its number was written, the last one of it: the loss
is the root of the iteration's backward call, a gradient is `.grad` as the call left it, a weight is what the optimizer
made of it. Every point knows the event that wrote it, so a view can tell what is not yet known at the cursor.
What is found is kept as it is met, an event at a time; iterations are looked up when a line is asked for, because the
last of them still change while a run grows.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.tapenorms import distances, norms, written

from . import kinds as K
from .growing import GrowArray
from .labels import tensor_label
from .watch import History

if TYPE_CHECKING:
    from .trace import Trace

GROUPS = ("loss", "grad", "weight", "ratio", "watch")
BATCH, VALUES = 8192, 768  # events, and written values, between two looks at the clock
_MAKES = (K.TENSOR, K.OP, K.MUTATE)


class Key(NamedTuple):
    """Which line: one of GROUPS, the name of its tensor, and whether it is a gradient by this call alone."""

    group: str
    name: str
    alone: bool = False


@dataclass(frozen=True)
class Line:
    """One series: x float64[n] (numbers of iterations), y float64[n], seqs int64[n] (the events that wrote the points)."""

    key: Key
    x: np.ndarray
    y: np.ndarray
    seqs: np.ndarray

    def known(self, cursor: int) -> int:
        """How many of its points are known at the cursor."""
        return int(self.seqs.searchsorted(cursor, side="right"))


class _Points:
    """Events and numbers of one line as they come."""

    def __init__(self) -> None:
        self.seqs, self.values = GrowArray("i8", 64), GrowArray("f8", 64)


class Series:
    """The lines of a growing trace. Call `advance` as often as there is time, then ask for `lines`."""

    def __init__(self, trace: Trace):
        self._trace = trace
        self._at = 0
        self._points: dict[Key, _Points] = {}
        self._ranks: dict[str, int] = {}  # name → its first tensor: lines stand in the order in which leaves were made
        self._owners: dict[str, tuple[int, int]] = {}  # name → the tensor that had it last, and in which backward call
        self._watched: dict[str, Line | None] = {}
        self._watch_at = -1
        self._expressions: dict[str, History] = {}
        self._names: tuple[int, set[str]] = (-1, set())
        self._axis: tuple[int, np.ndarray, np.ndarray] = (-1, np.empty(0, np.int64), np.empty(0))

    # ---- taking in

    @property
    def is_behind(self) -> bool:
        """Whether there are events that `advance` has not looked at, or expressions it has not worked out."""
        return self._at < len(self._trace) or any(not one.is_done for one in self._histories())

    def advance(self, seconds: float = 1e9) -> bool:
        """Look at new events, for about that long; whether any was looked at."""
        deadline = time.perf_counter() + seconds
        first = self._at
        while self._at < len(self._trace) and (self._at == first or time.perf_counter() < deadline):
            self._take(self._at, min(self._at + BATCH, len(self._trace)))
        worked = False
        for history in self._histories() if self._at == len(self._trace) else ():
            while not history.is_done and time.perf_counter() < deadline:
                history.work(deadline - time.perf_counter())
                worked = True
        return self._at > first or worked

    def _take(self, first: int, end: int) -> None:
        """Look at the events from `first` to `end` - 1, fewer where they say much."""
        trace, index = self._trace, self._trace.index
        kind = index.kind.view[first:end]
        size = np.where(kind == K.OPTIMIZER_STEP, trace.table["size"][first:end] // 4, kind == K.ACCUMULATE)
        end = min(end, first + max(1, int(np.cumsum(size).searchsorted(VALUES, side="right"))))
        kind = kind[: end - first]
        for seq in (first + np.flatnonzero(kind == K.BACKWARD)).tolist():
            self._take_loss(seq)
        by_hand = (kind == K.MUTATE) & (index.phase.view[first:end] == K.OPTIMIZER)
        for seq in (first + np.flatnonzero(by_hand)).tolist():
            self._take_change(seq)
        self._take_written(first + np.flatnonzero((kind == K.ACCUMULATE) | (kind == K.OPTIMIZER_STEP)))
        self._at = end

    def _take_loss(self, seq: int) -> None:
        trace = self._trace
        if trace.calls[trace.call_at(seq) - 1].parent >= 0:
            return  # a backward within a backward is not the program's loss
        for root in trace.tape[seq]["roots"]:
            try:
                value = trace.value_at(root, seq)
            except KeyError:
                continue
            if value is not None and value.numel == 1:
                self._add(Key("loss", tensor_label(trace, root)), [seq], [number_of(value)])

    def _take_change(self, seq: int) -> None:
        """An update that was written by hand: `w -= lr * w.grad`."""
        trace = self._trace
        tensor = trace.index.memory.root(int(trace.index.tensor.view[seq]))
        if tensor in trace.index.memory.grad_of:
            return
        before, after = trace.value_at(tensor, seq - 1), trace.value_at(tensor, seq)
        if before is not None and after is not None and before.shape == after.shape:
            moved = float(np.linalg.norm((after.array - before.array).reshape(-1)))
            self._add_update(self._name(tensor, seq), [seq], [norm(before)], [norm(after)], [moved])

    def _take_written(self, seqs: np.ndarray) -> None:
        """Gradients that were summed, and parameters that optimizers stepped: all of them at once."""
        trace, tape = self._trace, self._trace.tape
        k, one, two, tensor = written(tape, seqs)
        if not len(k):
            return
        seqs = seqs[k]
        stepped = trace.index.kind.view[seqs] == K.OPTIMIZER_STEP
        first, second = norms(tape, one), norms(tape, two)
        moved = np.full(len(k), np.nan)
        moved[stepped] = distances(tape, one[stepped], two[stepped])
        second = np.where(~stepped & (two == 0), first, second)
        groups: dict[tuple[str, bool], list[int]] = {}
        for row, (tensor_id, seq, step) in enumerate(zip(tensor.tolist(), seqs.tolist(), stepped.tolist())):
            groups.setdefault((self._name(tensor_id, seq), step), []).append(row)
        for (name, step), rows in groups.items():
            if step:
                self._add_update(name, seqs[rows], first[rows], second[rows], moved[rows])
            else:
                self._add(Key("grad", name), seqs[rows], first[rows])
                self._add(Key("grad", name, True), seqs[rows], second[rows])

    def _add_update(self, name: str, seqs, before, after, moved) -> None:
        self._add(Key("weight", name), seqs, after)
        with np.errstate(all="ignore"):
            ratio = np.where(np.asarray(before) > 0, np.asarray(moved) / np.asarray(before), np.nan)
        self._add(Key("ratio", name), seqs, ratio)

    def _name(self, tensor: int, seq: int) -> str:
        """What the line of a tensor is called; two of one name in one backward call are told apart by a number."""
        name, k, call = tensor_label(self._trace, tensor), 1, self._trace.last_call(seq)
        number = call.number if call is not None else 0
        unique = name
        while True:
            owner = self._owners.get(unique)
            if owner is None or owner[0] == tensor or owner[1] != number:
                self._owners[unique] = tensor, number
                self._ranks.setdefault(unique, tensor)
                return unique
            k += 1
            unique = f"{name} · {k}"

    def _add(self, key: Key, seqs, values) -> None:
        points = self._points.get(key)
        if points is None:
            points = self._points[key] = _Points()
        points.seqs.append(np.asarray(seqs, np.int64))
        points.values.append(np.asarray(values, np.float64))

    # ---- giving out

    def axis(self) -> tuple[np.ndarray, np.ndarray]:
        """(first events of all iterations, int64; their numbers, float64)."""
        if self._axis[0] != len(self._trace):
            found = self._trace.iterations
            firsts = np.array([one.first for one in found], np.int64)
            numbers = np.array([one.number for one in found], np.float64)
            if len(numbers) > 1 and (np.diff(numbers) < 0).any():  # several loops, one after the other
                numbers = np.arange(1.0, len(found) + 1)
            self._axis = len(self._trace), firsts, numbers
        return self._axis[1:]

    def place(self, cursor: int) -> float | None:
        """The number of the iteration that the cursor is in, None before the first."""
        firsts, numbers = self.axis()
        at = int(firsts.searchsorted(cursor, side="right")) - 1
        return float(numbers[at]) if at >= 0 else None

    def lines(self, group: str) -> list[Line]:
        """The lines of a group, parameters in the order in which they were made.

        A gradient's "this call alone" is among them only where it differs from `.grad`.
        """
        if group == "watch":
            return [line for line in map(self.watched, self._watched) if len(line.x)]
        made = []
        for key, points in sorted(self._points.items(), key=lambda item: self._ranks.get(item[0].name, 0)):
            if key.group == group and not (key.alone and self._is_same(key, points)):
                made.append(self._line(key, points.seqs.view, points.values.view))
        return [line for line in made if len(line.x)]

    def _is_same(self, key: Key, points: _Points) -> bool:
        whole = self._points[key._replace(alone=False)]
        return bool(np.array_equal(points.values.view, whole.values.view, equal_nan=True))

    def _line(self, key: Key, seqs: np.ndarray, values: np.ndarray) -> Line:
        firsts, numbers = self.axis()
        at = firsts.searchsorted(seqs, side="right") - 1
        last = np.append(at[1:] != at[:-1], True) if len(at) else np.empty(0, bool)
        last &= at >= 0
        return Line(key, numbers[at[last]], values[last].copy(), seqs[last].copy())

    # ---- watched scalars

    def candidates(self) -> list[str]:
        """Names of single numbers that the program made in several iterations, for a person to choose from."""
        trace = self._trace
        index, table = trace.index, trace.table
        mask = np.isin(index.kind.view, (K.OP, K.TENSOR)) & (index.name.view > 0) & (index.call.view == 0)
        names, counts = np.unique(index.name.view[mask], return_counts=True)
        found = []
        for number in names[counts > 1].tolist():
            seq = int(np.flatnonzero(mask & (index.name.view == number))[-1])
            value = trace.tape.value(int(table["value"][seq])) if table["value"][seq] else None
            if value is not None and value.numel == 1:
                found.append(trace.tape.string(number))
        losses = {key.name for key in self._points if key.group == "loss"}
        return [name for name in found if name and name not in losses]

    def _histories(self) -> list[History]:
        """Those of the expressions that are watched, in a run that is whole."""
        if not self._watched or not self._trace.is_complete:
            return []
        known = self._known_names()
        for text in self._watched:
            if (text not in known or text.endswith(".grad")) and text not in self._expressions:
                self._expressions[text] = History(self._trace, text)
        return [self._expressions[text] for text in self._watched if text in self._expressions]

    def _known_names(self) -> set[str]:
        """The names that are on the tape."""
        if self._names[0] != len(self._trace):
            column = np.unique(self._trace.index.name.view)
            self._names = len(self._trace), {self._trace.tape.string(int(n)) for n in column if n}
        return self._names[1]

    def watch(self, names) -> None:
        """What is watched, names or expressions (watch.py): of a tensor with several elements the norm is taken."""
        self._watched = {name: self._watched.get(name) for name in names}
        self._watch_at = -1

    def watched(self, name: str) -> Line:
        """The line of a watched name."""
        if self._watch_at != len(self._trace):
            self._watched = dict.fromkeys(self._watched)
            self._watch_at = len(self._trace)
        if self._watched.get(name) is None or name in self._expressions:
            self._watched[name] = self._watch_line(name)
        return self._watched[name]

    def _watch_line(self, name: str) -> Line:
        trace, index = self._trace, self._trace.index
        history = self._expressions.get(name)
        if history is not None:
            return self._line(Key("watch", name), history.seqs[: history.looked], history.values[: history.looked])
        numbers = [n for n in np.unique(index.name.view).tolist() if n and trace.tape.string(n) == name]
        mask = np.isin(index.name.view, numbers) & np.isin(index.kind.view, _MAKES)
        seqs = np.flatnonzero(mask).astype(np.int64)
        whole = self._line(Key("watch", name), seqs, np.zeros(len(seqs)))
        stored = trace.table["value"][whole.seqs]
        y = np.array([number_of(trace.tape.value(int(n))) if n else np.nan for n in stored.tolist()], np.float64)
        return Line(whole.key, whole.x, y.reshape(-1), whole.seqs)


def norm(value) -> float:
    """The 2-norm of a TensorValue, in float64."""
    array = value.array
    return float(np.linalg.norm((array if array.dtype.kind == "c" else array.astype(np.float64)).reshape(-1)))


def number_of(value) -> float:
    """A single number as it is (of complex ones the absolute value); of several the norm; NaN of none."""
    if value is None:
        return float("nan")
    array = value.array
    if array.size == 1 and array.dtype.kind != "c":
        return float(array.reshape(-1)[0])
    return norm(value)


def table(lines: list[Line]) -> tuple[list[str], list[list[float | int | None]]]:
    """(column heads, rows) of several lines side by side, a row an iteration: what a CSV file holds."""
    xs = np.unique(np.concatenate([line.x for line in lines])) if lines else np.empty(0)
    heads = ["iteration", *(_head(line.key) for line in lines)]
    rows: list[list] = [[int(x)] + [None] * len(lines) for x in xs.tolist()]
    for k, line in enumerate(lines, 1):
        for row, y in zip(xs.searchsorted(line.x).tolist(), line.y.tolist()):
            rows[row][k] = y
    return heads, rows


_HEADS = {"loss": "{}", "grad": "norm of {}.grad", "weight": "norm of {}", "ratio": "update to weight of {}",
          "watch": "{}"}  # fmt: skip


def _head(key: Key) -> str:
    text = _HEADS[key.group].format(key.name)
    return f"{text}, this call alone" if key.alone else text


def csv_text(lines: list[Line]) -> str:
    """The numbers of several lines as CSV (RFC 4180), exact; an empty field where an iteration has none."""
    import csv
    import io

    heads, rows = table(lines)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(head) for head in heads])
    writer.writerows([["" if y is None else repr(y) for y in row] for row in rows])
    return out.getvalue()


def _safe(text: str) -> str:
    """A head that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
