"""Fused multiply-add on arrays: a * b + c with one rounding, for float32 and float64, from plain NumPy.

Note [One rounding].  PyTorch's kernels are compiled with FMA instructions, so its numbers have one rounding where
NumPy's `a * b + c` has two.  The product of two float32 is exact in float64; what goes wrong in `float32(a * b + c)` is
only that the sum is rounded twice, to 53 bits and then to 24, and this shows only when the 53-bit sum lies exactly
half-way between two float32 numbers without being exact itself.  That is one case in 2**29, so it is looked for
(one mask and one comparison) and put right where it happens.  float64 has no wider type to go through: there the
product's and the sums' errors are computed (Dekker, Knuth) and the last sum is made from a round-to-odd tail
(Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008).
"""

import numpy as np

_LOW = np.int64(0x1FFFFFFF)
_HALF = np.int64(0x10000000)


class Fused32:
    """Scratch arrays of one length for many float32 multiply-adds; values travel as float64 arrays holding float32s."""

    def __init__(self, n: int):
        self.sum = np.empty(n)
        self.bits = np.empty(n, np.int64)
        self.tie = np.empty(n, bool)
        self.narrow = np.empty(n, np.float32)

    def fma(self, a, b, c, out):
        """float32(a * b + c) into `out` (a float64 array, which may be one of the operands)."""
        s = self.sum
        np.multiply(a, b, s)
        np.add(s, c, s)
        np.bitwise_and(s.view(np.int64), _LOW, self.bits)
        np.equal(self.bits, _HALF, self.tie)
        if np.count_nonzero(self.tie):
            _settle(a, b, c, s, self.tie)
        np.copyto(self.narrow, s, casting="same_kind")
        np.copyto(out, self.narrow)
        return out

    def mul(self, a, b, out):
        """float32(a * b) into `out`."""
        np.multiply(a, b, self.sum)
        return self._round(out)

    def add(self, a, b, out):
        """float32(a + b) into `out`; rounding twice is harmless for a sum (53 >= 2 * 24 + 2)."""
        np.add(a, b, self.sum)
        return self._round(out)

    def _round(self, out):
        np.copyto(self.narrow, self.sum, casting="same_kind")
        np.copyto(out, self.narrow)
        return out


def _settle(a, b, c, s, tie):
    """Where the 53-bit sum `s` looks like a tie, moves it a step towards the true sum, so that narrowing goes right."""
    at = np.flatnonzero(tie)
    a, b, c = (np.broadcast_to(x, s.shape)[at] for x in (a, b, c))
    p, t = a * b, s[at]
    back = t - p
    err = (p - (t - back)) + (c - back)
    s[at] = np.where(err == 0, t, np.nextafter(t, np.where(err > 0, np.inf, -np.inf)))


def fma32(a, b, c):
    """float32 array of a * b + c with one rounding, for any float32 operands (also in the subnormal range)."""
    a, b, c = (np.asarray(x, np.float32).astype(np.float64) for x in (a, b, c))
    p = a * b
    s = np.asarray(p + c)
    back = s - p
    err = (p - (s - back)) + (c - back)
    return _to_odd(s, err).astype(np.float32)


def fma64(a, b, c):
    """float64 array of a * b + c with one rounding; operands within about 1e-145 .. 1e145, as random numbers are."""
    a, b, c = (np.asarray(x, np.float64) for x in (a, b, c))
    p = a * b
    ah, al = _split(a)
    bh, bl = _split(b)
    tail = ((ah * bh - p) + ah * bl + al * bh) + al * bl
    high, low = _two_sum(c, tail)
    top, rest = _two_sum(p, high)
    odd, err = _two_sum(rest, low)
    return top + _to_odd(np.asarray(odd), err)


def fma(a: float, b: float, c: float) -> float:
    """a * b + c of Python floats with one rounding (math.fma is there from Python 3.13 only)."""
    if c == 0.0:
        return a * b + c
    if b == 1.0:
        return a + c
    from fractions import Fraction  # it imports decimal, too

    return float(Fraction(a) * Fraction(b) + Fraction(c))


def _split(x):
    t = 134217729.0 * x
    high = t - (t - x)
    return high, x - high


def _two_sum(a, b):
    s = a + b
    back = s - a
    return s, (a - (s - back)) + (b - back)


def _to_odd(s, err):
    """The sum s + err rounded to odd: of the two neighbours of an inexact sum, the one whose last bit is 1."""
    bits = s.view(np.int64)
    up = (err > 0) == (s > 0)
    moved = np.where((err != 0) & ((bits & 1) == 0), np.where(up, bits + 1, bits - 1), bits)
    return moved.view(np.float64)
