"""Where a lesson stops: the words of `stop="…"` and of links, found in a run.

Note [Stops]
    start, end              before everything; after the last step
    step 4                  step number 4 of the run
    after y = x * y         the first step of the first line with this code (spaces aside); `line 8` by number
    print 2                 the second output
    backward 2              the start of the second backward() call, before its first node
    MulBackward0            the first run of such a node; `MulBackward0 2` the second, `Mul*` any that begin so,
                            `MulBackward0 2 of call 3` in the third backward() call
    grad of x               the first write of x.grad; `grad of x 2` the second
    error                   where the program ended in an error
A note without a stop stands after the code above it: at the last step before the run first goes beyond the note's line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np

from . import kinds as K
from . import steps
from .lesson import Lesson, Note, Problem
from .translate import tr

if TYPE_CHECKING:
    from .trace import Trace

_FORMS = (
    ("start", r"start"),
    ("end", r"end"),
    ("error", r"error"),
    ("step", r"step (?P<n>\d+)"),
    ("line", r"line:? ?(?P<n>\d+)(?: time (?P<k>\d+))?"),
    ("after", r"after (?P<code>.+)"),
    ("print", r"print (?P<n>\d+)"),
    ("backward", r"backward(?: (?P<n>\d+))?"),
    ("grad", r"grad of (?P<name>[^\s]+)(?: (?P<n>\d+))?"),
    ("node", r"(?P<kind>[\w*?]+)(?: (?P<n>\d+))?(?: of call (?P<call>\d+))?"),
)
_FORMS = tuple((kind, re.compile(pattern + r"$")) for kind, pattern in _FORMS)


class StopError(Exception):
    """Words that name no place of the run; the message is one sentence for the lesson's author."""


@dataclass(frozen=True)
class Stop:
    """A place where the lecture pauses: the cursor (seq; −1 before everything) and its note."""

    seq: int
    note: Note


def stops(lesson: Lesson, trace: Trace) -> tuple[list[Stop], list[Problem]]:
    """(the lesson's stops in the order of the run, what could not be found). Notes at one place keep their order."""
    found, problems = [], []
    for note in lesson.notes:
        try:
            found.append(Stop(place_of(note, lesson, trace), note))
        except StopError as error:
            problems.append(Problem(note.line, str(error)))
            found.append(Stop(_where_it_stands(note, trace), note))
    if not found or found[0].note.line > 1 or found[0].seq >= 0:
        found.sort(key=lambda stop: stop.seq)
        return found, problems
    return [found[0], *sorted(found[1:], key=lambda stop: stop.seq)], problems


def place_of(note: Note, lesson: Lesson, trace: Trace) -> int:
    """The cursor of a note's stop; raises StopError."""
    if note.stop is None:
        return _where_it_stands(note, trace)
    return find(note.stop, trace, lesson.text)


def find(words: str, trace: Trace, text: str) -> int:
    """The cursor that the words of a stop mean in this run of `text`; raises StopError."""
    words = " ".join(words.split())
    for kind, pattern in _FORMS:
        if match := pattern.match(words):
            return _FINDERS[kind](match.groupdict(), trace, text, words)
    raise StopError(tr("“{words}” names no place of a run: write a node's name, “after” and code, or “step 4”.",
                       words=words))


def words_for(trace: Trace, seq: int, text: str) -> str:
    """Words that find this cursor again, also after small edits: what "Stop here" writes into the file."""
    number = steps.step_number(trace, seq)
    if number == 0:
        return "start"
    anchor, end = steps.step_span(trace, number)
    kind = trace.kind(anchor)
    if kind == "node":
        event = trace[anchor]
        call = trace.call_at(anchor)
        runs = [s for s in trace.events_of_kind("node") if s <= anchor and trace.call_at(int(s)) == call
                and trace[int(s)]["grad_fn"] == event["grad_fn"]]  # fmt: skip
        return f"{event['grad_fn']}{f' {len(runs)}' if len(runs) > 1 else ''}{f' of call {call}' if call > 1 else ''}"
    line = trace.line_of(anchor)
    lines = text.split("\n")
    if kind in ("op", "tensor", "mutate") and line and line <= len(lines):
        words = f"after {' '.join(lines[line - 1].split())}"
        if _same_place(words, trace, text, end):
            return words
    return f"step {number}"


def _same_place(words: str, trace: Trace, text: str, seq: int) -> bool:
    try:
        return find(words, trace, text) == seq
    except StopError:
        return False


# ---- finders: (groups of the words, trace, text, the words) → seq


def _start(groups, trace, text, words) -> int:
    return -1


def _end(groups, trace, text, words) -> int:
    last = steps.go_to(trace, steps.count(trace))
    return -1 if last is None else last


def _step(groups, trace, text, words) -> int:
    seq = steps.go_to(trace, int(groups["n"]))
    if seq is None:
        raise StopError(tr("There is no step {number}: the run has {count}.",
                           number=groups["n"], count=steps.count(trace)))
    return seq


def _line(groups, trace, text, words) -> int:
    return _visit(trace, int(groups["n"]), int(groups["k"] or 1), f"Line {groups['n']}")


