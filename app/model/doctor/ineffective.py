"""Lines that look as if they did something and do nothing: a flag misspelt, an iterator that is used up after one turn, a
plain number that is added to the loss."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..translate import marked, tr
from . import handed_on
from .finding import diagnosis
from .program import CLIPS, MAKES_PARAMETERS, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

FLAG = diagnosis(
    "flag-without-effect", "warning", "{target} = {value} at line {line} changes nothing: {reason}",
    evidence="{count} backward calls wrote to {names}, as if the line were not there.",
    why="{more}", do="{advice}", tag="no effect", rank=13,
)  # fmt: skip
MISSPELT = marked("the attribute of a tensor is called requires_grad")
ANY_NAME = marked("Python lets any attribute be set on an object; one that nothing reads has no effect and gives no error.")
OF_MODULE = marked("{owner} is a module, and only its parameters have that flag")
MODULE_MORE = marked("The attribute is set on the module itself, where nothing reads it. requires_grad is a flag of each tensor.")
USED_UP = diagnosis(
    "iterator-used-up", "error", "{name} at line {line} is used up after the first turn: {made}(…) at line {made_line} can be "
                                 "gone through once only",
    evidence="The loop at line {loop_line} has run {count} turns; from the second on {name} yields nothing{follows}.",
    why="Generators, map, filter, zip and parameters() are iterators: they give each element once. A list can be gone through "
        "again and again.",
    do="Make a list of it: {name} = list({text}).", tag="used up", first="made here", rank=2,
)  # fmt: skip
NUMBER = diagnosis(
    "number-in-loss", "warning", "Line {line} adds a plain number to the loss: {how} at line {taken} has taken it out of the graph",
    evidence="{name} = {value} comes into {root} as a constant; no gradient goes from it to {leaf}.",
    why="A constant moves the loss and no slope. What shall be made small must stay a tensor until backward().",
    do="Leave {how} out at line {taken}.", tag="a constant", rank=16,
)  # fmt: skip
_NEARLY = re.compile(r"_?(require[sd]?_?(grads?|gradients?)|required?_grads?|requiresgrad|requires_grad_)")
_ONCE = ("zip", "map", "filter", "parameters", "named_parameters", "chain", "iter", "enumerate", "modules", "children", "buffers")


def find(case: Case) -> Iterator[Finding]:
    """What the text sets or goes through in vain, in a run that has called backward()."""
    if case.finished_calls:
        yield from _flags(case)
        yield from _used_up(case)
        yield from _numbers(case)


def _flags(case: Case) -> Iterator[Finding]:
    modules = {name for name, called in case.program.bindings(None) if called.rpartition(".")[2] in MAKES_PARAMETERS}
    modules |= {name for made in case.program.modules for name in case.program.made_of(made.name)}
    for node in case.program.nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        value = node.value.value if target is not None and isinstance(node.value, ast.Constant) else None
        if not isinstance(target, ast.Attribute) or not isinstance(value, bool):
            continue
        owner = ast.unparse(target.value)
        misspelt = target.attr != "requires_grad" and _NEARLY.fullmatch(target.attr)
        written = [leaf for leaf in case.leaves if len(case.adds(leaf))]
        if not written or not (misspelt or (target.attr == "requires_grad" and owner in modules)):
            continue
        # of several parts of a model the line may mean one whose name the parameters have
        meant = [leaf for leaf in written if case.name(leaf).startswith(f"{owner}.")] or _iterated(case, node, written)
        right = f"{owner}.requires_grad = {value}" if misspelt else f"{owner}.requires_grad_({value})"
        yield FLAG.at(node.lineno, target=ast.unparse(target), value=value, count=len(case.backward_calls), names=case.names(meant, 3),
                      reason=tr(MISSPELT) if misspelt else tr(OF_MODULE, owner=owner), more=tr(ANY_NAME if misspelt else MODULE_MORE),
                      advice=tr("Write {right}.", right=right), fix=case.fix(node.lineno, right), tensor=meant[0], seq=case.calls[0].first,
                      merges=tuple(("left out", leaf) for leaf in meant))  # fmt: skip


def _iterated(case: Case, node: ast.stmt, written: list[int]) -> list[int]:
    """Of these leaves those that the loop around a line goes over: `for p in body.parameters()`."""
    loop = case.program.loop(node.lineno)
    over = ast.unparse(loop.iter).partition(".")[0] if isinstance(loop, ast.For) else ""
    return [leaf for leaf in written if over and case.name(leaf).startswith(f"{over}.")] or written


def _used_up(case: Case) -> Iterator[Finding]:
    """An iterator made before a loop and gone through in each of its turns."""
    for name, made in _iterators(case):
        for use in _uses(case, name):
            outer = [loop for loop in case.program.around(use.lineno, (ast.For, ast.While)) if loop is not use
                     and made.lineno < loop.lineno and loop.lineno != use.lineno]  # fmt: skip
            outer = [loop for loop in outer if not any(_makes(part, name) for part in ast.walk(loop))]
            turns = _turns(case, outer[0]) if outer else 0
            if turns < 2 or case.program.function(use.lineno) != case.program.function(made.lineno):
                continue
            clips = isinstance(use, ast.Call)
            yield USED_UP.at(use.lineno, name=name, made=dotted(made.value.func) if isinstance(made.value, ast.Call) else "(… for … in …)",
                             made_line=made.lineno, loop_line=outer[0].lineno, count=turns, text=ast.unparse(made.value),
                             follows=tr(", so no gradient is clipped any more") if clips else "", lines=(made.lineno,),
                             seq=case.calls[0].first, fix=case.fix(made.lineno, f"{name} = list({ast.unparse(made.value)})"),
                             merges=("diverged",) if clips else ())  # fmt: skip
            return


def _iterators(case: Case) -> Iterator[tuple[str, ast.Assign]]:
    for node in case.program.nodes:
        if _makes(node) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node


def _makes(node: ast.AST, name: str | None = None) -> bool:
    """Whether a node binds a variable (this one) to an iterator."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call | ast.GeneratorExp):
        return False
    if name is not None:
        return any(ast.unparse(target) == name for target in node.targets)
    return isinstance(node.value, ast.GeneratorExp) or dotted(node.value.func).rpartition(".")[2] in _ONCE


