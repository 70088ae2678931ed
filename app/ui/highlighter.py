"""Python in colour: a QSyntaxHighlighter that works line by line and carries triple-quoted strings over."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from .style import style

_WORDS = "|".join(sorted(keyword.kwlist))
_PREFIX = r"(?i:\b(?:r|u|b|f|t|br|rb|fr|rf|tr|rt))?"
TOKEN = re.compile(
    rf"""(?P<cell>^\#\ %%.*) | (?P<comment>\#.*)
    | (?P<triple>{_PREFIX}(?P<quotes>'''|\"\"\"))
    | (?P<string>{_PREFIX}(?:'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?))
    | (?P<defined>(?<=\bdef\ )\w+|(?<=\bclass\ )\w+)
    | (?P<keyword>\b(?:{_WORDS})\b)
    | (?P<number>(?<![\w.])(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?j?)(?!\w))
    | (?P<called>\b[A-Za-z_]\w*(?=\s*\())
    | (?P<decorator>^\s*@[\w.]+)""",
    re.VERBOSE)
NOWHERE, SINGLE, DOUBLE = 0, 1, 2  # block state: in no string, in ''' or in three double quotes
_QUOTES = {SINGLE: "'''", DOUBLE: '"""'}


class PythonHighlighter(QSyntaxHighlighter):
    """Colours a document by the palette now; `refresh()` after a change of theme."""

    def __init__(self, document: QTextDocument):
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self._load()

    def refresh(self) -> None:
        """Take the colours of the theme anew."""
        self._load()
        self.rehighlight()

    def _load(self) -> None:
        palette = style.palette()
        fields = {"comment": "comment", "cell": "sub", "string": "string", "keyword": "keyword", "number": "number",
                  "called": "called", "defined": "called", "decorator": "called"}
        for name, field in fields.items():
            fmt = QTextCharFormat()
            fmt.setForeground(style.color(palette[field]))
            if name == "cell":
                fmt.setFontWeight(QFont.Weight.DemiBold)
            self._formats[name] = fmt

    def highlightBlock(self, text: str) -> None:
        """Colour one line, starting in the string that the line before left open."""
        self.setCurrentBlockState(NOWHERE)
        at = 0
        if self.previousBlockState() in _QUOTES:
            at = self._inside(text, 0, self.previousBlockState())
        while at < len(text):
            match = TOKEN.search(text, at)
            if match is None:
                return
            kind = match.lastgroup
            if match["triple"]:
                state = SINGLE if match["quotes"] == "'''" else DOUBLE
                self.setFormat(match.start(), match.end() - match.start(), self._formats["string"])
                at = self._inside(text, match.end(), state)
                continue
            self.setFormat(match.start(), match.end() - match.start(), self._formats[kind])
            at = match.end()

    def _inside(self, text: str, at: int, state: int) -> int:
        """Colour from `at` to the closing quotes, or to the end with the state carried over; gives where it ended."""
        end = text.find(_QUOTES[state], at)
        while end > 0 and text[end - 1] == "\\":
            end = text.find(_QUOTES[state], end + 1)
        stop = len(text) if end < 0 else end + 3
        self.setFormat(at, stop - at, self._formats["string"])
        if end < 0:
            self.setCurrentBlockState(state)
        return stop
