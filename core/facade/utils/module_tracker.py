"""torch.utils.module_tracker: which modules run now, in forward and in backward."""

import weakref

from ... import state as S
from ...run import queue_callback
from ..autograd.graph import register_multi_grad_hook
from ..nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook


class ModuleTracker:
    """Within it, `parents` holds the names of the modules that run now, "Global" always."""

    def __init__(self):
        self.parents = {"Global"}
        self._names, self._hooks, self._run = weakref.WeakKeyDictionary(), [], None

    @property
    def is_bw(self):
        """Does a backward run?"""
        return S.running is not None

    def __enter__(self):
        self._hooks = [register_module_forward_pre_hook(self._begun), register_module_forward_hook(self._ended)]
        return self

    def __exit__(self, *exc):
        for hook in self._hooks:
            hook.remove()

    def _name(self, module):
        if module not in self._names:
            self._names[module] = type(module).__name__
        name = self._names[module]
        for child, each in module.named_children():
            if each not in self._names:
                self._names[each] = f"{name}.{child}"
                self._name(each)
        return name

    def _begun(self, module, args):
        name = self._name(module)
        self.parents.add(name)
        self._watch(args, lambda *grads: self.parents.discard(name))

    def _ended(self, module, args, output):
        name = self._name(module)
        self.parents.discard(name)
        self._watch(output, lambda *grads: self._back(name))

    def _back(self, name):
        """The backward of a module begins; with the whole backward they end all."""
        if S.running is not self._run:
            self._run = S.running
            queue_callback(lambda: self.parents.intersection_update({"Global"}))
        self.parents.add(name)

    @staticmethod
    def _watch(tensors, hook):
        from ._pytree import tree_leaves

        found = [t for t in tree_leaves(tensors) if getattr(t, "requires_grad", False)] if S.grad_enabled else []
        if found:
            register_multi_grad_hook(found, hook)


ModuleTracker.__module__ = "torch.utils.module_tracker"
