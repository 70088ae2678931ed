"""How long programs take to start, to run and to show: `python -m tests.bench.bench_run`. Medians; nothing is asserted.

Reach: `retrograd run` on a tutorial program at most 1.5 times Python importing NumPy; the graph of a tutorial on the
tape of a warm child in under 150 ms from the call; a run of 30,000 events never holding the window's loop up beyond 50
ms. Processor time stands beside wall time, since other programs make the latter longer.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = (
    "import torch\nx = torch.ones(2, 2, requires_grad=True)\ny = x + 2\nz = y * y * 3\nout = z.mean()\nout.backward()\n"
    "print(x.grad)\n"
)
LONG = (
    "import torch\nx = torch.ones(3, requires_grad=True)\nfor i in range(2500):\n    y = ((x * 2 + 1) ** 2).sum()\n"
    "    y.backward()\n    x.grad = None\n"
)


def timed(words: list[str]) -> tuple[float, float]:
    """(wall, processor) seconds of one process and its children."""
    before, began = os.times(), time.perf_counter()
    subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, used


def start(folder: Path, repeats: int = 15) -> None:
    """Python with NumPy and `run`, turn by turn, so that a busy machine is busy for both."""
    path = folder / "tutorial.py"
    path.write_text(TUTORIAL)
    ways = {"python, import numpy": [sys.executable, "-c", "import numpy"],
            "run": [sys.executable, "-m", "app", "run", str(path)],
            "record": [sys.executable, "-m", "app", "record", str(path), "-o", str(folder / "t.tape")],
            "steps --json": [sys.executable, "-m", "app", "steps", str(path), "--json"]}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, words in ways.items():
            times[name].append(timed(words))
    base = times["python, import numpy"]
    for name, values in times.items():
        wall, used = (statistics.median(v[k] / b[k] for v, b in zip(values, base)) for k in (0, 1))
        print(f"{name:<22} {1e3 * statistics.median(v[0] for v in values):5.0f} ms: {wall:.2f} times; "
              f"processor {1e3 * statistics.median(v[1] for v in values):5.0f} ms: {used:.2f} times")


class Loop:
    """An event loop that notes how long each of its turns took."""

    def __init__(self):
        from PySide6.QtCore import QCoreApplication

        self._app = QCoreApplication.instance() or QCoreApplication([])

    def until(self, condition, seconds: float = 60) -> float:
        """Turn until the condition holds; returns the longest turn, in seconds of this thread's processor time."""
        longest, end = 0.0, time.perf_counter() + seconds
        while not condition() and time.perf_counter() < end:
            began = time.thread_time()
            self._app.processEvents()
            longest = max(longest, time.thread_time() - began)
            time.sleep(0.0005)
        return longest


def warm(loop: Loop, repeats: int = 15) -> None:
    """A tutorial from the call to its first event and to its end."""
    from app.session import Session

    session = Session()
    first, whole = [], []
    for _ in range(repeats):
        session.prepare()
        waiting = time.perf_counter() + 1.2
        loop.until(lambda until=waiting: time.perf_counter() > until)
        before, began = session.trace, time.perf_counter()
        session.run(TUTORIAL)
        loop.until(lambda old=before: session.trace is not old and len(session.trace) > 0)
        first.append(time.perf_counter() - began)
        loop.until(lambda: not session.is_running)
        whole.append(time.perf_counter() - began)
    session.close()
    print(f"warm run: first events {1e3 * statistics.median(first):.0f} ms, all of them "
          f"{1e3 * statistics.median(whole):.0f} ms (longest {1e3 * max(whole):.0f})")


def long_run(loop: Loop) -> None:
    """30,000 events: the time of the run, and the longest turn of the loop."""
    from app.session import Session

    session = Session()
    session.prepare()
    loop.until(lambda: False, 1.5)
    began = time.perf_counter()
    session.run(LONG)
    longest = loop.until(lambda: not session.is_running)
    print(f"{len(session.trace):,} events in {time.perf_counter() - began:.2f} s, longest turn of the loop "
          f"{1e3 * longest:.0f} ms")
    session.close()


def stop(loop: Loop) -> None:
    """From the call of stop() to the end of the run."""
    from app.session import Session

    for name, source in {"a busy loop": "while True: pass\n", "a deaf one": "while True:\n  try:\n    while 1: pass\n"
                         "  except BaseException: pass\n", "one call in C": "x = 7 ** (10 ** 8)\n"}.items():
        session = Session()
        session.run("print('go')\n" + source)
        loop.until(lambda session=session: len(session.trace) > 0)
        began = time.perf_counter()
        session.stop()
        loop.until(lambda session=session: not session.is_running)
        print(f"stop {name:<14} {1e3 * (time.perf_counter() - began):4.0f} ms")
        session.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RETROGRAD_CACHE"] = os.environ["RETROGRAD_CONFIG"] = folder
        start(Path(folder))
        loop = Loop()
        warm(loop)
        long_run(loop)
        stop(loop)


if __name__ == "__main__":
    main()
