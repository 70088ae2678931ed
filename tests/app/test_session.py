"""The session: one cursor and one selection over stored tapes, and runs in a real child: stop, pause, limits, input."""

import os
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from PySide6.QtCore import QTimer

from app.model import steps
from app.model.settings import Settings
from app.runs import TapeError
from app.session import STATES, Selection, Session
from app.worker import spawn
from core import tapefile
from tests import tapes
from tests.app.running import PRE, ROOT, program

BUSY = PRE + "print('go')\nwhile True: pass\n"
IN_C = PRE + "print('go')\nimport numpy as np\na = np.ones((3000, 3000))\nfor _ in range(50): a = a @ a * 0\n"
HOLDS_THE_INTERPRETER = PRE + "print('go')\nx = 7 ** (10 ** 8)\n"
FLOOD = "print('go')\ni = 0\nwhile True: print('a line of text', i); i += 1\n"
OPS = PRE + "print('go')\nwhile True: x * 2\n"
DEAF = PRE + "print('go')\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass\n"
SLEEPS = PRE + "print('go')\nimport time\ntime.sleep(100)\n"


class Log(list):
    """The signals of a session, in order: (name, arguments)."""

    def __init__(self, session):
        super().__init__()
        for name in ("run_started", "trace_extended", "cursor_changed", "selection_changed", "run_finished",
                     "state_changed", "follow_changed", "input_wanted"):
            getattr(session, name).connect(lambda *args, name=name: self.append((name, *args)))

    def names(self):
        return [name for name, *_ in self]


def printed(session):
    return "".join(e["text"] for e in session.trace.tape[:len(session.trace)] if e["event"] == "output")


def ends(session, seconds=20):
    session.wait(lambda: not session.is_running, seconds)
    return session.state


def ends_or_pauses(session):
    session.wait(lambda: not session.is_running or session.is_paused)
    return session.state


@pytest.fixture
def stored(session, tmp_path):
    """A session on the stored tutorial tape."""
    session.open_tape(tapes.write_tutorial(str(tmp_path / "tutorial.tape")))
    session.wait(lambda: session.state == "finished")
    return session


# ---- stored tapes: the cursor, the steps, the selection

def test_it_begins_empty(session):
    assert (session.state, session.cursor, len(session.trace), session.is_running) == ("empty", -1, 0, False)
    for move in (session.step, session.micro_step, session.next_backward):
        move(1)
        move(-1)
    session.first()
    session.last()
    session.select(5)
    assert session.cursor == -1 and session.selection == Selection()


def test_a_tape_is_shown_from_its_start_to_its_end(session, tmp_path):
    log = Log(session)
    path = tapes.write_tutorial(str(tmp_path / "t.tape"))
    session.open_tape(path)
    session.wait(lambda: "run_finished" in log.names())
    count = len(session.trace)
    assert log.names()[0] == "run_started" and log.names()[-1] == "run_finished"
    assert [(first, last) for name, *rest in log if name == "trace_extended" for first, last in [rest]] == [(0, count)]
    assert session.cursor == count - 1 and session.state == "finished" and not session.is_running
    assert session.source == tapes.SOURCES["tutorial"] and session.tape_path == path


def test_a_large_tape_is_read_in_a_thread_and_may_be_left_at_any_time(session, tmp_path, monkeypatch):
    path, other = tapes.write_chain(str(tmp_path / "large.tape"), 3000), tapes.write_tutorial(str(tmp_path / "t.tape"))
    session.open_tape(path)
    session.wait(lambda: not session.may_grow)
    known, shares = session.trace.table.copy(), []
    monkeypatch.setattr("app.runs.LARGE", 0)
    session.reading.connect(shares.append)
    waits = threading.Event()  # the thread is not done before somebody has looked
    refresh = tapefile.Tape.refresh
    monkeypatch.setattr(tapefile.Tape, "refresh", lambda tape: (waits.wait(0.2), refresh(tape))[1])
    session.open_tape(path)
    assert session.source and session.tape_path == path, "what the header says is there at once"
    session.wait(lambda: not session.may_grow)
    assert (session.trace.table == known).all() and session.cursor == len(known) - 1 and session._reading is None
    assert shares and sorted(shares) == shares and 0 <= shares[0] and shares[-1] <= 1
    for leave in (lambda: session.open_tape(other), session.clear, lambda: session.open_tape(path)):
        shares.clear()
        session.open_tape(path)
        reading = session._reading
        session.wait(lambda: len(shares) > 2)
        assert not len(session.trace) and session.cursor == -1
        leave()
        assert not reading.is_alive()
    waits.set()
    session.wait(lambda: not session.may_grow and len(session.trace) == len(known))

    def damaged(tape):
        raise TapeError(f"the tape {tape.path} is damaged")

    monkeypatch.setattr(tapefile.Tape, "refresh", damaged)
    session.open_tape(path)
    session.wait(lambda: session.state == "error")
    assert "is damaged" in session.reason and not len(session.trace)
    with pytest.raises(TapeError, match="is not a tape"):
        session.open_tape(__file__)


