"""Fractional max pooling: windows of one size at places drawn at random."""

import math
from itertools import product

import numpy as np

from ..op import op
from ..rule_ops import rule_op
from .nn_pool import _spread


def _starts(sample, size, out, kernel):
    """Where the windows along one axis begin."""
    if out == 1:
        return np.array([size - kernel])
    number = sample.dtype.type
    step = number(size - kernel) / number(out - 1)
    inner = ((np.arange(out - 1).astype(sample.dtype) + sample) * step).astype(int) - int(sample * step)
    return np.append(inner, size - kernel)


def _plane(x, samples, kernel, out):
    """(greatest of each window, its place counted through the plane) of one plane, a sample for each axis."""
    starts = [_starts(s, n, m, k) for s, n, m, k in zip(samples, x.shape, out, kernel)]
    values, places = np.empty(out, x.dtype), np.empty(out, np.int64)
    flat = np.arange(x.size).reshape(x.shape)
    for at in product(*(range(m) for m in out)):
        window = tuple(slice(s[i], s[i] + k) for s, i, k in zip(starts, at, kernel))
        which = x[window].argmax()
        values[at], places[at] = x[window].reshape(-1)[which], flat[window].reshape(-1)[which]
    return values, places


def _declared(n):
    name = f"fractional_max_pool{n}d"

    def forward(self, random_samples, *, kernel_size, output_size):
        empty = [d for d in range(self.ndim - n - 1, self.ndim) if not self.shape[d]]
        if empty:
            raise RuntimeError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but got{list(self.shape)} with dimension "
                f"{empty[0]} being empty."
            )
        planes = self.reshape(math.prod(self.shape[:-n]), *self.shape[-n:])
        samples = random_samples.reshape(-1, n)[:, ::-1] if n == 2 else random_samples.reshape(-1, n)
        each = [_plane(x, s, kernel_size, output_size) for x, s in zip(planes, samples)]
        shape = (*self.shape[:-n], *output_size)
        if not each:
            return np.empty(shape, self.dtype), np.empty(shape, np.int64)
        return np.stack([v for v, _ in each]).reshape(shape), np.stack([p for _, p in each]).reshape(shape)

    forward.__name__ = name
    saved = ("kernel_size", "output_size", "result1", "self")
    made = op(name, outputs=("result0", "result1"), tex=r"\mathrm{{maxpool}}({self})", prec=8, saved=saved)(forward)
    rule = lambda W, grad, self, indices, size: _spread(W, grad, size, indices, n)
    rule_op(f"{name}_backward", rule, "grad self indices", fixed="indices")
    return made.vjp(
        self=lambda W, grad, self, self_sym_sizes, result1: getattr(W, f"{name}_backward")(
            grad, self, result1, size=self_sym_sizes
        )
    )


fractional_max_pool2d, fractional_max_pool3d = _declared(2), _declared(3)
