"""Broken and hostile programs: each ends in a clear sentence or simply works, and nothing recorded is lost.

Every program runs twice: by the command line and in a session's child, which must both be alive and well after it.
"""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.runs import TapeError
from tests import tapes
from tests.app.running import PRE, cli, program

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")


@dataclass
class Case:
    """A program (after PRE, which records two ops), and what is to be seen: exit status of `steps`, the session's
    state, a pattern in the session's reason, what is printed, and how many ops are on the tape at least."""

    source: str
    code: int = 0
    state: str = "finished"
    reason: str = "^$"
    prints: str = ""
    ops: int = 2
    stdin: str = ""


ON = "y.backward()\nprint('on')\n"
CASES = {
    "exception at line 7": Case("y.backward()\nprint('on')\n\n1/0\n", 1, "error",
                                r"ZeroDivisionError \(line 7\): division", "on\n"),
    "os._exit": Case("import os\nos._exit(3)\n", 1, "stopped", r"ended itself with os\._exit\(3\)"),
    "sys.exit text": Case("import sys\nsys.exit('x')\n", 1, "finished", r"sys\.exit\('x'\)"),
    "sys.exit number": Case("import sys\nsys.exit(7)\n", 1, "finished", r"sys\.exit\(7\)"),
    "sys.exit": Case("import sys\nsys.exit()\n"),
    "recursion": Case("def f(): return f()\nf()\n", 1, "error", "RecursionError .*maximum recursion"),
    "a name the core lacks": Case("torch.no_such_name(3)\n", 1, "error", "no_such_name"),
    "40 GB": Case("import numpy\na = numpy.ones(5 * 2**30)\n", 1, "limit", "more memory than the limit of 4,096 MB"),
    "40 GB, bit by bit": Case("a = []\nwhile True: a.append(bytearray(100_000_000))\n", 1, "limit", "of 4,096 MB"),
    "40 GB, survived": Case("import numpy\ntry:\n    numpy.ones(5 * 2**30)\nexcept MemoryError:\n    print('on')\n",
                            prints="on\n"),
    "fork": Case("import os, sys\npid = os.fork()\nz = x * 5\nif pid: os.waitpid(pid, 0)\nelse: sys.exit(9)\n" + ON,
                 prints="on\n", ops=3),
    "fork and exec": Case("import os\nif os.fork() == 0: os.execv('/bin/true', ['true'])\nos.wait()\n" + ON,
                          prints="on\n"),
    "exec": Case("import os\nos.execv('/bin/true', ['true'])\n", 1, "stopped", "gave its process to another"),
    "threads": Case("import threading\ndef f():\n    for _ in range(100): x * 3\n"
                    "ts = [threading.Thread(target=f) for _ in range(4)]\nfor t in ts: t.start()\n"
                    "for t in ts: t.join()\nprint(threading.active_count())\n", prints="1\n",
                    ops=402),
    "a thread that outlives the program": Case("import threading, time\ndef f():\n    time.sleep(0.2)\n    x * 3\n"
                                               "threading.Thread(target=f).start()\n", ops=3),
    "input": Case("print(int(input('n? ')) + 1)\n", prints="n? 42\n", stdin="41\n"),
    "working directory": Case("import os\nos.chdir('/')\n" + ON, prints="on\n"),
    "closed stdout": Case("import sys\nsys.stdout.close()\ny.backward()\n"),
    "closed descriptors": Case("import os\nos.close(1)\nos.close(2)\ny.backward()\n"),
    "signal handlers": Case("import signal\nfor s in (signal.SIGTERM, signal.SIGINT, signal.SIGSEGV):\n"
                            "    signal.signal(s, lambda *a: None)\n" + ON, prints="on\n"),
    "print redefined": Case("print = None\ny.backward()\n"),
    "everything redefined": Case("import builtins, sys, time, os\nbuiltins.print = builtins.open = time.sleep = None\n"
                                 "sys.stdout = sys.stderr = os.system = None\ny.backward()\n"),
    "main guard": Case("if __name__ == '__main__':\n    y.backward()\n    print('on')\n", prints="on\n"),
    "multiprocessing spawn": Case("import multiprocessing as mp\ndef f(n): return n * 2\nif __name__ == '__main__':\n"
                                  "    with mp.get_context('spawn').Pool(1) as p: print(p.map(f, [1, 2]))\n",
                                  prints="[2, 4]\n"),
    "segmentation fault": Case("import ctypes\nctypes.string_at(0)\n", 1, "error",
                               r"killed by signal 11 \(segmentation fault\) at line 5"),
    "abort": Case("import os\nos.abort()\n", 1, "error", r"killed by signal 6 \(abort\) at line 5"),
    "kill": Case("import os\nos.kill(os.getpid(), 9)\n", 1, "error", "killed by signal 9"),
    "asks to be terminated": Case("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n", 1, "error",
                                  "killed by signal 15"),
    "exception without text": Case("class E(Exception):\n    def __str__(self): raise ValueError\nraise E\n", 1,
                                   "error", r"E \(line 6\)"),
    "keyboard interrupt": Case("raise KeyboardInterrupt\n", 1, "error", r"KeyboardInterrupt \(line 4\)"),
    "broken excepthook": Case("import sys\nsys.excepthook = None\n1/0\n", 1, "error", "ZeroDivisionError"),
    "broken atexit": Case("import atexit\natexit.register(lambda: 1/0)\n" + ON, prints="on\n"),
    "lone surrogates": Case("import sys\nsys.stderr.write('\\ud800 \\0 \\x1b[31m')\n" + ON, prints="on\n"),
}
POSIX_ONLY = {"fork", "fork and exec", "exec", "segmentation fault", "abort", "kill", "asks to be terminated",
              "40 GB, bit by bit"}
