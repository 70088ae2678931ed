"""The edges of a scene and what stands below it, as SVG; see svg.py."""

from __future__ import annotations

import numpy as np

from . import curves
from . import measure as m
from .frame import Frame
from .group_shapes import sample_shapes
from .legend import EDGE_W, HEAT_H, HEAT_W, SAMPLE_H, SAMPLE_W, Mark
from .paint import CUT_DISC, fill_of, outline_of
from .scene import Card, Scene
from .states import CUT, FLOW
from .svg_shapes import shape_element
from .svg_words import EDGE_CLASS, STATE_CLASS, escape, height_name, num, text_element
from .theme import Palette, glyph_ramp


def edges_text(frame: Frame) -> list[str]:
    """The edges, the newest on top."""
    scene = frame.scene
    sheet, states, ghosts = scene.sheet, scene.line_state.tolist(), scene.line_ghost.tolist()
    order = sorted(frame.edges, key=lambda e: states[e] == FLOW)
    sideways = sheet.sideways
    return [_edge(scene, e, states[e], ghosts[e], bool(sideways[e])) for e in order]


def _edge(scene: Scene, e: int, state: int, ghost: bool, sideways: bool) -> str:
    points = scene.sheet.route(e)
    edge = scene.part.edges[int(scene.sheet.edge[e])]
    names = [m.clean(scene.part.nodes[i].title).partition(" = ")[0][:24] for i in (edge.src, edge.dst)]
    line = scene.part.nodes[edge.dst].line
    cut = f", cut at line {line}" if line else ", cut"
    words = f"{names[0]} → {names[1]}" + (cut if state == CUT else "")
    name = EDGE_CLASS[state] + (" ghost" if ghost else "")
    return f'<g id="e{edge.index}" class="{name}"><title>{escape(words)}</title>{_line(points, state, sideways)}</g>'


def _line(points, state: int, sideways: bool) -> str:
    """An edge's line with its head and its marks."""
    commands, head = curves.drawn(points, state, sideways)
    path = path_text(commands)
    (x0, y0), (x1, y1), (x2, y2) = head
    base = f"h{num(x2 - x1)}" if y2 == y1 else f" {num(x2 - x1)} {num(y2 - y1)}"
    tip = f"M{num(x0)} {num(y0)}l{num(x1 - x0)} {num(y1 - y0)}{base}z"
    out = f'<path class="halo" d="{path}"/>' if state == FLOW else ""
    out += f'<path d="{path}"/><path class="h" d="{tip}"/>'
    if state == CUT:
        x, y = curves.middle(points, sideways)
        out += f'<circle class="disc" cx="{num(x)}" cy="{num(y)}" r="{num(CUT_DISC)}"/>'
        out += f'<use href="#cut" x="{num(x - 3.5)}" y="{num(y - 4.5)}"/>'
    return out


def path_text(commands: list[tuple]) -> str:
    """The shortest words for a path: straight ways down as V, curves relative to where they begin."""
    out, x, y = [], 0.0, 0.0
    for name, *at in commands:
        if name == "C":
            out.append("c" + " ".join(num(v - (x, y)[k % 2]) for k, v in enumerate(at)).replace(" -", "-"))
        elif name == "L" and num(at[0]) == num(x):
            out.append(f"V{num(at[1])}")
        else:
            out.append(f"{name}{num(at[0])} {num(at[1])}")
        x, y = at[-2:]
    return "".join(out)


# ---- below the graph


def below_text(frame: Frame) -> list[str]:
    """The line, the key and the caption."""
    below = frame.below
    if not below.height:
        return []
    out = [f'<path class="u" d="M{num(frame.left + 18)} {num(below.rule)}h{num(frame.width - 36)}"/>']
    for mark in below.marks:
        out.append(_sign(mark, frame.palette) + text_element("y", mark.text_x, mark.baseline, mark.words))
    return out + [text_element("caption", x, y, text) for x, y, text in below.lines]


def _sign(mark: Mark, p: Palette) -> str:
    what, which = mark.sign
    if what == "state":
        return f'<use href="#{STATE_CLASS[which]}" x="{num(mark.x)}" y="{num(mark.y - 4.5)}"/>'
    if what == "edge":
        return f'<g class="{EDGE_CLASS[which]}">{_line(np.array([(mark.x, mark.y), (mark.x + EDGE_W, mark.y)]), which, True)}</g>'
    if what == "heat":
        colours = glyph_ramp(p, 4)[:-1]
        wide = HEAT_W / len(colours)
        return "".join(f'<rect x="{num(mark.x + k * wide)}" y="{num(mark.y - HEAT_H / 2)}" width="{num(wide)}" '
                       f'height="{num(HEAT_H)}" fill="{value}"/>' for k, value in enumerate(colours))
    if which == "group":
        card, box = Card("group", "", "", "", (), "sample"), mark.box
        return "".join(map(shape_element, sample_shapes(box, p, fill_of(card, p), outline_of(card, p))))
    return (f'<g class="{which}" transform="translate({num(mark.x)} {num(mark.y - SAMPLE_H / 2)})"><rect class="b" '
            f'width="{num(SAMPLE_W)}" height="{num(SAMPLE_H)}" rx="{m.RADIUS}"/><use '
            f'href="#b{height_name(SAMPLE_H)}"/></g>')