def test_steps_go_both_ways(stored):
    stored.first()
    seen = [stored.cursor]
    while True:
        stored.step(1)
        if stored.cursor == seen[-1]:
            break
        seen.append(stored.cursor)
    assert len(seen) == steps.count(stored.trace) and seen == sorted(set(seen))
    back = [stored.cursor]
    for _ in seen[1:]:
        stored.step(-1)
        back.append(stored.cursor)
    assert back == seen[::-1]
    stored.last()
    assert stored.cursor == len(stored.trace) - 1
    stored.next_backward(-1)
    assert stored.trace.kind(stored.cursor) == "backward"
    stored.select(10_000)
    assert stored.cursor == len(stored.trace) - 1
    stored.select(-10)
    assert stored.cursor == -1


def test_micro_steps_stand_within_an_event_and_say_so(stored):
    stored.next_backward(-1)
    log = Log(stored)
    stored.micro_step(1)
    first = (stored.cursor, stored.micro)
    stored.micro_step(1)
    second = (stored.cursor, stored.micro)
    assert stored.micro is not None and first != second and stored.trace.kind(stored.cursor) == "node"
    assert log.names() == ["cursor_changed"] * 2
    stored.micro_step(-1)
    assert (stored.cursor, stored.micro) == first
    stored.step(1)
    assert stored.micro is None


def test_the_same_place_is_not_told_twice(stored):
    log = Log(stored)
    stored.select(stored.cursor)
    stored.set_selection(stored.selection)
    stored.set_selection(None)
    assert log == []
    stored.set_selection(Selection("node", 2))
    assert log == [("selection_changed",)] and stored.cursor == len(stored.trace) - 1


def test_a_tape_that_cannot_be_read_changes_nothing(stored, tmp_path):
    before = stored.trace
    log = Log(stored)
    (tmp_path / "foreign.tape").write_bytes(b"nothing of a tape")
    for name in ("foreign.tape", "none.tape", "."):
        with pytest.raises(TapeError):
            stored.open_tape(tmp_path / name)
    assert stored.trace is before and log == [] and len(before[0]) > 3


def test_a_tape_that_is_changed_while_it_is_shown_ends_in_a_sentence(session, tmp_path, monkeypatch):
    session.run(OPS)
    session.wait(lambda: len(session.trace) > 50)

    def broken(*_):
        raise TapeError("the tape is damaged")
    monkeypatch.setattr(session.trace, "extend", broken)
    session.wait(lambda: not session.is_running)
    assert (session.state, session.reason) == ("error", "the tape is damaged") and len(session.trace) > 50


def test_a_tape_is_saved_and_opens_again(stored, tmp_path):
    stored.save_tape(tmp_path / "copy.tape")
    count = len(stored.trace)
    stored.open_tape(tmp_path / "copy.tape")
    stored.wait(lambda: stored.state == "finished" and len(stored.trace))
    assert len(stored.trace) == count
    with pytest.raises(OSError):
        stored.save_tape(tmp_path / "no" / "copy.tape")


def test_stale_comes_and_goes(stored):
    stored.set_stale(True)
    assert stored.state == "stale"
    stored.set_stale(False)
    assert stored.state == "finished"


