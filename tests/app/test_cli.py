"""The command line to the letter of the contract: `run` like Python, record, steps, export, api, and wrong words."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from tests.app.running import PRE, ROOT, cli, plain, program

SAME_AS_PYTHON = {
    "argv and names": "import sys, os\nprint(sys.argv, __name__, os.path.basename(__file__), __spec__, __package__,\n"
                      "      __doc__, __builtins__.__name__)\n",
    "path": "import sys, os\nprint(sys.path[0], __file__, os.getcwd())\n",
    "main module": "import sys\nx = 3\nm = sys.modules['__main__']\nprint(m.__dict__ is globals(), m.x)\n",
    "exception": "def f(n):\n    return 1 / n\n\ntry:\n    f(0)\nexcept ZeroDivisionError as e:\n"
                 "    raise ValueError('bad') from e\n",
    "exception group": "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])\n",
    "syntax error": "x = 1\nx = = 1\n",
    "indentation": "if 1:\nx = 1\n",
    "exit number": "import sys\nprint('a')\nsys.exit(7)\n",
    "exit text": "import sys\nsys.exit('x')\n",
    "exit none": "raise SystemExit\n",
    "exit large": "import sys\nsys.exit(256 + 3)\n",
    "atexit": "import atexit\natexit.register(print, 'bye')\nprint('hi')\n1/0\n",
    "thread": "import threading, time\ndef f():\n    time.sleep(0.1)\n    print('late')\n"
              "threading.Thread(target=f).start()\nprint('end')\n",
    "thread error": "import threading\nt = threading.Thread(target=lambda: 1/0, name='t')\nt.start(); t.join()\n",
    "unraisable": "class A:\n    def __del__(self):\n        1/0\na = A()\ndel a\n",
    "warning": "import warnings\nwarnings.warn('look out')\nwarnings.warn('old', DeprecationWarning)\n",
    "excepthook": "import sys\nsys.excepthook = lambda t, v, tb: print('mine', t.__name__, tb.tb_lineno)\n1/0\n",
    "stdin": "print(int(input('n? ')) + 1)\nimport sys\nprint(sys.stdin.read())\n",
    "unittest": "import unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        assert 1\n"
                "unittest.main(argv=['x'], verbosity=0)\n",
    "pickle": "import pickle\nclass A:\n    v = 3\nprint(pickle.loads(pickle.dumps(A())).v, A)\n",
    "dataclass": "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass P:\n"
                 "    a: int = 3\nprint(P())\n",
    "typing": "import typing\nclass A:\n    b: 'A'\nprint(typing.get_type_hints(A))\n",
    "getsource": "import inspect\ndef f():\n    return 1  # one\nprint(inspect.getsource(f))\n",
    "encoding": "# -*- coding: latin-1 -*-\nprint(len('\xe9'), '\\u4f60 \\xe9')\n",
    "future": "from __future__ import annotations\nx: undefined_name = 3\nprint(__annotations__)\n",
    "closed stdout": "import sys\nprint('a')\nsys.stdout.close()\n",
    "broken recursion": "def f(): return f()\ntry:\n    f()\nexcept RecursionError as e:\n    print('deep', e)\n",
    "numpy": "import numpy as np\nprint(np.arange(3))\n",
    "own print": "print = None\nimport sys\nsys.stdout.write('x')\n",
    "fork": "import os\npid = os.fork()\nif pid == 0:\n    print('child', flush=True)\n    os._exit(4)\n"
            "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n",
    "os._exit": "import os, sys\nprint('x', flush=True)\nos._exit(3)\n",
}


@pytest.mark.parametrize("name", SAME_AS_PYTHON)
def test_run_is_what_python_does(tmp_path, name):
    source = SAME_AS_PYTHON[name]
    if name == "fork" and not hasattr(os, "fork"):
        pytest.skip("fork needs POSIX")
    path = tmp_path / "user program.py"
    path.write_bytes(source.encode("latin-1" if name == "encoding" else "utf-8"))
    stdin = "41\nrest\n" if name == "stdin" else ""
    ours = cli("run", path, "-x", "two words", "--json", stdin=stdin, cwd=tmp_path)
    theirs = plain(path, "-x", "two words", "--json", stdin=stdin, cwd=tmp_path)
    for done in (ours, theirs):
        done.err = re.sub(r"0x[0-9a-f]+|\d\.\d{3}s", "N", done.err)
    assert (ours.code, ours.out, ours.err) == (theirs.code, theirs.out, theirs.err)


def test_run_has_torch_under_all_its_names(tmp_path):
    path = program(tmp_path, (
        "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nimport torch.optim as optim\n"
        "from torch.autograd import Variable\nfrom torch import nn as nn2, Tensor\nimport sys, importlib\n"
        "assert nn is nn2 is torch.nn is sys.modules['torch.nn'] and F is torch.nn.functional\n"
        "assert importlib.import_module('torch') is torch and isinstance(torch.ones(1), Tensor)\n"
        "print(float(F.relu(torch.ones(2)).sum()))\n"
        "try:\n    import torch.nothing\nexcept ModuleNotFoundError as e:\n    print(e.name, e)\n"))
    done = cli("run", path)
    assert (done.code, done.out, done.err) == (0, "2.0\ntorch.nothing No module named 'torch.nothing'\n", "")


def test_a_users_own_core_and_app_are_imported(tmp_path):
    for name in ("core", "app"):
        (tmp_path / name).mkdir()
        program(tmp_path / name, "WHO = 'mine'\n", "__init__.py")
    path = program(tmp_path, "import core, app, torch, sys\nprint(core.WHO, app.WHO, float(torch.ones(2).sum()))\n"
                             "print([m for m in sys.modules if m.startswith(('core.', 'app.'))])\n")
    for words in (["run", path], ["record", path, "-o", tmp_path / "o.tape"]):
        done = cli(*words, cwd=ROOT)
        assert (done.out, done.err) == ("mine mine 2.0\n[]\n", "")


def test_our_own_folder_and_modules_are_out_of_the_users_way(tmp_path):
    path = program(tmp_path, "import sys, torch\nprint(sys.path[0], *[p for p in sys.path[1:3] if 'shim' not in p])\n"
                             "print({'core', 'app', 'runner', 'bootstrap'} & set(sys.modules))\n")
    first = str(tmp_path.resolve())
    for words in (["run", path], ["record", path, "-o", tmp_path / "o.tape"]):
        done = cli(*words, cwd=ROOT, env={"PYTHONPATH": ""})
        line, modules = done.out.splitlines()
        assert line.startswith(first) and str(ROOT) not in line.split() and modules == "set()"


@pytest.mark.parametrize("call", ["y.backward(); y.backward()", "torch.ones(2) @ torch.ones(3)",
                                  "torch.no_such_name(1)", "x.register_hook(lambda g: 1/0); y.backward()"])
def test_tracebacks_have_the_users_lines_only(tmp_path, call):
    path = program(tmp_path, PRE + f"def f():\n    {call}\nf()\n")
    done = cli("run", path)
    assert done.code == 1 and done.is_clean()
    lines = re.findall(r'File "(.*)", line (\d+)', done.err)
    assert {name for name, _ in lines} == {str(path)} and [n for _, n in lines][:2] == ["6", "5"]
    recorded = cli("record", path, "-o", tmp_path / "o.tape")
    assert recorded.err == done.err and recorded.code == 1


def test_a_library_that_the_program_calls_stays_in_its_traceback(tmp_path):
    done = cli("run", program(tmp_path, "import json\njson.loads('{')\n"))
    assert "json" + os.sep + "decoder.py" in done.err and done.is_clean()


@pytest.fixture
def interruptible():
    """Processes begun meanwhile hear Ctrl+C, also where the tests run in the background of a shell, which ignores it for them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("words", [["run"], ["record", "-o", "o.tape"]])
