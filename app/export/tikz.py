"""A scene as TikZ, a document that compiles on its own (pdflatex, lualatex, xelatex) or goes into another by \\input.

The shapes are the painter's, at the painter's places; the text is LaTeX's, in its own fonts, made narrower where it
would be wider than its room. Every word goes through tex_text, so the file is ASCII whatever a label holds.
"""

from __future__ import annotations

import numpy as np

from app.model.translate import tr

from . import curves, group_shapes
from . import measure as m
from .cardtext import Row, glyph_places
from .frame import EMPTY_WORDS, Frame
from .glyph import fewer
from .grids import BETWEEN, CELL_H, LABEL_H, Grid, ground
from .job import Job, Made
from .legend import EDGE_W, HEAT_H, HEAT_W, Mark
from .paint import CUT_DISC, bar_of, fill_of, outline_of
from .scene import Card
from .states import CUT, FLOW
from .svg_words import num
from .tex_text import tex
from .theme import glyph_ramp
from .tikz_words import CJK, DOCUMENT, GLYPHS, colours_text

POINT = 0.75  # points for a px
LONGEST_SIDE = 16000.0  # points: TeX counts to 16,383
SHADES = 4  # of a heat map, for either sign: few make long stretches
MANY = 150  # cards; in larger figures every second cell, in half as many shades: TeX reads slowly
DASH = "dash pattern=on 3pt off 2.25pt"


def make(job: Job) -> Made:
    """The figure as a TeX document."""
    frame = job.frame()
    asked, small = job.scale(frame)
    scale = min(asked, LONGEST_SIDE / (max(frame.width, frame.height) * POINT))
    note = small if scale == asked else tr("drawn at scale {used:.3g}: TeX can hold no larger picture.", used=scale)
    text = tikz_text(frame, scale)
    return Made(text.encode("ascii"), frame.width * scale, frame.height * scale, note)


def tikz_text(frame: Frame, scale: float = 1.0) -> str:
    """The whole document."""
    drawing = _Drawing(frame)
    body = "\n".join(drawing.lines())
    return DOCUMENT.format(unit=f"{POINT * scale:.5g}pt", size=f"{POINT * scale:.5g}",
                           colours=colours_text(frame, drawing.colours), body=body,
                           cjk=CJK if "\\rgcjk" in body or "\\rgwide" in body else "")


