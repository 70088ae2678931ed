"""The ways in which a program can end without Python's knowing: each writes the tape's last events first.

Note [Faults]: a fault (SIGSEGV, SIGABRT, …) comes to a C callback made by ctypes, in the thread that faulted and on its
stack. There Python can run once more: it writes where the program is (for the parent's sentence), then what waits for
the tape, and goes back to the system's own handling, which kills the process as it would have. It may fail to (a fault
within malloc, a stack that is used up): then an alarm ends the process, and what was written before is there.
"""

from __future__ import annotations

import faulthandler
import os
import signal

FAULTS = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL")
ALARM_SECONDS = 2


class Guards:
    """Installs all of them for one run. `flush()` writes what waits; `end(status, reason)` ends the tape.

    crash: the open file in which a fault's place is written down.
    """

    def __init__(self, flush, end, crash):
        self._flush, self._end, self._crash = flush, end, crash
        self._forked = False
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after_fork)
        self._wrap_exits()
        self._catch_faults()

    def _after_fork(self) -> None:
        self._forked = True

    def _wrap_exits(self) -> None:
        real_exit, real_kill = os._exit, os.kill

        def _exit(status):
            """os._exit, with the tape closed first."""
            if not self._forked:
                self._end("stopped", f"The program ended itself with os._exit({status!r}).")
            real_exit(status)

        def kill(pid, number):
            """os.kill, with the tape written first when it may be for this process."""
            if pid in (0, -1, os.getpid()) and not self._forked:
                self._flush()
            return real_kill(pid, number)

        os._exit, os.kill = _exit, kill
        for name in ("execv", "execve"):  # the others of os.exec* come to these
            setattr(os, name, self._replacing(getattr(os, name)))

    def _replacing(self, real):
        def exec_(path, *rest):
            """os.execv or os.execve, with the tape closed first."""
            if not self._forked and os.path.exists(path):
                self._end("stopped", f"The program gave its process to another one ({os.fsdecode(path)}).")
            return real(path, *rest)

        exec_.__name__ = real.__name__
        return exec_

    def _catch_faults(self) -> None:
        """See Note [Faults]; where there is no ctypes or no signal() in C, Python's own handler writes the place."""
        faulthandler.enable(self._crash)
        if os.name != "posix":
            return
        try:
            import ctypes

            libc = ctypes.CDLL(None)
        except (ImportError, OSError):
            return
        libc.signal.restype = ctypes.c_void_p
        libc.signal.argtypes = [ctypes.c_int, ctypes.c_void_p]

        def fault(number):
            libc.signal(number, None)  # back to the system's own
            libc.signal(int(signal.SIGALRM), None)
            libc.alarm(ALARM_SECONDS)
            try:
                faulthandler.dump_traceback(self._crash, all_threads=False)
                if not self._forked:
                    self._flush()
            finally:
                libc.raise_fault(number)

        libc.raise_fault = libc["raise"]
        self._callback = ctypes.CFUNCTYPE(None, ctypes.c_int)(fault)  # must live as long as the process
        for name in FAULTS:
            if hasattr(signal, name):
                libc.signal(int(getattr(signal, name)), ctypes.cast(self._callback, ctypes.c_void_p))
