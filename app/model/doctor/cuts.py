"""Gradients that never come: paths cut by detach and the like, parameters the loss does not depend on, `.grad` of a
tensor that keeps none."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from .. import kinds as K
from ..grad_modes import is_mode
from ..labels import expression
from ..translate import marked, tr
from ..why_not import what_cuts
from . import handed_on, numbers_taken, untracked
from .finding import diagnosis
from .optimizers import never_reached
from .stopped import last_named
from .untracked import without_cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

CUT = diagnosis(
    "cut-path", "error", "{names} {get} no gradient: cut at line {line} by {how}",
    evidence="{result} has no grad_fn, so backward stops there. {names} {is_} used to compute {root}, but only "
             "through it{calls}.",
    why="A gradient flows back along recorded operations only. {what}",
    do="{advice}", tag="gradient cut", first="no gradient here", rank=8,
)  # fmt: skip
NUMBER = marked("{result} was computed with a plain number, so no edge leads from it to {names}{calls}.")
DRAWN = marked("{result} is drawn at random from a distribution that is computed from {names}{calls}; the draw passes no gradient on.")
SAMPLE = ".sample()"
INDEPENDENT = diagnosis(
    "loss-independent", "warning", "{root} does not depend on {names}: no gradient will ever come",
    evidence="No recorded operation leads from {names} to {root}{calls}.",
    why="backward() goes from the root to what it was computed from. {names} {is_} not among it.{more}",
    do="Use {names} in computing the loss, or take {them} out of the optimizer.", tag="not used", rank=20,
)  # fmt: skip
NONLEAF = diagnosis(
    "nonleaf-grad", "warning", "{name}.grad is None at line {line}: {name} is not a leaf and retain_grad() was not "
                               "called",
    evidence="{name} is the result of {op}{made}; a gradient flows through it, but is not kept.",
    why="To save memory, only leaves keep their gradient. PyTorch says so in a warning and gives None.{more}",
    do="{advice}", tag="not a leaf", rank=25,
)  # fmt: skip
NONE = diagnosis(
    "none-read", "warning", "{name}.grad is None at line {line}: {reason}",
    evidence="{evidence}", why="backward() fills in .grad of the leaves that require grad and that the root was "
                               "computed from.",
    do="{advice}", tag=".grad is None", rank=25,
)  # fmt: skip
LEAVES = 8  # whose values are followed by the program's names
_WARNED = re.compile(r":(\d+): UserWarning: The \.grad attribute of a Tensor that is not a leaf")


def find(case: Case) -> Iterator[Finding]:
    """Leaves to which no gradient came though it seems to have been hoped for, and why."""
    yield from untracked.find_leaf_roots(case)
    if case.finished_calls:
        yield from _never(case)
    yield from _warned(case)
    yield from _printed(case)


# ---- parameters that no gradient reaches


def _never(case: Case) -> Iterator[Finding]:
    """Parameters of optimizers, or of a program without any, that some root was computed from, or should have been."""
    if case.backward_calls and not case.steps:
        written = set(case.trace.table["tensor"][case.trace.table["kind"] == K.ACCUMULATE].tolist())
        taken = {tensor for _, tensor, _, _ in case.trace.tape.exits}
        wanted = [leaf for leaf in case.leaves if leaf not in written and (leaf in taken or len(case.trace.consumers(leaf)))]
        held = False
    else:
        wanted, held = never_reached(case), True
    if not wanted:
        return
    wanted = wanted[:400]
    # one call for each line that calls: the last of it has the most chances of reaching something
    calls = list({call.line: call for call in (case.backward_calls or case.finished_calls)}.values())[-4:]
    groups: dict[int, tuple] = {}
    alone, followed = [], []
    for leaf in wanted:
        for call in calls:
            cut = case.trace.lineage.of_call(call).cut(leaf)
            if cut is not None and _written_there(case, cut):
                groups.setdefault(cut.seq, (cut, call, []))[2].append(leaf)
                break
        else:
            if len(followed) < LEAVES:
                followed.append(numbers_taken.cut_of(case, leaf, calls[-1])
                                or handed_on.cut_of(case, leaf, calls[-1].first, case.trace.lineage.of_call(calls[-1])))  # fmt: skip
                cut = followed[-1]
            else:  # in a large model the others share their fate
                cut = followed[-1] if len(set(followed)) == 1 else None
            if cut is not None:
                groups.setdefault(cut.seq, (cut, calls[-1], []))[2].append(leaf)
            else:
                alone.append(leaf)
    for cut, call, leaves in groups.values():
        yield cut_finding(case, cut, call, leaves)
    if held and alone:
        yield _independent(case, calls[-1], alone)


def _written_there(case: Case, cut) -> bool:
    """Whether the user's own line cuts, and not a library function called there (such as weight_norm)."""
    if case.trace[cut.seq].get("file"):
        return True  # in a module of his own, whose text is not at hand
    word = {"detach()": "detach", "detach_()": "detach", ".data": "data", ".item()": "", ".numpy()": ""}.get(
        cut.how, ""
    )
    return word in case.text(cut.line) or not cut.line


