"""torch.masked: reductions and normalisations over the elements where a boolean mask is True (all of them without one).

A masked element counts as the operation's identity: 0 in a sum, 1 in a product, -inf in a maximum.
"""

import sys as _sys

from .. import facade as _torch
from .parts import missing as _missing
from .parts import part as _part


def _without(input, mask, value):
    """`input` with `value` where the mask is False; an infinity of whole numbers is the largest or smallest of their dtype."""
    if abs(value) == _torch.inf and not (input.is_floating_point() or input.is_complex()):
        bounds = _torch.iinfo(_torch.uint8 if input.dtype is _torch.bool else input.dtype)
        value = bounds.max if value > 0 else bounds.min
    return input if mask is None else _torch.where(mask, input, _torch.as_tensor(value, dtype=input.dtype))


def _axes(input, dim):
    return tuple(range(input.dim())) if dim is None else dim


def _reduction(name, identity):
    def run(input, dim=None, *, keepdim=False, dtype=None, mask=None):
        filled = _without(input if dtype is None else input.to(dtype), mask, identity)
        if name == "prod":
            axes = _axes(input, dim)
            for d in sorted((axes,) if isinstance(axes, int) else axes, key=lambda d: d % max(input.dim(), 1), reverse=True):
                filled = filled.prod(d, keepdim=keepdim)
            return filled
        return getattr(_torch, name)(filled, _axes(input, dim), keepdim=keepdim)

    return run


def _index(name, identity):
    def run(input, dim=None, *, keepdim=False, dtype=None, mask=None):
        input = input if dtype is None else input.to(dtype)
        return getattr(_torch, name)(_without(input, mask, identity), dim, keepdim=keepdim).to(input.dtype)

    return run


def _along(name, identity):
    def run(input, dim, *, dtype=None, mask=None):
        filled = _without(input if dtype is None else input.to(dtype), mask, identity)
        if name == "softmin":
            return _torch.nn.functional.softmin(filled, dim)
        return getattr(_torch, name)(filled, dim)

    return run


def logsumexp(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    filled = _without(input if dtype is None else input.to(dtype), mask, -_torch.inf)
    return _torch.logsumexp(filled, _axes(input, dim), keepdim=keepdim)


def mean(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The mean of what the mask leaves; nan where that is nothing."""
    kind = input.dtype if dtype is None else dtype
    if not (kind.is_floating_point or kind.is_complex):
        raise ValueError(f"mean(): Could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {kind}")
    count = sum(_torch.ones_like(input, dtype=_torch.int64), dim, keepdim=keepdim, mask=mask)
    return sum(input, dim, keepdim=keepdim, dtype=dtype, mask=mask) / count


def norm(input, ord=2.0, dim=None, *, keepdim=False, dtype=None, mask=None):
    filled = _without(input, mask, _torch.inf if ord == -_torch.inf else 0)
    return _torch.linalg.vector_norm(filled, ord, _axes(input, dim), keepdim, dtype=dtype)


def var(input, dim=None, unbiased=None, *, correction=None, keepdim=False, dtype=None, mask=None):
    """The variance of what the mask leaves; divided by the count less `correction` (1 unless `unbiased` is False)."""
    if unbiased is not None and correction is not None:
        raise RuntimeError("Only one of the arguments `unbiased` and `correction` can be specified")
    less = correction if correction is not None else 0 if unbiased is False else 1
    input = input if dtype is None else input.to(dtype)
    count = sum(_torch.ones_like(input), dim, keepdim=True, mask=mask)
    apart = input - sum(input, dim, keepdim=True, mask=mask) / count
    count = count if keepdim else count.reshape(sum(input, dim, mask=mask).shape)
    return sum(apart * apart, dim, keepdim=keepdim, mask=mask) / (count - less).clamp_min(0)


def std(input, dim=None, unbiased=None, **given):
    return var(input, dim, unbiased, **given).sqrt()


_module = _sys.modules[__name__]
for _make, _names in ((_reduction, {"sum": 0, "prod": 1, "amax": -_torch.inf, "amin": _torch.inf}),
                      (_index, {"argmax": -_torch.inf, "argmin": _torch.inf}),
                      (_along, {"softmax": -_torch.inf, "log_softmax": -_torch.inf, "softmin": _torch.inf, "cumsum": 0,
                                "cumprod": 1})):  # fmt: skip
    for _name, _identity in _names.items():
        _f = _make(_name, _identity)
        _f.__name__ = _f.__qualname__ = _name
        setattr(_module, _name, _f)
_ops = _module  # where torch's docstrings find them
sum = _module.sum  # what mean and var above add with

_OF_TENSORS = ("MaskedTensor", "masked_tensor", "as_masked_tensor", "is_masked_tensor")
_other = _missing("torch.masked")


def __getattr__(name):
    """The names of masked tensors, which are imported with the first of them: they have torch's functions look for them."""
    if name in _OF_TENSORS:
        from .. import masked_tensors

        return getattr(masked_tensors, name)
    if name == "maskedtensor":
        from .. import masked_tensors

        names = {each: getattr(masked_tensors, each) for each in _OF_TENSORS}
        made = _part(__name__, "maskedtensor", **names)
        _part(made.__name__, "core", **names)
        _part(made.__name__, "creation", **names)
        return made
    return _other(name)
