"""What the canvas has laid out, as arrays: boxes of cards, routes of edges, and both found by place.

A *slot* is one card on the canvas. Slots and edges are only ever appended while a run grows; a finished layout is
another picture. What changes with the cursor is not here: a scene (app.export.scene) has it, as arrays of codes for the
same slots and edges, so that a step touches bytes and not objects.
"""

from __future__ import annotations

import numpy as np

from app.model.growing import GrowArray

from .graph_canvas_index import GridIndex, Rows


class Picture:
    """Cards and edges at their places.

    Attributes (arrays, one row a slot or a drawn edge): `boxes` (n, 4) left, top, right, bottom; `node` the graph node
    of a slot; `ends` (m, 2) slots of input and user; `edge` the graph edge of a drawn one; `lines` (s, 4) float32, the
    straight lines that stand for all routes from afar, `line_edge` (s,) the drawn edge of each; `frames` (f, 4) boxes of
    open groups, outer ones first; `turned`: it runs from left to right; `moves`: how often a card was put elsewhere.
    """

    def __init__(self):
        self._node, self._edge, self._ends = GrowArray("i8"), GrowArray("i8"), Rows(2, np.int64)
        self._points, self._first_point = Rows(2), GrowArray("i8")
        self._lines, self._line_edge = Rows(4, np.float32), GrowArray("i4")
        self.nodes_at = GridIndex()
        self._lines_at = GridIndex(dtype=np.float32)
        self._edges_of: tuple[np.ndarray, np.ndarray] | None = None
        self.frames = np.empty((0, 4))
        self.turned, self.moves = False, 0
        self._bounds: tuple[tuple, tuple | None] = ((), None)  # of how many and where moved to, and they

    @classmethod
    def of(cls, sheet) -> Picture:
        """The picture of a sheet (app.export.sheet), whole."""
        made = cls()
        made.add_nodes(sheet.node, sheet.boxes)
        made.add_edges(sheet.edge, sheet.ends, sheet.points, np.diff(sheet.start))
        made.frames, made.turned = sheet.frames, sheet.turned
        return made

    def __len__(self) -> int:
        return len(self._node)

    @property
    def boxes(self) -> np.ndarray:
        return self.nodes_at.boxes

    @property
    def node(self) -> np.ndarray:
        return self._node.view

    @property
    def edge(self) -> np.ndarray:
        return self._edge.view

    @property
    def ends(self) -> np.ndarray:
        return self._ends.view

    @property
    def points(self) -> np.ndarray:
        """Way-points of all routes, one after the other: (k, 2)."""
        return self._points.view

    @property
    def counts(self) -> np.ndarray:
        """How many way-points each edge has."""
        return np.diff(np.append(self._first_point.view, len(self._points)))

    @property
    def lines(self) -> np.ndarray:
        return self._lines.view

    @property
    def line_edge(self) -> np.ndarray:
        return self._line_edge.view

    def bounds(self) -> tuple[float, float, float, float] | None:
        """(left, top, right, bottom) of everything, or None when there is nothing."""
        of = len(self), len(self._edge), self.moves, len(self.frames)
        if self._bounds[0] != of:
            self._bounds = of, self._bounds_now()
        return self._bounds[1]

    def _bounds_now(self) -> tuple[float, float, float, float] | None:
        found = [box for box in (self.nodes_at.bounds(), self._lines_at.bounds(), *self.frames.tolist()) if box is not None]
        if not found:
            return None
        lefts, tops, rights, bottoms = zip(*found)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def frame_at(self, x: float, y: float) -> int:
        """The innermost frame that has the point, or -1."""
        f = self.frames
        inside = np.flatnonzero((f[:, 0] <= x) & (x <= f[:, 2]) & (f[:, 1] <= y) & (y <= f[:, 3]))
        return int(inside[-1]) if len(inside) else -1

    # ------------------------------------------------------------------ growing

    def add_nodes(self, nodes, boxes: np.ndarray) -> int:
        """Appends slots for these graph nodes; gives the first new slot."""
        first = len(self)
        self._node.append(np.asarray(nodes, np.int64))
        self.nodes_at.append(boxes)
        self._edges_of = None
        return first

    def add_edges(self, edges, ends, points: np.ndarray, counts: np.ndarray) -> int:
        """Appends edges with their routes, which lie one after the other in `points` (k, 2), `counts` points each, from
        the input's rim to the user's; gives the first new edge."""
        first = len(self._edge)
        if not len(counts):
            return first
        self._edge.append(np.asarray(edges, np.int64))
        self._ends.append(ends)
        self._first_point.append(len(self._points) + np.cumsum(counts) - counts)
        self._points.append(points)
        lines, owner = _segments(points, counts)
        self._lines.append(lines)
        self._line_edge.append(owner + first)
        self._lines_at.append(_line_boxes(lines))
        self._edges_of = None
        return first

    def move_node(self, slot: int, box) -> None:
        """Puts one card elsewhere."""
        self.moves += 1
        self.nodes_at.move(slot, np.asarray([box], float))

    # ------------------------------------------------------------------ asking

    def route(self, edge: int) -> np.ndarray:
        """The points (k, 2) of an edge's route."""
        first = int(self._first_point.view[edge])
        after = int(self._first_point.view[edge + 1]) if edge + 1 < len(self._edge) else len(self._points)
        return self._points.view[first:after]

    def edges_of(self, slot: int) -> np.ndarray:
        """Edges that begin or end at a slot, ascending."""
        if self._edges_of is None:
            both = self.ends.T.reshape(-1)
            order = np.argsort(both, kind="stable")
            counts = np.bincount(both, minlength=len(self))
            self._edges_of = np.concatenate([[0], np.cumsum(counts)]), order % max(len(self._edge), 1)
        start, edges = self._edges_of
        if slot + 1 >= len(start):
            return np.empty(0, np.int64)
        return np.unique(edges[start[slot] : start[slot + 1]])

    def visible_nodes(self, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        return self.nodes_at.query(left, top, right, bottom)

    def visible_lines(self, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        """Segments that touch the rectangle."""
        return self._lines_at.query(left, top, right, bottom)

    def visible_edges(self, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        """Edges of which a segment touches the rectangle, ascending."""
        return np.unique(self.line_edge[self.visible_lines(left, top, right, bottom)])

    def edge_box(self, edge: int) -> tuple[float, float, float, float]:
        points = self.route(edge)
        return (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())

    def node_at(self, x: float, y: float, slack: float = 0.0) -> int:
        """The slot under a point (the topmost, which is the last), or -1."""
        found = self.nodes_at.at(x, y, slack)
        return int(found[-1]) if len(found) else -1


def _segments(points: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The straight lines that stand for routes from afar: (s, 4), and the route of each.

    A route's way-points come in pairs: from a rim to a rim, then one pair a lane. A pair is one point here, the ends
    stay the ends; so an edge to the next row is one line, and the curve lies within the boxes of its lines."""
    paired = np.all(counts % 2 == 0)
    if paired:
        owner = np.repeat(np.arange(len(counts)), counts // 2)
        middles = (points[0::2] + points[1::2]) / 2
        first = np.cumsum(counts // 2) - counts // 2
        middles[first] = points[np.cumsum(counts) - counts]
        middles[first + counts // 2 - 1] = points[np.cumsum(counts) - 1]
        short = np.flatnonzero(counts == 2)  # one pair: the ends are one point each, so both are needed
        middles = np.insert(middles, first[short], points[(np.cumsum(counts) - counts)[short]], axis=0)
        owner = np.insert(owner, first[short], short)
        points = middles
    else:
        owner = np.repeat(np.arange(len(counts)), counts)
    same = owner[:-1] == owner[1:]
    return np.hstack([points[:-1], points[1:]])[same], owner[:-1][same]


def _line_boxes(lines: np.ndarray) -> np.ndarray:
    return np.hstack([np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])])
