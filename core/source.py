"""From an instruction of the user's code to its place in the source: line, span, variable it is bound to.

A span comes from the code object (`co_positions`), a name from the assignments in the file's syntax tree: an
expression that is the whole right-hand side has the target's name; an inner part has none. One that is the whole of a
`return` is marked, so that the caller's own name can be taken for it.
"""

import ast
import linecache
import re
import warnings
from itertools import islice

RETURNED = object()  # in place of names: the expression is what its function returns


class Source:
    """The names in one file, found by the position of an expression as the code object gives it.

    `lookup(position)` → (span or None, names). Positions are (line, end line, column, end column) in bytes, as in
    `co_positions`; spans are [line, column, end line, end column] in characters, from line 1 and column 0. `names`:
    the name of the value, or a tuple of names that it is unpacked into (None where a part has none), or None, or
    RETURNED.
    """

    def __init__(self, text):
        self._lines = re.split("\r\n|\r|\n", text)
        self._names = {}
        self.called = set()  # positions of f(…) in `name = f(…)`, where f is a plain name: it may do several ops there
        self._whole = {}  # where a code object's position is only a part of the expression: see _chained
        for node in _walk(_parse(text)):
            self._visit(node)

    def _visit(self, node):
        if isinstance(node, ast.Assign):
            for target in reversed(node.targets):
                self._bind(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            self._bind(node.target, node.value)
        elif isinstance(node, ast.AugAssign):
            self._names[_position(node)] = ast.unparse(node.target)
        elif isinstance(node, ast.Return) and node.value is not None:
            self._returned(node.value)
        elif isinstance(node, ast.Lambda):
            self._returned(node.body)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            self._chained(node)

    def _bind(self, target, value):
        """`target = value`: notes the names of value's outputs."""
        if isinstance(value, ast.IfExp):
            self._bind(target, value.body)
            self._bind(target, value.orelse)
        elif isinstance(target, ast.Tuple | ast.List):
            several = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
            if several and not any(isinstance(e, ast.Starred) for e in (*value.elts, *target.elts)):
                for t, v in zip(target.elts, value.elts):
                    self._bind(t, v)
            elif not several:
                self._names[_position(value)] = _unpacked(target)
                self._gone_through(target)
        elif isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
            self._names[_position(value)] = ast.unparse(target)
            if isinstance(target, ast.Name) and isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
                self.called.add(_position(value))
            if changed := _changed_in_place(value):
                self._bind(target, changed)

    def _gone_through(self, target):
        """What is unpacked may be a tensor gone through: the code object then names the place of the targets."""
        if isinstance(target, ast.Tuple | ast.List):
            self._names[_position(target)] = _unpacked(target)
            for part in target.elts:
                self._gone_through(part)

    def _returned(self, value):
        if isinstance(value, ast.IfExp):
            self._returned(value.body)
            self._returned(value.orelse)
        else:
            self._names.setdefault(_position(value), RETURNED)
            if changed := _changed_in_place(value):
                self._returned(changed)

    def _chained(self, call):
        """A method call over several lines: the code object says it starts at the method's name."""
        line, end_line, _, end_col = whole = _position(call)
        method = call.func
        start = method.end_col_offset - len(method.attr.encode())
        if line != method.end_lineno and start >= 0:
            self._whole[method.end_lineno, end_line, start, end_col] = whole
            self._whole[method.end_lineno, method.end_lineno, start, method.end_col_offset] = whole

    def lookup(self, position):
        if position is None or None in position:
            return None, None
        whole = self._whole.get(position, position)
        line, end_line, col, end_col = whole
        return [line, self._column(line, col), end_line, self._column(end_line, end_col)], self._names.get(whole)

    def _column(self, line, col):
        """Bytes → characters."""
        if not 0 < line <= len(self._lines):
            return col
        text = self._lines[line - 1]
        return col if text.isascii() else len(text.encode("utf-8", "surrogatepass")[:col].decode("utf-8", "ignore"))


def _walk(tree):
    """Every node, outer ones before inner (so that an inner binding of the same place wins)."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(ast.iter_child_nodes(node))


def _position(node):
    return node.lineno, node.end_lineno, node.col_offset, node.end_col_offset


def _changed_in_place(value):
    """The expression whose very value `value` is, as in `made(…).requires_grad_()`; None if there is none.

    A method whose name ends in _ returns the tensor that it is called on: what made that tensor made the variable's.
    """
    call = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func
    return call.value if call and call.attr.endswith("_") and not call.attr.endswith("__") else None


def _unpacked(target):
    """The names of the targets that `a, b = …` unpacks into; none once a starred one makes them uncertain."""
    names = []
    for t in target.elts:
        if isinstance(t, ast.Starred):
            break
        names.append(ast.unparse(t) if isinstance(t, ast.Name | ast.Attribute | ast.Subscript) else None)
    return tuple(names)


def _parse(text):
    """The syntax tree; an empty one if the text is no program (changed since, too deep): there are only lines then."""
    try:
        if "\\" not in text and "finally" not in text:
            return ast.parse(text)
        # What the parser warns of, the user's run has warned of. Only where it may: to touch the filters makes Python
        # forget which warnings it has shown already.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def position(code, lasti):
    """(line, end line, column, end column) of an instruction, any of them None where the compiler kept none."""
    return next(islice(code.co_positions(), lasti // 2, None), None)


def text_of(filename):
    """The text of a source file by the name its code objects carry (also a notebook's cell); "" if there is none."""
    return "".join(linecache.getlines(filename))
