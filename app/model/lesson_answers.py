"""What a lesson says about a run and what students answer: expressions looked up on the tape, compared as numbers.

An expression is `y`, `x.grad`, `y.grad_fn`, `x.requires_grad`, `x.is_leaf`, `y.shape`, with an index where wanted
(`x.grad[0]`), or a literal. Nothing is run: names are tensors of the tape, the rest is read as data.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np

from . import numbers
from .lesson import Note, Question
from .lesson_stops import ids_named
from .translate import tr

if TYPE_CHECKING:
    from .trace import Trace

_LOOKUP = re.compile(r"(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*?)"
                     r"(?:\.(?P<what>grad|grad_fn|requires_grad|is_leaf|shape))?(?P<index>\[[-\d:, ]+\])?$")  # fmt: skip
_CODE = re.compile(r"`([^`]+)`")
_CLAIM = re.compile(r"(?P<left>[^=<>!]+?) = (?P<right>[^=]+)$")
_NOT_NAMES = {"None", "True", "False"}
MISSING = object()


@dataclass(frozen=True)
class Verdict:
    """What is said to an answer: "right", "wrong", or "unclear" (it could not be read), and one sentence."""

    kind: Literal["right", "wrong", "unclear"]
    message: str


@dataclass(frozen=True)
class Claim:
    """`left = right` in a note: whether it holds at the stop, and both sides as text."""

    left: str
    right: str
    holds: bool
    found: str


def value_of(expression: str, trace: Trace, seq: int, ahead: bool = False):
    """What an expression is at the cursor: a NumPy array, a text, a bool, None, or MISSING if the run has no such thing.

    `ahead`: the next gradient it gets after the cursor, where one comes (the answer of "what will it be?").
    """
    expression = expression.strip()
    match = _LOOKUP.match(expression)
    if match is None or expression in _NOT_NAMES:
        return _literal(expression)
    found = newest(trace, match["name"], seq, ahead)
    if found is None:
        return MISSING
    value = _attribute(trace, found, match["what"], seq, ahead)
    if match["index"] and isinstance(value, np.ndarray):
        return _indexed(value, match["index"])
    return value


def newest(trace: Trace, name: str, seq: int, ahead: bool) -> int | None:
    """The tensor that the name means at the cursor: the newest made by then, else (`ahead`) the first made later."""
    ids = ids_named(trace, name)
    before = [id for id in ids if trace.tensor(id).made_at <= seq]
    if before:
        return before[-1]
    return ids[0] if ids and ahead else None


def _attribute(trace: Trace, id: int, what: str | None, seq: int, ahead: bool):
    info = trace.tensor(id)
    if what == "grad":
        return _grad(trace, id, seq, ahead)
    if what == "grad_fn":
        node = trace.node_of(id, max(seq, info.made_at))
        return None if node is None or trace.node(node).is_accumulate else trace.node(node).grad_fn
    if what == "requires_grad":
        return info.requires_grad
    if what == "is_leaf":
        return info.is_leaf
    if what == "shape":
        return np.asarray(info.shape, np.int64)
    value = trace.value_at(id, max(seq, info.made_at))
    return MISSING if value is None else np.asarray(value.array)


def _grad(trace: Trace, id: int, seq: int, ahead: bool):
    for cursor in (*(_later_gradients(trace, id, seq) if ahead else ()), seq):
        state = trace.grad_at(id, cursor)
        if state.kind == "value":
            return np.asarray(state.value.array)
    return None


def arrival(trace: Trace, id: int, seq: int) -> int:
    """The first cursor from `seq` on at which the tensor's gradient is there; `seq` where it never comes."""
    return next((s for s in _later_gradients(trace, id, seq) if trace.grad_at(id, s).kind == "value"), seq)


def _later_gradients(trace: Trace, id: int, seq: int):
    """Cursors after `seq` at which the tensor's gradient may first be there."""
    yield from (int(s) for s in trace.index.grads.all(id) if s > seq)
    node = trace.node_of(id)
    if node is not None:
        yield from (int(s) for s in trace.events_of_node(node) if s > seq)


def _literal(text: str):
    text = text.strip().replace(numbers.MINUS, "-").replace("−", "-")
    text = re.sub(r"^(?:torch\.)?tensor\((.*?)(?:, *\w+=.*)?\)$", r"\1", text, flags=re.S)
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        value = _numbers_in(text)
    if isinstance(value, (int, float, list, tuple)) and not isinstance(value, bool):
        try:
            return np.asarray(value, dtype=float)
        except (ValueError, TypeError):
            return text
    return text if value is MISSING else value


def _numbers_in(text: str):
    """Numbers and fractions with spaces, commas or brackets between ("9/2, 6; 7.5"), MISSING if there is anything else."""
    words = re.sub(r"[\[\](),;，；、]", " ", text).split()
    try:
        values = [float(Fraction(word)) if "/" in word else float(word) for word in words]
    except (ValueError, ZeroDivisionError):
        return MISSING
    if not values:
        return MISSING
    return values[0] if len(values) == 1 else values


