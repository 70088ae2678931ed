"""Where in a model a Module is that is being called: its path from the outermost one, as state_dict has it."""

import weakref


class ModulePaths:
    """The Modules that are being called now. `enter(module)` gives its path ("h.0.attn"; "" for the outermost), and whether
    it is an outermost one that was not called before."""

    def __init__(self):
        self._stack = []  # (module, path)
        self._known = {}  # id of an outermost module → (weak reference to it, {id of a module in it: its path})

    def enter(self, module):
        path, new = "", False
        if self._stack:
            path = self._path(module)
        else:
            known = self._known.get(id(module))
            if known is None or known[0]() is not module:
                new = True
                self._below(module)
        self._stack.append((module, path))
        return path, new

    def leave(self):
        if self._stack:
            self._stack.pop()

    def _path(self, module):
        root, (around, above) = self._stack[0][0], self._stack[-1]
        path = self._below(root).get(id(module))
        if path is None:
            self._known.pop(id(root), None)  # it may have been put in since
            path = self._below(root).get(id(module))
        if path is None:  # in no attribute of the outermost: made on the spot, or in the one around it only
            inner = self._below(around).get(id(module), type(module).__name__)
            path = f"{above}.{inner}" if above else inner
        return path

    def _below(self, root):
        known = self._known.get(id(root))
        if known is None or known[0]() is not root:
            if len(self._known) > 100:
                self._known.clear()
            paths = {id(m): path for path, m in root.named_modules()}
            known = self._known[id(root)] = weakref.ref(root), paths
        return known[1]
