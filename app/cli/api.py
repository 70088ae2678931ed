"""`retrograd api [NAME]`: the torch names that the core answers to, with their signatures."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from types import ModuleType

FINE, NOT_ONE = 0, 1
HERE = "core.facade"  # where torch lies: the modules' own names are torch's


def api(name: str | None) -> int:
    """Print all names, or say whether `name` is one of them (0) or not (1)."""
    import core.facade as torch

    if name is not None:
        return _one(torch, name)
    lines = sorted({_line(path, thing) for path, thing in names(torch)}, key=str.casefold)
    sys.stdout.write("".join(line + "\n" for line in lines))
    return FINE


def _one(torch: ModuleType, name: str) -> int:
    path = name if name == "torch" or name.startswith("torch.") else f"torch.{name}"
    thing = find(torch, path)
    if thing is None:
        print(f"{path} is not one of the names that the core answers to.", file=sys.stderr)
        return NOT_ONE
    print(_line(path, thing[0]))
    return FINE


def find(torch: ModuleType, path: str) -> tuple[object] | None:
    """(the thing,) behind "torch.nn.Linear", or None."""
    thing: object = torch
    parts = path.split(".")[1:]
    for i, part in enumerate(parts):
        if not part or (part.startswith("_") and not part.startswith("__")):
            return None
        try:
            thing = getattr(thing, part)
        except AttributeError:
            if not isinstance(thing, ModuleType):
                return None
            try:
                thing = importlib.import_module(f"{HERE}.{'.'.join(parts[:i + 1])}")
            except ModuleNotFoundError:
                return None
    return (thing,)


def names(torch: ModuleType) -> list[tuple[str, object]]:
    """[(path, thing)] for every public name of torch, its modules and of Tensor."""
    found: list[tuple[str, object]] = []
    todo = [("torch", torch)]
    while todo:
        path, module = todo.pop()
        public = [name for name in dir(module) if not name.startswith("_")]
        for name in public:
            thing = getattr(module, name, None)
            if thing is not None and not isinstance(thing, ModuleType):
                found.append((f"{path}.{name}", thing))
        for info in pkgutil.iter_modules(getattr(module, "__path__", ())):
            if not info.name.startswith("_"):
                below = f"{path}.{info.name}"
                todo.append((below, importlib.import_module(HERE + below.removeprefix("torch"))))
    found += [(f"torch.Tensor.{name}", getattr(torch.Tensor, name)) for name in dir(torch.Tensor)
              if not name.startswith("_")]
    return found


def _line(path: str, thing: object) -> str:
    if isinstance(thing, (ModuleType, property)) or not callable(thing):
        return path
    return path + signature(thing)


def signature(thing: object) -> str:
    """The signature in brackets, "(…)" for what has none to tell."""
    op = getattr(thing, "op", None)
    if op is not None and hasattr(op, "args"):
        return _op_signature(op)
    try:
        return str(inspect.signature(thing))
    except (TypeError, ValueError):
        return "(…)"


def _op_signature(op) -> str:
    given = ["input" if name == "self" else name for name in op.args]
    for name in op.params:
        default = op.defaults.get(name, inspect.Parameter.empty)
        given.append(name if default is inspect.Parameter.empty else f"{name}={default!r}")
    return f"({', '.join(given)})"
