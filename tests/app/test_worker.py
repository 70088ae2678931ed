"""The parts of the child, one by one: tracebacks, breakpoints, streams, sentences for an end, the private name."""

import ast
import io
import os
import sys
import traceback
from types import SimpleNamespace

import pytest

from app.model.settings import BY_KEY
from app.worker import bootstrap, limits, runner, spawn, streams, tracebacks
from tests.app.running import ROOT, plain, program

# ---- what an end is called


@pytest.mark.parametrize("code, words", [(-11, "signal 11 (segmentation fault)"), (-9, "signal 9 (kill"),
                                         (-6, "signal 6 (abort)"), (-250, "signal 250"), (3, "exit status 3")])
@pytest.mark.skipif(os.name != "posix", reason="negative exit statuses")
def test_an_exit_is_described_in_one_sentence(code, words):
    said = spawn.describe_exit(code, "line 7")
    assert words in said and "line 7" in said and said.endswith(".") and "\n" not in said


def test_the_line_of_a_fault_is_found_in_what_python_wrote(tmp_path):
    tape = str(tmp_path / "a.tape")
    assert spawn.crash_line(tape, "/x/p.py") is None
    (tmp_path / "a.tape.crash").write_text(
        'Current thread 0x1 (most recent call first):\n  File "/lib/c.py", line 3 in f\n'
        '  File "/x/p.py", line 12 in g\n  File "/x/p.py", line 20 in <module>\n')
    assert spawn.crash_line(tape, "/x/p.py") == 12
    (tmp_path / "a.tape.stdout").write_text("x")
    spawn.remove_side_files(tape)
    assert os.listdir(tmp_path) == []


def test_the_environment_of_a_child_respects_what_is_set(monkeypatch):
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    added = spawn.environment(2)
    assert added["MKL_NUM_THREADS"] == "2" and "OPENBLAS_NUM_THREADS" not in added
    assert "OMP_NUM_THREADS" not in added  # PyTorch's number, part of its digits


# ---- tracebacks

def raised(source, filename, names=None):
    """The exception that a program raises, seen from our frames."""
    try:
        exec(compile(source, filename, "exec"), {"__name__": "__main__", **(names or {})})
    except BaseException as error:
        return error
    raise AssertionError("it was to raise")


def lines_of(error):
    return [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]


def ours(source="def call(f, *a): return f(*a)\n"):
    """A function whose code is one of this program's files."""
    names = {}
    exec(compile(source, os.path.join(bootstrap.ROOT, "core", "engine.py"), "exec"), names)
    return names["call"]


def as_if_run(error):
    """Without the frames of the test itself, which stands in for the runner."""
    while error.__traceback__ is not None and error.__traceback__.tb_frame.f_code.co_filename == __file__:
        error.__traceback__ = error.__traceback__.tb_next
    return error


def test_our_frames_go_and_the_users_stay():
    error = as_if_run(raised("def bad():\n    1/0\ndef f():\n    call(bad)\nf()\n", "/u/p.py", {"call": ours()}))
    tracebacks.clean(error)
    assert lines_of(error) == [("/u/p.py", 5), ("/u/p.py", 4), ("/u/p.py", 2)]
    assert tracebacks.user_line(error, "/u/p.py") == 2


def test_a_library_below_our_code_goes_and_below_the_users_stays():
    import json

    error = as_if_run(raised("call(loads, '{')\n", "/u/p.py", {"call": ours(), "loads": json.loads}))
    assert lines_of(tracebacks.clean(error)) == [("/u/p.py", 1)]
    error = as_if_run(raised("loads('{')\n", "/u/p.py", {"loads": json.loads}))
    assert len(lines_of(tracebacks.clean(error))) > 1


def test_the_import_machinery_between_the_user_and_us_goes():
    names = {"call": ours(), "frozen": {}}
    exec(compile("def load(f): return f()", "<frozen importlib._bootstrap>", "exec"), names["frozen"])
    error = as_if_run(raised("load(lambda: call(int, 'x'))\n", "/u/p.py", {**names, "load": names["frozen"]["load"]}))
    assert lines_of(tracebacks.clean(error)) == [("/u/p.py", 1), ("<frozen importlib._bootstrap>", 1), ("/u/p.py", 1)]
    error = as_if_run(raised("load(f)\n", "/u/p.py", {"load": names["frozen"]["load"],
                                                      "f": ours("def call(): return int('x')\n")}))
    assert lines_of(tracebacks.clean(error)) == [("/u/p.py", 1)]


