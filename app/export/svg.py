"""A scene as SVG, written by hand: text is text, states are CSS classes, every card and edge has its title.

Note [SVG by hand]
    Qt's own SVG writer made 5.9 MB of a graph of 900 nodes, at the wrong size, without classes or titles. This one
    writes about 1 KB a node: shapes that recur (glyphs, bars) are defined once, colours are in the style sheet, so a
    figure can be restyled by editing a few lines of it, and `.vis` finds all visited nodes. Positions come from the
    same measures as the painter's.

Every text went through measure.clean and is escaped here, so the file is well-formed XML whatever a label holds.
"""

from __future__ import annotations

import numpy as np

from . import curves, group_shapes
from . import measure as m
from .cardtext import glyph_places
from .carried import ELEMENT, as_text
from .fonts import css
from .frame import DOTS, EMPTY_WORDS, Frame
from .glow import GLOW
from .grids import BETWEEN, CELL_H, LABEL_H, Grid, ground
from .job import Job, Made
from .legend import EDGE_W, SAMPLE_H, SAMPLE_W, Mark
from .paint import CUT_DISC, GHOST, fill_of, outline_of
from .pills import Pill
from .scene import Card, Scene
from .states import CUT, EDGE_NAMES, FLOW
from .svg_heat import HeatMaps
from .theme import Palette, mix

STATE_CLASS = {"current": "cur", "visited": "vis", "pending": "pend", "unreached": "none", "cut": "cut"}


