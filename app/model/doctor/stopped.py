"""Programs that backward refused: a saved tensor changed in place, a graph gone through twice, a root without grad_fn.

The run's last error is matched with what the tape knows: which tensor was saved where, written where, freed where.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import numpy as np

from .. import describe
from .. import kinds as K
from ..numbers import shape_text
from ..saved import saved_values
from ..translate import marked, tr
from ..values import last_write
from . import untracked
from .finding import diagnosis
from .program import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding, Fix
    from .program import Program

INPLACE = diagnosis(
    "inplace-saved", "error", "{name} is changed in place at line {line}, after {op} at line {saved_line} saved it "
                              "for backward",
    evidence="{grad_fn} needs {name} as it was when line {saved_line} ran. {how} at line {line} changed it since, so "
             "backward() at line {call_line} refuses: the gradient would be wrong.",
    why="Autograd keeps a reference to what a gradient's formula needs, not a copy. Each in-place change counts up the "
        "tensor's version, and a saved tensor must have the version it was saved with.",
    do="Make a new tensor instead of changing this one in place, or change it after backward().",
    tag="changed in place", first="saved here", rank=1,
)  # fmt: skip
STEP_BETWEEN = diagnosis(
    "step-between", "error", "{optimizer}.step() at line {line} changes {name} before backward() at line {call_line} "
                             "needs it as it was",
    evidence="{grad_fn} at line {saved_line} saved {name}; the optimizer has changed it since, so the gradient at line "
             "{call_line} cannot be computed any more.",
    why="A step changes the parameters in place. A graph that was built before the step still needs the old values in "
        "its backward.",
    do="Do every backward() first and the steps afterwards, or compute the second loss anew after the step. A graph "
       "that shall not reach these parameters needs .detach() on their output.",
    tag="step before backward", first="saved here", rank=1,
)  # fmt: skip
TWICE = diagnosis(
    "backward-twice", "error", "backward() at line {line} goes through a graph that line {freed_line} has freed already",
    evidence="{shared} at line {shared_line} belongs to both passes; the first one freed its saved tensors.",
    why="After backward() the graph's saved tensors are freed, unless retain_graph=True was given. A second pass "
        "needs a graph of its own.",
    do="Compute {root} anew before each backward(), or add the losses and call backward() once. Only if both passes "
       "shall really share the graph: the first one with retain_graph=True.",
    tag="graph freed", first="frees the graph", rank=1,
)  # fmt: skip
GRAD_CHANGED = diagnosis(
    "grad-changed", "error", "{name}.grad is used in a tracked computation at line {used_line}, and backward() at "
                             "line {line} adds to it",
    evidence="Line {used_line} saved {name}.grad for its own backward. backward() writes its sums into that same "
             "tensor, in place.",
    why="A gradient in .grad is not a constant: each backward() adds to it. A computation that shall be differentiated "
        "must not hang on it.",
    do="Take a copy, {name}.grad.clone() (or .detach().clone()), or get the gradient with torch.autograd.grad(…).",
    tag=".grad changes", first="saved here", rank=1,
)  # fmt: skip
CARRIED = diagnosis(
    "carried-graph", "error", "{shared} carries the graph of the turn before into this one: backward() at line {line} "
                              "runs into what is freed",
    evidence="{shared}, made at line {shared_line}, was part of the graph that backward() freed at line {freed_line}; "
             "this turn computes with it again.",
    why="A tensor kept from one turn of the loop to the next keeps its history. Backward then wants to go on through "
        "the turns before, whose saved tensors are freed. retain_graph=True would hide it and make every turn slower.",
    do="Cut the history where the turn begins: {shared} = {shared}.detach(). Or compute it anew within the loop.",
    tag="history carried over", first="made here", rank=1,
)  # fmt: skip
TUPLE = marked("Cut the history where the turn begins, of each tensor of the tuple: {shared} = tuple(t.detach() for t in {shared}). Or "
               "compute it anew within the loop.")  # fmt: skip
BOTH = marked("If {shared} shall be a mere number for one of the two (an advantage, a target, the output of another model), use "
              "{shared}.detach() there. Otherwise add the losses and call backward() once, or give the first call retain_graph=True.")  # fmt: skip
ONCE = marked("{shared} is computed once, before the loop. If it shall be a mere number there (what an earlier policy or model said), "
              "write {shared} = {shared}.detach(); if it shall learn, compute it anew in each turn.")  # fmt: skip
VIEWS = ("t", "transpose", "permute", "view", "select", "slice", "expand", "unsqueeze", "squeeze", "alias", "detach",
         "as_strided", "split", "unbind", "diagonal", "reshape", "flatten", "chunk")  # fmt: skip
MOST = 5000  # nodes looked at beside those that the roots reach
_OUTPUT_OF = re.compile(r"\[torch\.\w+ \[([\d, ]*)\]\](?:, which is output (\d+) of (\w+))?")


def find(case: Case) -> Iterator[Finding]:
    """Why backward stopped with the error that ended the program."""
    error = case.error
    if error is None:
        return
    message = error["message"] or ""
    if "modified by an inplace operation" in message:
        yield from _inplace(case, message)
    elif message.startswith("Trying to backward through the graph a second time"):
        yield from _twice(case)
    elif (
        message.startswith("element 0 of tensors does not require grad")
        or "does not require grad and does not have a grad_fn" in message
    ):
        yield from untracked.find_root(case)


def failed_call(case: Case):
    """The last backward call, if it broke off; else None."""
    call = case.calls[-1] if case.calls else None
    if call is None or call.last < 0 or "error" not in case.trace[call.last]:
        return None
    return call


def reachable(case: Case, call) -> list[int]:
    """The nodes below a call's roots, as they were made, the latest first."""
    trace, seen = case.trace, set()
    ends = [describe.node_of(trace, root, call.first) for root in case.roots(call)]
    while ends:
        node = ends.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if describe.known(trace.index.made_node, node) >= 0:
            ends += [after for after, _ in trace.node(node).next]
    return sorted(seen, reverse=True)


