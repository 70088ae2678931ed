"""The view "tensors": every value and gradient as a grid of cells."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.export import export

SVG = "{http://www.w3.org/2000/svg}"


def texts(path):
    return ["".join(t.itertext()) for t in ET.parse(path).iter(f"{SVG}text")]


def test_the_tensors_view_writes_every_number_in_its_cell(trace_of, tmp_path):
    trace = trace_of("tutorial")
    step = [s for s in range(len(trace)) if trace.kind(s) == "node"][2]
    for kind in ("svg", "png", "pdf"):
        export(trace, tmp_path / f"a.{kind}", step=step, view="tensors")
    said = texts(tmp_path / "a.svg")
    assert said.count("9") == 4 and said.count("27") == 5 and said.count("0.75") == 4
    assert "not yet" in said and "value" in said and "grad" in said
    picture = QImage(str(tmp_path / "a.png"))
    assert len({picture.pixel(x, 300) for x in range(0, picture.width(), 3)}) > 6


def test_large_tensors_are_cut_honestly(program, tmp_path):
    p = program()
    p.t.tensor("x", np.arange(400, dtype=np.float32).reshape(20, 20), 1)
    p.t.tensor("deep", np.arange(24, dtype=np.float32).reshape(2, 3, 4), 2)
    p.t.tensor("odd", np.array([[np.nan, 1], [np.inf, -2]], np.float32), 3)
    p.t.tensor("none", np.empty((0, 3), np.float32), 4)
    export(p.trace(), tmp_path / "a.svg", view="tensors")
    said = texts(tmp_path / "a.svg")
    assert said.count("…") == 15 and "126" in said and "140" not in said
    assert "value [0] of (2, 3, 4)" in said
    assert "NaN" in said and "Infinity" in said


@pytest.mark.parametrize("name", ["tutorial", "detach", "sgd", "mlp"])
def test_the_tensors_view_at_every_step(trace_of, tmp_path, name):
    trace = trace_of(name)
    boxes = set()
    for step in range(trace.calls[0].last + 1):
        export(trace, tmp_path / "a.svg", step=step, view="tensors")
        groups = ET.parse(tmp_path / "a.svg").iter(f"{SVG}g")
        boxes.add(tuple((g.get("id"), g.get("transform")) for g in groups if (g.get("id") or "").startswith("n")))
    assert len(boxes) == 1  # stepping moves no card
