"""Markdown notes as html: formulas as MathML, links into the run kept apart, html of the note's own switched off."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .labels import clean

_FORMULA = re.compile(r"(`+[^`]*`+)|\$\$(.+?)\$\$|\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)", re.S)
_MARK = "\ue000{}\ue001"
_FOUND = re.compile("\ue000(\\d+)\ue001")
LINK = re.compile(r"(node|tensor|line|step):(.+)$", re.S)


def to_html(markdown: str, link: Callable[[str, str], str] | None = None,
            formula: Callable[[str, bool], str] | None = None) -> str:  # fmt: skip
    """A note as html. `link(kind, words)` gives the attributes of a link into the run ("" for one that leads nowhere);
    `formula(tex, display)` the html of a formula, else it is MathML.

    kind: "node", "tensor", "line" or "step". Links elsewhere become their text, with the address behind it.
    """
    formulas: list[str] = []

    def keep(match: re.Match) -> str:
        if match[1]:
            return match[1]
        formulas.append((formula or _formula)(match[2] or match[3], bool(match[2])))
        return _MARK.format(len(formulas) - 1)

    text = "\n".join(clean(line, longest=4000).replace("\ue000", "").replace("\ue001", "")
                     for line in markdown.split("\n"))  # fmt: skip
    text = _in_angles(_FORMULA.sub(keep, text))
    tokens = _parser().parse(text)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                _link(child, link)
            elif child.type == "image":
                child.type, child.tag, child.content, child.children = "text", "", child.content, None
    html = _parser().renderer.render(tokens, _parser().options, {})
    return _FOUND.sub(lambda m: formulas[int(m[1])] if int(m[1]) < len(formulas) else "", html)


@lru_cache(maxsize=1)
def _parser():
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.validateLink = lambda url: True  # none is left as a link: see _link
    return made


def _in_angles(text: str) -> str:
    """Links whose address holds spaces, `(line:y = x * x)`, as Markdown wants them: in angle brackets."""
    return re.sub(r"\]\(((?:node|tensor|line|step):[^()<>\n]*(?:\([^()<>\n]*\)[^()<>\n]*)*)\)", r"](<\1>)", text)


def _link(token, link) -> None:
    from urllib.parse import unquote

    address = unquote(str(token.attrGet("href") or ""))
    found = LINK.match(address)
    attributes = link(found[1], found[2].strip()) if found and link is not None else ""
    token.attrs = {"href": "#", **dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))} if attributes else {}
    if not attributes and not found:
        token.attrs = {"title": address}


def _formula(tex: str, display: bool) -> str:
    """LaTeX as MathML; what cannot be read stays as it is, as code."""
    from html import escape

    from latex2mathml import exceptions
    from latex2mathml.converter import convert

    wrong = tuple(one for one in vars(exceptions).values() if isinstance(one, type) and issubclass(one, Exception))
    try:
        made = convert(tex.strip(), display="block" if display else "inline")
    except (*wrong, IndexError, KeyError, ValueError):
        return f"<code>{escape(tex)}</code>"
    return re.sub(r"\s(?:xlink:)?(?:href|style|class|id|on\w+)=(\"[^\"]*\"|'[^']*')", "", made)
