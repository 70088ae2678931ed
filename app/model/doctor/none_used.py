"""Programs that stopped at a Python error whose cause is a gradient: None.zero_(), 'float' has no backward, and the like."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..translate import tr
from .finding import diagnosis
from .program import dotted
from .stopped import last_named
from .structure import in_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

REPLACED = diagnosis(
    "parameter-replaced", "error", "{name}.grad is None at line {line}: line {made} has put a new tensor in place of "
                                   "the leaf {name}",
    evidence="{text}  makes a new tensor, {what}; the leaf that backward() wrote to is another one now.",
    why="name = … binds the name to a new tensor. Only in-place changes keep the leaf, and only a leaf has its .grad "
        "filled in.",
    do="Update in place:  with torch.no_grad(): {name} -= …", tag="leaf replaced", rank=1,
)  # fmt: skip
NONE_GRAD = diagnosis(
    "none-grad-used", "error", "{name}.grad is None at line {line}: {reason}",
    evidence="{message}", why="{more}", do="{advice}", tag=".grad is None", rank=1,
)  # fmt: skip
NUMBER = diagnosis(
    "number-backward", "error", "{name} at line {line} is a plain number, and backward() is a tensor's",
    evidence="{message}", why="{more}",
    do="Call backward() on the tensor, and take .item() only of what is printed or kept.", tag="a plain number", rank=1,
)  # fmt: skip
NO_RESULT = diagnosis(
    "none-backward", "error", "{name} at line {line} is {what}, which has no backward()",
    evidence="{message}", why="{more}", do="{advice}", tag="not a tensor", rank=1,
)  # fmt: skip
NO_RETURN = diagnosis(
    "no-return", "error", "{name}() at line {line} returns nothing, and its result is used at line {used}",
    evidence="{message}", why="A Python function without return gives None. A module's result is what forward() returns.",
    do="End it with a return of what it has computed.", tag="no return", rank=1,
)  # fmt: skip
_NONE = re.compile(r"'NoneType' object|NoneType|must be Tensor, not None|and 'NoneType'|not NoneType|got None")
_NUMBER = re.compile(
    r"'(float|int|float64|float32|bool)' object has no attribute '(backward|grad|item|detach)'|numpy\.(float\w+)' "
    r"object has no attribute 'backward'"
)
_OTHER = re.compile(
    r"'(?:torch\.return_types\.)?(NoneType|tuple|list|dict|\w*Loss\w*|function|method|max|min|ndarray|numpy\.ndarray)'(?: object)? has no "
    r"attribute "
    r"'backward'"
)


def find(case: Case) -> Iterator[Finding]:
    """What a Python error tells about gradients; nothing if it has nothing to do with them."""
    error = case.error
    message, line = error["message"] or "", error["line"]
    first = message.split("\n")[0]
    common = {"seq": error["seq"], "merges": ("error",), "message": first or tr("An assertion failed.")}
    if match := _NUMBER.search(message):
        if match[2] in ("backward", None):
            yield _number(case, line, common)
    elif match := _OTHER.search(message):
        yield _other(case, line, match[1], common)
    elif _NONE.search(message) or error["type"] == "AssertionError":
        if (finding := _nothing_returned(case, line, common)) is not None:
            yield finding
            return
        names = [owner for owner, at in case.program.attribute_reads("grad") if _same_statement(case, at, line)]
        for name in names:
            finding = _none(case, name, line, common)
            if finding is not None:
                yield finding
                return


def _nothing_returned(case: Case, line: int | None, common: dict) -> Finding | None:
    """A forward(), or a function of the program's own, that is called in the statement and has no return."""
    statement = case.program.statement(line)
    if statement is None or "NoneType" not in common["message"]:
        return None
    called = {dotted(node.func) for node in ast.walk(statement) if isinstance(node, ast.Call)}
    called |= {value for name, value in case.program.bindings(line) if name in case.program.names_on(line)}
    for function in (node for node in case.program.nodes if isinstance(node, ast.FunctionDef)):
        module = next((made for made in case.program.modules if function in made.body), None)
        names = {module.name, *case.program.made_of(module.name)} if module and function.name == "forward" else {function.name}
        says = any(isinstance(node, ast.Return | ast.Yield) and node.value is not None for node in ast.walk(function))
        if not says and names & called:
            return NO_RETURN.at(function.lineno, name=f"{module.name}.forward" if module else function.name, used=line or "?",
                                lines=(line,) if line else (), **common)  # fmt: skip
    return None