def escape(text: str) -> str:
    """Text as XML holds it, in elements and in attributes alike."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def num(x: float) -> str:
    """A coordinate: at most one decimal, no trailing zero."""
    return f"{x:.1f}".removesuffix(".0") if x % 1 else str(int(x))


def make(job: Job) -> Made:
    """The figure as SVG, with the run in it where that is asked for."""
    frame, scale = job.frame(), job.options.scale
    packed, note = job.packed()
    metadata = f'<metadata id="{ELEMENT}">{as_text(packed)}</metadata>' if packed else ""
    return Made(svg_text(frame, scale, metadata).encode("utf-8"), frame.width * scale, frame.height * scale, note)


def svg_text(frame: Frame, scale: float = 1.0, metadata: str = "") -> str:
    """The whole document. `scale` sets its size on the page; coordinates stay those of the scene. metadata: an element
    that goes in as it is."""
    scene, p = frame.scene, frame.palette
    view = f"{num(frame.left)} {num(frame.top)} {num(frame.width)} {num(frame.height)}"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(frame.width * scale)}" '
        f'height="{num(frame.height * scale)}" viewBox="{view}" xml:space="preserve" role="img">',
        f"<title>{escape(frame.words)}</title>",
        *([f"<desc>{escape(' '.join(text for _, _, text in frame.below.lines))}</desc>"] if frame.caption else []),
        *([metadata] if metadata else []),
        f"<style>{style(p, frame.ink, frame.ground)}</style>",
    ]
    defined = len(out)
    out.append("")  # what is defined, once the cards have said what they need
    place = f'x="{num(frame.left)}" y="{num(frame.top)}" width="{num(frame.width)}" height="{num(frame.height)}"'
    if not frame.transparent:
        out.append(f'<rect class="ground" {place}/>')
        if frame.dots:
            out.append(f'<rect fill="url(#dots)" {place}/>')
    out += ['<g clip-path="url(#inside)">'] if frame.clipped else []
    marks = group_shapes
    out += [_shape(shape) for one in frame.frames for shape in marks.frame_shapes(one, p)]
    out += _edges(frame)
    out += [_shape(shape) for one in frame.frames for shape in marks.frame_title_shapes(one, p)]
    out += [_shape(shape) for words in frame.cut_words for shape in marks.cut_shapes(words, p)]
    maps = HeatMaps()
    out += [_slot(scene, slot, p, maps) for slot in frame.slots]
    out[defined] = f"<defs>{_defs(frame)}{maps.element(p)}</defs>"
    out += [_pill(pill) for pill in frame.pills]
    out += ["</g>"] if frame.clipped else []
    if frame.is_empty:
        left, top, right, bottom = frame.inside
        out.append(f'<text class="s y mid" x="{num((left + right) / 2)}" y="{num((top + bottom) / 2 + 4)}">'
                   f"{EMPTY_WORDS}</text>")
    return "\n".join([*out, *below_text(frame), "</svg>", ""])


# ---- what is said once


def style(p: Palette, ink: str, ground_colour: str) -> str:
    """The style sheet: fonts, colours and lines, one rule for each class."""
    sans, mono = css(), css(True)
    rules = [
        "text{white-space:pre}",
        f".ground{{fill:{ground_colour}}}",
        f".t,.s{{font-family:{sans};font-size:11px;fill:{p.sub}}}",
        f".t{{font-size:14px;font-weight:600;fill:{p.text}}}",
        f".m,.c,.k{{font-family:{mono};font-size:11px;fill:{p.text}}}",
        f".c{{font-size:12px;fill:{p.sub};text-anchor:middle}}",
        ".k{font-weight:500}",
        f".r{{text-anchor:end;fill:{p.sub}}}",
        ".mid{text-anchor:middle}",
        f".y{{fill:{ink}}}.caption{{font-family:{sans};font-size:12px;fill:{ink}}}",
        f".b{{fill:{p.card};stroke:{p.cardline};stroke-width:1.2}}",
        f".a{{fill:{p.op}}}",
        f".u{{stroke:{p.cardline}}}.g{{stroke:{p.border}}}",
        f".w{{fill:{p.shadow};opacity:{p.shadow_alpha:g}}}",
        f".leaf .b{{fill:{p.leafbg};stroke:{p.leaf}}}.leaf .a{{fill:{p.leaf}}}",
        f".loss .b{{fill:{p.lossbg};stroke:{p.loss}}}.loss .a{{fill:{p.loss}}}",
        f".vis .b{{fill:{p.visbg};stroke:{p.vis};stroke-width:1.4}}",
        f".cut .b{{fill:{p.card}}}.cut .t{{fill:{p.sub}}}",
        f".untracked .b,.number .b{{fill:{p.card};stroke:{p.nograd};stroke-width:1.3;stroke-dasharray:4 3}}",
        f".untracked .a{{fill:{p.nograd}}}.untracked .t{{fill:{p.sub}}}.number .b{{fill:{p.canvas}}}",
        f".cur .b{{fill:{p.curbg};stroke:{p.cur};stroke-width:2}}",
        f".leaf .c{{fill:{p.leaf}}}.vis .c{{fill:{p.vis}}}.cur .c{{fill:{p.cur}}}",
        f".T-cur{{fill:{p.cur}}}.T-vis{{fill:{p.vis}}}.T-error{{fill:{p.error}}}",
        f".T-sub{{fill:{p.sub}}}.T-pend{{fill:{p.pend}}}.T-text{{fill:{p.text}}}",
        f".ghost{{opacity:{GHOST}}}.x{{fill:none;stroke:{p.error};stroke-width:1.2}}",
    ]
    for state, name in enumerate(EDGE_NAMES):
        tone = p[curves.TONE[state]]
        dash = ";stroke-dasharray:" + " ".join(num(d) for d in curves.DASH) if state in curves.DASHED else ""
        rules.append(f".e-{name} .l{{fill:none;stroke:{tone};stroke-width:{curves.WIDTH[state]}{dash}}}")
        rules.append(f".e-{name} .h{{fill:{tone}}}")
    rules.append(f".halo{{fill:none;stroke:{p.cur};stroke-width:{num(curves.HALO)};opacity:{0.13 * p.glow:g}}}")
    rules.append(f".p-cur{{fill:{mix(p.canvas, p.cur, 0.1)};stroke:{p.cur}}}")
    rules.append(f".p-vis{{fill:{mix(p.canvas, p.vis, 0.1)};stroke:{p.vis}}}")
    rules.append(f".disc{{fill:{p.errorbg};stroke:{p.error};stroke-width:1.2}}")
    return "".join(rules)


def _defs(frame: Frame) -> str:
    """Shapes that recur: the glyphs, and a bar for each height of card."""
    scene, p = frame.scene, frame.palette
    line = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    k = 13 / 24
    made = [
        f'<pattern id="dots" width="{DOTS}" height="{DOTS}" patternUnits="userSpaceOnUse">'
        f'<circle cx="0.01" cy="0.01" r="1" fill="{p.grid}"/><circle cx="{DOTS}" cy="{DOTS}" r="1" fill="{p.grid}"/>'
        f'<circle cx="{DOTS}" cy="0" r="1" fill="{p.grid}"/><circle cx="0" cy="{DOTS}" r="1" fill="{p.grid}"/>'
        "</pattern>",
        f'<circle id="pend" cx="4.5" cy="4.5" r="3.7" fill="none" stroke="{p.pend}" stroke-width="1.3"/>',
        f'<circle id="cur" cx="4.5" cy="4.5" r="4.5" fill="{p.cur}"/>',
        f'<path id="vis" d="M.5 5L3.6 8L9 1.5" {line} stroke="{p.vis}" stroke-width="1.8"/>',
        f'<path id="none" d="M1 4.5H8" {line} stroke="{p.pend}" stroke-width="1.4"/>',
        f'<g id="cut" transform="translate({num(3.5 - 12 * k)} {num(4.5 - 12 * k)}) scale({k:.4f})" {line} '
        f'stroke="{p.error}" stroke-width="2"><circle cx="6" cy="6" r="3"/><circle cx="6" cy="18" r="3"/>'
        '<path d="M8.12 8.12L12 12M20 4L8.12 15.88M14.8 14.8L20 20"/></g>',
    ]
    sheet = scene.sheet
    cards = [slot for slot in frame.slots if sheet.host[slot] < 0]
    heights = {round(float(sheet.boxes[slot][3] - sheet.boxes[slot][1]), 2) for slot in cards}
    heights |= {15.0} if frame.below.marks else set()
    for h in sorted(heights):
        made.append(
            f'<path id="bar{_name(h)}" d="M4 .68A7 7 0 0 0 0 7V{num(h - 7)}A7 7 0 0 0 4 {num(h - 0.68)}z"/>'
        )
    if frame.clipped:
        left, top, right, bottom = frame.inside
        made.append(f'<clipPath id="inside"><rect x="{num(left)}" y="{num(top)}" width="{num(right - left)}" '
                    f'height="{num(bottom - top)}"/></clipPath>')
    return "".join(made)


def _name(height: float) -> str:
    return num(height).replace(".", "_")


# ---- cards


def _slot(scene: Scene, slot: int, p: Palette, maps: HeatMaps) -> str:
    card, box = scene.card(slot), scene.sheet.boxes[slot].tolist()
    node = scene.part.nodes[int(scene.sheet.node[slot])]
    classes = [card.kind if not card.chip or not card.solid else "leaf", STATE_CLASS[card.state]]
    classes += ["chip"] * card.chip + ["ghost"] * card.ghost
    ident = f"n{node.index}" if slot == scene.sheet.card[node.index] else f"n{node.index}-{slot}"
    head = f'<g id="{ident}" class="{" ".join(classes)}" transform="translate({num(box[0])} {num(box[1])})">'
    wide, high = box[2] - box[0], box[3] - box[1]
    inside = _chip(card, wide, high) if card.chip else _card(card, wide, high, p, maps)
    if card.kind == "group":
        shapes = group_shapes.card_shapes((0.0, 0.0, wide, high), card, p, fill_of(card, p), outline_of(card, p))
        inside = "".join([*_glow(card, wide, high, p), *map(_shape, shapes)])
    return f"{head}<title>{escape(_spoken(card, m.clean(node.title)))}</title>{inside}</g>"


def _spoken(card: Card, title: str) -> str:
    """A card in words, for tooltips and screen readers."""
    state = {"pending": "not yet", "unreached": "no gradient"}.get(card.state, card.state)
    state = "not made yet" if card.ghost else state
    if not card.tracked:
        return f"{title}, not tracked"
    return ", ".join(part for part in (title, card.sub, state) if part)


def _card(card: Card, wide: float, high: float, p: Palette, maps: HeatMaps) -> str:
    out = _glow(card, wide, high, p)
    if not out and p.shadow_alpha and card.tracked:
        out.append(f'<rect class="w" y="1.5" width="{num(wide)}" height="{num(high + 0.5)}" rx="{m.RADIUS}"/>')
    out.append(f'<rect class="b" width="{num(wide)}" height="{num(high)}" rx="{m.RADIUS}"/>')
    out.append(f'<use class="a" href="#bar{_name(round(high, 2))}"/>')
    x, right, y = m.BAR + m.PAD_X, wide - m.PAD_X, m.PAD_Y
    out.append(_text("t", x, y + 13, card.title))
    if card.tracked or card.state == "current":
        out.append(f'<use href="#{STATE_CLASS[card.state]}" x="{num(right - 9)}" y="{num(y + 3.5)}"/>')
    y += m.TITLE_H
    out.append(_text("s", x, y + 11, card.sub))
    if card.shape:
        out.append(_text("m r", right, y + 11, card.shape))
    y += m.ROW_H + m.RULE
    if card.rows or card.grids:
        out.append(f'<path class="u" d="M{num(x)} {num(y - 3)}H{num(right)}"/>')
    for row in card.rows:
        baseline = y + card.row_h / 2 + 3.5
        out.append(_text("s", x, baseline, row.label))
        if row.glyph is not None:
            out.append(maps.window(row, x, y, card.row_h, num))
            out += [_text(_tone("m", tone), *at, text) for *at, text, tone in glyph_places(row, x, y, card.row_h)[1]]
        elif row.text:
            out.append(_text(_tone("m" if row.mono else "s", row.tone), x + m.LABEL_W, baseline, row.text))
        y += card.row_h
    for grid in card.grids:
        out.append(_grid(grid, x, y, p))
        x += grid.width + BETWEEN
    return "".join(out)


def _tone(name: str, tone: str) -> str:
    """The classes of a row's text."""
    return name if name == "m" and tone == "text" else f"{name} T-{tone}"


