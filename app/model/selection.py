"""What all views mark at once: what is selected, and what the search has found."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .search import Query


class Selection(NamedTuple):
    """What is selected, for all views at once: kind is "node", "tensor", "event", "line" or None; id is its number
    (node id, tensor id, seq or line number from 1)."""

    kind: str | None = None
    id: int = -1


class Found(NamedTuple):
    """What the search has found: the query, the seqs of the events that made it (int64, ascending; see search.py),
    which of them is looked at (-1: none), and whether that is all."""

    query: Query = Query("")
    seqs: np.ndarray = np.zeros(0, np.int64)
    at: int = -1
    done: bool = True


NOTHING = Selection()
NONE_FOUND = Found()
