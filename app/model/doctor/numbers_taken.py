"""Cuts that the tape does not link: a tensor made of numbers that were taken out of another one.

`torch.tensor(x.item())`, `torch.from_numpy(f(x.detach().numpy()))`: the new tensor's event does not say where its
numbers come from, but the line that made it names the variables.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import numpy as np

from .. import kinds as K
from .. import lineage
from ..lineage import Cut
from .stopped import last_named

if TYPE_CHECKING:
    from .case import Case

_MADE = ("tensor", "as_tensor", "FloatTensor", "Tensor", "from_numpy", "full", "asarray")
_TAKES = re.compile(r"\.item\(\)|\.tolist\(\)|\.numpy\(\)|\bfloat\(|\bint\(")
_HOW = {".item()": ".item()", ".numpy()": ".numpy()", ".tolist()": ".tolist()", "float(": "float()", "int(": "int()"}


def cut_of(case: Case, leaf: int, call) -> Cut | None:
    """The place between a leaf and a call's roots at which only numbers were passed on, None if there is none."""
    reached = case.trace.lineage.of_call(call)
    told = _told(case, leaf, call, reached)
    if told is not None:
        return told
    for seq in case.made(*_MADE).tolist()[-2000:]:
        made = int(case.trace.index.tensor.view[seq])
        if seq > call.first or made not in reached or case.trace.index.requires_grad(seq):
            continue
        line = case.line(seq)
        taken = _TAKES.search(case.text(line))
        if taken and any(_comes_from(case, source, leaf) for source in _named(case, line, seq)):
            return Cut(seq, line, _HOW.get(taken[0], taken[0]))
    return None


def _told(case: Case, leaf: int, call, reached) -> Cut | None:
    """The same where the tape tells of the numbers that were taken, and something at that line, or computed with the
    variable they were put into, leads to the root."""
    index = case.trace.index
    for seq, tensor, how, line in case.trace.tape.exits[-2000:]:
        if seq > call.first or how == "bool()" or not line or not _comes_from(case, tensor, leaf):
            continue
        variable = case.program.target(line)
        after = np.flatnonzero(np.isin(index.kind.view[seq : call.first], (K.OP, K.TENSOR)))[:4000] + seq
        for made in after.tolist():
            at = case.line(made)
            here = at == line or (variable is not None and variable in case.program.names_on(at))
            if here and int(index.tensor.view[made]) in reached and _uses_number(case.trace[made]):
                return Cut(made, line, how)
    return None


def _uses_number(event: dict) -> bool:
    """Whether a plain number went into what this event made."""
    return event["event"] == "tensor" or bool(event.get("numbers")) or None in (event.get("inputs") or ())


def _named(case: Case, line: int | None, seq: int) -> list[int]:
    """The tensors that the variables read at a line held when it ran."""
    statement = case.program.statement(line)
    if statement is None or not isinstance(
        statement, ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.AnnAssign
    ):
        return []
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    found = (last_named(case, name, seq - 1) for name in names)
    on_line = case.trace.events_of_line(line)
    computed = on_line[(on_line < seq) & (on_line > seq - 12)]
    return [t for t in found if t is not None] + [
        int(case.trace.index.tensor.view[s]) for s in np.asarray(computed) if case.trace.kind(int(s)) == "op"
    ]


def _comes_from(case: Case, tensor: int, leaf: int) -> bool:
    """Whether a tensor was computed from a leaf."""
    seen, ends = {tensor}, [tensor]
    while ends and len(seen) < 5000:
        at = ends.pop()
        if at == leaf:
            return True
        for source, _ in lineage.producers(case.trace, at, len(case.trace)):
            if source not in seen:
                seen.add(source)
                ends.append(source)
    return False