def _glow(card: Card, wide: float, high: float, p: Palette) -> list[str]:
    """The glow of the current card."""
    if card.state != "current" or not p.glow:
        return []
    return [f'<rect x="-{reach}" y="-{reach}" width="{num(wide + 2 * reach)}" height="{num(high + 2 * reach)}" '
            f'rx="{m.RADIUS + reach}" fill="{p.cur}" opacity="{alpha * p.glow:g}"/>'
            for reach, alpha in ((GLOW, 0.06), (10, 0.09), (6, 0.12), (3, 0.16))]


def _shape(shape) -> str:
    """One of group_shapes' shapes."""
    if isinstance(shape, group_shapes.Rect):
        stroke = f' stroke="{shape.stroke}" stroke-width="{num(shape.line)}"' if shape.stroke else ""
        return (f'<rect x="{num(shape.x)}" y="{num(shape.y)}" width="{num(shape.width)}" height="{num(shape.height)}" '
                f'rx="{num(shape.radius)}" fill="{shape.fill}"{stroke}/>')
    if isinstance(shape, group_shapes.Words):
        name = {m.TITLE: "t", m.MONO: "m", m.STRONG_MONO: "k"}.get(shape.style, "s")
        place = f'x="{num(shape.x)}" y="{num(shape.y)}" style="fill:{shape.colour}"'
        return f'<text class="{name}" {place}>{escape(shape.text)}</text>'
    if isinstance(shape, group_shapes.Glyph):
        return f'<use href="#{STATE_CLASS[shape.state]}" x="{num(shape.x)}" y="{num(shape.y)}"/>'
    points = " ".join(f"{num(x)},{num(y)}" for x, y in shape.points)
    return (f'<polyline points="{points}" fill="none" stroke="{shape.colour}" stroke-width="{num(shape.width)}" '
            'stroke-linecap="round"/>')