NAMES = [pytest.param(name, marks=posix if name in POSIX_ONLY else ()) for name in CASES]


@pytest.mark.parametrize("name", NAMES)
def test_by_the_command_line(tmp_path, name):
    case = CASES[name]
    done = cli("steps", program(tmp_path, PRE + case.source), "--json", stdin=case.stdin)
    assert done.is_clean(), done.err
    assert len(done.kinds("op")) >= case.ops
    assert done.code == case.code, done.err
    printed = "".join(event["text"] for event in done.kinds("output") if event["stream"] == "stdout")
    assert printed == case.prints
    if case.state in ("limit", "stopped") or (case.state == "error" and not done.kinds("error")):
        assert re.search(case.reason, done.err), done.err
    end = done.kinds("end")
    assert not end or (end[0] is done.events[-1] or end[0] == done.events[-1])


@pytest.mark.parametrize("name", NAMES)
def test_in_a_session(tmp_path, session, name):
    case = CASES[name]
    source = PRE + case.source
    session.run(source, str(program(tmp_path, source)))
    if case.stdin:
        session.wait(lambda: session.waits_for_input)
        session.send_input(case.stdin.strip())
    session.wait(lambda: not session.is_running)
    assert (session.state, bool(re.search(case.reason, session.reason))) == (case.state, True), session.reason
    events = list(session.trace.tape)
    assert sum(event["event"] == "op" for event in events) >= case.ops
    assert "".join(e["text"] for e in events if e["event"] == "output" and e["stream"] == "stdout") == case.prints
    session.run("import torch\nprint(torch.ones(1) * 2)\n")
    session.wait(lambda: not session.is_running)
    assert session.state == "finished", session.reason


@pytest.mark.parametrize("source, line", [("x = 1\nx = = 1\n", 2), ("def f(:\n", 1), ("if 1:\nx\n", 2), ("x = '\n", 1),
                                          ("return 3\n", 1), ("x = 1\n\0", None), ("(" * 300 + ")" * 300, 1)])
def test_a_syntax_error_names_its_line(tmp_path, session, source, line):
    session.run(source, str(tmp_path / "bad.py"))
    session.wait(lambda: not session.is_running)
    errors = [event for event in session.trace.tape if event["event"] == "error"]
    assert session.state == "error" and len(errors) == 1 and errors[0]["line"] == line
    assert "SyntaxError" in session.reason or "IndentationError" in session.reason or "null byte" in session.reason
    if "\0" not in source:
        done = cli("run", program(tmp_path, source))
        assert done.code == 1 and "SyntaxError" in done.err + "SyntaxError" * ("IndentationError" in done.err)
        assert done.is_clean()


@pytest.mark.parametrize("seconds, source", [(20, "for i in range(10_000_000): print('a line of text', i)\n")])
def test_ten_million_lines_are_cut_and_said_to_be(tmp_path, session, seconds, source):
    session.run(PRE + source + "z = x * 3\n1/0\n")
    session.wait(lambda: not session.is_running, seconds * 3)
    events = list(session.trace.tape)
    text = "".join(e["text"] for e in events if e["event"] == "output")
    assert session.state == "error" and 10_000 < text.count("\n") < 10_300 and len(events) < 10_400
    assert "More than 10,000 lines or 4 MB printed" in text and "lines left out" in text
    assert text.endswith("a line of text 9999999\n")
    assert [e["op"] for e in events if e["event"] == "op"] == ["mul", "sum", "mul"]
    assert os.path.getsize(session.tape_path) < 5_000_000


