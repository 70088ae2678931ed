"""Lecture mode: how long a lesson takes to open and to be ready, and how long a step takes to be painted on a 4K screen.

    python -m tests.bench.bench_lecture

Offscreen, 1920 × 1080 at scale 2 (3,840 × 2,160 pixels). Times of the whole turn: key, model, paint; by the wall's clock,
and by the processor's time of the window's thread, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "2")
os.environ["RETROGRAD_CONFIG"] = tempfile.mkdtemp()
os.environ["RETROGRAD_CACHE"] = tempfile.mkdtemp()

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

PAUSE_MS = 300  # between two steps, as a lecturer makes them: what moves with a step has come to rest
REACH = {"open": 500.0, "ready": 1000.0, "step": 33.0, "handout": 2000.0}


def main() -> int:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    from app import open_window
    from app.ui.lessons import all_lessons

    window = open_window()
    application.processEvents()
    rows = []
    for lesson in all_lessons():
        begin = time.perf_counter()
        window.files.open_lesson(lesson.title, lesson.text)
        application.processEvents()
        opened = (time.perf_counter() - begin) * 1e3
        window.acts["present"].trigger()
        page = window.present.page
        page.showNormal()
        page.resize(1920, 1080)
        while window.session.is_running or not page.lecture.stops or page.graph.canvas.shown is None:
            application.processEvents()
            if time.perf_counter() - begin > 20:
                raise SystemExit(f"{lesson.name} did not become ready")
        ready = (time.perf_counter() - begin) * 1e3
        QTest.qWait(300)
        size = page.size() * page.devicePixelRatioF()
        walls, turns = [], []
        for _ in range(60):
            before, asked = window.session.cursor, page.lecture.asked(window.session.cursor)
            start, spent = time.perf_counter(), time.thread_time()
            QTest.keyClick(page, Qt.Key.Key_PageDown)
            application.processEvents()
            turns.append((time.thread_time() - spent) * 1e3)
            walls.append((time.perf_counter() - start) * 1e3)
            QTest.qWait(PAUSE_MS)
            if window.session.cursor == before and asked is None:
                break  # the end
        page.leave()
        middle = [statistics.median(walls), statistics.median(turns), sorted(turns)[int(0.95 * len(turns))]]
        rows.append((lesson.name, opened, ready, *middle, len(turns)))
        window.editor.document().setModified(False)
    print(f"{'lesson':28} {'open':>7} {'ready':>7} {'step':>7} {'of cpu':>7} {'95 %':>7}  ms   ({size.width()} x {size.height()})")
    for name, *times, count in rows:
        print(f"{name:28} " + " ".join(f"{ms:7.1f}" for ms in times) + f"  of {count}")
    print("reach:", ", ".join(f"{k} {v:.0f}" for k, v in REACH.items()))
    window.present.close()
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
