"""How long live mode takes: from the end of typing's pause to the picture, for the lessons.

    python tests/bench/bench_live.py [REPEATS]

Each program is run once, then edited (a comment at its end, so that all else stays the same) while a warm child waits; the
clock runs from the moment at which live mode starts the run until the graph of the new run is built and painted.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
WARM_S = 0.9  # after a run: the next child is getting warm, as it does while a person reads and types


def wait(app, condition, seconds: float = 20.0) -> None:
    """Turn the event loop until `condition` holds."""
    end = time.perf_counter() + seconds
    while not condition():
        assert time.perf_counter() < end, "waited too long"
        app.processEvents()
        time.sleep(0.0005)  # the child needs the processor, too


def rest(app, seconds: float) -> None:
    """Turn the event loop for so long."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        app.processEvents()
        time.sleep(0.002)


def measure(app, window, source: str, repeats: int) -> list[float]:
    """Milliseconds from the start of each live run to its picture."""
    window.editor.setPlainText(source)
    window.session.run(source)
    wait(app, lambda: not window.session.is_running and window.session.state in ("finished", "error"))
    took, shown = [], []
    note = lambda: shown.append(1)
    window.live.shown.connect(note)
    for number in range(repeats):
        rest(app, WARM_S)
        window.editor.setPlainText(f"{source}\n# {number}\n")
        window.live._later.stop()
        shown.clear()
        begun = time.perf_counter()
        window.live.run_now()
        wait(app, lambda: bool(shown))
        window.views.graph.view.canvas.repaint()
        took.append((time.perf_counter() - begun) * 1000)
    window.live.shown.disconnect(note)
    return took


def main(repeats: int) -> None:
    from PySide6.QtWidgets import QApplication

    from app import open_window

    app = QApplication.instance() or QApplication(sys.argv)
    window = open_window()
    window.session.settings._values["live_mode"] = True  # not written to the user's file
    for path in sorted((ROOT / "resources" / "lessons").rglob("*.py")):
        took = measure(app, window, path.read_text(encoding="utf-8"), repeats)
        print(f"{path.stem:40s} median {statistics.median(took):6.0f} ms   worst {max(took):6.0f} ms   "
              f"{len(window.session.trace):6d} events")
    window.editor.document().setModified(False)
    window.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
