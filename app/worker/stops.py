"""Breakpoints in the program's process: looked at as ops are done, nodes run and gradients are written, or lines begin.

Note [No cost without breakpoints]
    The recorder's hooks are attributes that the kernel reads at each use. While there is a breakpoint that needs one, a
    function stands in its place that calls it and then looks; without any, nothing does. The recorder is told what stands
    there (`Recorder.stood_in`), for it looks for the program's line among its callers. A backward that is under way when a breakpoint is set goes
    on with the hooks it began with: nodes are looked at from the next one on.

Note [Lines set during a run]
    Lines that had a breakpoint when the program was compiled call us before they begin (runner.py). One that is set
    later is found by Python's tracing of lines, from then on; a program that traces itself keeps its own.

All is set and taken away in the main thread, between two of its bytecodes and outside of the recorder.
"""

from __future__ import annotations

import sys

from ...core.op import NUMBERED
from ...core.recorder_variables import variables
from ...core.tensor import Tensor
from ...core.wire import A_LIST, HOT_FROM
from ..model.breakpoints import Breakpoint, Moment, condition_of, from_json, zeros_of

_OPS = "single", "several", "op", "mutate", "tensor"
_RUNS, _WRITES = ("ran", "node"), ("accumulate", "grad_reset", "grad_resets")
_NEEDS = {"op": _OPS, "grad_fn": (*_RUNS, "leaf"), "node": (*_OPS, *_RUNS), "grad": ("leaf", *_WRITES),
          "any": (*_OPS, *_RUNS, "leaf", *_WRITES), "line": _OPS}  # fmt: skip


