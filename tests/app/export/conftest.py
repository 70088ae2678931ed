"""Traces of small synthetic tapes, and an application that draws in memory."""

import os

import pytest

from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def application(qapp):
    """Qt, drawing in memory: the one application that the tests of the window use too."""
    return qapp


@pytest.fixture
def trace_of(tmp_path):
    """trace_of("mlp", widths=(2, 3, 1)) → the Trace of that synthetic tape, read to its end."""
    opened = []

    def make(name, **options):
        path = tmp_path / f"{name}{len(opened)}.tape"
        tapes.WRITERS[name](path, **options)
        trace = Trace(open_tape(path))
        trace.extend()
        opened.append(trace.tape)
        return trace

    yield make
    for tape in opened:
        tape.close()


class Program:
    """Writes a tape op by op and reads it: `with` nothing, just `program.t` (a tapes.Taper) and `program.trace()`."""

    def __init__(self, path, source=""):
        self.path, self.t, self._trace = path, tapes.Taper(path, source), None

    def trace(self):
        self.t.end()
        self._trace = Trace(open_tape(self.path))
        self._trace.extend()
        return self._trace

    def close(self):
        if self._trace is not None:
            self._trace.tape.close()


@pytest.fixture
def program(tmp_path):
    """A Program on an empty tape; program(source) starts another."""
    made = []

    def start(source=""):
        made.append(Program(tmp_path / f"program{len(made)}.tape", source))
        return made[-1]

    yield start
    for each in made:
        each.close()