def test_a_long_tape_is_read_in_slices(session, tmp_path, monkeypatch):
    """So that it never holds the window up; the times themselves are measured in tests/bench."""
    monkeypatch.setattr("app.session.LAST_SLICE_S", 0.0005)
    monkeypatch.setattr("app.session.SLICE_EVENTS", 500)
    path = tapes.write_chain(str(tmp_path / "long.tape"), 10_000)
    gaps, last = [], time.perf_counter()

    def beat():
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now
    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(0)
    log = Log(session)
    session.open_tape(path)
    session.wait(lambda: session.state == "finished")
    timer.stop()
    ranges = [tuple(rest) for name, *rest in log if name == "trace_extended"]
    assert len(session.trace) >= 20_000 and len(ranges) > 5 and len(gaps) >= len(ranges) - 2
    assert [first for first, _ in ranges] == [0, *(last for _, last in ranges[:-1])]
    assert ranges[-1][1] == len(session.trace)


# ---- runs

def test_a_run_from_start_to_end(session):
    log = Log(session)
    session.run(PRE + "y.backward()\nprint('on')\n", None)
    assert session.is_running and session.state == "running"
    assert ends(session) == "finished" and session.reason == ""
    assert log.names()[:2] == ["state_changed", "run_started"] and log.names()[-1] == "run_finished"
    assert log[-2:] == [("state_changed", "finished"), ("run_finished",)]
    assert session.cursor == len(session.trace) - 1 == session.trace.tape[-1]["seq"]
    assert {state for name, *rest in log if name == "state_changed" for state in rest} <= set(STATES)
    assert printed(session) == "on\n" and session.trace.tape.meta["source"] == session.source


def test_what_is_run_is_the_text_given_not_the_file(session, tmp_path):
    path = program(tmp_path, "print('the file')\n")
    session.run("print('the text')\n\n1/0\n", str(path))
    assert ends(session) == "error"
    error = session.trace.tape[-2]
    assert error["event"] == "error" and error["line"] == 3 and "    1/0" in error["traceback"]
    assert str(path) in error["traceback"] and printed(session) == "the text\n" and str(ROOT) not in error["traceback"]


def test_a_program_runs_in_its_own_folder_beside_its_own_modules(session, tmp_path):
    program(tmp_path, "V = 5\n", "core.py")
    session.run("import core, os, sys\nprint(core.V, os.getcwd(), sys.argv)\n", str(tmp_path / "a.py"), ["-x"])
    assert ends(session) == "finished"
    assert printed(session) == f"5 {tmp_path} {[str(tmp_path / 'a.py'), '-x']}\n"


@pytest.mark.parametrize("source", [BUSY, IN_C, HOLDS_THE_INTERPRETER, FLOOD, OPS, DEAF, SLEEPS],
                         ids=["busy", "in C", "holds the interpreter", "flood", "ops", "deaf", "sleeps"])
def test_stop_takes_less_than_a_second_whatever_runs(session, source):
    session.run(source)
    session.wait(lambda: "go\n" in printed(session))
    begun = time.perf_counter()
    session.stop()
    assert ends(session) == "stopped" and time.perf_counter() - begun < 1.0
    assert session.reason.startswith("Stopped.") and "go\n" in printed(session)


@pytest.mark.parametrize("source", [BUSY, IN_C, HOLDS_THE_INTERPRETER, FLOOD, OPS, SLEEPS],
                         ids=["busy", "in C", "holds the interpreter", "flood", "ops", "sleeps"])
def test_pause_and_resume_whatever_runs(session, source):
    session.run(source)
    session.wait(lambda: "go\n" in printed(session))
    begun = time.perf_counter()
    session.pause()
    session.wait(lambda: session.is_paused)
    assert time.perf_counter() - begun < 1.0 and session.is_running
    session.wait(lambda: len(session.trace) == session.trace.tape.refresh())
    if source is OPS:
        time.sleep(0.1)  # the op at hand is done, and no other
        session.wait(lambda: len(session.trace) == session.trace.tape.refresh())
        held = len(session.trace)
        assert session.paused_line == 5
        time.sleep(0.2)
        assert session.trace.tape.refresh() == held
    session.resume()
    session.wait(lambda: session.state == "running")
    if source is OPS:
        session.wait(lambda: len(session.trace) > held + 100)
    session.stop()
    assert ends(session) == "stopped"


