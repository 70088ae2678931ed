"""Calling a Module that has hooks: forward pre hooks, forward, forward hooks, and hooks on its gradients."""

import warnings
from collections import OrderedDict

from .. import state as S
from ..function import Function
from ..node import RemovableHandle
from ..tensor import Tensor

EVERY = {
    "pre": OrderedDict(),
    "forward": OrderedDict(),
    "backward": OrderedDict(),
    "backward_pre": OrderedDict(),
}  # hooks of all modules
_WITH_KWARGS = set()
NO_INPUTS = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require gradients. See "
    "https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more details."
)


def _register(kind, hook):
    from .module import Module

    Module._hooked = True
    return RemovableHandle(EVERY[kind], hook)


def register_module_forward_pre_hook(hook):
    """hook(module, args) before every module's forward."""
    return _register("pre", hook)


def register_module_forward_hook(hook, *, with_kwargs=False, always_call=False):
    """hook(module, args, output) after every module's forward."""
    handle = _register("forward", hook)
    if with_kwargs:
        _WITH_KWARGS.add(handle.id)
    return handle


def register_module_full_backward_hook(hook):
    """hook(module, grad_input, grad_output) for every module."""
    return _register("backward", hook)


register_module_backward_hook = register_module_full_backward_hook


def register_module_full_backward_pre_hook(hook):
    """hook(module, grad_output) for every module."""
    return _register("backward_pre", hook)


def _still_hooked(module):
    """Are there hooks at all, now? Where none are left, calls take the short way again."""
    from .module import Module

    if any(EVERY.values()):
        return True
    Module._hooked = False
    own = (module._forward_hooks, module._forward_pre_hooks, module._backward_hooks, module._backward_pre_hooks)
    if not any(own):
        module.__dict__.pop("_hooked", None)
    return any(own)


def call(module, args, kw):
    """module.forward with everything that hooks add to it."""
    if not _still_hooked(module):
        return module.forward(*args, **kw)
    args, kw = _before(module, args, kw)
    backward = module._backward_hooks or module._backward_pre_hooks or EVERY["backward"] or EVERY["backward_pre"]
    legacy = module.__dict__.get("_legacy_backward", ())
    full = backward and not any(i in legacy for i in module._backward_hooks)
    watch = _Watch(module) if full else None
    if watch is not None:
        args = watch.inputs(args)
    try:
        result = module.forward(*args, **kw)
    except Exception:
        always = module.__dict__.get("_always_called", ())
        for hook in [h for i, h in module._forward_hooks.items() if i in always]:
            hook(module, args, None)
        raise
    with_kw = {*module.__dict__.get("_forward_with_kwargs", ()), *_WITH_KWARGS}
    for i, hook in [*EVERY["forward"].items(), *module._forward_hooks.items()]:
        changed = hook(module, args, kw, result) if i in with_kw else hook(module, args, result)
        if changed is not None:
            result = changed
    if watch is not None:
        result = watch.outputs(result)
    elif backward:
        _legacy(module, result)
    return result


def _before(module, args, kw):
    for i, hook in [*EVERY["pre"].items(), *module._forward_pre_hooks.items()]:
        if i in module.__dict__.get("_pre_with_kwargs", ()):
            changed = hook(module, args, kw)
            if changed is not None:
                args, kw = changed
        else:
            changed = hook(module, args)
            if changed is not None:
                args = changed if isinstance(changed, tuple) else (changed,)
    return args, kw


NOTHING_TO_CHANGE = (
    "Backward hook for Modules where no input requires gradient should always return None or None for all gradients."
)


class _Pass(Function):
    """Hands its tensors through, so that their gradients pass one node."""

    @staticmethod
    def forward(ctx, *tensors):
        ctx.mark_non_differentiable(*(t for t in tensors if not t.requires_grad))
        return tensors

    @staticmethod
    def backward(ctx, *grads):
        return grads


_Pass._backward_cls.__name__ = _Pass._backward_cls.__qualname__ = "BackwardHookFunctionBackward"


class _Watch:
    """Gathers a call's grad_input and grad_output for full backward hooks."""

    def __init__(self, module):
        self.module, self.grad_outputs, self.n_in, self.n_args = module, None, 0, 0

    def _hooks(self):
        return [*EVERY["backward"].values(), *self.module._backward_hooks.values()]

    def _pass(self, args):
        """(the args with their tensors handed through one node, where they are, that node or None)"""
        at = [i for i, a in enumerate(args) if isinstance(a, Tensor)]
        if not (S.grad_enabled and any(args[i].requires_grad for i in at)):
            return args, at, None
        new = list(args)
        for i, t in zip(at, _Pass.apply(*(args[i] for i in at))):
            new[i] = t
        node = next(new[i].grad_fn for i in at if new[i].grad_fn is not None)
        return tuple(new) if type(args) in (tuple, list) else type(args)(*new), at, node

    def inputs(self, args):
        self.n_args = len(args)
        args, at, node = self._pass(args)
        if node is not None:
            self.n_in = len(at)
            node.register_hook(lambda gi, go: self._finish(gi, at, len(args)))
        return args

    def outputs(self, result):
        alone = not isinstance(result, tuple)
        new, at, node = self._pass((result,) if alone else result)
        if node is not None:
            node.register_hook(lambda _, go: self._start(go, at, len(new)))
        return new[0] if alone else new

    def _start(self, go, at, n):
        self.grad_outputs = _spread(go, at, n)
        for hook in [*EVERY["backward_pre"].values(), *self.module._backward_pre_hooks.values()]:
            out = hook(self.module, self.grad_outputs)
            if out is None:
                continue
            out = out if isinstance(out, tuple) else (out,)
            if len(out) != n:
                raise RuntimeError(f"Backward pre hook returned an invalid number of grad_output, got {len(out)}, but expected {n}")
            self.grad_outputs = out
        onward = tuple(self.grad_outputs[i] for i in at)
        if self.n_in == 0:
            warnings.warn(NO_INPUTS, UserWarning, stacklevel=3)
            for hook in self._hooks():
                out = hook(self.module, (None,) * self.n_args, self.grad_outputs)
                if out is not None and not (isinstance(out, tuple) and all(g is None for g in out)):
                    raise RuntimeError(NOTHING_TO_CHANGE)
            self.grad_outputs = None
        return onward

    def _finish(self, gi, at, n):
        if self.grad_outputs is None:  # this gradient came past the module's output
            return None
        full = _spread(gi, at, n)
        for hook in self._hooks():
            out = hook(self.module, full, self.grad_outputs)
            if out is None:
                continue
            out = out if isinstance(out, tuple) else (out,)
            if len(out) != n:
                raise RuntimeError(f"Backward hook returned an invalid number of grad_input, got {len(out)}, but expected {n}")
            full = out
        self.grad_outputs = None
        return tuple(full[i] for i in at)


def _spread(values, at, n):
    full = [None] * n
    for i, value in zip(at, values):
        full[i] = value
    return tuple(full)


def _legacy(module, result):
    """register_backward_hook: on the node of the (first) output, whatever it is."""
    first = result if isinstance(result, Tensor) else next((r for r in result if isinstance(r, Tensor)), None)
    if first is None or first.grad_fn is None:
        return
    for hook in list(module._backward_hooks.values()):
        first.grad_fn.register_hook(lambda gi, go, hook=hook: hook(module, gi, go))
