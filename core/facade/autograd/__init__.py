"""torch.autograd."""

import importlib as _importlib

from ...anomaly import detect_anomaly, set_detect_anomaly
from ...engine import backward, grad
from ...function import Function
from ...functions.autograd import Variable
from ...modes import (
    enable_grad,
    inference_mode,
    is_multithreading_enabled,
    no_grad,
    set_grad_enabled,
    set_multithreading_enabled,
)
from .gradcheck import gradcheck, gradgradcheck

_LAZY = ("function", "functional", "graph", "gradcheck", "forward_ad", "variable", "grad_mode", "anomaly_mode", "profiler")


def kineto_available():
    """Can the profiler tell of what a processor does? As PyTorch's wheels say; the profiler here tells of operators."""
    return True


def __getattr__(name):
    if name in _LAZY:
        try:
            return _importlib.import_module(f"{__package__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__package__}.{name}":
                raise
    raise AttributeError(
        f"module 'torch.autograd' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.autograd.{name}; `retrograd api` lists what it has.)"
    )


__all__ = ["Function", "Variable", "backward", "detect_anomaly", "enable_grad", "grad", "gradcheck",
           "gradgradcheck", "inference_mode", "is_multithreading_enabled", "no_grad", "set_detect_anomaly",
           "set_grad_enabled", "set_multithreading_enabled"]  # fmt: skip
