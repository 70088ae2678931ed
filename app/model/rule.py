r"""The rule of a node with its numbers: for each input the formula of its gradient, the same with this step's values,
and where broadcasting was undone.

Formulas come from the ops' declarations (core/symbolic.py) as LaTeX; `\overline{z}` is the gradient of z. Numbers stand
in for names where they are few: scalars, tensors whose elements are all equal, and up to MOST elements as a matrix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core import symbolic

from . import labels, numbers
from .rule_written import Written, written
from .words import say

if TYPE_CHECKING:
    from core.op import Op

    from .info import NodeInfo
    from .trace import Trace

MOST = 6  # elements of a tensor that is written out in a formula
LONGEST = 220  # characters of LaTeX in a formula; longer ones are not shown
ELEMENTWISE = ("arith", "float", "bool", "stable")  # kinds of ops whose arguments are broadcast
_NAME = re.compile(r"([^\W\d_]+)_?(\d*)$")
_GREEK = frozenset("alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi "
                   "omega".split())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    r"""What a node computes for one input.

    edge: its place in next_functions. to: what the input is called. formula: `\overline{y} = …` in LaTeX. numbers: the
    same with values, "" where there are none (not run yet) or too many. summed: a sentence about undone broadcasting,
    "" where there was none.
    """

    edge: int
    to: str
    formula: str
    numbers: str = ""
    summed: str = ""


def rules(trace: Trace, node: int, seq: int) -> tuple[Rule, ...]:
    """The rules of a node, one for each input that gets a gradient; () for an AccumulateGrad, a custom Function, and a
    node whose op is not known."""
    info = trace.node(node)
    call = _Call.of(trace, info)
    if call is None:
        return ()
    run = trace.run_of(node, seq)
    event = trace[run] if run >= 0 else None
    made = []
    for edge, (into, _) in enumerate(info.next):
        arg = call.arg_of_edge(edge)
        if into is not None and arg is not None:
            made.append(_rule(trace, call, edge, arg, event))
    return tuple(made)


def _rule(trace: Trace, call: _Call, edge: int, arg: str, event) -> Rule:
    to = labels.input_label(trace, call.info.id, edge)
    left = rf"\overline{{{call.name(arg, edge)}}}"
    axes = summed_axes(call.shapes.get(arg), call.result_shape, call.op.kind)
    body = call.formula(arg, call.names(edge), rf"\overline{{{call.result_name}}}")
    formula = f"{left} = {_sum_over(axes, body)}"
    with_numbers = ""
    if event is not None and edge < len(event["grad_inputs"]):
        with_numbers = _with_numbers(call, edge, arg, axes, event)
    words = ""
    if axes:
        words = say("summed_axes", axes=", ".join(map(str, axes)), count=len(axes), name=to,
                    shape=numbers.shape_text(call.shapes[arg]), whole=numbers.shape_text(call.result_shape))  # fmt: skip
    return Rule(edge, to, formula if len(formula) <= LONGEST or call.written(arg) else left, with_numbers, words)


def _with_numbers(call: _Call, edge: int, arg: str, axes: tuple[int, ...], event) -> str:
    arrived = next((value for value in event["grad_outputs"] if value is not None), None)
    result = event["grad_inputs"][edge]
    whole = call.op.kind not in ELEMENTWISE and len(call.inputs) > 1  # products of matrices
    given, got = short(arrived, whole), short(result, whole)
    if got is not None and (plain := call.written(arg)) is not None and not plain.figures:
        return rf"\overline{{{call.name(arg, edge)}}} = {got}"
    values = call.values(edge, whole)
    if given is None or got is None or values is None:
        return ""
    body = call.formula(arg, values, given)
    if r"\mathrm{" + symbolic.escape(call.op.node_name) in body:
        return ""
    body = _sum_over(axes, body)
    text = f"{body} = {got}" if body != got else got
    if "matrix" not in text:
        text = text.replace(r"\odot", r"\cdot").replace(r" \, ", r" \cdot ")
    left = rf"\overline{{{call.name(arg, edge)}}}"
    return f"{left} = {text}" if len(text) <= 2 * LONGEST else ""


def _sum_over(axes: tuple[int, ...], body: str) -> str:
    if not axes:
        return body
    wrapped = rf"\left({body}\right)" if re.search(r" [+-] ", body) else body
    return rf"\sum_{{{', '.join(map(str, axes))}}} {wrapped}"


def summed_axes(shape, whole, kind: str) -> tuple[int, ...]:
    """The axes of `whole` over which a gradient is summed to come back to `shape`; () where shapes are equal or the op
    does not broadcast."""
    if kind not in ELEMENTWISE or shape is None or whole is None or tuple(shape) == tuple(whole):
        return ()
    extra = len(whole) - len(shape)
    if extra < 0:
        return ()
    stretched = [extra + i for i, (a, b) in enumerate(zip(shape, whole[extra:])) if a == 1 and b != 1]
    return (*range(extra), *stretched)


class _Call:
    """One call of an op, as the formulas need it: its arguments' names, shapes and values."""

    def __init__(self, trace: Trace, info: NodeInfo, op: Op, params: dict):
        self.trace, self.info, self.op, self.params = trace, info, op, params
        self.inputs = dict(zip(op.args, info.inputs)) if not op.listed else {}
        self.shapes = {a: trace.tensor(t).shape for a, t in self.inputs.items() if t is not None}
        self.shapes |= {a: () for a, k in self._numbers()}
        self.result_shape = trace.tensor(info.tensor).shape if info.tensor is not None else None
        if self.result_shape is not None:
            self.shapes["result"] = self.result_shape

    @property
    def result_name(self) -> str:
        return tensor_name(self.trace, self.info.tensor) if self.info.tensor is not None else "z"

    @classmethod
    def of(cls, trace: Trace, info: NodeInfo) -> _Call | None:
        if info.is_accumulate or info.op is None:
            return None
        params = {k: tuple(v) if isinstance(v, list) else v for k, v in (trace[info.made_at].get("params") or {}).items()}
        op = symbolic.op_of_node(info.grad_fn, tuple(params))
        return cls(trace, info, op, params) if op is not None else None

    def _numbers(self):
        return [(self.op.args[slot], n) for slot, n in self.info.numbers.items() if slot < len(self.op.args)]

    def arg_of_edge(self, edge: int) -> str | None:
        """The argument whose gradient goes along an edge."""
        if self.op.listed:
            return next(iter(self.op.rules), None)
        ruled = [a for a in self.op.args if a in self.op.rules]
        return ruled[edge] if edge < len(ruled) else None

    def input_of_edge(self, edge: int) -> int | None:
        arg = self.arg_of_edge(edge)
        if self.op.listed:
            return self.info.inputs[edge] if edge < len(self.info.inputs) else None
        return self.inputs.get(arg)

    def name(self, arg: str, edge: int) -> str:
        """The input's name in LaTeX."""
        tensor = self.input_of_edge(edge)
        return tensor_name(self.trace, tensor) if tensor is not None else symbolic._letter(arg)

    def names(self, edge: int) -> dict[str, str]:
        """Names of all arguments and of the result."""
        found = {a: tensor_name(self.trace, t) for a, t in self.inputs.items() if t is not None}
        found |= {a: symbolic.number(n) for a, n in self._numbers() if isinstance(n, int | float)}
        return found | {"result": self.result_name}

    def values(self, edge: int, whole: bool = False) -> dict[str, str] | None:
        """The same as `names`, with values; None if one that the rule uses is too large. `whole`: see `short`."""
        used = set(self.op.uses.get(self.arg_of_edge(edge), ()))
        found = {a: symbolic.number(n) for a, n in self._numbers() if isinstance(n, int | float)}
        wanted = {a: t for a, t in self.inputs.items() if t is not None and a in used}
        if "result" in used and self.info.tensor is not None:
            wanted["result"] = self.info.tensor
        for arg, tensor in wanted.items():
            text = short(self.trace.value_at(tensor, self.info.made_at), whole)
            if text is None:
                return None
            found[arg] = text
        return found

    def written(self, arg: str) -> Written | None:
        """The formula that is written by hand for this argument's gradient, None where there is none."""
        return written(self.info.grad_fn, arg, self.params, self.inputs.get("weight") is not None)

    def formula(self, arg: str, names: dict[str, str], grad: str) -> str:
        plain = self.written(arg)
        if plain is not None:
            shape = self.shapes.get("self") or (1,)
            known = {"index": self.params.get("index", ""), "dim": self.params.get("dim", ""),
                     "count": shape[0] if len(shape) > 1 else 1}  # fmt: skip
            return plain.filled({**known, **names}, grad)
        return symbolic.gradient(self.op, arg, {**names, "grad": grad}, self.params, dict(self.shapes))


