"""How much of the timeline's track is in sight: a factor on its width, and how far it is scrolled."""

from __future__ import annotations

WIDEST = 28.0  # px of a step's cell, from which zooming in shows nothing more
NOTCH = 1.25  # by how much one notch of the wheel or one key zooms
EDGE = 0.12  # of the width: the cursor is kept so far from either end


class Zoom:
    """The part of a track that is shown. `factor` 1 shows all of it; `offset` is the content's x at the left end."""

    def __init__(self) -> None:
        self.factor, self.offset = 1.0, 0.0

    def content_width(self, width: float) -> float:
        """How wide the whole track is where `width` is shown of it."""
        return width * self.factor

    def zoom_at(self, x: float, by: float, width: float, count: int) -> bool:
        """Zoom by a factor; what is at `x` (of the widget) stays there. Whether anything changed."""
        factor = min(max(self.factor * by, 1.0), max(1.0, count * WIDEST / max(width, 1.0)))
        if factor == self.factor:
            return False
        place = (self.offset + x) / self.factor
        self.factor = factor
        self.offset = place * factor - x
        self._limit(width)
        return True

    def pan(self, by: float, width: float) -> None:
        """Scroll by so many pixels."""
        self.offset += by
        self._limit(width)

    def show(self, x: float, width: float) -> None:
        """Scroll as little as shows the content's place `x`."""
        edge = EDGE * width
        if x - self.offset < edge:
            self.offset = x - edge
        elif x - self.offset > width - edge:
            self.offset = x - width + edge
        self._limit(width)

    def reset(self) -> None:
        """All of it again."""
        self.factor, self.offset = 1.0, 0.0

    def _limit(self, width: float) -> None:
        self.offset = min(max(self.offset, 0.0), width * (self.factor - 1.0))
