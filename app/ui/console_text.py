"""What a program printed as a terminal would leave it: control characters, long lines, long outputs. No Qt here.

Note [Long output]
The tape keeps everything; the console shows a window of at most EVENTS outputs and LINES lines of it, the newest or
those around the cursor, and of a line the first WIDE characters. Colour codes (ANSI) are dropped; "\\r" begins its
line again, and "\\b" takes one character back.
"""

from __future__ import annotations

import re

from .texts import tr

EVENTS = 10_000  # outputs shown at once
LINES = 5_000  # lines shown at once
WIDE = 2_000  # characters shown of one line

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_CONTROL = re.compile(r"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")


def clean(text: str) -> str:
    """Text without colour codes and control characters, with "\\n" line ends ("\\r" and "\\b" stay)."""
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    text = _CONTROL.sub("", text.replace("\r\n", "\n"))
    if text.count("\n") > LINES:
        lines = text.split("\n")
        text = "\n".join([tr("[… {count:,} lines …]", count=len(lines) - LINES), *lines[-LINES:]])
    return text


def overtype(line: str) -> str:
    """A line after its carriage returns and backspaces have been followed."""
    if "\r" not in line and "\b" not in line:
        return line
    shown: list[str] = []
    at = 0
    for char in line:
        if char == "\r":
            at = 0
        elif char == "\b":
            at = max(0, at - 1)
        else:
            shown[at : at + 1] = char
            at += 1
    return "".join(shown)


class Line:
    """The line being printed: what of it is shown, and how many characters more it has."""

    def __init__(self) -> None:
        self.text = ""
        self.more = 0

    def add(self, text: str) -> tuple[int, str]:
        """Print on: (place from which the line changes, what stands there now)."""
        keep = len(self.text)
        if "\r" in text or "\b" in text:
            keep, self.more = 0, 0
        whole = overtype(self.text + text) if keep == 0 else self.text + text
        self.more += max(0, len(whole) - WIDE)
        self.text = whole[:WIDE]
        return keep, self.text[keep:] + (tr(" … {count:,} characters more", count=self.more) if self.more else "")
