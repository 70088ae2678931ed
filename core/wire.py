"""The tape's byte layout: header, chunks, rows and values, as both its writer and its reader know them.

Note [Tape format]
    A tape is one append-only file: a header (magic, version, lengths, JSON meta), then chunks. A chunk is

        header  64 bytes: magic, CRC, counts, lengths, first row / value / string it holds
        lengths u8 for each new string
        strings UTF-8 (lone surrogates passed through), end to end
        rows    64 bytes an event: what tables, timelines and indexes need
        values  16 bytes a value: dtype, shape, and the number itself or where its array lies
        ints    i4: the lists that belong to rows (inputs, next functions, value numbers ...)
        arrays  raw memory; may be gigabytes, is not in the CRC

    and is written at once, so a file cut anywhere opens up to its last whole chunk. What our own recorder writes are
    chunks with a log in place of rows and ints: see Note [The log] below. Strings and values are numbered
    through the whole file from 1 (0: none), so that a later chunk refers to an earlier array instead of writing it
    again. A value may be a view (start and strides within an array's memory): a transpose costs 16 bytes, a million equal
    elements (strides 0) take four more. A large array that follows from others to the last bit has a few bytes that say how
    (Note [Derived values] in tapederived.py). All numbers are little-endian.

Note [The log]
    To write rows costs more than most programs take between two events. So the recorder writes a log, from which the
    reader makes the rows and ints that it would have written (tapelog.py). Such a chunk is

        header     as above with its own magic; its `values` are values, or bare numbers of one dtype
        log header 40 bytes: when it began and ended, that dtype, templates, what ids on the log count from
        lengths, strings
        templates  rows: what events of one place in the source always say again, numbered through the whole file
        log        i4: records, each begun by a negative number: that of its template. Nothing else is negative
        values     16 bytes each, or just the numbers
        arrays

    What follows from the order of records is not written: numbers of new tensors, nodes, values and Module calls, in
    which backward and in which node's work something happened. Templates say what a record is by their unused fields:
    `tensor` and `node`, how many of these it makes; `size`, its SHAPE; `body`, the template of the node's run. The record
    of a node that was made before the recording has an int for each of its edges: does it lead somewhere?
"""

import json
import struct

import numpy as np

MAGIC = b"RGTAPE\r\n"
VERSION = 3  # of what is written; 2, which had no derived values, and 1, which had no logs, are read as well
FILE_HEAD = struct.Struct("<8sIIII")  # magic, version, meta length, meta CRC, reserved

CHUNK_MAGIC = b"CHNK"
CHUNK = struct.Struct("<4sI4I3Q2IQ")
# magic, crc | rows, strings, values, ints | bytes of strings, of arrays, of all | first value, string | first row
assert CHUNK.size == 64

KINDS = (
    "tensor", "op", "mutate", "backward", "node", "accumulate", "backward_end", "hook", "grad_reset", "optimizer_step",
    "output", "error", "end",
)  # fmt: skip
KIND = {name: i for i, name in enumerate(KINDS)}

ROW = np.dtype(
    [
        ("kind", "u1"),  # index into KINDS
        ("flags", "u1"),  # the bits below
        ("outs", "<u2"),  # number of an op's outputs, of a node's grad_outputs
        ("line", "<i4"),  # 0: none
        ("during", "<i4"),  # -1: none
        ("tensor", "<i4"),  # main tensor or first output; -1: none
        ("node", "<i4"),  # -1: none
        ("call", "<i4"),  # the backward call this is part of; 0: none
        ("op", "<u4"),  # string: op, grad_fn, optimizer, stream, hook kind, how a tensor was made, status
        ("name", "<u4"),  # string: variable name
        ("t", "<f8"),  # seconds since the start
        ("form", "<u4"),  # string: JSON of what one place in the source always says again (span, saved names ...)
        ("extra", "<u4"),  # string: what this event alone says (params, text, reason)
        ("value", "<u4"),  # the main value
        ("body", "<u4"),  # where its ints start, within the chunk
        ("size", "<u4"),  # how many ints it has
        ("aux", "<u4"),  # inputs of an op, version of a mutate, roots of a backward
    ]
)
assert ROW.itemsize == 64
ROW_STRUCT = struct.Struct("<BBHiiiiiIIdIIIIII")

REQUIRES_GRAD, IS_LEAF, RETAIN, CREATE, SLOTS, LISTED, FAILED, SCOPED = 1, 2, 4, 8, 16, 32, 64, 128
# RETAIN: retain_graph; on backward_end: freed. SLOTS: input numbers of `next` follow, else all 0. LISTED: backward has
# `inputs`, a hook's before and after are lists. SCOPED: the last int is the call of a Module in which it happened, as
# the number of a string, JSON of {"module": its path, "class": its class, "in": the call around it, or 0}.