def test_a_paused_program_can_be_stopped_at_once(session):
    session.run(BUSY)
    session.wait(lambda: "go\n" in printed(session))
    session.pause()
    session.wait(lambda: session.is_paused)
    session.stop()
    assert ends(session, 1) == "stopped"


def test_a_stopped_program_tidies_up(session):
    session.run("import time, atexit\natexit.register(print, 'last')\ntry:\n    print('go')\n    time.sleep(60)\n"
                "finally:\n    print('tidy')\n")
    session.wait(lambda: "go\n" in printed(session))
    session.stop()
    assert ends(session) == "stopped" and printed(session) == "go\ntidy\nlast\n"


def test_stepping_while_it_runs_stops_following(session):
    session.run(OPS)
    session.wait(lambda: session.cursor > 50)
    assert session.follow
    session.step(-1)
    place = session.cursor
    assert not session.follow
    session.wait(lambda: len(session.trace) > place + 100)
    assert session.cursor == place
    session.set_follow(True)
    assert session.cursor == len(session.trace) - 1
    session.stop()
    ends(session)
    assert session.cursor == len(session.trace) - 1


def test_breakpoints_hold_the_program(session):
    session.set_breakpoints([3, 5])
    session.run("total = 0\nfor i in range(2):\n    total += i\n\nprint(total)\n")
    lines = []
    session.state_changed.connect(lambda state: state == "paused" and lines.append(session.paused_line))
    while ends_or_pauses(session) == "paused":
        session.resume()
        session.wait(lambda: not session.is_paused)
    assert lines == [3, 3, 5]
    assert ends(session) == "finished" and printed(session) == "1\n"


def test_typing_to_a_program_that_has_closed_its_stdin_is_harmless(session):
    session.run("import os, time\nprint('go')\nos.close(0)\ntime.sleep(0.3)\nprint('on')\n")
    session.wait(lambda: "go\n" in printed(session))
    for _ in range(3):
        session.send_input("x" * 100_000)
    session.end_input()
    assert ends(session) == "finished" and printed(session) == "go\non\n"
    assert not [e for e in session.trace.tape if e.get("stream") == "stderr"]


def test_input_is_asked_for_and_answered(session):
    log = Log(session)
    session.run("a = input('name? ')\nprint('hello', a)\nimport sys\nprint([line for line in sys.stdin])\n")
    session.wait(lambda: session.waits_for_input)
    session.wait(lambda: printed(session) == "name? ")
    session.send_input("you")
    session.wait(lambda: "hello you" in printed(session))
    session.send_input("more")
    session.end_input()
    assert ends(session) == "finished" and printed(session).endswith("['more\\n']\n")
    assert ("input_wanted", True) in log and not session.waits_for_input


@pytest.mark.parametrize("key, value, source, reason", [
    ("max_events", 500, OPS, "500 events"),
    ("max_events", 500, PRE + "while True:\n    try: x * 2\n    except BaseException: pass\n", "500 events"),
    ("max_tape_mb", 1, PRE + "while True: x = x * 2; z = torch.ones(100, 100) * 2\n", "1 MB"),
    ("max_seconds", 0.5, BUSY, r"0.5 s"), ("max_seconds", 0.5, DEAF, r"0.5 s"), ("max_seconds", 0.5, SLEEPS, r"0.5 s"),
    ("max_memory_mb", 600, "import numpy as np\na = [np.ones(10_000_000) for _ in range(100)]\n", "600 MB"),
    ("max_memory_mb", 600, PRE + "import torch\nwhile True: x = torch.cat([x, x])\n", "600 MB"),
])
def test_limits_end_a_run_and_say_which(session, key, value, source, reason):
    session.settings[key] = value
    session.run(source)
    assert ends(session) == "limit" and reason in session.reason and "settings" in session.reason
    assert session.trace.tape[-1]["event"] == "end" and session.trace.tape[-1]["status"] == "limit"
    if key == "max_events":
        assert len(session.trace) <= value + 3


def test_a_new_run_ends_the_old_one_at_once(session):
    session.run(BUSY)
    session.wait(lambda: "go\n" in printed(session))
    log = Log(session)
    session.run("print('second')\n")
    assert ends(session) == "finished" and printed(session) == "second\n"
    assert log.names().count("run_finished") == 1 and log.names().count("run_started") == 1


