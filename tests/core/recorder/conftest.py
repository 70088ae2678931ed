"""A program's tape, its events written one by one or as late as can be; no recorder is left on."""

import pytest

from core import recorder_pump, state
from tests.core.recorder.recording import in_batches, run


@pytest.fixture(autouse=True)
def no_recorder_left():
    yield
    for recorder in list(recorder_pump.recording):
        recorder.close()
    assert state.rec is state.watch is None


@pytest.fixture(params=["at once", "in batches"])
def batches(request, monkeypatch):
    """Events written one by one, or as late as can be."""
    batch = 1 if request.param == "at once" else recorder_pump.BATCH
    in_batches(monkeypatch, batch)
    return batch


@pytest.fixture
def tape(tmp_path, batches):
    return lambda program, **kw: run(program, tmp_path / "x.tape", **kw)


@pytest.fixture
def ops(tape):
    """The (name, line) of each op of a program."""
    return lambda program, **kw: [(e["name"], e["line"]) for e in tape(program, **kw) if e["event"] == "op"]
