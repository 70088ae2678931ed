"""The timeline on a tape of half a million events and 500 iterations: laying out, painting, scrubbing, zooming; and the
series of its plots. `QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_timeline`."""

import os
import statistics
import tempfile
import time

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from app.model.compare import compare
from app.model.series import GROUPS, Series
from app.model.trace import Trace
from core.tapefile import open_tape
from tests.app.model.programs_run import run

SOURCE = """
import torch
import torch.nn as nn
torch.manual_seed(0)
layers = []
for _ in range(85):
    layers += [nn.Linear(4, 4), nn.Tanh()]
model = nn.Sequential(*layers)
opt = torch.optim.SGD(model.parameters(), lr=0.01)
x, y = torch.randn(8, 4), torch.randn(8, 4)
for epoch in range(500):
    opt.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    opt.step()
"""


def timed(title, work, times=1):
    """Print how long `work` takes, in ms."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    worst = f", worst {max(took):.1f}" if times > 1 else ""
    print(f"{title}: {statistics.median(took):.1f} ms{worst}")


def main():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RETROGRAD_CONFIG"], os.environ["RETROGRAD_CACHE"] = f"{folder}/config", f"{folder}/cache"
        path = os.path.join(folder, "big.tape")
        run(SOURCE, path).tape.close()
        with open_tape(path) as tape, open_tape(path) as other:
            trace, twin = Trace(tape), Trace(other)
            timed("reading", trace.extend)
            twin.extend()
            print(f"{len(trace):,} events, {len(trace.iterations)} iterations")
            series = Series(trace)
            timed("series, all of it", series.advance)
            timed("series, one turn", lambda: Series(trace).advance(0.0), 20)
            timed("lines of all groups", lambda: [series.lines(group) for group in GROUPS], 5)
            timed("compared with itself", lambda: compare(trace, twin))
        _track(app, path)


def _track(app, path):
    from app.session import Session
    from app.ui.timeline import TimelinePanel

    session = Session()
    panel = TimelinePanel(session)
    panel.resize(1200, 122)
    panel.show()
    session.open_tape(path)
    while session._timer.isActive():
        app.processEvents()
    track = panel.track
    timed("timeline: first layout", lambda: track.layout_now)
    timed("timeline: painting", lambda: track.grab(), 10)

    def step():
        session.step(1)
        app.processEvents()

    session.select(len(session.trace) // 2)
    timed("timeline: a step", step, 60)

    def wheel():
        place = QPointF(600, 30)
        track.wheelEvent(QWheelEvent(place, place, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
                                     Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False))
        track.grab()

    timed("timeline: a notch of zoom", wheel, 30)
    print(f"zoomed {track.zoom.factor:.0f} times, {track.layout_now.mode}")
    timed("timeline: a step, zoomed", step, 60)
    session.close()


if __name__ == "__main__":
    main()
