"""Traces over the synthetic tapes and of programs, opened and closed."""

import pytest

from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes
from tests.app.model.programs_run import run


@pytest.fixture
def open_trace(tmp_path):
    """open_trace(path) is the whole Trace of a tape; closed at the end of the test."""
    opened = []

    def open_trace(path) -> Trace:
        trace = Trace(open_tape(str(path)))
        opened.append(trace.tape)
        trace.extend()
        return trace

    yield open_trace
    for tape in opened:
        tape.close()


@pytest.fixture
def synthetic(tmp_path, open_trace):
    """synthetic("tutorial") is the Trace of that tape of tests/tapes.py; further arguments go to its writer."""
    return lambda name, **more: open_trace(tapes.WRITERS[name](str(tmp_path / f"{name}.tape"), **more))


@pytest.fixture
def written(tmp_path, open_trace):
    """written(fill) is the Trace of what fill(taper) writes; the end event is added."""

    def written(fill, source="") -> Trace:
        path = str(tmp_path / "written.tape")
        taper = tapes.Taper(path, source)
        fill(taper)
        taper.end()
        return open_trace(path)

    return written


@pytest.fixture
def recorded(tmp_path):
    """recorded(source) is the trace of a run of that program."""
    made = []

    def recorded(source: str) -> Trace:
        made.append(run(source, tmp_path / f"{len(made)}.tape"))
        return made[-1]

    yield recorded
    for trace in made:
        trace.tape.close()
