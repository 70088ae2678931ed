"""Two runs side by side: which events are the same ones, whose numbers differ beyond a tolerance, and where it began.

Note [The same event]
Lines of the two sources are matched first (difflib), so that inserted and deleted lines shift nothing; a changed line
is the one in its place. Two events are the same if they are of one kind and op (and name, where there is no line), on
lines that match, in iterations of the same number, and the k-th of that sort there. What is left then is matched
without its op: it has come into the place of another. Then their numbers are compared:
of ops and tensors the value, of nodes the gradient that arrived, of a parameter its `.grad` and what a step made of it.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.tapenorms import arrived, pairs, written

from . import kinds as K
from .labels import node_label, tensor_label
from .series import Series

if TYPE_CHECKING:
    from .trace import Trace

TOLERANCE = 1e-5  # relative: ‖a − b‖ / max(‖a‖, ‖b‖); float32 has 7 digits, and sums may be taken in another order
PUT_IN = "supposed_"  # the op of a change that is no event of the program's (worker/supposed.py)
TINY = 1e-12  # norms below it are zero
KINDS = {K.TENSOR: "value", K.OP: "value", K.MUTATE: "value", K.NODE: "gradient", K.ACCUMULATE: "grad",
         K.OPTIMIZER_STEP: "update"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the program whose numbers differ, however often it was run.

    what: "value", "gradient" (arrived at a node), "grad" (`.grad`) or "update"; name: of the tensor; error: the worst
    relative difference (inf: another shape, or NaN in one of them only); seq, other: the event with the worst error
    here and there; first: the first event here that differs; count: how many do.
    """

    what: str
    name: str
    line: int | None
    error: float
    seq: int
    other: int
    first: int
    count: int


@dataclass(frozen=True)
class Comparison:
    """What came out. here, there: seqs of the same events, int64[n], ascending in `here`; error: float64[n], relative.

    only_here, only_there: seqs of events that the other run does not have. places: worst first.
    """

    here: np.ndarray
    there: np.ndarray
    error: np.ndarray
    only_here: np.ndarray
    only_there: np.ndarray
    places: tuple[Place, ...]
    tolerance: float

    @property
    def differing(self) -> np.ndarray:
        """Seqs (here) of the events whose numbers differ, ascending."""
        return self.here[self.error > self.tolerance]

    @property
    def first(self) -> int:
        """The first divergence: the first event here whose numbers differ; without one the first that the other run
        does not have, or that comes after what only the other has; −1: none."""
        differing = self.differing
        if len(differing):
            return int(differing[0])
        if len(self.only_here):
            return int(self.only_here[0])
        later = self.here[self.there > self.only_there[0]] if len(self.only_there) else self.here[:0]
        return int(later[0]) if len(later) else int(self.here[-1]) if len(self.only_there) and len(self.here) else -1

    @property
    def agree(self) -> bool:
        """Whether both runs did the same with the same numbers."""
        return not (len(self.only_here) or len(self.only_there) or len(self.differing))

    def other(self, seq: int) -> int:
        """The event there that is the same as event `seq` here, −1 for none."""
        at = int(self.here.searchsorted(seq))
        return int(self.there[at]) if at < len(self.here) and self.here[at] == seq else -1

    def place_there(self, there: Trace, cursor: int) -> int:
        """Where the other run stands when this one stands at `cursor`: after the last event that is the same, and what
        was put in there (PUT_IN); −1 before all."""
        place = int(self.there[: int(self.here.searchsorted(cursor, side="right"))].max(initial=-1))
        while place + 1 < len(there) and _is_put_in(there, place + 1):
            place += 1
        return place

    def error_of(self, seq: int) -> float | None:
        """By how much the numbers of event `seq` here are others there (relative; inf: altogether); None: it is not there."""
        at = int(self.here.searchsorted(seq))
        return float(self.error[at]) if at < len(self.here) and self.here[at] == seq else None


