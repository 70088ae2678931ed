"""A selection in words: which nodes of a graph a figure is of.

Note [Selections]
    A selection is a list with commas. A number is an autograd node as `steps --json` counts them; `tensor:3` a tensor by
    its number; `line:8` what line 8 made. Every other word is looked for, case aside, as the whole of a variable's name,
    a card's title, a grad_fn or an op; `*` and `?` stand for any letters: `Mul*`, `model.0.*`.
"""

from __future__ import annotations

import re
from fnmatch import translate

from app.model.graph import GraphNode, GraphPart
from app.model.translate import tr

from .labels import clean
from .options import ExportError


def choose(trace, part: GraphPart, words: str) -> frozenset[int] | None:
    """Indices of the graph nodes that `words` select; None for no words: all. ExportError if a word selects none."""
    if not words.strip():
        return None
    found: set[int] = set()
    told: dict[str, dict[int, list[int]]] = {}
    for word in filter(None, (w.strip() for w in words.split(","))):
        hits = _hits(part, word, told)
        if not hits:
            raise ExportError(tr("nothing in this part of the run is called “{word}”; a selection is a list of node numbers, "
                                 "names, line:8 or tensor:3, with commas.", word=clean(word)[:60]))
        found.update(hits)
    numbers = {part.edges[e].src for index in found for e in part.inputs[index]
               if part.nodes[part.edges[e].src].kind == "number"}
    return frozenset(found | numbers)


def _hits(part: GraphPart, word: str, told: dict[str, dict[int, list[int]]]) -> list[int]:
    """The nodes that one word selects. told: of each kind of number that words have had, which nodes have it."""
    head, colon, number = word.partition(":")
    if word.isascii() and word.isdigit():
        head, colon, number = "node", ":", word
    if colon and number.isascii() and number.isdigit() and head in ("line", "tensor", "node"):
        if head not in told:
            told[head] = {}
            for node in part.nodes:
                if node.kind != "number":
                    told[head].setdefault(getattr(node, head), []).append(node.index)
        return told[head].get(int(number), [])
    match = re.compile(translate(word), re.IGNORECASE).match
    return [node.index for node in part.nodes if node.kind != "number" and any(match(text) for text in _names(node))]


def _names(node: GraphNode) -> list[str]:
    name = node.title.partition(" = ")[0]
    return [text for text in (name, node.title, node.grad_fn, node.op) if text]
