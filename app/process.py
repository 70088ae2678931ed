"""The child processes of the window: one always waiting, warm; started, told, suspended, ended. No widgets."""

from __future__ import annotations

import ctypes
import json
import os
import signal

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from .worker import spawn

STOP_MS = 450  # a program that was asked to end and has not done so by then is ended
PAUSE_MS = 250  # one that was asked to hold and has not said so by then is suspended by the system
KEPT_WORDS = 4000  # characters of what the child says before it runs anything


class WorkerProcess(QObject):
    """One child: warm when it is ready, then running one program, then gone.

    Signals
        message(dict)       what the child says (worker/spawn.py, Note [Messages])
        ended(code, words)  the process is gone: exit status (negative: a signal) and, if it never ran, what it said
    """

    message = Signal(dict)
    ended = Signal(int, str)

    def __init__(self, blas_threads: int = 1, parent: QObject | None = None):
        super().__init__(parent)
        self.was_killed = False  # by us, because it did not react
        self._suspended = False
        self._unheeded: list[str] = []
        self._began = False  # the program, not the process
        self._gone = False
        self._pid = 0
        self._rest, self._words = b"", ""
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        for name, value in spawn.environment(blas_threads).items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.started.connect(self._note_pid)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_words)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._stop_timer = self._timer(STOP_MS, self.kill)
        self._pause_timer = self._timer(PAUSE_MS, self._suspend)
        program, *arguments = spawn.command()
        self._process.start(program, arguments)

    def _timer(self, ms: int, slot) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(slot)
        return timer

    @property
    def is_alive(self) -> bool:
        return not self._gone

    # ---- telling

    def run(self, job: dict) -> None:
        """Run a program: worker/spawn.py, Note [Job]."""
        self.tell("run", job=job)

    def tell(self, what: str, **more) -> None:
        """Send a command."""
        if not self._gone:
            self._process.write(json.dumps({"do": what, **more}).encode() + b"\n")

    def stop(self) -> None:
        """End the program: it is asked, and ended if it does not react."""
        self._wake()
        self._pause_timer.stop()
        self.tell("stop")
        self._stop_timer.start()

    def pause(self) -> None:
        """Hold the program; if it does not react (a long call in C), the system holds the process."""
        self.tell("pause")
        self._pause_timer.start()

    def resume(self) -> None:
        """Let it go on."""
        self._pause_timer.stop()
        self.tell("resume")
        if self._suspended:
            self._wake()
            self._unheeded = ["paused", "resumed"]  # it has not read the first command yet, and will say both
            self.message.emit({"is": "resumed"})

    def kill(self) -> None:
        """End the process and all that it started, now."""
        if self._gone:
            return
        self.was_killed = True
        self._kill_group()
        if os.name == "nt" and self._pid:
            QProcess.startDetached("taskkill", ["/T", "/F", "/PID", str(self._pid)])  # what it started, too
        self._process.kill()

    def close(self) -> None:
        """Kill, and wait until it is gone; nothing is signalled any more."""
        self.blockSignals(True)
        self._stop_timer.stop()
        self._pause_timer.stop()
        if not self._gone:
            if self._process.state() == QProcess.ProcessState.Starting:
                self._process.waitForStarted(1000)
            self.kill()
            self._process.waitForFinished(2000)

    # ---- hearing

    def _read(self) -> None:
        self._rest += self._process.readAllStandardOutput().data()
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            said = json.loads(line)
            if self._unheeded and said["is"] == self._unheeded[0]:
                self._unheeded.pop(0)
                continue
            self._began = self._began or said["is"] == "started"
            if said["is"] == "paused":
                self._pause_timer.stop()
            self.message.emit(said)

    def _read_words(self) -> None:
        said = self._process.readAllStandardError().data().decode("utf-8", "replace")
        self._words = (self._words + said)[-KEPT_WORDS:]

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(-1, f"Python could not be started: {self._process.errorString()}")

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._read_words()
        crashed = status == QProcess.ExitStatus.CrashExit and os.name != "nt"
        self._kill_group()
        self._end(-code if crashed else code, "" if self._began else self._words)

    def _end(self, code: int, words: str) -> None:
        if not self._gone:
            self._gone = True
            self._stop_timer.stop()
            self._pause_timer.stop()
            self.ended.emit(code, words)

    # ---- the system's side

    def _note_pid(self) -> None:
        self._pid = self._process.processId()

    def _kill_group(self) -> None:
        """End what the program started: it is the head of a group of processes."""
        self._signal_group("SIGKILL")

    def _suspend(self) -> None:
        """Hold the process from outside; it never says so itself, so we do."""
        if self._gone:
            return
        self._suspended = True
        if os.name == "nt":
            self._on_windows("NtSuspendProcess")
        else:
            self._signal_group("SIGSTOP")
        self.message.emit({"is": "paused", "line": None, "why": ""})

    def _wake(self) -> None:
        if not self._suspended:
            return
        self._suspended = False
        if os.name == "nt":
            self._on_windows("NtResumeProcess")
        else:
            self._signal_group("SIGCONT")

    def _signal_group(self, name: str) -> None:
        if self._pid > 0 and hasattr(os, "killpg"):
            try:
                os.killpg(self._pid, getattr(signal, name))
            except (ProcessLookupError, PermissionError):
                return  # nobody is left in it, or it is not made yet: then there is nobody but the child itself

    def _on_windows(self, function: str) -> None:
        kernel = ctypes.WinDLL("kernel32")
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(kernel.OpenProcess(0x0800, False, self._pid))  # PROCESS_SUSPEND_RESUME
        getattr(ctypes.WinDLL("ntdll"), function)(handle)
        kernel.CloseHandle(handle)