def compare(here: Trace, there: Trace, tolerance: float = TOLERANCE) -> Comparison:
    """Compare two whole traces; 100,000 events take about a second."""
    one, two = _Keys(here), _Keys(there)
    a, b = one.seqs, two.seqs
    at_a, at_b = _same(*_joint_columns(one, two), len(a))
    order = np.argsort(a[at_a], kind="stable")
    at_a, at_b = at_a[order], at_b[order]
    seqs_a, seqs_b = a[at_a], b[at_b]
    error = _errors(here, there, seqs_a, seqs_b)
    only_a = np.setdiff1d(a, seqs_a, assume_unique=True)
    only_b = np.setdiff1d(b, seqs_b, assume_unique=True)
    return Comparison(seqs_a, seqs_b, error, only_a, only_b, _places(here, seqs_a, seqs_b, error, tolerance), tolerance)


class _Keys:
    """The events of a trace that have numbers, and what each is recognised by."""

    def __init__(self, trace: Trace):
        self.trace = trace
        index = trace.index
        kind = index.kind.view
        here = np.isin(kind, list(KINDS))
        here[[seq for seq in index.by_kind.all(K.MUTATE).tolist() if _is_put_in(trace, seq)]] = False
        self.seqs = np.flatnonzero(here)
        names = index.how.view, index.name.view
        self.kind, self.line = kind[self.seqs], index.line.view[self.seqs].astype(np.int64)
        self.op, self.name = (column[self.seqs].astype(np.int64) for column in names)
        firsts, numbers = Series(trace).axis()
        at = firsts.searchsorted(self.seqs, side="right")
        self.iteration = np.append(0, numbers).astype(np.int64)[at]
        # what has no line of its own (gradients of leaves) is recognised by its tensor's name
        bare = self.line <= 0
        self.name = np.where(bare & (self.kind != K.NODE), self.name, 0)

    def texts(self, column: np.ndarray) -> dict[int, str]:
        """The strings that a column refers to."""
        return {int(n): self.trace.tape.string(int(n)) or "" for n in np.unique(column) if n}

    def lines(self) -> list[str]:
        source = (self.trace.tape.meta or {}).get("source") or ""
        return [line.rstrip() for line in re.split(r"\r\n|\r|\n", source)]


def _is_put_in(trace: Trace, seq: int) -> bool:
    """Whether an event is a number of "what if" that was put in."""
    return trace.index.kind.view[seq] == K.MUTATE and trace.tape.string(int(trace.index.how.view[seq])) == PUT_IN


def _joint_columns(one: _Keys, two: _Keys) -> tuple[list[np.ndarray], np.ndarray]:
    """(columns by which events of both, one after the other, are recognised; their ops): see Note [The same event]."""
    known: dict[str, int] = {}

    def coded(keys: _Keys, column: np.ndarray) -> np.ndarray:
        texts = keys.texts(column)
        table = np.zeros(int(column.max(initial=0)) + 1, np.int64)
        for number, text in texts.items():
            table[number] = known.setdefault(text, len(known) + 1)
        return table[column]

    lines = match_lines(one.lines(), two.lines())
    twin = np.full(int(two.line.max(initial=0)) + 1, -1, np.int64)
    for there, here in lines.items():
        if there < len(twin):
            twin[there] = here
    twin[0] = 0
    mapped = twin[np.maximum(two.line, 0)]
    mapped = np.where(mapped < 0, -two.line, mapped)  # a line that is only there
    columns = [np.concatenate(pair) for pair in (
        (one.kind, two.kind), (np.maximum(one.line, 0), mapped), (coded(one, one.name), coded(two, two.name)),
        (one.iteration, two.iteration),
    )]  # fmt: skip
    return columns, np.concatenate((coded(one, one.op), coded(two, two.op)))


