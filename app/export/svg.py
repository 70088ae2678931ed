"""A scene as SVG, written by hand: text is text, states are CSS classes, every card and edge has its title.

Note [SVG by hand]
    Qt's own SVG writer made 5.9 MB of a graph of 900 nodes, at the wrong size, without classes or titles. This one
    writes about 1 KB a node: shapes that recur (glyphs, bars) are defined once, colours are in the style sheet, so a
    figure can be restyled by editing a few lines of it, and `.vis` finds all visited nodes. Positions come from the
    same measures as the painter's.

Every text went through measure.clean and is escaped here, so the file is well-formed XML whatever a label holds.
"""

from __future__ import annotations

from app.model.translate import tr

from . import curves, group_shapes
from . import measure as m
from .cardtext import glyph_places
from .carried import ELEMENT, as_text
from .font_carry import font_faces
from .fonts import css
from .frame import DOTS, EMPTY_WORDS, Frame
from .glow import GLOW
from .grids import BETWEEN, CELL_H, LABEL_H, Grid, ground
from .job import Job, Made
from .legend import SAMPLE_H
from .paint import GHOST, fill_of, outline_of
from .pills import Pill
from .scene import Card, Scene
from .states import STATE_WORDS
from .svg_edges import below_text, edges_text
from .svg_heat import HeatMaps
from .svg_shapes import shape_element
from .svg_words import EDGE_CLASS, STATE_CLASS, escape, height_name, num, text_element
from .theme import Palette, mix

MOST_SHADOWS = 300  # cards; larger figures go without, as they do without the ground's dots


def make(job: Job) -> Made:
    """The figure as SVG, with the run in it where that is asked for."""
    frame = job.frame()
    scale, small = job.scale(frame)
    packed, why = job.packed()
    metadata = f'<metadata id="{ELEMENT}">{as_text(packed)}</metadata>' if packed else ""
    return Made(svg_text(frame, scale, metadata).encode("utf-8"), frame.width * scale, frame.height * scale, " ".join(filter(None, (small, why))))


def svg_text(frame: Frame, scale: float = 1.0, metadata: str = "") -> str:
    """The whole document. `scale` sets its size on the page; coordinates stay those of the scene. metadata: an element
    that goes in as it is."""
    scene, p = frame.scene, frame.palette
    view = f"{num(frame.left)} {num(frame.top)} {num(frame.width)} {num(frame.height)}"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(frame.width * scale)}" '
        f'height="{num(frame.height * scale)}" viewBox="{view}" xml:space="preserve" role="img" class="figure">',
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
    out += [shape_element(shape) for one in frame.frames for shape in marks.frame_shapes(one, p)]
    out += edges_text(frame)
    out += [shape_element(shape) for one in frame.frames for shape in marks.frame_title_shapes(one, p)]
    out += [shape_element(shape) for words in frame.cut_words for shape in marks.cut_shapes(words, p)]
    maps = HeatMaps()
    shaded = len(frame.slots) <= MOST_SHADOWS
    out += [_slot(scene, slot, p, maps, shaded) for slot in frame.slots]
    out[defined] = f"<defs>{_defs(frame)}{maps.element(p)}</defs>"
    out += [_pill(pill) for pill in frame.pills]
    out += ["</g>"] if frame.clipped else []
    if frame.is_empty:
        left, top, right, bottom = frame.inside
        out.append(f'<text class="y mid" x="{num((left + right) / 2)}" y="{num((top + bottom) / 2 + 4)}">'
                   f"{escape(tr(EMPTY_WORDS))}</text>")
    out += [*below_text(frame), "</svg>", ""]
    if frame.options.carry_fonts:
        out[defined - 1] = f"<style>{font_faces(''.join(out))}{style(p, frame.ink, frame.ground)}</style>"
    return "\n".join(out)


# ---- what is said once