def test_many_runs_in_a_row_leave_their_last_two_tapes_and_no_child(session, own_folders):
    for number in range(6):
        session.run(f"print({number})\n")
        if number % 2:
            ends(session)
    assert printed(session) == "5\n"
    session.wait(lambda: len(os.listdir(own_folders / "cache" / "runs")) <= 2)
    assert os.path.exists(session.before) and session.before != session.tape_path


def test_opening_a_tape_ends_the_run(session, tmp_path):
    session.run(BUSY)
    session.wait(lambda: "go\n" in printed(session))
    session.open_tape(tapes.write_sgd(str(tmp_path / "sgd.tape")))
    assert ends(session) == "finished" and session.source == tapes.SOURCES["sgd"]


def test_the_tape_of_a_notebook_shows_its_values(session):
    session.run("# Cells of a.ipynb: a bare last expression prints its value\n# %% In [1]\nimport torch\n"
                "torch.ones(2)\n")
    assert ends(session) == "finished" and printed(session) == "tensor([1., 1.])\n"


def test_the_child_dies_with_the_window(tmp_path):
    """A session that is killed takes its program along, also one that never comes back to the interpreter's loop."""
    code = textwrap.dedent("""
        import sys
        from PySide6.QtCore import QCoreApplication
        from app.session import Session
        app = QCoreApplication([])
        session = Session()
        session.run("import os, time\\nprint(os.getpid())\\nwhile True: pass\\n")
        while not len(session.trace):
            app.processEvents()
        print(session.trace[0]["text"].strip(), flush=True)
        sys.stdin.read()
    """)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "RETROGRAD_CACHE": str(tmp_path), "RETROGRAD_CONFIG": str(tmp_path)}
    gui = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True,
                           env=env)
    with gui:
        pid = int(gui.stdout.readline())
        gui.kill()
    end = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    assert not is_alive(pid)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_old_tapes_of_killed_programs_are_swept(qapp, own_folders):
    runs = own_folders / "cache" / "runs"
    runs.mkdir(parents=True)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"run-{gone.pid}-1.tape", f"run-{gone.pid}-1.tape.crash", "run-1-1.tape", "mine.tape"):
        (runs / name).write_bytes(b"")
    made = Session(Settings())
    left = sorted(os.listdir(runs))
    made.close()
    assert [name for name in left if not name.startswith(f"run-{os.getpid()}-")] == ["mine.tape", "run-1-1.tape"]


def test_a_cache_that_cannot_be_written_is_done_without(qapp, own_folders, monkeypatch):
    (own_folders / "file").write_text("")
    monkeypatch.setenv("RETROGRAD_CACHE", str(own_folders / "file" / "below"))
    made = Session()
    folder = os.path.dirname(made.tape_path)
    assert os.path.isdir(folder)
    made.close()
    assert not os.path.exists(folder)


@pytest.mark.parametrize("when", ["before", "while it waits"])
def test_a_child_that_cannot_start_is_said_and_another_is_tried(session, monkeypatch, when):
    real = spawn.command
    if when == "before":
        monkeypatch.setattr(spawn, "command", lambda: [sys.executable, "-c", "import no_such_module"])
        session.run("print(1)\n")
        assert ends(session) == "error" and "no_such_module" in session.reason and "\n" not in session.reason
        monkeypatch.setattr(spawn, "command", real)
    else:
        session.prepare()
        session._launcher._warm.kill()
        session.wait(lambda: not session._launcher._warm.is_alive)
    session.run("print(2)\n")
    if when == "before":
        ends(session)  # the child that waited was of the broken kind too
        session.run("print(2)\n")
    assert ends(session) == "finished" and printed(session) == "2\n"


def test_a_closed_session_leaves_nothing(qapp, own_folders):
    made = Session()
    made.prepare()
    made.run(BUSY)
    pid = None
    end = time.monotonic() + 10
    while not len(made.trace) and time.monotonic() < end:
        qapp.processEvents()
    pid = made._launcher._current._pid
    assert is_alive(pid) or sys.platform != "linux"
    made.close()
    assert not is_alive(pid)
    assert not any(timer.isActive() for timer in made.findChildren(QTimer))
    made.deleteLater()
