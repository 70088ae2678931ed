"""How a graph is to be shown, whatever graph it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.model.folding import Folding


@dataclass
class Look:
    """How a graph is to be shown: what of it is closed, from left to right (`turned`) or down, and which view of the run:
    "graph", or "tensors" (see Note [The computation] in graph.py)."""

    folding: Folding = field(default_factory=Folding)
    turned: bool = False
    view: str = "graph"

    def signature(self) -> tuple:
        """Equal as long as nothing is to be shown otherwise."""
        return self.turned, self.view, self.folding.signature()
