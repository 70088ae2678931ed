"""Changes that backward does not see: through .data while the value is saved, or of a parameter between forward and backward."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import describe
from .. import kinds as K
from ..saved import saved_values
from .finding import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

DATA = diagnosis(
    "data-while-saved", "error", "{name} is written to through {how} at line {line} while backward still needs its "
                                 "old value",
    evidence="{grad_fn} at line {saved_line} saved {name} = {before}; at line {call_line} it computes the gradient "
             "with {after}.",
    why=".data hides a write from autograd: the version does not change, so backward() cannot notice and gives a wrong "
        "gradient without an error.",
    do="Write after backward(), under torch.no_grad() and without .data: then PyTorch checks.", tag="hidden write", rank=6,
)  # fmt: skip
MOVED = diagnosis(
    "changed-before-backward", "warning", "{name} changes at line {line} between the forward pass that used it and "
                                          "its backward()",
    evidence="Line {used_line} computed with {before}; when backward() at line {call_line} runs, {name} is {after}.",
    why="The gradient is that of the old value, and will be applied to the new one.",
    do="Call backward() before the parameters are changed.", tag="changed between", rank=18,
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """Values that were not what they had been when backward came to them, without an error."""
    if not case.calls:
        return
    writes = _writes(case)
    for seq, tensor in case.sampled(writes, 200):
        finding = _look(case, seq, tensor)
        if finding is not None:
            yield finding
            return


def _writes(case: Case) -> list[tuple[int, int]]:
    """(seq, tensor that requires grad) of untracked writes to it: in place, through .data, by an optimizer."""
    trace, index = case.trace, case.trace.index
    seqs = case.kinds(K.MUTATE)
    seqs = seqs[(index.node.view[seqs] < 0) & (index.call.view[seqs] == 0)]
    if case.calls:
        seqs = seqs[seqs < case.calls[-1].last] if case.calls[-1].last >= 0 else seqs
    found = []
    for seq in case.sampled(seqs.tolist(), 2000):
        tensor = int(index.tensor.view[seq])
        root = index.memory.root(tensor)
        made = int(index.made_tensor.view[root]) if 0 <= root < len(index.made_tensor) else -1
        if made >= 0 and trace.index.requires_grad(made):
            found.append((seq, root))
    for seq in case.sampled(case.steps, 60):
        found += [(seq, param["tensor"]) for param in trace[seq]["params"][:4]]
    return sorted(found)


def _look(case: Case, seq: int, tensor: int) -> Finding | None:
    """A node that took the tensor before the write and ran after it."""
    trace, index = case.trace, case.trace.index
    users = trace.consumers(tensor)
    made = describe.known(index.made_tensor, tensor)
    users = np.append(users, made) if made >= 0 else users  # an op may have saved its own result
    users = users[(users < seq) & (index.node.view[users] >= 0)]
    for user in users[::-1][:4].tolist():
        node = int(index.node.view[user])
        run = index.runs.next(node, seq)
        if run < 0:
            continue
        call = trace.calls[trace.call_at(run) - 1] if trace.call_at(run) else None
        if call is None or call.first < seq or index.runs.last(node, seq) >= 0:
            continue  # a graph that is kept and gone through again
        return _finding(case, seq, tensor, user, node, call)
    return None


def _finding(case: Case, seq: int, tensor: int, user: int, node: int, call) -> Finding | None:
    trace = case.trace
    before, after = trace.value_at(tensor, user), trace.value_at(tensor, seq)
    if before is None or after is None or np.array_equal(before.array, after.array, equal_nan=True):
        return None
    info = trace.node(node)
    family = trace.index.memory.family.get(tensor, (tensor,))
    saved = any(one.tensor in family for one in saved_values(trace, info) if one.tensor is not None)
    line, written = case.line(seq), case.info(int(trace.index.tensor.view[seq]))
    common = {"seq": seq, "tensor": tensor, "node": node, "name": case.name(tensor), "before": _brief(before),
              "after": _brief(after), "call_line": call.line or "?",
              "lines": tuple(filter(None, (info.line, call.line)))}  # fmt: skip
    through = written.how if written is not None and written.id != tensor else ""
    if saved and through == "data":
        return DATA.at(
            line,
            how=".data",
            grad_fn=info.grad_fn,
            saved_line=info.line or "?",
            merges=(("zero at", info.line),),
            **common,
        )
    if saved or int(trace.index.tensor.view[user]) == tensor:
        return None  # PyTorch refuses that, and says so; or it is only the op that made it
    return MOVED.at(line, used_line=info.line or "?", merges=(("moved", line),), **common)


def _brief(value) -> str:
    from ..numbers import brief

    return brief(value)
