"""Expressions over tensors that users type for breakpoints and watches, read and evaluated without any free Python.

    e = Expression("grad.norm() > 10 and name == 'w'")
    e.problem                  # "" or one sentence: what cannot be used here
    e.value(names.get)         # its value; ExpressionError where it has none

Note [Safe expressions]
    The text is parsed with `ast` and walked here, node by node; only what CHECKED lists is walked, every name comes
    from the function that is given, attributes and functions from the tables of expression_functions.py. Nothing can be
    called, imported, assigned or changed, results larger than MOST elements are refused, and a text is at most LONGEST
    characters long. So the same text is evaluated in the window on a tape and in the child on live values.

An expression of no value (its tensor is not there yet, has no gradient, or shapes do not fit) raises ExpressionError
with the reason. `holds` turns that into False: what is not there does not hold.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, runtime_checkable

import numpy as np

from .expression_functions import ATTRIBUTES, FUNCTIONS, MOST, ExpressionError, call

__all__ = ["MOST", "Expression", "ExpressionError", "Reference", "parse"]

LONGEST = 400  # characters
_MODULES = ("torch", "np", "numpy", "math")
_CONSTANTS = {"nan": float("nan"), "inf": float("inf"), "pi": np.pi, "e": np.e}
_NUMBERS = (int, float, complex, np.ndarray, np.generic)
ARITHMETIC = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow, ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_, ast.BitXor: operator.xor, ast.MatMult: operator.matmul,
}  # fmt: skip
COMPARED = {ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
             ast.Gt: operator.gt, ast.GtE: operator.ge}  # fmt: skip
UNARY = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert}
CHECKED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.BinOp, ast.Compare, ast.IfExp, ast.Constant,
    ast.Name, ast.Load, ast.Attribute, ast.Call, ast.keyword, ast.Subscript, ast.Slice, ast.Tuple, ast.List,
    ast.Is, ast.IsNot, ast.In, ast.NotIn, *ARITHMETIC, *COMPARED, *UNARY,
)  # fmt: skip


@runtime_checkable
class Reference(Protocol):
    """What a name may stand for besides a plain value: a tensor of which value and gradient are looked up when used."""

    def value(self) -> np.ndarray: ...
    def grad(self) -> np.ndarray | None: ...


@lru_cache(512)
def parse(text: str) -> Expression:
    """The Expression of a text; kept, for the same ones are asked for again and again."""
    return Expression(text)


class Expression:
    """A text that was read. `problem`: "" or why it cannot be evaluated; `names`: the names that it asks for."""

    def __init__(self, text: str):
        self.text = text.strip()
        self.error: ExpressionError | None = None
        self.names, self._tree = frozenset(), None
        try:
            self._read()
        except ExpressionError as error:
            self.error = error.with_traceback(None)

    @property
    def problem(self) -> str:
        """Why it cannot be evaluated, "" for nothing."""
        return str(self.error) if self.error is not None else ""

    def _read(self) -> None:
        if not self.text:
            raise ExpressionError("Type an expression, such as grad.norm() > 10.")
        if len(self.text) > LONGEST:
            raise ExpressionError("The expression is longer than {most} characters.", most=LONGEST)
        try:
            tree = ast.parse(self.text, mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise ExpressionError("This is no expression: {why}.", why=getattr(error, "msg", None) or "?") from None
        modules = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute) and is_module(n.value)}
        functions = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        for node in ast.walk(tree):
            _check(node, modules, functions)
        self.names = frozenset(n.id for n in ast.walk(tree)
                               if isinstance(n, ast.Name) and id(n) not in modules and id(n) not in functions)
        self._tree = tree.body

    @property
    def tree(self) -> ast.expr | None:
        """What was read, None where that is nothing."""
        return self._tree

    def value(self, look_up: Callable[[str], object]):
        """The value with names from `look_up` (KeyError: there is none): a number, an array, a text, a tuple or None."""
        if self.error is not None:
            raise ExpressionError(self.error.text, **self.error.fields)
        try:
            with np.errstate(all="ignore"):
                return plain(Walk(look_up).walk(self._tree))
        except ExpressionError:
            raise
        except MemoryError:
            raise ExpressionError("There is not memory enough for it.") from None
        except (ValueError, TypeError, IndexError, ArithmeticError, RecursionError) as error:
            raise ExpressionError("It cannot be computed: {why}.", why=str(error).rstrip(".")) from None

    def holds(self, look_up: Callable[[str], object]) -> bool:
        """Whether it is true, of an array: for some element. False where it has no value."""
        try:
            found = self.value(look_up)
        except ExpressionError:
            return False
        return bool(np.any(found)) if isinstance(found, (np.ndarray, np.generic)) else bool(found)


def is_module(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in _MODULES


def _check(node: ast.AST, modules: set[int], functions: set[int]) -> None:
    """Raises ExpressionError for what may not be used; see Note [Safe expressions]."""
    if not isinstance(node, CHECKED):
        what = type(node).__name__
        raise ExpressionError("{what} cannot be used here.", what=_WORDS.get(what, what))
    if isinstance(node, ast.Constant) and not isinstance(node.value, (int, float, str, bool, type(None), type(...))):
        raise ExpressionError("{what} cannot be used here.", what=repr(node.value))
    if isinstance(node, ast.Name) and id(node) in functions and node.id not in FUNCTIONS:
        raise ExpressionError("There is no function {name} here.", name=node.id)
    if isinstance(node, ast.Attribute):
        known = node.attr in FUNCTIONS if id(node) in functions else node.attr in ATTRIBUTES
        if is_module(node.value):
            known = node.attr in (FUNCTIONS if id(node) in functions else _CONSTANTS)
        if not known:
            raise ExpressionError("There is no .{name} here.", name=node.attr)
    if isinstance(node, ast.Call) and not isinstance(node.func, (ast.Name, ast.Attribute)):
        raise ExpressionError("Only functions can be called here.")
    if isinstance(node, ast.keyword) and node.arg is None:
        raise ExpressionError("{what} cannot be used here.", what="**")


_WORDS = {"Lambda": "lambda", "NamedExpr": ":=", "ListComp": "[… for …]", "GeneratorExp": "(… for …)",
          "DictComp": "{… for …}", "SetComp": "{… for …}", "Await": "await", "Yield": "yield",
          "JoinedStr": "f'…'", "Starred": "*", "Dict": "{…: …}", "Set": "{…}", "LShift": "<<", "RShift": ">>"}


def plain(x):
    """The value of a reference; anything else as it is."""
    if isinstance(x, Reference):
        x = x.value()
        if x is None:
            raise ExpressionError("It is not there yet.")
    return x


def truth(x) -> bool:
    if isinstance(x, np.ndarray) and x.size != 1:
        raise ExpressionError("A tensor of {count:,} elements is neither true nor false: say .any() or .all().", count=x.size)
    return bool(x)


class Walk:
    """One evaluation: `walk(node)` gives the value of a part of the tree."""

    def __init__(self, look_up: Callable[[str], object]):
        self._look_up = look_up

    def walk(self, node: ast.AST):
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    def _of(self, node: ast.AST):
        return plain(self.walk(node))

    def _constant(self, node):
        return node.value

    def _name(self, node):
        try:
            return self._look_up(node.id)
        except KeyError:
            raise ExpressionError("There is no {name} at this step.", name=node.id) from None

    def _tuple(self, node):
        return tuple(self._of(item) for item in node.elts)

    _list = _tuple

    def _boolop(self, node):
        is_and = isinstance(node.op, ast.And)
        for part in node.values:
            found = self._of(part)
            if truth(found) != is_and:
                break
        return found

    def _unaryop(self, node):
        x = self._of(node.operand)
        return not truth(x) if isinstance(node.op, ast.Not) else UNARY[type(node.op)](_number(x))

    def _binop(self, node):
        a, b = _number(self._of(node.left)), _number(self._of(node.right))
        if isinstance(node.op, ast.MatMult):
            if np.ndim(a) and np.ndim(b) and np.size(a) * (np.shape(b)[-1] if np.ndim(b) > 1 else 1) > MOST:
                raise ExpressionError("The product is too large to be computed here.")
        elif np.ndim(a) or np.ndim(b):
            if np.prod(np.broadcast_shapes(np.shape(a), np.shape(b)), dtype=float) > MOST:
                raise ExpressionError("The result has more than {most:,} elements.", most=MOST)
        elif isinstance(a, int) and isinstance(b, int) and isinstance(node.op, ast.Pow):
            a, b = np.float64(a), np.float64(b)  # a whole number without end would be the result of 9**9**9
        return ARITHMETIC[type(node.op)](a, b)

    def _compare(self, node):
        left, found = self.walk(node.left), True
        for op, right in zip(node.ops, node.comparators):
            right = self.walk(right)
            found = compared(op, left, right)
            if len(node.ops) > 1 and not truth(found):
                break
            left = right
        return found

    def _ifexp(self, node):
        return self._of(node.body if truth(self._of(node.test)) else node.orelse)

    def _attribute(self, node):
        if is_module(node.value):
            return _CONSTANTS[node.attr]
        x = self.walk(node.value)
        if node.attr == "grad":
            if not isinstance(x, Reference):
                raise ExpressionError("Only a tensor of the program has a .grad.")
            found = x.grad()
            if found is None:
                raise ExpressionError("It has no gradient at this step.")
            return found
        return ATTRIBUTES[node.attr](_array(plain(x)))

    def _call(self, node):
        args = [self._of(a) for a in node.args]
        given = {k.arg: self._of(k.value) for k in node.keywords}
        if isinstance(node.func, ast.Name):
            return call(node.func.id, args, given)
        if is_module(node.func.value):
            return call(node.func.attr, args, given)
        return call(node.func.attr, [self._of(node.func.value), *args], given)

    def _subscript(self, node):
        x, index = self._of(node.value), self._of(node.slice)
        parts = index if isinstance(index, tuple) else (index,)
        is_mask = isinstance(index, np.ndarray) and index.dtype == bool
        if not is_mask and any(isinstance(p, (np.ndarray, tuple, float, str)) for p in parts):
            raise ExpressionError("Only numbers, slices and one mask can stand in [ ].")
        return x[index] if isinstance(x, tuple) else _array(x)[index]

    def _slice(self, node):
        return slice(*(None if p is None else int(self._of(p)) for p in (node.lower, node.upper, node.step)))


def _number(x):
    if x is None:
        raise ExpressionError("It has no gradient at this step.")
    if not isinstance(x, _NUMBERS):
        raise ExpressionError("Only numbers and tensors can be computed with.")
    return x


def _array(x) -> np.ndarray:
    return np.asarray(_number(x))


def compared(op: ast.cmpop, left, right):
    if isinstance(op, (ast.Is, ast.IsNot)):
        if isinstance(left, Reference) or isinstance(right, Reference):
            raise ExpressionError("Use == to compare tensors.")
        return (left is right) == isinstance(op, ast.Is)
    left, right = plain(left), plain(right)
    if isinstance(op, (ast.In, ast.NotIn)):
        if not isinstance(right, (str, tuple)) or (isinstance(right, str) and not isinstance(left, str)):
            raise ExpressionError("`in` looks into a text or a list.")
        return (left in right) == isinstance(op, ast.In)
    if isinstance(left, (str, tuple)) or isinstance(right, (str, tuple)) or left is None or right is None:
        if not isinstance(op, (ast.Eq, ast.NotEq)):
            raise ExpressionError("Only numbers and tensors can be larger or smaller.")
        return _same(left, right) == isinstance(op, ast.Eq)
    if np.prod(np.broadcast_shapes(np.shape(left), np.shape(right)), dtype=float) > MOST:
        raise ExpressionError("The result has more than {most:,} elements.", most=MOST)
    return COMPARED[type(op)](left, right)


def _same(left, right) -> bool:
    """Equality of texts and tuples; in a tuple (a shape), ... or "*" on the right stands for any size."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(b in (..., "*") or a == b for a, b in zip(left, right))
    return type(left) is type(right) and left == right
