"""How long the canvas takes to show a graph of 1,000, 10,000 and 100,000 nodes, to move over it, and to step in it.

Run by hand: python -m tests.bench.bench_canvas [nodes ...]. Reach (medians, offscreen platform): pan or zoom 8 ms a
frame; an exact repaint 10, 25 and 80 ms; a step 2, 2 and 3 ms; 25, 30 and 50 MB over an empty window. Cards stand in
rows of a hundred, each using two of the cards before it; places are given, so that no layout is measured here.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

FRAMES = 40
SIZE = 1000, 800
ACROSS = 100


def megabytes() -> float:
    """Memory of this process."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def milliseconds(what, repeats: int = FRAMES) -> float:
    """The median of some calls."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        what()
        times.append((time.perf_counter() - began) * 1e3)
    return statistics.median(times)


def stage_of(folder: Path, nodes: int):
    """(trace, stage) of a random DAG in rows."""
    from app.export.scene import Stage
    from app.export.sheet import plan
    from app.model.graph import Graph
    from app.model.layout import Layout
    from app.model.trace import Trace
    from core.tapefile import open_tape
    from tests import tapes

    path = str(folder / f"dag{nodes}.tape")
    tapes.write_dag(path, nodes - 3)
    trace = Trace(open_tape(path))
    trace.extend()
    graph = Graph(trace)
    part = graph.part(graph.scope_at(len(trace) - 1))
    planned = plan(trace, part)
    place = np.arange(planned.input.n)
    x, y = (place % ACROSS) * 260.0, (place // ACROSS) * 140.0
    src, dst = planned.input.src, planned.input.dst
    ways = [np.column_stack([x[src], y[src] + 45]), np.column_stack([x[src], y[src] + 60])]
    ways += [np.column_stack([x[dst], y[dst] - 60]), np.column_stack([x[dst], y[dst] - 45])]
    points = np.stack(ways, axis=1).reshape(-1, 2)
    layout = Layout(x, y, place // ACROSS, points, np.arange(len(src) + 1) * 4)
    return trace, Stage(trace, planned.finish(layout))


class Bench:
    """A canvas with one stage on it."""

    def __init__(self, app, folder: Path, nodes: int):
        from app.ui.graph_canvas import GraphCanvas

        self.app, self.nodes = app, nodes
        self.trace, self.stage = stage_of(folder, nodes)
        self.cursor = len(self.trace) * 3 // 4
        self.canvas = GraphCanvas()
        self.canvas.resize(*SIZE)
        self.canvas.show()
        app.processEvents()

    def show(self) -> None:
        from app.ui.graph_canvas_picture import Picture

        self.canvas.show_picture(Picture.of(self.stage.sheet), self.stage.at(self.cursor))

    def exact(self) -> None:
        """Paints all of it anew, cold cards and all."""
        self.canvas._frame.invalidate()
        self.settle()

    def settle(self) -> None:
        self.canvas._moving = False
        self.canvas.repaint()
        while not self.canvas._frame.exact:
            self.canvas._finish_cold()
            self.canvas.repaint()

    def pan(self) -> None:
        from app.ui.graph_canvas_camera import View

        view = self.canvas.view
        self.canvas.set_view(View(view.scale, view.dx - 9, view.dy - 7), True)
        self.canvas.repaint()

    def zoom(self, factor: float) -> None:
        from app.ui import graph_canvas_camera as camera

        self.canvas.set_view(camera.zoomed(self.canvas.view, factor, SIZE[0] / 2, SIZE[1] / 2), True)
        self.canvas.repaint()

    def step(self) -> None:
        before, self.cursor = self.cursor, self.cursor + 1
        scene = self.stage.at(self.cursor)
        touched = self.stage.states.touched(before, self.cursor)
        slots = np.flatnonzero(np.isin(self.stage.sheet.node, touched)).tolist()
        self.canvas.set_scene(scene, slots, animate=False)
        self.app.processEvents()

    def run(self) -> None:
        """One line of figures."""
        from app.ui.style import style

        empty = megabytes()
        build = milliseconds(self.show, 5)
        fit = self.canvas.fitting()
        self.canvas.set_view(fit)
        self.settle()
        whole = milliseconds(self.exact, 7)
        detail = self.canvas.detail
        pan_all = milliseconds(self.pan)
        wheel = iter([1.05] * FRAMES)
        zoom_all = milliseconds(lambda: self.zoom(next(wheel)))
        self.canvas.set_view(fit)
        self.settle()
        step_all = milliseconds(self.step)
        middle = self.stage.sheet.card[self.stage.at(self.cursor).current]
        self.canvas.set_view(self.canvas.centring(int(middle), 0.72 * style.zoom))
        self.settle()
        near = milliseconds(self.exact, 7)
        pan_near = milliseconds(self.pan)
        wheel = iter([1.03, 1 / 1.03] * FRAMES)
        zoom_near = milliseconds(lambda: self.zoom(next(wheel)))
        self.settle()
        step_near = milliseconds(self.step)
        all_in_view = f"{whole:8.1f} {pan_all:7.1f} {zoom_all:7.1f} {step_all:7.1f}"
        close_by = f"{near:8.1f} {pan_near:7.1f} {zoom_near:7.1f} {step_near:7.1f}"
        print(f"{self.nodes:>8,} {detail:>7} {build:7.1f} {megabytes() - empty:6.0f} {all_in_view} {close_by}")
        self.canvas.close()


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    os.environ["RETROGRAD_CONFIG"], os.environ["RETROGRAD_CACHE"] = str(folder / "config"), str(folder / "cache")
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    from app.export import fonts

    fonts.load()
    print(f"the canvas at {SIZE[0]} x {SIZE[1]}, {app.platformName()}, medians in ms")
    print(f"{'':16} {'':7} {'':6} {'all in view':^32} {'near':^32}")
    names = f" {'exact':>8} {'pan':>7} {'zoom':>7} {'step':>7}"
    print(f"{'nodes':>8} {'detail':>7} {'build':>7} {'MB':>6}{names}{names}")
    for nodes in [int(a) for a in sys.argv[1:]] or (1000, 10000, 100000):
        Bench(app, folder, nodes).run()


if __name__ == "__main__":
    main()