def test_ctrl_c_is_the_programs(tmp_path, words):
    path = program(tmp_path, "import time\ntry:\n    print('go', flush=True)\n    time.sleep(30)\n"
                             "except KeyboardInterrupt:\n    print('caught')\n")
    child = subprocess.Popen([sys.executable, "-m", "app", *words[:1], str(path), *words[1:]], stdout=subprocess.PIPE,
                             text=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
                             start_new_session=True)
    assert child.stdout.readline() == "go\n"
    os.killpg(child.pid, signal.SIGINT)
    assert child.communicate(timeout=10)[0] == "caught\n" and child.returncode == 0


@pytest.mark.usefixtures("interruptible")
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_recorded_program_does_not_sleep_through_ctrl_c(tmp_path):
    """One that Python has noted, but that did not end the main thread's sleep: here, because it came to another thread."""
    path = program(tmp_path, "import signal, threading, time\n"
                             "threading.Timer(0.1, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGINT)).start()\n"
                             "start = time.monotonic()\ntry:\n    time.sleep(20)\nexcept KeyboardInterrupt:\n"
                             "    print('caught', time.monotonic() - start < 10)\n")
    assert cli("record", path, "-o", "o.tape", cwd=tmp_path).out == "caught True\n"


@pytest.mark.usefixtures("interruptible")
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_uncaught_ctrl_c_ends_by_the_signal(tmp_path):
    path = program(tmp_path, "import time, atexit\natexit.register(print, 'bye')\nprint('go', flush=True)\n"
                             "time.sleep(30)\n")
    child = subprocess.Popen([sys.executable, "-m", "app", "run", str(path)], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, cwd=ROOT)
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=10)
    assert child.returncode == -signal.SIGINT and out == "bye\n"
    assert err.endswith("KeyboardInterrupt\n") and str(ROOT) not in err


