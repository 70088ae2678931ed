"""Softmax, log_softmax and their gradients along the last axis of small float32 arrays, as PyTorch's kernels compute them.

The rows are laid side by side, a column each: then what the kernel does lane by lane is done to whole rows at once. All this happens in
arrays that are kept from one call to the next, with the parts of them that each step reads and writes.
"""

import numpy as np

from . import sleef
from .scratch import Scratch

FLOAT = np.dtype(np.float32)
REGISTER = 16  # float32 numbers in a register of the kernel
FEW = 6  # rows of registers up to which so many additions take less time than a reduction
LARGEST = 1 << 20  # elements up to which exact digits are worth their time
PART = 1 << 14  # elements of rows that are taken at a time
ONE = np.array(1, FLOAT)
add_reduce, max_reduce = np.add.reduce, np.maximum.reduce
add, subtract, multiply, divide, empty = np.add, np.subtract, np.multiply, np.divide, np.empty


class _Columns:
    """Room for so many rows of n numbers, each row a column.

    e: (n, rows), and `e_rows`, the same as rows; exp, log: where those are computed; for `added`, the rows of registers in `e` and what
    their sum is added up in; column: (rows, 1), and `line`, its elements; as_rows: what lies in `e` if it lay there row by row; wide: two
    (rows, n), a (rows, 1) and its elements, of float64.
    """

    def __init__(self, key):
        rows, n = key
        self.e = empty((n, rows), FLOAT)
        self.e_rows, self.vector = self.e.T, self.e.reshape(-1)
        self.bits = self.vector.view(sleef.BITS)
        self.as_rows = self.vector.reshape(rows, n)
        self.exp, self.log = sleef.room(rows * n), sleef.log_room(rows)
        self.column = empty((rows, 1), FLOAT)
        self.line = self.column.reshape(rows)
        sums = empty((rows, 1))
        self.wide = empty((rows, n)), empty((rows, n)), sums, sums.reshape(rows)
        self.short = n < REGISTER
        whole = n - n % REGISTER
        self.registers = registers = self.e[:whole].reshape(-1, REGISTER * rows)
        self.few = tuple(registers) if 1 < len(registers) <= FEW else ()
        self.lanes = lanes = empty(REGISTER * rows, FLOAT)
        self.head, self.tail = lanes[: (n - whole) * rows], self.vector[whole * rows :] if n > whole else None
        self.halves = [(lanes[: k * rows], lanes[k * rows : 2 * k * rows]) for k in (8, 4, 2)]
        self.last = lanes[:rows], lanes[rows : 2 * rows]


columns = Scratch(_Columns)


def _done(key, room):
    if key[0] * key[1] <= sleef.SMALL:  # larger ones would pile up where sizes differ from call to call
        columns.give(key, room)


def fits(x, dim):
    """Is this one for the functions here? Along another axis than the last, and of more elements, softmax goes NumPy's way."""
    return x.dtype is FLOAT and x.__class__ is np.ndarray and 0 < x.size <= LARGEST and (dim == -1 or dim == x.ndim - 1)


def _added(room, exact=None):
    """The sums (rows,) of the columns of room.e: of up to 15 from first to last, of more register by register, the halves of the last
    register over and over. exact: what fills no register, not rounded yet."""
    if room.short:
        return add_reduce(room.e, 0) if len(room.line) > 1 else add.accumulate(room.vector)[-1:]
    if room.few:
        lanes, (one, two, *others) = room.lanes, room.few
        add(one, two, lanes)
        for more in others:
            add(lanes, more, lanes)
    else:
        add_reduce(room.registers, 0, None, room.lanes)
    if room.tail is not None:
        if exact is None:
            add(room.head, room.tail, room.head)
        else:
            add(room.head, exact, room.head, casting="same_kind")
    for half, other in room.halves:
        add(half, other, half)
    half, other = room.last
    return add(half, other)


