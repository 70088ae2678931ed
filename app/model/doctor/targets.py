"""Targets and copies that follow what they should stand still beside: a TD target with a gradient, a copy that is none."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from .finding import diagnosis
from .handed_on import descendants
from .program import MAKES_PARAMETERS, dotted
from .training import LOSSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

TD = diagnosis(
    "target-tracked", "warning", "{target} at line {line}, which the output is compared with, passes a gradient on to the same parameters",
    evidence="The loss at line {loss_line} pulls {output} towards {target} and {target} towards {output}: both are computed from {names}.",
    why="A target of temporal differences, reward + discount · value of the next state, counts as data. With a gradient the values of "
        "two states only meet half way, and learning is slow or wrong.",
    do="Compute it under  with torch.no_grad():  or compare with {target}.detach().", tag="target tracked", rank=22,
)  # fmt: skip
ALIAS = diagnosis(
    "copy-is-alias", "warning", "{name} = {text} at line {line} makes no copy: it changes with every step of the optimizer",
    evidence="{count} optimizer steps came after it, and each changed what {name} holds.",
    why="An assignment gives the same object a second name, and state_dict() gives the parameters themselves, not their values at "
        "that time.",
    do="Copy it: {name} = copy.deepcopy({text}).", tag="no copy", rank=24,
)  # fmt: skip
_COPIES = re.compile(r"(?:.*[._])?(target|teacher|ema|copy|old|best|momentum|frozen|ref|reference|backup|initial|prev|previous)(?:[._\d].*)?", re.I)


def find(case: Case) -> Iterator[Finding]:
    """Targets with a gradient and copies that are none."""
    if case.finished_calls and case.steps:
        yield from _tracked(case)
        yield from _aliases(case)


def _tracked(case: Case) -> Iterator[Finding]:
    """A loss of two tracked tensors, the second of which is data plus a discount times what comes from the same leaf."""
    call = case.backward_calls[-1] if case.backward_calls else None
    start = max((one.last for one in case.calls if call is not None and one.last < call.first), default=0)
    for seq in case.ops(*LOSSES, "sub").tolist()[-60:] if call is not None else ():
        event = case.trace[seq]
        output, target = (event["inputs"] + [None, None])[:2]
        if not start < seq < call.first or None in (output, target) or event.get("node") is None:
            continue
        if not all(case.trace.tensor(one).node is not None for one in (output, target)) or not _discounted(case, target):
            continue
        both = [leaf for leaf in case.sampled(sorted(case.optimized), 12)
                if {output, target} <= descendants(case, leaf, start, call.first)]  # fmt: skip
        if both:
            line = case.trace.tensor(target).line
            yield TD.at(line, seq=seq, tensor=target, target=case.name(target), output=case.name(output), loss_line=event["line"] or "?",
                        names=case.names(both, 3), lines=tuple(filter(None, (event["line"],))))  # fmt: skip
            return


def _discounted(case: Case, tensor: int) -> bool:
    """Whether a tensor is an untracked one plus a tracked one that is multiplied by a number from 0.5 to 1."""
    event = case.producer(tensor)
    if event is None or event.get("op") != "add" or None in event["inputs"][:2]:
        return False
    tracked = [one for one in event["inputs"][:2] if case.trace.tensor(one).node is not None]
    if len(tracked) != 1:
        return False
    ends = tracked
    for _ in range(4):
        event = case.producer(ends[0])
        if event is None or event.get("op") != "mul":
            return False
        if any(0.5 <= number < 1 for number in (event.get("numbers") or {}).values() if isinstance(number, float)):
            return True
        ends = [one for one in event["inputs"] if one is not None and case.trace.tensor(one).node is not None]
        if len(ends) != 1:
            return False
    return False


def _aliases(case: Case) -> Iterator[Finding]:
    """`target = net`, by its name meant to stay as it was; `best = net.state_dict()` that is loaded again in the end."""
    made = {name for name, called in case.program.bindings(None)
            if called.rpartition(".")[2] in MAKES_PARAMETERS or called in {one.name for one in case.program.modules}}  # fmt: skip
    for node in case.program.nodes:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name | ast.Attribute):
            continue
        name, text = ast.unparse(node.targets[0]), ast.unparse(node.value)
        later = [seq for seq in case.steps if (case.line(seq) or 0) > node.lineno or case.program.loop(node.lineno) is not None]
        plain = isinstance(node.value, ast.Name) and text in made and _COPIES.fullmatch(name) and not _COPIES.fullmatch(text)
        if later and (plain or _kept_state(case, node, name)):
            fix = case.fix(node.lineno, f"{name} = copy.deepcopy({text})") if "import copy" in case.program.lines else None
            yield ALIAS.at(node.lineno, name=name, text=text, count=len(later), seq=later[-1], fix=fix)


def _kept_state(case: Case, node: ast.Assign, name: str) -> bool:
    """Whether a state_dict() taken in a loop of training is loaded again after that loop."""
    loops = [loop for loop in case.program.around(node.lineno, (ast.For, ast.While))
             if any(loop.lineno <= (case.line(seq) or 0) <= loop.end_lineno for seq in case.steps[-1:])]  # fmt: skip
    if not loops or not isinstance(node.value, ast.Call) or not dotted(node.value.func).endswith(".state_dict"):
        return False
    return any(call.line > loops[0].end_lineno and call.node.args and ast.unparse(call.node.args[0]) == name
               for call in case.program.calls_of("load_state_dict"))  # fmt: skip
