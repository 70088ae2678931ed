"""A Python number as one of a dtype, as PyTorch's kernels take it: checked for overflow, in PyTorch's words."""

import math

import numpy as np

from . import dtypes

CPP = {  # the C++ names of the types, as messages have them
    "uint8": "uint8_t", "uint16": "uint16_t", "uint32": "uint32_t", "uint64": "uint64_t", "int8": "int8_t", "int16": "int16_t",
    "int32": "int", "int64": "int64_t", "float16": "double", "bfloat16": "double", "float32": "float", "float64": "double",
    "complex64": "c10::complex<float>", "complex128": "c10::complex<double>",
}  # fmt: skip
GREATEST = float(np.finfo(np.float32).max)


def overflow(to):
    """The error for a number that the dtype `to` cannot hold."""
    return RuntimeError(f"value cannot be converted to type {CPP[to.name]} without overflow")


def scalar(value, to):
    """The Python number `value` as one that NumPy takes for the dtype `to`; RuntimeError where it overflows. Negative ones wrap in
    unsigned types, as in PyTorch; infinities are no overflow of a floating type."""
    if to.category == 0:
        return bool(value)
    if value.__class__ is complex and to.category != 3:
        if value.imag:
            raise overflow(to)
        value = value.real
    if to.category == 1:
        return _whole(value, to)
    if to is dtypes.float32 or to is dtypes.complex64:
        for part in (value.real, value.imag):
            if part.__class__ is float and abs(part) > GREATEST and not math.isinf(part):
                raise overflow(to)
    return value


def _whole(value, to):
    bounds = np.iinfo(to.np)
    if isinstance(value, float):
        if not bounds.min <= value <= bounds.max:  # not a number neither
            raise overflow(to)
        return int(value)
    value = int(value)
    if bounds.min <= value <= bounds.max:
        return value
    if to.np.kind == "u" and -bounds.max <= value < 0:
        return value % (bounds.max + 1)
    raise overflow(to)
