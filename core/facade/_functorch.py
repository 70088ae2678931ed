"""The package functorch, from the time before torch.func: its transforms, and modules as functions of their parameters; each warns."""

import functools
import warnings
from copy import deepcopy

from .. import functional_transforms as _transforms
from ..functional_modules import functional_call, stack_module_state
from ..nn.module import Module
from ..vmapping import vmap as _vmap

_OLD = (
    "We've integrated functorch into PyTorch. As the final step of the integration, `functorch.{}` is deprecated as of PyTorch 2.0 and "
    "will be deleted in a future version of PyTorch >= 2.3. Please use `{}` instead; see the PyTorch 2.0 release notes and/or the "
    "`torch.func` migration guide for more details https://pytorch.org/docs/main/func.migrating.html"
)


def _deprecated(f, instead):
    @functools.wraps(f)
    def old(*args, **kwargs):
        warnings.warn(_OLD.format(f.__name__, instead), FutureWarning, stacklevel=2)
        return f(*args, **kwargs)

    return old


class _Functional(Module):
    """A module without state of its own: what it is called with begins with the parameters (and the buffers)."""

    def __init__(self, stateless_model, *names):
        super().__init__()
        self.stateless_model, self._names = stateless_model, names

    def forward(self, *args, **kwargs):
        state = {}
        for names, values in zip(self._names, args):
            state.update(zip(names, values))
        return functional_call(self.stateless_model, state, args[len(self._names) :], kwargs)


class FunctionalModule(_Functional):
    """`f(params, *inputs)`, which make_functional makes."""


class FunctionalModuleWithBuffers(_Functional):
    """`f(params, buffers, *inputs)`, which make_functional_with_buffers makes."""


def _taken(named, disable_autograd_tracking=False):
    """(names, tensors) of a copied module's parameters or buffers."""
    named = dict(named)
    for t in named.values():
        if disable_autograd_tracking:
            t.requires_grad_(False)
    return tuple(named), tuple(named.values())


def make_functional(model, disable_autograd_tracking=False):
    """(f, params): f(params, *inputs) is what model(*inputs) is with these parameters, copies of the model's."""
    if list(model.buffers()):
        raise RuntimeError("make_functional(model): `model` has buffers. Please use make_functional_with_buffers(model) instead.")
    f, params, _ = _made(FunctionalModule, model, disable_autograd_tracking)
    return f, params


def make_functional_with_buffers(model, disable_autograd_tracking=False):
    """(f, params, buffers): f(params, buffers, *inputs) is what model(*inputs) is with them."""
    return _made(FunctionalModuleWithBuffers, model, disable_autograd_tracking)


def _made(kind, model, disable_autograd_tracking):
    names, params = _taken(deepcopy(model).named_parameters(), disable_autograd_tracking)
    buffer_names, buffers = _taken(deepcopy(model).named_buffers())
    return kind(deepcopy(model), *(names, buffer_names)[: 1 if kind is FunctionalModule else 2]), params, buffers


def combine_state_for_ensemble(models):
    """(f, params, buffers) for torch.vmap over models of one class, whose parameters and buffers are stacked."""
    if len(models) == 0:
        raise RuntimeError("combine_state_for_ensemble: Expected at least one model, got 0.")
    if len({m.training for m in models}) > 1:
        raise RuntimeError("combine_state_for_ensemble: Expected all models to have the same training/eval mode.")
    if len({type(m) for m in models}) > 1:
        raise RuntimeError("combine_state_for_ensemble: Expected all models to be of the same class.")
    f, _, _ = _made(FunctionalModuleWithBuffers, models[0], False)
    params, buffers = stack_module_state(models)
    return f, tuple(t.detach() for t in params.values()), tuple(buffers.values())


for _name in ("grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "vjp"):
    globals()[_name] = _deprecated(getattr(_transforms, _name), f"torch.func.{_name}")
vmap = _deprecated(_vmap, "torch.vmap")
make_functional, make_functional_with_buffers = (
    _deprecated(f, "torch.func.functional_call") for f in (make_functional, make_functional_with_buffers)
)
combine_state_for_ensemble = _deprecated(combine_state_for_ensemble, "torch.func.stack_module_state")
for _class in (FunctionalModule, FunctionalModuleWithBuffers):
    _class.__module__ = "torch._functorch.make_functional"
