"""Expressions over one tensor, for many of its values of one shape at once: the same walk, with the values as rows.

    hold(parse("grad.std() > 0.5"), "grad", arrays)     # bool[k], of arrays (k, *shape)

What cannot be told so (other names, `is`, `in`, a branch that differs from row to row) raises NotTogether; the caller
then looks at one value at a time (expressions.py), with the same results.
"""

from __future__ import annotations

import ast

import numpy as np

from .expression_functions import FUNCTIONS, MOST, ExpressionError, call
from .expressions import ARITHMETIC, COMPARED, UNARY, Expression, Walk, compared, is_module, plain, truth

_EACH = frozenset(("abs", "sqrt", "exp", "log", "log2", "log10", "isnan", "isinf", "isfinite", "sign", "sin", "cos", "tanh",
                   "square", "floor", "ceil", "round", "float", "detach"))  # fmt: skip
_REDUCED = frozenset(("sum", "mean", "prod", "min", "max", "amin", "amax", "any", "all", "argmax", "argmin", "std", "var", "norm"))


class NotTogether(Exception):
    """This cannot be told of many at once."""


class Rows:
    """A part of an expression with a value for each row: an array (k, …)."""

    def __init__(self, array: np.ndarray):
        self.array = array


def hold(expression: Expression, name: str, arrays: np.ndarray, is_part: bool = False) -> np.ndarray:
    """Whether it is true of each of arrays (k, *shape), which `name` stands for: bool[k]. Raises NotTogether.

    is_part: it is a part of an `and`, where an array of several elements is neither true nor false.
    """
    if arrays[:1].size > MOST:
        raise NotTogether
    try:
        with np.errstate(all="ignore"):
            walk = _Together(name, arrays)
            found = walk.sure(expression.tree) if is_part else walk.whether(expression.tree)
    except (ExpressionError, IndexError, TypeError):
        found = False  # as of each by itself: all have one shape
    except (ValueError, ArithmeticError, MemoryError, RecursionError):
        raise NotTogether from None
    return np.broadcast_to(np.asarray(found, bool), len(arrays))