def cut_finding(case: Case, cut, call, leaves: list[int]) -> Finding:
    """That these leaves get no gradient from a call because of a cut."""
    event = case.trace[cut.seq]
    result = event["outputs"][0] if event["event"] == "op" else event.get("tensor")
    if result is None:  # the event after a number was taken
        result = next(tensor for seq, tensor, how, _ in case.trace.tape.exits if (seq, how) == (cut.seq, cut.how))
    what, advice = what_cuts(cut.how), _advice(case, cut, event)
    several = len(leaves) > 1
    count = len(case.backward_calls)
    drawn = cut.how == SAMPLE
    evidence = DRAWN if drawn else NUMBER if event.get("node") is not None else None
    return CUT.at(cut.line, evidence=evidence, seq=cut.seq, tensor=leaves[0], cut_at=cut.seq, names=case.names(leaves, 3), how=cut.how,
                  result=case.name(result), root=case.names(case.roots(call)),
                  what=what or tr("Integers and truth values have no derivative."), advice=advice,
                  get="get" if several else "gets", is_="are" if several else "is",
                  calls=tr(", in all {count} backward calls",
                           count=count) if count > 1 else "", fix=without_cut(case, cut),
                  merges=(*(("never", leaf) for leaf in leaves), *((("zero at", cut.line),) if drawn else ())))  # fmt: skip


def _advice(case: Case, cut, event: dict) -> str:
    """What to do about a cut."""
    if is_mode(cut.how):
        return tr("Compute what shall learn outside of torch.no_grad().")
    if cut.how == SAMPLE:
        return tr("Use rsample() where the distribution has it (Normal: mu + sigma · torch.randn_like(sigma)), or a loss with log_prob() "
                  "of the sample.")  # fmt: skip
    if event.get("op") in ("argmax", "argmin", "topk", "sort", "argsort"):
        return tr("Weigh all of them in place of picking one: weights = torch.softmax(scores, dim), then (weights * values).sum(dim). "
                  "For a hard choice F.gumbel_softmax(scores, hard=True), for the nearest code x + (code - x).detach().")  # fmt: skip
    if re.search(r"\.(numpy|tolist)\(", case.text(cut.line)):
        return tr("Keep tensors all the way: torch's own functions in place of NumPy's, and torch.stack(…) of a list of tensors.")
    if what_cuts(cut.how):
        return tr("Compute with the tensor itself where the gradient shall pass.")
    return tr("Replace the step that gives integers or truth values by a smooth one, or scale by it without computing through it.")


def _independent(case: Case, call, leaves: list[int]) -> Finding:
    several = len(leaves) > 1
    used = [leaf for leaf in leaves if len(case.trace.consumers(leaf))]
    more = (
        ""
        if used
        else (tr(" They were never used in any operation.") if several else tr(" It was never used in any operation."))
    )
    lost = _lost(case, leaves[0], call)
    if lost is not None:
        name, line, again = lost
        more += tr(" {name}, computed of it at line {lost}, is overwritten at line {again} before anything uses it.", name=name, lost=line,
                   again=again) if again else tr(" {name}, computed of it at line {lost}, is used by nothing.", name=name, lost=line)  # fmt: skip
    return INDEPENDENT.at(case.place(leaves[0]), seq=call.first, tensor=leaves[0], names=case.names(leaves, 3), more=more,
                          root=case.names(case.roots(call)), is_="are" if several else "is", them="them" if several else "it",
                          calls=tr(" in any of {count} backward calls",
                                   count=len(case.calls)) if len(case.calls) > 1 else "",
                          lines=tuple(filter(None, (call.line, lost and lost[1]))),
                          merges=tuple(("never", leaf) for leaf in leaves))  # fmt: skip


def _lost(case: Case, leaf: int, call) -> tuple[str, int, int | None] | None:
    """(variable, its line, line that binds it anew before the backward call or None) of the last result of a leaf in a turn, if nothing
    takes it."""
    before = [one.last for one in case.calls if one.last < call.first]
    below = handed_on.descendants(case, leaf, max(before, default=0), call.first)
    ends = [case.info(tensor) for tensor in sorted(below) if tensor != leaf and not len(case.trace.consumers(tensor))]
    info = next((info for info in reversed(ends) if info is not None and info.name and info.line), None)
    if info is None:
        return None
    last = last_named(case, info.name, call.first)
    again = case.info(last).line if last is not None and last > info.id else None
    return info.name, info.line, again


