"""Finding nodes, tensors and ops of a run by their names.

Words of a query must all be found in a hit's variable name, op or grad_fn (case aside); `line:8` keeps what line 8
made. Names are strings of the tape's table, so each distinct one is looked at once, however long the tape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import kinds as K
from . import labels

_KINDS = K.kind_set(K.TENSOR, K.OP, K.MUTATE)


@dataclass(frozen=True)
class Hit:
    """What was found: `kind` "node" or "tensor" with its id, a title and a detail to show, the event that made it."""

    kind: str
    id: int
    title: str
    detail: str
    seq: int
    line: int | None


def find(trace, query: str, limit: int = 300) -> tuple[list[Hit], int]:
    """(the first `limit` hits in order of the run, how many there are). An empty query finds nothing."""
    words, lines = _split(query)
    if not words and not lines:
        return [], 0
    table = trace.table
    rows = np.flatnonzero(_KINDS[table["kind"]])
    for line in lines:
        rows = rows[table["line"][rows] == line]
    for word in words:
        rows = rows[_has(trace, rows, word)]
    return [_hit(trace, int(seq)) for seq in rows[:limit]], len(rows)


def _split(query: str) -> tuple[list[str], list[int]]:
    words, lines = [], []
    for word in query.lower().split():
        head, _, tail = word.partition(":")
        if head == "line" and tail.isdigit():
            lines.append(int(tail))
        else:
            words.append(word)
    return words, lines


def _has(trace, rows: np.ndarray, word: str) -> np.ndarray:
    """Which rows have the word in their variable name, op or grad_fn."""
    table = trace.table
    ok = np.zeros(len(rows), bool)
    for column in ("name", "op"):
        ids = table[column][rows]
        unique, back = np.unique(ids, return_inverse=True)
        texts = [(trace.tape.string(int(i)) or "").lower() if i else "" for i in unique]
        if column == "op":  # "MulBackward0" is found by mul, and mul by MulBackward0
            plain = word.removesuffix("backward0").removesuffix("backward1").removesuffix("backward")
            hits = [word in t or (bool(plain) and plain != word and plain == t.replace("_", "")) for t in texts]
        else:
            hits = [word in t for t in texts]
        ok |= np.array(hits, bool)[back] if len(unique) else False
    return ok


def _hit(trace, seq: int) -> Hit:
    event = trace[seq]
    node = event.get("node")
    tensor = event["tensor"] if "tensor" in event else event["outputs"][0]
    name = event.get("name")
    line = event.get("line")
    what = event.get("grad_fn") or event.get("op") or ("leaf" if event.get("requires_grad") else "not tracked")
    kind, number = ("node", node) if node is not None else ("tensor", tensor)
    title = name or labels.expression(trace, event) or what
    return Hit(kind, number, title, what if title != what else "", seq, line)
