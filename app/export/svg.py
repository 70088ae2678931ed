"""A scene as SVG, written by hand: text is text, states are CSS classes, every card and edge has its title.

Note [SVG by hand]
    Qt's own SVG writer made 5.9 MB of a graph of 900 nodes, at the wrong size, without classes or titles. This one
    writes about 1 KB a node: shapes that recur (glyphs, bars) are defined once, colours are in the style sheet, so a
    figure can be restyled by editing a few lines of it, and `.vis` finds all visited nodes. Positions come from the
    same measures as the painter's.

Every text went through measure.clean and is escaped here, so the file is well-formed XML whatever a label holds.
"""

from __future__ import annotations

from . import curves
from . import measure as m
from .fonts import css
from .frame import DOTS, EMPTY_WORDS, Frame
from .grids import BETWEEN, CELL_H, LABEL_H, Grid, ground
from .paint import CUT_DISC, GHOST, GLOW
from .pills import Pill
from .scene import Card, Scene
from .states import CUT, EDGE_NAMES, FLOW
from .theme import Palette, mix

STATE_CLASS = {"current": "cur", "visited": "vis", "pending": "pend", "unreached": "none", "cut": "cut"}


def escape(text: str) -> str:
    """Text as XML holds it, in elements and in attributes alike."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def num(x: float) -> str:
    """A coordinate: at most two decimals, no trailing zeros."""
    return f"{x:.2f}".rstrip("0").rstrip(".") if x % 1 else str(int(x))


def svg_text(frame: Frame, scale: float = 1.0) -> str:
    """The whole document. `scale` sets its size on the page; coordinates stay those of the scene."""
    scene, p = frame.scene, frame.palette
    view = f"{num(frame.left)} {num(frame.top)} {num(frame.width)} {num(frame.height)}"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(frame.width * scale)}" '
        f'height="{num(frame.height * scale)}" viewBox="{view}" xml:space="preserve" role="img">',
        f"<title>{escape(frame.words)}</title>",
        f"<style>{style(p)}</style>",
        f"<defs>{_defs(scene, p)}</defs>",
    ]
    place = f'x="{num(frame.left)}" y="{num(frame.top)}" width="{num(frame.width)}" height="{num(frame.height)}"'
    if not frame.transparent:
        out.append(f'<rect class="ground" {place}/>')
        if frame.dots:
            out.append(f'<rect fill="url(#dots)" {place}/>')
    out += _edges(scene)
    out += [_slot(scene, slot, p) for slot in range(len(scene.sheet))]
    out += [_pill(pill) for pill in frame.pills]
    if frame.is_empty:
        x, y = frame.left + frame.width / 2, frame.top + frame.height / 2 + 4
        out.append(f'<text class="s mid" x="{num(x)}" y="{num(y)}">{EMPTY_WORDS}</text>')
    return "\n".join([*out, "</svg>", ""])


# ---- what is said once


def style(p: Palette) -> str:
    """The style sheet: fonts, colours and lines, one rule for each class."""
    sans, mono = css(), css(True)
    rules = [
        "text{white-space:pre}",
        f".ground{{fill:{p.canvas}}}",
        f".t,.s{{font-family:{sans};font-size:11px;fill:{p.sub}}}",
        f".t{{font-size:14px;font-weight:600;fill:{p.text}}}",
        f".m,.c,.k{{font-family:{mono};font-size:11px;fill:{p.text}}}",
        f".c{{font-size:12px;fill:{p.sub};text-anchor:middle}}",
        ".k{font-weight:500}",
        f".r{{text-anchor:end;fill:{p.sub}}}",
        ".mid{text-anchor:middle}",
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
        f".ghost{{opacity:{GHOST}}}",
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


def _defs(scene: Scene, p: Palette) -> str:
    """Shapes that recur: the glyphs, and a bar for each height of card."""
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
    heights = {round(float(b[3] - b[1]), 2) for b, host in zip(sheet.boxes, sheet.host) if host < 0}
    for h in sorted(heights):
        made.append(
            f'<path id="bar{_name(h)}" d="M4 .68A7 7 0 0 0 0 7V{num(h - 7)}A7 7 0 0 0 4 {num(h - 0.68)}z"/>'
        )
    return "".join(made)


def _name(height: float) -> str:
    return num(height).replace(".", "_")


# ---- cards


def _slot(scene: Scene, slot: int, p: Palette) -> str:
    card, box = scene.card(slot), scene.sheet.boxes[slot].tolist()
    node = scene.part.nodes[int(scene.sheet.node[slot])]
    classes = [card.kind if not card.chip or not card.solid else "leaf", STATE_CLASS[card.state]]
    classes += ["chip"] * card.chip + ["ghost"] * card.ghost
    ident = f"n{node.index}" if slot == scene.sheet.card[node.index] else f"n{node.index}-{slot}"
    head = f'<g id="{ident}" class="{" ".join(classes)}" transform="translate({num(box[0])} {num(box[1])})">'
    wide, high = box[2] - box[0], box[3] - box[1]
    inside = _chip(card, wide, high) if card.chip else _card(card, wide, high, p)
    return f"{head}<title>{escape(_spoken(card, m.clean(node.title)))}</title>{inside}</g>"


def _spoken(card: Card, title: str) -> str:
    """A card in words, for tooltips and screen readers."""
    state = {"pending": "not yet", "unreached": "no gradient"}.get(card.state, card.state)
    state = "not made yet" if card.ghost else state
    if not card.tracked:
        return f"{title}, not tracked"
    return ", ".join(part for part in (title, card.sub, state) if part)


def _card(card: Card, wide: float, high: float, p: Palette) -> str:
    out = []
    if card.state == "current" and p.glow:
        for reach, alpha in ((GLOW, 0.06), (10, 0.09), (6, 0.12), (3, 0.16)):
            out.append(
                f'<rect x="-{reach}" y="-{reach}" width="{num(wide + 2 * reach)}" height="{num(high + 2 * reach)}" '
                f'rx="{m.RADIUS + reach}" fill="{p.cur}" opacity="{alpha * p.glow:g}"/>'
            )
    elif p.shadow_alpha and card.tracked:
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
        out.append(_text("s", x, y + 11.5, row.label))
        tone = "" if row.mono and row.tone == "text" else f" T-{row.tone}"
        out.append(_text(("m" if row.mono else "s") + tone, x + m.LABEL_W, y + 11.5, row.text) if row.text else "")
        y += m.ROW_H
    for grid in card.grids:
        out.append(_grid(grid, x, y, p))
        x += grid.width + BETWEEN
    return "".join(out)


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


def _edges(scene: Scene) -> list[str]:
    sheet, states, ghosts = scene.sheet, scene.line_state.tolist(), scene.line_ghost.tolist()
    order = sorted(range(len(states)), key=lambda e: states[e] == FLOW)
    return [_edge(scene, e, states[e], ghosts[e], sheet.host[sheet.ends[e, 0]] >= 0) for e in order]


def _edge(scene: Scene, e: int, state: int, ghost: bool, sideways: bool) -> str:
    points = scene.sheet.route(e)
    commands, head = curves.drawn(points, state, sideways)
    path = "".join(c[0] + " ".join(num(v) for v in c[1:]) for c in commands)
    edge = scene.part.edges[int(scene.sheet.edge[e])]
    names = [m.clean(scene.part.nodes[i].title)[:40] for i in (edge.src, edge.dst)]
    line = scene.part.nodes[edge.dst].line
    cut = f", cut at line {line}" if line else ", cut"
    words = f"{names[0]} → {names[1]}" + (cut if state == CUT else "")
    name = f"e-{EDGE_NAMES[state]}" + (" ghost" if ghost else "")
    out = f'<g id="e{edge.index}" class="{name}"><title>{escape(words)}</title>'
    if state == FLOW:
        out += f'<path class="halo" d="{path}"/>'
    corners = " ".join(f"{num(x)},{num(y)}" for x, y in head)
    out += f'<path class="l" d="{path}"/><polygon class="h" points="{corners}"/>'
    if state == CUT:
        x, y = curves.middle(points, sideways)
        out += f'<circle class="disc" cx="{num(x)}" cy="{num(y)}" r="{num(CUT_DISC)}"/>'
        out += f'<use href="#cut" x="{num(x - 3.5)}" y="{num(y - 4.5)}"/>'
    return out + "</g>"
