"""How the whole window bears a loop that was unrolled into 100,000 nodes, on a real tape, every dock in its place.

Run by hand: python -m tests.bench.bench_large [rounds]. Reach: a folded picture in a few seconds, with progress shown
meanwhile; no turn of the event loop over 50 ms; a step, from the key to everything painted, under 33 ms. Three nodes and
a number a round of the loop. `--profile` says what steps spend their time on.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from .bench_canvas import megabytes
from .bench_folding import unrolled
from .bench_step import percentile, settled

STEPS = 60
NOTHING = 0.0005  # seconds; a turn that took less did nothing


class Turns:
    """How long turns of the event loop last, in seconds, while `run` waits for something."""

    def __init__(self, app):
        self._app = app
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def run(self, until, seconds: float = 180.0) -> float:
        """Seconds until it holds."""
        began = time.perf_counter()
        while not until() and time.perf_counter() - began < seconds:
            at, busy = time.perf_counter(), time.thread_time()
            self._app.processEvents()
            took = time.perf_counter() - at
            if took < NOTHING:  # as an event loop that has nothing to do
                time.sleep(NOTHING)
                continue
            self.wall.append(took)
            self.cpu.append(time.thread_time() - busy)
        return time.perf_counter() - began

    def words(self) -> str:
        over = sum(t > 0.05 for t in self.cpu)
        longest = f"{max(self.wall) * 1e3:.0f} ms (cpu {max(self.cpu) * 1e3:.0f} ms)"
        return f"{sum(self.cpu):.1f} s of cpu; longest turn {longest}, {over} over 50 ms of cpu"


def step(app, window, name: str) -> tuple[float, float]:
    canvas = window.views.widgets["graph_view"].canvas
    began, busy = time.perf_counter(), time.thread_time()
    window.acts[name].trigger()
    app.processEvents()
    while not canvas._frame.exact:
        app.processEvents()
    return time.perf_counter() - began, time.thread_time() - busy


def steps(app, window, where: float) -> None:
    """Times steps to and fro from a place in the tape (0 to 1)."""
    turns = Turns(app)
    took = turns.run(lambda: window.session.select(int(len(window.session.trace) * where)) or True)
    jumped = turns.run(lambda: settled(window))
    for _ in range(4):
        step(app, window, "step_forward")
    times = [step(app, window, "step_forward" if k % 20 < 12 else "step_back") for k in range(STEPS)]
    wall, cpu = [a for a, _ in times], [b for _, b in times]
    print(
        f"  at {where:4.0%}: jump {took + jumped:5.2f} s, step median {percentile(wall, 0.5):6.1f} ms, "
        f"95 % {percentile(wall, 0.95):6.1f} ms (cpu {percentile(cpu, 0.5):6.1f}, {percentile(cpu, 0.95):6.1f})",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=33_000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--tape", help="a tape that is there already")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    os.environ["RETROGRAD_CONFIG"], os.environ["RETROGRAD_CACHE"] = str(folder / "config"), str(folder / "cache")
    from PySide6.QtWidgets import QApplication

    import core
    from app import open_window

    path = Path(asked.tape) if asked.tape else folder / "large.tape"
    if not asked.tape:
        with core.record(path):
            unrolled(asked.rounds)
    app = QApplication(sys.argv[:1])
    window = open_window()
    window.resize(1600, 1000)
    turns = Turns(app)
    turns.run(lambda: settled(window))
    empty, turns = megabytes(), Turns(app)
    began = time.perf_counter()
    profile = cProfile.Profile()
    if asked.profile:
        profile.enable()
    window.files.open(str(path))
    turns.run(lambda: len(window.session.trace) > 0)
    turns.run(lambda: settled(window))
    if asked.profile:
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    graph = window.views.widgets["graph_view"].graph
    print(
        f"{len(graph.part.part.nodes):,} nodes, {len(window.session.trace):,} events, {app.platformName()}: a folded picture "
        f"after {time.perf_counter() - began:.1f} s; {turns.words()}; {megabytes() - empty:.0f} MB",
        flush=True,
    )
    if asked.profile:
        profile = cProfile.Profile()
        profile.enable()
    for where in (0.25, 0.6, 0.9):
        steps(app, window, where)
    if asked.profile:
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)
    window.close()


if __name__ == "__main__":
    main()
