r"""The chain rule from the output of backward to a tensor, written out as people do it by hand.

Where every gradient goes from one tensor to the next (with several edges between two of them, as in y * y), the
derivative is a product: `\frac{\partial out}{\partial x} = \frac{1}{4} \cdot 6\,y \cdot 1`, and with the numbers of one
element `\frac{1}{4} \cdot 18 \cdot 1 = 4.5`. Tensors without a name are drawn together with the named one after them.
Where ways part it is the sum over the ways, as in y = a x^2 + b x; with more than MOST_WAYS there is no chain.
Where matrices are multiplied a product of factors would be wrong: there it is the rules one after the other, an equation
for each named tensor (chain_steps.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import chain_steps, labels, numbers
from .rule import Call, by_element, is_sum, tensor_name
from .rule_tex import name_tex, number_tex

if TYPE_CHECKING:
    from .trace import Trace

MOST_NODES = 400  # of a graph that is searched
MOST_LINKS = 12
MOST_FACTORS = 16  # nodes on a way: a product of more is no formula that anybody reads
MOST_WAYS = 4
_COEFFICIENT = re.compile(r"(-?\d+(?:\.\d+)?)(?: \\(?:,|cdot) (.+))?$", re.S)
_REDUCTIONS = ("SumBackward0", "MeanBackward0")


@dataclass(frozen=True, slots=True)
class Link:
    r"""One factor: the derivative of `of` by `by` (names in LaTeX) as a formula, and at one element as numbers."""

    of: str
    by: str
    formula: str
    numbers: str
    apart: str = ""  # the numbers before they were multiplied


@dataclass(frozen=True, slots=True)
class Chain:
    """The factors from the root to the tensor. element: the index that the numbers are of, () for scalars, None where
    there are no numbers; value: the gradient there in LaTeX; given: the gradient that backward() was given there, ""
    where it began with 1. steps: equations, where the factors are none that could be multiplied. hooked: whether a hook
    changed the gradient on its way, so that it is not what the factors give."""

    root: str
    leaf: str
    links: tuple[Link, ...]
    element: tuple[int, ...] | None
    value: str
    given: str = ""
    steps: tuple[str, ...] = ()
    hooked: bool = False

    @property
    def formula(self) -> str:
        """The product of the factors, or the equations, in LaTeX."""
        if self.steps:
            return r",\quad ".join(self.steps)
        return self._equation([link.formula for link in self.links], rf"\overline{{{self.root}}}" if self.given else "")

    @property
    def numbers(self) -> str:
        """The same with numbers, "" where there are none."""
        if self.element is None:
            return ""
        told = [k.numbers for k in self.links]
        if told == [self.value] and not self.given:
            told = [self.links[0].apart or told[0]]  # "= 12" alone would say nothing: 2 · 3 · 2 = 12
        figures = [one.replace(r"\odot", r"\cdot").replace(r" \, ", r" \cdot ") for one in told]
        body = r" \cdot ".join(_wrapped(n) if len(figures) > 1 or self.given else n for n in figures)
        left = rf"\overline{{{self.leaf}}}" if self.given else rf"\frac{{\partial {self.root}}}{{\partial {self.leaf}}}"
        right = rf"{self.given} \cdot {body}" if self.given else body
        return f"{left} = {right}" if right == self.value else f"{left} = {right} = {self.value}"

    def _equation(self, factors: list[str], start: str) -> str:
        body = r" \cdot ".join(_wrapped(f) if len(factors) > 1 or start else f for f in factors)
        if start:
            return rf"\overline{{{self.leaf}}} = {start} \cdot {body}"
        left = rf"\frac{{\partial {self.root}}}{{\partial {self.leaf}}}"
        if len(self.links) < 2 or any(link.of == link.by for link in self.links):
            return f"{left} = {body}"
        steps = r" \cdot ".join(rf"\frac{{\partial {k.of}}}{{\partial {k.by}}}" for k in self.links)
        return f"{left} = {steps} = {body}"


def _wrapped(factor: str) -> str:
    return rf"\left({factor}\right)" if is_sum(factor) or factor.startswith("-") else factor


def chain(trace: Trace, tensor: int, seq: int) -> Chain | None:
    """The chain of the backward call at the cursor from its root to a tensor, None where there is none to write."""
    call = trace.last_call(seq)
    goal = trace.node_of(tensor)
    if call is None or goal is None:
        return None
    roots = trace[call.first].get("roots") or ()
    if len(roots) != 1 or roots[0] == tensor:
        return None
    start = trace.node_of(roots[0])
    if start is None:
        return None
    names = _named(trace, roots[0]), _named(trace, tensor)
    reaches = _reaching(trace, start, goal)
    if not reaches or names[0] == names[1]:  # a running loss: one name for many tensors
        return None
    if not all(trace.multiplies(node) for node in reaches - {goal}):
        steps = chain_steps.equations(trace, start, goal, reaches, bool(_given(trace, start, seq, None)))
        return Chain(*names, (), None, "", steps=steps) if steps else None
    way = _way(trace, start, goal)
    ways = [way] if way is not None else _ways(trace, start, goal)
    if not ways or max(map(len, ways)) > MOST_FACTORS:
        return None
    element = _element(trace, tensor, [link for one in ways for link in one])
    hooked = _hooked(trace, call, reaches, tensor)
    value = _at(trace, tensor, seq, element) if not hooked else None
    shown = element if value is not None else None
    links = _links(trace, way, shown) if way is not None else _sum(trace, ways, roots[0], tensor, shown)
    if not links or len(links) > MOST_LINKS:
        return None
    element = element if value is not None and all(link.numbers for link in links) else None
    given = _given(trace, start, seq, element)
    return Chain(*names, tuple(links), element, number_tex(value) if element is not None else "", given, hooked=hooked)


def _hooked(trace: Trace, call, nodes: set[int], tensor: int) -> bool:
    """Whether a hook on these nodes, or on the tensor, changed a gradient in this call."""
    hooks = trace.events_of_kind("hook")
    last = call.last if call.last >= 0 else len(trace)
    for seq in hooks[(hooks > call.first) & (hooks < last)].tolist():
        event = trace[seq]
        after = event["after"]
        if (event.get("node") not in nodes and event.get("tensor") != tensor) or after is None:
            continue
        before = event["before"]
        if isinstance(after, list) or before is None or not np.array_equal(before.array, after.array, equal_nan=True):
            return True
    return False


def multiplies(trace: Trace, node: int) -> bool:
    """Whether a node's derivative is a factor: it works element by element, or is a sum or mean of all."""
    info = trace.node(node)
    call = Call.of(trace, info)
    return call is not None and (info.grad_fn in _REDUCTIONS or by_element(call))