def _same_statement(case: Case, at: int, line: int | None) -> bool:
    statement = case.program.statement(line)
    return at == line or (statement is not None and statement.lineno <= at <= statement.end_lineno)


def _none(case: Case, name: str, line: int | None, common: dict) -> Finding | None:
    tensor = last_named(case, name.rpartition(".")[2] if name.startswith("self.") else name, case.error["seq"])
    info = case.info(tensor) if tensor is not None else None
    if info is None and case.error["type"] == "AssertionError":
        return None
    without = [leaf for leaf in case.leaves if not len(case.adds(leaf))] if info is None else []
    if without and case.backward_calls:  # the name is a loop's, over parameters
        names = case.names(without, 3)
        return NONE_GRAD.at(
            line, name=name, tensor=without[0], lines=tuple(filter(None, (case.place(without[0]),))),
            reason=tr("{names} got no gradient", names=names),
            more=tr("backward() ran, but the loss does not depend on {names}, or the way to it is cut.", names=names),
            advice=tr("Test for None in the loop; take what is not used out of the model."), **common,
        )  # fmt: skip
    if info is None:
        return NONE_GRAD.at(line, name=name, reason=tr("no gradient has come to it"),
                            more=tr("backward() has not written to it before this line."),
                            advice=tr("Call backward() first, and look at a leaf that requires grad."), **common)  # fmt: skip
    lines = tuple(filter(None, (info.line,)))
    replaced = _leaf_before(case, info)
    if replaced is not None and info.line:
        text = case.text(info.line)
        what = (
            tr("with grad_fn {grad_fn}", grad_fn=case.trace.node(info.node).grad_fn)
            if info.node is not None
            else tr("which does not require grad")
        )
        if ".grad" not in text and "lr" not in text:  # what is computed of an input, not an update
            do = tr("Ask for gradients last: {name} = {name}.detach().requires_grad_() after line {made}. Or call {name}.retain_grad() "
                    "before backward().", name=name, made=info.line)  # fmt: skip
            return REPLACED.at(line, name=name, tensor=tensor, made=info.line, text=text, what=what, lines=lines, do=do, **common)
        new = in_place(text, info.name)
        within = case.program.in_no_grad(info.line)
        block = new if within else f"with torch.no_grad():\n{case.program.indent(info.line)}    {new}"
        fix = case.fix(info.line, block) if new else None
        do = tr("Update in place, under torch.no_grad():  {new}", new=new) if new else None
        return REPLACED.at(
            line, name=name, tensor=tensor, made=info.line, text=text, what=what, lines=lines, fix=fix, do=do, **common
        )
    state = case.trace.attribute_at(tensor, case.error["seq"])
    if state.kind == "value":
        return None
    if state.kind == "not_yet":
        reset = state.seq >= 0
        return NONE_GRAD.at(
            line, name=name, tensor=tensor, lines=lines, reason=state.reason,
            more=tr("zero_grad() sets gradients to None (set_to_none=True is the default); only backward() fills "
                    "them in again.")
            if reset else tr("Before the first backward() every .grad is None."),
            advice=tr("Test for None first, or call zero_grad() of the module or optimizer, which does."), **common)  # fmt: skip
    computed = tr("Call {name}.retain_grad() before backward() to keep its gradient.", name=name)
    if state.kind == "cut":
        leaf_of_cut = tr("Compute the loss without it: what is taken out at line {line} carries no gradient back to {name}.",
                         name=name, line=state.line or "?")  # fmt: skip
        return NONE_GRAD.at(line, name=name, tensor=tensor, reason=state.reason, lines=tuple(filter(None, (state.line,))),
                            more=tr("backward() follows recorded operations; at line {line} the way from the loss to {name} breaks "
                                    "off.", name=name, line=state.line or "?"), advice=leaf_of_cut, **common)  # fmt: skip
    if info.node is not None and "requires_grad=True" in case.text(info.line):
        computed = tr("At line {line} the leaf is the tensor before the last operation, and {name} is the result. Ask for gradients "
                      "last: {name} = (…).requires_grad_(), after everything else.", name=name, line=info.line)  # fmt: skip
    leaf = tr("Make {name} with requires_grad=True, and compute what backward() is called on from it.", name=name)
    return NONE_GRAD.at(
        line, name=name, tensor=tensor, lines=lines, reason=state.reason or tr("no gradient has come to it"),
        more=tr("Only leaves that require grad, and tensors with retain_grad(), have their .grad filled in."),
        advice=leaf if info.node is None else computed, **common,
    )  # fmt: skip


