"""torch.testing."""

import math
import warnings

import numpy as np

from .. import dtypes, modes
from ..functions.create import empty, tensor
from ..functions.more import view_as_real
from ..functions.random import randint
from ..tensor import Tensor
from .parts import missing

_TOLERANCE = {
    dtypes.float16: (1e-3, 1e-5),
    dtypes.bfloat16: (1.6e-2, 1e-5),
    dtypes.float32: (1.3e-6, 1e-5),
    dtypes.float64: (1e-7, 1e-7),
    dtypes.complex64: (1.3e-6, 1e-5),
    dtypes.complex128: (1e-7, 1e-7),
}


def assert_close(actual, expected, *, allow_subclasses=True, rtol=None, atol=None, equal_nan=False, check_device=True,
                 check_dtype=True, check_layout=True, check_stride=False, msg=None):  # fmt: skip
    """Raises AssertionError where tensors, numbers, or sequences or mappings of them are not close."""
    if (rtol is None) != (atol is None):
        raise ValueError("Both 'rtol' and 'atol' must be either specified or unspecified. Got no more than one.")
    problem = _differs(actual, expected, rtol, atol, equal_nan, check_dtype, "")
    if problem is not None:
        raise AssertionError(msg(problem) if callable(msg) else msg or problem)


_OLD_TOLERANCE = {dtypes.float16: (1e-3, 1e-3), dtypes.float32: (1e-4, 1e-5), dtypes.float64: (1e-5, 1e-8)}


def assert_allclose(actual, expected, rtol=None, atol=None, equal_nan=True, msg=""):
    """assert_close as it was before torch 1.12: wider, and of any two dtypes."""
    warnings.warn(
        "`torch.testing.assert_allclose()` is deprecated since 1.12 and will be removed in a future release. Please use "
        "`torch.testing.assert_close()` instead. You can find detailed upgrade instructions in "
        "https://github.com/pytorch/pytorch/issues/61844.",
        FutureWarning,
        stacklevel=2,
    )
    if not isinstance(actual, Tensor):
        actual = tensor(actual)
    if not isinstance(expected, Tensor):
        expected = tensor(expected, dtype=actual.dtype)
    if rtol is None and atol is None:
        pairs = [_OLD_TOLERANCE.get(t.dtype, (0.0, 0.0)) for t in (actual, expected)]
        rtol, atol = max(p[0] for p in pairs), max(p[1] for p in pairs)
    assert_close(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=False, msg=msg or None)


def _differs(actual, expected, rtol, atol, equal_nan, check_dtype, where):
    """What is wrong, in torch's words, or None."""
    rest = rtol, atol, equal_nan, check_dtype
    if isinstance(actual, Tensor) and isinstance(expected, Tensor):
        return _tensors_differ(actual, expected, *rest, where)
    if isinstance(actual, dict) and isinstance(expected, dict):
        if set(actual) != set(expected):
            return "The keys of the mappings do not match:"
        pairs = [(actual[k], expected[k], f"[{k!r}]") for k in expected]
    elif isinstance(actual, list | tuple) and isinstance(expected, list | tuple):
        if len(actual) != len(expected):
            return f"The length of the sequences mismatch: {len(actual)} != {len(expected)}"
        pairs = [(a, e, f"[{i}]") for i, (a, e) in enumerate(zip(actual, expected))]
    elif isinstance(actual, int | float | complex) and isinstance(expected, int | float | complex):
        return _numbers_differ(actual, expected, rtol, atol, equal_nan, where)
    else:
        a, e = np.asarray(actual), np.asarray(expected)
        if a.dtype.kind not in "bifc" or e.dtype.kind not in "bifc":
            return None if actual == expected else f"Object comparison failed: {actual!r} != {expected!r}{_item(where)}"
        return _tensors_differ(_of(a), _of(e), *rest, where)
    for a, e, key in pairs:
        problem = _differs(a, e, *rest, where + key)
        if problem is not None:
            return problem
    return None


def _of(array):
    from ..functions.create import from_numpy

    return from_numpy(np.array(array))


def _item(where):
    return f"\n\nThe failure occurred for item {where}" if where else ""


def _numbers_differ(actual, expected, rtol, atol, equal_nan, where):
    if rtol is None:
        rtol, atol = (0.0, 0.0) if isinstance(actual, int) and isinstance(expected, int) else (1e-7, 1e-7)
    if actual == expected or (equal_nan and actual != actual and expected != expected):
        return None
    diff = abs(actual - expected)
    if math.isfinite(diff) and diff <= atol + rtol * abs(expected):
        return None
    if rtol == atol == 0:
        return f"Scalars are not equal!\n\nExpected {expected} but got {actual}.\nAbsolute difference: {diff}\nRelative difference: " \
               f"{diff / abs(expected) if expected else math.inf}{_item(where)}"  # fmt: skip
    relative = diff / abs(expected) if expected else math.inf
    return (
        f"Scalars are not close!\n\nExpected {expected} but got {actual}.\nAbsolute difference: {diff} (up to {atol} allowed)\n"
        f"Relative difference: {relative} (up to {rtol} allowed){_item(where)}"
    )


