"""torch.overrides: questions about `__torch_function__`, which classes of the user may override, and the modes that see every function."""

from ..function_modes import BaseTorchFunctionMode, Looked, TorchFunctionMode, resolved  # noqa: F401
from .parts import missing


def has_torch_function(relevant_args):
    from ..function_modes import _modes
    from ..subclasses import own

    return bool(_modes) or any(own(a) is not None for a in relevant_args)


def has_torch_function_unary(arg):
    return has_torch_function((arg,))


def has_torch_function_variadic(*args):
    return has_torch_function(args)


def is_tensor_like(inp):
    from ..tensor import Tensor

    return isinstance(inp, Tensor) or hasattr(inp, "__torch_function__")


def is_tensor_method_or_property(func):
    """Is it a method of Tensor's, or what reads one of its properties?"""
    from ..tensor import Tensor

    return func in _of_tensor(Tensor) or getattr(func, "__name__", "") == "__get__"


def _of_tensor(cls):
    return {m for name in dir(cls) if callable(m := getattr(cls, name, None)) and getattr(m, "__hash__", None)}


def handle_torch_function(public_api, relevant_args, *args, **kwargs):
    """Asks the modes, then the classes of `relevant_args`, what `public_api` is to give."""
    from ..function_modes import _asked, _modes
    from ..subclasses import _ask, _classes

    if _modes:
        return _asked(Looked(public_api, public_api.__name__, "torch"), args, kwargs)
    return _ask(public_api, _classes(relevant_args, {}), args, kwargs)


def wrap_torch_function(dispatcher):
    """Decorates a function so that classes and modes may override it; `dispatcher(*args)` gives the arguments that are asked."""
    import functools

    def inner(func):
        @functools.wraps(func)
        def wrapped(*args, **kwargs):
            relevant = dispatcher(*args, **kwargs)
            if has_torch_function(relevant):
                return handle_torch_function(wrapped, relevant, *args, **kwargs)
            return func(*args, **kwargs)

        return wrapped

    return inner


def get_overridable_functions():
    """{module or class: [its functions that ask `__torch_function__`]}."""
    import sys

    from .. import functions
    from ..api import TABLES
    from ..tensor import Tensor

    functions.load_all()
    facade = sys.modules[__package__]
    ignored = get_ignored_functions()
    found = {home: [f for name in TABLES[place] if (f := getattr(home, name, None)) is not None and f not in ignored]
             for place, home in (("torch", facade), ("F", facade.nn.functional), ("linalg", facade.linalg), ("fft", facade.fft))}  # fmt: skip
    return {**found, Tensor: [m for name in dir(Tensor) if not name.startswith("__") and callable(m := getattr(Tensor, name, None))]}


_MAKERS = """arange as_strided as_tensor bartlett_window blackman_window can_cast empty empty_strided eye from_file from_numpy full get_default_dtype
get_device get_num_threads hamming_window hann_window initial_seed is_grad_enabled is_storage is_tensor kaiser_window linspace load logspace
manual_seed ones promote_types rand randint randn randperm range result_type save scalar_tensor seed set_default_dtype set_flush_denormal
set_grad_enabled set_num_threads set_printoptions sparse_coo_tensor tensor tril_indices triu_indices vander zeros""".split()


def get_ignored_functions():
    """The functions that no class can override: those that make tensors out of none, and settings."""
    import sys

    facade = sys.modules[__package__]
    return {f for name in _MAKERS if (f := getattr(facade, name, None)) is not None}


def resolve_name(f):
    """The name by which a user finds the function: torch.Tensor.add, torch.nn.functional.relu, …"""
    import sys

    from ..api import MODULES, TABLES
    from ..tensor import Tensor

    if isinstance(f, Looked):
        return resolved(f)
    facade = sys.modules[__package__]
    for place, home in (("torch", facade), ("F", facade.nn.functional), ("linalg", facade.linalg), ("fft", facade.fft)):
        for name in TABLES[place]:
            if getattr(home, name, None) is f:
                return f"{MODULES[place]}.{name}"
    name = getattr(f, "__name__", "")
    return f"torch.Tensor.{name}" if getattr(Tensor, name, None) is f else None


__getattr__ = missing("torch.overrides")


def enable_reentrant_dispatch():
    """Within a handler of operators: gradients are followed again."""
    from ..dispatch import Reentrant

    return Reentrant()
