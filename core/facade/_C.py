"""The few names of torch._C that programs about the engine itself use."""

import importlib
import types

from .. import state as S
from ..archives import PyTorchFileReader  # noqa: F401
from ..function import DelayedError as _DelayedError
from ..function import Function
from ..node import LEAF, AccumulateGrad, Node
from ..samples import levels as _levels
from ..subclasses import DisableTorchFunctionSubclass
from ..tensor import Tensor
from ..tensor_protocols import disabled as _disabled_torch_function_impl  # noqa: F401

_CORE = __package__.rpartition(".")[0]


def _will_engine_execute_node(node):
    """Will the backward that runs now come to this node? To be asked inside a hook."""
    run = S.running
    if not isinstance(node, Node):
        raise RuntimeError("_will_engine_execute_node expects an grad_fn")
    if run is None:
        raise RuntimeError("_will_engine_execute_node should only be called during the backward pass")
    if node.kind == LEAF and not run.accumulate:
        raise RuntimeError(
            "A leaf node was passed to _will_engine_execute_node but we are currently running autograd.grad(). This is currently not supported."
        )
    return node.mark == run.mark and (run.useful is None or node in run.useful)


class ScriptMethod:
    """A method of compiled code; no program here has one."""


_TensorMeta = type(Tensor)
DisableTorchFunction = DisableTorchFunctionSubclass


class Value:
    """A value in a compiled program's graph; no program here has one."""


class SymInt:
    """A size that a compiler does not know yet; no number here is one."""


class SymFloat:
    """A number that a compiler does not know yet."""


class SymBool:
    """A truth that a compiler does not know yet."""


SymInt.__module__ = SymFloat.__module__ = SymBool.__module__ = "torch"


def _get_tracing_state():
    """Nothing is traced."""


def _log_api_usage_once(event):
    """Nothing is counted."""


class _UndefinedGrad(Function):
    """The identity, whose gradient is no gradient."""

    @staticmethod
    def forward(ctx, *tensors):
        out = tuple(t.view_as(t) for t in tensors)
        return out if len(out) > 1 else out[0]

    @staticmethod
    def backward(ctx, *grads):
        return (None,) * len(grads)


class UndefinedGrad:
    """`UndefinedGrad()(t)` is t; no gradient comes back through it."""

    def __call__(self, *tensors):
        return _UndefinedGrad.apply(*tensors)


class DelayedError:
    """`DelayedError(text, n)(t, …)` is t, …; a backward through it raises."""

    def __init__(self, text, num_inputs):
        self.text = text

    def __call__(self, *tensors):
        out = _DelayedError.apply(self.text, *tensors)
        return out if len(out) > 1 else out[0]


_functions = types.SimpleNamespace(AccumulateGrad=AccumulateGrad, UndefinedGrad=UndefinedGrad, DelayedError=DelayedError)


class _Of:
    """The C++ side of a module of torch's, whose functions are the module's own."""

    def __init__(self, module, prefix=""):
        self._module, self._prefix = module, prefix

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        found = importlib.import_module(f"{__package__}.{self._module}")
        return getattr(found, {"log_sigmoid": "logsigmoid"}.get(name, name.removeprefix(self._prefix)))


def _are_functorch_transforms_active():
    """Does a vmap run now?"""
    return bool(_levels)


_nn, _linalg, _fft, _special = _Of("nn.functional"), _Of("linalg", "linalg_"), _Of("fft", "fft_"), _Of("special", "special_")

_LATE = {  # names by the modules that have them, and what they are called there
    "_ConvBackend": ("conv_backends", "ConvBackend"),
    "_select_conv_backend": ("conv_backends", "select"),
    "_DisableTorchDispatch": ("dispatch", "Untold"),
    "DispatchKey": ("dispatch_keys", "DispatchKey"),
    "DispatchKeySet": ("dispatch_keys", "DispatchKeySet"),
    "_ExcludeDispatchKeyGuard": ("dispatch_keys", "ExcludeDispatchKeyGuard"),
}


def __getattr__(name):
    if name not in _LATE:
        raise AttributeError(f"module 'torch._C' has no attribute '{name}'")
    home, thing = _LATE[name]
    return getattr(importlib.import_module(f"{_CORE}.{home}"), thing)
