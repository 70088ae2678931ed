"""Saving and copying the figure of the graph at the step that is shown, with a preview of what will be in it.

Small graphs are drawn here; large ones by the same code in a process of its own (the command line's `export` on this
run's tape), so that the window never waits.

Signals of `ExportControl`: `failed(str)`, `told(str)`.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QMimeData, QObject, QProcess, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.model import steps

from . import store
from .style import style

FORMATS = {"svg": "SVG, for the web and for editing", "png": "PNG, an image", "pdf": "PDF, for papers",
           "json": "JSON, the numbers"}
SCALES = (1.0, 2.0, 3.0, 4.0)
VIEWS = {"graph": "Graph", "tensors": "Graph with its numbers in grids"}
LARGE = 300  # nodes; more are drawn by another process


class ExportControl(QObject):
    """Export figure… and Copy image."""

    failed = Signal(str)
    told = Signal(str)

    def __init__(self, session, window: QWidget):
        super().__init__(window)
        self._session, self._window = session, window
        self._process: QProcess | None = None

    def show(self) -> None:
        """Ask what kind of figure, and save it."""
        dialog = ExportDialog(self._session, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.save(dialog.path, **dialog.choices())

    def save(self, path: str, **choices) -> None:
        """Save the figure at the cursor; choices as `app.export.export` takes them."""
        from app.export import export  # the writers are not needed before the first figure

        if self._is_large():
            self._save_elsewhere(path, choices)
            return
        try:
            export(self._session.trace, path, cursor=self._session.cursor, **choices)
        except OSError as error:
            self.failed.emit(f"{path} could not be written: {error.strerror or error}")
        except ValueError as error:
            self.failed.emit(str(error))
        else:
            self._saved(path)

    def _is_large(self) -> bool:
        return len(self._window.views.widgets["graph_view"].graph.scope_nodes()) > LARGE

    def _saved(self, path: str) -> None:
        store.store().setValue("figures", os.path.dirname(path))
        self.told.emit(f"Saved {os.path.basename(path)}")

    def _save_elsewhere(self, path: str, choices: dict) -> None:
        if self._process is not None:
            self.failed.emit("Another figure is still being drawn; try again when it is done")
            return
        arguments = ["-m", "app", "export", self._session.tape_path, "-o", path,
                     "--step", str(steps.step_number(self._session.trace, self._session.cursor)),
                     "--theme", choices["theme"], "--scale", f"{choices['scale']:g}", "--view", choices["view"]]
        if choices["transparent"]:
            arguments.append("--transparent")
        process = self._process = QProcess(self)
        process.finished.connect(lambda code, _how: self._drawn(code, path))
        process.start(sys.executable, arguments)
        self.told.emit(f"Drawing {os.path.basename(path)}…")

    def _drawn(self, code: int, path: str) -> None:
        process, self._process = self._process, None
        words = bytes(process.readAllStandardError()).decode(errors="replace").strip()
        process.deleteLater()
        if code == 0:
            self._saved(path)
        else:
            self.failed.emit(words.splitlines()[-1] if words else f"{path} could not be drawn")

    def copy_image(self) -> None:
        """Put the figure at the cursor on the clipboard, as an image and as SVG."""
        image, svg = picture(self._session, style.name, 2.0), svg_text(self._session, style.name)
        data = QMimeData()
        data.setImageData(image)
        data.setData("image/svg+xml", svg.encode())
        QApplication.clipboard().setMimeData(data)
        self.told.emit("Copied the graph as an image")


def picture(session, theme: str, scale: float = 1.0, transparent: bool = False) -> QImage:
    """The figure at the cursor as an image."""
    from app.export import raster
    return raster.image(session.trace, session.cursor, theme=theme, scale=scale, transparent=transparent)


def svg_text(session, theme: str) -> str:
    """The figure at the cursor as SVG."""
    from app.export import svg
    return svg.text(session.trace, session.cursor, theme=theme)


class Preview(QWidget):
    """The figure as it will be, as large as fits, on squares where it is transparent."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.image = QImage()
        self.transparent = False
        self.setMinimumSize(style.px(360), style.px(300))

    def sizeHint(self) -> QSize:
        return QSize(style.px(520), style.px(460))

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("sunken"))
        if not self.image.isNull():
            size = self.image.deviceIndependentSize().scaled(
                self.width() - style.px(24), self.height() - style.px(24), Qt.AspectRatioMode.KeepAspectRatio)
            whole = self.image.deviceIndependentSize()
            if size.width() > whole.width():
                size = whole
            area = QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2,
                          size.width(), size.height())
            if self.transparent:
                _squares(painter, area)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, self.image)
        painter.end()


def _squares(painter: QPainter, area: QRectF) -> None:
    side = style.px(8)
    painter.save()
    painter.setClipRect(area)
    painter.fillRect(area, style.color("panel"))
    for i in range(int(area.width() // side) + 1):
        for j in range(int(area.height() // side) + 1):
            if (i + j) % 2:
                painter.fillRect(QRectF(area.left() + i * side, area.top() + j * side, side, side),
                                 style.color("hover"))
    painter.restore()
