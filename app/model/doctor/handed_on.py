"""Cuts across which only the text tells the way: a value drawn, turned into numbers or into an index, that names carry on.

The tape sees a leaf's value leave the graph (`.detach().numpy()`, `argmax`, `.sample()`), and it sees the root computed.
Between them lie Python lists, NumPy arrays, indices and distributions, which are no tensors. There the program's names
are followed: what a statement that reads a tainted name binds is tainted, too.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .. import kinds as K
from .. import lineage
from ..lineage import Cut
from .program import dotted
from .stopped import last_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .program import Program

DRAWN = ("normal", "multinomial", "bernoulli", "poisson", "uniform", "rand", "gamma", "dirichlet", "exponential", "binomial")
MOST = 5000  # tensors and events looked at
_GROWS = ("append", "extend", "add", "push", "insert", "update", "put")


def cut_of(case: Case, leaf: int, first: int, reached) -> Cut | None:
    """The first place in the turn that ends at event `first` at which a leaf's value left the graph and went on, by
    names, into what `reached` (tensors: anything with `in`) holds."""
    start = max((call.last for call in case.calls if call.last < first), default=0)
    if not any(case.trace.index.inputs_of(seq) for seq in case.trace.consumers(leaf)[:1].tolist() if seq > start):
        start = 0  # computed before, as a replay of what was stored
    below = descendants(case, leaf, start, first)
    lines = _lines_of(case, start, first, reached)
    for cut in sorted((*_untracked(case, below, start, first), *_taken(case, below, start, first),
                       *_draws(case, below, start, first)), key=lambda cut: cut.seq):  # fmt: skip
        if cut.line and _leads_on(case, cut, lines):
            return cut
    return None


def descendants(case: Case, leaf: int, start: int, end: int) -> set[int]:
    """The tensors computed from a leaf between two events, the leaf among them."""
    found, ends = {leaf}, [leaf]
    while ends and len(found) < MOST:
        for seq in case.trace.consumers(ends.pop()).tolist():
            if start <= seq < end and case.trace.kind(seq) == "op":
                new = [t for t in case.trace[seq]["outputs"] if t not in found]
                found.update(new)
                ends += new
    return found


def _lines_of(case: Case, start: int, first: int, reached) -> dict[int, int]:
    """{line: the last event there} of the tensors that the root was computed from in this turn."""
    index = case.trace.index
    found = {}
    for seq in range(max(start, first - MOST), first):
        if index.kind.view[seq] in (K.OP, K.TENSOR) and int(index.tensor.view[seq]) in reached:
            found[case.line(seq) or 0] = seq
    return found


def _untracked(case: Case, below: set[int], start: int, first: int) -> Iterator[Cut]:
    """Operations without a gradient on what has one: argmax, a comparison, detach(), all under no_grad."""
    index = case.trace.index
    for seq in range(max(start, first - MOST), first):
        if index.kind.view[seq] == K.OP and index.node.view[seq] < 0:
            result = int(index.tensor.view[seq])
            for source in index.inputs_of(seq):
                cut = lineage._cut_of(case.trace, source, result) if source in below else None
                if cut is not None:
                    yield cut
                    break


def _taken(case: Case, below: set[int], start: int, first: int) -> Iterator[Cut]:
    """Numbers taken out: .item(), .numpy(), .tolist(), float()."""
    for seq, tensor, how, line in case.trace.tape.exits:
        if start <= seq < first and tensor in below and how not in ("bool()", lineage.INDEX):
            yield Cut(seq, line, how)


def _draws(case: Case, below: set[int], start: int, first: int) -> Iterator[Cut]:
    """Samples of a distribution whose parameters come from the leaf."""
    for seq in case.made(*DRAWN).tolist():
        line = case.line(seq)
        if start <= seq < first and ".sample(" in case.text(line) and _depends(case, line, seq, below):
            yield Cut(seq, line, ".sample()")


def _depends(case: Case, line: int | None, seq: int, below: set[int], depth: int = 4) -> bool:
    """Whether a name that a line reads is bound to one of these tensors, or to what such a line has made."""
    for name in case.program.reads(line):
        if last_named(case, name, seq) in below:
            return True
        for at in case.program.binds(name, line) if depth else ():
            if at != line and _depends(case, at, seq, below, depth - 1):
                return True
    on_line = case.trace.events_of_line(line) if line else ()
    return any(int(case.trace.index.tensor.view[int(at)]) in below for at in on_line if seq - 40 < at < seq)


def _leads_on(case: Case, cut: Cut, lines: dict[int, int]) -> bool:
    """Whether names lead from the line of a cut to a line at which something of the root was computed after it."""
    later = {line for line, seq in lines.items() if line and seq > cut.seq}
    if cut.line in later:
        return True
    names = tainted(case.program, cut.line)
    return any(names.intersection(case.program.reads(line)) for line in later)


def tainted(program: Program, line: int) -> set[str]:
    """The names to which what a line computes comes, over assignments, lists, returns and calls of the program's own
    functions."""
    functions = {node.name: node for node in program.nodes if isinstance(node, ast.FunctionDef)}
    names = _bound(program, program.statement(line), line)
    for _ in range(12):
        before = len(names)
        for node in program.nodes:
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return | ast.Expr) and names & _read(node):
                names |= _bound(program, node, node.lineno)
            elif isinstance(node, ast.For | ast.comprehension) and names & _read(node.iter):
                names |= {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
            elif isinstance(node, ast.Call) and dotted(node.func) in functions:
                given = [index for index, arg in enumerate(node.args) if names & _read(arg)]
                args = functions[dotted(node.func)].args.args
                names |= {args[index].arg for index in given if index < len(args)}
        if len(names) == before:
            break
    return names


def _bound(program: Program, statement: ast.stmt | None, line: int) -> set[str]:
    """What a statement puts its value into: variables, the list it is appended to, the function it is returned from."""
    if isinstance(statement, ast.Return):
        name = program.function(line)
        owner = next((made for made in program.modules if name == "forward" and made.lineno <= line <= made.end_lineno), None)
        return {name, *(program.made_of(owner.name) if owner else ())} - {None}
    if isinstance(statement, ast.Expr):
        calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
        return {ast.unparse(node.func.value) for node in calls if node.func.attr in _GROWS}
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    found = set()
    for target in filter(None, targets):
        for node in ast.walk(target):
            if isinstance(node, ast.Subscript) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)):
                found.add(ast.unparse(node.value if isinstance(node, ast.Subscript) else node))
            elif isinstance(node, ast.Attribute):
                found.add(ast.unparse(node))
    return found


def _read(node: ast.AST) -> set[str]:
    """The variables and attributes that a statement or expression reads."""
    return {ast.unparse(part) if isinstance(part, ast.Attribute) else part.id for part in ast.walk(node)
            if isinstance(part, ast.Attribute | ast.Name) and isinstance(part.ctx, ast.Load)}  # fmt: skip
