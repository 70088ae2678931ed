"""The program as text: which calls, loops, functions and classes stand where. Nothing is run.

A tape says what happened; this says what the user wrote there, so that a finding can use his names and show his line.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from functools import cached_property

from ..graph_titles import without_comment

_LOOPS = (ast.For, ast.While, ast.AsyncFor)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_BOUND = ("Linear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d", "RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell",
          "Embedding", "BatchNorm1d", "BatchNorm2d", "LayerNorm", "Sequential", "Bilinear", "MultiheadAttention",
          "TransformerEncoderLayer")  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallSite:
    """One call in the text: `name` as written ("F.cross_entropy", "loss.backward"), "" where it has none."""

    line: int
    last: int
    name: str
    node: ast.Call

    @property
    def method(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def owner(self) -> str:
        """What stands before the last dot."""
        return self.name.rpartition(".")[0]


class Program:
    """The text of a program and its syntax tree (empty if it cannot be parsed). Lines count from 1."""

    def __init__(self, text: str):
        self.text = text
        self.lines = re.split(r"\r\n|\r|\n", text)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.tree = ast.parse("")

    def line(self, number: int | None) -> str:
        """The text of a line, without its indent and comment; "" where there is none."""
        text = self.lines[number - 1] if number and 1 <= number <= len(self.lines) else ""
        return text[: len(text) - len(self.comment(number))].strip() if text else ""

    def comment(self, number: int) -> str:
        """The comment at the end of a line, with the white space before it; "" if there is none."""
        text = self.lines[number - 1] if 1 <= number <= len(self.lines) else ""
        return text[len(without_comment(text).rstrip()) :]

    def indent(self, number: int) -> str:
        """The white space that a line begins with."""
        text = self.lines[number - 1] if 1 <= number <= len(self.lines) else ""
        return text[: len(text) - len(text.lstrip())]

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def calls(self) -> list[CallSite]:
        """Every call, in order of lines."""
        found = [CallSite(_line_of(node), node.end_lineno, dotted(node.func), node) for node in self.nodes
                 if isinstance(node, ast.Call)]  # fmt: skip
        return sorted(found, key=lambda call: (call.line, call.node.col_offset))

    def calls_of(self, *methods: str, line: int | None = None) -> list[CallSite]:
        """The calls whose name ends in one of these ("backward", "zero_grad"), all of them or those on a line."""
        return [call for call in self.calls
                if call.method in methods and (line is None or call.line <= line <= call.last)]  # fmt: skip

    def around(self, line: int | None, kinds) -> list[ast.AST]:
        """The nodes of these kinds that reach over a line, the innermost last."""
        if not line:
            return []
        found = [node for node in self.nodes if isinstance(node, kinds) and node.lineno <= line <= node.end_lineno]
        return sorted(found, key=lambda node: (node.lineno, -node.end_lineno))

    def loop(self, line: int | None) -> ast.AST | None:
        """The innermost loop around a line."""
        return next(reversed(self.around(line, _LOOPS)), None)

    def function(self, line: int | None) -> str | None:
        """The name of the innermost function around a line."""
        found = self.around(line, _FUNCTIONS)
        return found[-1].name if found else None

    def statement(self, line: int | None) -> ast.stmt | None:
        """The innermost statement that reaches over a line and is no block."""
        blocks = (*_LOOPS, *_FUNCTIONS, ast.ClassDef, ast.If, ast.With, ast.Try)
        found = [node for node in self.around(line, ast.stmt) if not isinstance(node, blocks)]
        return found[-1] if found else None

    @cached_property
    def modules(self) -> list[ast.ClassDef]:
        """The classes that are modules, as far as their bases' names tell."""
        return self._classes(("Module", "nn.Module", "torch.nn.Module"))

    @cached_property
    def functions(self) -> list[ast.ClassDef]:
        """The classes that are custom autograd functions."""
        return self._classes(("Function", "autograd.Function", "torch.autograd.Function"))

    def _classes(self, bases: tuple[str, ...]) -> list[ast.ClassDef]:
        known, found = set(bases), []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef) and any(dotted(base) in known for base in node.bases):
                known.add(node.name)
                found.append(node)
        return found

    def attribute_reads(self, attribute: str) -> list[tuple[str, int]]:
        """(what stands before, line) of every `….attribute` that is read."""
        return [(ast.unparse(node.value), _line_of(node)) for node in self.nodes
                if isinstance(node, ast.Attribute) and node.attr == attribute and isinstance(node.ctx, ast.Load)]  # fmt: skip

    def names_on(self, line: int | None) -> list[str]:
        """The variables that the statement of a line reads or binds."""
        statement = self.statement(line)
        if statement is None:
            return []
        return list(dict.fromkeys(node.id for node in ast.walk(statement) if isinstance(node, ast.Name)))

    def reads(self, line: int | None) -> set[str]:
        """The variables, and attributes as written, that the statement of a line reads."""
        statement = self.statement(line) or next(reversed(self.around(line, (ast.For, ast.Return))), None)
        parts = ast.walk(statement) if statement is not None else ()
        return {ast.unparse(part) for part in parts if isinstance(part, ast.Name | ast.Attribute) and isinstance(part.ctx, ast.Load)}

    def binds(self, name: str, before: int | None) -> list[int]:
        """The lines above one at which a variable is assigned to, the nearest first."""
        found = [node.lineno for node in self.nodes if isinstance(node, ast.Assign) and node.lineno < (before or 1 << 30)
                 and any(ast.unparse(target) == name for target in node.targets)]  # fmt: skip
        return sorted(found, reverse=True)

    def target(self, line: int | None) -> str | None:
        """What the statement of a line assigns to, as written."""
        statement = self.statement(line)
        if isinstance(statement, ast.Assign):
            return ast.unparse(statement.targets[0])
        if isinstance(statement, ast.AugAssign | ast.AnnAssign):
            return ast.unparse(statement.target)
        return None

    def in_no_grad(self, line: int | None) -> bool:
        """Whether a line stands, as far as the text shows, where grad mode is off."""
        off = ("no_grad", "inference_mode", "set_grad_enabled")
        for node in self.around(line, (ast.With, *_FUNCTIONS)):
            parts = [item.context_expr for item in node.items] if isinstance(node, ast.With) else node.decorator_list
            if any(word in ast.unparse(part) for part in parts for word in off):
                return True
        return any(call.line < (line or 0) for call in self.calls_of("set_grad_enabled"))

    def bindings(self, before: int | None) -> list[tuple[str, str]]:
        """(variable, name of what is called) of every `x = f(…)` above a line."""
        found = [node for node in self.nodes if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)]
        return [(ast.unparse(node.targets[0]), dotted(node.value.func)) for node in found if node.lineno < (before or 1 << 30)]

    def made_of(self, owner: str) -> set[str]:
        """The variables that hold an object of this class: {"net"} for `net = Net()`."""
        return {name for name, called in self.bindings(None) if called == owner}

    def switched_off(self, line: int | None) -> int | None:
        """The line of a plain call set_grad_enabled(False), where no with and no decorator switches grad mode off at `line`."""
        off = ("no_grad", "inference_mode", "set_grad_enabled")
        for node in self.around(line, (ast.With, *_FUNCTIONS)):
            parts = [item.context_expr for item in node.items] if isinstance(node, ast.With) else node.decorator_list
            if any(word in ast.unparse(part) for part in parts for word in off):
                return None
        for node in self.nodes:
            call = node.value if isinstance(node, ast.Expr) else None
            if isinstance(call, ast.Call) and dotted(call.func).endswith("set_grad_enabled") and call.args:
                if isinstance(call.args[0], ast.Constant) and call.args[0].value is False:
                    return node.lineno
        return None

    def optimizers(self) -> list[tuple[str | None, CallSite]]:
        """(variable, call) of every place where an optimizer seems to be made."""
        found = []
        for call in self.calls:
            if call.method in OPTIMIZERS and ("optim" in call.owner or not call.owner):
                found.append((self.target(call.line), call))
        return found

    def keyword(self, call: ast.Call, name: str) -> ast.expr | None:
        """The value given for a keyword, None if it is not there."""
        return next((word.value for word in call.keywords if word.arg == name), None)


CLIPS = ("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm")
OPTIMIZERS = frozenset(("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "LBFGS", "Rprop",
                        "ASGD", "SparseAdam", "Adafactor"))  # fmt: skip
MAKES_PARAMETERS = frozenset(_BOUND)


def dotted(node: ast.expr) -> str:
    """The name of what is called, as written: "nn.Linear", "self.fc1", "criterion"; of a chain its last method."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""


def _line_of(node) -> int:
    """The line at which a call's or attribute's own name stands (of a chain over several lines, the last)."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.end_lineno
    if isinstance(node, ast.Attribute):
        return node.end_lineno
    return node.lineno
