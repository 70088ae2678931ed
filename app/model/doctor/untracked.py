"""Roots without a grad_fn: backward() was called on something that autograd does not track, and why it is not.

Walks back from the root through whatever computed its numbers, tracked or not, to the places where the graph was cut
and to the leaves that were never tracked.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from .. import describe, lineage
from ..grad_modes import is_mode
from ..labels import expression
from ..translate import tr
from . import second
from .finding import Fix, diagnosis
from .structure import in_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

_WHY = ("backward() needs a root that autograd has followed: computed from a leaf with requires_grad=True, by "
        "operations that have a gradient, with grad mode on.")  # fmt: skip
CUT = diagnosis(
    "root-cut", "error", "{root} has no grad_fn, so backward() at line {call_line} has nothing to follow: cut at line "
                         "{line} by {how}",
    evidence="{source} requires grad; {result}, made from it at line {line}, does not.",
    why=_WHY, do="{advice}", tag="graph cut", rank=1,
)  # fmt: skip
NOTHING = diagnosis(
    "root-untracked", "error", "{root} has no grad_fn: nothing it is computed from requires grad",
    evidence="It comes from {leaves}, and none of them has requires_grad=True.",
    why=_WHY, do="Make what the gradient is wanted for with requires_grad=True (or call {first}.requires_grad_()) "
                 "before computing with it.",
    tag="nothing requires grad", rank=1,
)  # fmt: skip
LATE = diagnosis(
    "requires-grad-late", "error", "{leaf} came to require grad at line {late_line}, after line {line} had computed "
                                   "with it",
    evidence="{result} was computed when {leaf} did not require grad, so it has no grad_fn.",
    why="An operation is tracked if one of its inputs requires grad at that moment; setting it afterwards changes "
        "nothing about what was computed before.",
    do="Call {leaf}.requires_grad_() (or make it with requires_grad=True) before line {line}.", tag="too late", rank=1,
)  # fmt: skip
FROZEN = diagnosis(
    "root-frozen", "error", "{root} has no grad_fn: every parameter it is computed from is frozen (line {line})",
    evidence="requires_grad was set to False for {leaves} (line {frozen_line}); nothing else that {root} comes from "
             "requires grad.",
    why=_WHY, do="Leave those that shall learn with requires_grad=True: freeze only a part of the model.", tag="all frozen", rank=1,
)  # fmt: skip
LEAF_ROOT = diagnosis(
    "root-is-leaf", "error", "{root} is a leaf made at line {line}: backward() only fills {root}.grad, and no "
                             "parameter learns",
    evidence="{root} has no grad_fn, and requires_grad=True was set on it afterwards. {count} backward call{s} "
             "started from it and went nowhere.{ended}",
    why="requires_grad=True makes a tensor a starting point for what is computed from it. It cannot bring back the "
        "history that was lost before; it only silences the error that would have told so.",
    do="Take requires_grad away from {root}, and compute it from the model's output without detach, .data, .item(), "
       "NumPy, or a new tensor.",
    tag="no history", rank=4,
)  # fmt: skip
NEW = diagnosis(
    "root-new-tensor", "error", "{root} is a new tensor made from numbers at line {line}: it has no history for "
                                "backward()",
    evidence="{text}  takes the numbers out of the graph and makes a leaf of its own, which does not require grad.",
    why="torch.tensor(…) copies numbers. What they were computed from is not known to the new tensor; "
        "requires_grad=True on it would only make it a leaf, and still no gradient would reach the parameters.",
    do="Keep the tensors: torch.stack([…]) or torch.cat([…]) join them, sum(…) or + adds them up, and all have a "
       "gradient.",
    tag="new tensor", rank=1,
)  # fmt: skip
ADVICE = {
    "detach()": "Call backward() on something that was not detached; detach only what is printed or kept.",
    ".data": "Compute with the tensor itself instead of .data.",
    "detach_()": "Take detach_() away, or call it on a tensor that only keeps the numbers.",
    "no_grad": "Compute {root} outside of torch.no_grad() (and of functions under @torch.no_grad()).",
    "rebound": "Line {line} makes a new tensor, and under no_grad one that does not require grad. Change the leaf in place: {new}.",
    "switched": "Line {switched} switches grad mode off for all that follows: switch it on again with "
                "torch.set_grad_enabled(True), or better, put what needs no gradient under  with torch.no_grad():.",
    ".item()": "Compute with the tensor; .item() is for printing. torch.stack(…) joins a list of tensors.",
    ".sample()": "Use dist.log_prob(sample) in the loss, times the reward (the score function), or rsample() where there is one.",
    ".numpy()": "Use the torch function in place of the NumPy one: what NumPy computes has no gradient.",
    "integer": "{op} gives integers (indices, counts, labels), which have no derivative: use the scores themselves, "
               "for a classifier cross_entropy on the logits.",
    "bool": "A comparison has no derivative: it is true or false. Use a smooth function of the difference, such as a "
            "sigmoid or a loss function.",
    "": "Keep what backward() shall follow inside of the graph.",
}  # fmt: skip


def find_root(case: Case) -> Iterator[Finding]:
    """Why the tensor that backward() was called on last has no grad_fn."""
    line = case.error["line"]
    root = root_of(case, line)
    plain = second.of_root(case, root, _leaves(case, root) if root is not None else (), line)
    if root is None or plain is not None:
        yield from filter(None, (plain,))
        return
    seq = case.error["seq"]
    common = {"root": case.name(root), "call_line": line or "?", "merges": ("error",)}
    cut = first_cut(case, root, seq)
    if cut is None:
        leaves = _leaves(case, root)
        frozen = {leaf: case.trace.switched_at(leaf, seq) for leaf in leaves if case.trace.switched_at(leaf, seq)}
        off = [leaf for leaf, (on, _) in frozen.items() if not on]
        if off:
            at = frozen[off[0]][1]
            yield FROZEN.at(line, seq=seq, tensor=root, leaves=case.names(off, 2), frozen_line=at or "?",
                            lines=(at,) if at else (), **common)  # fmt: skip
            return
    if cut is not None:
        made = case.trace[cut.seq].get("tensor")
        gradient = second.of_root(case, made, (), line) if made is not None and case.info(made).how == "grad" else None
        yield gradient or _cut(case, cut, common, line)
        return
    late = _late(case, leaves)
    if late is not None:
        yield LATE.at(late["line"], seq=late["seq"], tensor=late["tensor"], leaf=late["leaf"], result=late["result"],
                      late_line=late["late_line"], lines=(late["late_line"], line), merges=("error",))  # fmt: skip
        return
    info = next(
        (info for info in map(case.info, (root, *leaves)) if info is not None and _of_variables(case, info)), None
    )
    earlier = _before_numbers(case, root, seq)
    if earlier is not None:
        yield _cut(case, earlier, common, line)
        return
    if info is not None and case.leaves:
        yield NEW.at(info.line, seq=info.made_at, tensor=info.id, text=case.text(info.line),
                     lines=(line,) if line else (), fix=_stacked(case, info.line), **common)  # fmt: skip
        return
    named = [leaf for leaf in leaves if case.info(leaf) is not None and case.info(leaf).name] or leaves[:1] or [root]
    yield NOTHING.at(line, tensor=root, seq=seq, leaves=case.names(named), first=case.name(named[0]),
                     lines=tuple(filter(None, (case.info(named[0]).line,))), **common)  # fmt: skip


def find_leaf_roots(case: Case) -> Iterator[Finding]:
    """backward() calls on a tensor that is itself a leaf, though the program has parameters that should learn."""
    lines: dict[int, list] = {}
    for call in case.sampled(case.backward_calls):
        root = case.roots(call)[0]
        info = case.info(root)
        if info is not None and info.is_leaf and info.how != "Parameter" and call.line:
            lines.setdefault(call.line, []).append((call, info))
    for line, found in lines.items():
        call, info = found[-1]
        others = [
            leaf
            for leaf in case.leaves
            if leaf != info.id and not len(case.adds(leaf)) and case.info(leaf).made_at < info.made_at
        ]
        if others and (case.steps or case.program.optimizers()):
            merges = ("no grads at step", *(("never", leaf) for leaf in others))
            cut = first_cut(case, info.id, call.first) or _before_numbers(case, info.id, call.first)
            ended = tr(" Before, line {cut_line} has cut it from the graph ({how}).", cut_line=cut.line, how=cut.how
                       ) if cut is not None and cut.line else ""  # fmt: skip
            common = {"ended": ended, "lines": (line, *((cut.line,) if ended else ()))}
            yield LEAF_ROOT.at(info.line or line, seq=call.first, tensor=info.id, root=case.name(info.id), count=len(found),
                               s="" if len(found) == 1 else "s", merges=merges, **common)  # fmt: skip


def root_of(case: Case, line: int | None) -> int | None:
    """The tensor that the backward() (or autograd.grad) call of a line was made on, as the text and the tape tell."""
    from .stopped import last_named

    for call in case.program.calls_of("backward", "grad", line=line):
        owner = call.owner if call.method == "backward" else ""
        if call.method == "grad" or owner in ("torch.autograd", "autograd"):
            first = call.node.args[0] if call.node.args else case.program.keyword(call.node, "outputs")
            owner = first.id if first is not None and hasattr(first, "id") else ""
        found = last_named(case, owner)
        if found is not None:
            return found
    events = case.trace.events_of_line(line) if line else ()
    for seq in reversed(list(events)):
        if case.trace.kind(int(seq)) in ("op", "tensor"):
            return int(case.trace.index.tensor.view[seq])
    return None


def _cut(case: Case, cut, common: dict, call_line) -> Finding:
    event = case.trace[cut.seq]
    taken = next((tensor for seq, tensor, how, _ in case.trace.tape.exits if (seq, how) == (cut.seq, cut.how)), None)
    result = event["outputs"][0] if event["event"] == "op" else event.get("tensor", taken)
    source = next(iter(case.trace.index.inputs_of(cut.seq)), None)
    if taken is not None:
        common |= {"evidence": tr("The number of {source} is taken out at line {line}; what is computed from it has no history.")}
        source = result = taken
    elif cut.how == ".sample()":
        common |= {"evidence": tr("{result} is drawn at random at line {line}; the draw passes no gradient on to its distribution.")}
    if event["event"] == "mutate":
        common |= {"evidence": tr("{result} was computed from what requires grad; at line {line} its history was "
                                  "taken away.")}
    kind = ".numpy()" if re.search(r"\.numpy\(", case.text(cut.line)) else _kind(case, cut, result)
    op = expression(case.trace, event) or event.get("op") or tr("This")
    new = in_place(case.text(cut.line), case.program.target(cut.line)) if kind == "no_grad" else None
    if new is not None and source is not None and case.program.target(cut.line) == case.info(source).name:
        kind = "rebound"
    switched = case.program.switched_off(cut.line) if kind == "no_grad" else None
    advice = tr(ADVICE["switched" if switched else kind], root=common["root"], op=op, switched=switched, new=new, line=cut.line)
    return CUT.at(cut.line, seq=cut.seq, tensor=result, cut_at=cut.seq, how=cut.how, source=case.name(source),
                  result=case.name(result), advice=advice, lines=(call_line,) if call_line else (),
                  fix=without_cut(case, cut), **common)  # fmt: skip


def _kind(case: Case, cut, result: int) -> str:
    """Which of ADVICE goes with a cut."""
    if cut.how in ADVICE:
        return cut.how
    dtype = case.info(result).dtype if case.info(result) is not None else "float32"
    if not dtype.startswith(describe.FLOATING):
        return "bool" if dtype == "bool" else "integer"
    if "dtype" in cut.how:  # of one with several outputs: the indices of max(dim)
        return "integer"
    return "no_grad" if is_mode(cut.how) else ""


def without_cut(case: Case, cut) -> Fix | None:
    """The line of a cut without what cuts, where that is plain to see."""
    if not cut.line:
        return None
    text = case.text(cut.line)
    if re.search(r"\.(detach\(\)|data)(\.cpu\(\))?\.(numpy|tolist|item)\(", text):
        return None  # it has to be detached for that
    for pattern in (r"\.detach\(\)", r"\.data\b(?!\s*=)"):
        if cut.how in ("detach()", ".data") and len(re.findall(pattern, text)) == 1:
            return case.fix(cut.line, re.sub(pattern, "", text))
    return None


def first_cut(case: Case, root: int, before: int):
    """The Cut that is nearest to the root, on any of the ways to it; None if there is none."""
    found, seen, ends = [], {root}, [root]
    while ends and len(seen) < 50_000:
        tensor = ends.pop()
        for source, cut in lineage.producers(case.trace, tensor, before):
            if cut is not None:
                found.append(cut)
            elif source not in seen:
                seen.add(source)
                ends.append(source)
    return max(found, key=lambda cut: cut.seq, default=None)


def _leaves(case: Case, root: int) -> list[int]:
    """The tensors without producers that a root's numbers come from, in order of creation."""
    found, seen, ends = set(), {root}, [root]
    while ends and len(seen) < 50_000:
        tensor = ends.pop()
        sources = [source for source, _ in lineage.producers(case.trace, tensor, len(case.trace))]
        if not sources:
            found.add(tensor)
        for source in sources:
            if source not in seen:
                seen.add(source)
                ends.append(source)
    return sorted(found)


