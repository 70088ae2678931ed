r"""The rule of a node with its numbers: for each input the formula of its gradient, the same with this step's values,
and where broadcasting was undone.

Formulas come from the ops' declarations (core/symbolic.py) as LaTeX; `\overline{z}` is the gradient of z. Numbers stand
in for names where they are few: scalars, tensors whose elements are all equal, and up to MOST elements as a matrix.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import symbol, symbolic

from . import labels, numbers, rule_cell
from .rule_tex import name_tex, number_tex, seen, short, spoken
from .rule_written import Written, written
from .words import say

if TYPE_CHECKING:
    from core.op import Op

    from .info import NodeInfo
    from .trace import Trace

LONGEST_NAME = 30  # characters that are seen of what stands for a tensor without a name
_COMMANDS = re.compile(r"\\[a-zA-Z]+|[{}\\, ]")
LONG = 60  # characters that are seen of a formula; longer ones name less
LONGEST = 220  # characters of LaTeX in a formula; longer ones are not shown
ELEMENTWISE = ("arith", "float", "bool", "stable")  # kinds of ops whose arguments are broadcast
SPLITS = frozenset(("UnbindBackward0", "SplitBackward0", "SplitWithSizesBackward0", "UnsafeSplitBackward0"))
PARTS = SPLITS | {"SelectBackward0", "SliceBackward0", "IndexBackward0", "EmbeddingBackward0"}
RESHAPES = symbolic.SAME - {"expand", "clone", "to_copy", "as_alias", "conj_physical"}
_MIXES = frozenset(("inverse", "linalg_inv_ex", "linalg_cholesky_ex", "matrix_exp", "tril", "triu", "flip", "roll"))
ADDS = frozenset(("addmm", "addmv", "addbmm", "baddbmm", "addr"))  # ops whose first argument is added, broadcast


@dataclass(frozen=True, slots=True)
class Rule:
    r"""What a node computes for one input.

    edge: its place in next_functions. to: what the input is called. formula: `\overline{y} = …` in LaTeX. numbers: the
    same with values, "" where there are none (not run yet); of large tensors those of one `element`, else None. summed:
    a sentence about undone broadcasting or another shape, "" where there was none.
    """

    edge: int
    to: str
    formula: str
    numbers: str = ""
    summed: str = ""
    element: tuple[int, ...] | None = None


def rules(trace: Trace, node: int, seq: int) -> tuple[Rule, ...]:
    """The rules of a node, one for each input that gets a gradient; () for an AccumulateGrad, a custom Function, and a
    node whose op is not known."""
    info = trace.node(node)
    call = Call.of(trace, info)
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


def _rule(trace: Trace, call: Call, edge: int, arg: str, event) -> Rule:
    to = labels.input_label(trace, call.info.id, edge)
    axes = _summed(call, arg)
    left, body = _in_symbols(call, edge, arg, axes)
    for depth in (1, 0):  # what stands for tensors without a name is written shorter in a long formula
        if seen(f"{left} = {body}") > LONG:
            left, body = _in_symbols(call, edge, arg, axes, depth)
    with_numbers, element = "", None
    if event is not None and edge < len(event["grad_inputs"]):
        with_numbers = _with_numbers(call, edge, arg, axes, event, left)
        plain = call.written(arg)
        if not with_numbers or (plain is not None and plain.worked):
            at_one, at = _at_element(call, edge, arg, event, left)
            with_numbers, element = (at_one, at) if at_one else (with_numbers, None)
    words = ""
    shapes = {"shape": numbers.shape_text(call.shapes.get(arg, ())), "whole": numbers.shape_text(call.result_shape or ())}
    if axes:
        words = say("summed_axes", axes=", ".join(map(str, axes)), count=len(axes), name=to, **shapes)
    elif call.op.key in RESHAPES and not call.op.listed:
        words = say("reshaped", name=to, **shapes)
    return Rule(edge, to, f"{left} = {body}", with_numbers, words, element)


def _in_symbols(call: Call, edge: int, arg: str, axes: tuple[int, ...], depth: int = 2) -> tuple[str, str]:
    """Both sides of the formula with names; `depth` as of tensor_name."""
    names = call.names(edge, depth)
    body = call.formula(arg, names, rf"\overline{{{names['result']}}}")
    return rf"\overline{{{call.name(arg, edge, depth)}}}", _sum_over(axes, body)


def gradient_of(call: Call, edge: int, arg: str, arrived: str) -> str:
    """The gradient of one argument in LaTeX where `arrived` came, broadcasting undone; "" where no formula is known."""
    body = call.formula(arg, call.names(edge), arrived)
    if r"\mathrm{" + symbol.escape(call.op.node_name) in body:
        return ""
    return _sum_over(_summed(call, arg), body)


def _summed(call: Call, arg: str) -> tuple[int, ...]:
    """The axes over which an argument's gradient is summed."""
    kind = "arith" if call.op.key in ADDS and arg == call.op.args[0] else call.op.kind
    return summed_axes(call.shapes.get(arg), call.result_shape, kind)


