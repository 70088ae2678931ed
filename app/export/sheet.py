"""A part of the graph on its sheet of paper: which cards and chips there are, how big, and where, at no cursor yet.

Note [Slots]
    What is drawn in one place is a *slot*: a card, or a chip beside the card that uses it. Every graph node has one
    card slot; a number's slot is a chip. A leaf (or an untracked tensor) used more than HUB times is drawn as a chip
    beside each user but the first, for long edges from one parameter to 200 users would be all that one sees. Its
    chips are slots of the same node: one tensor, they light up together.

Note [Sizes hold still]
    A card is as wide as what it says at the end of its part of the run, so that stepping never moves anything; what is
    longer at some other step is cut to fit. While a run is being recorded its end is not known, and `plan` measures
    what there is.

Note [Turned]
    A graph that runs from left to right is laid out as one that runs down, of cards as high as they are wide and the
    other way about; at the very end x and y change places. So layouts know one direction only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from app.model.folding_part import FoldedPart
from app.model.graph import GraphEdge, GraphNode, GraphPart
from app.model.layout import Layout, LayoutInput
from app.model.layout.parts import RIMS

from . import cardtext, groups
from . import measure as m
from .glyph import blank

HUB = 8  # users up to which a tensor is drawn once
EVEN_BELOW = 24  # cards up to which all get one width


@dataclass(eq=False)
class Sheet:
    """Slots and edges at their places; arrays have a row for each.

    node: int64[s], the graph node of a slot. boxes: float64[s, 4], left, top, right, bottom. host: int64[s], the slot
    beside which a chip sits, -1 for a card. card: int64[nodes], the card slot of a node. texts: of the nodes.
    edge: int64[m], the graph edge; ends: int64[m, 2], slots of input and user. route(e): its way-points. frames:
    float64[f, 4], the boxes of the part's open groups (folding_part.OpenGroup), outer ones first.
    turned: it runs from left to right; sideways: bool[m], edges whose ends are level, not upright.
    """

    part: GraphPart
    texts: list[cardtext.Still]
    node: np.ndarray
    boxes: np.ndarray
    host: np.ndarray
    card: np.ndarray
    edge: np.ndarray
    ends: np.ndarray
    points: np.ndarray
    start: np.ndarray
    frames: np.ndarray = field(default_factory=lambda: np.empty((0, 4)))
    turned: bool = False

    @property
    def sideways(self) -> np.ndarray:
        return (self.host[self.ends[:, 0]] >= 0) != self.turned if len(self.ends) else np.zeros(0, bool)

    def __len__(self) -> int:
        return len(self.node)

    def route(self, edge: int) -> np.ndarray:
        """Way-points of a drawn edge, float64[k, 2], from its input to its user."""
        return self.points[self.start[edge] : self.start[edge + 1]]

    def bounds(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of all that is drawn, the glow of a card included; (0, 0, 0, 0) of nothing."""
        if not len(self.node):
            return 0.0, 0.0, 0.0, 0.0
        low = np.minimum(self.boxes[:, :2].min(axis=0), self.points.min(axis=0) if len(self.points) else np.inf)
        high = np.maximum(self.boxes[:, 2:].max(axis=0), self.points.max(axis=0) if len(self.points) else -np.inf)
        if len(self.frames):
            low = np.minimum(low, self.frames[:, :2].min(axis=0))
            high = np.maximum(high, self.frames[:, 2:].max(axis=0))
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def slots_of(self, node: int) -> np.ndarray:
        """All slots that show one graph node."""
        return np.flatnonzero(self.node == node)


@dataclass(eq=False)
class Chip:
    """A chip to be: the graph edge it stands for, its node, its user's node, its width."""

    edge: GraphEdge
    node: int
    host: int
    width: float


