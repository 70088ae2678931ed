"""Where the cards of a graph stand and how the edges run between them: arrays in, arrays out, no Qt, any thread."""

from .layered import layered
from .live import LiveLayout
from .parts import Layout, LayoutCancelled, LayoutInput

__all__ = ["Layout", "LayoutCancelled", "LayoutInput", "LiveLayout", "layered"]
