"""Making lessons: a note at the step where the cursor stands, and the hand-out of a lesson's run."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFileDialog

from app.model import lesson, lesson_stops, steps
from app.model.lesson_edit import with_note

from .texts import tr


class LessonControl(QObject):
    """What `action_add_note` and `action_handout` do. Signals: failed(str), told(str)."""

    failed = Signal(str)
    told = Signal(str)

    def __init__(self, session, editor, files, window):
        super().__init__(window)
        self._session, self._editor, self._files, self._window = session, editor, files, window
        self._process: QProcess | None = None

    def add_note(self) -> None:
        """Put a note into the program that stops at the cursor's step, and the keyboard into it."""
        session, text = self._session, self._editor.toPlainText()
        if text != session.source:
            self.failed.emit(tr("The program has been edited since its run: run it again, then add the note."))
            return
        seq = session.cursor
        words = lesson_stops.words_for(session.trace, seq, text)
        new, line = with_note(text, self._line(seq), words, Path(self._files.name).stem)
        cursor = self._editor.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(new)
        cursor.endEditBlock()
        block = self._editor.document().findBlockByNumber(line - 1)
        cursor.setPosition(block.position() + block.length() - 1)
        self._editor.setTextCursor(cursor)
        self._editor.setFocus()

    def _line(self, seq: int) -> int:
        """The line after which the note stands: that of the step, in backward that of backward()."""
        trace = self._session.trace
        number = steps.step_number(trace, seq)
        if not number:
            return 0
        anchor = steps.step_span(trace, number)[0]
        call = trace.last_call(anchor) if trace.call_at(anchor) else None
        return (call.line if call is not None else trace.line_of(anchor)) or 0

    def handout(self) -> None:
        """Ask for a folder and write the hand-out of the run into it, in a process of its own."""
        if not lesson.is_lesson(self._session.source):
            self.failed.emit(tr("This program has no notes yet, so there is no hand-out to make. Add a note at a "
                                "step first."))
            return
        folder = QFileDialog.getExistingDirectory(self._window, tr("A folder for the hand-out"))
        if folder:
            self.write_handout(folder)

    def write_handout(self, folder: str) -> None:
        """Write html, pdf, figures and program into a folder; `told` or `failed` says how it went."""
        if self._process is not None:
            self.failed.emit(tr("The hand-out before is still being written."))
            return
        name = Path(self._files.name).stem or "lesson"
        process = self._process = QProcess(self)
        process.setProgram(sys.executable)
        process.setArguments(["-m", "app", "handout", str(self._session.trace.tape.path), "-o", folder,
                              "--name", name, "--lang", self._window.present.language()])  # fmt: skip
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
        environment.insert("QT_QPA_PLATFORM", "offscreen")
        process.setProcessEnvironment(environment)
        process.finished.connect(lambda status, _how: self._written(status, folder))
        process.errorOccurred.connect(lambda error: error == QProcess.ProcessError.FailedToStart and self._written(2, ""))
        process.start()
        self.told.emit(tr("Writing the hand-out…"))

    def _written(self, status: int, folder: str) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        said = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").strip().split("\n")[-1]
        process.deleteLater()
        if status == 0:
            self.told.emit(tr("The hand-out is in {folder}", folder=folder))
        else:
            self.failed.emit(tr("The hand-out could not be written: {reason}", reason=said.removeprefix("retrograd: ")))

    def close(self) -> None:
        """The window closes."""
        if self._process is not None:
            self._process.finished.disconnect()
            self._process.kill()
            self._process.waitForFinished(2000)
            self._process = None
