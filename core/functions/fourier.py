"""torch.fft: transforms of one and several dimensions, frequencies, shifts."""

import math

import numpy as np

from .. import dtypes
from ..api import function
from ..errors import check_dim
from ..ops import fourier as O
from ..ops.indexing import slice_, slice_backward
from .create import _dtype, into, made
from .cuts import roll
from .pointwise import conj_values as conj


def _floating(t):
    return t if t.dtype.category >= 2 else t.to(dtypes.default)


def _resized(t, n, dim):
    """t cut or filled with zeros to n along dim."""
    have = t._data.shape[dim]
    if n is None or n == have:
        return t
    if n < 1:
        raise RuntimeError(f"Invalid number of data points ({n}) specified")
    if n < have:
        return slice_(t, dim=dim, start=0, end=n, step=1)
    size = (*t._data.shape[:dim], n, *t._data.shape[dim + 1 :])
    return slice_backward(t, size=size, dim=dim, start=0, end=have, step=1)


def _scale(norm, n, forward):
    if norm not in (None, "forward", "backward", "ortho"):
        raise RuntimeError(f'Invalid normalization mode: "{norm}"')
    if norm == "ortho":
        return 1 / math.sqrt(n)
    return 1 / n if (norm == "forward") == forward else 1.0


def _dims(t, s, dim):
    ndim = t._data.ndim
    dim = (dim,) if isinstance(dim, int) else dim
    if s is not None and dim is not None and len(s) != len(dim):
        raise RuntimeError("When given, dim and shape arguments must have the same length")
    if s is not None and len(s) > ndim and ndim:
        raise RuntimeError(f"Got shape with {len(s)} values but input tensor only has {ndim} dimensions.")
    if dim is None:
        dim = range(ndim) if s is None else range(ndim - len(s), ndim)
    if not ndim and len(dim):
        raise IndexError(f"Dimension specified as {dim[0]} but tensor has no dimensions")
    dims = tuple(check_dim(d, ndim) for d in dim)
    if len(set(dims)) < len(dims):
        raise RuntimeError("FFT dims must be unique")
    return dims


def _count(t, dims):
    sizes = [t._data.shape[d] for d in dims]
    for n in sizes:
        if n < 1:
            raise RuntimeError(f"Invalid number of data points ({n}) specified")
    return int(np.prod(sizes))


def _transform(input, s, dim, norm, forward):
    input = _floating(input)
    dims = _dims(input, s, dim)
    for n, d in zip(s or (), dims):
        input = _resized(input, n if n != -1 else None, d)
    scale = _scale(norm, _count(input, dims), forward)
    if not input.dtype.is_complex and not forward and len(dims) == 1:
        return conj(O.fft_r2c(input, dim=dims, scale=scale, onesided=False))
    if input.dtype.is_complex or len(dims) > 1:
        if not input.dtype.is_complex:
            input = input.to(dtypes.wide_complex(input.dtype))
        return O.fft_c2c(input, dim=dims, scale=scale, inverse=not forward)
    return O.fft_r2c(input, dim=dims, scale=scale, onesided=False)


def _real(input, s, dim, norm):
    if input.dtype.is_complex:
        raise RuntimeError(f"rfft expects a real input tensor, but got {input.dtype.legacy}")
    input = _floating(input)
    dims = _dims(input, s, dim)
    for n, d in zip(s or (), dims):
        input = _resized(input, n if n != -1 else None, d)
    return O.fft_r2c(input, dim=dims, scale=_scale(norm, _count(input, dims), True), onesided=True)


def _to_real(input, s, dim, norm):
    input = _floating(input)
    if not input.dtype.is_complex:
        input = input.to(dtypes.wide_complex(input.dtype))
    dims = _dims(input, s, dim)
    last = s[-1] if s and s[-1] not in (None, -1) else 2 * (input._data.shape[dims[-1]] - 1)
    for n, d in zip([*(s[:-1] if s else [None] * (len(dims) - 1)), last // 2 + 1], dims):
        input = _resized(input, n if n != -1 else None, d)
    if last < 1:
        raise RuntimeError(f"Invalid number of data points ({last}) specified")
    total = _count(input, dims[:-1]) * last
    return O.fft_c2r(input, dim=dims, scale=_scale(norm, total, False), last_size=last)


FLIPPED = {None: "forward", "backward": "forward", "forward": "backward"}


def _hermitian(input, s, dim, norm):
    """The real transform of half of a Hermitian signal: the inverse of the inverse's conjugate."""
    return _to_real(conj(_floating(input)), s, dim, FLIPPED.get(norm, norm))


def _hermitian_inverse(input, s, dim, norm):
    dims = _dims(input, s, dim)
    sizes = s or (None,) * len(dims)
    half = conj(_real(input, sizes[-1:], dims[-1:], FLIPPED.get(norm, norm)))
    return _transform(half, sizes[:-1], dims[:-1], norm, False) if len(dims) > 1 else half


def _one(name, run):
    def transform(input, n=None, dim=-1, norm=None):
        return run(input, None if n is None else (n,), (dim,), norm)

    transform.__name__ = transform.__qualname__ = name
    return function("fft", out=True)(transform)


def _many(name, run, default):
    def transform(input, s=None, dim=default, norm=None):
        s = (s,) if isinstance(s, int) else s
        return run(input, s, dim, norm)

    transform.__name__ = transform.__qualname__ = name
    return function("fft", out=True)(transform)


def _forward(input, s, dim, norm):
    return _transform(input, s, dim, norm, True)


def _backward(input, s, dim, norm):
    return _transform(input, s, dim, norm, False)


for _name, _run in (("fft", _forward), ("ifft", _backward), ("rfft", _real), ("irfft", _to_real), ("hfft", _hermitian),
                    ("ihfft", _hermitian_inverse)):  # fmt: skip
    _one(_name, _run)
    _many(_name + "2", _run, (-2, -1))
    _many(_name + "n", _run, None)


def _frequencies(k, n, d, dtype):
    return (k / (n * d)).astype(_dtype(dtype).np)


@function("fft")
def fftfreq(n, d=1.0, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    if out is not None:
        return into("fft_fftfreq", out, dtype, lambda dtype: fftfreq(n, d, dtype=dtype))
    k = np.concatenate([np.arange((n + 1) // 2), np.arange(-(n // 2), 0)])
    return made(_frequencies(k, n, d, dtype), "fftfreq", requires_grad)


@function("fft")
def rfftfreq(n, d=1.0, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    if out is not None:
        return into("fft_rfftfreq", out, dtype, lambda dtype: rfftfreq(n, d, dtype=dtype))
    return made(_frequencies(np.arange(n // 2 + 1), n, d, dtype), "rfftfreq", requires_grad)


def _shift(name, sign):
    def shift(input, dim=None):
        shape = input._data.shape
        dims = tuple(range(len(shape))) if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
        return roll(input, tuple(shape[d] // 2 if sign > 0 else (shape[d] + 1) // 2 for d in dims), dims)

    shift.__name__ = shift.__qualname__ = name
    return function("fft")(shift)


fftshift, ifftshift = _shift("fftshift", 1), _shift("ifftshift", -1)
