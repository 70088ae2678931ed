"""The sheet of a part that is still being recorded: cards appear where there is room, and stay where they are.

It has the same arrays as a laid-out Sheet, so scenes and painting do not know the difference. `extend()` places what
has come and says what changed. Sizes are measured when a card appears; see app.model.layout.live for the placing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from app.model.graph import GraphPart
from app.model.layout.live import LiveLayout
from app.model.layout.routes import RIM

from . import measure as m
from .sheet import HUB, Sheet, card_size, chip_of, chip_size, is_hub, place_chips, still_text, turn

CARDS = 16  # placed between two looks at the clock: two milliseconds or so
ROW_TURNED = 200.0  # px of a row when the graph runs from left to right: a card's width, more or less


@dataclass(slots=True)
class Growth:
    """What one `extend()` did: slots and drawn edges from these on are new, and these older slots have moved."""

    first_slot: int
    first_edge: int
    moved: list[int] = field(default_factory=list)
    restarted: bool = False


class LiveSheet:
    """Grows a sheet. `sheet` holds the arrays as they are now (new objects after each `extend()`)."""

    def __init__(self, trace, part: GraphPart, turned: bool = False, size_of=None):
        self.trace, self.part, self._turned = trace, part, turned
        self._size_of = size_of or (lambda *what: card_size(trace, *what))
        self._begin()

    def _begin(self) -> None:
        self._generation, self._done = self.part.generation, 0
        self._layout = LiveLayout(ROW_TURNED if self._turned else m.card_height(2, tall=True))
        self._texts: list = []
        self._node, self._host, self._card = Grow(0, np.int64), Grow(0, np.int64), Grow(0, np.int64)
        self._boxes, self._points = Grow(4), Grow(2)
        self._edge, self._ends, self._start = Grow(0, np.int64), Grow(2, np.int64), Grow(0, np.int64)
        self._start.append([0])

    @property
    def sheet(self) -> Sheet:
        """The sheet as it is now."""
        made = Sheet(
            part=self.part, texts=self._texts, node=self._node.view, boxes=self._boxes.view, host=self._host.view,
            card=self._card.view.copy(), edge=self._edge.view, ends=self._ends.view, points=self._points.view,
            start=self._start.view,
        )  # fmt: skip
        return turn(made) if self._turned else made

    def adopt(self, sheet: Sheet) -> None:
        """Go on from a sheet that was laid out as a whole: its cards stay, what comes is placed round them."""
        self._begin()
        sheet = turn(sheet) if sheet.turned else sheet
        self._texts, self._done = list(sheet.texts), len(sheet.texts)
        for grown, rows in (
            (self._node, sheet.node), (self._host, sheet.host), (self._card, sheet.card[: self._done]),
            (self._boxes, sheet.boxes), (self._edge, sheet.edge), (self._ends, sheet.ends),
            (self._points, sheet.points), (self._start, sheet.start[1:]),
        ):  # fmt: skip
            grown.append(rows)
        reach = sheet.boxes[:, 0].copy()  # chips at the left of a card are part of it
        beside = np.flatnonzero(sheet.host >= 0)
        np.minimum.at(reach, sheet.host[beside], sheet.boxes[beside, 0])
        for slot in np.flatnonzero(sheet.host < 0).tolist():
            left, top, right, bottom = sheet.boxes[slot].tolist()
            x = (left + right) / 2
            self._layout.adopt(int(sheet.node[slot]), x, x - float(reach[slot]), right - x, top, bottom)
        straight = np.abs(sheet.points[:-1, 0] - sheet.points[1:, 0]) < 0.5
        for k in np.flatnonzero(straight).tolist():
            (x, top), (_, bottom) = sheet.points[k].tolist(), sheet.points[k + 1].tolist()
            if bottom - top > self._layout.row_height / 2:
                self._layout.adopt_lane(x, top, bottom)

    @property
    def is_behind(self) -> bool:
        """Whether some of the part's nodes are still to be placed."""
        return self._generation != self.part.generation or self._done < len(self.part.nodes)

    def extend(self, deadline: float = float("inf")) -> Growth:
        """Place the nodes that the part has got since the last time, up to a time (time.perf_counter)."""
        restarted = self._generation != self.part.generation
        if restarted:
            self._begin()
        growth = Growth(len(self._node), len(self._edge), restarted=restarted)
        nodes = self.part.nodes
        self._texts.extend(still_text(self.part, node) for node in nodes[len(self._texts) :])
        self._card.append(np.full(len(nodes) - len(self._card), -1))
        while self._done < len(nodes):
            if nodes[self._done].kind != "number":
                self._add(self._done, growth)
            self._done += 1
            if self._done % CARDS == 0 and time.perf_counter() > deadline:
                break
        return growth

    def _add(self, index: int, growth: Growth) -> None:
        part, layout = self.part, self._layout
        wide, tall = self._size_of(part, part.nodes[index], self._texts[index])
        if self._turned:
            wide, tall = tall, wide
        edges = sorted((part.edges[e] for e in part.inputs[index]), key=lambda e: e.slot)
        drawn = [e for e in edges if not self._is_chip(e)]
        row = layout.row_below([e.src for e in drawn])
        drawn = [e for e in drawn if not layout.far(e.src, row)]
        chips = [chip_of(part, e) for e in edges if e not in drawn]
        sizes = [chip_size(c, self._turned) for c in chips]
        left = wide / 2 + (m.CHIP_GAP + max(across for across, _ in sizes) if chips else 0)
        tall_all = max(tall, sum(along + m.CHIP_STACK for _, along in sizes) - m.CHIP_STACK)
        added = layout.add(index, left, wide / 2, tall_all, [e.src for e in drawn])
        for source in added.moved:
            slot = int(self._card.view[source])
            self._boxes.view[slot] = self._box(source, self._boxes.view[slot])
            growth.moved.append(slot)
        x, y = layout.places[index].x, layout.y(index)
        slot = self._slot(index, (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2), -1)
        ports = self._ports(x, wide, drawn)
        for edge, lanes, port in zip(drawn, added.lanes, ports):
            self._edge_between(edge, slot, lanes, port)
        boxes, routes = place_chips(self._boxes.view[slot], sizes)
        for chip, box, route in zip(chips, boxes, routes):
            self._draw(chip.edge.index, self._slot(chip.node, box, slot), slot, route)

    def _is_chip(self, edge) -> bool:
        source = self.part.nodes[edge.src]
        users = self.part.outputs
        return source.kind == "number" or (is_hub(source, users.count(edge.src)) and edge.index not in users.some(edge.src, HUB))

    def _box(self, node: int, old) -> tuple[float, float, float, float]:
        half, tall = (old[2] - old[0]) / 2, (old[3] - old[1]) / 2
        x, y = self._layout.places[node].x, self._layout.y(node)
        return x - half, y - tall, x + half, y + tall

    def _slot(self, node: int, box: tuple, host: int) -> int:
        slot = len(self._node)
        self._node.append([node])
        self._host.append([host])
        self._boxes.append([box])
        if host < 0 or self.part.nodes[node].kind == "number":
            self._card.view[node] = slot
        return slot

    def _ports(self, x: float, wide: float, edges: list) -> list[float]:
        """Where the edges enter a card, in the order of its slots."""
        if len(edges) < 2:
            return [x] * len(edges)
        gap = min(56.0, (wide - 2 * RIM) / (len(edges) - 1))
        return [x + (k - (len(edges) - 1) / 2) * gap for k in range(len(edges))]

    def _edge_between(self, edge, slot: int, lanes: list[float], port: float) -> None:
        layout, source = self._layout, int(self._card.view[edge.src])
        upper, lower, half = self._boxes.view[source], self._boxes.view[slot], layout.row_height / 2
        centre = (upper[0] + upper[2]) / 2
        twins = sum(self.part.edges[e].src == edge.src for e in self.part.inputs[edge.dst]) > 1
        leave = min(max(port if twins else centre, upper[0] + RIM), upper[2] - RIM)
        first = layout.places[edge.src]
        route = [(leave, upper[3]), (leave, max(upper[3], layout.row_y(first.row + first.span - 1) + half))]
        for k, x in enumerate(lanes):
            y = layout.row_y(first.row + first.span + k)
            route += [(x, y - half), (x, y + half)]
        route += [(port, min(lower[1], layout.row_y(layout.places[edge.dst].row) - half)), (port, lower[1])]
        self._draw(edge.index, source, slot, route)

    def _draw(self, edge: int, source: int, user: int, route) -> None:
        self._edge.append([edge])
        self._ends.append([(source, user)])
        self._points.append(route)
        self._start.append([len(self._points)])


class Grow:
    """An array with `columns` columns (0: one-dimensional) that is cheap to append to; `view` is the filled part."""

    def __init__(self, columns: int, dtype=np.float64):
        self._data = np.empty((64, columns) if columns else 64, dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def view(self) -> np.ndarray:
        return self._data[: self._size]

    def append(self, rows) -> None:
        """Append rows."""
        size = self._size + len(rows)
        if size > len(self._data):
            grown = np.empty((max(size, 2 * len(self._data)), *self._data.shape[1:]), self._data.dtype)
            grown[: self._size] = self.view
            self._data = grown
        self._data[self._size : size] = rows
        self._size = size