def _inplace(case: Case, message: str) -> Iterator[Finding]:
    call = failed_call(case)
    if call is None:
        return
    trace = case.trace
    match = _OUTPUT_OF.search(message)
    shape = tuple(int(n) for n in match[1].split(",") if n.strip()) if match else None
    made = trace.index.made_node.view
    others = np.flatnonzero((made >= 0) & (made < call.first))[::-1][:MOST].tolist()
    for node in dict.fromkeys((*reachable(case, call), *others)):  # (a node may hang on one that the tape does not name)
        run = trace.index.runs.last(node, call.last)
        if run > call.first or describe.known(trace.index.made_node, node) < 0:
            continue
        info = trace.node(node)
        for tensor in dict.fromkeys(saved.tensor for saved in saved_values(trace, info) if saved.tensor is not None):
            known = case.info(tensor)
            if known is None or (shape is not None and known.shape != shape):
                continue
            for base in _bases(case, tensor):
                at, through = last_write(trace, base, call.first)
                if at > info.made_at:
                    yield _changed(case, call, info, base, _first_write(case, base, through, info.made_at))
                    return
    yield from _added_to(case, call)


def _added_to(case: Case, call) -> Iterator[Finding]:
    """A `.grad` that a tracked operation has saved, and that a backward() since then has added to."""
    for owner, line in reversed(case.program.attribute_reads("grad")):
        leaf = last_named(case, owner, call.first)
        if leaf is None:
            continue
        ops = [int(seq) for seq in case.trace.events_of_line(line) if case.trace.kind(int(seq)) == "op" and int(seq) < call.last]
        used = [seq for seq in ops if case.trace.index.node.view[seq] >= 0]
        if used or _passed_on(case, owner, line):
            yield GRAD_CHANGED.at(call.line or None, seq=used[-1] if used else call.first, tensor=leaf, name=owner, used_line=line,
                                  lines=tuple(filter(None, (line,))), merges=("error",))  # fmt: skip
            return


