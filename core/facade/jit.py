"""torch.jit: scripting and tracing give back what runs as it is written. There is no TorchScript graph or code.

A scripted or traced module is the module, so it trains, prints its values and can be saved as one.
"""

import warnings
from typing import Any, Final, Optional, Union  # noqa: F401

from ..nn.module import Module
from .parts import missing, part

_OLD = "`torch.jit.{}` is deprecated. Please switch to `torch.compile` or `torch.export`."


class ScriptModule(Module):
    """The base class of modules that torch.jit makes."""


class Error(Exception):
    """Errors of TorchScript's interpreter; nothing here raises any."""


class TracerWarning(Warning):
    """Warnings of tracing; nothing here gives any."""


ScriptModule.__module__ = "torch.jit._script"
Error.__module__ = "torch.jit"


def _warn(name):
    warnings.warn(_OLD.format(name), DeprecationWarning, stacklevel=1)


def enable_onednn_fusion(enabled):
    """Fusing of calls concerns compiled graphs, of which there are none."""


def _as_is(f=None, **kw):
    """A decorator that changes nothing."""
    return f if f is not None else lambda g: g


def script(obj, optimize=None, _frames_up=0, _rcb=None, example_inputs=None):
    """The function, class or module itself."""
    _warn("script")
    return obj


def trace(func, example_inputs=None, optimize=None, check_trace=True, **kw):
    """The function or module, called once with `example_inputs`, as tracing does."""
    _warn("trace")
    example = kw.get("example_kwarg_inputs")
    if example is not None:
        func(**example)
    elif example_inputs is not None:
        func(*(example_inputs if isinstance(example_inputs, tuple | list) else (example_inputs,)))
    return func


def trace_module(mod, inputs, optimize=None, check_trace=True, **kw):
    """The module, each of its methods in `inputs` called once with what is given there."""
    _warn("trace_method")
    for name, example in inputs.items():
        getattr(mod, name)(*(example if isinstance(example, tuple | list) else (example,)))
    return mod


def script_method(fn):
    _warn("script_method")
    return fn


def annotate(the_type, the_value):
    return the_value


def freeze(mod, preserved_attrs=None, optimize_numerics=True):
    return mod


def optimize_for_inference(mod, other_methods=None):
    return mod


def is_scripting():
    return False


is_tracing = is_scripting
ignore = unused = export = interface = _overload = _overload_method = script_if_tracing = _script_if_tracing = _as_is


def save(m, f, _extra_files=None):
    """Saves a module as torch.save does."""
    from ..saving import save as write

    write(m, f)


def load(f, map_location=None, _extra_files=None):
    """Reads what save() wrote; the classes of its modules must be imported by then."""
    from ..saving import load as read

    return read(f, weights_only=False)


part(__name__, "annotations", List=list, Dict=dict, Tuple=tuple, Optional=Optional, Union=Union, Any=Any,
     **{f"BroadcastingList{n}": list for n in range(1, 7)})  # fmt: skip
__getattr__ = missing("torch.jit")
