"""What the html player plays: the parts of a run laid out once, and for each step what it changes.

Note [Steps as changes]
    A step is written as the cards, edges and pills that differ from the step before in the same part. The player goes
    to any step by applying the changes from the first on, so a page of 1,000 steps holds about as much as its
    tensors do. A card is looked at again only where something may have changed it: its state, an event on its tensor or
    node, the start or end of a backward call, the cursor coming or going.

The data: `parts` (cards and edges of one part of the run, each a list in the order of its `_fields`), `steps`, tables of
texts and values that steps refer to by number, the program, its output, notes with their questions.
"""

from __future__ import annotations

import json
import string

import numpy as np

from app.model import kinds as K
from app.model import numbers, sentences, steps
from app.model.translate import tr

from . import curves
from . import measure as m
from .glyph import Glyphs
from .labels import clean
from .player_notes import Notes
from .readings import gradient_of, value_of
from .states import CUT, FLOW, PLAIN, STATE_NAMES, UNTRACKED
from .svg_edges import path_text
from .svg_words import STATE_CLASS, num

MOST_CELLS = 64  # of a value that is written out in the details
SIGNS = string.ascii_letters + string.digits + "+-"  # a sign for each code of a heat map
PHASES = {"forward": "f", "backward": "b", "optimizer": "o", "other": "p"}


class Table:
    """Numbers for things that come again: `table(key, make)` is the number of a thing; `rows` are the things."""

    def __init__(self):
        self.rows, self._known = [], {}

    def __call__(self, key, make=None) -> int:
        at = self._known.get(key)
        if at is None:
            at = self._known[key] = len(self.rows)
            self.rows.append(make() if make is not None else key)
        return at


class Recording:
    """Collects the data of a job's steps; `note` is a sentence about what is not quite as asked."""

    def __init__(self, job, lang: str = ""):
        self.job, self.trace, self._lang = job, job.trace, lang
        self.note = ""
        self._texts, self._values = Table(), Table()
        self._parts: dict[int, _Part] = {}

    def collect(self) -> dict:
        """The whole data, ready for JSON."""
        shown = list(self.job.steps)
        if steps.step_number(self.trace, shown[0]) == 1:
            shown.insert(0, -1)  # before everything
        meta = self.trace.tape.meta or {}
        source = clean_program(str(meta.get("source") or ""))
        made, before = [], -2
        for number, step in enumerate(shown):
            made.append(self._step(step, before))
            before = step
            if self.job.progress is not None:
                self.job.progress(number + 1, len(shown))
        notes = Notes(self.trace, str(meta.get("source") or ""), shown, self._slot_of, self._lang)
        title = notes.title or self.job.file_name or "A run"
        return {
            "title": clean(title), "file": clean(self.job.file_name), "lang": notes.lang, "count": steps.count(self.trace),
            "code": source, "parts": self._still(), "steps": made,
            "texts": self._texts.rows, "values": self._values.rows, "stops": notes.stops,
            "output": self._output(shown),
        }  # fmt: skip

    def _still(self) -> list:
        """What stands still in each part; a part that looks like an earlier one (iterations do) is its number."""
        seen: dict[str, int] = {}
        made = []
        for part in self._parts.values():
            plain = part.plain()
            at = seen.setdefault(json.dumps(plain), part.number)
            made.append(plain if at == part.number else at)
        return made

    def _part(self, step: int) -> _Part:
        one = self.job.at(step)
        index = one.scope().index
        part = self._parts.get(index)
        if part is None:
            part = self._parts[index] = _Part(one.stage(), len(self._parts), self.trace, self._texts, self._values)
        return part

    def _step(self, step: int, before: int) -> dict:
        part = self._part(step)
        scene = part.stage.at(step)
        number = steps.step_number(self.trace, step)
        anchor = steps.step_span(self.trace, number)[0] if number else -1
        heading = [clean(text) for text in scene.heading()]
        made = {"n": number, "seq": step, "part": part.number, "phase": PHASES.get(self.trace.phase_at(step), "p"),
                "line": self.trace.line_of(anchor) or 0 if anchor >= 0 else 0,
                "says": self._texts(clean(sentences.step_sentence(self.trace, step)) if step >= 0 else ""),
                "head": [self._texts(text) for text in heading], "cards": part.cards(scene), "edges": part.edges(scene),
                "pills": [[*map(num, p.box), self._texts(p.text), p.tone] for p in scene.pills()]}  # fmt: skip
        if anchor >= 0 and self.trace.call_at(anchor):
            made["call"] = int(self.trace.call_at(anchor))
        if scene.current >= 0:
            made["at"] = int(scene.sheet.card[scene.current])
        return made

    def _slot_of(self, step: int, node: int | None, tensor: int | None) -> int:
        """The card of a node or tensor in the part that a step shows, −1 if it is not there."""
        part = self._part(step).stage.part
        index = part.by_node.get(node, -1) if node is not None else part.by_tensor.get(tensor, -1)
        return int(self._part(step).stage.sheet.card[index]) if index >= 0 else -1

    def _output(self, shown: list[int]) -> list[list]:
        """[step's place, stream, text] of what was printed, as it belongs to the steps shown."""
        result = []
        for seq in self.trace.events_of_kind("output"):
            event = self.trace[int(seq)]
            at = int(np.searchsorted(shown, int(seq)))
            if at < len(shown) and int(seq) >= shown[0]:
                result.append([at, event["stream"], clean_program(event["text"])])
        return result


