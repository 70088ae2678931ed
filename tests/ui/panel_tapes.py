"""Sessions on small tapes for the tests of the panels: the shared ones of tests/tapes.py and a few of their own."""

import contextlib

import numpy as np
from PySide6.QtCore import QPoint, Qt

from app.session import Session
from tests import tapes

LONG = "encoder.layers.11.self_attention.output_projection.weight"


def f4(x):
    return np.asarray(x, np.float32)


def write_large(path, shape=(784, 256)):
    """W (large) * s, summed, and backward; n has NaN and infinities and is in no graph; cube has three dimensions."""
    t = tapes.Taper(path, "import torch\n")
    numbers = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    w = t.tensor(LONG, numbers, 1)
    s = t.tensor("s", f4(3), 1)
    t.tensor("n", f4([[1, np.nan, -0.1], [np.inf, -2e-7, -np.inf]]), 1)
    t.tensor("cube", np.arange(24, dtype=np.float32).reshape(2, 3, 4), 1, requires_grad=False)
    y = t.op("mul", [w, s], numbers * f4(3), 1, "y", "MulBackward0", ["self", "other"])
    out = t.op("sum", [y], f4(12.5), 1, "out", "SumBackward0", ["self_sizes"])
    ones, threes = np.ones(shape, np.float32), np.full(shape, 3, np.float32)
    t.backward(out, 1)
    t.node(out, [f4(1)], [ones])
    t.node(y, [ones], [threes, f4(-4.25)])
    t.node(s, [f4(-4.25)], [])
    t.accumulate(s, f4(-4.25), f4(-4.25))
    t.node(w, [threes], [])
    t.accumulate(w, threes, threes)
    t.backward_end(1)
    t.end()
    return path


def write_prints(path, texts, streams=None):
    """A tape of outputs, with a tensor between any two of them, so that each output is a step of its own."""
    t = tapes.Taper(path, "print()\n")
    for k, text in enumerate(texts):
        t.tensor(f"t{k}", f4(k), 1)
        t.output(text, 1, (streams or {}).get(k, "stdout"))
    t.end()
    return path


@contextlib.contextmanager
def session_on(qtbot, path):
    """A session that has read all of a tape."""
    session = Session()
    try:
        with qtbot.waitSignal(session.run_finished, timeout=20000):
            session.open_tape(path)
        yield session
    finally:
        session.close()


def show(qtbot, panel, width=392, height=700):
    """Show a panel by itself, as a window."""
    qtbot.addWidget(panel)
    panel.resize(width, height)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    return panel


def seq_of(session, kind, **keys):
    """The first event of a kind with these values."""
    for seq in session.trace.events_of_kind(kind).tolist():
        if all(session.trace[seq].get(key) == value for key, value in keys.items()):
            return seq
    raise AssertionError(f"no {kind} event with {keys}")


def tensor_named(session, name):
    """The id of a tensor by its name."""
    for kind in ("tensor", "op"):
        for seq in session.trace.events_of_kind(kind).tolist():
            event = session.trace[seq]
            if event.get("name") == name:
                return event["tensor"] if kind == "tensor" else event["outputs"][0]
    raise AssertionError(f"no tensor {name}")


def click_item(qtbot, view, k, double=False):
    """Click an item of a PaintedList."""
    at = view.item_rect(k).center().toPoint()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    if double:
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)


def cell_point(view, row, col):
    """The middle of a cell of a GridView."""
    return view._layout.cell_rect(row, col).center().toPoint()


def image_of(widget):
    """What a widget looks like, as bytes."""
    image = widget.grab().toImage()
    return bytes(image.constBits()), image.width(), image.height()


ORIGIN = QPoint(0, 0)