def _way(trace: Trace, node: int | None, goal: int) -> list[tuple[int, list[int], int]] | None:
    """[(node, edges, the node they lead to)] from the root's node to the goal, None if ways part."""
    if node is None:
        return None
    reaches = _reaching(trace, node, goal)
    way = []
    while node != goal:
        targets: dict[int, list[int]] = {}
        for edge, (into, _) in enumerate(trace.node(node).next):
            if into is not None and into in reaches:
                targets.setdefault(into, []).append(edge)
        if len(targets) != 1:
            return None
        (into, edges), = targets.items()
        way.append((node, edges, into))
        node = into
    return way


def _ways(trace: Trace, start: int | None, goal: int) -> list[list[tuple[int, list[int], int]]]:
    """All ways from the root's node to the goal, an edge at a time; [] if they are too many."""
    reaches = _reaching(trace, start, goal) if start is not None else set()
    found: list[list] = []
    waiting = [(start, [])] if reaches else []
    while waiting:
        node, way = waiting.pop()
        if node == goal:
            found.append(way)
            if len(found) > MOST_WAYS:
                return []
            continue
        if len(way) > MOST_LINKS:
            return []
        entries = list(enumerate(trace.node(node).next))
        waiting += [(into, [*way, (node, [edge], into)]) for edge, (into, _) in reversed(entries) if into in reaches]
    return found


def _sum(trace: Trace, ways: list, root: int, tensor: int, element) -> list[Link] | None:
    """One factor: the sum over the ways of the products along them."""
    formulas, values = [], []
    for way in ways:
        factors, figures = [], []
        for node, edges, _ in way:
            call = Call.of(trace, trace.node(node))
            factor = _factor(call, edges, call.names(edges[0])) if call is not None else None
            if factor is None:
                return None
            factors.append(factor)
            figures.append(_factor(call, edges, _numbers_of(trace, call, element)) if element is not None else "")
        formulas.append(_product([f for f in factors if f != "1"] or ["1"]))
        kept = [n for f, n in zip(factors, figures) if f != "1"]
        values.append(_product(kept or ["1"]) if element is not None else "")
    add = lambda terms: " + ".join(terms).replace("+ -", "- ") if all(terms) else ""
    return [Link(_named(trace, root), _named(trace, tensor), add(formulas), add(values))]


def _reaching(trace: Trace, start: int, goal: int) -> set[int]:
    """The nodes below `start` from which the goal is reached; empty if the graph is too large."""
    users = trace.users_below(start)
    if users is None:
        return set()
    found, waiting = {goal}, [goal]
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return found if start in found else set()


def users_below(trace: Trace, start: int) -> dict[int, list[int]] | None:
    """node → those that hand gradients on to it, of all nodes below `start`; None if there are more than MOST_NODES."""
    users: dict[int, list[int]] = {}
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        for into, _ in trace.node(node).next:
            if into is not None:
                users.setdefault(into, []).append(node)
                if into not in seen:
                    seen.add(into)
                    waiting.append(into)
        if len(seen) > MOST_NODES:
            return None
    return users