def _passed_on(case: Case, owner: str, line: int) -> bool:
    """Whether `owner.grad` is given to a function of the program's own at this line."""
    own = {node.name for node in case.program.nodes if isinstance(node, ast.FunctionDef)}
    calls = [call for call in case.program.calls if call.line == line and call.name in own]
    return any(ast.unparse(arg) == f"{owner}.grad" for call in calls for arg in call.node.args)


def _bases(case: Case, tensor: int) -> list[int]:
    """A tensor and what it is a view of, as far as views of views go."""
    found = [tensor]
    for _ in range(8):
        event = case.maker(found[-1])
        if event is None or event["event"] != "op" or event["op"] not in VIEWS or not event["inputs"][0]:
            break
        found.append(event["inputs"][0])
    return found


def _first_write(case: Case, tensor: int, through: int, after: int) -> int:
    """Seq of the first write after event `after` to a tensor's memory."""
    index = case.trace.index
    family = index.memory.family.get(tensor, (tensor,))
    found = [
        seq
        for member in {*family, through}
        for seq in (index.values.next(member, after), index.optimized.next(member, after))
    ]
    return min(seq for seq in found if seq >= 0)


def _changed(case: Case, call, info, tensor: int, write: int) -> Finding:
    event, line = case.trace[write], case.line(write)
    name = case.name(tensor)
    common = {"seq": write, "tensor": tensor, "node": info.id, "name": name, "grad_fn": info.grad_fn,
              "saved_line": info.line or "?", "call_line": call.line or "?",
              "lines": tuple(filter(None, (info.line, call.line))), "merges": ("error",)}  # fmt: skip
    if event["event"] == "optimizer_step":
        kept = _kept_from_before(case, call, info)
        if kept is not None:
            return _carried_over(case, call, write, kept)
        return STEP_BETWEEN.at(line, optimizer=_owner(case, line, "step") or event["optimizer"], **common)
    text = case.text(line)
    new = _without_inplace(text)
    do = None
    if new:
        do = tr("Make a new tensor: write  {new}  instead of  {old}.", new=_escape(new), old=_escape(text))
    elif "inplace=True" in text or event["op"] == "relu_":
        do = tr("Take inplace=True away: the activation then makes a new tensor.")
    fix = case.fix(line, new) if new and line else None
    how = "" if event["event"] == "optimizer_step" else event.get("op") or tr("a write")
    op = case.name(info.tensor) if info.tensor is not None and info.tensor != tensor else info.grad_fn
    return INPLACE.at(line, op=op, how=how, do=do, fix=fix, **common)


def _kept_from_before(case: Case, call, info):
    """The tensor that brings an earlier turn's graph, which retain_graph=True kept, into this turn's; None if none does."""
    index = case.trace.index
    ran = index.runs.last(info.id, call.first)
    earlier = case.trace.calls[case.trace.call_at(ran) - 1] if ran >= 0 else None
    if earlier is None or earlier.line != call.line or case.program.loop(call.line) is None:
        return None
    old = {node for node in reachable(case, call) if 0 <= index.runs.last(node, call.first) <= earlier.last
           and describe.known(index.made_node, node) >= 0}  # fmt: skip
    shared = _border(case, call, old)
    return case.trace.tensor(shared) if shared is not None else None


def _carried_over(case: Case, call, write: int, shared) -> Finding:
    """A history kept with retain_graph=True, in which the optimizer has changed the weights."""
    evidence = tr("{shared}, made at line {shared_line}, belongs to the turn before, whose graph retain_graph=True kept. step() at "
                  "line {step_line} has changed the weights that backward() through it needs.")  # fmt: skip
    return CARRIED.at(call.line or None, seq=call.first, tensor=shared.id, shared=_carried_name(case, shared) or case.name(shared.id),
                      shared_line=shared.line or "?", freed_line=call.line or "?", step_line=case.line(write) or "?",
                      evidence=evidence, fix=_detached(case, shared) if shared.name else None, merges=("error",),
                      do=TUPLE if is_tuple(case.program, _carried_name(case, shared), shared.line) else None,
                      lines=tuple(filter(None, (shared.line, case.line(write)))))  # fmt: skip


