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
        if not self._has_source(event):
            return None
        first, col, last, end = event["span"]
        if first == last:
            text = self._lines[first - 1][col:end]
        else:
            middle = [self._lines[first - 1][col:], *self._lines[first : last - 1], self._lines[last - 1][:end]]
            text = "\n".join(without_comment(line) for line in middle)
        return one_line(text) or None

    def _has_source(self, event: dict) -> bool:
        """Whether the event's span lies in the source at hand (which is read when first asked for)."""
        span = event.get("span")
        if not span or event.get("file"):
            return False
        if self._lines is None:
            source = (self._trace.tape.meta or {}).get("source") or ""
            self._lines = re.split(r"\r\n|\r|\n", source)
        return 1 <= span[0] <= span[2] <= len(self._lines)

    def names(self, event: dict) -> str | None:
        """The variables that the outputs were bound to: "y", or of several outputs what stands before the "="."""
        name = event.get("name")
        if name and len(event.get("outputs") or ()) > 1 and self._has_source(event):
            before = self._lines[event["span"][0] - 1][: event["span"][1]]
            found = re.fullmatch(r"\s*([\w.,*()\[\]\s]+?)\s*=\s*", before)
            name = one_line(found[1]) if found and "," in found[1] else name
        return name

    def result(self, event: dict) -> str:
        """Title of an op's result: "z = y * y * 3", or the expression of an inner part; where the source is not known
        (and within backward, where it is the whole call's) the op's formula: "x + 2", "mean(z)"."""
        name, text = self.names(event), labels.expression(self._trace, event)
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
        name = event.get("name") and self._trace.tensor(event["tensor"]).name  # a parameter learns its path later
        return name or self.expression(event) or event.get("how") or f"tensor {event.get('tensor')}"

    def derived(self, event: dict) -> str:
        """Title of a tensor taken from another without being tracked (detach, .data): name and expression."""
        return self.result({**event, "op": event.get("how")})


def leaf_title(title: str, name: str | None) -> str:
    """The title of a leaf that is called `name` by now: its path in a model, unless the user has a variable for it."""
    known = name is not None and "." in name
    return name if known and (name.endswith(f".{title}") or not title.isidentifier()) else title


def one_line(text: str) -> str:
    """`text` with every run of white space made one space (and line continuations dropped), cut to LONGEST."""
    return re.sub(r"\s+", " ", text.replace("\\\n", " ")).strip()[:LONGEST]


def without_comment(line: str) -> str:
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
