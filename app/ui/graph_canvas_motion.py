"""Eased moves of the canvas: the camera, the glow, the dot that runs down an edge, a finished layout.

One timer drives them all and stops when nothing moves. Every move has a name, and a new move of that name takes the
place of the old one. The end state is always there before a move starts: a move is something added, and skipping it
(held keys, fast play, "reduce motion") shows the same picture at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

from .graph_canvas_camera import ease_out
from .style import style

FRAME_MS = 16
PACED = ("glow", "flow")
QUICK_S = 0.25  # two steps closer than this are a held key, or fast play


@dataclass
class _Move:
    began: float
    seconds: float
    show: Callable[[float], None]
    done: Callable[[], None] | None


class Motion(QObject):
    """Runs moves: `start(name, ms, show, done)` calls show(t) with t eased from 0 to 1, a frame at a time."""

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self.pace = 1.0  # how many times as long the flow of a step takes, for a room
        self._moves: dict[str, _Move] = {}
        self._last_step = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._frame)

    def start(self, name: str, ms: int, show: Callable[[float], None], done: Callable[[], None] | None = None) -> None:
        """Begins a move; with motion reduced it is over at once: show(1), done()."""
        self.cancel(name)
        if style.reduce_motion:
            show(1.0)
            if done:
                done()
            return
        seconds = ms / 1000 * (self.pace if name in PACED else 1.0)
        self._moves[name] = _Move(time.perf_counter(), seconds, show, done)
        if not self._timer.isActive():
            self._timer.start()
        show(0.0)

    def cancel(self, name: str) -> None:
        """Stops a move where it is, without its end."""
        self._moves.pop(name, None)
        if not self._moves:
            self._timer.stop()

    def finish(self, name: str) -> None:
        """Ends a move now: show(1), done()."""
        move = self._moves.get(name)
        if move:
            self.cancel(name)
            move.show(1.0)
            if move.done:
                move.done()

    def stop(self) -> None:
        """Ends every move now."""
        for name in list(self._moves):
            self.finish(name)

    @property
    def active(self) -> bool:
        """Whether anything moves."""
        return bool(self._moves)

    def runs(self, name: str) -> bool:
        return name in self._moves

    def quick_step(self) -> bool:
        """Says that a step happened; whether it came so soon after the last that nothing should be animated."""
        now = time.perf_counter()
        quick = now - self._last_step < QUICK_S
        self._last_step = now
        return quick

    def _frame(self) -> None:
        now = time.perf_counter()
        for name, move in list(self._moves.items()):
            if self._moves.get(name) is not move:
                continue
            t = (now - move.began) / move.seconds
            if t >= 1.0:
                self.finish(name)
            else:
                move.show(ease_out(t))
