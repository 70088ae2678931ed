"""Programs run in this process with their tapes recorded, as the child does it: quick enough for a zoo of them."""

import contextlib
import io
import os
import sys
import traceback
import warnings

import core.facade  # noqa: F401 (the modules that `import torch` finds below)
from app.model.trace import Trace
from core import state
from core.recorder import Recorder
from core.tapefile import open_tape

NAME = "program.py"


class Finder:
    """`import torch` and everything below it finds core.facade."""

    def find_spec(self, fullname, path=None, target=None):
        import importlib

        if fullname != "torch" and not fullname.startswith("torch."):
            return None
        try:
            module = importlib.import_module("core.facade" + fullname[len("torch") :])
        except ModuleNotFoundError:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, loader_state=(module, module.__spec__), is_package=True)

    def create_module(self, spec):
        return spec.loader_state[0]

    def exec_module(self, module):
        module.__spec__ = module.__spec__.loader_state[1]


class Heard(io.TextIOBase):
    """A stream whose text goes to the tape."""

    def __init__(self, recorder, name):
        self._recorder, self._name = recorder, name

    def write(self, text):
        self._recorder.output(self._name, text)
        return len(text)


@contextlib.contextmanager
def torch_found():
    """Within it `import torch` is the core; what was imported as torch goes away afterwards."""
    finder = Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name == "torch" or name.startswith("torch.")]:
            del sys.modules[name]


def _to_stderr(message, category, filename, lineno, file=None, line=None):
    """A warning as Python prints it, whatever the test runner has put in its place."""
    sys.stderr.write(warnings.formatwarning(message, category, filename, lineno, line))


def run(source: str, path) -> Trace:
    """The whole trace of a run of `source`, recorded on a tape at `path`; close its tape when done."""
    recorder = Recorder(
        path, {"source": source, "path": NAME}, main=NAME, text=source, hidden=(os.path.dirname(__file__),)
    )
    scope = {"__name__": "__main__", "__file__": NAME}
    status = ("finished", None)
    was = state.grad_enabled
    with torch_found(), warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.showwarning = _to_stderr
        recorder.start()
        try:
            with contextlib.redirect_stdout(Heard(recorder, "stdout")), \
                 contextlib.redirect_stderr(Heard(recorder, "stderr")):  # fmt: skip
                exec(compile(source, NAME, "exec", dont_inherit=True), scope)
        except SystemExit:
            pass  # a program may end itself
        except Exception as error:
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == NAME]
            recorder.error(type(error).__name__, str(error), traceback.format_exc(), lines[-1] if lines else None)
            status = ("error", f"{type(error).__name__}: {error}")
        finally:
            recorder.close(*status)
            state.grad_enabled = was
            scope.clear()
    trace = Trace(open_tape(str(path)))
    trace.extend()
    return trace
