"""Lists and scroll areas that ask for no more than a row of height, and fill what there is.

A pane (docks.py) gives a panel with wrapped words the height that its parts would like; a list that would like more than
there is would push what stands beside it out of view.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QListView, QScrollArea

from .style import style

WIDE, HIGH = 160, 24  # px


class LowList(QListView):
    """A list that is content with a row."""

    def sizeHint(self) -> QSize:
        return QSize(style.px(WIDE), style.px(HIGH))

    minimumSizeHint = sizeHint


class LowScroll(QScrollArea):
    """A scroll area that is content with a row."""

    def sizeHint(self) -> QSize:
        return QSize(style.px(WIDE), style.px(HIGH))

    minimumSizeHint = sizeHint