# ---- names and values in LaTeX


def tensor_name(trace: Trace, tensor: int, depth: int = 2) -> str:
    """A tensor in LaTeX: its variable's name, or what it was made from where it has none (`y \\odot y`)."""
    info = trace.tensor(tensor)
    if info.name:
        return name_tex(info.name)
    if info.node is not None and depth:
        node = trace.node(info.node)
        call = _Call.of(trace, node) if not node.is_accumulate else None
        if call is not None and call.op.tex and not call.op.listed:
            names = {a: tensor_name(trace, t, depth - 1) for a, t in call.inputs.items() if t is not None}
            names |= {a: symbolic.number(n) for a, n in call._numbers() if isinstance(n, int | float)}
            text = symbolic.forward(call.op, names, call.params)
            if len(text) <= 48:
                return text
    label = labels.tensor_label(trace, tensor)
    return rf"\mathrm{{{symbolic.escape(label)}}}" if label.isidentifier() else rf"t_{{{tensor}}}"


@lru_cache(maxsize=4096)
def name_tex(name: str) -> str:
    r"""A variable's name in LaTeX: `x`, `W_{1}`, `\theta`, `\mathit{loss}`, `\mathrm{fc1.weight}`."""
    match = _NAME.match(name)
    if match is None:
        plain = "".join(c if c.isalnum() or c in "._[] " else "?" for c in name[:40])
        return rf"\mathrm{{{symbolic.escape(plain)}}}"
    letters, digits = match[1], match[2]
    body = rf"\{letters}" if letters in _GREEK else letters if len(letters) == 1 else rf"\mathit{{{letters}}}"
    return f"{body}_{{{digits}}}" if digits else body


def short(value, whole: bool = False) -> str | None:
    """A value in LaTeX where it is short: a number, one number that all elements are (unless `whole`), a small matrix;
    else None."""
    if value is None or value.array.dtype.kind not in "fiub" or not value.array.size:
        return None
    array = value.array
    same = numbers.uniform(value)
    if same is not None and not (whole and array.ndim):
        return number_tex(same)
    if array.size > MOST or array.ndim > 2:
        return None
    rows = array.reshape(1, -1) if array.ndim < 2 else array
    body = r" \\ ".join(" & ".join(number_tex(x) for x in row) for row in rows.tolist())
    return rf"{{\begin{{bmatrix}} {body} \end{{bmatrix}}}}"  # in braces, so that it can be transposed


def number_tex(x) -> str:
    """A number in LaTeX, to the digits that the program shows."""
    if isinstance(x, bool):
        return str(int(x))
    if isinstance(x, float) and not np.isfinite(x):
        return r"\mathrm{NaN}" if x != x else (r"\infty" if x > 0 else r"-\infty")
    text = numbers.number(x).replace(numbers.MINUS, "-")
    base, e, power = text.partition("e")
    return rf"{base} \cdot 10^{{{int(power)}}}" if e else text

