"""What the canvas has laid out, as arrays: boxes of cards, routes of edges, and both found by place.

A *slot* is one card on the canvas. Slots and edges are only ever appended while a run grows; a finished layout moves
them all at once. State, which changes with the cursor, is two arrays of codes beside them, so that a step touches bytes
and not objects.
"""

from __future__ import annotations

import numpy as np

from app.model.growing import GrowArray

from .graph_canvas_index import GridIndex, Rows


class Picture:
    """Cards and edges at their places.

    Attributes (arrays, one row a slot or an edge): `boxes` (n, 4) left, top, right, bottom; `node` the graph node of a
    slot; `state` uint8; `ends` (m, 2) slots of input and result; `edge` the graph edge of a route; `edge_state` uint8.
    """

    def __init__(self):
        self._node, self._state = GrowArray("i8"), GrowArray("u1")
        self._edge, self._ends, self._edge_state = GrowArray("i8"), Rows(2, np.int64), GrowArray("u1")
        self._points, self._first_point = Rows(2), GrowArray("i8")
        self._lines, self._line_edge = Rows(4), GrowArray("i8")
        self.nodes_at = GridIndex()
        self._lines_at = GridIndex()
        self._edges_of: tuple[np.ndarray, np.ndarray] | None = None

    def __len__(self) -> int:
        return len(self._node)

    @property
    def boxes(self) -> np.ndarray:
        return self.nodes_at.boxes

    @property
    def node(self) -> np.ndarray:
        return self._node.view

    @property
    def state(self) -> np.ndarray:
        return self._state.view

    @property
    def edge(self) -> np.ndarray:
        return self._edge.view

    @property
    def ends(self) -> np.ndarray:
        return self._ends.view

    @property
    def edge_state(self) -> np.ndarray:
        return self._edge_state.view

    @property
    def lines(self) -> np.ndarray:
        """All segments of all routes, (s, 4) x1, y1, x2, y2, for drawing from afar."""
        return self._lines.view

    @property
    def line_edge(self) -> np.ndarray:
        """The edge of each segment."""
        return self._line_edge.view

    def bounds(self) -> tuple[float, float, float, float] | None:
        """(left, top, right, bottom) of everything, or None when there is nothing."""
        nodes, lines = self.nodes_at.bounds(), self._lines_at.bounds()
        if nodes is None or lines is None:
            return nodes or lines
        return min(nodes[0], lines[0]), min(nodes[1], lines[1]), max(nodes[2], lines[2]), max(nodes[3], lines[3])

    # ------------------------------------------------------------------ growing

    def add_nodes(self, nodes, boxes: np.ndarray) -> int:
        """Appends slots for these graph nodes; gives the first new slot."""
        first = len(self)
        self._node.append(np.asarray(nodes, np.int64))
        self._state.grow_to(len(self._node), 0)
        self.nodes_at.append(boxes)
        return first

    def add_edges(self, edges, ends, routes: list[np.ndarray]) -> int:
        """Appends edges with their routes (each (k, 2), from the input's port to the result's); the first new edge."""
        first = len(self._edge)
        if not len(routes):
            return first
        self._edge.append(np.asarray(edges, np.int64))
        self._ends.append(ends)
        self._edge_state.grow_to(len(self._edge), 0)
        counts = np.fromiter((len(r) for r in routes), np.int64, len(routes))
        base = len(self._points)
        self._first_point.append(base + np.cumsum(counts) - counts)
        points = np.concatenate(routes)
        self._points.append(points)
        lines, owner = _segments(points, counts)
        self._lines.append(lines)
        self._line_edge.append(owner + first)
        self._lines_at.append(_line_boxes(lines))
        self._edges_of = None
        return first

    def move_node(self, slot: int, box) -> None:
        """Puts one card elsewhere."""
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

    def slots_of(self, node: int) -> np.ndarray:
        """All slots that show one graph node (a leaf with many uses has a chip beside each)."""
        return np.flatnonzero(self.node == node)

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

    def edge_at(self, x: float, y: float, slack: float) -> int:
        """The edge nearest to a point within `slack`, or -1."""
        near = self._lines_at.at(x, y, slack)
        if not len(near):
            return -1
        ends = self.lines[near]
        along = ends[:, 2:] - ends[:, :2]
        length = np.maximum((along**2).sum(axis=1), 1e-9)
        t = np.clip((((x, y) - ends[:, :2]) * along).sum(axis=1) / length, 0, 1)
        distance = np.hypot(*(ends[:, :2] + along * t[:, None] - (x, y)).T)
        best = int(distance.argmin())
        return int(self.line_edge[near[best]]) if distance[best] <= slack else -1


def _segments(points: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The segments of routes that lie one after the other in `points`: (s, 4), and the route of each."""
    owner = np.repeat(np.arange(len(counts)), counts)
    inside = owner[:-1] == owner[1:]
    return np.hstack([points[:-1], points[1:]])[inside], owner[:-1][inside]


def _line_boxes(lines: np.ndarray) -> np.ndarray:
    return np.hstack([np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])])