class _Together(Walk):
    def __init__(self, name: str, arrays: np.ndarray):
        super().__init__(self._find)
        self._name_of_rows, self._rows, self._one = name, Rows(arrays), Walk(self._find)

    def walk(self, node: ast.AST):
        """A part in which the name does not stand is walked once, as by itself."""
        has_rows = any(isinstance(part, ast.Name) and part.id == self._name_of_rows for part in ast.walk(node))
        return super().walk(node) if has_rows else self._one.walk(node)

    def _find(self, name: str):
        if name != self._name_of_rows:
            raise NotTogether
        return self._rows

    def whether(self, node: ast.AST):
        """Whether a whole expression holds, of an array: for some element."""
        if isinstance(node, ast.BoolOp | ast.UnaryOp) and isinstance(getattr(node, "op", None), ast.And | ast.Or | ast.Not):
            return self.sure(node)
        found = self._of(node)
        return found.array.reshape(len(found.array), -1).any(1) if isinstance(found, Rows) else bool(found)

    def sure(self, node: ast.AST):
        """The truth of a part that must be one: bool, or bool[k]."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return np.logical_not(self.sure(node.operand))
        if isinstance(node, ast.BoolOp):
            is_and, so_far = isinstance(node.op, ast.And), None
            for part in node.values:
                try:
                    now = self.sure(part)
                except (ExpressionError, IndexError, TypeError):
                    if so_far is None:
                        raise
                    raise NotTogether from None  # it is looked at only where what stands before it does not decide
                so_far = now if so_far is None else np.logical_and(so_far, now) if is_and else np.logical_or(so_far, now)
                if np.ndim(so_far) == 0 and bool(so_far) != is_and:
                    break
            return so_far
        found = self._of(node)
        if not isinstance(found, Rows):
            return truth(found)
        if found.array[:1].size != 1:
            raise ExpressionError("A tensor of {count:,} elements is neither true nor false: say .any() or .all().",
                                  count=found.array[:1].size)  # fmt: skip
        return found.array.reshape(-1).astype(bool)

    def _of(self, node: ast.AST):
        found = self.walk(node)
        return found if isinstance(found, Rows) else plain(found)

    def _boolop(self, node):
        raise NotTogether

    _ifexp = _boolop

    def _unaryop(self, node):
        x = self._of(node.operand)
        if isinstance(node.op, ast.Not):
            raise NotTogether
        return Rows(UNARY[type(node.op)](x.array)) if isinstance(x, Rows) else UNARY[type(node.op)](_number(x))

    def _binop(self, node):
        one, two = self._of(node.left), self._of(node.right)
        if isinstance(node.op, ast.MatMult):
            raise NotTogether
        compute = ARITHMETIC[type(node.op)]
        if isinstance(one, Rows) or isinstance(two, Rows):
            return Rows(compute(*_aligned(one, two)))
        if isinstance(node.op, ast.Pow):
            raise NotTogether
        return compute(_number(one), _number(two))

    def _compare(self, node):
        left, found = self._of(node.left), None
        for op, right in zip(node.ops, node.comparators):
            right = self._of(right)
            if not isinstance(left, Rows) and not isinstance(right, Rows):
                if len(node.ops) > 1:
                    raise NotTogether
                return compared(op, left, right)
            compare = COMPARED.get(type(op))
            if compare is None:
                raise NotTogether
            now = compare(*_aligned(left, right))
            if len(node.ops) > 1 and now[:1].size != 1:
                raise NotTogether
            found = now if found is None else np.logical_and(found.reshape(-1), now.reshape(-1))
            left = right
        return Rows(found)

    def _attribute(self, node):
        x = self._of(node.value)
        if not isinstance(x, Rows) or node.attr == "grad":
            raise NotTogether
        if node.attr == "T":
            return Rows(_turned(x.array))
        return {"shape": x.array.shape[1:], "ndim": x.array.ndim - 1, "dtype": str(x.array.dtype), "data": x}[node.attr]

    def _call(self, node):
        of = [] if isinstance(node.func, ast.Name) or is_module(node.func.value) else [node.func.value]
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        first, *rest = [self._of(a) for a in (*of, *node.args)] or [None]
        given = {k.arg: self._of(k.value) for k in node.keywords}
        if not isinstance(first, Rows):
            return call(name, [first, *rest], given)
        if any(isinstance(x, Rows) for x in (*rest, *given.values())):
            raise NotTogether
        return _called(name, first.array, rest, given)

    def _subscript(self, node):
        x, index = self._of(node.value), self._of(node.slice)
        if not isinstance(x, Rows):
            if not isinstance(x, tuple) or not isinstance(index, int | slice):
                raise NotTogether
            return x[index]
        parts = index if isinstance(index, tuple) else (index,)
        if not all(isinstance(part, int | slice | type(...)) and not isinstance(part, bool) for part in parts):
            raise NotTogether
        return Rows(x.array[(slice(None), *parts)])


def _number(x):
    if not isinstance(x, int | float | np.number):
        raise NotTogether
    return x


def _aligned(one, two):
    """Two operands with rows along the first axis, shapes aligned behind it as NumPy would align them."""
    one, two = (x if isinstance(x, Rows) else _number(x) for x in (one, two))
    deepest = max(x.array.ndim for x in (one, two) if isinstance(x, Rows))
    return [x.array.reshape(len(x.array), *(1,) * (deepest - x.array.ndim), *x.array.shape[1:]) if isinstance(x, Rows) else x
            for x in (one, two)]  # fmt: skip


def _turned(array: np.ndarray) -> np.ndarray:
    return array.transpose(0, *range(array.ndim - 1, 0, -1))


def _called(name: str, array: np.ndarray, rest: list, given: dict):
    """A function of each row."""
    if name in _EACH and not rest and not given:
        return Rows(FUNCTIONS[name](array))
    if name in _REDUCED and not rest and not given:
        flat = array.reshape(len(array), -1)
        return Rows(_norms(flat) if name == "norm" else FUNCTIONS[name](flat, dim=1))
    plain = {"numel": array[0].size, "dim": array.ndim - 1, "size": array.shape[1:]}
    if rest or given:
        raise NotTogether
    if name in plain:
        return plain[name]
    if name == "len" and array.ndim > 1:
        return array.shape[1]
    if name in ("flatten", "t"):
        return Rows(array.reshape(len(array), -1) if name == "flatten" else _turned(array))
    if name == "item" and array[0].size == 1:
        return Rows(array.reshape(-1))
    raise NotTogether


def _norms(flat: np.ndarray) -> np.ndarray:
    """2-norms of the rows, without overflow on the way."""
    sizes = np.abs(flat).astype(np.float64)
    largest = sizes.max(axis=1, initial=0.0)
    usual = (largest > 0) & np.isfinite(largest)
    scale = np.where(usual, largest, 1.0)[:, None]
    return np.where(usual, scale[:, 0] * np.sqrt(np.square(sizes / scale).sum(axis=1)), largest)