def _grid(grid: Grid, x: float, y: float, p: Palette) -> str:
    """A grid of numbers with its label above."""
    out = [_text("s", x, y + 11.5, f"{grid.label} {grid.note}".strip())]
    y += LABEL_H
    if grid.message:
        out.append(_text(f"s T-{grid.tone}", x, y + 14, grid.message))
    for i, (texts, heats) in enumerate(zip(grid.cells, grid.heats)):
        for j, (text, warmth) in enumerate(zip(texts, heats)):
            left, top = x + j * grid.cell_w, y + i * CELL_H
            out.append(
                f'<rect class="g" x="{num(left)}" y="{num(top)}" width="{num(grid.cell_w)}" height="{num(CELL_H)}" '
                f'fill="{ground(warmth, p)}"/>'
            )
            tone = " T-error" if warmth is not None and warmth != warmth else ""
            out.append(_text("m mid" + tone, left + grid.cell_w / 2, top + 14, text))
    return "".join(out)


def _chip(card: Card, wide: float, high: float) -> str:
    shape = f'<rect class="b" width="{num(wide)}" height="{num(high)}" rx="{num(high / 2)}"/>'
    return shape + _text("c", wide / 2, high / 2 + 4.3, card.title)


def _text(name: str, x: float, y: float, text: str) -> str:
    return f'<text class="{name}" x="{num(x)}" y="{num(y)}">{escape(text)}</text>'


