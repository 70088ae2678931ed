"""Breakpoints: what they are, how they are written down and read, and when one holds. KINDS is the one declaration.

    parse("line:12")                    the run stops before this line
    parse("grad_fn:Mul* if norm > 10")  where a node of this kind has run in backward, with a gradient this large
    parse("grad:fc1.* from hit 3")      at the third write of such a .grad, and at those after it
    parse("nan")                        wherever a value or a gradient has a NaN

Note [Moments]
    A breakpoint looks at *moments*: an op was done, a node has run, a .grad was written. A condition is an expression
    (expressions.py) over NAMES of that moment: `value` is what the op made (of a write, the leaf), `grad` what arrived
    at the node, or the .grad written. `nan`, `inf`, `zero`, `norm`, `shape` and `numel` are of the gradient where there
    is one, else of the value. A line without a condition has a moment before it begins; with one, after each of its ops.
    The child looks at live values (worker/stops.py), the window at those of a tape (breakpoint_hits.py).
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, field, replace

import numpy as np

from .expression_functions import norm2
from .expressions import Expression
from .expressions import parse as parse_expression
from .translate import Told, marked, tr

MOST = 100
LONGEST = 500  # characters
NAMES = ("value", "grad", "name", "op", "grad_fn", "line", "nan", "inf", "zero", "norm", "shape", "numel", "dtype")


class BreakpointError(Told):
    """A text that is no breakpoint; the message is one sentence that says why."""


@dataclass(frozen=True)
class Kind:
    """A kind of breakpoint: the word it is written with, what it is told ("" for nothing), and how it looks."""

    key: str
    target: str
    example: str


KINDS = (
    Kind("line", marked("a line number"), "line:12"),
    Kind("op", marked("the name of an op; * and ? stand for anything"), "op:exp"),
    Kind("grad_fn", marked("a grad_fn; * and ? stand for anything"), "grad_fn:Mul*"),
    Kind("node", marked("a grad_fn, its line and which of several it is"), "node:MulBackward0 line 5"),
    Kind("grad", marked("the name of a tensor; * and ? stand for anything"), "grad:w"),
    Kind("any", "", "nan"),
)
BY_KEY = {kind.key: kind for kind in KINDS}
_FORM = re.compile(r"(?:(?P<kind>[a-z_]+):(?P<target>.*?)(?:\s+if\s+(?P<condition>.*?))?|(?P<bare>.*?))"
                   r"(?:\s+from\s+hit\s+(?P<hit>\d{1,9}))?\s*", re.DOTALL)  # fmt: skip
_NODE = re.compile(r"(?P<grad_fn>\w+)(?: line (?P<line>\d+))?(?: #(?P<nth>\d+))?")


@dataclass(frozen=True)
class Breakpoint:
    """One breakpoint. target: see KINDS; condition: "" for none; from_hit: hits before this one (from 1) do not stop.

    ids: of the run at hand, the nodes or tensors that a node's or a .grad's breakpoint means; not kept in files.
    """

    kind: str
    target: str = ""
    condition: str = ""
    enabled: bool = True
    from_hit: int = 1
    ids: tuple[int, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """As it is written down; `parse` reads it."""
        head = f"{self.kind}:{self.target}" + (f" if {self.condition}" if self.condition else "")
        head = self.condition if self.kind == "any" else head
        return head + (f" from hit {self.from_hit}" if self.from_hit > 1 else "")

    @property
    def line(self) -> int:
        """The line of a line's breakpoint, 0 of others."""
        return int(self.target) if self.kind == "line" else 0

    @property
    def is_plain_line(self) -> bool:
        """Whether it stops before a line, whatever is there."""
        return self.kind == "line" and not self.condition

    def to_json(self) -> dict:
        """What JSON takes: for the file and for the child."""
        return {"text": self.text, "enabled": self.enabled, **({"ids": list(self.ids)} if self.ids else {})}

    def fits(self, text: str) -> bool:
        """Whether an op, a grad_fn or a tensor's name is one that is meant; a path also by what stands after its last dot."""
        text, stem = text.casefold(), re.sub(r"backward\d*$", "", text.casefold())
        forms = (text, stem) if self.kind == "grad_fn" else (text, text.rpartition(".")[2])
        return any(fnmatch.fnmatchcase(form, wanted.strip().casefold())
                   for wanted in self.target.split(",") for form in forms)  # fmt: skip

    def node(self) -> tuple[str, int, int]:
        """(grad_fn, line or 0 for any, which of those, from 1) of a node's breakpoint."""
        found = _NODE.fullmatch(self.target)
        return found["grad_fn"], int(found["line"] or 0), int(found["nth"] or 1)


