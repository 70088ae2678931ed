"""torch's texts for the errors that many ops share."""

import sys
import warnings

import numpy as np

from . import dtypes
from . import state as S
from .signatures import NUMBERS_ARE_TENSORS, python_name

HERE = __file__.removesuffix("errors.py")  # the folder of the core


def broadcast_error(*arrays):
    """Raises torch's error for shapes that don't broadcast; re-raises the ValueError at hand if that was not the reason."""
    shapes = [np.shape(a) for a in arrays if a is not None]
    a = shapes[0]
    for b in shapes[1:]:
        n = max(len(a), len(b))
        pa, pb = (1,) * (n - len(a)) + tuple(a), (1,) * (n - len(b)) + tuple(b)
        for i in range(n - 1, -1, -1):
            if pa[i] != pb[i] and 1 not in (pa[i], pb[i]):
                raise RuntimeError(
                    f"The size of tensor a ({pa[i]}) must match the size of tensor b ({pb[i]}) at non-singleton dimension {i}"
                ) from None
        a = tuple(y if x == 1 else x for x, y in zip(pa, pb))
    raise


def no_memory(n):
    """The error for `n` bytes that are not to be had."""
    return RuntimeError(
        f"[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate {n} bytes. Error "
        "code 12 (Cannot allocate memory)"
    )


def check_countable(shape, itemsize):
    """Refuses a size whose elements, steps or bytes 64 bits cannot count."""
    count = 1
    for n in shape:
        count *= n
    step = 1
    for n in reversed(shape[1:]):
        step *= max(n, 1)
    if count >= 2**63:
        raise RuntimeError("numel: integer multiplication overflow")
    if step >= 2**63:
        raise RuntimeError("Stride calculation overflowed")
    if count * itemsize >= 2**63:
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(shape)}")


def cast_error(have, want):
    raise RuntimeError(f"result type {have.legacy} can't be cast to the desired output type {want.legacy}")


def type_name(x):
    from .tensor import Tensor

    return "Tensor" if isinstance(x, Tensor) else type(x).__name__


OPERATIONS = ("BINARY_", "COMPARE_", "INPLACE_", "CONTAINS_")  # of Python's code, where it asks the other operand, too


def takes_part(value):
    """Has an object that is no tensor a say in what torch's functions do with it (see subclasses.py)?"""
    return hasattr(type(value), "__torch_function__")


def not_a_tensor(function, argument, position, value, number=False):
    """Makes a tensor of a number where torch would (`number`: NumPy's too); NotImplemented in an operator, so that Python asks the other
    operand; raises torch's TypeError for anything else."""
    from .tensor import wrap

    if number and isinstance(value, np.generic | bool):
        return wrap(np.asarray(value)[()])
    if isinstance(value, int | float | complex | np.generic) and function in NUMBERS_ARE_TENSORS:
        return wrap(np.asarray(value, None if isinstance(value, np.generic) else dtypes.of_number(value).np)[()])
    import dis

    called = sys._getframe(1)
    caller = called.f_back
    while caller.f_code.co_name in ("stub", "__call__", "div", "public") and "/core/" in caller.f_code.co_filename:
        caller = caller.f_back
    operation = dis.opname[caller.f_code.co_code[caller.f_lasti]] if caller.f_lasti >= 0 else ""
    operator = called.f_code.co_name.startswith("__") or operation.startswith(OPERATIONS)
    if isinstance(value, np.ndarray) and operator:
        return wrap(value) if function == "eq" else NotImplemented  # so that NumPy does it, and wraps the result: see __array_wrap__
    if operator and not takes_part(value):
        return NotImplemented
    name = "input" if argument == "self" else argument
    raise TypeError(
        f"{function}(): argument '{name}' (position {position + 1}) must be Tensor, not {python_name(value)}"
    )


def dim_error(dim, ndim):
    low, high = (-ndim, ndim - 1) if ndim else (-1, 0)
    raise IndexError(f"Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})")


def check_dim(dim, ndim):
    """`dim` counted from the front; IndexError in torch's words."""
    dim = int(dim)
    if not -max(ndim, 1) <= dim < max(ndim, 1):
        dim_error(dim, ndim)
    return dim + max(ndim, 1) if dim < 0 else dim


def check_axis(dim, ndim):
    """The same for functions that refuse a tensor without dimensions."""
    if not ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return check_dim(dim, ndim)


def check_same_dtype(a, b, text="expected m1 and m2 to have the same dtype, but got: {} != {}", legacy=False):
    da, db = dtypes.of(a), dtypes.of(b)
    if da is not db:
        raise RuntimeError(text.format(*((d.legacy if legacy else _c_name(d)) for d in (da, db))))


def _c_name(d):
    return {"float32": "float", "float64": "double", "int64": "long int", "int32": "int", "float16": "c10::Half",
            "bfloat16": "c10::BFloat16", "int16": "short int", "int8": "signed char", "uint8": "unsigned char",
            "bool": "bool", "complex64": "c10::complex<float>", "complex128": "c10::complex<double>"}.get(d.name, d.name)  # fmt: skip


def warn(text, category=UserWarning):
    """Warns at the line outside the core that led here, however many calls lie between."""
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(HERE):
        level, frame = level + 1, frame.f_back
    warnings.warn(text, category, stacklevel=level)


def warn_once(text):
    """Gives the user a warning that PyTorch gives once in a process."""
    if text not in S.told:
        S.told.add(text)
        warn(text)
