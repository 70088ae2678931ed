"""The hooks of modules: registering them, on one module or on all, and which of them there are."""

import weakref
from collections import OrderedDict

from ..node import RemovableHandle

_global_backward_pre_hooks = OrderedDict()
_global_backward_hooks = OrderedDict()
_global_is_full_backward_hook = None  # are those of all modules full ones? None while there was none
_global_forward_hooks = OrderedDict()
_global_forward_hooks_with_kwargs = OrderedDict()
_global_forward_hooks_always_called = OrderedDict()
_global_forward_pre_hooks = OrderedDict()
_global_buffer_registration_hooks = OrderedDict()
_global_module_registration_hooks = OrderedDict()
_global_parameter_registration_hooks = OrderedDict()

OWN = ("_backward_pre_hooks", "_backward_hooks", "_is_full_backward_hook", "_forward_hooks", "_forward_hooks_with_kwargs",
       "_forward_hooks_always_called", "_forward_pre_hooks", "_forward_pre_hooks_with_kwargs", "_state_dict_hooks",
       "_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks")  # fmt: skip
NOT_BOTH = "Cannot use both regular backward hooks and full backward hooks {}. Please use only one of them."


def new_hooks():
    """{attribute: what a new module has there}, in the order of torch."""
    made = {name: OrderedDict() for name in OWN}
    made["_is_full_backward_hook"] = None
    return made


def _on_all(hooks, hook, *flagged):
    """Registers a hook of all modules: every call goes the long way as long as there is one."""
    from .module import Module

    Module._hooked = True
    handle = RemovableHandle(hooks, hook, extra_dict=list(flagged))
    for flags in flagged:
        flags[handle.id] = True
    return handle


def register_module_forward_pre_hook(hook):
    """hook(module, args) before every module's forward."""
    return _on_all(_global_forward_pre_hooks, hook)


def register_module_forward_hook(hook, *, with_kwargs=False, always_call=False):
    """hook(module, args, output) after every module's forward."""
    flags = (with_kwargs, _global_forward_hooks_with_kwargs), (always_call, _global_forward_hooks_always_called)
    return _on_all(_global_forward_hooks, hook, *(there for wanted, there in flags if wanted))


def register_module_full_backward_hook(hook):
    """hook(module, grad_input, grad_output) for every module."""
    return _on_all_backward(hook, True)


def register_module_backward_hook(hook):
    """hook(module, grad_input, grad_output) for the last node of every module's forward."""
    return _on_all_backward(hook, False)


def _on_all_backward(hook, full):
    global _global_is_full_backward_hook
    if _global_is_full_backward_hook is (not full):
        raise RuntimeError(NOT_BOTH.format("as a global Module hook"))
    _global_is_full_backward_hook = full
    return _on_all(_global_backward_hooks, hook)


def register_module_full_backward_pre_hook(hook):
    """hook(module, grad_output) for every module."""
    return _on_all(_global_backward_pre_hooks, hook)


def register_module_buffer_registration_hook(hook):
    """hook(module, name, buffer) whenever a module gets a buffer; it may return another."""
    return RemovableHandle(_global_buffer_registration_hooks, hook)


def register_module_module_registration_hook(hook):
    """hook(module, name, submodule) whenever a module gets a child; it may return another."""
    return RemovableHandle(_global_module_registration_hooks, hook)


def register_module_parameter_registration_hook(hook):
    """hook(module, name, parameter) whenever a module gets a parameter; it may return another."""
    return RemovableHandle(_global_parameter_registration_hooks, hook)


def registered(kind, module, name, value):
    """What the hooks of registering a `kind` make of `value`."""
    for hook in globals()[f"_global_{kind}_registration_hooks"].values():
        other = hook(module, name, value)
        if other is not None:
            value = other
    return value


def still_hooked(module):
    """Are there hooks at all, now? Where none are left, calls take the short way again."""
    from .module import Module

    if _global_forward_hooks or _global_forward_pre_hooks or _global_backward_hooks or _global_backward_pre_hooks:
        return True
    Module._hooked = False
    d = module.__dict__
    if d["_forward_hooks"] or d["_forward_pre_hooks"] or d["_backward_hooks"] or d["_backward_pre_hooks"]:
        return True
    d.pop("_hooked", None)
    return False


class WithModule:
    """A hook that is given its module first, which it must not keep alive."""

    def __init__(self, hook, module):
        self.hook, self.module = hook, weakref.ref(module)
        self.__name__ = getattr(hook, "__name__", "<unknown>")

    def __call__(self, *args, **kw):
        module = self.module()
        if module is None:
            raise RuntimeError("You are trying to call the hook of a dead Module!")
        return self.hook(module, *args, **kw)

    def __getstate__(self):
        return {"hook": self.hook, "module": self.module()}

    def __setstate__(self, state):
        self.__init__(state["hook"], state["module"])


class Hooks:
    """The part of Module that registers hooks."""

    def _hook(self, hooks, hook, prepend=False, *flagged):
        self.__dict__["_hooked"] = True
        handle = RemovableHandle(hooks, hook, extra_dict=[flags for wanted, flags in flagged])
        for wanted, flags in flagged:
            if wanted:
                flags[handle.id] = True
        if prepend:
            hooks.move_to_end(handle.id, last=False)
        return handle

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        flags = (with_kwargs, self._forward_hooks_with_kwargs), (always_call, self._forward_hooks_always_called)
        return self._hook(self._forward_hooks, hook, prepend, *flags)

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        return self._hook(self._forward_pre_hooks, hook, prepend, (with_kwargs, self._forward_pre_hooks_with_kwargs))

    def register_full_backward_pre_hook(self, hook, prepend=False):
        return self._hook(self._backward_pre_hooks, hook, prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        return self._backward_hook(hook, prepend, True)

    def register_backward_hook(self, hook):
        return self._backward_hook(hook, False, False)

    def _backward_hook(self, hook, prepend, full):
        if self._is_full_backward_hook is (not full):
            raise RuntimeError(NOT_BOTH.format("on a single Module"))
        self.__dict__["_is_full_backward_hook"] = full
        return self._hook(self._backward_hooks, hook, prepend)

    def _get_backward_hooks(self):
        """(the full backward hooks, the others), those of all modules first."""
        found = {True: [], False: [], None: []}
        found[_global_is_full_backward_hook] += _global_backward_hooks.values()
        found[self._is_full_backward_hook] += self._backward_hooks.values()
        return found[True], found[False]

    def _get_backward_pre_hooks(self):
        return [*_global_backward_pre_hooks.values(), *self._backward_pre_hooks.values()]
