"""Parametrizations: a parameter computed from another, each time it is asked for (torch.nn.utils.parametrize)."""

import collections.abc
from contextlib import contextmanager
from copy import deepcopy

from ..modes import no_grad
from ..tensor import Parameter, Tensor
from .containers import ModuleDict, ModuleList
from .module import Module

_cache, _depth = {}, 0


@contextmanager
def cached():
    """Inside, each parametrized tensor is computed once."""
    global _depth
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        if not _depth:
            _cache.clear()


def _register(module, name, value):
    (module.register_parameter if isinstance(value, Parameter) else module.register_buffer)(name, value)


def _set(to, value):
    """torch's Tensor.set_: `to` takes over value's memory."""
    to.data = value.detach()


def _fits(what, flag, kind, names, had, has):
    if had != has:
        raise ValueError(
            f"{what} may not change the {kind} of the tensor, unless {flag} flag is enabled.\n{names[0]} {kind}: {had}\n{names[1]} {kind}: {has}"
        )


class ParametrizationList(ModuleList):
    """The parametrizations of one tensor and what they start from: `original`, or `original0`, `original1`, …"""

    def __init__(self, modules, original, unsafe=False):
        if not modules:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        shape, dtype = original.shape, original.dtype
        with no_grad():
            new = self._back(original)
        self.is_tensor = isinstance(new, Tensor)
        if not self.is_tensor and not isinstance(new, collections.abc.Sequence):
            raise ValueError(
                f"'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got {type(new).__name__}"
            )
        self.ntensors = 1 if self.is_tensor else len(new)
        if self.is_tensor:
            if dtype != new.dtype:
                raise ValueError(
                    "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                    f"original.dtype: {dtype}\nright_inverse(original).dtype: {new.dtype}"
                )
            if new is not original:
                _set(original, new)
            _register(self, "original", original)
        else:
            for i, t in enumerate(new):
                if not isinstance(t, Tensor):
                    raise ValueError(
                        "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got element "
                        f"{i} of the sequence with type {type(t).__name__}."
                    )
                t = Parameter(t.detach(), original.requires_grad) if isinstance(original, Parameter) else t
                _register(self, f"original{i}", t)
        if not unsafe:
            self._check(shape, dtype)

    def _back(self, value):
        for module in reversed(list(self)):
            if hasattr(module, "right_inverse"):
                try:
                    value = module.right_inverse(value)
                except NotImplementedError:
                    continue
        return value

    def _check(self, shape, dtype):
        z = self()
        if not isinstance(z, Tensor):
            raise ValueError(f"A parametrization must return a tensor. Got {type(z).__name__}.")
        names = ("unparametrized", "parametrized")
        _fits("Registering a parametrization", "`unsafe`", "dtype", names, dtype, z.dtype)
        _fits("Registering a parametrization", "`unsafe`", "shape", names, shape, z.shape)

    def right_inverse(self, value):
        """Assigning to the parametrized tensor: `original` becomes what yields `value`."""
        with no_grad():
            for module in reversed(list(self)):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(f"parametrization {type(module).__name__} does not implement right_inverse.")
                value = module.right_inverse(value)
            if self.is_tensor:
                if not isinstance(value, Tensor):
                    raise ValueError(f"`right_inverse` should return a tensor. Got {type(value).__name__}")
                _set(self.original, value)
                return
            for i, t in enumerate(value):
                _set(getattr(self, f"original{i}"), t)

    def forward(self):
        first, *others = self._modules.values()
        if self.is_tensor:
            x = first(self.original)
        else:
            x = first(*(getattr(self, f"original{i}") for i in range(self.ntensors)))
        for module in others:
            x = module(x)
        return x


def _new_class(module):
    """The module gets a class of its own, which the property can be put into."""
    cls = type(module)

    def copy(self, memo):
        if id(self) in memo:
            return memo[id(self)]
        replica = self.__new__(type(self))
        memo[id(self)] = replica
        replica.__dict__ = deepcopy(self.__dict__, memo)
        return replica

    body = {"__deepcopy__": copy, "__getstate__": _not_pickled, "__module__": cls.__module__}
    module.__class__ = type(f"Parametrized{cls.__name__}", (cls,), body)