class Stops:
    """The breakpoints of a run. hold(line, text) is called in the thread of the program, and returns when it may go on.

    compiled: lines that call `at_line` by themselves.
    """

    def __init__(self, recorder, filename: str, hold):
        self._recorder, self._filename, self._hold = recorder, filename, hold
        self._plain = {name: getattr(recorder, name) for names in _NEEDS.values() for name in names}
        self._is_in_place: set[str] = set()
        self.compiled: frozenset[int] = frozenset()
        self._all: tuple[Breakpoint, ...] = ()
        self._by_kind: dict[str, list[Breakpoint]] = {}
        self._lines: dict[int, Breakpoint] = {}
        self._hits: dict[str, int] = {}
        self._made: dict[tuple[str, int], int] = {}  # nodes made so far, by grad_fn and line: for breakpoints on nodes
        self._meant: set[tuple[str, int]] = set()  # (text of the breakpoint, id of its node)

    def set(self, entries: list) -> None:
        """Other breakpoints (Note [Job] in spawn.py); to be called in the main thread."""
        self._all = tuple(made for made in from_json(entries) if made.enabled)
        self._lines = {made.line: made for made in self._all if made.is_plain_line}
        self._by_kind = {}
        for made in self._all:
            if not made.is_plain_line:
                self._by_kind.setdefault(made.kind, []).append(made)
        wanted = {name for kind in self._by_kind for name in _NEEDS[kind]}
        for name in wanted - self._is_in_place:
            setattr(self._recorder, name, self._looking(name))
        for name in self._is_in_place - wanted:
            setattr(self._recorder, name, self._plain[name])
        self._is_in_place = wanted
        self._recorder.stood_in(_LOOKING if wanted else None, "single" in wanted)
        self._trace_lines()

    # ---- lines

    def at_line(self, line: int) -> None:
        """A statement of this line is about to begin."""
        made = self._lines.get(line)
        if made is not None:
            self._hit(made, line)

    def _trace_lines(self) -> None:
        """Have Python tell of lines that do not call by themselves, if there are any with a breakpoint."""
        is_wanted = bool(set(self._lines) - self.compiled)
        now = sys.gettrace()
        if is_wanted and now is None:
            sys.settrace(self._entered)
            frame = sys._getframe(1)
            while frame is not None:
                if frame.f_code.co_filename == self._filename:
                    frame.f_trace = self._within
                frame = frame.f_back
        elif not is_wanted and now == self._entered:
            sys.settrace(None)

    def _entered(self, frame, event, arg):
        return self._within if frame.f_code.co_filename == self._filename else None

    def _within(self, frame, event, arg):
        line = frame.f_lineno
        if event == "line" and line in self._lines and line not in self.compiled:
            self._hit(self._lines[line], line)
        return self._within

    # ---- moments

    def _looking(self, name: str):
        """What stands in the place of a hook: the hook, and then a look."""
        return _looking(self._plain[name], getattr(self, f"_after_{name}"))

    def _after_single(self, code, t, data, node, *_rest) -> None:
        self._after_made(_name(code), data, node)

    def _after_several(self, code, ts, node, *_rest) -> None:
        if ts:
            self._after_made(_name(code), ts[0]._data, node)

    def _after_op(self, name, inputs, outputs, node, params=None) -> None:
        first = outputs if isinstance(outputs, Tensor) else next(iter(outputs), None)
        if first is not None:
            self._after_made(name, first._data, node)

    def _after_mutate(self, name, t, node, params=None) -> None:
        self._after_made(name, t._data, node)

    def _after_tensor(self, t, how, of=None) -> None:
        self._after_made(how, t._data, None)

    def _after_made(self, op: str, data, node) -> None:
        frame = sys._getframe(4)  # _after_made, _after_…, looking, the op, and who called that
        line, grad_fn = self._line(frame), type(node).__name__ if node is not None else ""
        moment = Moment(data, None, op=op, grad_fn=grad_fn, line=line, name=lambda: self._name_here(frame))
        for made in self._by_kind.get("op", ()):
            if made.fits(op):
                self._look(made, moment)
        for made in self._by_kind.get("line", ()):
            if made.line == line:
                self._look(made, moment)
        for made in self._by_kind.get("any", ()):
            self._look(made, moment)
        if node is not None and "node" in self._by_kind:
            self._after_node_made(node, grad_fn, line, moment)

    def _after_node_made(self, node, grad_fn: str, line: int, moment: Moment) -> None:
        seen = {}
        for at in (line, 0):
            seen[at] = self._made[grad_fn, at] = self._made.get((grad_fn, at), 0) + 1
        for made in self._by_kind["node"]:
            wanted, at, nth = made.node()
            if wanted == grad_fn and at in seen and seen[at] == nth and not made.ids:
                self._meant.add((made.text, node._id))
                self._look(made, moment)

    def _after_ran(self, node, came, sent) -> None:
        came = came[0] if isinstance(came, (list, tuple)) and len(came) else came
        self._after_run(node, came._data if isinstance(came, Tensor) else came)

    _after_node = _after_ran

    def _after_run(self, node, came) -> None:
        grad_fn = type(node).__name__
        moment = Moment(None, came, op="", name="", grad_fn=grad_fn, line=lambda: self._line(sys._getframe(1)))
        for made in self._by_kind.get("grad_fn", ()):
            if made.fits(grad_fn):
                self._look(made, moment)
        for made in self._by_kind.get("node", ()):
            if node._id in made.ids or (made.text, node._id) in self._meant:
                self._look(made, moment)
        for made in self._by_kind.get("any", ()):
            self._look(made, moment)

    def _after_leaf(self, node, t, came, now) -> None:
        self._after_run(node, came)
        self._after_write(t, came if now is None else now)

    def _after_accumulate(self, t, node, added, grad) -> None:
        self._after_write(t, grad)

    def _after_grad_reset(self, t, to) -> None:
        self._after_write(t, zeros_of(t._data) if to == "zero" else None)

    def _after_grad_resets(self, tensors, to) -> None:
        for t in tensors:
            self._after_grad_reset(t, to)

    def _after_write(self, t, grad) -> None:
        name = None
        moment = Moment(t._data, grad, op="", grad_fn="AccumulateGrad", name=lambda: self._names(t)[0],
                        line=lambda: self._line(sys._getframe(1)))  # fmt: skip
        for made in self._by_kind.get("grad", ()):
            name = self._names(t) if name is None else name
            if t._id in made.ids or any(map(made.fits, name)):
                self._look(made, moment)
        for made in self._by_kind.get("any", ()):
            self._look(made, moment)

    # ---- stopping

    def _look(self, made: Breakpoint, moment: Moment) -> None:
        condition = condition_of(made)
        if condition is None or condition.holds(moment.__getitem__):
            self._hit(made, self._line(sys._getframe(1)))

    def _hit(self, made: Breakpoint, line: int) -> None:
        count = self._hits[made.text] = self._hits.get(made.text, 0) + 1
        if count >= made.from_hit:
            self._hold(line or None, made.text)

    # ---- where it is, what it is called

    def _line(self, frame) -> int:
        """The line of the program on whose behalf something was done; 0 where there is none."""
        while frame is not None:
            if frame.f_code.co_filename == self._filename:
                return frame.f_lineno
            frame = frame.f_back
        return 0

    def _name_here(self, frame) -> str:
        return self._recorder.name_at(frame) or ""

    def _names(self, t) -> list[str]:
        """What a tensor is called: its path in a module, or the program's variables that hold it."""
        if t._name is not None:
            return [t._name]
        found, frame = [], sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename == self._filename:
                found += [name for name, value in list(variables(frame).items()) if value is t]
            frame = frame.f_back
        return found or [""]


def _name(code: int) -> str:
    """The name of the op with this code on the recorder's log."""
    return NUMBERED[(code - HOT_FROM) % A_LIST >> 1].name


def _looking(plain, look):
    def looking(*args):
        result = plain(*args)
        look(*args)
        return result

    return looking


_LOOKING = _looking(None, None).__code__


def lines_of(entries: list) -> list[int]:
    """The lines before which a program is to call us, of a job's breakpoints."""
    return sorted({made.line for made in from_json(entries) if made.is_plain_line and made.enabled})


__all__ = ["Stops", "lines_of"]