class _Part:
    """One part of the run: what stands still, and what each card and edge showed last."""

    def __init__(self, stage, number: int, trace, texts: Table, values: Table):
        self.stage, self.number, self.trace, self._texts, self._values = stage, number, trace, texts, values
        sheet = stage.sheet
        self._slots: dict[int, list[int]] = {}
        for slot, node in enumerate(sheet.node.tolist()):
            self._slots.setdefault(node, []).append(slot)
        self._shown: dict[int, list] = {}
        self._lines = None
        self._before = (None, None, -1, None)  # node states, ghosts, current node, cursor

    def plain(self) -> dict:
        """What stands still."""
        sheet = self.stage.sheet
        low, high = (sheet.boxes[:, :2].min(axis=0), sheet.boxes[:, 2:].max(axis=0)) if len(sheet) else ((0, 0), (1, 1))
        return {"box": [float(v) for v in (*low, *high)], "cards": [self._card(slot) for slot in range(len(sheet))],
                "edges": [self._edge(e) for e in range(len(sheet.edge))]}  # fmt: skip

    def _card(self, slot: int) -> list:
        """[kind, x, y, w, h, title, sub, shape, line, whole title, grad_fn, chip's host, px of a row]"""
        sheet = self.stage.sheet
        card, box = self.stage.card(slot, -1, STATE_NAMES[0], True), sheet.boxes[slot].tolist()
        node = self.stage.part.nodes[int(sheet.node[slot])]
        kind = card.kind if not card.chip or not card.solid else "leaf"
        place = [float(num(v)) for v in (box[0], box[1], box[2] - box[0], box[3] - box[1])]
        return [kind, *place, card.title, card.sub, card.shape, node.line or 0, clean(node.title),
                clean(node.grad_fn or ""), int(sheet.host[slot]), card.row_h]  # fmt: skip

    def _edge(self, e: int) -> list:
        """[from slot, to slot, path and head at rest, path and head with a gradient, middle x, y, words]"""
        sheet = self.stage.sheet
        edge = self.stage.part.edges[int(sheet.edge[e])]
        points, sideways = sheet.route(e), bool(sheet.sideways[e])
        rest = CUT if edge.cut else PLAIN if edge.tracked else UNTRACKED
        names = [clean(self.stage.part.nodes[i].title)[:40] for i in (edge.src, edge.dst)]
        return [*map(int, sheet.ends[e]), *_shape(points, rest, sideways), *_shape(points, FLOW, sideways),
                *(round(v, 1) for v in curves.middle(points, sideways)), f"{names[0]} → {names[1]}"]  # fmt: skip

    def cards(self, scene) -> list[list]:
        """[slot, state, ghost, value, its tone, gradient, its tone, its kind, value in full, gradient in full, which are
        heat maps (1: the value, 2: the gradient)] of the cards that look otherwise than they did; texts and values by
        number (−1: none)."""
        changed = []
        for slot in sorted(self._may_have_changed(scene)):
            now = self._look(scene, slot)
            if self._shown.get(slot) != now:
                self._shown[slot] = now
                changed.append([slot, *now])
        return changed

    def _may_have_changed(self, scene) -> set[int]:
        states, ghosts, current, cursor = self._before
        self._before = (scene.node_state.copy(), scene.ghost.copy(), scene.current, scene.cursor)
        everything = set(range(len(scene.sheet)))
        if cursor is None or scene.cursor < cursor:
            return everything
        index = self.trace.index
        events = slice(cursor + 1, scene.cursor + 1)
        kinds = index.kind.view[events]
        if np.isin(kinds, (K.BACKWARD, K.BACKWARD_END, K.ERROR, K.END)).any():
            return everything
        part = self.stage.part
        nodes = set(np.flatnonzero((scene.node_state != states) | (scene.ghost != ghosts)).tolist())
        nodes |= {current, scene.current}
        nodes |= {part.by_tensor.get(t, -1) for t in index.tensor.view[events].tolist()}
        nodes |= {part.by_node.get(n, -1) for n in index.node.view[events].tolist()}
        for at in np.flatnonzero(kinds == K.OPTIMIZER_STEP).tolist():
            params = self.trace[cursor + 1 + at]["params"]
            nodes |= {part.by_tensor.get(p["tensor"], -1) for p in params}
        return {slot for node in nodes for slot in self._slots.get(node, ())}

    def _look(self, scene, slot: int) -> list:
        card = scene.card(slot)
        rows = {row.label: row for row in card.rows}
        value, older = rows.get(tr("value")), rows.get(tr("older"))
        grad = older or rows.get("grad")
        node = self.stage.part.nodes[int(scene.sheet.node[slot])]
        held = value_of(self.trace, node, scene.cursor) if not card.ghost else None
        found = gradient_of(self.trace, node, scene.cursor).value if not card.ghost else None
        say = lambda row: self._texts(row.text) if row is not None else -1
        drawn = [row is not None and row.glyph is not None for row in (value, grad)]
        return [STATE_CLASS[card.state], int(card.ghost), say(value), value.tone if value else "", say(grad),
                grad.tone if grad else "", "older" if older else grad.kind if grad else "", self._value(held, drawn[0]), self._value(found, drawn[1]),
                drawn[0] + 2 * drawn[1]]  # fmt: skip

    def _value(self, value, drawn: bool) -> int:
        """The number of a value; drawn: its card shows it as a heat map."""
        if value is None:
            return -1
        needs = drawn or value.numel > numbers.NESTED_UP_TO
        return self._values((value.key, needs), lambda: full_value(value, self.stage.glyphs if needs else None))

    def edges(self, scene) -> list[list]:
        """[edge, state, ghost] of the edges that look otherwise than they did."""
        now = np.stack([scene.line_state.astype(int), scene.line_ghost.astype(int)], 1)
        old, self._lines = self._lines, now
        differ = np.arange(len(now)) if old is None else np.flatnonzero((now != old).any(axis=1))
        return [[int(e), *map(int, now[e])] for e in differ]


