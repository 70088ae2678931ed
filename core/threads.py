"""Grad mode for each thread: no_grad() in one says nothing of another, and each begins with gradients on.

One global is what every op reads (state.py), since most programs have one thread and a thread's own would cost each op more. So it becomes a
thread's own only when a program that has changed it starts a thread: then the module of the globals gets properties in place of the two
values. `Thread.start` is wrapped to notice that.
"""

import threading
import types

from . import state as S

_start = threading.Thread.start
_own = threading.local()


class _PerThread(types.ModuleType):
    """The module of globals with grad mode read from, and written to, the thread at hand."""

    @property
    def grad_enabled(self):
        return getattr(_own, "grad", True)

    @grad_enabled.setter
    def grad_enabled(self, value):
        _own.grad = value

    @property
    def inference(self):
        return getattr(_own, "inference", False)

    @inference.setter
    def inference(self, value):
        _own.inference = value


def _is_ours(thread):
    """Is it one of Retrograd's own threads, which change no mode?"""
    work = getattr(thread, "_target", None) or type(thread)
    return (getattr(work, "__module__", None) or "").partition(".")[0] in ("core", "app")


def _starting(thread):
    if S.__class__ is types.ModuleType and not _is_ours(thread):
        _own.grad, _own.inference = S.__dict__.pop("grad_enabled"), S.__dict__.pop("inference")
        S.__class__ = _PerThread
    return _start(thread)


threading.Thread.start = _starting