def _owner(case: Case, line, method: str) -> str | None:
    """The variable on which a method is called at a line."""
    return next((call.owner for call in case.program.calls_of(method, line=line) if call.owner), None)


def _without_inplace(text: str) -> str | None:
    """The line with a new tensor in place of the change: "y += 1" → "y = y + 1", "y.add_(1)" → "y = y.add(1)"."""
    if match := re.fullmatch(r"([A-Za-z_][\w.]*)\s*(\*\*|//|[-+*/%@])=\s*(.+)", text):
        value = match[3] if re.fullmatch(r"[\w.]+(\([^()]*\))?", match[3]) else f"({match[3]})"
        return f"{match[1]} = {match[1]} {match[2]} {value}"
    if match := re.fullmatch(r"([A-Za-z_][\w.]*)\.([a-z]\w*[a-z0-9])_\((.*)\)", text):
        if match[2] not in ("zero", "fill", "copy", "uniform", "normal"):
            return f"{match[1]} = {match[1]}.{match[2]}({match[3]})"
    if match := re.fullmatch(r"(\w+)\s*=\s*(?:F|torch|torch\.nn\.functional)\.(\w+)_\((.*)\)", text):
        return f"{match[1]} = torch.{match[2]}({match[3]})"
    return None


def _escape(text: str) -> str:
    """A user's line as part of a template."""
    return text.replace("{", "{{").replace("}", "}}")


def _twice(case: Case) -> Iterator[Finding]:
    """The pass that freed the graph, and the tensor through which this pass came to it."""
    call, trace = failed_call(case), case.trace
    if call is None:  # a saved tensor was looked at, or the error came from elsewhere
        return
    freed = _freeing_call(case, call)
    if freed is None:
        return
    old = {node for node in reachable(case, call) if trace.index.runs.last(node, freed.last) >= freed.first
           and describe.known(trace.index.made_node, node) >= 0}  # fmt: skip
    roots = case.roots(call)
    shared = _border(case, call, old)
    line = call.line or None
    common = {"seq": call.first, "freed_line": freed.line or "?", "lines": tuple(filter(None, (freed.line,))),
              "merges": ("error",), "root": case.names(roots)}  # fmt: skip
    if shared is None:  # the root itself has been gone through
        root = roots[0]
        evidence = tr("{root} is the same tensor as in the first pass: nothing was computed in between.")
        common["lines"] += tuple(filter(None, (case.line(case.trace.tensor(root).made_at),)))
        yield TWICE.at(line, evidence=evidence, tensor=root, shared=case.name(root), shared_line="?", **common)
        return
    info = trace.tensor(shared)
    name = _carried_name(case, info)
    loop, made_in = case.program.loop(line), case.program.loop(info.line)
    carried = name and call.line == freed.line and (made_in is not None or case.program.function(info.line))
    which = CARRIED if carried and loop is not None and info.made_at < freed.first else TWICE
    fix = _detached(case, info) if which is CARRIED and info.name else None
    told = name if which is CARRIED else case.name(shared)
    if which is CARRIED and name and is_tuple(case.program, name, info.line):
        common["do"] = TUPLE
    if which is CARRIED and case.program.function(info.line) == "__init__":
        common["do"] = _parameter_advice(case, info)
    if which is TWICE and info.name and call.line != freed.line:
        common["do"] = BOTH
    elif which is TWICE and info.name and loop is not None and (info.line or 0) < loop.lineno:
        common["do"] = ONCE
    yield which.at(line, tensor=shared, shared=told, shared_line=info.line or "?", fix=fix,
                   **{**common, "lines": (*common["lines"], *filter(None, (info.line,)))})  # fmt: skip