def _not_pickled(module):
    raise RuntimeError(
        "Serialization of parametrized modules is only supported through state_dict(). See:\n"
        "https://pytorch.org/tutorials/beginner/saving_loading_models.html"
        "#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training"
    )


def _property(name):
    def get(self):
        parametrization = self.parametrizations[name]
        if not _depth:
            return parametrization()
        key = (id(self), name)
        if key not in _cache:
            _cache[key] = parametrization()
        return _cache[key]

    def put(self, value):
        self.parametrizations[name].right_inverse(value)

    return property(get, put)


def register_parametrization(module, tensor_name, parametrization, *, unsafe=False):
    """Has module.TENSOR_NAME computed by `parametrization` from what it was; further ones are applied after it."""
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            y = getattr(module, tensor_name)
            x = parametrization(y)
            if not isinstance(x, Tensor):
                raise ValueError(f"A parametrization must return a tensor. Got {type(x).__name__}.")
            for kind in ("dtype", "shape"):
                names = (f"module.{tensor_name}.{kind}", f"parametrization(module.{tensor_name}).{kind}")
                if getattr(x, kind) != getattr(y, kind):
                    raise ValueError(
                        f"Registering a parametrization may not change the {kind} of the tensor, unless the `unsafe` flag is enabled.\n"
                        f"{names[0]}: {getattr(y, kind)}\n{names[1]}: {getattr(x, kind)}"
                    )
        module.parametrizations[tensor_name].append(parametrization)
        module.parametrizations[tensor_name].unsafe |= unsafe
    elif tensor_name in module._buffers or tensor_name in module._parameters:
        parametrizations = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe=unsafe)
        delattr(module, tensor_name)
        if not is_parametrized(module):
            _new_class(module)
            module.parametrizations = ModuleDict()
        setattr(type(module), tensor_name, _property(tensor_name))
        module.parametrizations[tensor_name] = parametrizations
    else:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name '{tensor_name}'"
        )
    return module


def is_parametrized(module, tensor_name=None):
    """Has the module (or its tensor of this name) a parametrization?"""
    found = module.__dict__.get("_modules", {}).get("parametrizations")
    if not isinstance(found, ModuleDict):
        return False
    return len(found) > 0 if tensor_name is None else tensor_name in found


def remove_parametrizations(module, tensor_name, leave_parametrized=True):
    """Makes the tensor an ordinary one again, with its present value or the original's."""
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    found = module.parametrizations[tensor_name]
    if found.is_tensor:
        original = found.original
        if leave_parametrized:
            with no_grad():
                _set(original, getattr(module, tensor_name))
    elif leave_parametrized:
        t = getattr(module, tensor_name)
        original = Parameter(t.detach()) if t.requires_grad else t
    else:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors."
        )
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    _register(module, tensor_name, original)
    if not is_parametrized(module):
        Module.__delattr__(module, "parametrizations")
        module.__class__ = type(module).__bases__[0]
    return module


def type_before_parametrizations(module):
    """The class the module had."""
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


ParametrizationList.__module__ = "torch.nn.utils.parametrize"


def transfer_parametrizations_and_params(from_module, to_module, tensor_name=None):
    """`to_module` gets the parametrizations of `from_module` (of one tensor or of all) and what they start from."""
    if not is_parametrized(from_module):
        return to_module
    for name in list(from_module.parametrizations) if tensor_name is None else [tensor_name]:
        given = from_module.parametrizations[name]
        if not hasattr(to_module, name):
            setattr(to_module, name, Parameter(getattr(from_module, name)))
        for module in given:
            register_parametrization(to_module, name, module)
        starts = ["original"] if hasattr(given, "original") else [f"original{i}" for i in range(given.ntensors)]
        for start in starts:
            setattr(to_module.parametrizations[name], start, getattr(given, start))
    return to_module