VALUE = np.dtype([("dtype", "u1"), ("flags", "u1"), ("ndim", "<u2"), ("layout", "<u4"), ("data", "<u8")])
VALUE_STRUCT = struct.Struct("<BBHIQ")
INLINE, HERE, DERIVED = 1, 2, 4  # data: the number itself; an offset from this chunk's arrays (else from the file's start);
# what lies there is not the array but what it follows from: Note [Derived values] in tapederived.py
SWITCHED_OFF, SWITCHED_ON = "requires_grad=False", "requires_grad=True"  # `op` of records that are no events
NO_VALUE = 255  # `dtype` of what is no value: nothing came along an edge

NUMPY_DTYPES = {
    0: "bool", 1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "uint16", 7: "uint32", 8: "uint64",
    9: "float16", 11: "float32", 12: "float64", 13: "complex64", 14: "complex128",
}  # fmt: skip
BFLOAT16 = 10  # stored as float32
DTYPE_NAMES = {**NUMPY_DTYPES, BFLOAT16: "bfloat16"}
DTYPE_CODES = {name: code for code, name in DTYPE_NAMES.items()}
STORAGE = {code: np.dtype(name).newbyteorder("<") for code, name in NUMPY_DTYPES.items()} | {BFLOAT16: np.dtype("<f4")}
INT, FLOAT, BOOL, TEXT = 100, 101, 102, 103  # Python numbers; TEXT: the string `data` is its repr (big ints, complex)


LOG_MAGIC = b"CLOG"
LOG_HEAD = struct.Struct("<ddIIIII4x")
# began, ended | dtype code + 1 of bare values (0: whole ones), templates, first string, tensor base, node base
assert LOG_HEAD.size == 40

NO_EVENT = 255  # `kind` of templates whose records are no events
CONTROL, HOT, EVENT, PLACED = range(4)  # SHAPE of a record
# HOT: template, place (of use to the writer only), extra, ids of inputs, ids of next nodes; makes a tensor, maybe a node. Ids
# count from the bases. EVENT: template, tensor, node, value, extra (0: none), then the ints of its row. PLACED: template,
# place, and the same.
RUN, RUN_WIDE, DURING, ENTER, LEAVE, NAMED, NUMBER, LEAF, GATHERED, AGAIN = range(1, 11)  # templates that every log has
# RUN: node (from the base), how many values: a node ran, in backward, with one gradient and what it sent. RUN_WIDE:
# node, number of grad_outputs, values. DURING: node (0: none): what follows happens in its work. ENTER: string, JSON of
# a Module's path and class: what follows until LEAVE happens in a call of it. NAMED: tensor, string: its name, from the
# start. NUMBER: kind and three parts of a Python number. LEAF: tensor: its AccumulateGrad is the next node. GATHERED:
# an EVENT, the `accumulate` of a leaf. AGAIN: place, tensor: the op that follows there happens while the variable that its
# result is for holds this tensor (0: none). If the op uses what the one before it made there, and that is not what the
# variable holds, then both are steps within one call, `total = sum(h)`, and only the last has the name.
LOG_FROM = 16  # the first template of the recorder's own
HOT_FROM = 1 << 24  # codes of frequent ops, before they are written: 2 × number of the op, + 1 if it made a node,
A_LIST = 1 << 12  # + so many times the number of its inputs (at most MOST) if it takes a list of them
MOST = 255
PLACED_FROM = HOT_FROM + (1 << 20)  # codes of other events that are written with their place
A_NUMBER, NEXT_VALUE, LAST_VALUE, AN_OUTPUT, ITS_NAME = range(0x7FFFFFFF, 0x7FFFFFFA, -1)  # in place of ints on a log
NUMBERS_FROM = 1 << 30  # ids of Python numbers on a log are those from here on
OF_TENSOR, OF_GRAD = 0xFFFFFFFF, 0xFFFFFFFE
# in place of a template's name: that of the event's tensor (whose line it has, too, where the template's is -1), or
# NAME.grad, where NAME is that of the tensor it is of


class TapeError(Exception):
    """A tape cannot be opened, read or written; the message is one clear line for the user."""


def to_bytes(text):
    return text.encode("utf-8", "surrogatepass")


def to_text(data):
    return bytes(data).decode("utf-8", "surrogatepass")


def dumps(obj):
    """Compact JSON. Numbers NaN and Infinity stay as Python's json writes and reads them: this is for our own file."""
    return json.dumps(obj, separators=(",", ":"), ensure_ascii=False, default=repr)


def json_number(x):
    """A number as the contract's JSON has it: no NaN and no infinity, which JSON lacks; complex as text."""
    if isinstance(x, float):
        if x != x:
            return "NaN"
        if x in (float("inf"), float("-inf")):
            return "Infinity" if x > 0 else "-Infinity"
    elif isinstance(x, complex):
        return str(x).strip("()")
    return x


def json_safe(x):
    """`x` (dicts, lists, numbers, strings) with every float as json_number writes it."""
    if isinstance(x, dict):
        return {k: json_safe(v) for k, v in x.items()}
    if isinstance(x, list | tuple):
        return [json_safe(v) for v in x]
    return json_number(x)


def pad8(n):
    return -n % 8
