"""Tracebacks as the user should see them: his own lines, not ours.

A frame is left out when its code is of this program, or when it belongs to a library (standard library, NumPy) that our
code called. What the user's code called itself stays, as it would under plain Python.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from types import TracebackType

from .bootstrap import NAME, ROOT

_OURS = tuple(os.path.join(ROOT, part) + os.sep for part in ("core", "app"))
_STANDARD = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_INSTALLED = tuple(f"{os.sep}{folder}{os.sep}" for folder in ("site-packages", "dist-packages"))


def is_ours(filename: str) -> bool:
    """Whether a code object's file is part of this program."""
    return filename.startswith(_OURS)


def _is_library(filename: str) -> bool:
    return filename.startswith(("<frozen ", _STANDARD)) or any(folder in filename for folder in _INSTALLED)


def _is_generated(frame) -> bool:
    """Whether a frame is of the code that the core writes for an op: it has no file, and the core's state at hand."""
    state = frame.f_globals.get("S")
    return frame.f_code.co_filename.startswith("<") and getattr(state, "__name__", "") == f"{NAME}.core.state"


def without_ours(tb: TracebackType | None) -> TracebackType | None:
    """The traceback with the user's frames only (None when none is left)."""
    kept = []
    inside = True  # below a frame of ours; everything is, until the user's first line
    while tb is not None:
        name = tb.tb_frame.f_code.co_filename
        ours = is_ours(name) or _is_generated(tb.tb_frame)
        if ours:
            inside = True
            while kept and kept[-1].tb_frame.f_code.co_filename.startswith("<frozen importlib"):
                kept.pop()  # `import torch` came to us by way of Python's import machinery
        elif not _is_library(name):
            inside = False
        if not inside and not ours:
            kept.append(tb)
        tb = tb.tb_next
    result = None
    for part in reversed(kept):
        result = TracebackType(result, part.tb_frame, part.tb_lasti, part.tb_lineno)
    return result


def clean(error: BaseException) -> BaseException:
    """The same exception, with our frames gone from its traceback and from those of all that belong to it."""
    todo, seen = [error], set()
    while todo:
        e = todo.pop()
        if e is None or id(e) in seen:
            continue
        seen.add(id(e))
        e.__traceback__ = without_ours(e.__traceback__)
        if isinstance(e, ImportError):
            _say_torch(e)
        todo += [e.__cause__, e.__context__]
        if isinstance(e, BaseExceptionGroup):
            todo += e.exceptions
    return error


def _say_torch(error: ImportError) -> None:
    """`from torch.func import x` speaks of torch.func, not of the module of ours that stands for it."""
    ours = f"{NAME}.core.facade"
    if isinstance(error.msg, str) and f"'{ours}" in error.msg:
        error.msg = error.msg.partition(" (")[0].replace(f"'{ours}", "'torch")
        error.add_note("(Retrograd's core does not have it; `retrograd api` lists what it has.)")


def as_text(error: BaseException) -> str:
    """What Python would print for the cleaned exception."""
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def message(error: BaseException) -> str:
    """str(error), also when that fails."""
    try:
        return str(error)
    except Exception as broken:
        return f"<its text could not be made: {type(broken).__name__}>"


def report(error: BaseException, by_cache: bool = False) -> None:
    """Hand a cleaned exception to sys.excepthook, as Python does with one that nobody caught.

    by_cache: the lines are those of linecache, not those of the file (which Python itself reads before 3.13).
    """
    try:
        if by_cache and sys.excepthook is sys.__excepthook__:
            sys.stderr.write(as_text(error))
            return
        sys.excepthook(type(error), error, error.__traceback__)
    except Exception as broken:
        print("Error in sys.excepthook:", file=sys.stderr)
        sys.__excepthook__(type(broken), clean(broken), broken.__traceback__)
        print("\nOriginal exception was:", file=sys.stderr)
        sys.__excepthook__(type(error), error, error.__traceback__)


def user_line(error: BaseException, filename: str) -> int | None:
    """The line of `filename` in which it happened: the innermost one; of a SyntaxError the line it names."""
    if isinstance(error, SyntaxError) and error.filename == filename:
        return error.lineno
    line, tb = None, error.__traceback__
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == filename:
            line = tb.tb_lineno
        tb = tb.tb_next
    return line


def install_hooks() -> None:
    """Clean what Python prints by itself: exceptions that end a thread, and those in __del__ and callbacks.

    A hook that the user's code sets later takes their place, as ever.
    """
    thread_hook, unraisable_hook = threading.excepthook, sys.unraisablehook

    def in_thread(args):
        clean(args.exc_value)
        tb = args.exc_value.__traceback__
        thread_hook(threading.ExceptHookArgs((args.exc_type, args.exc_value, tb, args.thread)))

    def unraisable(args):
        if args.exc_value is not None:
            clean(args.exc_value)
            args = type(args)((args.exc_type, args.exc_value, args.exc_value.__traceback__, args.err_msg, args.object))
        unraisable_hook(args)

    threading.excepthook = in_thread
    sys.unraisablehook = unraisable
