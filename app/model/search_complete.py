"""What can be typed next in the search field: keys, and for each key what occurs in the run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import tapecolumns
from core.wire import DTYPE_NAMES

from . import kinds as K
from .search_columns import makers
from .search_parse import tokens
from .search_terms import GRADS, SPECIAL, WHAT
from .search_words import KEY_NOTES

MOST = 12
_STRINGS = 20_000  # distinct names that are looked at


@dataclass(frozen=True)
class Completion:
    """`text` may take the place of the characters `start` to `end`; `note` says what it is for."""

    start: int
    end: int
    text: str
    note: str = ""


def complete(text: str, at: int, trace) -> list[Completion]:
    """What may be typed at place `at` of the text, best first, MOST at most."""
    start, end = next(((a, b) for a, b in tokens(text) if a <= at <= b), (at, at))
    typed = text[start:at]
    minus = "-" if typed.startswith("-") else ""
    typed = typed[len(minus) :]
    key, colon, value = typed.partition(":")
    if typed[:1] in ("'", '"') or (not typed and text[start:end].strip("-")):
        return []
    if colon:
        offered = [(f"{key}:{word}", "") for word in _fitting(_values(key.lower(), trace), value)]
    else:
        low = typed.casefold()
        offered = [(word, note) for word, note in KEY_NOTES.items() if word.startswith(low) and word != low]
        offered += [(word, "") for word in _fitting(_names(trace), typed)] if typed else []
    return [Completion(start, end, minus + word, note) for word, note in offered[:MOST]]


def _fitting(words: list[str], typed: str) -> list[str]:
    """Words that begin so, then those that have it within; not what is typed already."""
    low = typed.casefold()
    begin = [word for word in words if word.casefold().startswith(low)]
    within = [word for word in words if low in word.casefold() and not word.casefold().startswith(low)]
    found = [word for word in begin + within if word != typed]
    return found[:MOST]


def _values(key: str, trace) -> list[str]:
    if key == "is":
        return list(WHAT)
    if key in ("value", "grad"):
        return list(SPECIAL if key == "value" else GRADS)
    if not len(trace):
        return []
    table, tape = trace.table, trace.tape
    seqs = makers(trace)
    if key == "op":
        return _strings(tape, table["op"][seqs[table["kind"][seqs] != K.TENSOR]])
    if key == "grad_fn":
        forms = np.unique(table["form"][seqs]).tolist()
        return [*sorted({tape.form(n).get("grad_fn") or "" for n in forms if n} - {""}), "AccumulateGrad"]
    if key == "name":
        return _names(trace)
    if key == "in":
        return _modules(trace, seqs)
    if key in ("shape", "dtype"):
        return _heads(trace, seqs, key)
    if key == "call":
        return [str(call.number) for call in trace.calls[:MOST]]
    return []


def _heads(trace, seqs: np.ndarray, key: str) -> list[str]:
    """Shapes or dtypes that occur, the most frequent first."""
    records = tapecolumns.heads(trace.tape, trace.table["value"][seqs])
    if key == "dtype":
        codes, counts = np.unique(records["dtype"], return_counts=True)
        return [DTYPE_NAMES[c] for c in codes[np.argsort(-counts)].tolist() if c in DTYPE_NAMES]
    layouts = np.where(records["flags"] & tapecolumns.INLINE != 0, 0, records["layout"])
    numbers, counts = np.unique(layouts, return_counts=True)
    shapes = dict.fromkeys(trace.tape.layout_shape(n) for n in numbers[np.argsort(-counts)].tolist())
    return [f"({','.join(map(str, shape))})" if shape else "scalar" for shape in shapes]


def _modules(trace, seqs: np.ndarray) -> list[str]:
    """Paths of modules: those called, those whose parameters were used, and what is around them."""
    tape = trace.tape
    paths = {tape.scope(n)["module"] for n in np.unique(tapecolumns.scopes(tape, seqs)).tolist() if n}
    paths |= {name.rpartition(".")[0] for name in _strings(tape, trace.index.leaf_name.view)}
    for path in list(paths):
        while "." in path:
            path = path.rpartition(".")[0]
            paths.add(path)
    return sorted(paths - {""}, key=lambda path: (path.count("."), path))


def _names(trace) -> list[str]:
    if not len(trace):
        return []
    return _strings(trace.tape, np.concatenate([trace.table["name"][makers(trace)], trace.index.leaf_name.view]))


def _strings(tape, numbers: np.ndarray) -> list[str]:
    """The distinct strings of these numbers, sorted."""
    unique = np.unique(numbers)[:_STRINGS].tolist()
    return sorted({text for n in unique if n and (text := tape.string(n))})
