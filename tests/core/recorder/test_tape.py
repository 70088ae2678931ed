"""The recorder and its tape: begin, end, limits, failures of disk and program, output."""

import os
import time

import pytest

import core
import core.facade as torch
from core import recorder_pump, state
from core.recorder import LimitReached, Recorder
from core.tapefile import TapeError, open_tape
from tests.core.recorder.recording import PROGRAMS, in_batches, run
from tests.core.test_tapefile import little_disk, plain


def test_record_in_a_block(tmp_path):
    with core.record(tmp_path / "a.tape") as rec:
        y = torch.ones(2) * 3
        assert state.rec is rec
    assert state.rec is None and not rec.over
    tape = core.open_tape(tmp_path / "a.tape")
    assert [e["event"] for e in tape] == ["tensor", "op", "end"]
    assert (
        tape[1]["name"] == "y" and tape.meta["path"] == __file__ and "def test_record_in_a_block" in tape.meta["source"]
    )
    assert tape[1]["line"] == tape.meta["source"].split("\n").index("        y = torch.ones(2) * 3") + 1
    del y


def test_an_exception_ends_the_block_and_the_tape(tmp_path):
    with pytest.raises(ZeroDivisionError), core.record(tmp_path / "a.tape"):
        torch.ones(2)
        1 / 0  # noqa: B018
    error, end = list(core.open_tape(tmp_path / "a.tape"))[-2:]
    assert (error["type"], error["message"], end["status"]) == ("ZeroDivisionError", "division by zero", "error")
    assert error["line"] and "1 / 0" in error["traceback"]


def test_one_at_a_time(tmp_path):
    with core.record(tmp_path / "a.tape"), pytest.raises(RuntimeError, match="under way"):
        core.record(tmp_path / "b.tape").__enter__()


def test_the_next_recording_numbers_anew(tmp_path):
    x = torch.ones(2, requires_grad=True)
    events = []
    for name in "ab":
        with core.record(tmp_path / name):
            y = x * 2
            y.sum().backward()
        events.append([plain(e) for e in core.open_tape(tmp_path / name)])
    assert [e["event"] for e in events[0]][:3] == ["tensor", "op", "op"]
    for a, b in zip(*events, strict=True):
        a.pop("grad", None), b.pop("grad", None)
        assert a == b


def test_a_path_that_cannot_be_written(tmp_path):
    with pytest.raises(TapeError, match="cannot write"), core.record(tmp_path / "no" / "x.tape"):
        pytest.fail("the block must not run")
    assert state.rec is None


def test_a_limit_of_events(tmp_path, batches):
    seen = []
    program = """
        x = torch.tensor(1.)
        while True:
            try:
                x = x * 1.0001
            except Exception:
                seen.append("swallowed")
        """
    with pytest.raises(LimitReached, match="limit of 5,000 events"):
        run(program, tmp_path / "x.tape", names={"seen": seen}, max_events=5000)
    tape = open_tape(tmp_path / "x.tape")
    assert 5000 <= len(tape) <= 5001 and tape.complete and not seen


def test_a_limit_of_bytes(tmp_path, batches):
    with pytest.raises(LimitReached, match="limit of 1 MB"):
        run("while True: torch.ones(1000)", tmp_path / "x.tape", max_bytes=1 << 20)
    assert open_tape(tmp_path / "x.tape").complete
    assert (tmp_path / "x.tape").stat().st_size < 1.3 * (1 << 20)


def test_one_array_beyond_the_limit_is_not_written(tmp_path, batches):
    with pytest.raises(LimitReached):
        run("x = torch.ones(3)\ny = torch.ones(10_000_000)", tmp_path / "x.tape", max_bytes=1 << 20)
    tape = open_tape(tmp_path / "x.tape")
    assert (tmp_path / "x.tape").stat().st_size < 1 << 20 and tape.complete and tape[0]["name"] == "x"


@pytest.mark.parametrize("name", ["double backward"])
def test_a_tape_cut_anywhere_opens_up_to_its_last_whole_chunk(name, tmp_path, monkeypatch):
    in_batches(monkeypatch, 3)
    whole = [plain(e) for e in run(PROGRAMS[name], tmp_path / "x.tape")]
    data = (tmp_path / "x.tape").read_bytes()
    lengths = set()
    for n in range(data.index(b"CLOG"), len(data), 37):
        (tmp_path / "cut.tape").write_bytes(data[:n])
        with open_tape(tmp_path / "cut.tape") as tape:
            read = [plain(e) for e in tape]
            for event, known in zip(read, whole):  # a name that is told later is not known yet
                event["name"] = event.get("name") or known.get("name")
                known.setdefault("name", None)
            assert read == whole[: len(tape)]
            lengths.add(len(tape))
    assert len(lengths) > 5


