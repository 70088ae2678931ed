"""What the card of closed groups says: what it is, how far backward is in it, and its gradient flow in sum.

Note [Flow in sum]
    The norm of a group's gradient is that of all its parameters' `.grad` together, as clip_grad_norm_ has it. A group
    without parameters has the norm of what arrived at its last result. Each of several equal groups has a bar; of more
    than BARS, bars are of members at even distances.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from app.model.folding_part import FoldedPart, GroupCard
from app.model.graph import GraphNode
from app.model.numbers import number
from app.model.translate import counted, tr

from . import measure as m
from .cardtext import Row, Still
from .readings import gradient_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .scene import Stage

BARS = 24
SHEETS, SHEET_STEP = 2, 4.0  # cards that show behind a stack, px by which each is further down and right
BAR_W, BAR_GAP, BAR_H = 9.0, 3.0, 26.0
COUNT_W = 44.0  # px for "×12"
CHEVRON_W = 18.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One of several equal groups: its norm as a part of the largest (nan: not finite; None: no gradient yet), and
    whether backward has been through it."""

    height: float | None
    visited: bool


@dataclass(frozen=True, slots=True)
class GroupWords:
    """What changes with the cursor on the card of closed groups."""

    sub: str
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame round an open group: box (left, top, right, bottom), title, detail; group: its index in the part's tree."""

    box: tuple[float, float, float, float]
    title: str
    detail: str
    group: int


def frames_of(part, boxes) -> list[Frame]:
    """The frames of a part whose boxes are these, outer ones first."""
    if not len(boxes):
        return []
    return [
        Frame(tuple(box), m.clean(found.title), f"{m.clean(found.detail)}, {nodes_of(found.size)}".strip(", "), found.group)
        for box, found in zip(boxes.tolist(), part.frames)
    ]


@dataclass(frozen=True, slots=True)
class Bracket:
    """The name of a part of an open group, and where its cards lie along the graph: from `low` to `high`; beside: the
    edge of its frame, left of which (below which, where the graph runs to the right) the bracket belongs."""

    title: str
    low: float
    high: float
    beside: float


def brackets_of(part, sheet) -> list[Bracket]:
    """A bracket for each group right within an open one that is shown as its nodes, where it does not share its stretch
    with the one before. sheet: a sheet.Sheet of the part."""
    found = []
    for place, frame in enumerate(part.frames if isinstance(part, FoldedPart) else ()):
        group, mine = part.tree.groups[frame.group], []
        for child in (part.tree.groups[g] for g in group.groups if not part.tree.groups[g].is_trivial):
            nodes = np.unique(part.item_of[part.tree.members(child.index)])
            nodes = nodes[(part.frame_of[nodes] == place) & (sheet.card[nodes] >= 0)]
            if len(nodes) and not any(int(node) in part.cards for node in nodes):
                box, a = sheet.boxes[sheet.card[nodes]], int(not sheet.turned)
                title = child.title.removeprefix(f"{group.title}.")
                beside = float(sheet.frames[place, 0 if a else 3])
                mine.append(Bracket(m.clean(title), float(box[:, a].min()), float(box[:, a + 2].max()), beside))
        at = -math.inf
        for bracket in sorted(mine, key=lambda b: b.low):
            if bracket.low >= at:
                found.append(bracket)
                at = bracket.high
    return found


def nodes_of(count: int) -> str:
    return counted(count, "{count:,} node", "{count:,} nodes")


def still(part: FoldedPart, node: GraphNode) -> Still:
    """The texts of a group's card that stay as they are."""
    return Still(m.clean(node.title), what(part.cards[node.index]), m.clean(node.shape), 2)


def what(card: GroupCard) -> str:
    """What a card stands for: "Block, 62 nodes", "62 nodes each", "10,000 ops"."""
    nodes = nodes_of(card.size)
    detail = m.clean(card.detail)
    if card.count > 1:
        nodes = tr("{count:,} ops", count=card.count) if card.size == 1 else tr("{nodes} each", nodes=nodes)
    return f"{detail}, {nodes}" if detail and detail != card.title else nodes


def card_size(part: FoldedPart, node: GraphNode, texts: Still) -> tuple[float, float]:
    """(width, height) of a group's card."""
    card = part.cards[node.index]
    total = len(card.members.nodes)
    wide = m.width(texts.title, m.TITLE) + CHEVRON_W + (COUNT_W if card.count > 1 else 0) + m.GLYPH_W
    longest = (tr("{done:,} of {count:,} visited", done=total, count=total), tr("not yet reached"))
    wide = max(wide, CHEVRON_W + max(m.width(f"{texts.sub} · {words}") for words in longest))
    if card.count > 1:
        wide = max(wide, CHEVRON_W + min(card.count, BARS) * (BAR_W + BAR_GAP) + 90)
    else:
        wide = max(wide, CHEVRON_W + m.LABEL_W + m.width(texts.shape, m.MONO))
    sheets = SHEETS * SHEET_STEP if card.count > 1 else 0.0
    return min(max(wide + 2 * m.PAD_X + m.BAR, 180.0), m.MAX_W) + sheets, m.card_height(2) + sheets