def test_a_reader_that_goes_away_is_no_error_of_ours(tmp_path):
    path = program(tmp_path, PRE + "for i in range(3000): print('a line of text', i)\n")
    for words in (["steps", str(path), "--json"], ["steps", str(path)]):
        child = subprocess.Popen([sys.executable, "-m", "app", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 text=True, cwd=ROOT)
        child.stdout.readline()
        child.stdout.close()
        with child:
            assert child.stderr.read() == ""
        assert child.returncode == 1


@pytest.mark.parametrize("kind", ["fork", "spawn"])
def test_multiprocessing_works(tmp_path, kind):
    if kind == "fork" and os.name != "posix":
        pytest.skip("fork needs POSIX")
    path = program(tmp_path, (
        "import multiprocessing as mp, torch\ndef f(n):\n    return float(torch.ones(n).sum())\n"
        f"if __name__ == '__main__':\n    with mp.get_context('{kind}').Pool(2) as pool:\n"
        "        print(pool.map(f, [1, 2, 3]))\n"))
    done = cli("run", path)
    assert (done.code, done.out, done.err) == (0, "[1.0, 2.0, 3.0]\n", "")
    done = cli("record", path, "-o", tmp_path / "o.tape")
    assert (done.code, done.out, done.err) == (0, "[1.0, 2.0, 3.0]\n", "")


def test_a_program_that_runs_another_gives_it_torch(tmp_path):
    program(tmp_path, "import torch\nprint(float(torch.ones(4).sum()))\n", "other.py")
    path = program(tmp_path, "import subprocess, sys\nsubprocess.run([sys.executable, 'other.py'])\n")
    done = cli("run", path, cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "4.0\n", "")


def test_record_keeps_the_tape_and_steps_reads_it(tmp_path):
    path = program(tmp_path, PRE + "print('hi')\ny.backward()\n")
    tape = tmp_path / "out.tape"
    done = cli("record", path, "-o", tape)
    assert (done.code, done.out, done.err) == (0, "hi\n", "")
    assert sorted(os.listdir(tmp_path)) == ["out.tape", "program.py"]
    steps = cli("steps", tape, "--json")
    assert steps.code == 0 and [e["seq"] for e in steps.events] == list(range(len(steps.events)))
    assert [e["op"] for e in steps.kinds("op")] == ["mul", "sum"]
    assert steps.kinds("output") == [{**steps.kinds("output")[0], "line": 4, "stream": "stdout", "text": "hi\n"}]
    assert steps.events[-1]["status"] == "finished"
    text = cli("steps", tape)
    assert len(text.out.splitlines()) == len(steps.events) and "MulBackward0" in text.out
    run = cli("steps", path, "--json")
    assert [e["event"] for e in run.events] == [e["event"] for e in steps.events]


def test_large_values_are_told_in_full_only_when_asked(tmp_path):
    path = program(tmp_path, "import torch\nx = torch.full((9, 9), float('nan'))\n")
    short = cli("steps", path, "--json").kinds("tensor")[0]["value"]
    full = cli("steps", path, "--json", "--full").kinds("tensor")[0]["value"]
    assert short["stats"]["nan"] == 81 and "data" not in short
    assert full["data"][8][8] == "NaN"


def test_arguments_of_a_recorded_program(tmp_path):
    path = program(tmp_path, "import sys\nprint(sys.argv[1:])\n")
    assert cli("record", path, "-o", tmp_path / "o.tape", "--", "-a", "b").out == "['-a', 'b']\n"


def test_a_notebook_runs_with_its_last_lines_shown(tmp_path):
    cells = [{"cell_type": "code", "source": ["import torch\n", "x = torch.ones(2)\n", "x"]},
             {"cell_type": "code", "source": "x.sum()\nx + 1;"}, {"cell_type": "code", "source": "1/0"}]
    path = program(tmp_path, json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}), "n.ipynb")
    done = cli("run", path)
    assert done.out == "tensor([1., 1.])\n" and done.code == 1
    assert "    1/0" in done.err and "n.ipynb" in done.err and done.is_clean()
    recorded = cli("record", path, "-o", tmp_path / "n.tape")
    assert (recorded.code, recorded.out, recorded.err) == (done.code, done.out, done.err)