def _leaf_before(case: Case, info) -> int | None:
    """An earlier tensor of the same name that was a leaf and requires grad, if this one is not."""
    if info.name is None or (info.is_leaf and info.requires_grad):
        return None
    found = [leaf for leaf in case.leaves if leaf < info.id and case.info(leaf).name == info.name]
    return found[-1] if found else None


def _number(case: Case, line: int | None, common: dict) -> Finding:
    call = next(iter(case.program.calls_of("backward", line=line)), None)
    name = call.owner if call is not None and call.owner else tr("What backward() is called on")
    more = tr("A number has no history: what it was computed from is not known to it.")
    lines = []
    for other in case.program.calls:
        if (
            other.method in ("item", "tolist", "float")
            and case.program.target(other.line) == name
            and (line is None or other.line < line)
        ):
            more = tr(".item() at line {line} takes the number out of the tensor; {rest}", line=other.line,
                      rest=more[0].lower() + more[1:])
            lines = [other.line]
            fixed = case.text(other.line).replace(".item()", "")
            return NUMBER.at(line, name=name, more=more, lines=tuple(lines),
                             fix=case.fix(other.line, fixed), **common)  # fmt: skip
    return NUMBER.at(line, name=name, more=more, **common)


def _other(case: Case, line: int | None, kind: str, common: dict) -> Finding:
    call = next(iter(case.program.calls_of("backward", line=line)), None)
    name = call.owner if call is not None and call.owner else tr("What backward() is called on")
    if kind == "NoneType":
        return NO_RESULT.at(line, name=name, what="None", more=tr("A function without return gives None."),
                            advice=tr("Let the function that computes it return the tensor."), **common)  # fmt: skip
    if "Loss" in kind:
        made = next((call for call in case.program.calls if call.method == kind and len(call.node.args) >= 2), None)
        if made is not None:
            from .mismatch import LOSS_NOT_MADE

            given = ", ".join(ast.unparse(arg) for arg in made.node.args[:2])
            return LOSS_NOT_MADE.at(made.line, loss=made.name, given=given, lines=(line,) if line else (), **common)
        return NO_RESULT.at(line, name=name, what=tr("the loss function {kind} itself", kind=kind), advice=tr(
            "Call it first: loss = {name}(output, target).", name=name),
                            more=tr("nn losses are modules: made once, then called with output and target."), **common)  # fmt: skip
    if kind in ("max", "min", "tuple"):
        return NO_RESULT.at(
            line, name=name, what=tr("a tuple"), more=tr("torch.max(x, dim) gives (values, indices); some layers "
                                                         "give (output, state)."),
            advice=tr("Take the part that is meant, as in values, indices = torch.max(x, dim=1), and reduce it to "
                      "one number."), **common,
        )  # fmt: skip
    return NO_RESULT.at(line, name=name, what=f"a {kind}", more=tr("backward() is a method of tensors."),
                        advice=tr("Take the tensor out of it, or add the losses up first."), **common)  # fmt: skip