def test_a_growing_tape_is_read_as_the_whole_one_is(tmp_path, monkeypatch):
    in_batches(monkeypatch, 4)
    program = "x = torch.ones(2, requires_grad=True)\nfor _ in range(3): (x * x).sum().backward(); look()"
    seen = []

    def look():
        seen.append(growing.refresh())
        for seq in range(len(growing)):
            growing[seq]

    (tmp_path / "x.tape").write_bytes(b"")
    recorder = Recorder(tmp_path / "x.tape", main="program.py", text=program).start()
    growing = open_tape(tmp_path / "x.tape")
    exec(compile(program, "program.py", "exec"), {"torch": torch, "look": look, "__name__": "__main__"})
    recorder.close()
    growing.refresh()
    assert len(set(seen)) == 3 and growing.complete
    assert [plain(e) for e in growing] == [plain(e) for e in open_tape(tmp_path / "x.tape")]


def test_a_full_disk_ends_the_run(tmp_path):
    recorder = Recorder(tmp_path / "x.tape").start()
    torch.ones(1)
    with little_disk(tmp_path / "x.tape"), pytest.raises(LimitReached, match="File too large"):
        for _ in range(30_000):
            torch.ones(1)
    recorder.close("limit", recorder.over)
    tape = open_tape(tmp_path / "x.tape")
    assert len(tape) > 0 and not tape.complete


def test_a_fault_of_ours_is_told_as_such(tmp_path):
    recorder = Recorder(tmp_path / "x.tape").start()
    recorder._log.memory, memory = None, recorder._log.memory
    with pytest.raises(LimitReached, match="the recorder failed: AttributeError"):
        for _ in range(3000):
            torch.ones(1)
    recorder._log.memory = memory
    recorder.close()
    assert open_tape(tmp_path / "x.tape").complete


def test_output(tmp_path, batches):
    recorder = Recorder(tmp_path / "x.tape", main=__file__).start()
    for piece in ("a", " ", "b", "\n", "c", "\n"):
        recorder.output("stdout", piece)
    recorder.output("stderr", "oh")
    torch.ones(1)
    recorder.output("stderr", "no\n")
    recorder.output("stdout", "")
    recorder.close()
    events = list(open_tape(tmp_path / "x.tape"))
    assert [(e.get("stream"), e.get("text")) for e in events] == [
        ("stdout", "a b\n"), ("stdout", "c\n"), ("stderr", "oh"), (None, None), ("stderr", "no\n"), (None, None),
    ]  # fmt: skip
    assert all(e["line"] for e in events[:-1])


def test_a_flood_of_output_is_joined(tmp_path):
    recorder = Recorder(tmp_path / "x.tape").start()
    for i in range(100_000):
        recorder.output("stdout", f"{i}")
        recorder.output("stdout", "\n")
    recorder.close()
    tape = open_tape(tmp_path / "x.tape")
    assert len(tape) < 80_000
    assert "".join(e["text"] for e in tape if e["event"] == "output") == "".join(f"{i}\n" for i in range(100_000))


def test_a_tape_that_grew_fast_takes_no_more_of_the_disk_than_it_is_long(tmp_path):
    run("for _ in range(8):\n    x = torch.rand(1_000_000)", tmp_path / "tape")
    stat = os.stat(tmp_path / "tape")
    assert stat.st_size > 32_000_000
    assert not hasattr(stat, "st_blocks") or stat.st_blocks * 512 < stat.st_size + (1 << 20)


def test_a_print_is_one_event_whenever_the_thread_looks(tmp_path, monkeypatch):
    """print() writes its text and its line's end one after the other; the number of a run's steps must not hang on when."""
    monkeypatch.setattr(recorder_pump, "WAIT", 0.4)
    with core.record(tmp_path / "a.tape"):
        for _ in range(recorder_pump.AT_ONCE + 1):
            torch.ones(1) * 2.0
        state.rec.output("stdout", "a line")
        time.sleep(0.5)  # the thread looks, once
        state.rec.output("stdout", "\n")
    with open_tape(tmp_path / "a.tape") as tape:
        assert [e["text"] for e in tape if e["event"] == "output"] == ["a line\n"]