def test_causes_contexts_and_groups_are_cleaned_too():
    source = ("try:\n    call(int, 'x')\nexcept ValueError as e:\n    try:\n        call(int, 'y')\n"
              "    except ValueError as f:\n        raise ExceptionGroup('g', [e, f]) from e\n")
    error = tracebacks.clean(as_if_run(raised(source, "/u/p.py", {"call": ours()})))
    assert str(ROOT) not in tracebacks.as_text(error) and "ExceptionGroup" in tracebacks.as_text(error)


def test_cleaning_ends_for_exceptions_that_refer_to_each_other():
    a, b = ValueError("a"), ValueError("b")
    a.__context__, b.__context__ = b, a
    assert tracebacks.clean(a) is a


def test_the_line_of_a_syntax_error_is_the_one_it_names():
    error = raised("import sys\ncompile('x = 1\\ny = = 2\\n', '/u/p.py', 'exec')\n", "/u/other.py")
    assert isinstance(error, SyntaxError) and tracebacks.user_line(error, "/u/p.py") == 2


def test_a_message_that_cannot_be_made_is_none_of_our_business():
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError

    assert "could not be made" in tracebacks.message(Odd())


# ---- breakpoints

def breaks(source, lines):
    """The lines at which a program with these breakpoints holds, in order."""
    held = []
    code = runner.compile_program(source, "/u/p.py", lines, held.append)
    exec(code, {"__name__": "__main__"})
    return held


@pytest.mark.parametrize("source, lines, held", [
    ("a = 1\nb = 2\n", [2], [2]),
    ("for i in range(3):\n    a = i\n", [2], [2, 2, 2]),
    ("def f():\n    return 1\nf()\nf()\n", [2, 4], [2, 4, 2]),
    ("def f():\n    '''text'''\n    return 1\nf()\n", [1, 3], [1, 3]),
    ("if 0:\n    a = 1\nelif 1:\n    b = 2\nelse:\n    c = 3\n", [4, 6], [4]),
    ("try:\n    1/0\nexcept ZeroDivisionError:\n    a = 1\nfinally:\n    b = 2\n", [4, 6], [4, 6]),
    ("match 3:\n    case 3:\n        a = 1\n", [3], [3]),
    ("with open(__import__('os').devnull) as f:\n    a = 1\n", [2], [2]),
    ("@staticmethod\ndef f():\n    pass\n", [1], [1]),
    ("a = 1; b = 2\n", [1], [1]),
    ("x = (1 +\n     2)\n", [2], []),
    ("from __future__ import annotations\nx: nothing = 1\n", [1, 2], [2]),
])
def test_breakpoints_hold_before_a_statement(source, lines, held):
    assert breaks(source, lines) == held


def test_a_breakpoint_leaves_docstrings_and_tracebacks_alone():
    source = "'''doc'''\ndef f():\n    '''of f'''\n    1/0\n"
    code = runner.compile_program(source, "/u/p.py", [1, 2, 3, 4], lambda line: None)
    names = {"__name__": "__main__"}
    exec(code, names)
    assert names["__doc__"] == "doc" and names["f"].__doc__ == "of f"
    with pytest.raises(ZeroDivisionError) as caught:
        names["f"]()
    assert caught.traceback[-1].lineno == 3  # counted from 0


# ---- streams

def stream(max_lines=5, max_bytes=1000):
    kept = []
    raw = streams.RecordedStream("stdout", lambda name, text: kept.append(text), 1, False, max_lines, max_bytes)
    return raw, streams.wrap(raw, "strict"), kept


def test_a_print_is_kept_line_by_line():
    _, text, kept = stream()
    print("a", 1, file=text)
    print("b\nc", file=text)
    text.write("no end")
    text.flush()
    assert "".join(kept) == "a 1\nb\nc\nno end" and kept[0] == "a 1\n"


def test_characters_split_between_writes_come_out_whole():
    _, text, kept = stream()
    text.buffer.write("é".encode()[:1])
    text.flush()
    text.buffer.write("é".encode()[1:])
    text.flush()
    assert "".join(kept) == "é"


@pytest.mark.parametrize("count", [6, 50, 1000])
def test_a_flood_is_cut_and_its_end_kept(count):
    raw, text, kept = stream()
    for number in range(count):
        print(number, file=text)
    text.flush()
    raw.finish()
    said = "".join(kept)
    assert said.startswith("0\n1\n2\n3\n4\n") and "More than 5 lines" in said and said.endswith(f"{count - 1}\n")
    shown = sum(line.isdigit() for line in said.splitlines())
    hidden = f"[… {count - shown:,} lines left out …]" in said
    assert shown <= 6 + streams.TAIL_LINES and hidden == (shown < count)


