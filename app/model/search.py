"""Finding tensors and nodes of a run by a query: plain words, names, ops, shapes, lines, values and gradients.

    query = parse("is:leaf in:h.*.ln* |grad|<0.055")
    query.problem                   # None, or what is wrong with it and where
    query.match(trace, cursor)      # ids of the autograd nodes that it holds for

Note [The language]
    Terms stand side by side and must all hold; "-" before one turns it round.
        mul  "a b"              a word, found in the variable's name, the op or the grad_fn (case aside)
        name:w* op:mul grad_fn:Mul dtype:float64 in:h.*.ln1
                                names and paths with * and ?; name: is found within, grad_fn: begins so, op:, dtype: and
                                in: (a module, with all within it) are whole; a comma parts alternatives
        line:12 line:3-9 call:2 made at these lines; run by these backward() calls
        shape:(2,3) shape:(*,3) shape:(2,...) shape:scalar
        is:leaf|op|loss|root|untracked|visited|current|pending|unreached|cut
        value:nan value:inf value:zero grad:none grad:not_yet
        value>3 norm>10 |grad|<1e-6 max>=2 min mean size
                                value> and grad>: of some element; norm (or |value|) and |grad| are 2-norms
    Values, gradients and what backward has visited are those at the cursor.

What is found are *makers*: the events that made a tensor, or a node in place. `Search` does the work in portions, for
a window that must not wait; `Query.match` and `Query.seqs` do it at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from . import kinds as K
from . import labels
from .search_columns import Columns, makers
from .search_parse import Bad, parse_terms
from .search_terms import Problem, Term
from .search_values import Readings
from .search_words import reading

PORTION = 64  # makers looked at between two looks at the clock
MANY = 4096  # ... where their values are single numbers


@dataclass(frozen=True)
class Query:
    """A query that was read. With a `problem` it finds nothing; `terms` are those before it."""

    text: str
    terms: tuple[Term, ...] = ()
    problem: Problem | None = None

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.terms) and self.problem is None

    @property
    def words(self) -> str:
        """What it asks for, as a sentence part."""
        return reading(self.terms)

    @property
    def needs_values(self) -> bool:
        return any(term.needs_values for term in self.terms)

    @property
    def depends_on_cursor(self) -> bool:
        """Whether it may find other things at another cursor."""
        states = {"visited", "current", "pending", "unreached", "cut"}
        return any(t.needs_values or (t.kind == "is" and states & set(t.values)) for t in self.terms)

    def seqs(self, trace, cursor: int) -> np.ndarray:
        """Seqs (int64, ascending) of the makers that it holds for at a cursor."""
        search = Search(self, trace, cursor)
        search.work()
        return search.seqs

    def match(self, trace, cursor: int) -> list[int]:
        """Ids of the autograd nodes that it holds for at a cursor, in the order in which they were made; of a leaf its
        AccumulateGrad, if it has one."""
        return [node for seq in self.seqs(trace, cursor).tolist() if (node := node_of(trace, seq, cursor)) is not None]


def parse(text: str) -> Query:
    """Reads a query; never raises."""
    try:
        return Query(text, tuple(parse_terms(text)))
    except Bad as bad:
        return Query(text, (), bad.problem)


class Search:
    """One query on its way over a trace, as far as that is read when it begins.

    Attributes: `done`; `total` makers there are; `looked`, how many of the candidates have been looked at, of
    `candidates`; `skipped`, how many values were too large to be read.
    """

    def __init__(self, query: Query, trace, cursor: int):
        self.query, self.trace, self.cursor = query, trace, cursor
        self.looked = 0
        self._found: list[np.ndarray] = []
        found = makers(trace) if query else np.zeros(0, np.int64)
        self.total = len(found)
        at = Columns(trace, cursor)
        for term in query.terms if query else ():
            if not term.needs_values and len(found):
                found = found[at.holds(term, found) != term.negated]
        self._left, self._values = found, [term for term in query.terms if term.needs_values]
        self._readings = Readings(trace, cursor, at)
        if self._values:
            self._readings.prepare(found)
        else:
            self._found, self.looked = [found], len(found)

    @property
    def candidates(self) -> int:
        return len(self._left)

    @property
    def done(self) -> bool:
        return self.looked >= len(self._left)

    @property
    def skipped(self) -> int:
        return len(self._readings.skipped)

    @property
    def seqs(self) -> np.ndarray:
        """What has been found so far, ascending."""
        return np.concatenate(self._found) if self._found else np.zeros(0, np.int64)

    def work(self, seconds: float = float("inf")) -> bool:
        """Goes on for so long; whether it is done."""
        end, portion = time.perf_counter() + seconds, PORTION
        while not self.done:
            began = time.perf_counter()
            seqs = self._left[self.looked : self.looked + portion]
            for term in self._values:
                if len(seqs):
                    seqs = seqs[self._readings.holds(term, seqs) != term.negated]
            self._found.append(seqs)
            self.looked = min(self.looked + portion, len(self._left))
            now = time.perf_counter()
            if now - began < 0.001:
                portion = min(2 * portion, MANY)
            elif now - began > 0.004:
                portion = max(portion // 2, 1)
            if now > end:
                break
        return self.done


@dataclass(frozen=True)
class Hit:
    """What was found: `kind` "node" or "tensor" with its id, a title and a detail to show, the event that made it."""

    kind: str
    id: int
    title: str
    detail: str
    seq: int
    line: int | None


def hit(trace, seq: int) -> Hit:
    """The maker `seq` as something to be shown and selected."""
    event = trace[seq]
    node = event.get("node")
    tensor = event["tensor"] if "tensor" in event else (event.get("outputs") or [-1])[0]
    name = trace.tensor(tensor).name if tensor is not None and tensor >= 0 else event.get("name")
    what = event.get("grad_fn") or event.get("op") or ("leaf" if event.get("requires_grad") else "not tracked")
    kind, number = ("node", node) if node is not None else ("tensor", tensor)
    title = name or labels.expression(trace, event) or what
    return Hit(kind, number, title, what if title != what else "", seq, event.get("line"))


def node_of(trace, seq: int, cursor: int) -> int | None:
    """The autograd node of what the maker `seq` made."""
    node = int(trace.table["node"][seq])
    if node >= 0:
        return node
    tensor = int(trace.table["tensor"][seq])
    return trace.node_of(tensor, cursor) if tensor >= 0 and trace.table["kind"][seq] == K.TENSOR else None


def find(trace, text: str, cursor: int | None = None, limit: int = 300) -> tuple[list[Hit], int]:
    """(the first `limit` hits in order of the run, how many there are). An empty query, or a wrong one, finds nothing."""
    seqs = parse(text).seqs(trace, len(trace) - 1 if cursor is None else cursor)
    return [hit(trace, int(seq)) for seq in seqs[:limit]], len(seqs)
