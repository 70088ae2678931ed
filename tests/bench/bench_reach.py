"""The reach table of the graph, measured whole, on graphs of real programs: `python -m tests.bench.bench_reach [names]`.

A scalar MLP, a transformer, an RNN of 200 steps, a chain of 10,000 ops and a loop unrolled into 100,000 nodes. Each has a
process with the real window, offscreen, every dock in its place; what it needs more than a window that shows nothing is
read when both have rested. Layouts are of all nodes, unfolded, `dot` beside them where it is installed; the rest is of
what the window shows (a graph of more than 2,000 nodes folded). Medians; nothing is asserted.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from . import bench_folding as programs

PROGRAMS = {
    "scalar_mlp": lambda: programs.scalar_mlp((6, 10, 10, 1)), "transformer": programs.transformer, "rnn": programs.rnn,
    "chain": programs.chain, "unrolled": lambda: programs.unrolled(25_000),
}  # fmt: skip
SIZES = (1_000, 10_000, 100_000)
ROWS = (  # what, unit, reach at these sizes
    ("layout", "full layout", "s", (0.15, 1, 6)),
    ("dot", "dot, the same", "s", ()),
    ("append", "append one node", "µs", (50, 50, 50)),
    ("pan", "pan, a frame", "ms", (8, 8, 8)),
    ("zoom", "zoom, a frame", "ms", (8, 8, 8)),
    ("exact", "exact repaint", "ms", (10, 25, 80)),
    ("step", "step, key to paint, graph", "ms", (2, 2, 3)),
    ("docks", "step, all docks", "ms", (33, 33, 33)),
    ("memory", "over an empty window", "MB", (25, 30, 50)),
    ("open", "from the file to its picture, cpu", "s", ()),
    ("turn", "longest turn of that, cpu", "ms", (50, 50, 50)),
)
FRAMES = 40
REST = 7.0  # seconds after which a window that is left alone has given back what it does not need


def record(name: str, path: Path) -> None:
    import core

    with core.record(path):
        PROGRAMS[name]()


def rss() -> float:
    """MB of this process that are its own."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return float("nan")


def milliseconds(act, count: int = FRAMES) -> float:
    """The median cpu time of this thread, which other work on the machine does not change."""
    found = []
    for _ in range(count):
        began = time.thread_time()
        act()
        found.append(time.thread_time() - began)
    return statistics.median(found) * 1e3