def _same(columns: list[np.ndarray], ops: np.ndarray, split: int) -> tuple[np.ndarray, np.ndarray]:
    """(places here, places there) of the same events: of one op first, then of what stands in an op's place."""
    if not split or split == len(ops):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    where = _grouped(columns)
    exact = _grouped([where, ops])
    _, a, b = np.intersect1d(_ranked(exact[:split]), _ranked(exact[split:]), assume_unique=True, return_indices=True)
    rest_a = np.setdiff1d(np.arange(split), a, assume_unique=True)
    rest_b = np.setdiff1d(np.arange(len(ops) - split), b, assume_unique=True)
    _, c, d = np.intersect1d(_ranked(where[:split][rest_a]), _ranked(where[split:][rest_b]), assume_unique=True,
                             return_indices=True)  # fmt: skip
    return np.concatenate((a, rest_a[c])), np.concatenate((b, rest_b[d]))


def _grouped(columns: list[np.ndarray]) -> np.ndarray:
    """A small number for each row, equal where all columns are."""
    group = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        column = column.astype(np.int64) - column.min()
        _, group = np.unique(group * (int(column.max()) + 1) + column, return_inverse=True)
        group = group.reshape(-1).astype(np.int64)
    return group


def _ranked(group: np.ndarray) -> np.ndarray:
    """group × 2³² + how many of the same group came before."""
    order = np.argsort(group, kind="stable")
    sorted_ = group[order]
    starts = np.flatnonzero(np.append(True, sorted_[1:] != sorted_[:-1])) if len(group) else np.empty(0, np.int64)
    rank = np.arange(len(group)) - np.repeat(starts, np.diff(np.append(starts, len(group))))
    out = np.empty(len(group), np.int64)
    out[order] = (sorted_.astype(np.int64) << 32) + rank
    return out


def match_lines(here: list[str], there: list[str]) -> dict[int, int]:
    """line there → line here, from 1, of two sources; lines that were changed are matched by their place."""
    found = {}
    blocks = difflib.SequenceMatcher(None, there, here, autojunk=False).get_opcodes()
    for tag, a, b, c, d in blocks:
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            found.update(zip(range(a + 1, b + 1), range(c + 1, d + 1)))
        elif tag == "replace":
            found.update(_alike(there, here, (a, b), (c, d)))
    return found


def _alike(there: list[str], here: list[str], old: tuple[int, int], new: tuple[int, int]) -> dict[int, int]:
    """Among lines that were changed into another number of lines: those that are still much alike, in order."""
    found, at = {}, new[0]
    for k in range(*old):
        ratios = [(difflib.SequenceMatcher(None, there[k].strip(), here[j].strip()).ratio(), -j)
                  for j in range(at, min(new[1], at + 40))]  # fmt: skip
        best = max(ratios, default=(0.0, 0))
        if best[0] > 0.6:
            found[k + 1] = -best[1] + 1
            at = -best[1] + 1
    return found


