"""What a node of the graph lies in, from outside in: iterations of the run, calls of Modules, functions, lines."""

from __future__ import annotations

import ast
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from .graph_tables import GraphNode, NodeTable


@dataclass(frozen=True, slots=True)
class Link:
    """One thing around a node. `label`: equal for neighbours that are in the same one; kind, title, detail: of Group."""

    label: object
    kind: str
    title: str
    detail: str = ""


class Chains:
    """Gives the chain of a node. mode: one of folding.MODES; parts: the run's parts (ScopeFinder), for the whole run."""

    def __init__(self, trace, mode: str, parts=None):
        self._trace, self._mode = trace, mode
        self._parts = parts
        self._starts = [parts[k].first for k in range(len(parts))] if parts is not None else []
        self._calls: dict[int, tuple[Link, ...]] = {0: ()}
        self._functions: list[tuple[int, int, str]] | None = None

    def alike(self, nodes: NodeTable) -> np.ndarray:
        """A number for every node; neighbours in the run with equal ones have one chain: int64[nodes]."""
        found = np.zeros(len(nodes), np.int64)
        if self._mode == "module":
            found = nodes.column("scope").astype(np.int64)
        elif self._mode in ("line", "function"):
            line, file = nodes.column("line").astype(np.int64), nodes.column("file")
            found = line * (len(nodes.texts) + 1) + file
        if self._parts is not None:
            part = np.searchsorted(self._starts, nodes.column("made_at"), side="right")
            found = found * (len(self._starts) + 1) + part
        return found

    def of(self, node: GraphNode) -> tuple[Link, ...]:
        """The chain of a node, outermost first."""
        return (*self._part_of(node), *self._inner(node))

    def _part_of(self, node: GraphNode) -> tuple[Link, ...]:
        if self._parts is None:
            return ()
        index = max(0, bisect_right(self._starts, node.made_at) - 1)
        return (Link(("part", index), "part", self._parts[index].name),)

    def _inner(self, node: GraphNode) -> tuple[Link, ...]:
        if self._mode == "module":
            return self._modules(node.scope)
        if self._mode == "line" and node.line:
            return (Link((node.file, node.line), "line", f"line {node.line}", node.file or ""),)
        if self._mode == "function" and node.line and node.file is None:
            return self._function(node.line)
        return ()

    def _modules(self, scope: int) -> tuple[Link, ...]:
        """The calls of Modules around, from the outermost."""
        found, work = self._calls.get(scope), scope
        if found is not None:
            return found
        calls = []
        while work not in self._calls:
            calls.append((work, self._trace.tape.scope(work)))
            work = calls[-1][1]["in"]
        found = self._calls[work]
        for number, call in reversed(calls):
            link = Link(number, "module", call["module"] or call["class"], call["class"])
            found = self._calls[number] = (*found, link)
        return found

    def _function(self, line: int) -> tuple[Link, ...]:
        """The functions whose bodies hold a line, from the outermost def inwards."""
        if self._functions is None:
            self._functions = functions_of((self._trace.tape.meta or {}).get("source") or "")
        return tuple(Link(name, "function", name) for first, last, name in self._functions if first <= line <= last)


def functions_of(source: str) -> list[tuple[int, int, str]]:
    """(first line, last line, "Class.method()") of each function in a source, outer ones before inner; [] if it does
    not parse."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return []
    found, work = [], [(tree, "")]
    while work:
        node, prefix = work.pop()
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append((child.lineno, child.end_lineno or child.lineno, f"{prefix}{child.name}()"))
                inner = f"{prefix}{child.name}."
            elif isinstance(child, ast.ClassDef):
                inner = f"{prefix}{child.name}."
            work.append((child, inner))
    return sorted(found, key=lambda f: (f[0], -f[1]))