@pytest.mark.parametrize("words, said", [
    (["export", "{f}", "-o", "a.gif", "--step", "1"], "all steps"),
    (["export", "{f}", "-o", "a.svg", "--events", "1:2"], "--all-steps"),
    (["export", "{f}", "-o", "a.svg", "--page", "a4"], "--page"),
    (["export", "{f}", "-o", "a.svg", "--background", "red"], "#RRGGBB"),
    (["export", "{f}", "-o", "a.svg", "--selection", "nobody"], "“nobody”"),
    (["export", "{f}", "-o", "a.bmp"], "no kind of figure"), (["export", "{f}", "-o", "a"], "no kind of figure"),
    (["export", "{f}", "-o", "no/a.svg"], "no folder"), (["export", "{f}", "-o", "a.svg", "--scale", "0"], "--scale"),
    (["export", "{f}", "-o", "a.svg", "--step", "1", "--last"], "not allowed with"),
    (["export", "{f}", "-o", "a.svg", "--step", "99"], "events 0 to"),
    (["export", "{f}", "-o", "a.svg", "--at", "sideways"], "backward:K"),
    (["export", "{f}", "-o", "a.svg", "--at", "backward:2"], "1 backward call"),
    (["export", "{f}"], "-o"), (["record", "{f}"], "-o"), (["record", "{f}", "-o", "no/o.tape"], "no folder"),
    (["record", "{f}", "-o", "."], "is a directory"), (["record", "{f}", "-o", "{f}"], "is the program itself"),
    (["steps"], "FILE_OR_TAPE"), (["steps", "no.py"], "no such file"), (["steps", "no.tape"], "no.tape"),
    (["steps", "."], "is a directory"), (["run"], "which file"), (["run", "no.py"], "no such file"),
    (["run", "."], "is a directory"), (["run", "--fast", "x.py"], "no option"), (["frobnicate"], "no such file"),
    (["--nothing"], "what is that"), (["no.tape"], "no.tape"), (["a.py", "b.py"], "what is that"),
])
def test_words_that_are_off_end_with_status_2_and_a_sentence(tmp_path, words, said):
    path = program(tmp_path, PRE + "y.backward()\n")
    done = cli(*(str(path) if word == "{f}" else word for word in words), cwd=tmp_path)
    assert done.code == 2 and said in done.err and "Traceback" not in done.err and done.out == ""
    assert sorted(os.listdir(tmp_path)) == ["program.py"]


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["run", "-h"], ["steps", "--help"], ["export", "-h"],
                                   ["--version"]])
