"""Sentences that are kept in English, said in the language now: why a run ended (they are on its tape), and the titles of
folded groups (they are parts of keys, which a bookmark keeps).

A text is known again by the template it was made from; one that is not known is given back as it is: a module's name, an
expression, an exception's message.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .translate import chosen, tr

TITLES = (
    "iteration {number}", "iterations {first} to {last}", "line {line}", "lines {first} to {last}",
    "{count} parameters", "{count} inputs", "backward call {call}", "backward calls {first} to {last}",
    "after the last backward call", "forward",
)  # fmt: skip
REASONS = (
    "Stopped. The program did not react and was ended.", "The program could not be started: {reason}",
    "{kind} (line {line}): {message}", "The tape stops before the end of its run.", "The program that recorded this was ended.",
    "The program was killed by {signal} at line {line}.", "The program was killed by {signal}.",
    "The program ended itself with exit status {code} at line {line}, in a way that left no time to record it.",
    "The program ended itself with exit status {code}, in a way that left no time to record it.",
    "The program ended itself with os._exit({code}).", "The program gave its process to another one ({path}).",
    "The run took longer than the limit of {seconds} s (settings: Time).",
    "The program asked for more memory than the limit of {megabytes} MB (settings: Memory).",
    "{over}. This is a mistake of Retrograd's, not of the program.", "{over} (settings: limits of a run).",
)  # fmt: skip
SIGNALS = (
    "signal {number} (segmentation fault)", "signal {number} (kill, or out of memory)", "signal {number} (abort)",
    "signal {number} (bus error)", "signal {number} (arithmetic fault)", "signal {number} (illegal instruction)",
    "signal {number} (terminate)", "an access violation", "a stack overflow",
)  # fmt: skip
OVER = ("The tape reached its limit of {size}", "The run reached its limit of {count} events")
WHOLE = r"[\d,]+"
FITS = {"number": WHOLE, "first": WHOLE, "last": WHOLE, "line": WHOLE, "count": WHOLE, "call": WHOLE, "kind": r"[\w.]+"}  # fields


def _pattern(template: str) -> re.Pattern:
    """What fits a template; its fields are named groups."""
    made = ""
    for k, part in enumerate(re.split(r"\{(\w+)\}", template)):
        made += f"(?P<{part}>{FITS.get(part, '.+')})" if k % 2 else re.escape(part)
    return re.compile(made, re.DOTALL)


@lru_cache(maxsize=4)
def _patterns(templates: tuple[str, ...]) -> list[tuple[str, re.Pattern]]:
    return [(template, _pattern(template)) for template in templates]


def reason(text: str) -> str:
    """Why a run ended, in the language now."""
    return text if chosen() == "en" else _retold(text, (*REASONS, *SIGNALS, *OVER), chosen())


def title(text: str) -> str:
    """What folded nodes are called, in the language now; of a run of equal groups: "h.0 to h.6"."""
    if chosen() == "en":
        return text
    found = _retold(text, TITLES, chosen())
    first, to, last = text.partition(" to ")
    return tr("{first} to {last}", first=title(first), last=title(last)) if found == text and to else found


@lru_cache(maxsize=4096)
def _retold(text: str, templates: tuple[str, ...], _language: str) -> str:
    for template, pattern in _patterns(templates):
        found = pattern.fullmatch(text)
        if found:
            return tr(template, **{name: _retold(value, templates, _language) for name, value in found.groupdict().items()})
    return text
