"""What many rows of a tape say beyond its table, read for whole arrays of them at once and without decoding any.

`scopes(tape, seqs)`: the Module call each event happened in. `heads(tape, numbers)`: the records of values, by number.
`value_numbers(tape, seqs, nth)`: which value stands at a place of the ints of each row.
"""

from bisect import bisect_right

import numpy as np

from .wire import INLINE, NUMPY_DTYPES, SCOPED, STORAGE, VALUE

_REAL = {code for code, name in NUMPY_DTYPES.items() if not name.startswith("complex")}


def scopes(tape, seqs):
    """Number of the scope (Tape.scope) of each event of an ascending int64 array, 0 where it happened in none."""
    rows = tape.table[seqs]
    has = rows["flags"] & SCOPED != 0
    found = np.zeros(len(seqs), np.int64)
    found[has] = _int_at(tape, seqs[has], rows["size"][has].astype(np.int64) - 1)
    return found


def value_numbers(tape, seqs, nth=0):
    """The `nth` int of each event of an ascending array: of a node's run, the number of a value of grad_outputs; 0
    where it has not so many."""
    found = np.zeros(len(seqs), np.int64)
    has = tape.table["size"][seqs] > nth
    found[has] = _int_at(tape, seqs[has], np.full(int(has.sum()), nth, np.int64))
    return found


def _int_at(tape, seqs, places):
    found = np.zeros(len(seqs), np.int64)
    at = 0
    while at < len(seqs):
        chunk = bisect_right(tape._first_row, int(seqs[at])) - 1
        last = tape._first_row[chunk + 1] if chunk + 1 < len(tape._first_row) else len(tape)
        end = int(np.searchsorted(seqs, last))
        body = tape.table["body"][seqs[at:end]].astype(np.int64)
        found[at:end] = tape._load(chunk)[1][body + places[at:end]]
        at = end
    return found


def heads(tape, numbers):
    """The records (wire.VALUE) of values by their numbers; where the number is 0 the dtype is 255."""
    numbers = np.asarray(numbers, np.int64)
    found = np.zeros(len(numbers), VALUE)
    found["dtype"] = 255
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    at = int(np.searchsorted(ordered, 1))
    while at < len(ordered):
        chunk = bisect_right(tape._first_value, int(ordered[at])) - 1
        values = np.frombuffer(tape._load(chunk)[0], VALUE)
        end = int(np.searchsorted(ordered, tape._first_value[chunk] + len(values)))
        if end <= at:
            break  # a number that the tape does not hold
        found[order[at:end]] = values[ordered[at:end] - tape._first_value[chunk]]
        at = end
    return found


def inline_numbers(records):
    """(numbers float64, whether it is one) of heads(): those whose value is a single real number kept in the record."""
    numbers, known = np.zeros(len(records)), np.zeros(len(records), bool)
    for code in np.unique(records["dtype"]).tolist():
        if code not in _REAL and code != 10:
            continue
        mine = np.flatnonzero((records["dtype"] == code) & (records["flags"] & INLINE != 0))
        store = STORAGE[code]
        raw = np.ascontiguousarray(records["data"][mine]).view(np.uint8).reshape(-1, 8)[:, : store.itemsize]
        numbers[mine] = np.ascontiguousarray(raw).view(store).reshape(-1)
        known[mine] = True
    return numbers, known