def _before_numbers(case: Case, root: int, seq: int):
    """The Cut, on another line than the new tensor's, after which NumPy or lists carried numbers to it; None if there is none."""
    from . import handed_on

    reached, ends = {root}, [root]
    while ends and len(reached) < 5000:
        new = [source for source, _ in lineage.producers(case.trace, ends.pop(), seq) if source not in reached]
        reached.update(new)
        ends += new
    lines = {case.info(tensor).line for tensor in reached if case.info(tensor) is not None}
    for leaf in case.sampled(case.leaves, 4):
        cut = handed_on.cut_of(case, leaf, seq, reached)
        if cut is not None and cut.line not in lines:
            return cut
    return None


def _late(case: Case, leaves: list[int]) -> dict | None:
    """A leaf on which the program calls requires_grad_() at a line below the first op that took it."""
    for call in case.program.calls_of("requires_grad_"):
        for leaf in leaves:
            info = case.info(leaf)
            if info is None or info.name != call.owner:
                continue
            users = [
                int(seq) for seq in case.trace.consumers(leaf) if describe.known(case.trace.index.line, int(seq)) > 0
            ]
            if users and case.line(users[0]) < call.line:
                result = int(case.trace.index.tensor.view[users[0]])
                return {"line": case.line(users[0]), "seq": users[0], "tensor": leaf, "leaf": info.name,
                        "result": case.name(result), "late_line": call.line}  # fmt: skip
    return None


def _of_variables(case: Case, info) -> bool:
    """Whether this is torch.tensor(…) of something computed: variables that come from the graph, not numbers."""
    if info.how not in ("tensor", "as_tensor", "FloatTensor", "Tensor") or not info.line:
        return False
    first = next((case.info(leaf).made_at for leaf in case.leaves if case.info(leaf) is not None), len(case.trace))
    calls = [
        call
        for call in case.program.calls_of("tensor", "as_tensor", "FloatTensor", "Tensor", line=info.line)
        if call.node.args
    ]
    return info.made_at > first and any(
        isinstance(node, ast.Name) and not node.id[:1].isupper() for call in calls for node in ast.walk(call.node.args[0])
    )  # fmt: skip


def _stacked(case: Case, line: int | None) -> Fix | None:
    """torch.tensor([a, b]) as torch.stack([a, b])."""
    text = case.text(line)
    new, count = re.subn(
        r"torch\.(?:tensor|FloatTensor|Tensor)\((\[[^\]]*\])(?:,\s*\w+\s*=\s*\w+(?:\.\w+)?)*\)",
        r"torch.stack(\1)",
        text,
    )
    return case.fix(line, new) if count == 1 and line else None
