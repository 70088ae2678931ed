"""Which tensors and nodes the events of a tape refer to, for many events at once and without decoding any.

`links(tape, first, last)` reads what tapeevents.encode put into the ints of rows: inputs of ops, sources of tensors,
next_functions, parameters of optimizer steps. Each is a set of parallel int64 arrays, in the order of the tape.
"""

from bisect import bisect_right
from typing import NamedTuple

import numpy as np

from .wire import KIND, SCOPED, SLOTS, TapeError

_OP, _MUTATE, _TENSOR, _STEP = (KIND[name] for name in ("op", "mutate", "tensor", "optimizer_step"))


class Links(NamedTuple):
    """Tensors that ops take and tensors are made from (`of`, slot 0); entries of next_functions that are nodes;
    parameters of optimizer steps. Numbers and None entries are left out; slots count them, though."""

    input_seq: np.ndarray
    input_slot: np.ndarray
    input_tensor: np.ndarray
    next_seq: np.ndarray
    next_slot: np.ndarray
    next_node: np.ndarray
    param_seq: np.ndarray
    param_tensor: np.ndarray


def links(tape, first, last):
    """The Links of events `first` … `last` - 1. TapeError if rows refer to ints that are not there."""
    rows = tape.table[first:last]
    ints, starts = ints_of(tape, first, last, rows)
    kind, size = rows["kind"], rows["size"].astype(np.int64) - (rows["flags"] & SCOPED != 0)
    op = kind == _OP
    aux = rows["aux"].astype(np.int64)
    taken = np.where(op, aux, np.where(kind == _TENSOR, size, 0))
    if np.any(taken > size) or (np.any(size > 0) and int((starts + size).max()) > len(ints)):
        raise TapeError(f"the tape {tape.path} is damaged: events {first} to {last - 1} refer to what it does not hold")
    row, slot, value = _gather(ints, starts, taken)
    tensor = value > 0
    numbers = np.bincount(row[value < 0], minlength=len(rows))
    outs = rows["outs"].astype(np.int64)
    before = taken + np.where(op, numbers + np.where(outs > 1, 2 * outs - 1, 0), 0)
    entries = np.maximum(np.where(op | (kind == _MUTATE), size - before, 0), 0)
    entries = np.where(rows["flags"] & SLOTS != 0, entries // 2, entries)
    next_row, next_slot, node = _gather(ints, starts + before, entries)
    param_row, k, param = _gather(ints, starts, np.where(kind == _STEP, size, 0))
    real, first_of = node > 0, k % 4 == 0
    return Links(
        first + row[tensor], slot[tensor], value[tensor], first + next_row[real], next_slot[real], node[real],
        first + param_row[first_of], param[first_of],
    )  # fmt: skip


def _gather(ints, starts, counts):
    """(row, place within the row, value) of counts[r] ints from starts[r] on, for every row r."""
    row = np.repeat(np.arange(len(counts)), counts)
    slot = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, slot, ints[np.repeat(starts, counts) + slot].astype(np.int64)


def ints_of(tape, first, last, rows):
    """The ints of these rows (with those of others between them), and where each row's start."""
    starts = np.where(rows["size"] > 0, rows["body"], 0).astype(np.int64)
    parts, at, seq = [np.empty(0, "<i4")], 0, first
    while seq < last:
        chunk = bisect_right(tape._first_row, seq) - 1
        end = min(last, tape._first_row[chunk + 1]) if chunk + 1 < len(tape._first_row) else last
        of = slice(seq - first, end - first)
        used = rows["size"][of] > 0
        if used.any():
            body = starts[of]
            low = int(body[used].min())
            high = int((body + rows["size"][of])[used].max())
            body += at - low
            parts.append(tape._load(chunk)[1][low:high])
            at += high - low
        seq = end
    return np.concatenate(parts), starts
