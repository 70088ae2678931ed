"""Opening and saving: the flows around the program in the editor. Nothing here runs a program.

Signals of `Files`: `changed()`, another file, another name, or the text now differs from the file (or no longer);
`opened()`, another text is in the editor; `failed(str)`, a sentence for the user; `told(str)`, good news;
`tape_saved(path)`, the run was saved as a tape.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.export import carried
from app.model import notebook
from app.model.document import Document, DocumentError, load_document, save_document
from app.runs import TapeError

from . import store
from .editor import CodeEditor
from .recovery import Kept, Recovery
from .texts import tr

OPENS = (".py", ".ipynb", ".tape", ".pyw", ".txt", *carried.CARRIERS)
_FILTER = ("Programs, notebooks and tapes (*.py *.pyw *.ipynb *.tape *.txt);;Figures that carry their run (*.png *.svg "
           "*.html);;All files (*)")


class Files(QObject):
    """The document of a window, its recovery file, and the ways in and out."""

    changed = Signal()
    opened = Signal()
    failed = Signal(str)
    told = Signal(str)
    tape_saved = Signal(str)

    def __init__(self, editor: CodeEditor, session, window: QWidget):
        super().__init__(window)
        self._editor, self._session, self._window = editor, session, window
        self.document = Document()
        self.open_now = False  # False: the start page, nothing is being written
        self._tape_name: str | None = None
        self.stored_path: str | None = None  # of the tape (or figure) that was opened
        self._stamp: tuple[int, int] | None = None
        self._loading = False
        self.recovery = Recovery(self._to_keep, self)
        self.recovery.failed.connect(self.failed)
        editor.set_paste_filter(notebook.strip_prompts)
        editor.edited.connect(self._edited)
        editor.document().modificationChanged.connect(lambda _on: self.changed.emit())

    # -- what is open

    @property
    def name(self) -> str:
        """What the window calls it."""
        if self._tape_name:
            return self._tape_name
        return os.path.basename(self.document.path) if self.document.path else tr("Untitled")

    @property
    def is_modified(self) -> bool:
        """Whether the text differs from what is on disk."""
        return self._editor.document().isModified()

    @property
    def is_loading(self) -> bool:
        """Whether another text is just being put into the editor."""
        return self._loading

    @property
    def run_path(self) -> str | None:
        """What the program is told is its file."""
        return None if self._tape_name else self.document.path

    def _edited(self) -> None:
        if self._loading:
            return
        if not self.open_now:
            self.open_now = True
            self.opened.emit()
        self.recovery.note_change()

    def _to_keep(self) -> Kept | None:
        text = self._editor.toPlainText()
        if not self.is_modified or not text.strip():
            return None
        doc = self.document
        return Kept(text, doc.path, self.name, doc.encoding, doc.bom, doc.newline,
                    self._editor.textCursor().position(), self._editor.breakpoints)

    # -- ways in

    def new(self) -> None:
        """An empty program, after asking about unsaved changes."""
        if self.may_leave():
            self._show_program(Document())
            self._editor.setFocus()

    def open_dialog(self) -> None:
        """Ask for a file and open it."""
        folder = os.path.dirname(self.document.path or "") or store.store().value("folder", "") or os.getcwd()
        path, _ = QFileDialog.getOpenFileName(self._window, tr("Open"), folder, _FILTER)
        if path:
            self.open(path)

    def open(self, path: str | os.PathLike) -> bool:
        """Open a program, a notebook or a tape, after asking about unsaved changes; whether it is open now."""
        path = os.path.abspath(os.fspath(path))
        if not self.may_leave():
            return False
        if path.lower().endswith(".tape"):
            return self._open_tape(path)
        if path.lower().endswith(carried.CARRIERS):
            return self._open_figure(path)
        try:
            document = load_document(path)
        except DocumentError as error:
            self.failed.emit(str(error))
            return False
        self._show_program(document)
        self._remember(path)
        return True

    def open_lesson(self, title: str, text: str) -> None:
        """A lesson as a program without a file: it can be changed freely, and saved under a name."""
        if self.may_leave():
            self._show_program(Document(text))
            self._tape_name = title
            self.changed.emit()

    def _open_figure(self, path: str) -> bool:
        try:
            run = carried.read(path)
        except carried.CarriedError as error:
            self.failed.emit(str(error))
            return False
        return self._open_run(path, lambda: self._session.open_carried(run.tape, run.step))

    def _open_tape(self, path: str) -> bool:
        return self._open_run(path, lambda: self._session.open_tape(path))

    def _open_run(self, path: str, show) -> bool:
        """Show a stored run by calling `show`, and its program's text; `path` is what the user opened."""
        try:
            show()
        except TapeError as error:
            self.failed.emit(str(error))
            return False
        except OSError as error:
            self.failed.emit(tr("{path} could not be read: {reason}", path=path, reason=error.strerror or error))
            return False
        self._show(Document(self._session.source or ""), path)
        self._tape_name = os.path.basename(path)
        self._remember(path)
        self.changed.emit()
        return True

    def restore(self, file: Path, kept: Kept) -> None:
        """Put what a crashed window left into the editor, as unsaved changes, and take its file over."""
        self._show(Document(kept.text, kept.path, kept.encoding, kept.bom, kept.newline))
        self._editor.document().setModified(True)
        self._editor.set_breakpoints(kept.breakpoints)
        cursor = self._editor.textCursor()
        cursor.setPosition(min(kept.position, max(0, self._editor.document().characterCount() - 1)))
        self._editor.setTextCursor(cursor)
        self.recovery.write()
        self.discard(file)

    def discard(self, file: Path) -> None:
        """Throw away what a crashed window left."""
        file.unlink(missing_ok=True)
        file.with_suffix(".lock").unlink(missing_ok=True)

    def revert(self) -> None:
        """Back to what is on disk (or to nothing): the restored text is thrown away."""
        path = self.document.path
        self._show(Document())
        if path and os.path.exists(path):
            self.open(path)

    def _show_program(self, document: Document) -> None:
        """Show a program; the run of another one goes, for its graph beside this text would say what is not so."""
        if document.text != self._session.source and self._session.state != "empty":
            self._session.clear()
        self._show(document)

    def _show(self, document: Document, stored: str | None = None) -> None:
        self._loading = True
        try:
            self._editor.clear_breakpoints()
            self._editor.setPlainText(document.text)
        finally:
            self._loading = False
        self.document, self._tape_name, self.stored_path = document, None, stored
        self._stamp = _stamp(document.path)
        self._editor.document().setModified(False)
        self.recovery.forget()
        self.open_now = True
        self.opened.emit()
        self.changed.emit()

    def _remember(self, path: str) -> None:
        store.remember_recent(path)
        store.store().setValue("folder", os.path.dirname(path))

    # -- ways out

    def save(self) -> bool:
        """Save under its name, or ask for one; whether it is saved now."""
        path = self.document.path
        if not path or self.document.is_notebook or self._tape_name:
            return self.save_as()
        if _stamp(path) != self._stamp and not self._ask_overwrite(path):
            return False
        return self._write(path)

    def save_as(self) -> bool:
        """Ask for a name and save; whether it is saved now."""
        start = self.document.suggested_path or os.path.join(
            store.store().value("folder", "") or os.getcwd(), _file_name(self.name))
        path, _ = QFileDialog.getSaveFileName(self._window, tr("Save as"), start,
                                              tr("Python programs (*.py);;All files (*)"))
        if not path:
            return False
        if not os.path.splitext(path)[1]:
            path += ".py"
        return self._write(path)

    def _write(self, path: str) -> bool:
        try:
            self.document = save_document(self.document, path, self._editor.toPlainText())
        except DocumentError as error:
            self.failed.emit(str(error))
            return False
        self._tape_name = self.stored_path = None
        self._stamp = _stamp(path)
        self._editor.document().setModified(False)
        self.recovery.forget()
        self._remember(path)
        self.changed.emit()
        self.told.emit(tr("Saved {name}", name=os.path.basename(path)))
        return True

    def save_tape(self) -> None:
        """Ask for a name and keep the recording of this run."""
        start = os.path.splitext(self.document.path or os.path.join(os.getcwd(), "run"))[0] + ".tape"
        path, _ = QFileDialog.getSaveFileName(self._window, tr("Save tape"), start, tr("Tapes (*.tape);;All files (*)"))
        if not path:
            return
        if not os.path.splitext(path)[1]:
            path += ".tape"
        try:
            self._session.save_tape(path)
        except OSError as error:
            self.failed.emit(tr("{path} could not be written: {reason}", path=path, reason=error.strerror or error))
            return
        store.remember_recent(path)
        self.tape_saved.emit(path)
        self.told.emit(tr("Saved {name}", name=os.path.basename(path)))

    # -- questions

    def may_leave(self) -> bool:
        """Whether the text may go: it is saved, empty, was just saved, or the user gives it up."""
        if not self.open_now or not self.is_modified or not self._editor.toPlainText().strip():
            return True
        answer = self.ask_unsaved()
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return answer == QMessageBox.StandardButton.Discard

    def ask_unsaved(self) -> QMessageBox.StandardButton:
        """Ask what shall become of unsaved changes: Save, Discard or Cancel."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, "Retrograd", tr("Save the changes to {name}?", name=self.name),
                          QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard
                          | QMessageBox.StandardButton.Cancel, self._window)
        box.setInformativeText(tr("They are lost otherwise."))
        box.setDefaultButton(QMessageBox.StandardButton.Save)
        return QMessageBox.StandardButton(box.exec())

    def _ask_overwrite(self, path: str) -> bool:
        name = os.path.basename(path)
        asked = (tr("{name} was changed by another program. Save all the same?", name=name) if os.path.exists(path)
                 else tr("{name} is no longer there. Save all the same?", name=name))
        box = QMessageBox(QMessageBox.Icon.NoIcon, "Retrograd", asked,
                          QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Cancel, self._window)
        return box.exec() == QMessageBox.StandardButton.Save

    def close(self) -> None:
        """The window closes well: nothing is left to recover."""
        self.recovery.close()


def _stamp(path: str | None) -> tuple[int, int] | None:
    """What tells one state of a file from another: time and size; None when it is not there."""
    if not path:
        return None
    try:
        info = os.stat(path)
    except OSError:
        return None
    return info.st_mtime_ns, info.st_size


def _file_name(name: str) -> str:
    """A file name after a title ("A first backward" becomes "a_first_backward.py")."""
    stem = os.path.splitext(name)[0]
    return "".join(c.lower() if c.isalnum() else "_" for c in stem).strip("_") + ".py"
