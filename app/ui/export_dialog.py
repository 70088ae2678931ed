"""Saving and copying the figure of the graph at the step that is shown, with a preview of what will be in it.

Small graphs are drawn here; large ones by the same code in a process of its own (app.export.child, on this run's tape),
so that the window never waits.

Signals of `ExportControl`: `failed(str)`, `told(str)`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QProcess, QProcessEnvironment, QRectF, QSize, Qt, QTimer, Signal
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
THEMES = {"light": "Light", "dark": "Dark", "print": "Print, on white"}
VIEWS = {"graph": "Graph", "tensors": "Graph, every value as a grid"}
SCALES = (1.0, 1.5, 2.0, 3.0, 4.0)
LARGE = 1500  # events in the part that is drawn; more are left to another process


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
        from app.export import ExportError, export

        if is_large(self._session, choices.get("whole", False)):
            self._save_elsewhere(path, choices)
            return
        try:
            figure = export(self._session.trace, path, step=self._session.cursor, **choices)
        except ExportError as error:
            self.failed.emit(str(error))
        except OSError as error:
            self.failed.emit(f"{path} could not be written: {error.strerror or error}")
        else:
            self._saved(path, figure.note)

    def _saved(self, path: str, note: str = "") -> None:
        store.store().setValue("figures", os.path.dirname(path))
        self.told.emit(f"Saved {os.path.basename(path)}{', ' + note if note else ''}")

    def _save_elsewhere(self, path: str, choices: dict) -> None:
        if self._process is not None:
            self.failed.emit("Another figure is still being drawn; try again when it is done.")
            return
        self._process = drawing_process(self._session, path, choices, self)
        self._process.finished.connect(lambda code, _how: self._drawn(code, path))
        self._process.start()
        self.told.emit(f"Drawing {os.path.basename(path)}…")

    def _drawn(self, code: int, path: str) -> None:
        process, self._process = self._process, None
        words = bytes(process.readAllStandardError()).decode(errors="replace").strip()
        process.deleteLater()
        if code == 0:
            self._saved(path)
        else:
            self.failed.emit(words.splitlines()[-1] if words else f"{path} could not be drawn.")

    def copy_image(self) -> None:
        """Put the figure at the cursor on the clipboard, as an image and as SVG."""
        if is_large(self._session):
            self.failed.emit("This graph is too large for the clipboard; Export figure… (Ctrl+E) saves it.")
            return
        frame = make_frame(self._session, style.name)
        from app.export.raster import image
        from app.export.svg import svg_text

        data = QMimeData()
        data.setImageData(image(frame, 2.0))
        data.setData("image/svg+xml", svg_text(frame, 1.0).encode())
        QApplication.clipboard().setMimeData(data)
        self.told.emit("Copied the graph as an image")


def is_large(session, whole: bool = False) -> bool:
    """Whether the part of the run around the cursor (or all of it) takes long to draw."""
    from app.model.graph import Graph

    if whole or len(session.trace) <= LARGE:
        return len(session.trace) > LARGE
    scope = Graph(session.trace).scope_at(session.cursor)
    return scope.last - scope.first > LARGE


def make_frame(session, theme: str, transparent: bool = False, view: str = "graph", whole: bool = False):
    """The figure at the cursor, ready to be painted (an app.export.frame.Frame)."""
    from app.export import REGISTRY, Options
    from app.export.job import Job

    look = Options(theme=theme, transparent=transparent, view=view, whole=whole)
    return Job(session.trace, REGISTRY["png"], session.cursor, look).frame()


def drawing_process(session, path: str, choices: dict, parent: QObject) -> QProcess:
    """A process that draws the figure from this run's tape, not started yet."""
    asked = {"tape": session.tape_path, "path": path, "step": max(session.cursor, 0), "options": choices}
    process = QProcess(parent)
    process.setProgram(sys.executable)
    process.setArguments(["-m", "app.export.child"])
    process.started.connect(lambda: process.write(json.dumps(asked).encode() + b"\n"))
    environment = QProcessEnvironment.systemEnvironment()
    home = str(Path(__file__).resolve().parents[2])  # so that `-m` finds us from any folder
    old = environment.value("PYTHONPATH", "")
    environment.insert("PYTHONPATH", f"{home}{os.pathsep}{old}" if old else home)
    process.setProcessEnvironment(environment)
    return process


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