def _errors(here: Trace, there: Trace, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Relative differences of the numbers of the same events; 0 where neither has any."""
    error = np.zeros(len(a))
    kind = here.index.kind.view[a]
    plain = np.isin(kind, (K.TENSOR, K.OP, K.MUTATE, K.ACCUMULATE))
    error[plain] = relative(here.tape, here.table["value"][a[plain]], there.tape, there.table["value"][b[plain]])
    node = kind == K.NODE
    error[node] = relative(here.tape, arrived(here.tape, a[node]), there.tape, arrived(there.tape, b[node]))
    step = np.flatnonzero(kind == K.OPTIMIZER_STEP)
    if len(step):
        ka, _, after_a, _ = written(here.tape, a[step])
        kb_order = np.argsort(b[step], kind="stable")
        kb, _, after_b, _ = written(there.tape, b[step][kb_order])
        back = np.empty(len(step), np.int64)
        back[np.arange(len(step))] = kb_order
        _fill_steps(error, step, (ka, after_a), (back[kb], after_b), here, there)
    return error


def _fill_steps(error, step, one, two, here: Trace, there: Trace) -> None:
    """Of an optimizer step: the worst of its parameters; another number of them is another step."""
    (ka, after_a), (kb, after_b) = one, two
    order = np.argsort(kb, kind="stable")
    kb, after_b = kb[order], after_b[order]
    counts_a, counts_b = (np.bincount(k, minlength=len(step)) for k in (ka, kb))
    same = counts_a == counts_b
    error[step[~same]] = np.inf
    a, b = same[ka], same[kb]
    found = relative(here.tape, after_a[a], there.tape, after_b[b])
    worst = np.zeros(len(step))
    np.maximum.at(worst, ka[a], found)
    error[step[same]] = worst[same]


def relative(tape_a, a: np.ndarray, tape_b, b: np.ndarray) -> np.ndarray:
    """‖x − y‖ / max(‖x‖, ‖y‖) of stored values; inf where sizes differ, or one is missing or not finite alone."""
    a, b = np.asarray(a, np.int64), np.asarray(b, np.int64)
    norm_a, norm_b, apart, size_a, size_b = pairs(tape_a, a, tape_b, b)
    with np.errstate(all="ignore"):
        error = np.where(apart <= TINY, 0.0, apart / np.maximum(np.fmax(norm_a, norm_b), TINY))
    odd = ~np.isfinite(error)
    for k in np.flatnonzero(odd & (size_a == size_b) & (size_a >= 0)).tolist():
        error[k] = _odd_error(tape_a.value(int(a[k])).array, tape_b.value(int(b[k])).array)
    error[size_a != size_b] = np.inf
    error[(size_a < 0) & (size_b < 0)] = 0.0
    return error


def _odd_error(x: np.ndarray, y: np.ndarray) -> float:
    """Where some elements are not finite: they must be the same ones, and the rest is compared."""
    x, y = x.reshape(-1), y.reshape(-1)
    fine = np.isfinite(x) & np.isfinite(y)
    if not np.array_equal(x[~fine], y[~fine], equal_nan=True):
        return float("inf")
    apart = float(np.linalg.norm(x[fine].astype(np.float64) - y[fine]))
    size = max(float(np.linalg.norm(part[fine].astype(np.float64))) for part in (x, y))
    return apart / max(size, TINY)


def _places(trace: Trace, here: np.ndarray, there: np.ndarray, error: np.ndarray,
            tolerance: float) -> tuple[Place, ...]:
    """What differs, gathered by place, worst first; among equals the earlier."""
    rows = np.flatnonzero(error > tolerance)
    if not len(rows):
        return ()
    index = trace.index
    seqs = here[rows]
    columns = [np.asarray(column).astype(np.int64) for column in (
        index.kind.view[seqs], index.line.view[seqs], index.how.view[seqs], index.name.view[seqs], _leaves(trace, seqs),
    )]  # fmt: skip
    group = _grouped(columns)
    found = []
    order = np.argsort(group, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        mine = rows[part]
        worst = mine[int(np.argmax(error[mine]))]
        seq = int(here[worst])
        found.append(Place(KINDS[int(index.kind.view[seq])], name_of(trace, seq), trace.line_of(seq),
                           float(error[worst]), seq, int(there[worst]), int(here[mine[0]]), len(mine)))  # fmt: skip
    return tuple(sorted(found, key=lambda place: (-place.error, place.first)))


def _leaves(trace: Trace, seqs: np.ndarray) -> np.ndarray:
    """The leaves into which nodes have accumulated at these events, −1 for all others: their nodes have no line."""
    index = trace.index
    nodes = np.where(index.kind.view[seqs] == K.NODE, index.node.view[seqs], -1)
    reached = (nodes >= 0) & (nodes < len(index.acc_tensor))
    leaves = np.full(len(seqs), -1, np.int64)
    leaves[reached] = index.acc_tensor.view[nodes[reached]]
    return leaves


def name_of(trace: Trace, seq: int) -> str:
    """What the numbers of an event belong to: a tensor's name or expression, an optimizer's name."""
    kind = trace.index.kind.view[seq]
    if kind == K.NODE:
        return node_label(trace, int(trace.index.node.view[seq]))
    if kind == K.OPTIMIZER_STEP:
        return trace[seq].get("optimizer") or "optimizer"
    return tensor_label(trace, int(trace.index.tensor.view[seq]))
