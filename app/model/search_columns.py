"""Which rows of a tape's table a term holds for, found for whole columns at once: nothing here decodes an event.

Rows are *makers*: the events that made a tensor or a node (see `makers`). Texts of a tape are numbered, so each
distinct one is looked at once, however long the tape.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core import tapecolumns as columns
from core.wire import DTYPE_NAMES, INLINE, IS_LEAF, REQUIRES_GRAD

from . import gradstate
from . import kinds as K
from .search_terms import Term, fits_grad_fn, fits_word

_MAKERS = K.kind_set(K.TENSOR, K.OP)
PENDING, VISITED, CURRENT, UNREACHED = range(4)
_STATE = {"pending": PENDING, "visited": VISITED, "current": CURRENT, "unreached": UNREACHED}


def makers(trace) -> np.ndarray:
    """Seqs (int64, ascending) of all events that made a tensor, or a node in place."""
    table = trace.table
    return np.flatnonzero(_MAKERS[table["kind"]] | ((table["kind"] == K.MUTATE) & (table["node"] >= 0)))


class Columns:
    """Tells for arrays of maker seqs whether a term holds, at one cursor."""

    def __init__(self, trace, cursor: int):
        self._trace, self._cursor = trace, cursor
        self._leaf_runs: tuple | None = None
        self._node_runs: tuple | None = None

    def holds(self, term: Term, seqs: np.ndarray) -> np.ndarray:
        """bool[len(seqs)]; only for terms that need no values. Negation is not looked at."""
        if term.kind == "word":
            word = term.values[0].casefold()
            fits = lambda text: fits_word(text.casefold(), word)
            found = self._texts("name", seqs, fits) | self._texts("op", seqs, fits)
            found |= self._grad_fns(seqs, lambda text: fits_grad_fn(text.casefold(), word))
            return found | self._paths(seqs, fits)
        if term.kind == "text":
            return self._text(term, seqs)
        if term.kind == "is":
            return np.logical_or.reduce([self._is(value, seqs) for value in term.values])
        if term.kind == "line":
            return within(self._trace.table["line"][seqs], term.values)
        if term.kind == "call":
            return self._reached(term.values, seqs)
        assert term.kind == "shape"
        return self._shapes(term.values, seqs)

    # ------------------------------------------------------------------ texts

    def _text(self, term: Term, seqs: np.ndarray) -> np.ndarray:
        if term.key == "grad_fn":
            return self._grad_fns(seqs, term.fits_text)
        if term.key == "op":
            return self._texts("op", seqs, term.fits_text)
        if term.key == "name":
            return self._texts("name", seqs, term.fits_text) | self._paths(seqs, term.fits_text)
        if term.key == "dtype":
            return self._values_like(seqs, lambda dtype, shape: term.fits_text(dtype))
        return self._modules(seqs, term.fits_text)

    def _texts(self, column: str, seqs: np.ndarray, fits: Callable[[str], bool]) -> np.ndarray:
        """Whether the string in this column of the table fits."""
        return by_number(self._trace.table[column][seqs], lambda n: bool(n) and fits(self._trace.tape.string(n) or ""))

    def _grad_fns(self, seqs: np.ndarray, fits: Callable[[str], bool]) -> np.ndarray:
        """Whether the grad_fn of what was made fits; a leaf's is the AccumulateGrad behind it."""
        tape, table = self._trace.tape, self._trace.table
        found = by_number(table["form"][seqs], lambda n: bool(n) and fits(tape.form(n).get("grad_fn") or ""))
        found &= table["node"][seqs] >= 0
        return found | (self._leaves(seqs) if fits("AccumulateGrad") else False)

    def _paths(self, seqs: np.ndarray, fits: Callable[[str], bool]) -> np.ndarray:
        """Whether the path that a leaf has in its model ("fc1.weight") fits."""
        return by_number(self._leaf_names(seqs), lambda n: bool(n) and fits(self._trace.tape.string(n) or ""))

    def _leaf_names(self, seqs: np.ndarray) -> np.ndarray:
        known, tensors = self._trace.index.leaf_name.view, self._trace.table["tensor"][seqs]
        names = np.zeros(len(seqs), np.int64)
        has = (tensors >= 0) & (tensors < len(known))
        names[has] = known[tensors[has]]
        return names

    def _modules(self, seqs: np.ndarray, fits: Callable[[str], bool]) -> np.ndarray:
        """Whether it was made within a call of a Module whose path fits, or is a parameter of such a Module."""
        tape, _table = self._trace.tape, self._trace.table
        of_parameter = lambda n: bool(n) and fits((tape.string(n) or "").rpartition(".")[0])
        named = by_number(self._leaf_names(seqs), of_parameter)
        return named | by_number(columns.scopes(tape, seqs), lambda n: bool(n) and fits(tape.scope(n)["module"]))

    # ------------------------------------------------------------------ values, as far as they need not be read

    def _values_like(self, seqs: np.ndarray, fits: Callable[[str, tuple], bool]) -> np.ndarray:
        """Whether dtype and shape of what was made fit."""
        tape = self._trace.tape
        records = columns.heads(tape, self._trace.table["value"][seqs])
        codes, layouts = records["dtype"].astype(np.int64), records["layout"].astype(np.int64)
        layouts[records["flags"] & INLINE != 0] = 0

        def good(pair: int) -> bool:
            code, layout = pair & 0xFF, pair >> 8
            return code in DTYPE_NAMES and fits(DTYPE_NAMES[code], tape.layout_shape(layout))

        return by_number(layouts << 8 | codes, good)

    def _shapes(self, wanted: tuple, seqs: np.ndarray) -> np.ndarray:
        return self._values_like(seqs, lambda dtype, shape: shape_fits(shape, wanted))

    # ------------------------------------------------------------------ what it is, and where backward is with it

    def _leaves(self, seqs: np.ndarray) -> np.ndarray:
        table = self._trace.table
        wanted = REQUIRES_GRAD | IS_LEAF
        leaf = (table["kind"][seqs] == K.TENSOR) & (table["flags"][seqs] & wanted == wanted)
        written = np.zeros(len(seqs), bool)  # one that came to require grad later
        known, tensors = self._trace.index.acc_node.view, table["tensor"][seqs]
        has = (tensors >= 0) & (tensors < len(known))
        written[has] = known[tensors[has]] >= 0
        return leaf | (written & (table["node"][seqs] < 0))

    def _roots(self, seqs: np.ndarray) -> np.ndarray:
        trace = self._trace
        roots = [t for call in trace.calls for t in trace[call.first].get("roots") or ()]
        return np.isin(trace.table["tensor"][seqs], np.array(roots, np.int64))

    def _is(self, what: str, seqs: np.ndarray) -> np.ndarray:
        node = self._trace.table["node"][seqs]
        if what == "leaf":
            return self._leaves(seqs)
        if what == "op":
            return node >= 0
        if what == "root":
            return self._roots(seqs)
        if what == "loss":
            return self._roots(seqs) & (node >= 0)
        if what == "untracked":
            return (node < 0) & ~self._leaves(seqs)
        states, tracked = self.states(seqs)
        return (states == _STATE[what]) & tracked

    def _reached(self, ranges: tuple, seqs: np.ndarray) -> np.ndarray:
        """Whether one of these backward() calls ran the node, or wrote the gradient of the leaf."""
        trace, index = self._trace, self._trace.index
        table = trace.table
        events = np.flatnonzero(((table["kind"] == K.NODE) | (table["kind"] == K.ACCUMULATE))
                                & within(index.call.view, ranges))  # fmt: skip
        written = table["tensor"][events[table["kind"][events] == K.ACCUMULATE]]
        by_node = _among(table["node"][seqs], table["node"][events])
        return by_node | (_among(table["tensor"][seqs], written) & (table["node"][seqs] < 0))

    def states(self, seqs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(codes of _STATE, whether it takes part in backward at all), see Note [State of a node] in gradstate.py."""
        trace, table = self._trace, self._trace.table
        codes = np.zeros(len(seqs), np.uint8)
        node, leaf = table["node"][seqs], self._leaves(seqs)
        call = gradstate.last_call(trace, self._cursor)
        if call is None:
            return codes, (node >= 0) | leaf
        index = trace.index
        if self._node_runs is None:
            self._node_runs = self._runs(K.NODE, index.node.view)
            self._leaf_runs = self._runs(K.ACCUMULATE, index.tensor.view)
        ways = (node >= 0, self._node_runs, node), (leaf, self._leaf_runs, table["tensor"][seqs])
        for mine, (last, coming), ids in ways:
            last, coming = _of(last, ids, -1), _of(coming, ids, np.iinfo(np.int64).max)
            later = coming < np.iinfo(np.int64).max
            ran = last >= call.first
            soon = later & ((call.last < 0) | (coming <= call.last))
            freed = (last >= 0) & self._freed(last) & (node >= 0)
            wait = soon | (call.last < 0) | later | (seqs > call.first)
            code = np.where(ran, 1, np.where(soon, 0, np.where(freed, 1, np.where(wait, 0, 3))))
            codes[mine] = code[mine]
        current = gradstate.current_node(trace, self._cursor)
        if current is not None:
            codes[node == current] = 2
            leaf_of = index.acc_tensor.view[current] if current < len(index.acc_tensor) else -1
            codes[leaf & (table["tensor"][seqs] == leaf_of) & (leaf_of >= 0)] = 2
        return codes, (node >= 0) | leaf

    def runs_now(self, seqs: np.ndarray) -> np.ndarray:
        """Seq of the run of each row's node that counts at the cursor, −1 if none does (and for leaves)."""
        codes, _ = self.states(seqs)
        if self._node_runs is None:
            return np.full(len(seqs), -1, np.int64)
        last = _of(self._node_runs[0], self._trace.table["node"][seqs], -1)
        return np.where((codes == 1) | (codes == 2), last, -1)

    def _runs(self, kind: int, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For every id: its last event of this kind up to the cursor (−1: none), and its next one."""
        events = np.flatnonzero(self._trace.table["kind"] == kind)
        mine = ids[events]
        events, mine = events[mine >= 0], mine[mine >= 0]
        size = int(mine.max(initial=-1)) + 1
        last, coming = np.full(size, -1, np.int64), np.full(size, np.iinfo(np.int64).max)
        done = events <= self._cursor
        np.maximum.at(last, mine[done], events[done])
        np.minimum.at(coming, mine[~done], events[~done])
        return last, coming

    def _freed(self, runs: np.ndarray) -> np.ndarray:
        """Whether the calls that these runs belong to freed their graph."""
        calls = np.where(runs >= 0, self._trace.index.call.view[np.maximum(runs, 0)], 0)
        return by_number(calls, lambda n: n > 0 and gradstate.frees(self._trace, n - 1))


def _of(column: np.ndarray, ids: np.ndarray, missing: int) -> np.ndarray:
    """column[ids], `missing` where it does not reach."""
    found = np.full(len(ids), missing, np.int64)
    has = (ids >= 0) & (ids < len(column))
    found[has] = column[ids[has]]
    return found


def _among(ids: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Whether each id is one of those wanted; negative ones are none."""
    known = np.zeros(int(max(ids.max(initial=-1), wanted.max(initial=-1))) + 1, bool)
    known[wanted[wanted >= 0]] = True
    return np.where(ids >= 0, known[np.maximum(ids, 0)], False) if len(known) else np.zeros(len(ids), bool)


def by_number(numbers: np.ndarray, fits: Callable[[int], bool]) -> np.ndarray:
    """fits(n) for every n of an array, asked once for each distinct one."""
    unique, back = np.unique(numbers, return_inverse=True)
    return np.array([fits(int(n)) for n in unique], bool)[back] if len(unique) else np.zeros(0, bool)


def within(numbers: np.ndarray, ranges: tuple) -> np.ndarray:
    """Whether each number lies in one of the (first, last) ranges."""
    return np.logical_or.reduce([(numbers >= first) & (numbers <= last) for first, last in ranges])


def shape_fits(shape: tuple, wanted: tuple) -> bool:
    """Whether a shape is the one wanted: None stands for any size, ... for any number of sizes."""
    if ... in wanted:
        at = wanted.index(...)
        after = len(wanted) - at - 1
        return (len(shape) >= at + after and shape_fits(shape[:at], wanted[:at])
                and any(shape_fits(shape[k:], wanted[at + 1 :]) for k in range(at, len(shape) - after + 1)))
    return len(shape) == len(wanted) and all(want is None or want == size for size, want in zip(shape, wanted))
