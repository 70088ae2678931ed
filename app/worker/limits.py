"""What a recorded program may use: memory, time, events, bytes of tape; and how it is told that it is too much.

Note [Ending a run]: to end a run is to raise `Ended` in the main thread: a KeyboardInterrupt, so that programs that
tidy up after Ctrl+C do so here too. Raising is done by a signal where there are signals (it also ends a sleep or a wait
for input) and by the interpreter's asynchronous exceptions elsewhere. A program that goes on regardless is ended by
`os._exit`, with its tape closed, after GRACE seconds; one that even holds the interpreter (a long call in C) is ended
by the parent.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time

GRACE = 0.3  # seconds between asking a program to end and ending it


class Ended(KeyboardInterrupt):
    """The run is to end; why is known to the Run."""


# ---- memory

def limit_memory(megabytes: int) -> None:
    """Let no allocation go beyond this, where the system can (Linux and other POSIX); 0: no limit."""
    _set_address_space(megabytes << 20 if megabytes else None)


def lift_memory_limit() -> None:
    """At the end of the run: there must be room to close the tape."""
    _set_address_space(None)


def _set_address_space(size: int | None) -> None:
    try:
        import resource
    except ImportError:  # Windows: the watching thread looks at the memory in use
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = hard if size is None else size if hard == resource.RLIM_INFINITY else min(size, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    except (ValueError, OSError):
        return  # macOS refuses a limit below what is mapped already: the watching thread looks, as on Windows


def memory_in_use() -> int:
    """Bytes of memory this process holds now (or, where only that is known, held at its peak); 0 when unknown."""
    if sys.platform == "linux":
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        return _memory_on_windows()
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _memory_on_windows() -> int:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [("cb", wintypes.DWORD), ("faults", wintypes.DWORD),
                    *((name, ctypes.c_size_t) for name in ("peak", "working", "a", "b", "c", "d", "pagefile", "top"))]

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    kernel = ctypes.WinDLL("kernel32")
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.K32GetProcessMemoryInfo.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
    found = kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return counters.pagefile if found else 0


def memory_reason(megabytes: int) -> str:
    return f"The program asked for more memory than the limit of {megabytes:,} MB (settings: Memory)."


# ---- the main thread

def interrupt_signal() -> int:
    """A signal that programs hardly ever use themselves, for calling the main thread."""
    if hasattr(signal, "SIGRTMAX"):
        return int(signal.SIGRTMAX) - 3
    return int(signal.SIGUSR2 if hasattr(signal, "SIGUSR2") else signal.SIGBREAK)


def _raise_keyboard_interrupt() -> None:
    raise KeyboardInterrupt


def _arrivals() -> int | None:
    """A descriptor from which the numbers of signals that came can be read, where there is one; it never waits."""
    if os.name != "posix":
        return None
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    return reader


class MainThread:
    """Runs a function in the main thread, between two of its bytecodes, whatever it is doing in Python just now.

    not_within: beginnings of the paths of files whose functions are not interrupted.
    """

    def __init__(self, not_within: tuple[str, ...]):
        self._not_within = not_within
        self._ident = _thread.get_ident()
        self._todo: list = []
        self._waits = False  # for the end of a writing of the tape
        self._signal = interrupt_signal()
        self._arrivals = _arrivals()
        signal.signal(self._signal, self._handle)
        if signal.getsignal(signal.SIGINT) in (signal.default_int_handler, signal.SIG_DFL):
            signal.signal(signal.SIGINT, self._interrupted)

    def call(self, function) -> None:
        """Have the main thread call `function` soon; what it raises is raised there."""
        self._todo.append(function)
        self.call_again()

    def call_again(self) -> None:
        """Knock again, if something is still to be done, or a signal came that the main thread may sleep through: one that comes between
        Python's last look and the system's sleep is handled only when that ends, and a second ends it."""
        if not self._todo and not self._has_arrived():
            return
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(self._ident, self._signal)
        else:
            _thread.interrupt_main(self._signal)

    def _has_arrived(self) -> bool:
        """Did a signal come, other than our own, since this was asked last?"""
        if self._arrivals is None:
            return False
        try:
            return bool(set(os.read(self._arrivals, 4096)) - {self._signal})
        except BlockingIOError:
            return False

    def _interrupted(self, number, frame) -> None:
        """Ctrl+C: KeyboardInterrupt, but not in the midst of a print (which would then print twice) or of the tape."""
        self._todo.append(_raise_keyboard_interrupt)
        self._handle(number, frame)

    def _handle(self, number, frame) -> None:
        if not self._todo:
            return
        free = self._first_free(frame)
        if free is frame:
            self._do()
        elif free is not None and not self._waits:
            self._do_on_return_to(free)

    def _do(self) -> None:
        while self._todo:
            self._todo.pop(0)()

    def _first_free(self, frame):
        """The innermost frame that is not within the writing of the tape, which must not be cut short."""
        free = frame
        for _ in range(12):
            if frame is None:
                break
            if frame.f_code.co_filename.startswith(self._not_within):
                free = frame.f_back
            frame = frame.f_back
        return free

    def _do_on_return_to(self, frame) -> None:
        """As soon as `frame` runs on, by the interpreter's tracing; a trace function of the program's comes back."""
        before, self._waits = sys.gettrace(), True

        def arrived(*args):
            frame.f_trace, self._waits = None, False
            sys.settrace(before)
            self._do()

        frame.f_trace = arrived
        sys.settrace(lambda *args: None)

    def raise_there(self, kind: type[BaseException]) -> None:
        """Raise an exception in the main thread without a signal: for a program that put its own handler in place."""
        import ctypes

        for _ in range(10):
            frame = sys._current_frames().get(self._ident)
            if self._first_free(frame) is frame:
                break
            time.sleep(0.002)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._ident), ctypes.py_object(kind))

    def line_in(self, filename: str) -> int | None:
        """The line of `filename` at which the main thread is now."""
        frame = sys._current_frames().get(self._ident)
        while frame is not None:
            if frame.f_code.co_filename == filename:
                return frame.f_lineno
            frame = frame.f_back
        return None


class Clock:
    """Seconds the run has taken, pauses left out."""

    def __init__(self):
        self._since: float | None = time.monotonic()
        self._before = 0.0

    def pause(self) -> None:
        if self._since is not None:
            self._before += time.monotonic() - self._since
            self._since = None

    def resume(self) -> None:
        if self._since is None:
            self._since = time.monotonic()

    def seconds(self) -> float:
        return self._before + (time.monotonic() - self._since if self._since is not None else 0.0)
