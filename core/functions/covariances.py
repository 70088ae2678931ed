"""Covariances and correlations of the rows of a matrix."""

import warnings

from .. import dtypes
from ..api import function
from ..tensor import Tensor
from .linear import matmul
from .pointwise import complex


@function("torch", "Tensor")
def corrcoef(input):
    c = cov(input)
    if c._data.ndim < 2:
        return c / c
    d = c.diag()
    scale = (d.real if c.dtype.is_complex else d).sqrt()
    c = c / scale.view(-1, 1)
    c = c / scale.view(1, -1)
    if c.dtype.is_complex:
        return complex(c.real.clip(-1, 1), c.imag.clip(-1, 1))
    return c.clamp(-1, 1)


def _check_cov_weights(input, name, weights, kinds, kind):
    if weights is None:
        return
    if weights._data.ndim > 1:
        raise RuntimeError(f"cov(): expected {name} to have one or fewer dimensions but got {name} with {weights._data.ndim} dimensions")
    if weights._data.dtype.kind not in kinds:
        raise RuntimeError(f"cov(): expected {name} to have {kind} dtype but got {name} with {weights.dtype.legacy} dtype")
    count = input._data.shape[1] if input._data.ndim == 2 else input._data.size
    if weights._data.size != count:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input but got {weights._data.size} != {count}"
        )
    if (weights._data < 0).any():
        raise RuntimeError(f"cov(): {name} cannot be negative")


@function("torch", "Tensor")
def cov(input, *, correction=1, fweights=None, aweights=None):
    if input._data.ndim > 2:
        raise RuntimeError(f"cov(): expected input to have two or fewer dimensions but got an input with {input._data.ndim} dimensions")
    for name, weights, kinds, kind in (("fweights", fweights, "iu", "integral"), ("aweights", aweights, "f", "floating point")):
        _check_cov_weights(input, name, weights, kinds, kind)
    x = input if input._data.ndim == 2 else input.view(1, -1)
    x = x if x.dtype.category > 1 else x.to(dtypes.default)
    weights = fweights if aweights is None else aweights if fweights is None else fweights * aweights
    if weights is None:
        total = x._data.shape[1]
        mean, norm = x.mean(1, keepdim=True), total - correction
    else:
        total = weights.sum()
        mean = (x * weights).sum(1, keepdim=True) / total
        if correction and aweights is not None:
            norm = total - correction * (weights * aweights).sum() / total
        else:
            norm = total - correction
    x = x - mean
    out = matmul(x, (x if weights is None else x * weights).mT.conj())
    if isinstance(norm, Tensor):
        norm = norm.clamp(min=0)
    elif norm <= 0:
        warnings.warn("cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.",
                      UserWarning, stacklevel=4)  # fmt: skip
        norm = 0
    return (out / norm).squeeze()