def parse(text: str, enabled: bool = True) -> Breakpoint:
    """Reads a breakpoint; raises BreakpointError."""
    text = text.strip()
    if not text:
        raise BreakpointError("Type what to stop at: line:12, grad_fn:Mul*, grad:w, nan, or norm > 10.")
    if len(text) > LONGEST:
        raise BreakpointError("A breakpoint has at most {most} characters.", most=LONGEST)
    found = _FORM.fullmatch(text)
    kind, target = found["kind"] or "any", (found["target"] or "").strip()
    condition = (found["condition"] if found["kind"] else found["bare"] or "") or ""
    made = Breakpoint(kind, target, condition.strip(), enabled, max(1, int(found["hit"] or 1)))
    _check(made)
    return replace(made, target=str(int(target))) if kind == "line" else made


def _check(made: Breakpoint) -> None:
    kind = BY_KEY.get(made.kind)
    if kind is None:
        known = ", ".join(k.key for k in KINDS if k.target)
        raise BreakpointError("There are no breakpoints on {kind}; there are {known}, and bare conditions.", kind=made.kind, known=known)
    if kind.target and not made.target:
        raise BreakpointError("After {kind}: stands {target}.", kind=made.kind, target=tr(kind.target))
    if made.kind == "line" and not (made.target.isascii() and made.target.isdigit() and 0 < int(made.target) < 1 << 31):
        raise BreakpointError("{text} is no line number.", text=made.target)
    if made.kind != "node" and len(made.target.split()) > 1 and "," not in made.target:
        raise BreakpointError("{text} is not like {example}; a condition stands after if.", text=made.target, example=kind.example)
    if made.kind == "node" and not _NODE.fullmatch(made.target):
        raise BreakpointError("{text} is not like {example}.", text=made.target, example=kind.example)
    if made.condition:
        expression = parse_expression(made.condition)
        if expression.error is not None:
            raise BreakpointError(expression.error.text, **expression.error.fields)
        if unknown := sorted(expression.names - set(NAMES)):
            raise BreakpointError("There is no {name} here; there are {names}.", name=unknown[0], names=", ".join(NAMES))
    elif not kind.target:
        raise BreakpointError("A condition is missing.")


def from_json(entries) -> tuple[Breakpoint, ...]:
    """The breakpoints of a file or of a message; what is not as it should be is left out."""
    found: list[Breakpoint] = []
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
            continue
        try:
            made = parse(entry["text"], entry.get("enabled") is not False)
        except BreakpointError:
            continue
        ids = entry.get("ids")
        ids = tuple(i for i in ids if isinstance(i, int)) if isinstance(ids, list) else ()
        if made not in found:
            found.append(replace(made, ids=ids))
    return tuple(found[:MOST])


class Moment:
    """What a condition can ask about: `moment["norm"]`. `value` and `grad` are arrays, None, or functions that give them."""

    __slots__ = ("_came", "_grad", "_known", "_value")

    def __init__(self, value=None, grad=None, **known):
        self._value, self._grad, self._known, self._came = value, grad, known, None

    def __getitem__(self, name: str):
        if name == "value":
            if callable(self._value):
                self._value = self._value()
            return self._value
        if name == "grad":
            if callable(self._grad):
                self._grad = self._grad()
            return self._grad
        if name in _MEASURES:
            if self._came is None:
                came = self["grad"]
                self._came = np.asarray(self["value"] if came is None else came)
            return _MEASURES[name](self._came)
        known = self._known[name]
        return known() if callable(known) else known


def condition_of(made: Breakpoint) -> Expression | None:
    """The condition of a breakpoint, None where it has none."""
    return parse_expression(made.condition) if made.condition else None


def zeros_of(array) -> np.ndarray:
    """What zero_() leaves of it."""
    return np.zeros_like(array)


_MEASURES = {
    "nan": lambda a: a.dtype.kind in "fc" and bool(np.isnan(a).any()),
    "inf": lambda a: a.dtype.kind in "fc" and bool(np.isinf(a).any()),
    "zero": lambda a: a.dtype != object and a.size > 0 and not a.any(),
    "norm": norm2, "shape": lambda a: a.shape, "numel": lambda a: a.size, "dtype": lambda a: str(a.dtype),
}  # fmt: skip