class Watched:
    """A real window in this process."""

    def __init__(self, folder: Path):
        os.environ["RETROGRAD_CONFIG"], os.environ["RETROGRAD_CACHE"] = str(folder / "config"), str(folder / "cache")
        from PySide6.QtWidgets import QApplication

        from app import open_window

        self.app = QApplication(sys.argv[:1])
        self.window = open_window()
        self.window.resize(1600, 1000)
        self.view = self.window.views.widgets["graph_view"]
        self.canvas = self.view.canvas

    def wait(self, until, seconds: float = 120.0) -> None:
        end = time.perf_counter() + seconds
        while not until() and time.perf_counter() < end:
            self.app.processEvents()
            time.sleep(0.001)

    def open(self, path: Path) -> dict[str, float]:
        """Opens a tape: seconds of the process, milliseconds of the longest turn of the event loop meanwhile."""
        from PySide6.QtCore import QTimer

        turns = [time.thread_time()]
        timer = QTimer(interval=0)
        timer.timeout.connect(lambda: turns.append(time.thread_time()))
        timer.start()
        began = time.process_time()
        self.window.files.open(str(path))
        self.wait(lambda: len(self.window.session.trace) > 0)
        self.wait(lambda: self.view.graph.complete and self.canvas.settled)
        timer.stop()
        return {"open": time.process_time() - began, "turn": max(b - a for a, b in itertools.pairwise(turns)) * 1e3}

    def settle(self) -> None:
        self.canvas._moving = False
        self.canvas.repaint()
        while not self.canvas._frame.exact:
            self.canvas._finish_cold()
            self.canvas.repaint()

    def exact(self) -> None:
        self.canvas._frame.invalidate()
        self.settle()

    def pan(self) -> None:
        from app.ui.graph_canvas_camera import View

        view = self.canvas.view
        self.canvas.set_view(View(view.scale, view.dx - 9, view.dy - 7), True)
        self.canvas.repaint()

    def zoom(self) -> None:
        from app.ui import graph_canvas_camera as camera

        self.canvas.set_view(camera.zoomed(self.canvas.view, 1.04, 500, 400), True)
        self.canvas.repaint()

    def step(self) -> None:
        """The graph's own part of a step: its states, what they change, and the painting of that (and of no more: the event
        loop paints what was asked for, `repaint()` all of the widget)."""
        graph = self.view.graph
        before, self.cursor = self.cursor, self.cursor + 1
        scene = graph.part.at(self.cursor, None)
        self.canvas.set_scene(scene, graph.part.touched(before, self.cursor), animate=False)
        self.app.processEvents()

    def dock_step(self) -> None:
        self.window.acts["step_forward"].trigger()
        self.app.processEvents()
        while not self.canvas._frame.exact:
            self.app.processEvents()

    def measures(self) -> dict[str, float]:
        session, found = self.window.session, {}
        session.select(len(session.trace) * 3 // 5)
        self.wait(lambda: self.view.graph.complete and self.canvas.settled)
        self.settle()
        found["docks"] = milliseconds(self.dock_step)
        self.settle()
        found["exact"] = milliseconds(self.exact, 9)
        view = self.canvas.view
        found["pan"] = milliseconds(self.pan)
        self.settle()
        found["zoom"] = milliseconds(self.zoom)
        self.canvas.set_view(view)
        session.select(len(session.trace) * 3 // 5)
        self.wait(lambda: self.view.graph.complete and self.canvas.settled)
        self.settle()
        self.cursor = session.cursor
        found["step"] = milliseconds(self.step)
        return found


def layouts(path: Path) -> dict[str, float | str]:
    """Of all nodes, without a window."""
    import core
    from app.model.graph import Graph
    from app.model.layout import LiveLayout
    from app.model.trace import Trace

    trace = Trace(core.open_tape(str(path)))
    trace.extend()
    graph = Graph(trace)
    part = graph.part(graph.whole)
    found: dict[str, float | str] = {"nodes": len(part.nodes), "layout": programs.laid_out(part), "dot": programs.by_dot(part)}
    live, times = LiveLayout(89.0), []
    src, is_number = part.edges.column("src"), part.nodes.kinds("number")
    for node in range(min(len(part.nodes), 20_000)):
        if is_number[node]:
            continue
        inputs = [int(src[e]) for e in part.inputs[node] if not is_number[src[e]]]
        row = live.row_below(inputs)
        near = [i for i in inputs if not live.far(i, row)]
        began = time.thread_time()
        live.add(node, 90, 90, 89.0, near)
        times.append(time.thread_time() - began)
    return {**found, "append": statistics.median(times) * 1e6}


def child(name: str, path: str) -> None:
    """Measures one program in this process, and prints what it found."""
    with tempfile.TemporaryDirectory() as folder:
        watched = Watched(Path(folder))
        watched.wait(lambda: False, REST)
        empty = rss()
        found = watched.open(Path(path))
        watched.wait(lambda: watched.window.views.doctor_run.is_done)  # it reads the tape for itself, and gives that back
        watched.wait(lambda: False, REST)
        found["memory"] = rss() - empty
        found |= watched.measures()
    found |= layouts(Path(path))
    print(json.dumps(found), flush=True)
    os._exit(0)


def words(key: str, found: dict) -> str:
    value = found.get(key, "–")
    return value if isinstance(value, str) else f"{value:.3f}" if key == "layout" else f"{value:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(*asked.child)
    columns = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.names or PROGRAMS:
            path = Path(folder) / f"{name}.tape"
            record(name, path)
            run = [sys.executable, "-m", "tests.bench.bench_reach", "--child", name, str(path)]
            said = subprocess.run(run, capture_output=True, text=True, timeout=600)
            lines = [line for line in said.stdout.splitlines() if line.startswith("{")]
            columns[name] = json.loads(lines[-1]) if lines else {}
            print(f"{name}: {lines[-1] if lines else 'failed'}", file=sys.stderr, flush=True)
            if not lines:
                print(said.stderr[-2000:], file=sys.stderr)
    print(f"{'':42}" + "".join(f"{name:>14}" for name in columns))
    print(f"{'nodes':42}" + "".join(f"{found.get('nodes', 0):>14,}" for found in columns.values()))
    for key, what, unit, reach in ROWS:
        told = f"{what}, {unit}" + (f" (reach {' / '.join(map(str, reach))})" if reach else "")
        print(f"{told:42}" + "".join(f"{words(key, found):>14}" for found in columns.values()))


if __name__ == "__main__":
    main()