class ExportDialog(QDialog):
    """Kind, theme, scale and ground of a figure, with a preview; Save asks where. `path` is then where."""

    def __init__(self, session, window: QWidget):
        super().__init__(window)
        self.setWindowTitle("Export figure")
        self._session = session
        self.path = ""
        number, count = steps.step_number(session.trace, session.cursor), steps.count(session.trace)
        where = QLabel(f"The graph as it is at step {number:,} of {count:,}.", self)
        where.setObjectName("note")
        self.kind = _box(FORMATS, store.store().value("figure_kind", "svg"))
        self.theme = _box(THEMES, style.name)
        self.view = _box(VIEWS, "graph")
        self.scale = _box({f"{s:g}": f"{s:g} ×" for s in SCALES}, "2")
        self.transparent = QCheckBox("Transparent ground", self)
        self.whole = QCheckBox("The whole run, not only this part", self)
        self.preview = Preview(self)
        self.message = QLabel("", self)
        self.message.setObjectName("note")
        self.message.setWordWrap(True)
        self._assemble(where)
        self._timer = QTimer(self, singleShot=True, interval=30)
        self._timer.timeout.connect(self.draw)
        for box in (self.kind, self.theme, self.view, self.scale):
            box.currentIndexChanged.connect(self._changed)
        for tick in (self.transparent, self.whole):
            tick.toggled.connect(self._changed)
        self._changed()

    def _assemble(self, where: QLabel) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(style.px(12))
        form.setVerticalSpacing(style.px(10))
        for name, field in (("Kind", self.kind), ("Theme", self.theme), ("Shows", self.view), ("Scale", self.scale)):
            form.addRow(name, field)
            field.setAccessibleName(name)
        form.addRow("", self.transparent)
        form.addRow("", self.whole)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.button(QDialogButtonBox.StandardButton.Save).setText("Save…")
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        side = QVBoxLayout()
        side.setSpacing(style.px(12))
        side.addWidget(where)
        side.addLayout(form)
        side.addWidget(self.message)
        side.addStretch(1)
        side.addWidget(buttons)
        across = QHBoxLayout(self)
        across.setContentsMargins(*[style.px(16)] * 4)
        across.setSpacing(style.px(16))
        across.addWidget(self.preview, 1)
        across.addLayout(side)

    def choices(self) -> dict:
        """What was chosen, as `app.export.export` takes it."""
        return {"theme": self.theme.currentData(), "scale": float(self.scale.currentData()),
                "transparent": self.transparent.isChecked(), "view": self.view.currentData(),
                "whole": self.whole.isChecked()}

    def _changed(self) -> None:
        text = self.kind.currentData() == "json"
        for field in (self.theme, self.view, self.scale, self.transparent):
            field.setEnabled(not text)
        self._timer.start()

    def draw(self) -> None:
        """Paint the preview anew."""
        choices = self.choices()
        self.preview.transparent = choices["transparent"]
        if is_large(self._session, choices["whole"]):
            self.preview.image = QImage()
            self.message.setText("A large graph: it is drawn when it is saved, beside the window's work.")
        else:
            from app.export.raster import image

            frame = make_frame(self._session, choices["theme"], choices["transparent"], choices["view"],
                               choices["whole"])
            ratio = min(2.0, 4000 / max(frame.width, frame.height, 1))
            self.preview.image = image(frame, ratio)
            self.preview.image.setDevicePixelRatio(ratio)
            scale = choices["scale"]
            wide, high = frame.width * scale, frame.height * scale
            self.message.setText("The graph's nodes, edges, values and gradients as text."
                                 if self.kind.currentData() == "json" else
                                 f"{wide:,.0f} × {high:,.0f} px" if self.kind.currentData() != "pdf" else
                                 f"{wide * 0.75 / 72 * 2.54:.1f} × {high * 0.75 / 72 * 2.54:.1f} cm")
        self.preview.update()

    def _save(self) -> None:
        kind = self.kind.currentData()
        store.store().setValue("figure_kind", kind)
        name = os.path.splitext(os.path.basename(self._session.path or "graph"))[0]
        folder = store.store().value("figures", "") or os.path.dirname(self._session.path or "") or os.getcwd()
        path, _ = QFileDialog.getSaveFileName(self, "Export figure", os.path.join(folder, f"{name}.{kind}"),
                                              f"{kind.upper()} (*.{kind})")
        if not path:
            return
        self.path = path if path.lower().endswith(f".{kind}") else f"{path}.{kind}"
        self.accept()


def _box(words: dict[str, str], chosen: str) -> QComboBox:
    box = QComboBox()
    for value, text in words.items():
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