# ---- .grad that is looked at


def _warned(case: Case) -> Iterator[Finding]:
    """PyTorch's own warning about the `.grad` of a computed tensor."""
    seen = set()
    for seq in case.kinds(K.OUTPUT).tolist()[:2000]:
        event = case.trace[seq]
        if event["stream"] != "stderr":
            continue
        for match in _WARNED.finditer(event["text"]):
            line = event["line"] or int(match[1])
            for name in _read_at(case, line):
                tensor = last_named(case, name, seq)
                info = case.info(tensor) if tensor is not None else None
                if info is None or info.node is None or case.trace.attribute_at(tensor, seq).kind == "value":
                    continue
                if (name, line) not in seen:
                    seen.add((name, line))
                    yield nonleaf(case, line, seq, info)


def _read_at(case: Case, line: int | None) -> list[str]:
    """The variables whose `.grad` the statement of a line reads."""
    statement = case.program.statement(line)
    low, high = (statement.lineno, statement.end_lineno) if statement is not None else (line, line)
    return list(
        dict.fromkeys(owner for owner, at in case.program.attribute_reads("grad") if line and low <= at <= high)
    )


def nonleaf(case: Case, line: int | None, seq: int, info) -> Finding:
    """That the `.grad` of this computed tensor is looked at."""
    op = expression(case.trace, case.trace[info.made_at]) or info.how
    more, advice = "", tr("Call {name}.retain_grad() before backward(), or look at the leaf's .grad.", name=info.name)
    text = case.text(info.line)
    if "requires_grad" in text:
        more = tr(" requires_grad=True makes the first tensor of that line the leaf; what is computed from it at "
                  "once is none.")
        advice = tr("Make the leaf last: {name} = (…).detach().requires_grad_().", name=info.name)
    return NONLEAF.at(line, seq=seq, tensor=info.id, name=info.name, op=op, made=tr(" at line {line}",
                                                                                    line=info.line) if info.line else "",
                      more=more, advice=advice, lines=tuple(filter(None, (info.line,))), merges=(("nonleaf", info.id),))  # fmt: skip


def _printed(case: Case) -> Iterator[Finding]:
    """`print(w.grad)` that printed None after a backward() had run to its end, though w is a leaf."""
    if not case.finished_calls:
        return
    seen = set()
    for owner, line in case.program.attribute_reads("grad"):
        printed = [int(seq) for seq in case.trace.events_of_line(line) if case.trace.kind(int(seq)) == "output"]
        for seq in printed[-1:]:
            event = case.trace[seq]
            tensor = last_named(case, owner, seq)
            if "None" not in event["text"] or tensor is None or tensor in seen or case.finished_calls[0].last > seq:
                continue
            finding = _none(case, owner, tensor, line, seq)
            if finding is not None:
                seen.add(tensor)
                yield finding


def _none(case: Case, name: str, tensor: int, line: int, seq: int) -> Finding | None:
    info = case.info(tensor)
    state = case.trace.attribute_at(tensor, seq)
    if state.kind not in ("none", "cut") or (state.seq >= 0 and case.trace.kind(state.seq) == "grad_reset"):
        return None
    if info.node is not None:
        return nonleaf(case, line, seq, info)
    call = case.trace.last_call(seq)
    if call is None or case.trace[call.first].get("inputs") is not None or not _expected(case, name, line):
        return None
    if not info.requires_grad and not info.dtype.startswith(("float", "bfloat", "complex")):
        advice = tr("Make {name} with a floating dtype (write its numbers with a point) and requires_grad=True.",
                    name=name)
    elif not info.requires_grad:
        advice = tr("Make {name} with requires_grad=True if its gradient is wanted.", name=name)
    else:
        advice = tr("See where the way from it to the root ends.")
    evidence = tr("{name} is a {dtype} leaf",
                  name=name, dtype=info.dtype) + (tr(" made at line {line}", line=info.line) if info.line else "")
    evidence += "." if info.requires_grad else tr(" without requires_grad=True.")
    return NONE.at(line, seq=seq, tensor=tensor, name=name, reason=state.reason, evidence=evidence, advice=advice,
                   cut_at=state.cut_at, lines=tuple(filter(None, (info.line,))),
                   merges=(("never", tensor),))  # fmt: skip


def _expected(case: Case, name: str, line: int) -> bool:
    """Whether the line only prints gradients: `print(w.grad, w.is_leaf)` and tests for None know what they do."""
    statement = case.program.statement(line)
    if statement is None:
        return False
    return not any(isinstance(node, ast.Compare) and any(isinstance(part, ast.Constant) and part.value is None
                   for part in node.comparators) for node in ast.walk(statement))  # fmt: skip
