"""Reads the text of a query into terms; see Note [The language] in search.py."""

from __future__ import annotations

import difflib
import re

from .search_terms import GRADS, KEYS, MEASURES, SPECIAL, TEXT_KEYS, WHAT, Problem, Term
from .search_words import say

_KEY = re.compile(r"([A-Za-z_]\w*):")
_MEASURE = re.compile(r"(\|\w+\||[A-Za-z_]\w*)(>=|<=|!=|==|=|>|<)")
_RANGE = re.compile(r"(\d+)(?:-(\d+))?\Z")
_CLOSES = {'"': '"', "'": "'", "(": ")", "[": "]"}


class Bad(Exception):
    """A query that says nothing sensible; carries its Problem."""

    def __init__(self, start: int, end: int, message: str):
        super().__init__(message)
        self.problem = Problem(start, end, message)


def tokens(text: str) -> list[tuple[int, int]]:
    """(start, end) of the parts of a query: blanks part them, but not within quotes or brackets. What is still open at
    the end reaches to the end."""
    found, start, closing = [], -1, ""
    for i, c in enumerate(text):
        if closing:
            closing = "" if c == closing else closing
        elif c.isspace():
            if start >= 0:
                found.append((start, i))
            start = -1
            continue
        elif c in "\"'(" or (c == "[" and text[max(start, 0) : i].endswith("shape:")):
            closing = _CLOSES[c] if _opens(text, start, i) else ""
        start = i if start < 0 else start
    return [*found, (start, len(text))] if start >= 0 else found


def _opens(text: str, start: int, at: int) -> bool:
    """Whether the quote or bracket at `at` begins a value (an apostrophe within a word does not)."""
    before = text[start:at] if start >= 0 else ""
    return before in ("", "-") or before.endswith((":", ","))


def parse_terms(text: str) -> list[Term]:
    """The terms of a query; raises Bad at the first part that cannot be read."""
    return [term for start, end in tokens(text) if (term := _term(text[start:end], start)) is not None]


def _term(part: str, start: int) -> Term | None:
    end, negated = start + len(part), part.startswith("-") and len(part) > 1
    body = part[1:] if negated else part
    at = start + negated
    if body == "-":
        return None  # a negation about to be typed
    if body[0] in "\"'":
        return Term("word", "", (_unquoted(body, at),), negated=negated, start=start, end=end)
    if match := _MEASURE.match(body):
        return _measure(match, body, at, dict(negated=negated, start=start, end=end))
    if match := _KEY.match(body):
        return _keyed(match[1], body[match.end() :], at, dict(negated=negated, start=start, end=end))
    if (body[0] == "|" and body.endswith("|")) or body in ("norm>", "norm<"):
        raise Bad(start, end, say("no_operator", key=body))
    return Term("word", "", (body,), negated=negated, start=start, end=end)


def _measure(match: re.Match, body: str, at: int, place: dict) -> Term:
    key, op, rest = match[1], match[2], body[match.end() :]
    if key not in MEASURES:
        raise Bad(at, at + len(key), _unknown("no_measure", key, MEASURES))
    if not rest:
        raise Bad(at, place["end"], say("number_wanted", key=key + op))
    if key in ("value", "grad") and op in ("=", "==") and rest.lower() in GRADS:
        return Term("special", key, (rest.lower(),), **place)
    return Term("measure", key, op=op, number=_number(rest, at + match.end(), key + op), **place)


def _number(text: str, at: int, key: str) -> float:
    try:
        number = float(text.replace("−", "-").replace("_", "x"))
    except ValueError:
        number = float("nan")
    if number != number:
        raise Bad(at, at + len(text), say("not_a_number", key=key, text=text))
    return number


def _keyed(key: str, rest: str, at: int, place: dict) -> Term:
    low, after = key.lower(), at + len(key) + 1
    if low not in KEYS:
        raise Bad(at, at + len(key), _unknown("no_key", key, KEYS))
    if not rest:
        raise Bad(at, place["end"], say("value_wanted", key=low))
    if low in ("line", "call"):
        return Term(low, low, _ranges(rest, after, low), **place)
    if low == "shape":
        return Term("shape", low, _shape(rest, after), **place)
    if low in ("value", "grad"):
        allowed = SPECIAL if low == "value" else GRADS
        if rest.lower() in allowed:
            return Term("special", low, (rest.lower(),), **place)
        if rest[0].isalpha():
            raise Bad(after, place["end"], say("one_of", key=low, text=rest, choices=", ".join(allowed)))
        return Term("measure", low, op="=", number=_number(rest, after, low + ":"), **place)
    values = _alternatives(rest, after)
    if low == "is":
        wrong = next((value for value in values if value.lower() not in WHAT), None)
        if wrong is not None:
            raise Bad(after, place["end"], _unknown("no_is", wrong, WHAT))
        return Term("is", low, tuple(value.lower() for value in values), **place)
    assert low in TEXT_KEYS
    return Term("text", low, values, **place)


def _alternatives(rest: str, at: int) -> tuple[str, ...]:
    if rest[0] in "\"'":
        return (_unquoted(rest, at),)
    values = tuple(value for value in rest.split(",") if value)
    if not values:
        raise Bad(at, at + len(rest), say("nothing_between_commas"))
    return values


def _unquoted(text: str, at: int) -> str:
    if len(text) < 2 or text[-1] != text[0]:
        raise Bad(at, at + len(text), say("open_quote"))
    if not text[1:-1]:
        raise Bad(at, at + len(text), say("empty_quotes"))
    return text[1:-1]


def _ranges(rest: str, at: int, key: str) -> tuple[tuple[int, int], ...]:
    found = []
    for part in rest.split(","):
        match = _RANGE.match(part)
        if not match or len(part) > 18:
            raise Bad(at, at + len(rest), say("not_a_range", key=key, text=part))
        first = int(match[1])
        found.append((first, int(match[2]) if match[2] else first))
    return tuple(found)


def _shape(rest: str, at: int) -> tuple:
    """Sizes of a shape: an int, None for "*" or "?", ... for "..."."""
    if rest.lower() in ("scalar", "()", "[]"):
        return ()
    inner = rest
    if rest[0] in "([":
        if rest[-1] != _CLOSES[rest[0]]:
            raise Bad(at, at + len(rest), say("open_bracket"))
        inner = rest[1:-1]
    sizes: list = []
    for part in (part.strip() for part in re.split(r"[,x×]", inner.rstrip(", "))):
        if part in ("*", "?", "_"):
            sizes.append(None)
        elif part in ("...", "…", "**"):
            sizes.append(...)
        elif part.isascii() and part.isdigit() and len(part) < 18:
            sizes.append(int(part))
        else:
            raise Bad(at, at + len(rest), say("not_a_shape", text=part or rest))
    return tuple(sizes)


def _unknown(sentence: str, word: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word.lower(), known, 1, 0.6)
    if near:
        return say(sentence + "_near", word=word, near=near[0])
    return say(sentence, word=word, known=", ".join(known))