def test_help(words):
    done = cli(*words)
    assert done.code == 0 and "retrograd" in done.out and done.err == ""


def test_a_figure_that_carries_its_run_stands_for_its_tape(tmp_path):
    (tmp_path / "p.py").write_text("import torch\nx = torch.ones(2, requires_grad=True)\n(x * 3).sum().backward()\n")
    done = cli("export", "p.py", "-o", "a.svg", "--with-session", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "MulBackward0" in cli("steps", "a.svg", cwd=tmp_path).out
    assert cli("export", "a.svg", "-o", "b.mmd", "--no-values", cwd=tmp_path).code == 0
    assert (tmp_path / "b.mmd").read_text().startswith("flowchart")
    (tmp_path / "plain.svg").write_text("<svg/>")
    for words in (["steps", "plain.svg"], ["plain.svg"]):
        done = cli(*words, cwd=tmp_path)
        assert done.code == 2 and "carries no run" in done.err


def test_export_at_each_kind_of_place(tmp_path):
    path = program(tmp_path, PRE + "y.backward()\n")
    sizes = {}
    for where in (["--last"], ["--at", "forward"], ["--at", "backward:1"], ["--step", "1"], []):
        out = tmp_path / "fig.svg"
        done = cli("export", path, "-o", out, *where, "--theme", "print")
        assert (done.code, done.out, done.err) == (0, "", "")
        sizes[tuple(where)] = out.read_text(encoding="utf-8")
        out.unlink()
    assert sizes[("--last",)] == sizes[()] != sizes[("--at", "forward")]
    assert "MulBackward0" in sizes[("--at", "forward")]


def test_api_says_what_is_there():
    everything = cli("api")
    assert everything.code == 0 and len(everything.out.splitlines()) > 100
    assert any(line.startswith("torch.mul(") for line in everything.out.splitlines())
    one = cli("api", "mul")
    assert (one.code, one.out) == (0, "torch.mul(input, other)\n")
    assert cli("api", "torch.Tensor.backward").code == 0
    none = cli("api", "no_such_name")
    assert none.code == 1 and "no_such_name" in none.err


def test_no_display_is_said_with_what_works_without(tmp_path):
    if not sys.platform.startswith("linux"):
        pytest.skip("elsewhere there always is one")
    env = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = cli(env=env)
    assert done.code == 2 and "no display" in done.err and "retrograd steps" in done.err


def test_nothing_of_qt_is_loaded_without_a_window(tmp_path):
    path = program(tmp_path, "import sys\nprint([m for m in sys.modules if m.startswith(('PySide6', 'networkx'))])\n")
    assert cli("run", path).out == "[]\n"
    assert cli("record", path, "-o", tmp_path / "o.tape").out == "[]\n"
    done = subprocess.run([sys.executable, "-c", "import app.cli.steps, app.cli.record, app.cli.api, app.cli.window\n"
                           "import sys; print([m for m in sys.modules if m.startswith('PySide6')])"], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_an_endless_recording_can_be_followed(tmp_path):
    path = program(tmp_path, PRE + "import time\nprint('first')\nwhile True: time.sleep(0.1)\n")
    child = subprocess.Popen([sys.executable, "-m", "app", "steps", str(path)], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, cwd=ROOT)
    begun = time.monotonic()
    for line in child.stdout:
        if "first" in line:
            break
    assert time.monotonic() - begun < 10
    child.terminate()
    child.communicate()