def _with_numbers(call: Call, edge: int, arg: str, axes: tuple[int, ...], event, left: str) -> str:
    arrived = next((value for value in event["grad_outputs"] if value is not None), None)
    result = event["grad_inputs"][edge]
    whole = call.op.kind not in ELEMENTWISE and len(call.inputs) > 1  # products of matrices
    given, got = short(arrived, whole), short(result, whole)
    if got is not None and (plain := call.written(arg)) is not None and not plain.figures:
        return f"{left} = {got}"
    values = call.values(edge, whole)
    if given is None or got is None or values is None:
        return ""
    body = call.formula(arg, values, given)
    if r"\mathrm{" + symbol.escape(call.op.node_name) in body:
        return ""
    body = _sum_over(axes, body)
    text = f"{body} = {got}" if body != got else got
    if "matrix" not in text:
        text = text.replace(r"\odot", r"\cdot").replace(r" \, ", r" \cdot ")
    return f"{left} = {text}" if len(text) <= 2 * LONGEST else ""


def _at_element(call: Call, edge: int, arg: str, event, left: str) -> tuple[str, tuple[int, ...] | None]:
    """The rule with the numbers of one element, the greatest of what was sent, and which it is; ("", None) without."""
    sent = event["grad_inputs"][edge]
    arrived = next((value for value in event["grad_outputs"] if value is not None), None)
    if sent is None or arrived is None or sent.array.dtype.kind != "f" or not sent.array.size:
        return "", None
    at, arrays = rule_cell.greatest(sent.array), call.arrays()
    if call.in_place and set(call.op.uses.get(arg, ())) & set(call.op.args) - set(arrays):
        return "", None  # something that it needs is not on the tape
    left += rf"_{{[{', '.join(map(str, at))}]}}" if at else ""
    if by_element(call):
        body = _elements(call, arg, arrays, arrived.array, at, sent.array.shape)
        text = f"{body} = {number_tex(sent.array[at].item())}" if body else ""
    else:
        text = rule_cell.working(call.op.key, arg, rule_cell.Cell(arrays, arrived.array, call.params, at), sent.array)
    return (f"{left} = {text}", at) if text and len(text) <= 2 * LONGEST else ("", None)