class Plan:
    """A sheet before its layout. `input` goes to `app.model.layout.layered` (any thread); `finish` makes the sheet."""

    def __init__(self, part: GraphPart, texts: list, sizes: np.ndarray, chips: list[Chip], seeds: dict | None, turned: bool, keep: bool):
        self.part, self.texts, self.chips, self._turned, self._keep = part, texts, chips, turned, keep
        self._sizes = sizes[:, ::-1] if turned else sizes
        chip_edges = {c.edge.index for c in chips}
        self.cards = [n.index for n in part.nodes if n.kind != "number"]
        self._place = {node: i for i, node in enumerate(self.cards)}
        self.edges = [e for e in part.edges if e.index not in chip_edges]
        self._beside: dict[int, list[Chip]] = {}
        for chip in chips:
            self._beside.setdefault(chip.host, []).append(chip)
        self.input = self._layout_input(seeds)

    def _layout_input(self, seeds: dict[int, float] | None) -> LayoutInput:
        wide, tall = self._sizes[self.cards, 0], self._sizes[self.cards, 1].copy()
        left, right = wide / 2, wide / 2
        for host, chips in self._beside.items():
            i = self._place[host]
            sizes = [chip_size(c, self._turned) for c in chips]
            left[i] += m.CHIP_GAP + max(across for across, _ in sizes)
            tall[i] = max(tall[i], sum(along + m.CHIP_STACK for _, along in sizes) - m.CHIP_STACK)
        src = np.array([self._place[e.src] for e in self.edges], np.int64)
        dst = np.array([self._place[e.dst] for e in self.edges], np.int64)
        slot = np.array([e.slot for e in self.edges], np.int64)
        seed_x = None
        if seeds:
            seed_x = np.array([seeds.get(node, np.nan) for node in self.cards])
        made = LayoutInput(src, dst, _ranks(dst, slot), left, right, tall, wide / 2, seed_x)
        made.keep = self._keep
        if isinstance(self.part, FoldedPart) and self.part.frames:
            made.frame = self.part.frame_of[self.cards]
            made.parent = np.array([frame.parent for frame in self.part.frames], np.int64)
            if self._turned:
                made.rims = RIMS[1], RIMS[0], RIMS[3], RIMS[2]
        return made

    def finish(self, layout: Layout) -> Sheet:
        """The sheet, cards and chips at the places which the layout gives them."""
        cards = np.asarray(self.cards, np.int64)
        half = self._sizes[cards] / 2 if len(cards) else np.empty((0, 2))
        centre = np.column_stack([layout.x, layout.y]) if len(cards) else np.empty((0, 2))
        corner = np.rint(centre - half)  # on whole px: sharp on the screen, short in files
        boxes = np.concatenate([corner, corner + 2 * half], axis=1) if len(cards) else np.empty((0, 4))
        card_of = np.full(len(self.part.nodes), -1, np.int64)
        card_of[cards] = np.arange(len(cards))
        chip_boxes, routes, chip_slots, hosts = [], [], [], []
        for host, chips in self._beside.items():
            slot = int(card_of[host])
            for chip, box, route in zip(chips, *place_chips(boxes[slot], [chip_size(c, self._turned) for c in chips])):
                if self.part.nodes[chip.node].kind == "number":
                    card_of[chip.node] = len(cards) + len(chip_boxes)
                chip_boxes.append(box)
                routes.append(route)
                chip_slots.append(chip)
                hosts.append(slot)
        node = np.concatenate([cards, np.array([c.node for c in chip_slots], np.int64)])
        host = np.concatenate([np.full(len(cards), -1, np.int64), np.array(hosts, np.int64)])
        ends = [(card_of[e.src], card_of[e.dst]) for e in self.edges]
        ends += [(len(cards) + k, hosts[k]) for k in range(len(chip_slots))]
        points, start = _trimmed(layout, boxes, np.array(ends[: len(self.edges)], np.int64).reshape(-1, 2))
        more = np.concatenate(routes) if routes else np.empty((0, 2))
        starts = np.concatenate([start, start[-1] + 2 * np.arange(1, len(routes) + 1)])
        made = Sheet(
            part=self.part, texts=self.texts, node=node, host=host, card=card_of,
            boxes=np.concatenate([boxes, np.array(chip_boxes).reshape(-1, 4)]),
            edge=np.array([e.index for e in self.edges] + [c.edge.index for c in chip_slots], np.int64),
            ends=np.array(ends, np.int64).reshape(-1, 2), points=np.concatenate([points, more]), start=starts,
            frames=layout.frames,
        )  # fmt: skip
        return turn(made) if self._turned else made