def test_one_endless_line_is_cut_too(session):
    session.run("import sys\nfor i in range(100): sys.stdout.write('x' * 1_000_000); sys.stdout.flush()\n")
    session.wait(lambda: not session.is_running, 60)
    text = "".join(e["text"] for e in session.trace.tape if e["event"] == "output")
    assert session.state == "finished" and 4_000_000 <= len(text) < 20_000_000


def test_files_that_are_none(tmp_path):
    (tmp_path / "bin.py").write_bytes(bytes(range(256)))
    (tmp_path / "latin.py").write_bytes(b"s = '\xe9'\n")
    (tmp_path / "bad.ipynb").write_text("{not json")
    (tmp_path / "foreign.tape").write_bytes(b"\x00\xff" * 500)
    (tmp_path / "empty.tape").write_bytes(b"")
    (tmp_path / "text.tape").write_text("import torch\n")
    for name, words in {"bin.py": "not a text file", "bad.ipynb": "not JSON", "none.py": "no such file",
                        ".": "directory", "foreign.tape": "not a tape", "empty.tape": "empty", "none.tape": "none.tape",
                        "text.tape": "not a tape", "latin.py": "not UTF-8"}.items():
        for command, more in (("steps", []), ("export", ["-o", tmp_path / "x.svg"]),
                              ("record", ["-o", tmp_path / "x.tape"])):
            if command == "record" and name.endswith(".tape"):
                continue
            done = cli(command, tmp_path / name, *more)
            assert (done.code, done.out) == (2, "") and words in done.err and "Traceback" not in done.err, (name, done)
            assert len(done.err.strip().splitlines()) == 1


def test_a_tape_is_no_program(tmp_path):
    tape = tapes.write_tutorial(str(tmp_path / "a.tape"))
    for words in (["run", tape], ["record", tape, "-o", tmp_path / "b.tape"]):
        done = cli(*words)
        assert done.code == 2 and "Traceback" not in done.err


def test_a_tape_cut_anywhere_opens_up_to_there(tmp_path, session):
    whole = tapes.write_tutorial(str(tmp_path / "whole.tape"))
    data = Path(whole).read_bytes()
    session.open_tape(whole)
    session.wait(lambda: session.state == "finished")
    count = len(session.trace)
    seen = set()
    for size in range(0, len(data), 97):
        cut = tmp_path / f"cut{size}.tape"
        cut.write_bytes(data[:size])
        try:
            session.open_tape(str(cut))
        except TapeError as error:
            assert "\n" not in str(error) and cut.name in str(error)
            continue
        session.wait(lambda: session.state in ("stopped", "finished"))
        seen.add(len(session.trace))
        assert session.state == "stopped" and session.reason and len(session.trace) < count
    assert seen
    done = cli("steps", tmp_path / f"cut{size}.tape", "--json")
    assert (done.code, done.err) == (0, "") or done.code == 2


def test_a_tape_whose_writer_was_killed_opens(tmp_path, session):
    if os.name != "posix":
        pytest.skip("signals")
    path = program(tmp_path, PRE + "for i in range(5000): y = y * 1.0\nimport os\nos.kill(os.getpid(), 9)\n")
    done = cli("record", path, "-o", tmp_path / "killed.tape")
    assert done.code == 1 and "killed by signal 9" in done.err
    session.open_tape(tmp_path / "killed.tape")
    session.wait(lambda: session.state == "stopped")
    assert sum(event["event"] == "op" for event in session.trace.tape) == 5002


def test_who_is_left_behind_is_taken_along(tmp_path, session):
    """A process that the program started does not outlive the run in the window."""
    if os.name != "posix":
        pytest.skip("groups of processes")
    session.run("import subprocess, sys\np = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
                "print(p.pid)\n")
    session.wait(lambda: not session.is_running)
    pid = int(next(e["text"] for e in session.trace.tape if e["event"] == "output"))

    def is_gone():
        try:
            with open(f"/proc/{pid}/stat") as file:
                return file.read().rpartition(")")[2].split()[0] == "Z"
        except FileNotFoundError:
            return True
    if sys.platform == "linux":
        session.wait(is_gone)
