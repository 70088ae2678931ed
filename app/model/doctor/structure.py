"""What only the text shows: modules in plain lists, layers made anew in forward, methods named and not called."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import kinds as K
from ..translate import tr
from .finding import diagnosis
from .program import MAKES_PARAMETERS, Program, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

LISTED = diagnosis(
    "modules-in-list", "error", "{owner}.{name} at line {line} is a plain {kind}: the modules in it are not registered",
    evidence="parameters() does not see them, so no optimizer gets them{seen}.",
    why="nn.Module registers what is assigned to an attribute if it is a module or a parameter; it does not look into "
        "Python lists and dicts.",
    do="Use nn.{better}.", tag="not registered", rank=8,
)  # fmt: skip
MISSPELT = diagnosis(
    "init-misspelt", "error", "{name} at line {line} is not __init__: it never runs, so {owner} has no {attribute}",
    evidence="self.{attribute} is made in {name}, which nothing calls.",
    why="Python calls __init__, with two underscores on each side, when an object is made. Any other name is a method like others.",
    do="Write def __init__(self, …).", tag="not __init__", rank=1,
)  # fmt: skip
REMADE = diagnosis(
    "layers-remade", "error", "{name} makes new parameters at line {line} each time it runs",
    evidence="{count} times so far: every turn begins with fresh random weights, which no optimizer holds.",
    why="A layer holds its weights. Made in forward() (or in the loop), it forgets what was learned at once.",
    do="Make the layer once, in __init__ or before the loop, and call it here.", tag="made anew", rank=8,
)  # fmt: skip
NOT_CALLED = diagnosis(
    "not-called", "error", "{name} at line {line} is named, not called: nothing happens",
    evidence="{text}  has no parentheses.", why="A method runs when it is called; naming it alone does nothing.",
    do="Write {name}().", tag="not called", rank=4,
)  # fmt: skip
SHARED = diagnosis(
    "layers-shared", "warning", "[…] * {count} at line {line} repeats one and the same layers: their weights are shared",
    evidence="{text}  makes each layer once and puts it into the list {count} times.",
    why="Multiplying a list repeats references; no layer is copied. All {count} places learn as one.",
    do="Make each anew: [… for _ in range({count})].", tag="shared layers", rank=23,
)  # fmt: skip
REBOUND = diagnosis(
    "param-rebound", "error", "{name} = … at line {line} gives the loop's variable another value; the parameter stays "
                              "as it is",
    evidence="{count} backward() calls, and no parameter has changed.",
    why="{name} is a name for the parameter. Assigning to the name does not write to the tensor.",
    do="Change it in place, under torch.no_grad():  {new}", tag="nothing changes", rank=6,
)  # fmt: skip
SCHEDULER = diagnosis(
    "scheduler-order", "warning", "The learning rate's schedule steps before the optimizer (line {line})",
    evidence="PyTorch warns of it once: the first value of the schedule is skipped.",
    why="scheduler.step() sets the rate for the next turn, so it belongs after the optimizer's step().",
    do="Call scheduler.step() at the end of the epoch, after optimizer.step().", tag="scheduler first", rank=35,
)  # fmt: skip
IGNORES = diagnosis(
    "function-ignores-grad", "error", "{name}.backward() at line {line} does not use {grad}, the gradient that comes in",
    evidence="What it returns is its own derivative only; the chain rule wants it multiplied by {grad}.",
    why="backward() gets the gradient of the result and must give the gradient of the arguments: a product of both.",
    do="Multiply what is returned by {grad}.", tag="chain rule", rank=8,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unregistered:
    """A plain list or dict of modules: `owner` is the class, `name` the attribute, `kind` "list" or "dict"."""

    owner: str
    name: str
    line: int
    kind: str
    better: str


def find(case: Case) -> Iterator[Finding]:
    """What the text of the program shows, as far as the tape does not speak against it."""
    yield from _lists(case)
    yield from _remade(case)
    yield from _not_called(case)
    yield from _shared(case)
    yield from _rebound(case)
    yield from _scheduler(case)
    yield from _ignoring(case)


def misspelt_init(case: Case) -> Iterator[Finding]:
    """A module's attribute is missing because the method that makes it is not called __init__ but nearly so."""
    match = re.search(r"'(\w+)' object has no attribute '(\w+)'", case.error["message"] or "")
    owner = next((made for made in case.program.modules if match and made.name == match[1]), None)
    for method in owner.body if owner is not None else ():
        if not isinstance(method, ast.FunctionDef) or method.name in ("__init__", "forward"):
            continue
        makes = any(ast.unparse(target) == f"self.{match[2]}" for node in ast.walk(method) if isinstance(node, ast.Assign)
                    for target in node.targets)  # fmt: skip
        if makes and method.name.strip("_") in ("init", "int", "inti", "init__", "intit"):
            text = case.text(method.lineno).replace(method.name, "__init__", 1)
            yield MISSPELT.at(method.lineno, seq=case.error["seq"], name=method.name, attribute=match[2], owner=owner.name,
                              lines=(case.error["line"],), fix=case.fix(method.lineno, text), merges=("error",))  # fmt: skip
            return