def test_what_is_passed_on_is_passed_on_whole(tmp_path):
    path = program(tmp_path, (
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom app.worker.streams import Streams\nkept = []\n"
        "s = Streams(lambda *a: kept.append(a), True, False, 3, 100)\n"
        "for i in range(1000): print('line', i)\nprint('to stderr', file=sys.stderr)\ns.flush()\ns.finish()\n"
        "import os; os.write(2, repr(kept[:2]).encode())\n"))
    done = plain(path)
    assert done.out == "".join(f"line {i}\n" for i in range(1000))
    assert done.err == "[('stdout', 'line 0\\n'), ('stdout', 'line 1\\n')]"


# ---- the runner and the private name

def test_source_is_read_as_python_reads_it(tmp_path):
    path = tmp_path / "p.py"
    path.write_bytes(b"\xef\xbb\xbfx = '\xc3\xa9'\r\n")
    assert runner.decoded(runner.read_program(str(path))) == "x = 'é'\n"


def test_the_values_of_a_notebook_are_printed_as_it_does(capsys):
    import builtins

    runner.display(None)
    runner.display([1, "a"])
    assert capsys.readouterr().out == "[1, 'a']\n" and builtins._ == [1, "a"]
    del builtins._


def test_torch_is_one_module_under_both_names(tmp_path):
    path = os.path.join(bootstrap.ROOT, "app", "worker", "bootstrap.py")
    done = plain(program(tmp_path, (
        "import importlib.util, sys\n"
        f"spec = importlib.util.spec_from_file_location('b', {path!r})\n"
        "b = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(b)\nb.install_torch()\nb.install_torch()\nimport torch, torch.autograd\n"
        "assert torch is b.private('core.facade') and torch.autograd is b.private('core.facade.autograd')\n"
        "assert torch.__spec__.name == '_retrograd.core.facade'\n"
        "assert sum(type(f).__name__ == 'TorchFinder' for f in sys.meta_path) == 1\n"
        "try:\n    from torch.nn import Missing\n"
        "except ImportError as e: assert str(e).startswith(\"cannot import name 'Missing' from 'torch.nn'\"), e\n"
        "assert torch.nn.__name__ == 'torch.nn' and torch.nn.utils.rnn and torch.nn.Linear and torch.optim.lr_scheduler.StepLR\n"
        "assert not {'core', 'app'} & set(sys.modules)\nprint('ok')\n")), cwd=tmp_path)
    assert (done.out, done.err) == ("ok\n", "")


def test_the_shim_holds_nothing_but_torch():
    assert sorted(name for name in os.listdir(bootstrap.SHIM) if name != "__pycache__") == ["__init__.py", "torch"]


# ---- limits

def test_the_clock_leaves_pauses_out(monkeypatch):
    now = SimpleNamespace(value=0.0)
    monkeypatch.setattr(limits.time, "monotonic", lambda: now.value)
    clock = limits.Clock()
    now.value = 2.0
    clock.pause()
    clock.pause()
    now.value = 10.0
    assert clock.seconds() == 2.0
    clock.resume()
    clock.resume()
    now.value = 13.0
    assert clock.seconds() == 5.0


def test_memory_in_use_is_known_here():
    block = bytearray(50_000_000)
    assert limits.memory_in_use() > len(block)


def test_the_words_of_a_limit_name_its_setting():
    assert BY_KEY["max_memory_mb"].title in limits.memory_reason(100)


def test_no_file_of_the_child_needs_qt_or_an_absolute_import():
    """They run beside the user's own `core` and `app`: Note [Private name]."""
    for folder, _, names in os.walk(os.path.join(bootstrap.ROOT, "app", "worker")):
        for name in (n for n in names if n.endswith(".py")):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                tree = ast.parse(file.read())
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and not node.level:
                    assert node.module.split(".")[0] in sys.stdlib_module_names, (name, node.module)
                if isinstance(node, ast.Import):
                    allowed = {"bootstrap"} if name == "child.py" else set()
                    assert all(a.name.split(".")[0] in sys.stdlib_module_names | allowed for a in node.names), name


def test_a_wrapped_stream_is_a_text_stream_like_pythons():
    _, text, _ = stream()
    assert isinstance(text, io.TextIOWrapper) and text.mode == "w" and text.fileno() == 1 and text.writable()
    assert text.line_buffering and text.encoding == "utf-8" and not text.isatty()
