"""Sequential, ModuleList, ModuleDict."""

import itertools
import operator
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from .module import Module
from .parameter_containers import ParameterDict, ParameterList, pairs


class Sequential(Module):
    """Modules called one after another."""

    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for name, m in args[0].items():
                self.add_module(name, m)
        else:
            for i, m in enumerate(args):
                self.add_module(str(i), m)

    def forward(self, input):
        modules = list(self._modules.values())
        for m in modules[:-1]:
            input = m(input)
        return (
            modules[-1](input) if modules else input
        )  # a tail call: see Note [Names of results] in recorder_places.py

    def _key(self, i):
        i = operator.index(i)
        n = len(self)
        if not -n <= i < n:
            raise IndexError(f"index {i} is out of range")
        return next(itertools.islice(self._modules, i % n, None))

    def __getitem__(self, i):
        if isinstance(i, slice):
            return type(self)(OrderedDict(list(self._modules.items())[i]))
        return self._modules[self._key(i)]

    def __setitem__(self, i, module):
        setattr(self, self._key(i), module)

    def __delitem__(self, i):
        keys = list(self._modules)[i] if isinstance(i, slice) else [self._key(i)]
        for k in keys:
            delattr(self, k)
        self.__dict__["_modules"] = {str(n): m for n, m in enumerate(self._modules.values())}

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __add__(self, other):
        return Sequential(*self, *self._sequential(other))

    def __iadd__(self, other):
        return self.extend(self._sequential(other))

    def _sequential(self, other):
        if not isinstance(other, Sequential):
            raise ValueError(f"add operator supports only objects of Sequential class, but {type(other)} is given.")
        return list(other)

    def __mul__(self, n):
        return Sequential(*list(self) * self._times(n))

    __rmul__ = __mul__

    def __imul__(self, n):
        return self.extend(list(self) * (self._times(n) - 1))

    def _times(self, n):
        if not isinstance(n, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(n)}")
        if n <= 0:
            raise ValueError(f"Non-positive multiplication factor {n} for {type(self)}")
        return n

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def extend(self, sequential):
        for m in sequential:
            self.append(m)
        return self

    def insert(self, index, module):
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        n = len(self)
        if not -n <= index <= n:
            raise IndexError(f"Index out of range: {index}")
        index += n if index < 0 else 0
        for i in range(n, index, -1):
            self._modules[str(i)] = self._modules[str(i - 1)]
        self._modules[str(index)] = module
        return self

    def pop(self, key):
        out = self[key]
        del self[key]
        return out


class ModuleList(Module):
    """A list of modules."""

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def _at(self, i):
        i = operator.index(i)
        if not -len(self) <= i < len(self):
            raise IndexError(f"index {i} is out of range")
        return str(i % len(self))

    def __getitem__(self, i):
        if isinstance(i, slice):
            return type(self)(list(self._modules.values())[i])
        return self._modules[self._at(i)]

    def __setitem__(self, i, module):
        setattr(self, self._at(i), module)

    def __delitem__(self, i):
        items = list(self._modules.values())
        del items[i]
        self.__dict__["_modules"] = {str(n): m for n, m in enumerate(items)}

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __iadd__(self, modules):
        return self.extend(modules)

    def __add__(self, other):
        return ModuleList([*self, *other])

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        if not isinstance(modules, Iterable):
            raise TypeError(f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}")
        for m in modules:
            self.append(m)
        return self

    def pop(self, key):
        out = self[key]
        del self[key]
        return out

    def insert(self, index, module):
        items = list(self._modules.values())
        items.insert(index, module)
        self.__dict__["_modules"] = {str(i): m for i, m in enumerate(items)}

    def __repr__(self):
        """Runs of equal modules are folded, as torch does: (0-2): 3 x Linear(…)."""
        reprs = [repr(m) for m in self]
        if not reprs:
            return f"{self._get_name()}()"
        lines, start = [], 0
        for i in range(1, len(reprs) + 1):
            if i == len(reprs) or reprs[i] != reprs[start]:
                n = i - start
                head = f"({start})" if n == 1 else f"({start}-{i - 1})"
                body = reprs[start] if n == 1 else f"{n} x {reprs[start]}"
                lines.append(f"{head}: " + body.replace("\n", "\n  "))
                start = i
        return f"{self._get_name()}(\n  " + "\n  ".join(lines) + "\n)"


class ModuleDict(Module):
    """A dictionary of modules."""

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        del self._modules[key]

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def clear(self):
        self._modules.clear()

    def pop(self, key):
        out = self[key]
        del self[key]
        return out

    def keys(self):
        return self._modules.keys()

    def items(self):
        return self._modules.items()

    def values(self):
        return self._modules.values()

    def update(self, modules):
        if not isinstance(modules, Iterable):
            raise TypeError(
                f"ModuleDict.update should be called with an iterable of key/value pairs, but got {type(modules).__name__}"
            )
        for k, m in modules.items() if isinstance(modules, ModuleDict | Mapping) else pairs(modules, "ModuleDict"):
            self[k] = m


for _class in (Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict):
    _class.__module__ = "torch.nn.modules.container"
__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"]
