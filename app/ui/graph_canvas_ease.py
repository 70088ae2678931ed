"""Easing a picture that grew into its full layout: every card glides from where it was to where it belongs."""

from __future__ import annotations

import numpy as np

from app.export.scene import Scene

from .graph_canvas_camera import View
from .graph_canvas_picture import Picture
from .graph_canvas_view import CanvasView

EASE_MS = 350


class Easing:
    """Runs on a canvas that shows the final picture already; shows pictures on the way to it, then it again."""

    MOST = 3000  # cards; more are put in their places at once

    def __init__(self, canvas: CanvasView):
        self._canvas = canvas
        self._picture: Picture | None = None
        self._scene: Scene | None = None

    @property
    def running(self) -> bool:
        return self._picture is not None

    def start(self, before: np.ndarray, picture: Picture, scene: Scene, goal: View) -> None:
        """`before` (n, 4): where each slot's card was, nan for those that were nowhere; `goal`: of the camera."""
        canvas, first = self._canvas, self._canvas.view
        self._picture, self._scene = picture, scene
        new = np.isnan(before[:, 0])
        away = (before[:, :2] + before[:, 2:] - picture.boxes[:, :2] - picture.boxes[:, 2:]) / 2
        away[new] = 0.0
        beside = np.flatnonzero(scene.sheet.host >= 0)
        away[beside] = away[scene.sheet.host[beside]]

        def show(t: float) -> None:
            canvas.show_between(moved(picture, away * (1 - t)), scene)
            canvas.set_view(first.between(goal, t, canvas.width(), canvas.height()))

        canvas.motion.start("layout", EASE_MS, show, self._done)

    def stop(self) -> None:
        """The picture is at its end now."""
        self._canvas.motion.cancel("layout")
        self._done()

    def _done(self) -> None:
        picture, self._picture = self._picture, None
        if picture is not None:
            self._canvas.show_between(picture, self._scene)


def moved(picture: Picture, by: np.ndarray) -> Picture:
    """The picture with every slot moved by its row of `by` (n, 2); edges bend along."""
    made = Picture()
    made.add_nodes(picture.node, picture.boxes + np.hstack([by, by]))
    counts = picture.counts
    if len(counts):
        owner = np.repeat(np.arange(len(counts)), counts)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        part = (nth / np.maximum(counts[owner] - 1, 1))[:, None]
        points = picture.points + by[picture.ends[owner, 0]] * (1 - part) + by[picture.ends[owner, 1]] * part
        made.add_edges(picture.edge, picture.ends, points, counts)
    return made
