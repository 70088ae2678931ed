"""What autocast is set to in each kind of device, and torch's functions that ask and set it: torch.is_autocast_enabled() and its kin."""

import warnings

from .. import dtypes
from ..functions import autocast as casting

_chosen = {"cpu": dtypes.bfloat16, "cuda": dtypes.float16}
_on = {"cuda": False}  # a machine without CUDA remembers it and does nothing
_rest = {"cached": True, "depth": 0}


def is_autocast_enabled(device_type="cuda"):
    return casting.target() is not None if device_type == "cpu" else _on.get(device_type, False)


def set_autocast_enabled(device_type, enabled=None):
    """set_autocast_enabled(device_type, enabled), or with `enabled` alone for CUDA."""
    device_type, enabled = ("cuda", device_type) if enabled is None else (device_type, enabled)
    if device_type == "cpu":
        casting.switch(_chosen["cpu"] if enabled else None)
    else:
        _on[device_type] = bool(enabled)


def get_autocast_dtype(device_type):
    return _chosen.get(device_type, dtypes.float16)


def set_autocast_dtype(device_type, dtype):
    _chosen[device_type] = dtype
    if device_type == "cpu" and casting.target() is not None:
        casting.switch(dtype)


def is_autocast_cache_enabled():
    return _rest["cached"]


def set_autocast_cache_enabled(enabled):
    _rest["cached"] = bool(enabled)


def clear_autocast_cache():
    """No cast is kept for later, so there is nothing to clear."""


def autocast_increment_nesting():
    _rest["depth"] += 1
    return _rest["depth"]


def autocast_decrement_nesting():
    _rest["depth"] -= 1
    return _rest["depth"]


def _old(old, new, line, do):
    """A function of PyTorch that says what took its place."""
    text = f"torch.{old} is deprecated. Please use torch.{new} instead. (Triggered internally at "
    text += f"/__w/pytorch/pytorch/torch/csrc/autograd/init.cpp:{line}.)"

    def function(*args):
        warnings.warn(text, DeprecationWarning, stacklevel=2)
        return do(*args)

    function.__name__ = function.__qualname__ = old.partition("(")[0]
    return function


set_autocast_cpu_enabled = _old("set_autocast_cpu_enabled(enabled)", "set_autocast_enabled('cpu', enabled)", 874,
                                lambda enabled: set_autocast_enabled("cpu", enabled))  # fmt: skip
is_autocast_cpu_enabled = _old("is_autocast_cpu_enabled()", "is_autocast_enabled('cpu')", 883, lambda: is_autocast_enabled("cpu"))
set_autocast_gpu_dtype = _old("set_autocast_gpu_dtype(dtype)", "set_autocast_dtype('cuda', dtype)", 952,
                              lambda dtype: set_autocast_dtype("cuda", dtype))  # fmt: skip
set_autocast_cpu_dtype = _old("set_autocast_cpu_dtype(dtype)", "set_autocast_dtype('cpu', dtype)", 967,
                              lambda dtype: set_autocast_dtype("cpu", dtype))  # fmt: skip
get_autocast_gpu_dtype = _old("get_autocast_gpu_dtype()", "get_autocast_dtype('cuda')", 1007, lambda: get_autocast_dtype("cuda"))
get_autocast_cpu_dtype = _old("get_autocast_cpu_dtype()", "get_autocast_dtype('cpu')", 1016, lambda: get_autocast_dtype("cpu"))
