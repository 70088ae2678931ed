"""A figure drawn by a process of its own: started, heard, ended with its window."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from .texts import tr

HOME = str(Path(__file__).resolve().parents[2])  # so that `-m` finds us from any folder


class Drawing(QObject):
    """One drawing process.

    Signals
        progressed(done, of)   how many steps of a figure of many are done
        ended(said, wrong)     it is over: {"width", "height", "note"}, or what is wrong, one sentence ("": nothing)
    """

    progressed = Signal(int, int)
    ended = Signal(dict, str)

    def __init__(self, asked: dict, parent: QObject):
        super().__init__(parent)
        self._asked, self._rest, self._said = asked, b"", {}
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        self._process.setArguments(["-m", "app.export.child"])
        environment = QProcessEnvironment.systemEnvironment()
        old = environment.value("PYTHONPATH", "")
        environment.insert("PYTHONPATH", f"{HOME}{os.pathsep}{old}" if old else HOME)
        environment.insert("QT_QPA_PLATFORM", "offscreen")  # it opens no window
        self._process.setProcessEnvironment(environment)
        self._process.started.connect(lambda: self._process.write(json.dumps(asked).encode() + b"\n"))
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._process.start()

    def stop(self) -> None:
        """End it; nothing is said any more."""
        self.blockSignals(True)
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(2000)
        self.deleteLater()

    def _read(self) -> None:
        self._rest += self._process.readAllStandardOutput().data()
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            said = json.loads(line)
            if "of" in said:
                self.progressed.emit(said["done"], said["of"])
            else:
                self._said = said

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.ended.emit({}, tr("Python could not be started: {reason}", reason=self._process.errorString()))

    def _finished(self, code: int, _how) -> None:
        self._read()
        words = self._process.readAllStandardError().data().decode(errors="replace").strip().splitlines()
        wrong = "" if code == 0 and self._said else (words[-1] if words else tr("The drawing process ended too early."))
        self.ended.emit(self._said, wrong)