def group_words(stage: Stage, node: int, cursor: int) -> GroupWords:
    """What the card of a group says at a cursor."""
    part: FoldedPart = stage.part
    card, texts = part.cards[node], stage.sheet.texts[node]
    visited, ways = stage.states.progress(node, cursor)
    sub = f"{texts.sub} · {progress_words(visited, ways)}" if ways else texts.sub
    flow = flow_of(stage, part)
    if card.count > 1:
        return GroupWords(sub, (), _bars(stage, card, flow, cursor), card.count)
    norm = flow.norm(card.members[0], cursor)
    grad = Row("grad", tr("not yet"), "pend", False, "not_yet") if norm is None else _norm_row(norm, visited >= ways)
    shape = [Row("shape", m.clean(part.nodes[node].shape), "text", True)] if part.nodes[node].shape else []
    room = m.inner(float(np.ptp(stage.sheet.boxes[stage.sheet.card[node], [0, 2]]))) - m.LABEL_W - CHEVRON_W
    rows = tuple(replace(r, text=m.elide(r.text, room, m.MONO if r.mono else m.SMALL)) for r in (*shape, grad))
    return GroupWords(sub, rows, (), 1)


def _norm_row(norm: float, visited: bool) -> Row:
    return Row("grad", tr("norm {norm}", norm=number(norm)), "vis" if visited else "text", True)


def progress_words(visited: int, ways: int) -> str:
    """ "not yet reached", "35 of 62 visited", "visited"."""
    if not visited:
        return tr("not yet reached")
    return tr("visited") if visited >= ways else tr("{done:,} of {count:,} visited", done=visited, count=ways)


def _bars(stage: Stage, card: GroupCard, flow: Flow, cursor: int) -> tuple[Bar, ...]:
    count = card.count
    chosen = range(count) if count <= BARS else [round(k * (count - 1) / (BARS - 1)) for k in range(BARS)]
    seen = flow.seen((card.group, count, card.members.first), lambda: [card.members[k] for k in chosen], stage.states.base, cursor)
    norms = [norm for norm, _ in seen]
    largest = max((n for n in norms if n is not None and math.isfinite(n)), default=0.0) or 1.0
    found = []
    for norm, visited in seen:
        height = None if norm is None else norm / largest if math.isfinite(norm) else math.nan
        found.append(Bar(height, visited))
    return tuple(found)


def flow_of(stage: Stage, part: FoldedPart) -> Flow:
    """The Flow of the graph that was folded, kept as long as it is."""
    flow = part.base.derived.get("flow")
    if flow is None or flow.trace is not stage.trace:
        flow = part.base.derived["flow"] = Flow(stage.trace, part.base)
    return flow


class Flow:
    """Norms of gradients in a part of the graph, see Note [Flow in sum]."""

    def __init__(self, trace, part):
        self.trace, self._part = trace, part
        self._squares: dict = {}
        self._last: dict[tuple[int, ...], tuple[list, list]] = {}
        self._seen: dict[tuple, tuple] = {}  # of a card: (cursor, what else it hangs on, its groups, the answer)

    def _ends(self, members: tuple[int, ...]) -> tuple[list, list]:
        """(parameters among these nodes, the last result)."""
        found = self._last.get(members)
        if found is None:
            nodes = [self._part.nodes[i] for i in members]
            results = [n for n in nodes if n.kind in ("op", "loss")]
            found = self._last[members] = [n for n in nodes if n.kind == "leaf"], results[-1:]
        return found

    def seen(self, card: tuple, members: Callable[[], list], states, cursor: int) -> list[tuple[float | None, bool]]:
        """(norm, whether visited) of the groups of nodes of one card: of those that a step has not touched as it was.
        states: those of the part."""
        now = len(self.trace), self.trace.veil
        before, then, groups, found = self._seen.get(card, (cursor, None, None, None))
        touched = None
        if then == now:
            touched = set(states.touched(before, cursor).tolist())
        else:
            groups = members()
        found = [
            (self.norm(group, cursor), self.is_visited(group, cursor))
            if touched is None or not touched.isdisjoint(group) else found[k]
            for k, group in enumerate(groups)
        ]  # fmt: skip
        self._seen[card] = cursor, now, groups, found
        return found

    def norm(self, members: tuple[int, ...], cursor: int) -> float | None:
        """The norm of the gradient of these nodes at a cursor; None while there is none."""
        leaves, last = self._ends(members)
        values = [gradient_of(self.trace, node, cursor).value for node in leaves]
        values = [v for v in values if v is not None]
        if not leaves:
            values = [v for node in last if (v := gradient_of(self.trace, node, cursor).value) is not None]
        return math.sqrt(sum(self._square(v) for v in values)) if values else None

    def is_visited(self, members: tuple[int, ...], cursor: int) -> bool:
        """Whether backward has been at the first of these nodes that it goes through last."""
        leaves, last = self._ends(members)
        first = next((self._part.nodes[i] for i in members if self._part.nodes[i].kind in ("op", "loss")), None)
        ends = [first] if first is not None else [*last, *leaves][:1]
        return bool(ends) and ends[0].node >= 0 and self.trace.run_of(ends[0].node, cursor) >= 0

    def _square(self, value) -> float:
        known = self._squares.get(value.key)
        if known is None:
            with np.errstate(all="ignore"):
                flat = np.asarray(value.array).ravel()
                flat = flat.astype(np.complex128 if np.iscomplexobj(flat) else np.float64)
                known = float(np.vdot(flat, flat).real)
            self._squares[value.key] = known
        return known