def style(p: Palette, ink: str, ground_colour: str) -> str:
    """The style sheet: fonts, colours and lines, one rule for each class."""
    sans, mono = css(), css(True)
    rules = [
        f".figure{{white-space:pre;font-family:{sans};font-size:11px;fill:{p.sub}}}",  # handed down: a page may have more
        f".ground{{fill:{ground_colour}}}",
        f".t{{font-size:14px;font-weight:600;fill:{p.text}}}",
        f".m,.r,.c,.k{{font-family:{mono};font-size:11px;fill:{p.text}}}",
        f".c{{font-size:12px;fill:{p.sub};text-anchor:middle}}",
        ".k{font-weight:500}",
        f".r{{text-anchor:end;fill:{p.sub}}}",
        ".mid{text-anchor:middle}",
        f".y{{fill:{ink}}}.caption{{font-size:12px;fill:{ink}}}",
        f".b{{fill:{p.card};stroke:{p.cardline};stroke-width:1.2}}",
        f".op use{{fill:{p.op}}}",  # the bar; the glyphs have colours of their own
        f".u{{stroke:{p.cardline}}}.g{{stroke:{p.border}}}",
        f".w{{fill:{p.shadow};opacity:{p.shadow_alpha:g}}}",
        f".leaf .b{{fill:{p.leafbg};stroke:{p.leaf}}}.leaf use{{fill:{p.leaf}}}",
        f".loss .b{{fill:{p.lossbg};stroke:{p.loss}}}.loss use{{fill:{p.loss}}}",
        f".vis .b{{fill:{p.visbg};stroke:{p.vis};stroke-width:1.4}}",
        f".cut .b{{fill:{p.card}}}.cut .t{{fill:{p.sub}}}",
        f".untracked .b,.number .b{{fill:{p.card};stroke:{p.nograd};stroke-width:1.3;stroke-dasharray:4 3}}",
        f".untracked use{{fill:{p.nograd}}}.untracked .t{{fill:{p.sub}}}.number .b{{fill:{p.canvas}}}",
        f".cur .b{{fill:{p.curbg};stroke:{p.cur};stroke-width:2}}",
        f".leaf .c{{fill:{p.leaf}}}.vis .c{{fill:{p.vis}}}.cur .c{{fill:{p.cur}}}",
        f".T-cur{{fill:{p.cur}}}.T-vis{{fill:{p.vis}}}.T-error{{fill:{p.error}}}",
        f".T-sub{{fill:{p.sub}}}.T-pend{{fill:{p.pend}}}.T-text{{fill:{p.text}}}",
        f".ghost{{opacity:{GHOST}}}.x{{fill:none;stroke:{p.error};stroke-width:1.2}}",
    ]
    for state, name in enumerate(EDGE_CLASS):
        tone = p[curves.TONE[state]]
        dash = ";stroke-dasharray:" + " ".join(num(d) for d in curves.DASH) if state in curves.DASHED else ""
        rules.append(f".{name} path{{fill:none;stroke:{tone};stroke-width:{curves.WIDTH[state]}{dash}}}")
        rules.append(f".{name} .h{{fill:{tone};stroke:none}}")
    rules.append(f"g .halo{{fill:none;stroke:{p.cur};stroke-width:{num(curves.HALO)};opacity:{0.13 * p.glow:g}}}")
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
    heights |= {SAMPLE_H} if frame.below.marks else set()
    for h in sorted(heights):
        made.append(
            f'<path id="b{height_name(h)}" d="M4 .68A7 7 0 0 0 0 7V{num(h - 7)}A7 7 0 0 0 4 {num(h - 0.68)}z"/>'
        )
    if frame.clipped:
        left, top, right, bottom = frame.inside
        made.append(f'<clipPath id="inside"><rect x="{num(left)}" y="{num(top)}" width="{num(right - left)}" '
                    f'height="{num(bottom - top)}"/></clipPath>')
    return "".join(made)


# ---- cards


def _slot(scene: Scene, slot: int, p: Palette, maps: HeatMaps, shaded: bool) -> str:
    card, box = scene.card(slot), scene.sheet.boxes[slot].tolist()
    node = scene.part.nodes[int(scene.sheet.node[slot])]
    classes = [card.kind if not card.chip or not card.solid else "leaf", STATE_CLASS[card.state]]
    classes += ["chip"] * card.chip + ["ghost"] * card.ghost
    ident = f"n{node.index}" if slot == scene.sheet.card[node.index] else f"n{node.index}-{slot}"
    head = f'<g id="{ident}" class="{" ".join(classes)}" transform="translate({num(box[0])} {num(box[1])})">'
    wide, high = box[2] - box[0], box[3] - box[1]
    inside = _chip(card, wide, high) if card.chip else _card(card, wide, high, p, maps, shaded)
    if card.kind == "group":
        shapes = group_shapes.card_shapes((0.0, 0.0, wide, high), card, p, fill_of(card, p), outline_of(card, p))
        inside = "".join([*_glow(card, wide, high, p), *map(shape_element, shapes)])
    return f"{head}<title>{escape(_spoken(card, m.clean(node.title)))}</title>{inside}</g>"


def _spoken(card: Card, title: str) -> str:
    """A card in words, for tooltips and screen readers."""
    if not card.tracked:
        return f"{title}, {tr('not tracked')}"
    state = tr("not made yet") if card.ghost else tr(STATE_WORDS[card.state])
    return f"{title}, {state}"