def _uses(case: Case, name: str) -> Iterator[ast.AST]:
    """Loops over a name, and calls that clip it."""
    for node in case.program.nodes:
        if isinstance(node, ast.For) and ast.unparse(node.iter) in (name, f"enumerate({name})"):
            yield node
        elif isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in CLIPS and node.args:
            if ast.unparse(node.args[0]) == name:
                yield node


def _turns(case: Case, loop: ast.AST) -> int:
    """How often a loop over a range, or of known backward calls, has run; 0 if that is not told."""
    if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Call) and dotted(loop.iter.func) == "range":
        counts = [arg.value for arg in loop.iter.args if isinstance(arg, ast.Constant)]
        if len(counts) == len(loop.iter.args) and counts:
            return len(range(*counts))
    called = [call for call in case.calls if call.line and loop.lineno <= call.line <= loop.end_lineno]
    return len(called)


def _numbers(case: Case) -> Iterator[Finding]:
    """Sums at the top of a loss of which one part is a number taken out of what parameters give."""
    exits = [one for one in case.trace.tape.exits[-400:] if one[2] in (".item()", "float()") and one[3]]
    call = case.backward_calls[-1] if case.backward_calls and exits else None
    start = max((one.last for one in case.calls if call is not None and one.last < call.first), default=0)
    tensor = case.roots(call)[0] if call else None
    for _ in range(6):
        event = case.maker(tensor) if tensor is not None else None
        if event is None or event["event"] != "op" or event["op"] not in ("add", "mul", "div"):
            return
        numbers = [x for x in (event.get("numbers") or {}).values() if isinstance(x, float) and x]
        for first, source, how, line in exits if numbers and event["op"] == "add" else ():
            names = handed_on.tainted(case.program, line) & case.program.reads(event["line"]) if start <= first < event["seq"] else set()
            leaf = _source(case, source, start, call.first) if names or (line == event["line"] and first >= start) else None
            if leaf is not None:
                yield NUMBER.at(event["line"], seq=event["seq"], tensor=tensor, how=how, taken=line, value=case.say(numbers[0]),
                                name=min(names, default=case.text(line)), root=case.names(case.roots(call)), leaf=case.name(leaf),
                                lines=(line,) if line != event["line"] else ())  # fmt: skip
                return
        tensor = next((i for i in event["inputs"] if i is not None and case.info(i) is not None and case.info(i).node is not None), None)


def _source(case: Case, tensor: int, start: int, end: int) -> int | None:
    """A parameter that an optimizer holds and that a tensor was computed from."""
    leaves = case.sampled(sorted(case.optimized), 8)
    return next((leaf for leaf in leaves if tensor in handed_on.descendants(case, leaf, start, end)), None)
