"""Titles of cards, from the user's own source."""

import numpy as np
import pytest

from app.model.graph import Graph
from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes

one = np.ones(2, np.float32)


def title_of_last(trace):
    graph = Graph(trace)
    return graph.part(graph.scope_at(len(trace) - 1)).nodes[-1].title


@pytest.mark.parametrize(
    ("source", "span", "name", "title"),
    [
        ("z = y * y * 3\n", [1, 4, 1, 13], "z", "z = y * y * 3"),
        ("z = y * y * 3\n", [1, 4, 1, 9], None, "y * y"),
        ("z = (a +  # first\n     b)\n", [1, 5, 2, 6], "z", "z = a + b"),
        ("变量 = x + 1\n", [1, 5, 1, 10], "变量", "变量 = x + 1"),
        ("z = f('#', x)\n", [1, 4, 1, 13], "z", "z = f('#', x)"),
        ("", None, "z", "z = x * x"),
        ("", None, None, "x * x"),
        ("z = x\n", [7, 0, 7, 3], "z", "z = x * x"),
    ],
)
def test_titles_come_from_the_source(tmp_path, source, span, name, title):
    t = tapes.Taper(tmp_path / "title.tape", source)
    x = t.tensor("x", one, 1)
    t.op("mul", [x, x], one, 1, name, "MulBackward0", span=span)
    t.end()
    with open_tape(tmp_path / "title.tape") as tape:
        trace = Trace(tape)
        trace.extend()
        assert title_of_last(trace) == title


@pytest.mark.parametrize(
    ("source", "col", "title"),
    [("a, b = x.split(3)\n", 7, "a, b = x.split(3)"), ("pair = x.split(3)\n", 7, "a = x.split(3)"),
     ("f(x.split(3))\n", 2, "a = x.split(3)"), ("(a, *b) = x.split(3)\n", 10, "(a, *b) = x.split(3)")],
)  # fmt: skip
def test_several_outputs_are_named_as_in_the_source(tmp_path, source, col, title):
    t = tapes.Taper(tmp_path / "several.tape", source)
    x = t.tensor("x", one, 1)
    t.nodes += 1
    t.emit("op", 1, [1, col, 1, col + 10], op="split", inputs=[x], outputs=[2, 3], name="a", values=[one, one],
           value=one, requires_grad=True, node=t.nodes, grad_fn="SplitBackward0", next=[[t.nodes + 1, 0]],
           saved=[])  # fmt: skip
    t.end()
    with open_tape(tmp_path / "several.tape") as tape:
        trace = Trace(tape)
        trace.extend()
        assert title_of_last(trace) == title