def _card(card: Card, wide: float, high: float, p: Palette, maps: HeatMaps, shaded: bool) -> str:
    out = _glow(card, wide, high, p)
    if not out and p.shadow_alpha and card.tracked and shaded:
        out.append(f'<rect class="w" y="1.5" width="{num(wide)}" height="{num(high + 0.5)}" rx="{m.RADIUS}"/>')
    out.append(f'<rect class="b" width="{num(wide)}" height="{num(high)}" rx="{m.RADIUS}"/>')
    out.append(f'<use href="#b{height_name(round(high, 2))}"/>')
    x, right, y = m.BAR + m.PAD_X, wide - m.PAD_X, m.PAD_Y
    out.append(text_element("t", x, y + 13, card.title))
    if card.tracked or card.state == "current":
        out.append(f'<use href="#{STATE_CLASS[card.state]}" x="{num(right - 9)}" y="{num(y + 3.5)}"/>')
    y += m.TITLE_H
    out.append(text_element("", x, y + 11, card.sub))
    if card.shape:
        out.append(text_element("r", right, y + 11, card.shape))
    y += m.ROW_H + m.RULE
    if card.rows or card.grids:
        out.append(f'<path class="u" d="M{num(x)} {num(y - 3)}H{num(right)}"/>')
    out += _rows(card, x, y, maps)
    for grid in card.grids:
        out.append(_grid(grid, x, y, p))
        x += grid.width + BETWEEN
    return "".join(out)


def _rows(card: Card, x: float, y: float, maps: HeatMaps) -> list[str]:
    """The rows from (x, y) down."""
    if not card.rows:
        return []
    out = [maps.window(card.rows, x, y, num)]
    first, *others = (tr(row.label) for row in card.rows)
    baseline, more = y + card.row_h / 2 + 3.5, "".join(f'<tspan x="{num(x)}" dy="{num(card.row_h)}">{escape(label)}</tspan>' for label in others)
    out.append(f'<text x="{num(x)}" y="{num(baseline)}">{escape(first)}{more}</text>')
    for row in card.rows:
        if row.glyph is not None:
            out.append(_lines(glyph_places(row, x, y, card.row_h)[1]))
        elif row.text:
            tone = _tone("m" if row.mono else "", row.tone)
            out.append(text_element(tone, x + m.LABEL_W, y + card.row_h / 2 + 3.5, row.text))
        y += card.row_h
    return out


def _lines(lines: list[tuple[float, float, str, str]]) -> str:
    """Lines of statistics, each (x, baseline, text, tone), as one text."""
    (x, y, text, tone), *others = lines
    more = "".join(f'<tspan x="{num(at)}" y="{num(below)}"{_other(tone, its)}>{escape(words)}</tspan>'
                   for at, below, words, its in others)
    return f'<text class="{_tone("m", tone)}" x="{num(x)}" y="{num(y)}">{escape(text)}{more}</text>'


def _other(tone: str, its: str) -> str:
    return f' class="T-{its}"' if its != tone else ""


def _tone(name: str, tone: str) -> str:
    """The classes of a row's text."""
    return name if name == "m" and tone == "text" else f"{name} T-{tone}".lstrip()


def _glow(card: Card, wide: float, high: float, p: Palette) -> list[str]:
    """The glow of the current card."""
    if card.state != "current" or not p.glow:
        return []
    return [f'<rect x="-{reach}" y="-{reach}" width="{num(wide + 2 * reach)}" height="{num(high + 2 * reach)}" '
            f'rx="{m.RADIUS + reach}" fill="{p.cur}" opacity="{alpha * p.glow:g}"/>'
            for reach, alpha in ((GLOW, 0.06), (10, 0.09), (6, 0.12), (3, 0.16))]


def _grid(grid: Grid, x: float, y: float, p: Palette) -> str:
    """A grid of numbers with its label above."""
    out = [text_element("", x, y + 11.5, f"{tr(grid.label)} {grid.note}".strip())]
    y += LABEL_H
    if grid.message:
        out.append(text_element(f"T-{grid.tone}", x, y + 14, grid.message))
    for i, (texts, heats) in enumerate(zip(grid.cells, grid.heats)):
        for j, (text, warmth) in enumerate(zip(texts, heats)):
            left, top = x + j * grid.cell_w, y + i * CELL_H
            out.append(
                f'<rect class="g" x="{num(left)}" y="{num(top)}" width="{num(grid.cell_w)}" height="{num(CELL_H)}" '
                f'fill="{ground(warmth, p)}"/>'
            )
            tone = " T-error" if warmth is not None and warmth != warmth else ""
            out.append(text_element("m mid" + tone, left + grid.cell_w / 2, top + 14, text))
    return "".join(out)


def _chip(card: Card, wide: float, high: float) -> str:
    shape = f'<rect class="b" width="{num(wide)}" height="{num(high)}" rx="{num(high / 2)}"/>'
    return shape + text_element("c", wide / 2, high / 2 + 4.3, card.title)


def _pill(pill: Pill) -> str:
    left, top, right, bottom = pill.box
    half = num((bottom - top) / 2)
    return (
        f'<g class="pill"><rect class="p-{pill.tone}" x="{num(left)}" y="{num(top)}" width="{num(right - left)}" '
        f'height="{num(bottom - top)}" rx="{half}"/>'
        f'{text_element(f"k T-{pill.tone}", left + 9, (top + bottom) / 2 + 4, pill.text)}</g>'
    )