def _pill(pill: Pill) -> str:
    left, top, right, bottom = pill.box
    half = num((bottom - top) / 2)
    return (
        f'<g class="pill"><rect class="p-{pill.tone}" x="{num(left)}" y="{num(top)}" width="{num(right - left)}" '
        f'height="{num(bottom - top)}" rx="{half}"/>'
        f'{_text(f"k T-{pill.tone}", left + 9, (top + bottom) / 2 + 4, pill.text)}</g>'
    )


# ---- edges


def _edges(frame: Frame) -> list[str]:
    scene = frame.scene
    sheet, states, ghosts = scene.sheet, scene.line_state.tolist(), scene.line_ghost.tolist()
    order = sorted(frame.edges, key=lambda e: states[e] == FLOW)
    sideways = sheet.sideways
    return [_edge(scene, e, states[e], ghosts[e], bool(sideways[e])) for e in order]


def _edge(scene: Scene, e: int, state: int, ghost: bool, sideways: bool) -> str:
    points = scene.sheet.route(e)
    edge = scene.part.edges[int(scene.sheet.edge[e])]
    names = [m.clean(scene.part.nodes[i].title)[:40] for i in (edge.src, edge.dst)]
    line = scene.part.nodes[edge.dst].line
    cut = f", cut at line {line}" if line else ", cut"
    words = f"{names[0]} → {names[1]}" + (cut if state == CUT else "")
    name = f"e-{EDGE_NAMES[state]}" + (" ghost" if ghost else "")
    return f'<g id="e{edge.index}" class="{name}"><title>{escape(words)}</title>{_line(points, state, sideways)}</g>'


def _line(points, state: int, sideways: bool) -> str:
    """An edge's line with its head and its marks."""
    commands, head = curves.drawn(points, state, sideways)
    path = _path(commands)
    (x0, y0), (x1, y1), (x2, y2) = head
    tip = f"M{num(x0)} {num(y0)}l{num(x1 - x0)} {num(y1 - y0)} {num(x2 - x1)} {num(y2 - y1)}z"
    out = f'<path class="halo" d="{path}"/>' if state == FLOW else ""
    out += f'<path class="l" d="{path}"/><path class="h" d="{tip}"/>'
    if state == CUT:
        x, y = curves.middle(points, sideways)
        out += f'<circle class="disc" cx="{num(x)}" cy="{num(y)}" r="{num(CUT_DISC)}"/>'
        out += f'<use href="#cut" x="{num(x - 3.5)}" y="{num(y - 4.5)}"/>'
    return out


def _path(commands: list[tuple]) -> str:
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
        out.append(_sign(mark) + _text("s y", mark.text_x, mark.baseline, mark.words))
    return out + [_text("caption", x, y, text) for x, y, text in below.lines]


def _sign(mark: Mark) -> str:
    what, which = mark.sign
    if what == "state":
        return f'<use href="#{STATE_CLASS[which]}" x="{num(mark.x)}" y="{num(mark.y - 4.5)}"/>'
    if what == "edge":
        return f'<g class="e-{EDGE_NAMES[which]}">{_line(np.array([(mark.x, mark.y), (mark.x + EDGE_W, mark.y)]), which, True)}</g>'
    return (f'<g class="{which}" transform="translate({num(mark.x)} {num(mark.y - SAMPLE_H / 2)})"><rect class="b" '
            f'width="{num(SAMPLE_W)}" height="{num(SAMPLE_H)}" rx="{m.RADIUS}"/><use class="a" '
            f'href="#bar{_name(SAMPLE_H)}"/></g>')