def _shape(points, state: int, sideways: bool) -> tuple[str, str]:
    commands, head = curves.drawn(points, state, sideways)
    (x0, y0), (x1, y1), (x2, y2) = head
    return path_text(commands), f"M{num(x0)} {num(y0)}l{num(x1 - x0)} {num(y1 - y0)} {num(x2 - x1)} {num(y2 - y1)}z"


def full_value(value, glyphs: Glyphs | None) -> dict:
    """A value for the card and the details: its shape and dtype, its heat map (with glyphs, which make it), its cells with
    their heat (the last two dimensions, at most MOST_CELLS), else its statistics."""
    made = {"shape": numbers.shape_text(value.shape), "dtype": value.dtype}
    array = value.array
    if glyphs is not None and array.size:
        glyph = glyphs.of(value)
        codes = "".join(SIGNS[code] for code in glyph.codes)
        made["map"] = [glyph.columns, glyph.rows, glyph.wide, glyph.high, codes, glyph.lines, int(glyph.odd)]
    if not 0 < array.size <= MOST_CELLS:
        return made | {"stats": numbers.stats(value).text() if array.size else "no elements"}
    rows = array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)
    warm = np.nan_to_num(numbers.heat(rows), nan=9.0)
    return made | {"cells": [[numbers.number(x) for x in row] for row in rows],
                   "heat": [[round(float(x), 2) for x in row] for row in warm]}  # fmt: skip


def clean_program(text: str) -> str:
    """A program or its output as it may stand in a page: line ends and tabs stay, other control characters do not."""
    return "\n".join(m.clean(line.replace("\t", "    "), longest=2000) if line else "" for line in text.split("\n"))
