"""Conditions of breakpoints on whole columns of a tape: which events can hold, for thousands of them at once.

Note [Sieves]
    A condition is taken apart at its top `and`s. Parts of simple form (nan, inf, zero, norm > 10, grad.norm() / 2 < 1e-3,
    value.max() >= 5, (grad < 0).any(), name == "w", op == "exp", line == 12) become sieves: from events to "no", "yes" or "not sure". What no
    sieve says no to, and some part is not sure of, is looked at one by one (breakpoint_hits.py). Parts of another form, over
    `grad` or `value` alone, are computed for all values of one shape together (expression_rows.py), those that cannot be
    so one by one. A gradient that a reset left is never sure.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core import tapecolumns as columns
from core import tapenorms
from core.tapenorms import measures

from . import kinds as K
from .expression_rows import NotTogether, hold
from .expressions import Expression, parse
from .search_columns import by_number

NO, UNSURE, YES = range(3)
NEAR = 1e-5  # relative: how near to a limit a number computed in another way may fall on its other side
_MEASURES = {"norm": "norm", "max": "max", "min": "min"}
_COMPARED = {ast.Gt: np.greater, ast.GtE: np.greater_equal, ast.Lt: np.less, ast.LtE: np.less_equal}
_WORDS = ("nan", "inf", "zero")
_EVERYWHERE = frozenset((*_WORDS, "norm", "line", "op", "name"))
_ARITHMETIC = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide}
Sieve = Callable[[object, np.ndarray], np.ndarray]
Column = Callable[[object, np.ndarray], tuple[np.ndarray, np.ndarray]]


class Sieves(NamedTuple):
    """Of a condition: parts that columns tell; those from which they only tell where it cannot hold; the parts that are
    not told, as an Expression (None: all are), and whether there are others beside these."""

    told: list[Sieve]
    there: list[Sieve]
    rest: Expression | None
    is_part: bool = False


def sieves(text: str) -> Sieves:
    """What can be told by columns of a condition."""
    if not text:
        return Sieves([], [], None)
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Sieves([], [], parse(text))
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    made = [_sieve(part, len(parts) == 1) for part in parts]
    left = [part for part, told in zip(parts, made) if told is None]
    rest = parse(ast.unparse(left[0] if len(left) == 1 else ast.BoolOp(ast.And(), left))) if left else None
    there = [one for part in left if (one := _there(part)) is not None]
    return Sieves([one for one in made if one is not None], there, rest, len(parts) > 1)


def together(trace, rest: Expression, is_part: bool, seqs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(whether an expression over `grad` or `value` alone holds at these events, where that could be told): bool[n] each."""
    holds, told = np.zeros(len(seqs), bool), np.zeros(len(seqs), bool)
    if rest.names not in ({"grad"}, {"value"}):
        return holds, told
    (of,) = rest.names
    numbers, unsure = _values(trace, of, seqs)
    try:
        for places, arrays in tapenorms.alike(trace.tape, np.where(unsure, 0, numbers)):
            holds[places], told[places] = hold(rest, of, arrays, is_part), True
    except NotTogether:
        pass
    return holds, told


def sift(trace, found: list[Sieve], seqs: np.ndarray) -> np.ndarray:
    """NO, UNSURE or YES for each event (uint8): the least that any sieve says of it."""
    least = np.full(len(seqs), YES, np.uint8)
    for sieve in found:
        left = np.flatnonzero(least)
        least[left] = np.minimum(least[left], sieve(trace, seqs[left]))
    return least


def _sieve(node: ast.expr, alone: bool) -> Sieve | None:
    """What columns tell of one part; alone: there is no other part, so an array holds where any element does."""
    if isinstance(node, ast.Name) and node.id in _WORDS:
        return _word(node.id)
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return _either(node)
    if isinstance(node, ast.Compare) and len(node.ops) > 1:  # 1 < norm < 5
        sides = [node.left, *node.comparators]
        return _all([_sieve(ast.Compare(sides[k], [op], [sides[k + 1]]), False) for k, op in enumerate(node.ops)])
    compare = _of_elements(node, alone) or node
    if isinstance(compare, ast.Compare) and len(compare.ops) == 1:
        left, right, op = compare.left, compare.comparators[0], type(compare.ops[0])
        if isinstance(left, ast.Name) and op is ast.Eq and isinstance(right, ast.Constant):
            return _same(left.id, right.value)
        one, two, compared = _number(left), _number(right), _COMPARED.get(op)
        if one is not None and two is not None and compared is not None:
            return _limit(one, two, compared)
    return None


def _all(parts: list[Sieve | None]) -> Sieve | None:
    """All of them hold."""
    return None if None in parts else lambda trace, seqs: np.minimum.reduce([part(trace, seqs) for part in parts])


