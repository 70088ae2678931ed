"""Saving and copying figures of what the window shows: here what is small, in a process of its own what is not.

Signals of `ExportControl`: `failed(str)`, `told(str)`, sentences for the user.
"""

from __future__ import annotations

import os

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.export import ExportError, kind_of
from app.export.kinds import maker

from . import store
from .export_dialog import ExportDialog
from .export_draw import Drawing
from .export_source import LARGE, Source, Wish
from .style import style
from .texts import tr

TEXTS = {"svg": "image/svg+xml", "dot": "text/vnd.graphviz", "mmd": "text/vnd.mermaid", "tex": "text/x-tex",
         "json": "application/json"}
NAMES = {"svg": "SVG", "dot": "DOT", "mmd": "Mermaid", "tex": "TikZ", "json": "JSON"}


class ExportControl(QObject):
    """Export figure…, Copy image and Copy as. canvas: the graph's, whose picture is taken as it is."""

    failed = Signal(str)
    told = Signal(str)

    def __init__(self, session, window: QWidget, canvas=None):
        super().__init__(window)
        self._window = window
        self.source = Source(session, canvas)
        self._drawing: Drawing | None = None

    def show(self) -> None:
        """Ask what kind of figure, and save it."""
        dialog = ExportDialog(self.source, self._window)
        dialog.copy_wanted.connect(self.copy)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.save(dialog.path, dialog.wish())
        dialog.deleteLater()

    # ---- saving

    def save(self, path: str, wish: Wish) -> None:
        """Save the figure at the cursor."""
        try:
            job = self.source.job(path, wish)
            if job is None:
                self._save_elsewhere(path, wish)
                return
            from app.export.write import write

            figure = write(job, path)
        except ExportError as error:
            self.failed.emit(_sentence(str(error)))
        except OSError as error:
            self.failed.emit(tr("{path} could not be written: {reason}", path=path, reason=error.strerror or error))
        else:
            self._saved(path, figure.note)

    def _saved(self, path: str, note: str) -> None:
        store.store().setValue("figures", os.path.dirname(path))
        name = os.path.basename(path)
        self.told.emit(tr("Saved {name}; {note}", name=name, note=note) if note else tr("Saved {name}", name=name))

    def _save_elsewhere(self, path: str, wish: Wish) -> None:
        if self._drawing is not None:
            self.failed.emit(tr("Another figure is still being drawn; try again when it is done."))
            return
        name = os.path.basename(path)
        self._drawing = Drawing(self.source.asked(path, wish), self)
        self._drawing.progressed.connect(
            lambda done, of: self.told.emit(tr("Drawing {name}: step {done} of {of}", name=name, done=done, of=of))
        )
        self._drawing.ended.connect(lambda said, wrong: self._drawn(path, said, wrong))
        self.told.emit(tr("Drawing {name}…", name=name))

    def _drawn(self, path: str, said: dict, wrong: str) -> None:
        drawing, self._drawing = self._drawing, None
        drawing.deleteLater()
        if wrong:
            self.failed.emit(_sentence(wrong))
        else:
            self._saved(path, said["note"])

    def close(self) -> None:
        """End what is still being drawn."""
        if self._drawing is not None:
            self._drawing.stop()
            self._drawing = None

    # ---- the clipboard

    def copy_image(self) -> None:
        """Put what the window shows on the clipboard, as an image and as SVG."""
        self.copy("png", Wish(look={"theme": style.name, "scale": 2.0, **self.source.shown_look}))

    def copy_as(self, kind: str) -> None:
        """Put what the window shows on the clipboard as the text of a kind of figure."""
        self.copy(kind, Wish(look={"theme": style.name, **self.source.shown_look}))

    def copy(self, kind: str, wish: Wish) -> None:
        """Put a figure on the clipboard: an image with its SVG, or text."""
        try:
            data = self._copied(kind, wish)
        except ExportError as error:
            self.failed.emit(_sentence(str(error)))
            return
        if data is None:
            self.failed.emit(tr("This figure is too large for the clipboard (more than {count} nodes, or of several "
                                "steps); Export figure… saves it to a file.", count=LARGE))
            return
        QApplication.clipboard().setMimeData(data)
        self.told.emit(tr("Copied the graph as {kind}", kind=NAMES[kind]) if kind in NAMES else tr(
            "Copied the graph as an image"))

    def _copied(self, kind: str, wish: Wish) -> QMimeData | None:
        job = self.source.job(f"figure.{kind}", wish)
        if job is None:
            return None
        data = QMimeData()
        if kind in TEXTS:
            made = maker(kind_of(f"figure.{kind}"))(job).data
            data.setText(made.decode("utf-8"))
            data.setData(TEXTS[kind], made)
            return data
        from app.export.raster import image
        from app.export.svg import svg_text

        frame = job.frame()
        data.setImageData(image(frame, job.options.scale))
        data.setData(TEXTS["svg"], svg_text(frame).encode("utf-8"))
        return data


def _sentence(words: str) -> str:
    """An error's sentence with a capital at its head."""
    return words[:1].upper() + words[1:]
