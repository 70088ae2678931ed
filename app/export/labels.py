"""Labels made harmless: no text that a program put into a name can break a line, a figure's syntax or Qt."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST = 400  # characters of a label that are looked at: more cannot be seen


@lru_cache(maxsize=1 << 16)
def clean(text: str, longest: int = LONGEST) -> str:
    """`text` as one line that can be drawn and written anywhere: control characters, line breaks and the characters
    that XML forbids become spaces or U+FFFD; direction overrides are dropped; at most `longest` characters."""
    text = text[:longest]
    if text.isascii() and text.isprintable():
        return text
    out = []
    for c in text:
        category = unicodedata.category(c)
        if category in ("Zl", "Zp") or c in "\t\n\v\f\r\x85":
            out.append(" ")
        elif category in ("Cs", "Cc") or c in "\ufffe\uffff":
            out.append("\ufffd")
        elif category != "Cf" or c in "\u200c\u200d":  # joiners are part of words and emoji
            out.append(c)
    return "".join(out)