def _tensors_differ(actual, expected, rtol, atol, equal_nan, check_dtype, where):
    if actual.shape != expected.shape:
        return f"The values for attribute 'shape' do not match: {actual.shape} != {expected.shape}.{_item(where)}"
    if check_dtype and actual.dtype is not expected.dtype:
        return f"The values for attribute 'dtype' do not match: {actual.dtype} != {expected.dtype}.{_item(where)}"
    if rtol is None:
        pairs = [_TOLERANCE.get(t.dtype, (0.0, 0.0)) for t in (actual, expected)]
        rtol, atol = max(p[0] for p in pairs), max(p[1] for p in pairs)
    if any(getattr(type(t), "__torch_dispatch__", None) for t in (actual, expected)):  # they have no numbers of their own
        actual, expected = (t.detach() for t in (actual, expected))
        if (actual.isclose(expected, rtol=rtol, atol=atol, equal_nan=equal_nan)).all().item():
            return None
    a, e = (np.asarray(t._data) for t in (actual.detach(), expected.detach()))
    if a.dtype.kind in "biu":
        a, e = a.astype(np.int64), e.astype(np.int64)
    close = np.isclose(a, e, rtol=rtol, atol=atol, equal_nan=equal_nan)
    if close.all():
        return None
    return _report(a, e, close, rtol, atol) + _item(where)


def _report(a, e, close, rtol, atol):
    """torch's account of how many elements differ and by how much."""
    diff = np.abs(a - e)
    with np.errstate(all="ignore"):
        relative = diff / np.abs(e).astype(np.float32 if e.dtype.kind == "i" else np.abs(e).dtype)
    relative = relative.astype(np.float32) if e.dtype.kind == "i" else relative
    diff, relative = (np.where(close, d.dtype.type(0), d) for d in (diff, relative))
    exact = rtol == atol == 0
    if a.ndim == 0:
        allowed = ("", "") if exact else (f" (up to {atol} allowed)", f" (up to {rtol} allowed)")
        return (
            f"Scalars are not {'equal' if exact else 'close'}!\n\nExpected {e.item()} but got {a.item()}.\n"
            f"Absolute difference: {diff.item()}{allowed[0]}\nRelative difference: {relative.item()}{allowed[1]}"
        )
    lines = [f"Tensor-likes are not {'equal' if exact else 'close'}!", ""]
    wrong = int((~close).sum())
    lines.append(f"Mismatched elements: {wrong} / {a.size} ({wrong / a.size:.1%})")
    for name, values, bound in (("absolute", diff, atol), ("relative", relative, rtol)):
        at = np.unravel_index(np.argmax(values), values.shape)
        index = tuple(int(i) for i in at)
        allowed = "" if exact else f" (up to {bound} allowed)"
        lines.append(f"Greatest {name} difference: {values[at].item()} at index {index}{allowed}")
    return "\n".join(lines)


def make_tensor(*shape, dtype, device=None, low=None, high=None, requires_grad=False, noncontiguous=False, exclude_zero=False,
                memory_format=None):  # fmt: skip
    """A tensor of random values from `low` up to, without it, `high`."""
    sizes = list(shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape)
    whole = dtype.category < 2
    if requires_grad and whole:
        raise ValueError(f"`requires_grad=True` is not supported for boolean and integral dtypes, but got {dtype=}")
    if noncontiguous and memory_format is not None:
        raise ValueError(
            f"The parameters `noncontiguous` and `memory_format` are mutually exclusive, but got {noncontiguous=} and {memory_format=}"
        )
    low, high = _bounds(dtype, low, high)
    spread = noncontiguous and math.prod(sizes) > 1
    if spread:
        sizes[-1] *= 2
    if whole:
        t = randint(math.ceil(low), math.ceil(high), sizes, dtype=dtype)
    else:
        t = empty(sizes, dtype=dtype)
        with modes.no_grad():
            (view_as_real(t) if dtype.is_complex else t).uniform_(low, high)
    if spread:
        t = t[..., 1::2]
    elif memory_format is not None:
        t = t.clone(memory_format=memory_format)
    if exclude_zero:
        t[t == 0] = 1 if whole else float(np.finfo(dtype.np).tiny)
    return t if whole else t.requires_grad_(requires_grad)


def _bounds(dtype, low, high):
    """The ends of an interval, within what the dtype can hold; those left out are torch's."""
    if dtype is dtypes.bool_:
        least, most, usual = 0, 2, (0, 2)
    elif dtype.category == 1:
        ends = np.iinfo(dtype.np)
        least, most, usual = ends.min, ends.max + (dtype is not dtypes.int64), (-9, 10)
    else:
        ends = np.finfo(dtype.np)
        least, most, usual = float(ends.min), float(ends.max), (-9, 9)
    low, high = usual[0] if low is None else low, usual[1] if high is None else high
    if low != low or high != high:
        raise ValueError(f"`low` and `high` cannot be NaN, but got {low=} and {high=}")
    if low > high or (low == high and dtype.category < 2):
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    if high < least or low >= most:
        raise ValueError(
            f"The value interval specified by `low` and `high` is [{low}, {high}), but {dtype} only supports [{least}, {most})"
        )
    return min(max(low, least), most), min(max(high, least), most)


__getattr__ = missing("torch.testing")
