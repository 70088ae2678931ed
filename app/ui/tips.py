"""Tooltips that say what they are given: names and values of a program are never taken for HTML."""

from __future__ import annotations

import html

from PySide6.QtGui import Qt


def plain(text: str) -> str:
    """`text` as a tooltip that shows it letter by letter. Qt takes a text that looks like HTML for HTML, so a tensor
    named `<img src=x>` would be a picture; such a text is escaped, any other is given back as it is."""
    if not Qt.mightBeRichText(text):
        return text
    return f'<p style="white-space: pre-wrap">{html.escape(text, quote=False)}</p>'