def _parameter_advice(case: Case, info) -> str:
    """What to do with a tensor that a module's __init__ computes, and that every turn then shares."""
    if "Parameter" in case.text(info.line):
        return tr("nn.Parameter(…) must be the last thing that is done to it: what is computed from a parameter is none. Write the "
                  "arithmetic inside: nn.Parameter(torch.randn(…) * 0.1).")  # fmt: skip
    return tr("Compute it in forward(), where each turn makes it anew.")


def _carried_name(case: Case, info) -> str | None:
    """The variable that brings a tensor from one iteration to the next: its own name, or of a layer's inner tensor
    the one that its line both reads and writes, the `h` of `out, h = rnn(x, h)`."""
    if info.name:
        return info.name
    try:
        names = [node for node in ast.walk(ast.parse(case.text(info.line).strip())) if isinstance(node, ast.Name | ast.Attribute)]
    except SyntaxError:
        return None
    read = {ast.unparse(node) for node in names if isinstance(node.ctx, ast.Load)}
    return next((ast.unparse(node) for node in names if isinstance(node.ctx, ast.Store) and ast.unparse(node) in read), None)


def is_tuple(program: Program, name: str | None, line: int | None) -> bool:
    """Whether the text makes this variable a tuple: it is written as one, or is the state that an LSTM gives."""
    lstms = {layer for layer, called in program.bindings(None) if called.rpartition(".")[2] == "LSTM"}
    for node in (node for node in program.nodes if isinstance(node, ast.Assign) and name):
        for target in node.targets:
            if ast.unparse(target) == name and isinstance(node.value, ast.Tuple):
                return True
            second = target.elts[1] if isinstance(target, ast.Tuple) and len(target.elts) == 2 else None
            if second is not None and ast.unparse(second) == name and isinstance(node.value, ast.Call):
                if dotted(node.value.func) in lstms:
                    return True
    return False


def _detached(case: Case, info) -> Fix | None:
    """`h = cell(x, h)` as `h = cell(x, h.detach())`."""
    match = re.fullmatch(rf"({re.escape(info.name)})\s*=\s*(.+)", case.text(info.line))
    if not match or not info.name.isidentifier():
        return None
    new, count = re.subn(rf"(?<![\w.])({info.name})(?![\w.(])", r"\1.detach()", match[2])
    return case.fix(info.line, f"{info.name} = {new}") if count == 1 else None


def _freeing_call(case: Case, call):
    """The last call before `call` that freed a node which `call` reaches."""
    trace = case.trace
    last = -1
    for node in reachable(case, call):
        if describe.known(trace.index.made_node, node) >= 0 and trace.node(node).saved:
            last = max(last, trace.index.runs.last(node, call.first - 1))
    number = trace.call_at(last) if last >= 0 else 0
    return trace.calls[number - 1] if number else None


def _border(case: Case, call, old: set[int]) -> int | None:
    """A tensor made by a node of the freed graph that a new node takes, the last made; None if all nodes are old."""
    trace, found = case.trace, []
    for node in reachable(case, call):
        if node in old or describe.known(trace.index.made_node, node) < 0:
            continue
        found += [trace.node(after).tensor for after, _ in trace.node(node).next if after in old]
    named = [t for t in found if t is not None and trace.tensor(t).name]
    return max(named or [t for t in found if t is not None], default=None)


def shape(info) -> str:
    """A tensor's shape as PyTorch writes it."""
    return shape_text(info.shape) if info.shape else "()"


def last_named(case: Case, name: str | None, before: int | None = None) -> int | None:
    """The tensor that was bound to this variable last, up to event `before`; None if none was."""
    if not name:
        return None
    trace = case.trace
    rows = trace.table[: before + 1 if before is not None else len(trace)]
    numbers = {int(n) for n in np.unique(rows["name"]) if n and trace.tape.string(int(n)) == name}
    kinds = np.isin(rows["kind"], (K.TENSOR, K.OP, K.MUTATE))
    found = np.flatnonzero(kinds & np.isin(rows["name"], list(numbers)) & (rows["tensor"] >= 0)) if numbers else []
    return int(rows["tensor"][found[-1]]) if len(found) else None
