"""A sheet at a cursor: what every card says, which state it is in, and what flowed along the edges.

`Stage` is a sheet with what is needed to show it at any cursor; it is kept while one steps. `Stage.at(cursor)` is a
`Scene`: arrays of states at once, cards and pills when they are asked for. The window's canvas, png, pdf and svg all
draw scenes. `build_scene` does the whole way from a trace, for whoever wants one picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.model.graph import Graph, GraphPart, Scope
from app.model.layout import layered
from app.model.translate import tr

from . import measure as m
from .cardtext import Row, Still, grad_row, value_row
from .cut_words import CutPlaces, CutWords
from .glyph import glyphs_of
from .grids import Grid
from .groups import CHEVRON_W, COUNT_W, Bar, Bracket, Frame, brackets_of, frames_of, group_words
from .pills import Pill, place_pills
from .sheet import Sheet, card_size, plan, still_text
from .states import CURRENT, CUT, FLOW, FLOWED, PENDING, STATE_NAMES, UNREACHED, VISITED, States, states_of


@dataclass(frozen=True, slots=True)
class Card:
    """A card (or chip) as it is drawn at a cursor; every text is clean and fits.

    kind: of its graph node. state: one of states.STATE_NAMES, or "cut" for what a cut keeps from getting a gradient.
    chip: drawn as a pill beside its user; `solid` if gradients reach it. ghost: not made yet. row_h: px of a row.
    grids: in place of rows, in the view "tensors". Of closed groups (kind "group"): count, how many of equal structure it stands for; bars, one
    for each of them (of very many, of some).
    """

    kind: str
    title: str
    sub: str
    shape: str
    rows: tuple[Row, ...]
    state: str
    ghost: bool = False
    chip: bool = False
    solid: bool = False
    grids: tuple[Grid, ...] = ()
    count: int = 0
    bars: tuple[Bar, ...] = ()
    row_h: float = m.ROW_H

    @property
    def waits(self) -> bool:
        """Whether something of it is still being made, see Note [Read once] in glyph.py."""
        return any(row.waits for row in self.rows)

    @property
    def tracked(self) -> bool:
        return self.kind in ("leaf", "op", "loss", "group")


class Stage:
    """A sheet that can be shown at any cursor. `refresh()` after the sheet's part or the trace has grown."""

    def __init__(self, trace, sheet: Sheet, states: States | None = None):
        self.trace, self.sheet = trace, sheet
        self.states = states or states_of(trace, sheet.part)
        self.glyphs = glyphs_of(trace)
        self._cards: dict[tuple, Card] = {}
        self._cut_places = CutPlaces(sheet)

    @property
    def cut_places(self) -> CutPlaces:
        """Where words stand at cuts."""
        if self._cut_places.sheet is not self.sheet:
            self._cut_places = CutPlaces(self.sheet, self._cut_places)
        return self._cut_places

    @property
    def part(self) -> GraphPart:
        return self.sheet.part

    def refresh(self) -> None:
        """Look at the trace and the part again."""
        self.states.refresh()
        self._cards.clear()

    def at(self, cursor: int, micro=None) -> Scene:
        """The scene at a cursor. `micro`: the MicroPosition within that step, if one stands within it."""
        return Scene(self, cursor, micro)

    def card(self, slot: int, cursor: int, state: str, ghost: bool, wait: bool = True) -> Card:
        """The card of a slot at a cursor. wait: for large tensors to be read, too; else such a card `waits`."""
        sheet, node = self.sheet, self.part.nodes[int(self.sheet.node[slot])]
        texts, box = sheet.texts[node.index], sheet.boxes[slot]
        if sheet.host[slot] >= 0:
            title = m.elide(texts.title, box[2] - box[0] - 18, m.CHIP)
            return Card(node.kind, title, "", "", (), state, ghost, True, node.tracked)
        if node.kind == "group":
            said = group_words(self, node.index, cursor)
            wide = float(box[2] - box[0])
            room = m.inner(wide) - CHEVRON_W
            sub = m.elide(said.sub, room, m.SMALL)
            card = self._fitted("group", replace(texts, sub=sub, shape=""), wide, said.rows, state, ghost)
            title = m.elide(texts.title, room - m.GLYPH_W - (COUNT_W if said.count > 1 else 0), m.TITLE)
            return replace(card, count=said.count, bars=said.bars, title=title)
        tall = self.is_tall(box, texts)
        glyphs = (self.glyphs.of if wait else self.glyphs.ready) if tall else None
        rows = self._rows(node, texts, box[2] - box[0], cursor, state, glyphs)
        if any(row.kind == "cut" for row in rows):
            state = "cut"
        card = self._fitted(node.kind, texts, float(box[2] - box[0]), rows, state, ghost)
        return replace(card, row_h=m.TALL_ROW) if tall else card

    def is_tall(self, box, texts: Still) -> bool:
        """Whether a card's rows have room for heat maps: whether it was measured so."""
        return texts.rows > 0 and box[3] - box[1] > m.card_height(texts.rows) + 1

    def _rows(self, node, texts: Still, wide: float, cursor: int, state: str, glyphs) -> tuple[Row, ...]:
        room = m.inner(wide) - m.LABEL_W
        characters = m.characters(room)
        rows = [value_row(self.trace, node, cursor, characters, glyphs)] if texts.rows else []
        if texts.rows > 1:
            rows.append(grad_row(self.trace, node, cursor, state, characters, glyphs))
        return tuple(_cut_to(row, room) for row in rows)

    def _fitted(self, kind: str, texts: Still, wide: float, rows: tuple, state: str, ghost: bool) -> Card:
        room = m.inner(wide)
        shape = m.elide(texts.shape, room * 0.6, m.MONO)
        sub = m.elide(texts.sub, room - m.width(shape, m.MONO) - (12 if shape else 0), m.SMALL)
        return Card(kind, m.elide(texts.title, room - m.GLYPH_W + 8, m.TITLE), sub, shape, rows, state, ghost)