def _either(node: ast.BoolOp) -> Sieve | None:
    """One of them holds; only of names that stand for something at every event, for what has no value ends an `or`."""
    if not {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} <= _EVERYWHERE:
        return None
    parts = [_sieve(part, False) for part in node.values]
    if None in parts:
        return None

    def sieve(trace, seqs: np.ndarray) -> np.ndarray:
        best = np.maximum.reduce([part(trace, seqs) for part in parts])
        return np.where(_values(trace, "came", seqs)[0] > 0, best, UNSURE).astype(np.uint8)

    return sieve


def _of_elements(node: ast.expr, alone: bool) -> ast.expr | None:
    """`(value > 5).any()` as `value.max() > 5`, and the like; also a bare `value > 5` that stands alone."""
    how, inner = ("any", node) if alone else (None, None)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("any", "all") and not node.args:
        how, inner = node.func.attr, node.func.value
    if not isinstance(inner, ast.Compare) or len(inner.ops) != 1 or type(inner.ops[0]) not in _COMPARED:
        return None
    if not isinstance(inner.left, ast.Name) or inner.left.id not in ("grad", "value") or _number(inner.comparators[0]) is None:
        return None
    largest = (type(inner.ops[0]) in (ast.Gt, ast.GtE)) == (how == "any")
    call = ast.Call(ast.Attribute(inner.left, "max" if largest else "min", ast.Load()), [], [])
    return ast.Compare(call, inner.ops, inner.comparators)


def _number(node: ast.expr) -> Column | None:
    """A part that is one number an event, as a column of them: (trace, seqs) → (float64, where that is not sure)."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return lambda trace, seqs: (np.full(len(seqs), float(node.value)), np.zeros(len(seqs), bool))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and (of := _number(node.operand)) is not None:
        return lambda trace, seqs: _negative(*of(trace, seqs))
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        one, two, compute = _number(node.left), _number(node.right), _ARITHMETIC[type(node.op)]
        if one is not None and two is not None:
            return lambda trace, seqs: _together(compute, one(trace, seqs), two(trace, seqs))
    measured = _measured(node)
    return _measure(*measured) if measured is not None else None


def _negative(numbers: np.ndarray, unsure: np.ndarray):
    return -numbers, unsure


def _together(compute, one, two):
    with np.errstate(all="ignore"):
        return compute(one[0], two[0]), one[1] | two[1]


def _measure(of: str, what: str) -> Column:
    def column(trace, seqs: np.ndarray):
        numbers, unsure = _values(trace, of, seqs)
        told = measures(trace.tape, numbers, all_of_them=what != "norm")
        found = getattr(told, what)
        odd = (told.wide & ~np.isfinite(found)) | np.isnan(found)
        return found, unsure | (odd & (numbers > 0))

    return column


def _measured(node: ast.expr) -> tuple[str, str] | None:
    """(of what: "came", "grad" or "value"; "norm", "max", "min" or "absmax"), None for anything else."""
    if isinstance(node, ast.Name):
        return ("came", "norm") if node.id == "norm" else None
    if not isinstance(node, ast.Call) or node.args or node.keywords or not isinstance(node.func, ast.Attribute):
        return None
    what, of = _MEASURES.get(node.func.attr), node.func.value
    if what == "max" and isinstance(of, ast.Call):  # x.abs().max(), abs(x).max()
        inner = of.func.value if isinstance(of.func, ast.Attribute) and of.func.attr == "abs" and not of.args else None
        if isinstance(of.func, ast.Name) and of.func.id == "abs" and len(of.args) == 1:
            inner = of.args[0]
        what, of = "absmax", inner
    return (of.id, what) if what and isinstance(of, ast.Name) and of.id in ("grad", "value") else None


def _there(node: ast.expr) -> Sieve | None:
    """For a part of any other form: an event without the gradient, or the value, that it asks for cannot hold."""
    if any(isinstance(part, ast.Or | ast.IfExp | ast.Is | ast.IsNot | ast.Not) for part in ast.walk(node)):
        return None
    for part in ast.walk(node):  # None is equal to None, and unequal to all else
        if isinstance(part, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for op in part.ops):
            if any(isinstance(side, ast.Name) for side in (part.left, *part.comparators)):
                return None
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    if not names & {"grad", "value"}:
        return None

    def sieve(trace, seqs: np.ndarray) -> np.ndarray:
        kind = trace.index.kind.view[seqs]
        run, written = kind == K.NODE, (kind == K.ACCUMULATE) | (kind == K.GRAD_RESET)
        no = ("value" in names) & run | ("grad" in names) & ~(run | written)
        return np.where(no, NO, UNSURE).astype(np.uint8)

    return sieve


def _values(trace, of: str, seqs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(numbers of the values meant, 0 for none; which events the columns do not tell of)."""
    kind = trace.index.kind.view[seqs]
    run, written, reset = kind == K.NODE, kind == K.ACCUMULATE, kind == K.GRAD_RESET
    found = trace.table["value"][seqs].astype(np.int64)
    if of == "value":
        found[run | reset] = 0
        found[written] = _leaf_values(trace, seqs[written])
        return found, reset | (written & (found == 0))
    if run.any():
        found[run] = columns.value_numbers(trace.tape, seqs[run])
    if of == "grad":
        found[~(run | written)] = 0
    found[reset] = 0
    return found, reset