def _lists(case: Case) -> Iterator[Finding]:
    for one in unregistered(case.program):
        if not _left_out(case):
            continue
        line = case.text(one.line)
        new = line.replace("[", f"nn.{one.better}([", 1) + ")" if line.endswith("]") and line.count("[") == 1 else None
        fix = case.fix(one.line, new) if new else None
        yield LISTED.at(one.line, owner=one.owner, name=one.name, kind=one.kind, better=one.better, fix=fix,
                        seen=tr(", and training leaves them as they are"), merges=("unregistered",))  # fmt: skip


def _left_out(case: Case) -> bool:
    """Whether some parameter gets gradients and no optimizer holds it, or none learns at all."""
    if case.error is not None:
        return False  # its message says what was missing
    if not case.steps:
        return False
    return any(len(case.adds(leaf)) and leaf not in case.optimized for leaf in case.leaves)


def unregistered(program: Program) -> list[Unregistered]:
    """Attributes of modules that are plain lists or dicts of modules."""
    found = []
    for owner in program.modules:
        for node in ast.walk(owner):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                kind = _collection(node.value)
                name = node.targets[0].attr
                if kind and (_holds_modules(node.value, program) or _filled(owner, name, program)):
                    better = "ModuleList" if kind == "list" else "ModuleDict"
                    if _holds_parameters(node.value) or _filled_with_parameters(owner, name):
                        better = better.replace("Module", "Parameter")
                    found.append(Unregistered(owner.name, name, node.lineno, kind, better))
    return found


def _collection(node: ast.expr) -> str | None:
    if isinstance(node, ast.List | ast.ListComp | ast.Tuple) or (
        isinstance(node, ast.Call) and dotted(node.func) == "list"
    ):
        return "list"
    return "dict" if isinstance(node, ast.Dict | ast.DictComp) else None


def _holds_modules(node: ast.AST, program: Program) -> bool:
    own = {made.name for made in program.modules}
    return any(
        isinstance(part, ast.Call) and (_is_module(dotted(part.func)) or dotted(part.func) in own)
        for part in ast.walk(node)
    )


def _is_module(name: str) -> bool:
    before, _, last = name.rpartition(".")
    return (last in MAKES_PARAMETERS and (not before or before.endswith("nn"))) or last == "Parameter"


def _holds_parameters(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Call) and dotted(part.func).endswith("Parameter") for part in ast.walk(node))


def _appends(owner: ast.ClassDef, name: str):
    for node in ast.walk(owner):
        if isinstance(node, ast.Call) and dotted(node.func) == f"self.{name}.append" and node.args:
            yield node.args[0]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            if dotted(node.targets[0].value) == f"self.{name}":
                yield node.value


def _filled(owner: ast.ClassDef, name: str, program: Program) -> bool:
    return any(_holds_modules(value, program) for value in _appends(owner, name))


def _filled_with_parameters(owner: ast.ClassDef, name: str) -> bool:
    return any(_holds_parameters(value) for value in _appends(owner, name))


def _remade(case: Case) -> Iterator[Finding]:
    """Layers made in forward(), or in the loop in which backward() is called."""
    for call in case.program.calls:
        if not (_is_module(call.name) or call.method == "Parameter"):
            continue
        function = case.program.function(call.line)
        loop = case.program.loop(call.line)
        in_loop = loop is not None and function is None and any(
            loop.lineno <= (one.line or 0) <= loop.end_lineno for one in case.calls
        ) and not _optimizer_within(case, loop)  # fmt: skip
        if function != "forward" and not in_loop:
            continue
        seqs = case.trace.events_of_line(call.line)
        made = case.trace.index.kind.view[seqs] == K.TENSOR
        count = len({case.trace.index.tensor.view[seq] for seq in seqs[made].tolist()
                     if case.trace.index.requires_grad(seq)})  # fmt: skip
        params = 1 if call.method == "Parameter" else 2
        turns = count // params if count else _turns(case, call.line)
        if turns >= 2:
            yield REMADE.at(call.line, name=call.name, count=turns, merges=("remade",))
            return


