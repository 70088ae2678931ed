"""The graph at a step as a Mermaid flowchart, for Markdown pages that draw one. No Qt.

Note [Mermaid's signs]
    A label stands in double quotes. Mermaid has no backslash there: a sign is written as `#NUMBER;`, and everything that
    is no letter, digit, space or one of a few harmless signs is. Nothing of a label can then end it, begin Markdown or
    HTML, be a directive (`%%{`) or one of Mermaid's words. `<br/>` between lines is ours.
"""

from __future__ import annotations

import unicodedata

from app.model.graph import GraphEdge, GraphNode
from app.model.translate import tr

from .job import Job, Made
from .labels import clean
from .states import CUT, FLOW, FLOWED, UNTRACKED
from .theme import Palette, palette
from .told import Told

MOST_EDGES, MOST_TEXT = 500, 50_000  # what Mermaid draws as it comes
HARMLESS = frozenset(" .,=+/()-_")
STATES = ("current", "visited", "cut", "untracked", "ghost")
LONGEST = 120  # characters of a line of a label


def make(job: Job) -> Made:
    """The figure as Mermaid."""
    told, p = Told(job), palette(job.options.theme)
    out = []
    if job.caption:
        out += ["---", f"title: {_title(job.caption)}", "---"]
    out.append(f"flowchart {'LR' if job.options.direction == 'right' else 'TB'}")
    out += [f"  {_node(told, node)}" for node in told.nodes]
    out += [f"  {_edge(told, edge)}" for edge in told.drawn]
    out += [f"  classDef {name} {css}" for name, css in _classes(p).items()]
    out += _links(told, p)
    text = "\n".join([*out, ""])
    note = ""
    if len(told.drawn) > MOST_EDGES or len(text) > MOST_TEXT:
        note = tr("{edges:,} edges, {characters:,} characters: Mermaid draws at most {most} edges and {longest:,} characters "
                  "until its settings maxEdges and maxTextSize are raised.", edges=len(told.drawn), characters=len(text),
                  most=MOST_EDGES, longest=MOST_TEXT)
    return Made(text.encode("utf-8"), note=note)


def _node(told: Told, node: GraphNode) -> str:
    label = "<br/>".join(escape(line) for line in told.words(node))
    left, right = {"leaf": ("([", "])"), "number": ("(", ")"), "loss": ("[[", "]]"), "group": ("[", "]")}.get(node.kind, ("[", "]"))
    return f'n{node.index}{left}"{label or "#160;"}"{right}:::{_class(told, node)}'


def _class(told: Told, node: GraphNode) -> str:
    state = told.state(node)
    if state == "not made yet":
        return "ghost"
    if state in ("current", "visited"):
        return state
    return {"op": "operation", "number": "untracked"}.get(node.kind, node.kind)


def _edge(told: Told, edge: GraphEdge) -> str:
    """An edge; Mermaid has no arrow back alone, so a gradient's is thick and says what it carries."""
    state, words = int(told.edges[edge.index]), told.edge_words(edge)
    line = "==>" if state in (FLOW, FLOWED) else "-.->" if state in (UNTRACKED, CUT) else "-->"
    if told.is_back(edge):
        words = f"↑ {words}" if words else "↑"
    label = f'|"{escape(words)}"|' if words else ""
    return f"n{edge.src} {line}{label} n{edge.dst}"


def _classes(p: Palette) -> dict[str, str]:
    """What the classes look like; `class` names are the states' and kinds'."""
    def css(fill: str, stroke: str, more: str = "") -> str:
        return f"fill:{fill},stroke:{stroke},color:{p.text}{more}"

    return {
        "operation": css(p.card, p.cardline), "leaf": css(p.leafbg, p.leaf), "loss": css(p.lossbg, p.loss),
        "group": css(p.card, p.accent, ",stroke-width:2px"),
        "untracked": css(p.card, p.nograd, ",stroke-dasharray:4 3"), "current": css(p.curbg, p.cur, ",stroke-width:3px"),
        "visited": css(p.visbg, p.vis), "ghost": css(p.card, p.cardline, ",opacity:0.4"),
    }  # fmt: skip


def _links(told: Told, p: Palette) -> list[str]:
    """The colours of the edges, by their number in the flowchart."""
    colours = {FLOW: p.cur, FLOWED: p.vis, CUT: p.error, UNTRACKED: p.nograd}
    found: dict[int, list[str]] = {}
    for number, edge in enumerate(told.drawn):
        found.setdefault(int(told.edges[edge.index]), []).append(str(number))
    return [f"  linkStyle {','.join(numbers)} stroke:{colours.get(state, p.edge)},color:{p.text}"
            for state, numbers in sorted(found.items())]


def escape(text: str) -> str:
    """A label's text, see Note [Mermaid's signs]."""
    text = clean(text)
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return "".join(c if _plain(c) else f"#{ord(c)};" for c in text)


def _plain(c: str) -> bool:
    return (c.isalnum() if c.isascii() else unicodedata.category(c)[0] in "LMNP") or c in HARMLESS


def _title(text: str) -> str:
    """A caption as the title's YAML string."""
    words = clean(" ".join(text.split()), 300).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{words}"'
