"""The records of a recorder's log (Note [The log] in wire.py) as columns, and what readers of them keep: for tapelog.py."""

from typing import NamedTuple

import numpy as np

from .wire import BOOL, EVENT, FLOAT, INT, KIND, PLACED, TapeError

_OP = KIND["op"]


class Logged(NamedTuple):
    """The log of one chunk: its number, int32 array, rows of its new templates, when it began and ended, how many events."""

    chunk: int
    ints: np.ndarray
    templates: np.ndarray
    start: float
    end: float
    events: int
    bases: tuple

    def times(self):
        return self.start + np.arange(1, self.events + 1) * ((self.end - self.start) / max(1, self.events))


class Growing:
    """A structured array that can be written to at any index."""

    def __init__(self, dtype):
        self.of = np.zeros(1024, dtype)

    def room(self, count):
        """The array, with at least this many items."""
        if count > len(self.of):
            more = np.zeros(max(2 * len(self.of), count), self.of.dtype)
            more[: len(self.of)] = self.of
            self.of = more
        return self.of


class Records:
    """The records of one chunk, as columns: `heads` (where they begin in `ints`), `template`, `kind`, `makes` …"""

    def __init__(self, log, templates):
        self.ints = log.astype(np.int64)
        self.heads = np.flatnonzero(log < 0)
        self.template = -self.ints[self.heads]
        if len(self.template) and int(self.template.max()) >= len(templates):
            raise TapeError("a tape is damaged: a record without its template")
        self.length = np.diff(np.r_[self.heads, len(log)])
        self.rows = templates.take(self.template)
        self.kind, self.shape = self.rows["kind"], self.rows["size"]
        self.makes, self.nodes = self.rows["tensor"].astype(np.int64), self.rows["node"].astype(np.int64)
        self.aux = self.rows["aux"].astype(np.int64)
        self.placed_op = (self.shape == PLACED) & (self.kind == _OP)
        self.other_op = (self.shape == EVENT) & (self.kind == _OP)

    def first_int(self, records):
        """The int after the head of each of these records (anything where there is none)."""
        return self.ints[np.minimum(self.heads[records] + 1, len(self.ints) - 1)]

    def event_field(self, k):
        """The k-th int of each EVENT or PLACED (tensor, node, value, extra), 0 for other records."""
        found = np.zeros(len(self.heads), np.int64)
        events = self.shape >= EVENT
        found[events] = self.ints[self.heads[events] + k + (self.shape[events] == PLACED)]
        return found


def within(counts):
    """0, 1, … for each run of `counts` items."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)


def number_of(parts, tape):
    """The Python number with these parts (the ints of a NUMBER record); its digits may be a string of the tape's."""
    kind, a, b, c = parts
    if kind == BOOL:
        return bool(a)
    if kind not in (INT, FLOAT):
        text = tape.string(a)
        for make in (int, complex):
            try:
                return make(text)
            except ValueError:
                continue
        return text
    bits = a | b << 22 | c << 44
    if kind == FLOAT:
        return float(np.array([bits], np.uint64).view(np.float64)[0])
    return bits - (1 << 64) if bits >> 63 else bits