class Scene:
    """A stage at one cursor.

    node_state uint8[nodes], ghost bool[nodes], edge_state uint8[graph edges] (codes of states.py); `slot_state` and
    `line_state` are the same for the sheet's slots and drawn edges. `current`: the graph node at the cursor, or -1.
    """

    def __init__(self, stage: Stage, cursor: int, micro=None):
        self.stage, self.sheet, self.cursor, self.micro = stage, stage.sheet, cursor, micro
        self.node_state, self.ghost = stage.states.nodes(cursor)
        self.edge_state = stage.states.edges(cursor, micro)
        self.current, self.in_backward = stage.states.current(cursor)

    @property
    def part(self) -> GraphPart:
        return self.sheet.part

    @property
    def slot_state(self) -> np.ndarray:
        return self.node_state[self.sheet.node]

    @property
    def slot_ghost(self) -> np.ndarray:
        return self.ghost[self.sheet.node]

    @property
    def line_state(self) -> np.ndarray:
        return self.edge_state[self.sheet.edge]

    @property
    def line_ghost(self) -> np.ndarray:
        """Edges whose user is still to be made."""
        return self.ghost[self.stage.states.dst[self.sheet.edge]] if len(self.sheet.edge) else np.zeros(0, bool)

    def frames(self) -> list[Frame]:
        """The frames round open groups, outer ones first: drawn below everything else."""
        return frames_of(self.part, self.sheet.frames)

    def brackets(self) -> list[Bracket]:
        """The parts of open groups, each with the stretch that its cards take."""
        return brackets_of(self.part, self.sheet)

    def card(self, slot: int, wait: bool = True) -> Card:
        """The card of a slot, ready to be drawn; see Stage.card."""
        node = int(self.sheet.node[slot])
        return self.stage.card(slot, self.cursor, STATE_NAMES[self.node_state[node]], bool(self.ghost[node]), wait)

    def flowed(self, edge: int, wait: bool = True):
        """What flowed along a graph edge in this backward call (a TensorValue), None if nothing did; see
        FoldedStates.flowed."""
        if self.edge_state[edge] not in (FLOW, FLOWED):
            return None
        return self.stage.states.flowed(edge, self.cursor, wait)

    @property
    def is_adding(self) -> bool:
        """Whether a sum that was asked for is still being added up."""
        sums = self.stage.states.sums
        return sums is not None and sums.wanted

    def pill(self, edge: int) -> Pill | None:
        """The pill of one drawn edge (an index into sheet.edge), for hovering; None if nothing flowed along it."""
        placed = place_pills(self, [edge])
        return placed[0] if placed else None

    def pills(self) -> list[Pill]:
        """The pills on the edges of the current node: what arrived and what it sent."""
        if self.current < 0 or not self.in_backward:
            return []
        near = {*self.part.inputs[self.current], *self.part.outputs[self.current]}
        return place_pills(self, [i for i, e in enumerate(self.sheet.edge.tolist()) if e in near])

    def cut_words(self) -> list[CutWords]:
        """What cut the graph, beside the scissors on each edge that is cut."""
        places = self.stage.cut_places
        return [places.of(edge, m.clean(why)) for edge in self.cuts() if (why := self.part.edges[int(self.sheet.edge[edge])].why)]

    def cuts(self) -> list[int]:
        """Drawn edges where the graph was cut."""
        return np.flatnonzero(self.line_state == CUT).tolist()

    def has_heat(self, slots) -> bool:
        """Whether some card of these slots has room for heat maps."""
        stage, sheet = self.stage, self.sheet
        return any(stage.is_tall(sheet.boxes[slot], sheet.texts[node]) for slot, node in zip(slots, sheet.node[slots].tolist())
                   if sheet.host[slot] < 0 and self.part.nodes[node].kind != "group")

    @property
    def whole_part(self) -> GraphPart:
        """The part, unfolded."""
        return getattr(self.part, "base", None) or self.part

    def heading(self, scope=None) -> tuple[str, str]:
        """Two short lines that say where this is: ("iteration 5 of 12", "backward from y: gradients flow upwards").

        scope: the part as it is now, where more has been read since it was drawn: there are more iterations then.
        """
        trace, scope, turned = self.stage.trace, scope or self.part.scope, self.sheet.turned
        call = trace.last_call(self.cursor) if self.cursor >= 0 else None
        begun = call is not None and call.first >= scope.first
        names = []
        if begun:
            names = [m.clean(trace.tensor(t).name or self._title(t)) for t in trace[call.first].get("roots") or ()]
        start = tr("backward from {names}", names=", ".join(names)) if names else tr("backward")
        if scope.whole:
            return tr("whole run"), tr("{count:,} nodes", count=len(self.whole_part.nodes))
        if not begun:
            forward = tr("forward: values flow to the right") if turned else tr("forward: values flow downwards")
            return scope.title, forward if scope.call or scope.call == 0 else ""
        return scope.title, (tr("{start}: gradients flow to the left", start=start) if turned
                             else tr("{start}: gradients flow upwards", start=start))

    def _title(self, tensor: int) -> str:
        index = self.part.by_tensor.get(tensor)
        return self.part.nodes[index].title if index is not None else tr("tensor {id}", id=tensor)

    def legend(self, slots=None, edges=None) -> list[tuple[str, str]]:
        """(glyph, words) for the states that occur in this scene, and no others; among these slots and drawn edges
        only, where they are given."""
        nodes = slice(None) if slots is None else self.sheet.node[slots]
        ghost, shown, tracked = self.ghost[nodes], self.node_state[nodes], self.stage.states.tracked[nodes]
        made = tracked & ~ghost
        cut = self.edge_state[self.sheet.edge if edges is None else self.sheet.edge[edges]] == CUT
        found = []
        if (made & (shown == PENDING)).any():
            found.append(("pending", tr("not yet")))
        if (~ghost & (shown == CURRENT)).any():
            found.append(("current", tr("current")))
        if (made & (shown == VISITED)).any():
            found.append(("visited", tr("visited")))
        if cut.any():
            found.append(("cut", tr("cut: no gradient")))
        elif (made & (shown == UNREACHED)).any():
            found.append(("unreached", tr("no gradient")))
        if not tracked.all():
            found.append(("untracked", tr("not tracked")))
        if ghost.any():
            found.append(("ghost", tr("not made yet")))
        return found