def _exponentials(x, room):
    """x (rows, n) less the largest of each row; e to the power of it in room.e."""
    max_reduce(x, 1, None, room.line)
    z = subtract(x, room.column)
    room.e_rows[...] = z
    vector = room.vector
    if vector[vector.argmin()] > -sleef.FAR:
        sleef.exp_into(vector, room.bits, room.exp)
    else:  # some are 0, or there are NaNs
        room.e[...] = sleef.exp(room.e)
    return z


def _in_parts(function):
    """`function` of arrays of one shape, for so many rows at a time."""

    def by_rows(*arrays):
        shape = arrays[0].shape
        if arrays[0].size <= PART:
            return function(*arrays)
        arrays, out = [a.reshape(-1, shape[-1]) for a in arrays], empty(shape, FLOAT)
        rows, each = out.reshape(-1, shape[-1]), max(PART // shape[-1], 1)
        for start in range(0, len(rows), each):
            part = slice(start, start + each)
            rows[part] = function(*(a[part] for a in arrays))
        return out

    by_rows.__name__, by_rows.__doc__ = function.__name__, function.__doc__
    return by_rows


@_in_parts
def softmax(x):
    n = x.shape[-1]
    key = x.size // n, n
    room = columns.take(key)
    out = _exponentials(x.reshape(key), room)
    divide(ONE, _added(room), room.line)
    multiply(room.e_rows, room.column, out)
    _done(key, room)
    return out.reshape(x.shape)


@_in_parts
def log_softmax(x):
    n = x.shape[-1]
    key = x.size // n, n
    room = columns.take(key)
    out = _exponentials(x.reshape(key), room)
    sleef.log_into(_added(room), room.line, room.log)
    subtract(out, room.column, out)
    _done(key, room)
    return out.reshape(x.shape)


@_in_parts
def softmax_backward(grad, output):
    """(grad - sum of grad · output) · output."""
    n = output.shape[-1]
    key = output.size // n, n
    room = columns.take(key)
    grad, rows = grad.reshape(key), output.reshape(key)
    room.line[...] = _products_added(grad, rows, room)
    out = subtract(grad, room.column)
    multiply(out, rows, out)
    _done(key, room)
    return out.reshape(output.shape)


def _products_added(a, b, room, rounded=False):
    """The sum of the products of each row of a and b (rows, n); what fills no register is added by multiply-adds if not `rounded`."""
    n = a.shape[1]
    multiply(a, b, room.e_rows)
    exact = None
    if room.tail is not None and not room.short and not rounded:
        left = slice(n - n % REGISTER, n)
        exact = multiply(a[:, left].T, b[:, left].T, dtype=np.float64).reshape(-1)
    return _added(room, exact)


def sums_of_products(a, b, rounded=False):
    """The sums over the last axis of a · b (…, n), of any size, n > 0."""
    n = a.shape[-1]
    a, b, out = a.reshape(-1, n), b.reshape(-1, n), empty(a.shape[:-1], FLOAT)
    each = max(PART // n, 1)
    for start in range(0, len(a), each):
        rows = slice(start, start + each)
        key = len(a[rows]), n
        room = columns.take(key)
        out.reshape(-1)[rows] = _products_added(a[rows], b[rows], room, rounded)
        _done(key, room)
    return out


@_in_parts
def log_softmax_backward(grad, output):
    """grad - e^output · sum of grad, by one multiply-add."""
    n = output.shape[-1]
    key = output.size // n, n
    room = columns.take(key)
    grad, rows = grad.reshape(key), output.reshape(key)
    room.e_rows[...] = grad
    wide, product, sums, column = room.wide
    column[...] = _added(room)
    vector = rows.reshape(-1)
    if vector[vector.argmin()] > -sleef.FAR:
        sleef.exp_into(vector, room.bits, room.exp)
        wide[...] = room.as_rows
    else:
        wide[...] = sleef.exp(rows)
    multiply(wide, sums, product)
    wide[...] = grad
    subtract(wide, product, product)
    out = product.astype(FLOAT)
    _done(key, room)
    return out.reshape(output.shape)