class _Drawing:
    """Writes the commands of a frame; y runs down, from the frame's left upper corner. colours: those that were used."""

    def __init__(self, frame: Frame):
        self.frame, self.scene, self.p = frame, frame.scene, frame.palette
        self.colours: set[str] = set()

    def colour(self, value: str) -> str:
        """The name of a colour in the document."""
        self.colours.add(value.upper())
        return f"rg{value[1:].upper()}"

    def at(self, x: float, y: float) -> str:
        return f"({num(x - self.frame.left)},{num(y - self.frame.top)})"

    def lines(self) -> list[str]:
        """All commands, from the ground up."""
        frame = self.frame
        corners = f"(0,0) rectangle ({num(frame.width)},{num(frame.height)})"
        out = [f"\\path[use as bounding box] {corners};"]
        if not frame.transparent:
            out.append(f"\\fill[rgground] {corners};")
        inside = f"\\clip {self.at(*frame.inside[:2])} rectangle {self.at(*frame.inside[2:])};"
        out += ["\\begin{scope}", inside] if frame.clipped else []
        marks = group_shapes
        out += [self._mark(shape) for one in frame.frames for shape in marks.frame_shapes(one, self.p)]
        out += self._edges()
        out += [self._mark(shape) for one in frame.frames for shape in marks.frame_title_shapes(one, self.p)]
        out += [self._mark(shape) for words in frame.cut_words for shape in marks.cut_shapes(words, self.p)]
        for slot in frame.slots:
            out += self._slot(slot)
        for pill in frame.pills:
            left, top, right, bottom = pill.box
            out.append(f"\\filldraw[fill=rg{pill.tone}!10!rgcanvas,draw=rg{pill.tone},rounded corners={num((bottom - top) / 2)}*\\rgu] "
                       f"{self.at(left, top)} rectangle {self.at(right, bottom)};")
            out.append(self.text(left + 9, (top + bottom) / 2 + 4, "m", f"rg{pill.tone}", right - left - 18, pill.text))
        out += ["\\end{scope}"] if frame.clipped else []
        if frame.is_empty:
            left, top, right, bottom = frame.inside
            out.append(self.text((left + right) / 2, (top + bottom) / 2 + 4, "s", "rgink", 300, tr(EMPTY_WORDS), "mid"))
        return out + self._below()

    def text(self, x: float, y: float, font: str, colour: str, room: float, words: str, align: str = "left") -> str:
        """Words from (x, y) on their baseline, at most `room` px wide."""
        if not words:
            return ""
        anchor = {"left": "base west", "right": "base east", "mid": "base"}[align]
        return f"\\rgtext{{{anchor}}}{{{self.at(x, y)}}}{{\\rg{font}}}{{{colour}}}{{{num(max(room, 1))}}}{{{tex(words)}}}"

    # ---- cards

    def _slot(self, slot: int) -> list[str]:
        card, box = self.scene.card(slot), self.scene.sheet.boxes[slot].tolist()
        out = self._chip(card, box) if card.chip else self._card(card, box)
        return ["\\begin{scope}[opacity=.3,text opacity=.3]", *out, "\\end{scope}"] if card.ghost else out

    def _shape(self, box, fill: str, bar: str, outline: tuple[str, float, bool]) -> str:
        stroke, width, dashed = outline
        dash = DASH if dashed else "solid"
        return (f"\\rgcard{{{self.at(box[0], box[1])}}}{{{self.at(box[2], box[3])}}}{{{self.at(box[0] + m.BAR, box[3])}}}"
                f"{{{self.colour(fill)}}}{{{self.colour(bar)}}}{{draw={self.colour(stroke)},line width={num(width)}*\\rgu,{dash}}}")

    def _card(self, card: Card, box: list[float]) -> list[str]:
        p, (left, top, right, _) = self.p, box
        out = []
        if card.state == "current" and p.glow:
            out.append(f"\\fill[rgcur,opacity=.18,rounded corners={num(m.RADIUS + 5)}*\\rgu] {self.at(left - 5, top - 5)} "
                       f"rectangle {self.at(right + 5, box[3] + 5)};")
        if card.kind == "group":
            shapes = group_shapes.card_shapes(box, card, p, fill_of(card, p), outline_of(card, p))
            return out + [self._mark(shape) for shape in shapes]
        out.append(self._shape(box, fill_of(card, p), bar_of(card, p), outline_of(card, p)))
        x, right, y = left + m.BAR + m.PAD_X, right - m.PAD_X, top + m.PAD_Y
        faded = not card.tracked or card.state == "cut"
        out.append(self.text(x, y + 13, "t", "rgsub" if faded else "rgtext", right - x - 14, card.title))
        if card.tracked or card.state == "current":
            out.append(self._glyph(card.state, right - 9, y + 3.5))
        y += m.TITLE_H
        shape = m.width(card.shape, m.MONO)
        out.append(self.text(x, y + 11, "s", "rgsub", right - x - shape - 8, card.sub))
        out.append(self.text(right, y + 11, "m", "rgsub", shape, card.shape, "right"))
        y += m.ROW_H + m.RULE
        if card.rows or card.grids:
            out.append(f"\\draw[rgcardline,line width=\\rgu] {self.at(x, y - 3)} -- {self.at(right, y - 3)};")
        for row in card.rows:
            baseline = y + card.row_h / 2 + 3.5
            out.append(self.text(x, baseline, "s", "rgsub", m.LABEL_W, tr(row.label)))
            if row.glyph is not None:
                out += self._heat(row, x, y, right, card.row_h)
            else:
                out.append(self.text(x + m.LABEL_W, baseline, "m" if row.mono else "s", f"rg{row.tone}",
                                     right - x - m.LABEL_W, row.text))
            y += card.row_h
        for grid in card.grids:
            out += self._grid(grid, x, y)
            x += grid.width + BETWEEN
        return [line for line in out if line]

    def _heat(self, row: Row, x: float, y: float, right: float, row_h: float) -> list[str]:
        """A heat map, stretches of one colour at a time, and its statistics."""
        glyph, ((left, top, wide, high), lines) = row.glyph, glyph_places(row, x, y, row_h)
        many = len(self.frame.slots) > MANY
        shades = SHADES // 2 if many else SHADES
        ramp, table = glyph_ramp(self.p, shades), fewer(glyph, shades)
        if many:
            table = table[:: 2 if len(table) > 6 else 1, :: 2 if table.shape[1] > 6 else 1]
        across, down = wide / table.shape[1], high / table.shape[0]
        out = []
        for k, codes in enumerate(table.tolist()):
            ends = [j for j in range(1, len(codes)) if codes[j] != codes[j - 1]] + [len(codes)]
            for start, end in zip([0, *ends], ends):
                corners = f"{self.at(left + start * across, top + k * down)} rectangle {self.at(left + end * across, top + (k + 1) * down)}"
                out.append(f"\\fill[{self.colour(ramp[codes[start]])}] {corners};")
        for u, v in glyph.bad():
            a, b = left + u * wide, top + v * high
            out.append(f"\\draw[rgerror,line width=1.2*\\rgu] {self.at(a - 2.5, b - 2.5)} -- {self.at(a + 2.5, b + 2.5)} "
                       f"{self.at(a - 2.5, b + 2.5)} -- {self.at(a + 2.5, b - 2.5)};")
        return out + [self.text(at, baseline, "m", f"rg{tone}", right - at, text) for at, baseline, text, tone in lines]

    def _mark(self, shape) -> str:
        """One of group_shapes' shapes."""
        if isinstance(shape, group_shapes.Words):
            font = {m.TITLE: "t", m.MONO: "m", m.STRONG_MONO: "m"}.get(shape.style, "s")
            return self.text(shape.x, shape.y, font, self.colour(shape.colour), shape.room, shape.text)
        if isinstance(shape, group_shapes.Glyph):
            return self._glyph(shape.state, shape.x, shape.y)
        if isinstance(shape, group_shapes.Line):
            way = " -- ".join(self.at(*point) for point in shape.points)
            return f"\\draw[{self.colour(shape.colour)},line width={num(shape.width)}*\\rgu,line cap=round] {way};"
        draw = f",draw={self.colour(shape.stroke)},line width={num(shape.line)}*\\rgu" if shape.stroke else ""
        corners = f"{self.at(shape.x, shape.y)} rectangle {self.at(shape.x + shape.width, shape.y + shape.height)}"
        round_ = f",rounded corners={num(shape.radius)}*\\rgu" if shape.radius else ""
        return f"\\path[fill={self.colour(shape.fill)}{draw}{round_}] {corners};"

    def _grid(self, grid: Grid, x: float, y: float) -> list[str]:
        out = [self.text(x, y + 11.5, "s", "rgsub", 200, f"{tr(grid.label)} {grid.note}".strip())]
        y += LABEL_H
        if not grid.cells:
            out.append(self.text(x, y + 14, "s", f"rg{grid.tone}", 150, grid.message))
        for i, (texts, heats) in enumerate(zip(grid.cells, grid.heats)):
            for j, (words, warmth) in enumerate(zip(texts, heats)):
                left, top = x + j * grid.cell_w, y + i * CELL_H
                tone = "rgerror" if warmth is not None and warmth != warmth else "rgtext"
                out.append(f"\\filldraw[fill={self.colour(ground(warmth, self.p))},draw=rgborder,line width=\\rgu] "
                           f"{self.at(left, top)} rectangle {self.at(left + grid.cell_w, top + CELL_H)};")
                out.append(self.text(left + grid.cell_w / 2, top + 14, "m", tone, grid.cell_w - 4, words, "mid"))
        return out

    def _chip(self, card: Card, box: list[float]) -> list[str]:
        p = self.p
        tone = {"current": p.cur, "visited": p.vis}.get(card.state, bar_of(card, p)) if card.solid else p.nograd
        fill = fill_of(card, p) if card.solid else p.canvas
        style = f"line width={num(2.0 if card.state == 'current' else 1.2)}*\\rgu,{'solid' if card.solid else DASH}"
        middle = (box[0] + box[2]) / 2
        return [
            f"\\filldraw[fill={self.colour(fill)},draw={self.colour(tone)},{style},rounded corners={num((box[3] - box[1]) / 2)}*\\rgu] "
            f"{self.at(box[0], box[1])} rectangle {self.at(box[2], box[3])};",
            self.text(middle, (box[1] + box[3]) / 2 + 4.3, "c", self.colour(tone if card.solid else p.sub),
                      box[2] - box[0] - 16, card.title, "mid"),
        ]

    def _glyph(self, state: str, x: float, y: float) -> str:
        return f"\\begin{{scope}}[shift={{{self.at(x, y)}}}]{GLYPHS.get(state, GLYPHS['pending'])}\\end{{scope}}"

    # ---- edges

    def _edges(self) -> list[str]:
        scene, sheet = self.scene, self.scene.sheet
        states, ghosts = scene.line_state.tolist(), scene.line_ghost.tolist()
        out = []
        for e in sorted(self.frame.edges, key=lambda e: states[e] == FLOW):
            line = self._edge(sheet.route(e), states[e], bool(sheet.sideways[e]))
            out += ["\\begin{scope}[opacity=.3]", *line, "\\end{scope}"] if ghosts[e] else line
        return out

    def _edge(self, points: np.ndarray, state: int, sideways: bool) -> list[str]:
        commands, head = curves.drawn(points, state, sideways)
        tone = f"rg{curves.TONE[state]}"
        dash = f",{DASH}" if state in curves.DASHED else ""
        out = [f"\\draw[{tone},line width={num(curves.WIDTH[state])}*\\rgu{dash}] {self._path(commands)};",
               f"\\fill[{tone}] {' -- '.join(self.at(*corner) for corner in head)} -- cycle;"]
        if state == CUT:
            x, y = curves.middle(points, sideways)
            out.append(f"\\filldraw[fill=rgerrorbg,draw=rgerror,line width=1.2*\\rgu] {self.at(x, y)} circle "
                       f"[radius={num(CUT_DISC)}*\\rgu];")
            out.append(self._glyph("cut", x - 3.5, y - 4.5))
        return out

    def _path(self, commands: list[tuple]) -> str:
        out = []
        for name, *v in commands:
            if name == "C":
                out.append(f".. controls {self.at(*v[:2])} and {self.at(*v[2:4])} .. {self.at(*v[4:])}")
            else:
                out.append(("-- " if name == "L" else "") + self.at(*v))
        return " ".join(out)

    # ---- below

    def _below(self) -> list[str]:
        frame, below = self.frame, self.frame.below
        if not below.height:
            return []
        left, right = frame.left + 18, frame.left + frame.width - 18
        out = [f"\\draw[rgcardline,line width=\\rgu] {self.at(left, below.rule)} -- {self.at(right, below.rule)};"]
        for mark in below.marks:
            out += self._sign(mark)
            out.append(self.text(mark.text_x, mark.baseline, "s", "rgink", m.width(mark.words) + 4, mark.words))
        return out + [self.text(x, y, "k", "rgink", right - left, words) for x, y, words in below.lines]

    def _sign(self, mark: Mark) -> list[str]:
        what, which = mark.sign
        if what == "state":
            return [self._glyph(which, mark.x, mark.y - 4.5)]
        if what == "edge":
            return self._edge(np.array([(mark.x, mark.y), (mark.x + EDGE_W, mark.y)]), which, True)
        if what == "heat":
            colours = glyph_ramp(self.p, SHADES)[:-1]
            wide, top = HEAT_W / len(colours), mark.y - HEAT_H / 2
            return [f"\\fill[{self.colour(value)}] {self.at(mark.x + k * wide, top)} rectangle "
                    f"{self.at(mark.x + (k + 1) * wide, top + HEAT_H)};" for k, value in enumerate(colours)]
        card = Card(which, "", "", "", (), "sample")
        fill, outline = fill_of(card, self.p), outline_of(card, self.p)
        if which == "group":
            return [self._mark(shape) for shape in group_shapes.sample_shapes(mark.box, self.p, fill, outline)]
        return [self._shape(mark.box, fill, bar_of(card, self.p), outline)]
