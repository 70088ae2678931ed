"""How thick an edge is drawn for the gradient that flowed along it: a logarithmic scale, with its legend.

Note [Scale]
    The largest norm among the edges of the picture is THICK px, and each power of ten below it is a little thinner, down
    to THIN px at DECADES below. So one sees where a gradient vanishes, however large it is at the loss. Zero, and
    whatever is smaller than that, is THIN; NaN and infinity are THICK.
"""

from __future__ import annotations

import math

import numpy as np

from app.export.states import FLOW, FLOWED
from app.model.numbers import number

from .graph_canvas_shown import Shown
from .texts import tr

THIN, THICK, DECADES = 0.8, 7.0, 6
ALL_UP_TO = 3000  # drawn edges; of more, those looked at so far make the scale
KEPT = 50_000


class FlowWidths:
    """Widths of edges by the norm of what flowed along them."""

    def __init__(self) -> None:
        self._norms: dict = {}
        self._largest: tuple | None = None

    def norm(self, shown: Shown, edge: int) -> float | None:
        """The 2-norm of what flowed along a drawn edge; None if nothing has."""
        value = shown.scene.flowed(int(shown.picture.edge[edge]), wait=False)
        if value is None:
            return None
        found = self._norms.get(value.key)
        if found is None:
            if len(self._norms) > KEPT:
                self._norms.clear()
            array = np.abs(value.array).astype(float)
            found = self._norms[value.key] = float(np.sqrt(np.square(array).sum())) if array.size else 0.0
        return found

    def _top(self, shown: Shown) -> float:
        """The largest finite norm of the scene."""
        if self._largest is None or self._largest[0] is not shown.scene:
            states = shown.edge_states(np.arange(len(shown.picture.edge)))
            edges = np.flatnonzero((states == FLOW) | (states == FLOWED))
            if len(edges) > ALL_UP_TO:
                edges = edges[:: len(edges) // ALL_UP_TO + 1]
            norms = [n for e in edges.tolist() if (n := self.norm(shown, e)) is not None and math.isfinite(n)]
            self._largest = shown.scene, max(norms, default=0.0)
        return self._largest[1]

    def more(self, shown: Shown, edge: int) -> float:
        """The width of a drawn edge, in px of the scene."""
        norm, top = self.norm(shown, edge), self._top(shown)
        if norm is None:
            return THIN
        return width_of(norm, top)

    def scale(self, shown: Shown) -> tuple[float, float] | None:
        """(norm that is THIN, norm that is THICK); None while nothing has flowed."""
        top = self._top(shown)
        return (top * 10.0**-DECADES, top) if top > 0 else None


def width_of(norm: float, top: float) -> float:
    """The width for a norm where the largest one is `top`; see Note [Scale]."""
    if not math.isfinite(norm):
        return THICK
    if norm <= 0 or top <= 0:
        return THIN
    share = 1.0 + math.log10(norm / top) / DECADES
    return THIN + (THICK - THIN) * min(max(share, 0.0), 1.0)


def flow_legend(scale: tuple[float, float] | None) -> list[tuple[str, str]]:
    """(glyph, words) for the key: the widths of three norms."""
    if scale is None:
        return []
    low, top = scale
    middle = top * 10.0 ** (-DECADES / 2)
    entries = ((top, tr("norm {norm}")), (middle, tr("norm {norm}")), (low, tr("norm up to {norm}")))
    return [(f"flow{width_of(norm, top):.2f}", words.format(norm=number(norm, 2))) for norm, words in entries]
