"""What a card is called: the variable's name and the expression that made it, read from the user's own source."""

from __future__ import annotations

import re

from . import labels

LONGEST = 400  # characters kept of a title; a card shows far fewer


class Titles:
    """Titles of the cards of one trace.

    The tape carries the source it was recorded from; an event's `span` is [line, col, end line, end col] in it, lines
    from 1, columns in characters from 0. Events of other files (`file`) have no source here: their name or op is used.
    """

    def __init__(self, trace):
        self._trace = trace
        self._lines: list[str] | None = None

    def expression(self, event: dict) -> str | None:
        """The text of the expression that made this event, on one line; None where it is not known."""
        span = event.get("span")
        if not span or event.get("file"):
            return None
        if self._lines is None:
            source = (self._trace.tape.meta or {}).get("source") or ""
            self._lines = re.split(r"\r\n|\r|\n", source)
        first, col, last, end = span
        if not 1 <= first <= last <= len(self._lines):
            return None
        if first == last:
            text = self._lines[first - 1][col:end]
        else:
            middle = [self._lines[first - 1][col:], *self._lines[first : last - 1], self._lines[last - 1][:end]]
            text = "\n".join(_without_comment(line) for line in middle)
        return one_line(text) or None

    def result(self, event: dict) -> str:
        """Title of an op's result: "z = y * y * 3", or the expression of an inner part; where the source is not known
        (and within backward, where it is the whole call's) the op's formula: "x + 2", "mean(z)"."""
        name, text = event.get("name"), labels.expression(self._trace, event)
        if name and text and text != name:
            return f"{name} = {text}"
        return text or name or (event.get("op") or "tensor").strip("_") or "tensor"

    def mutation(self, event: dict) -> str:
        """Title of an in-place change: its own text ("w *= 2", "y.mul_(3)")."""
        name, text, op = event.get("name"), self.expression(event), event.get("op") or "in place"
        if text and name and text.startswith(name):
            return text
        return text or (f"{name}.{op}()" if name else op)

    def leaf(self, event: dict) -> str:
        """Title of a tensor made by the user: its name, or how it was made."""
        return event.get("name") or self.expression(event) or event.get("how") or f"tensor {event.get('tensor')}"

    def derived(self, event: dict) -> str:
        """Title of a tensor taken from another without being tracked (detach, .data): name and expression."""
        return self.result({**event, "op": event.get("how")})


def one_line(text: str) -> str:
    """`text` with every run of white space made one space (and line continuations dropped), cut to LONGEST."""
    return re.sub(r"\s+", " ", text.replace("\\\n", " ")).strip()[:LONGEST]


def _without_comment(line: str) -> str:
    """`line` up to its comment, if a "#" stands outside quotes."""
    if "#" not in line:
        return line
    quote = ""
    for i, c in enumerate(line):
        if quote:
            quote = "" if c == quote and line[i - 1 : i] != "\\" else quote
        elif c in "'\"":
            quote = c
        elif c == "#":
            return line[:i]
    return line