def _trimmed(layout: Layout, boxes: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The layout's routes, their ends put onto the cards' rims (a column of chips may be taller than its card)."""
    points, start = layout.points.copy(), layout.start
    points[:, 0] = np.rint(points[:, 0])
    if len(ends):
        points[start[:-1], 1] = boxes[ends[:, 0], 3]
        points[start[1:] - 1, 1] = boxes[ends[:, 1], 1]
    return points, start


def turn(sheet: Sheet) -> Sheet:
    """The same sheet with x and y changed, see Note [Turned]."""
    swapped = [1, 0, 3, 2]
    return replace(
        sheet, boxes=sheet.boxes[:, swapped].copy(), points=sheet.points[:, ::-1].copy(),
        frames=sheet.frames[:, swapped].copy(), turned=not sheet.turned,
    )  # fmt: skip


def chip_size(chip: Chip, turned: bool) -> tuple[float, float]:
    """(width, height) of a chip as the layout has it."""
    return (m.CHIP_H, chip.width) if turned else (chip.width, m.CHIP_H)


def place_chips(card: np.ndarray, sizes: list[tuple[float, float]]) -> tuple[list, list]:
    """(boxes, routes) of chips of these sizes in a column left of a card, in order from above; routes run from chip to
    card."""
    y = (card[1] + card[3]) / 2 - (sum(tall + m.CHIP_STACK for _, tall in sizes) - m.CHIP_STACK) / 2
    right = card[0] - m.CHIP_GAP
    boxes, routes = [], []
    for wide, tall in sizes:
        boxes.append((right - wide, y, right, y + tall))
        at = min(max(y + tall / 2, card[1] + m.RADIUS), card[3] - m.RADIUS)
        routes.append(np.array([(right, y + tall / 2), (card[0], at)]))
        y += tall + m.CHIP_STACK
    return boxes, routes


def _ranks(dst: np.ndarray, slot: np.ndarray) -> np.ndarray:
    """For each edge its place among the edges of the same user, by slot."""
    order = np.lexsort((slot, dst))
    ranks = np.empty(len(dst), np.int64)
    ranks[order] = np.arange(len(dst)) - np.searchsorted(dst[order], dst[order], side="left")
    return ranks


def plan(
    trace, part: GraphPart, seeds: dict[int, float] | None = None, measured: tuple[list, list] | None = None,
    turned: bool = False, keep: bool = False,
) -> Plan:  # fmt: skip
    """Measure a part of the graph. `seeds`: x of node indices that are already on the screen, to stay near to.
    `measured`: (texts, sizes) of all nodes, as still_text and card_size give them, when that has been done already.
    `turned`: see Note [Turned]. `keep`: what has a seed passes by nothing else that has."""
    texts = measured[0] if measured else [still_text(part, node) for node in part.nodes]
    sizes = measured[1] if measured else [card_size(trace, part, n, t) for n, t in zip(part.nodes, texts)]
    sizes = np.array(sizes, float).reshape(-1, 2)
    cards = [n.index for n in part.nodes if n.kind not in ("number", "group")]
    if 0 < len(cards) <= EVEN_BELOW:
        most = m.EVEN_W if any(texts[i].rows for i in cards) else m.BARE_EVEN_W
        sizes[cards, 0] = np.maximum(sizes[cards, 0], min(sizes[cards, 0].max(), most))
    chips = []
    for node in part.nodes:
        edges = part.outputs[node.index]
        if node.kind == "number":
            chips += [chip_of(part, part.edges[e]) for e in edges]
        elif is_hub(node, len(edges)):
            chips += [chip_of(part, part.edges[e]) for e in edges[1:]]
    chips.sort(key=lambda c: (c.host, c.edge.slot))
    return Plan(part, texts, sizes, chips, seeds, turned, keep)


def is_hub(node: GraphNode, users: int) -> bool:
    """Whether a tensor with so many users is drawn as chips, see Note [Slots]."""
    return users > HUB and node.kind in ("leaf", "untracked")


def chip_of(part: GraphPart, edge: GraphEdge) -> Chip:
    """The chip that stands for an edge."""
    return Chip(edge, edge.src, edge.dst, m.chip_width(m.clean(part.nodes[edge.src].title)))


def still_text(part: GraphPart, node: GraphNode) -> cardtext.Still:
    """The unchanging texts of a node's card."""
    if node.kind == "group":
        return groups.still(part, node)
    return cardtext.still(node, any(part.edges[e].cut for e in part.inputs[node.index]))


def card_size(trace, part: GraphPart, node: GraphNode, texts: cardtext.Still) -> tuple[float, float]:
    """(width, height) of a node's card, or of its chip, see Note [Sizes hold still]."""
    if node.kind == "number":
        return m.chip_width(texts.title), m.CHIP_H
    if node.kind == "group":
        return groups.card_size(part, node, texts)
    end = max(part.scope.last, node.made_at)
    rows = [cardtext.value_row(trace, node, end, glyphs=blank)]  # how much room a heat map needs follows from the shape
    if texts.rows > 1:
        rows.append(cardtext.grad_row(trace, node, end, "visited", glyphs=blank))
    tall = any(row.glyph for row in rows) or cardtext.hides_glyph(trace, node, end)
    return cardtext.natural_width(texts, rows), m.card_height(texts.rows, tall)
