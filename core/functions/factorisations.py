"""torch.linalg's factorisations with a return code, LU, and what is solved with it; windows of signal processing."""

import numpy as np

from .. import dtypes
from ..api import function
from ..ops import decompositions as D
from ..ops import factorings as G
from ..return_types import return_type
from .create import _dtype, made
from .decompositions import _square
from .linear import matmul


def _named(name, fields, values):
    return return_type(name, fields)(values)


def _code(name, A):
    return made(np.zeros(A._data.shape[:-2], np.int32)[()], name)


@function("linalg")
def inv_ex(A, *, check_errors=False):
    _square("linalg.inv", A)
    return _named("linalg_inv_ex", ("inverse", "info"), (D.inv_ex(A)[0], _code("inv_ex", A)))


@function("linalg")
def cholesky_ex(A, *, upper=False, check_errors=False):
    _square("linalg.cholesky", A)
    return _named("linalg_cholesky_ex", ("L", "info"), (D.cholesky_ex(A, upper=upper)[0], _code("cholesky_ex", A)))


@function("linalg")
def solve_ex(A, B, *, left=True, check_errors=False):
    _square("linalg.solve", A)
    return _named("linalg_solve_ex", ("result", "info"), (D.solve_ex(A, B, left=left)[0], _code("solve_ex", A)))


@function("linalg")
def lu_factor(A, *, pivot=True):
    return _named("linalg_lu_factor", ("LU", "pivots"), G.lu_factor_ex(A)[:2])


@function("linalg")
def lu(A, *, pivot=True):
    return _named("linalg_lu", ("P", "L", "U"), tuple(G.linalg_lu(A)))


@function("torch", "Tensor")
def lu_solve(b, LU_data, LU_pivots):
    p, lower, upper = (made(x, "lu") for x in G.unpacked(LU_data._data, LU_pivots._data))
    return D.solve_ex(matmul(p, matmul(lower, upper)), b, left=True)[0]


@function("linalg")
def vecdot(x, y, *, dim=-1):
    return (x.conj() * y).sum(dim)


@function("linalg")
def tensorinv(A, ind=2):
    shape = A._data.shape
    n = int(np.prod(shape[ind:]))
    return D.inv_ex(A.reshape(-1, n))[0].reshape(*shape[ind:], *shape[:ind])


@function("linalg")
def tensorsolve(A, B, dims=None):
    n = B._data.size
    return D.solve_ex(A.reshape(n, -1), B.reshape(-1), left=True)[0].reshape(*A._data.shape[B._data.ndim :])


def _window(name, coefficients):
    def make(window_length, periodic=True, *args, dtype=None, layout=None, device=None, requires_grad=False):
        n = window_length
        turn = 2 * np.pi / max(n if periodic else n - 1, 1)
        k = np.arange(n)
        values = coefficients(k, turn, n if periodic else n - 1) if n > 1 else np.ones(n)
        return made(np.asarray(values).astype(_dtype(dtype, dtypes.default).np), name, requires_grad)

    make.__name__ = make.__qualname__ = name
    return function("torch")(make)


hann_window = _window("hann_window", lambda k, turn, n: 0.5 - 0.5 * np.cos(turn * k))
hamming_window = _window("hamming_window", lambda k, turn, n: 0.54 - 0.46 * np.cos(turn * k))
blackman_window = _window(
    "blackman_window", lambda k, turn, n: 0.42 - 0.5 * np.cos(turn * k) + 0.08 * np.cos(2 * turn * k)
)
bartlett_window = _window("bartlett_window", lambda k, turn, n: 1 - np.abs(2 * k / n - 1))