def _cut_to(row: Row, room: float) -> Row:
    """A row whose text fits; that of a heat map stands beside it in lines that do."""
    if row.glyph is not None:
        return row
    return replace(row, text=m.elide(m.clean(row.text), room, m.MONO if row.mono else m.SMALL))


def build_stage(
    trace, graph: Graph, scope: Scope, seeds: dict[int, float] | None = None, view: str = "graph", turned: bool = False
) -> Stage:
    """Measure, lay out and set up one part of a run. view: "graph", "tensors" (all that was computed, see
    Note [The computation] in graph.py, with grids in the cards) or "bare" (no numbers). turned: from left to right."""
    if view == "bare":
        from .bare import build_bare_stage

        return build_bare_stage(trace, graph, scope, seeds, turned)
    part = graph.part(scope, everything=view == "tensors")
    texts = [still_text(part, node) for node in part.nodes]
    sizes = [size_of(view, trace, part, node, text) for node, text in zip(part.nodes, texts)]
    planned = plan(trace, part, seeds, (texts, sizes), turned)
    return stage_of(view, trace, planned.finish(layered(planned.input)))


def size_of(view: str, trace, part: GraphPart, node, texts: Still) -> tuple[float, float]:
    """(width, height) of a node's card or chip in a view."""
    if view == "tensors" and node.kind not in ("number", "group"):
        from .tensors import grid_card_size

        return grid_card_size(trace, part.scope.last, node, texts)[:2]
    return card_size(trace, part, node, texts)


def stage_of(view: str, trace, sheet: Sheet) -> Stage:
    """The stage of a view."""
    if view == "tensors":
        from .tensors import TensorStage

        return TensorStage(trace, sheet)
    return Stage(trace, sheet)


def build_scene(
    trace, graph: Graph, scope: Scope, cursor: int, micro=None, view: str = "graph", turned: bool = False
) -> Scene:
    """The picture of one part of a run at a cursor."""
    return build_stage(trace, graph, scope, None, view, turned).at(cursor, micro)
