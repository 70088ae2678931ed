"""Runs a program as `python FILE ARG…` would, in this process: the same `__main__`, argv, imports and tracebacks.

Used both by `retrograd run` (nothing is recorded) and by the recording child (worker/child.py).
"""

from __future__ import annotations

import builtins
import os
import sys
from types import CodeType, ModuleType

from . import bootstrap

BREAK = "__retrograd_break__"  # called before a statement with a breakpoint, with its line
QUICK_BYTES = 1_000_000
UNTITLED = "untitled.py"


def read_program(path: str) -> str | bytes:
    """What is to be compiled: a program's bytes as they are (Python reads the encoding line), a notebook's text.

    Raises DocumentError when it cannot be read or is no program.
    """
    if not path.lower().endswith(".ipynb") and os.path.isfile(path):
        try:
            with open(path, "rb") as file:
                data = file.read(QUICK_BYTES + 1)
            if len(data) <= QUICK_BYTES and b"\0" not in data:
                return data  # the way of nearly every program, without the imports below
        except OSError:
            pass  # said in words below
    from ..model.document import load_document, read_bytes

    document = load_document(path)
    return document.text if document.is_notebook else read_bytes(path)


def decoded(source: str | bytes) -> str:
    """The program's text."""
    if isinstance(source, str):
        return source
    from ..model.document import decode

    return decode(source, "The program").text


def compile_program(source: str | bytes, filename: str, breakpoints=(), at_break=None) -> CodeType:
    """The code object of the program; SyntaxError (ValueError, RecursionError, MemoryError) as Python raises them.

    at_break(line) is called before each statement that begins on a line of `breakpoints`.
    """
    is_notebook = isinstance(source, str) and source.startswith("# Cells of ")
    if not is_notebook and not breakpoints:
        return compile(source, filename, "exec", dont_inherit=True)
    import ast

    from ..model import notebook

    tree = compile(source, filename, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    text = decoded(source)
    if notebook.is_notebook_text(text):
        notebook.display_last(tree, text)
        setattr(builtins, notebook.DISPLAY, display)
    if breakpoints:
        setattr(builtins, BREAK, at_break)
        _insert_breaks(tree, set(breakpoints))
    return compile(tree, filename, "exec", dont_inherit=True)


def display(value) -> None:
    """What a notebook does with the value of a cell's last line."""
    if value is not None:
        builtins._ = None
        print(repr(value))
        builtins._ = value


def _insert_breaks(tree, lines: set[int]) -> None:
    """Put a call of BREAK before each statement that begins on one of `lines` (the outermost one of a line)."""
    import ast

    done: set[int] = set()

    def visit(node) -> None:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                setattr(node, name, [new for old in block for new in with_break(old, node)])
        for handler in [*getattr(node, "handlers", ()), *getattr(node, "cases", ())]:
            visit(handler)

    def with_break(statement, parent):
        first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
        stop = first in lines and first not in done and not must_come_first(statement, parent)
        if stop:
            done.add(first)
        visit(statement)
        if not stop:
            return [statement]
        call = ast.Expr(ast.Call(ast.Name(BREAK, ast.Load()), [ast.Constant(first)], []))
        return [ast.fix_missing_locations(ast.copy_location(call, statement)), statement]

    def must_come_first(statement, parent) -> bool:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return isinstance(statement.value.value, str) and statement is parent.body[0]  # it may be a docstring
        return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"

    visit(tree)


def prepare(path: str | None, argv: list[str], source: str | bytes | None = None) -> tuple[ModuleType, str]:
    """Make `__main__`, sys.argv and sys.path those of the program; returns (module, filename for its code).

    `source` is what runs when it is not (or no longer) what the file holds: tracebacks then show its lines.
    """
    filename = os.path.abspath(path) if path else UNTITLED
    sys.argv[:] = [path or UNTITLED, *argv]
    folder = os.path.dirname(os.path.realpath(path)) if path else os.getcwd()
    sys.path.insert(0, folder)
    module = ModuleType("__main__")
    module.__builtins__ = builtins
    module.__file__ = filename
    module.__annotations__ = {}
    if path:
        from importlib.machinery import SourceFileLoader

        module.__loader__ = SourceFileLoader("__main__", filename)
        module.__cached__ = None
    sys.modules["__main__"] = module
    if source is not None:
        show_lines(filename, source)
    return module, filename


def show_lines(filename: str, source: str | bytes) -> None:
    """Give tracebacks and inspect the lines that run, whatever the file says."""
    import linecache

    text = decoded(source)
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)


def forget_checkout(folders=()) -> None:
    """Take our own packages and folder out of sight: the user's `core` and `app` are his own."""
    for name in [n for n in sys.modules if n.partition(".")[0] in ("app", "core")]:
        if getattr(sys.modules[name], "__file__", None) is None or _of_ours(sys.modules[name].__file__):
            del sys.modules[name]
    sys.path[:] = [entry for entry in sys.path if entry not in folders]


def _of_ours(path: str) -> bool:
    return os.path.abspath(path).startswith(bootstrap.ROOT + os.sep)
