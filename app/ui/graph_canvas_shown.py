"""What of the graph is painted: a picture at a cursor, seen by a camera, and which of its edges are lit."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from app.export.groups import Frame, frames_of
from app.export.pills import Pill, place_pills
from app.export.scene import Scene

from .graph_canvas_camera import View
from .graph_canvas_picture import Picture


@dataclass
class Shown:
    """See above. `hovered` is a slot or -1, `hovered_edge` a drawn
    edge or -1; `on_way`: the layout is still being eased in, so pills, which have their places in it, wait. `framed`:
    the open group selected, or -1."""

    picture: Picture
    scene: Scene
    view: View
    hovered: int = -1
    on_way: bool = False
    hovered_edge: int = -1
    framed: int = -1
    _pills: list[Pill] | None = field(default=None, repr=False)
    _near: set[int] | None = field(default=None, repr=False)

    @property
    def current(self) -> int:
        """The slot at the cursor, or -1."""
        node = self.scene.current
        return int(self.scene.sheet.card[node]) if node >= 0 and node < len(self.scene.sheet.card) else -1

    def edge_states(self, edges: np.ndarray) -> np.ndarray:
        """Codes of drawn edges (export.states)."""
        return self.scene.edge_state[self.picture.edge[edges]]

    def edge_ghosts(self, edges: np.ndarray) -> np.ndarray:
        """Whether the users of drawn edges are still to be made."""
        return self.scene.ghost[self.picture.node[self.picture.ends[edges, 1]]]

    def sideways(self, edges: np.ndarray) -> np.ndarray:
        """Whether the ends of drawn edges are level, not upright."""
        sheet = self.scene.sheet
        return (sheet.host[self.picture.ends[edges, 0]] >= 0) != sheet.turned

    def hovered_edges(self) -> set[int]:
        if self._near is None:
            self._near = _edges_lit(self)
        return self._near

    def frames(self) -> list[Frame]:
        """The frames round open groups, outer ones first."""
        return frames_of(self.scene.part, self.picture.frames)

    def pills(self) -> list[Pill]:
        """What flowed along the edges of the current card, and of the one under the pointer."""
        if self._pills is None:
            edges = set() if self.on_way else set(self.hovered_edges())
            if not self.on_way and self.scene.in_backward and self.current >= 0:
                edges |= set(self.picture.edges_of(self.current).tolist())
            self._pills = place_pills(self.scene, sorted(edges), wait=False) if edges else []
        return self._pills


def _edges_lit(shown: Shown) -> set[int]:
    """The edges of what is under the pointer: those of a card, of all chips of its tensor, or those that carry the same
    tensor as an edge."""
    picture = shown.picture
    if shown.hovered >= 0:
        alike = np.flatnonzero(picture.node == picture.node[shown.hovered])
        return {edge for slot in alike.tolist() for edge in picture.edges_of(slot).tolist()}
    return set(same_tensor(shown, shown.hovered_edge)) if 0 <= shown.hovered_edge < len(picture.edge) else set()


def same_tensor(shown: Shown, edge: int) -> list[int]:
    """The drawn edges that carry the same tensor as this one, itself among them."""
    picture, edges = shown.picture, shown.scene.part.edges
    source, nr = int(picture.node[picture.ends[edge, 0]]), edges[int(picture.edge[edge])].out_nr
    alike = np.flatnonzero(picture.node == source)
    near = np.unique(np.concatenate([picture.edges_of(slot) for slot in alike.tolist()]))
    return [e for e in near.tolist() if picture.node[picture.ends[e, 0]] == source
            and edges[int(picture.edge[e])].out_nr == nr]  # fmt: skip
