"""A = L D Lᵀ of symmetric matrices by Bunch and Kaufman's pivoting, in the steps and the storage of LAPACK's sytf2 and sytrs (hetf2 and hetrs)."""

import math

import numpy as np

_ALPHA = (1 + math.sqrt(17)) / 8


def _size(x):
    return np.abs(x.real) + np.abs(x.imag) if x.dtype.kind == "c" else np.abs(x)


def _chosen(a, k):
    """(the row to pivot with, 1 or 2 for the size of the block); no row where the column is 0."""
    n = len(a)
    here = _size(a[k, k])
    if k + 1 == n:
        return (k, 1) if here else (None, 1)
    column = _size(a[k + 1 :, k])
    far = k + 1 + int(column.argmax())
    most = column.max()
    if not max(here, most) > 0:
        return None, 1
    if here >= _ALPHA * most:
        return k, 1
    row = max(_size(a[far, k:far]).max(), _size(a[far + 1 :, far]).max(initial=0))
    if here >= _ALPHA * most * (most / row):
        return k, 1
    return (far, 1) if _size(a[far, far]) >= _ALPHA * row else (far, 2)


def _swap(a, kk, kp, k, step, conj):
    a[kp + 1 :, [kk, kp]] = a[kp + 1 :, [kp, kk]]
    between = conj(a[kk + 1 : kp, kk].copy())
    a[kk + 1 : kp, kk], a[kp, kk + 1 : kp] = conj(a[kp, kk + 1 : kp]), between
    a[kp, kk] = conj(a[kp, kk])
    a[kk, kk], a[kp, kp] = a[kp, kp], a[kk, kk]
    if step == 2:
        a[k + 1, k], a[kp, k] = a[kp, k], a[k + 1, k]


def _two(a, k, conj, hermitian):
    """Takes a block of two columns off what is left."""
    n = len(a)
    d = np.abs(a[k + 1, k]) if hermitian else a[k + 1, k]
    d11, d22, d21 = a[k + 1, k + 1] / d, a[k, k] / d, a[k + 1, k] / d
    scale = 1 / (d11 * d22 - 1) / d
    one = scale * (d11 * a[k + 2 :, k] - d21 * a[k + 2 :, k + 1])
    two = scale * (d22 * a[k + 2 :, k + 1] - conj(d21) * a[k + 2 :, k])
    for i, j in enumerate(range(k + 2, n)):
        a[j:, j] -= a[j:, k] * conj(one[i]) + a[j:, k + 1] * conj(two[i])
    a[k + 2 :, k], a[k + 2 :, k + 1] = one, two


def factor(matrix, hermitian):
    """(L and D in one matrix, pivots counted from 1 and negative for blocks of two, 0 or the first zero of D) of one square matrix."""
    a, n = np.tril(matrix), len(matrix)
    pivots, code, k = np.zeros(n, np.int32), 0, 0
    hermitian = hermitian and a.dtype.kind == "c"
    conj = np.conj if hermitian else lambda x: x
    while k < n:
        if hermitian:
            a[range(k, n), range(k, n)] = a.diagonal()[k:].real
        kp, step = _chosen(a, k)
        if kp is None:
            kp, code = k, code or k + 1
        else:
            kk = k + step - 1
            if kp != kk:
                _swap(a, kk, kp, k, step, conj)
            if step == 1:
                x = a[k + 1 :, k].copy()
                for i, j in enumerate(range(k + 1, n)):
                    a[j:, j] -= x[i:] * (conj(x[i]) / a[k, k])
                a[k + 1 :, k] = x / a[k, k]
            else:
                _two(a, k, conj, hermitian)
        pivots[k : k + step] = kp + 1 if step == 1 else -(kp + 1)
        k += step
    return a, pivots, code


def solve(ld, pivots, b, hermitian):
    """X of A X = b, with what `factor` gave of A."""
    x, n, k = b.copy(), len(ld), 0
    conj = np.conj if hermitian else lambda v: v
    while k < n:
        two = pivots[k] < 0
        last, kp = k + two, abs(int(pivots[k])) - 1
        x[[last, kp]] = x[[kp, last]]
        x[last + 1 :] -= ld[last + 1 :, k : last + 1] @ x[k : last + 1]
        if two:
            d = ld[k + 1, k]
            above, below = ld[k, k] / conj(d), ld[k + 1, k + 1] / d
            denominator = above * below - 1
            first, second = x[k] / conj(d), x[k + 1] / d
            x[k], x[k + 1] = (below * first - second) / denominator, (above * second - first) / denominator
        else:
            x[k] = x[k] / ld[k, k]
        k = last + 1
    k = n - 1
    while k >= 0:
        first = k - (pivots[k] < 0)
        x[first : k + 1] -= conj(ld[k + 1 :, first : k + 1]).T @ x[k + 1 :]
        kp = abs(int(pivots[k])) - 1
        x[[k, kp]] = x[[kp, k]]
        k = first - 1
    return x