def _elements(call: Call, arg: str, arrays: dict, arrived, at: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """The rule with numbers at the element `at` of the argument; a sum over all that it was repeated to."""
    whole = arrived.shape
    extra = len(whole) - len(shape)
    spots = [range(whole[k]) if k < extra or (shape[k - extra] == 1 and whole[k] > 1) else (at[k - extra],)
             for k in range(len(whole))]  # fmt: skip
    count = math.prod(map(len, spots))
    chosen = list(itertools.islice(itertools.product(*spots), rule_cell.MOST_TERMS + 1))
    if count > rule_cell.MOST_TERMS:
        chosen = [*chosen[:2], tuple(spot[-1] for spot in spots)]
    terms = []
    for spot in chosen:
        names = {a: number_tex(n) for a, n in call._numbers()}
        names |= {a: _factor_at(array, spot if array.ndim <= len(whole) else at, whole) for a, array in arrays.items()}
        term = call.formula(arg, names, _factor_at(arrived, spot, whole))
        if r"\mathrm{" + symbol.escape(call.op.node_name) in term:
            return ""
        terms.append(term.replace(r"\odot", r"\cdot").replace(r" \, ", r" \cdot "))
    if count > rule_cell.MOST_TERMS:
        terms.insert(2, r"\ldots")
    return " + ".join(terms)


def _factor_at(array, spot: tuple[int, ...], whole: tuple[int, ...]) -> str:
    """The number of a tensor that was broadcast to `whole` at one place of it."""
    own = spot[len(whole) - array.ndim :] if array.ndim <= len(whole) else spot
    return rule_cell.factor(array[tuple(i if n > 1 else 0 for i, n in zip(own, array.shape))].item())


def by_element(call: Call) -> bool:
    """Whether each element of the result comes from the elements at its place alone."""
    op = call.op
    if op.kind in ELEMENTWISE:
        return True
    return (op.kind == "same" and len(op.args) == 1 and not op.view and op.key not in _MIXES
            and not {"dim", "dims", "size"} & set(op.params)
            and call.shapes.get(op.args[0]) == call.result_shape)  # fmt: skip


def _sum_over(axes: tuple[int, ...], body: str) -> str:
    if not axes:
        return body
    wrapped = rf"\left({body}\right)" if is_sum(body) else body
    return rf"\sum_{{{', '.join(map(str, axes))}}} {wrapped}"


def is_sum(text: str) -> bool:
    """Whether something is added outside of all brackets."""
    return symbol.binding(text) == 1


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


class Call:
    """One call of an op, as the formulas need it: its arguments' names, shapes and values."""

    def __init__(self, trace: Trace, info: NodeInfo, op: Op, params: dict):
        self.trace, self.info, self.op, self.params = trace, info, op, params
        self.in_place = trace.kind(info.made_at) == "mutate"
        self.inputs = dict(zip(op.args, info.inputs)) if not op.listed else {}
        self.shapes = {a: trace.tensor(t).shape for a, t in self.inputs.items() if t is not None}
        self.shapes |= {a: () for a, k in self._numbers()}
        self.result_shape = trace.tensor(info.tensor).shape if info.tensor is not None else None
        if self.result_shape is not None:
            self.shapes["result"] = self.result_shape

    @classmethod
    def of(cls, trace: Trace, info: NodeInfo) -> Call | None:
        if info.is_accumulate or info.op is None:
            return None
        params = {k: tuple(v) if isinstance(v, list) else v for k, v in (trace[info.made_at].get("params") or {}).items()}
        op = symbolic.op_of_node(info.grad_fn, tuple(params))
        return cls(trace, info, op, params) if op is not None else None

    def _numbers(self):
        return [(self.op.args[slot], n) for slot, n in self.info.numbers.items() if slot < len(self.op.args)]

    @property
    def constants(self) -> frozenset[str]:
        """The arguments that are plain numbers of the program."""
        return frozenset(arg for arg, _ in self._numbers())

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

    def name(self, arg: str, edge: int, depth: int = 2) -> str:
        """The input's name in LaTeX."""
        if self.in_place:
            return self._names_in_place()[arg]
        tensor = self.input_of_edge(edge)
        return tensor_name(self.trace, tensor, depth) if tensor is not None else symbolic.letter(arg)

    def names(self, edge: int, depth: int = 2) -> dict[str, str]:
        """Names of all arguments and of the result; `depth` as of tensor_name."""
        found = self._names_in_place() if self.in_place else {}
        found |= {a: tensor_name(self.trace, t, depth) for a, t in self.inputs.items() if t is not None}
        found |= {a: symbol.number(n) for a, n in self._numbers() if isinstance(n, int | float)}
        return found | {"result": tensor_name(self.trace, self.info.tensor, depth) if self.info.tensor is not None else "z"}

    def _names_in_place(self) -> dict[str, str]:
        """The arguments of a change in place: what was changed as it was before; of the others the tape has no more than
        that they were there, so they are called what torch calls them."""
        changed = tensor_name(self.trace, self.info.tensor) if self.info.tensor is not None else "z"
        known = {a: rf"\mathrm{{{symbol.escape(a)}}}" for a in self.op.args[1:]}
        return {self.op.args[0]: rf"{{{changed}}}_{{\text{{before}}}}", **known}

    def values(self, edge: int, whole: bool = False) -> dict[str, str] | None:
        """The same as `names`, with values; None if one that the rule uses is too large. `whole`: see `short`."""
        used = set(self.op.uses.get(self.arg_of_edge(edge), ()))
        found = {a: symbol.number(n) for a, n in self._numbers() if isinstance(n, int | float)}
        if used & set(self.op.args) - set(self.inputs) - set(found):
            return None  # a change in place: what it took is not on the tape
        wanted = {a: t for a, t in self.inputs.items() if t is not None and a in used}
        if "result" in used and self.info.tensor is not None:
            wanted["result"] = self.info.tensor
        for arg, tensor in wanted.items():
            text = short(self.trace.value_at(tensor, self.info.made_at), whole)
            if text is None:
                return None
            found[arg] = text
        return found

    def arrays(self) -> dict:
        """The arrays of the arguments and of the result, real ones only."""
        found = {}
        for arg, tensor in (*self.inputs.items(), ("result", self.info.tensor)):
            value = self.trace.value_at(tensor, self.info.made_at) if tensor is not None else None
            if value is not None and value.array.dtype.kind in "fiub" and value.array.size:
                found[arg] = value.array
        return found

    def written(self, arg: str) -> Written | None:
        """The formula that is written by hand for this argument's gradient, None where there is none."""
        return written(self.info.grad_fn, arg, self.params, self.inputs.get("weight") is not None)

    def formula(self, arg: str, names: dict[str, str], grad: str) -> str:
        plain = self.written(arg)
        if plain is not None:
            shape = self.shapes.get("self") or (1,)
            known = {"index": self.params.get("index", ""), "dim": self.params.get("dim", "")}
            return plain.filled({**known, "rows": shape[0] if len(shape) > 1 else 1, "count": math.prod(shape), **names}, grad)
        return symbolic.gradient(self.op, arg, {**names, "grad": grad}, self.params, dict(self.shapes), self.constants)


def tensor_name(trace: Trace, tensor: int, depth: int = 2) -> str:
    """A tensor in LaTeX: its variable's name, or what it was made from where it has none (`y \\odot y`); of a part of a
    tensor, and of what is nested deep, the program's own words."""
    info = trace.tensor(tensor)
    if info.name:
        return name_tex(info.name)
    if info.node is not None and trace.node(info.node).grad_fn not in PARTS:
        node = trace.node(info.node)
        call = Call.of(trace, node) if not node.is_accumulate else None
        through = call is not None and (call.op.key == "t" or call.op.key in symbolic.SAME)
        if call is not None and call.op.tex and not call.op.listed and (depth or through):
            deeper = depth if through else depth - 1
            names = {a: tensor_name(trace, t, deeper) for a, t in call.inputs.items() if t is not None}
            names |= {a: symbol.number(n) for a, n in call._numbers() if isinstance(n, int | float)}
            text = symbolic.forward(call.op, names, call.params, call.constants)
            if len(_COMMANDS.sub("", text)) <= LONGEST_NAME:
                return text
    return spoken(labels.tensor_label(trace, tensor))