def _leaf_values(trace, seqs: np.ndarray) -> np.ndarray:
    """Numbers of the values that leaves had when their .grad was written at these events; 0 where that is not told."""
    index, tensors = trace.index, trace.index.tensor.view[seqs]
    steps = index.by_kind.all(K.OPTIMIZER_STEP)
    k, _, after, stepped = tapenorms.written(trace.tape, steps)
    at, found = steps[k], np.zeros(len(seqs), np.int64)
    for tensor in np.unique(tensors).tolist():
        if tensor in index.memory.family:
            continue  # written through another tensor, too
        mine, values = stepped == tensor, index.values.all(tensor)
        when = np.concatenate([values, at[mine]])
        numbers = np.concatenate([trace.table["value"][values].astype(np.int64), after[mine]])
        order = np.argsort(when, kind="stable")
        place = when[order].searchsorted(seqs[tensors == tensor], side="right") - 1
        found[tensors == tensor] = np.where(place >= 0, numbers[order][np.maximum(place, 0)], 0)
    return found


def _word(word: str) -> Sieve:
    def sieve(trace, seqs: np.ndarray) -> np.ndarray:
        numbers, unsure = _values(trace, "came", seqs)
        told = measures(trace.tape, numbers)
        if word == "nan":
            yes, maybe = np.isnan(told.norm) & (told.size > 0), told.wide & np.isnan(told.norm)
        elif word == "inf":
            yes, maybe = np.isinf(told.norm), (told.wide & np.isinf(told.norm)) | (np.isnan(told.norm) & (told.size > 0))
        else:
            yes, maybe = (told.norm == 0) & (told.size > 0), told.wide & (told.norm == 0)
        return np.where(unsure | maybe, UNSURE, np.where(yes, YES, NO)).astype(np.uint8)

    return sieve


def _limit(one: Column, two: Column, compared) -> Sieve:
    def sieve(trace, seqs: np.ndarray) -> np.ndarray:
        (left, unsure), (right, also) = one(trace, seqs), two(trace, seqs)
        with np.errstate(all="ignore"):
            near = np.abs(left - right) <= NEAR * (np.abs(left) + np.abs(right))
            yes = compared(left, right)
        return np.where(unsure | also | near, UNSURE, np.where(yes, YES, NO)).astype(np.uint8)

    return sieve


def _same(name: str, wanted) -> Sieve | None:
    if name == "line" and isinstance(wanted, int) and not isinstance(wanted, bool):
        return lambda trace, seqs: np.where(trace.index.line.view[seqs] == wanted, YES, NO).astype(np.uint8)
    if name == "op" and isinstance(wanted, str):
        return _op_is(wanted)
    if name == "name" and isinstance(wanted, str):
        return _name_is(wanted)
    return None


def _op_is(wanted: str) -> Sieve:
    def sieve(trace, seqs: np.ndarray) -> np.ndarray:
        kind, string = trace.index.kind.view[seqs], trace.tape.string
        made = np.isin(kind, (K.OP, K.TENSOR, K.MUTATE))
        same = by_number(trace.table["op"][seqs], lambda n: ((string(n) or "") if n else "") == wanted)
        return np.where(np.where(made, same, wanted == ""), YES, NO).astype(np.uint8)

    return sieve


def _name_is(wanted: str) -> Sieve:
    def sieve(trace, seqs: np.ndarray) -> np.ndarray:
        from .breakpoint_hits import name_of

        string, table = trace.tape.string, trace.table
        tensor, name = table["tensor"][seqs], table["name"][seqs]
        by_tensor = by_number(tensor, lambda t: name_of(trace, int(t)) == wanted)
        nameless = by_number(tensor, lambda t: not name_of(trace, int(t)))
        by_name = by_number(name, lambda n: ((string(n) or "") if n else "") == wanted)
        return np.where(by_tensor | (nameless & by_name), YES, NO).astype(np.uint8)

    return sieve
