"""Calling a Module that has hooks: forward pre hooks, forward, forward hooks, and hooks on its gradients."""

from ..function import Function
from ..tensor import Tensor


def call(module, args, kw):
    args, kw = _before(module, args, kw)
    backward = module._backward_hooks or module._backward_pre_hooks
    legacy = module.__dict__.get("_legacy_backward", ())
    full = backward and not any(i in legacy for i in module._backward_hooks)
    watch = _Watch(module) if full else None
    if watch is not None:
        args = watch.inputs(args)
    result = module.forward(*args, **kw)
    for i, hook in list(module._forward_hooks.items()):
        with_kw = i in module.__dict__.get("_forward_with_kwargs", ())
        changed = hook(module, args, kw, result) if with_kw else hook(module, args, result)
        if changed is not None:
            result = changed
    if watch is not None:
        result = watch.outputs(result)
    elif backward:
        _legacy(module, result)
    return result


def _before(module, args, kw):
    for i, hook in list(module._forward_pre_hooks.items()):
        if i in module.__dict__.get("_pre_with_kwargs", ()):
            changed = hook(module, args, kw)
            if changed is not None:
                args, kw = changed
        else:
            changed = hook(module, args)
            if changed is not None:
                args = changed if isinstance(changed, tuple) else (changed,)
    return args, kw


class _Pass(Function):
    """Hands its tensors through, so that their gradients pass one node."""

    @staticmethod
    def forward(ctx, *tensors):
        ctx.set_materialize_grads(False)
        return tuple(t.view_as(t) for t in tensors)

    @staticmethod
    def backward(ctx, *grads):
        return grads


_Pass._backward_cls.__name__ = _Pass._backward_cls.__qualname__ = "BackwardHookFunctionBackward"


class _Watch:
    """Gathers a call's grad_input and grad_output for full backward hooks."""

    def __init__(self, module):
        self.module, self.grad_outputs, self.n_in = module, None, 0

    def inputs(self, args):
        at = [i for i, a in enumerate(args) if isinstance(a, Tensor) and a.requires_grad]
        if not at:
            self.n_in = 0
            return args
        passed = _Pass.apply(*(args[i] for i in at))
        args = list(args)
        for i, t in zip(at, passed):
            args[i] = t
        passed[0].grad_fn.register_hook(lambda gi, go: self._finish(gi, at, len(args)))
        self.n_in = len(at)
        return tuple(args)

    def outputs(self, result):
        tensors = [result] if isinstance(result, Tensor) else list(result)
        at = [i for i, t in enumerate(tensors) if isinstance(t, Tensor) and t.requires_grad]
        if not at:
            return result
        passed = _Pass.apply(*(tensors[i] for i in at))
        for i, t in zip(at, passed):
            tensors[i] = t
        passed[0].grad_fn.register_prehook(lambda go: self._start(go, at, len(tensors)))
        return tensors[0] if isinstance(result, Tensor) else type(result)(tensors)

    def _start(self, go, at, n):
        full = [None] * n
        for i, g in zip(at, go):
            full[i] = g
        changed = None
        for hook in list(self.module._backward_pre_hooks.values()):
            out = hook(self.module, tuple(full))
            if out is not None:
                full = list(out) if isinstance(out, tuple) else [out]
                changed = tuple(full[i] for i in at)
        self.grad_outputs = tuple(full)
        if self.n_in == 0:
            for hook in list(self.module._backward_hooks.values()):
                hook(self.module, (None,), self.grad_outputs)
        return changed

    def _finish(self, gi, at, n):
        full = [None] * n
        for i, g in zip(at, gi):
            full[i] = g
        changed = None
        for hook in list(self.module._backward_hooks.values()):
            out = hook(self.module, tuple(full), self.grad_outputs)
            if out is not None:
                full = list(out) if isinstance(out, tuple) else [out]
                changed = tuple(full[i] for i in at)
        return changed


def _legacy(module, result):
    """register_backward_hook: on the node of the (first) output, whatever it is."""
    first = result if isinstance(result, Tensor) else next((r for r in result if isinstance(r, Tensor)), None)
    if first is None or first.grad_fn is None:
        return
    for hook in list(module._backward_hooks.values()):
        first.grad_fn.register_hook(lambda gi, go, hook=hook: hook(module, gi, go))