def _indexed(value: np.ndarray, index: str):
    keys = tuple(slice(*(int(p) if p.strip() else None for p in key.split(":"))) if ":" in key else int(key)
                 for key in index[1:-1].split(","))  # fmt: skip
    try:
        return np.asarray(value[keys])
    except IndexError:
        return MISSING


# ---- claims of the notes


def claims(note: Note, trace: Trace, seq: int) -> list[Claim]:
    """The claims in a note and in its answer; those of the answer hold once its value is there."""
    texts = [(note.text, False)] + ([(note.question.answer, True)] if note.question else [])
    return [_claim(said, trace, seq, ahead) for text, ahead in texts for code in _CODE.findall(text)
            if (said := _CLAIM.match(code))]  # fmt: skip


def _claim(match: re.Match, trace: Trace, seq: int, ahead: bool) -> Claim:
    left, right = match["left"].strip(), match["right"].strip()
    value, said = value_of(left, trace, seq, ahead), _literal(right)
    if said is MISSING or (isinstance(said, str) and _LOOKUP.match(said)):
        looked = value_of(right, trace, seq, ahead)
        said = said if looked is MISSING else looked
    return Claim(left, right, value is not MISSING and equal(value, said), show(value))


def equal(value, said, tolerance: float = 1e-3) -> bool:
    """Whether two values are the same: numbers to the digits that are usually printed, texts by their letters."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fciub":
        if not isinstance(said, np.ndarray) or said.shape != value.shape:
            return False
        return bool(np.allclose(value, said, rtol=tolerance, atol=1e-6, equal_nan=True))
    if isinstance(value, str) and isinstance(said, str):
        return value.replace(" ", "").lower() == said.replace(" ", "").lower()
    return value is said or (type(value) is type(said) and value == said)


def show(value) -> str:
    """A value as the room reads it."""
    if value is MISSING:
        return tr("not in this run")
    if isinstance(value, np.ndarray):
        return _nested(value)
    return str(value)


def _nested(value: np.ndarray) -> str:
    if value.ndim == 0:
        return numbers.number(value[()])
    if value.size > 64:
        return tr("{count} numbers, from {low} to {high}", count=value.size, low=numbers.number(value.min()),
                  high=numbers.number(value.max()))
    return f"[{', '.join(_nested(part) for part in value)}]"


def spoken(question: Question) -> str:
    """The answer as a person says it, without marks: a target that the words repeat as a claim is said once."""
    text = " ".join(question.answer.replace("`", "").replace("**", "").split())
    head, mark, rest = text.partition(": ") if ": " in text else text.partition("：")
    return rest if mark and head == question.target and f"{question.target} = " in rest else text


# ---- answers of students


def check(answer: str, value) -> Verdict:
    """Compare what was typed with the value: "4.5", "9/2", "4.5 6 7.5 9", "[[4.5, 6], [7.5, 9]]", "None"."""
    said = _literal(answer)
    if not answer.strip():
        return Verdict("unclear", tr("Type a number, or numbers with spaces between them."))
    if isinstance(value, np.ndarray):
        return _check_numbers(said, value)
    if value is None or isinstance(value, (bool, str)):
        text = said if isinstance(said, str) else str(said)
        right = text.replace(" ", "").lower() == str(value).lower()
        return Verdict("right", tr("Right.")) if right else Verdict("wrong", tr("Not so."))
    return Verdict("unclear", tr("This question has no value in this run."))


def _check_numbers(said, value: np.ndarray) -> Verdict:
    if not isinstance(said, np.ndarray):
        if said is None:
            return Verdict("wrong", tr("It is a number here, not None."))
        return Verdict("unclear", tr("That is not a number: type 4.5, 9/2, or several with spaces between them."))
    if said.size == value.size:
        near = np.isclose(said.reshape(-1), value.reshape(-1), rtol=5e-3, atol=1e-4, equal_nan=True)
        if near.all():
            return Verdict("right", tr("Right."))
        if near.size > 1 and near.any():
            return Verdict("wrong", tr("{count} of {size} are right.", count=int(near.sum()), size=near.size))
        return _hint_of_size(said.reshape(-1), value.reshape(-1))
    if said.size == 1 and value.size > 1:
        if np.allclose(value, said.reshape(()), rtol=5e-3, atol=1e-4):
            return Verdict("right", tr("Right, each of the {size} is.", size=value.size))
        return Verdict("wrong", tr("There are {size} numbers, and that is not what each of them is.", size=value.size))
    return Verdict("wrong", tr("There are {size} numbers, not {said}.", size=value.size, said=said.size))


def _hint_of_size(said: np.ndarray, value: np.ndarray) -> Verdict:
    with np.errstate(all="ignore"):
        if np.allclose(-said, value, rtol=5e-3) and value.any():
            return Verdict("wrong", tr("Not so: look at the sign."))
    return Verdict("wrong", tr("Not so."))
