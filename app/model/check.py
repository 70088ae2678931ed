"""What will not work in a program, found by reading it: syntax errors, and torch names that the core lacks.

Nothing is run. Names are followed from `import torch`, `import torch.nn as nn`, `from torch import nn` and the like;
a name that the program itself gives another meaning is left alone.
"""

from __future__ import annotations

import ast
import importlib
import warnings
from dataclasses import dataclass

from .translate import tr

MAX_CHARACTERS = 300_000  # a longer program is not read while it is typed


@dataclass(frozen=True)
class Finding:
    """A place in a program: line from 1, columns `column` to `end` from 0 in characters, and one sentence.

    `kind` is "error" (the program cannot start) or "warn" (it fails when it gets there).
    """

    line: int
    column: int
    end: int
    message: str
    kind: str = "error"


def check(source: str, lookup=None) -> list[Finding]:
    """Findings of a program, in order of lines.

    `lookup(dotted name)` says whether torch as we have it has "torch.nn.Linear"; None leaves names alone.
    """
    if len(source) > MAX_CHARACTERS:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is said when the program runs
            tree = ast.parse(source)
    except SyntaxError as error:
        return [_syntax(error, source)]
    except (ValueError, RecursionError, MemoryError) as error:
        return [Finding(1, 0, 1, tr("This cannot be read as Python: {error}", error=error))]
    return _unknown_names(tree, source, lookup) if lookup is not None and "torch" in source else []


def _syntax(error: SyntaxError, source: str) -> Finding:
    lines = source.split("\n")
    line = min(max(error.lineno or 1, 1), len(lines))
    text = lines[line - 1]
    column = min(max((error.offset or 1) - 1, 0), max(0, len(text) - 1))
    end = column + 1
    if error.end_lineno == error.lineno and error.end_offset:
        end = max(end, min(error.end_offset - 1, len(text)))
    kind = type(error).__name__
    return Finding(line, column, end, f"{kind}: {error.msg}")


def _unknown_names(tree: ast.Module, source: str, lookup) -> list[Finding]:
    modules, found, lines = _torch_names(tree), [], source.split("\n")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and _of_torch(node.module) and not node.level:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if alias.name != "*" and not lookup(name):
                    found.append(_missing(node, lines, name, alias.name))
        elif isinstance(node, ast.Import):
            found += [_missing(node, lines, a.name, a.name) for a in node.names
                      if _of_torch(a.name) and not lookup(a.name)]
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            name = _dotted(node, modules)
            if name and lookup(name.rpartition(".")[0]) and not lookup(name):
                found.append(_missing(node, lines, name, node.attr))
    return sorted(found, key=lambda f: (f.line, f.column))


def _missing(node: ast.AST, lines: list[str], name: str, word: str) -> Finding:
    line = node.end_lineno if isinstance(node, ast.Attribute) else node.lineno
    text = lines[line - 1]
    if isinstance(node, ast.Attribute):
        end = _characters(text, node.end_col_offset)
        column = end - len(word)
    else:
        column = max(text.find(word), 0)
        end = column + len(word)
    return Finding(line, column, end, tr("{name} is not in Retrograd's torch", name=name), "warn")


def _characters(text: str, utf8_offset: int) -> int:
    return len(text.encode()[:utf8_offset].decode(errors="ignore"))


def _of_torch(name: str) -> bool:
    return name == "torch" or name.startswith("torch.")


def _torch_names(tree: ast.Module) -> dict[str, str]:
    """Variable → dotted torch name, for names that only imports bind."""
    names: dict[str, str] = {}
    others: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _of_torch(alias.name):
                    names[alias.asname or "torch"] = alias.name if alias.asname else "torch"
                else:
                    others.add(alias.asname or alias.name.partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if node.module and _of_torch(node.module) and not node.level:
                    names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                else:
                    others.add(alias.asname or alias.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            others.add(node.id)
        elif isinstance(node, ast.arg):
            others.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            others.add(node.name)
    return {name: dotted for name, dotted in names.items() if name not in others}


def _dotted(node: ast.Attribute, modules: dict[str, str]) -> str | None:
    """The dotted torch name of an attribute, None if it does not hang on an imported torch name."""
    parts = [node.attr]
    value = node.value
    while isinstance(value, ast.Attribute):
        parts.append(value.attr)
        value = value.value
    if not isinstance(value, ast.Name) or value.id not in modules:
        return None
    return ".".join([modules[value.id], *reversed(parts)])


def torch_lookup():
    """A function that says whether our torch has a dotted name. It imports what the name is in: call it off the UI thread."""
    known: dict[str, bool] = {}

    def lookup(name: str) -> bool:
        if name not in known:
            known[name] = _find(name)
        return known[name]

    return lookup


def _find(name: str) -> bool:
    parts = name.split(".")[1:]
    thing = importlib.import_module("core.facade")
    for i, part in enumerate(parts):
        if hasattr(thing, part):
            thing = getattr(thing, part)
            continue
        try:
            thing = importlib.import_module(".".join(["core.facade", *parts[:i + 1]]))
        except ModuleNotFoundError:
            return False
    return True
