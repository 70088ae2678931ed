"""The recorder among threads, children, signals and sudden death; what it leaves behind."""

import gc
import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

import core
import core.facade as torch
from core import recorder_pump
from core.recorder import Recorder
from core.tapefile import open_tape
from tests.core.recorder.recording import ROOT, of


def test_threads_of_the_user(tmp_path):
    def work(k):
        x = torch.tensor(float(k), requires_grad=True)
        for _ in range(2000):
            x * 2.0

    with core.record(tmp_path / "x.tape"):
        threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    tape = open_tape(tmp_path / "x.tape")
    ops = of(tape, "op")
    assert len(ops) == 8000 and len({e["outputs"][0] for e in ops}) == 8000
    assert {e["value"].array.item() for e in ops} == {0.0, 2.0, 4.0, 6.0}


def test_our_thread_is_not_among_the_users(tmp_path):
    before = threading.active_count()
    with core.record(tmp_path / "x.tape"):
        torch.ones(1)
        assert threading.active_count() == before


def child(program, tmp_path, **kw):
    """Runs a program with `rec` (a started Recorder on x.tape) and `torch` in another process."""
    head = f"""\
        import os, sys, time
        import core.facade as torch
        from core.recorder import Recorder
        rec = Recorder({str(tmp_path / "x.tape")!r}).start()
        """
    text = textwrap.dedent(head) + textwrap.dedent(program)
    return subprocess.run(
        [sys.executable, "-W", "ignore:This process:DeprecationWarning", "-c", text],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **kw,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("death", ["os.kill(os.getpid(), 9)", "os._exit(3)", "import ctypes; ctypes.string_at(0)"])
def test_sudden_death_keeps_what_was_recorded(tmp_path, death):
    done = child(f"x = torch.ones(2, requires_grad=True)\ny = (x * 2).sum()\n{death}", tmp_path)
    assert done.returncode in (-signal.SIGKILL, 3, -signal.SIGSEGV)
    tape = open_tape(tmp_path / "x.tape")
    assert [e["event"] for e in tape] == ["tensor", "op", "op"] and not tape.complete


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_death_of_a_busy_program_loses_only_the_last_moment(tmp_path):
    done = child(
        """
        y = torch.tensor(1.0)
        for i in range(30_000):
            y = y * 1.0
        time.sleep(0.2)  # longer than events wait
        os.kill(os.getpid(), 9)
        """,
        tmp_path,
    )
    assert done.returncode == -signal.SIGKILL
    assert len(open_tape(tmp_path / "x.tape")) == 30_001


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_records_nothing(tmp_path):
    done = child(
        """
        for k in range(50):
            torch.ones(1)
            pid = os.fork()
            if not pid:
                for i in range(2000):
                    torch.ones(1)
                rec.output("stdout", "mine")
                rec.flush()
                rec.close()
                os._exit(0)
            os.waitpid(pid, 0)
        rec.close()
        """,
        tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [e["event"] for e in open_tape(tmp_path / "x.tape")] == ["tensor"] * 50 + ["end"]


def test_a_forked_child_cuts_nothing_off_that_its_parent_has_written_since(tmp_path):
    recorder = Recorder(tmp_path / "x.tape").start()
    for _ in range(3):
        torch.rand(1_000_000)
    recorder.flush()
    with open(tmp_path / "x.tape", "ab") as parents:
        parents.write(bytes(1000))
    size = os.path.getsize(tmp_path / "x.tape")
    recorder.after_fork_in_child()
    recorder_pump.recording.remove(recorder)
    assert os.path.getsize(tmp_path / "x.tape") == size


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the handler strikes in callbacks, too
def test_a_signal_handler_that_raises_loses_no_event(tmp_path):
    if not hasattr(signal, "setitimer"):
        pytest.skip("no timers here")
    count, raised = 0, 0

    armed = False

    def strike(*_):
        nonlocal armed
        if armed:
            armed = False
            raise TimeoutError

    def work(x):
        nonlocal armed, count
        armed = True
        while armed:  # Python swallows what is raised within a weak reference's callback or the collector
            x * 1.0
            count += 1

    before = signal.signal(signal.SIGALRM, strike)
    try:
        with core.record(tmp_path / "x.tape"):
            x = torch.tensor(1.0)
            signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0007)
            while raised < 200:
                try:
                    work(x)
                except TimeoutError:
                    pass
                raised += 1
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    tape = open_tape(tmp_path / "x.tape")
    ops = tape.table["kind"].tolist().count(1)
    assert tape.complete and abs(ops - count) <= raised
    assert [e["seq"] for e in tape] == list(range(len(tape)))


def test_no_cycles_and_the_collectors_settings_come_back(tmp_path):
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with core.record(tmp_path / "x.tape"):
        assert gc.get_threshold()[0] > before[0]
        for _ in range(20):
            torch.tensor([1.0, 2.0], requires_grad=True).exp().sum().backward()
    assert gc.get_threshold() == before and gc.get_freeze_count() == frozen == 0
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        recorder = Recorder(tmp_path / "x.tape").start()
        for _ in range(20):
            torch.tensor([1.0, 2.0], requires_grad=True).exp().sum().backward()
        recorder.flush()
        gc.collect()
        assert not [x for x in gc.garbage if type(x).__module__.startswith(("core", "torch"))]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        recorder.close()
