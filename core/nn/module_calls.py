"""Calling a Module that has hooks: forward pre hooks, forward, forward hooks, and hooks on its gradients."""

import warnings

from .. import state as S
from ..function import Function
from ..tensor import Tensor
from . import module_hooks as H

NO_INPUTS = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require gradients. See "
    "https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more details."
)
NOTHING_TO_CHANGE = (
    "Backward hook for Modules where no input requires gradient should always return None or None for all gradients."
)
NOT_TENSORS = "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received {}"
SILENCED = "module forward hook with ``always_call=True`` raised an exception that was silenced as another error was raised in forward: {}"
NOT_FULL = "Using {} is deprecated and will be removed in future versions. This hook will be missing some {}.{}"
USE_FULL = " Please use register_full_backward_hook to get the documented behavior."


def call(module, args, kw):
    """module.forward with everything that hooks add to it."""
    if not H.still_hooked(module):
        return module.forward(*args, **kw)
    made = _Call(module, args, kw)
    try:
        return made.run()
    except Exception:
        made.always_called()
        raise


class _Call:
    """One call of a module that has hooks."""

    def __init__(self, module, args, kw):
        self.module, self.args, self.kw, self.result, self.ran = module, args, kw, None, set()

    def run(self):
        module = self.module
        full, plain = module._get_backward_hooks()
        pre = module._get_backward_pre_hooks()
        self.before()
        watch = _Watch(module, full, pre) if full or pre else None
        if watch is not None:
            self.args = watch.inputs(self.args)
        self.result = module.forward(*self.args, **self.kw)
        self.after()
        if watch is not None:
            if not isinstance(self.result, Tensor | tuple):
                warnings.warn(NOT_TENSORS.format(type(self.result)), stacklevel=4)
            self.result = watch.outputs(self.result)
        if plain:
            _on_last_node(module, plain, self.args, self.result)
        return self.result

    def before(self):
        """The forward pre hooks, which may change what the module is given."""
        module = self.module
        for i, hook in [*H._global_forward_pre_hooks.items(), *module._forward_pre_hooks.items()]:
            if i in module._forward_pre_hooks_with_kwargs:
                changed = hook(module, self.args, self.kw)
                if changed is None:
                    continue
                if not isinstance(changed, tuple) or len(changed) != 2:
                    raise RuntimeError(
                        f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {changed}."
                    )
                self.args, self.kw = changed
            else:
                changed = hook(module, self.args)
                if changed is not None:
                    self.args = changed if isinstance(changed, tuple) else (changed,)

    def after(self):
        """The forward hooks, which may change what the module returns."""
        for i, hook in [*H._global_forward_hooks.items(), *self.module._forward_hooks.items()]:
            self.ran.add(i)
            self.hook(i, hook)

    def hook(self, i, hook):
        module = self.module
        if i in module._forward_hooks_with_kwargs or i in H._global_forward_hooks_with_kwargs:
            changed = hook(module, self.args, self.kw, self.result)
        else:
            changed = hook(module, self.args, self.result)
        if changed is not None:
            self.result = changed

    def always_called(self):
        """After an error: the hooks that are to be called even then, but for those that were."""
        own = self.module
        for kind, hooks, always in (
            ("global ", H._global_forward_hooks, H._global_forward_hooks_always_called),
            ("", own._forward_hooks, own._forward_hooks_always_called),
        ):
            for i, hook in list(hooks.items()):
                if i in always and i not in self.ran:
                    try:
                        self.hook(i, hook)
                    except Exception as error:
                        warnings.warn(kind + SILENCED.format(error), stacklevel=4)


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

    def __init__(self, module, hooks, pre_hooks):
        self.module, self.hooks, self.pre_hooks = module, hooks, pre_hooks
        self.grad_outputs, self.n_in, self.n_args = None, 0, 0

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
        for hook in self.pre_hooks:
            out = hook(self.module, self.grad_outputs)
            if out is not None:
                self.grad_outputs = _as_many(out, n, "Backward pre hook", "grad_output")
        onward = tuple(self.grad_outputs[i] for i in at)
        if self.n_in == 0:
            warnings.warn(NO_INPUTS, UserWarning, stacklevel=3)
            for hook in self.hooks:
                out = hook(self.module, (None,) * self.n_args, self.grad_outputs)
                if out is not None and not (isinstance(out, tuple) and all(g is None for g in out)):
                    raise RuntimeError(NOTHING_TO_CHANGE)
            self.grad_outputs = None
        return onward

    def _finish(self, gi, at, n):
        if self.grad_outputs is None:  # this gradient came past the module's output
            return None
        full = _spread(gi, at, n)
        for hook in self.hooks:
            out = hook(self.module, full, self.grad_outputs)
            if out is not None:
                full = _as_many(out, n, "Backward hook", "grad_input")
        self.grad_outputs = None
        return tuple(full[i] for i in at)


def _as_many(out, n, who, what):
    out = tuple(out) if isinstance(out, tuple | list) else (out,)
    if len(out) != n:
        raise RuntimeError(f"{who} returned an invalid number of {what}, got {len(out)}, but expected {n}")
    return out


def _spread(values, at, n):
    full = [None] * n
    for i, value in zip(at, values):
        full[i] = value
    return tuple(full)


def _on_last_node(module, hooks, args, result):
    """register_backward_hook: the hooks go on the node of the (first) output, whatever it is."""
    first = result
    while not isinstance(first, Tensor):
        if isinstance(first, dict):
            first = next(v for v in first.values() if isinstance(v, Tensor))
        else:
            first = first[0]
    node = first.grad_fn
    if node is None:
        return
    for hook in hooks:
        node.register_hook(H.WithModule(hook, module))
    why = _why_not_full(args, result, node)
    if why is not None:
        warnings.warn(NOT_FULL.format(*why), FutureWarning, stacklevel=5)


def _why_not_full(args, result, node):
    """What such a hook misses of the gradients, as the words of its warning; None where it sees all."""
    outs = (result,) if isinstance(result, Tensor) else result
    if not (isinstance(outs, tuple) and all(isinstance(o, Tensor) for o in outs)):
        what = "return a single Tensor or a tuple of Tensors"
        return f"non-full backward hooks on a Module that does not {what}", "of the grad_output", USE_FULL
    if not all(isinstance(a, Tensor) for a in args):
        what = "take as input a single Tensor or a tuple of Tensors"
        return f"non-full backward hooks on a Module that does not {what}", "of the grad_input", USE_FULL
    nodes = {o.grad_fn for o in outs if o.grad_fn is not None}
    when = "a non-full backward hook when "
    if nodes != {node} and len(nodes) < 2:
        return when + "outputs are nested in python data structure", "grad_output", ""
    if len(nodes) > 1:
        return when + "outputs are generated by different autograd Nodes", "grad_output", USE_FULL
    if {a.grad_fn for a in args if a.grad_fn is not None} != {n for n, _ in node.next_functions}:
        return when + "the forward contains multiple autograd Nodes", "grad_input", USE_FULL
    return None