def _links(trace: Trace, way, element) -> list[Link] | None:
    """The factors; those of unnamed tensors are multiplied into the next."""
    links: list[Link] = []
    formulas, values, of = [], [], None
    for node, edges, into in way:
        info = trace.node(node)
        call = Call.of(trace, info)
        if call is None:
            return None
        of = of or _named(trace, info.tensor)
        formula = _factor(call, edges, call.names(edges[0]))
        if formula is None:
            return None
        formulas.append(formula)
        values.append(_factor(call, edges, _numbers_of(trace, call, element)) if element is not None else "")
        target = trace.node(into)
        if target.is_accumulate or trace.tensor(target.tensor).name or len(way) == len(links) + 1:
            links.append(Link(of, _named(trace, target.tensor), _product(formulas), _product(values), _apart(values)))
            formulas, values, of = [], [], None
    if formulas:
        links.append(Link(of, _named(trace, trace.node(way[-1][2]).tensor), _product(formulas), _product(values), _apart(values)))
    return links


def _apart(factors: list[str]) -> str:
    """Numbers side by side; factors of 1 are left out."""
    kept = [one for one in factors if one != "1"] or factors[:1]
    return r" \cdot ".join(rf"\left({one}\right)" if is_sum(one) or one.startswith("-") else one for one in kept)


def _factor(call: Call, edges: list[int], names: dict[str, str] | None) -> str | None:
    """The derivative along parallel edges: the sum of what each gives of 1."""
    if names is None:
        return ""
    terms = []
    for edge in edges:
        arg = call.arg_of_edge(edge)
        if arg is None:
            return None
        terms.append(call.formula(arg, names, "1"))
    if len(set(terms)) == 1 and len(terms) > 1:
        coefficient, rest = _split(terms[0])
        return _join(coefficient * len(terms), rest)
    return " + ".join(terms)


def _product(factors: list[str]) -> str:
    """Factors multiplied, their numbers in front: 3 and 2 y are 6 y."""
    if not all(factors):
        return ""
    coefficient, rest = 1.0, []
    for factor in factors:
        number, more = _split(factor)
        coefficient *= number
        if more:
            rest.append(rf"\left({more}\right)" if is_sum(more) and len(factors) > 1 else more)
    return _join(coefficient, r" \cdot ".join(rest))


def _split(factor: str) -> tuple[float, str]:
    match = _COEFFICIENT.match(factor)
    return (float(match[1]), match[2] or "") if match else (1.0, factor)


def _join(coefficient: float, rest: str) -> str:
    number = number_tex(int(coefficient) if coefficient == int(coefficient) else coefficient)
    if not rest:
        return number
    gap = r"\cdot" if rest[0].isdigit() or rest[0] == "-" else r"\,"
    return rest if coefficient == 1 else f"{number} {gap} {rest}"


# ---- numbers of one element


def _element(trace: Trace, tensor: int, way) -> tuple[int, ...] | None:
    """The first element, where each number along the chain belongs to one of the tensor's; else None."""
    shape = trace.tensor(tensor).shape
    for node, _, _ in way:
        info = trace.node(node)
        if not trace.multiplies(node):
            return None
        if info.grad_fn not in _REDUCTIONS and trace.tensor(info.tensor).shape not in (shape, ()):
            return None
    return (0,) * len(shape) if 0 not in shape else None


def _numbers_of(trace: Trace, call: Call, element) -> dict[str, str] | None:
    if element is None:
        return None
    found = {a: number_tex(n) for a, n in call._numbers()}
    for arg, tensor in (*call.inputs.items(), ("result", call.info.tensor)):
        value = trace.value_at(tensor, call.info.made_at) if tensor is not None else None
        if value is None or value.array.dtype.kind not in "fiub" or not value.array.size:
            continue
        at = element[len(element) - value.array.ndim :] if value.array.ndim else ()
        spot = tuple(i if i < n else 0 for i, n in zip(at, value.array.shape))
        if len(spot) == value.array.ndim:
            text = number_tex(value.array[spot].item())
            found[arg] = rf"\left({text}\right)" if text.startswith("-") else text
    return found


def _at(trace: Trace, tensor: int, seq: int, element):
    """The number at the element of the gradient that this call brings, None where it has not come: `.grad` of a leaf may
    hold the sums of earlier calls, too."""
    state, goal = trace.grad_at(tensor, seq), trace.node_of(tensor)
    if state.kind != "value":
        return None
    came = trace.arrived(goal, seq) if goal is not None and trace.node(goal).is_accumulate else None
    value = came[0] if came and came[0] is not None else state.value
    if element is None or len(element) != value.array.ndim:
        return None
    return np.asarray(value.array)[element].item()


def _given(trace: Trace, node: int, seq: int, element) -> str:
    """The number that backward() was given for the root at the element, "" if that is 1; a letter's place without."""
    arrived = next((v for v in trace.arrived(node, seq) or () if v is not None), None)
    if arrived is None or numbers.uniform(arrived) == 1:
        return ""
    if element is None or len(element) != arrived.array.ndim:
        return "v"
    return number_tex(arrived.array[element].item())


def _named(trace: Trace, tensor: int | None) -> str:
    if tensor is None:
        return "z"
    name = trace.tensor(tensor).name
    if name:
        return name_tex(name)
    label = labels.tensor_label(trace, tensor)
    return name_tex(label) if label.isidentifier() else rf"\left({tensor_name(trace, tensor)}\right)"
