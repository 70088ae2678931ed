"""Products of narrow float32 matrices of which the right one lies by columns, as PyTorch's library adds them: in lanes.

Four columns at a time are added in four lanes, what columns are left in eight; then the lanes to one another, halves first. Rows that do
not begin where a vector register may be read have up to three products before the lanes begin, which come first in the first lane. What
fills no round of lanes is added to their sum, one product after the other.
"""

import numpy as np

from .. import in_turn

add, multiply, empty, zeros = np.add, np.multiply, np.empty, np.zeros
FLOAT = np.dtype(np.float32)
SMALL = 2048  # multiplications up to which rows that begin differently are added at once: all products are made, then taken to their lanes


def plan(m, k, n, apart):
    """The function that multiplies a (m, k), whose rows begin `apart` numbers from one another, and b (k, n)."""
    if not apart & 3:
        return lambda a, b: _in_lanes(a if m < 5 else np.asfortranarray(a), b, k, n, 0)  # columns of some length are added faster
    if m * k * n <= SMALL and m * n > 1:
        return _at_once(m, k, n, apart)
    return lambda a, b: _in_shifted_lanes(a, b, m, k, n, apart)


def _at_once(m, k, n, apart):
    """The function for small matrices. Sums begin with +0, so that zeros beside the products change nothing."""
    width, heads = np.where(np.arange(n) < n & ~3, 4, 8), -np.arange(m) * apart & 3
    lanes, left = _places(np.broadcast_to(heads[:, None], (m, n)).reshape(-1), np.broadcast_to(width, (m, n)).reshape(-1), k)
    elements, free, shape = np.arange(m * n), [], (m, n)
    lanes, left = lanes * (m * n) + elements, left * (m * n) + elements

    def room():
        """Where the products go, as they are made and in a row, after them a zero for each element; where the sums of the lanes go, and what
        is left over."""
        products = zeros((k + 1, m, n), FLOAT)
        return products[:k], products.reshape(-1), empty((len(left) + 1, m * n), FLOAT)

    def run(a, b):
        try:
            taken = free.pop()
        except IndexError:
            taken = room()
        products, row, sums = taken
        multiply(a.T[:, :, None], b[:, None], products)
        out = in_turn.rows(row.take(lanes).reshape(len(lanes), -1)).reshape(8, -1)
        out = out[:4] + out[4:]
        out = out[:2] + out[2:]
        if len(left):
            add(out[0], out[1], sums[0])
            sums[1:] = row.take(left)
            out = in_turn.rows(sums)
        else:
            out = out[0] + out[1]
        free.append(taken)
        return out.reshape(shape)

    return run


def _places(heads, widths, k):
    """The numbers of the products that each round of eight lanes takes, (rounds, 8, elements), and of those left over, (rounds, elements),
    for elements with so many products before so many lanes; `k` stands for none."""
    rounds = np.maximum((k - heads) // widths, 0)
    heads = np.where(rounds > 0, heads, k)
    ends = heads + rounds * widths
    lanes, left = np.full((int((heads + rounds).max()), 8, len(heads)), k), np.full((int((k - ends).max()), len(heads)), k)
    for head, width, turns, end in {*zip(heads, widths, rounds, ends)}:
        alike = (heads == head) & (widths == width)
        lanes[:head, 0, alike] = np.arange(head)[:, None]
        lanes[head : head + turns, :width, alike] = np.arange(head, end).reshape(turns, width, 1)
        left[: k - end, alike] = np.arange(end, k)[:, None]
    return lanes, left


def _in_shifted_lanes(a, b, m, k, n, apart):
    out, step = np.empty((m, n), FLOAT), 4 if apart & 1 else 2
    for first in range(min(step, m)):  # rows that begin equally far from where a vector register may be read
        out[first::step] = _in_lanes(np.asfortranarray(a[first::step]), b, k, n, -first * apart & 3)
    return out


def _in_lanes(a, b, k, n, head):
    """Four columns at a time in four lanes, what is left in eight."""
    whole = n & ~3
    if whole == n:
        return _lanes(a, b, k, head, 4)
    if not whole:
        return _lanes(a, b, k, head, 8)
    return np.concatenate((_lanes(a, b[:, :whole], k, head, 4), _lanes(a, b[:, whole:], k, head, 8)), axis=1)


def _lanes(a, b, k, head, width):
    """In so many lanes. What comes before them goes to the first, what is left over to their sum."""
    rounds = (k - head) // width
    if rounds <= 0:
        return in_order(a, b)
    end = head + rounds * width
    lanes = in_turn.lanes(a.T[head:end].reshape(rounds, width, len(a)), b.T[:, head:end].reshape(-1, rounds, width))
    if head:
        first = [*range(head), *range(head, end, width)]
        lanes[0] = in_order(a[:, first], b[first])
    if width == 8:
        lanes = lanes[:4] + lanes[4:]
    out = add(lanes[0] + lanes[2], lanes[1] + lanes[3], order="C")
    for i in range(end, k):
        out += a[:, i, None] * b[i]
    return out


def products(a, b):
    """The products of a batch, (B, m, k) and (B, k, n), whose rows begin evenly."""
    out, whole = empty((len(a), a.shape[1], b.shape[2]), FLOAT), b.shape[2] & ~3
    for columns, width in ((slice(whole), 4), (slice(whole, None), 8)):
        if b[:, :, columns].size:
            _batch(a, b[:, :, columns], out[:, :, columns], width)
    return out


def _batch(a, b, out, width):
    """The same of columns that are added in so many lanes, into `out`."""
    batch, m, k = a.shape
    rounds = k // width
    if not rounds:
        out[...] = in_turn.products(a, b.copy())
        return
    end = rounds * width
    a_lanes = a.transpose(0, 2, 1)[:, :end].reshape(batch, rounds, width, m)
    lanes = in_turn.batched_lanes(a_lanes, b.transpose(0, 2, 1)[:, :, :end].reshape(batch, -1, rounds, width))
    if width == 8:
        lanes = lanes[:4] + lanes[4:]
    lanes = lanes[:2] + lanes[2:]
    add(lanes[0], lanes[1], out)
    for i in range(end, k):
        out += a[:, :, i, None] * b[:, i, None]


def turn(parts):
    """The sum over the first axis, from first to last; of single numbers NumPy would add in pairs."""
    return in_turn.rows(parts) if parts[0].size > 1 else add.accumulate(parts, axis=0)[-1]


def in_order(a, b):
    """The product of `a` and `b`, from first to last; the longer of the rows and columns innermost, for speed."""
    m, n = len(a), b.shape[1]
    if n == 1:
        return turn(multiply(a.T, b, order="C")).reshape(m, 1)
    if m > n and a.flags.f_contiguous:
        return in_turn.tall_product(a, b)
    return in_turn.product(a, b if b.flags.c_contiguous else b.copy())
