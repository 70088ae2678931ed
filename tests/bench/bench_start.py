"""How long the window takes from the start of Python to shown, painted and ready to type, warm.

Run by hand: python -m tests.bench.bench_start. Reach: under 1.0 s. `cpu` is the process's own time, for a machine with
other work. One start goes before to warm the disk and the byte code.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 9
CHILD = """
import sys, time
from PySide6.QtWidgets import QApplication
app = QApplication([])
from app import open_window
window = open_window()
window.files.new()
window.editor.insertPlainText("x")
app.processEvents()
window.editor.viewport().repaint()
print(time.process_time(), flush=True)
window.editor.document().setModified(False)
window.close()
app.processEvents()
"""


def start(environment: dict) -> tuple[float, float]:
    """(wall, cpu) seconds of one start."""
    began = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", CHILD], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True)
    cpu = float(child.stdout.readline())
    wall = time.perf_counter() - began
    child.wait(20)
    child.stdout.close()
    return wall, cpu


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "RETROGRAD_CONFIG": f"{folder}/config",
                       "RETROGRAD_CACHE": f"{folder}/cache", "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        start(environment)
        times = [start(environment) for _ in range(REPEATS)]
    wall, cpu = (statistics.median(t[i] for t in times) for i in (0, 1))
    print(f"window shown and ready to type: {wall:.2f} s (median of {REPEATS}; cpu {cpu:.2f} s); reach 1.0 s")


if __name__ == "__main__":
    main()
