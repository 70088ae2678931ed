"""What a search can ask for: the parts of a query as plain records, and the keys that they may have.

A query is a list of terms that must all hold; see Note [The language] in search.py. No trace is needed here.
"""

from __future__ import annotations

import fnmatch
import operator
import re
from dataclasses import dataclass

STATES = ("visited", "current", "pending", "unreached")
WHAT = ("leaf", "op", "loss", "root", "untracked", "cut", *STATES)
SPECIAL = ("nan", "inf", "zero")  # of values
GRADS = (*SPECIAL, "none", "not_yet")  # of gradients
TEXT_KEYS = ("name", "op", "grad_fn", "dtype", "in")
KEYS = ("grad_fn", "op", "name", "value", "grad", "shape", "dtype", "line", "is", "in", "call")
MEASURES = ("norm", "|grad|", "|value|", "value", "grad", "min", "max", "mean", "size")
OPERATORS = {">=": operator.ge, "<=": operator.le, "!=": operator.ne, "==": operator.eq, ">": operator.gt,
             "<": operator.lt, "=": operator.eq}  # fmt: skip
NEEDS_VALUES = frozenset({"measure", "special"})


@dataclass(frozen=True)
class Term:
    """One condition.

    kind: "word" (text found in name, op or grad_fn), "text" (a key of TEXT_KEYS), "is", "line", "call", "shape",
    "special" (value:nan, grad:none) or "measure" (norm>10). key: the key as written. values: the alternatives: texts,
    (first, last) pairs of lines and calls, or the sizes of a shape (None: any, ... : any number of them). op, number:
    of a measure. start, end: its place in the text of the query.
    """

    kind: str
    key: str
    values: tuple = ()
    op: str = ""
    number: float = 0.0
    negated: bool = False
    start: int = 0
    end: int = 0

    @property
    def needs_values(self) -> bool:
        """Whether values or gradients must be read to tell."""
        return self.kind in NEEDS_VALUES or (self.kind == "is" and "cut" in self.values)

    def fits_text(self, text: str) -> bool:
        """Whether a text (a name, an op, …) is one of those wanted."""
        return any(_FITS[self.key](text.casefold(), wanted.casefold()) for wanted in self.values)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a query, and where: characters `start` to `end` of its text."""

    start: int
    end: int
    message: str


def has_wildcards(text: str) -> bool:
    return any(c in text for c in "*?[")


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text fits a pattern with * and ? (and [abc]); both in one case."""
    return fnmatch.fnmatchcase(text, pattern)


def _within(text: str, wanted: str) -> bool:
    """Within a name; with wildcards the whole of it, or what stands after the last dot of its path."""
    if not has_wildcards(wanted):
        return wanted in text
    return matches(text, wanted) or matches(text.rpartition(".")[2], wanted)


def _begins(text: str, wanted: str) -> bool:
    return matches(text, wanted) or matches(_stem(text), wanted) if has_wildcards(wanted) else text.startswith(wanted)


def _whole(text: str, wanted: str) -> bool:
    return matches(text.rstrip("_"), wanted.rstrip("_")) or matches(text, wanted)


def _path(text: str, wanted: str) -> bool:
    """A module's path, or that of one within it."""
    return bool(text) and (matches(text, wanted) or matches(text, wanted + ".*"))


def _stem(grad_fn: str) -> str:
    """ "mulbackward0" without its end."""
    return re.sub(r"backward\d*$", "", grad_fn)


def fits_word(text: str, word: str) -> bool:
    """Whether a plain word finds this name or op (both in one case): mul finds MulBackward0 and MulBackward0 mul."""
    if _within(text, word):
        return True
    stem = _stem(word)
    return bool(stem) and stem != word and stem == text.replace("_", "")


def fits_grad_fn(text: str, word: str) -> bool:
    """The same for a grad_fn: by its beginning, or by what stands before "Backward"."""
    return text.startswith(word) or (_stem(text) != text and _within(_stem(text), word))


_FITS = {"name": _within, "op": _whole, "grad_fn": _begins, "dtype": _whole, "in": _path}