def _after(groups, trace, text, words) -> int:
    wanted = _squeezed(groups["code"])
    from_note = (n for n, line in enumerate(text.split("\n"), 1)
                 if not line.lstrip().startswith("#") and wanted in _squeezed(line))  # fmt: skip
    tried = False
    for number in from_note:
        tried = True
        if len(trace.events_of_line(number)):
            return _visit(trace, number, 1, f"“{groups['code']}”")
    if tried:
        raise StopError(tr("“{code}” makes no step in this run.", code=groups["code"]))
    raise StopError(tr("No line of the program has “{code}”.", code=groups["code"]))


def _visit(trace: Trace, line: int, which: int, name: str) -> int:
    """The last step in a row of the which-th time that the run comes to a line."""
    anchors = trace.index.steps.anchors.view
    forward = trace.index.kind.view[anchors] != K.NODE  # a node has the line of its op
    at_line = (trace.index.line.view[anchors] == line) & forward
    begins = np.flatnonzero(at_line & ~np.concatenate(([False], at_line[:-1])))
    if which > len(begins):
        times = f"{len(begins)} times" if len(begins) != 1 else "once"
        raise StopError(tr("{name} is come to {times} in this run.", name=name, times=times) if len(begins) else tr(
            "{name} makes no step.", name=name))
    at = int(begins[which - 1])
    while at + 1 < len(at_line) and at_line[at + 1]:
        at += 1
    return int(trace.index.steps.ends.view[at])


def _print(groups, trace, text, words) -> int:
    outputs = trace.events_of_kind("output")
    number = int(groups["n"])
    if not 1 <= number <= len(outputs):
        raise StopError(tr("There is no print {number}: the run has {count}.", number=number, count=len(outputs)))
    return int(outputs[number - 1])


def _backward(groups, trace, text, words) -> int:
    number = int(groups["n"] or 1)
    if not 1 <= number <= len(trace.calls):
        raise StopError(tr("There is no backward call {number}: the run has {count}.",
                           number=number, count=len(trace.calls)))
    return int(trace.calls[number - 1].first)


def _grad(groups, trace, text, words) -> int:
    ids = ids_named(trace, groups["name"])
    if not ids:
        raise StopError(tr("No tensor of the run is called {name}.", name=groups["name"]))
    writes = sorted(int(s) for id in ids for s in trace.index.grads.all(id))
    number = int(groups["n"] or 1)
    if not 1 <= number <= len(writes):
        raise StopError(tr("{name}.grad is written {count} times in this run, not {number}.",
                           name=groups["name"], count=len(writes), number=number))
    return int(_step_end(trace, writes[number - 1]))


def _node(groups, trace, text, words) -> int:
    wanted, number = groups["kind"], int(groups["n"] or 1)
    call = int(groups["call"]) if groups["call"] else None
    runs = [int(s) for s in trace.events_of_kind("node")
            if fnmatchcase(trace[int(s)]["grad_fn"], wanted)
            and (call is None or trace.call_at(int(s)) == call)]  # fmt: skip
    if not 1 <= number <= len(runs):
        where = tr(" in backward call {call}", call=call) if call else ""
        count = tr("{count} of them run", count=len(runs)) if runs else tr("no such node runs")
        raise StopError(tr("“{words}” is not in this run: {count}{where}.", words=words, count=count, where=where))
    return int(_step_end(trace, runs[number - 1]))


def _error(groups, trace, text, words) -> int:
    errors = trace.events_of_kind("error")
    if not len(errors):
        raise StopError(tr("The run ends without an error."))
    return int(errors[-1])


_FINDERS = {"start": _start, "end": _end, "error": _error, "step": _step, "line": _line, "after": _after,
            "print": _print, "backward": _backward, "grad": _grad, "node": _node}  # fmt: skip


# ---- helpers


def ids_named(trace: Trace, name: str) -> list[int]:
    """Ids of the tensors that the run calls so (a variable, or a path such as fc1.weight), in order of making."""
    kinds = K.kind_set(K.TENSOR, K.OP)
    table = trace.table
    last = name.rpartition(".")[2]
    ids = np.unique(table["name"])
    wanted = [int(i) for i in ids if i and trace.tape.string(int(i)) in (name, last)]
    rows = np.flatnonzero(kinds[table["kind"]] & np.isin(table["name"], wanted))
    found = [int(t) for t in table["tensor"][rows] if t >= 0]
    return [id for id in dict.fromkeys(found) if trace.tensor(id).name in (name, last)]


def _step_end(trace: Trace, seq: int) -> int:
    number = steps.step_number(trace, seq)
    return steps.go_to(trace, number) if number else seq


def _where_it_stands(note: Note, trace: Trace) -> int:
    """The last step before the run first goes to a line after the note's."""
    anchors, ends = trace.index.steps.anchors.view, trace.index.steps.ends.view
    forward = trace.index.kind.view[anchors] != K.NODE  # a node has the line of its op
    beyond = np.flatnonzero((trace.index.line.view[anchors] > note.line) & forward)
    if not len(beyond):
        return int(ends[-1]) if len(ends) else -1
    return int(ends[beyond[0] - 1]) if beyond[0] > 0 else -1


def _squeezed(code: str) -> str:
    return "".join(code.partition("  #")[0].split())