def _optimizer_within(case: Case, loop) -> bool:
    """Whether an optimizer is made in the same loop: then each turn is a training of its own."""
    return any(loop.lineno <= call.line <= loop.end_lineno for _, call in case.program.optimizers())


def _turns(case: Case, line: int) -> int:
    """How many times a line ran, by the in-place initialisations that happened at it."""
    seqs = case.trace.events_of_line(line)
    changes = seqs[case.trace.index.kind.view[seqs] == K.MUTATE]
    return len(changes) // 2


def _not_called(case: Case) -> Iterator[Finding]:
    for node in case.program.nodes:
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Attribute):
            continue
        if node.value.attr in (
            "step",
            "backward",
            "zero_grad",
            "train",
            "eval",
            "requires_grad_",
            "retain_grad",
            "detach_",
        ):
            name = dotted(node.value)
            text = ast.unparse(node)
            yield NOT_CALLED.at(node.lineno, name=name, text=text, merges=("no grads at step",),
                                fix=case.fix(node.lineno, f"{text}()"))  # fmt: skip


def _shared(case: Case) -> Iterator[Finding]:
    """Lists of modules times a number, used in a program that trains."""
    for node in case.program.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.left, ast.List):
            count = node.right.value if isinstance(node.right, ast.Constant) else ast.unparse(node.right)
            if _holds_modules(node.left, case.program) and count != 1 and case.calls:
                if any(_is_module(dotted(part.func)) for part in ast.walk(node.left) if isinstance(part, ast.Call)):
                    yield SHARED.at(node.lineno, count=count, text=ast.unparse(node))


def _rebound(case: Case) -> Iterator[Finding]:
    """`for p in model.parameters(): p = p - lr * p.grad`, where nothing else changes the parameters."""
    if case.steps or len(case.backward_calls) < 2:
        return
    for loop in case.program.nodes:
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name | ast.Tuple):
            continue
        names = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
        for node in ast.walk(loop):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Name) and target.id in names and f"{target.id}.grad" in ast.unparse(node.value):
                new = in_place(ast.unparse(node), target.id)
                if new and not any(index_changes(case, leaf) for leaf in case.leaves[:40]):
                    yield REBOUND.at(node.lineno, name=target.id, count=len(case.backward_calls), new=new,
                                     fix=case.fix(node.lineno, new))  # fmt: skip
                    return


def in_place(text: str, name: str | None) -> str | None:
    """`w = w - lr * g` as `w -= lr * g`."""
    match = re.fullmatch(rf"({re.escape(name or '')})\s*=\s*\1\s*([-+*/])\s*(.+)", text)
    return f"{match[1]} {match[2]}= {match[3]}" if match else None


def index_changes(case: Case, leaf: int) -> bool:
    """Whether a leaf was written to after the first backward()."""
    from .training import updates

    return len(updates(case, leaf)) > 0


def _scheduler(case: Case) -> Iterator[Finding]:
    for seq in case.kinds(K.OUTPUT).tolist()[:500]:
        event = case.trace[seq]
        if event["stream"] == "stderr" and "Detected call of `lr_scheduler.step()` before" in event["text"]:
            yield SCHEDULER.at(event["line"], seq=seq)
            return


def _ignoring(case: Case) -> Iterator[Finding]:
    """Custom Functions whose backward() never looks at the incoming gradient."""
    for made in case.program.functions:
        for item in made.body:
            if not isinstance(item, ast.FunctionDef) or item.name != "backward" or len(item.args.args) != 2:
                continue
            grad = item.args.args[1].arg
            used = any(isinstance(node, ast.Name) and node.id == grad for node in ast.walk(item))
            ran = len(case.nodes(f"{made.name}Backward"))
            returns = [node.value for node in ast.walk(item) if isinstance(node, ast.Return) and node.value is not None]
            zero = all(isinstance(value, ast.Constant) for value in returns)
            if not used and ran and returns and not zero:
                yield IGNORES.at(item.lineno, name=made.name, grad=grad, lines=(returns[0].lineno,),
                                 merges=(("function", made.name),))  # fmt: skip
