"""How long figures and steps take: `python -m tests.bench.bench_figures`. CPU time, medians; nothing is asserted.

A figure: from a read tape to a file. A step: the scene at the next cursor, and the cards that a window of 40 shows.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from app.export import export
from app.export.headless import ensure_application
from app.export.scene import build_stage
from app.model.graph import Graph
from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes


def timed(action, repeats: int = 5) -> float:
    """Median CPU seconds of `action()`."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return statistics.median(times)


def opened(path) -> Trace:
    trace = Trace(open_tape(path))
    trace.extend()
    return trace


def figures(folder: Path, name: str, path) -> None:
    """One figure of each kind, of a run whose tape has just been opened."""
    cards = sum(n.kind != "number" for n in Graph(opened(path)).nodes)
    for kind in ("svg", "png", "pdf", "json", "dot"):
        out = folder / f"a.{kind}"
        seconds = timed(lambda out=out: export(opened(path), out), 3)
        size = os.path.getsize(out)
        each = f"{size / 1024:7.0f} KB  {size / cards:6.0f} B a card"
        print(f"{name:22} {cards:5} cards  {kind:4}  {seconds * 1e3:6.0f} ms  {each}")


def steps(name: str, path) -> None:
    """A step at a time through a backward pass."""
    trace = opened(path)
    graph = Graph(trace)
    stage = build_stage(trace, graph, graph.scope_at(len(trace) - 1))
    call, shown = trace.calls[0], range(min(40, len(stage.sheet)))
    times = []
    for cursor in range(call.first, min(call.last, call.first + 300)):
        start = time.process_time()
        scene = stage.at(cursor)
        stage.states.touched(cursor - 1, cursor)
        scene.pills()
        for slot in shown:
            scene.card(slot)
        times.append((time.process_time() - start) * 1e3)
    times.sort()
    nodes, high = len(stage.part.nodes), times[int(len(times) * 0.95)]
    print(f"step: {name:16} {nodes:5} nodes  median {statistics.median(times):5.2f} ms  95 % {high:5.2f} ms")


def main() -> None:
    ensure_application()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        small = tapes.write_dag(folder / "small.tape", n=55, fan=2)
        figure = tapes.write_dag(folder / "figure.tape", n=900, fan=1)
        dense = tapes.write_dag(folder / "dense.tape", n=900, fan=2)
        large = tapes.write_dag(folder / "large.tape", n=2000, fan=2)
        export(opened(small), folder / "warm.png")
        figures(folder, "tree-like", figure)
        figures(folder, "two inputs each", dense)
        steps("small", small)
        steps("large", large)


if __name__ == "__main__":
    main()
